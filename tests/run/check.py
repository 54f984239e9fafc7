#!/usr/bin/python3
"""Gates: what breaks one, what a baseline and comments accept, how a run ends."""
import json
import subprocess

from harness import environment, folder, run, strict, write

BIG = "def big(x):\n" + "    if x:\n        pass\n" * 4
TREE = {
    "shop/__init__.py": "",
    "shop/cart.py": BIG + "def small(x):\n    return x\n",
    "shop/tax.py": "class Tax:\n    def a(self): pass\n    def b(self): pass\n    def c(self): pass\n",
    "tests/test_cart.py": "import shop.cart\ndef test_big():\n    pass\n",
}


def tree(top, files=TREE):
    for path, text in files.items():
        write(top / path, text)
    return top


def found(top, *arguments, status=1, says=""):
    done = run("check", "--no-store", "-f", "json", *arguments, cwd=top)
    assert done.returncode == status, (arguments, done)
    assert says in done.stderr.decode(), done.stderr
    return strict(done.stdout) if done.stdout else None


def findings(top, *arguments, **options):
    return [(f["rule"], f["path"] or "", f["name"] or "", f["state"], f["value"]) for f in found(top, *arguments, **options)["findings"]]


def limits_are_of_functions_classes_files_and_folders(top):
    tree(top)
    assert findings(top, "--limit", "cyclomatic<=4") == [("cyclomatic", "shop/cart.py", "big", "new", 5)]
    assert findings(top, "--limit", "cyclomatic<=5", status=0) == []
    assert findings(top, "--limit", "class.methods<=2") == [("class.methods", "shop/tax.py", "Tax", "new", 3)]
    assert findings(top, "--limit", "file.functions<=2") == [("file.functions", "shop/tax.py", "", "new", 3)]
    assert [f[1] for f in findings(top, "--limit", "package.functions<=4")] == ["shop"]
    assert findings(top, "--limit", "cognitive<=3") == [("cognitive", "shop/cart.py", "big", "new", 4)]
    assert findings(top, "--limit", "parameters>=1", status=1)[0][:3] == ("parameters", "tests/test_cart.py", "test_big")


def rules_are_of_files_and_imports(top):
    tree(top, TREE | {"shop/a.py": "import shop.b\n", "shop/b.py": "import shop.a\nimport shop.gone\n", "shop/bad.py": "def f(:\n"})
    rules = "untested,partial,cycle,unresolved"
    assert {f[:3] for f in findings(top, "--rule", rules)} == {
        ("untested", "shop/tax.py", ""), ("partial", "shop/bad.py", ""), ("cycle", "shop/a.py", "shop.a"),
        ("unresolved", "shop/b.py", "shop.gone")} | {("untested", "shop/bad.py", "")}
    assert {f[0] for f in findings(top)} == {"partial", "cycle"}  # what is asked for if nothing is said
    assert {f[0] for f in findings(top, "--contract", "forbidden: shop.b -> shop.a")} == {"partial", "cycle", "contract"}


def budgets_are_of_folders_owners_and_the_tree(top):
    tree(top, TREE | {"CODEOWNERS": "/shop/ @team\n"})
    assert findings(top, "--budget", "shop: untested<=0") == [("budget", "", "shop untested", "new", 1)]
    assert findings(top, "--budget", "@team: cyclomatic.max<=4") == [("budget", "", "@team cyclomatic.max", "new", 5)]
    assert findings(top, "--budget", "*: untested<=1", "--budget", "@team: cyclomatic.p50<=1", status=0) == []
    unknown = found(top, "--budget", "*: coverage>=50", "--budget", "nowhere: files>=1")["findings"]
    assert [(f["value"], "unknown" in f["message"]) for f in unknown] == [(None, True)] * 2


