#!/usr/bin/python3
"""Histories by the seed: merges that do more than merge, files that become folders, submodules and
links, clocks that run backwards. git and history_dump are asked who changed what, of the top and of
folders in it; and what was known of one commit helps with any other.

    history_agrees_with_git.py [ROUNDS [SEED]]
"""
import os
import random
import sys

import histories
from histories import dump, read
from repositories import SANITIZED, add_object, folder, git, repository, tree_of

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 2 if SANITIZED else 8
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 1
COMMITS = 60

FOLDERS = [b"", b"a/", b"a/b/", b"a.b/", b"a-b/", b"a/b/c/", b"d/", "É/".encode(), b"x y/", b"\xff/", b"d/a/b/c/d/e/f/g/"]
NAMES = [b"f", b"a", b"b", b"d", b"f.py", b"a.b", b"a0", b"n\nl", b'q"', "é".encode(), b"\xfe\xff", b"-x", b"\\"]
PEOPLE = [b"A <a@example>", b"B C <b@example>", b"\xc3\x89 <e@example>", b"A <b@example>", b"a b c <x y>"]
MODES = [b"100644"] * 6 + [b"100755", b"120000", b"160000"]


class Maker:
    """Commits as objects; git's own programs would take a minute for them."""

    def __init__(self, r, top):
        self.r, self.top, self.clock = r, top, 1_500_000_000
        self.blobs = [add_object(top, b"blob", b"%d\n" % n) for n in range(5)]
        self.commits = []  # id and files, path to mode and id

    def tree(self, files):
        here, below = [], {}
        for path, (mode, oid) in files.items():
            first, slash, rest = path.partition(b"/")
            if slash:
                below.setdefault(first, {})[rest] = mode, oid
            else:
                here.append((mode, first, oid))
        here += [(b"40000", name, self.tree(inside)) for name, inside in below.items()]
        here.sort(key=lambda entry: entry[1] + (b"/" if entry[0] == b"40000" else b""))
        return add_object(self.top, b"tree", tree_of(*here))

    def edit(self, files):
        r = self.r
        path = r.choice(sorted(files)) if files and r.randrange(2) else r.choice(FOLDERS) + r.choice(NAMES)
        kind = r.randrange(10)
        if kind == 0:
            files.pop(path, None)
        elif kind == 1:
            gone = path.rpartition(b"/")[0] + b"/"
            for inside in [name for name in files if name.startswith(gone)]:
                del files[inside]
        elif kind == 2 and path in files:
            entry = files.pop(path)
            self.put(files, r.choice(FOLDERS) + r.choice(NAMES), entry)
        else:
            mode = r.choice(MODES)
            self.put(files, path, (mode, f"{r.randrange(1, 4):040x}" if mode == b"160000" else r.choice(self.blobs)))

    @staticmethod
    def put(files, path, entry):
        """What is in the way of a file at that path goes."""
        for other in list(files):
            if other.startswith(path + b"/") or path.startswith(other + b"/"):
                del files[other]
        files[path] = entry

    def merged(self, parents):
        """Of each path what one of them has."""
        files = {}
        for path in sorted(set().union(*parents)):
            entry = self.r.choice(parents).get(path)
            if entry:
                self.put(files, path, entry)
        return files

    def parents(self):
        if not self.commits or self.r.random() < 0.03:
            return []
        count = self.r.choice([1, 1, 1, 1, 2, 2, 3, 9])
        return list({id(c): c for c in (self.commits[-1 - min(int(self.r.expovariate(0.4)), len(self.commits) - 1)]
                                        for _ in range(count))}.values())

    def commit(self):
        r, parents = self.r, self.parents()
        self.clock += r.choice([0, 1, 60, 86400, -3600, -10_000_000])
        files = self.merged([files for _, files in parents]) if parents else {}
        for _ in range(r.choice([0, 1, 1, 2, 3, 8])):
            self.edit(files)
        text = b"tree %s\n" % self.tree(files).encode() + b"".join(b"parent %s\n" % name.encode() for name, _ in parents)
        text += b"author %s %d +0100\ncommitter %s %d -0500\n\nm\n" % (r.choice(PEOPLE), self.clock - 5, r.choice(PEOPLE),
                                                                    self.clock)
        self.commits.append((add_object(self.top, b"commit", text), files))


