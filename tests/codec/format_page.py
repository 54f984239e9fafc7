#!/usr/bin/python3
"""The program in store/FORMAT.md reads what the product keeps: its trees have the nodes
that `cambium tree` shows, span by span."""
import contextlib
import io
import json
import os
import pathlib
import re
import shutil
import struct
import subprocess
import tempfile

CAMBIUM = os.environ["CAMBIUM"]
PAGE = pathlib.Path(os.environ["CAMBIUM_SOURCE"], "store/FORMAT.md").read_text()
PROGRAM = re.search(r"```python\n(.*?)```", PAGE, re.S).group(1)
ENTRY, TREE = b"\x43\x61\x6d\xb1", 0
FILES = ["argparse.py", "ast.py", "this.py", "keyword.py", "typing.py", "json/decoder.py"]


def entries(pack):
    """Each entry of a pack, as FORMAT.md has them: (kind, key, bytes)."""
    at = 16
    while at < len(pack):
        assert pack[at:at + 4] == ENTRY
        stored, = struct.unpack_from("<I", pack, at + 28)
        yield pack[at + 24], pack[at + 40:at + 72], pack[at:at + 72 + stored]
        at += 72 + stored


def read_by_page(entry, folder):
    """The nodes in reading order: (start, end, named, depth)."""
    path = folder / "entry"
    path.write_bytes(entry)
    names = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(PROGRAM.replace("sys.argv[1]", repr(str(path))), names)
    waiting, nodes = [(names["open_nodes"][0], 0)], []
    while waiting:
        (start, end, _, _, flags, children, _), depth = waiting.pop()
        nodes.append((start, end, bool(flags & 1), depth))
        waiting += [(child, depth + 1) for child in reversed(children)]
    return nodes


def read_by_product(path):
    lines = subprocess.run([CAMBIUM, "tree", "--format", "ndjson", path], check=True,
                           capture_output=True, text=True).stdout.splitlines()
    nodes = [json.loads(line) for line in lines]
    return [(node["start"], node["end"], node["named"], node["depth"]) for node in nodes]


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "tree").mkdir()
        for number, name in enumerate(FILES):
            shutil.copy(f"/usr/lib/python3.11/{name}", folder / f"tree/{number}.py")
        (folder / "tree/broken.py").write_text("def f(:\n    x = (1, \n")
        subprocess.run([CAMBIUM, "scan", "-f", "json", "--quiet", "--store", folder / "store",
                        folder / "tree"], check=True, stdout=subprocess.DEVNULL)
        pack, = (folder / "store").glob("*.pack")
        kept = [read_by_page(entry, folder) for kind, _, entry in entries(pack.read_bytes())
                if kind == TREE]
        shown = [read_by_product(path) for path in sorted((folder / "tree").iterdir())]
        assert len(kept) == len(FILES) + 1, len(kept)
        assert sorted(kept) == sorted(shown), "a kept tree is not the one that is shown"


main()
