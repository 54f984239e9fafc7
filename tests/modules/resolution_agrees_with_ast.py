#!/usr/bin/python3
"""What `cambium graph edges` says of each import is what a second implementation says
(resolution.py), edge by edge: over packages of Debian 12, a made tree of two projects, and
random trees of few names that clash as often as they can.

    resolution_agrees_with_ast.py                packages that are installed, and made trees
    resolution_agrees_with_ast.py FOLDER...      these packages
    resolution_agrees_with_ast.py random SEED N  so many random trees
"""
import json
import os
import random
import subprocess
import sys
import tempfile

from resolution import Tree

PACKAGES = "/usr/lib/python3/dist-packages/"
CAMBIUM = os.environ["CAMBIUM"]
RANDOM_TREES = 60
PYTHON = (".py", ".pyi", ".pyw", ".pyt", ".wsgi", ".gyp", ".gypi", ".tac")


def files_below(folder):
    """The bytes of each file, or None of what isn't Python."""
    found = {}
    for at, folders, files in os.walk(folder):
        folders[:] = [f for f in folders if f != "__pycache__"]
        for name in files:
            path = os.path.join(at, name)
            below = os.path.relpath(path, folder)
            with open(path, "rb") as file:
                data = file.read()
            python = name.lower().endswith(PYTHON) or (
                data.startswith(b"#!") and b"python" in data.split(b"\n")[0])
            found[below] = data if python else None
    return found


def key(row):
    return (row["file"], row["line"] or 0, row["column"] or 0, row["kind"], row["to"], row["names"],
            row["end"])


def compare(what, tree, folder):
    given = [option for origin, root, _ in tree.hints if origin == "given"
             for option in ("--source-root", root or ".")]
    run = subprocess.run([CAMBIUM, "graph", "edges", folder, "--kinds", "all", "--external",
                          "--no-store", "-f", "ndjson", *given],
                         capture_output=True, text=True, check=False)
    assert run.returncode == 0, (what, run.returncode, run.stderr)
    ours = [json.loads(line) for line in run.stdout.splitlines()]
    ours = sorted((row for row in ours if row["file"] not in tree.unread), key=key)
    wanted = sorted((row for row in tree.rows() if row["file"] not in tree.unread), key=key)
    if ours != wanted:
        for row in ours:
            if row not in wanted:
                print("cambium", json.dumps(row))
        for row in wanted:
            if row not in ours:
                print("wanted ", json.dumps(row))
        sys.exit(f"{what}: {len(ours)} rows, {len(wanted)} wanted; roots {tree.roots}")
    return len(ours)


def package(folder):
    tree = Tree(files_below(folder), package=os.path.basename(folder))
    print(f"{os.path.basename(folder)}: {compare(folder, tree, folder)} rows agree")


