#!/usr/bin/python3
"""Ends of lines, byte order marks, tabs, form feeds and encodings change nothing of
what is said of a file (faults T12, T14): real files, each written in many ways."""
import json
import os
import pathlib
import random

import harness
from harness import write

LIBRARY = pathlib.Path("/usr/lib/python3.11")
FILES = 60


def mixed(text):
    """An empty line never ends with LF alone: behind a CR, the two would be one end."""
    ends = {True: ["\r", "\r\n"], False: ["\n", "\r", "\r\n"]}
    return "".join(line[:-1] + random.choice(ends[line == "\n"]) for line in
                   text.splitlines(True))


def tabs(text):
    """Eight leading spaces are a tab, as Python and the grammar count them."""
    lines = []
    for line in text.split("\n"):
        spaces = len(line) - len(line.lstrip(" "))
        lines.append("\t" * (spaces // 8) + " " * (spaces % 8) + line.lstrip(" "))
    return "\n".join(lines)


def form_feeds(text):
    return text.replace("\ndef ", "\n\fdef ").replace("\nclass ", "\n\fclass ")


VARIANTS = {
    "plain": str.encode,
    "crlf": lambda text: text.replace("\n", "\r\n").encode(),
    "cr": lambda text: text.replace("\n", "\r").encode(),
    "mixed": lambda text: mixed(text).encode(),
    "mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "mark-cr": lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r").encode(),
    "no-end": lambda text: text.rstrip("\n").encode(),
    "feeds": lambda text: form_feeds(text).encode(),
    "tabs": lambda text: tabs(text).encode(),
}
# With a cookie in front, everything is a line lower.
ENCODINGS = ("latin-1", "koi8-r", "shift_jis", "gb18030", "cp1252", "utf-8", "euc_kr")


def sources():
    """Readable ones: no odd end of line or encoding of their own, no tabs in strings."""
    found = []
    for path in sorted(LIBRARY.glob("*.py")):
        text = path.read_bytes().decode("utf-8", "replace")
        if 2000 < len(text) < 40000 and text.isascii() and "\r" not in text \
                and "\f" not in text and "coding" not in text[:200] and "        '''" not in text:
            found.append(text.rstrip("\n") + "\n")
    return found[:FILES]


def facts(record, lower=0):
    """What must not change; lines as if the file began `lower` lines later."""
    said = {key: value for key, value in record.items()
            if key not in ("path", "bytes", "functions", "classes", "imports", "lines")}
    for kind in ("functions", "classes", "imports"):
        said[kind] = [{key: value - lower if key in ("line", "end_line") else value
                       for key, value in item.items()} for item in record[kind]]
    said["lines"] = dict(record["lines"])
    if lower:
        for kind in ("physical", "comment"):
            said["lines"][kind] -= lower
    return said


def check_variants(top):
    texts = sources()
    assert len(texts) == FILES, len(texts)
    for i, text in enumerate(texts):
        for name, vary in VARIANTS.items():
            write(top / f"{name}/{i}.py", vary(text))
        for name in ENCODINGS:
            write(top / f"{name}/{i}.py", f"# coding: {name}\n{text}".encode(name))
    report = harness.scan(top)
    cases = 0
    for i in range(FILES):
        plain = facts(report.files[f"plain/{i}.py".encode()])
        assert plain["error"] is None
        for name in VARIANTS:
            got = facts(report.files[f"{name}/{i}.py".encode()])
            if name == "tabs":
                for item in [*got["imports"], *plain["imports"]]:
                    item["column"] = 0
            assert got == plain, (name, i)
            cases += 1
        plain = facts(report.files[f"plain/{i}.py".encode()])
        for name in ENCODINGS:
            assert facts(report.files[f"{name}/{i}.py".encode()], 1) == plain, (name, i)
            cases += 1
    assert cases >= 417


def check_offsets(top):
    """Places in a tree are places in the file, whatever its encoding."""
    code = "x = {0}\ndef {0}(a, b):\n    '''{0} {0}'''\n    return {0} + '{0}'  # {0}\nclass {0}: pass\n"
    for encoding, word in {"latin-1": "\u00e9t\u00e9", "koi8-r": "\u0441\u043b\u043e\u0432\u043e",
                           "shift_jis": "\u8868\u793a", "gb18030": "\u4f60\u597d\u3400",
                           "euc_jp": "\u3042\u4e9c"}.items():
        content = f"# coding: {encoding}\n{code.format(word)}".replace("\n", "\r\n").encode(encoding)
        path = write(top / "offsets.py", content)
        done = harness.run("tree", "--format", "ndjson", str(path))
        assert done.returncode == 0, done
        words = 0
        for line in done.stdout.splitlines():
            node = json.loads(line)
            text = content[node["start"]:node["end"]].decode(encoding)
            if node["symbol"] == "identifier":
                assert text in (word, "a", "b", "x"), (encoding, node, text)
                words += text == word
            elif node["symbol"] == "comment":
                assert text.startswith("#"), (encoding, text)
        assert words == 4, (encoding, words)


random.seed(os.environ.get("CAMBIUM_SEED", "1"))
with harness.folder() as top:
    check_variants(top / "variants")
    check_offsets(top)
