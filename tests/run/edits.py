"""Random edits of a tree, and after each step: what an incremental run says is what a
cold run says, on one thread and on two, and the second run parses nothing."""
import os
import random
import shutil
import time

import harness
import kept
from harness import write

KEEPS_NOTHING = "--read-only-store"
PROGRAMS = [harness.CAMBIUM] * 18 + [f"{harness.BUILD}/other_rules", f"{harness.BUILD}/other_grammar"]

# What a run may be told besides; the cold run is told the same.
OPTIONS = [[]] * 12 + [["--hidden"], ["--no-ignore"], ["--exclude", "a/**"], ["--include", "*.py"],
                       ["--max-file-size", "300"], ["--max-file-size", "1M"]]
# These are about the store alone.
KEEPING = [[]] * 12 + [["--full"], ["--verify-content"], [KEEPS_NOTHING], ["--project", "other"]]


class Tree:
    """A tree under edits; it remembers what was in it, to bring it back."""

    def __init__(self, root, seed):
        self.root = root
        self.random = random.Random(seed)
        self.past = []
        kept.build(root, 30, seed)
        write(root / ".gitignore", "ignored*\n")

    def paths(self, of=os.path.isfile):
        found = [os.path.join(top, name) for top, folders, files in os.walk(self.root)
                 for name in folders + files if ".cambium" not in top and name != ".cambium"]
        return sorted(path for path in found if of(path) and not os.path.islink(path))

    def pick(self):
        path = self.random.choice(self.paths())
        with open(path, "rb") as file:
            self.past.append((path, file.read()))
        return path

    def fresh(self):
        folder = self.random.choice(["", "a/", "a/b/", "d1/", "d2/e0/", ".dot/", "n/o/p/"])
        name = self.random.choice(["new", "ignored", "test_", "x", "tool"])
        ending = self.random.choice([".py", ".py", ".py", ".pyi", ".md", ".dat", ""])
        return self.root / f"{folder}{name}{self.random.randrange(30)}{ending}"

    def content(self):
        text = kept.source(self.random).encode()
        return self.random.choice([
            text, text, text, text, b"", b"\0" + text, text + b"x = '\xff'\n", b"def g(:\n" + text,
            b"# coding: latin-1\ny = '\xe9'\n" + text, text.replace(b"\n", b"\r"),
            b"\xef\xbb\xbf" + text, b"#!/usr/bin/env python3\n" + text, text * 40])


def put(path, content):
    """Whatever is in the way goes."""
    for folder in reversed(list(path.parents)):
        if folder.is_symlink() or folder.is_file():
            folder.unlink()
    remove(path)
    write(path, content)


def remove(path):
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)


# ------------------------------------------------------------------- the edits

def add(tree):
    put(tree.fresh(), tree.content())


def delete(tree):
    os.unlink(tree.pick())


def rename(tree):
    path, other = tree.pick(), tree.fresh()
    if not str(other).startswith(path):
        put(other, b"")
        os.rename(path, other)


def copy(tree):
    path, other = tree.pick(), tree.fresh()
    with open(path, "rb") as file:
        put(other, file.read())
    if os.path.exists(path):
        shutil.copystat(path, other)


def edit(tree):
    with open(tree.pick(), "wb") as file:
        file.write(tree.content())


