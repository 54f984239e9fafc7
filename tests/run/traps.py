#!/usr/bin/python3
"""Twenty-two ways in which an index of a tree has been wrong before, each a test by its number:
what they have in common is that nobody saw it, because the answer looked like one."""
import json
import os
import random
import subprocess

from harness import environment, folder, run, scan, write

NIGHT = 24 * 3600


def git(top, *arguments, day=0, author="a"):
    date = f"{1_700_000_000 + day * NIGHT} +0000"
    env = environment(GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_SYSTEM="/dev/null", GIT_AUTHOR_NAME=author,
                      GIT_AUTHOR_EMAIL=f"{author}@b", GIT_COMMITTER_NAME=author, GIT_COMMITTER_EMAIL=f"{author}@b",
                      GIT_AUTHOR_DATE=date, GIT_COMMITTER_DATE=date)
    return subprocess.run(["git", *arguments], cwd=top, env=env, check=True, capture_output=True, text=True).stdout


def commit(top, day, message="m", author="a"):
    git(top, "add", "-A")
    git(top, "commit", "-q", "--allow-empty", "-m", message, day=day, author=author)


def tree(top, files):
    for path, text in files.items():
        write(top / path, text)
    return top


def answer(top, *arguments, store=None, status=0):
    kept = ("--store", store) if store else ("--no-store",)
    done = run(*arguments, "-f", "json", *kept, cwd=top)
    assert done.returncode == status, (arguments, done)
    return json.loads(done.stdout)


def records(top, *arguments, **options):
    return {r["file"]: r for r in answer(top, "report", "records", *arguments, **options)["files"]}


def edges(top, **options):
    found = answer(top, "graph", "edges", "--kinds", "written", **options)
    return {(e["from"], e["to"]) for e in found["edges"] if e["to"]}


SHOP = {
    "shop/__init__.py": "",
    "shop/cart.py": "import os\nfrom .tax import rate\ndef total(x):\n    if x:\n        return rate(x)\n    return 0\n",
    "shop/tax.py": "def rate(x):\n    return x * 19\n",
    "tests/test_cart.py": "from shop.cart import total\ndef test_total():\n    assert total(1)\n",
    "pyproject.toml": "[project]\nname = 'shop'\nversion = '1'\n",
}


def trap_01_the_name_of_the_folder_around_a_checkout_means_nothing(top):
    pages = set()
    for name in ("here", "build", "site", "out", "dist", "env", "tests", "test", "examples", "logs"):
        tree(top / name / "app", SHOP)
        done = run("report", "records", "-f", "json", "--no-store", cwd=top / name / "app")
        assert done.returncode == 0, done
        pages.add(done.stdout)
    assert len(pages) == 1


def trap_02_any_order_of_folders_and_any_number_of_threads_give_the_same_bytes(top):
    names = [f"p{i}/m{k}.py" for i in range(12) for k in range(6)]
    pages = set()
    for seed in (1, 2):
        random.Random(seed).shuffle(names)
        for name in names:
            write(top / str(seed) / name, f"import p{len(name)}\ndef f(x):\n    return {name[1:3]!r}\n")
        for threads in ("1", "2", "5"):
            for kind in ("health", "test-gap", "records", "owners"):
                done = run("report", kind, "-j", threads, "-f", "json", "--no-store", cwd=top / str(seed))
                assert done.returncode == 0, done
                pages.add((kind, done.stdout))
    assert len(pages) == 4


def trap_03_a_glob_means_what_git_means_by_it(top):
    for path in ("b/c.py", "a/b/c.py", "a/x/b/c.py", "src/m.py", "a/src/m.py", "pkg.egg-info/m.py"):
        write(top / path)
    listed = lambda *globs: set(run("scan", "--list", "--no-store", *[f"--exclude={g}" for g in globs],
                                    cwd=top).stdout.decode().split())
    everything = listed()
    assert everything - listed("**/b/*.py") == {"b/c.py", "a/b/c.py", "a/x/b/c.py"}
    assert everything - listed("src/**") == {"src/m.py"}
    assert not any("egg-info" in path for path in listed("*.egg-info/"))


def trap_04_names_that_begin_like_excluded_ones_are_in(top):
    tree(top, {"environment.py": "", "builder.py": "", "distance.py": "", "outline.py": "", "sites.py": ""})
    assert len(records(top)) == 5


