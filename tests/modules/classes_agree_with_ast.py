#!/usr/bin/python3
"""Holds `graph stats --by class` against a second implementation over CPython's ast, and
against what Python itself makes of a package.

The second one has the rules of engine/modules/classes.h and engine/facts/class_uses.h, written
for one package: its names, scopes and imports are found with ast alone. Arguments: packages below
Debian's dist-packages instead of docutils.
"""
import ast
import builtins
import collections
import importlib
import inspect
import json
import os
import pathlib
import subprocess
import sys
import tempfile

DIST = pathlib.Path("/usr/lib/python3/dist-packages")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
LATE = 1 << 60
BUILTIN = {n for n in dir(builtins) if isinstance(getattr(builtins, n), type)}


class Class:
    def __init__(self, module, node, outer, qualified):
        self.module, self.node, self.outer, self.qualified = module, node, outer, qualified
        self.inner, self.bases, self.known, self.uses = {}, [], True, set()

    @property
    def key(self):
        return self.module.path, self.node.lineno


class Module:
    def __init__(self, path, name, package):
        self.path, self.name, self.package = path, name, package
        self.classes, self.imports, self.all = {}, {}, []


class Function:
    """A scope of names: a function, a lambda, a comprehension."""
    def __init__(self, outer):
        self.outer, self.inner, self.variables, self.globals = outer, {}, set(), set()


def dotted(node):
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Attribute) and (front := dotted(node.value)):
        return front + [node.attr]
    return None


def catches_import_error(node):
    names = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}
    for handler in node.handlers:
        types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        if any(t is None or (dotted(t) or [""])[-1] in names for t in types):
            return True
    return False


class Reader(ast.NodeVisitor):
    """Finds the classes, imports and uses of one module."""
    def __init__(self, module):
        self.module, self.scope, self.owner, self.qualified = module, module, None, []
        self.optional = self.typing = False

    def bind(self, name, scope=None):
        scope = scope or self.scope
        if isinstance(scope, Function) and name not in scope.globals:
            scope.variables.add(name)

    def visit_all(self, nodes):
        for node in nodes:
            if node is not None:
                self.visit(node)

    # Imports

    def imported(self, bound, what):
        self.bind(bound)
        if isinstance(self.scope, Module):
            self.scope.imports.setdefault(bound, []).append(what)

    def visit_Import(self, node):
        for alias in node.names:
            module = alias.name if alias.asname else alias.name.split(".")[0]
            self.imported(alias.asname or module, (node, module, None, self.optional, self.typing))

    def visit_ImportFrom(self, node):
        source = node.module or ""
        if node.level:
            parts = self.module.name.split(".")
            drop = node.level - self.module.package
            parts = parts[:len(parts) - drop] if drop else parts
            source = ".".join(parts + ([source] if source else []))
        for alias in node.names:
            self.imported(alias.asname or alias.name,
                          (node, source, alias.name, self.optional, self.typing))

    def visit_Try(self, node):
        before = self.optional
        self.optional |= catches_import_error(node)
        self.visit_all(node.body)
        self.optional = before
        self.visit_all(node.handlers + node.orelse + node.finalbody)

    def visit_If(self, node):
        test = dotted(node.test)
        self.visit(node.test)
        before = self.typing
        self.typing |= bool(test) and test[-1] == "TYPE_CHECKING"
        self.visit_all(node.body)
        self.typing = before
        self.visit_all(node.orelse)

    # Scopes

    def visit_ClassDef(self, node):
        name = ".".join(self.qualified + [node.name])
        found = Class(self.module, node, self.scope, name)
        self.module.all.append(found)
        table = self.module.classes if self.scope is self.module else self.scope.inner
        table.setdefault(node.name, []).append(found)
        outer = self.scope, self.owner, self.qualified
        self.owner, self.qualified = found, self.qualified + [node.name]
        self.visit_all(node.decorator_list + node.bases + node.keywords)
        self.scope = found
        self.visit_all(node.body)
        self.scope, self.owner, self.qualified = outer

    def enter(self, node, body, name=None):
        outer = self.scope, self.qualified
        self.scope = Function(self.scope)
        if name:
            self.qualified = self.qualified + [name]
        for statement in body if self.module.has_globals else ():
            self.scope.globals |= {n for g in ast.walk(statement) if isinstance(g, ast.Global)
                                   for n in g.names}
        if isinstance(node, FUNCTIONS):
            a = node.args
            for argument in a.posonlyargs + a.args + a.kwonlyargs + [a.vararg, a.kwarg]:
                if argument:
                    self.scope.variables.add(argument.arg)
        self.visit_all(body)
        self.scope, self.qualified = outer

    def visit_FunctionDef(self, node):
        self.bind(node.name)
        self.visit_all(node.decorator_list)
        a = node.args
        self.visit_all(a.defaults + a.kw_defaults)
        self.visit_all(x.annotation for x in a.posonlyargs + a.args + a.kwonlyargs +
                       [a.vararg, a.kwarg] if x)
        self.visit_all([node.returns])
        self.enter(node, node.body, node.name)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node):
        self.visit_all(node.args.defaults + node.args.kw_defaults)
        self.enter(node, [node.body])

    def visit_comprehension_of(self, node):
        self.enter(node, list(ast.iter_child_nodes(node)))

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_comprehension_of

    # Names

    def visit_NamedExpr(self, node):
        self.visit(node.value)
        self.bind(node.target.id)

    def visit_ExceptHandler(self, node):
        if node.name:
            self.bind(node.name)
        self.generic_visit(node)

    def visit_MatchAs(self, node):
        if node.name:
            self.bind(node.name)
        self.generic_visit(node)

    visit_MatchStar = visit_MatchAs

    def use(self, chain):
        if self.owner:
            self.owner.uses.add((self.scope, tuple(chain)))

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Load):
            self.use([node.id])
        else:
            self.bind(node.id)

    def visit_Attribute(self, node):
        chain = dotted(node)
        if chain:
            self.use(chain)
        else:
            self.visit(node.value)


