#!/usr/bin/python3
"""One tree with everything in it that makes tools like this stumble (faults T1 to T5,
T7, T11, T13, T14, T18 to T21): each entry has its outcome, the others theirs, and the
tree is as it was."""
import os
import socket
import time

import harness
from harness import write

UTF16 = "import os\n".encode("utf-16")
HOSTILE_NAMES = [
    b"not-utf8-\xff\xfe.py", b"latin-\xe9.py", b"line\nbreak.py", b"tab\tstop.py", b"cr\r.py",
    b"quote\".py", b"apostrophe'.py", b"back\\slash.py", b"-rf.py", b"--help.py", b"%n%s%d.py",
    b"\x1b[31mred\x1b[0m.py", b"\x1b]0;title\x07.py", b"bell\x07.py", b"del\x7f.py",
    "bidi-\u202egnp.py".encode(), "zero\u200bwidth.py".encode(), "mark-\ufeff.py".encode(),
    "e\u0301.py".encode(), "\u00e9.py".encode(), "\U0001f409.py".encode(), b"a" * 252 + b".py",
    b" leading.py", b"trailing .py", b"$(touch PWNED).py", b"`touch PWNED`.py", b";true.py",
    b"&.py", b"*.py", b"[a-z].py", b"!bang.py", b"#hash.py", b"..py", b"...py.py",
    b"c1-\xc2\x9b31m.py", b"surrogate-\xed\xa0\x80.py", b"overlong-\xc0\xaf.py",
    b"..\\..\\up.py", b"C:\\x.py", b"con.py",
]


def names(top, expect):
    for name in HOSTILE_NAMES:
        path = b"names/" + name
        write(top / os.fsdecode(path), b"def f():\n    return 1\n")
        # A name that begins with a dot is hidden; this one is a dot and "py".
        expect[path] = "skipped: hidden" if name.startswith(b".") else "analysed"


def links(top, expect):
    outside = "/etc/passwd"
    for name, target in {
        "loop": ".", "up": "..", "root": "/", "self": "self", "a/b/back": "../../a",
        "dangling": "nowhere", "passwd": outside, "passwd.py": outside, "link.py": "plain.py",
        "linked": "a", "long": "x" * 4000,
    }.items():
        path = top / "links" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(target)
        expect["links/" + name] = "skipped: symlink"
    write(top / "links/plain.py")
    write(top / "links/a/b/c.py")
    os.link(top / "links/plain.py", top / "links/hard.py")
    expect.update({"links/plain.py": "analysed", "links/a/b/c.py": "analysed",
                   "links/hard.py": "analysed"})


def special_files(top, expect):
    folder = top / "special"
    folder.mkdir()
    os.mkfifo(folder / "fifo.py")
    with socket.socket(socket.AF_UNIX) as server:
        # The path of a socket has to be short.
        here = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        server.bind(f"/proc/self/fd/{here}/socket.py")
        os.close(here)
    expect.update({"special/fifo.py": "skipped: special file",
                   "special/socket.py": "skipped: special file"})
    if os.geteuid() == 0:
        try:
            os.mknod(folder / "zero.py", 0o20666, os.makedev(1, 5))
            expect["special/zero.py"] = "skipped: special file"
        except PermissionError:
            pass  # a container that has no device nodes


