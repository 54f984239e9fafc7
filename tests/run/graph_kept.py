#!/usr/bin/python3
"""A kept import graph is the one that would be made anew, whatever was done to the tree."""
import random

from harness import SANITIZED, folder, run, write

NAMES = ["alpha", "beta", "gamma", "delta"]
ROUNDS = 3 if SANITIZED else 10


def source(dice):
    """Some imports in every form."""
    forms = [
        lambda: f"import {dice.choice(NAMES)}.{dice.choice(NAMES)}",
        lambda: f"from {dice.choice(NAMES)} import {dice.choice(NAMES)}, x as y",
        lambda: f"from .{dice.choice(['', *NAMES])} import {dice.choice(NAMES)}",
        lambda: f"from ..{dice.choice(NAMES)} import *",
        lambda: f"def f():\n    import {dice.choice(NAMES)}",
        lambda: f"try:\n    import {dice.choice(NAMES)}\nexcept ImportError:\n    pass",
        lambda: "import os, requests, yaml",
        lambda: "import_module(name)",
    ]
    return "\n".join(dice.choice(forms)() for _ in range(dice.randrange(5))) + "\n"


def path(dice):
    depth = dice.randrange(3)
    name = dice.choice([*NAMES, "__init__", "conftest", "a-b"])
    return "/".join([dice.choice([*NAMES, "src"]) for _ in range(depth)] + [name + dice.choice([".py", ".py", ".pyi"])])


def step(top, dice):
    files = sorted(p for p in top.rglob("*") if p.is_file() and ".cambium" not in p.parts)
    what = dice.randrange(8)
    if what == 0 and files:
        dice.choice(files).unlink()
    elif what == 1:
        folders = {str(p.parent) for p in files} or {str(top)}
        project = dice.choice(sorted(folders)) + "/pyproject.toml"
        write(project, dice.choice(['[project]\nname = "a"\ndependencies = ["requests"]\n',
                                    '[tool.setuptools.packages.find]\nwhere = ["alpha"]\n',
                                    '[project]\nrequires-python = ">=3.9,<3.12"\n', "broken ["]))
    elif what == 2 and files:
        write(dice.choice(files), b"import alpha\n" + dice.choice([b"", b"x = (\n"]))
    else:
        try:
            write(top / path(dice), source(dice))
        except OSError:
            pass  # a folder of that name is a file, or the other way round


def answers(top, *options):
    asked = (["graph", "edges", str(top), "--kinds", "all", "--external", "-f", "ndjson"],
             ["graph", "stats", str(top), "-f", "json", "--by", "module"],
             ["config", "doctor", str(top), "-f", "json"])
    done = [run(*question, *options) for question in asked]
    return [(d.returncode, d.stdout) for d in done]


def walk(seed):
    dice = random.Random(seed)
    with folder() as top:
        write(top / "alpha/__init__.py", "from .beta import x\n")
        for _ in range(ROUNDS):
            for _ in range(4):
                step(top, dice)
            fresh = answers(top, "--no-store", "-j1")
            assert answers(top) == fresh, seed
            assert answers(top, "-j2") == fresh, seed


def what_is_asked_is_part_of_it():
    with folder() as top:
        write(top / "a/b.py", "import b, distutils\n")
        write(top / "b.py", "import a.b\n")
        first = answers(top)
        assert answers(top, "--source-root", "a") != first
        assert answers(top, "--python", "3.12") != first
        assert answers(top) == first


for seed in range(2):
    walk(seed)
what_is_asked_is_part_of_it()
