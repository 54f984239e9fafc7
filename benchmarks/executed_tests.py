#!/usr/bin/python3
"""executed_tests TREE PACKAGE [--folder FOLDER]... [--blocked MODULE]... - which test files run which functions.

The test files of PACKAGE in TREE (or those in these folders) are run by pytest under
python3-coverage, each in a process of its own with its path as the context, two at a time. All
modules of the package are loaded before, so that nothing of it is what only runs when a module is
loaded; but none that needs a blocked one. Of functions only the lines of the outermost bodies
count, so that is what a test did.

On standard output, JSON: "functions", the lines of functions' statements of each module that has
some; "executed", of each test file in which a test passed, the lines of them that ran by module;
"silent", why another test file says nothing."""
import argparse
import ast
import importlib
import json
import os
import pathlib
import pkgutil
import signal
import sys
import tempfile
import traceback
import warnings

# Read when numpy and pytest are loaded.
os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
sys.dont_write_bytecode = True

import coverage  # noqa: E402
import pytest  # noqa: E402

TEST_FOLDERS = {"test", "tests"}
PROCESSES, SECONDS_MOST, NICENESS = 2, 120, 10


# ------------------------------------------------------------------- functions


def statements(body):
    """The lines on which statements of these begin, but for a documentation string."""
    first = body[0]
    is_text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    return {node.lineno for part in body[is_text:] for node in ast.walk(part) if isinstance(node, ast.stmt)}


def function_lines(node):
    """Of a function in one line its body can't be told from its head."""
    lines = set()
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            lines |= statements(child.body) - {child.lineno}
        else:
            lines |= function_lines(child)
    return lines


def is_test_path(path):
    return bool(TEST_FOLDERS & set(path.parts)) or path.name.startswith("test_") or path.name == "conftest.py"


def functions_of(tree, package):
    found = {}
    for path in sorted((tree / package).rglob("*.py")):
        if not is_test_path(path.relative_to(tree)):
            lines = function_lines(ast.parse(path.read_bytes()))
            if lines:
                found[str(path.relative_to(tree))] = lines
    return found


# ------------------------------------------------------------------------ load


def load_all(package, blocked):
    """What can't be loaded here, no test can load either, or it needs something blocked."""
    sys.modules.update(dict.fromkeys(blocked))
    path = importlib.import_module(package).__path__
    for module in pkgutil.walk_packages(path, package + ".", onerror=lambda name: None):
        parts = module.name.split(".")
        if not TEST_FOLDERS & set(parts) and parts[-1] not in ("__main__", "conftest"):
            try:
                importlib.import_module(module.name)
            except (Exception, SystemExit):  # pylint: disable=broad-except
                pass
    for name in blocked:
        del sys.modules[name]


# ------------------------------------------------------------------------- run


class Outcomes:
    """What pytest says of the tests."""

    def __init__(self):
        self.count = {}

    def pytest_runtest_logreport(self, report):
        if report.when == "call" or report.outcome != "passed":
            self.count[report.outcome] = self.count.get(report.outcome, 0) + 1


def run_alone(tree, test, folder):
    """In the child: leaves the data of coverage and what pytest said in `folder`."""
    signal.alarm(SECONDS_MOST)
    (folder / "here").mkdir(parents=True)
    os.chdir(folder / "here")
    os.environ["HOME"] = str(folder)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(os.open(folder / "log", os.O_WRONLY | os.O_CREAT), 1)
    os.dup2(1, 2)
    outcomes = Outcomes()
    recorder = coverage.Coverage(data_file=str(folder / "data"), context=test, config_file=False,
                                 include=[f"{tree}/*"], omit=[f"*/{name}/*" for name in TEST_FOLDERS])
    recorder.start()
    pytest.main(["-q", "--tb=line", "-p", "no:cacheprovider", "-c", os.devnull, f"--rootdir={tree}", tree / test],
                [outcomes])
    recorder.stop()
    recorder.save()
    (folder / "outcomes").write_text(json.dumps(outcomes.count))


def start(tree, test, folder):
    child = os.fork()
    if child:
        return child
    try:
        run_alone(tree, test, folder)
    except BaseException:  # pylint: disable=broad-except
        traceback.print_exc()
    os._exit(0)


def run_each(tree, tests, top):
    """{test: the folder of its results}"""
    folders = {test: top / str(number) for number, test in enumerate(tests)}
    running = {}
    for test in [*tests, None]:
        while running and (test is None or len(running) == PROCESSES):
            child, status = os.wait()
            folder = running.pop(child)
            if os.WIFSIGNALED(status):
                (folder / "why").write_text(f"stopped by {signal.Signals(os.WTERMSIG(status)).name}")
        if test:
            running[start(tree, test, folders[test])] = folders[test]
    return folders


def said_by(folder):
    """(the lines that ran by module or None, why there are none)"""
    if (folder / "why").exists():
        return None, (folder / "why").read_text()
    if not (folder / "outcomes").exists():
        return None, (folder / "log").read_text(errors="replace").rstrip().rpartition("\n")[2]
    count = json.loads((folder / "outcomes").read_text())
    if not count.get("passed"):
        return None, "all skipped" if count.get("skipped") else "no tests that can be run here"
    data = coverage.CoverageData(str(folder / "data"))
    data.read()
    return {file: data.lines(file) for file in data.measured_files()}, None


def execute(tree, package, folders, blocked):
    os.nice(NICENESS)
    sys.path.insert(0, str(tree))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        load_all(package, blocked)
    functions = functions_of(tree, package)
    tests = sorted(str(path.relative_to(tree)) for folder in folders or [package] for path in (tree / folder).rglob("*.py")
                   if path.name.startswith("test_") or path.name.endswith("_test.py"))
    executed, silent = {}, {}
    with tempfile.TemporaryDirectory(prefix="cambium-truth-") as top:
        for test, folder in run_each(tree, tests, pathlib.Path(top)).items():
            lines, why = said_by(folder)
            if lines is None:
                silent[test] = why
                continue
            of_module = {os.path.relpath(file, tree): set(ran) for file, ran in lines.items()}
            both = {file: sorted(functions[file] & ran) for file, ran in of_module.items() if file in functions}
            executed[test] = {file: ran for file, ran in both.items() if ran}
    return {"functions": {file: sorted(lines) for file, lines in functions.items()}, "executed": executed, "silent": silent}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tree", type=pathlib.Path)
    parser.add_argument("package")
    parser.add_argument("--folder", action="append", default=[])
    parser.add_argument("--blocked", action="append", default=[])
    arguments = parser.parse_args()
    json.dump(execute(arguments.tree.resolve(), arguments.package, arguments.folder, arguments.blocked), sys.stdout)


if __name__ == "__main__":
    main()
