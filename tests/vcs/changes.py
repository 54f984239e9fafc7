#!/usr/bin/python3
"""One case for each thing that a repository, a revision or a work tree can be."""
import hashlib
import os
import shutil
import socket
import subprocess

from repositories import (DUMP, EMPTY_TREE, LEAKY, NOBODY, SANITIZED, answer, changes, commit, folder, git, hexid,
                          refusal, repository, run, write)

CASES = []


def case(test):
    CASES.append(test)
    return test


# --------------------------------------------------------------------- revisions

@case
def against_the_merge_base(box):
    top = repository(box, {"kept": "1", "gone": "1", "edited": "1"})
    base = hexid(top, "HEAD")
    git(top, "checkout", "-q", "-b", "work")
    commit(top, {"committed": "1", "gone": None})
    git(top, "checkout", "-q", "main")
    commit(top, {"only in main": "1"})
    git(top, "tag", "-a", "-m", "t", "annotated")
    git(top, "checkout", "-q", "work")
    write(top / "edited", "2")
    write(top / "staged", "1")
    git(top, "add", "staged")
    write(top / "new", "1")
    all_of_it = "A committed M edited D gone A new A staged"
    for name in ("main", "annotated", "refs/heads/main", hexid(top, "main"), hexid(top, "main")[:9], "main^{commit}"):
        assert changes(top, name) == all_of_it, name
        assert answer(top, name).base == base and answer(top, name).head == ""
    assert changes(top, "HEAD") == "M edited A new A staged"
    assert changes(top, "HEAD~1") == all_of_it
    assert changes(top, "staged") == "A staged"
    assert answer(top, "staged").base == hexid(top, "HEAD")
    assert changes(top, "main..work") == "A committed D gone D only in main"
    assert changes(top, "main...work") == "A committed D gone"
    assert changes(top, "main...") == "A committed D gone" and changes(top, "..main") == "D committed A gone A only in main"
    got = answer(top, "main...work")
    assert (got.base, got.head) == (base, hexid(top, "work"))


@case
def a_tree_is_compared_as_it_is(box):
    top = repository(box, {"a/f": "1"})
    tree = hexid(top, "HEAD^{tree}")
    write(top / "a/f", "2")
    assert changes(top, "HEAD^{tree}") == "M a/f" and answer(top, tree).base == tree
    assert changes(top, "HEAD:a..HEAD^{tree}") == "A a/f D f"
    assert "both must be commits" in refusal(top, "HEAD^{tree}...HEAD")


@case
def what_names_nothing_says_so(box):
    top = repository(box, {"f": "1"})
    for name in ("nope", "HEAD~5", "0" * 40, "f00d", "-x", "../../etc/passwd", "HEAD..nope", "nope...HEAD"):
        said = refusal(top, name)
        assert "names nothing in this repository" in said or "is no revision" in said, said
    assert "nope" in refusal(top, "nope")
    assert refusal(top, "HEAD:f").startswith("HEAD:f is a blob")
    assert refusal(top, "") and refusal(top, "..") and refusal(top, "^{") and refusal(top, "@{9}")
    git(top, "tag", "tag-of-a-blob", hexid(top, "HEAD:f"))
    assert "is a blob" in refusal(top, "tag-of-a-blob")


@case
def an_ambiguous_hash(box):
    top = repository(box, {"f": "1"})
    pairs = ambiguous_pair()
    for content in pairs:
        subprocess.run(["git", "hash-object", "-w", "--stdin"], input=content, cwd=top, check=True,
                       capture_output=True)
    assert "names more than one thing" in refusal(top, blob_id(pairs[0])[:4])


def blob_id(content):
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def ambiguous_pair():
    seen = {}
    for number in range(10000):
        content = b"%d" % number
        other = seen.setdefault(blob_id(content)[:4], content)
        if other != content:
            return other, content
    raise AssertionError


@case
def upstream_of_a_branch(box):
    origin = repository(box / "origin", {"f": "1"})
    git(box, "clone", "-q", str(origin), "clone")
    commit(box / "clone", {"g": "1"})
    assert changes(box / "clone", "@{upstream}", env=LEAKY) == "A g" == changes(box / "clone", "origin/main")
    assert changes(box / "clone", "main@{1}") == "A g"


