#!/usr/bin/python3
"""Compares our facts with those that CPython's ast, tokenize and radon give.

    facts_agree_with_ast.py          a sample of each corpus
    facts_agree_with_ast.py sweep    all of it, or the slice CAMBIUM_SWEEP_SLICE=K/N
    facts_agree_with_ast.py FILE...  these files, or those in these folders

Each number of each file must be equal. Left out, counted and printed are files
that CPython can't parse, that aren't UTF-8 or have a carriage return alone (the
scan converts those first), and files in which the grammar sees an error and
CPython doesn't: of these there may be few.

What the radon program itself lists is compared as well, without those files.
"""
import ast
import io
import json
import re
import subprocess
import sys
import tokenize
import unicodedata

import radon_with_match
from oracle import FUNCTIONS, GAPS_ALLOWED, children, dumped, is_plain_utf8, paths_of, walk
from radon.visitors import ComplexityVisitor

# The words of facts.h.
ASYNC, METHOD, NESTED, TEST, DOCSTRING, RETURN_HINT = 1, 2, 4, 8, 16, 32
CLASS_DOCSTRING, CLASS_NESTED, CLASS_ABSTRACT = 1, 2, 8
STAR, OPTIONAL, FUNCTION, TYPING, DYNAMIC, CLASS_BODY, FROM = 1, 2, 4, 8, 16, 32, 64
COMPUTED = 128

ABSTRACT = {"abstractmethod", "abstractproperty", "abstractclassmethod",
            "abstractstaticmethod"}
IMPORTERS = {"__import__", "import_module", "importlib.import_module",
             "importlib.__import__"}

BRANCHES = (ast.If, ast.For, ast.While, ast.Try, ast.ExceptHandler)
TRIES = (ast.Try, ast.TryStar)


def docstring_of(node):
    """The statement, if it is a docstring with something in it."""
    text = ast.get_docstring(node, clean=False)
    return node.body[0] if text is not None and text.strip() else None


def last_name(node):
    """The b of a.b."""
    return getattr(node, "id", getattr(node, "attr", None))


def dotted(node):
    """a.b, if it is nothing else."""
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return before and f"{before}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else None


def bare_base(node):
    while isinstance(node, ast.Subscript):
        node = node.value
    return node


def is_abstract(node, methods):
    decorators = [d.func if isinstance(d, ast.Call) else d
                  for m in methods for d in m.decorator_list]
    return (any(last_name(bare_base(b)) in ("ABC", "Protocol") for b in node.bases) or
            any(k.arg == "metaclass" and last_name(k.value) == "ABCMeta"
                for k in node.keywords) or
            any(last_name(d) in ABSTRACT for d in decorators))


def methods_of(node):
    """Functions in the body, or in statements in it that aren't definitions."""
    found, waiting = [], list(node.body)
    while waiting:
        part = waiting.pop()
        if isinstance(part, FUNCTIONS):
            found.append(part)
        elif not isinstance(part, ast.ClassDef):
            waiting += children(part)
    return found