def write(top, files):
    for path, text in files.items():
        os.makedirs(os.path.dirname(f"{top}/{path}"), exist_ok=True)
        with open(f"{top}/{path}", "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())


# ------------------------------------------------------------------ made trees

TWO_PROJECTS = {
    "one/pyproject.toml": '[project]\nname = "one"\ndependencies = ["pyyaml", "requests>=2"]\n'
                          '[tool.setuptools.packages.find]\nwhere = ["src"]\n',
    "one/src/shop/__init__.py": "from .cart import Cart as Basket, gone\nfrom .all import *\nfrom . import tax\n"
                                "from .typed import T\nfrom two import deep\nimport ns.one as single\n",
    "one/src/shop/cart.py": "import yaml, requests, numpy\nfrom shop import Basket, tax, made\nimport shop.cart\n"
                            "from . import cart, _fast\nfrom ._fast import quick\nimport shop._fast.more\n",
    "one/src/shop/_fast.abi3.so": b"\x7fELF",
    "one/src/shop/all.py": "from .making import *\nfrom .cart import Cart\nif True:\n    def made(): pass\n",
    "one/src/shop/making.py": "class Made:\n    class Inner: pass\ndef made(): pass\n",
    "one/src/shop/tax.py": "try:\n    import simplejson as json\nexcept ImportError:\n    import json\n"
                           "def f():\n    from .cart import Cart\n    import_module('shop.cart')\n"
                           "    from importlib import import_module\n    import_module('.cart', 'shop')\n"
                           "    __import__(f'shop.{f}')\n",
    "one/src/shop/tax.pyi": "from .cart import *\nfrom typing import Any\n",
    "one/src/shop/typed.pyi": "import shop\n",
    "one/src/shop/folder/deep.py": "from .. import tax\nfrom ... import tax\nfrom . import deep, other\n",
    "one/src/shop/x__init__.py": "from . import tax\nfrom .. import tax\n",
    "one/src/ns/one.py": "import ns.two, ns.one, ns.three\nfrom ns import two, three, one\nfrom . import two\n",
    "one/src/parts/__init__.py": "__import__('pkg_resources').declare_namespace(__name__)\n",
    "one/src/parts/a.py": "import parts.b\nfrom parts import b, c\n",
    "one/tests/conftest.py": "pytest_plugins = ['helper', 'shop.cart']\nimport helper, util\n",
    "one/tests/helper.py": "import shop, conftest\nfrom shop import Basket, Made, made, gone, T, deep, single\n",
    "one/tests/test_shop.py": "import helper\nfrom helper import *\nfrom shop.all import made, Made\nimport lib\n",
    "two/pyproject.toml": '[project]\nname = "two"\ndependencies = ["Pillow"]\n[tool.setuptools.package-dir]\n'
                          '"" = "lib"\n',
    "two/lib/ns/two.py": "import ns.one, PIL.Image, yaml\nfrom ns.one import x\n",
    "two/lib/parts/__init__.py": "from pkgutil import extend_path\n__path__ = extend_path(__path__, __name__)\n",
    "two/lib/parts/b.py": "import parts.a\nfrom parts import a\nfrom . import b\n",
    "two/lib/shop/__init__.py": "from ns import two\n",
    "two/lib/two/__init__.py": "from .deep import x as deep\nfrom . import y\nfrom shop import cart, two\n",
    "two/lib/two/deep.py": "import shop.cart, sys, time\nfrom two import deep, y\nfrom ......... import far\n",
    "two/lib/time.py": "import time\n",
    "two/lib/os.py": "import os.path, os, os.nothing\n",
    "two/lib/random.py": "import random\n",
    "two/tests/conftest.py": "import helper\nif TYPE_CHECKING:\n    import shop\nelse:\n    import ns.two\n",
    "two/tests/helper.py": "import conftest, Model, model, MODEL\n",
    "two/tests/Model.py": "",
    "two/tests/model.py": "class C:\n    import helper\n    def f(self):\n        import helper as h\n",
    "tools/my-tool.py": "import one, two, shop\n__import__('my-tool')\n__import__('tools.my-tool')\n",
    "tools/v1.2.py": "from . import x\nimport tools\n",
    "tools/run": "#!/usr/bin/env python3\nimport run, shop\nfrom . import run\n",
}
HINTS = [("project", "one/src", ""), ("project", "two/lib", ""), ("folder", "one", ""), ("folder", "two", "")]
DECLARED = [("one", ["yaml", "requests"]), ("two", ["PIL"])]


def two_projects():
    with tempfile.TemporaryDirectory() as top:
        write(top, TWO_PROJECTS)
        tree = Tree(files_below(top), HINTS, declared=DECLARED)
        print(f"two projects: {compare('two projects', tree, top)} rows agree")


# ---------------------------------------------------------------- random trees

NAMES = ["a", "b", "c", "src", "x", "os", "time", "json", "yaml"]


def random_name(dice, longest=3):
    return ".".join(dice.choice(NAMES) for _ in range(dice.randint(1, longest)))


def random_import(dice):
    names = ", ".join(dice.choice(NAMES) + dice.choice(["", "", " as a", " as x"])
                      for _ in range(dice.randint(1, 3)))
    dots = "." * dice.choice([0, 0, 0, 1, 1, 2, 3])
    module = dots + random_name(dice) if not dots or dice.random() < 0.6 else dots
    return dice.choice([
        f"import {random_name(dice)}", f"import {random_name(dice)} as {dice.choice(NAMES)}",
        f"from {module} import {names}", f"from {module} import {names}", f"from {module} import *",
        f"import_module('{module}')", "import pkgutil"])


def random_source(dice):
    lines = []
    for _ in range(dice.randint(0, 4)):
        said = random_import(dice)
        within = "    pass" if "*" in said else "    " + said
        lines.append(dice.choice([
            said, said, said, f"def {dice.choice(NAMES)}():\n{within}", f"class {dice.choice(NAMES)}:\n{within}",
            f"try:\n    {said}\nexcept ImportError:\n    pass", f"if TYPE_CHECKING:\n    {said}"]))
    return "\n".join(lines) + "\n"


def random_files(dice):
    files = {}
    for _ in range(dice.randint(1, 14)):
        folder = "".join(dice.choice(NAMES) + "/" for _ in range(dice.choice([0, 1, 1, 2, 2, 3])))
        kind = dice.choice(["__init__.py"] * 4 + ["__init__.pyi", ".pyi", ".so", ""] + [".py"] * 10)
        name = kind if kind.startswith("__") else dice.choice(NAMES) + kind
        data = random_source(dice)
        files[folder + name] = "#!/usr/bin/python3\n" + data if kind == "" else data
    # What is a file is no folder.
    return {p: d for p, d in files.items() if not any(q.startswith(p + "/") for q in files)}


def random_hints(dice, files):
    """What somebody says of the roots; half of them in a pyproject.toml, which is added."""
    folders = sorted({p[:n] for p in files for n, c in enumerate(p) if c == "/"} | {""})
    at, wanted = dice.choice(folders), dice.random()
    if wanted < 0.4:
        return []
    if wanted < 0.5:
        return [("given", folder, "") for folder in dice.sample(folders, min(len(folders), 2))]
    named = [f for f in dice.sample(folders, min(len(folders), dice.randint(0, 2)))
             if not at or f == at or f.startswith(at + "/")]
    below = [os.path.relpath(f or ".", at or ".") for f in named]
    files[os.path.join(at, "pyproject.toml")] = \
        "[tool.pytest.ini_options]\npythonpath = " + json.dumps(below) + "\n"
    return [("project", f, "") for f in named] + [("folder", at, "")]


def random_tree(seed):
    dice = random.Random(seed)
    files = random_files(dice)
    hints = random_hints(dice, files)
    with tempfile.TemporaryDirectory() as top:
        package_name = dice.choice(["pkg", "a"])
        write(f"{top}/{package_name}", files)
        tree = Tree(files_below(f"{top}/{package_name}"), hints, package_name)
        return compare(f"random {seed}", tree, f"{top}/{package_name}")


def random_trees(seed, count):
    rows = sum(random_tree(seed + n) for n in range(count))
    print(f"random trees: {rows} rows of {count} agree")


def main(arguments):
    if arguments[:1] == ["random"]:
        random_trees(int(arguments[1]), int(arguments[2]))
        return
    if arguments:
        for folder in arguments:
            package(os.path.abspath(folder))
        return
    two_projects()
    random_trees(1, RANDOM_TREES)
    for name in ("django", "sqlalchemy", "twisted"):
        if os.path.isdir(PACKAGES + name):
            package(PACKAGES + name)
        else:
            print(f"{name} isn't installed")


if __name__ == "__main__":
    main(sys.argv[1:])
