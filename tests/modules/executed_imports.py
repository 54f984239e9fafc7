"""Which imports really happen when modules of the interpreter's library are loaded.

Each module is imported in an interpreter of its own, without site and without frozen
modules, behind a wrapper of __import__ that notes who asks for what. An edge leads from the
module whose code ran the import to the module that it got:

- only while the importer itself is loaded: what its functions import later is no edge;
- `from a import b` leads to a.b if that is a module with a file of its own, else to a;
  `import a.b` leads to the longest beginning of the name that has a file (os.path is os);
- what is loaded has an edge to the package that it lies in, which is loaded first.

What was loaded before the wrapper (codecs, encodings, io, abc) is loaded once more if it is
asked for. Only modules with a .py file in the library count, at both ends.
"""
import ast
import concurrent.futures
import json
import os
import pathlib
import subprocess

PYTHON = "/usr/bin/python3.11"
LIBRARY = pathlib.Path("/usr/lib/python3.11")
SAID = ("load", "optional", "star", "ancestor")

# Asks nothing of the library before it wraps: what it would load it could not see.
RECORDER = r"""
import builtins, sys
real, said = builtins.__import__, []
FUNCTION, IMPORT_NAME = 1, 108

def is_loading(frame, names):
    while frame and not (frame.f_globals is names and frame.f_code.co_name == '<module>'):
        frame = frame.f_back
    return frame is not None

def is_statement(frame, name):
    # C code imports in the name of the Python code that runs: its instruction is another.
    code, at = frame.f_code.co_code, frame.f_lasti
    number = code[at + 1] | (code[at - 1] << 8 if at >= 2 and code[at - 2] == 144 else 0)
    return code[at] == IMPORT_NAME and frame.f_code.co_names[number] == name

def asked(name, names, taken, level):
    if not level:
        return name
    package = names.get('__package__') or names['__spec__'].parent
    base = package.rsplit('.', level - 1)[0] if level > 1 else package
    return base + '.' + name if name else base

def wrapped(name, globals=None, locals=None, fromlist=(), level=0):
    frame = sys._getframe(1)
    names = frame.f_globals
    spec = names.get('__spec__')
    module = real(name, globals, locals, fromlist, level)
    if spec and is_loading(frame, names):
        how = ('call' if not is_statement(frame, name) else
               'function' if frame.f_code.co_flags & FUNCTION else 'load')
        whole = asked(name, names, fromlist, level)
        taken = list(fromlist or ())
        if '*' in taken:
            taken = ['*'] + list(getattr(module, '__all__', ()))
        said.append((spec.name, whole, taken, frame.f_lineno, how))
    return module

target = sys.argv[1]
sys.path[:0] = sys.argv[2:]
sys.modules.pop(target, None)
before = set(sys.modules)
builtins.__import__ = wrapped
try:
    # Not behind the wrapper: __main__ is no module of the library.
    real(target)
    failed = None
except BaseException as e:
    failed = type(e).__name__ + ': ' + str(e)
builtins.__import__ = real
loaded = sorted(set(sys.modules) - before)
import json
sys.__stdout__.write('\n' + json.dumps([failed, loaded, said]))
"""


def name_of(file):
    parts = file.relative_to(LIBRARY).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def library():
    """The modules of the library that have a file."""
    names = {}
    for file in sorted(LIBRARY.rglob("*.py")):
        if all(part.isidentifier() for part in name_of(file).split(".")):
            names[name_of(file)] = file
    return names


def record(module, *folders):
    """(why it failed or None, what was loaded, what was asked for); folders go before the library."""
    done = subprocess.run(
        [PYTHON, "-I", "-S", "-B", "-W", "ignore", "-X", "frozen_modules=off", "-c", RECORDER, module,
         *folders],
        capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, cwd="/",
        env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}, check=False)
    if done.returncode or not done.stdout:
        return f"ended with {done.returncode}", [], []
    return json.loads(done.stdout.splitlines()[-1])


