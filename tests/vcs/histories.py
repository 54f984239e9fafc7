"""Who changed what, as history_dump says it and as git does."""
import os
import subprocess

from repositories import CLEAN, git

DUMP = os.environ["CAMBIUM_BUILD"] + "/history_dump"


def dump(root, *words, env=None):
    """Fields of all answers."""
    done = subprocess.run([DUMP, root, *map(str, words)], capture_output=True, timeout=300, check=False,
                          env=env or CLEAN, stdin=subprocess.DEVNULL)
    assert done.returncode == 0 and not done.stderr, (done.returncode, done.stderr[-3000:])
    assert done.stdout.endswith(b"\0"), done.stdout[-100:]
    return iter(done.stdout[:-1].split(b"\0"))


class History:
    """commits: id to (time, author, parents); touched: path to ids."""

    def __init__(self, fields):
        self.refusal = None
        if next(fields) != b"ok":
            self.refusal = next(fields).decode(errors="replace")
            return
        self.head, self.head_time = next(fields).decode(), int(next(fields))
        self.shallow, self.way = next(fields) == b"1", next(fields)
        self.commits = {}
        for _ in range(int(next(fields))):
            commit, time, author = next(fields).decode(), int(next(fields)), next(fields)
            parents = [next(fields).decode() for _ in range(int(next(fields)))]
            self.commits[commit] = (time, author, parents)
        self.authors = [next(fields) for _ in range(int(next(fields)))]
        self.touched = {}
        for _ in range(int(next(fields))):
            path = next(fields)
            self.touched[path] = [next(fields).decode() for _ in range(int(next(fields)))]
        self.check()

    def check(self):
        assert list(self.commits) == sorted(self.commits)
        assert self.authors == sorted({author for _, author, _ in self.commits.values()})
        assert list(self.touched) == sorted(self.touched)
        for touches in self.touched.values():
            assert touches and touches == sorted(set(touches)) and set(touches) <= self.commits.keys()


def history(root, *before, **options):
    """What is read; `before` are words that come first."""
    return History(dump(root, *before, "read", **options))


def read(root, *before, **options):
    found = history(root, *before, **options)
    assert found.refusal is None, found.refusal
    return found


def refusal(root, *words, **options):
    fields = dump(root, *(words or ["read"]), **options)
    assert next(fields) == b"no", words
    return next(fields).decode(errors="replace")


# -------------------------------------------------------------------- git's answers

def commits(where):
    """The same from git log, but for the cut."""
    lines = git(where, "log", "-z", "--format=%H%x00%ct%x00%an <%ae>%x00%P", "HEAD").split(b"\0")
    return {lines[at].decode(): (int(lines[at + 1]), lines[at + 2], lines[at + 3].decode().split())
            for at in range(0, len(lines) - 3, 4)}


def files(where, commit):
    """Of its tree, by path: mode and id; submodules aren't files."""
    entries = git(where, "ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0")
    return {path: entry.split()[:3] for entry, path in (line.split(b"\t", 1) for line in entries if line)
            if not entry.startswith(b"160000")}


def touched(where, known):
    """By path the commits whose tree has another file there than each of their parents' trees."""
    found, trees = {}, {commit: files(where, commit) for commit in known}
    for commit, (_, _, parents) in known.items():
        own, others = trees[commit], [trees[parent] for parent in parents] or [{}]
        for path in own.keys() | others[0].keys():
            if all(own.get(path) != other.get(path) for other in others):
                found.setdefault(path, []).append(commit)
    return {path: sorted(ids) for path, ids in found.items()}


def touched_by_diff(where, known):
    """The same as git sees it; with submodules."""
    found = {}
    for commit in known:
        names = git(where, "diff-tree", "-c", "-r", "--no-renames", "--root", "-z", "--name-only", "--no-commit-id",
                    commit).split(b"\0")
        for path in filter(None, names):
            found.setdefault(path, []).append(commit)
    return {path: sorted(ids) for path, ids in found.items()}


def below(paths, way):
    prefix = os.fsencode(way) + b"/" if way else b""
    return {path[len(prefix):]: ids for path, ids in paths.items() if path.startswith(prefix)}
