#!/usr/bin/python3
"""Compares our numbers of the paths through code, and lizard's lines and tokens, with
those that a second implementation finds, on CPython's ast and tokenize.

    cognitive_agrees_with_ast.py          a sample of each corpus
    cognitive_agrees_with_ast.py sweep    all of it, or the slice CAMBIUM_SWEEP_SLICE=K/N
    cognitive_agrees_with_ast.py FILE...  these files, or those in these folders

Numbers of functions, classes and files must be equal. What can't be is counted by its
cause, may be a thousandth of all, and is printed."""
import ast
import collections
import sys
import tokenize

from oracle import FUNCTIONS, children, compared_files, walk
from python_tokens import Places, lizard_tokens, tokens_of

DEFINITIONS = FUNCTIONS + (ast.ClassDef,)
ORIGIN = (ast.If, ast.For, ast.While, ast.Try, ast.ExceptHandler)
LOOPS = (ast.For, ast.AsyncFor, ast.While)
SONAR = LOOPS + (ast.IfExp,)
RCA_WORDS = {"if", "elif", "for", "while", "with", "assert", "and", "or"}
LIZARD_WORDS = {"if", "elif", "for", "while", "except", "finally", "and", "or"}
ALLOWED = 0.001  # of the functions


class Cognitive(ast.NodeVisitor):
    """Points go to all definitions that are open, and to the file."""

    def __init__(self, places):
        self.places = places
        self.depth = 0
        self.open = [None]
        self.points = collections.Counter()
        self.hidden = set()  # definitions in which ast hides brackets
        self.in_string = False

    def add(self, points):
        for node in self.open:
            self.points[node] += points

    def nested(self, nodes):
        self.depth += 1
        for node in nodes:
            self.visit(node)
        self.depth -= 1

    def all(self, nodes):
        for node in nodes:
            self.visit(node)

    def visit_if_like(self, head, body):
        self.add(1 + self.depth)
        self.all(head)
        self.nested(body)

    def otherwise(self, body):
        if body:
            self.add(1)
            self.nested(body)

    def visit_If(self, node, elif_clause=False):
        self.add(1 if elif_clause else 1 + self.depth)
        self.visit(node.test)
        self.nested(node.body)
        rest = node.orelse
        if len(rest) == 1 and isinstance(rest[0], ast.If) and (
                self.places.token(rest[0]) == "elif"):
            self.visit_If(rest[0], True)
        else:
            self.otherwise(rest)

    def visit_While(self, node):
        self.visit_if_like([node.test], node.body)
        self.otherwise(node.orelse)

    def visit_For(self, node):
        self.visit_if_like([node.target, node.iter], node.body)
        self.otherwise(node.orelse)

    visit_AsyncFor = visit_For

    def visit_Try(self, node):
        self.all(node.body + node.handlers + node.finalbody)
        self.otherwise(node.orelse)

    visit_TryStar = visit_Try

    def visit_ExceptHandler(self, node):
        self.visit_if_like([node.type] if node.type else [], node.body)

    def visit_match_case(self, node):
        self.all([node.pattern] + ([node.guard] if node.guard else []))
        self.nested(node.body)

    def visit_IfExp(self, node):
        self.add(1 + self.depth)
        self.nested([node.test, node.body, node.orelse])

    def visit_JoinedStr(self, node):
        before, self.in_string = self.in_string, True
        self.generic_visit(node)
        self.in_string = before

    def in_brackets(self, outer, value):
        """Does the value stand in brackets of its own?"""
        if self.in_string:
            self.hidden.update(self.open)
            return False
        at = self.places.start(value)
        if value is outer.values[0]:
            return at != self.places.start(outer)
        return self.places.tokens[self.places.index(at) - 1].string == "("

    def operators(self, node):
        found = []
        for i, value in enumerate(node.values):
            found += [type(node.op)] if i else []
            if isinstance(value, ast.BoolOp) and type(value.op) is not type(node.op) and (
                    not self.in_brackets(node, value)):
                found += self.operators(value)
            else:
                self.visit(value)
        return found

    def visit_BoolOp(self, node):
        found = self.operators(node)
        self.add(1 + sum(a is not b for a, b in zip(found, found[1:])))

    def is_return_of_name(self, node):
        if not isinstance(node, ast.Return) or not (
                isinstance(node.value, ast.Name) or
                isinstance(node.value, ast.Constant) and node.value.value in (True, False)
                and isinstance(node.value.value, bool)):
            return False
        at = self.places.index(self.places.start(node))
        return self.places.tokens[at + 1].start == self.places.start(node.value)

    def start_depth(self, node):
        outer = self.open[-1]
        if not isinstance(node, FUNCTIONS) or not isinstance(outer, FUNCTIONS):
            return 0
        rest = [s for s in outer.body if s is not node]
        return self.depth + (not all(map(self.is_return_of_name, rest)))

    def visit_definition(self, node):
        before, self.depth = self.depth, self.start_depth(node)
        self.open.append(node)
        self.generic_visit(node)
        self.open.pop()
        self.depth = before

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = visit_definition