def trap_05_modules_keep_the_last_letters_of_their_names(top):
    tree(top, {"happy.py": "", "numpy.py": "", "copy.py": "", "py.py": "", "p/y.py": "",
               "user.py": "import happy, py\nfrom p import y\n"})
    found = {r["module"] for r in records(top).values()}
    assert {"happy", "numpy", "copy", "py", "p.y"} <= found, found
    assert {("user", "happy"), ("user", "py"), ("user", "p.y")} <= edges(top)


def trap_06_the_standard_library_and_a_module_itself_give_no_edge(top):
    tree(top, {"src/close.py": "import os\nimport re\n", "src/core.py": "import core\nimport os, re\n"})
    assert {r["fan_in"] for r in records(top).values()} == {0}
    assert not {e for e in edges(top) if e[0] != e[1]}


def trap_07_relative_imports_have_levels(top):
    tree(top, {"p/__init__.py": "", "p/a.py": "", "p/q/__init__.py": "", "p/q/b.py": "from .. import a\n",
               "p/q/c.py": "from . import b\nfrom ..q import b as again\n", "a.py": "", "b.py": "",
               "u.py": "from p import a\nfrom p.q import b\n"})
    found = edges(top)
    assert {("p.q.b", "p.a"), ("p.q.c", "p.q.b"), ("u", "p.a"), ("u", "p.q.b")} <= found
    assert not {e for e in found if e[1] in ("a", "b")}, found


def trap_08_modules_of_one_name_each_have_their_own_test(top):
    tree(top, {"foo.json": "{}", "one/__init__.py": "", "one/foo.py": "x = 1\n", "two/__init__.py": "", "two/foo.py": "x = 2\n",
               "one/tests/test_foo.py": "def test_x():\n    pass\n", "two/tests/test_foo.py": "def test_x():\n    pass\n"})
    found = records(top)
    assert found["one/foo.py"]["tested_by"] == ["one/tests/test_foo.py"]
    assert found["two/foo.py"]["tested_by"] == ["two/tests/test_foo.py"]
    assert not found["foo.json"]["tested_by"] and found["foo.json"]["test_requirement"] == "not_applicable"


def trap_09_all_tests_of_a_file_are_kept_and_the_newest_decides(top):
    git(top, "init", "-q")
    tree(top, SHOP | {"tests/test_cart_more.py": "import shop.cart\ndef test_more():\n    pass\n"})
    commit(top, 0)
    write(top / "tests/test_cart_more.py", "import shop.cart\ndef test_more():\n    assert 1\n")
    commit(top, 10)
    write(top / "shop/cart.py", SHOP["shop/cart.py"] + "# more\n")
    commit(top, 12)
    found = records(top)["shop/cart.py"]
    assert sorted(found["tested_by"]) == ["tests/test_cart.py", "tests/test_cart_more.py"]
    assert (found["stale_days"], found["stale"]) == (2, False), found


def functions_of(top, text):
    write(top / "m.py", text)
    report = scan(top)
    return report.functions("m.py"), report.files[b"m.py"]


def trap_10_nested_functions_count_once_but_by_depth_for_the_origin(top):
    text = "def a():\n    def b():\n        def c():\n            if 1:\n                pass\n"
    functions, file = functions_of(top, text)
    assert [f[2] for f in functions.values()] == [1, 1, 2]
    assert file["complexity"] == 3
    assert records(top)["m.py"]["complexity"] == 1


def trap_11_what_branches_and_what_does_not(top):
    weight = lambda body: functions_of(top, "async def f(x):\n" + body)[1]["complexity"]
    assert weight("    if x:\n        pass\n    elif x:\n        pass\n    elif x:\n        pass\n") == 3
    assert weight("    async for a in x:\n        pass\n") == 0
    assert weight("    try:\n        pass\n    except A:\n        pass\n    except B:\n        pass\n") == 3
    assert weight("    try:\n        pass\n    except* A:\n        pass\n") == 1
    assert weight("    match x:\n        case 1:\n            pass\n") == 0
    assert weight("    return [a for a in x if a] and (1 if x else 2)\n") == 0


def trap_12_which_strings_are_docstrings_and_which_hints_count(top):
    docstring = lambda text: records(tree(top, {"m.py": text})) and functions_of(top, text)[1]["has_docstrings"]
    assert docstring('"""doc"""\n') and docstring("'a' 'b'\n")
    assert not docstring('f"doc"\n') and not docstring('b"doc"\n') and not docstring('""\n')
    hints = lambda text: functions_of(top, text)[1]["has_type_hints"]
    assert hints("def f(a: int):\n    pass\n") and hints("def f() -> int:\n    pass\n")
    assert not hints("def f(a: int, /):\n    pass\n")
    assert not hints("def f(*, a: int):\n    pass\n") and not hints("def f(*a: int, **b: int):\n    pass\n")


