#!/usr/bin/python3
"""cambium tests select: which tests a change may break. The judge is pytest: whatever test
breaks by a change must be among those that are selected for it."""
import csv
import io
import json
import os
import re
import subprocess
import sys

import harness
from harness import folder, run, strict, write

FILES = {
    "pyproject.toml": "[project]\nname = 'shop'\n",
    "README.md": "A shop.\n",
    "shop/__init__.py": "from .money import rounded\n",
    "shop/money.py": "def rounded(x):\n    return round(x, 2)\n\ndef cents(x):\n    return int(x * 100)\n",
    "shop/tax.py": "from shop import rounded\n\ndef taxed(x):\n    return rounded(x * 1.2)\n",
    "shop/cart.py": "def total(prices):\n    from .tax import taxed\n    return taxed(sum(prices))\n",
    "shop/text.py": "import string\n\ndef shout(x):\n    return x.upper()\n\ndef spelt(x):\n    return string.capwords(x)\n",
    "shop/star.py": "from shop.text import *\n",
    "shop/late.py": "import importlib\n\ndef shout(x):\n    return importlib.import_module('shop.text').shout(x)\n",
    "shop/table.py": "import json, pathlib\n\ndef price(name):\n"
                     "    return json.loads(pathlib.Path(__file__).with_name('prices.json').read_text())[name]\n",
    "shop/prices.json": '{"tea": 3}\n',
    "plugins/__init__.py": "",
    "plugins/sugar.py": "def name():\n    return 'sugar'\n",
    "plugins/milk.py": "from names import MILK\n\ndef name():\n    return MILK\n",
    "names.py": "MILK = 'milk'\n",
    "host.py": "import importlib\n\ndef of(name):\n    return importlib.import_module('plugins.' + name)\n",
    "plugins/host.py": "import importlib\n\ndef of(name):\n    return importlib.import_module('plugins.' + name)\n",
    "tests/conftest.py": "import pytest\nfrom tests.tools import basket\n\n@pytest.fixture\ndef prices():\n    return basket()\n",
    "tests/__init__.py": "",
    "tests/tools.py": "def basket():\n    return [1, 2]\n\ndef unused_by_fixtures():\n    return 3\n",
    "tests/test_money.py": "from shop.money import rounded, cents\n\ndef test_rounded():\n    assert rounded(1.234) == 1.23\n\n"
                           "def test_cents():\n    assert cents(2) == 200\n",
    "tests/test_cart.py": "from shop.cart import total\n\ndef test_total(prices):\n    assert total(prices) == 3.6\n",
    "tests/test_text.py": "from shop import star\n\ndef test_spelt():\n    assert star.spelt('a b') == 'A B'\n",
    "tests/test_late.py": "def test_shout():\n    from shop.late import shout\n    assert shout('a') == 'A'\n",
    "tests/test_table.py": "from shop.table import price\n\ndef test_price():\n    assert price('tea') == 3\n",
    "tests/deep/test_plugins.py": "from plugins.host import of\n\ndef test_names():\n    assert of('milk').name() == 'milk'\n"
                                  "    assert of('sugar').name() == 'sugar'\n",
    "tests/deep/test_fixture.py": "def test_sum(prices):\n    assert sum(prices) == 3\n",
    "other/test_alone.py": "def test_one():\n    assert one() == 1\n\ndef one():\n    return 1\n",
    "other/util_test.py": "import unittest\nfrom tests import tools\n\nclass T(unittest.TestCase):\n    def test_three(self):\n"
                          "        self.assertEqual(tools.unused_by_fixtures(), 3)\n",
}
ALL = sorted(p for p in FILES if re.search(r"(^|/)test_[^/]*\.py$|_test\.py$", p))


def select(*arguments, cwd, status=0, says=None, text=b""):
    done = subprocess.run([harness.CAMBIUM, "tests", "select", *arguments, "--no-store"], cwd=cwd, input=text,
                          capture_output=True, env=harness.environment(), check=False)
    harness.check_alive(done.returncode, done.stderr)
    assert done.returncode == status, (arguments, done)
    if says is not None:
        assert says in done.stderr.decode(), (says, done.stderr)
    return done.stdout


def files(*arguments, cwd, **options):
    """The paths, never all of them only because they are many."""
    lines = select(*arguments, "--all-over", "100", "-f", "files", cwd=cwd, **options).decode().splitlines()
    assert lines == sorted(lines), lines
    return set(lines)


def made(top, more=None):
    for path, text in {**FILES, **(more or {})}.items():
        write(top / path, text)
    return top


# --------------------------------------------------------------- who breaks


