#!/usr/bin/python3
"""Configuration: which file holds, who goes before whom, what a tree may not say, and that
nothing in a tree reaches out of it."""
import json
import os
import pathlib

import jsonschema

import harness
from harness import environment, folder, run, write

SCHEMA = json.loads(pathlib.Path(
    os.environ["CAMBIUM_SOURCE"], "engine/report/schema/cambium-1-config.schema.json").read_text())
KEYS_OF_TREES = {"exclude", "include", "no-ignore", "hidden", "fail-on", "scan.top", "metrics.profile",
                 "metrics.only", "metrics.by", "metrics.sort", "metrics.min", "metrics.top", "graph.kinds",
                 "graph.granularity", "graph.contract", "graph.max-nodes", "computed-imports", "file-effect",
                 "source-root", "python", "tests.kinds", "tests.all-over", "times", "stale-days", "churn-days",
                 "low-coverage", "high-impact", "no-tests", "folder-depth", "report.top", "report.capacity", "report.by",
                 "impact-weights", "health-points", "check.limit", "check.rule", "check.budget", "check.baseline", "diff.top"}
KEYS_OF_THE_PROMPT = {"max-file-size", "jobs", "parser", "max-memory", "max-time", "stats", "store", "store-max",
                      "trust-shared-store", "project", "no-store", "read-only-store", "full", "verify-content",
                      "output", "color", "quiet", "progress", "coverage", "now", "state"}


def fails(cwd, says, *arguments, **options):
    done = run(*(arguments or ("scan", "--no-store", "--list")), cwd=cwd, **options)
    assert (done.returncode, done.stdout) == (2, b""), done
    assert done.stderr == f"cambium: {says}\n".encode(), (done.stderr, says)


def listed(cwd, *arguments, **options):
    done = run("scan", "--no-store", "--list", *arguments, cwd=cwd, **options)
    assert done.returncode == 0, done
    return done.stdout.decode().split()


def shown(cwd, *arguments, **options):
    """(the file, {key: [what each says of it]})."""
    done = run("config", "show", "-f", "json", *arguments, cwd=cwd, **options)
    assert done.returncode == 0, done
    page = json.loads(done.stdout, object_pairs_hook=harness.once, parse_constant=harness.never)
    jsonschema.Draft202012Validator(SCHEMA).validate(page)
    settings = {}
    for setting in page["settings"]:
        settings.setdefault(setting.pop("key"), []).append(setting)
    return page["file"], settings


def repository(top):
    (top / ".git").mkdir(parents=True)
    for name in ("app/one.py", "app/gen/two.py", "docs/three.py", "four.py"):
        write(top / name)
    return top


def check_keys(top):
    """Names of keys are a promise, and so is who may say them."""
    root = repository(top / "keys")
    assert set(shown(root)[1]) == KEYS_OF_TREES | KEYS_OF_THE_PROMPT, shown(root)[1].keys()
    for key in sorted(KEYS_OF_THE_PROMPT):
        write(root / ".cambium.toml", f"{key} = 1")
        fails(root, f".cambium.toml:1:1: a scanned tree may not set '{key}'; the command line may, the "
                    "environment, or a file named by --config")
    for key in ("format", "files-from", "list", "config", "isolated"):
        table = "" if key in ("files-from", "config", "isolated") else "scan."
        write(root / ".cambium.toml", f"{table}{key} = 'x'")
        column = 1 + len(table)
        fails(root, f".cambium.toml:1:{column}: '{table}{key}' can't be configured: it is for the command line only")