def edit_unseen(tree):
    """In place, of the same size, with the time of before."""
    path = tree.pick()
    status = os.stat(path)
    with open(path, "r+b") as file:
        content = bytearray(file.read())
        digits = [i for i, byte in enumerate(content) if chr(byte).isdigit()]
        for i in tree.random.sample(digits, min(3, len(digits))):
            content[i] = ord(str((int(chr(content[i])) + 1) % 10))
        file.seek(0)
        file.write(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def replace_unseen(tree):
    """By another file of the same size and time."""
    path = tree.pick()
    status = os.stat(path)
    with open(path, "rb") as file:
        content = file.read().replace(b"1", b"2").replace(b"a", b"b")
    write(path + ".tmp", content)
    os.utime(path + ".tmp", ns=(status.st_atime_ns, status.st_mtime_ns))
    os.rename(path + ".tmp", path)


def touch(tree):
    second = 10**9
    when = tree.random.choice([0, 1, -second, time.time_ns(), time.time_ns() // second * second,
                               time.time_ns() + 3600 * second, 2**32 * second])
    os.utime(tree.pick(), ns=(when, when))


def change_mode(tree):
    os.chmod(tree.pick(), tree.random.choice([0o644, 0o755, 0o600, 0o444]))


def link(tree):
    path, other = tree.pick(), tree.fresh()
    if not str(other).startswith(path):
        put(other, b"")
        other.unlink()
        tree.random.choice([os.link, os.symlink])(path, other)


def swap(tree):
    one, other = tree.pick(), tree.pick()
    if one != other:
        os.rename(one, one + ".tmp")
        os.rename(other, one)
        os.rename(one + ".tmp", other)


def revert(tree):
    path, content = tree.random.choice(tree.past) if tree.past else (tree.pick(), b"")
    put(tree.root / path, content)


def rename_folder(tree):
    folders = tree.paths(os.path.isdir)
    folder, other = tree.random.choice(folders or [None]), tree.fresh().with_suffix("")
    if folder and not str(other).startswith(folder):
        put(other, b"")
        other.unlink()
        os.rename(folder, other)


def swap_folders(tree):
    folders = [path for path in tree.paths(os.path.isdir) if os.path.dirname(path) == str(tree.root)]
    if len(folders) > 1:
        one, other = tree.random.sample(folders, 2)
        os.rename(one, one + ".tmp")
        os.rename(other, one)
        os.rename(one + ".tmp", other)


def turn_into_folder(tree):
    path = tree.pick()
    os.unlink(path)
    write(path + "/inside.py", tree.content())


def turn_into_special(tree):
    path = tree.pick()
    os.unlink(path)
    os.mkfifo(path)


def ignore(tree):
    lines = ["ignored*", "!ignored1*", "a/", "*.md", "/d1", "**/e2/", "!*.py", "x*", ".dot/*", "n/"]
    where = tree.random.choice(["", "d1/", "a/"])
    put(tree.root / where / tree.random.choice([".gitignore", ".gitignore", ".ignore"]),
        "\n".join(tree.random.sample(lines, tree.random.randrange(4))) + "\n")


def lose_store(tree):
    """All of it, or one of its files."""
    store = tree.root / ".cambium/cache"
    files = sorted(store.iterdir()) if store.exists() else []
    if not files or tree.random.random() < 0.3:
        shutil.rmtree(tree.root / ".cambium", ignore_errors=True)
    else:
        tree.random.choice(files).unlink()


EDITS = [add, add, delete, rename, copy, edit, edit, edit_unseen, edit_unseen, replace_unseen, touch,
         change_mode, link, swap, revert, revert, rename_folder, swap_folders, turn_into_folder,
         turn_into_special, ignore, lose_store]


# -------------------------------------------------------------------- the steps

def step(tree, number):
    """Some edits, then three runs that must agree."""
    edits = tree.random.choices(EDITS, k=tree.random.choice([0, 1, 1, 1, 2, 5]))
    for change in edits:
        change(tree)
    if len(tree.paths()) < 5:
        kept.build(tree.root, 20, number)
    told, keeping = tree.random.choice(OPTIONS), tree.random.choice(KEEPING)
    program = tree.random.choice(PROGRAMS)
    jobs = tree.random.choice([1, 2])
    why = (number, [change.__name__ for change in edits], told, keeping, program, jobs)
    text = kept.cold(tree.root, *told, "-j", jobs, program=program)
    first = kept.scan(tree.root, *told, *keeping, "-j", jobs, program=program)
    kept.expect(first, text, why)
    second = kept.scan(tree.root, *told, *keeping, "-j", 3 - jobs, program=program)
    kept.expect(second, text, why)
    if KEEPS_NOTHING not in keeping:
        assert not first.trouble and not second.trouble, (why, first.trouble, second.trouble)
        assert second.parsed == 0, (why, second.store)
    return first


def walk(seed, steps):
    """How many files the first runs of all steps took from the store, and parsed."""
    hits = parsed = 0
    with harness.folder() as top:
        tree = Tree(top / "tree", seed)
        for number in range(steps):
            run = step(tree, number)
            hits += run.hits
            parsed += run.parsed
    # Or nothing was shown.
    assert hits > parsed > 0, (hits, parsed)
    return hits, parsed
