#!/usr/bin/python3
"""The graph by grimp's rules: as many modules and edges as grimp 2.5 finds, and each edge
as a second implementation on CPython's ast finds it.

    grimp_agrees_with_ast.py           packages of Debian 12, those that are installed
    grimp_agrees_with_ast.py FOLDER... these packages
"""
import ast
import json
import os
import subprocess
import sys
import tempfile

PACKAGES = "/usr/lib/python3/dist-packages/"
# Modules and edges that grimp 2.5 gives for the versions of Debian 12.
GRIMP = {"django": (858, 2816), "sqlalchemy": (238, 1520), "networkx": (562, 1232),
         "twisted": (840, 4242), "docutils": (120, 215), "pandas": (1357, 5297),
         "sympy": (1456, 13190)}
EDGE_BY_EDGE = ("django", "sqlalchemy", "twisted")


def modules_of(folder):
    """Path and whether it is a package, by name."""
    package, found = os.path.basename(folder), {}
    for at, folders, files in os.walk(folder):
        if "__init__.py" not in files:
            folders.clear()
            continue
        folders[:] = [f for f in folders if not f.startswith(".")]
        below = os.path.relpath(at, folder)
        parts = [package] + ([] if below == "." else below.split("/"))
        for file in sorted(files, key=lambda f: f == "__init__.py"):
            init = file == "__init__.py"
            if not file.endswith(".py") or "." in file[:-3]:
                continue
            name = ".".join(parts if init else parts + [file[:-3]])
            found.setdefault(name, (os.path.join(at, file), init))
    # x.py hides x/__init__.py, whichever was met first.
    for name, (path, init) in found.items():
        plain = path.removesuffix("/__init__.py") + ".py"
        if init and os.path.isfile(plain) and plain.startswith(folder + "/"):
            found[name] = (plain, False)
    return found


def source_of(node, name, init):
    """The M of `from M import`, or None beyond the package."""
    if not node.level:
        return node.module
    parts = name.split(".")
    kept = len(parts) - node.level + init
    if kept <= 0:
        return None
    return ".".join(parts[:kept] + ([node.module] if node.module else []))


def statements(tree):
    """All in a module: imports are among them, so no expression is looked into."""
    waiting = [tree]
    for node in waiting:  # which grows meanwhile
        for part in ("body", "orelse", "handlers", "finalbody", "cases"):
            waiting += getattr(node, part, ())
    return waiting


def edges_of(modules):
    edges = set()
    for name, (path, init) in modules.items():
        with open(path, "rb") as file:
            tree = ast.parse(file.read())
        for node in statements(tree):
            if isinstance(node, ast.Import):
                edges |= {(name, a.name) for a in node.names if a.name in modules}
            elif isinstance(node, ast.ImportFrom):
                source = source_of(node, name, init)
                for alias in node.names if source else ():
                    full = f"{source}.{alias.name}"
                    target = full if full in modules else source
                    edges |= {(name, target)} if target in modules else set()
    return edges


def ours(folder):
    run = subprocess.run([os.environ["CAMBIUM"], "graph", "edges", folder, "--profile", "grimp",
                          "--no-store", "-q", "-f", "json"], capture_output=True, check=True)
    found = json.loads(run.stdout)
    return found["modules_count"], [(edge["from"], edge["to"]) for edge in found["edges"]]


def compare(folder, one_by_one):
    modules, edges = ours(folder)
    name = os.path.basename(folder)
    assert len(edges) == len(set(edges)), f"{name}: an edge twice"
    if name in GRIMP:
        assert (modules, len(edges)) == GRIMP[name], (name, modules, len(edges))
    if one_by_one:
        wanted = modules_of(folder)
        assert modules == len(wanted), (name, modules, len(wanted))
        assert set(edges) == edges_of(wanted), (name, set(edges) ^ edges_of(wanted))
    print(f"{name}: {modules} modules, {len(edges)} edges")


def write(top, path, text=""):
    os.makedirs(os.path.dirname(f"{top}/{path}"), exist_ok=True)
    with open(f"{top}/{path}", "w") as file:
        file.write(text)


# What no package of Debian has, in one.
ODD = {
    "__init__.py": "from . import a, gone\nfrom .. import beyond\nfrom ... import far\n",
    "a.py": "import odd, odd.b, odd.b.c, odd.b.nothing, os, odd.a\nfrom odd.b import *\n",
    "b.py": "from .a import f\ndef g():\n    from . import x\n    import odd.x.y\n",
    "b/__init__.py": "import odd.a\n",
    "b/c.py": "from .. import a\nfrom ..x import y\nfrom ...odd import a\n",
    "x/__init__.py": "from .y import z\nfrom x import y\n",
    "x/y.py": "if TYPE_CHECKING:\n    import odd.x\ntry:\n    import odd.a as q\nexcept ImportError:\n    pass\n",
    "x/two.dots.py": "import odd.a\n",
    ".hidden/__init__.py": "import odd.a\n",
    ".hidden.py": "import odd.a\n",
    "none/m.py": "import odd.a\n",
    "none/deep/__init__.py": "import odd.a\n",
    "stub.pyi": "import odd.a\n",
}


def main(arguments):
    if arguments:
        for folder in arguments:
            compare(os.path.abspath(folder), True)
        return
    for name in GRIMP:
        if os.path.isdir(PACKAGES + name):
            compare(PACKAGES + name, name in EDGE_BY_EDGE)
    with tempfile.TemporaryDirectory() as top:
        for path, text in ODD.items():
            write(top, f"odd/{path}", text)
        compare(f"{top}/odd", True)


if __name__ == "__main__":
    main(sys.argv[1:])
