#!/usr/bin/python3
"""Compares the shape of functions and classes with what CPython says of them.

    shape_agrees_with_ast.py          a sample of each corpus
    shape_agrees_with_ast.py sweep    all of it, or the slice CAMBIUM_SWEEP_SLICE=K/N
    shape_agrees_with_ast.py FILE...  these files, or those in these folders

Locals are those of symtable, tokens those of tokenize; nesting, returns, attributes
and the rules of pylint 4 for statements and branches are written down here once more,
over ast. Methods are weighed with the cyclomatic numbers that facts_agree_with_ast.py
compares with radon's.

Each number of each function, class and file must be equal, or differ for a cause that
is known here. Left out, counted and printed are the files of which CPython can say
nothing, and those in which the grammar sees an error.

From Python 3.12 on a function's symbol table also lists the variables of its
comprehensions, and tokenize takes strings with holes apart: run it with an older one.
"""
import ast
import bisect
import collections
import io
import os
import symtable
import sys
import tokenize
import warnings

import oracle

CORPORA = oracle.CORPORA + ["/usr/lib/python3/dist-packages/twisted",
                            "/usr/lib/python3/dist-packages/sqlalchemy"]
NO_TOKENS = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT,
             tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER}

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DEFINITIONS = FUNCTIONS + (ast.ClassDef,)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
LOOPS = (ast.For, ast.While, ast.AsyncFor)
TRIES = (ast.Try, ast.TryStar)
NESTING = LOOPS + TRIES + (ast.If, ast.With, ast.AsyncWith, ast.Match)


def statements_of(body, documentable=False):
    """The statements in a body, but for a docstring."""
    first = body[0] if body else None
    text = (documentable and isinstance(first, ast.Expr)
            and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str))
    return body[1:] if text else body


def blocks_of(node):
    """The bodies of a statement, without those of definitions."""
    if isinstance(node, DEFINITIONS):
        return
    for name in ("body", "orelse", "finalbody"):
        yield getattr(node, name, [])
    for part in getattr(node, "handlers", []) + getattr(node, "cases", []):
        yield part.body


def own_statements(body):
    """All statements in it, at any depth, but what is in definitions."""
    for node in body:
        yield node
        for block in blocks_of(node):
            yield from own_statements(block)


def pylint_points(node):
    """Branches and statements that one statement stands for."""
    if isinstance(node, ast.If):
        otherwise = node.orelse and not (
            len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If))
        points = 1 + bool(otherwise)
        return points, points
    if isinstance(node, (ast.For, ast.While)):
        return 1 + bool(node.orelse), 0
    if isinstance(node, ast.Try):
        points = len(node.handlers) + bool(node.orelse) + bool(node.finalbody)
        return points, points + len(node.handlers)
    if isinstance(node, ast.TryStar):
        return 0, 1 + len(node.handlers)
    if isinstance(node, ast.Match):
        return len(node.cases), 1
    return 0, int(not isinstance(node, DEFINITIONS + (ast.Return,)))


def own_body(definition):
    return own_statements(statements_of(definition.body, documentable=True))


def branches_of(function):
    return sum(pylint_points(s)[0] for s in own_body(function))


def all_statements(definition):
    """With those of the definitions in it."""
    return sum(pylint_points(s)[1] +
               (all_statements(s) if isinstance(s, DEFINITIONS) else 0)
               for s in own_body(definition))


def nesting_of(body, lines, depth=0):
    deepest = depth
    for node in body:
        inner = depth + isinstance(node, NESTING)
        if isinstance(node, ast.If) and lines[node.lineno - 1][node.col_offset:].startswith(
                b"elif"):
            inner = depth
        for block in blocks_of(node):
            deepest = max(deepest, nesting_of(block, lines, inner))
    return deepest


