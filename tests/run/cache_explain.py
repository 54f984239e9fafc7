#!/usr/bin/env python3
"""explain says what a scan would have of a file from the store, or why not, and leaves
the store as it is."""
import json
import os
import time

from harness import folder, run, snapshot, write
from packs import FACTS, TREE, damage


def scan(top, *arguments):
    # Files that are younger than the clock's tick would be looked into again.
    time.sleep(0.05)
    done = run("scan", top, "-q", *arguments)
    assert done.returncode == 0 and not done.stderr, done


def source(top, path, *arguments):
    """The key in JSON; the sentence in text is another one for each."""
    before = snapshot(top)
    options = ["--root", top, *arguments, "--", top / path]
    said = json.loads(run("explain", "-f", "json", *options).stdout)["source"]
    text = run("explain", "--no-index", *options)
    assert text.returncode == 0, text
    line = text.stdout.decode().splitlines()[3].strip()
    assert sentences.setdefault(line, said) == said, (line, said)
    assert snapshot(top) == before, "explain has written"
    return said


sentences = {}


def test(top):
    store = top / ".cambium/cache"
    for name in ("same.py", "touched.py", "edited.py", "notes.md"):
        write(top / name, f"{name.split('.')[0]} = 1\n")
    assert source(top, "same.py") == "new"
    assert not store.exists(), "explain has made a store"
    scan(top)
    write(top / "new.py", "new = 1\n")
    write(top / "copy.py", "same = 1\n")
    write(top / "edited.py", "edited = 2\n")
    os.utime(top / "touched.py", (1, 1))
    assert source(top, "same.py") == "unchanged"
    assert source(top, "touched.py") == "same_content"
    assert source(top, "edited.py") == "content_changed"
    assert source(top, "new.py") == "new"
    assert source(top, "copy.py") == "facts"
    assert source(top, "same.py", "--verify-content") == "same_content"
    assert source(top, "same.py", "--full") == "facts"
    assert source(top, "same.py", "--project", "another") == "facts"
    assert source(top, "same.py", "--no-store") == "no_store"
    assert source(top, "notes.md", "--no-store") == "read"
    assert source(top, "same.py", "--store", top / "elsewhere") == "new"
    assert damage(store, FACTS) == 3
    assert source(top, "same.py", "--full") == "tree"
    assert damage(store, TREE) == 3
    assert source(top, "same.py", "--full") == "damaged"
    assert source(top, "same.py") == "unchanged", "what it takes for that is whole"
    assert len(sentences) == len(set(sentences.values())), sentences


def an_excluded_path_has_no_source(top):
    write(top / ".gitignore", "out.py\n")
    write(top / "out.py")
    said = json.loads(run("explain", "-f", "json", "--root", top, top / "out.py").stdout)
    assert said["source"] is None and said["file"] is None


def a_computed_import_has_no_module(top):
    write(top / "a.py", "import b\n__import__(c)\n")
    options = ["--root", top, top / "a.py"]
    said = json.loads(run("explain", "-f", "json", *options).stdout)["file"]["imports"]
    assert [(i["module"], i["kind"]) for i in said] == [("b", "load"), (None, "dynamic")]
    text = run("explain", "--no-index", *options).stdout.decode().splitlines()
    assert [line.split(maxsplit=2) for line in text[-2:]] == [
        ["1", "load", "b"], ["2", "dynamic", "(known only when it runs)"]], text


with folder() as place:
    test(place)
with folder() as place:
    an_excluded_path_has_no_source(place)
with folder() as place:
    a_computed_import_has_no_module(place)