def own_nodes(function, stop, into_strings=True):
    """What is in a function but not in a definition that `stop` names."""
    stack = list(children(function))
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, stop) and (into_strings or
                                           not isinstance(node, ast.JoinedStr)):
            stack += children(node)


def sonar_cyclomatic(function):
    found = 1
    for node in own_nodes(function, FUNCTIONS):
        found += isinstance(node, SONAR + (ast.If,)) and not getattr(node, "is_elif", False)
        found += len(node.values) - 1 if isinstance(node, ast.BoolOp) else 0
        found += len(node.ifs) if isinstance(node, ast.comprehension) else 0
    return found


def words_in_string(node):
    """Conditions in the holes of a string: tokenize sees one token."""
    found = 0
    for inner in walk(node):
        found += isinstance(inner, ast.IfExp)
        found += len(inner.values) - 1 if isinstance(inner, ast.BoolOp) else 0
        found += 1 + len(inner.ifs) if isinstance(inner, ast.comprehension) else 0
    return found


def outer_strings(nodes):
    """Strings with holes, but none in a hole of another."""
    stack = list(nodes)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.JoinedStr):
            yield node
        else:
            stack += children(node)


class Spans:
    """Which function each token belongs to: the innermost one whose name it is or stands
    before it."""

    def __init__(self, tree, places):
        self.places = places
        self.functions = sorted((n for n in walk(tree) if isinstance(n, FUNCTIONS)),
                                key=places.start)
        classes = [n for n in walk(tree) if isinstance(n, ast.ClassDef)]
        self.to_name = self.owners(
            (places.name_index(f), places.index(places.end(f)), f) for f in self.functions)
        self.to_space = self.owners(
            (places.index(places.start(d)), places.index(places.end(d)), d)
            for d in sorted(self.functions + classes, key=places.start))

    def owners(self, spans):
        owner = [None] * len(self.places.tokens)
        for first, end, node in spans:  # inner ones come later
            owner[first:end] = [node] * (end - first)
        return owner

    def owner_of(self, owners, node):
        return owners[self.places.index(self.places.start(node))]


def rca_word(tokens, i, loop_elses):
    string = tokens[i].string
    return string in RCA_WORDS or i in loop_elses or (
        string == "except" and tokens[i + 1].string != "*")


def loop_else_indexes(tree, places):
    found = set()
    for node in walk(tree):
        if isinstance(node, LOOPS) and node.orelse:
            at = places.index(places.start(node.orelse[0]))
            while places.tokens[at].string != "else":
                at -= 1
            found.add(at)
    return found


def cyclomatics(tree, places, spans):
    """rca's and lizard's, by words."""
    tokens, elses = places.tokens, loop_else_indexes(tree, places)
    rca, lizard = collections.Counter(), collections.Counter()
    for i, token in enumerate(tokens):
        if token.type == tokenize.NAME:
            rca[spans.to_space[i]] += rca_word(tokens, i, elses)
            lizard[spans.to_name[i]] += token.string in LIZARD_WORDS
    for node in walk(tree):
        if isinstance(node, ast.match_case):
            lizard[spans.owner_of(spans.to_name, node.pattern)] += 1
    for string in outer_strings([tree]):
        rca[spans.owner_of(spans.to_space, string)] += words_in_string(string)
        lizard[spans.owner_of(spans.to_name, string)] += words_in_string(string)
    return rca, lizard


def statement_strings(tree, places):
    """Tokens that are a string in triple quotes and a statement."""
    found = set()
    for node in walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value,
                                                     (ast.Constant, ast.JoinedStr)):
            at = places.index(places.start(node))
            token = places.tokens[at]
            if token.type == tokenize.STRING and token.end == places.end(node) and (
                    token.string.endswith(('"""', "'''")) and
                    token.string.lstrip("rRbBfFuU")[:3] in ('"""', "'''")):
                found.add(at)
    return found


