#!/usr/bin/python3
"""Reports and queries: each number is added up again, here, from the records; and every format
says the same."""
import csv
import io
import json
import random
import subprocess

from harness import environment, folder, never, once, run, strict, write

KINDS = ("health", "test-gap", "staleness", "coverage", "sprint", "hotspots", "owners", "records")


def git(top, *arguments, at=1_700_000_000, who="ann"):
    env = environment(GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_SYSTEM="/dev/null", GIT_AUTHOR_NAME=who,
                      GIT_AUTHOR_EMAIL=f"{who}@b", GIT_COMMITTER_NAME=who, GIT_COMMITTER_EMAIL=f"{who}@b",
                      GIT_AUTHOR_DATE=f"{at} +0000", GIT_COMMITTER_DATE=f"{at} +0000")
    subprocess.run(["git", *arguments], cwd=top, env=env, check=True, capture_output=True)


def answer(top, *arguments, form="json", status=0):
    done = run(*arguments, "-f", form, "--no-store", cwd=top)
    assert done.returncode == status, (arguments, done)
    return strict(done.stdout) if form == "json" else done.stdout.decode()


def module(draw, imports):
    text = '"""Doc."""\n' if draw.random() < 0.7 else ""
    text += "".join(f"import {name}\n" for name in imports)
    for i in range(draw.randrange(4)):
        text += f"def f{i}(x{': int' if draw.random() < 0.3 else ''}):\n" + "    if x:\n        pass\n" * draw.randrange(5) + "    return x\n"
    return text


def make(top, seed):
    """A tree with a history of twenty commits by three people, owners, and odd files."""
    draw = random.Random(seed)
    names = [f"{p}/{m}" for p in ("shop", "pay", "lib") for m in ("cart", "tax", "model", "view")]
    git(top, "init", "-q")
    for p in ("shop", "pay", "lib"):
        write(top / p / "__init__.py", "")
    for day in range(20):
        for name in draw.sample(names, 3):
            dotted = [n.replace("/", ".") for n in draw.sample(names, 2)]
            write(top / f"{name}.py", module(draw, dotted))
            if draw.random() < 0.4:
                p, m = name.split("/")
                write(top / p / "tests" / f"test_{m}.py", f"import {p}.{m}\ndef test_{m}():\n    assert {day}\n")
        write(top / "README.md", f"{day}\n")
        write(top / "CODEOWNERS", "* @all\n/shop/ @shop-team @sellers\n/pay/ @pay-team\n")
        git(top, "add", "-A")
        git(top, "commit", "-qm", "m", at=1_700_000_000 + day * 86400 * 5, who=draw.choice(["ann", "bob", "cy"]))
    write(top / "lib/broken.py", "def f(:\n")
    return answer(top, "report", "records")["files"]


def what_a_record_says_adds_up(top, records):
    for r in records:
        if r["category"] == "source":
            assert abs(r["impact"] - (2 * r["fan_in"] + 0.5 * (r["complexity"] or 0) + 0.01 * r["lines_of_code"])) < 1e-9, r
        else:
            assert r["impact"] is None and r["test_requirement"] != "required", r
        untested = r["test_requirement"] == "required" and not r["test_files"]
        assert r["test_files"] is None or r["test_files"] == len(r["tested_by"])
        assert ("missing tests" in r["attention"]) == untested
        assert ("high impact without tests" in r["attention"]) == (untested and r["impact"] >= 5)
        assert ("changed after its tests" in r["attention"]) == bool(r["stale"])
        assert r["stale"] is None or r["stale"] == (r["stale_days"] >= 7)


def health_by_hand(records, page):
    source = [r for r in records if r["category"] == "source"]
    need = [r for r in source if r["test_requirement"] == "required"]
    tested = sum(bool(r["test_files"]) for r in need)
    stale = sum(bool(r["stale"]) for r in source)
    points = [30 * (tested / len(need) - 0.5)]
    documented = page["documented_percent"]
    points.append(10 if documented >= 80 else 5 if documented >= 50 else 0)
    gain, loss = sum(p for p in points if p > 0), sum(p for p in points if p < 0) - 20 * stale / len(source)
    return max(0, min(100, 50 + gain * 50 / 25 + loss)), len(need), len(need) - tested, stale


