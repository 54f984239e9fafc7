#!/usr/bin/python3
"""A run that is told to stop, stops, and leaves no half report; a reader that goes away
is no trouble (faults P1, P2)."""
import os
import random
import signal
import subprocess
import time

import harness
from harness import write

FUNCTION = "def f{0}(a, b):\n    return [a if b else {0} for a in b]\n"


def build(root):
    """Enough to read that a signal meets the run at work."""
    text = "".join(FUNCTION.format(n) for n in range(600))
    for i in range(40):
        write(root / f"d{i % 6}/f{i}.py", text)


def start(root, *arguments, **options):
    return subprocess.Popen([harness.CAMBIUM, "scan", "--no-store", *arguments, str(root)],
                            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
                            env=harness.environment(), **options)


def duration(root):
    begin = time.monotonic()
    harness.run("scan", "--no-store", "--format", "json", str(root))
    return time.monotonic() - begin


def check_stop(root, top, expected, seconds):
    """At some moment, once or twice, with a report to a file: the old or the new one."""
    report = top / "report.json"
    stopped = 0
    for i in range(24):
        number = random.choice([signal.SIGINT, signal.SIGTERM])
        report.write_text("old")
        process = start(root, "--format", "json", "-o", str(report), stdout=subprocess.DEVNULL)
        time.sleep(random.uniform(0.01, 1.1) * seconds)
        process.send_signal(number)
        sent = time.monotonic()
        if i % 4 == 0:
            process.send_signal(number)
        errors = process.communicate(timeout=30 * harness.FACTOR)[1]
        harness.check_alive(0 if process.returncode == -number else process.returncode, errors)
        # On a machine that does other things, too: a second of this program's own.
        assert time.monotonic() - sent < 5 * harness.FACTOR
        assert process.returncode in (0, 128 + number, -number), (process.returncode, errors)
        content = report.read_bytes()
        if process.returncode == 0:
            assert content == expected
        else:
            stopped += 1
            assert content in (b"old", expected), content[:100]
        left = [p.name for p in top.iterdir() if p.name.startswith("report.json.")]
        assert len(left) <= (i % 4 == 0), left
        for name in left:
            (top / name).unlink()
    assert stopped >= 6, f"only {stopped} of 24 were met at work"


def check_time_limit(root):
    """A run over its --max-time is fatal and says so."""
    text = "".join(FUNCTION.format(n) for n in range(30000))
    write(root / "huge.py", text)
    done = harness.run("scan", "--no-store", "--max-time", "1", "--format", "json", "--no-ignore",
                       str(root))
    if done.returncode == 0:
        return  # a machine that parses all of this in a second
    assert done.returncode == 4 and b"--max-time" in done.stderr and not done.stdout, done


def check_reader_gone(root):
    """head -1, a hundred times, in every format: a quiet end."""
    for i in range(100):
        name = ("json", "ndjson", "csv", "text")[i % 4]
        process = start(root / "d0", "--quiet", "--format", name, stdout=subprocess.PIPE)
        if i % 3 == 0:
            process.stdout.read(1)
        elif i % 3 == 1:
            process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read()
        status = process.wait(timeout=30 * harness.FACTOR)
        assert status in (0, 141) and not errors, (status, errors)
    shell = subprocess.run(f"'{harness.CAMBIUM}' scan --list . | head -n 1", shell=True, cwd=root,
                           capture_output=True, env=harness.environment())
    assert shell.returncode == 0 and shell.stdout.count(b"\n") == 1 and not shell.stderr, shell


with harness.folder() as top:
    root = top / "tree"
    build(root)
    random.seed(os.environ.get("CAMBIUM_SEED", "1"))
    expected = harness.scan(root).text
    check_stop(root, top, expected, duration(root))
    check_reader_gone(root)
    check_time_limit(top / "big")
