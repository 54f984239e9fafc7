#!/usr/bin/python3
"""One case for each thing that a history can be, sound or not."""
import os
import random
import shutil
import subprocess

from hostile import arm
from histories import commits, dump, history, read, refusal, touched
from repositories import (CLEAN, LEAKY, SANITIZED, add_object, commit, git, hexid, repository, run, tree_of, write)

CASES = []


def case(test):
    CASES.append(test)
    return test


def touches(root, *before):
    """By path how many commits."""
    return {os.fsdecode(path): len(ids) for path, ids in read(root, *before).touched.items()}


def agrees(top):
    found, known = read(top), commits(top)
    assert found.commits == known and found.touched == touched(top, known)
    return found


def commit_text(top, tree, parents=(), people=None):
    """A commit as it is, sound or not; HEAD is there then."""
    if people is None:
        people = b"author A <a@example> 1 +0000\ncommitter C <c@example> 2 +0000\n"
    lines = [b"tree " + tree.encode(), *(b"parent " + parent.encode() for parent in parents)]
    name = add_object(top, b"commit", b"\n".join(lines) + b"\n" + people + b"\nm\n")
    write(top / ".git/HEAD", name + "\n")
    return name


# ------------------------------------------------------------------------- HEAD

@case
def before_the_first_commit(box):
    top = repository(box / "top")
    assert list(dump(top, "head")) == [b"ok", b"", b"0"]
    assert list(dump(top, "keep", box / "kept", "known", box / "kept", "holds")) == [b"ok", b"ok"]
    found = read(top)
    assert (found.head, found.commits, found.touched, found.shallow) == ("", {}, {}, False)
    assert refusal(top, "of", "HEAD").startswith("HEAD names nothing")
    commit(top, {"f": "1"})
    assert list(dump(top, "known", box / "kept", "holds")) == [b"no"]
    assert touches(top, "known", box / "kept") == {"f": 1}


@case
def what_a_revision_names(box):
    top = repository(box, {"f": "1"})
    first = hexid(top, "HEAD")
    git(top, "tag", "-a", "-m", "t", "annotated")
    commit(top, {"f": "2"})
    for name in ("HEAD~1", "annotated", first, first[:9], "main^", "refs/tags/annotated"):
        assert list(dump(top, "of", name)) == [b"ok", first.encode()], name
    assert refusal(top, "of", "HEAD^{tree}") == "HEAD^{tree} is a tree and no commit"
    assert refusal(top, "of", "HEAD:f").startswith("HEAD:f is a blob")
    assert refusal(top, "of", "nope").startswith("nope names nothing")
    assert refusal(top, "of", "HEAD~1..HEAD") and refusal(top, "of", "") and refusal(top, "of", "HEAD~9")


@case
def a_detached_head(box):
    top = repository(box, {"f": "1"})
    commit(top, {"g": "1"})
    git(top, "checkout", "-q", "--detach", "HEAD~1")
    time = git(top, "log", "-1", "--format=%ct").strip()
    assert list(dump(top, "head")) == [b"ok", hexid(top, "HEAD").encode(), time]
    assert touches(top) == {"f": 1}
    write(top / ".git/HEAD", "0" * 40 + "\n")
    assert refusal(top) and refusal(top, "head")
    write(top / ".git/HEAD", hexid(top, "main^{tree}") + "\n")
    assert refusal(top) == f"commit {hexid(top, 'main^{tree}')} isn't a commit" == refusal(top, "head")
    write(top / ".git/HEAD", "nonsense")
    assert refusal(top) and refusal(top, "head")


# ------------------------------------------------------------------------ touches

@case
def renames_modes_and_files_that_become_folders(box):
    top = repository(box, {"f": "1", "old": "same", "t": "1"})
    (top / "old").rename(top / "new")
    commit(top)
    (top / "f").chmod(0o755)
    commit(top)
    (top / "f").unlink()
    (top / "f").symlink_to("new")
    commit(top)
    commit(top, {"t": None})
    commit(top, {"t/inner": "1"})
    (top / "t/inner").unlink()
    (top / "t").rmdir()
    commit(top, {"t": "1"})
    assert touches(top) == {"f": 3, "old": 2, "new": 1, "t": 3, "t/inner": 2}
    agrees(top)


