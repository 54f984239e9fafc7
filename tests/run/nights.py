#!/usr/bin/python3
"""scan --record, history, diff: nights of a tree that is edited. Numbers are worked out again from what
`scan`, `report`, `query` and `graph` say of the same tree; JSON is what its schema says; whatever
happens to the ledger, the nights before are there."""
import base64
import csv
import io
import json
import math
import os
import pathlib
import shutil
import subprocess

import jsonschema

import harness
from harness import environment, folder, never, once, run, write

SCHEMA = json.loads(pathlib.Path(os.environ["CAMBIUM_SOURCE"],
                                 "engine/report/schema/cambium-1-history.schema.json").read_text())
OTHER_RULES = f"{harness.BUILD}/other_rules"
DAY = 86400
START = 1767225600  # 2026-01-01
GIT = environment(GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_SYSTEM="/dev/null", GIT_AUTHOR_NAME="a",
                  GIT_AUTHOR_EMAIL="a@b", GIT_COMMITTER_NAME="a", GIT_COMMITTER_EMAIL="a@b")


def answer(*arguments, status=0, says="", **options):
    done = run(*arguments, **options)
    assert done.returncode == status, (arguments, done)
    assert says in done.stderr.decode(), (says, done.stderr.decode())
    return done.stdout.decode()


def strict(text):
    found = json.loads(text, object_pairs_hook=once, parse_constant=never)
    jsonschema.Draft202012Validator(SCHEMA | {"$ref": f"#/$defs/{found['report']}"}).validate(found)
    return found


def record(top, name, *arguments, day=None, **options):
    now = ("--now", str(START + day * DAY)) if day is not None else ()
    return answer("scan", top, "-q", "-f", "json", "--record", name, *now, *arguments, **options)


def nights(top, *arguments):
    return strict(answer("history", "list", top, "-f", "json", *arguments))["nights"]


def diff(top, *arguments, **options):
    words = list(arguments[:2]) + ["@", "."][len(arguments[:2]):]
    return strict(answer("diff", *words, top, "-f", "json", *arguments[2:], **options))


def trend(top, metric, *arguments):
    return [(n["number"], n["value"]) for n in strict(
        answer("history", "trend", metric, top, "-f", "json", *arguments))["nights"]]


def ask(top, *arguments):
    return json.loads(answer(*arguments, top, "-f", "json", "--no-store", "-q"))


# ------------------------------------------------------------------------------- the tree

FUNCTION = "def {name}(x):\n{body}    return x\n\n\n"


def function(name, cyclomatic):
    return FUNCTION.format(name=name, body="".join(f"    if x == {i}:\n        x += 1\n"
                                                   for i in range(cyclomatic - 1)))


def first(top):
    write(top / "shop/__init__.py", "")
    write(top / "shop/cart.py", "import shop.tax\n\n\n" + function("total", 3) + function("show", 2))
    write(top / "shop/tax.py", function("rate", 5) + function("round_up", 1))
    write(top / "shop/text.py", "WORDS = 'words of a shop'\n" + function("words", 2))
    write(top / "bank/__init__.py", "")
    write(top / "bank/account.py", function("open_account", 4))
    write(top / "tests/test_cart.py", "from shop import cart, text\n\n\ndef test_total():\n    assert cart.total(1)\n")
    write(top / "tests/test_tax.py", "import shop.tax\n\n\ndef test_rate():\n    assert shop.tax.rate(1)\n")
    write(top / "notes.md", "# notes\n")


def second(top):
    """Worse: a function, a cycle, a file without tests, an import of another package."""
    write(top / "shop/cart.py", "import shop.tax\n\n\n" + function("total", 6) + function("show", 2))
    write(top / "shop/tax.py", "import shop.cart\nimport bank.account\n" + function("rate", 5)
          + function("round_up", 1))
    write(top / "shop/util.py", function("helper", 2))


def third(top):
    """Better: the function, the cycle, tests for two files. One file moved, one is gone."""
    write(top / "shop/cart.py", "import shop.tax\n\n\n" + function("total", 2) + function("show", 2))
    write(top / "shop/tax.py", "import bank.account\n" + function("rate", 5))
    (top / "shop/text.py").rename(top / "shop/words.py")
    write(top / "tests/test_util.py", "import shop.util\nimport bank.account\n\n\ndef test_helper():\n    pass\n")
    (top / "notes.md").unlink()


def fourth(top):
    write(top / "shop/util.py", function("helper", 2) + "def broken(:\n    pass\n")


def fifth(top):
    write(top / "shop/util.py", function("helper", 2))


EDITS = (first, second, third, fourth, fifth)


def five_nights(top, *arguments):
    for day, edit in enumerate(EDITS):
        edit(top)
        record(top, "nightly" if day < 4 else "weekly", *arguments, day=day)


# ---------------------------------------------------------------------- numbers, worked out again

