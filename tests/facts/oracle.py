"""What the scripts share that compare our numbers with other programs': which files
they read, and how they get our side of it."""
import ast
import io
import json
import os
import subprocess
import tokenize

PACKAGES = "/usr/lib/python3/dist-packages/"
CORPORA = ["/usr/lib/python3.11", PACKAGES + "django", PACKAGES + "sympy",
           PACKAGES + "ansible_collections"]
MORE_CORPORA = CORPORA + [PACKAGES + "twisted", PACKAGES + "sqlalchemy"]
SAMPLE_BYTES = 500_000  # of each corpus
MAX_BYTES = 2 << 20     # of one file, in a sample; tokenize is slow
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
GAPS_ALLOWED = 0.002    # files with a valid syntax that the grammar flags


def files_below(folder):
    """Python files, but none of a package that Debian installed below."""
    if os.path.isfile(folder):
        return [folder]
    found = []
    for at, folders, files in os.walk(folder, followlinks=True):
        folders[:] = [f for f in folders if f[0] != "." and f != "dist-packages"]
        found += [f"{at}/{f}" for f in files if f.endswith(".py") and f[0] != "."]
    return sorted(p for p in found if os.path.isfile(p))


def sample(paths, sample_bytes=SAMPLE_BYTES):
    """Every so manyth file, about so many bytes together."""
    paths = [p for p in paths if os.path.getsize(p) <= MAX_BYTES]
    total = sum(os.path.getsize(p) for p in paths)
    return paths[::max(1, total // sample_bytes)]


def is_plain_utf8(data):
    """The scan converts other files before it reads them."""
    if b"\r" in data.replace(b"\r\n", b"") or b"\0" in data:
        return False
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        data.decode()
    except (SyntaxError, UnicodeDecodeError):
        return False
    return encoding in ("utf-8", "utf-8-sig")


def dumped(paths, *options):
    """What facts_dump prints of each of them."""
    program = os.path.join(os.environ["CAMBIUM_BUILD"], "facts_dump")
    run = subprocess.run([program, *options], input="\n".join(paths) + "\n",
                         stdout=subprocess.PIPE, text=True, encoding="utf-8", check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def sliced(paths):
    """The slice CAMBIUM_SWEEP_SLICE=K/N of them."""
    k, n = map(int, os.environ.get("CAMBIUM_SWEEP_SLICE", "0/1").split("/"))
    return paths[k::n]


def children(node):
    """Those of ast.iter_child_nodes, in a third of its time."""
    found = []
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, ast.AST):
            found.append(value)
        elif isinstance(value, list):
            found += [part for part in value if isinstance(part, ast.AST)]
    return found


def walk(node):
    """What ast.walk gives, and keeps it: most of a judge's time went into walking the same
    trees again."""
    found = getattr(node, "walked", None)
    if found is None:
        found = node.walked = [node]
        for part in found:  # which grows meanwhile
            found += children(part)
    return found


def functions_in(tree):
    """In the order of the source, as our lists are."""
    found = [n for n in walk(tree) if isinstance(n, FUNCTIONS)]
    return sorted(found, key=lambda f: (f.lineno, f.col_offset))


def compared_files(args, left_out, corpora=MORE_CORPORA):
    """Of each file that CPython and the grammar can read: its path, its bytes, its tree
    and our numbers. Counts the others in left_out."""
    for part in batched(paths_of(args, corpora), 200):
        plain = {}
        for path in part:
            with open(path, "rb") as file:
                data = file.read()
            try:
                if is_plain_utf8(data):
                    plain[path] = data, ast.parse(data)
            except (SyntaxError, ValueError, RecursionError):
                pass
        left_out["CPython can't read it"] += len(part) - len(plain)
        for ours in dumped(list(plain), "--numbers"):
            if ours["partial"]:
                left_out["only the grammar sees an error"] += 1
            else:
                yield ours["path"], *plain[ours["path"]], ours


def batched(items, count):
    return [items[i:i + count] for i in range(0, len(items), count)]


def paths_of(args, corpora=CORPORA):
    """The files that a script was asked for: named ones, all, or else a sample."""
    if args and args[0] != "sweep":
        return [p for folder in args for p in files_below(folder)]
    found = [files_below(folder) for folder in corpora if os.path.isdir(folder)]
    return [p for paths in found for p in (sliced(paths) if args else sample(paths))]