@case
def merges_touch_what_they_made_themselves(box):
    top = repository(box, {"a": "1", "b": "1", "c": "1\n\n\n2\n", "d": "1"})
    git(top, "checkout", "-q", "-b", "side")
    commit(top, {"a": "2", "c": "1\n\n\n3\n", "d": None})
    git(top, "checkout", "-q", "main")
    commit(top, {"b": "2", "c": "0\n\n\n2\n"})
    git(top, "merge", "-q", "--no-commit", "side")
    commit(top, {"evil": "1"})
    merge = hexid(top, "HEAD")
    found = agrees(top)
    assert {path for path, ids in found.touched.items() if merge in ids} == {b"c", b"evil"}
    git(top, "merge", "-q", "-s", "ours", "-m", "m", "side")
    agrees(top)


@case
def an_octopus(box):
    top = repository(box, {"f": "1"})
    base, tree = hexid(top, "HEAD"), hexid(top, "HEAD^{tree}")
    blob = hexid(top, "HEAD:f")
    sides = [commit_text(top, add_object(top, b"tree", tree_of((b"100644", b"f", blob), (b"100644", b"g%d" % n, blob))),
                         [base]) for n in range(70)]
    commit_text(top, tree, sides)
    agrees(top)
    assert touches(top) == {"f": 1, **{f"g{n}": 1 for n in range(70)}}
    commit_text(top, tree, [base, base])
    assert touches(top) == {"f": 1}
    last = commit_text(top, tree, [base] * 4097)
    assert refusal(top) == f"commit {last} has too many parents"


@case
def submodules_are_no_files(box):
    origin = repository(box / "o", {"s": "1"})
    top = repository(box / "top", {"f": "1"})
    git(top, "submodule", "-q", "add", str(origin), "sub")
    commit(top)
    commit(top / "sub", {"s": "2"})
    commit(top)
    git(top, "rm", "-q", "-f", "sub")
    commit(top, {"sub": "a file"})
    assert touches(top) == {".gitmodules": 2, "f": 1, "sub": 1}
    assert touches(origin) == {"s": 1}


@case
def a_folder_of_it(box):
    top = repository(box, {"a/b/f": "1", "a/c": "1", "g": "1"})
    commit(top, {"a/b/f": None, "a/b/n": "1"})
    commit(top, {"a/b/n": None, "a/c": "2"})
    (top / "a/b").rmdir()
    commit(top, {"a/b": "a file"})
    assert touches(top / "a") == {"b": 1, "b/f": 2, "b/n": 2, "c": 2}
    (top / "a/b").unlink()
    (top / "a/b").mkdir()
    (top / "elsewhere/x").mkdir(parents=True)
    assert touches(top / "a/b") == {"f": 2, "n": 2}
    assert touches(top / "elsewhere/x") == {} and len(read(top / "elsewhere").commits) == 4
    assert list(dump(top, "keep", box.parent / "top")) == [b"ok"]
    assert list(dump(top / "a", "known", box.parent / "top", "holds")) == [b"no"]
    assert touches(top / "a", "known", box.parent / "top") == touches(top / "a")


# ------------------------------------------------------------------ what was cut off

@case
def shallow_clones(box):
    origin = repository(box / "o", {"f": "1"})
    for number in range(5):
        commit(origin, {"f": f"{number} more", f"g{number}": "1"})
    git(box, "clone", "-q", "--depth=3", f"file://{origin}", "c")
    clone, kept, url = box / "c", box / "kept", f"file://{origin}"
    found = read(clone)
    oldest = hexid(clone, "HEAD~2")
    assert found.shallow and found.commits[oldest][2] == ["cut"] and len(found.commits) == 3
    assert {commit: parents for commit, (_, _, parents) in found.commits.items() if commit != oldest} == {
        commit: parents for commit, (_, _, parents) in commits(clone).items() if commit != oldest}
    assert touches(clone) == {"f": 2, "g3": 1, "g4": 1}
    for depth, left in (("4", {"f": 3, "g2": 1, "g3": 1, "g4": 1}), ("1", {}), ("2", {"f": 1, "g4": 1})):
        assert list(dump(clone, "keep", kept, "known", kept, "holds")) == [b"ok", b"ok"]
        git(clone, "fetch", "-q", "--depth=" + depth, url, "main")
        assert list(dump(clone, "known", kept, "holds")) == [b"no"]
        assert touches(clone, "known", kept) == left == touches(clone), depth
    commit(clone, {"mine": "1"})
    assert touches(clone, "known", kept) == {"f": 1, "g4": 1, "mine": 1}
    git(clone, "fetch", "-q", "--unshallow", url, "main")
    whole = agrees(clone)
    assert not whole.shallow and touches(clone, "known", kept) == touches(clone)
    git(box, "clone", "-q", "--depth=6", url, "just")
    assert hexid(box / "just", "HEAD~5") in (box / "just/.git/shallow").read_text()
    just = agrees(box / "just")
    assert not just.shallow and len(just.touched[b"f"]) == 6, "what has no parents isn't cut off from them"
    write(clone / ".git/shallow", "nonsense\n")
    assert "shallow has a line that is no commit" in refusal(clone)


