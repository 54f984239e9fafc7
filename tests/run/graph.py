#!/usr/bin/python3
"""cambium graph and config doctor at the prompt: every format, the same bytes however it is
asked, what is asked wrongly, contracts, hostile trees. Whether it is true: graph_truth.py."""
import csv
import io
import os
import random
import re
import shutil
import subprocess

import harness
from harness import environment, folder, run, strict, write

FILES = {
    "shop/__init__.py": "from shop.cart import model\n",
    "shop/cart/__init__.py": "from .model import Model\n",
    "shop/cart/model.py": "import json\nimport requests\nfrom shop.pay import total\n\nclass Model:\n    pass\n",
    "shop/pay.py": "from shop.cart.model import Model\nimport importlib\n\ndef total():\n    import shop.late\n"
                   "    importlib.import_module('shop.' + 'x')\n",
    "shop/late.py": "import shop.missing\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from shop import pay\n"
                    "try:\n    from shop.pay import *\nexcept ImportError:\n    pass\n",
    "shop/cart/deep/a.py": "from .. import model, Model\nfrom ...pay import (total,\n    total as t)\nfrom shop.late import *\n",
    "tests/test_pay.py": "import shop.pay\n\ndef test_a():\n    pass\n",
    "odd-name.py": "import shop\nfrom shop.cart import Model\n",
    "typed.pyi": "import shop.pay\n",
    "broken.py": "import shop.late\ndef f(:\n",
    "notes.txt": "no code\n",
}
FORMATS = {"edges": "dot mermaid csv", "deps": "dot mermaid csv", "rdeps": "dot mermaid csv", "path": "csv",
           "stats": "csv", "impact": "dot mermaid csv", "cycles": "dot mermaid", "contracts": ""}
ROWS = {"edges": "edges", "deps": "modules", "rdeps": "modules", "path": "steps", "impact": "modules",
        "cycles": "components", "contracts": "contracts"}
QUESTIONS = [
    ("edges",), ("edges", "--kinds", "all", "--external"), ("edges", "-g", "file"), ("edges", "-g", "package"),
    ("edges", "-g", "top-level"), ("deps", "shop.pay", "-t"), ("rdeps", "shop/late.py", "--depth", "2"),
    ("path", "tests.test_pay", "shop.late", "--all-shortest"), ("path", "shop.late", "tests.test_pay"),
    ("cycles",), ("cycles", "--kinds", "all", "--top", "0"), ("stats",), ("stats", "--by", "module"),
    ("contracts", "--contract", "layers: shop.pay > shop.late", "--contract", "forbidden: shop -> requests"),
    ("contracts", "--contract", "acyclic: shop"), ("impact", "shop/late.py", "notes.txt"),
]


def graph(*arguments, cwd, status=0, says=None, **options):
    keep = () if "--store" in arguments else ("--no-store",)
    done = run("graph", *arguments, *keep, cwd=cwd, **options)
    assert done.returncode == status, (arguments, done)
    if says is not None:
        assert says in done.stderr.decode(), (says, done.stderr)
    return done.stdout


def asked(*arguments, cwd, status=0):
    """The JSON document."""
    return strict(graph(*arguments, "-f", "json", cwd=cwd, status=status))


def rows(*arguments, cwd, status=0):
    document = asked(*arguments, cwd=cwd, status=status)
    return document[rows_name(arguments)]


def rows_name(arguments):
    by_module = arguments[-2:] == ("--by", "module")
    return ROWS.get(arguments[0], "modules" if by_module else "packages")


def status_of(question):
    return 1 if question[0] == "contracts" else 0


def tree_of(top, files):
    for path, text in files.items():
        write(top / path, text)
    return top


# ------------------------------------------------------------------- formats


