"""Documents for the page of the HTML report (engine/report/html/README.md).

of_tree: names, lines, complexity, functions, imports and cycles of a real tree, as the program
says; what takes a history, tests or coverage is made up, the same each time. generated: all made
up, of any size."""

import json
import os
import random
import subprocess

CATEGORIES = ["source", "test", "config", "docs", "asset", "generated", "build", "unknown"]
ATTENTIONS = ["stale", "missing_tests", "low_coverage", "high_impact", "partial"]
OWNERS = ["@platform", "@web", "@data"]
NOW = 1_793_491_200


def attention_of(i, files):
    bits = 0
    if (files["stale_days"][i] or 0) > 7:
        bits |= 1
    if files["untested"][i]:
        bits |= 2
    if files["coverage"][i] is not None and files["coverage"][i] < 50:
        bits |= 4
    if files["untested"][i] and (files["impact"][i] or 0) > 5:
        bits |= 8
    return bits


def history_add(files, rng):
    """What only a history, tests and coverage can say, made up: per folder alike."""
    folders = {}
    for i, path in enumerate(files["path"]):
        source = files["category"][i] == 0
        mood = folders.setdefault(path.rpartition("/")[0], (rng.random(), rng.random(), rng.randrange(3)))
        tested = source and rng.random() < 0.3 + 0.7 * mood[0]
        files["untested"].append(int(source and not tested))
        files["churn"].append(int(rng.expovariate(0.15 + 2 * mood[1])))
        files["coverage"].append(round(min(100, 100 * mood[0] * rng.uniform(0.6, 1.4)), 1) if tested else None)
        files["stale_days"].append(int(rng.expovariate(0.01)) if tested and rng.random() < 0.3 else 0 if tested else None)
        files["impact"].append(round(rng.expovariate(0.2) + 0.5 * (files["complexity"][i] or 0) +
                                     0.01 * (files["lines"][i] or 0), 2) if source else None)
        files["owner"].append(mood[2] if mood[1] < 0.8 else -1)
    files["attention"] = [attention_of(i, files) for i in range(len(files["path"]))]


