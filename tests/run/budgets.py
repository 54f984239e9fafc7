#!/usr/bin/python3
"""Long lines, generated and broken code, deep nests: each file is analysed or over a
budget that is named, in bounded time and memory, and the same on every run (faults T8
to T11)."""
import random
import time

import harness
from harness import write

MEGABYTE = 1 << 20
OVER = "failed: budget"


def ending(text, size):
    return (text * (size // len(text) + 1))[:size]


def garbage(seed, size):
    """Bytes that hurt error recovery: marks, opened and not closed."""
    random.seed(seed)
    marks = ["(", "[", "{", ")", "'", '"', '"""', "\n", " ", "\n    ", ":", ",", "def ", "if ", "x",
             "lambda ", "=", "\\", "@", "*", "f'{", "0", "async ", "match ", "else", "\t"]
    return "".join(random.choices(marks, k=size))


def files():
    """name: (contents, outcomes that are right; None: any of the three that end well)."""
    done = "analysed"
    return {
        "one-line.py": ("x = [" + "1, " * 300000 + "]\n", [done, OVER]),
        "minified.py": (";".join(f"a{i}=f(a{i - 1})" for i in range(100000)) + "\n", [done, OVER]),
        "dict.py": ("d = {\n" + "".join(f"    'k{i}': ({i}, [{i}]),\n" for i in range(50000)) + "}\n",
                    [done, OVER]),
        "string.py": ("x = '''" + "y" * (4 * MEGABYTE) + "'''\n", [done, OVER]),
        "comment.py": ("#" * (4 * MEGABYTE) + "\n", [done, OVER]),
        "blank.py": ("\n" * MEGABYTE, [done, OVER]),
        "spaces.py": (" " * 65537 + "x\n", None),
        "statements.py": ("x\n" * 200000, [done, OVER]),
        "name.py": ("x" * MEGABYTE + "\n", [done, OVER]),
        "opened.py": ("(" * 200000, ["partial", OVER]),
        "closed.py": (")" * 100000, ["partial", OVER]),
        "quotes.py": (ending("'\n\"", 60000), ["partial", OVER]),
        "open-quotes.py": (ending('"""x\n', 60000), None),
        "colons.py": (ending("if x:\n", 60000), None),
        "decorators.py": (ending("@x\n", 60000), ["partial", OVER]),
        "fstrings.py": (ending("f'{", 30000), ["partial", OVER]),
        "format-spec.py": ("x = f'" + "{a:" * 2000 + "}" * 2000 + "'\n", None),
        "backslashes.py": (ending("\\\n", 100000), None),
        "tabs.py": ("".join("\t" * i + "if x:\n" for i in range(700)), None),
        "indents.py": ("".join(" " * i + "if x:\n" for i in range(600)) + " " * 600 + "'''x\n", None),
        "binary.py": (bytes(random.Random(3).choices(range(1, 256), k=100000)), None),
        **{f"garbage-{seed}.py": (garbage(seed, 20000), None) for seed in range(6)},
    }


def check_budgets(top):
    expect = files()
    for name, (content, _) in expect.items():
        write(top / name, content)
    write(top / "innocent.py", "def f():\n    pass\n")
    begin = time.monotonic()
    report = harness.scan(top, timeout=300)
    seconds = time.monotonic() - begin
    assert report.functions("innocent.py") == {"f": (1, 2, 1)}
    for name, (_, outcomes) in expect.items():
        got = report.outcome(name)
        assert got in (outcomes or ["analysed", "partial", OVER]), (name, got)
    if not harness.SANITIZED:  # a second time tells a sanitizer nothing
        assert harness.scan(top, "-j", "1", timeout=300).text == report.text
    assert seconds < 200 * harness.FACTOR, seconds


def check_memory_limit(top):
    """Over --max-memory is fatal and said, never a short report."""
    write(top / "big.py", "x = [" + "1, " * 3000000 + "]\n")
    if harness.SANITIZED:
        return  # a sanitizer's own memory is over any limit
    done = harness.run("scan", "--no-store", "--format", "json", "--max-memory", "64M", str(top),
                       timeout=300)
    if done.returncode in (0, 3):
        harness.Report(done.stdout)
    else:
        assert done.returncode == 4 and b"memory" in done.stderr and not done.stdout, done


with harness.folder() as top:
    check_budgets(top / "files")
    check_memory_limit(top / "memory")