def pytest_in_a_child(tree, *arguments):
    """How it ended, and the test files in which something failed. pytest is loaded once, and forked."""
    import pytest

    class Broken:
        files = set()

        def pytest_runtest_logreport(self, report):
            if report.failed:
                self.files.add(report.nodeid.partition("::")[0])

        def pytest_collectreport(self, report):
            if report.failed:
                self.files.add(report.nodeid or "?")

    read, written = os.pipe()
    child = os.fork()
    if not child:
        status = 70
        try:
            os.chdir(tree)
            sys.path[:0] = [""]
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.dup2(1, 2)
            broken = Broken()
            status = pytest.main(["-q", "-p", "no:cacheprovider", "--tb=no", "--rootdir=.", *arguments], [broken])
            os.write(written, json.dumps([int(status), sorted(broken.files)]).encode())
        finally:
            os._exit(status)
    os.close(written)
    with open(read, "rb") as answer:
        text = answer.read()
    os.waitpid(child, 0)
    status, broken = json.loads(text)
    return status, set(broken)


def breaks(tree):
    """The test files that fail, asked one by one if pytest won't begin with all of them."""
    status, broken = pytest_in_a_child(tree)
    if status in (0, 1, 2):
        return broken
    return {path for path in ALL if pytest_in_a_child(tree, path)[0]}


def mutations():
    """Each function that isn't a test, with what it returns gone; each module that can't be loaded."""
    for path, text in FILES.items():
        if path in ALL and path != "other/test_alone.py" or not path.endswith(".py"):
            continue
        for at in re.finditer(r"return (?=.)", text):
            yield path, text[:at.start()] + "return None  # " + text[at.end():]
    yield "names.py", "MILK = 'water'\n"
    yield "shop/prices.json", '{"tea": 4}\n'
    yield "shop/text.py", "import string\n\ndef shout(x):\n    return x.upper()\n"
    yield "shop/__init__.py", "raise ImportError\n"
    yield "tests/conftest.py", ""
    yield "tests/__init__.py", "raise ImportError\n"
    yield "pyproject.toml", "[tool.pytest.ini_options]\naddopts = '--no-such-option'\n"


def what_breaks_is_selected(top):
    made(top)
    sys.dont_write_bytecode = True
    assert breaks(top) == set(), "all is well to begin with"
    count, selected_count, broke = 0, 0, set()
    for path, text in mutations():
        selected = files(path, cwd=top)
        write(top / path, text)
        after = files(path, cwd=top)
        broken = breaks(top)
        write(top / path, FILES[path])
        assert broken <= selected and broken <= after, (path, text, broken - after, broken - selected)
        broke |= broken
        count += 1
        selected_count += len(selected)
    assert count > 20 and set(ALL) <= broke, (count, set(ALL) - broke)
    # To select all would be easy.
    assert selected_count < count * len(ALL) * 0.6, (selected_count, count)


def pytest_runs_what_is_selected(top):
    """Through a real shell, whatever the names are."""
    odd = ["tests/test_it's.py", "tests/test_a b.py", 'tests/test_"q".py', "tests/test_$HOME.py", "tests/test_`ls`.py",
           "tests/test_*.py", "-dash/test_d.py", "tests/test_\xe4;x.py", "tests/test_back\\slash.py"]
    made(top, dict.fromkeys(odd, "from shop.tax import taxed\n\ndef test_x():\n    assert taxed(1) == 1.2\n"))
    want = files("shop/tax.py", cwd=top)
    # In the list, too, no path is taken for an option.
    assert want == {*(f"./{o}" if o[0] == "-" else o for o in odd), "tests/test_cart.py"}, want
    for shell in ("sh", "bash"):
        line = 'eval "printf \'%s\\0\' $(\"$CAMBIUM\" tests select shop/tax.py --no-store --all-over 100 -f pytest)"'
        got = subprocess.run([shell, "-c", line], cwd=top, capture_output=True, check=True).stdout.decode()
        assert set(got.rstrip("\0").split("\0")) == want, (shell, got)
    line = '"$CAMBIUM" tests select shop/tax.py --no-store --all-over 100 -f pytest | xargs -r printf "%s\\0"'
    got = subprocess.run(["sh", "-c", line], cwd=top, capture_output=True, check=True).stdout.decode()
    assert set(got.rstrip("\0").split("\0")) == want, got
    line = ('"$CAMBIUM" tests select shop/tax.py --no-store --all-over 100 -f pytest | '
            'xargs -r /usr/bin/python3 -B -m pytest -q -p no:cacheprovider')
    done = subprocess.run(["sh", "-c", line], cwd=top, capture_output=True, check=False)
    assert done.returncode == 0 and f"{len(want)} passed".encode() in done.stdout, done
    null = select("shop/tax.py", "--all-over", "100", "-f", "files", "-0", cwd=top)
    assert set(null.decode().rstrip("\0").split("\0")) == want and null.endswith(b"\0"), null
    newline = write(top / "tests/test_a\nb.py", "import shop.text\n")
    null = select("shop/text.py", "--all-over", "100", "-f", "files", "-0", cwd=top)
    assert "tests/test_a\nb.py" in null.decode().split("\0"), null
    newline.unlink()


