#!/usr/bin/python3
"""A sheet is the same rows in every format, to readers that were not written here, and
no bytes of a path are lost; text obeys nobody and keeps to the terminal."""

import csv
import io
import json
import os
import subprocess
import sys

import jsonschema

import strict

SAMPLE = os.path.join(os.environ["CAMBIUM_BUILD"], "sheet_sample")
PLAIN = [b"pkg/a%d.py" % i for i in range(40)]
HOSTILE = [b'a"b', b"a,b", b"a\r\nb", b"a b", b"=1+1", b"\xff\xfe", b"\xe6\xbc", b"\x1b[31m",
           b"back\\slash", "größe/漢字.py".encode(), "\u202eevil\u2028".encode(), b"-", b"x" * 300,
           b"\xbc", b"tab\t", b"null", b"\x7f\x01"] * 2 + [b"", b"'", b"\xc2\x9b"]
TEXTS = ("name", "path", "to")


def sample(names, form, *options):
    data = subprocess.run([SAMPLE, form, *options], check=True, stdout=subprocess.PIPE,
                          input=b"".join(name + b"\0" for name in names)).stdout
    if form != "csv":
        strict.expect_quiet(data, "\n")
    return data


def shown(raw):
    return raw.decode("utf-8", "each")


def expected(names):
    """What sheet_sample.c puts into its rows."""
    rows = []
    for i, name in enumerate(names):
        row = {"path": name, "name": name, "to": names[min(i + 1, len(names) - 1)],
               "sites": (2 ** 64 - 1) >> i % 64, "weight": None if i % 9 == 8 else i / 8,
               "direct": i % 2 == 1,
               "chain": names[i:i + (0 if len(names) - i < 3 else i % 4)]}
        row.update((key, None) for c, key in enumerate(list(row)) if i % 14 == c)
        rows.append(row)
    return rows


def expect_record(record, row):
    keys = set(row)
    for key in ("path", "to"):
        if row[key] is not None:
            assert strict.path_of({"path": record[key],
                                   "path_base64": record.get(f"{key}_base64")}) == row[key]
            keys |= {f"{key}_base64"} if not strict.is_utf8(row[key]) else set()
    assert set(record) == keys
    assert record["name"] == (None if row["name"] is None else shown(row["name"]))
    assert record["chain"] == (None if row["chain"] is None else list(map(shown, row["chain"])))
    for key in ("sites", "weight", "direct", "path", "to"):
        assert (record[key] is None) == (row[key] is None), (key, record)
    assert (record["sites"], record["weight"], record["direct"]) == \
        (row["sites"], row["weight"], row["direct"])


def check_json(names):
    document = strict.strict(sample(names, "json"))
    with open(os.path.join(strict.SCHEMAS, "cambium-1-sheet.schema.json"),
              encoding="utf-8") as stream:
        schema = json.load(stream)
    jsonschema.Draft202012Validator.check_schema(schema)
    for kind, value in [("document", document)] + [("row", row) for row in document["rows"]]:
        jsonschema.Draft202012Validator({**schema, "$ref": f"#/$defs/{kind}"}).validate(value)
    assert list(document) == ["schema", "report", "names", "rows"]
    assert (document["report"], document["names"]) == ("names", len(names))
    assert len(document["rows"]) == len(names)
    for record, row in zip(document["rows"], expected(names)):
        expect_record(record, row)
    lines = sample(names, "ndjson").split(b"\n")
    assert lines.pop() == b"" and list(map(strict.strict, lines)) == document["rows"]


def check_csv(names):
    data = sample(names, "csv").decode("utf-8", "strict")
    head, *rows = csv.reader(io.StringIO(data, newline=""), strict=True)
    assert all(len(row) == len(head) for row in rows) and len(rows) == len(names)
    for cells, row in zip(rows, expected(names)):
        record = dict(zip(head, cells))
        for key in TEXTS:
            assert record[key] == shown(row[key] or b"")
            if key != "name" and row[key] is not None:
                assert strict.path_of({"path": record[key],
                                       "path_base64": record[f"{key}_base64"]}) == row[key]
        assert record["sites"] == str("" if row["sites"] is None else row["sites"])
        assert record["direct"] == str("" if row["direct"] is None else row["direct"]).lower()
        assert (float(record["weight"]) if record["weight"] else None) == row["weight"]
        assert record["chain"] == shown(b" ".join(row["chain"] or []))


def check_text(names):
    rows = expected(names)
    lines = sample(names, "text").decode().split("\n")
    assert lines.pop() == "" and len(lines) == len(rows) + 1
    for line, row in zip(lines[1:], rows):
        for key in ("path", "name"):
            assert line.startswith("  "), line
            if row[key] is None:
                assert line[2:].lstrip().startswith("-")
            elif row[key].strip() == row[key] != b"" and b"  " not in row[key]:
                text = line[2:].lstrip().split("  ")[0].rstrip()
                assert strict.unescape(text) == row[key], (text, row)
            break
    widest = max(map(len, lines))
    assert sample(names, "text", "width=60") == sample(names, "text"), "not on a terminal"
    for width in (widest, 110):
        cut = sample(names, "text", "terminal", f"width={width}").decode().split("\n")
        # Wide characters take two columns and are one, so lines are never longer.
        assert max(map(len, cut)) <= width, (width, max(cut, key=len))
    few = sample(names, "text", "rows=3").decode().split("\n")
    assert len(few) == 6 and few[4] == f"  and {len(names) - 3} more"


def main():
    for names in (PLAIN, HOSTILE):
        check_json(names)
        check_csv(names)
        check_text(names)
    check_json([])
    check_csv([])
    assert sample([], "text") == b"No rows.\n"
    return 0


if __name__ == "__main__":
    sys.exit(main())