@case
def replacements_and_grafts_are_not_obeyed(box):
    top = repository(box, {"f": "1"})
    commit(top, {"f": "2"})
    before = touches(top)
    git(top, "replace", hexid(top, "HEAD"), hexid(top, "HEAD~1"))
    write(top / ".git/info/grafts", hexid(top, "HEAD") + "\n")
    assert touches(top) == before == {"f": 2}


@case
def borrowed_objects_and_linked_work_trees(box):
    top = repository(box / "top", {"f": "1"})
    git(box, "clone", "-q", "--shared", str(top), "shared")
    commit(box / "shared", {"f": "2"})
    assert touches(box / "shared") == {"f": 2}
    git(top, "worktree", "add", "-q", "../linked", "-b", "other")
    commit(box / "linked", {"g": "1"})
    assert touches(box / "linked") == {"f": 1, "g": 1} and touches(top) == {"f": 1}


# ------------------------------------------------------------------ what is damaged

@case
def objects_that_are_not_there_or_damaged(box):
    top = repository(box / "top", {"a/f": "1"})
    for number in range(3):
        commit(top, {"a/f": f"{number} more"})
    assert list(dump(top, "keep", box / "kept")) == [b"ok"]
    assert list(dump(top, "head"))
    for name in ("HEAD~1", "HEAD~2^{tree}", "HEAD~3:a", "HEAD~3"):
        oid = hexid(top, name)
        path = top / ".git/objects" / oid[:2] / oid[2:]
        whole = path.read_bytes()
        path.chmod(0o644)
        for bad in (None, b"", whole[:-9], whole[:20] + bytes([whole[20] ^ 1]) + whole[21:], b"x" * 50):
            path.unlink()
            if bad is not None:
                path.write_bytes(bad)
            assert oid in refusal(top, env=LEAKY), name
            assert touches(top, "known", box / "kept") == {"a/f": 4}, "what is known isn't read"
            write(path, whole)
    assert touches(top) == {"a/f": 4}


@case
def objects_of_another_kind(box):
    top = repository(box, {"f": "1"})
    tree, blob, first = hexid(top, "HEAD^{tree}"), hexid(top, "HEAD:f"), hexid(top, "HEAD")
    commit_text(top, tree, [tree])
    assert refusal(top) == f"commit {tree} isn't a commit"
    commit_text(top, add_object(top, b"tree", tree_of((b"40000", b"d", blob))))
    assert refusal(top) == f"{blob}: a folder is no tree"
    commit_text(top, add_object(top, b"tree", tree_of((b"40000", b"d", first))))
    assert refusal(top) == f"{first}: a folder is no tree"
    commit_text(top, add_object(top, b"tree", tree_of((b"100644", b"d", tree), (b"120000", b"e", "0" * 40))))
    assert touches(top) == {"d": 1, "e": 1}


PEOPLE = [
    # author and committer as they stand there, who is understood, and when
    (b"author  <> 1 +0000\ncommitter C <c> 7\n", b"<>", 7),
    (b"author A <a>\ncommitter C <c>\n", b"A <a>", 0),
    (b"author A\ncommitter C\n", b"A", 0),
    (b"author A <a> <b> c> 5 +0000\ncommitter C <c> <d> 8 +0000\n", b"A <a> <b> c>", 8),
    (b"author A <a> 5 +0000\ncommitter C <c>   9 +0000\n", b"A <a>", 9),
    (b"author A <a> 5 +0000\ncommitter C <c> -9 +0000\n", b"A <a>", 0),
    (b"author A <a> 5 +0000\ncommitter C <c> 99999999999999999999 +0000\n", b"A <a>", 0),
    (b"author A <a> 5 +0000\ncommitter C <c> 9999999999999 +0000\n", b"A <a>", 9999999999999),
    (b"author A <a> 5 +0000\ncommitter C <c> 0009x +0000\n", b"A <a>", 9),
    (b"author \xff\xfe <\x01> 5 +0000\ncommitter C <c> 1 +0000\nencoding latin1\n", b"\xff\xfe <\x01>", 1),
    (b"committer C <c> 3 +0000\nauthor A <a> 5 +0000\n", b"A <a>", 3),
    (b"x y\nauthor A <a> 5 +0000\n more\ncommitter C <c> 3 +0000\ngpgsig -\n -\n", b"A <a>", 3),
    (b"author A <a> 1 +0\nauthor B <b> 1 +0\ncommitter C <c> 1 +0\ncommitter C <c> 2 +0\n", b"A <a>", 1),
    (b"", b"", 0),
    (b"\nauthor A <a> 1 +0\ncommitter C <c> 1 +0\n", b"", 0),
    (b"author " + b"a" * 5000 + b" <a> 1 +0000\ncommitter C <c> 1 +0000\n", b"a" * 1024, 1),
]


