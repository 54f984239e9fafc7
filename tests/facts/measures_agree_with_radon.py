#!/usr/bin/python3
"""Compares our measures, and what is derived from them, with radon 5.1.

    measures_agree_with_radon.py          a sample of each corpus
    measures_agree_with_radon.py sweep    all of it, or the slice CAMBIUM_SWEEP_SLICE=K/N
    measures_agree_with_radon.py FILE...  these files, or those in these folders

radon is used as a library: raw.analyze, the visitors of Halstead's numbers and of
complexity, the maintainability index. Each number of each file, function and class is
compared by itself, those that are no integers bit by bit.

Left out, counted and printed: files that CPython can't parse, that aren't UTF-8 or
have a carriage return alone (the scan converts those first), in which the grammar sees
an error; and the lines of files on which radon itself gives up or would take too long,
as it reads a chunk of n lines n times.

A difference is explained if the file has one of CAUSES in it. Any other one is a
failure, and so are more than a few explained ones.
"""
import ast
import collections
import io
import os
import re
import sys
import tokenize

from radon.metrics import halstead_visitor_report, mi_compute
from radon.raw import analyze
from radon.visitors import ComplexityVisitor, HalsteadVisitor

import radon_with_match
from oracle import PACKAGES, dumped, files_below, is_plain_utf8, sample, sliced, walk

CORPORA = [PACKAGES + "django", PACKAGES + "sympy", PACKAGES + "twisted",
           "/usr/lib/python3.11", PACKAGES + "sqlalchemy"]
SAMPLED = PACKAGES + "ansible_collections"  # 500 files of it in the sweep, evenly
SAMPLED_FILES = 500
SAMPLE_BYTES = 250_000          # of each corpus
RADON_BYTES = 2 << 20           # that radon may read of one file, again and again,
RADON_BYTES_SWEEP = 16 << 20    # and in the sweep
FILES_EQUAL, FUNCTIONS_EQUAL = 0.995, 0.999

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
RAW = ("loc", "lloc", "sloc", "comments", "single_comments", "multi", "blank")
HALSTEAD = {"distinct_operators": "h1", "distinct_operands": "h2", "operators": "N1",
            "operands": "N2"}
HALSTEAD |= {name: name for name in ("volume", "difficulty", "effort", "time", "bugs",
                                     "length", "vocabulary", "calculated_length")}


def halstead_numbers(visitor):
    report = halstead_visitor_report(visitor)
    return {ours: getattr(report, theirs) for ours, theirs in HALSTEAD.items()}


def function_numbers(node):
    """As radon gives them for a function on its own, nested or not."""
    visitor = HalsteadVisitor()
    visitor.visit(node)
    return halstead_numbers(visitor.function_visitors[0])


def class_numbers(node):
    visitor = ComplexityVisitor(off=False)
    visitor.visit(node)
    return {"radon_complexity": visitor.classes[0].complexity}


def percent(part, whole):
    return part / whole * 100 if whole else None


def line_numbers(raw, volume, complexity):
    numbers = {name: getattr(raw, name) for name in RAW}
    commented = raw.comments + raw.multi
    # As in radon.metrics.mi_parameters, which would do all again.
    share = commented / float(raw.sloc) * 100 if raw.sloc else 0
    numbers["mi"] = mi_compute(volume, complexity, raw.lloc, share)
    numbers["comment_percent"] = percent(raw.comments, raw.loc)
    numbers["comment_code_percent"] = percent(raw.comments, raw.sloc)
    numbers["comment_multi_percent"] = percent(commented, raw.loc)
    return numbers


def in_order(tree, kinds):
    found = [node for node in walk(tree) if isinstance(node, kinds)]
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def bytes_for_radon(text):
    """What radon would tokenize: a chunk of n lines n times."""
    total = first = size = 0
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        size += len(token.string)
        if token.type == tokenize.NEWLINE:
            total += size * (token.end[0] - first)
            first, size = token.end[0], 0
    return total


def radon_lines(text, limit):
    """The lines, or why there are none."""
    try:
        if bytes_for_radon(text) > limit:
            return None, "files whose lines would take radon too long"
        return analyze(text), None
    except (SyntaxError, tokenize.TokenError):
        return None, "files on whose lines radon gives up"


def has(pattern):
    return lambda text, tree: re.search(pattern, text, re.MULTILINE)


def has_wide_names(text, tree):
    """ast gives names in their normal form (NFKC)."""
    return not text.isascii() and any(
        not name.isascii() for node in walk(tree)
        for name in (getattr(node, "id", ""), getattr(node, "attr", ""),
                     getattr(node, "name", "")) if isinstance(name, str))


LINES = RAW + ("mi", "comment_percent", "comment_code_percent", "comment_multi_percent")
OPERANDS = ("distinct_operands", "mi") + tuple(name for name in HALSTEAD
                                               if name == HALSTEAD[name])