class Package:
    def __init__(self, root):
        self.modules = {}
        for path in sorted(root.rglob("*.py")):
            self.read(root.parent, path)
        self.classes = [c for m in self.modules.values() for c in m.all]
        self.places = {m.rsplit(".", n)[0] for m in self.modules for n in range(m.count(".") + 1)}

    def read(self, top, path):
        parts = list(path.relative_to(top).with_suffix("").parts)
        init = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if init else parts)
        try:
            text = path.read_bytes()
            tree = ast.parse(text)
        except (SyntaxError, ValueError):
            return
        module = self.modules[name] = Module(str(path.relative_to(top)), name, init)
        module.has_globals = b"global " in text
        Reader(module).visit(tree)

    def is_place(self, name):
        return name in self.places

    def follow(self, what, asking, hops):
        _, module, name, _, _ = what
        if not self.is_place(module):
            top = module.split(".")[0]
            return "unknown" if self.is_place(top) else "outside"
        return self.member(module, name, asking, hops) if name else module

    def member(self, place, name, asking, hops=32):
        """A class, the name of a module, "outside" or "unknown"."""
        child = f"{place}.{name}"
        if not hops:
            return "unknown"
        if place == asking and self.is_place(child):
            return child
        if place in self.modules:
            found = self.in_module(self.modules[place], name, LATE, False, hops - 1)
            if found:
                return found
        if self.is_place(child):
            return child
        return "unknown" if place in self.modules else "outside"

    def in_module(self, module, name, line, typing, hops=32):
        classes = [c for c in module.classes.get(name, []) if c.node.lineno < line]
        imports = [i for i in module.imports.get(name, [])
                   if i[0].lineno < line and (typing or not i[4])]
        if classes and (not imports or imports[-1][0].lineno < classes[-1].node.lineno):
            return classes[-1]
        if imports:
            found = self.follow(imports[-1], module.name, hops)
            for at in range(len(imports) - 1, 0, -1):
                if isinstance(found, Class) or not imports[at - 1][3]:
                    break
                before = self.follow(imports[at - 1], module.name, hops)
                found = before if isinstance(before, Class) else found
            return found
        if not name.startswith("_"):
            for star in reversed(module.imports.get("*", [])):
                if star[0].lineno < line and not star[4] and self.is_place(star[1]):
                    found = self.member(star[1], name, module.name, hops - 1)
                    if isinstance(found, Class) or found == "outside":
                        return found
        return None

    def outside_star(self, module):
        return any(not self.is_place(s[1]) for s in module.imports.get("*", []))

    def inner(self, owner, name, inherited, seen=()):
        if name in owner.inner:
            return owner.inner[name][-1]
        for base in owner.bases if inherited else []:
            if base not in seen and (found := self.inner(base, name, True, seen + (owner,))):
                return found
        return None

    def step(self, found, name, inherited):
        if isinstance(found, Class):
            return self.inner(found, name, inherited) or "unknown"
        if found in ("outside", "unknown"):
            return found
        return self.member(found, name, None)

    def base(self, owner, node, inherited):
        while isinstance(node, ast.Subscript):
            node = node.value
        chain = dotted(node)
        if not chain:
            return "unknown"
        line, scope, found, near = owner.node.lineno, owner.outer, None, True
        while not isinstance(scope, Module) and not found:
            if near or isinstance(scope, Function):
                found = ([c for c in scope.inner.get(chain[0], []) if c.node.lineno < line] or
                         [None])[-1]
            line = LATE if isinstance(scope, Function) else line
            near, scope = False, scope.outer
        found = found or self.in_module(scope, chain[0], line, False)
        if not found:
            if chain[0] == "object":
                return "object"
            outside = chain[0] in BUILTIN or self.outside_star(scope)
            found = "outside" if outside else "unknown"
        for name in chain[1:]:
            found = self.step(found, name, inherited)
        return found if isinstance(found, Class) or found == "outside" else "unknown"

    def bases(self):
        for inherited in False, True:
            found = {c: [self.base(c, n, inherited) for n in c.node.bases] for c in self.classes}
            for c, bases in found.items():
                c.bases = list(dict.fromkeys(b for b in bases if isinstance(b, Class)))
                c.known = not any(b in ("outside", "unknown") for b in bases)

    def depth(self, c, open_=()):
        """DIT, and whether that is known."""
        depth, known = (0, True) if c.known else (1, False)
        for base in c.bases:
            above, sure = (0, False) if base in open_ or base is c else \
                self.depth(base, open_ + (c,))
            depth, known = max(depth, above + 1), known and sure
        return depth, known

    def used(self, owner, scope, chain):
        at, found = scope, None
        while not isinstance(at, Module):
            if isinstance(at, Function):
                if chain[0] in at.variables:
                    return None
                if chain[0] in at.globals:
                    at = owner.module
                    break
            if at.inner.get(chain[0]) and (isinstance(at, Function) or at is scope):
                found = at.inner[chain[0]][-1]
                break
            at = at.outer
        found = found or self.in_module(owner.module, chain[0], LATE, True)
        last = found if isinstance(found, Class) else None
        for name in chain[1:]:
            if found is None or found in ("outside", "unknown"):
                break
            found = self.step(found, name, False)
            last = found if isinstance(found, Class) else last
        return last

    def couplings(self):
        pairs = {frozenset((c, b)) for c in self.classes for b in c.bases}
        for c in self.classes:
            pairs |= {frozenset((c, k)) for scope, chain in c.uses
                      if (k := self.used(c, scope, chain))}
        return collections.Counter(c for pair in pairs if len(pair) == 2 for c in pair)

    def numbers(self):
        self.bases()
        children = collections.Counter(b for c in self.classes for b in c.bases)
        couplings = self.couplings()
        return {c.key: (c.qualified, *self.depth(c), children[c], couplings[c])
                for c in self.classes}


