#!/usr/bin/env python3
"""cache stats, verify, gc and clear, as they are typed."""
import json
import os
import shutil

from harness import environment, folder, run, snapshot, write
from packs import TREE, damage, entries


def cache(top, verb, *arguments, status=0):
    done = run("cache", verb, *arguments, "-f", "json", top)
    assert done.returncode == status, done
    answer = json.loads(done.stdout)
    assert answer["schema"] == "cambium/1" and answer["verb"] == verb, answer
    return answer


def refused(*arguments, status=2):
    """The one sentence that says why."""
    done = run("cache", *arguments)
    assert done.returncode == status and not done.stdout, done
    assert done.stderr.startswith(b"cambium: ") and done.stderr.count(b"\n") == 1, done
    return done.stderr.decode()


def scan(top, *arguments):
    done = run("scan", top, "-q", "-f", "json", *arguments)
    assert done.returncode == 0 and not done.stderr, done.stderr
    return done.stdout


def grown(top, files=20):
    for i in range(files):
        write(top / f"m{i}.py", f"def f{i}(x):\n    return x + {i}\n" * (i + 1))
    return scan(top)


def stats_counts_by_kind(top):
    grown(top)
    answer = cache(top, "stats")
    kinds = {kind["kind"]: kind for kind in answer["kinds"]}
    assert {name: kind["entries"] for name, kind in kinds.items()} == {
        "tree": 20, "facts": 20, "block": 1, "measures": 0, "snapshot": 1, "graph": 0,
        "history": 0}
    for kind in (k for k in kinds.values() if k["entries"]):
        assert kind["raw_bytes"] > 0 and kind["stored_bytes"] > 0, kind
    ours = [file for file in (top / ".cambium/cache").iterdir() if file.name.startswith("p1-")]
    assert answer["disk_bytes"] == sum(file.stat().st_size for file in ours)
    assert answer["limit_bytes"] == 10 << 30
    assert (answer["packs"], answer["packs_unusable"], answer["unfinished_files"]) == (1, 0, 0)
    write(top / ".cambium/cache/t1-0123456789abcdef", b"half")
    os.chmod(top / ".cambium/cache/t1-0123456789abcdef", 0o1600)
    assert cache(top, "stats", "--store-max", "1K")["unfinished_files"] == 1
    text = run("cache", "stats", cwd=top).stdout.decode()
    assert text.startswith(".cambium/cache\n") and "snapshot" in text, text
    before = snapshot(top)
    cache(top, "stats"), cache(top, "verify")
    assert snapshot(top) == before, "to look is not to write"


def verify_names_what_is_damaged_and_repairs_it(top):
    cold = grown(top)
    store = top / ".cambium/cache"
    assert cache(top, "verify")["entries"] == 42
    assert damage(store, TREE) == 20
    answer = cache(top, "verify", status=1)
    pack = next(store.glob("*.pack"))
    trees = [at for at, kind, _ in entries(pack) if kind == TREE]
    assert answer["damaged"] == 20 and answer["entries"] == 42
    assert [flaw["offset"] for flaw in answer["flaws"]] == trees
    for flaw in answer["flaws"]:
        assert flaw["pack"] == pack.name and flaw["kind"] == "tree", flaw
        assert len(flaw["key"]) == 64 and flaw["why"] == "damaged", flaw
    text = run("cache", "verify", top)
    assert text.returncode == 1 and text.stdout.count(b": damaged\n") == 20, text
    mended = cache(top, "verify", "--repair")
    assert (mended["entries_dropped"], mended["still_damaged"]) == (20, 0), mended
    assert len(mended["flaws"]) == 20, "it says what it has mended"
    assert cache(top, "verify")["entries"] == 22
    assert scan(top, "--full") == cold


def verify_says_which_index_is_gone_bad(top):
    grown(top)
    index = next((top / ".cambium/cache").glob("*.idx"))
    with open(index, "r+b") as file:
        file.write(b"x")
    answer = cache(top, "verify", status=1)
    assert [(flaw["offset"], flaw["kind"]) for flaw in answer["flaws"]] == [(0, None)]
    assert cache(top, "stats")["packs_unusable"] == 1
    assert cache(top, "verify", "--repair")["indexes_rebuilt"] == 1
    assert cache(top, "verify")["entries"] == 42