def check_nearest(top):
    root = repository(top / "nearest")
    assert shown(root)[0] is None
    write(root / ".cambium.toml", "exclude = ['docs/']")
    assert listed(root) == ["app/gen/two.py", "app/one.py", "four.py"]
    assert listed(root, "--isolated") == ["app/gen/two.py", "app/one.py", "docs/three.py", "four.py"]
    assert listed(top, root) == listed(root) and listed(root, root / "app") == ["gen/two.py", "one.py"]
    for inert in ("[project]\nname = 'x'\n", "", "[tool.other]\ncambium = 1\n", "[tool]\n", "this is no TOML",
                  "\xff = [", "tool = 1"):
        write(root / "app/pyproject.toml", inert.encode("latin-1"))
        assert shown(root / "app")[0] == "../.cambium.toml", inert
    write(root / "app/pyproject.toml", "[tool.cambium]\nexclude = ['gen']\n")
    assert shown(root / "app")[0] == "pyproject.toml"
    assert listed(root / "app") == ["one.py", "pyproject.toml"]
    write(root / "app/.cambium.toml", "")
    assert shown(root / "app")[0] == ".cambium.toml"
    assert shown(root, "app/one.py")[0] == "app/.cambium.toml"
    write(root / "pyproject.toml", "[tool]\ncambium = 3\n")
    (root / ".cambium.toml").unlink()
    fails(root, "pyproject.toml:2:1: tool.cambium is a table, not an integer")


def check_rules_above_the_root(top):
    root = repository(top / "above")
    for rule, left in {"docs/": 2, "/app/gen": 1, "app/gen/": 1, "app/*.py": 1, "*/gen/*": 1, "gen/": 1, "/gen/": 2,
                       "**/gen/two.py": 1, "two.py": 1, "app/": 2, "/app": 2, "app/**": 0, "doc*/x": 2}.items():
        write(root / ".cambium.toml", f"exclude = ['{rule}']")
        assert len(listed(root, "app")) == left, (rule, listed(root, "app"))
    write(root / ".cambium.toml", "exclude = ['/app/gen']")
    assert listed(root / "app", "--include", "gen") == ["gen/two.py", "one.py"], "the prompt goes last"


def check_explained(top):
    """A rule is named by the file and line that say it."""
    root = repository(top / "explained")
    write(root / ".cambium.toml", "# c\nexclude = ['docs/', 'four.py']\n\ninclude = ['.cambium.toml']\n")
    for path, why in {"docs/three.py": b"excluded by --exclude: .cambium.toml:2: docs/",
                      "four.py": b"excluded by --exclude: .cambium.toml:2: four.py",
                      ".cambium.toml": b"included by .cambium.toml:4: .cambium.toml"}.items():
        for also in ((), ("-E", "nothing")):
            done = run("explain", path, *also, cwd=root)
            assert why in done.stdout, (done.stdout, why)
    done = run("explain", "app/one.py", "-E", "one.py", cwd=root)
    assert b": options:4: one.py" in done.stdout, done.stdout
    done = json.loads(run("explain", "four.py", "-f", "json", cwd=root).stdout)
    assert done["rule"] == {"source": ".cambium.toml", "line": 2, "text": "four.py"}, done["rule"]


def check_outside(top):
    """The search ends at the top of the work tree; without one, at the root."""
    write(top / "outside/.cambium.toml", "exclude = ['*']")
    root = repository(top / "outside/tree")
    assert shown(root)[0] is None
    assert shown(root / "app")[0] is None
    write(top / "plain/.cambium.toml", "exclude = ['*']")
    write(top / "plain/sub/a.py")
    assert shown(top / "plain/sub")[0] is None
    for extend, why in {"../.cambium.toml": "leads out of the work tree",
                        "app/../../.cambium.toml": "leads out of the work tree",
                        str(top / "outside/.cambium.toml"): "is absolute; it is relative to the file that says it",
                        "": "names no file", "app/..": "names no file"}.items():
        write(root / ".cambium.toml", f"extend = '{extend}'")
        fails(root, f".cambium.toml:1:10: extend: '{extend[:60]}' {why}")
    (root / "link.toml").symlink_to(top / "outside/.cambium.toml")
    (root / "way").symlink_to(top / "outside")
    write(root / ".cambium.toml", "extend = 'link.toml'")
    fails(root, "link.toml: is a symbolic link, and those are not followed")
    write(root / ".cambium.toml", "extend = 'way/.cambium.toml'")
    fails(root, "way/.cambium.toml: there is no such file")
    (root / ".cambium.toml").unlink()
    (root / ".cambium.toml").symlink_to(top / "outside/.cambium.toml")
    fails(root, ".cambium.toml: is a symbolic link, and those are not followed")
    (root / ".cambium.toml").unlink()
    os.mkfifo(root / ".cambium.toml")
    fails(root, ".cambium.toml: is no regular file")
    (root / ".cambium.toml").unlink()
    (root / "pyproject.toml").symlink_to(top / "outside/.cambium.toml")
    assert shown(root)[0] is None, "a project file that is a link is passed by"


