#!/usr/bin/python3
"""A disk that is full, or a limit on the length of files: the report is right, one line
says what could not be kept, and what was kept stays (fault S3). What failed is not kept
as if it had been done (fault S17)."""
import contextlib
import shutil
import subprocess

import harness
import kept
from harness import write


@contextlib.contextmanager
def small_disk(path, size):
    """None if this machine doesn't give us one."""
    path.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", path],
                             capture_output=True).returncode == 0
    try:
        yield path if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", path], check=True)


def check_full_disk(top):
    root = kept.build(top / "disk")
    for size in ("4K", "16K", "32K", "64K"):
        write(root / "new.py", f"x = '{size}'\n")
        with small_disk(top / size, size) as store:
            if not store:
                return
            text = kept.cold(root)
            first = kept.expect(kept.scan(root, "--store", store), text)
            full = bool(first.trouble)
            assert full == (size != "64K"), (size, first.trouble)
            assert not full or ("No space left" in first.trouble and first.store["lost"] > 0)
            assert first.errors.count("cambium: the store: ") == full, first.errors
            run = kept.expect(kept.scan(root, "--store", store), text)
            assert full or run.parsed == 0
            check_kept_on_full_disk(root, store)


def check_kept_on_full_disk(root, store):
    """What is there stays when there is no room for more."""
    hits = kept.scan(root, "--store", store, "--read-only-store", "--full").hits
    (store / "ballast").write_bytes(b"")
    with contextlib.suppress(OSError), open(store / "ballast", "wb", 0) as ballast:
        while ballast.write(bytes(4096)):
            pass
    write(root / "more.py", "x = 1\n")
    run = kept.expect(kept.scan(root, "--store", store), kept.cold(root))
    assert "No space left" in run.trouble
    assert kept.scan(root, "--store", store, "--read-only-store", "--full").hits >= hits
    (store / "ballast").unlink()
    (root / "more.py").unlink()


def check_file_limit(top):
    """ulimit -f."""
    root = kept.build(top / "limit")
    text = kept.cold(root)
    for limit in (0, 100, 4096, 10000):
        shutil.rmtree(root / ".cambium", ignore_errors=True)
        run = kept.expect(kept.scan(root, preexec_fn=harness.limit(FSIZE=limit)), text, limit)
        assert "File too large" in run.trouble, (limit, run.store)
    assert kept.expect(kept.scan(root), text).trouble is None
    assert kept.scan(root).parsed == 0


def check_failures_are_not_kept(top):
    """Over a budget, over a limit, without descriptors or memory for it: asked again."""
    root = kept.build(top / "failures")
    write(root / "deep.py", "".join("\t" * i + "if x:\n" for i in range(700)))
    write(root / "long.py", "x = 1\n" * 1000)
    text = kept.cold(root)
    assert harness.Report(text).outcome("deep.py") == "failed: budget"
    for _ in range(2):
        run = kept.expect(kept.scan(root), text)
        assert run.status == 3
    assert run.parsed == run.files("new") == 1, run.store
    limited = ("--max-file-size", "1000")
    report = harness.Report(kept.expect(kept.scan(root, *limited), kept.cold(root, *limited)).text)
    assert report.outcome("long.py") == "skipped: too large"
    kept.expect(kept.scan(root), text)
    env = kept.faulty(root / "d1", "reads", "5", "1+")
    run = kept.scan(root, "--full", env=env)
    report = harness.Report(run.text)
    assert run.status == 3 and report.totals["failed"] > 1, report.totals
    kept.expect(run, kept.cold(root, env=env))
    kept.expect(kept.scan(root), text)


with harness.folder() as top:
    check_full_disk(top)
    check_file_limit(top)
    check_failures_are_not_kept(top)
