#!/usr/bin/python3
"""The three ways not to work, each by counters and by the calls that were made: what
didn't change isn't opened, known content isn't parsed, a known tree is read off again.
And that no trick with stamps makes an edit go unseen (faults S19, S20, S22)."""
import os
import shutil
import subprocess
import time

import harness
import kept
from harness import write

SECOND = 10**9


def opened(root, top, *arguments):
    """The run, and the names of the Python files that it had open: whatever is opened is
    looked at."""
    run, calls = kept.calls_of(root, "reads", root, top / "log", *arguments)
    return run, sorted({os.path.basename(call) for call in calls
                        if call.startswith("look ") and call.endswith(".py")})


def python_files(root):
    return sorted(path.name for path in root.rglob("*.py"))


def check_unchanged_is_not_opened(top):
    root = kept.build(top / "unchanged")
    text = kept.cold(root)
    run, names = opened(root, top)
    assert names == python_files(root) and run.hits == 0 and run.parsed == len(names)
    run, names = opened(root, top)
    assert names == [] and run.parsed == 0, (names, run.store)
    assert run.files("unchanged") == len(text_files(kept.expect(run, text)))
    write(root / "d1/e1/f1.py", "import sys\n")
    run, names = opened(root, top)
    assert names == ["f1.py"] and run.parsed == run.files("content_changed") == 1
    kept.expect(run, kept.cold(root))
    run, names = opened(root, top, "--verify-content")
    assert names == python_files(root) and run.parsed == 0 and run.files("unchanged") == 0
    run, names = opened(root, top, "--full")
    assert names == python_files(root) and run.parsed == 0 and run.files("facts") == len(names)


def text_files(run):
    """All that was analysed or is binary."""
    report = harness.Report(run.text)
    return [*report.files, *(path for path, record in report.skipped.items()
                             if record["reason"] == "binary")]


def git(root, *arguments):
    subprocess.run(["git", "-c", "user.name=n", "-c", "user.email=e", "-C", root, *arguments],
                   check=True, capture_output=True)


def check_known_content_is_not_parsed(top):
    root = kept.build(top / "known")
    store = top / "known-store"
    keep = ("--store", store)
    git(top, "init", "-q", "-b", "main", str(root))
    git(root, "remote", "add", "origin", "https://example.com/known.git")
    git(root, "add", ".")
    git(root, "commit", "-qm", "one")
    kept.scan(root, *keep)
    os.rename(root / "d1/e1/f1.py", root / "moved.py")
    shutil.copy(root / "d2/e2/f2.py", root / "copy.py")
    run = kept.expect(kept.scan(root, *keep), kept.cold(root))
    assert (run.files("facts"), run.parsed) == (2, 0), run.store
    os.rename(root / "d2", root / "d9")
    run = kept.expect(kept.scan(root, *keep), kept.cold(root))
    assert (run.files("facts"), run.parsed) == (8, 0), run.store
    git(root, "checkout", "-qb", "other")
    write(root / "d3/e0/f3.py", "import sys\n")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "two")
    assert kept.scan(root, *keep).parsed == 1
    git(root, "checkout", "-q", "main")
    git(root, "checkout", "-q", "other")
    run = kept.expect(kept.scan(root, *keep), kept.cold(root))
    assert run.parsed == 0 and run.files("facts", "same_content") > 0, run.store
    git(top, "clone", "-q", str(root), str(top / "clone"))
    git(top / "clone", "remote", "set-url", "origin", "https://example.com/known.git")
    run = kept.expect(kept.scan(top / "clone", *keep), kept.cold(top / "clone"))
    assert run.parsed == run.files("unchanged", "facts", "tree") == 0, run.store
    assert run.files("same_content") == len(text_files(run)) - 1, "all but the binary one"


def check_other_rules(top):
    """Of a build whose rules are newer, and of one that has another grammar."""
    root = kept.build(top / "rules")
    for name, source in (("other_rules", "tree"), ("other_grammar", "grammar_changed")):
        program = f"{harness.BUILD}/{name}"
        text = kept.cold(root, program=program)
        kept.expect(kept.scan(root), kept.cold(root))
        assert text != kept.cold(root), name
        run = kept.expect(kept.scan(root, program=program), text, name)
        assert run.files(source) == len(python_files(root)), run.store
        assert name == "other_grammar" or run.parsed == 0, run.store
        run = kept.expect(kept.scan(root, program=program), text, name)
        assert run.parsed == run.files("tree") == 0, run.store
        run = kept.expect(kept.scan(root), kept.cold(root))
        assert run.parsed == 0, "what the older build kept is still there"


# ---------------------------------------------------------------------- stamps

def in_place(path, content):
    """Same inode, same size, the time of before."""
    status = os.stat(path)
    with open(path, "r+b") as file:
        file.write(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def check_edits_are_seen(top):
    """Whatever the stamps say; a run and an edit may fall into one tick."""
    path = write(top / "stamps/edited.py", "x = 10\n")
    root = path.parent
    now = time.time_ns()
    for when in (now, now // SECOND * SECOND, 0, -SECOND, now + 3600 * SECOND, 2**32 * SECOND):
        for pause in (0, 0.004, 0.03):
            os.utime(path, ns=(when, when))
            for n in range(11, 14):
                kept.scan(root)
                time.sleep(pause)
                in_place(path, b"y = %d\n" % n if n % 2 else b"\n" * 7)
                kept.expect(kept.scan(root), kept.cold(root), (when, pause, n))


def check_clock(top):
    """A clock that went back: stamps of the future say nothing, and nothing is lost."""
    path = write(top / "clock/edited.py", "x = 10\n")
    root = path.parent
    for clock in (-3600, 3600, -2**31):
        env = harness.environment("preload_clock", CAMBIUM_CLOCK=clock)
        kept.expect(kept.scan(root, env=env), kept.cold(root))
        in_place(path, b"y = 11\n")
        kept.expect(kept.scan(root, env=env), kept.cold(root), clock)
        run = kept.expect(kept.scan(root, env=env), kept.cold(root), clock)
        assert run.files("unchanged") == (clock > 0), (clock, run.store)
        in_place(path, b"x = 10\n")
        kept.expect(kept.scan(root), kept.cold(root), clock)


with harness.folder() as top:
    check_unchanged_is_not_opened(top)
    check_known_content_is_not_parsed(top)
    check_other_rules(top)
    check_edits_are_seen(top)
    check_clock(top)