# ------------------------------------------------------------------- reasons


def formats_say_the_same(top):
    made(top)
    for changed in (["shop/tax.py"], ["tests/conftest.py"], ["pyproject.toml"], ["README.md"], ["plugins/milk.py"]):
        document = strict(select(*changed, "-f", "json", cwd=top))
        assert document["schema"] == "cambium/1" and document["report"] == "tests select"
        assert document["tests_count"] == len(ALL) and document["selected_count"] == len(document["tests"])
        found = document["tests"]
        assert [strict(line) for line in select(*changed, "-f", "ndjson", cwd=top).splitlines()] == found
        table = list(csv.DictReader(io.StringIO(select(*changed, "-f", "csv", cwd=top).decode()), strict=True))
        assert [(r["file"], r["by"], r["chain"]) for r in table] == [
            (r["file"], r["by"], " ".join(r["chain"] or [])) for r in found], (table, found)
        paths = [r["file"] for r in found]
        assert select(*changed, "-f", "files", cwd=top).decode().splitlines() == paths
        assert select(*changed, "-f", "pytest", cwd=top).decode().split() == paths
        assert select(*changed, "-j1", "-f", "json", cwd=top) == select(*changed, "-j2", "-f", "json", cwd=top)
        text = select(*changed, cwd=top).decode()
        assert text.startswith(f"{len(found)} of {len(ALL)} test files for 1 changed file\n"), text


def reasons_are_given(top):
    made(top)
    found = {r["file"]: r for r in strict(select("shop/tax.py", "-f", "json", cwd=top))["tests"]}
    assert list(found) == ["tests/test_cart.py"], found
    assert found["tests/test_cart.py"] == {
        "file": "tests/test_cart.py", "module": "tests.test_cart", "by": "affected", "cause": "changed",
        "chain": ["tests.test_cart", "shop.cart", "shop.tax"], "changed": "shop/tax.py"}, found
    # A conftest.py governs what lies below it, and nothing beside.
    found = {r["file"]: r for r in strict(select("tests/tools.py", "-f", "json", "--all-over", "100", cwd=top))["tests"]}
    assert {p: r["by"] for p, r in found.items()} == {
        **{p: "conftest" for p in ALL if p.startswith("tests/")}, "other/util_test.py": "affected"}, found
    assert found["tests/deep/test_fixture.py"]["chain"] == ["tests.conftest", "tests.tools"], found
    # So many that the rest isn't worth leaving out.
    document = strict(select("tests/tools.py", "-f", "json", cwd=top))
    assert document["selected_count"] == len(ALL) > document["affected_count"], document
    assert {r["file"] for r in document["tests"] if r["by"] == "share"} == {"other/test_alone.py"}, document
    assert "so many that all are taken" in select("tests/tools.py", cwd=top).decode()
    few = strict(select("shop/tax.py", "--all-over", "5", "-f", "json", cwd=top))
    assert few["selected_count"] == len(ALL) and few["affected_count"] == 1, few


def computed_imports_widen(top):
    made(top)
    plugins = {"tests/deep/test_plugins.py"}
    assert files("plugins/milk.py", cwd=top) == plugins
    assert files("plugins/milk.py", "--computed-imports", "none", cwd=top) == set()
    assert files("names.py", cwd=top) == plugins, "what a plugin needs is reached through the plugin alone"
    assert files("shop/cart.py", cwd=top) == {"tests/test_cart.py"}
    assert files("shop/cart.py", "--computed-imports", "all", cwd=top) == {"tests/test_cart.py"} | plugins
    (row,) = strict(select("plugins/milk.py", "-f", "json", cwd=top))["tests"]
    assert row["cause"] == "imports by a computed name" and row["chain"][-1] == "plugins.host", row
    # A name that is spelt out is an import as any other.
    assert files("shop/text.py", "--computed-imports", "none", cwd=top) == {"tests/test_late.py", "tests/test_text.py"}


