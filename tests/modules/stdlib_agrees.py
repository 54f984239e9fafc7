#!/usr/bin/python3
"""The table of the standard library has what an interpreter has, and nothing else.

    stdlib_agrees.py              the interpreter that runs this
    stdlib_agrees.py PYTHON...    these, of 3.8 to 3.14

Top-level names are sys.stdlib_module_names (since 3.10) and the files of the library;
modules in packages are its files. Debian takes packages of the library apart: of a package
that isn't there at all, the files can't be missed.
"""
import json
import os
import subprocess
import sys

# Run by the interpreter that is asked about, so for 3.8 and up.
ASK = r"""
import importlib.machinery, json, os, sys
top, found = os.path.dirname(os.__file__), {}
suffixes = sorted(importlib.machinery.all_suffixes(), key=len, reverse=True)
def stem(file):
    return next((file[:-len(s)] for s in suffixes if file.endswith(s)), "")
def walk(folder, prefix):
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        if name == "lib-dynload":
            walk(path, prefix)
        elif not os.path.isdir(path):
            if stem(name).isidentifier() and stem(name) != "__init__":
                found[prefix + stem(name)] = 1
        elif name.isidentifier() and name != "__pycache__" and any(map(stem, os.listdir(path))):
            found[prefix + name] = 1
            walk(path, prefix + name + ".")
walk(top, "")
print(json.dumps([sys.version_info[1], sorted(getattr(sys, "stdlib_module_names", [])),
                  sorted(sys.builtin_module_names), sorted(found)]))
"""
# No file and not among the names, and yet imported as any other.
ELSEWHERE = {"os.path", "collections.abc", "typing.io", "typing.re", "pyexpat.errors",
             "pyexpat.model", "xml.parsers.expat.errors", "xml.parsers.expat.model"}
# Of the interpreter's build or of its tests, so that it may be there or not.
BY_BUILD = ("_test", "_xx", "xx", "_ctypes_test", "__hello__", "__phello__")
# What Debian takes out of a package that it has.
LEFT_OUT = {"ctypes.macholib"}
# Written by a build, by Debian, or by who looks after the machine.
NOT_PYTHONS = ("_sysconfigdata", "_distutils_system_mod", "sitecustomize", "usercustomize")


def is_of_tests(name):
    first, *inner = name.split(".")
    return bool(inner) and (first == "test" or bool({"test", "tests", "idle_test"} & set(inner)))


def table(minor):
    program = os.path.join(os.environ["CAMBIUM_BUILD"], "stdlib_dump")
    run = subprocess.run([program, str(minor)], capture_output=True, text=True, check=True)
    lines = [line.split() for line in run.stdout.splitlines()]
    return {line[0] for line in lines}, {line[0] for line in lines if len(line) > 1}


def compare(python):
    run = subprocess.run([python, "-I", "-c", ASK], capture_output=True, text=True, check=True)
    minor, names, builtin, found = json.loads(run.stdout)
    ours, inside = table(minor)
    theirs = {n for n in found if not is_of_tests(n) and not n.startswith(NOT_PYTHONS)}
    missed = (theirs | set(names) | set(builtin)) - ours
    assert not missed, f"3.{minor} has these too: {sorted(missed)}"
    packages = {n.rpartition(".")[0] for n in theirs}
    for name in sorted(ours - theirs - set(names) - set(builtin) - ELSEWHERE):
        parent = name.rpartition(".")[0]
        if parent:
            assert parent not in packages or name in LEFT_OUT, f"3.{minor} has no {name}"
        else:
            assert not names or name.startswith(BY_BUILD) or name in ("__main__", "test"), \
                f"3.{minor} has no {name}"
    # Others may be compiled in, and those of other systems are not.
    assert inside - set(builtin) <= {"nt", "zipimport", "_frozen_importlib",
                                     "_frozen_importlib_external"}, sorted(inside - set(builtin))
    assert len(theirs) > 500 and len(inside) > 25
    print(f"3.{minor}: {len(ours)} modules, {len(theirs)} of them seen as files")


if __name__ == "__main__":
    for interpreter in sys.argv[1:] or [sys.executable]:
        compare(interpreter)
