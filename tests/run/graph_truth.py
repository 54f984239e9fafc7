#!/usr/bin/python3
"""Is the import graph true? A second implementation knows what made trees import; Python knows
which cycles fail; and what is left when the cuts are made has no cycle."""
import json
import random
import re
import subprocess

import harness
from harness import folder, run, write

ROWS = {"edges": "edges", "deps": "modules", "rdeps": "modules", "cycles": "components", "impact": "modules"}


def asked(*arguments, cwd):
    """The JSON document."""
    done = run("graph", *arguments, "-f", "json", "--no-store", cwd=cwd)
    assert done.returncode == 0, done
    return json.loads(done.stdout, object_pairs_hook=harness.once, parse_constant=harness.never)


def rows(*arguments, cwd):
    return asked(*arguments, cwd=cwd)[ROWS[arguments[0]]]


class Made:
    """A tree of modules whose imports are known because we made them up."""

    def __init__(self, top, seed, count=24):
        chance = random.Random(seed)
        self.names = [f"p{i % 3}.m{i}" for i in range(count)]
        self.edges = {}  # (from, to): [(line, kind)]
        self.selves = {}  # kinds of imports of those that import themselves: no way to anywhere
        for name in self.names:
            text = self.body(chance, name)
            write(top / (name.replace(".", "/") + ".py"), text)
        for package in range(3):
            write(top / f"p{package}/__init__.py", "")
        self.names += ["p0", "p1", "p2"]

    def body(self, chance, name):
        lines = []
        for to in chance.sample(self.names, chance.randrange(4)):
            kind = chance.choice(("load", "load", "function", "optional", "typing"))
            package, _, last = to.partition(".")
            said = chance.choice((f"import {to}", f"from {package} import {last}", f"from {to} import value"))
            before = {"load": "", "function": "def f():\n    ", "optional": "try:\n    ",
                      "typing": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    "}[kind]
            after = "\nexcept ImportError:\n    pass" if kind == "optional" else ""
            lines += (before + said + after).split("\n")
            line = len(lines) - (2 if kind == "optional" else 0)
            if to == name:
                self.selves.setdefault(name, set()).add(kind)
            else:
                self.edges.setdefault((name, to), []).append((line, kind))
        return "\n".join(lines) + "\nvalue = 1\n"

    def near(self, module, kinds, backwards):
        return sorted({a if backwards else b for (a, b), ways in self.edges.items()
                       if (b if backwards else a) == module and any(kind in kinds for _, kind in ways)})

    def distances(self, starts, kinds, backwards=False):
        found, wave = dict.fromkeys(starts, 0), list(starts)
        for module in wave:
            for other in self.near(module, kinds, backwards):
                if other not in found:
                    found[other] = found[module] + 1
                    wave.append(other)
        return found

    def ways(self, module, to, kinds):
        """How many shortest ways there are."""
        count, left = {module: 1}, self.distances([module], kinds)
        for other in sorted(left, key=left.get):
            for next_ in self.near(other, kinds, False):
                if left[next_] == left[other] + 1:
                    count[next_] = count.get(next_, 0) + count[other]
        return count.get(to, 0)


def graph_is_what_was_made(top, seed):
    made, kinds = Made(top, seed), ("load", "optional", "function", "typing")
    chance = random.Random(seed)
    found = {}
    for row in rows("edges", cwd=top):
        if row["from"] != row["to"]:
            found.setdefault((row["from"], row["to"]), []).append((row["line"], row["kind"]))
    assert found == {edge: sorted(ways) for edge, ways in made.edges.items()}, seed
    for module in chance.sample(made.names, 3):
        for verb in ("deps", "rdeps"):
            for depth in (1, 2, None):
                far = ("-t",) if depth is None else ("--depth", str(depth))
                want = {m: d for m, d in made.distances([module], kinds, verb == "rdeps").items()
                        if d and (depth is None or d <= depth)}
                got = rows(verb, module, *far, cwd=top)
                assert {row["module"]: row["distance"] for row in got} == want, (seed, verb, module, depth)
                assert [(r["distance"], r["module"]) for r in got] == sorted((d, m) for m, d in want.items())
                check_evidence(top, [(row["via"], row["module"], row) if verb == "deps" else
                                     (row["module"], row["via"], row) for row in got])
    check_ways(top, made, chance, kinds)
    check_components(top, made)
    check_stats(top, made, kinds)
    check_impact(top, made, chance)


def check_evidence(top, steps):
    """The line that is named says it."""
    for importer, imported, row in steps:
        path = top / row["file"]
        assert row["file"] == importer.replace(".", "/") + ".py", row
        line = path.read_text().splitlines()[row["line"] - 1]
        assert imported.rpartition(".")[2] in re.findall(r"\w+", line) and "import" in line, (row, line)


def check_ways(top, made, chance, kinds):
    for _ in range(4):
        a, b = chance.sample(made.names[:-3], 2)
        want = made.distances([a], kinds).get(b)
        got = asked("path", a, b, "--all-shortest", cwd=top)
        assert (got["length"], got["paths_there_are"]) == (want, made.ways(a, b, kinds)), (a, b, got)
        paths = {}
        for step in got["steps"]:
            paths.setdefault(step["path"], []).append((step["from"], step["to"]))
        assert len(paths) == got["paths"] == len({tuple(p) for p in paths.values()}), got
        for path in paths.values():
            assert path[0][0] == a and path[-1][1] == b and len(path) == want, path
            assert all(x[1] == y[0] for x, y in zip(path, path[1:])), path
        check_evidence(top, [(step["from"], step["to"], step) for step in got["steps"]])


def check_components(top, made):
    for kinds in (("load", "optional"), ("load",)):
        below = {name: set(made.distances([name], kinds)) for name in made.names}
        knots = {frozenset(other for other in below[name] if name in below[other]) for name in made.names}
        knots = {k for k in knots if len(k) > 1 or made.selves.get(*k, set()) & set(kinds)}
        got = asked("cycles", "--kinds", ",".join(kinds), "--top", "0", cwd=top)
        assert {frozenset(c["modules"]) for c in got["components"]} == knots, knots
        assert got["cyclic"] == sum(len(k) for k in knots)
        for component in got["components"]:
            for cycle in component["cycles"]:
                ways = list(zip(cycle["modules"], cycle["modules"][1:] + cycle["modules"][:1]))
                assert all(b in made.near(a, kinds, False) or a == b and a in made.selves for a, b in ways), cycle
            cut = {(c["from"], c["to"]) for c in component["cuts"]}
            assert all((m, m) in cut for m in component["modules"] if made.selves.get(m, set()) & set(kinds)), cut
            left = {edge: ways for edge, ways in made.edges.items() if edge not in cut}
            assert not is_cyclic(left, kinds, component["modules"]), component
            assert component["after"] == {"largest": 0, "cyclic": 0}, component


def is_cyclic(edges, kinds, modules):
    left = {m: {b for (a, b), ways in edges.items() if a == m and b in modules and
                any(kind in kinds for _, kind in ways)} for m in modules}
    while free := [m for m in left if not left[m] & left.keys()]:
        for m in free:
            del left[m]
    return bool(left)


def check_stats(top, made, kinds):
    document = asked("stats", "--by", "module", cwd=top)
    assert document["modules_count"] == len(made.names)
    assert document["pairs"] == len(made.edges) + len(made.selves), (document["pairs"], len(made.edges))
    for row in document["modules"]:
        into, out = (len(made.near(row["module"], kinds, way)) for way in (True, False))
        assert (row["fan_in"], row["fan_out"]) == (into, out), row
        assert row["instability"] is None if into + out == 0 else abs(row["instability"] - out / (into + out)) < 1e-5
    packages = {row["package"]: row for row in asked("stats", cwd=top)["packages"]}
    for name, row in packages.items():
        inner = {m for m in made.names if m.partition(".")[0] == name}
        assert row["modules"] == len(inner)
        assert row["afferent"] == len({a for a, b in made.edges if b in inner and a not in inner})
        assert row["efferent"] == len({b for a, b in made.edges if a in inner and b not in inner})


def check_impact(top, made, chance):
    """Of any import, and of the packages that modules lie in."""
    changed = chance.sample(made.names[:-3], 2)
    packages = {(name, name[:2]): [(None, "load")] for name in made.names if "." in name}
    whole = Made.__new__(Made)
    whole.names, whole.edges = made.names, made.edges | packages
    want = whole.distances(changed, ("load", "optional", "function", "typing"), True)
    got = rows("impact", *(name.replace(".", "/") + ".py" for name in changed), cwd=top)
    assert {row["module"]: row["distance"] for row in got} == want, (changed, got)
    for row in got:
        assert len(row["chain"]) == row["distance"] + 1 and row["chain"][-1] in changed, row
        assert all((a, b) in whole.edges for a, b in zip(row["chain"], row["chain"][1:])), row
        assert row["changed"] == row["chain"][-1].replace(".", "/") + ".py", row


# ------------------------------------------------------------------- cycles

KNOTS = {  # a module each; whether Python fails if one of them is loaded first
    "early": ({"a": "from early.b import B\nA = 1\n", "b": "from early.a import A\nB = 1\n"}, True),
    "ring": ({"a": "import ring.b\nA = 1\n", "b": "import ring.c\n", "c": "from ring.a import A\n"}, True),
    "whole": ({"a": "import whole.b\n", "b": "import whole.a\n"}, False),
    "inner": ({"a": "from inner import b\n", "b": "from inner import a\n"}, False),
    "dots": ({"a": "from . import b\n", "b": "from . import a\n"}, False),
    "guarded": ({"a": "from guarded.b import B\nA = 1\n",
                 "b": "def f():\n    from guarded.a import A\nB = 1\n"}, None),
    "typed": ({"a": "from typed.b import B\nA = 1\n",
               "b": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from typed.a import A\nB = 1\n"}, None),
}


def loads(top, module):
    done = subprocess.run(["/usr/bin/python3", "-S", "-B", "-c", f"import {module}"], cwd=top, capture_output=True,
                          check=False)
    assert done.returncode == 0 or b"ImportError" in done.stderr, done
    return done.returncode == 0


def python_fails_where_we_say(top):
    for name, (modules, _) in KNOTS.items():
        write(top / name / "__init__.py", "")
        for module, text in modules.items():
            write(top / name / f"{module}.py", text)
    found = {c["modules"][0].partition(".")[0]: c for c in rows("cycles", cwd=top)}
    text = run("graph", "cycles", "--no-store", cwd=top).stdout.decode()
    for name, (modules, fails) in KNOTS.items():
        assert (name in found) == (fails is not None), (name, found)
        if fails is None:
            continue
        (cycle,) = found[name]["cycles"]
        assert cycle["can_fail_at_load"] == fails and ("failing" in cycle) == fails, (name, cycle)
        if fails:
            failing = cycle["failing"]
            assert not loads(top, failing["to"]), failing
            line = (top / failing["file"]).read_text().splitlines()[failing["line"] - 1]
            assert line == f"from {failing['to']} import {failing['name']}", failing
            assert f"{failing['file']}:{failing['line']} takes {failing['name']} of {failing['to']}" in text, text
        else:
            assert all(loads(top, f"{name}.{module}") for module in modules), name


def cuts_leave_no_cycle(top):
    """The imports are taken out of the source; nothing is left in it that is a cycle."""
    for seed in range(2):
        tree = top / str(seed)
        made = Made(tree, seed + 20, count=30)
        for name in made.names[:30]:  # more of them at load
            other = made.names[(made.names.index(name) * 7 + seed + 1) % 30]
            path = tree / (name.replace(".", "/") + ".py")
            path.write_text(path.read_text() + f"import {other}\n")
        found = rows("cycles", cwd=tree)
        assert found, "this tree has to have cycles"
        edges = rows("edges", "--kinds", "load,optional,star", cwd=tree)
        for component in found:
            gone = {(cut["from"], cut["to"]) for cut in component["cuts"]}
            places = {(e["file"], e["line"]) for e in edges if (e["from"], e["to"]) in gone}
            assert len(places) == component["cut_sites"], component
            for file, line in places:
                lines = (tree / file).read_text().splitlines(keepends=True)
                lines[line - 1] = re.sub(r"\S.*", "pass", lines[line - 1])
                (tree / file).write_text("".join(lines))
        assert rows("cycles", cwd=tree) == [], seed
        assert asked("cycles", cwd=tree)["cyclic"] == 0, seed


if __name__ == "__main__":
    for check in (python_fails_where_we_say, cuts_leave_no_cycle):
        with folder() as empty:
            check(empty)
    for number in range(1 if harness.SANITIZED else 4):
        with folder() as made_tree:
            graph_is_what_was_made(made_tree, number)