class Executed:
    """What happened in all of these interpreters together."""

    def __init__(self):
        self.names = library()
        self.imported, self.failed = [], {}
        self.loaded = set()  # modules whose code ran behind the wrapper, from their files
        self.edges = {}      # (importer, imported): how, the strongest
        self.lines = set()   # (importer, line) of statements that ran

    def resolved(self, whole, taken):
        while whole not in self.names and "." in whole:
            whole = whole.rpartition(".")[0]
        inner = {f"{whole}.{name}" for name in taken} & self.names.keys()
        outer = {whole} if not taken or "*" in taken or len(inner) < len(taken) else set()
        return (inner | outer) & self.names.keys()

    def asked_by_nobody(self):
        """What was loaded though no statement that we saw asked for it: by import_module, say."""
        asked = {imported for _, imported in self.edges}
        return sorted(self.loaded - asked - set(self.imported))

    def add_edge(self, importer, imported, how):
        order = ("load", "function", "call")
        old = self.edges.get((importer, imported), "call")
        self.edges[importer, imported] = min(old, how, key=order.index)

    def add(self, module, recorded):
        failed, loaded, said = recorded
        if failed:
            self.failed[module] = failed
            return
        self.imported.append(module)
        for name in self.names.keys() & set(loaded):
            self.loaded.add(name)
            parent = name.rpartition(".")[0]
            if parent in self.names:
                self.add_edge(name, parent, "load")
        for importer, whole, taken, line, how in said:
            if importer not in self.names:
                continue
            self.lines.add((importer, line))
            for imported in self.resolved(whole, taken):
                self.add_edge(importer, imported, how)


def execute(modules, most=None):
    """Imports them in turn until `most` could be."""
    executed = Executed()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for module, recorded in zip(modules, pool.map(record, modules)):
            if most is None or len(executed.imported) < most:
                executed.add(module, recorded)
    return executed


def claims(program, kinds):
    """{(importer, imported): [(kind, line or None), ...]}, as `graph edges` has them."""
    # A folder called venv is left out if nobody says otherwise; here it is a package.
    done = subprocess.run([program, "graph", "edges", LIBRARY, "--kinds", kinds, "-f", "ndjson",
                           "--include", "venv", "--no-store", "--isolated", "-q"], capture_output=True,
                          check=True)
    found = {}
    for line in map(json.loads, done.stdout.splitlines()):
        if "from" in line:
            found.setdefault((line["from"], line["to"]), []).append((line["kind"], line["line"]))
    return found


def branch_of(file, line):
    """The innermost construct around a statement that may keep it from running."""
    found = "after something that ends the module or raises"
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.If) and inside(node.body + node.orelse, line):
            test = ast.unparse(node.test)
            found = ("under __name__ == '__main__'" if "__main__" in test else
                     "in a branch for another platform or build" if is_of_platform(test) else
                     "in another branch that isn't taken")
        elif isinstance(node, ast.Try):
            if any(inside(handler.body, line) for handler in node.handlers):
                found = "in an except whose exception isn't raised"
            elif inside(node.body, line):
                found = "in a try, behind an import that failed"
            elif inside(node.orelse, line):
                found = "in the else of a try that failed"
    return found


def is_of_platform(test):
    return any(word in test for word in ("platform", "os.name", "_names", "mswindows", "win", "posix"))


def inside(nodes, line):
    return any(node.lineno <= line <= node.end_lineno for node in nodes)


class Compared:
    """Of the modules whose code ran: what `graph edges` says against what happened."""

    def __init__(self, executed, program):
        self.executed = executed
        said = claims(program, ",".join(SAID))
        self.all_kinds = claims(program, "all")
        self.said = {edge: ways for edge, ways in said.items()
                     if edge[0] in executed.loaded and edge[0] != edge[1]}
        self.done = {edge: how for edge, how in executed.edges.items()
                     if edge[0] in executed.loaded and edge[0] != edge[1]}

    def both(self):
        return self.said.keys() & self.done.keys()

    def precision(self):
        return len(self.both()) / len(self.said)

    def recall(self, how=("load", "function", "call")):
        done = {edge for edge in self.done if self.done[edge] in how}
        return len(done & self.said.keys()) / len(done)

    def why_missed(self, edge):
        kinds = {kind for kind, _ in self.all_kinds.get(edge, ())}
        how = self.done[edge]
        if how == "call":
            return "by C code or a call of __import__"
        if how == "function":
            return "in a function that is called while the module is loaded" + (
                "" if "function" in kinds else ", and not said to be")
        return f"said to be {', '.join(sorted(kinds))}" if kinds else "not said at all"

    def why_too_much(self, edge):
        importer = edge[0]
        for kind, line in self.said[edge]:
            if kind == "ancestor":
                return "a package that wasn't loaded"
            if (importer, line) in self.executed.lines:
                return "the statement ran and got something else"
        return branch_of(self.executed.names[importer], self.said[edge][0][1])

    def missed(self):
        return {edge: self.why_missed(edge) for edge in sorted(self.done.keys() - self.said.keys())}

    def too_much(self):
        return {edge: self.why_too_much(edge) for edge in sorted(self.said.keys() - self.done.keys())}