def deep_path(top, expect, name, part, levels):
    """Too long for one path: made a step at a time."""
    here = os.open(top, os.O_RDONLY)
    for _ in range(levels):
        os.mkdir(part, dir_fd=here)
        below = os.open(part, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    file = os.open(name, os.O_WRONLY | os.O_CREAT, dir_fd=here)
    os.write(file, b"def deep():\n    pass\n")
    os.close(file)
    os.close(here)
    expect["/".join([part] * levels + [name])] = "analysed"


def deep(top, expect):
    deep_path(top, expect, "far.py", "d" * 200, 30)
    deep_path(top, expect, "low.py", "e", 1000)


def sizes(top, expect):
    """With 32 bits, 5 GiB would be 1 GiB, and 4 GiB and a byte would be a byte."""
    folder = top / "sizes"
    for name, size in {"five.py": 5 << 30, "five.txt": 5 << 30, "wrap.py": (4 << 30) + 1,
                       "over.py": (64 << 20) + 1}.items():
        write(folder / name, b"")
        os.truncate(folder / name, size)
        expect["sizes/" + name] = "skipped: too large"
    expect["sizes/five.txt"] = "skipped: binary"
    write(folder / "empty.py", b"")
    write(folder / "empty.txt", b"")
    expect.update({"sizes/empty.py": "analysed", "sizes/empty.txt": "analysed"})


def contents(top, expect):
    files = {
        "nul-first.py": (b"\0x = 1\n", "failed: NUL byte"),
        "nul-last.py": (b"x = 1\n\0", "failed: NUL byte"),
        "nul-string.py": (b"x = '\0'\n", "failed: NUL byte"),
        "nul-comment.py": (b"# \0\n", "failed: NUL byte"),
        "nul-name.py": (b"def f\0g(): pass\n", "failed: NUL byte"),
        "nul-late.py": (b"x = 1\n" * 5000 + b"\0", "failed: NUL byte"),
        "latin.py": (b"# coding: latin-1\ndef \xe9(): pass\n", "analysed"),
        "koi8.py": (b"#!\n# -*- coding: koi8-r -*-\nx = '\xc1'\n", "analysed"),
        "sjis.py": (b"# coding: shift_jis\nx = '\x83\x5c'\n", "analysed"),
        "bom.py": (b"\xef\xbb\xbfx = 1\n", "analysed"),
        "bom-cookie.py": (b"\xef\xbb\xbf# coding: utf-8\nx = 1\n", "analysed"),
        "bom-against.py": (b"\xef\xbb\xbf# coding: latin-1\n", "failed: encoding"),
        "unknown.py": (b"# coding: frob\n", "failed: encoding"),
        "third-line.py": (b"\n\n# coding: frob\n", "analysed"),
        "utf16.py": (UTF16, "failed: encoding"),
        "utf32.py": ("x = 1\n".encode("utf-32"), "failed: encoding"),
        "broken-ascii.py": (b"# coding: ascii\nx = '\xe9'\n", "failed: encoding"),
        "not-utf8.py": (b"x = 1\n# \xff\n", "partial"),
        "syntax.py": (b"def f(:\n", "partial"),
        "indents.py": ("".join(" " * i + "if x:\n" for i in range(600)) + " " * 600
                       + "'''open\n", None),
        "binary.dat": (b"\x7fELF\0\0\0", "skipped: binary"),
        "utf16.txt": (UTF16, "skipped: binary"),
        "late-nul.txt": (b"x" * 8192 + b"\0", "analysed"),
        "no-suffix": (b"#!/usr/bin/env python3\ndef f(): pass\n", "analysed"),
    }
    for name, (content, outcome) in files.items():
        write(top / "contents" / name, content)
        expect["contents/" + name] = outcome


PROGRAM = "import pathlib\npathlib.Path({!r}).write_text('')\n"


def hostile_configuration(top, expect):
    """None of this may be run, obeyed or even make the scan slow."""
    folder = top / "project"
    pwned = str(top / "PWNED")
    command = f"touch {pwned}"
    for name in ("setup.py", "conftest.py", "sitecustomize.py", "usercustomize.py",
                 "__init__.py", "noxfile.py", "tasks.py"):
        write(folder / name, PROGRAM.format(pwned))
        expect["project/" + name] = "analysed"
    write(folder / "evil.pth", f"import os; os.system({command!r})\n")
    write(folder / "pyproject.toml",
          f'[tool.cambium]\noutput = "{pwned}"\nstore = "/etc"\nplugins = ["setup"]\n'
          f'[tool.mypy]\nplugins = "setup"\n[build-system]\nbuild-backend = "setup"\n')
    write(folder / "setup.cfg", "[tool:cambium]\nstore = /etc\n" + "x" * 1000000)
    for name in ("cambium.toml", "Makefile", "requirements.txt", "pytest.ini"):
        write(folder / name, f"store = '/etc'\nall:\n\t{command}\n")
    for name in ("evil.pth", "pyproject.toml", "setup.cfg", "cambium.toml", "Makefile",
                 "requirements.txt", "pytest.ini"):
        expect["project/" + name] = "analysed"
    write(folder / ".cambium.toml", "store = '/etc'\n")
    expect["project/.cambium.toml"] = "skipped: hidden"
    write(folder / ".git/config", f"[core]\n\tfsmonitor = {command}\n\tpager = {command}\n"
          f"\tsshCommand = {command}\n\texcludesFile = /etc/passwd\n[filter \"x\"]\n\tclean = "
          f"{command}\n[include]\n\tpath = /etc/passwd\n")
    write(folder / ".git/HEAD", "ref: refs/heads/main\n")
    write(folder / ".gitattributes", "* filter=x\n")
    expect["project/.git"] = "skipped: built-in"
    expect["project/.gitattributes"] = "skipped: hidden"


def hostile_rules(top, expect):
    """Globs that take other matchers exponential time, and rules that point outside."""
    folder = top / "rules"
    stars = "".join(f"{'*a' * 30}{i}*b\n" for i in range(50))
    write(folder / ".gitignore",
          "**/" * 500 + "x\n" + stars + "[" * 4000 + "\n" + "[!" + "a" * 4000 + "\n"
          + "\\\n" + "../../links/plain.py\n/../links\n/etc/passwd\n" + "!" * 1000 + "\n"
          + "ignored.py\n")
    for name in ("a" * 200 + ".py", "kept.py"):
        write(folder / name)
        expect["rules/" + name] = "analysed"
    write(folder / "ignored.py")
    expect["rules/ignored.py"] = "skipped: gitignore"
    # Rules over a limit aren't obeyed, and that is said.
    write(folder / "long/.gitignore", "x" * 10000 + "\n*.py\n")
    write(folder / "many/.gitignore", "*.py\n" * 300000)
    for name in ("long", "many"):
        write(folder / name / "x.py")
        expect[f"rules/{name}/.gitignore"] = "failed: bad ignore file"
    # An ignore file that is none.
    os.makedirs(folder / "folder/.gitignore")
    write(folder / "folder/x.py")
    os.makedirs(folder / "pipe")
    os.mkfifo(folder / "pipe/.gitignore")
    write(folder / "pipe/x.py")
    os.makedirs(folder / "link")
    (folder / "link/.gitignore").symlink_to("/etc/passwd")
    write(folder / "link/x.py")
    expect.update({f"rules/{name}/x.py": "analysed" 
                   for name in ("long", "many", "folder", "pipe", "link")})


def check_messages(report):
    detail = {path: record["detail"] for path, record in report.failed.items()}
    for path, text in {
        b"contents/nul-string.py": "NUL byte at offset 5",
        b"contents/unknown.py": "unknown encoding: frob",
        b"contents/nul-late.py": "NUL byte at offset 30000",
    }.items():
        assert text in detail[path], (path, detail[path])
    error = report.files[b"contents/not-utf8.py"]["error"]
    assert error["line"] == 2 and "invalid UTF-8 at byte 8" in error["reason"], error
    assert list(report.functions("contents/latin.py")) == ["é"]
    assert report.functions("names/-rf.py") == {"f": (1, 2, 1)}
    assert b"root:" not in report.text, "something outside of the tree was read"


def check_tree(top):
    expect = {}
    for build in (names, links, special_files, deep, sizes, contents, hostile_configuration,
                  hostile_rules):
        build(top, expect)
    before = harness.snapshot(top)
    start = time.monotonic()
    report = harness.scan(top, timeout=20)
    assert time.monotonic() - start < 20 * harness.FACTOR
    for path, outcome in expect.items():
        got = report.outcome(path)
        assert outcome in (None, got), f"{path!r}: {got}, not {outcome}"
    known = {os.fsencode(path) for path in expect}
    found = report.files.keys() | report.skipped.keys() | report.failed.keys()
    unknown = {path for path in found - known if not path.endswith(b"/.gitignore")}
    assert not unknown, unknown
    check_messages(report)
    assert harness.snapshot(top) == before, "the scan changed the tree"
    assert not (top / "PWNED").exists()
    return report


def check_bad_roots(top):
    """A tree that isn't there, and a root that is no folder."""
    for root in ("nowhere", "links/dangling", "special/fifo.py"):
        done = harness.run("scan", "--no-store", str(top / root), timeout=10)
        assert done.returncode == 2 and done.stderr.startswith(b"cambium: "), (root, done)
        assert not done.stdout


def check_files_from(top):
    """A list can't name what a walk couldn't reach, and names each file once."""
    root = top / "links"
    paths = ["plain.py", "./plain.py", "a/../plain.py", "a//b/./c.py", "plain.py", ""]
    bad = {"../PWNED.py": "bad path", "/etc/passwd": "bad path", "passwd": "unreadable",
           "link.py": "unreadable", "linked/b/c.py": "unreadable", "missing.py": "vanished",
           "up/links/plain.py": "unreadable", "root/etc/passwd": "unreadable"}
    listing = write(top / "paths", "\0".join([*paths, *bad]))
    report = harness.scan(root, "--files-from", str(listing), "-0", timeout=10)
    assert list(report.files) == [b"a/b/c.py", b"plain.py"], report.files
    assert {os.fsdecode(p): r["reason"] for p, r in report.failed.items()} == bad
    assert b"root:" not in report.text
    pipes = write(top / "pipes", "fifo.py\nsocket.py\n")
    special = harness.scan(top / "special", "--files-from", str(pipes), timeout=10)
    assert special.outcome("fifo.py") == "skipped: special file"
    assert special.outcome("socket.py") in ("skipped: special file", "failed: unreadable")


def check_list(top):
    """--list -0 gives the names back, byte for byte."""
    root = top / "names"
    done = harness.run("scan", "--no-store", "--list", "-0", str(root))
    found = done.stdout.split(b"\0")
    assert found.pop() == b"" and found == sorted(found)
    assert set(found) == {name for name in HOSTILE_NAMES if not name.startswith(b".")}
    again = harness.scan(root, "--files-from", str(write(top / "all", done.stdout)), "-0")
    assert list(again.files) == found


with harness.folder() as top:
    tree = top / "tree"
    tree.mkdir()
    check_tree(tree)
    check_bad_roots(tree)
    check_files_from(tree)
    check_list(tree)