@case
def before_the_first_commit(box):
    top = repository(box)
    write(top / "f")
    assert changes(top, "staged") == "" and answer(top, "staged").base == ""
    git(top, "add", "f")
    assert changes(top, "staged") == "A f"
    assert "names nothing" in refusal(top, "HEAD")
    git(top, "hash-object", "-w", "-t", "tree", "/dev/null")
    assert changes(top, EMPTY_TREE) == "A f"
    repository(box / "other", {"x": "1"})
    git(top, "fetch", "-q", str(box / "other"), "main:theirs")
    assert refusal(top, "theirs") == "HEAD has no commit yet"


@case
def a_detached_head(box):
    top = repository(box, {"f": "1"})
    commit(top, {"f": "2"})
    git(top, "checkout", "-q", "--detach", "HEAD~1")
    write(top / "g")
    assert changes(top, "HEAD") == "A g" == changes(top, "main")


@case
def histories_with_nothing_in_common(box):
    top = repository(box, {"f": "1"})
    git(top, "checkout", "-q", "--orphan", "other")
    commit(top, {"g": "1"})
    assert "have no commit in common" in refusal(top, "main")
    assert changes(top, "main..other") == "A g"


@case
def shallow_clones(box):
    origin = repository(box / "o", {"f": "1"})
    first = hexid(origin, "HEAD")
    for number in range(3):
        commit(origin, {"f": f"{number} more"})
    git(origin, "checkout", "-q", "-b", "side", first)
    commit(origin, {"g": "1"})
    git(box, "clone", "-q", "--depth=2", "--no-single-branch", f"file://{origin}", "c")
    clone = box / "c"
    git(clone, "checkout", "-q", "main")
    assert changes(clone, "HEAD~1") == "M f" == changes(clone, "HEAD~1...HEAD")
    assert changes(clone, "HEAD") == ""
    assert "clone is shallow" in refusal(clone, "HEAD~2")
    said = refusal(clone, "origin/side")
    assert said.startswith("origin/side: the two have no commit in common") and "shallow" in said
    assert changes(clone, "origin/side..HEAD") == "M f D g"
    git(clone, "merge", "-q", "--allow-unrelated-histories", "-X", "ours", "-m", "m", "origin/side")
    assert changes(clone, "origin/side") == "M f" and changes(clone, "HEAD^1") == "A g"


# --------------------------------------------------------------------- work trees

@case
def modes_types_and_conflicts(box):
    top = repository(box, {"mode": "1", "type": "1", "tree": "1", "d/f": "1", "both": "1"})
    git(top, "checkout", "-q", "-b", "other")
    commit(top, {"both": "2", "added": "2"})
    git(top, "checkout", "-q", "main")
    commit(top, {"both": "3", "added": "3"})
    git(top, "merge", "other", check=False)
    assert changes(top, "HEAD") == "Mc added Mc both" == changes(top, "staged")
    git(top, "reset", "-q", "--hard")
    (top / "mode").chmod(0o755)
    (top / "type").unlink()
    (top / "type").symlink_to("mode")
    (top / "tree").unlink()
    write(top / "tree/f")
    (top / "d/f").unlink()
    (top / "d").rmdir()
    write(top / "d", "1")
    assert changes(top, "HEAD") == "A d D d/f M mode D tree A tree/f M type"
    git(top, "config", "core.fileMode", "false")
    assert changes(top, "HEAD") == "A d D d/f D tree A tree/f M type"


@case
def a_rename_is_one_deleted_and_one_added(box):
    top = repository(box, {"old": "text\n" * 10})
    (top / "old").rename(top / "new")
    assert changes(top, "HEAD") == "A new D old"
    git(top, "add", "-A")
    assert changes(top, "HEAD") == "A new D old" == changes(top, "staged")


@case
def what_git_ignores_is_not_there(box):
    top = repository(box, {".gitignore": "*.o\n/build/\n", "kept.o/f": "1", "f": "1"})
    write(top / "a.o")
    write(top / "build/x")
    write(top / "d/b.o")
    write(top / "d/c")
    assert changes(top, "HEAD") == "A d/c"
    write(top / "f.o")
    git(top, "add", "-f", "f.o")
    assert changes(top, "HEAD") == "A d/c A f.o"
    commit(top)
    git(top, "rm", "-q", "--cached", "f.o", "f")
    assert changes(top, "HEAD") == "D f.o"
    assert changes(top, "staged") == "D f D f.o"
    write(top / "f", "2")
    assert changes(top, "HEAD") == "M f D f.o"


