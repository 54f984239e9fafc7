#!/usr/bin/python3
"""Where a report goes and what surrounds the run changes no byte of it (faults P3, P4,
P5), and a report that can't be written is said and is status 4."""
import fcntl
import os
import pty
import re
import select
import subprocess
import threading
import time

import harness
from harness import write

FORMATS = ("text", "json", "ndjson", "csv")
ESCAPE = re.compile(rb"\x1b|[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]")


def build(root):
    for i in range(30):
        write(root / f"a{i % 3}/f{i}.py", f"def f{i}(x):\n    return 1.5 if x else {i}\n" * (i + 1))
    write(root / "broken.py", "def f(:\n")
    write(root / "\x1b[31mred\x1b[0m\u202e\x07.py", "def g(): pass\n")
    write(root / "line\nbreak.py", "def h(): pass\n")
    write(root / "nul.py", "\0")


def output(root, name, **options):
    return harness.run("scan", "--no-store", "--format", name, str(root), **options)


def check_unwritable(root, top):
    """Full, closed, a folder, no permission: an error, and the old report stays."""
    for name in FORMATS:
        for quiet in ([], ["--quiet"]):
            done = subprocess.run([harness.CAMBIUM, "scan", "--no-store", *quiet, "--format", name,
                                   str(root)], stdout=open("/dev/full", "wb"),
                                  stderr=subprocess.PIPE)
            assert done.returncode == 4 and b"No space left" in done.stderr, (name, done)
    for arguments in (["scan", "--no-store", "--list", str(root)], ["--help"], ["--version"],
                      ["--completions", "bash"], ["tree", "a0/f0.py"], ["explain", "a0/f0.py"]):
        done = subprocess.run([harness.CAMBIUM, *arguments], cwd=root, stdout=open("/dev/full", "wb"),
                              stderr=subprocess.PIPE)
        assert done.returncode == 4 and b"No space left" in done.stderr, (arguments, done)
    for target in ("/dev/full", "/nowhere/x.json", str(top), ""):
        done = output(root, "json", cwd=top) if not target else harness.run(
            "scan", "--no-store", "--format", "json", "-o", target, str(root))
        assert done.returncode == (4 if target else 3), (target, done)
    assert not list(top.glob("*.??????"))


def check_small_disk(root, top):
    """The file system ends in the middle of the report: the old one stays."""
    report = write(top / "report.json", "old")
    done = harness.run("scan", "--no-store", "--format", "json", "-o", str(report), str(root),
                       preexec_fn=harness.limit(FSIZE=4096))
    assert done.returncode == 4 and b"report.json" in done.stderr, done
    assert report.read_text() == "old"
    assert [p.name for p in top.glob("report.json*")] == ["report.json"]


def check_replaced(root, top, expected):
    """A file is replaced as a whole; a link's target, a pipe and a device are written to."""
    report = write(top / "out.json", "old")
    os.link(report, top / "kept.json")
    for _ in range(2):
        harness.run("scan", "--no-store", "--format", f"json={report}", str(root))
        assert report.read_bytes() == expected["json"]
    assert (top / "kept.json").read_text() == "old"
    real = write(top / "real.json", "old")
    (top / "link.json").symlink_to(real)
    harness.run("scan", "--no-store", "--format", "json", "-o", str(top / "link.json"), str(root))
    assert (top / "link.json").is_symlink() and real.read_bytes() == expected["json"]
    os.mkfifo(top / "pipe")
    read = {}
    reader = threading.Thread(target=lambda: read.update(all=(top / "pipe").read_bytes()))
    reader.start()
    harness.run("scan", "--no-store", "--format", "json", "-o", str(top / "pipe"), str(root))
    reader.join()
    assert read["all"] == expected["json"]


def check_several(root, top, expected):
    """All formats of one run, each into its own file."""
    arguments = [f"--format={name}={top}/all.{name}" for name in FORMATS]
    done = harness.run("scan", "--no-store", *arguments, str(root))
    assert done.returncode == 3 and not done.stdout
    for name in FORMATS:
        assert (top / f"all.{name}").read_bytes() == expected[name], name


def check_closed(root, expected):
    """Standard streams that are closed: no report ends up in another file."""
    command = f"'{harness.CAMBIUM}' scan --no-store --format json '{root}'"
    for redirect, statuses in ((">&-", {4}), ("2>&-", {3}), ("<&-", {3}), (">&- 2>&-", {4}),
                               ("<&- >&- 2>&-", {4}), ("<&- 2>&-", {3})):
        done = subprocess.run(["bash", "-c", f"{command} {redirect}"], capture_output=True,
                              timeout=60 * harness.FACTOR)
        assert done.returncode in statuses, (redirect, done)
        assert done.stdout == (b"" if ">&-" in redirect.split() else expected["json"]), redirect


def check_slow_pipe(root, expected):
    """A pipe that doesn't block and a reader that takes its time."""
    ours, theirs = os.pipe()
    fcntl.fcntl(theirs, fcntl.F_SETFL, os.O_NONBLOCK)
    fcntl.fcntl(theirs, fcntl.F_SETPIPE_SZ, 4096)
    process = subprocess.Popen([harness.CAMBIUM, "scan", "--no-store", "--quiet", "--format",
                                "json", str(root)], stdout=theirs)
    os.close(theirs)
    found = b""
    while piece := os.read(ours, 1000):
        found += piece
        if len(found) < 20000:
            time.sleep(0.01)
    assert process.wait() == 3 and found == expected["json"]
    os.close(ours)


