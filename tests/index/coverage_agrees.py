#!/usr/bin/python3
"""Runs programs made by the seed under coverage.py and reads what it reports in each format:
the numbers are its own, wherever the report was made, and of two runs they are those that
`coverage combine` gives.

    coverage_agrees.py [ROUNDS [SEED]]
"""
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

SHOW = os.path.join(os.environ["CAMBIUM_BUILD"], "coverage_show")
ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 2 if os.environ.get("CAMBIUM_SANITIZE") else 5
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 1
FORMATS = ["xml", "json", "lcov"]

# ------------------------------------------------------------------- programs

STATEMENTS = ["x = 1", "x = [\n    1,\n    2,\n]", "y = (lambda: 3)()", "del_ = None", "pass",
              "z = 'a' \\\n    'b'", "assert True", "w: int = 3", "v: int", "import os"]


def indented(text):
    return "".join("    " + line + "\n" if line else "\n" for line in text.split("\n")[:-1])


def block(r, depth=0):
    out = ""
    for _ in range(r.randrange(1, 4)):
        kind = r.randrange(9)
        if kind == 0 and depth < 2:
            out += f"if {r.choice(['True', 'False', '1 > 0'])}:" + r.choice(["", "  # pragma: no cover"]) + "\n"
            out += indented(block(r, depth + 1)) + r.choice(["", "else:\n    u = 2\n"])
        elif kind == 1 and depth < 2:
            out += f"for i in range({r.randrange(3)}):\n" + indented(block(r, depth + 1))
        elif kind == 2 and depth < 2:
            out += "try:\n    raise ValueError\nexcept KeyError:\n    pass\nexcept ValueError:\n    pass\n"
        else:
            out += r.choice(STATEMENTS) + "\n"
    return out


def function(r, name):
    doc = r.choice(["", '"""Says what."""\n', '"""Says\n\nwhat."""\n'])
    pragma = r.choice(["", "", "", "  # pragma: no cover"])
    return f"{r.choice(['', '@staticmethod' + chr(10)])}def {name}():{pragma}\n" + indented(doc + block(r) + "return 1\n")


def module(r):
    """Its source, and the functions in it that may be called."""
    if r.random() < 0.15:
        return r.choice(["", "\n", '"""Nothing but words."""\n']), []
    names = [f"f{i}" for i in range(r.randrange(4))]
    out = r.choice(["", '"""A module."""\n', "# no docstring\n"])
    out += block(r) + "".join(function(r, name) for name in names)
    if r.random() < 0.5:
        out += "class C:\n" + indented(r.choice(["", '"""A class."""\n']) + function(r, "m") + "a = 1\n")
    return out, names


def tree(r, top, prefix):
    """Fills a folder with packages; returns the dotted names of modules and their functions."""
    found = {}
    for package in ["one", "two", "two/deep"]:
        (top / prefix / package).mkdir(parents=True, exist_ok=True)
        for name in ["__init__", "a", "b", r.choice(["c", "utils"])]:
            source, functions = module(r)
            (top / prefix / package / f"{name}.py").write_text(source)
            found[f"{package}.{name}".replace("/", ".").removesuffix(".__init__")] = functions
    return found


def program(r, modules):
    """Imports some modules and calls some of their functions."""
    out = "import importlib\n"
    for name, functions in modules.items():
        if r.random() < 0.7:
            out += f"m = importlib.import_module('{name}')\n"
            out += "".join(f"m.{f}() if callable(m.{f}) else None\n" for f in functions if r.random() < 0.6)
    return out

# ------------------------------------------------------------------ coverage.py


def coverage(*arguments, cwd, data, env=None):
    done = subprocess.run(["/usr/bin/python3", "-m", "coverage", *arguments], cwd=cwd, capture_output=True,
                          text=True, env=os.environ | {"COVERAGE_FILE": str(data)} | (env or {}))
    assert done.returncode == 0, (arguments, done.stdout, done.stderr)


