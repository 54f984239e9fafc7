#!/usr/bin/python3
"""cambium metrics: rows, numbers, formats; what it keeps and what it doesn't run."""
import csv
import io
import json
import os
import pathlib
import re
import shutil
import subprocess

import jsonschema

import harness
from harness import run, write

SCHEMA = json.loads((pathlib.Path(os.environ["CAMBIUM_SOURCE"]) /
                     "engine/report/schema/cambium-1-metrics.schema.json").read_text())

CART = '''"""A shop."""
class Cart:
    """Items."""
    rate: float = 0.2

    def total(self, items, *, strict=False):
        acc = 0
        for it in items:
            if it.price > 0 and it.qty > 0:
                acc += it.price * it.qty
            elif strict:
                raise ValueError
        return acc / (1 + self.rate)

    class Line:
        def price(self):
            return 1 if self else 2


def kind(v):
    def inner():
        return 1 if v else 2
    try:
        return inner()
    except KeyError:
        return None
'''
FILES = {
    "shop/__init__.py": "",
    "shop/cart.py": CART,
    "shop/deep/a.py": "def f(x):\n    while x:\n        x -= 1\n",
    "shop/deep/b.pyi": "def g(x: int) -> int: ...\n",
    "broken.py": "def ok(a):\n    return a or 1\n\ndef bad(:\n    if a b:\n",
    "notes.txt": "no code\n",
}
FUNCTIONS = {  # path, name: cyclomatic, nesting, returns
    ("shop/cart.py", "Cart.total"): (5, 2, 1),
    ("shop/cart.py", "Cart.Line.price"): (2, 0, 1),
    ("shop/cart.py", "kind"): (2, 1, 2),
    ("shop/cart.py", "kind.inner"): (2, 0, 1),
    ("shop/deep/a.py", "f"): (2, 1, 0),
    ("shop/deep/b.pyi", "g"): (1, 0, 0),
    ("broken.py", "ok"): (2, 0, 1),
    ("broken.py", "bad"): (2, 1, 0),
}
TEXT = """8 functions, 2 classes in 5 parsed files of 3 packages; profile cambium-1
1 file has errors: what could not be read isn't counted; such rows are marked *

Functions by cyclomatic
  A    1-5  8  100.0%  ██████████████████████████████
  B   6-10  0    0.0%
  C  11-20  0    0.0%
  D  21-30  0    0.0%
  E  31-40  0    0.0%
  F    41+  0    0.0%

Packages, the heaviest first
  ABCDEF  functions    mean   most  package
  █·····          4     2.8      5  shop
  █·····          2     2.0      2  .
  █·····          2     1.5      2  shop/deep

Functions, the worst by cyclomatic first
     cyclomatic  nesting  name        place
  A           5        2  Cart.total  shop/cart.py:6
  A           2        0  ok          broken.py:1
  and 6 more
"""


def metrics(*arguments, status=0, cwd=None):
    done = run("metrics", *arguments, cwd=cwd)
    assert done.returncode == status, (arguments, done)
    return done.stdout.decode()


def strict(text):
    return json.loads(text, object_pairs_hook=harness.once, parse_constant=harness.never)


def rows(*arguments, cwd):
    return strict(metrics(*arguments, "-f", "json", cwd=cwd))["rows"]


def valid(name, *documents):
    schema = SCHEMA | {"$ref": f"#/$defs/{name}"}
    for document in documents:
        jsonschema.Draft202012Validator(schema).validate(document)


def stats(*arguments, cwd):
    done = run("metrics", *arguments, "--stats", "json", "-q", cwd=cwd)
    assert done.returncode == 0, done
    return done.stdout, strict(done.stderr)


def text_is_what_the_readme_shows(top):
    got = metrics("--only", "cyclomatic,nesting", "--top", "2", "--no-store", cwd=top)
    assert got == TEXT, got


def functions_have_their_numbers(top):
    got = rows("--only", "cyclomatic,nesting,returns", "--no-store", cwd=top)
    assert {(r["path"], r["name"]): tuple(r["metrics"].values()) for r in got} == FUNCTIONS
    assert [r["path"] for r in got] == sorted(r["path"] for r in got)
    assert {r["name"]: r["partial"] for r in got if r["path"] == "broken.py"} == {"ok": False, "bad": True}
    assert all(r["rank"] == "A" and r["type"] == "function" for r in got)


