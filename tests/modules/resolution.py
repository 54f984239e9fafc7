"""A second opinion on what imports mean: by CPython's ast and the words of engine/modules/*.h.

The plainest way to each answer, and nothing of the program's code. A module is known by its
place: the parts of its path below the scanned folder without the suffix.
"""
import ast
import collections
import os
import re
import sys

PLAIN, NO_MODULE, BEYOND, COMPUTED, SEVERAL, VOTED, STAR = (
    None, "there is no such module in the package", "more dots than packages around it",
    "the name is computed", "several roots have it; the nearest was taken",
    "its root was found by a vote of imports", "by way of a star import")
MAX_HOPS = 16
IMPORTERS = {"__import__", "import_module", "importlib.import_module", "importlib.__import__"}
FAILED = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}
# Of Python 3.8 to 3.14, where this interpreter's own list differs.
STANDARD = set(sys.stdlib_module_names) | {
    "__main__", "_bootlocale", "annotationlib", "binhex", "compression", "distutils", "dummy_threading",
    "formatter", "macpath", "parser", "smtpd", "symbol", "asynchat", "asyncore", "imp"}
BUILTIN = {"sys", "builtins", "time", "marshal", "_thread", "_io", "gc", "itertools"}

Import = collections.namedtuple("Import", "module level names aliases star line column kind loads may_fail")


# ------------------------------------------------------------------ imports

def dotted(node):
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return before and f"{before}.{node.attr}"
    return getattr(node, "id", None)


class Imports:
    """Of one file; and what it defines at its own level."""

    def __init__(self, data, stub):
        self.data, self.stub = data, stub
        self.found, self.defined = [], set()
        self.calls = b"import_module" in data or b"__import__" in data
        self.plugins = b"pytest_plugins" in data
        self.block(ast.parse(data).body, typing=False, may_fail=False, scopes=())

    def keep(self, node, module, level, names, around, aliases=(), dynamic=False):
        typing, may_fail, scopes = around
        star = names == ["*"]
        kind = ("dynamic" if dynamic else "typing" if typing or self.stub else
                "function" if "def" in scopes else "optional" if may_fail else
                "star" if star else "load")
        self.found.append(Import(module, level, names, list(aliases), star, node.lineno,
                                 node.col_offset, kind, not (dynamic or typing or scopes), may_fail))

    def block(self, statements, typing, may_fail, scopes):
        for node in statements:
            self.statement(node, (typing, may_fail, scopes))

    def statement(self, node, around):
        typing, may_fail, scopes = around
        if isinstance(node, ast.Import):
            for name in node.names:
                self.keep(node, name.name, 0, None, around, [name.asname])
        elif isinstance(node, ast.ImportFrom):
            self.keep(node, node.module or "", node.level, [n.name for n in node.names], around,
                      [n.asname for n in node.names])
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self.define(node, around)
            self.block(node.body, typing, False, scopes + ("def",))
        elif isinstance(node, ast.ClassDef):
            self.define(node, around)
            self.block(node.body, typing, may_fail, scopes + ("class",))
        elif isinstance(node, ast.If):
            self.expressions(node, around)
            test, no = node.test, False
            if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
                test, no = test.operand, True
            checked = "TYPE_CHECKING" in (getattr(test, "id", None), getattr(test, "attr", None))
            self.block(node.body, typing or (checked and not no), may_fail, scopes)
            self.block(node.orelse, typing or (checked and no), may_fail, scopes)
        elif isinstance(node, (ast.Try, ast.TryStar)):
            caught = any(h.type is None or FAILED & {
                getattr(n, "id", getattr(n, "attr", None)) for n in ast.walk(h.type)}
                for h in node.handlers)
            self.block(node.body, typing, may_fail or caught, scopes)
            for handler in node.handlers:
                self.others(handler, around)
            self.block(node.orelse + node.finalbody, typing, may_fail, scopes)
        else:
            self.others(node, around)

    def define(self, node, around):
        if not around[2]:
            self.defined.add(node.name)
        self.expressions(node, around)

    def others(self, node, around):
        """Blocks in it, and calls."""
        self.expressions(node, around)
        if self.plugins and not around[2] and isinstance(node, ast.Assign):
            self.assigned(node)
        for field in ("body", "orelse"):
            self.block(getattr(node, field, []), *around)
        for case in getattr(node, "cases", []):
            self.others(case, around)

    def expressions(self, node, around):
        """Calls that import, but for those of the statements in it."""
        if not self.calls:
            return
        waiting = [node]
        while waiting:
            node = waiting.pop()
            if isinstance(node, ast.Call):
                self.called(node, around)
            waiting += [n for n in ast.iter_child_nodes(node)
                        if not isinstance(n, (ast.stmt, ast.excepthandler, ast.match_case))]

    def text_of(self, node):
        """Of a plain string that may be a module's name. None: it isn't plain."""
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            return None
        source = ast.get_source_segment(self.data.decode(), node)
        found = re.fullmatch(r"""[uUrR]?('|"|'{3}|"{3})([\w.-]+)\1""", source)
        return found[2] if found else ""

    def literal(self, node, literal, around):
        text = self.text_of(literal)
        if text:
            bare = text.lstrip(".")
            self.keep(node, bare, len(text) - len(bare), None, around, dynamic=True)
        return text is not None

    def called(self, node, around):
        arguments = node.args[:1] or [k.value for k in node.keywords[:1]]
        if dotted(node.func) in IMPORTERS and arguments:
            others = [a for a in [*node.args, *(k.value for k in node.keywords)] if a is not arguments[0]]
            elsewhere = isinstance(arguments[0], ast.Constant) and str(arguments[0].value).startswith(".") \
                and any(getattr(a, "id", None) not in ("__package__", "__name__") for a in others)
            if elsewhere or not self.literal(node, arguments[0], around):
                self.keep(node, None, 0, None, around, dynamic=True)

    def assigned(self, node):
        if getattr(node.targets[0], "id", None) != "pytest_plugins":
            return
        row = node.value.elts if isinstance(node.value, (ast.List, ast.Tuple)) else [node.value]
        around = False, False, ()
        if not all([self.literal(node, value, around) for value in row]):
            self.keep(node, None, 0, None, around, dynamic=True)


