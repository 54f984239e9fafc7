#!/usr/bin/python3
"""cambium find: what it prints, where the places it names are, and its status."""
import json
import os
import re
import subprocess

import harness
from harness import CAMBIUM, run, write

EVAL = 'call[function: identifier = "eval", in class_definition]'
FILES = {
    "a/one.py": b"eval(1)\nclass A:\n    x = eval(2)\n    def f(self):\n        return eval(\n            3)\n",
    "a/test_two.py": b"\xef\xbb\xbfclass B: y = eval('\\d\t\x1b[31m\xe2\x80\xae')\r\nclass C: eval()\r\n",
    "b/latin.py": b"# coding: latin-1\n\xe9\xe9 = 1; \xe9 = eval\nclass D: z = '\xe9'; w = eval(z, '\xe9')\n",
    "b/broken.py": b"class E:\n    eval(4)\n    def = (\n",
    "b/notes.txt": b"class F: eval(5)\n",
    "b/script": b"#!/usr/bin/python3\nclass G: eval(6)\n",
    "c.pyi": b"class H: eval(7)\n",
    ".gitignore": b"ignored\n",
    "ignored/d.py": b"class I: eval(8)\n",
}
TEXT = rb"""a/one.py:3:9: eval(2)
a/one.py:5:16: eval(
a/test_two.py:1:14: eval('\d	\x1b[31m\u202e')
a/test_two.py:2:10: eval()
b/broken.py:2:5: eval(4)
b/latin.py:3:25: eval(z, 'E')
b/script:2:10: eval(6)
c.pyi:1:10: eval(7)
""".replace(b"E'", b"\xc3\xa9'").replace(b"3:25", b"3:24")


def find(*arguments, status=0, cwd=None, **options):
    done = run("find", "--no-store", *arguments, cwd=cwd, **options)
    assert done.returncode == status, (arguments, done)
    return done.stdout


def strict(text):
    return json.loads(text, object_pairs_hook=harness.once, parse_constant=harness.never)


def check_text(root):
    assert find(EVAL, root) == TEXT, find(EVAL, root)
    assert find(EVAL, cwd=root) == TEXT
    assert find(EVAL, ".", "--parser", "runtime", cwd=root) == TEXT
    coloured = find(EVAL, root, "--color", "always")
    assert coloured != TEXT and re.sub(rb"\x1b\[\d*m", b"", coloured) == TEXT


def check_same_bytes(root):
    for form in ("text", "json", "ndjson"):
        outputs = {find("_", root, "-f", form, "-j", str(jobs)) for jobs in (1, 2, 3, 16)}
        assert len(outputs) == 1 and len(outputs.pop()) > 1000, form


def check_json(root):
    """The bytes that a match names are those of the file as it lies on the disk."""
    whole = strict(find(EVAL, root, "-f", "json"))
    lines = [strict(line) for line in find(EVAL, root, "-f", "ndjson").splitlines()]
    totals = lines.pop()
    assert whole["schema"] == totals.pop("schema") == "cambium/1"
    assert whole["pattern"] == totals.pop("pattern") == EVAL
    assert totals.pop("type") == "totals" and totals == whole["totals"]
    assert totals == {"matches": 8, "files_with_matches": 6, "files": 6, "skipped": 1, "failed": 0}, totals
    assert all(line.pop("type") == "match" for line in lines)
    assert lines == whole["matches"] and whole["failures"] == []
    for match in lines:
        assert match["symbol"] == "call", match
        content = FILES[match["path"]]
        node = content[match["start"]:match["end"]]
        encoding = "latin-1" if "latin" in match["path"] else "utf-8"
        first = node.decode(encoding).split("\n")[0]
        assert match["text"] == first and match["cut"] == (b"\n" in node), (match, node)
        line = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")[match["line"] - 1].decode(encoding)
        assert line.encode()[match["column"] - 1:].decode().startswith(first), (match, line)
        last = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")[match["end_line"] - 1].decode(encoding)
        assert last.encode()[:match["end_column"] - 1].decode().endswith(")"), (match, last)


def check_narrowing(root):
    def paths(*arguments):
        return find(EVAL, root, "--files", *arguments).decode().split("\n")[:-1]
    assert paths() == ["a/one.py", "a/test_two.py", "b/broken.py", "b/latin.py", "b/script", "c.pyi"]
    assert paths("--in", "a") == paths("--in", f"{root}/a/") == ["a/one.py", "a/test_two.py"]
    assert paths("--in", "a/one.py") == ["a/one.py"]
    assert paths("--name", "test_*") == ["a/test_two.py"]
    assert paths("--name", "*.p?i") == ["c.pyi"]
    assert paths("--in", "b", "--name", "one*") == []
    assert paths("--exclude", "b", "--exclude", "c.pyi") == ["a/one.py", "a/test_two.py"]
    assert paths("--no-ignore")[-1] == "ignored/d.py"
    assert find(EVAL, root, "-l0").split(b"\0")[0] == b"a/one.py"
    assert find(EVAL, root, "--count", "--in", "a") == b"a/one.py:2\na/test_two.py:2\n"
    listed = subprocess.run([CAMBIUM, "find", "--no-store", EVAL, root, "--files-from", "-", "-l"], input=b"ignored/d.py\n",
                            capture_output=True, check=True)
    assert listed.stdout == b"ignored/d.py\n", listed
    assert find(EVAL, root / "c.pyi") == b"c.pyi:1:10: eval(7)\n"
    # A folder that isn't asked about isn't opened, so it can't be unreadable.
    assert find("lambda", root, "--in", "a/one.py", "--stats", "json") == b""