def other_files_have_their_effects(top):
    made(top, {"shop/data/deep/x.csv": "1\n", "docs/conf.py": "import shop\n", "tox.ini": "[tox]\n", "lib.lock": ""})
    of_shop = files("shop/prices.json", cwd=top)
    assert of_shop >= {"tests/test_table.py", "tests/test_money.py"} and "other/test_alone.py" not in of_shop, of_shop
    assert files("shop/data/deep/x.csv", cwd=top) == of_shop, "the nearest folder with modules"
    for path in ("README.md", "docs/index.txt", "LICENSE", ".gitignore"):
        assert files(path, cwd=top, says="1 changed file has no effect") == set(), path
        assert select(path, "-f", "pytest", "-q", cwd=top) == b"", "nothing, not even an empty line"
    for path in ("pyproject.toml", "tox.ini", "lib.lock", "requirements/dev.in", "requirements-dev.txt"):
        assert files(path, cwd=top) == set(ALL), path
    # What one says goes before, and of that the last.
    assert files("README.md", "--file-effect", "*.md=all", cwd=top) == set(ALL)
    assert files("tox.ini", "--file-effect", "tox.ini=none", cwd=top) == set()
    assert files("shop/prices.json", "--file-effect", "shop/*.json=none", cwd=top) == set()
    assert files("shop/prices.json", "--file-effect", "*=none", "--file-effect", "*.json=folder", cwd=top) == of_shop
    write(top / ".cambium.toml", "file-effect = ['*.json=none']\n")
    assert files("shop/prices.json", cwd=top) == set()
    assert files("shop/prices.json", "--isolated", cwd=top) == of_shop
    (top / ".cambium.toml").unlink()


def deleted_files_are_still_imported(top):
    made(top)
    for path in ("shop/tax.py", "shop/text.py", "shop/__init__.py", "plugins/milk.py", "tests/conftest.py",
                 "tests/test_money.py"):
        before = files(path, cwd=top)
        (top / path).unlink()
        after = files(path, cwd=top)
        assert after == before - {path}, (path, before, after)
        write(top / path, FILES[path])
    (top / "shop/tax.py").unlink()
    (row,) = strict(select("shop/tax.py", "-f", "json", cwd=top))["tests"]
    assert row["cause"] == "was deleted" and row["chain"] == ["tests.test_cart", "shop.cart", "shop.tax"], row


def lists_are_read(top):
    made(top)
    want = files("shop/tax.py", "plugins/milk.py", cwd=top)
    for text, also in ((b"shop/tax.py\nplugins/milk.py\n", ()), (b"plugins/milk.py\n\nshop/tax.py", ()),
                       (b"shop/tax.py\0plugins/milk.py\0", ("-0",)), (b"./shop/../shop/tax.py\nplugins/milk.py\n", ()),
                       (os.fsencode(top / "shop/tax.py") + b"\nplugins/milk.py\n", ())):
        got = select("-", *also, "--all-over", "100", "-f", "files", cwd=top, text=text)
        assert set(got.decode().replace("\0", "\n").split()) == want, (text, got)
    assert files("-", cwd=top, text=b"") == set()
    assert files("../x.py", "/etc/passwd", cwd=top, says="2 changed files are not in the tree") == set()
    # Names are those of the current folder, answers those of the tree.
    assert set(select("tax.py", "--tree", "..", "-f", "files", "--all-over", "100", cwd=top / "shop").decode().split()) == \
        files("shop/tax.py", cwd=top)
    # The way to the tree may lead through a link.
    link = top.with_name(top.name + "-link")
    link.symlink_to(top)
    try:
        assert files(link / "shop/tax.py", link / "gone/x.txt", cwd=top) >= {"tests/test_cart.py"}
        assert files(link / "shop/tax.py", "--tree", link, cwd=top) == files("shop/tax.py", cwd=top)
    finally:
        link.unlink()
    assert files("shop/tax.py", "shop/tax.py", cwd=top) == files("shop/tax.py", cwd=top)


def wrong_questions_are_answered(top):
    made(top)
    for arguments, says in [
            ((), "say what changed: files, '-' for a list"),
            (("shop/tax.py", "--since", "HEAD"), "one of these"),
            (("shop/tax.py", "-f", "dot"), "there is no format 'dot'; there are text, json"),
            (("shop/tax.py", "--all-over", "101"), "--all-over takes a percentage, not 101"),
            (("shop/tax.py", "--kinds", "lode"), "there is no kind of import 'lode'"),
            (("shop/tax.py", "--file-effect", "x"), "--file-effect takes GLOB=none"),
            (("shop/tax.py", "--file-effect", "[=none"), ""),
            (("shop/tax.py", "--computed-imports", "x"), "--computed-imports takes none, package or all")]:
        assert select(*arguments, cwd=top, status=2, says=says) == b"", arguments
    done = run("tests", "pick", cwd=top)
    assert done.returncode == 2 and b"tests takes the verbs select and map, not 'pick'" in done.stderr, done
    done = run("tests", cwd=top)
    assert done.returncode == 2, done


# What changed may come from git, too (--since, --staged): see graph_git.py.


if __name__ == "__main__":
    checks = [pytest_runs_what_is_selected, formats_say_the_same, reasons_are_given, computed_imports_widen,
              other_files_have_their_effects, deleted_files_are_still_imported, lists_are_read,
              wrong_questions_are_answered]
    if not harness.SANITIZED:
        checks.append(what_breaks_is_selected)
    for check in checks:
        with folder() as folder_of_its_own:
            check(folder_of_its_own)