def trap_13_odd_files_are_records_too(top):
    odd = {b"syntax.py": b"def f(:\n", b"nul.py": b"x = 1\0\n", b"latin.py": b"x = '\xe9'\n", b"bom.py": b"\xef\xbb\xbfx = 1\n",
           b"crlf.py": b"x = 1\r\ny = 2\r\n", b"cr.py": b"x = 1\ry = 2\r", b"feed.py": b"\x0cx = 1\n",
           b"long.py": b"x = '" + b"a" * 5000 + b"'\n", b"empty.py": b"", b"white.py": b" \n\t\n",
           b"comments.py": b"# c\n" * 250_000, b"\xff\xfe.py": b"x = 1\n"}
    for name, text in odd.items():
        write(os.fsencode(top).decode() + "/" + os.fsdecode(name), text)
    os.symlink("nowhere", top / "broken.py")
    os.symlink(top, top / "loop")
    write(top / ("d/" * 60) / "deep.py")
    report = scan(top)
    for name in odd:
        assert report.outcome(os.fsdecode(name)) != "", name
    kept = answer(top, "report", "records", status=3 if report.failed else 0)["files"]
    assert len(kept) == len(report.files) and report.totals["discovered"] == len(odd) + 3
    lines = {r["file"]: r["lines_of_code"] for r in kept}
    assert lines["empty.py"] == lines["white.py"] == lines["comments.py"] == 0
    assert lines["crlf.py"] == lines["cr.py"] == 2 and lines["bom.py"] == lines["feed.py"] == 1
    assert {r["file"] for r in kept if r["partial"]} >= {"syntax.py"}


def trap_14_an_edit_is_seen_even_of_the_same_size_in_the_same_second(top):
    store = top / "store"
    tree(top / "t", SHOP)
    for i in range(20):
        write(top / "t/shop/tax.py", f"def rate(x):\n    return x * {10 + i}\n" if i % 2 else
              f"def rate(x):\n    if x:\n        {i:02}\n")
        branches = records(top / "t", store=store)["shop/tax.py"]["complexity"]
        assert branches == (i + 1) % 2, i


def random_edit(random, top, names):
    name = random.choice(names)
    path = top / name
    kind = random.random()
    if kind < 0.2 and path.exists():
        path.unlink()
    elif kind < 0.35 and path.exists():
        target = top / random.choice(names)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)
    else:
        imported = random.choice(names)[:-3].replace("/", ".")
        write(path, f"import {imported}\ndef test_{random.randrange(9)}(x):\n" + "    if x:\n        pass\n" * random.randrange(1, 4))


def trap_15_incremental_is_full(top):
    names = [f"{a}/{b}.py" for a in ("p", "q", "tests") for b in ("one", "two", "test_one", "two_test", "conftest")]
    draw = random.Random(15)
    for p in ("p", "q"):
        write(top / "t" / p / "__init__.py", "")
    for step in range(25):
        for _ in range(draw.randrange(1, 4)):
            random_edit(draw, top / "t", names)
        arguments = ("--no-tests", "q/**") if step % 7 == 3 else ()
        assert records(top / "t", *arguments, store=top / "store") == records(top / "t", *arguments), step


def trap_16_renames_and_dropped_imports_leave_nothing_behind(top):
    store, t = top / "store", tree(top / "t", SHOP)
    git(t, "init", "-q")
    commit(t, 0)
    first = records(t, store=store)
    assert first["shop/tax.py"]["fan_in"] == 1
    for _ in range(3):
        assert records(t, store=store) == first
    write(t / "shop/cart.py", SHOP["shop/cart.py"].replace("return 0", "return 1"))
    assert records(t, store=store)["shop/cart.py"]["tested_by"] == ["tests/test_cart.py"]
    commit(t, 1)
    assert records(t, store=store)["shop/cart.py"]["commits"] == 2
    git(t, "mv", "shop/tax.py", "shop/vat.py")
    write(t / "shop/cart.py", "def total(x):\n    return x\n")
    commit(t, 2)
    found = records(t, store=store)
    assert "shop/tax.py" not in found and found["shop/vat.py"]["fan_in"] == 0


COBERTURA = """<?xml version="1.0" ?>
<coverage version="7"><sources><source>{root}</source></sources><packages><package name="shop"><classes>
<class name="cart.py" filename="shop/cart.py" line-rate="0.75"><lines>
<line number="1" hits="1"/><line number="2" hits="1"/><line number="3" hits="1"/><line number="6" hits="0"/>
</lines></class></classes></package></packages></coverage>
"""