# ------------------------------------------------------------------- places

class Place:
    def __init__(self, parts, number):
        self.parts, self.number = parts, number
        self.files = {}       # by rank: the first is the main one
        self.init = self.source = self.legacy = self.compiled = self.folder = False
        self.script = False

    @property
    def file(self):
        return self.files[max(self.files)] if self.files else None


class Tree:
    """files: the bytes of each path, None where it is no Python. hints: (origin, folder,
    prefix). declared: (folder, first names of modules)."""

    def __init__(self, files, hints=(), package="", declared=()):
        self.hints, self.package, self.declared = list(hints), package, declared
        self.places, self.place_of, self.facts, self.unread = {(): Place((), 0)}, {}, {}, set()
        for path in sorted(files, key=os.fsencode):
            self.add(path, files[path])
        self.find_roots()
        self.roots = dict(sorted(self.roots.items(), key=lambda r: self.places[r[0]].number))
        self.name_all()
        self.find_bindings()

    def place(self, parts):
        for n in range(1, len(parts) + 1):
            if parts[:n] not in self.places:
                self.places[parts[:n]] = Place(parts[:n], len(self.places))
                self.places[parts[:n - 1]].folder = True
        return self.places[parts]

    def add(self, path, data):
        *folder, name = path.split("/")
        stem, suffix = os.path.splitext(name)
        if data is None:
            if suffix in (".so", ".pyd", ".pyx") and not name.startswith("."):
                self.place((*folder, name.split(".")[0])).compiled = True
            return
        stub = suffix == ".pyi"
        try:
            facts = Imports(data, stub)
        except SyntaxError:
            facts = Imports(b"", stub)
            self.unread.add(path)
        if suffix not in (".py", ".pyi") or not stem:
            place = Place((*folder, name), len(self.places))
            self.place(tuple(folder))
            self.places[(*folder, name, "script")] = place
            place.script = True
            place.files[0] = path
        else:
            init = stem == "__init__"
            place = self.place(tuple(folder) if init else (*folder, stem))
            place.init |= init
            place.source |= not init
            place.files[(not stub, init)] = path
            if init and not facts.defined:
                place.legacy |= bool({"pkgutil", "pkg_resources"} &
                                     {i.module for i in facts.found[:8]})
        self.place_of[path], self.facts[path] = place, facts

    def child(self, place, name):
        """Not in a folder that an x.py hides."""
        hidden = place.source and not place.init
        return self.places.get((*place.parts, name)) if not place.script and not hidden else None

    def above(self, place):
        return self.places[place.parts[:-1]] if place.parts else None

    def walk(self, place, names, is_root=False):
        """The place as far as the names lead, and how many are left."""
        for n, name in enumerate(names):
            child = self.child(place, name) if n or not is_root else self.places.get((*place.parts, name))
            if child is None or child.script:
                return place, len(names) - n
            place = child
        return place, 0

    def modules(self):
        return [p for p in self.places.values() if p.files]

    # --------------------------------------------------------------- roots

    def find_roots(self):
        self.roots = {}  # by parts: (origin, prefix, scope)
        for wanted in ("given", "project"):
            for origin, folder, prefix in self.hints:
                parts = tuple(folder.split("/")) if folder else ()
                if origin == wanted and parts in self.places:
                    self.roots.setdefault(parts, (origin, tuple(prefix.split(".")) if prefix else (), ()))
            if wanted == "given" and self.roots:
                self.roots.setdefault((), ("folder", (), None))
                return
        for place in list(self.places.values()):
            if place.parts and place.parts[-1] == "src" and place.folder and not (
                    place.init or place.source or place.script or self.above(place).init):
                self.roots.setdefault(place.parts, ("src", (), ()))
        if self.places[()].init and self.package:
            self.roots.setdefault((), ("package", tuple(self.package.split(".")), ()))
        self.roots.setdefault((), ("folder", (), ()))
        self.elect_prefix()
        self.elect_folders()

    def tops(self, roots):
        """By first name: the roots that have it. Of equally near ones the first holds: in a
        vote that is who was found first, later whose place is."""
        found = collections.defaultdict(list)
        for parts in roots:
            prefix = roots[parts][1]
            if prefix:
                found[prefix[0]].append(parts)
                continue
            for place in self.places.values():
                if place.parts[:-1] == parts and place.parts and not place.script:
                    found[place.parts[-1]].append(parts)
        return found

    def nearest(self, roots, tops, name, at):
        """The root, and whether there are others."""
        best, best_common, holding = None, -1, 0
        for parts in tops.get(name, ()):
            scope = roots[parts][2]
            if scope is None or at[:len(scope)] != scope:
                continue
            holding += 1
            common = 0
            while common < min(len(parts), len(at)) and parts[common] == at[common]:
                common += 1
            if common > best_common or (common == best_common and common == len(parts)):
                best, best_common = parts, common
        return best, holding > 1

    def enter(self, roots, root, names):
        """As walk; None if the root's prefix is another."""
        prefix = roots[root][1]
        if names[:len(prefix)] != prefix:
            return None
        return self.walk(self.places[root], names[len(prefix):], is_root=not prefix)

    def votes(self):
        for path, facts in self.facts.items():
            for i in facts.found:
                if i.module and not i.level and not i.may_fail:
                    yield self.place_of[path], tuple(i.module.split("."))

    def is_found(self, way):
        return way and not way[1] and way[0].files

    def elect_prefix(self):
        origin, prefix, scope = self.roots[()]
        if origin not in ("folder", "package"):
            return
        tops, as_it_is, votes = self.tops(self.roots), 0, collections.Counter()
        for place, names in self.votes():
            root, _ = self.nearest(self.roots, tops, names[0], place.parts)
            if root is not None and self.is_found(self.enter(self.roots, root, names)):
                as_it_is += root == ()
            elif len(names) > 1 and names[0] not in STANDARD and \
                    self.is_found(self.walk(self.places[()], names[1:])):
                votes[names[0]] += 1
        if votes:
            best = min(votes, key=lambda name: (-votes[name], name))
            if votes[best] > as_it_is:
                self.roots[()] = ("vote", (best,), ())

    def elect_folders(self):
        candidates = {}
        for origin, folder, _ in self.hints:
            parts = tuple(folder.split("/")) if folder else ()
            if origin == "folder" and parts in self.places:
                candidates.setdefault(parts, ("folder", (), ()))
        for place in self.modules():
            folder = place.parts[:-1]
            if not place.parts or folder in self.roots or self.places[folder].init:
                continue
            candidates.setdefault(folder, ("vote", (), folder[:-1]))
        tops, certain = self.tops(candidates), self.tops(self.roots)
        votes, against = collections.Counter(), collections.Counter()
        for place, names in self.votes():
            root, _ = self.nearest(self.roots, certain, names[0], place.parts)
            way = self.enter(self.roots, root, names) if root is not None else None
            if self.is_found(way):
                for n in range(len(root), len(way[0].parts)):
                    against[way[0].parts[:n]] += 1
                continue
            if names[0] in STANDARD:
                continue
            root, _ = self.nearest(candidates, tops, names[0], place.parts)
            way = self.enter(candidates, root, names) if root is not None else None
            if self.is_found(way) and way[0] is not place:
                votes[root] += 1
        for parts, (origin, prefix, scope) in candidates.items():
            enough = votes[parts] > against[parts] if origin == "vote" else \
                votes[parts] >= against[parts] and not self.places[parts].init
            if enough:
                self.roots.setdefault(parts, (origin, prefix, scope))

    def root_of(self, place):
        """The nearest at the place or above it."""
        beside = place.script or place.source and not place.init
        folder = place.parts[:-1] if beside and place.parts else place.parts
        while folder not in self.roots:
            folder = folder[:-1]
        return folder

    # --------------------------------------------------------------- names

    def name_all(self):
        def nameless(place):
            return place.script or any("." in part or "@" in part for part in place.parts)

        plain = {}
        for place in self.modules():
            root = self.root_of(place)
            name = ".".join(self.roots[root][1] + place.parts[len(root):])
            plain[place] = place.file if nameless(place) or not name else name
        several = collections.Counter(plain.values())
        self.name = {place: name if several[name] == 1 or nameless(place) else
                     f"{name}@{'/'.join(self.root_of(place)) or '.'}"
                     for place, name in plain.items()}
        self.top_names = self.tops(self.roots)

    # ---------------------------------------------------------- resolution

    def end(self, place):
        return "module" if place.files else "compiled" if place.compiled else "namespace"

    def relative(self, path, level, names):
        place = self.place_of[path]
        root = self.root_of(place)
        prefix = self.roots[root][1]
        drops = level - (os.path.basename(path) in ("__init__.py", "__init__.pyi"))
        for _ in range(drops):
            if place.parts == root and (prefix or not place.init or not root):
                return None, "unresolved", BEYOND
            place = self.above(place)
        if place.parts == root and not prefix and not place.init:
            return None, "unresolved", BEYOND
        place, left = self.walk(place, names)
        if left and self.end(place) != "compiled":
            return place, "unresolved", NO_MODULE
        return place, self.end(place), PLAIN

    def shared(self, at, names):
        for root in self.top_names.get(names[0], ()):
            _, _, scope = self.roots[root]
            way = self.enter(self.roots, root, names)
            if scope is not None and at.parts[:len(scope)] == scope and way and not way[1]:
                reason = VOTED if self.roots[root][0] == "vote" else PLAIN
                return way[0], self.end(way[0]), reason
        return None, "outside", PLAIN

    def is_shared(self, place, root):
        """Somebody outside the tree may have more of it."""
        for n in range(len(root) + 1, len(place.parts) + 1):
            above = self.places[place.parts[:n]]
            if above.source or (above.init and not above.legacy):
                return False
        return not self.roots[root][1] or not self.places[root].init

    def absolute(self, path, names):
        at = self.place_of[path]
        root, several = self.nearest(self.roots, self.top_names, names[0], at.parts)
        if root is None or names[0] in BUILTIN:
            return None, "outside", PLAIN
        way = self.enter(self.roots, root, names)
        if way is None:
            return self.shared(at, names)
        place, left = way
        end = self.end(place)
        if left and end != "compiled":
            if self.is_shared(place, root):
                return self.shared(at, names)
            if end == "module" and names == ("os", "path"):
                return place, end, PLAIN
            return place, "unresolved", NO_MODULE
        voted = self.roots[root][0] == "vote"
        if place is at and voted and not self.roots[root][1]:
            return None, "outside", PLAIN
        return place, end, SEVERAL if several else VOTED if voted else PLAIN

    def target(self, path, level, module):
        names = tuple(module.split(".")) if module else ()
        return self.relative(path, level, names) if level else self.absolute(path, names)

    def outside(self, path, names):
        if names[0] in STANDARD:
            return None, "standard", PLAIN
        for folder, modules in self.declared:
            inside = not folder or path.startswith(folder + "/")
            if inside and any(names[:len(m)] == m for m in (tuple(x.split(".")) for x in modules)):
                return None, "declared", PLAIN
        return None, "undeclared", PLAIN

    # ---------------------------------------------------------- re-exports

    def find_bindings(self):
        self.bound, self.stars, taken = {}, {}, set()
        waiting = [place for place in self.modules() if place.init]
        for place in waiting:
            self.bind(place)
        while waiting:
            place = waiting.pop()
            for i in self.stars[place]:
                target, end, _ = self.target(place.file, i.level, i.module)
                if end != "module" or target in taken:
                    continue
                taken.add(target)
                if target not in self.bound:
                    self.bind(target)
                    waiting.append(target)
                self.bound[target].update(dict.fromkeys(self.facts[target.file].defined))

    def bind(self, place):
        bound, stars = self.bound.setdefault(place, {}), self.stars.setdefault(place, [])
        for i in self.facts[place.file].found:
            if not i.loads:
                continue
            if i.star:
                stars.append(i)
            elif i.names is None:
                if i.aliases[0]:
                    bound[i.aliases[0]] = (i, None)
            else:
                bound.update({alias or name: (i, name) for name, alias in zip(i.names, i.aliases)})

    def origin(self, place, name, hops):
        """The module that defines what that one hands on, and whether a star is on the way;
        None: itself, or nobody knows. hops: a list of what is left. Raises if that is nothing."""
        said = self.bound.get(place, {}).get(name)
        defined = name in self.bound.get(place, {}) and said is None
        ends = defined or not (said or self.stars.get(place))
        if not hops[0] and not ends:
            raise LookupError
        hops[0] -= hops[0] > 0
        if ends:
            return None, False
        if said:
            return self.origin_of_import(place, *said, hops)
        for i in reversed(self.stars[place]):
            if not hops[0]:
                raise LookupError
            target, end, _ = self.target(place.file, i.level, i.module)
            if end != "module":
                continue
            if name in self.bound[target] and self.bound[target][name] is None:
                return target, True
            found, _ = self.origin(target, name, hops)
            if found:
                return found, True
        return None, False

    def origin_of_import(self, place, i, name, hops):
        target, end, _ = self.target(place.file, i.level, i.module)
        if end != "module":
            return None, False
        if name is None:
            return target, False
        child = self.child(target, name)
        if child and child.files:
            return child, False
        found, star = self.origin(target, name, hops)
        return found or target, star

    def reexport(self, path, place, name):
        try:
            found, star = self.origin(place, name, [MAX_HOPS])
        except LookupError:
            return None
        if found in (None, place, self.place_of[path]):
            return None
        return found, STAR if star else PLAIN

    # --------------------------------------------------------------- links

    def name_links(self, path, i, base, name):
        """Of one name of `from M import ...`: (kind, place, end, reason) of each."""
        place, end, reason = base
        child = self.child(place, name)
        if child and not child.script and (end == "namespace" or child.files or child.compiled):
            return [(i.kind, child, self.end(child), reason)]
        names = (*i.module.split("."), name)
        if end == "namespace":
            if i.level:
                return [(i.kind, None, "unresolved", NO_MODULE)]
            found = self.absolute(path, names)
            return [(i.kind, *(self.outside(path, names) if found[1] == "outside" else found))]
        if place.legacy and not i.level:
            found = self.absolute(path, names)
            if found[1] in ("module", "namespace", "compiled"):
                return [(i.kind, *found)]
        links = [(i.kind, *base)]
        handed = end == "module" and self.reexport(path, place, name)
        if handed:
            links.append(("reexport", handed[0], "module", handed[1]))
        return links

    def import_links(self, path, i):
        """Each with the number of its name, or None."""
        if i.module is None:
            return [(None, (i.kind, None, "unresolved", COMPUTED))]
        base = self.target(path, i.level, i.module)
        if base[1] == "outside":
            names = tuple(i.module.split("."))
            asked = names + (i.names[0],) if i.names else names
            return [(None, (i.kind, *self.outside(path, asked)))]
        if not i.names or base[1] == "unresolved":
            return [(None, (i.kind, *base))]
        return [(n, link) for n, name in enumerate(i.names)
                for link in ([(i.kind, *base)] if name == "*" else self.name_links(path, i, base, name))]

    def to_module(self, place, end):
        if end == "module":
            return self.name[place]
        if end == "compiled" and place.parts and self.above(place).files:
            return self.name[self.above(place)]
        return None

    def rows(self):
        """As `graph edges --kinds all --external` prints them, in no order."""
        for path in self.facts:
            start = self.name[self.place_of[path]]
            for i in self.facts[path].found:
                said = "." * i.level + (i.module or "")
                groups = collections.defaultdict(list)
                for n, (kind, place, end, reason) in self.import_links(path, i):
                    groups[kind, self.to_module(place, end)].append((n, end, reason))
                for (kind, to), links in groups.items():
                    yield from self.merged(path, start, i, said if to is None else to, kind, links)
            yield from self.ancestor(path, start)

    def merged(self, path, start, i, to, kind, links):
        """Names in a row that end alike are one line; what is said of the first is said of it."""
        line = None
        for n, end, reason in links:
            if line and line["end"] == end:
                line["names"].append(i.names[n])
                continue
            if line:
                yield line
            line = row(start, to, path, i.line, i.column, kind,
                       [] if n is None else [i.names[n]], end, reason)
        yield line

    def ancestor(self, path, start):
        place = self.place_of[path]
        root = self.root_of(place)
        if place.file != path:
            return
        for n in range(len(place.parts) - 1, len(root) - 1, -1):
            above = self.places[place.parts[:n]]
            if above.init and (n > len(root) or self.roots[root][1]):
                yield row(start, self.name[above], path, None, None, "ancestor", [], "module", PLAIN)
                return
            if above.init:
                return


def row(start, to, path, line, column, kind, names, end, why):
    return {"from": start, "to": to, "file": path, "line": line, "column": column, "kind": kind,
            "names": names, "end": end, "why": why,
            "confidence": "none" if end == "unresolved" else "likely" if why else "certain"}
