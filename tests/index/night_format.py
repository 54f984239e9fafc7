#!/usr/bin/python3
"""What store/FORMAT.md says of nights is enough to read them: a chain of a base and deltas, read here
without the program, has the files, functions and imports that `scan` and `graph` saw."""
import json
import os
import pathlib
import random
import struct
import subprocess
import tempfile

import msgpack
import zstandard

CAMBIUM = os.environ["CAMBIUM"]
# Columns as night_rows.c has them, * for differences.
FILE_ROWS = ("*module category flags lines complexity fan_in impact_hundredths lines_to_cover lines_covered "
             "function_count same_functions").split()


def records(log):
    data, at = log.read_bytes(), 0
    while at < len(data):
        assert data[at:at + 8] == b"CamLog1\n"
        length, kind, number = struct.unpack_from("<IIQ", data, at + 24)
        if kind == 0:
            yield number, data[at + 40:at + 40 + length]
        at += 40 + length


def opened(parcel):
    version, codec, zeros, raw = struct.unpack_from("<BBHI", parcel)
    assert version == 1 and not zeros
    return zstandard.ZstdDecompressor().decompress(parcel[8:], max_output_size=raw) if codec else parcel[8:]


class Column:
    def __init__(self, data):
        self.data, self.at = data, 0

    def number(self):
        value = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 0x7f) << shift
            shift += 7
            if byte < 0x80:
                return value

    def numbers(self, count, differences=False):
        found, before = [], 0
        for _ in range(count):
            n = self.number()
            before = before + (n >> 1 ^ -(n & 1)) if differences else n
            found.append(before)
        return found


def table(data, names, count):
    column = Column(data)
    columns = {n.lstrip("*"): column.numbers(count, n.startswith("*")) for n in names}
    assert column.at == len(data)
    return [dict(zip(columns, row)) for row in zip(*columns.values())]


def texts(data, count):
    column = Column(data)
    shared, rest = column.numbers(count), column.numbers(count)
    at, before, found = column.at, b"", []
    for s, r in zip(shared, rest):
        before = before[:s] + data[at:at + r]
        at += r
        found.append(before)
    assert at == len(data)
    return found


class Night:
    def __init__(self):
        self.files, self.modules = {}, {}  # path to row; name to {name: at_load}

    def apply(self, message):
        m = msgpack.unpackb(message, strict_map_key=False)
        assert m["schema"] == 1
        self.apply_modules(m)
        self.apply_files(m)

    def apply_modules(self, m):
        before = sorted(self.modules)
        assert m["modules_before"] == len(before)
        gone = Column(m["gone_modules"]).numbers(m["gone_module_count"], True)
        self.numbered = before + texts(m["new_modules"], m["new_module_count"])
        for name in self.numbered[len(before):]:
            self.modules[name] = {}
        links = iter(table(m["links"], ["*to", "at_load"], m["link_count"]))
        for row in table(m["module_rows"], ["*module", "link_count"], m["module_row_count"]):
            taken = [next(links) for _ in range(row["link_count"])]
            self.modules[self.numbered[row["module"]]] = {self.numbered[t["to"]]: bool(t["at_load"]) for t in taken}
        for number in gone:
            del self.modules[before[number]]

    def apply_files(self, m):
        before = sorted(self.files)
        assert m["files_before"] == len(before)
        categories = m["categories"].split(b"\0")[:-1]
        gone = Column(m["gone_files"]).numbers(m["gone_file_count"], True)
        changed = [before[n] for n in Column(m["changed_files"]).numbers(m["changed_file_count"], True)]
        paths = changed + texts(m["new_paths"], m["new_file_count"])
        keys = [m["keys"][i:i + 8] for i in range(0, len(m["keys"]), 8)]
        names = iter(texts(m["function_names"], m["function_count"]))
        functions = iter(table(m["functions"], ["cyclomatic", "lines"], m["function_count"]))
        assert len(keys) == len(paths)
        for path, key, row in zip(paths, keys, table(m["file_rows"], FILE_ROWS, len(paths))):
            row["key"], row["category"] = key, categories[row["category"]].decode()
            row["module"] = self.numbered[row["module"] - 1] if row["module"] else None
            row["functions"] = self.files[path]["functions"] if row["same_functions"] else [
                (next(names).decode(), f["cyclomatic"], f["lines"])
                for f in (next(functions) for _ in range(row["function_count"]))]
            self.files[path] = row
        for number in gone:
            del self.files[before[number]]


