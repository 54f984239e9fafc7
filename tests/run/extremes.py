#!/usr/bin/python3
"""The deepest, the longest and the shortest files: the batch driver parses them in the
time and memory of their length, on the stack of a small thread, and what is nested
deeper than the grammar can say is a failed file (faults T8 to T11)."""
import json

import harness
from harness import write

# Sanitizers take their tenfold of time and memory, so they get a tenth.
LONG = 50_000_000 // harness.FACTOR
STACK = 1 << 20 if harness.SANITIZED else 64 << 10
BYTES_PER_BYTE = 32  # of memory: at most two nodes of 16 for each byte

PARSED = {
    "empty.py": "",
    "blank.py": "\n" * 1_000_000,
    "lines.py": "x\n" * 1_000_000,
    "comments.py": "# c\n" * 1_000_000,
    "list.py": "x = [" + "1, " * (LONG // 3) + "]\n",
    "string.py": "x = '" + "y" * LONG + "'\n",
    "statements.py": "a=f(b);" * (LONG // 7) + "\n",
    "brackets.py": "x = " + "(" * 100_000 + "1" + ")" * 100_000 + "\n",
    "subscripts.py": "x = " + "a[" * 100_000 + "1" + "]" * 100_000 + "\n",
    "braces.py": "x = " + "{" * 100_000 + "1" + "}" * 100_000 + "\n",
}
NESTED = {
    "blocks.py": "".join(" " * i + "if x:\n" for i in range(10_000)) + " " * 10_000 + "y\n",
}


def scan(root, **options):
    """The report, and what --stats says."""
    done = harness.run("scan", "--no-store", "--format", "json", "--stats", "json", "-j", "1",
                       str(root), timeout=60, **options)
    return harness.Report(done.stdout), json.loads(done.stderr.splitlines()[-1])


def check_outcomes(report, stats):
    for name in PARSED:
        assert report.outcome(name) == "analysed", (name, report.outcome(name))
    for name in NESTED:
        assert report.outcome(name) == "failed: budget", name
        assert "nested deeper" in report.failed[name.encode()]["detail"], report.failed
    parser = stats["parser"]
    assert parser["batch_files"] == len(PARSED), parser
    assert parser["gave_up"] == {"nested too deep": len(NESTED)}, parser


with harness.folder() as top:
    for name, text in {**PARSED, **NESTED}.items():
        write(top / name, text)
    report, stats = scan(top, env=harness.environment(OMP_STACKSIZE=f"{STACK >> 10}k"),
                         preexec_fn=harness.limit(STACK=max(4 * STACK, 256 << 10)))
    check_outcomes(report, stats)
    if not harness.SANITIZED:
        assert stats["peak_bytes"] < BYTES_PER_BYTE * LONG, stats