def all_formats_say_the_same(top):
    for level in ("function", "class", "file", "package"):
        ask = ("--by", level, "--no-store")
        whole = strict(metrics(*ask, "-f", "json", cwd=top))
        lines = [strict(line) for line in metrics(*ask, "-f", "ndjson", cwd=top).splitlines()]
        totals = lines.pop()
        assert lines == whole.pop("rows") and totals.pop("type") == "totals"
        assert totals == whole and whole["schema"] == "cambium/1" and whole["by"] == level
        table = list(csv.DictReader(io.StringIO(metrics(*ask, "-f", "csv", cwd=top))))
        assert len(table) == len(lines) == whole["rows_found"]
        for cells, row in zip(table, lines):
            assert cells["path"] == row["path"]
            for name, value in row["metrics"].items():
                assert cells[name] == ("" if value is None else str(value)), (name, row, cells)


def larger_rows_are_sums_and_peaks_of_smaller_ones(top):
    only = "cyclomatic,statements,nesting,returns"
    functions = rows("--only", only, cwd=top)
    files = {r["path"]: r["metrics"] for r in rows("--by", "file", "--only", "returns,nesting,statements,code_lines", cwd=top)}
    for path, numbers in files.items():
        mine = [r["metrics"] for r in functions if r["path"] == path]
        assert numbers["returns"] == sum(m["returns"] for m in mine), path
        assert numbers["nesting"] == max((m["nesting"] for m in mine), default=0), path
    packages = {r["path"]: r["metrics"] for r in rows("--by", "package", "--only", "returns,nesting,code_lines", cwd=top)}
    assert set(packages) == {".", "shop", "shop/deep"}
    for package, numbers in packages.items():
        mine = [m for path, m in files.items() if (path.rpartition("/")[0] or ".") == package]
        assert numbers["returns"] == sum(m["returns"] for m in mine), package
        assert numbers["nesting"] == max(m["nesting"] for m in mine), package
        assert numbers["code_lines"] == sum(m["code_lines"] for m in mine), package
    percent = {r["path"]: r["metrics"]["docstring_percent"] for r in rows("--by", "package", "--only", "docstring_percent", cwd=top)}
    # The module and Cart of: 2 modules, 2 classes, 4 functions.
    assert percent["shop"] == 25, percent


def rows_are_chosen_sorted_and_cut(top):
    got = rows("--sort", "cyclomatic", cwd=top)
    assert [r["metrics"]["cyclomatic"] for r in got] == [5, 2, 2, 2, 2, 2, 2, 1]
    assert [(r["path"], r["line"]) for r in got[1:-1]] == sorted((r["path"], r["line"]) for r in got[1:-1])
    assert rows("--sort", "cyclomatic", "--top", "3", cwd=top) == got[:3]
    assert rows("--min", "nesting=1", "--min", "returns=1", cwd=top) == [
        r for r in rows(cwd=top) if r["metrics"]["nesting"] >= 1 and r["metrics"]["returns"] >= 1]
    lowest = rows("--by", "file", "--sort", "docstring_percent", cwd=top)
    known = [r["metrics"]["docstring_percent"] for r in lowest if r["metrics"]["docstring_percent"] is not None]
    assert known == sorted(known), "of a share, the lowest is the worst"


def several_paths_are_places_below_here(top):
    assert {r["path"] for r in rows("shop/deep", "broken.py", cwd=top)} == {
        "shop/deep/a.py", "shop/deep/b.pyi", "broken.py"}
    assert {r["path"] for r in rows("shop/deep", cwd=top)} == {"a.py", "b.pyi"}
    shutil.rmtree(top / "shop/deep/.cambium")
    assert {r["path"] for r in rows("shop/cart.py", "--no-store", cwd=top)} == {"cart.py"}
    for wrong in ("../other", "nowhere"):
        assert wrong.encode() in run("metrics", "shop", wrong, cwd=top).stderr


