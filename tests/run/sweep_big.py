#!/usr/bin/python3
"""What takes a while to build: a million files in a folder, a scan that is stopped at a
hundred moments, hundreds of orders and numbers of threads (faults T5, P1, P9)."""
import os
import random
import signal
import subprocess
import time

import harness
from harness import write

FUNCTION = "def f{0}(a, b):\n    return [a if b else {0} for a in b]\n"


def million_files(top):
    folder = top / "wide"
    folder.mkdir()
    here = os.open(folder, os.O_RDONLY)
    count = 1_000_000
    for i in range(count):
        os.close(os.open(f"{i}.py", os.O_CREAT | os.O_WRONLY, 0o644, dir_fd=here))
    os.close(here)
    report = harness.scan(folder, timeout=600)
    assert report.totals["analysed"] == count and report.totals["bytes"] == 0


def stops(top):
    root = top / "stops"
    text = "".join(FUNCTION.format(n) for n in range(600))
    for i in range(40):
        write(root / f"d{i % 6}/f{i}.py", text)
    begin = time.monotonic()
    expected = harness.scan(root).text
    seconds = time.monotonic() - begin
    for _ in range(100):
        report = write(top / "report.json", "old")
        process = subprocess.Popen([harness.CAMBIUM, "scan", "--no-store", "--format", "json", "-o",
                                    str(report), str(root)], stderr=subprocess.PIPE)
        time.sleep(random.uniform(0, 1.1) * seconds)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        assert process.returncode in (0, 143, -signal.SIGTERM), process.returncode
        assert report.read_bytes() in (b"old", expected)
    assert harness.scan(root).text == expected


def orders(top):
    root = top / "orders"
    for i in range(150):
        write(root / f"a{i % 9}/b{i % 4}/f{i}.py", "".join(FUNCTION.format(n) for n in range(i % 30)))
    expected = harness.scan(root, "-j", "1").text
    for jobs in (*range(1, 20), 32, 48, 64):
        for order in range(10):
            env = harness.environment("preload_order", CAMBIUM_ORDER=order,
                                      LC_ALL=("C", "de_DE.UTF-8", "tr_TR.UTF-8")[order % 3])
            assert harness.scan(root, "-j", str(jobs), env=env).text == expected, (jobs, order)


CASES = [
    million_files,
    stops,
    orders,
]

for case in harness.slice_of(CASES):
    with harness.folder() as top:
        case(top)
