#!/usr/bin/python3
"""owners_agree_with_git.py [SEED [FILES]] - random CODEOWNERS files over a random tree. What a
pattern of GitHub's matches git itself says, as of a .gitignore with that one line; what one of
GitLab's matches, a few lines of Python, from the words of its manual."""
import os
import random
import re
import subprocess
import sys
import tempfile

NAMES = ["a", "b", "c", "docs", "src", "apps", "build", "logs", "x.py", "y.py", "z.js", "README",
         "a.b.c", "Makefile", "b c", "#d", "cafe\u0301", ".hidden", "a*b", "x"]
PARTS = NAMES[:14] + ["*", "*", "**", "**", "*.py", "*.js", "a*", "?", "*o*", "*.*", ".*", "s?c"]


def random_tree(dice):
    paths, folders = set(), [""]
    while len(paths) < 150:
        path = dice.choice(folders) + dice.choice(NAMES)
        if path in paths or path + "/" in folders:
            continue
        if dice.random() < 0.4 and path.count("/") < 5:
            folders.append(path + "/")
        else:
            paths.add(path)
    return sorted(paths)


def random_pattern(dice, gitlab):
    parts = [dice.choice(PARTS) for _ in range(dice.choice([1, 1, 1, 2, 2, 3, 4]))]
    text = "/".join(parts).replace(" ", "\\ ")
    text = dice.choice(["", "", "/"]) + text + dice.choice(["", "", "/"])
    if gitlab and dice.random() < 0.1:
        text = text[0] + text[1:].replace("a", "[a-c]", 1)
    return text


class Git:
    """What git says of files in a tree."""

    def __init__(self, folder, paths):
        self.folder, self.paths, self.known = folder, paths, {}
        subprocess.run(["git", "init", "-q", folder], check=True)
        for path in paths:
            os.makedirs(os.path.dirname(f"{folder}/{path}") or folder, exist_ok=True)
            open(f"{folder}/{path}", "w").close()
        self.folders = sorted({p[:i] for p in paths for i, c in enumerate(p) if c == "/"})

    def ignored(self, pattern):
        """Those of its files and folders that a pattern takes out."""
        if pattern not in self.known:
            with open(f"{self.folder}/.git/info/exclude", "w", encoding="utf-8") as file:
                file.write(pattern + "\n")
            run = subprocess.run(
                ["git", "-C", self.folder, "-c", "core.excludesFile=/dev/null", "check-ignore",
                 "--no-index", "--stdin", "-z"],
                input="\0".join(self.paths + self.folders).encode(), stdout=subprocess.PIPE)
            self.known[pattern] = set(run.stdout.decode().split("\0"))
        return self.known[pattern]

    def owned(self, pattern):
        """The one thing that GitHub does in another way: what is below a folder that a lone
        star matches isn't meant."""
        found = self.ignored(pattern)
        if pattern.endswith("/*"):
            found = {p for p in found if "/" not in p or p[:p.rindex("/")] not in found}
        return found


def is_told_apart(pattern):
    """Of these git can't say what GitHub does: folders that `**` is about."""
    return not re.search(r"\*\*/$|\*\*/\*$|\*\*\*", pattern)


def gitlab_regex(pattern):
    if pattern == "*":
        pattern = "/**/*"
    if not pattern.startswith("/"):
        pattern = "/**/" + pattern
    if pattern.endswith("/"):
        pattern += "**/*"
    regex, at = "", 0
    for piece in re.finditer(r"(?<=/)(\*\*/)+|\*+|\?|\[[^]]*\]|\\.|[^\\]", pattern, re.S):
        text = piece.group()
        if text.startswith("**/"):
            regex += "(?:.*/)?"
        elif text[0] == "*":
            regex += "[^/]*"
        else:
            regex += {"?": "[^/]"}.get(text, text if text[0] == "[" else re.escape(text[-1]))
        at = piece.end()
    assert at == len(pattern)
    return re.compile(regex, re.S)


def dumped(folder, name, text, paths):
    path = f"{folder}/{name}"
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    run = subprocess.run([os.environ["CAMBIUM_BUILD"] + "/owners_dump", path], check=True,
                         input="".join(p + "\0" for p in paths).encode(), capture_output=True)
    assert not run.stderr, run.stderr
    return run.stdout.decode().splitlines()


def github_file(dice, git):
    patterns = [p for p in (random_pattern(dice, False) for _ in range(dice.randint(1, 12)))
                if is_told_apart(p)]
    text = "".join(f"{p} @o{i}\n" for i, p in enumerate(patterns))
    want = []
    for path in git.paths:
        last = [f"@o{i}" for i, p in enumerate(patterns) if path in git.owned(p)][-1:]
        want.append("".join(last))
    return text, want


def gitlab_file(dice, git):
    text, sections = "", []
    for s in range(dice.randint(1, 4)):
        rules = []
        text += f"[s{s}] @default{s}\n" if s else ""
        for i in range(dice.randint(0, 6)):
            pattern = random_pattern(dice, True)
            excludes = dice.random() < 0.1
            owner = None if s and dice.random() < 0.2 else f"@s{s}o{i}"
            rules.append((gitlab_regex(pattern), excludes, owner or f"@default{s}"))
            text += f"{'!' * excludes}{pattern} {owner or ''}\n"
        sections.append(rules)
    text += "[none]\n"
    want = []
    for path in git.paths:
        owners = set()
        for rules in sections:
            matching = [r for r in rules if r[0].fullmatch("/" + path)]
            if matching and not any(r[1] for r in matching):
                owners.add(matching[-1][2])
        want.append(" ".join(sorted(owners)))
    return text, want


def main(args):
    dice = random.Random(int(args[0]) if args else 1)
    count, owned = int(args[1]) if len(args) > 1 else 60, 0
    with tempfile.TemporaryDirectory() as folder:
        git = Git(folder + "/tree", random_tree(dice))
        for number in range(count):
            make, name = ((github_file, ".github/CODEOWNERS"),
                          (gitlab_file, ".gitlab/CODEOWNERS"))[number % 2]
            text, want = make(dice, git)
            got = dumped(folder, name, text, git.paths)
            owned += sum(map(bool, want))
            for path, a, b in zip(git.paths, want, got, strict=True):
                if a != b:
                    print(f"{text}\n{name}: {path}: wanted '{a}', got '{b}'")
                    return 1
    print(f"{count} files, {owned} paths with owners: equal")
    return 0 if owned > 20 * count else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