def the_score_is_its_formula(top, records):
    page = answer(top, "report", "health")
    score, need, untested, stale = health_by_hand(records, page)
    assert abs(page["score"] - score) < 1e-5, (page["score"], score)
    assert (page["needing_tests"], page["untested"], page["stale"]) == (need, untested, stale)
    assert page["grade"] == ("A" if score >= 90 else "B" if score >= 80 else "C" if score >= 70 else "D" if score >= 60 else "F")
    assert page["files"] == len(records) and page["attention"] == sum(bool(r["attention"]) for r in records)
    assert page["partial"] == 1 and page["coverage"] is None
    points = {part["part"]: part["points"] for part in page["parts"]}
    assert points["coverage"] is None and points["staleness"] <= 0
    text = answer(top, "report", "health", form="text").split("What it is made of")[1].split("\n\n")[0]
    shown = {line.split()[0]: line.split()[2] for line in text.split("\n")[3:]}
    assert {part: None if number == "-" else float(number) for part, number in shown.items()} == {
        part: None if number is None else round(number + 1e-9, 1) for part, number in points.items()}, (shown, points)


def weights_and_points_may_be_others(top, records):
    heavy = answer(top, "report", "records", "--impact-weights", "0,1,0.02")["files"]
    assert all(a["impact"] is None or abs(b["impact"] - (a["complexity"] or 0) - 0.02 * a["lines_of_code"]) < 1e-9
               for a, b in zip(records, heavy))
    only = answer(top, "report", "health", "--health-points", "docstrings=0,staleness=0")
    tested = (only["needing_tests"] - only["untested"]) / only["needing_tests"]
    assert abs(only["score"] - (50 + (tested - 0.5) * 30 * (50 / 15 if tested > 0.5 else 1))) < 1e-5, only
    for wrong in (("--impact-weights", "1,2"), ("--health-points", "tests"), ("--health-points", "other=3")):
        assert run("report", "health", "--no-store", *wrong, cwd=top).returncode == 2


def lists_are_what_they_say_and_in_order(top, records):
    by_file = {r["file"]: r for r in records}
    gap = answer(top, "report", "test-gap")["files"]
    wanted = [r for r in records if "missing tests" in r["attention"]]
    assert [r["file"] for r in gap] == [r["file"] for r in sorted(wanted, key=lambda r: (-r["impact"], r["file"]))]
    stale = answer(top, "report", "staleness")["files"]
    wanted = [r for r in records if r["stale"]]
    assert [r["file"] for r in stale] == [r["file"] for r in sorted(wanted, key=lambda r: (-r["stale_days"], r["file"]))]
    sprint = answer(top, "report", "sprint", "--capacity", "3")
    wanted = sorted((r for r in records if r["attention"]), key=lambda r: (-(r["impact"] or -1), r["file"]))
    assert [r["file"] for r in sprint["files"] + sprint["backlog"]] == [r["file"] for r in wanted[:13]]
    assert len(sprint["files"]) == 3
    for row in answer(top, "report", "hotspots")["files"]:
        r = by_file[row["file"]]
        assert row["hotspot"] == r["recent_commits"] * r["complexity"] > 0


def owners_are_those_of_codeowners(top, records):
    page = answer(top, "report", "owners")
    assert page["source"] == "CODEOWNERS"
    owned = {}
    for r in records:
        if r["category"] == "source":
            for owner in ("@shop-team", "@sellers") if r["file"].startswith("shop/") else ("@pay-team",) if r["file"].startswith("pay/") else ("@all",):
                owned[owner] = owned.get(owner, 0) + 1
    assert {row["owner"]: row["files"] for row in page["owners"]} == owned
    assert answer(top, "query", "all", "--owner", "@sellers", "--category", "source", form="files").split() == [
        r["file"] for r in records if r["file"].startswith("shop/") and r["category"] == "source"]


def history_is_that_of_git(top, records):
    for r in records:
        log = subprocess.run(["git", "log", "--format=%ct %an <%ae>", "--", r["file"]], cwd=top, capture_output=True, text=True,
                             check=True).stdout.split("\n")[:-1]
        if not log:
            assert r["commits"] is None and r["changed"] is None
            continue
        times = [int(line.split()[0]) for line in log]
        people = sorted({line.split(" ", 1)[1] for line in log})
        assert r["commits"] == len(log) and r["authors"] == len(people)
        now = 1_700_000_000 + 19 * 86400 * 5
        assert r["recent_commits"] == sum(t >= now - 90 * 86400 for t in times)
        most = max(people, key=lambda p: (sum(line.endswith(p) for line in log), [-ord(c) for c in p]))
        assert r["main_author"] == most


