#!/usr/bin/python3
"""Stores that are not what they should be: read-only, of another user, open to others,
links and pipes in their place, halves of packs, entries of other stores and versions,
locks that were left (faults S11, S12, S15, S20, S23, S25, C1, C3, C4). The report is
always a cold run's; a store that isn't used is said once."""
import fcntl
import os
import shutil
import subprocess
import time

import harness
import kept
from harness import write

IS_ROOT = os.geteuid() == 0
READ_ONLY = "--read-only-store"
DAY = 24 * 3600


def filled(top, name):
    """A tree and its store."""
    root = kept.build(top / name, 12)
    kept.scan(root)
    return root, root / ".cambium/cache"


def check_refused(root, words, *arguments, **options):
    """Goes on without a store, and says why in one line."""
    run = kept.expect(kept.scan(root, *arguments, **options), kept.cold(root, **options), words)
    assert run.hits == 0 and run.trouble and words in run.trouble, run.trouble
    assert run.errors.count("cambium: the store: ") == 1, run.errors


def check_unused_unless_trusted(top):
    root, store = filled(top, "shared")
    files = kept.contents(store)
    for mode in (0o777, 0o775, 0o702):
        store.chmod(mode)
        check_refused(root, "others may write")
        assert kept.contents(store) == files
        assert kept.scan(root, "--trust-shared-store", READ_ONLY).parsed == 0
    store.chmod(0o700)
    if IS_ROOT:
        os.chown(store, harness.NOBODY, harness.NOBODY)
        check_refused(root, "another user")
        assert kept.contents(store) == files
        assert kept.scan(root, "--trust-shared-store", READ_ONLY).parsed == 0