class Definitions(ast.NodeVisitor):
    """Functions, classes and imports in the order of the source."""

    def __init__(self, data):
        self.lines = data.split(b"\n")
        self.functions, self.classes, self.imports = [], [], []
        self.scopes = []  # of (kind, name, index of the class)
        self.flags = 0    # of imports

    def name_of(self, node):
        return ".".join([name for _, name, _ in self.scopes] + [node.name])

    def source_of(self, node):
        """Its first line."""
        end = node.end_col_offset if node.end_lineno == node.lineno else None
        return self.lines[node.lineno - 1][node.col_offset:end].decode()

    def inside(self, kind):
        return any(k == kind for k, _, _ in self.scopes)

    def visit_with(self, flags, nodes):
        before, self.flags = self.flags, flags
        for node in nodes:
            self.visit(node)
        self.flags = before

    def visit_scope(self, kind, node, index):
        rest = [child for child in children(node) if child not in node.body]
        self.visit_with(self.flags, rest)
        self.scopes.append((kind, node.name, index))
        if kind == "function":
            flags = self.flags & ~(OPTIONAL | CLASS_BODY) | FUNCTION
        else:
            flags = self.flags | CLASS_BODY
        self.visit_with(flags, node.body)
        self.scopes.pop()

    def visit_function(self, node):
        a = node.args
        parameters = a.posonlyargs + a.args + a.kwonlyargs
        parameters += [p for p in (a.vararg, a.kwarg) if p]
        method = bool(self.scopes) and self.scopes[-1][0] == "class"
        flags = ASYNC * isinstance(node, ast.AsyncFunctionDef) + METHOD * method
        flags += NESTED * self.inside("function") + TEST * node.name.startswith("test_")
        flags += DOCSTRING * bool(docstring_of(node)) + RETURN_HINT * bool(node.returns)
        self.functions.append({
            "name": self.name_of(node), "bare": node.name, "line": node.lineno,
            "end_line": node.end_lineno, "depth": len(self.scopes), "flags": flags,
            "parameters": len(parameters), "decorators": len(node.decorator_list),
            "hinted": sum(p.annotation is not None for p in parameters),
            "owner": self.scopes[-1][2] if method else -1,
            "cyclomatic": visited(node).functions[0].complexity})
        self.visit_scope("function", node, None)

    visit_FunctionDef = visit_AsyncFunctionDef = visit_function

    def visit_ClassDef(self, node):
        kind = visited(node).classes[0]
        flags = CLASS_DOCSTRING * bool(docstring_of(node)) + CLASS_NESTED * bool(self.scopes)
        flags += CLASS_ABSTRACT * is_abstract(node, methods_of(node))
        names = [dotted(bare_base(base)) for base in node.bases]
        self.classes.append({
            "name": self.name_of(node), "line": node.lineno, "end_line": node.end_lineno,
            "depth": len(self.scopes), "flags": flags, "bases": len(node.bases),
            "decorators": len(node.decorator_list), "methods": len(kind.methods),
            "base_names": [name for name in names if name], "cyclomatic": kind.real_complexity})
        self.visit_scope("class", node, len(self.classes) - 1)

    def imported(self, node, module, level, names, flags, aliases=()):
        aliases = [alias or "" for alias in aliases]
        self.imports.append({
            "module": module, "level": level, "names": list(names), "line": node.lineno,
            "column": node.col_offset, "flags": flags,
            "aliases": aliases if any(aliases) else None})

    def visit_Import(self, node):
        for alias in node.names:
            self.imported(node, alias.name, 0, (), self.flags, [alias.asname])

    def visit_ImportFrom(self, node):
        names = [alias.name for alias in node.names]
        flags = self.flags | FROM | STAR * (names == ["*"])
        self.imported(node, node.module or "", node.level, names, flags,
                      [alias.asname for alias in node.names])

    def is_literal(self, node):
        """One string: no "m" "n", no bytes, no holes."""
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            return False
        lines = self.lines[node.lineno - 1:node.end_lineno]
        lines[-1] = lines[-1][:node.end_col_offset]
        text = b"\n".join(lines)[node.col_offset:].decode()
        first = next(tokenize.generate_tokens(io.StringIO(text).readline))
        return first.string == text

    def literal_imported(self, node, literal, flags):
        """If it can be a module's name: no white space, no escapes."""
        found = re.fullmatch(r"""[uUrR]?('|"|'{3}|"{3})([\w.-]+)\1""", self.source_of(literal))
        if found and found[2] == literal.value:
            bare = found[2].lstrip(".")
            self.imported(node, bare, len(found[2]) - len(bare), (), flags)

    def is_from_here(self, call, first):
        """Dots count from this file, or there are none."""
        values = call.args + [k.value for k in call.keywords]
        others = [self.source_of(v) for v in values if v is not first]
        return not first.value.startswith(".") or \
            all(text in ("__package__", "__name__") for text in others)

    def visit_Call(self, node):
        """import_module(m)"""
        arguments = node.args[:1] or node.keywords[:1]
        alone = arguments and isinstance(arguments[0], ast.GeneratorExp)
        if dotted(node.func) in IMPORTERS and arguments and not alone:
            flags = self.flags | DYNAMIC
            if self.is_literal(arguments[0]) and self.is_from_here(node, arguments[0]):
                self.literal_imported(node, arguments[0], flags)
            else:
                self.imported(node, "", 0, (), flags | COMPUTED)
        self.generic_visit(node)

    def visit_assignment(self, node):
        """pytest_plugins = m"""
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if getattr(targets[0], "id", None) == "pytest_plugins" and node.value and \
                not self.scopes:
            self.plugins(node, node.value, len(targets) == 1)
        self.generic_visit(node)

    def plugins(self, node, value, is_plain):
        row = is_plain and isinstance(value, (ast.List, ast.Tuple))
        plugins = value.elts if row else [value]
        known = [p for p in plugins if is_plain and self.is_literal(p)]
        if len(known) < len(plugins):
            self.imported(node, "", 0, (), DYNAMIC | COMPUTED)
        for plugin in known:
            self.literal_imported(node, plugin, DYNAMIC)

    visit_Assign = visit_AnnAssign = visit_AugAssign = visit_assignment

    def visit_If(self, node):
        test, negative = node.test, False
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            test, negative = test.operand, True
        name = getattr(test, "id", getattr(test, "attr", None))
        typing = self.flags | (TYPING if name == "TYPE_CHECKING" else 0)
        self.visit(node.test)
        self.visit_with(self.flags if negative else typing, node.body)
        self.visit_with(typing if negative else self.flags, node.orelse)

    def visit_try(self, node):
        wide = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}
        caught = any(h.type is None or wide & {
            getattr(n, "id", getattr(n, "attr", None)) for n in walk(h.type)}
            for h in node.handlers)
        self.visit_with(self.flags | (OPTIONAL if caught else 0), node.body)
        self.visit_with(self.flags, node.handlers + node.orelse + node.finalbody)

    visit_Try = visit_TryStar = visit_try