def every_format_says_the_same(top, records):
    rows = list(csv.DictReader(io.StringIO(answer(top, "report", "records", form="csv"))))
    assert [row["file"] for row in rows] == [r["file"] for r in records]
    assert [row["impact"] for row in rows] == ["" if r["impact"] is None else f"{r['impact']:g}" for r in records]
    for kind in KINDS:
        text, markdown = answer(top, "report", kind, form="text"), answer(top, "report", kind, form="markdown")
        assert markdown.startswith("# " + text.split("\n")[0]), kind
        for line in markdown.split("\n"):
            assert not line.startswith("|") or line.endswith("|")
    old = json.loads(answer(top, "report", "records", form="empathy-1.0"))
    assert old["schema_version"] == "1.0" and len(old["summary"]) == 24 and list(old["files"]) == [r["file"] for r in records]
    assert all(len(record) == 28 for record in old["files"].values())
    assert old["summary"]["files_without_tests"] == sum("missing tests" in r["attention"] for r in records)
    for r in records:
        record = old["files"][r["file"]]
        assert (record["impact_score"], record["is_stale"], record["imported_by_count"]) == (
            r["impact"] or 0, bool(r["stale"]), r["fan_in"] or 0)
        assert len(record["imported_by"]) == record["imported_by_count"], record


def metrics_can_be_scraped(top, records):
    text = answer(top, "report", "health", form="openmetrics")
    assert text.endswith("# EOF\n")
    families, samples = {}, {}
    for line in text.split("\n")[:-2]:
        if line.startswith("# TYPE "):
            name = line.split()[2]
            assert name not in families
            families[name] = line.split()[3]
        elif not line.startswith("# HELP "):
            key, value = line.rsplit(" ", 1)
            assert key not in samples and key.split("{")[0] == name, line
            samples[key] = float(value)
    assert samples["cambium_untested_files{package=\"shop\"}"] == sum(
        "missing tests" in r["attention"] for r in records if r["file"].startswith("shop/"))
    text = answer(top, "report", "health", "--by", "owner", form="openmetrics")
    untested = int(samples['cambium_untested_files{package="shop"}'])
    assert f'cambium_untested_files{{owner="@sellers"}} {untested}\n' in text
    assert run("report", "owners", "-f", "openmetrics", "--no-store", cwd=top).returncode == 2


def the_page_for_browsers_has_the_same_numbers(top, records):
    page = answer(top, "report", "test-gap", form="html")
    data = json.loads(page.split('id="data">')[1].split("</script>")[0], object_pairs_hook=once, parse_constant=never)
    health = answer(top, "report", "health")
    assert data["kind"] == "test-gap" and data["health"]["score"] == health["score"]
    columns = {"path": "file", "lines": "lines_of_code", "complexity": "complexity", "impact": "impact", "churn": "recent_commits",
               "stale_days": "stale_days"}
    for column, field in columns.items():
        assert data["files"][column] == [r[field] for r in records], column
    assert [bool(u) for u in data["files"]["untested"]] == ["missing tests" in r["attention"] for r in records]
    assert len({len(column) for column in data["files"].values()}) == 1
    packages = data["packages"]
    folders = {r["file"].split("/")[0] for r in records if r["module"]}
    assert set(packages["names"]) == folders and packages["all"] == len(folders)
    assert all(0 <= a < len(folders) > b >= 0 and n > 0 for a, b, n in packages["edges"])