def head_set(top, commit):
    (top / ".git/HEAD").write_text(commit + "\n")


def compare(r, top, seen):
    """Of the top and of a folder in it, that the work tree has."""
    known = histories.commits(top)
    touched = histories.touched(top, known)
    for way in {"", os.fsdecode(r.choice(FOLDERS[1:])[:-1])}:
        root = top / way
        root.mkdir(parents=True, exist_ok=True)
        ours = read(root)
        assert ours.commits == known and not ours.shallow, seen
        assert ours.way == os.fsencode(way and way + "/")
        assert (ours.head, ours.head_time) == (git(top, "rev-parse", "HEAD").decode().strip(), known[ours.head][0])
        theirs = histories.below(touched, way)
        assert ours.touched == theirs, (seen, way, "only git:", {path: ids for path, ids in theirs.items() if
                                        ours.touched.get(path) != ids}, "only we:",
                                        {path: ids for path, ids in ours.touched.items() if theirs.get(path) != ids})
    return known, touched


def judge_the_judge(top, known, touched):
    """What the judge makes of trees is what git diff-tree -c does, where no submodules are."""
    by_diff = histories.touched_by_diff(top, known)
    modules = {path for commit in known for line in git(top, "ls-tree", "-r", "-z", commit).split(b"\0")
               if line.startswith(b"160000") for path in [line.split(b"\t", 1)[1]]}
    for path in by_diff.keys() | touched.keys():
        if path not in modules:
            assert by_diff.get(path) == touched.get(path), path


def compare_paths(r, top, box, known, touched):
    """What is said of single paths follows from the commits."""
    paths = sorted(touched)
    since = sorted(time for time, _, _ in known.values())[len(known) // 2]
    words = [word for path in paths for word in ("path", since, os.fsdecode(path))]
    fields = dump(top, "keep", box / "kept", "known", box / "kept", *words, "path", "0", "nowhere")
    assert next(fields) == b"ok"
    for path in paths:
        touches = [known[commit] for commit in touched[path]]
        times, authors = [touch[0] for touch in touches], [touch[1] for touch in touches]
        most = max(authors.count(author) for author in authors)
        assert next(fields) == b"ok"
        assert [int(next(fields)) for _ in range(5)] == [
            min(times), max(times), len(times), sum(time >= since for time in times), len(set(authors))], path
        assert next(fields) == min(author for author in authors if authors.count(author) == most)
        assert int(next(fields)) == most
    assert list(fields) == [b"no"]


def compare_known(r, top, box, commits, seen):
    """From any HEAD to any other: what was known changes nothing."""
    root = top / os.fsdecode(r.choice(FOLDERS))
    root.mkdir(parents=True, exist_ok=True)
    for _ in range(3):
        old, new = r.choice(commits), r.choice(commits)
        head_set(top, old)
        assert list(dump(root, "keep", box / "old")) == [b"ok"]
        head_set(top, new)
        assert list(dump(root, "keep", box / "new", "known", box / "old", "keep", box / "joined", "holds", "known",
                         box / "new", "holds")) == [b"ok", b"ok", b"ok" if old == new else b"no", b"ok"]
        assert (box / "joined").read_bytes() == (box / "new").read_bytes(), (seen, old, new)


def walk(seed, rounds):
    r = random.Random(seed)
    for number in range(rounds):
        with folder() as box:
            top = repository(box / "r")
            maker = Maker(r, top)
            for _ in range(COMMITS):
                maker.commit()
            commits = [commit for commit, _ in maker.commits]
            head_set(top, commits[-1])
            if number % 3 == 1:
                git(top, "-c", "core.logAllRefUpdates=false", "update-ref", "refs/heads/main", commits[-1])
                git(top, "repack", "-adq", "--depth=50")
            known, touched = compare(r, top, (seed, number))
            if number % 4 == 0:
                judge_the_judge(top, known, touched)
            compare_paths(r, top, box, known, touched)
            compare_known(r, top, box, commits, (seed, number))


if __name__ == "__main__":
    walk(SEED, ROUNDS)