# Why a number may differ: a name, the numbers, and whether the file has it.
CAUSES = [
    ("a backslash before a blank line", LINES, has(r"\\\n\s*\n")),
    ("a backslash before a statement", LINES, has(r"^\s*\\$")),
    ("an uncommon line end within a line of code or behind a comment", LINES,
     has("\\S.*[\v\f\x1c-\x1e\x85\u2028\u2029].*\\S")),
    ("the name of a character in a string", OPERANDS, has(r"\\N\{")),
    ("names beyond ASCII", OPERANDS, has_wide_names),
]


class Tally:
    def __init__(self, limit):
        self.limit = limit
        self.left_out, self.causes = collections.Counter(), collections.Counter()
        self.compared, self.equal = collections.Counter(), collections.Counter()
        self.unexplained = []

    def compare(self, subject, want, got, file):
        """Which numbers differ."""
        different = []
        for name, value in want.items():
            self.compared[subject, name] += 1
            if value == got[name]:
                self.equal[subject, name] += 1
            else:
                different.append((name, value, got[name]))
        for name, value, ours in different:
            cause = next((cause for cause, names, is_there in CAUSES
                          if name in names and is_there(*file)), None)
            if cause:
                self.causes[cause, subject] += 1
            else:
                self.unexplained.append(f"{got.get('path') or got.get('name')} "
                                        f"{name}: wanted {value}, got {ours}")

    def file(self, path, got):
        with open(path, "rb") as source:
            text = io.TextIOWrapper(source, "utf-8-sig").read()
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError):
            self.left_out["files that CPython can't parse"] += 1
            return
        if got["partial"]:
            self.left_out["files in which only the grammar sees an error"] += 1
            return
        total = HalsteadVisitor.from_ast(tree)
        want = halstead_numbers(total)
        want["docstring_percent"] = percent(got["docstrings"], got["documentables"])
        want["hint_percent"] = percent(got["hints"], got["hintables"])
        raw, why_not = radon_lines(text, self.limit)
        if raw:
            complexity = ComplexityVisitor.from_ast(tree).total_complexity
            want |= line_numbers(raw, want["volume"], complexity)
        else:
            self.left_out[why_not] += 1
        self.compare("file", want, got, (text, tree))
        self.definitions("function", tree, FUNCTIONS, function_numbers, text, got)
        self.definitions("class", tree, ast.ClassDef, class_numbers, text, got)

    def definitions(self, subject, tree, kinds, numbers, text, got):
        nodes, ours = in_order(tree, kinds), got[subject + "_list"]
        if [n.lineno for n in nodes] != [o["line"] for o in ours]:
            self.unexplained.append(f"{got['path']}: another list: {subject}")
            return
        for node, mine in zip(nodes, ours):
            mine["path"] = f"{got['path']}:{mine['line']} {mine['name']}"
            self.compare(subject, numbers(node), mine, (text, node))

    def report(self):
        for subject in ("file", "function", "class"):
            for (of, name), compared in self.compared.items():
                if of == subject:
                    print(f"{subject:9}{name:24}{compared:8} compared"
                          f"{self.equal[of, name]:9} equal")
        for what, count in self.left_out.items():
            print(f"left out: {count} {what}")
        for (cause, subject), count in self.causes.items():
            print(f"different: {count} numbers of a {subject}: {cause}")
        for line in self.unexplained[:40]:
            print("unexplained:", line)
        print(f"{sum(self.equal.values())} numbers equal, {sum(self.causes.values())} "
              f"explained, {len(self.unexplained)} unexplained")

    def is_good(self):
        share = {"file": FILES_EQUAL, "function": FUNCTIONS_EQUAL, "class": FUNCTIONS_EQUAL}
        return bool(self.equal) and not self.unexplained and all(
            self.equal[key] >= share[key[0]] * compared
            for key, compared in self.compared.items())


def paths_of(args):
    if args and args[0] != "sweep":
        return [p for folder in args for p in files_below(folder)]
    corpora = [files_below(folder) for folder in CORPORA if os.path.isdir(folder)]
    if os.path.isdir(SAMPLED):
        files = files_below(SAMPLED)
        corpora.append(files[::max(1, len(files) // SAMPLED_FILES)])
    return [p for paths in corpora for p in (sliced(paths) if args else
                                             sample(paths, SAMPLE_BYTES))]


def main(args):
    sys.setrecursionlimit(5000)
    tally = Tally(RADON_BYTES_SWEEP if args else RADON_BYTES)
    paths = []
    for path in paths_of(args):
        with open(path, "rb") as file:
            if is_plain_utf8(file.read()):
                paths.append(path)
            else:
                tally.left_out["files that aren't plain UTF-8"] += 1
    for start in range(0, len(paths), 200):
        for got in dumped(paths[start:start + 200], "--numbers"):
            tally.file(got["path"], got)
    tally.report()
    return 0 if tally.is_good() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
