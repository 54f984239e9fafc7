#!/usr/bin/python3
"""Repositories that want something run, something read that isn't theirs, or for us never to
end. Nothing runs, nothing is followed, and each ends with an answer or a sentence."""
import os
import random
import shutil
import subprocess

from repositories import (CLEAN, DUMP, LEAKY, NOBODY, SANITIZED, add_object, answer, changes, commit, folder, git,
                          hexid, refusal, repository, run, tree_of, write)

CASES = []


def case(test):
    CASES.append(test)
    return test


def dump(*arguments, **options):
    done = subprocess.run([DUMP, *arguments], capture_output=True, timeout=60, check=False,
                          stdin=subprocess.DEVNULL, **options)
    assert done.returncode == 0 and not done.stderr, (done.returncode, done.stderr[-3000:])
    return done.stdout


# --------------------------------------------------------------- nothing is run

def arm(box, top):
    """All that a repository may ask to be run leaves a mark, box/ran."""
    evil = write(box / "evil", f"#!/bin/sh\necho \"$0 $*\" >>{box}/ran\ncat\n")
    evil.chmod(0o755)
    for hook in ("post-checkout", "pre-commit", "fsmonitor-watchman", "post-index-change", "reference-transaction"):
        (top / ".git/hooks").mkdir(exist_ok=True)
        shutil.copy(evil, top / ".git/hooks" / hook)
    with open(top / ".git/config", "a", encoding="ascii") as config:
        config.write(f"""
[core]
    fsmonitor = {evil}
    hooksPath = {box}
    sshCommand = {evil}
    gitProxy = {evil}
    pager = {evil}
    editor = {evil}
    askPass = {evil}
    alternateRefsCommand = {evil}
[filter "evil"]
    clean = {evil}
    smudge = {evil}
    process = {evil}
    required = true
[diff]
    external = {evil}
[diff "evil"]
    command = {evil}
    textconv = {evil}
[gpg]
    program = {evil}
[alias]
    status = !{evil}
    diff = !{evil}
[credential]
    helper = {evil}
[extensions]
    partialClone = origin
[remote "origin"]
    url = ext::{evil}
    promisor = true
    fetch = +refs/heads/*:refs/remotes/origin/*
    uploadpack = {evil}
[submodule "s"]
    update = !{evil}
""")
    write(top / ".gitmodules", f"[submodule \"s\"]\n\tpath = s\n\turl = ext::{evil}\n\tupdate = !{evil}\n")
    return evil


@case
def nothing_is_run(box):
    top = repository(box / "top", {"f": "1", "g.x": "1", ".gitattributes": "*.x filter=evil diff=evil\n"})
    commit(top, {"g.x": "2"})
    evil = arm(box, top)
    write(top / "f", "2")
    write(top / "g.x", "3")
    assert changes(top, "HEAD~1") == "A .gitmodules M f M g.x"
    assert changes(top, "staged") == "" and changes(top, "HEAD~1..HEAD") == "M g.x"
    tree = hexid(top, "HEAD^{tree}")
    (top / ".git/objects" / tree[:2] / tree[2:]).unlink()
    assert "can't be read" in refusal(top, "HEAD")
    assert not (box / "ran").exists(), (box / "ran").read_text()
    subprocess.run([evil], stdin=subprocess.DEVNULL, check=True)
    assert (box / "ran").exists(), "the marker itself doesn't work"


@case
def nobody_elses_configuration_counts(box):
    top = repository(box / "top", {"f": "1"})
    other = repository(box / "other", {"x": "1"})
    write(top / "new.o")
    home = box / "home"
    write(home / "ignore", "*.o\n")
    write(home / ".gitconfig", f"[core]\n\texcludesFile = {home}/ignore\n\tfileMode = false\n")
    write(home / ".config/git/ignore", "*.o\n")
    write(home / ".config/git/config", "[core]\n\tautocrlf = true\n")
    env = dict(CLEAN, HOME=str(home), XDG_CONFIG_HOME=str(home / ".config"), GIT_DIR=str(other / ".git"),
               GIT_WORK_TREE=str(other), GIT_INDEX_FILE="/dev/null", GIT_OBJECT_DIRECTORY="/nonexistent",
               GIT_CONFIG_COUNT="1", GIT_CONFIG_KEY_0="core.excludesFile", GIT_CONFIG_VALUE_0=f"{home}/ignore",
               GIT_CEILING_DIRECTORIES=str(box), GIT_NAMESPACE="n")
    (top / "f").chmod(0o755)
    assert dump(top, "since", "HEAD", env=env).endswith(b"\0" b"2\0M\0f\0A\0new.o\0")
    git(top, "config", "core.excludesFile", str(home / "ignore"))
    git(top, "config", "core.attributesFile", str(home / "ignore"))
    assert changes(top, "HEAD") == "M f A new.o"