# Every way in which a name gets where it is a base.
MADE = {
    "__init__.py": "from .core import Root as Top, Middle\nfrom . import ways\n",
    "core.py": """
import abc, collections
class Root: pass
class Middle(Root): pass
class Explicit(object): pass
class Abstract(abc.ABC): pass
class Counted(collections.OrderedDict, Root): pass
class Failure(ValueError): pass
class Outer(Middle):
    class Inner(Root): pass
    class Deeper(Inner): pass
""",
    "ways.py": """
import made
import made.core
import made.core as c
from . import core
from made import Top
from .core import Outer as Shell, Root
from .stars import *
from .stars import Root as Later
class ByPackage(made.Top): pass
class ByModule(made.core.Middle): pass
class ByAlias(c.Middle): pass
class ByRelative(core.Root): pass
class ByReexport(Top): pass
class Root(Root): pass
class AfterIt(Root): pass
class ByInner(Shell.Inner): pass
class Derived(Shell): pass
class ByInherited(Derived.Inner): pass
class ByStar(Starred): pass
class Twice(ByStar, AfterIt): pass
class Subscripted(ByAlias):
    def __class_getitem__(cls, item): return cls
class Generic(Subscripted[int]): pass
def make():
    class Local(Root): pass
    class Nested(Local): pass
    return Nested
nested = make()
""",
    "stars.py": "from .core import *\nclass Starred(Middle): pass\n",
}


