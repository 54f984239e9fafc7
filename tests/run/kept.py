"""What the scripts about the store share: a tree to scan, runs that keep what they
found, what they say of it, and what a store is made of."""
import json
import os
import random

import harness
import packs
from harness import write

HITS = ("unchanged", "same_content", "facts", "tree")
MISSES = ("new", "content_changed", "grammar_changed", "evicted", "damaged")
FILE_MODE = 0o1600  # of what a store in the tree holds


def source(rng, functions=4):
    """Python with definitions and imports, another for each draw."""
    lines = ["import os\n", f"from m{rng.randrange(100)} import n{rng.randrange(100)}\n"]
    for _ in range(rng.randrange(functions + 1)):
        n = rng.randrange(10**6)
        lines.append(f"def f{n}(a: int, b=None):\n    if a and b:\n        return {n}\n"
                     f"    return [c for c in a if c]\n")
    return "".join(lines)


def build(root, files=40, seed=0):
    """A tree of Python files, texts, and some that are not what they should be."""
    rng = random.Random(seed)
    for i in range(files):
        write(root / f"d{i % 5}/e{i % 3}/f{i}.py", source(rng))
    write(root / "broken.py", "def f(:\n    pass\n")
    write(root / "latin.py", "# coding: latin-1\nx = '\xe9'\n".encode("latin-1"))
    write(root / "invalid.py", b"x = '\xff'\n")
    write(root / "binary.dat", b"\0\1\2" * 50)
    write(root / "text.md", "# words\n")
    return root


class Run:
    """A scan that keeps: its report, and what it says of the store."""

    def __init__(self, done):
        self.status = done.returncode
        self.text = done.stdout
        self.errors = done.stderr.decode()
        lines = [line for line in self.errors.splitlines() if line.startswith('{"schema"')]
        self.stats = json.loads(lines[0]) if lines else {"store": None}
        self.store = self.stats["store"]

    def files(self, *sources):
        return sum(self.store["files"][source] for source in sources)

    @property
    def hits(self):
        return self.files(*HITS)

    @property
    def parsed(self):
        return self.files(*MISSES)

    @property
    def trouble(self):
        return self.store["trouble"]


def start(root, *arguments, **options):
    """The scan as it ends, killed or not."""
    return harness.run("scan", "--format", "json", "--stats", "json", *map(str, arguments), "--",
                       str(root), **options)


def scan(root, *arguments, **options):
    run = Run(start(root, *arguments, **options))
    assert run.status in (0, 3), (run.status, run.errors)
    return run


def cold(root, *arguments, **options):
    """The bytes that every other run has to give."""
    return harness.scan(root, *map(str, arguments), **options).text


def expect(run, text, why=None):
    assert run.text == text, (why, run.store)
    return run


def faulty(folder, calls, fault=None, at=None, log=None):
    """The environment in which calls on what lies in `folder` meet trouble."""
    chosen = {"IN": os.path.realpath(folder), "CALLS": calls, "AT": at, "LOG": log}
    return harness.environment("preload_faults", **({"CAMBIUM_FAULT": fault} if fault else {}), **{
        f"CAMBIUM_FAULT_{name}": value for name, value in chosen.items() if value is not None})


def calls_of(root, calls, folder, log, *arguments):
    """Runs a scan; the calls that it makes on `folder`, a line each."""
    log.write_bytes(b"")
    run = scan(root, *arguments, env=faulty(folder, calls, log=log))
    return run, log.read_text().splitlines()


def entries(pack):
    """(offset, kind, bytes of the entry) of each."""
    for at, kind, stored in packs.entries(pack):
        yield at, kind, packs.HEADER_BYTES + stored


def check_store(store, why=None):
    """Nothing is wrong with any entry."""
    done = harness.run("cache", "verify", "--store", str(store))
    assert done.returncode == 0, (why, done)


def files_of(store, ending):
    return sorted(store.glob("*" + ending))


def contents(store):
    """Every file of a store, to be put back by restore."""
    return {path.name: path.read_bytes() for path in store.iterdir()}


def put(path, content):
    """Writes a file as the program would: with the mark that git can't give it."""
    path.write_bytes(content)
    path.chmod(FILE_MODE)


def put_again(path, content):
    """As put. A file that is as it was is only made new: a disk takes longer over a file
    that is cut and written again than all else takes together."""
    if path.is_symlink() or not path.is_file() or path.read_bytes() != content:
        return put(path, content)
    path.chmod(FILE_MODE)
    os.utime(path)


def restore(store, files):
    for path in store.iterdir():
        if path.name not in files:
            path.unlink()
    for name, content in files.items():
        put_again(store / name, content)