@case
def a_tracked_folder_that_is_ignored(box):
    top = repository(box, {"out/kept": "1"})
    write(top / ".gitignore", "out/\n!*/\n!out/sub/x\n/out\n")
    write(top / "out/sub/x")
    write(top / "out/y")
    assert changes(top, "HEAD") == "A .gitignore"


@case
def a_folder_of_it(box):
    top = repository(box, {"a/b/f": "1", "a/c": "1", "a.b": "1"})
    write(top / "a/b/f", "2")
    write(top / "a/b/new/x")
    write(top / "a/c", "2")
    write(top / "ab/x")
    for root in (top / "a/b", f"{top}/a/../a/b/", f"{top}/a//b"):
        assert changes(root, "HEAD") == "M f A new/x"
        assert answer(root, "HEAD").outside == 2
    assert changes(top / "ab", "HEAD") == "A x"
    link = box.parent / "link"
    link.symlink_to(top / "a/b")
    assert changes(link, "HEAD") == "M f A new/x"
    link.unlink()


@case
def touched_is_not_changed(box):
    top = repository(box, {"f": "one\n", "g": "one\n", "e": ""})
    os.utime(top / "f", (1, 1))
    assert changes(top, "HEAD") == ""
    status = os.stat(top / "g")
    write(top / "g", "two\n")
    os.utime(top / "g", ns=(status.st_atime_ns, status.st_mtime_ns))
    write(top / "e", "x")
    assert changes(top, "HEAD") == "M e M g"


@case
def changed_and_changed_back(box):
    top = repository(box, {"f": "1", "g": "1"})
    write(top / "f", "22")
    write(top / "n", "1")
    git(top, "add", "-A")
    write(top / "f", "1")
    (top / "n").unlink()
    assert changes(top, "HEAD") == ""
    assert changes(top, "staged") == "M f A n"


@case
def announced_sparse_and_assumed(box):
    top = repository(box, {"in/f": "1", "out/f": "1", "g": "1"})
    write(top / "n")
    git(top, "add", "-N", "n")
    assert changes(top, "HEAD") == "A n" and changes(top, "staged") == ""
    git(top, "rm", "-q", "--cached", "n")
    git(top, "sparse-checkout", "set", "--no-cone", "in/*", "g", "n")
    assert not (top / "out").exists() and changes(top, "HEAD") == "A n"
    git(top, "update-index", "--assume-unchanged", "g")
    write(top / "g", "2")
    assert changes(top, "HEAD") == "A n"
    (top / "g").unlink()
    assert changes(top, "HEAD") == "A n"
    write(top / "out/f", "2")
    assert changes(top, "HEAD") == "A n M out/f"


@case
def the_index_is_locked_absent_or_damaged(box):
    top = repository(box, {"f": "1", "g": "1"})
    write(top / "g", "2")
    write(top / ".git/index.lock", "")
    assert changes(top, "HEAD") == "M g"
    index = (top / ".git/index").read_bytes()
    (top / ".git/index").unlink()
    assert changes(top, "HEAD") == "M g" and changes(top, "staged") == "D f D g"
    for bad in (index[:-1] + b"\0\0", index[:40], b"DIRC\0\0\0\1", b"x", index[:12] + b"sdir" + index[16:]):
        write(top / ".git/index", bad)
        assert ".git/index can't be read: " in refusal(top, "HEAD"), bad
        assert ".git/index can't be read: " in refusal(top, "staged"), bad
    write(top / ".git/index", b"")


@case
def an_index_of_any_version(box):
    top = repository(box, {f"a/very/long/path/{n}": "1" for n in range(9)})
    write(top / "a/very/long/path/3", "2")
    for version in ("4", "3", "2"):
        git(top, "update-index", "--index-version", version)
        assert changes(top, "HEAD") == "M a/very/long/path/3"
    git(top, "update-index", "--untracked-cache", "--force-untracked-cache")
    git(top, "status")
    assert changes(top, "HEAD") == "M a/very/long/path/3"
    git(top, "update-index", "--split-index")
    assert "index can't be read" in refusal(top, "HEAD")