def ask(folder, paths):
    command = [os.environ["CAMBIUM"], "graph", "stats", "--by", "class", "--no-store",
               "--files-from", "-", "--format", "json", str(folder)]
    out = subprocess.run(command, input="".join(p + "\n" for p in paths).encode(),
                         stdout=subprocess.PIPE, check=True).stdout
    return json.loads(out)


def rows_of(folder, paths):
    rows = {}
    for row in ask(folder, paths)["classes"]:
        module = row["file"][:-3].replace("/", ".").removesuffix(".__init__")
        rows[row["file"], row["line"]] = (row["class"].removeprefix(module + "."), row["dit"],
                                          row["dit_known"], row["noc"], row["cbo"])
    return rows


def report(name, mine, theirs):
    differ = [f"{key}: {mine.get(key)} here, cambium {theirs.get(key)}"
              for key in sorted(mine.keys() | theirs.keys()) if mine.get(key) != theirs.get(key)]
    print(f"{name}: {len(mine)} classes, {len(differ)} differ")
    for line in differ[:40]:
        print("   ", line)
    return not differ and bool(mine)


def agrees_with_ast(name):
    package = Package(DIST / name)
    paths = [m.path for m in package.modules.values()]
    return report(name, package.numbers(), rows_of(DIST, paths))


def real_depth(c):
    """By __bases__; what isn't of the package counts 1, and makes it uncertain."""
    depth, known = 0, True
    for base in c.__bases__:
        if base is object:
            continue
        ours = base.__module__.split(".")[0] == "made"
        above, sure = real_depth(base) if ours else (0, False)
        depth, known = max(depth, above + 1), known and sure
    return depth, known


def real_classes(base):
    for c in base.__subclasses__():
        if c.__module__.split(".")[0] == "made":
            yield c
        yield from real_classes(c) if c is not type else ()


def agrees_with_python():
    with tempfile.TemporaryDirectory() as folder:
        package = pathlib.Path(folder, "made")
        package.mkdir()
        for name, text in MADE.items():
            (package / name).write_text(text)
        sys.path.insert(0, folder)
        importlib.import_module("made")
        mine = {}
        for c in set(real_classes(object)):
            file = c.__module__.replace(".", "/") + ".py"
            line = inspect.getsourcelines(c)[1]
            children = [k for k in c.__subclasses__() if k.__module__.startswith("made")]
            mine[file, line] = (c.__qualname__.replace("<locals>.", ""), *real_depth(c),
                                len(children))
        theirs = rows_of(folder, ["made/" + name for name in MADE])
        return report("made", mine, {key: row[:4] for key, row in theirs.items()})


def main():
    good = agrees_with_python()
    for name in sys.argv[1:] or ["docutils"]:
        good &= agrees_with_ast(name)
    sys.exit(not good)


main()