def reports(out, name, cwd, data, env=None):
    """One for each format; JSON with all that it may have in it."""
    files = {form: out / f"{name}.{form}" for form in FORMATS}
    coverage("xml", "-q", "-o", files["xml"], cwd=cwd, data=data, env=env)
    coverage("lcov", "-q", "-o", files["lcov"], cwd=cwd, data=data, env=env)
    coverage("json", "-q", "--show-contexts", "--pretty-print", "-o", files["json"], cwd=cwd, data=data, env=env)
    return files


def wanted(report, top):
    """(lines, covered) of each file below `top`, by coverage.py's own count. Of a file in which
    nothing can run, that."""
    found = {}
    for name, said in json.loads(report.read_text())["files"].items():
        summary = said["summary"]
        found[os.path.relpath(os.path.join(top, name), top)] = (summary["num_statements"], summary["covered_lines"])
    return found

# ------------------------------------------------------------------------- ours


def ours(root, *files, paths=None):
    """The rows, and how many names are foreign."""
    paths = paths or sorted(str(p.relative_to(root)) for p in root.rglob("*") if p.is_file())
    done = subprocess.run([SHOW, root, *files], input="\n".join(paths), capture_output=True, text=True, check=True)
    rows, foreign = {}, 0
    for line in done.stdout.splitlines():
        first, second, rest = line.split(" ", 2)
        assert first != "no", line
        if first == "foreign":
            foreign = int(second)
        else:
            rows[rest] = (int(first), int(second))
    return rows, foreign


def expect(want, got, what):
    rows, foreign = got
    assert rows == want, (what, {p: (rows.get(p), want.get(p)) for p in rows.keys() | want.keys()
                                 if rows.get(p) != want.get(p)})
    assert foreign == 0, what


def agree(r, work, prefix, branch):
    """One tree, run twice; each report read here and elsewhere, and both together."""
    top, elsewhere, out = work / "made here", work / "read/elsewhere", work / "out"
    top.mkdir()
    out.mkdir()
    modules = tree(r, top, prefix)
    env = {"PYTHONPATH": str(top / prefix)}
    options = (["--branch"] if branch else []) + [f"--source={top / prefix}", "--context=night"]
    files = []
    for number in range(2):
        (work / f"main{number}.py").write_text(program(r, modules))
        data = work / f"data{number}"
        coverage("run", *options, work / f"main{number}.py", cwd=top, data=data, env=env)
        files.append(reports(out, number, top, data))
    shutil.copytree(top, elsewhere)
    for number in range(2):
        want = wanted(files[number]["json"], top)
        assert want
        for form in FORMATS:
            expect(want, ours(top, files[number][form]), f"{form} {number}")
            expect(want, ours(elsewhere, files[number][form]), f"{form} {number} elsewhere")
    combined(work, out, top, elsewhere, files)
    absolute(work, out, top, elsewhere)


def combined(work, out, top, elsewhere, files):
    data = work / "combined"
    coverage("combine", "--keep", work / "data0", work / "data1", cwd=top, data=data)
    want = wanted(reports(out, "both", top, data)["json"], top)
    for first in FORMATS:
        for second in FORMATS:
            both = files[0][first], files[1][second]
            expect(want, ours(top, *both), (first, second))
            expect(want, ours(elsewhere, *reversed(both)), ("elsewhere", second, first))


def absolute(work, out, top, elsewhere):
    """Reports that were made in another folder name files from the top of the machine."""
    away = work / "away"
    away.mkdir()
    files = reports(out, "absolute", away, work / "data0")
    want = wanted(files["json"], top)
    assert str(top) in files["lcov"].read_text()
    for form in FORMATS:
        expect(want, ours(top, files[form]), f"absolute {form}")
        expect(want, ours(elsewhere, files[form]), f"absolute {form} elsewhere")


def main():
    for number in range(ROUNDS):
        r = random.Random(f"{SEED} {number}")
        with tempfile.TemporaryDirectory(prefix="cambium-coverage-") as work:
            agree(r, pathlib.Path(work).resolve(), [".", "src", "libs/src"][number % 3], number % 2 == 1)
    print(f"{ROUNDS} trees")


if __name__ == "__main__":
    main()