def cell_of(value):
    if isinstance(value, list):
        return " ".join(value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def all_formats_say_the_same(top):
    for question in QUESTIONS:
        status = status_of(question)
        document = asked(*question, cwd=top, status=status)
        assert document["schema"] == "cambium/1" and document["report"] == f"graph {question[0]}", document
        found = document[rows_name(question)]
        lines = graph(*question, "-f", "ndjson", cwd=top, status=status).splitlines()
        assert [strict(line) for line in lines] == found, question
        if "csv" in FORMATS[question[0]]:
            table = list(csv.DictReader(io.StringIO(graph(*question, "-f", "csv", cwd=top).decode()), strict=True))
            assert len(table) == len(found), question
            for cells, row in zip(table, found):
                assert {k: cells[k] for k in row} == {k: cell_of(v) for k, v in row.items()}, (cells, row)
        text = graph(*question, cwd=top, status=status)
        assert text.endswith(b"\n") and b"\x1b" not in text, text
        for picture in ("dot", "mermaid"):
            if picture in FORMATS[question[0]]:
                read_picture(graph(*question, "-f", picture, cwd=top), picture)


STRING = r'"((?:[^"\\\n]|\\.)*)"'
DOT = [(re.compile(r"  (n\d+) \[label=" + STRING + r"(, [a-z=, 0-9]+)?\];"), "node"),
       (re.compile(r"  (n\d+) -> (n\d+)( \[[^\]\n]*\])?;"), "edge"),
       (re.compile(r"  (rankdir=LR|labelloc=t|node \[shape=box\]|label=" + STRING + ");"), None)]
MERMAID = [(re.compile(r'  (n\d+)[\[(]"([^"\n]*)"[\])]'), "node"),
           (re.compile(r"  (n\d+) (?:-->|==>)(?:\|([^|\n]*)\|)? (n\d+)"), "edge"),
           (re.compile(r"  (accTitle: .*|classDef .*|linkStyle .*|class .*)"), None)]


def read_picture(text, kind):
    """({node: label}, [(from, to)], the first line) of a picture in which every line is known."""
    head, *lines = text.decode("utf-8", "strict").splitlines()
    assert re.match(r"(//|%%) [\d,]+ modules? and [\d,]+ imports?; shown", head), head
    nodes, edges = {}, []
    if kind == "dot":
        assert lines[0] == "digraph {" and lines.pop() == "}", text
    else:
        assert lines[0] == "flowchart LR", text
    for line in lines[1:]:
        found, what = next(((m, what) for pattern, what in (DOT if kind == "dot" else MERMAID)
                            if (m := pattern.fullmatch(line))), (None, None))
        assert found, (kind, line)
        if what == "node":
            assert found[1] not in nodes, text
            nodes[found[1]] = found[2]
        elif what == "edge":
            ends = [end for end in found.groups() if end and re.fullmatch(r"n\d+", end)]
            assert len(ends) == 2 and set(ends) <= nodes.keys(), (line, nodes)
            edges.append(tuple(ends))
    assert len(edges) == len(set(edges)), text
    return nodes, edges, head


def pictures_say_what_they_hide(top):
    """Nodes that were put together say how many they stand for; all are there."""
    for at in range(40):
        write(top / f"big{at % 4}/p{at % 8}/m{at}.py", f"import big{(at + 1) % 4}.p{(at + 5) % 8}.m{(at + 5) % 40}\n")
    links = len(rows("edges", cwd=top))
    for most in ("3", "5", "9", "40", "0"):
        for kind in ("dot", "mermaid"):
            nodes, edges, head = read_picture(graph("edges", "--max-nodes", most, "-f", kind, cwd=top), kind)
            assert most == "0" or len(nodes) <= int(most), (most, head)
            count = sum(int(m[1] or m[2]) if (m := re.search(r"\((\d+)\)$|^(?=(\d+) others$)", label)) else 1 for label in nodes.values())
            whole = [int(n) for n in re.findall(r"\d+", head)]
            assert count == whole[0] == 40, (most, nodes, head)
            assert whole[-2:] == [len(nodes), len(edges)], (head, nodes, edges)
            assert ("first" in head or "others" in head) == (len(nodes) < 40), head
            assert whole[1] == links, head


def hostile_names_stay_names(top):
    names = ['a"b', "a\\b", "a\nb", "a]b", "<b>x", "a;b", "--x", "a|b", "%%{init}%%", "\xe4", "end"]
    for at, name in enumerate(names):
        write(top / f"{name}.py", "import plain\n")
    write(top / "plain.py", "")
    with open(os.fsencode(top) + b"/\xff.py", "wb") as file:
        file.write(b"import plain\n")
    for kind in ("dot", "mermaid"):
        nodes, edges, _ = read_picture(graph("edges", "-f", kind, cwd=top), kind)
        assert len(nodes) == len(names) + 2 and len(edges) == len(names) + 1, (nodes, edges)
    if shutil.which("dot"):
        drawn = subprocess.run(["dot", "-Tplain"], input=graph("edges", "-f", "dot", cwd=top), capture_output=True,
                               check=True)
        assert drawn.stdout.count(b"\nedge ") == len(names) + 1, drawn
    table = list(csv.DictReader(io.StringIO(graph("edges", "-f", "csv", cwd=top).decode(), newline="")))
    assert {row["file"] for row in table if row["file"]} >= {f"{name}.py" for name in names}, table
    assert sum(row["file_base64"] != "" for row in table) == 1, table
    found = rows("edges", cwd=top)
    assert {harness.base64.b64decode(r["file_base64"]) for r in found if "file_base64" in r} == {b"\xff.py"}, found
    write(top / "plain.py", "class C: pass\n")
    assert len(rows("rdeps", "plain", cwd=top)) == len(names) + 1


# ----------------------------------------------------------- the same bytes


def bytes_are_the_same(top):
    """One thread or two, folders in any order, under another path, warm or cold."""
    copy = top / "copy of it"
    for path, text in FILES.items():
        write(copy / path, text)
        write(top / "one" / path, text)
    store = ("--store", top / "store")
    for question in QUESTIONS:
        ask = (*question, "-f", "json", "-f", f"text={top}/text")
        status = status_of(question)
        first = graph(*ask, "-j1", cwd=top / "one", status=status), (top / "text").read_bytes()
        ways = [dict(cwd=copy)]
        ways += [dict(cwd=top / "one", env=environment("preload_order", CAMBIUM_ORDER=n)) for n in (1, 2)]
        for at, way in enumerate(ways):
            # The copy is cold for the first question alone, and warm from then on.
            how = ("-j2",) if at else ("-j2", *store)
            got = graph(*ask, *how, status=status, **way), (top / "text").read_bytes()
            assert got == first, (question, way, got, first)


def an_edit_is_seen(top):
    """A warm answer is the cold one, whatever changed."""
    random_ = random.Random(4)
    store = ("--store", top / "store")
    tree = tree_of(top / "tree", FILES)
    for step in range(12):
        path = random_.choice([p for p in FILES if p.endswith(".py")])
        if step % 4 == 3 and (tree / path).exists():
            (tree / path).unlink()
        else:
            write(tree / path, f"import {random_.choice(['shop.pay', 'shop.late', 'shop.cart', 'nothing'])}\n" * (step % 3))
        for ask in (("edges", "--kinds", "all", "--external"), ("stats", "--by", "module"), ("cycles",)):
            assert graph(*ask, "-f", "json", *store, cwd=tree) == graph(*ask, "-f", "json", cwd=tree), (step, ask)


# ------------------------------------------------------------------ questions


def edges_are_chosen(top):
    every = rows("edges", "--kinds", "all", "--external", cwd=top)
    written = ("load", "optional", "star", "function", "typing", "dynamic")
    kinds = {row["kind"] for row in every}
    assert kinds == {*written, "reexport", "ancestor"}, kinds
    inside = [row for row in every if row["end"] in ("module", "namespace")]
    assert rows("edges", "--kinds", "all", cwd=top) == inside
    assert rows("edges", cwd=top) == [row for row in inside if row["kind"] in written]
    for kinds in ("load", "load,typing", "reexport"):
        assert rows("edges", "--kinds", kinds, cwd=top) == [r for r in inside if r["kind"] in kinds.split(",")]
    assert rows("edges", "--package", "shop.cart", cwd=top) == [
        r for r in rows("edges", cwd=top) if (r["from"] + ".").startswith("shop.cart.")]
    outside = {(row["to"], row["end"], row["confidence"]) for row in every if row not in inside}
    assert {("json", "standard", "certain"), ("requests", "undeclared", "certain"),
            ("shop.missing", "unresolved", "none")} <= outside, outside
    assert any(row["why"] and "computed" in row["why"] for row in every), every
    assert [(r["line"], r["names"]) for r in every if r["from"] == "shop.cart.deep.a" and r["kind"] == "load" and
            r["to"] == "shop.cart.model"] == [(1, ["model"])], every
    by_package = {(r["from"], r["to"]) for r in rows("edges", "-g", "package", cwd=top)}
    assert ("shop.cart", "shop") in by_package and all(a != b for a, b in by_package), by_package
    assert {(r["from"], r["to"]) for r in rows("edges", "-g", "top-level", cwd=top)} >= {("tests", "shop")}
    assert all("/" in r["to"] or r["to"].endswith(".py") for r in rows("edges", "-g", "file", cwd=top))


def rows_are_cut_in_text_alone(top):
    whole = graph("edges", cwd=top).decode().splitlines()
    cut = graph("edges", "--top", "2", cwd=top).decode().splitlines()
    # Widths follow what is shown; what is shown doesn't.
    assert [line.split()[:2] for line in cut[:3]] == [line.split()[:2] for line in whole[:3]]
    assert cut[3:] == [f"  and {len(whole) - 3} more"], cut
    assert graph("edges", "--top", "2", "-f", "csv", cwd=top) == graph("edges", "-f", "csv", cwd=top)
    assert graph("edges", "--top", "0", cwd=top).decode().splitlines() == whole
    document = asked("path", "tests.test_pay", "shop.cart.model", "--all-shortest", "--top", "1", cwd=top)
    assert document["paths"] == 1, document


def modules_have_several_names(top):
    for name in ("shop.late", "shop/late.py", "./shop/late.py"):
        assert graph("rdeps", name, cwd=top) == graph("rdeps", "shop.late", cwd=top), name
    assert graph("rdeps", "shop.late", ".", cwd=top) == graph("rdeps", "shop.late", "--tree", ".", cwd=top)
    assert graph("rdeps", "shop.late", top, cwd="/") == graph("rdeps", "shop.late", cwd=top)
    assert b"shop.pay is shop.pay" in graph("path", "shop.pay", "shop.pay", cwd=top)
    assert b"shop.late does not get to tests.test_pay" in graph("path", "shop.late", "tests.test_pay", cwd=top)
    assert asked("path", "shop.late", "tests.test_pay", cwd=top)["length"] is None


def wrong_questions_are_answered(top):
    for arguments, says in [
            ((), "graph takes a verb, not ''; one of edges"),
            (("edge",), "graph takes a verb, not 'edge'; one of edges"),
            (("edges", "--kinds", "lode"), "there is no kind of import 'lode'; there are load"),
            (("edges", "--kinds", ""), "--kinds names no kind of import"),
            (("edges", "-f", "xml"), "there is no format 'xml'; there are text, json"),
            (("path", "shop", "shop.pay", "-f", "dot"), "there is no format 'dot'"),
            (("edges", "-g", "line"), "--granularity takes module, file, package or top-level, not 'line'"),
            (("edges", "--profile", "mine"), "--profile takes native or grimp, not 'mine'"),
            (("edges", "--package", "shoop"), "there is no module 'shoop'; is it 'shop'?"),
            (("edges", "--top", "x"), "--top takes a number, not 'x'"),
            (("edges", "--python", "2.7"), "--python takes 3."),
            (("edges", "a", "b"), "takes 0 names and one PATH at most, not 2"),
            (("edges", "nowhere"), "nowhere"),
            (("deps",), "graph deps takes 1 name and one PATH at most, not 0"),
            (("deps", "shop.lat"), "there is no module 'shop.lat'; is it 'shop.late'?"),
            (("deps", "shop/lat.py"), "there is no module 'shop/lat.py'"),
            (("rdeps", "entirely.else"), "there is no module 'entirely.else'"),
            (("deps", "shop", ".", "--tree", "."), "PATH and --tree say the same"),
            (("path", "shop"), "takes 2 names"),
            (("path", "shop", "shop.pai"), "is it 'shop.pay'?"),
            (("stats", "--by", "line"), "--by takes"),
            (("contracts",), "there is no contract"),
            (("contracts", "--contract", "layers: shop >"), "column 15"),
            (("contracts", "--contract", "forbid: a -> b"), "column 1: layers, forbidden"),
            (("contracts", "--contract", "forbidden: shoop -> shop.pay"), "do you mean 'shop'?"),
            (("impact",), "say what changed: files"),
            (("impact", "shop/late.py", "--since", "HEAD"), "one of these"),
            (("impact", "shop/late.py", "--staged"), "one of these"),
            (("impact", "shop/late.py", "--file-effect", "*.txt=some"), "--file-effect takes GLOB=none"),
            (("impact", "shop/late.py", "--computed-imports", "some"), "--computed-imports takes none, package")]:
        assert graph(*arguments, cwd=top, status=2, says=says) == b"", arguments
        # Nothing is written where a good answer would go.
        done = run("graph", *arguments, "--no-store", "-o", top / "answer", cwd=top)
        assert done.returncode == 2 and not (top / "answer").exists(), arguments


def a_file_that_fails_is_said(top):
    """Status 3, and what is known of the others."""
    tree = tree_of(top / "tree", FILES)
    (tree / "shop/late.py").chmod(0)
    program = harness.program_for_nobody(top)
    top.chmod(0o755)
    done = run("graph", "edges", "--no-store", "-f", "json", program=program, cwd=tree, **harness.as_nobody())
    assert done.returncode == 3, done
    assert {r["from"] for r in strict(done.stdout)["edges"]} >= {"shop.pay", "tests.test_pay"}, done
    done = run("graph", "edges", "--no-store", "--fail-on", "none", program=program, cwd=tree, **harness.as_nobody())
    assert done.returncode == 0, done
    (tree / "shop/late.py").chmod(0o644)


# ------------------------------------------------------------------ contracts


def contracts_are_kept_or_broken(top):
    def verdicts(*rules, status):
        found = rows("contracts", *(a for rule in rules for a in ("--contract", rule)), cwd=top, status=status)
        return [(c["verdict"], [(v["from"], v["to"]) for v in c["violations"]]) for c in found]

    assert verdicts("layers: tests > shop", "forbidden: shop -> tests", status=0) == [("kept", []), ("kept", [])]
    assert verdicts("layers: tests > shop", "layers: shop > tests", status=1)[1][0] == "broken"
    assert verdicts("forbidden: shop.cart -> json", status=1) == [("broken", [("shop.cart", "json")])]
    assert verdicts("forbidden: tests -> requests", status=1) == [("broken", [("tests", "requests")])]
    assert verdicts("forbidden direct: tests -> requests", status=0) == [("kept", [])]
    assert verdicts("protected: shop.pay by shop", status=1) == [("broken", [(None, "shop.pay")])]
    assert verdicts("acyclic: shop", status=1)[0][0] == "broken"
    document = asked("contracts", "--contract", "forbidden: tests -> requests", cwd=top, status=1)
    (chain,) = document["contracts"][0]["violations"][0]["chains"]
    assert chain[0]["from"] == "tests.test_pay" and chain[-1]["to"] == "requests", chain
    for step in chain:
        assert step["line"] is None or "import" in (top / step["file"]).read_text().splitlines()[step["line"] - 1], step
    # One that nothing needs is said, and harmless.
    (contract,) = rows("contracts", "--contract", "forbidden: tests -> json except shop.cart.model -> json, shop.late "
                       "-> shop.cart", cwd=top)
    assert contract["verdict"] == "kept", contract
    assert contract["unused_exceptions"] == [{"from": "shop.late", "to": "shop.cart"}], contract
    write(top / ".cambium.toml", "graph.contract = ['layers: shop > tests']\n")
    assert b"broken" in graph("contracts", cwd=top, status=1)
    assert graph("contracts", "--isolated", cwd=top, status=2, says="there is no contract") == b""
    write(top / ".cambium.toml", "graph.contract = ['layers: tests > shop']\n")
    assert graph("contracts", cwd=top).startswith(b"kept     layers: tests > shop\n")
    write(top / ".cambium.toml", "graph.contract = ['layers tests > shop']\n")
    graph("contracts", cwd=top, status=2, says=".cambium.toml")
    (top / ".cambium.toml").unlink()


def kinds_of_contracts(top):
    """Those of the rule, else those of --kinds, else what is written: that a package is loaded
    before what lies in it is nobody's import."""
    write(top / "pkg/__init__.py", "import pkg.web\n")
    for name in ("web", "core"):
        write(top / f"pkg/{name}.py", "")
    for kinds, broken, said in (("", False, ()), ("[all]", True, ()), ("[load,ancestor]", True, ()), ("[load]", False, ()),
                                ("", True, ("--kinds", "all")), ("[load]", False, ("--kinds", "all"))):
        graph("contracts", "--contract", f"layers{kinds}: pkg.web > pkg.core", *said, cwd=top, status=int(broken))
    for at in range(15):
        write(top / f"pkg/c{at}.py", "import pkg.web\n")
    for most, listed in ((None, 10), ("3", 3), ("0", 16), ("99", 16)):
        (contract,) = rows("contracts", "--contract", "forbidden direct: pkg -> pkg.web", *(("--top", most) if most else ()),
                           cwd=top, status=1)
        (violation,) = contract["violations"]
        assert (violation["imports"], len(violation["chains"])) == (16, listed), (most, violation)


# --------------------------------------------------------------------- doctor


def doctor(*arguments, cwd, status=0):
    done = run("config", "doctor", *arguments, "--no-store", cwd=cwd)
    assert done.returncode == status, done
    return done.stdout


def doctor_says_what_is_odd(top):
    found = strict(doctor("-f", "json", cwd=top))
    assert found["schema"] == "cambium/1" and found["report"] == "config doctor"
    odd = {(o["kind"], o["subject"]) for o in found["oddities"]}
    assert {("nameless", "odd-name.py"), ("unresolved", "shop.missing"), ("undeclared", "requests")} <= odd, odd
    missing = next(o for o in found["oddities"] if o["subject"] == "shop.missing")
    assert (missing["file"], missing["line"]) == ("shop/late.py", 1), missing
    text = doctor(cwd=top).decode()
    assert "shop.missing  shop/late.py:1" in text and "odd-name.py" in text, text
    assert doctor("-j1", cwd=top) == doctor("-j2", cwd=top)
    assert sum(root["modules"] for root in found["roots"]) == asked("stats", cwd=top)["modules_count"]
    src = tree_of(top / "under", {f"lib/{path}": text for path, text in FILES.items()})
    (root,) = [r for r in strict(doctor("-f", "json", "--source-root", "lib", cwd=src))["roots"] if r["modules"]]
    assert (root["folder"], root["origin"]) == ("lib", "option") or root["folder"] == "lib", root
    assert b"nowhere" in run("config", "doctor", "nowhere", "--no-store", cwd=top).stderr
    shutil.rmtree(src)


# -------------------------------------------------------------------- hostile


def hostile_trees_do_no_harm(top):
    tree = tree_of(top / "tree", FILES)
    deep = "/".join(["d"] * 40)
    for at in range(1, 41):
        write(tree / "/".join(["d"] * at) / "__init__.py", f"from {'.' * at} import x\nfrom {'.' * 60} import y\n")
    write(tree / deep / "m.py", "from " + "." * 40 + "d import m\nimport " + ".".join(["d"] * 40) + ".m\n")
    (tree / "loop").symlink_to(".")
    (tree / "shop/up").symlink_to("../..")
    (tree / "dangling.py").symlink_to("nowhere.py")
    (tree / "outside.py").symlink_to("/etc/passwd")
    write(tree / "knot/__init__.py", "from knot import *\nfrom knot.knot import *\nimport knot.knot.knot\nfrom . import knot\n")
    write(tree / "knot/knot/__init__.py", "from .. import *\nfrom ... import *\nfrom knot import knot as knot\n")
    write(tree / "bad.py", b"import \xff\xfe\nimport a..b\nfrom . import\nfrom import x\nimport " + b"a." * 3000 + b"\n")
    write(tree / "nul.py", b"import shop\0.pay\nimport shop.late\n")
    write(tree / "wide.py", "from shop import (" + ", ".join(f"n{i}" for i in range(5000)) + ")\n")
    write(tree / "lines.py", "import shop\r\nimport shop.pay\rimport shop.late\n")
    write(tree / "pyproject.toml", "[tool.setuptools]\npackage-dir = {'' = '../../..'}\n[project]\nname = 3\n"
                                   "requires-python = '>=3.99999999999999999999'\n")
    write(tree / "setup.cfg", b"[options]\npackage_dir =\n  = /etc\n\xff\n")
    os.mkfifo(tree / "pipe.py")
    before = harness.snapshot(tree)
    for question in (*QUESTIONS, ("edges", "--kinds", "all", "-f", "dot"), ("cycles", "--kinds", "all", "-f", "mermaid"),
                     ("impact", "knot/__init__.py", "pipe.py", "dangling.py", "loop/shop/pay.py", "../x", "/", ".")):
        done = run("graph", *question, "--no-store", "-f", f"json={top}/one", "-j2", cwd=tree)
        # 3: nul.py can't be Python. 1: a contract is broken.
        assert done.returncode in (1, 3), (question, done)
        strict((top / "one").read_bytes())
    doctor("-f", "json", cwd=tree, status=3)
    assert harness.snapshot(tree) == before
    assert not any(r["file"].startswith("loop") or "passwd" in r["file"] for r in rows("edges", cwd=tree, status=3))
    empty = top / "empty"
    empty.mkdir()
    for question in (("edges",), ("cycles",), ("stats",), ("stats", "--by", "module"), ("impact", "x.py")):
        strict(graph(*question, "-f", "json", cwd=empty))
        graph(*question, cwd=empty)
    assert strict(doctor("-f", "json", cwd=empty))["oddities"] == []
    graph("deps", "x", cwd=empty, status=2, says="there is no module 'x'")


def on(files, *checks):
    for check in checks:
        with folder() as top:
            check(tree_of(top, files))


if __name__ == "__main__":
    on(FILES, all_formats_say_the_same, edges_are_chosen, rows_are_cut_in_text_alone, modules_have_several_names,
       wrong_questions_are_answered, contracts_are_kept_or_broken, doctor_says_what_is_odd)
    on({}, pictures_say_what_they_hide, hostile_names_stay_names, bytes_are_the_same, an_edit_is_seen, kinds_of_contracts,
       a_file_that_fails_is_said, hostile_trees_do_no_harm)