@case
def people_and_times_that_git_does_not_write(box):
    top = repository(box, {"f": "1"})
    tree = hexid(top, "HEAD^{tree}")
    for people, author, time in PEOPLE:
        name = commit_text(top, tree, [], people)
        assert read(top).commits == {name: (time, author, [])}, people
        assert list(dump(top, "head"))[2] == b"%d" % time


@case
def commits_that_are_none(box):
    top = repository(box, {"f": "1"})
    tree, parent = hexid(top, "HEAD^{tree}").encode(), hexid(top, "HEAD").encode()
    for text in (b"", b"tree", b"tree \n", b"tree " + tree, b"tree " + tree[:39] + b"\n", b"tree " + tree[:39] + b"g\n",
                 b"tree  " + tree + b"\n", b"author A <a> 1 +0\n\ntree " + tree + b"\n", b"\n\n",
                 b"tree %s\nparent %s" % (tree, parent), b"tree %s\nparent %s\n" % (tree, parent[:-1]),
                 b"tree %s\nparent %s\nparent %s \n" % (tree, parent, parent)):
        name = add_object(top, b"commit", text)
        top_commit = commit_text(top, tree.decode(), [name])
        assert refusal(top) == f"commit {name} isn't what a commit should be", text
        write(top / ".git/HEAD", name + "\n")
        assert refusal(top) and refusal(top, "head") and top_commit


@case
def trees_that_git_does_not_make(box):
    top = repository(box, {"f": "1", "a/x": "1"})
    blob, inner = hexid(top, "HEAD:f"), hexid(top, "HEAD:a")
    for name in (b"..", b".", b".git", b".GIT", b"a/b", b"", b"/", b"../../etc/passwd"):
        tree = add_object(top, b"tree", tree_of((b"100644", name, blob)))
        commit_text(top, tree)
        assert refusal(top).startswith(f"{tree}: no tree may have the name"), name
    for length, fits in ((4095, True), (4096, False), (70000, False)):
        commit_text(top, add_object(top, b"tree", tree_of((b"100644", b"n" * length, blob))))
        assert (history(top).refusal is None) == fits
        commit_text(top, add_object(top, b"tree", tree_of((b"40000", b"n" * (length - 2), inner))))
        assert (history(top).refusal is None) == fits
    twice = add_object(top, b"tree", tree_of((b"100644", b"a", blob), (b"100755", b"b", blob), (b"100644", b"a", blob)))
    commit_text(top, twice)
    assert refusal(top) == f'{twice}: a tree has the name "a" twice'
    entries = [(b"100644", b"a.b", blob), (b"40000", b"a", inner), (b"100644", b"a0", blob), (b"100644", b"z", blob)]
    first = commit_text(top, add_object(top, b"tree", tree_of(*entries)))
    for order in (entries[::-1], entries[2:] + entries[:2], sorted(entries, key=lambda entry: entry[1])):
        commit_text(top, add_object(top, b"tree", tree_of(*order)), [first])
        assert touches(top) == {"a.b": 1, "a/x": 1, "a0": 1, "z": 1}
    for wrong in (b"1", b"100644 a", b"100644 a\0" + b"1" * 19, b" a\0" + bytes(20), b"9 a\0" + bytes(20),
                  b"100644a\0" + bytes(20), b"00000100644 a\0" + bytes(20), b"100644 a\0" + bytes(20) + b"1"):
        tree = add_object(top, b"tree", wrong)
        commit_text(top, tree)
        assert refusal(top) == f"{tree}: a tree ends in the middle of an entry", wrong