def ask(top, *arguments):
    return json.loads(subprocess.run([CAMBIUM, *arguments, "-q", "-f", "json"], cwd=top, check=True,
                                     capture_output=True).stdout)


def edges(top, kinds):
    return {(e["from"].encode(), e["to"].encode()) for e in ask(top, "graph", "edges", "--kinds", kinds)["edges"]}


def check(night, top):
    seen = {f["path"].encode(): f for f in ask(top, "scan")["files"]}
    known = {r["file"].encode(): r for r in ask(top, "report", "records")["files"]}
    assert night.files.keys() == seen.keys()
    for path, row in night.files.items():
        file, record = seen[path], known[path]
        assert row["functions"] == sorted((f["name"], f["cyclomatic"], f["end_line"] - f["line"] + 1)
                                          for f in file.get("functions", ())), path
        assert row["lines"] == file["lines"]["code"]
        assert row["module"] == (record["module"].encode() if record["module"] else None), (row, record)
        assert row["category"] == record["category"] and row["complexity"] == (record["complexity"] or 0)
        assert row["fan_in"] == (record["fan_in"] or 0)
        assert row["impact_hundredths"] == round((record["impact"] or 0) * 100)
        untested = record["test_requirement"] == "required" and not record["test_files"]
        assert (row["flags"] & 1 > 0, row["flags"] & 2 > 0) == (record["test_requirement"] == "required", untested)
        assert (row["flags"] & 16 > 0, row["flags"] & 64 > 0) == (record["partial"], "functions" in file)
    assert {(a, b) for a, to in night.modules.items() for b in to} == {
        (a, b) for a, b in edges(top, "written") if a != b}
    assert {(a, b) for a, to in night.modules.items() for b, load in to.items() if load} == {
        (a, b) for a, b in edges(top, "load,optional,star") if a != b}


def body(rng, names):
    functions = ("".join(["def f", str(i), "(x):\n", "    if x: x += 1\n" * rng.randrange(4), "    return x\n"])
                 for i in range(rng.randrange(8)))
    return "".join(f"import {name}\n" for name in names) + "".join(functions)


def edit(top, rng, count):
    """Writes, moves and removes some modules, each of which imports some."""
    there = sorted(top.rglob("m*.py"))
    for path in rng.sample(there, min(len(there), count // 4)):
        path.unlink()
    for _ in range(count):
        path = top / f"p{rng.randrange(9)}/m{rng.randrange(60)}.py"
        path.parent.mkdir(exist_ok=True)
        names = [f"p{rng.randrange(9)}.m{rng.randrange(60)}" for _ in range(rng.randrange(3))]
        path.write_text(body(rng, names) + rng.choice(["", "", "", "def broken(:\n"]))
    (top / "tests").mkdir(exist_ok=True)
    (top / "tests/test_some.py").write_text(f"import p1.m{rng.randrange(60)}\ndef test_it(): pass\n")


def main():
    rng = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        top = pathlib.Path(folder)
        night, bases = Night(), 0
        for step in range(12):
            edit(top, rng, 400 if not step else rng.choice([0, 3, 12]))
            subprocess.run([CAMBIUM, "scan", "-q", "--record", f"n{step}"], cwd=top, check=True, stdout=subprocess.DEVNULL)
            head = msgpack.unpackb(opened([r for _, r in records(top / ".cambium/state/history")][-1]))
            pieces = [r for _, r in records(top / ".cambium/state/history-files")][-len(head["pieces"]) // 16:]
            raw = b"".join(map(opened, pieces))
            assert len(raw) == head["raw_bytes"] and sum(map(len, pieces)) == head["bytes"]
            assert head["name"].decode() == f"n{step}" and head["base"] == (head["deltas"] == 0)
            bases += head["base"]
            night = Night() if head["base"] else night
            night.apply(raw)
            check(night, top)
        assert 1 <= bases < 12, "some are deltas"


main()