def lizard_counts(tree, places, spans):
    lines, counted = collections.Counter(), collections.Counter()
    silent, seen = statement_strings(tree, places), 0
    names = {places.name_index(f) for f in spans.functions}
    for i, token in enumerate(places.tokens):
        owner = spans.to_name[i]
        first = max(token.start[0], seen + 1)
        if i in names:
            counted[spans.to_name[i - 1]] += 1
            counted[None, "name"] -= 1
        counted[owner] += lizard_tokens(places.tokens, i)
        counted[spans.to_name[i - 1] if i else None] += places.continuations(i)
        if i not in silent:
            lines[owner] += max(0, token.end[0] - first + 1)
        seen = max(seen, token.end[0])
    return lines, counted


def file_numbers(points, lines, counted):
    names = counted.pop((None, "name"), 0)
    return {"cognitive": points[None], "lizard_lines": sum(lines.values()),
            "lizard_tokens": sum(counted.values()) + names}


def origin_weight(function):
    return sum(isinstance(n, ORIGIN) for f in walk(function)
               if isinstance(f, FUNCTIONS) for n in walk(f))


def parameter_count(function):
    a = function.args
    return len(a.posonlyargs + a.args + a.kwonlyargs) + bool(a.vararg) + bool(a.kwarg)


def mark_elifs(tree, places):
    for node in walk(tree):
        if isinstance(node, ast.If):
            node.is_elif = places.token(node) == "elif"


def expected(data, tree):
    places = Places(data, tokens_of(data))
    spans = Spans(tree, places)
    mark_elifs(tree, places)
    cognitive = Cognitive(places)
    cognitive.visit(tree)
    rca, lizard = cyclomatics(tree, places, spans)
    lines, counted = lizard_counts(tree, places, spans)
    file = file_numbers(cognitive.points, lines, counted)
    functions = [{
        "line": f.lineno, "cognitive": cognitive.points[f],
        "sonar_cyclomatic": sonar_cyclomatic(f), "rca_cyclomatic": 1 + rca[f],
        "lizard_cyclomatic": 1 + lizard[f], "branch_weight": origin_weight(f),
        "lizard_lines": 1 + lines[f], "lizard_tokens": counted[f],
        "lizard_parameters": parameter_count(f)} for f in spans.functions]
    classes = sorted((n for n in walk(tree) if isinstance(n, ast.ClassDef)),
                     key=places.start)
    file["branch_weight"] = sum(origin_weight(f) for f in spans.functions
                                if not is_inner(f, spans))
    return {"file": file, "functions": functions, "hidden": cognitive.hidden,
            "classes": [{"line": c.lineno, "cognitive": cognitive.points[c]}
                        for c in classes]}


def is_inner(function, spans):
    at = spans.places.name_index(function) - 1
    return spans.to_name[at] is not None


def cause_of(want, field, path, got):
    if field == "cognitive" and want["hidden"]:
        return "ast hides the brackets in a string's hole"
    return None


def compare(path, want, ours, counts, causes, differences):
    subjects = [("file", want["file"], ours)]
    for kind, key in (("function", "functions"), ("class", "classes")):
        pairs = zip(want[key], ours[kind + "_list"], strict=True)
        subjects += [(kind, a, b) for a, b in pairs]
    for kind, a, b in subjects:
        wrong = [field for field in a if a[field] != b[field]]
        counts[kind, not wrong] += 1
        for field in wrong:
            counts[kind, field] += 1
            cause = cause_of(want, field, path, b)
            if cause:
                causes[cause] += 1
            else:
                differences.append(f"{path}:{a.get('line', 0)}: {kind}'s {field}: "
                                   f"wanted {a[field]}, got {b[field]}")


def main(args):
    sys.setrecursionlimit(20000)
    counts, causes, left_out = (collections.Counter() for _ in range(3))
    differences = []
    for path, data, tree, ours in compared_files(args, left_out):
        try:
            want = expected(data, tree)
        except (RecursionError, tokenize.TokenError):
            left_out["too deep for the judge"] += 1
            continue
        compare(path, want, ours, counts, causes, differences)
    for line in differences[:40]:
        print("different:", line)
    for kind in ("function", "class", "file"):
        equal, unequal = counts[kind, True], counts[kind, False]
        print(f"{equal} of {equal + unequal} of kind {kind} equal in all numbers")
    for cause, count in causes.items():
        print(f"{count} differ: {cause}")
    print(f"files left out: {dict(left_out)}; unexplained: {len(differences)}")
    functions = counts["function", True] + counts["function", False]
    too_many = counts["function", False] > ALLOWED * functions + 1
    return 1 if differences or too_many or not functions else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