def trap_17_coverage_outlives_a_rescan_and_not_an_edit(top):
    store, t = top / "store", tree(top / "t", SHOP)
    write(top / "coverage.xml", COBERTURA.format(root=t))
    done = run("scan", "--coverage", top / "coverage.xml", "--store", store, cwd=t)
    assert done.returncode == 0, done
    for _ in range(2):
        found = records(t, store=store)
        assert (found["shop/cart.py"]["coverage"], found["shop/cart.py"]["coverage_state"]) == (75, "known")
        assert (found["shop/tax.py"]["coverage"], found["shop/tax.py"]["coverage_state"]) == (None, "unknown")
    write(t / "shop/cart.py", SHOP["shop/cart.py"] + "\n")
    found = records(t, store=store)
    assert (found["shop/cart.py"]["coverage"], found["shop/cart.py"]["coverage_state"]) == (None, "outdated")


def trap_18_files_that_nobody_tests_miss_no_tests(top):
    tree(top, {".gitignore": "x\n", "Makefile": "all:\n", "data.csv": "a,b\n", "query.sql": "select 1;\n", "run.sh": "ls\n",
               "README.md": "# r\n", "requirements.txt": "x\n", "a.pyi": "x: int\n", "LICENSE": "MIT\n", "main.c": "int x;\n"})
    found = records(top, "--hidden")
    assert len(found) == 10 and not [r for r in found.values() if r["test_requirement"] == "required"], found
    assert answer(top, "query", "needing-tests", "--hidden")["files"] == []


def trap_19_a_fresh_clone_finds_stale_tests(top):
    t = tree(top / "t", SHOP)
    git(t, "init", "-q")
    commit(t, 0)
    write(t / "shop/cart.py", SHOP["shop/cart.py"] + "# changed\n")
    commit(t, 30)
    git(top, "clone", "-q", "t", "clone")
    for path in (top / "clone").rglob("*.py"):
        os.utime(path, (1_800_000_000, 1_800_000_000))
    found = records(top / "clone")["shop/cart.py"]
    assert (found["stale"], found["stale_days"], found["changed"]) == (True, 30, "2023-12-14"), found
    assert records(top / "clone", "--times", "none")["shop/cart.py"]["stale_days"] is None


def trap_20_absent_coverage_does_not_cap_the_score(top):
    tree(top, {"m.py": '"""Doc."""\n', "test_m.py": "import m\ndef test_m():\n    pass\n"})
    page = answer(top, "report", "health")
    assert (page["score"], page["grade"], page["coverage"]) == (100, "A", None)
    empty = answer(tree(top / "empty", {"README.md": "x\n"}), "report", "health")
    assert (empty["score"], empty["grade"]) == (None, None)


def trap_21_each_report_prints_itself(top):
    tree(top, SHOP)
    titles = set()
    for kind in ("health", "test-gap", "staleness", "coverage", "sprint", "hotspots", "owners", "records"):
        for form in ("text", "markdown", "json"):
            done = run("report", kind, "-f", form, "--no-store", cwd=top)
            assert done.returncode == 0, done
            titles.add((form, json.loads(done.stdout)["report"] if form == "json" else done.stdout.split(b"\n")[0]))
    assert len(titles) == 24
    assert run("report", "helth", "--no-store", cwd=top).returncode == 2


def trap_22_a_state_that_was_cut_anywhere_is_read_up_to_there(top):
    t = tree(top / "t", SHOP)
    write(top / "coverage.xml", COBERTURA.format(root=t))
    run("scan", "--coverage", top / "coverage.xml", "--no-store", cwd=t)
    ledger = t / ".cambium/state/coverage"
    whole = ledger.read_bytes()
    run("scan", "--coverage", top / "coverage.xml", "--no-store", cwd=t)
    twice = ledger.read_bytes()
    assert len(twice) > len(whole) and twice.startswith(whole)
    for cut in (*range(len(whole), len(twice), 7), len(twice)):
        ledger.write_bytes(twice[:cut])
        assert records(t)["shop/cart.py"]["coverage"] == 75, cut
    for cut in range(0, len(whole), 7):
        ledger.write_bytes(whole[:cut])
        found = records(t)["shop/cart.py"]
        assert (found["coverage"], found["coverage_state"]) == (None, "unknown"), cut


traps = [trap for name, trap in sorted(globals().items()) if name.startswith("trap_")]
assert len(traps) == 22
for trap in traps:
    with folder() as top:
        trap(top)