def on_terminal(arguments, cwd):
    """What the program writes when all its streams are a terminal."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(cwd)
        os.execve(harness.CAMBIUM, ["cambium", *arguments],
                  harness.environment(TERM="xterm", LC_ALL="C.UTF-8"))
    found = b""
    while select.select([terminal], [], [], 60 * harness.FACTOR)[0]:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            break
        if not piece:
            break
        found += piece
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.close(terminal)
    return status, found.replace(b"\r\n", b"\n")


def check_terminal(root, expected):
    """Machine formats are the same bytes there; names can't command the terminal."""
    for name in ("json", "ndjson", "csv"):
        status, found = on_terminal(["scan", "--no-store", "--quiet", "--format", name, "."], root)
        assert status == 3, (status, found[-200:])
        if name == "csv":
            found = found.replace(b"\r\n", b"\n")
            assert found.splitlines() == expected[name].replace(b"\r\n", b"\n").splitlines()
        else:
            assert found == expected[name], name
    status, found = on_terminal(["scan", "--no-store", "--color", "never", "--progress", "never",
                                 "."], root)
    assert status == 3 and not ESCAPE.search(found), ESCAPE.search(found)
    status, found = on_terminal(["scan", "--no-store", "--list", "."], root)
    assert status == 0 or status == 3
    status, found = on_terminal(["scan", "--no-store", "--progress", "always", "."], root)
    assert b"\x1b[31mred" not in found and b"\xe2\x80\xae" not in found and b"\x07" not in found
    assert b"\x1b" in found, "no colours on a terminal"


def check_no_terminal(root):
    """In a pipe there are no escapes, no carriage returns, no progress."""
    done = output(root, "text")
    assert not ESCAPE.search(done.stdout) and not ESCAPE.search(done.stderr)
    assert b"ETA" not in done.stderr
    forced = harness.run("scan", "--no-store", "--color", "always", str(root))
    assert b"\x1b[" in forced.stdout
    assert re.sub(rb"\x1b\[[0-9;]*m", b"", forced.stdout) == done.stdout


def check_environment(root, top, expected):
    """Locales, time zones, masks, a current folder that is gone, no environment."""
    for extra in ({"LC_ALL": "de_DE.UTF-8"}, {"LC_ALL": "tr_TR.UTF-8"}, {"LC_ALL": "C"},
                  {"LC_NUMERIC": "de_DE.UTF-8", "LANG": "ja_JP.eucJP"}, {"TZ": "Asia/Kathmandu"},
                  {"TZ": ":nonsense", "NO_COLOR": "1"}, {"COLUMNS": "20", "TERM": "dumb"},
                  {"HOME": "/nowhere", "TMPDIR": "/nowhere", "POSIXLY_CORRECT": "1"}):
        for name in FORMATS:
            env = harness.environment(**extra)
            assert output(root, name, env=env).stdout == expected[name], (extra, name)
    assert output(root, "json", env={}).stdout == expected["json"]
    report = top / "masked.json"
    done = harness.run("scan", "--no-store", "--format", "json", "-o", str(report), str(root),
                       preexec_fn=lambda: os.umask(0o777))
    assert done.returncode == 3, done
    assert report.stat().st_mode & 0o777 == 0
    report.chmod(0o600)
    assert report.read_bytes() == expected["json"]

    def leave():
        os.mkdir(top / "gone")
        os.chdir(top / "gone")
        os.rmdir(top / "gone")

    assert output(root, "json", preexec_fn=leave).stdout == expected["json"]
    done = harness.run("scan", "--no-store", preexec_fn=leave)
    assert done.returncode in (0, 2), done


def check_silence(root):
    """--quiet leaves nothing on stderr; what isn't the report is never on stdout."""
    for arguments in (["scan", "--quiet"], ["scan", "--quiet", "--format", "json"]):
        assert not harness.run(*arguments, "--no-store", str(root)).stderr
    done = harness.run("scan", "--no-store", "--stats", "json", "--format", "json", str(root))
    harness.Report(done.stdout)
    for arguments in (["scan", "--frobnicate"], ["scan", "--format", "xml", str(root)],
                      ["scan", "--jobs", "0"], ["scan", "--max-file-size", "2G", str(root)],
                      ["frobnicate"], ["scan", "/nowhere"], ["scan", str(root), str(root)]):
        done = harness.run(*arguments)
        assert done.returncode == 2 and done.stderr and not done.stdout, (arguments, done)


with harness.folder() as top:
    root = top / "tree"
    build(root)
    expected = {name: output(root, name).stdout for name in FORMATS}
    check_unwritable(root, top)
    check_small_disk(root, top)
    check_replaced(root, top, expected)
    check_several(root, top, expected)
    check_closed(root, expected)
    check_slow_pipe(root, expected)
    check_terminal(root, expected)
    check_no_terminal(root)
    check_environment(root, top, expected)
    check_silence(root)