def rings_of(totals, rng, count=45):
    rings = []
    for n in range(count):
        so_far = 0.8 + 0.2 * n / count
        rings.append({
            "name": f"2026-{9 + n // 30:02}-{n % 30 + 1:02}", "time": NOW - 86_400 * (count - n),
            "commit": f"{rng.getrandbits(160):040x}", "health": round(60 + 12 * so_far * rng.uniform(0.95, 1.05), 1) if n != 9 else None,
            "files": int(totals["files"] * so_far), "lines": int(totals["lines"] * so_far),
            "untested": int(totals["untested"] * (1.7 - so_far)), "stale": None if n < 12 else int((totals["stale"] or 0) * so_far),
            "cyclomatic_mean": round(3.2 - 0.3 * so_far, 3), "cyclomatic_p95": 11 - (n > 20), "cycles": max(0, totals["cycles"] - n // 15 + 2)})
    return rings


def health_of(totals):
    tested = 1 - totals["untested"] / max(totals["needing_tests"], 1)
    return {
        "score": 71.5, "grade": "C",
        "text": "50 points to begin with, and what each part adds or takes away, scaled up for what isn't known.",
        "parts": [
            {"name": "coverage", "points": 15, "most": 25, "known": True, "text": "61 % of the lines that could run did"},
            {"name": "tests", "points": round(30 * (tested - 0.5), 1), "most": 15, "known": True,
             "text": f"{100 * tested:.0f} % of the files that need tests have them"},
            {"name": "staleness", "points": -3.4, "most": 0, "known": True, "text": "17 % of the source files changed after their tests"},
            {"name": "docstrings", "points": None, "most": 10, "known": False, "text": "nothing was read for docstrings"}]}


def document(title, files, functions, cycles, packages, rng, function_count):
    history_add(files, rng)
    count = len(files["path"])
    source = files["category"].count(0)
    totals = {
        "files": count, "source": source, "test": files["category"].count(1), "lines": sum(n or 0 for n in files["lines"]),
        "functions": function_count, "needing_tests": source, "untested": sum(files["untested"]),
        "stale": sum((n or 0) > 7 for n in files["stale_days"]), "partial": 0, "cycles": len(cycles), "coverage": 61.2}
    return {
        "schema": "cambium/1", "kind": "health", "title": title, "commit": "8f3c2f1d9a7e4b60a1c5d2e3f4a5b6c7d8e9f0a1",
        "branch": "main", "now": NOW, "health": health_of(totals), "totals": totals, "files": files,
        "categories": CATEGORIES, "attentions": ATTENTIONS, "owners": OWNERS, "functions": functions, "cycles": cycles,
        "packages": packages, "rings": rings_of(totals, rng)}


def columns():
    return {name: [] for name in ("path", "category", "lines", "complexity", "impact", "churn", "coverage",
                                  "untested", "stale_days", "attention", "owner")}


# ------------------------------------------------------------------- of a tree

def cambium(*arguments):
    done = subprocess.run([os.environ["CAMBIUM"], *arguments, "--no-store", "--format", "json"],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert done.returncode in (0, 3), done.args
    return json.loads(done.stdout)


def category_of(file):
    path = file["path"]
    if file["language"] == "Python":
        return 1 if "/tests/" in f"/{path}" or "test_" in path else 0
    return {".toml": 2, ".cfg": 2, ".yml": 2, ".yaml": 2, ".json": 2, ".md": 3, ".rst": 3, ".txt": 3}.get(
        os.path.splitext(path)[1], 7)


def layers(names, edges):
    """Importers first, as far as that goes: by how many more one imports than is imported."""
    weight = dict.fromkeys(names, 0)
    for source, target in edges:
        weight[source] += 1
        weight[target] -= 1
    return sorted(names, key=lambda name: (-weight[name], name))


def packages_of(root, files, limit=80):
    pairs = {}
    for edge in cambium("graph", "edges", "--granularity", "package", root)["edges"]:
        source, target = (".".join(edge[end].split(".")[:3]) for end in ("from", "to"))
        if source != target:
            pairs[source, target] = pairs.get((source, target), 0) + 1
    seen = {}
    for (source, target), n in pairs.items():
        seen[source] = seen.get(source, 0) + n
        seen[target] = seen.get(target, 0) + n
    kept = sorted(seen, key=lambda name: (-seen[name], name))[:limit]
    pairs = {pair: n for pair, n in pairs.items() if set(pair) <= set(kept)}
    names = layers(kept, pairs)
    at = {name: i for i, name in enumerate(names)}
    return {"all": len(seen), "names": names, "edges": sorted([at[a], at[b], n] for (a, b), n in pairs.items()),
            "files": [files // (i + 2) % 90 + 1 for i in range(len(names))], "lines": [1000 * (i % 7 + 1) for i in range(len(names))]}


def cycles_of(root):
    return [{"size": c["size"], "modules": c["modules"][:50], "edges": c.get("edges", c["size"] + 3),
             "cut": [f"{cut['from']} -> {cut['to']}" for cut in c["cuts"]], "cut_count": len(c["cuts"])}
            for c in cambium("graph", "cycles", root)["components"]]


def of_tree(root, title):
    rng = random.Random(1)
    report = cambium("scan", root)
    files, functions = columns(), []
    for i, file in enumerate(report["files"]):
        files["path"].append(file["path"])
        files["category"].append(category_of(file))
        files["lines"].append(file["lines"]["code"])
        files["complexity"].append(file.get("complexity"))
        functions += [{"file": i, "name": f["name"], "line": f["line"], "cyclomatic": f["cyclomatic"],
                       "cognitive": None, "lines": f["end_line"] - f["line"] + 1} for f in file.get("functions") or []]
    worst = sorted(functions, key=lambda f: (-f["cyclomatic"], f["file"], f["line"]))[:500]
    return document(title, files, worst, cycles_of(root), packages_of(root, len(files["path"])), rng, len(functions))


# ------------------------------------------------------------------- generated

def paths_made(count, rng):
    words = ["cloud", "network", "storage", "inventory", "modules", "plugins", "utils", "core", "filters", "tests", "api", "views"]
    paths = set()
    while len(paths) < count:
        folder = "/".join(f"{rng.choice(words)}_{rng.randrange(4)}" for _ in range(rng.randrange(1, 6)))
        paths.add(f"collections/{folder}/{rng.choice(words)}_{rng.choice(words)}_{rng.randrange(100)}.py")
    return sorted(paths)


def packages_made(count, rng):
    edges = {}
    for _ in range(12 * count):
        a, b = sorted((rng.randrange(count), rng.randrange(count)))
        if a != b:
            pair = (b, a) if rng.random() < 0.02 else (a, b)
            edges[pair] = edges.get(pair, 0) + int(rng.expovariate(0.1)) + 1
    return {"names": [f"collections.part_{i}" for i in range(count)], "edges": [[a, b, n] for (a, b), n in sorted(edges.items())],
            "files": [rng.randrange(1, 200) for _ in range(count)], "lines": [rng.randrange(100, 90_000) for _ in range(count)]}


def generated(count, seed=7):
    rng = random.Random(seed)
    files = columns()
    files["path"] = paths_made(count, rng)
    for path in files["path"]:
        lines = int(rng.lognormvariate(4.6, 1.1)) + 1
        files["category"].append(1 if "/tests_" in path else 0)
        files["lines"].append(lines)
        files["complexity"].append(int(lines * rng.uniform(0, 0.2)))
    functions = [{"file": rng.randrange(count), "name": f"Handler.step_{i}", "line": rng.randrange(1, 900),
                  "cyclomatic": 400 - i // 2, "cognitive": rng.randrange(600), "lines": rng.randrange(9, 900)}
                 for i in range(min(500, 3 * count))]
    cycles = [{"size": size, "modules": [f"collections.part_{i}.m{n}" for n in range(min(size, 50))], "edges": 2 * size,
               "cut": [f"collections.part_{i}.m0 -> collections.part_{i}.m1"], "cut_count": size // 12 + 1}
              for i, size in enumerate((61, 12, 5, 2, 2))]
    return document("generated", files, functions, cycles, packages_made(min(120, count), rng), rng, 9 * count)
