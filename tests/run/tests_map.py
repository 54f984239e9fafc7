#!/usr/bin/python3
"""cambium tests map: which tests test which files, and how that is known. Which evidence there is
is told in tests/index/test_test_map.c; here it is how the command is asked and answers."""
import base64
import csv
import io
import os
import subprocess

import harness
from harness import folder, run, strict, write

ODD = "tests/test_odd\udcff.py"
FILES = {
    "shop/__init__.py": "from .money import rounded\n",
    "shop/money.py": "def rounded(x):\n    return round(x, 2)\n",
    "shop/tax.py": "def taxed(x):\n    return x * 1.2\n",
    "shop/cart.py": "def total(prices):\n    return sum(prices)\n",
    "shop/degree_alg.py": "def degree():\n    return 1\n",
    "shop/late.py": "def late():\n    return 1\n",
    "shop/untested.py": "def never():\n    return 1\n",
    "shop/a/same.py": "x = 1\n",
    "shop/b/same.py": "x = 1\n",
    "shop/money.json": "{}\n",
    "shop/tests/test_cart.py": "def test_total():\n    assert 1\n",
    "shop/tests/test_degree.py": "def test_degree():\n    assert 1\n",
    "tests/conftest.py": "import shop.untested\n",
    "tests/test_late.py": "def test_late():\n    assert 1\n",
    "tests/test_money.py": "import os\nfrom shop import rounded\nfrom shop.tax import taxed\n\ndef test_f():\n    assert 1\n",
    "tests/test_same.py": "def test_same():\n    assert 1\n",
    "tests/test_nothing.py": "def test_nothing():\n    assert 1\n",
    "tests/test_and.py": "def test_and():\n    from shop.tax import taxed\n",
    ODD: "import shop.cart\n\ndef test_odd():\n    assert 1\n",
}
# By source, then by test.
PAIRS = [
    ("shop/__init__.py", "tests/test_money.py", "imports", 2),
    ("shop/cart.py", "shop/tests/test_cart.py", "mirrored", None),
    ("shop/cart.py", ODD, "imports", 1),
    ("shop/degree_alg.py", "shop/tests/test_degree.py", "alike", None),
    ("shop/late.py", "tests/test_late.py", "near", None),
    ("shop/money.py", "tests/test_money.py", "reexport", 2),
    ("shop/tax.py", "tests/test_and.py", "imports", 2),
    ("shop/tax.py", "tests/test_money.py", "imports", 3),
]


def name_of(path):
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def made(top):
    for path, text in FILES.items():
        write(top / path, text)
    return top


def ask(*arguments, cwd, status=0, says="", stored="--no-store"):
    done = subprocess.run([harness.CAMBIUM, "tests", "map", *arguments, stored], cwd=cwd, capture_output=True,
                          stdin=subprocess.DEVNULL, env=harness.environment(), check=False)
    harness.check_alive(done.returncode, done.stderr)
    assert done.returncode == status, (arguments, done)
    assert says in done.stderr.decode(), (says, done.stderr)
    return done.stdout


def path_in(row, name):
    encoded = row.get(f"{name}_base64")
    return os.fsdecode(base64.b64decode(encoded, validate=True)) if encoded else row[name]


def pairs(*arguments, cwd):
    return [(path_in(row, "file"), path_in(row, "test"), row["evidence"], row["line"])
            for row in strict(ask(*arguments, "-f", "json", cwd=cwd))["pairs"]]


def all_pairs_are_told(top):
    made(top)
    document = strict(ask("-f", "json", cwd=top))
    assert document["schema"] == "cambium/1" and document["report"] == "tests map", document
    tests = [path for path in FILES if "/test_" in path]
    assert document["tests_count"] == len(tests), document
    # An ambiguous name leads to no module either.
    assert document["orphans_count"] == 2 and document["ambiguous_count"] == 1, document
    assert pairs(cwd=top) == PAIRS, pairs(cwd=top)
    for row in document["pairs"]:
        assert row["module"] == name_of(row["file"]), row
        assert row["test_module"] == name_of(row["test"]) or row["test"].startswith("tests/test_odd"), row