def visited(node):
    visitor = ComplexityVisitor(off=False)
    visitor.visit(node)
    return visitor


def line_counts(data, documented):
    lines = data.split(b"\n")
    if not lines[-1]:
        lines.pop()
    blank = {n for n, line in enumerate(lines, 1) if not line.strip()}
    comment, used = set(), {}
    skipped = (tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
               tokenize.ENCODING, tokenize.ENDMARKER)
    for token in tokenize.tokenize(io.BytesIO(data).readline):
        if token.type == tokenize.COMMENT:
            if not token.line[:token.start[1]].strip():
                comment.add(token.start[0])
        elif token.type not in skipped:
            for n in range(token.start[0], token.end[0] + 1):
                used.setdefault(n, []).append(token.start)
    docstring = set()
    for found in documented:
        # col_offset is in bytes, tokenize's columns aren't; only the end needs care.
        start = (found.lineno, found.col_offset)
        text = lines[found.end_lineno - 1][:found.end_col_offset].decode(errors="replace")
        end = (found.end_lineno, len(text))
        docstring |= {n for n in range(start[0], end[0] + 1)
                      if all(start <= at < end for at in used.get(n, []))}
    docstring -= blank | comment
    code = len(lines) - len(blank | comment | docstring)
    return {"physical": len(lines), "code": code, "comment": len(comment - blank),
            "blank": len(blank), "docstring": len(docstring)}


def origin_numbers(tree, nodes):
    functions = [n for n in nodes if isinstance(n, FUNCTIONS)]
    return {
        "branch_weight": sum(isinstance(n, BRANCHES) for f in functions for n in walk(f)),
        "has_type_hints": int(any(f.returns or any(a.annotation for a in f.args.args)
                                  for f in functions)),
        "test_count": sum(f.name.startswith("test_") for f in functions),
        "module_cyclomatic": ComplexityVisitor.from_ast(tree).total_complexity}


def docstring_numbers(documentable, documented):
    return {"has_docstrings": int(bool(documented)), "docstring_count": len(documented),
            "documentable_count": len(documentable)}


def expected(data):
    tree = ast.parse(data)
    nodes = walk(tree)
    documentable = [n for n in nodes if isinstance(n, FUNCTIONS + (ast.ClassDef, ast.Module))]
    documented = [d for d in map(docstring_of, documentable) if d]
    found = Definitions(data)
    found.visit(tree)
    facts = origin_numbers(tree, nodes) | docstring_numbers(documentable, documented)
    facts["lines"] = line_counts(data.removeprefix(b"\xef\xbb\xbf"), documented)
    facts["functions"], facts["classes"] = found.functions, found.classes
    facts["imports"] = found.imports
    facts["hint_count"] = sum(f["hinted"] + bool(f["flags"] & RETURN_HINT)
                              for f in found.functions)
    facts["hintable_count"] = sum(f["parameters"] + 1 for f in found.functions)
    facts["match"] = any(isinstance(n, ast.Match) for n in nodes)
    return facts


