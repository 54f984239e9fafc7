#!/usr/bin/python3
"""`graph edges` says which imports happen when a module is loaded: it is asked about some
modules of the interpreter's library, and the interpreter itself is the judge. More of them:
benchmarks/imports_truth."""
import os
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True
import executed_imports
from executed_imports import LIBRARY, PYTHON, Compared, execute, record

MODULES = ["argparse", "asyncio.base_events", "codecs", "concurrent.futures.thread", "email.message",
           "http.client", "importlib.metadata", "logging.config", "multiprocessing.pool", "sqlite3",
           "tarfile", "unittest.mock", "urllib.request", "venv", "xml.etree.ElementTree"]

MADE = """import json
from os import path, sep as s
from xml import etree
import _pickle
class C:
    import keyword
def now():
    import token
def later():
    import pdb
now()
__import__('heapq')
try:
    import nowhere
except ImportError:
    pass
"""


def the_judge_sees_what_happens():
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "made.py").write_text(MADE)
        failed, loaded, said = record("made", folder)
    ours = [tuple(map(str, line)) for line in said if line[0] == "made"]
    assert failed is None and "made" in loaded and "pdb" not in loaded, (failed, loaded)
    assert {("made", "json", "[]", "1", "load"), ("made", "os", "['path', 'sep']", "2", "load"),
            ("made", "xml", "['etree']", "3", "load"), ("made", "keyword", "[]", "6", "load"),
            ("made", "token", "[]", "8", "function"), ("made", "heapq", "[]", "12", "call")} <= set(ours), ours
    assert ("made", "copyreg", "[]", "4", "load") not in ours, "C code imported it, no statement"
    assert not any(line[1] in ("nowhere", "pdb") for line in ours), ours


def what_is_said_happens():
    executed = execute(MODULES)
    assert not executed.failed and set(executed.loaded) >= set(MODULES), executed.failed
    assert not executed.asked_by_nobody(), executed.asked_by_nobody()
    compared = Compared(executed, os.environ["CAMBIUM"])
    assert len(compared.done) > 500, len(compared.done)
    assert compared.recall() >= 0.99, (compared.recall(), compared.missed())
    assert compared.precision() >= 0.97, (compared.precision(), compared.too_much())
    # A statement that ran led where we say.
    assert "the statement ran and got something else" not in compared.too_much().values(), compared.too_much()
    assert "a package that wasn't loaded" not in compared.too_much().values(), compared.too_much()


if __name__ == "__main__":
    if not os.path.exists(PYTHON) or not LIBRARY.is_dir():
        sys.exit("Debian's python3.11 is not installed")
    assert executed_imports.library()["xml.etree.ElementTree"].exists()
    the_judge_sees_what_happens()
    what_is_said_happens()
