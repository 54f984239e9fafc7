#!/usr/bin/python3
"""snippets.py FOLDER - writes each source of syntax/ to a file of its own: what the
fuzzers begin with. Prints the names."""
import json
import pathlib
import sys

here = pathlib.Path(__file__).parent
folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
for table in sorted((here / "syntax").glob("*.txt")):
    lines = table.read_text("utf-8").splitlines()
    rows = [line for line in lines if not line.startswith("#")]
    for number, row in enumerate(rows):
        path = folder / f"{table.stem}-{number}.py"
        path.write_bytes(json.loads(row.split("\t")[2]).encode() + b"\n")
        print(path)