def a_baseline_accepts_what_was_there_and_nothing_worse(top):
    tree(top)
    gate = ("--limit", "cyclomatic<=1", "--rule", "untested")
    assert {f[3] for f in findings(top, *gate)} == {"new"}
    assert {f[3] for f in findings(top, *gate, "--update-baseline", status=0)} == {"accepted"}
    text = (top / ".cambium-baseline").read_text()
    assert text == "# cambium baseline 1\ncyclomatic shop/cart.py big 5\nuntested shop/tax.py -\n", text
    write(top / "shop/cart.py", "\n\n\n" + BIG)  # lines don't matter
    assert {f[3] for f in findings(top, *gate, status=0)} == {"accepted"}
    write(top / "shop/cart.py", BIG + "    if x:\n        pass\n")
    assert findings(top, *gate)[0] == ("cyclomatic", "shop/cart.py", "big", "worse", 6)
    write(top / "shop/cart.py", "def big(x):\n    return x\n")
    page = found(top, *gate, status=0)
    assert page["unused_baseline"] == 1
    assert findings(top, *gate, "--no-baseline") == [("untested", "shop/tax.py", "", "new", None)]
    write(top / "list", "shop/cart.py\n")  # a run over some files drops no line of others
    found(top, *gate, "--files-from", "list", "--update-baseline", status=0)
    assert "untested shop/tax.py -\n" in (top / ".cambium-baseline").read_text()


def a_baseline_that_is_none_is_an_error(top):
    tree(top)
    for text, says in (("<<<<<<< HEAD\n", ":1:"), ("# cambium baseline 9\n", "9"), ("# cambium baseline 1\nwhat\n", ":2:")):
        write(top / ".cambium-baseline", text)
        found(top, status=2, says=says)
    (top / ".cambium-baseline").unlink()
    found(top, "--baseline", "gone", status=2, says="gone")
    found(top, "--baseline", "../out", status=2)


def comments_accept_until_a_day(top):
    tree(top, {"a.py": "# cambium: allow cyclomatic until=2026-06-30 reason=soon\n" + BIG})
    gate = ("--limit", "cyclomatic<=4")
    page = found(top, *gate, "--now", "2026-06-30", status=0)
    assert [(f["state"], f["reason"]) for f in page["findings"]] == [("allowed", "soon")]
    assert {f[0] for f in findings(top, *gate, "--now", "2026-07-01")} == {"cyclomatic", "allowance"}
    write(top / "a.py", "# cambium: allow cyclomatic reason=was\ndef f():\n    pass\n# cambium: allow nothing-known\n")
    assert [f[0] for f in findings(top, *gate)] == ["allowance", "allowance"]
    assert findings(top, "--limit", "parameters<=9", status=1) == [("allowance", "a.py", "", "new", None)]  # not looked at


def configuration_is_where_gates_live(top):
    tree(top)
    write(top / ".cambium.toml", '[check]\nlimit = ["cyclomatic<=4"]\nbudget = "shop: untested<=0"\n[graph]\ncontract = "forbidden: tests -> shop"\n')
    assert {f[0] for f in findings(top)} == {"cyclomatic", "budget", "contract"}


def what_is_no_gate_is_said(top):
    tree(top)
    for arguments, says in ((("--limit", "cyclomatic=4"), "NAME<=NUMBER"), (("--limit", "what<=4"), "no number 'what'"),
                            (("--limit", "cyclomatic<=x"), "no number"), (("--rule", "x"), "no rule 'x'"),
                            (("--budget", "untested<=4"), "no budget"), (("--budget", "a: x<=4"), "no number 'x'"),
                            (("--contract", "x"), ""), (("a", "b"), "one PATH"), (("--update-baseline", "--no-baseline"), "together")):
        done = run("check", "--no-store", *arguments, cwd=top)
        assert done.returncode == 2 and done.stdout == b"" and says in done.stderr.decode(), (arguments, done)


def the_same_bytes_at_any_number_of_threads(top):
    tree(top)
    for form in ("text", "json", "sarif", "github", "gitlab", "junit", "markdown"):
        pages = {run("check", "--limit", "cyclomatic<=1", "--rule", "untested", "-f", form, "-j", jobs, *store, cwd=top).stdout
                 for jobs in ("1", "2", "3") for store in (("--no-store",), ("--store", top / "store"))}
        assert len(pages) == 1, form


for check in (limits_are_of_functions_classes_files_and_folders, rules_are_of_files_and_imports,
              budgets_are_of_folders_owners_and_the_tree, a_baseline_accepts_what_was_there_and_nothing_worse,
              a_baseline_that_is_none_is_an_error, comments_accept_until_a_day, configuration_is_where_gates_live,
              what_is_no_gate_is_said, the_same_bytes_at_any_number_of_threads):
    with folder() as top:
        check(top)