def profiles_list_what_their_tool_lists(top):
    names = lambda profile: [r["name"] for r in rows("--profile", profile, cwd=top)]
    assert names("radon") == names("radon-6") == ["ok", "bad", "Cart.total", "kind", "f", "g"]
    assert names("mccabe") == ["ok", "bad", "Cart.total", "Cart.Line.price", "kind", "f", "g"]
    assert names("lizard") == ["ok", "bad", "Cart.total", "Cart.Line.price", "kind", "kind.inner", "f", "g"]
    for profile in ("cambium", "radon", "mccabe", "cognitive", "lizard", "sonar", "rca", "origin"):
        for level in ("function", "class", "file", "package"):
            whole = strict(metrics("-p", profile, "--by", level, "-f", "json", cwd=top))
            assert whole["profile"].startswith(profile + "-") and whole["rows"], whole
            assert all(r["metrics"] for r in whole["rows"])


def radon_lines_are_what_radon_says(top):
    lines = [strict(line) for line in metrics("--profile", "radon", "-f", "ndjson", cwd=top).splitlines()]
    assert [line["path"] for line in lines] == sorted(p for p in FILES if p.endswith((".py", ".pyi")))
    ours = {line["path"]: line for line in lines if "partial" not in line}
    assert set(ours) == set(p for p in FILES if p.endswith((".py", ".pyi"))) - {"broken.py"}
    radon = lambda *a: json.loads(subprocess.run(
        ["/usr/bin/radon", *a, "-j", *[p for p in ours if p.endswith(".py")]], cwd=top,
        capture_output=True, check=True).stdout)
    cc, raw, hal, mi = radon("cc"), radon("raw"), radon("hal"), radon("mi")
    for path, line in ours.items():
        if not path.endswith(".py"):
            continue
        want = sorted((b["lineno"], b["type"], b["complexity"],
                       f"{b['classname']}.{b['name']}" if b["type"] == "method" else b["name"])
                      for b in cc.get(path, []))
        assert [(b["line"], b["kind"], b["complexity"], b["name"]) for b in line["blocks"]] == want, path
        assert line["raw"] == {k: raw[path][k] for k in line["raw"]}, path
        total = hal[path]["total"]
        total = total if isinstance(total, dict) else dict(zip(("h1", "h2", "N1", "N2"), total))
        assert line["halstead"] == {k: total[k] for k in ("h1", "h2", "N1", "N2")}, path
        assert abs(line["mi"] - mi[path]["mi"]) < 1e-5, (path, line["mi"], mi[path])


