#!/usr/bin/env python3
"""cache export makes one file of a project's last run; import adds it to another store,
where a scan of the same content parses nothing."""
import json
import os
import time

from harness import folder, limit, run, write
from packs import BLOCK, FACTS, SNAPSHOT, TREE, damage, entries

FILES = 12


def scan(top, *arguments):
    """The report, and by source how many files."""
    time.sleep(0.05)
    done = run("scan", top, "-q", "-f", "json", "--stats", "json", "--project", "app", *arguments)
    assert done.returncode == 0, done.stderr
    files = json.loads(done.stderr.splitlines()[-1])["store"]["files"]
    return done.stdout, {source: count for source, count in files.items() if count}


def cache(verb, *arguments, status=0):
    done = run("cache", verb, *arguments, "-f", "json", "--project", "app")
    assert done.returncode == status, (done.returncode, done.stdout, done.stderr)
    return json.loads(done.stdout)


def failed(verb, *arguments, status):
    done = run("cache", verb, *arguments, "--project", "app")
    assert done.returncode == status, (done.returncode, done.stdout, done.stderr)
    return done.stderr.decode()


def sources(top):
    for i in range(FILES):
        write(top / f"p{i % 3}/m{i}.py", f"def f{i}(x):\n    return x + {i}\n")
    write(top / "copy.py", "def f0(x):\n    return x + 0\n")
    write(top / "README.md", "# read\n")
    return top


def kinds(file):
    return [kind for _, kind, _ in entries(file)]


def what_was_exported_hits_elsewhere(top):
    out = top / "nightly.cambium"
    cold, _ = scan(sources(top / "one"))
    answer = cache("export", out, top / "one")
    expected = [TREE] * FILES + [FACTS] * FILES + [BLOCK, SNAPSHOT]
    assert kinds(out) == expected, "a copied file is there once, the snapshot comes last"
    assert answer["entries"] == len(expected) and answer["missing"] == 0, answer
    assert answer["bytes"] == out.stat().st_size
    assert not [name for name in os.listdir(top) if name not in ("one", out.name)]
    two = sources(top / "two")
    answer = cache("import", out, two)
    assert (answer["entries"], answer["present"]) == (len(expected), 0), answer
    report, files = scan(two)
    assert files == {"same_content": FILES + 2}, files
    assert report == cold
    report, files = scan(two)
    assert files == {"unchanged": FILES + 2} and report == cold, files
    answer = cache("import", out, two)
    assert (answer["entries"], answer["present"]) == (1, len(expected) - 1), "only the snapshot"


def without_the_name_the_content_is_known_all_the_same(top):
    out = top / "nightly.cambium"
    scan(sources(top / "one"))
    cache("export", out, top / "one")
    two = sources(top / "two")
    cache("import", out, two)
    _, files = scan(two, "--project", "another")
    assert files == {"facts": FILES + 1, "read": 1}, files


def a_delta_goes_along(top):
    out, one = top / "nightly.cambium", sources(top / "one")
    scan(one)
    write(one / "late.py", "late = 1\n")
    scan(one)
    cache("export", out, one)
    two = sources(top / "two")
    write(two / "late.py", "late = 1\n")
    cache("import", out, two)
    assert scan(two)[1] == {"same_content": FILES + 3}


def a_project_that_was_not_scanned_is_a_sentence_and_leaves_the_file(top):
    out, one = write(top / "nightly.cambium", b"of yesterday"), sources(top / "one")
    assert "No such file" in failed("export", out, one, status=2)
    scan(one)
    for other in (["--project", "other"], ["--exclude", "*.md"]):
        done = run("cache", "export", out, one, *other)
        assert done.returncode == 2 and b"no snapshot of this project" in done.stderr, done
    assert out.read_bytes() == b"of yesterday"
    scan(one, "--exclude", "*.md")
    assert cache("export", out, one, "--exclude", "*.md")["missing"] == 0


def what_is_gone_from_the_store_is_counted(top):
    out, one = top / "nightly.cambium", sources(top / "one")
    scan(one)
    damage(one / ".cambium/cache", TREE)
    answer = cache("export", out, one, status=3)
    assert answer["missing"] == FILES and kinds(out) == [FACTS] * FILES + [BLOCK, SNAPSHOT]


def a_full_disk_leaves_the_old_file(top):
    out, one = write(top / "nightly.cambium", b"of yesterday"), sources(top / "one")
    scan(one)
    done = run("cache", "export", out, one, "--project", "app", preexec_fn=limit(FSIZE=1024))
    assert done.returncode == 4 and b"can't write the exported file" in done.stderr, done
    assert out.read_bytes() == b"of yesterday"
    assert sorted(os.listdir(top)) == ["nightly.cambium", "one"], "and nothing beside it"


def of_a_damaged_file_what_comes_before_is_kept(top):
    out, one = top / "nightly.cambium", sources(top / "one")
    cold, _ = scan(one)
    cache("export", out, one)
    whole = out.read_bytes()
    starts = [at for at, _, _ in entries(out)]
    flipped = bytearray(whole)
    flipped[starts[5] + 80] ^= 1
    hostile = bytearray(whole)
    hostile[starts[5] + 28:starts[5] + 36] = b"\xff" * 8
    for name, data in (("cut", whole[:starts[5] + 40]), ("flipped", flipped),
                       ("hostile", hostile), ("appended", whole[:starts[5]] + b"x" * 5000)):
        two = sources(top / name)
        bad = write(top / "bad.cambium", bytes(data))
        said = failed("import", bad, two, status=3)
        assert f"the entry at byte {starts[5]} is damaged" in said, said
        assert cache("verify", two)["entries"] == 5
        assert scan(two)[0] == cold
    for name, data in (("empty", b""), ("text", b"def f(): pass\n" * 100),
                       ("of-tomorrow", whole.replace(b"cambium pack 1", b"cambium pack 2", 1)),
                       ("first-cut", whole[:starts[0] + 30])):
        bad = write(top / "bad.cambium", data)
        said = failed("import", bad, one, status=2)
        assert said.startswith(f"cambium: {bad}: "), said
    assert cache("verify", one)["damaged"] == 0


def what_is_no_file_is_a_sentence(top):
    one = sources(top / "one")
    os.mkfifo(top / "pipe")
    assert "No such file" in failed("import", top / "nowhere", one, status=2)
    assert "not a regular file" in failed("import", top / "pipe", one, status=2)
    assert "not a regular file" in failed("import", top, one, status=2)
    assert "can't be scanned" in failed("import", top / "pipe", top / "nowhere", status=2)


def an_import_that_cannot_be_kept_is_fatal(top):
    out, one = top / "nightly.cambium", sources(top / "one")
    scan(one)
    cache("export", out, one)
    two = sources(top / "two")
    done = run("cache", "import", out, two, preexec_fn=limit(FSIZE=512))
    assert done.returncode == 4 and b"can't write to the store" in done.stderr, done
    answer = cache("verify", two)
    assert answer["damaged"] == 0 and answer["entries"] < len(kinds(out)), answer


for test in (what_was_exported_hits_elsewhere,
             without_the_name_the_content_is_known_all_the_same, a_delta_goes_along,
             a_project_that_was_not_scanned_is_a_sentence_and_leaves_the_file,
             what_is_gone_from_the_store_is_counted, a_full_disk_leaves_the_old_file,
             of_a_damaged_file_what_comes_before_is_kept, what_is_no_file_is_a_sentence,
             an_import_that_cannot_be_kept_is_fatal):
    with folder() as place:
        test(place)