@case
def includes_are_not_followed(box):
    top = repository(box / "top", {"f": "1"})
    write(box / "included", "[core]\n\tfileMode = false\n\tworktree = /\n\tbare = true\n[extensions]\n\tx = y\n")
    os.mkfifo(box / "pipe")
    with open(top / ".git/config", "a", encoding="ascii") as config:
        config.write(f"[include]\n\tpath = {box}/included\n\tpath = {box}/pipe\n"
                     f"[includeIf \"gitdir:{box}/\"]\n\tpath = {box}/pipe\n"
                     f"[core]\n\tattributesFile = {box}/pipe\n\texcludesFile = {box}/pipe\n")
    write(top / ".gitmodules", f"[include]\n\tpath = {box}/pipe\n")
    repository(top / "inner", {"f": "1"})
    os.utime(top / "f", (1, 1))
    (top / "f").chmod(0o755)
    assert changes(top, "HEAD") == "A .gitmodules M f As inner"


@case
def configuration_is_read_as_git_does(box):
    top = repository(box, {"f": "1"})
    for text in ('[core] bare = false # "\n', "[CORE]\n\tBare=no;x\n", "[core]bare=0", '[core]\nbare = "fa\\\nlse"\r\n',
                 "\ufeff[core]\n bare = true\n bare = off\n", "; [core]\n#bare=true\n\n[x \"a]\\\"b\"]\nbare\n",
                 "[core.sub]\nbare = true\n", "[core]\nbare = \n", "", "[a]\nb = \\n\\t\\b\\\\ \"c\" d\n"):
        write(top / ".git/config", text)
        theirs = git(top, "config", "--type=bool", "--default=false", "core.bare").decode().strip()
        assert theirs == "false" and answer(top, "HEAD").refusal is None, text
    for text in ("[core]\nbare", "[core]\nbare = true", "[core]\nbare = \"1\"x\n", "[core]\nbare = yes\\\n\n"):
        write(top / ".git/config", text)
        assert "bare" in refusal(top), text
    for text in ("[core\n", "[core \"x]\n", "core.bare = 1\n", "[core]\n\"bare\" = 1\n", "[core]\nbare = \"x\n",
                 "[core]\nbare = \\q\n", "[]\n", "[core]\nb_r = 1\n", "[core]\n= 1\n", "[core] ]\n", "\0"):
        write(top / ".git/config", text)
        assert git(top, "config", "core.x", check=False) == b""
        assert ".git/config: line " in refusal(top), repr(text)


# ------------------------------------------------------------- nothing is followed

@case
def a_work_tree_elsewhere(box):
    top = repository(box / "top", {"f": "1"})
    victim = repository(box / "victim", {"secret": "1"})
    git(top, "config", "core.worktree", str(victim))
    assert "says that its work tree is elsewhere" in refusal(top)
    git(top, "config", "core.worktree", str(top))
    assert changes(top, "HEAD") == ""
    for target in (str(victim / ".git"), "../victim/.git"):
        write(box / "thief/.git", f"gitdir: {target}\n")
        assert "doesn't name this work tree" in refusal(box / "thief")
    (box / "thief/.git").unlink()
    (box / "thief/.git").symlink_to(victim / ".git")
    assert "doesn't name this work tree" in refusal(box / "thief")
    (box / "thief/.git").unlink()
    write(box / "thief/.git/HEAD", "ref: refs/heads/main\n")
    write(box / "thief/.git/commondir", str(victim / ".git"))
    write(box / "thief/.git/gitdir", f"{box}/thief/.git")
    assert "doesn't name this work tree" in refusal(box / "thief")


