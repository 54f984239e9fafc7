"""What the benchmarks share: rows of figures, runs in turn, the page that they go to."""
import datetime
import json
import os
import pathlib
import platform
import shlex
import statistics
import subprocess
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent
CAMBIUM = str(TOP / "build/release/cambium")
CORPORA = TOP / "build/corpora"
PAGE = TOP / "benchmarks/README.md"
THREADS = 2


class Table:
    """Rows of figures; knows whether all are within their goals."""

    def __init__(self):
        self.rows = []
        self.missed = False

    def add(self, what, values, unit, goal=None, at_least=False, digits=2):
        middle = statistics.median(values)
        kept = goal is None or (middle >= goal if at_least else middle <= goal)
        self.missed |= not kept
        spread = f"{min(values):.{digits}f} to {max(values):.{digits}f}"
        if goal is None:
            verdict = ""
        else:
            verdict = f"{'at least' if at_least else 'at most'} {goal:g}{unit}" + (
                "" if kept else " (missed)")
        self.rows.append(f"| {what} | {middle:.{digits}f}{unit} | {spread} | {verdict} |")
        print(self.rows[-1], flush=True)

    def __str__(self):
        head = ["| figure | median | spread | goal |", "| --- | --- | --- | --- |"]
        return "\n".join(head + self.rows)


def results_in_turn(rounds, *commands, runs=1):
    """What hyperfine says of each command, by round: all once, then all again."""
    found = [[] for _ in commands]
    for at in range(rounds):
        with tempfile.NamedTemporaryFile() as answer:
            subprocess.run(
                ["hyperfine", "-N", "--style", "none", "--runs", str(runs), "--warmup",
                 "1" if at == 0 else "0", "--export-json", answer.name,
                 *(shlex.join(command) for command in commands)], check=True)
            for list_, result in zip(found, json.load(answer)["results"]):
                list_.append(result)
    return found


def in_turn(rounds, *commands, runs=1):
    """Seconds of each command, by round."""
    return [[result["median"] for result in results]
            for results in results_in_turn(rounds, *commands, runs=runs)]


def ratios(over, under):
    return [a / b for a, b in zip(over, under)]


def machine():
    with open("/proc/cpuinfo") as cpuinfo:
        model = next((line.split(":")[1].strip() for line in cpuinfo if "model name" in line),
                     platform.machine())
    version = subprocess.run(["hyperfine", "--version"], capture_output=True, text=True).stdout
    return (f"{datetime.date.today()}: {model}, {len(os.sched_getaffinity(0))} cores, "
            f"Linux {platform.release()}, {version.strip()}")


def write(what, text):
    """Replaces what stands in the page between the marks of `what`."""
    mark = f"<!-- {what} -->\n"
    head, rest = PAGE.read_text().split(mark)
    _, tail = rest.split("<!-- end -->\n", 1)
    PAGE.write_text(f"{head}{mark}{text}\n<!-- end -->\n{tail}")


def prepare(*builds, corpora=True):
    """Installs, builds, and brings the corpora."""
    commands = [["install", "bench"], *(["build", *build] for build in builds), *([["corpora"]] if corpora else [])]
    for script, *arguments in commands:
        subprocess.run([TOP / "scripts" / script, *arguments], check=True)