def the_same_bytes_however_it_was_found_out(top):
    shutil.rmtree(top / ".cambium", ignore_errors=True)
    for form in ("text", "json", "ndjson", "csv"):
        ask = ("-f", form)
        want = metrics(*ask, "--no-store", "-j1", cwd=top)
        assert metrics(*ask, "--no-store", "-j7", cwd=top) == want
        assert metrics(*ask, "--parser", "runtime", cwd=top) == want
        for _ in "cold", "warm":
            assert metrics(*ask, cwd=top) == want
        assert metrics(*ask, "--full", cwd=top) == want
        assert metrics(*ask, "--verify-content", cwd=top) == want
        for pack in (top / ".cambium/cache").glob("p1-*"):
            damaged = bytearray(pack.read_bytes())
            damaged[len(damaged) // 2] ^= 0xff
            pack.chmod(0o644)
            pack.write_bytes(damaged)
        assert metrics(*ask, cwd=top) == want, "a damaged store"
        shutil.rmtree(top / ".cambium")


def what_is_known_is_not_done_again(top):
    shutil.rmtree(top / ".cambium", ignore_errors=True)
    parsed = len([p for p in FILES if p.endswith((".py", ".pyi"))])
    files = lambda s: s["parser"]["batch_files"] + s["parser"]["runtime_files"]
    cold, said = stats("-f", "json", cwd=top)
    # An empty file has the content of no other; all are new.
    assert files(said) == parsed and said["store"]["measures_read_off"] == parsed, said
    warm, said = stats("-f", "json", cwd=top)
    assert warm == cold and files(said) == 0, said
    assert said["store"]["measures_kept"] == parsed and said["store"]["measures_read_off"] == 0
    assert {"parse", "extract", "read"} <= set(said["steps_not_run"]), said["steps_not_run"]
    write(top / "shop/deep/a.py", "def f(x):\n    return x\n")
    _, said = stats("-f", "json", cwd=top)
    assert files(said) == 1 and said["store"]["measures_kept"] == parsed - 1, said
    write(top / "shop/deep/a.py", FILES["shop/deep/a.py"])


def trees_that_a_scan_kept_are_enough(top):
    shutil.rmtree(top / ".cambium", ignore_errors=True)
    want = metrics("-f", "json", "--no-store", cwd=top)
    assert run("scan", "-q", cwd=top).returncode == 0
    got, said = stats("-f", "json", cwd=top)
    assert got.decode() == want and said["parser"]["batch_files"] == 0, said
    assert said["store"]["measures_read_off"] > 0 and "parse" in said["steps_not_run"]
    for extra in ("-f", "json"), ("-f", "text"):
        assert stats(*extra, cwd=top)[1]["store"]["measures_read_off"] == 0


def a_command_computes_only_what_it_shows(top):
    done = run("scan", "--no-store", "--stats", "json", "-q", "-f", "json", cwd=top)
    skipped = strict(done.stderr)["metrics_not_run"]
    assert {"halstead", "raw", "cognitive"} <= set(skipped) and "cyclomatic" not in skipped
    idle = lambda *a: set(stats(*a, "--no-store", "-f", "json", cwd=top)[1]["metrics_not_run"])
    assert {"halstead", "raw", "cognitive"} <= idle("--only", "cyclomatic")
    assert "halstead" not in idle("--profile", "radon") and "cognitive" in idle("--profile", "radon")
    assert "halstead" in idle("--profile", "cognitive") and "cognitive" not in idle("--profile", "cognitive")
    kept = stats("--only", "cyclomatic", "-f", "json", cwd=top)[1]["store"]
    assert kept["measures_kept"] == kept["measures_read_off"] == 0


def profiles_are_compared(top):
    whole = strict(metrics("--diff-profile", "radon,cognitive", "-f", "json", cwd=top))
    assert whole["profiles"] == ["radon-6", "cognitive-1"] and whole["functions"] == 6
    found = {r["name"]: r for r in whole["rows"]}
    total = found["Cart.total"]
    assert (total["radon-6"], total["cognitive-1"]) == (5, 5), total
    assert {r["rule"]: (r["radon-6"], r["cognitive-1"]) for r in total["rules"]} == {
        "and, or": (1, 0), "run of and, or of or": (0, 1), "nesting": (0, 1)}, total
    for row in whole["rows"]:
        assert row["radon-6"] - 1 != row["cognitive-1"]
        assert sum(r["radon-6"] - r["cognitive-1"] for r in row["rules"]) == row["radon-6"] - 1 - row["cognitive-1"]
    lines = [strict(line) for line in metrics("--diff-profile", "radon,cognitive", "-f", "ndjson", cwd=top).splitlines()]
    assert lines[:-1] == whole["rows"] and lines[-1]["by_rule"] == whole["by_rule"]
    text = metrics("--diff-profile", "radon,cognitive", cwd=top)
    assert "differ between radon-6 and cognitive-1" in text and "Cart.total" in text, text
    assert strict(metrics("--diff-profile", "radon,radon", "-f", "json", cwd=top))["different"] == 0


def bills_add_up(top):
    sums = ("cyclomatic", "mccabe", "lizard_cyclomatic", "sonar_cyclomatic", "rca_cyclomatic",
            "cognitive", "branches", "returns", "statements")
    for row in rows("--only", ",".join(sums), cwd=top):
        place = f"{row['path']}:{row['line']}"
        done = run("explain", place, "--metric", ",".join(sums), "-f", "json", cwd=top)
        bill = strict(done.stdout)
        assert bill["function"] == row["name"] and done.returncode == 0
        for one in bill["bills"]:
            assert one["sum"] == row["metrics"][one["metric"]] == sum(p["points"] for p in one["points"]), (row, one)
            assert all(row["line"] <= p["line"] <= row["end_line"] for p in one["points"]), one
    text = run("explain", "shop/cart.py:Cart.total", cwd=top).stdout.decode()
    assert re.search(r"^ +9 +2 +3  .*if it.price > 0 and it.qty > 0:  # cyclomatic: if \+ and, or; cognitive: if \+ "
                     r"nesting \+ run of and, or of or$", text, re.M), text
    assert re.search(r"^ +sum +5 +5$", text, re.M), text


def json_is_what_the_schema_says(top):
    lines = lambda *a: [strict(line) for line in metrics(*a, "-f", "ndjson", cwd=top).splitlines()]
    for level in ("function", "class", "file", "package"):
        valid("metrics", strict(metrics("--by", level, "-f", "json", cwd=top)))
        valid("metrics_line", *lines("--by", level))
    valid("radon_line", *lines("--profile", "radon"))
    valid("comparison", strict(metrics("--diff-profile", "radon,lizard", "-f", "json", cwd=top)))
    valid("comparison_line", *lines("--diff-profile", "radon,lizard"))
    done = run("explain", "shop/cart.py:kind", "-f", "json", "--metric", "mccabe,cognitive", cwd=top)
    valid("bill", strict(done.stdout))


def wrong_questions_are_answered_in_a_sentence(top):
    for arguments, sentence in [
            (["--only", "cyclomtic"], "did you mean 'cyclomatic'?"),
            (["--only", "mi"], "a function has no number 'mi'"),
            (["--profile", "radon-9"], "there is no profile 'radon-9'; there are cambium-1"),
            (["--by", "module"], "it is one of function, class, file, package"),
            (["--min", "cyclomatic"], "like cyclomatic=10"),
            (["--min", "cyclomatic=x"], "like cyclomatic=10"),
            (["--min", "nothing=1"], "no number 'nothing'"),
            (["--sort", "size"], "--sort: a function has no number 'size'"),
            (["--top", "-1"], "--top takes a number"),
            (["--format", "xml"], "there is no format 'xml'; there are text, json, ndjson, csv"),
            (["--diff-profile", "radon"], "takes two profiles"),
            (["--diff-profile", "radon,nobody"], "there is no profile 'nobody'"),
            (["--diff-profile", "radon,mccabe", "--by", "file"], "takes no --profile"),
            (["nowhere"], "nowhere")]:
        done = run("metrics", *arguments, cwd=top)
        assert done.returncode == 2 and sentence.encode() in done.stderr, (arguments, done)
        assert not done.stdout and done.stderr.count(b"\n") == 1
    for place, sentence in [("shop/cart.py:nobody", "there is no function 'nobody' in it"),
                            ("shop/cart.py:1", "no function has a line 1"),
                            ("notes.txt:f", "not a file that Python's grammar reads")]:
        done = run("explain", place, cwd=top)
        assert done.returncode == 2 and sentence.encode() in done.stderr, (place, done)
    done = run("explain", "shop/cart.py:kind", "--metric", "nesting", cwd=top)
    assert done.returncode == 2 and b"'nesting' is no sum of points" in done.stderr
    assert run("explain", "shop/cart.py", "--metric", "mccabe", cwd=top).returncode == 2


def several_formats_go_to_several_files(top):
    done = run("metrics", "--no-store", "-f", "json=a.json", "-f", "csv=b.csv", "-f", "text", cwd=top)
    assert done.returncode == 0 and done.stdout.startswith(b"8 functions")
    assert strict((top / "a.json").read_text())["rows_found"] == 8
    assert (top / "b.csv").read_text().count("\n") == 9
    (top / "a.json").unlink(), (top / "b.csv").unlink()


def nothing_to_measure_is_said(top):
    write(top / "empty/notes.txt", "no code\n")
    done = run("metrics", "empty", "--no-store", cwd=top)
    assert done.returncode == 0 and b"no file was measured" in done.stderr, done
    assert b"0 functions" in done.stdout
    shutil.rmtree(top / "empty")


TESTS = [text_is_what_the_readme_shows, functions_have_their_numbers, all_formats_say_the_same,
         larger_rows_are_sums_and_peaks_of_smaller_ones, rows_are_chosen_sorted_and_cut,
         several_paths_are_places_below_here, profiles_list_what_their_tool_lists,
         radon_lines_are_what_radon_says, the_same_bytes_however_it_was_found_out,
         what_is_known_is_not_done_again, trees_that_a_scan_kept_are_enough,
         a_command_computes_only_what_it_shows, profiles_are_compared, bills_add_up,
         json_is_what_the_schema_says,
         wrong_questions_are_answered_in_a_sentence, several_formats_go_to_several_files,
         nothing_to_measure_is_said]


def main():
    for test in TESTS:
        with harness.folder() as top:
            for path, content in FILES.items():
                write(top / path, content)
            test(top)
    print(f"{len(TESTS)} tests passed")


if __name__ == "__main__":
    main()