@case
def links_out_of_a_repository(box):
    victim = repository(box / "victim", {"secret": "1"})
    sound = repository(box / "sound", {"f": "1"})
    git(sound, "pack-refs", "--all", "--no-prune")
    for name in ("refs", "HEAD", "objects", "index", "objects/pack", "refs/heads", "refs/heads/main", "packed-refs",
                 "info", "logs", "config", "info/exclude"):
        top = shutil.copytree(sound, box / "top")
        path = top / ".git" / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
        path.symlink_to(victim / ".git" / name)
        said = refusal(top)
        assert "is a link" in said or "is no folder" in said or "Invalid" in said, (name, said)
        shutil.rmtree(top)


@case
def links_and_pipes_in_the_work_tree(box):
    top = repository(box / "top", {"d/f": "1", "f": "1"})
    write(box / "rules", "*\n")
    (top / ".gitignore").symlink_to(box / "rules")
    (top / "d/out").symlink_to("/")
    assert changes(top, "HEAD") == "A .gitignore A d/out"
    (top / ".gitignore").unlink()
    os.mkfifo(top / ".gitignore")
    (top / "d/.gitignore").mkdir()
    write(top / "d/.gitignore/x")
    assert changes(top, "HEAD") == "A d/.gitignore/x A d/out"
    (top / "d/.gitattributes").symlink_to(box / "rules")
    assert "d/.gitattributes is a link" in refusal(top)
    (top / "d/.gitattributes").unlink()
    os.mkfifo(top / "d/.gitattributes")
    assert "d/.gitattributes is a link" in refusal(top)
    (top / "d/.gitattributes").unlink()
    shutil.rmtree(top / "d")
    (top / "d").symlink_to("/etc")
    assert changes(top, "HEAD") == "A d D d/f"


@case
def a_strangers_repository(box):
    if os.geteuid() != 0 or SANITIZED:
        return
    program = shutil.copy(DUMP, box / "dump")
    os.chmod(program, 0o755)
    top = repository(box / "top", {"mine/f": "1"})
    as_nobody = {"program": program, "user": NOBODY, "group": NOBODY, "extra_groups": []}
    subprocess.run(["chown", "-R", "12345", top], check=True)
    assert changes(top / "mine", "HEAD", **as_nobody) == ""  # its owner's own tree
    os.chown(top / "mine", NOBODY, NOBODY)
    assert "belongs to somebody else" in refusal(top / "mine", **as_nobody)
    os.chown(top, NOBODY, NOBODY)
    assert "belongs to somebody else" in refusal(top / "mine", **as_nobody)


# ----------------------------------------------------------------- it always ends

@case
def pipes_in_a_repository(box):
    sound = repository(box / "sound", {"f": "1"})
    for name in ("HEAD", "index", "packed-refs", "config", "commondir", "shallow", "refs/heads/main", "refs/heads/a/b",
                 "info/exclude", "info/attributes", "logs/HEAD", "objects/info/alternates", "objects/pack/pack-1.idx",
                 "main", "gitdir", "FETCH_HEAD"):
        top = shutil.copytree(sound, box / "top")
        path = top / ".git" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        os.mkfifo(path)
        assert refusal(top, "main"), name
        shutil.rmtree(top)
    top = repository(box / "top", {"f": "1"})
    for made in (top / ".git/objects").glob("??/*"):
        made.unlink()
        os.mkfifo(made)
    assert "can't be read" in refusal(top, "HEAD", env=LEAKY)


@case
def borrowing_from_bad_places(box):
    top = repository(box / "top", {"f": "1"})
    other = repository(box / "other", {"g": "1"})
    alternates = top / ".git/objects/info/alternates"
    write(alternates, f"{other}/.git/objects\n")
    write(other / ".git/objects/info/alternates", f"{top}/.git/objects\n")
    assert "borrowed from too many folders" in refusal(top)
    (other / ".git/objects/info/alternates").unlink()
    os.mkfifo(other / ".git/objects/pack/pack-2.pack")
    assert "pack-2.pack is no regular file" in refusal(top)
    write(alternates, "# none\n\n/nonexistent\n")
    assert "No such file" in refusal(top)


