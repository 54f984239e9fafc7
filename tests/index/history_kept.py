#!/usr/bin/python3
"""A history that is kept in the store is the one that would be read, whatever happens to the
repository or to the store."""
import os
import random
import subprocess
import sys
import tempfile

sys.path.insert(0, os.environ["CAMBIUM_SOURCE"] + "/tests/vcs")
from histories import dump
from repositories import CLEAN, SANITIZED, commit, git, hexid, repository, run, write

GET = os.environ["CAMBIUM_BUILD"] + "/history_get"
CASES = []


def case(test):
    CASES.append(test)
    return test


def get(root, *words):
    """"kept" or "read", and the bytes."""
    done = subprocess.run([GET, root, *map(str, words)], capture_output=True, timeout=60, check=False, env=CLEAN,
                          stdin=subprocess.DEVNULL)
    assert done.returncode == 0 and not done.stderr, (done.returncode, done.stderr[-3000:])
    how, _, rest = done.stdout.partition(b"\n")
    return how.decode(), rest


def fresh(root):
    with tempfile.NamedTemporaryFile() as kept:
        assert list(dump(root, "keep", kept.name)) == [b"ok"]
        return kept.read()


def expect(root, how, *words):
    assert get(root, *words) == (how, fresh(root))


@case
def it_is_kept_until_head_moves(box):
    top = repository(box, {"a/f": "1", "g": "1"})
    expect(top, "read")
    expect(top, "kept")
    commit(top, {"g": "2"})
    expect(top, "read")
    expect(top, "kept")
    git(top, "checkout", "-q", "-b", "side", "HEAD~1")
    expect(top, "read")
    commit(top, {"a/f": "2"})
    expect(top, "read")
    git(top, "commit", "-q", "--amend", "-m", "other")
    expect(top, "read")
    git(top, "checkout", "-q", "main")
    expect(top, "read")
    git(top, "merge", "-q", "-m", "m", "side")
    expect(top, "read")
    expect(top, "kept")
    write(top / "g", "not committed")
    expect(top, "kept")
    git(top, "checkout", "-q", "-b", "other")
    expect(top, "kept")


@case
def what_is_not_kept_is_read(box):
    top = repository(box / "top", {"f": "1"})
    store = box / "store"
    for words in (["off"], ["off", "store", store], ["read-only"], ["read-only", "store", store]):
        expect(top, "read", *words)
        expect(top, "read", *words)
    assert not store.exists() and not (top / ".cambium").exists()
    expect(top, "read", "store", store)
    expect(top, "kept", "read-only", "store", store)
    commit(top, {"f": "2"})
    expect(top, "read", "read-only", "store", store)
    expect(top, "read", "store", store)


@case
def one_name_for_many_folders_mixes_nothing_up(box):
    top = repository(box / "top", {"a/f": "1", "b/f": "1"})
    other = repository(box / "other", {"f": "1"})
    for number in range(3):
        commit(top, {"a/f": f"{number} more"})
        for root in (top, top / "a", other, top / "b", top / "a"):
            expect(root, "read", "store", box / "store", "project", "one")
    expect(top / "a", "kept", "store", box / "store", "project", "one")


@case
def before_the_first_commit_and_without_a_repository(box):
    top = repository(box / "top")
    expect(top, "read")
    expect(top, "kept")
    commit(top, {"f": "1"})
    expect(top, "read")
    (box / "none").mkdir()
    how, said = get(box / "none")
    assert how.startswith("no 5 ") and how.endswith("lies in no git repository") and not said
    assert not (box / "none/.cambium").exists()


@case
def history_that_was_cut_off_elsewhere(box):
    origin = repository(box / "o", {"f": "1"})
    for number in range(6):
        commit(origin, {"f": f"{number} more"})
    url = f"file://{origin}"
    git(box, "clone", "-q", "--depth=3", url, "c")
    for depth in ("--depth=5", "--depth=2", "--unshallow"):
        expect(box / "c", "read")
        expect(box / "c", "kept")
        git(box / "c", "fetch", "-q", depth, url, "main")
    expect(box / "c", "read")


@case
def what_is_known_spares_reading(box):
    top = repository(box, {"f": "1"})
    commit(top, {"f": "2"})
    old = hexid(top, "HEAD~1^{tree}")
    expect(top, "read")
    (top / ".git/objects" / old[:2] / old[2:]).unlink()
    assert get(top)[0] == "kept"
    commit(top, {"g": "1"})
    how, found = get(top)
    assert how == "read" and b"g" in found
    assert get(top, "off")[0] == f"no 2 tree {old} can't be read: object not found - no match for id ({old})"


@case
def a_damaged_store_costs_time_only(box):
    r = random.Random(3)
    top = repository(box, {f"d{n % 3}/f{n}": "1" for n in range(30)})
    for number in range(10):
        commit(top, {f"d0/f{number * 3}": "2"})
    right = fresh(top)
    kept = 0
    for _ in range(10 if SANITIZED else 60):
        subprocess.run(["rm", "-rf", top / ".cambium"], check=True)
        assert get(top) == ("read", right)
        files = sorted(path for path in (top / ".cambium/cache").iterdir() if path.is_file() and path.stat().st_size)
        path = r.choice(files)
        whole = bytearray(path.read_bytes())
        for _ in range(r.randrange(1, 4)):
            whole[r.randrange(len(whole))] ^= 1 << r.randrange(8)
        mode = path.stat().st_mode
        path.chmod(0o644)
        path.write_bytes(whole[:r.randrange(len(whole))] if r.randrange(4) == 0 else whole)
        path.chmod(mode)
        how, found = get(top)
        kept += how == "kept"
        assert found == right, how
    assert kept


if __name__ == "__main__":
    run(CASES)