def check_another_user(top):
    """Who may read less than who kept it is told no more than a cold run tells him."""
    root, store = filled(top, "theirs")
    if not IS_ROOT:
        return
    for path in (root, *root.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    (root / "d1/e1/f1.py").chmod(0o600)
    (root / "d2").chmod(0o700)
    shutil.rmtree(store)
    kept.scan(root, "--trust-shared-store")
    store.chmod(0o755)
    nobody = {"program": harness.program_for_nobody(top), "cwd": top, **harness.as_nobody()}
    text = kept.cold(root, **nobody)
    assert harness.Report(text).totals["failed"] == 2
    check = kept.expect(kept.scan(root, READ_ONLY, "--trust-shared-store", **nobody), text)
    assert check.parsed == 0 and check.hits > 0, check.store
    # In a tree that may not be written to there is no store to make.
    store = root / ".cambium"
    shutil.rmtree(store)
    check_refused(root, "Permission denied", **nobody)
    assert not store.exists()


def check_read_only(top):
    root, store = filled(top, "fixed")
    write(root / "new.py", "x = 1\n")
    files = kept.contents(store)
    for _ in range(2):
        run = kept.expect(kept.scan(root, READ_ONLY), kept.cold(root))
        assert run.parsed == run.files("new") == 1 and not run.trouble, run.store
    assert kept.contents(store) == files
    none = top / "none"
    run = kept.expect(kept.scan(root, READ_ONLY, "--store", none), kept.cold(root))
    assert run.trouble and not none.exists()


def mounted_read_only(top):
    """A file system that takes no writes, if this machine gives us one."""
    root, store = filled(top, "mounted")
    write(root / "new.py", "x = 1\n")
    if subprocess.run(["mount", "--bind", "-o", "ro", store, store], capture_output=True).returncode:
        return
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", store], check=True)
        run = kept.expect(kept.scan(root), kept.cold(root))
        assert run.parsed == 1 and run.hits > 10 and "Read-only" in run.trouble, run.store
    finally:
        subprocess.run(["umount", store], check=True)


def check_links(top):
    """No link is followed: not to the folder, nor below the root on the way to it."""
    root, store = filled(top, "links")
    elsewhere = top / "elsewhere"
    os.rename(root / ".cambium", elsewhere)
    for place, target in ((root / ".cambium", elsewhere), (root / ".cambium/cache", "../../elsewhere/cache")):
        if place.name == "cache":
            place.parent.unlink()
            place.parent.mkdir()
        os.symlink(target, place)
        files = kept.contents(elsewhere / "cache")
        check_refused(root, "can't open the folder")
        assert kept.contents(elsewhere / "cache") == files
    check_refused(root, "can't open the folder", "--store", store)
    write(root / "file", "")
    check_refused(root, "can't open the folder", "--store", root / "file")
    check_refused(root, "can't open the folder", "--store", root / "file/store")
    check_refused(root, "can't open the folder", "--store", "")


def put_fifo(path):
    os.mkfifo(path)


def put_folder(path):
    path.mkdir()


def put_link(path):
    os.symlink("/dev/zero", path)


def put_nothing(path):
    del path


def put_empty(path):
    path.touch()


def put_zeros(path):
    path.write_bytes(bytes(4096))


def put_device(path):
    os.mknod(path, 0o600 | 0o020000, os.makedev(1, 5)) if IS_ROOT else os.symlink("/dev/zero", path)


def check_things_in_the_place_of_files(top):
    """Each costs the pack at most, blocks nobody, and the next runs make up for it."""
    root, store = filled(top, "things")
    files, text = kept.contents(store), kept.cold(root)
    for put in (put_fifo, put_folder, put_link, put_nothing, put_empty, put_zeros, put_device):
        for name in (*files, "lock"):
            path = store / name
            path.unlink(missing_ok=True)
            put(path)
            for _ in range(2):
                run = kept.expect(kept.scan(root, timeout=10), text, (put, name))
            assert run.parsed == 0 or not name.startswith("p1-"), (put, name, run.store)
            shutil.rmtree(store)
            store.mkdir(mode=0o700)
            kept.restore(store, files)


def check_halves(top):
    """Packs without index and indexes without pack, at random."""
    root, store = filled(top, "halves")
    for i in range(6):
        write(root / f"night{i}.py", f"x = {i}\n")
        kept.scan(root)
    files, text = kept.contents(store), kept.cold(root)
    packs = kept.files_of(store, ".pack")
    assert len(packs) >= 7
    for mask in range(1, 128, 9):
        for i, pack in enumerate(packs):
            if mask >> i & 1:
                pack.with_suffix((".pack", ".idx")[i % 2]).unlink()
        kept.expect(kept.scan(root), text, mask)
        run = kept.expect(kept.scan(root), text, mask)
        assert run.parsed == 0 and not run.trouble, (mask, run.store)
        kept.restore(store, files)


def check_foreign_entries(top):
    """The pack of one store behind the index of another, and entries in each other's place."""
    root, store = filled(top, "foreign")
    other, theirs = kept.build(top / "others", 12, seed=1), top / "others/.cambium/cache"
    kept.scan(other)
    files = kept.contents(store)
    (pack,) = kept.files_of(store, ".pack")
    kept.put(pack, kept.files_of(theirs, ".pack")[0].read_bytes())
    run = kept.expect(kept.scan(root, READ_ONLY), kept.cold(root))
    assert run.hits == 0, run.store
    kept.restore(store, files)
    content = bytearray(pack.read_bytes())
    by_size = {}
    swaps = 0
    for at, kind, size in kept.entries(pack):
        before = by_size.pop((kind, size), None)
        if before is None:
            by_size[kind, size] = at
            continue
        content[at:at + size], content[before:before + size] = (
            content[before:before + size], content[at:at + size])
        swaps += 1
    assert swaps
    kept.put(pack, content)
    run = kept.expect(kept.scan(root, READ_ONLY, "--full"), kept.cold(root))
    assert run.store["misses"]["other key"] >= swaps, (swaps, run.store)


def check_versions(top):
    """What another version keeps in the folder is not read, not counted and not removed."""
    root, store = filled(top, "versions")
    files, theirs = kept.contents(store), top / "versions-2"
    shutil.copytree(store, theirs)
    strangers = {}
    for name, content in files.items():
        if name.startswith("p1-"):
            strangers["p2-" + name[3:]] = content
            strangers["p1-0" + name[3:]] = content
    strangers.update({"t2-0123456789abcdef": b"x", "lock2": b"", "notes.txt": b"mine"})
    for name, content in strangers.items():
        write(store / name, content)
        os.utime(store / name, (0, 0))
    for i in range(30):
        write(root / "edited.py", f"x = {i}\n")
        kept.expect(kept.scan(root, "--store-max", "20K"), kept.cold(root))
    now = kept.contents(store)
    assert {name: now[name] for name in strangers} == strangers
    # A store in which there is nothing but another version's is empty.
    for path in theirs.iterdir():
        os.rename(path, path.with_name(path.name.replace("p1-", "p2-")))
    old = kept.contents(theirs)
    run = kept.expect(kept.scan(root, "--store", theirs), kept.cold(root))
    assert run.hits == 0 and not run.trouble
    now = kept.contents(theirs)
    assert {name: now[name] for name in old} == old


def check_locks(top):
    """A lock that was left, or is held, keeps nobody from anything but tidying up. Then
    what a killed run left goes after a day, by the clock of the disk."""
    root, store = filled(top, "locks")
    with open(store / "lock", "w") as lock:
        os.utime(store / "lock", (0, 0))
        fcntl.flock(lock, fcntl.LOCK_EX)
        for i in range(30):
            write(root / "edited.py", f"x = {i}\n")
            run = kept.expect(kept.scan(root, timeout=10), kept.cold(root))
            assert run.parsed == 1 and not run.trouble, run.store
        assert len(kept.files_of(store, ".pack")) == 31
    young, old = (write(store / f"t1-{name * 16}") for name in "ab")
    for path in (young, old):
        path.chmod(kept.FILE_MODE)
    os.utime(old, (0, time.time() - 2 * DAY))
    write(root / "edited.py", "x = 1000\n")
    env = harness.environment("preload_clock", CAMBIUM_CLOCK=3 * DAY)
    kept.expect(kept.scan(root, env=env), kept.cold(root))
    assert len(kept.files_of(store, ".pack")) < 10
    assert young.exists() and not old.exists()
    assert kept.scan(root).parsed == 0


def check_no_secrets(top):
    """Names are in it, in plain bytes since it is packed in haste; but neither texts nor
    comments, nor a password in an address (fault C4)."""
    root = write(top / "secrets/a.py", "def known_name():\n    '''in-docstring'''\n"
                 "    return 'in-string'  # in-comment\n").parent
    write(root / ".git/HEAD", "ref: refs/heads/main\n")
    write(root / ".git/config", '[remote "origin"]\n\turl = https://me:in-url@example.com/a.git\n')
    run = kept.scan(root)
    kept.scan(root, "--project", "in-name")
    told = run.text + run.errors.encode() + b"".join(
        kept.contents(root / ".cambium/cache").values())
    assert b"known_name" in told
    for secret in (b"in-docstring", b"in-string", b"in-comment", b"in-url", b"in-name"):
        assert secret not in told, secret


def check_no_home(top):
    root, _ = filled(top, "homeless")
    assert kept.expect(kept.scan(root, env={}), kept.cold(root)).parsed == 0


with harness.folder() as top:
    check_unused_unless_trusted(top)
    check_another_user(top)
    check_read_only(top)
    mounted_read_only(top)
    check_links(top)
    check_things_in_the_place_of_files(top)
    check_halves(top)
    check_foreign_entries(top)
    check_versions(top)
    check_locks(top)
    check_no_secrets(top)
    check_no_home(top)