def check_extend(top):
    root = repository(top / "extend")
    write(root / "conf/base.toml", "extend = '../conf/deep.toml'\nexclude = ['docs/']\nhidden = true\nscan.top = 3")
    write(root / "conf/deep.toml", "exclude = ['four.py']\nmetrics.profile = 'radon'\nscan.top = 1")
    write(root / ".cambium.toml", "extend = 'conf/base.toml'\nscan.top = 7\ninclude = ['docs/']\n")
    file, settings = shown(root)
    assert file == ".cambium.toml"
    assert [(s["value"], s["file"], s["line"]) for s in settings["exclude"]] == [
        (["four.py"], "conf/../conf/deep.toml", 1), (["docs/"], "conf/base.toml", 2)], settings["exclude"]
    assert settings["scan.top"] == [{"value": "7", "origin": "file", "file": ".cambium.toml", "line": 2, "column": 6}]
    assert settings["metrics.profile"][0]["file"] == "conf/../conf/deep.toml"
    assert "four.py" not in listed(root) and "docs/three.py" in listed(root)
    write(root / "app/pyproject.toml", "[tool.cambium]\nextend = '../.cambium.toml'")
    assert shown(root / "app")[1]["scan.top"][0]["file"] == "../.cambium.toml"
    write(root / "conf/deep.toml", "extend = 'base.toml'")
    fails(root, "conf/../conf/deep.toml:1:10: extend goes round in a circle, back to conf/base.toml")
    write(root / ".cambium.toml", "extend = '.cambium.toml'")
    fails(root, ".cambium.toml:1:10: extend goes round in a circle, back to .cambium.toml")
    write(root / ".cambium.toml", "extend = 'none.toml'")
    fails(root, "none.toml: there is no such file")
    write(root / ".cambium.toml", "extend = ['a.toml']")
    fails(root, ".cambium.toml:1:10: 'extend' takes a string, the path of a file")
    write(root / "base.toml", "store = '/tmp/x'")
    write(root / ".cambium.toml", "extend = 'base.toml'")
    fails(root, "base.toml:1:1: a scanned tree may not set 'store'; the command line may, the environment, or a "
                "file named by --config")
    for i in range(20):
        write(root / f"{i}.toml", f"extend = '{i + 1}.toml'")
    write(root / ".cambium.toml", "extend = '0.toml'")
    fails(root, "14.toml:1:10: more than 16 files extend each other")


def check_precedence(top):
    root = repository(top / "precedence")
    write(root / ".cambium.toml", "hidden = true\nmetrics.min = ['lines=1', 'cyclomatic=1']\nexclude = ['docs/']")
    env = environment(CAMBIUM_HIDDEN="false", CAMBIUM_METRICS_MIN="lines=2", CAMBIUM_EXCLUDE="four.py,nothing",
                      CAMBIUM_JOBS="1", CAMBIUM_UNKNOWN="1", CAMBIUM_METRICS_PROFILE="")

    def says(key, *arguments, **options):
        return [(s["value"], s["origin"]) for s in shown(root, *arguments, **options)[1][key]]

    assert says("hidden") == [(True, "file")]
    assert says("hidden", env=env) == [(False, "environment")]
    assert says("hidden", "--hidden", env=env) == [(True, "command line")]
    assert says("hidden", "--config", "hidden = true", env=env) == [(True, "command line")]
    assert says("hidden", "--config", "hidden = false") == [(False, "command line")]
    assert says("jobs", env=env) == [("1", "environment")]
    assert says("metrics.profile", env=env) == [(None, "default")]
    assert says("metrics.min", env=env) == [(["lines=2"], "environment")]
    assert says("exclude", "-E", "x", env=env) == [
        (["docs/"], "file"), (["four.py", "nothing"], "environment"), (["x"], "command line")]
    assert ".cambium.toml" in listed(root) and ".cambium.toml" not in listed(root, env=env)
    assert listed(root, env=env) == ["app/gen/two.py", "app/one.py"]
    assert listed(root, "-I", "docs/", env=env) == ["app/gen/two.py", "app/one.py", "docs/three.py"]
    write(root / "many.py", "def f():\n    pass\n\ndef g(a):\n    if a:\n        return 1\n")
    write(root / ".cambium.toml", "[metrics]\nonly = ['cyclomatic', 'lines']\nmin = 'cyclomatic=2'\n")
    rows = run("metrics", "--no-store", "-f", "csv", cwd=root).stdout.splitlines()
    assert len(rows) == 2 and rows[0].endswith(b"cyclomatic,lines"), rows
    rows = run("metrics", "--no-store", "-f", "csv", "--min", "cyclomatic=1", cwd=root).stdout.splitlines()
    assert len(rows) == 3, rows
    fails(root, "CAMBIUM_FAIL_ON: --fail-on can't be 'x'; it is one of failed, partial, none",
          env=environment(CAMBIUM_FAIL_ON="x"))
    fails(root, "CAMBIUM_HIDDEN: hidden can't be 'maybe'; it is true or false", env=environment(CAMBIUM_HIDDEN="maybe"))


