#!/usr/bin/python3
"""Every machine format is what a strict reader takes, and no name is lost.

Hostile names (not UTF-8, line ends, quotes, escape codes, marks of direction,
255 bytes) go out through each report, of hand-made results and of a folder that
is really scanned, and are read back by readers that were not written here:
json, csv, jsonschema, base64."""

import base64
import codecs
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata

import jsonschema

SOURCE = os.environ["CAMBIUM_SOURCE"]
SAMPLE = os.path.join(os.environ["CAMBIUM_BUILD"], "report_sample")
PROGRAM = os.environ["CAMBIUM"]
SCHEMAS = os.path.join(SOURCE, "engine", "report", "schema")

# One U+FFFD for each byte that isn't part of a character.
codecs.register_error("each", lambda e: ("\ufffd", e.start + 1))


def output(*command, statuses=(0,)):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.returncode in statuses, done
    return done.stdout


def of_sample(sample):
    """What prints a hand-made result in the format it is given."""
    return lambda what, *options: output(SAMPLE, sample, what, *options)


def of_folder(folder):
    # 3: done, but a file could not be read.
    return lambda what: output(PROGRAM, "scan", "--no-store", "--format", what, folder,
                               statuses=(3,))


def once(pairs):
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), f"a key stands twice: {keys}"
    return dict(pairs)


def never(constant):
    raise AssertionError(f"{constant} is no JSON")


def strict(data):
    text = data.decode("utf-8", "strict")
    return json.loads(text, object_pairs_hook=once, parse_constant=never)


def validator(name):
    schemas = {}
    for file in os.listdir(SCHEMAS):
        with open(os.path.join(SCHEMAS, file), encoding="utf-8") as stream:
            schemas[file] = json.load(stream)
        jsonschema.Draft202012Validator.check_schema(schemas[file])
    resolver = jsonschema.RefResolver(name, schemas[name], store=schemas)
    return jsonschema.Draft202012Validator(schemas[name], resolver=resolver)


def path_of(record):
    """The bytes of a path, by what the report says of it alone."""
    raw = (base64.b64decode(record["path_base64"], validate=True)
           if record.get("path_base64") else record["path"].encode())
    assert raw.decode("utf-8", "each") == record["path"], record
    assert bool(record.get("path_base64")) == (b"\xff" in raw or not is_utf8(raw)), record
    return raw


def is_utf8(raw):
    try:
        raw.decode("utf-8", "strict")
        return True
    except UnicodeDecodeError:
        return False


def expect_quiet(data, allowed):
    """Nothing in it could command a terminal or turn the text around."""
    for character in set(data.decode("utf-8", "strict")) - set(allowed):
        category = unicodedata.category(character)
        assert category not in ("Cc", "Cf", "Zl", "Zp", "Cs"), repr(character)


def expect_law(totals, analysed, skipped, failed):
    assert totals["discovered"] == analysed + skipped + failed
    assert (totals["analysed"], totals["skipped"], totals["failed"]) == \
        (analysed, skipped, failed)
    assert sum(totals["skipped_for"].values()) == skipped
    assert sum(totals["failed_for"].values()) == failed


def check_json(printed, names):
    data = printed("json")
    expect_quiet(data, "\n")
    document = strict(data)
    validator("cambium-1.schema.json").validate(document)
    parts = [document[key] for key in ("files", "skipped", "failed")]
    paths = [[path_of(record) for record in part] for part in parts]
    for part in paths:
        assert part == sorted(part), "not in the order of bytes"
    assert sorted(sum(paths, [])) == names
    expect_law(document["totals"], *map(len, paths))
    for file in document["files"]:
        lines = file["lines"]
        assert file["language"] is None or isinstance(file["language"], str)
        assert lines["physical"] >= 0
    return document


def check_ndjson(printed, names, document):
    data = printed("ndjson")
    expect_quiet(data, "\n")
    assert data.endswith(b"\n")
    lines = [strict(line) for line in data[:-1].split(b"\n")]
    line_validator = validator("cambium-1-line.schema.json")
    for line in lines:
        line_validator.validate(line)
    *records, totals = lines
    assert totals.pop("type") == "totals"
    assert totals.pop("schema") == document["schema"]
    assert totals.pop("languages") == document["languages"]
    assert totals == document["totals"]
    assert [path_of(record) for record in records] == names
    for kind, key in (("file", "files"), ("skipped", "skipped"), ("failed", "failed")):
        same = [{k: v for k, v in record.items() if k != "type"}
                for record in records if record["type"] == kind]
        assert same == document[key], f"{key} differ between json and ndjson"