def components(edges):
    """How many strongly connected components have more than one module, and how many modules they
    have: each module that gets back to itself through another one."""
    to = {}
    for a, b in edges:
        to.setdefault(a, set()).add(b)

    def reach(start):
        seen, waiting = set(), [start]
        while waiting:
            for other in to.get(waiting.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return seen
    reached = {m: reach(m) for m in to}
    found = {frozenset(n for n in reached[m] if m in reached.get(n, ())) | {m} for m in to}
    found = [c for c in found if len(c) > 1]
    return len(found), sum(map(len, found))


def nearest_rank(numbers, percent):
    return sorted(numbers)[math.ceil(len(numbers) * percent / 100) - 1] if numbers else None


def of_files(files, records):
    """What both trees and packages have, of these files and what is known of them."""
    source = {r["file"] for r in records if r["category"] == "source"}
    cyclomatic = [f["cyclomatic"] for file in files if file["path"] in source for f in file.get("functions", ())]
    needing = [r for r in records if r["test_requirement"] == "required"]
    untested = [r for r in needing if not r["test_files"]]
    known_stale = [r["stale"] for r in records if r["stale"] is not None]
    return {
        "files": len(files),
        "lines": sum(f["lines"]["code"] for f in files if f["path"] in source),
        "functions": len(cyclomatic),
        "complexity": sum(r["complexity"] or 0 for r in records if r["category"] == "source"),
        "cyclomatic.mean": sum(cyclomatic) / len(cyclomatic) if cyclomatic else None,
        "cyclomatic.p50": nearest_rank(cyclomatic, 50), "cyclomatic.p90": nearest_rank(cyclomatic, 90),
        "cyclomatic.p95": nearest_rank(cyclomatic, 95), "cyclomatic.max": max(cyclomatic, default=None),
        "needing-tests": len(needing),
        "untested": len(untested),
        "high-impact-untested": sum(r["impact"] >= 5 for r in untested),
        "stale": sum(known_stale) if known_stale else None,
        "attention": sum(bool(r["attention"]) for r in records),
        "partial": sum(f["error"] is not None for f in files),
    }


def worked_out(top, *arguments):
    scan = ask(top, "scan")
    records = ask(top, "report", "records", *arguments)["files"]
    source = {r["file"] for r in records if r["category"] == "source"}
    health = ask(top, "report", "health", *arguments)
    edges = ask(top, "graph", "edges", "--kinds", "written")["edges"]
    load = ask(top, "graph", "edges", "--kinds", "load,optional,star")["edges"]
    cycles, cycle_modules = components({(e["from"], e["to"]) for e in load})
    return of_files(scan["files"], records) | {
        "health": health["score"],
        "source-files": len(source),
        "classes": sum(len(f.get("classes", ())) for f in scan["files"] if f["path"] in source),
        "coverage": health["coverage"],
        "tests": sum(r["test_functions"] or 0 for r in records if r["category"] == "test"),
        "edges": len({(e["from"], e["to"]) for e in edges if e["from"] != e["to"]}),
        "cycles": cycles,
        "cycle-modules": cycle_modules,
        "unresolved": len(ask(top, "query", "unresolved")["imports"]),
    }


def package_of(path):
    return path.split("/")[0] if "/" in path else "."


def of_packages(top, *arguments):
    files, records = ask(top, "scan")["files"], ask(top, "report", "records", *arguments)["files"]
    return {name: of_files([f for f in files if package_of(f["path"]) == name],
                           [r for r in records if package_of(r["file"]) == name])
            for name in {package_of(f["path"]) for f in files}}


def as_gates_have_it(top, *arguments):
    """What `check` finds that numbers are, by (whose, metric): budgets that nothing keeps to."""
    packages, metrics = ["bank", "shop", "tests", "*"], of_files([], [])
    budgets = [("--budget", f"{whose}: {metric}{'>=1000000' if metric in ('health', 'coverage') else '<=-1'}")
               for whose in packages for metric in [*metrics, "health", "coverage"] if metric != "functions"]
    done = run("check", top, *sum(budgets, ()), "--rule", "partial", "-f", "json", "-q", *arguments)
    assert done.returncode == 1, done
    found = {tuple(f["name"].split()): f["value"] for f in json.loads(done.stdout)["findings"]
             if f["rule"] == "budget"}
    assert len(found) == len(budgets), found
    return found


def same(found, wanted, what):
    assert (found is None) == (wanted is None), (what, found, wanted)
    assert found is None or abs(found - wanted) <= 0.0005 + 1e-9, (what, found, wanted)


def lcov(top):
    """What tests covered, of two files."""
    rows = (("shop/cart.py", (1, 0, 2, 0, 5)), ("bank/account.py", (1, 1, 1)))
    return write(top / "cover.info", "".join(
        f"SF:{path}\n" + "".join(f"DA:{i + 1},{hits}\n" for i, hits in enumerate(lines)) + "end_of_record\n"
        for path, lines in rows))


def numbers_are_those_of_the_tree(place):
    top, kept, packages, gates = place / "tree", [], [], []
    for day, edit in enumerate(EDITS):
        asked = ["--times", "mtime", *(("--coverage", lcov(place)) if day > 1 else ())]
        edit(top)
        record(top, f"n{day}", *asked, day=day)
        gates.append(as_gates_have_it(top, *asked))
        kept.append(worked_out(top, *asked))
        packages.append(of_packages(top, *asked))
    found = nights(top)
    assert [n["name"] for n in found] == [f"n{day}" for day in range(5)]
    assert [n["date"] for n in found] == [f"2026-01-0{day + 1}" for day in range(5)]
    for day, (night, wanted) in enumerate(zip(found, kept)):
        for metric, value in wanted.items():
            same(night[metric], value, (day, metric))
            number, value_then = trend(top, metric)[day]
            assert number == day + 1
            same(value_then, value, ("trend", day, metric))
    assert {k for k in found[0]} - {*kept[0]} == {"number", "id", "name", "time", "date", "commit", "version",
                                                 "rules_changed", "asked_changed", "failed", "stored_bytes"}
    assert [n["coverage"] for n in found] == [None, None, 75, 75, 75], found
    assert kept[1]["cycles"] == 1 and kept[1]["cycle-modules"] == 2 and kept[3]["partial"] == 1, kept
    for metric in packages[0]["shop"]:
        rows = strict(answer("history", "trend", metric, top, "--by", "package", "-f", "json"))["packages"]
        assert [r["package"] for r in rows] == sorted(r["package"] for r in rows)
        assert len(rows) == 5 * len({r["package"] for r in rows})
        for row in rows:
            there = packages[row["number"] - 1].get(row["package"])
            wanted = there and there[metric]
            same(row["value"], wanted, (metric, row))
    for whose, metric in gates[0]:
        rows = [n[metric] for n in found] if whose == "*" else [
            r["value"] for r in strict(answer("history", "trend", metric, top, "--by", "package", "-f", "json"))[
                "packages"] if r["package"] == whose]
        for day, value in enumerate(rows):
            same(value, gates[day][whose, metric], ("gates", day, whose, metric))
    rows = list(csv.DictReader(io.StringIO(answer("history", "list", top, "-f", "csv"))))
    assert [(r["number"], r["cyclomatic.max"]) for r in rows] == [
        (str(n["number"]), str(n["cyclomatic.max"])) for n in found]
    rows = list(csv.DictReader(io.StringIO(
        answer("history", "trend", "files", top, "--by", "package", "-f", "csv"))))
    assert [r["package"] for r in rows][:5] == ["."] * 5 and rows[4]["value"] == "", rows[4]


# -------------------------------------------------------------------------------- what is seen

def list_and_trend_are_read_by_people(top):
    assert answer("history", "list", top) == (
        "0 nights: `scan --record NAME` appends one\n\nNo nights.\n")
    assert strict(answer("history", "list", top, "-f", "json"))["nights"] == []
    assert strict(answer("history", "trend", "files", top, "-f", "json"))["nights"] == []
    assert not (top / ".cambium").exists(), "asking makes nothing"
    five_nights(top)
    text = answer("history", "trend", "functions", top)
    assert "\n▁▇▁▇▁\n\n" in text, text
    assert "+1" in text and "-1" in text, text
    text = answer("history", "trend", "files", top, "--by", "package")
    assert [line.split() for line in text.splitlines()[-4:]] == [
        [".", "▃▃···", "1", "-", "-"], ["bank", "▃▃▃▃▃", "2", "2", "0"],
        ["shop", "▁▇▇▇▇", "4", "5", "+1"], ["tests", "▁▁▇▇▇", "2", "3", "+1"]], text
    assert len(answer("history", "list", top, "--limit", "2").splitlines()) == 5
    assert [n["number"] for n in nights(top, "--limit", "2")] == [4, 5]
    assert [n["number"] for n in nights(top, "--since", "2026-01-03")] == [3, 4, 5]
    assert trend(top, "files", "--since", str(START + 4 * DAY)) == [(5, trend(top, "files")[4][1])]
    assert answer("history", "trend", "files", top, "-f", "markdown").count("\n| ") == 7
    answer("history", "trend", top, status=2, says="there is no number")
    answer("history", "trend", "file", top, status=2, says="did you mean files?")
    answer("history", "trend", "edges", top, "--by", "package", status=2, says="of packages")
    answer("history", "trend", "files", top, "--by", "owner", status=2, says="--by takes package")
    answer("history", "list", top, "--since", "yesterday", status=2, says="--since: 'yesterday' is no date")
    answer("history", "list", top, "--limit", "few", status=2, says="--limit takes a number")
    answer("history", "list", top, "--by", "package", status=2, says="--by belongs to history trend")
    answer("history", status=2, says="list and trend")
    answer("history", "trend", status=2, says="needs a METRIC")
    assert trend(top, "rule.none") == [(i, None) for i in range(1, 6)]


def where_rules_or_questions_changed_is_marked(top):
    first(top)
    record(top, "a", day=0)
    record(top, "b", day=1, program=OTHER_RULES)
    record(top, "c", "--stale-days", "3", day=2, program=OTHER_RULES)
    record(top, "d", "--stale-days", "3", day=3, program=OTHER_RULES)
    record(top, "e", "--stale-days", "3", "--folder-depth", "2", day=4, program=OTHER_RULES)
    found = nights(top)
    assert [n["rules_changed"] for n in found] == [False, True, False, False, False]
    assert [n["asked_changed"] for n in found] == [False, False, True, False, False]
    text = answer("history", "trend", "cyclomatic.mean", top)
    assert "\n▁|▇|▇▇▇\n" in text and "numbers may\nhave moved" in text, text
    assert [line.split(maxsplit=5)[5] for line in text.splitlines()[-5:]] == [
        "-", "-       other rules", "-       asked otherwise", "0", "0"], text
    rows = strict(answer("history", "trend", "files", top, "--by", "package", "-f", "json"))["packages"]
    assert [r["asked_changed"] for r in rows[:5]] == [False, False, True, False, True], "folders of another depth"
    found = diff(top, "a", "b")
    assert found["rules_changed"] and not found["asked_changed"] and found["worse"]
    assert "The rules of the program" in answer("diff", "a", "b", top)
    assert "> The rules of the program" in answer("diff", "a", "b", top, "-f", "markdown")
    found = diff(top, "b", "d")
    assert found["asked_changed"] and not found["worse"] and not found["rules_changed"]


def times_come_from_those_who_say_them(top):
    first(top)
    record(top, "unknown")
    record(top, "said", "--now", "2026-02-03")
    record(top, "epoch", env=environment(SOURCE_DATE_EPOCH=START))
    assert [n["time"] for n in nights(top)] == [None, START + 33 * DAY, START]
    assert [n["number"] for n in nights(top, "--since", "2026-01-01")] == [2, 3]
    answer("scan", top, "--record", "x", "--now", "noon", status=2, says="--now: 'noon' is no date")
    assert len(nights(top)) == 3


# ---------------------------------------------------------------------------------------- diffs

def paths(rows):
    return [r["path"] for r in rows]


def what_changed_is_told(top):
    first(top)
    record(top, "one", day=0)
    second(top)
    found = diff(top)
    assert [(r["path"], r["name"], r["before"], r["after"]) for r in found["worse"]] == [
        ("shop/cart.py", "total", 3, 6)]
    assert [(c["change"], c["modules"], c["added"]) for c in found["cycles"]] == [
        ("new", ["shop.cart", "shop.tax"], ["shop.cart", "shop.tax"])]
    assert [(r["path"], r["new"]) for r in found["untested"]] == [("shop/util.py", True)]
    assert [(r["from"], r["to"], r["at_load"]) for r in found["edges_new"]] == [
        ("shop.tax", "bank.account", True), ("shop.tax", "shop.cart", True)]
    assert [(r["from"], r["to"], r["imports"]) for r in found["packages_new"]] == [("shop", "bank", 1)]
    assert [(r["path"], r["name"], r["cyclomatic"]) for r in found["functions_new"]] == [
        ("shop/util.py", "helper", 2)]
    assert paths(found["files_new"]) == ["shop/util.py"] and found["files_changed"] == 2
    assert found["verdict"] == ("Worse: 1 function is more complex, 1 import cycle is new or other than before, "
                                "1 file came to be without tests, 1 more finding of gates.")
    assert found["before_name"] == "one" and found["before_number"] == 1 and found["after_number"] is None
    assert not any(found[k] for k in ("better", "files_gone", "files_moved", "functions_gone", "edges_gone",
                                      "packages_gone", "tested", "stale", "partial", "refreshed", "repaired"))
    record(top, "two", day=1)
    third(top)
    found = diff(top)
    assert [(r["name"], r["before"], r["after"]) for r in found["better"]] == [("total", 6, 2)]
    assert [(c["change"], c["before"], c["after"]) for c in found["cycles"]] == [("gone", 2, 0)]
    assert [(r["from"], r["path"]) for r in found["files_moved"]] == [("shop/text.py", "shop/words.py")]
    assert paths(found["files_gone"]) == ["notes.md"] and paths(found["files_new"]) == ["tests/test_util.py"]
    assert paths(found["tested"]) == ["bank/account.py", "shop/util.py"], found["tested"]
    assert paths(found["untested"]) == ["shop/words.py"], "its test imports a name that is no more"
    assert [(r["path"], r["name"]) for r in found["functions_gone"]] == [("shop/tax.py", "round_up")]
    assert [(r["path"], r["name"]) for r in found["functions_new"]] == [("tests/test_util.py", "test_helper")]
    assert ("tests", "bank") in [(r["from"], r["to"]) for r in found["packages_new"]]
    record(top, "three", day=2)
    fourth(top)
    found = diff(top)
    assert paths(found["partial"]) == ["shop/util.py"] and not found["repaired"]
    record(top, "four", day=3)
    fifth(top)
    assert paths(diff(top)["repaired"]) == ["shop/util.py"]
    record(top, "five", day=4)
    found = diff(top)
    assert found["verdict"] == "Nothing changed." and not any(v for v in found.values() if isinstance(v, list)
                                                             and v != found["numbers"])
    assert all(n["change"] in (0, None) for n in found["numbers"])
    back = diff(top, "five", "one")
    forth = diff(top, "one", "five")
    for mine, others in (("files_new", "files_gone"), ("functions_new", "functions_gone"), ("worse", "better"),
                         ("edges_new", "edges_gone"), ("packages_new", "packages_gone"), ("untested", "tested")):
        assert len(back[mine]) >= len(forth[others]) and len(forth[mine]) >= len(back[others]), mine


def what_is_recorded_is_what_was_there(top):
    """A night differs from others as the tree that it was recorded of did."""
    seen = []
    for day, edit in enumerate(EDITS):
        edit(top)
        record(top, f"n{day}", day=day)
        seen.append([diff(top, f"n{other}", ".", "--now", str(START + day * DAY)) for other in range(day + 1)])
    for day, row in enumerate(seen):
        for other, live in enumerate(row):
            kept = diff(top, f"n{other}", f"n{day}")
            assert (kept.pop("after_number"), kept.pop("after_name")) == (day + 1, f"n{day}")
            assert live.pop("after_number") is live.pop("after_name") is None
            assert live == kept, (day, other)


def files_that_were_left_behind_are_told(top):
    first(top)
    for path in top.rglob("*.py"):
        os.utime(path, (START, START))
    record(top, "a", "--times", "mtime", day=0)
    os.utime(top / "shop/tax.py", (START + 30 * DAY, START + 30 * DAY))
    found = diff(top, "@", ".", "--times", "mtime")
    assert paths(found["stale"]) == ["shop/tax.py"] and found["files_changed"] == 0
    record(top, "b", "--times", "mtime", day=1)
    os.utime(top / "tests/test_tax.py", (START + 40 * DAY, START + 40 * DAY))
    found = diff(top, "@", ".", "--times", "mtime")
    assert paths(found["refreshed"]) == ["shop/tax.py"] and not found["stale"]
    found = diff(top, "@", ".", "--times", "none")
    assert not found["refreshed"] and not found["stale"], "what isn't known is no change"


def for_a_merge_request(top):
    first(top)
    record(top, "main", day=0)
    second(top)
    text = answer("diff", "main", "-f", "markdown", cwd=top)
    lines = text.splitlines()
    assert lines[0] == "## What changed" and lines[2].startswith("**Worse: 1 function is more complex"), text
    assert any(line.startswith("From main ") and "2026-01-01" in line and line.endswith(
        " to the tree as it is: 2 files changed, 1 are new, 0 gone, 0 moved.") for line in lines), text
    assert "### Functions that are more complex (1)" in lines
    assert "| shop/cart.py | total | 3 | 6 |" in lines, text
    assert "<details><summary>New imports (2)</summary>" in lines
    assert "Functions that are less complex" not in text, "nothing is there that has no row"
    for tag in ("details", "summary"):
        assert text.count(f"<{tag}>") == text.count(f"</{tag}>")
    for i, line in enumerate(lines):
        if line.startswith("| ---"):
            assert lines[i - 2] == "" and lines[i - 1].startswith("| ")
    text = answer("diff", "main", cwd=top)
    assert text.startswith("What changed\nWorse: 1 function is more complex"), text
    assert "main (#1, 2026-01-01)" in text and "the tree as it is" in text
    for i in range(12):
        write(top / f"shop/more{i}.py", "x = 1\n")
    assert "and 3 more" in answer("diff", "main", "-f", "markdown", cwd=top)
    assert "and 11 more" in answer("diff", "main", "--top", "2", cwd=top)
    assert "more0.py" in answer("diff", "main", "--top", "0", cwd=top)
    out = top / "comment.md"
    answer("diff", "main", "-f", f"markdown={out}", "-f", "json", cwd=top)
    assert out.read_text().startswith("## What changed")


def which_nights_are_meant(top):
    five_nights(top)
    by = lambda a, b=".": (lambda d: (d["before_number"], d["after_number"]))(diff(top, a, b))
    assert by("nightly") == (4, None) and by("weekly") == (5, None)
    assert by("#2", "#3") == (2, 3) and by("2", "3") == (2, 3)
    assert by("@") == (5, None) and by("@-1", "@") == (4, 5) and by("@-0") == (5, None)
    assert by("2026-01-03") == (3, None) and by("2026-02-01") == (5, None)
    assert by(".", "@") == (None, 5) and by(".", ".") == (None, None)
    assert diff(top)["before_number"] == 5
    listed = "the last ones are weekly (#5), nightly (#4), nightly (#3), nightly (#2), nightly (#1)"
    for word in ("never", "#9", "9", "@-5", "@5", "2025-12-31", "abcdef0", "", "..", "\x1b[31m", "x" * 500):
        assert listed.split(",")[0] in (said := run("diff", word, ".", top).stderr.decode()), said
        answer("diff", word, ".", top, status=2, says="there is no night '")
    answer("diff", "a", "b", "c", "d", status=2, says="diff takes A, B and one PATH")
    record(top, "2", day=9)
    assert by("2") == (6, None) and by("#2") == (2, None), "a name comes first"
    record(top, "2026-01-03", day=10)
    assert by("2026-01-03") == (7, None)


def git(top, *arguments):
    return subprocess.run(["git", *arguments], cwd=top, env=GIT, check=True, capture_output=True,
                          text=True).stdout.strip()


def commits_name_nights(top):
    first(top)
    write(top / ".gitignore", ".cambium\n")
    git(top, "init", "-q", "-b", "main")
    git(top, "add", "-A")
    git(top, "commit", "-qm", "first")
    one = git(top, "rev-parse", "HEAD")
    record(top, "x")
    second(top)
    git(top, "commit", "-qam", "second")
    two = git(top, "rev-parse", "HEAD")
    answer("diff", "main", cwd=top, status=2, says=f"no night was recorded of main, commit {two[:10]}; the last ones are x (#1)")
    record(top, "y")
    record(top, "z")
    assert [n["commit"] for n in nights(top)] == [one, two, two]
    assert nights(top)[0]["time"] == int(git(top, "log", "-1", "--format=%ct", one))
    by = lambda a, b=".": (lambda d: (d["before_number"], d["after_number"]))(diff(top, a, b))
    assert by("main~1", "main") == (1, 3) and by("HEAD~1", "HEAD") == (1, 3)
    assert by(one[:8], two) == (1, 3)
    git(top, "tag", "-a", "v1", "-m", "v1", one)
    assert by("v1") == (1, None)
    assert diff(top, "v1", "main")["after_commit"] == two
    answer("diff", "HEAD~7", cwd=top, status=2, says="there is no night 'HEAD~7'")


# --------------------------------------------------------------------------------- odd questions

def only_whole_trees_are_recorded(top):
    first(top)
    files = write(top / "files.txt", "shop/cart.py\n")
    answer("scan", top, "--record", "x", "--files-from", files, status=2, says="not --files-from")
    answer("scan", top, "--record", "x", "--list", status=2, says="not --list")
    for name in ("", ".", "#1", "@", "a\nb", "\x1b[31m", "x" * 101, b"\xff"):
        answer("scan", top, "--record", name, status=2)
    answer("scan", top / "shop/cart.py", "--record", "x", status=2, says="name a folder with --state")
    answer("scan", top, "-q", "-f", "json")
    assert not (top / ".cambium/state").exists(), "other scans append nothing"
    answer("scan", top / "shop/cart.py", "-q", "--record", "x", "--state", top / "kept")
    assert [n["files"] for n in nights(top, "--state", top / "kept")] == [1]
    record(top, "last", "--record", "first")  # the last one of an option holds
    assert [n["name"] for n in nights(top)] == ["first"]


def a_night_says_what_could_not_be_read(top):
    first(top)
    record(top, "a", day=0)
    write(top / "bad.py", "# -*- coding: nonsense -*-\nx = 1\n")
    record(top, "b", day=1, status=3)
    assert [n["failed"] for n in nights(top)] == [0, 1]
    assert "1 failed" in answer("history", "list", top)
    assert not diff(top, "a", "b")["files_new"]


def the_report_does_not_depend_on_the_record(top):
    first(top)
    plain = answer("scan", top, "-q", "-f", "json")
    assert plain == record(top, "a")
    assert plain == record(top, "b", "--no-store"), "a state doesn't need a store"
    assert diff(top, "a", "b")["verdict"] == "Nothing changed."
    assert plain == record(top, "c", "--state", top / "kept")
    assert plain == answer("scan", top, "-q", "-f", "json", "--state", top / "kept")
    assert [n["name"] for n in nights(top, "--state", top / "kept")] == ["c"]


def the_same_bytes_at_any_number_of_threads(top):
    kept = []
    for threads in ("1", "2"):
        tree = top / threads / "tree"
        five_nights(tree, "-j", threads)
        state = tree / ".cambium/state"
        kept.append((*[(state / name).read_bytes() for name in ("history", "history-files")],
                     *[answer(*words, "-j", threads, cwd=tree) for words in
                       (("diff", "1"), ("diff", "2", "-f", "json"), ("diff", "1", "3", "-f", "markdown"))],
                     *[answer("history", *words, cwd=tree) for words in
                       (("list",), ("trend", "lines"), ("trend", "lines", "--by", "package", "-f", "csv"))]))
    assert kept[0] == kept[1]


def names_may_be_hostile(top):
    first(top)
    record(top, "a & <b> | `c` _d_ été", day=0)
    odd = os.fsencode(top) + b"/shop/o\xffdd|<b>`\n\x1b[31m_.py"
    with open(odd, "w") as file:
        file.write(function("f", 3))
    write(top / "shop/über.py", function("größe", 2))
    found = diff(top)
    names = [base64.b64decode(r["path_base64"]) if "path_base64" in r else r["path"].encode()
             for r in found["files_new"]]
    assert names == [b"shop/o\xffdd|<b>`\n\x1b[31m_.py", "shop/über.py".encode()], names
    for form in ("markdown", "text"):
        text = answer("diff", "@", ".", top, "-f", form)
        assert "\x1b" not in text and "\\xff" in text.replace("\\\\", "\\"), text
    text = answer("diff", "@", ".", top, "-f", "markdown")
    assert "\\_d\\_ été" in text and "<b>" not in text.replace("\\<b", ""), text
    for line in text.splitlines():
        if "dd" in line and line.startswith("| "):
            assert line.replace("\\|", "").count("|") in (5, 6), line
    record(top, "b", day=1)
    assert diff(top)["verdict"] == "Nothing changed."
    assert [n["name"] for n in nights(top)] == ["a & <b> | `c` _d_ été", "b"]


def who_writes_at_once_loses_nothing(top):
    first(top)
    record(top, "start", day=0)
    running = [subprocess.Popen([harness.CAMBIUM, "scan", top, "-q", "-f", "json", "--record", f"w{i}"],
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment())
               for i in range(6)]
    for process in running:
        _, errors = process.communicate()
        assert process.returncode == 0, errors
    assert sorted(n["name"] for n in nights(top)) == ["start", *[f"w{i}" for i in range(6)]]
    for number in range(1, 8):
        assert diff(top, str(number))["verdict"] == "Nothing changed."


def a_torn_or_damaged_ledger_is_said(top):
    five_nights(top)
    heads, entries = (top / ".cambium/state" / name for name in ("history", "history-files"))
    whole, whole_entries = heads.read_bytes(), entries.read_bytes()
    heads.write_bytes(whole[:-5])
    assert [n["number"] for n in nights(top)] == [1, 2, 3, 4]
    done = run("scan", top, "-q", "--record", "again")
    assert done.returncode == 0 and b"half-written are cut off" in done.stderr, done.stderr
    assert [n["name"] for n in nights(top)] == ["nightly"] * 4 + ["again"]
    heads.write_bytes(whole[:100] + b"x" + whole[101:])
    done = run("history", "list", top, "-f", "json")
    assert done.returncode == 0 and b"bytes are damaged" in done.stderr, done.stderr
    assert [n["number"] for n in strict(done.stdout)["nights"]] == [2, 3, 4, 5]
    heads.write_bytes(whole)
    entries.write_bytes(whole_entries[:len(whole_entries) // 2])
    assert len(nights(top)) == 5, "heads don't need entries"
    answer("diff", "5", ".", top, status=4, says="night #5: ")
    done = run("scan", top, "-q", "--record", "on")
    assert done.returncode == 0 and b"files can't be read" in done.stderr, done.stderr
    assert diff(top, "on")["verdict"] == "Nothing changed."
    heads.write_bytes(b"nothing of ours" * 100)
    assert nights(top) == []
    heads.unlink()
    heads.mkdir()
    answer("history", "list", top, status=2, says="the ledger of nights: can't open history")
    answer("scan", top, "--record", "x", status=2, says="can't open history")


def what_cannot_be_kept_is_fatal_and_the_report_is_there_all_the_same(top):
    first(top)
    plain = answer("scan", top, "-q", "-f", "json", "--no-store")
    record(top, "a", day=0)
    done = run("scan", top, "-q", "-f", "json", "--no-store", "--record", "b",
               preexec_fn=harness.limit(FSIZE=(top / ".cambium/state/history-files").stat().st_size + 10))
    assert done.returncode == 4 and b"not recorded: can't append" in done.stderr, done
    assert done.stdout.decode() == plain
    assert [n["name"] for n in nights(top)] == ["a"]
    record(top, "c", day=2)
    assert [n["name"] for n in nights(top)] == ["a", "c"] and diff(top)["verdict"] == "Nothing changed."


# ------------------------------------------------------------------------- workers that are thrown away

def carried(verb, *arguments, status=0):
    return json.loads(answer("cache", verb, *arguments, "-f", "json", "--project", "app", status=status))


def copy_of(tree, to):
    shutil.copytree(tree, to, ignore=shutil.ignore_patterns(".cambium"))
    return to


def a_state_goes_along(top):
    one, out = top / "one", top / "state.cambium"
    five_nights(one, "--project", "app")
    made = carried("export", out, one, "--with-state")
    assert made["state_records"] == 10, made
    two = copy_of(one, top / "two")
    done = run("cache", "import", out, two, "--project", "app")
    assert done.returncode == 0 and b"10 records of a state" in done.stderr and not (two / ".cambium/state").exists()
    got = carried("import", out, two, "--with-state")
    assert (got["state_records"], got["state_present"], got["state_left"]) == (10, 0, 0), got
    assert nights(two) == nights(one)
    for name in ("history", "history-files"):
        assert (one / ".cambium/state" / name).read_bytes() == (two / ".cambium/state" / name).read_bytes()
    got = carried("import", out, two, "--with-state")
    assert (got["state_records"], got["state_present"]) == (0, 10), got
    assert diff(two, "1", "5") == diff(one, "1", "5")
    plain = carried("export", top / "plain.cambium", one)
    assert "state_records" not in plain
    assert not b"CamLog1" in (top / "plain.cambium").read_bytes()
    answer("cache", "stats", one, "--with-state", status=2, says="--with-state belongs to cache export and import")


def of_a_damaged_state_the_rest_goes_along_and_that_is_said(top):
    one, out = top / "one", top / "state.cambium"
    five_nights(one, "--project", "app")
    heads = one / ".cambium/state/history"
    data = bytearray(heads.read_bytes())
    data[len(data) // 2] ^= 1
    heads.write_bytes(data)
    done = run("cache", "export", out, one, "--with-state", "--project", "app")
    assert done.returncode == 0 and b"bytes are damaged and don't go along" in done.stderr, done
    two = copy_of(one, top / "two")
    assert carried("import", out, two, "--with-state")["state_records"] == 9
    assert [n["name"] for n in nights(two)] == [n["name"] for n in nights(one)] and len(nights(two)) == 4


def nights_of_two_workers_come_together(top):
    one, out = top / "one", top / "one.cambium"
    five_nights(one, "--project", "app")
    carried("export", out, one, "--with-state")
    two = copy_of(one, top / "two")
    carried("import", out, two, "--with-state")
    record(two, "of two", "--project", "app", day=6)
    write(one / "shop/extra.py", "x = 1\n")
    record(one, "of one", "--project", "app", day=7)
    before = nights(one)
    carried("export", top / "two.cambium", two, "--with-state")
    got = carried("import", top / "two.cambium", one, "--with-state")
    assert (got["state_records"], got["state_present"]) == (1, 11), "its files are those of the fifth"
    assert nights(one)[:6] == before, "what was there is there"
    assert [n["name"] for n in nights(one)] == ["nightly"] * 4 + ["weekly", "of one", "of two"]
    found = diff(one, "of one", "of two")
    assert paths(found["files_gone"]) == ["shop/extra.py"] and found["files_changed"] == 0
    record(one, "next", "--project", "app", day=8)
    assert diff(one, "of one", "next")["verdict"] == "Nothing changed."


def ledgers_of_others_are_never_mixed(top):
    one, out = top / "one", top / "one.cambium"
    first(one)
    record(one, "a", "--project", "app", day=0)
    state = one / ".cambium/state"
    shutil.copy(state / "history", state / "notes")
    (state / "notes.txt").write_text("no ledger\n")
    assert carried("export", out, one, "--with-state")["state_records"] == 3
    two = copy_of(one, top / "two")
    got = carried("import", out, two, "--with-state")
    assert (got["state_records"], got["state_left"]) == (3, 0)
    kept = (two / ".cambium/state/notes").read_bytes()
    record(one, "b", "--project", "app", day=1)
    shutil.copy(state / "history", state / "notes")
    carried("export", out, one, "--with-state")
    got = carried("import", out, two, "--with-state")
    assert (got["state_records"], got["state_present"], got["state_left"]) == (1, 4, 1), got
    assert (two / ".cambium/state/notes").read_bytes() == kept
    assert [n["name"] for n in nights(two)] == ["a", "b"]


def a_damaged_file_gives_what_comes_before_the_damage(top):
    one, out = top / "one", top / "one.cambium"
    five_nights(one, "--project", "app")
    carried("export", out, one, "--with-state")
    whole = out.read_bytes()
    for cut in range(len(whole) - 3000, len(whole), 700):
        two = copy_of(one, top / f"cut{cut}")
        bad = write(top / "bad.cambium", whole[:cut])
        done = run("cache", "import", bad, two, "--with-state", "--project", "app")
        assert done.returncode == 3 and b"is damaged" in done.stderr, done
        for night in nights(two):
            assert strict(answer("diff", str(night["number"]), ".", two, "-f", "json"))
        got = carried("import", out, two, "--with-state")
        assert nights(two) == nights(one), got


for test in (numbers_are_those_of_the_tree, list_and_trend_are_read_by_people,
             where_rules_or_questions_changed_is_marked, times_come_from_those_who_say_them, what_changed_is_told,
             what_is_recorded_is_what_was_there, files_that_were_left_behind_are_told, for_a_merge_request,
             which_nights_are_meant, commits_name_nights, only_whole_trees_are_recorded,
             a_night_says_what_could_not_be_read, the_report_does_not_depend_on_the_record,
             the_same_bytes_at_any_number_of_threads, names_may_be_hostile, who_writes_at_once_loses_nothing,
             a_torn_or_damaged_ledger_is_said, what_cannot_be_kept_is_fatal_and_the_report_is_there_all_the_same,
             a_state_goes_along, of_a_damaged_state_the_rest_goes_along_and_that_is_said, nights_of_two_workers_come_together, ledgers_of_others_are_never_mixed,
             a_damaged_file_gives_what_comes_before_the_damage):
    with folder() as place:
        try:
            test(place)
        except BaseException:
            print(f"in {test.__name__}:", flush=True)
            raise
