#!/usr/bin/python3
"""Edits repositories by the seed, in the work tree, the index and the history, and asks
git and vcs_dump what changed.

    changes_agree_with_git.py [ROUNDS [SEED]]
"""
import os
import random
import shutil
import sys

from repositories import (SANITIZED, answers, expected, folder, git, repository, write)

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 6 if SANITIZED else 20
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 1

FOLDERS = ["", "a", "a/b", "a.b", "a-b", "a/b/c", "d", "É", "x y", ".h"]
NAMES = ["f", "a", "b", "d", "f.py", "a.b", "g~", "n\nl", 'q"', "é", "-x", "s*", "?", "[a]", "t\t", "e ", "\\"]
RULES = ["*.py", "f", "/a/b/", "d/", "a/*", "!a/f", "!f.py", "*~", "g*", "**/b", "a/**/f", "/a.b/f", "é",
         "x\\ y/", "*", "!*/", "[ab]", "?", "!/a", "b/c", "# f", "", "q\\\"", ".h", "\\[a\\]", "a?b"]
CONTENTS = ["", "x\n", "y\n", "x\r\ny\r\n", "long " * 50, "\0\1", "z\n"]


def any_path(r, top):
    return top / r.choice(FOLDERS) / r.choice(NAMES)


def existing(r, top):
    found = [path for path in top.rglob("*") if ".git" not in path.parts and path.name != ".gitignore"
             and (path.is_symlink() or path.is_file())]
    return r.choice(sorted(found)) if found else None


def remove(path):
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def make_room(path, top):
    """Whatever is in the way of a file at that path goes."""
    for above in reversed(path.parents):
        if top in above.parents and (above.is_symlink() or above.is_file()):
            above.unlink()
    if path.is_symlink() or path.exists():
        remove(path)
    path.parent.mkdir(parents=True, exist_ok=True)


def edit_files(r, top):
    kind = r.randrange(10)
    path = any_path(r, top) if kind < 4 else existing(r, top) or any_path(r, top)
    if kind < 4:
        make_room(path, top)
        write(path, r.choice(CONTENTS))
    elif not (path.is_symlink() or path.exists()):
        return
    elif kind == 4:
        remove(path)
    elif kind == 5 and not path.is_symlink():
        path.chmod(r.choice([0o644, 0o755, 0o600]))
    elif kind == 6:
        make_room(path, top)
        path.symlink_to(r.choice(["f", "nowhere", "a/b", "..", "x" * 200]))
    elif kind == 7 and not path.is_symlink():
        os.utime(path, (r.randrange(10 ** 9), r.randrange(10 ** 9)))
    elif kind == 8:
        target = any_path(r, top)
        if target != path and path not in target.parents:
            make_room(target, top)
            if path.is_symlink() or path.exists():
                path.rename(target)
    elif not path.is_symlink():
        old = path.read_bytes()
        path.write_bytes(old[:-1] + bytes([old[-1] ^ 1]) if old else b"n")


def edit_rules(r, top):
    where = top / r.choice(FOLDERS)
    if where.is_dir():
        make_room(where / ".gitignore", top)
        write(where / ".gitignore", "\n".join(r.choices(RULES, k=r.randrange(1, 4))) + "\n")
    elif r.randrange(2):
        write(top / ".git/info/exclude", r.choice(RULES) + "\n")


def edit_index(r, top):
    kind = r.randrange(8)
    path = existing(r, top)
    name = str(path.relative_to(top)) if path else "f"
    name = ":(literal)" + name
    if kind < 3:
        git(top, "add", "-A", check=False)
    elif kind == 3:
        git(top, "add", "-f", "--", name, check=False)
    elif kind == 4:
        git(top, "rm", "-q", "--cached", "-f", "--", name, check=False)
    elif kind == 5:
        git(top, "add", "-N", "--", name, check=False)
    elif kind == 6:
        git(top, "reset", "-q", "--", name, check=False)
    else:
        (top / ".git/index").unlink(missing_ok=True)


def edit_history(r, top):
    kind = r.randrange(6)
    if kind < 3:
        git(top, "add", "-A")
        git(top, "commit", "-q", "-m", "m", check=False)
    elif kind == 3:
        git(top, "branch", "-f", r.choice(["one", "two"]), "HEAD~1", check=False)
    elif kind == 4:
        git(top, "checkout", "-q", "-f", r.choice(["one", "two", "main"]), check=False)
    else:
        git(top, "merge", "-q", "-m", "m", r.choice(["one", "two", "main"]), check=False)


def round_edit(r, top):
    for _ in range(r.randrange(1, 12)):
        edit_files(r, top)
    for edit in r.choices([edit_files, edit_rules, edit_index, edit_history], k=3):
        edit(r, top)


def below(changes, folder):
    prefix = os.fsencode(folder) + b"/" if folder else b""
    return {path[len(prefix):]: letters for path, letters in changes.items()
            if path.startswith(prefix)}


def compare(r, top, questions, seen):
    root = r.choice([name for name in FOLDERS if (top / name).is_dir() and not (top / name).is_symlink()])
    got = answers(top / root, *questions)
    for question, ours in zip(questions, got, strict=True):
        theirs = expected(top, question)
        assert ours.refusal is None, (seen, question, ours.refusal)
        inside = below(theirs, root)
        assert ours.changes == inside, (
            seen, top, root, question, "only git:", inside.items() - ours.changes.items(), "only we:",
            ours.changes.items() - inside.items())
        assert ours.outside == len(theirs) - len(inside), (seen, question, root, ours.outside, theirs)
        assert ours.unread == 0


def questions_of(r, top):
    commits = git(top, "rev-list", "--all", "--reflog").decode().split()
    one, two = r.choice(commits), r.choice(commits)
    asked = [f"{one}..{two}", "HEAD", "staged"]
    for name in (r.choice(["one", "two", "main"]), one):
        if git(top, "merge-base", name, "HEAD", check=False):
            asked.append(name)
    if git(top, "merge-base", one, two, check=False):
        asked.append(f"{one}...{two}")
    return asked


def walk(seed, rounds):
    r = random.Random(seed)
    with folder() as box:
        for number in range(rounds):
            top = box / "r"
            if number % 15 == 0:
                shutil.rmtree(top, ignore_errors=True)
                repository(top, {"f": "x\n", "a/b/f.py": "y\n", "d/f": "z\n", "a.b/f": "1\n"})
                git(top, "branch", "one")
            round_edit(r, top)
            compare(r, top, questions_of(r, top), (seed, number))


if __name__ == "__main__":
    walk(SEED, ROUNDS)