def queries_ask_for_conditions(top, records):
    listed = lambda *arguments: answer(top, "query", *arguments, form="files").split()
    assert listed("partial") == ["lib/broken.py"]
    assert listed("all", "--path", "pay/**") == [r["file"] for r in records if r["file"].startswith("pay/")]
    assert listed("all", "--language", "markdown") == ["README.md"]
    assert sorted(listed("attention")) == [r["file"] for r in records if r["attention"]]
    assert listed("all", "--sort", "-lines_of_code", "-l", "4") == [
        r["file"] for r in sorted(records, key=lambda r: (-r["lines_of_code"], r["file"]))][:4]
    assert {r["file"] for r in answer(top, "query", "high-impact", "--high-impact", "9")["files"]} == {
        r["file"] for r in records if (r["impact"] or 0) >= 9}
    for wrong, says in ((("query", "nothing"), b"knows no 'nothing'"), (("query", "all", "--sort", "x"), b"no field 'x'"),
                        (("query", "all", "--category", "x"), b"no category 'x'"), (("query", "cycles", "--owner", "x"), b"lists imports"),
                        (("report",), b"no report ''"), (("report", "health", "--now", "2026-02-30"), b"no date"),
                        (("report", "health", "--times", "x"), b"--times takes"), (("query", "all", "-l", "x"), b"takes a number")):
        done = run(*wrong, "--no-store", cwd=top)
        assert done.returncode == 2 and says in done.stderr, (wrong, done)


def bytes_are_the_same_warm_and_cold_at_any_number_of_threads(top, records):
    with folder() as store:
        for kind in KINDS:
            pages = {run("report", kind, "-f", form, "-j", jobs, "--store", store, cwd=top).stdout
                     for jobs in ("1", "2", "3") for form in ("json",)}
            assert len(pages) == 1, kind
            assert pages == {run("report", kind, "-f", "json", "--no-store", cwd=top).stdout}


def names_that_may_mean_several_are_told(top):
    """Sixteen of them, and how many more there are."""
    for count, further in ((2, 0), (16, 0), (19, 3)):
        names = sorted(f"shop/p{i}/same.py" for i in range(count))
        for name in names:
            write(top / name, "x = 1\n")
        write(top / "shop/tests/test_same.py", "def test_same():\n    assert 1\n")
        found = answer(top, "report", "test-gap")["ambiguous"]
        assert found == [{"file": "shop/tests/test_same.py", "candidates": names[:16], "further": further}], found
        lines = answer(top, "report", "test-gap", form="text").split("Tests whose name may mean several modules\n")[1].split("\n")
        assert lines[0].split() == ["test", "may", "be", "of", "further"], lines
        assert lines[1].split()[-1] == str(further), lines


def one_file_is_explained(top, records):
    r = next(r for r in records if r["file"] == "shop/cart.py")
    page = json.loads(run("explain", "shop/cart.py", "-f", "json", "--no-store", cwd=top).stdout)
    tests = page["record"].pop("tests")
    assert page["record"] == r and [t["test"] for t in tests] == r["tested_by"]
    text = run("explain", "shop/cart.py", "--no-store", cwd=top).stdout.decode()
    assert f"= 2 * {r['fan_in']} (modules that import it) + 0.5 * {r['complexity']} (branches)" in text
    assert json.loads(run("explain", "shop/cart.py", "-f", "json", "--no-index", "--no-store", cwd=top).stdout)["record"] is None


def a_history_that_cannot_be_read_is_said():
    with folder() as top:
        write(top / "a.py")
        git(top, "init", "-q")
        git(top, "add", "-A")
        git(top, "commit", "-qm", "m")
        head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=top, capture_output=True, text=True, check=True).stdout.strip()
        damaged = top / ".git/objects" / head[:2] / head[2:]
        damaged.chmod(0o644)
        damaged.write_bytes(b"")
        done = run("report", "records", "-f", "json", "--no-store", cwd=top)
        assert done.returncode == 0 and head.encode() in done.stderr and b"the history is unknown" in done.stderr, done
        assert strict(done.stdout)["files"][0]["commits"] is None


a_history_that_cannot_be_read_is_said()
for seed in (1, 2):
    with folder() as top:
        records = make(top, seed)
        for check in (what_a_record_says_adds_up, the_score_is_its_formula, weights_and_points_may_be_others, lists_are_what_they_say_and_in_order,
                      owners_are_those_of_codeowners, history_is_that_of_git, every_format_says_the_same,
                      metrics_can_be_scraped, the_page_for_browsers_has_the_same_numbers, queries_ask_for_conditions,
                      bytes_are_the_same_warm_and_cold_at_any_number_of_threads, one_file_is_explained):
            check(top, records)
with folder() as top:
    names_that_may_mean_several_are_told(top)
