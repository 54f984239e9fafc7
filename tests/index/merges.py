#!/usr/bin/python3
"""What git's union of two baselines accepts: what both branches did to the code together, and
no more findings of a name than one of the branches would have."""

import os
import pathlib
import random
import subprocess
import sys
import tempfile

SHOW = os.path.join(os.environ["CAMBIUM_BUILD"], "findings_show")
LIMIT = {"cyclomatic": 15, "coverage": 50, "untested": None}


def show(code, what):
    """The code is a list of findings: rule, path, name, value, and which one it is."""
    text = b""
    for line, (rule, path, name, value, which) in enumerate(code):
        value, limit = ("", "") if value is None else (value, LIMIT[rule])
        fields = [rule, path, name, line + 1, 0, value, limit, "n", "", "", which, ""]
        text += "".join(f"{field}\0" for field in fields).encode()
    return subprocess.run([SHOW, what], input=text, stdout=subprocess.PIPE, check=True).stdout


def states(code, baseline, folder):
    file = folder / "against"
    file.write_bytes(baseline)
    *lines, _ = show(code, f"against={file}").decode().splitlines()
    return {line.split(" ")[1]: line.split(" ")[0] for line in lines}


def failing(code, baseline, folder):
    """How many of each rule, path and name."""
    found = states(code, baseline, folder)
    count = {}
    for rule, path, name, _, which in code:
        count[rule, path, name] = count.get((rule, path, name), 0) + (found[which] in "nw")
    return count


def union(folder, ours, base, theirs):
    for name, text in (("ours", ours), ("base", base), ("theirs", theirs)):
        (folder / name).write_bytes(text)
    return subprocess.run(["git", "merge-file", "-p", "--union", "ours", "base", "theirs"], cwd=folder,
                          stdout=subprocess.PIPE, check=True).stdout


def grown(rng):
    code = []
    for which in range(rng.randrange(1, 14)):
        rule = rng.choice(list(LIMIT))
        value = None if LIMIT[rule] is None else LIMIT[rule] + (
            rng.randrange(1, 30) * (1 if rule == "cyclomatic" else -1))
        code.append((rule, rng.choice(["a.py", "b.py"]), rng.choice(["f", "g", "f#2"]), value, str(which)))
    return code


def tidied(rng, code):
    """Some are gone, some are better."""
    left = []
    for rule, path, name, value, which in code:
        if rng.random() < 0.25:
            continue
        if value is not None and rng.random() < 0.4:
            value += (LIMIT[rule] - value) * rng.random()
        left.append((rule, path, name, value, which))
    return left


def joined(one, other):
    """The code that has the edits of both."""
    values = {which: value for _, _, _, value, which in other}
    both = []
    for rule, path, name, value, which in one:
        if which in values:
            theirs = values[which]
            best = value if value is None else (min if rule == "cyclomatic" else max)(value, theirs)
            both.append((rule, path, name, best, which))
    return both


def check(seed, folder):
    rng = random.Random(seed)
    code = grown(rng)
    ours, theirs = tidied(rng, code), tidied(rng, code)
    base, mine, other = (show(c, "baseline") for c in (code, ours, theirs))
    merged = union(folder, mine, base, other)
    assert b"<<<" not in merged
    both = joined(ours, theirs)
    assert not set(states(both, merged, folder).values()) & {"n", "w"}, (seed, merged.decode())
    # Anything else, against all three.
    some = grown(rng)
    counts = [failing(some, baseline, folder) for baseline in (mine, other, merged)]
    for key in counts[0]:
        one, two, three = (count[key] for count in counts)
        assert three >= min(one, two), (seed, key)
        assert three == 0 or one or two, (seed, key)


def main():
    rounds = 30 if os.environ.get("CAMBIUM_SANITIZE") else 120
    with tempfile.TemporaryDirectory() as name:
        for seed in range(rounds):
            check(seed, pathlib.Path(name))
    return 0


if __name__ == "__main__":
    sys.exit(main())