def normal(facts):
    """ast gives names in NFKC; imports on one position may come in any order."""
    for entry in facts["functions"] + facts["classes"]:
        for key in ("name", "bare"):
            if key in entry:
                entry[key] = unicodedata.normalize("NFKC", entry[key])
    facts["imports"].sort(key=lambda i: (i["line"], i["column"]))
    return facts


def difference(want, got):
    """The first number that isn't equal, or None."""
    for key, value in want.items():
        if isinstance(value, list):
            if len(value) != len(got[key]):
                return f"{key}: {len(value)} wanted, {len(got[key])} found"
            for a, b in zip(value, got[key]):
                for field in a:
                    if a[field] != b[field]:
                        return f"{key}: {field}: wanted {a}, got {b}"
        elif key != "match" and value != got[key]:
            return f"{key}: wanted {value}, got {got[key]}"
    return None


def radon_difference(path, blocks, facts):
    """What radon lists on its command line, against our facts of that file."""
    ours = {(f["line"], f["bare"]): f for f in facts["functions"]}
    classes = {(c["line"], c["name"].split(".")[-1]): c for c in facts["classes"]}
    for block in blocks:
        name = block["name"].split(".")[-1]
        if block["type"] == "class":
            mine = classes[block["lineno"], name]
            real, methods = mine["cyclomatic"], mine["methods"]
            shown = real // methods + (methods > 1) if methods else real
        else:
            mine = ours[block["lineno"], name]
            shown = mine["cyclomatic"]
        full = (block.get("classname") or "") + "." + block["name"]
        if shown != block["complexity"] or not ("." + mine["name"]).endswith(
                "." + block["name"]) or (block["type"] == "method" and
                                         not ("." + mine["name"]).endswith(full)):
            return f"radon: {block} and {mine}"
    return None


def radon_lists(paths):
    run = subprocess.run(["/usr/bin/radon", "cc", "-s", "-j", "--show-closures", *paths],
                         capture_output=True, text=True, check=True)
    return {path: blocks for path, blocks in json.loads(run.stdout).items()
            if isinstance(blocks, list)}


class Tally:
    def __init__(self):
        self.equal, self.left_out, self.gaps, self.differences = 0, 0, [], []

    def compare(self, path, facts):
        with open(path, "rb") as file:
            data = file.read()
        try:
            want = expected(data)
        except (SyntaxError, ValueError, RecursionError, tokenize.TokenError):
            self.left_out += 1
            return None
        if facts["partial"]:
            self.gaps.append(path)
            return None
        found = difference(normal(want), normal(facts))
        if found:
            self.differences.append(f"{path}: {found}")
        else:
            self.equal += 1
        return want

    def compare_radon(self, lists, facts):
        for path, blocks in lists.items():
            found = radon_difference(path, blocks, facts[path])
            if found:
                self.differences.append(f"{path}: {found}")


def main(args):
    sys.setrecursionlimit(5000)
    tally = Tally()
    paths = []
    for path in paths_of(args):
        with open(path, "rb") as file:
            if is_plain_utf8(file.read()):
                paths.append(path)
            else:
                tally.left_out += 1
    for start in range(0, len(paths), 200):
        part = paths[start:start + 200]
        facts = {f["path"]: f for f in dumped(part)}
        plain = []
        for path in part:
            want = tally.compare(path, facts[path])
            if want and not want["match"]:
                plain.append(path)
        if plain:
            tally.compare_radon(radon_lists(plain), facts)
    for line in tally.differences[:40]:
        print("different:", line)
    for path in tally.gaps:
        print("only the grammar sees an error:", path)
    print(f"{tally.equal} files equal, {len(tally.differences)} differences, "
          f"{len(tally.gaps)} gaps of the grammar, {tally.left_out} left out")
    if tally.differences or len(tally.gaps) > 1 + GAPS_ALLOWED * len(paths):
        return 1
    return 0 if tally.equal else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