def check_named(top):
    root = repository(top / "named")
    write(root / ".cambium.toml", "hidden = 'broken")
    given = write(top / "given/mine.toml", f"store = '{top}/kept'\nmax-time = 60\njobs = 2\nextend = 'base.toml'")
    write(top / "given/base.toml", "max-memory = '200000G'\nexclude = ['docs/']")
    file, settings = shown(root, "--config", given)
    assert file == str(given) and settings["store"][0]["value"] == f"{top}/kept"
    assert settings["max-memory"][0]["file"] == f"{top}/given/base.toml"
    done = run("scan", "--config", given, cwd=root)
    assert done.returncode == 0 and (top / "kept").is_dir() and not (root / ".cambium").exists(), done
    fails(root, "--config names two files", "scan", "--config", given, "--config", given)
    fails(root, f"--config: {top}/none.toml: there is no such file", "scan", "--config", top / "none.toml")
    fails(root, f"--config: {top}/no/none.toml: there is no such file", "scan", "--config", top / "no/none.toml")
    fails(root, "--config:1:1: there is no key 'hiden' (did you mean 'hidden'?)", "scan", "--isolated", "--config",
          "hiden = true")
    fails(root, "--config:1:1: 'extend' is for files", "scan", "--isolated", "--config", "extend = 'x'")
    write(top / "given/pyproject.toml", "[tool.black]")
    fails(root, f"--config: {top}/given/pyproject.toml: there is no [tool.cambium] in it", "scan", "--config",
          top / "given/pyproject.toml")
    fails(root, ".cambium.toml:1:1: this is no TOML: hidden = 'broken")
    assert len(listed(root, "--isolated")) == 4


