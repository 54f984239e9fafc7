#!/usr/bin/python3
"""graph impact and tests select by what git says changed; git itself is the judge."""
import json
import os
import subprocess

from harness import environment, folder, run, write

GIT = environment(GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_SYSTEM="/dev/null", GIT_AUTHOR_NAME="a",
                  GIT_AUTHOR_EMAIL="a@b", GIT_COMMITTER_NAME="a", GIT_COMMITTER_EMAIL="a@b")
FILES = {
    "shop/__init__.py": "",
    "shop/tax.py": "RATE = 19\n",
    "shop/cart.py": "from .tax import RATE\n",
    "shop/text.py": "",
    "tests/test_cart.py": "from shop.cart import RATE\ndef test_rate():\n    pass\n",
    "tests/test_text.py": "import shop.text\ndef test_text():\n    pass\n",
    "README.md": "a shop\n",
}


def git(top, *arguments):
    return subprocess.run(["git", *arguments], cwd=top, env=GIT, check=True, capture_output=True, text=True).stdout


def repository(top):
    for path, text in FILES.items():
        write(top / path, text)
    git(top, "init", "-q", "-b", "main")
    git(top, "add", "-A")
    git(top, "commit", "-qm", "first")


def answer(top, *arguments, status=0, says=""):
    done = run(*arguments, "--no-store", cwd=top)
    assert done.returncode == status, (arguments, done)
    assert says in done.stderr.decode(), (says, done.stderr)
    return done.stdout.decode()


def selected(top, *arguments):
    return sorted(answer(top, "tests", "select", "--all-over", "100", "-f", "files", *arguments).split())


def affected(top, *arguments):
    found = json.loads(answer(top, "graph", "impact", "-f", "json", *arguments))
    return {m["module"]: (m["chain"], m["cause"], m["changed"]) for m in found["modules"]}


def what_the_work_tree_has(top):
    repository(top)
    assert selected(top, "--since", "main") == [] == selected(top, "--staged")
    write(top / "shop/tax.py", "RATE = 20\n")
    assert selected(top, "--since", "HEAD") == ["tests/test_cart.py"] and selected(top, "--staged") == []
    git(top, "add", "-A")
    assert selected(top, "--staged") == ["tests/test_cart.py"]
    git(top, "commit", "-qm", "tax")
    assert selected(top, "--staged") == [] and selected(top, "--since", "HEAD~1") == ["tests/test_cart.py"]
    assert selected(top, "--since", "HEAD~1..HEAD") == ["tests/test_cart.py"]
    write(top / "shop/new.py", "")  # nobody imports it yet
    assert "shop.new" in affected(top, "--since", "main")


def as_git_lists_it(top):
    """The same by --since and by git's own list, quoted names included."""
    repository(top)
    write(top / "shop/tärif.py", "from .tax import RATE\n")
    git(top, "add", "-A")
    git(top, "commit", "-qm", "more")
    write(top / "shop/tärif.py", "from .tax import RATE as R\n")
    write(top / "shop/text.py", "x = 1\n")
    names = git(top, "diff", "--name-only", "HEAD")
    assert '"' in names, names
    done = subprocess.run([os.environ["CAMBIUM"], "tests", "select", "-", "--no-store", "--all-over", "100", "-f", "json"],
                          input=names.encode(), cwd=top, env=environment(), check=True, capture_output=True)
    by_list, by_git = json.loads(done.stdout), json.loads(
        answer(top, "tests", "select", "--since", "HEAD", "--all-over", "100", "-f", "json"))
    assert by_list == by_git and by_git["changed_files"] == 2, (by_list, by_git)


def what_was_deleted(top):
    repository(top)
    (top / "shop/tax.py").unlink()
    found = affected(top, "--since", "HEAD")
    assert found["tests.test_cart"] == (["tests.test_cart", "shop.cart", "shop.tax"], "was deleted", "shop/tax.py")
    assert selected(top, "--since", "HEAD") == ["tests/test_cart.py"]
    git(top, "mv", "shop/cart.py", "shop/basket.py")
    assert "tests/test_cart.py" in selected(top, "--since", "HEAD")


def a_folder_of_it(top):
    repository(top)
    write(top / "shop/tax.py", "RATE = 20\n")
    write(top / "README.md", "the shop\n")
    found = answer(top, "graph", "impact", "--tree", "shop", "--since", "HEAD", "-f", "json", says="1 changed file is not in")
    assert json.loads(found)["files_outside"] == 1


def what_can_not_be_asked(top):
    repository(top)
    answer(top, "tests", "select", "--since", "nothing", status=2, says="nothing")
    answer(top, "tests", "select", "--since", "HEAD", "--staged", status=2, says="one of these")
    answer(top, "graph", "impact", "--since", "HEAD", "shop/tax.py", status=2, says="one of these")
    with folder() as bare:
        answer(bare, "tests", "select", "--since", "HEAD", status=2)


for check in (what_the_work_tree_has, as_git_lists_it, what_was_deleted, a_folder_of_it, what_can_not_be_asked):
    with folder() as top:
        check(top)
