#!/usr/bin/env python3
"""A repository that ships a cache: it is not used, and said. Who copied a cache
himself says so."""
import json
import shutil
import subprocess

from harness import environment, folder, run, write

ALONE = environment(GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_SYSTEM="/dev/null",
                    GIT_AUTHOR_NAME="a", GIT_AUTHOR_EMAIL="a@b", GIT_COMMITTER_NAME="a",
                    GIT_COMMITTER_EMAIL="a@b")
SAID = b"were not written there by cambium"


def git(where, *arguments):
    subprocess.run(["git", "-C", where, *arguments], check=True, capture_output=True, env=ALONE)


def hits(where, *arguments):
    """How many files weren't parsed, the report, and what was said."""
    done = run("scan", where, "--project", "p", "-f", "json", "--stats", "json", "-q", *arguments)
    assert done.returncode == 0, done
    lines = done.stderr.splitlines()
    files = json.loads(lines[-1])["store"]["files"]
    return files["unchanged"] + files["same_content"] + files["facts"], done.stdout, done.stderr


def make_hostile(top):
    """A work tree whose cache, full of lies or not, is in git."""
    write(top / "a.py", "def f(): pass\n")
    git(top, "init", "-q")
    hits(top)
    git(top, "add", "-f", "a.py", *(top / ".cambium/cache").glob("p1-*"))
    git(top, "commit", "-qm", "x")
    tracked = subprocess.run(["git", "-C", top, "ls-files"], capture_output=True, check=True)
    assert b".cambium/cache/p1-" in tracked.stdout


def a_cache_that_a_clone_brought_is_refused(top):
    make_hostile(top / "origin")
    for mask in (0o022, 0o077, 0o000):
        clone = top / f"clone-{mask}"
        subprocess.run(["git", "clone", "-q", top / "origin", clone], check=True, env=ALONE,
                       umask=mask)
        (clone / ".cambium/cache").chmod(0o700)
        cold = run("scan", clone, "--no-store", "-f", "json", "-q").stdout
        found, report, said = hits(clone)
        assert (found, report) == (0, cold) and SAID in said, (found, said)
        found, report, said = hits(clone)
        assert (found, report) == (1, cold) and SAID in said, "the run before this kept it"


def a_pack_that_a_pull_adds_to_a_cache_is_refused(top):
    make_hostile(top / "origin")
    mine = write(top / "mine/b.py", "x = 1\n").parent
    hits(mine)
    git(mine, "init", "-q")
    git(mine, "pull", "-q", top / "origin", "HEAD")
    found, _, said = hits(mine)
    assert found == 1 and SAID in said, (found, said)


def a_copy_is_used_if_its_owner_says_so(top):
    write(top / "one/a.py", "def f(): pass\n")
    hits(top / "one")
    shutil.copytree(top / "one", top / "two", copy_function=shutil.copyfile)
    (top / "two/.cambium/cache").chmod(0o700)
    found, _, said = hits(top / "two", "--read-only-store")
    assert found == 0 and SAID in said
    for trust in (["--trust-shared-store"], ["--store", top / "two/.cambium/cache"]):
        found, _, said = hits(top / "two", "--read-only-store", *trust)
        assert found == 1 and SAID not in said, (found, said)


def a_cache_that_moves_with_its_modes_stays_ours(top):
    write(top / "one/a.py", "def f(): pass\n")
    hits(top / "one")
    subprocess.run(["cp", "-a", top / "one", top / "two"], check=True)
    found, _, said = hits(top / "two")
    assert found == 1 and SAID not in said, (found, said)


for test in (a_cache_that_a_clone_brought_is_refused,
             a_pack_that_a_pull_adds_to_a_cache_is_refused,
             a_copy_is_used_if_its_owner_says_so,
             a_cache_that_moves_with_its_modes_stays_ours):
    with folder() as place:
        test(place)