def gc_keeps_to_the_limit_and_says_what_went(top):
    cold = grown(top)
    full = cache(top, "stats")["disk_bytes"]
    answer = cache(top, "gc")
    assert answer["evicted_entries"] == 0 and answer["disk_bytes"] == full
    answer = cache(top, "gc", "--store-max", str(full // 2))
    assert answer["evicted_entries"] > 0 and answer["evicted_bytes"] > 0, answer
    assert answer["disk_bytes"] <= full // 2
    assert cache(top, "stats")["disk_bytes"] == answer["disk_bytes"]
    assert scan(top) == cold


def clear_leaves_all_that_is_not_its_own(top):
    cold = grown(top)
    store = top / ".cambium/cache"
    keep = {write(top / ".cambium/state/night.log", b"ring"),
            write(store / "p2-00000001-0123456789abcdef.pack", b"of tomorrow"),
            write(store / "notes.txt", b"of mine")}
    assert cache(top, "clear")["files_removed"] == 2
    for path in keep:
        assert path.exists(), path
    assert not list(store.glob("p1-*"))
    assert cache(top, "stats")["packs"] == 0
    assert cache(top, "verify")["entries"] == 0
    assert scan(top) == cold


def the_store_is_the_one_a_scan_would_use(top):
    write(top / "tree/a.py")
    for store in ("by-option", "by-environment"):
        scan(top / "tree", "--store", top / store)
        assert not (top / "tree/.cambium").exists()
    answer = cache(top / "tree", "stats", "--store", top / "by-option")
    assert answer["packs"] == 1 and answer["path"] == str(top / "by-option")
    done = run("cache", "stats", "-f", "json", env=environment(CAMBIUM_STORE=top / "by-environment"))
    assert json.loads(done.stdout)["packs"] == 1


def a_store_that_cannot_be_had_is_a_sentence(top):
    write(top / "a.py")
    for verb in (["stats"], ["verify"], ["verify", "--repair"], ["gc"], ["clear"]):
        assert "No such file" in refused(*verb, top)
        assert not (top / ".cambium").exists(), "it was made only to say so"
    grown(top)
    (top / ".cambium/cache").chmod(0o777)
    for verb in ("stats", "verify", "gc", "clear"):
        assert "others may write" in refused(verb, top)
        assert cache(top, verb, "--trust-shared-store")
    assert "single file" in refused("stats", top / "a.py")
    assert "No such file" in refused("stats", top / "nowhere")


def what_a_clone_brought_is_said_and_left_alone(top):
    grown(top)
    shutil.copytree(top, top / "copy", copy_function=shutil.copyfile)
    (top / "copy/.cambium/cache").chmod(0o700)
    for verb, key in (("stats", "packs"), ("verify", "entries"), ("clear", "files_removed")):
        done = run("cache", verb, "-f", "json", top / "copy")
        assert done.returncode == 0 and json.loads(done.stdout)[key] == 0, done
        assert b"not written there by cambium" in done.stderr, done
    assert cache(top / "copy", "verify", "--trust-shared-store")["entries"] == 42


def wrong_words_are_sentences(top):
    for words, says in (([], "cache takes one of"), (["prune"], "'prune'"),
                        (["export"], "needs a FILE"), (["import"], "needs a FILE"),
                        (["stats", "a", "b"], "one PATH, not 2"),
                        (["gc", "--repair"], "--repair belongs to cache verify"),
                        (["stats", "-f", "csv"], "text or json")):
        done = run("cache", *words, cwd=top)
        assert done.returncode == 2 and says in done.stderr.decode(), (words, done)


def a_full_disk_for_the_answer_is_fatal(top):
    grown(top)
    done = run("cache", "stats", "-o", "/dev/full", top)
    assert done.returncode == 4 and b"cannot write" in done.stderr, done


for test in (stats_counts_by_kind, verify_names_what_is_damaged_and_repairs_it,
             verify_says_which_index_is_gone_bad, gc_keeps_to_the_limit_and_says_what_went,
             clear_leaves_all_that_is_not_its_own, the_store_is_the_one_a_scan_would_use,
             a_store_that_cannot_be_had_is_a_sentence,
             what_a_clone_brought_is_said_and_left_alone, wrong_words_are_sentences,
             a_full_disk_for_the_answer_is_fatal):
    with folder() as place:
        test(place)
