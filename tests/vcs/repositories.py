"""What the scripts in this folder share: repositories made with git, the answers of
vcs_dump, and the answers of git."""
import contextlib
import hashlib
import os
import pathlib
import shutil
import subprocess
import tempfile
import zlib

DUMP = os.environ["CAMBIUM_BUILD"] + "/vcs_dump"
SANITIZED = bool(os.environ.get("CAMBIUM_SANITIZE"))
NOBODY = 65534
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
CLOCK = [1_700_000_000]
GIT = ["git", "-c", "protocol.file.allow=always", "-c", "gc.auto=0", "-c", "maintenance.auto=false",
       "-c", "core.fsync=none"]


@contextlib.contextmanager
def folder():
    path = pathlib.Path(tempfile.mkdtemp(prefix="cambium-vcs-"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        subprocess.run(["chmod", "-R", "u+rwX", path], stderr=subprocess.DEVNULL)
        shutil.rmtree(path)


def run(cases):
    """Each case is a function that gets an empty folder."""
    for test in cases:
        with folder() as box:
            (box / "box").mkdir()
            try:
                test(box / "box")
            except BaseException:
                print("in", test.__name__)
                raise


def git(where, *arguments, check=True, **extra):
    """What git prints. Each call is a second later than the one before."""
    CLOCK[0] += 1
    date = f"{CLOCK[0]} +0000"
    env = dict(CLEAN, HOME="/nonexistent", GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_NOSYSTEM="1",
               GIT_AUTHOR_NAME="a", GIT_AUTHOR_EMAIL="a@example", GIT_AUTHOR_DATE=date,
               GIT_COMMITTER_NAME="c", GIT_COMMITTER_EMAIL="c@example", GIT_COMMITTER_DATE=date,
               GIT_OPTIONAL_LOCKS="0", **extra)
    done = subprocess.run([*GIT, *arguments], cwd=where, env=env,
                          capture_output=True, stdin=subprocess.DEVNULL, check=False)
    if check and done.returncode:
        raise AssertionError((arguments, done.stderr))
    return done.stdout


def hexid(where, name):
    return git(where, "rev-parse", name).decode().strip()


def write(path, content="x\n"):
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def commit(where, files=None):
    """Writes the files (None: deletes), commits everything, and returns the id."""
    for name, content in (files or {}).items():
        if content is None:
            (where / name).unlink()
        else:
            write(where / name, content)
    git(where, "add", "-A")
    git(where, "commit", "-q", "--allow-empty", "-m", "m")
    return hexid(where, "HEAD")


def repository(path, files=None):
    path.mkdir(parents=True, exist_ok=True)
    git(path, "init", "-q", "-b", "main")
    if files is not None:
        commit(path, files)
    return path


def add_object(top, kind, content, claimed=None):
    """Writes an object as it is, sound or not."""
    text = b"%s %d\0" % (kind, len(content) if claimed is None else claimed) + content
    name = hashlib.sha1(text).hexdigest()
    write(top / ".git/objects" / name[:2] / name[2:], zlib.compress(text))
    return name


def tree_of(*entries):
    return b"".join(b"%s %s\0" % (mode, name) + bytes.fromhex(oid) for mode, name, oid in entries)


# -------------------------------------------------------------------- our answers

class Answer:
    def __init__(self, fields):
        self.refusal = None
        self.changes = {}
        if next(fields) == b"no":
            self.refusal = next(fields).decode(errors="replace")
            return
        self.base, self.head = next(fields).decode(), next(fields).decode()
        self.outside, self.unread, count = (int(next(fields)) for _ in range(3))
        pairs = [(next(fields), next(fields)) for _ in range(count)]
        paths = [path for _, path in pairs]
        assert paths == sorted(paths) and len(set(paths)) == count, paths
        self.changes = {path: letters.decode() for letters, path in pairs}


# libgit2 1.5 itself leaks a few bytes where it resolves "@{upstream}", or a branch whose
# commit is damaged.
LEAKY = dict(CLEAN, ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0")


def answers(root, *questions, program=DUMP, env=None, **options):
    """One Answer for each question: "staged", or a revision. Of a root that can't be
    opened one."""
    words = []
    for question in questions:
        words += ["staged"] if question == "staged" else ["since", question]
    done = subprocess.run([program, root, *words], capture_output=True, timeout=60, check=False,
                          env=env or CLEAN, stdin=subprocess.DEVNULL, **options)
    assert done.returncode == 0 and not done.stderr, (done.returncode, done.stderr[-3000:])
    fields = iter(done.stdout.split(b"\0"))
    found = [Answer(fields)]
    while len(found) < len(questions) and (not found[0].refusal or len(done.stdout) > 600):
        found.append(Answer(fields))
    return found


def answer(root, question, **options):
    return answers(root, question, **options)[0]


def changes(root, question, **options):
    """As text, "A path M path"."""
    got = answer(root, question, **options)
    assert got.refusal is None, got.refusal
    assert got.unread == 0
    return " ".join(f"{letters} {os.fsdecode(path)}" for path, letters in got.changes.items())


def refusal(root, question="HEAD", **options):
    got = answer(root, question, **options)
    assert got.refusal, got.changes
    return got.refusal


# -------------------------------------------------------------------- git's answers

LETTERS = {b"A": "A", b"M": "M", b"D": "D", b"T": "M", b"U": "Mc"}


def name_status(where, *arguments):
    """git diff's answer. A conflict may be named twice, and is one."""
    fields = git(where, "diff", "--name-status", "--no-renames", "--ignore-submodules=dirty", "-z",
                 *arguments).split(b"\0")
    found = {}
    for letter, path in zip(fields[0::2], fields[1::2]):
        if found.get(path) != "Mc":
            found[path] = LETTERS[letter]
    return found


def conflicts(where):
    fields = git(where, "ls-files", "-u", "-z").split(b"\0")
    return {field.split(b"\t", 1)[1]: "Mc" for field in fields if field}


def untracked(where):
    fields = git(where, "status", "--porcelain", "-uall", "-z", "--no-renames").split(b"\0")
    return [field[3:] for field in fields if field.startswith(b"?? ")]


def is_in(where, tree, path):
    """Has the tree the file as it is on the disk?"""
    entry = git(where, "ls-tree", "-z", tree, "--", b":(literal)" + path).split(b"\t")[0].split()
    full = os.fsencode(where) + b"/" + path
    if os.path.islink(full):
        mode, content = b"120000", os.readlink(full)
    else:
        mode = b"100755" if os.stat(full).st_mode & 0o100 else b"100644"
        content = pathlib.Path(os.fsdecode(full)).read_bytes()
    done = subprocess.run(["git", "hash-object", "--stdin"], input=content, capture_output=True,
                          check=True, cwd="/")
    return entry[0] == mode and entry[2] == done.stdout.strip()


def expected(where, question):
    """The same from git. A file that left the index and stays is compared as it is."""
    if question == "staged":
        return name_status(where, "--cached") | conflicts(where)
    if "..." in question:
        a, b = (name or "HEAD" for name in question.split("..."))
        return name_status(where, git(where, "merge-base", a, b).decode().strip(), b)
    if ".." in question:
        return name_status(where, *(name or "HEAD" for name in question.split("..")))
    base = git(where, "merge-base", question, "HEAD").decode().strip()
    found = name_status(where, base)
    for path in untracked(where):
        if path not in found:
            found[path] = "A"
        elif found[path] == "D" and is_in(where, base, path):
            del found[path]
        elif found[path] == "D":
            found[path] = "M"
    return found | conflicts(where)