def check_csv(printed, names, document):
    data = printed("csv")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8", "strict"), newline=""),
                           strict=True))
    head, *rows = rows
    assert len(head) == len(set(head))
    assert all(len(row) == len(head) for row in rows)
    records = [dict(zip(head, row)) for row in rows]
    assert [path_of(record) for record in records] == names
    files = {path_of(file): file for file in document["files"]}
    for record in records:
        file = files.get(path_of(record))
        assert (record["outcome"] == "analysed") == (file is not None)
        if file is None:
            assert record["reason"] and not record["bytes"]
            continue
        assert record["bytes"] == str(file["bytes"])
        assert record["language"] == (file["language"] or "")
        assert record["partial"] == ("true" if file["error"] else "false")
        assert record["functions"] == str(len(file["functions"])
                                          if "functions" in file else "")
        assert record["code"] == str(file["lines"]["code"])
        assert record["complexity"] == str(file.get("complexity", ""))
        assert record["has_type_hints"] == str(file.get("has_type_hints", "")).lower()


ESCAPE = re.compile(r"\\(?:x(..)|u(....)|U(........)|(.))", re.S)


def unescape(text):
    """What page.h says of names, undone."""
    raw, at = b"", 0
    for match in ESCAPE.finditer(text):
        raw += text[at:match.start()].encode()
        byte, short, long, letter = match.groups()
        if byte:
            raw += bytes([int(byte, 16)])
        elif letter:
            raw += {"n": b"\n", "r": b"\r", "t": b"\t", "\\": b"\\"}[letter]
        else:
            raw += chr(int(short or long, 16)).encode()
        at = match.end()
    return raw + text[at:].encode()


def check_text(printed, names):
    for options in ([], ["ascii"], ["width=1"], ["top=1000"]):
        data = printed("text", *options)
        expect_quiet(data, "\n")
        if "ascii" in options:
            data.decode("ascii", "strict")
        text = data.decode()
        shown = text.partition("\nFailed ")[2].split("\n")[2:]
        failed = [name for name in names if name.startswith(b"failed/")]
        for name, line in zip(failed[:20], shown):
            # The samples' failures give the name itself as the detail.
            assert unescape(line[2:]) == name + b": " + name, line
        assert text.endswith("\n") and "discovered" in text.splitlines()[-1]


def check_machine(printed, names):
    assert names == sorted(names)
    document = check_json(printed, names)
    check_ndjson(printed, names, document)
    check_csv(printed, names, document)
    return document


def write(folder, name, content):
    path = os.path.join(os.fsencode(folder), name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as stream:
        stream.write(content)


def hostile_tree(folder, names):
    for name in names:
        write(folder, name, b"def f(a: int, *b):\n    'It is.'\n    return a and b\n"
              b"# cambium: " + name.replace(b"\n", b"") + b"\n")
    write(folder, b"names.py", "class Größe:\n    def 漢字(self): pass\n".encode())
    write(folder, b"latin.py", b"def caf\xe9(): pass\nimport \xff\xfe\n")
    write(folder, b"broken.py", b"def f(:\n  import a.b as\nclass \x1b[31m:\n")
    write(folder, b"imports.py", b"from . import *\nfrom ..a.b import (c as d, e)\n"
          b"import x.y, z\ntry:\n  import q\nexcept ImportError: pass\n"
          b"__import__('r\\x1b\\n')\n__import__(q)\n")
    write(folder, b"empty.py", b"")
    write(folder, b"nul.py", b"a = 1\0\n")
    write(folder, b"data.yaml", b"a: 1\n# no\n")
    write(folder, b"__pycache__/a.pyc", b"\0")


def check_scan():
    names = of_sample("hostile")("names").split(b"\0")[:-1]
    with tempfile.TemporaryDirectory() as folder:
        hostile_tree(folder, [name for name in names if name.startswith(b"analysed/")])
        printed = of_folder(folder)
        # The reference is the walk of the program itself, in another format.
        records = [json.loads(line) for line in printed("ndjson").splitlines()[:-1]]
        found = sorted(path_of(record) for record in records)
        for where, _, files in os.walk(os.fsencode(folder)):
            where = os.path.relpath(where, os.fsencode(folder))
            for file in files:
                name = os.path.normpath(os.path.join(where, file))
                assert name in found or where == b"__pycache__", name
        document = check_machine(printed, found)
        assert folder.encode() not in printed("json"), "an absolute path"
        assert any(file["error"] for file in document["files"])
        assert any("allowances" in file for file in document["files"])


def main():
    for sample in ("empty", "small", "hostile", "characters", "2000"):
        printed = of_sample(sample)
        names = printed("names").split(b"\0")[:-1]
        check_machine(printed, names)
        if sample == "hostile":
            assert len(names) > 90
            check_text(printed, names)
    check_scan()
    return 0


if __name__ == "__main__":
    sys.exit(main())