class Names(ast.NodeVisitor):
    """What the statements of one scope bind, but for definitions and del."""

    def __init__(self, body):
        self.bound, self.declared = set(), set()
        for node in body:
            self.visit(node)

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Store):
            self.bound.add(node.id)

    def visit_AnnAssign(self, node):
        self.visit(node.annotation)
        if node.value:
            self.visit(node.value)
        if node.simple or node.value:
            self.visit(node.target)

    def visit_alias(self, node):
        self.bound.add(node.asname or node.name.split(".")[0])

    def visit_named(self, node):
        name = getattr(node, "rest", None) or getattr(node, "name", None)
        if name:
            self.bound.add(name)
        self.generic_visit(node)

    visit_ExceptHandler = visit_MatchAs = visit_MatchStar = visit_MatchMapping = visit_named

    def visit_declaration(self, node):
        self.declared.update(node.names)

    visit_Global = visit_Nonlocal = visit_declaration

    def visit_elsewhere(self, node):
        pass

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_elsewhere

    def visit_FunctionDef(self, node):
        for part in node.decorator_list + node.args.defaults + node.args.kw_defaults:
            if part:
                self.visit(part)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node):
        for part in node.args.defaults + node.args.kw_defaults:
            if part:
                self.visit(part)

    def visit_ClassDef(self, node):
        for part in node.decorator_list + node.bases + node.keywords:
            self.visit(part)


def parameters_of(function):
    a = function.args
    return [p.arg for p in a.posonlyargs + a.args + a.kwonlyargs +
            [p for p in (a.vararg, a.kwarg) if p]]


def self_of(method):
    given = method.args.posonlyargs + method.args.args
    for decorator in method.decorator_list:
        if getattr(decorator, "attr", getattr(decorator, "id", None)) == "staticmethod":
            return None
    return given[0].arg if given else None


def attributes_given(node, name, in_class=False):
    """x of each `name.x = ` in what runs of a method, and in its closures."""
    found = set()
    for child in oracle.children(node):
        if isinstance(child, COMPREHENSIONS):
            continue
        if isinstance(child, FUNCTIONS) and (in_class or name in parameters_of(child)):
            continue
        if (isinstance(child, ast.Attribute) and isinstance(child.ctx, ast.Store)
                and isinstance(child.value, ast.Name) and child.value.id == name):
            found.add(child.attr)
        inner = isinstance(child, ast.ClassDef) or (in_class and isinstance(child, ast.stmt))
        found |= attributes_given(child, name, inner)
    return found


def methods_of(node):
    return [s for s in own_statements(node.body) if isinstance(s, FUNCTIONS)]


def attributes_of(node):
    names = Names(node.body)
    found = names.bound - names.declared
    for method in methods_of(node):
        if self_of(method):
            found |= attributes_given(method, self_of(method))
    return len(found)


def tables_of(table, found):
    """Symbol tables of functions by name and line, in the order of the source."""
    for child in table.get_children():
        if child.get_type() == "function":
            found[child.get_name(), child.get_lineno()].append(child)
        tables_of(child, found)
    return found


def locals_of(table):
    return len(set(table.get_locals()) - set(table.get_parameters()))


class Tokens:
    def __init__(self, data):
        self.lines = data.split(b"\n")
        found = list(tokenize.tokenize(io.BytesIO(data).readline))
        self.starts = [t.start for t in found if t.type not in NO_TOKENS]
        self.broken = any(t.type == tokenize.ERRORTOKEN for t in found)

    def place(self, line, column):
        """As tokenize tells it: in characters."""
        return line, len(self.lines[line - 1][:column].decode())

    def count(self, node):
        start = self.place(node.lineno, node.col_offset)
        end = self.place(node.end_lineno, node.end_col_offset)
        return bisect.bisect_left(self.starts, end) - bisect.bisect_left(self.starts, start)