@case
def trees_that_git_does_not_make(box):
    top = repository(box, {"f": "1"})
    blob = add_object(top, b"blob", b"1")
    for name in (b"..", b".", b".git", b"a/b", b"", b"a//b", b"/", b"../../etc/passwd", b"\xff" * 5000):
        tree = add_object(top, b"tree", tree_of((b"100644", name, blob)))
        assert refusal(top, f"{tree}..HEAD^{{tree}}") and refusal(top, tree), name
    twice = add_object(top, b"tree", tree_of((b"100644", b"a", blob), (b"100644", b"a", blob)))
    assert 'has the path "a" twice' in refusal(top, twice)
    file_and_folder = add_object(top, b"tree", tree_of((b"100644", b"a", blob), (b"40000", b"a", hexid(top, "HEAD^{tree}"))))
    assert answer(top, file_and_folder)
    for wrong in (b"", b"1", b"100644 a", b"100644 a\0" + b"1" * 19, b"40000 a\0" + bytes(20), b"9999999 a\0" + bytes(20)):
        answer(top, add_object(top, b"tree", wrong))


def nested(top, inner, mode):
    """A tree that holds itself in tens, ten deep."""
    for _ in range(10):
        inner = add_object(top, b"tree", tree_of(*((mode, b"%d" % n, inner) for n in range(10))))
        mode = b"40000"
    return inner


def trees_without_an_end(box):
    """Run by the sweep: it takes seconds, and the memory of four million paths."""
    top = repository(box, {"f": "1"})
    files = nested(top, add_object(top, b"blob", b"1"), b"100644")
    assert "more than 4194304 files in one tree" in refusal(top, files)
    folders = nested(top, add_object(top, b"tree", b""), b"40000")
    assert "more than 4194304 folders in one tree" in refusal(top, folders)


@case
def trees_that_are_too_deep(box):
    top = repository(box, {"f": "1"})
    deep = add_object(top, b"tree", tree_of((b"100644", b"f", add_object(top, b"blob", b"1"))))
    for _ in range(1100):
        deep = add_object(top, b"tree", tree_of((b"40000", b"d", deep)))
    assert "folders more than 1024 deep" in refusal(top, deep)
    assert "folders more than 1024 deep" in refusal(top, f"{deep}..HEAD")


@case
def objects_that_claim_too_much(box):
    top = repository(box, {"f": "1"})
    for kind, content, claimed in ((b"tree", b"", 1 << 60), (b"tree", b"", (1 << 28) + 1), (b"tree", b"", 1 << 28), (b"tree", b"", 100), (b"tree", b"x" * 100, 50),
                                   (b"commit", b"", -1), (b"nonsense", b"", 0), (b"tree", b"\0" * 1000, 0)):
        name = add_object(top, kind, content, claimed)
        assert refusal(top, name), (kind, claimed)


@case
def deep_and_odd_work_trees(box):
    top = repository(box, {"f": "1"})
    here = os.getcwd()
    os.chdir(top)
    for _ in range(30):
        os.mkdir("d" * 200)
        os.chdir("d" * 200)
        write("f")
    os.chdir(here)
    got = answer(top, "HEAD")
    assert len(got.changes) == 20 and got.unread >= 1
    subprocess.run(["rm", "-rf", top / ("d" * 200)], check=True)
    write(top / ".gitignore", "*" + "a*" * 3000 + "\n")
    assert refusal(top)
    write(top / ".gitignore", "".join("*" + f"a*b{n}*" * 300 + "\n" for n in range(60)))
    assert "longer than 65536 bytes" in refusal(top)
    write(top / ".gitignore", b"x" * (1 << 21))
    assert ".gitignore" in refusal(top)


@case
def damage_anywhere(box):
    """One byte of one file of a repository, many times over: an answer or a sentence."""
    r = random.Random(1)
    top = repository(box / "top", {f"d{n % 5}/f{n}": f"{n}\n" * 9 for n in range(40)})
    commit(top, {"d1/f1": "2"})
    git(top, "gc", "-q")
    commit(top, {"d1/f6": "2", "new": "1"})
    files = sorted(path for path in (top / ".git").rglob("*") if path.is_file() and "hooks" not in path.parts
                   and path.stat().st_size)
    refused = 0
    for number in range(15 if SANITIZED else 60):
        path = r.choice(files)
        whole = path.read_bytes()
        at = r.randrange(len(whole))
        path.chmod(0o644)
        path.write_bytes(whole[:at] + r.choice([b"", bytes([whole[at] ^ 1 << r.randrange(8)]) + whole[at + 1:], whole[at + 1:]]))
        refused += dump(top, "since", "HEAD~2", "staged", "since", "HEAD~1..HEAD", env=LEAKY).startswith(b"no")
        path.write_bytes(whole)
    assert refused
    assert changes(top, "HEAD~1") == "M d1/f6 A new"


if __name__ == "__main__":
    run(CASES)