def check_status(root):
    assert find("lambda", root) == b"", "that nothing was found is no failure"
    for arguments, says in (
            (["lamda", root], b"pattern, column 1: there is no node 'lamda'; do you mean 'lambda'?"),
            (["call[", root], b"column 6"),
            ([], b"PATTERN"),
            (["lambda", root, root], b"one PATH"),
            (["lambda", root, "--in", "nowhere"], b"--in: nowhere"),
            (["lambda", root, "--in", "../.."], b"--in: ../.."),
            (["lambda", root, "--name", "["], b"--name '['"),
            (["lambda", root, "-f", "csv"], b"text, json and ndjson"),
            (["lambda", root, "-c", "-l"], b"one thing"),
            (["lambda", root, "-c", "-f", "json"], b"one thing"),
            (["lambda", root / "nowhere"], b"No such file")):
        done = run("find", "--no-store", *arguments)
        assert done.returncode == 2 and says in done.stderr and not done.stdout, (arguments, done)
    find(EVAL, root, "--fail-on", "partial", status=3)
    done = subprocess.run([CAMBIUM, "find", "--no-store", EVAL, root], stdout=open("/dev/full", "wb"), stderr=subprocess.PIPE)
    assert done.returncode == 4 and b"No space left" in done.stderr, done
    nothing = run("find", "--no-store", "lambda", root / "b/notes.txt")
    assert nothing.returncode == 0 and b"no file was searched" in nothing.stderr, nothing


def check_failures(top):
    """A file that can't be read, or costs too much, is named; the others are searched."""
    root = top / "failures"
    write(root / "a.py", "f()\n")
    write(root / "bad.py", "# coding: nonsense\nf()\n")
    write(root / "nest.py", "f(" * 5000 + ")" * 5000)
    for name in ("text", "json", "ndjson"):
        done = run("find", "--no-store", "call ~ /q|^f..$/", root, "-f", name)
        assert done.returncode == 3, done
        assert b"bad.py: " in done.stderr and b"nest.py: its nests are too deep" in done.stderr, done
    assert find("call ~ /q|^f..$/", root, "--fail-on", "none") == b"a.py:1:1: f()\n"
    whole = strict(find("call ~ /q|^f..$/", root, "-f", "json", status=3))
    assert [(f["path"], f["reason"]) for f in whole["failures"]] == [("bad.py", "encoding"), ("nest.py", "budget")]
    assert find("call[has call]", root, "-c", status=3) == b"nest.py:4999\n"


def check_hostile_text(top):
    """Long lines are cut between characters; names are shown as everywhere."""
    root = top / "hostile"
    write(root / "long.py", "x = '" + "é" * 1000 + "'\n")
    write(root / "\x1b[31m\n.py", "lambda: 0\n")
    write(root / os.fsdecode(b"\xff.py"), "lambda: 1\n")
    (match,) = strict(find("string", root, "-f", "json"))["matches"]
    assert match["text"] == "'" + "é" * 119 and match["cut"], match
    assert find("lambda", root) == b"\\x1b[31m\\n.py:1:1: lambda: 0\n\\xff.py:1:1: lambda: 1\n"
    paths = [harness.path_of(m) for m in strict(find("lambda", root, "-f", "json"))["matches"]]
    assert paths == [b"\x1b[31m\n.py", b"\xff.py"], paths
    nest = "[" * 3000 + "]" * 3000
    write(root / "nest.py", nest)
    assert len(find("list", root)) < 3000 * 300


def check_store(root, top):
    """Trees out of the store give the same matches; a search is no snapshot of a scan."""
    store = ["--store", top / "store"]
    for pattern in (EVAL, "_", "call[has string]"):
        for _ in range(2):
            found = run("find", pattern, root, "-f", "json", *store)
            assert found.returncode == 0 and found.stdout == find(pattern, root, "-f", "json"), found
    scans = [run("scan", root, "-f", "json", *arguments).stdout for arguments in (["--no-store"], store, store)]
    assert len(set(scans)) == 1 and scans[0]
    assert run("find", EVAL, root, *store).stdout == TEXT
    warm = run("find", EVAL, root, "--stats", "json", *store)
    assert strict(warm.stderr)["parser"]["batch_files"] == 0, warm.stderr


def check_explain():
    assert find("--explain", EVAL) == (b'call\n    a child is the function: identifier, its text = "eval"\n'
                                       b"    it is in class_definition\n")


def main():
    with harness.folder() as top:
        root = top / "tree"
        for path, content in FILES.items():
            write(root / path, content)
        check_text(root)
        check_same_bytes(root)
        check_json(root)
        check_narrowing(root)
        check_status(root)
        check_failures(top)
        check_hostile_text(top)
        check_store(root, top)
        check_explain()


main()