@case
def line_ends_are_converted_as_git_does(box):
    top = repository(box, {"f": "1\n2\n", "g": "1\n", ".gitattributes": "g text\n"})
    for name in ("f", "g"):
        write(top / name, (top / name).read_text().replace("\n", "\r\n").encode())
    assert changes(top, "HEAD") == "M f M g"  # as git: another size
    git(top, "config", "core.autocrlf", "true")
    git(top, "add", "--renormalize", ".")
    git(top, "add", "-A")
    os.utime(top / "f", (1, 1))
    os.utime(top / "g", (1, 1))
    assert git(top, "diff", "--name-only", "HEAD") == b""
    assert changes(top, "HEAD") == ""


@case
def submodules_are_compared_by_commit(box):
    origin = repository(box / "o", {"s": "1"})
    top = repository(box / "top", {"f": "1"})
    git(top, "submodule", "-q", "add", str(origin), "sub")
    commit(top)
    assert changes(top, "HEAD") == "" and changes(top, "HEAD~1") == "A .gitmodules As sub"
    write(top / "sub/dirty", "1")
    assert changes(top, "HEAD") == ""
    commit(top / "sub")
    assert changes(top, "HEAD") == "Ms sub" and changes(top, "staged") == ""
    git(top, "add", "sub")
    assert changes(top, "HEAD") == "Ms sub" == changes(top, "staged")
    assert changes(top / "sub", "HEAD~1") == "A dirty"
    commit(top)
    git(box, "clone", "-q", str(top), "clone")
    assert changes(box / "clone", "HEAD") == ""
    (box / "clone/sub").rmdir()
    assert changes(box / "clone", "HEAD") == "Ds sub"
    write(box / "clone/sub", "file")
    assert changes(box / "clone", "HEAD") == "Ms sub"
    git(top, "update-index", "--force-remove", "sub")
    assert changes(top, "HEAD") == ""
    write(top / ".git/modules/sub/HEAD", "nonsense")
    assert changes(top, "HEAD") == "Us sub"
    git(top, "reset", "-q", "--", "sub", check=False)
    assert changes(top, "HEAD") == "Us sub"


@case
def a_repository_in_it_is_one_entry(box):
    top = repository(box / "top", {".gitignore": "hidden/\n"})
    repository(top / "d/inner", {"f": "1"})
    repository(top / "hidden", {"f": "1"})
    repository(top / "empty")
    assert changes(top, "HEAD") == "As d/inner As empty"
    assert changes(top / "d/inner", "HEAD") == ""


@case
def linked_work_trees_and_repositories_elsewhere(box):
    top = repository(box / "top", {"f": "1"})
    git(top, "worktree", "add", "-q", "../linked", "-b", "other")
    commit(box / "linked", {"g": "1"})
    write(box / "linked/h")
    assert changes(box / "linked", "main") == "A g A h" and changes(top, "other") == ""
    git(box, "init", "-q", "-b", "main", "--separate-git-dir", str(box / "kept"), str(box / "apart"))
    commit(box / "apart", {"f": "1"})
    write(box / "apart/g")
    assert "apart/.git names" in refusal(box / "apart")
    git(box / "apart", "config", "core.worktree", str(box / "apart"))
    assert changes(box / "apart", "HEAD") == "A g"
    git(box, "clone", "-q", "--bare", str(top), "bare.git")
    git(box / "bare.git", "worktree", "add", "-q", "../of-bare", "main")
    write(box / "of-bare/g")
    assert changes(box / "of-bare", "HEAD") == "A g"
    assert "is a bare repository" in refusal(box / "bare.git")
    assert "is a bare repository" in refusal(box / "bare.git/objects")
    git(top, "config", "core.bare", "true")
    assert "is a bare repository" in refusal(top) and changes(box / "linked", "main") == "A g A h"


@case
def borrowed_objects(box):
    top = repository(box / "top", {"f": "1"})
    git(box, "clone", "-q", "--shared", str(top), "shared")
    write(box / "shared/f", "2")
    assert changes(box / "shared", "HEAD") == "M f"