def expected(data):
    data = data.removeprefix(b"\xef\xbb\xbf")
    tree = ast.parse(data)
    tokens = Tokens(data)
    tables = tables_of(symtable.symtable(data.decode(), "file", "exec"),
                       collections.defaultdict(list))
    found = sorted((n for n in oracle.walk(tree) if isinstance(n, DEFINITIONS)),
                   key=lambda n: (n.lineno, n.col_offset))
    functions = [n for n in found if isinstance(n, FUNCTIONS)]
    return {
        "broken": tokens.broken,
        "statements": all_statements(tree), "tokens": len(tokens.starts),
        "function_list": [{
            "line": n.lineno, "end_line": n.end_lineno,
            "nesting": nesting_of(n.body, tokens.lines),
            "returns": sum(isinstance(s, ast.Return) for s in own_body(n)),
            "branches": branches_of(n), "statements": 1 + all_statements(n),
            "tokens": tokens.count(n), "locals": locals_of(tables[n.name, n.lineno].pop(0)),
            } for n in functions],
        "class_list": [{
            "line": n.lineno, "end_line": n.end_lineno, "attributes": attributes_of(n),
            "method_lines": [m.lineno for m in methods_of(n)],
            } for n in found if isinstance(n, ast.ClassDef)]}


class Comparison:
    def __init__(self):
        self.equal, self.compared = collections.Counter(), collections.Counter()
        self.explained = collections.Counter()
        self.left_out, self.gaps, self.differences = 0, [], []

    def compare(self, path, kind, want, got, broken):
        """One function, class or file."""
        self.compared[kind] += 1
        different = [key for key in want if got[key] != want[key]]
        self.equal[kind] += not different
        if different == ["tokens"] and broken:
            self.explained["tokenize takes a name for several tokens"] += 1
        elif different:
            told = ", ".join(f"{key} {got[key]}, not {want[key]}" for key in different)
            self.differences.append(
                f"{path}:{want.get('line', 1)}: {got.get('name', '')} {told}")

    def compare_file(self, path, want, got):
        broken = want.pop("broken")
        weights = collections.defaultdict(int)
        for function in got["function_list"]:
            weights[function["line"]] += function["cyclomatic"]
        for one in want["class_list"]:
            lines = one.pop("method_lines")
            one["weighted_methods"] = sum(weights[line] for line in lines)
        for kind in ("function_list", "class_list"):
            wanted = want.pop(kind)
            if len(wanted) != len(got[kind]):
                self.differences.append(f"{path}: {len(got[kind])} in its {kind}, "
                                        f"not {len(wanted)}")
                continue
            for a, b in zip(wanted, got[kind]):
                self.compare(path, kind, a, b, broken)
        self.compare(path, "file", want, got, broken)

    def run(self, path, got):
        with open(path, "rb") as file:
            data = file.read()
        try:
            want = expected(data)
        except (SyntaxError, ValueError, RecursionError, tokenize.TokenError):
            self.left_out += 1
            return
        if got["partial"]:
            self.gaps.append(path)
        else:
            self.compare_file(path, want, got)


def readable(paths, comparison):
    for path in paths:
        with open(path, "rb") as file:
            if oracle.is_plain_utf8(file.read()):
                yield path
            else:
                comparison.left_out += 1


def main(args):
    sys.setrecursionlimit(5000)
    warnings.simplefilter("ignore")
    comparison = Comparison()
    paths = list(readable(oracle.paths_of(args, CORPORA), comparison))
    for start in range(0, len(paths), 200):
        for got in oracle.dumped(paths[start:start + 200], "--numbers"):
            comparison.run(got["path"], got)
    for line in comparison.differences[:40]:
        print("different:", line)
    for path in comparison.gaps:
        print("only the grammar sees an error:", path)
    for kind, count in comparison.compared.items():
        print(f"{kind}: {comparison.equal[kind]} of {count} equal")
    for cause, count in comparison.explained.items():
        print(f"{count} different, because {cause}")
    print(f"{len(comparison.differences)} differences, {len(comparison.gaps)} gaps of the "
          f"grammar, {comparison.left_out} files left out")
    if comparison.differences or len(comparison.gaps) > 1 + oracle.GAPS_ALLOWED * len(paths):
        return 1
    return 0 if comparison.equal["file"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
