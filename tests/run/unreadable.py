#!/usr/bin/python3
"""Files that can't be read, that go away or that the system has no descriptors for
(faults T2, T3, T6, S7): each is named with what the system said, the others go on.
Runs the program as a user whom permissions bind."""
import shutil
import threading

import harness
from harness import write


def check_permissions(top):
    root = top / "tree"
    for name in ("open.py", "closed.py", "folder/inside.py", "listed/inside.py",
                 "entered/inside.py"):
        write(root / name)
    for path in (root, *root.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    (root / "closed.py").chmod(0)
    (root / "folder").chmod(0)
    (root / "listed").chmod(0o444)
    (root / "entered").chmod(0o111)
    report = harness.scan(root, program=harness.program_for_nobody(top), cwd=top,
                          **harness.as_nobody())
    assert list(report.files) == [b"open.py"]
    for path in ("closed.py", "folder", "entered", "listed/inside.py"):
        assert report.outcome(path) == "failed: unreadable"
        assert "Permission denied" in report.failed[path.encode()]["detail"]


def check_unreadable_root(top):
    root = top / "locked"
    root.mkdir()
    root.chmod(0)
    done = harness.run("scan", "--no-store", str(root), cwd=top,
                       program=harness.program_for_nobody(top), **harness.as_nobody())
    assert done.returncode == 2 and b"Permission denied" in done.stderr, done


def check_proc(top):
    """Files whose size is 0 and that have contents, and some that can't be read."""
    report = harness.scan("/proc/sys/kernel/random", timeout=10)
    lines = report.files[b"boot_id"]["lines"]
    assert lines["physical"] == 1, lines
    assert report.files[b"boot_id"]["bytes"] == 37


def check_few_descriptors(top):
    """With hardly any descriptors the report is the same, or says what is missing."""
    root = top / "many"
    for i in range(300):
        write(root / f"a{i % 7}/b{i % 5}/c{i % 3}/f{i}.py")
    whole = harness.scan(root)
    assert len(whole.files) == 300
    for files in (10, 12, 16, 24, 64):
        for jobs in ("1", "2", "8"):
            report = harness.scan(root, "-j", jobs, preexec_fn=harness.limit(NOFILE=files))
            if report.text == whole.text:
                continue
            assert report.failed, (files, jobs)
            for record in report.failed.values():
                assert "Too many open files" in record["detail"], record
            assert files < 64, (files, jobs, len(report.failed))


def check_vanishing(top):
    """Files and folders go while the scan runs: gone ones are named or not found."""
    root = top / "vanishing"
    stop = threading.Event()

    def churn():
        at = 0
        while not stop.is_set():
            at += 1
            folder = root / f"d{at % 40}"
            shutil.rmtree(folder, ignore_errors=True)
            for i in range(20):
                try:
                    write(folder / f"f{i}.py")
                except FileNotFoundError:
                    pass

    for i in range(40):
        for j in range(20):
            write(root / f"d{i}/f{j}.py")
    write(root / "stays.py")
    thread = threading.Thread(target=churn)
    thread.start()
    try:
        for _ in range(15):
            report = harness.scan(root)
            assert report.outcome("stays.py") == "analysed"
            for path, record in report.failed.items():
                assert record["reason"] in ("vanished", "changed"), (path, record)
    finally:
        stop.set()
        thread.join()


with harness.folder() as top:
    check_permissions(top)
    check_unreadable_root(top)
    check_proc(top)
    check_few_descriptors(top)
    check_vanishing(top)