@case
def packed_and_with_all_that_gc_makes(box):
    top = repository(box, {f"d{n % 7}/f{n}": str(n) for n in range(60)})
    commit(top, {"d1/f1": "2"})
    git(top, "gc", "-q")
    git(top, "multi-pack-index", "write")
    git(top, "commit-graph", "write", "--reachable")
    assert changes(top, "HEAD~1") == "M d1/f1" == changes(top, "HEAD~1..HEAD")


# ------------------------------------------------------------------- not readable

@case
def no_repository(box):
    (box / "plain").mkdir()
    assert refusal(box / "plain") == f"{box}/plain lies in no git repository"
    assert "No such file" in refusal(box / "nowhere")
    assert "is no folder" in refusal(write(box / "file"))
    (box / "plain/.git").mkdir()
    assert "is no git repository" in refusal(box / "plain")
    (box / "plain/.git").rmdir()
    for text in ("gitdir: nowhere", "nonsense", "", "gitdir:", "gitdir: " + "x" * 9000, "gitdir: ../plain"):
        write(box / "plain/.git", text)
        assert "names no repository" in refusal(box / "plain") or "is no git repository" in refusal(box / "plain")


@case
def formats_of_others(box):
    top = repository(box / "a", {"f": "1"})
    git(box, "init", "-q", "--object-format=sha256", "b")
    assert "the extension objectformat = sha256 can't be read" in refusal(box / "b")
    git(top, "config", "core.repositoryFormatVersion", "1")
    git(top, "config", "extensions.partialClone", "origin")
    assert changes(top, "HEAD") == ""
    write(top / ".git/config", (top / ".git/config").read_text() + "[extensions]\nrefStorage = files # x\n")
    assert changes(top, "HEAD") == ""
    write(top / ".git/config", (top / ".git/config").read_text() + "[extensions] future = yes\n")
    assert "extension future = yes" in refusal(top)


@case
def damaged_objects_are_named(box):
    top = repository(box, {"d/f": "1", "g": "1"})
    commit(top, {"g": "2"})
    tree = hexid(top, "HEAD:d")
    path = top / ".git/objects" / tree[:2] / tree[2:]
    path.chmod(0o644)
    for bad in (b"", b"nonsense", path.read_bytes()[:-3]):
        path.write_bytes(bad)
        said = refusal(top, "HEAD")
        assert said.startswith('the folder "d/" of a commit can\'t be read: '), said
        assert changes(top, "HEAD~1..HEAD") == "M g"
    path.unlink()
    assert tree in refusal(top, "HEAD")
    root = hexid(top, "HEAD^{tree}")
    (top / ".git/objects" / root[:2] / root[2:]).unlink()
    assert "the tree of HEAD can't be read" in refusal(top, "HEAD")
    old = hexid(top, "HEAD")
    (top / ".git/objects" / old[:2] / old[2:]).unlink()
    assert "HEAD" in refusal(top, "HEAD", env=LEAKY)
    write(top / ".git/refs/heads/main", "nonsense\n")
    assert "HEAD" in refusal(top, "HEAD", env=LEAKY) and "HEAD" in refusal(top, "staged", env=LEAKY)
    write(top / ".git/HEAD", "")
    assert refusal(top, "staged", env=LEAKY)


@case
def what_cannot_be_read_is_not_unchanged(box):
    """As a user whom permissions bind."""
    if os.geteuid() != 0 or SANITIZED:
        return
    top = repository(box / "top", {"f": "1", "secret": "1", "d/f": "1", "open": "1"})
    program = shutil.copy(DUMP, box / "dump")
    os.chmod(program, 0o755)
    subprocess.run(["chown", "-R", str(NOBODY), top], check=True)
    (top / "secret").chmod(0)
    (top / "d").chmod(0)
    write(top / "new")
    got = answer(top, "HEAD", program=program, user=NOBODY, group=NOBODY, extra_groups=[])
    assert got.changes == {b"d/f": "U", b"new": "A", b"secret": "U"}, got.changes
    assert got.unread == 1


@case
def special_files_are_none(box):
    top = repository(box, {"f": "1", "g": "1"})
    os.mkfifo(top / "pipe")
    (top / "f").unlink()
    os.mkfifo(top / "f")
    with socket.socket(socket.AF_UNIX) as s:
        os.chdir(top)
        s.bind("socket")
        os.chdir("/")
        assert changes(top, "HEAD") == "M f"


if __name__ == "__main__":
    run(CASES)