@case
def modes_are_what_git_makes_of_them(box):
    top = repository(box, {"f": "1"})
    blob, tree = hexid(top, "HEAD:f"), hexid(top, "HEAD^{tree}")
    first = commit_text(top, tree)
    for mode, same in ((b"100664", True), (b"0100644", True), (b"100600", True), (b"100755", False), (b"100744", False),
                       (b"120000", False), (b"160000", False), (b"0", False)):
        commit_text(top, add_object(top, b"tree", tree_of((mode, b"f", blob))), [first])
        assert touches(top) == {"f": 1 if same else 2}, mode
        by_git = git(top, "diff-tree", "-r", "--name-only", "--no-commit-id", "HEAD")
        assert (by_git == b"") == same, mode
    file_and_folder = add_object(top, b"tree", tree_of((b"100644", b"a", blob), (b"040000", b"a", tree)))
    commit_text(top, file_and_folder, [first])
    assert touches(top) == {"f": 2, "a": 1, "a/f": 1}


@case
def folders_that_are_too_deep(box):
    top = repository(box, {"f": "1"})
    tree = hexid(top, "HEAD^{tree}")
    for depth in range(1, 1101):
        tree = add_object(top, b"tree", tree_of((b"40000", b"d", tree)))
        if depth == 1000:
            commit_text(top, tree)
            assert touches(top) == {"d/" * 1000 + "f": 1}
    commit_text(top, tree)
    assert refusal(top) == "a commit has folders more than 1024 deep"


@case
def damage_anywhere(box):
    """One byte of one file of a repository, many times over: the answer, or a sentence."""
    r = random.Random(2)
    top = repository(box / "top", {f"d{n % 5}/f{n}": f"{n}\n" * 9 for n in range(20)})
    for number in range(20):
        commit(top, {f"d{number % 5}/f{number}": "2"})
    git(top, "gc", "-q")
    commit(top, {"new": "1"})
    right = read(top)
    files = sorted(path for path in (top / ".git").rglob("*") if path.is_file() and "hooks" not in path.parts
                   and path.stat().st_size)
    refused = 0
    for _ in range(30 if SANITIZED else 150):
        path = r.choice(files)
        whole = path.read_bytes()
        at = r.randrange(len(whole))
        path.chmod(0o644)
        path.write_bytes(whole[:at] + r.choice([b"", bytes([whole[at] ^ 1 << r.randrange(8)]) + whole[at + 1:], whole[at + 1:]]))
        found = history(top, env=LEAKY)
        refused += found.refusal is not None
        if found.refusal is None and found.head == right.head:
            assert (found.commits, found.touched) == (right.commits, right.touched), (path, at)
        path.write_bytes(whole)
    assert refused and read(top).touched == right.touched


# --------------------------------------------------------- nothing is run or followed

@case
def nothing_is_run(box):
    top = repository(box / "top", {"f": "1", "g.x": "1", ".gitattributes": "*.x filter=evil diff=evil\n"})
    commit(top, {"g.x": "2"})
    kept = ["keep", box / "kept", "known", box / "kept"]
    evil = arm(box, top)
    right = read(top)
    assert touches(top) == {".gitattributes": 1, "f": 1, "g.x": 2}
    assert list(dump(top, *kept, "holds", "head", "of", "HEAD~1"))[:2] == [b"ok", b"ok"]
    other = repository(box / "other", {"x": "1"})
    env = dict(CLEAN, GIT_DIR=str(other / ".git"), GIT_OBJECT_DIRECTORY="/nonexistent", GIT_SHALLOW_FILE="/dev/null",
               GIT_EXTERNAL_DIFF=str(evil), GIT_CONFIG_COUNT="1", GIT_CONFIG_KEY_0="core.fsmonitor",
               GIT_CONFIG_VALUE_0=str(evil), HOME=str(box))
    assert read(top, env=env).touched == right.touched
    oid = hexid(top, "HEAD~1^{tree}")
    (top / ".git/objects" / oid[:2] / oid[2:]).unlink()
    assert oid in refusal(top), "and nothing is fetched"
    assert not (box / "ran").exists(), (box / "ran").read_text()
    subprocess.run([evil], stdin=subprocess.DEVNULL, check=True)
    assert (box / "ran").exists(), "the marker itself doesn't work"


@case
def strangers_and_links(box):
    victim = repository(box / "victim", {"secret": "1"})
    write(box / "thief/.git", f"gitdir: {victim}/.git\n")
    assert "doesn't name this work tree" in refusal(box / "thief")
    top = repository(box / "top", {"f": "1"})
    shutil.rmtree(top / ".git/objects")
    (top / ".git/objects").symlink_to(victim / ".git/objects")
    assert refusal(top)
    os.mkfifo(victim / ".git/shallow")
    assert refusal(victim)


@case
def whoever_is_asked_to_stop_stops(box):
    top = repository(box, {"f": "1"})
    assert list(dump(top, "cancel", "read")) == [b"no", b"the history wasn't read to its end"]


if __name__ == "__main__":
    run(CASES)