def check_errors(top):
    root = repository(top / "errors")
    for text, says in {
            "exlude = []": "1:1: there is no key 'exlude' (did you mean 'exclude'?)",
            "hidden = true\n\n  metrics.profil = 'x'": "3:11: there is no key 'metrics.profil' (did you mean 'profile'?)",
            "[metric]\nprofile = 'x'": "1:2: there is no key 'metric' (did you mean 'metrics'?)",
            "metrics = 1": "1:11: 'metrics' is a table, not an integer",
            "zzz = 1": "1:1: there is no key 'zzz'",
            "[tool.cambium]\nhidden = true": "1:2: 'tool' is of pyproject.toml; here the keys stand at the top",
            "hidden = 1": "1:10: 'hidden' takes true or false, not an integer",
            "scan.top = 'x'": "1:12: 'scan.top' takes an integer from 0 on (N), not a string",
            "scan.top = -1": "1:12: 'scan.top' takes an integer from 0 on (N), not a negative one",
            "scan.top = 5000000000": "1:6: top: '5000000000' is no number",
            "exclude = [1]": "1:12: 'exclude' takes an array of strings (GLOB), not an integer",
            "exclude = {a = 1}": "1:11: 'exclude' takes an array of strings (GLOB), not a table",
            "exclude = ['a\\u0000']\nx = \"\\u0000\"": "2:1: there is no key 'x'",
            'exclude = ["\\u0000"]': "1:12: a string with a NUL in it",
            "fail-on = 'some'": "1:1: --fail-on can't be 'some'; it is one of failed, partial, none",
            "fail-on = 1.5": "1:11: 'fail-on' takes a string or an integer from 0 on (failed|partial|none), not a float",
            "hidden = true\nhidden = true": "2:1: 'hidden' stands twice; it was given in line 1",
            '"\\u202eevil\\u001b[31m" = 1': "1:1: there is no key '????evil?[31m'".replace("????", "???"),
            "a = [\n1,\n": "1:1: this is no TOML: a = [",
            "a\x00b = 1": "1:2: control character 0x00",
            "a = 1\rb = 2": "1:6: a carriage return without a line feed",
            "a = " + "[" * 100 + "]" * 100: "1:69: nested deeper than 64",
    }.items():
        write(root / ".cambium.toml", text)
        fails(root, f".cambium.toml:{says}")
        fails(root, f".cambium.toml:{says}", "metrics", "--no-store")
    write(root / ".cambium.toml", b"a = '\xff'")
    fails(root, ".cambium.toml:1:6: byte 0xFF is not UTF-8")
    write(root / ".cambium.toml", b"x" * (1 << 20) + b"x")
    fails(root, ".cambium.toml: is longer than 1048576 bytes")
    write(root / ".cambium.toml", b"def f(\n" * 149000)
    if not harness.SANITIZED:  # half a minute there
        fails(root, ".cambium.toml: parsing it takes more work than the limit of 20000 steps")
    write(root / ".cambium.toml", b"# comment\n" * 100000 + b"hidden = true\n")
    assert ".cambium.toml" in listed(root)
    for text, says, command in (
            ("exclude = ['[']", ".: the glob '[' can match nothing", ("scan", "--no-store")),
            ("metrics.min = ['lines']", "--min takes a number and its least value, like cyclomatic=10, not 'lines'",
             ("metrics", "--no-store"))):
        write(root / ".cambium.toml", text)
        fails(root, says + "\ncambium: .cambium.toml holds here too: see cambium config show --origin", *command)
    for command in (("find", "lambda"), ("explain", "four.py"), ("cache", "stats"), ("config", "show")):
        write(root / ".cambium.toml", "x = 1")
        fails(root, ".cambium.toml:1:1: there is no key 'x'", *command)
    assert run("tree", "four.py", cwd=root).returncode == 0


def check_init(top):
    root = repository(top / "init")
    assert run("config", "init", cwd=root).returncode == 0
    made = (root / ".cambium.toml").read_text()
    assert shown(root)[0] == ".cambium.toml"
    fails(root, ".cambium.toml is there already; --force replaces it", "config", "init")
    write(root / ".cambium.toml", "broken")
    assert run("config", "init", "--force", cwd=root).returncode == 0
    assert (root / ".cambium.toml").read_text() == made
    live = [line[2:] for line in made.splitlines() if line.startswith("# ") and " = " in line]
    keys = {line.split(" = ")[0] for line in live if not line.startswith("extend")}
    assert keys == {key.split(".")[-1] for key in KEYS_OF_TREES}, keys
    (root / "app/.cambium.toml").symlink_to(root / "four.py")
    fails(root, "app/.cambium.toml is no regular file", "config", "init", "--force", "app")
    fails(root, "config takes one of show, init, doctor, not 'x'", "config", "x")
    text = run("config", "show", "--origin", "--hidden", cwd=root, env=environment(CAMBIUM_JOBS="3")).stdout.decode()
    assert "hidden               = true" in text and "# command line" in text, text
    assert "# environment CAMBIUM_JOBS" in text and "# default" in text, text


def check_same_report(top):
    """TOML files are counted as before, by lines alone, whatever is in them."""
    root = repository(top / "counted")
    write(root / "a.toml", "# c\nx = 1\n\ny = [[[\n")
    report = harness.scan(root)
    assert report.outcome("a.toml") == "analysed"
    record = report.files[b"a.toml"]
    assert record["language"] == "TOML" and record["error"] is None, record


with folder() as top:
    for check in (check_keys, check_nearest, check_rules_above_the_root, check_explained, check_outside, check_extend, check_precedence,
                  check_named, check_errors, check_init, check_same_report):
        check(top)
