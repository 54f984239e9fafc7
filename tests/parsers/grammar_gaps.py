#!/usr/bin/python3
"""Measures where the Python grammar and CPython disagree about what is Python.

The tables in syntax/ say for each of many small sources what the grammar says
("sound" or "flagged"), then a version or a kind, then the source as JSON. This
test fails when the grammar says something else than the table, when CPython 3.11
doesn't agree with the file that a source is in, or when the figures in
parsers/README.md are not these. With --print it only prints the figures."""

import collections
import json
import os
import subprocess
import sys
import warnings

HERE = os.path.dirname(os.path.abspath(__file__))
README = os.path.join(HERE, "../../parsers/README.md")
NAMES = ["valid", "invalid", "python2"]

Row = collections.namedtuple("Row", "says note source")


def rows_of(name):
    with open(os.path.join(HERE, "syntax", name + ".txt"), encoding="utf-8") as file:
        lines = [line.rstrip("\n") for line in file if not line.startswith("#")]
    fields = [line.split("\t") for line in lines]
    return [Row(says, note, json.loads(source)) for says, note, source in fields]


def grammar_says(rows):
    program = os.path.join(os.environ["CAMBIUM_BUILD"], "parse_snippets")
    sources = [row.source.encode() for row in rows]
    framed = b"".join(b"%d\n%s" % (len(source), source) for source in sources)
    answers = subprocess.run([program], input=framed, capture_output=True, check=True)
    return ["sound" if answer == "sound" else "flagged"
            for answer in answers.stdout.decode().splitlines()]


def cpython_accepts(source):
    try:
        compile(source, "source", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):  # ValueError: a NUL
        return False
    return True


def cpython_disagrees(name, row):
    """Only 3.11 is asked: later versions accept more, and so do the tables."""
    if sys.version_info[:2] != (3, 11) or row.note in ("3.12", "3.13"):
        return False
    return cpython_accepts(row.source) != (name == "valid")


def figures(tables):
    """How much of each group the grammar flags, and how much it takes."""
    valid = collections.defaultdict(list)
    for row in tables["valid"]:
        valid["Python " + row.note].append(row)
    groups = [(name, "valid", rows) for name, rows in valid.items()]
    groups.append(("no Python at all", "broken", tables["invalid"]))
    groups.append(("Python 2 only", "broken", tables["python2"]))
    for name, truth, rows in groups:
        flagged = sum(row.says == "flagged" for row in rows)
        yield f"| {name} | {truth} | {flagged} | {len(rows) - flagged} |"


def kinds(tables):
    """The kinds of broken syntax that the grammar takes, with the first of each."""
    found = collections.defaultdict(list)
    for row in tables["invalid"]:
        if row.says == "sound":
            found[row.note].append(row.source)
    for kind in sorted(found, key=lambda kind: (-len(found[kind]), kind)):
        yield f"| {kind} | {len(found[kind])} | `{json.dumps(found[kind][0])[1:-1]}` |"


def main():
    warnings.simplefilter("ignore")
    tables = {name: rows_of(name) for name in NAMES}
    wrong = []
    for name, rows in tables.items():
        for row, says in zip(rows, grammar_says(rows)):
            if says != row.says:
                wrong.append(f"{name}: the grammar says {says}: {row.source!r}")
            if cpython_disagrees(name, row):
                wrong.append(f"{name}: CPython disagrees: {row.source!r}")
    lines = list(figures(tables)) + list(kinds(tables))
    if "--print" in sys.argv:
        print("\n".join(lines))
        return 0
    with open(README, encoding="utf-8") as file:
        text = file.read()
    wrong += [f"not in parsers/README.md: {line}" for line in lines if line not in text]
    for line in wrong:
        print(line)
    return 1 if wrong else 0


sys.exit(main())
