#!/usr/bin/python3
"""Twice the input is about twice the work, for all metrics together, whatever the file.

Work is the instructions that extract() takes, as valgrind counts them: they are the same
on each run. Each shape of a file is read in two sizes, the second after the first, with
memory that the first one left.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

SMALL = 400  # parts of a file
MOST = 2.6   # times the work for twice the parts


def rows(line):
    """The line again and again, the number of each in the place of ~."""
    return lambda n: "".join(line.replace("~", str(i)) for i in range(n))


def body(line, head="def f(a, b):\n"):
    return lambda n: head + rows(line)(n)


def around(opened, inner, closed):
    return lambda n: f"x = {opened * n}{inner}{closed * n}\n"


SHAPES = {
    "functions": rows("def f~(a, b=1):\n  'text'\n  c = a\n  return c\n"),
    "classes": rows("class A~(B):\n  a = 1\n  def f(self):\n    self.b = 1\n"),
    "names of one function": body("  a~ = b\n"),
    "one name again and again": body("  a = b\n"),
    "attributes of one class": lambda n: "class A:\n  def f(self):\n    self.z = 1\n" +
                               rows("    self.a~ = self.b\n")(n),
    "attributes from a closure": lambda n: "class A:\n  def f(self):\n    def g():\n" +
                                 rows("      self.a~ = 1\n")(n),
    "methods of one class": lambda n: "class A:\n" + rows("  def f~(self): self.a = 1\n")(n),
    "parameters": lambda n: "def f(" + rows("a~: int = 1, ")(n) + "): pass\n",
    "decorators": lambda n: rows("@d~(a)\n")(n) + "def f(): pass\n",
    "declarations": body("  global a~\n"),
    "targets": lambda n: "def f(): " + rows("a~, ")(n) + "= b\n",
    "chained assignments": lambda n: "def f(): " + rows("a~ = ")(n) + "b\n",
    "imports": body("  from a~ import b~ as c~\n"),
    "aliases": lambda n: "from m import (" + rows("a~ as b~, c~, ")(n) + ")\n",
    "bases": lambda n: "class A(" + rows("b.c~[d], ")(n) + "): pass\n",
    "plugins": lambda n: "pytest_plugins = [" + rows("'a~', b, ")(n) + "]\n",
    "elif": lambda n: body("  elif a~ and b: c\n", "def f():\n  if a: b\n")(n),
    "except": lambda n: body("  except A~ as e: c\n", "def f():\n  try: b\n")(n),
    "case": lambda n: body("    case [a~, *_]: c\n", "def f():\n  match b:\n")(n),
    "loops": body("  for a~ in b: c\n  else: d\n"),
    "lambdas": lambda n: "x = " + "lambda: " * n + "0\n",
    "brackets": around("(", "1", ")"),
    "calls": around("f(", "1", ")"),
    "attributes in a row": lambda n: "x = a" + ".b" * n + "\n",
    "and, or": lambda n: "x = a" + rows(" and a~ or b~")(n) + "\n",
    "operators": lambda n: "x = a" + " + b * 2" * n + "\n",
    "conditions": lambda n: "x = " + "a if b else " * n + "c\n",
    "comprehensions": lambda n: "x = [a " + rows("for a~ in b if c ")(n) + "]\n",
    "strings": rows("x = 'text ~' 'more' # comment\n"),
    "strings with holes": rows("x = f'{a~!r:>{b}} {c}'\n"),
    "holes of one string": lambda n: "x = f'" + "{a} " * n + "'\n",
    "strings of one expression": lambda n: "x = (" + rows("'text ~'\n")(n) + ")\n",
    "comments in a header": lambda n: "def f(\n" + rows("# c\n")(n) + "): pass\n",
    "comments": rows("# c ~\n\n"),
    "statements on a line": lambda n: "def f(): " + rows("a~ = 1; ")(n) + "\n",
    "strings after comments": rows("# c\n'text'\n"),
    "errors": rows("x = ) $ (\n"),
}


def written(folder):
    """A small and a large file of each shape."""
    for number, make in enumerate(SHAPES.values()):
        for size, times in (("a", 1), ("b", 2)):
            path = f"{folder}/{number:03}{size}.py"
            with open(path, "w") as file:
                file.write(make(SMALL * times))
            yield path


def counted(paths, folder):
    """Instructions of each extract(), in the order of the paths."""
    program = os.path.join(os.environ["CAMBIUM_BUILD"], "facts_dump")
    subprocess.run(["valgrind", "-q", "--tool=callgrind", "--toggle-collect=extract",
                    "--dump-after=extract", f"--callgrind-out-file={folder}/count",
                    program, "--time-all"], input="\n".join(paths) + "\n", text=True,
                   stdout=subprocess.DEVNULL, check=True)
    found = []
    for number in range(1, len(paths) + 1):
        with open(f"{folder}/count.{number}") as file:
            found.append(int(re.search(r"^(?:summary|totals): (\d+)", file.read(), re.M)[1]))
    return found


def main():
    if not shutil.which("valgrind") or os.environ.get("CAMBIUM_SANITIZE"):
        print("left out: no valgrind here, or a build that doesn't run in it")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        paths = list(written(folder))
        # The very first file pays for what is made once.
        work = counted(paths[:1] + paths, folder)[1:]
    failed = 0
    for number, shape in enumerate(SHAPES):
        small, large = work[2 * number], work[2 * number + 1]
        times = large / small
        failed += times > MOST
        print(f"{'too much: ' if times > MOST else ''}{shape}: {small} instructions, "
              f"{times:.2f} times for twice as much")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