def formats_say_the_same(top):
    made(top)
    for question in ((), ("--by", "test"), ("shop/cart.py",), ("shop/untested.py",)):
        found = strict(ask(*question, "-f", "json", cwd=top))["pairs"]
        assert [strict(line) for line in ask(*question, "-f", "ndjson", cwd=top).splitlines()] == found
        table = list(csv.DictReader(io.StringIO(ask(*question, "-f", "csv", cwd=top).decode(), newline=""), strict=True))
        assert [{k: v for k, v in row.items() if v != ""} for row in table] == [
            {k: str(v) for k, v in row.items() if v is not None} for row in found], (table, found)
        text = ask(*question, cwd=top).decode()
        assert text.startswith("8 test files; 2 lead to no module, 1 has a name that may mean several\n"), text
        lines = [line.split() for line in text.splitlines()[2:] if line.strip()]
        if found:
            assert lines[0] == ["file", "tested", "by", "evidence", "line"], text
            assert [line[2] for line in lines[1:]] == [row["evidence"] for row in found], text
        else:
            assert lines == [["No", "pairs."]], text
    # Each to its own file.
    ask("-f", "json=a.json", "-f", "csv=a.csv", cwd=top)
    assert (top / "a.json").read_bytes() == ask("-f", "json", cwd=top)
    assert (top / "a.csv").read_bytes() == ask("-f", "csv", cwd=top)


def the_order_is_asked_for(top):
    made(top)
    assert pairs("--by", "file", cwd=top) == PAIRS
    by_test = pairs("--by", "test", cwd=top)
    assert by_test == sorted(PAIRS, key=lambda pair: (os.fsencode(pair[1]), pair[0])), by_test
    assert pairs("--by", "test", "shop/tax.py", "shop/money.py", cwd=top) == [
        pair for pair in by_test if pair[0] in ("shop/tax.py", "shop/money.py")]


def files_are_asked_for(top):
    made(top)
    of_tax = [pair for pair in PAIRS if pair[0] == "shop/tax.py"]
    assert pairs("shop/tax.py", cwd=top) == of_tax
    assert pairs("shop.tax", cwd=top) == of_tax, "by the name of the module"
    assert pairs("./shop/tax.py", cwd=top) == of_tax
    assert pairs("shop/tax.py", "shop/tax.py", cwd=top) == of_tax
    assert pairs("tests/test_money.py", cwd=top) == [pair for pair in PAIRS if pair[1] == "tests/test_money.py"], \
        "what a test tests"
    assert pairs("shop/late.py", "tests/test_and.py", cwd=top) == [
        pair for pair in PAIRS if pair[0] == "shop/late.py" or pair[1] == "tests/test_and.py"]
    for nothing in ("shop/untested.py", "tests/test_same.py", "tests/conftest.py"):
        assert pairs(nothing, cwd=top) == [], nothing
    assert pairs("--tree", "..", "shop/tax.py", cwd=top / "shop") == of_tax


def answers_depend_on_the_tree_alone(top):
    made(top)
    for question in (("-f", "json"), ("-f", "csv", "--by", "test"), ()):
        want = ask(*question, "-j1", cwd=top)
        assert ask(*question, "-j2", cwd=top) == want
        for _ in range(2):
            assert ask(*question, cwd=top, stored="--store=.s") == want, "from the store, too"
    other = top / "elsewhere"
    made(other)
    assert ask("-f", "json", cwd=other) == ask("-f", "json", "--exclude", "elsewhere", cwd=top), "under another path"


def wrong_questions_are_answered(top):
    made(top)
    for arguments, says in [
            (("shop/taxes.py",), "there is no module 'shop/taxes.py'"),
            (("shop.taks",), "is it 'shop.tax'?"),
            (("shop/money.json",), "there is no module 'shop/money.json'"),
            (("--by", "owner"), "--by takes file or test, not 'owner'"),
            (("--since", "HEAD"), "--since and --staged are of tests select"),
            (("--staged",), "--since and --staged are of tests select"),
            (("-f", "pytest"), "there is no format 'pytest'; there are text, json, ndjson, csv")]:
        assert ask(*arguments, cwd=top, status=2, says=says) == b"", arguments
    done = run("tests", "map", "--tree", "nowhere", "--no-store", cwd=top)
    assert done.returncode != 0 and not done.stdout and b"nowhere" in done.stderr, done


def a_tree_without_tests_has_no_pairs(top):
    write(top / "x.py")
    assert strict(ask("-f", "json", cwd=top)) == {
        "schema": "cambium/1", "report": "tests map", "tests_count": 0, "orphans_count": 0, "ambiguous_count": 0,
        "pairs": []}
    assert b"No pairs." in ask(cwd=top)


if __name__ == "__main__":
    for check in (all_pairs_are_told, formats_say_the_same, the_order_is_asked_for, files_are_asked_for,
                  answers_depend_on_the_tree_alone, wrong_questions_are_answered, a_tree_without_tests_has_no_pairs):
        with folder() as folder_of_its_own:
            check(folder_of_its_own)
