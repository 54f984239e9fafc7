#!/usr/bin/python3
"""The report is the same bytes for any number of threads, any order of the folders,
any processors, few threads and small stacks (faults P7, P8, P9)."""
import os

import harness
from harness import write

FUNCTION = "class C{0}:\n    def f{0}(self, x: int) -> int:\n        return x if x else {0}\n"


def build(root):
    """Some hundred files of all sizes and fates."""
    for i in range(240):
        folder = root / f"a{i % 11}/b{i % 7}" if i % 3 else root / f"c{i % 5}"
        body = "".join(FUNCTION.format(n) for n in range(i % 40)) or "import os\n"
        write(folder / f"f{i}.py", body)
    write(root / "long.py", "".join(FUNCTION.format(n) for n in range(4000)))
    write(root / "broken.py", "def f(:\n")
    write(root / "nul.py", "\0")
    write(root / "link/.gitignore", "x.py\n")
    write(root / "link/x.py")
    (root / "loop").symlink_to(".")
    for i in range(20):
        write(root / f"text/{i}.md", "# x\n" * i)


def check_orders(root, expected):
    for jobs in ("1", "2", "8", "64"):
        for order in range(1, 4):
            env = harness.environment("preload_order", CAMBIUM_ORDER=order)
            assert harness.scan(root, "-j", jobs, env=env).text == expected, (jobs, order)


def check_formats(root):
    """All formats, not only the one that other tests look at."""
    for name in ("text", "ndjson", "csv"):
        found = {
            harness.run("scan", "--no-store", "--format", name, "-j", jobs, str(root),
                        env=harness.environment("preload_order", CAMBIUM_ORDER=jobs)).stdout
            for jobs in ("1", "2", "8")
        }
        assert len(found) == 1, name


def check_other_path(root, expected):
    """Another checkout, named in another way."""
    os.rename(root, str(root) + "-2")
    moved = str(root) + "-2"
    assert harness.scan(moved).text == expected
    assert harness.scan(".", cwd=moved).text == expected
    assert harness.scan(moved + "/../" + os.path.basename(moved) + "/").text == expected
    os.rename(moved, root)


def check_environment(root, expected):
    for threads in ("1", "2", "garbage", "-3", "0", "1000000", "4,2", "", " 2 "):
        env = harness.environment(OMP_NUM_THREADS=threads)
        env.pop("OMP_WAIT_POLICY", None)  # as users have it, not as ctest does
        assert harness.scan(root, env=env).text == expected, threads
    for name, value in {"OMP_THREAD_LIMIT": 1, "OMP_DYNAMIC": "true", "OMP_PROC_BIND": "true",
                        "OMP_WAIT_POLICY": "active", "OMP_SCHEDULE": "nonsense",
                        "OMP_PLACES": "{0}", "OMP_CANCELLATION": "true",
                        "OMP_NESTED": "false"}.items():
        env = harness.environment(**{name: value})
        assert harness.scan(root, env=env).text == expected, name


def check_few_threads(root, expected):
    """One processor; a system that refuses threads."""
    one = min(os.sched_getaffinity(0))
    assert harness.scan(root, preexec_fn=lambda: os.sched_setaffinity(0, {one})).text == expected
    for threads in (0, 1, 3, 20):
        env = harness.environment("preload_threads", CAMBIUM_THREADS=threads)
        assert harness.scan(root, "-j", "8", env=env).text == expected, threads
    # The leak check at the end would need a thread, too.
    env = harness.environment(ASAN_OPTIONS="detect_leaks=0")
    for threads in (1, 2, 4):
        assert harness.scan(root, "-j", "8", program=harness.program_for_nobody(root.parent),
                            preexec_fn=harness.limit(NPROC=threads), cwd=root.parent, env=env,
                            **harness.as_nobody()).text == expected, threads


def check_small_stacks(nested):
    """100,000 brackets are just numbers, on a stack of 64 KiB too."""
    deep = {
        "brackets.py": "x = " + "(" * 100000 + "1" + ")" * 100000 + "\n",
        "open.py": "x = " + "[" * 100000,
        "calls.py": "x = " + "f(" * 30000 + ")" * 30000 + "\n",
        "dots.py": "x" + ".y" * 100000 + "\n",
        "nots.py": "x = " + "not " * 50000 + "y\n",
        "minus.py": "x = " + "-" * 100000 + "y\n",
        "sum.py": "x = " + "1+" * 100000 + "1\n",
        "lambdas.py": "x = " + "lambda: " * 30000 + "1\n",
        "blocks.py": "".join(" " * i + "if x:\n" for i in range(90)) + " " * 90 + "y\n",
        "too-many-blocks.py": "".join(" " * i + "if x:\n" for i in range(600)) + " " * 600
                              + "'''open\n",
        "elifs.py": "if x: pass\n" + "elif x: pass\n" * 20000,
        "functions.py": "".join(" " * i + f"def f{i}():\n" for i in range(90)) + " " * 90 + "1\n",
    }
    for name, text in deep.items():
        write(nested / name, text)
    usual = harness.scan(nested, timeout=120)
    assert usual.outcome("brackets.py") == "analysed" and usual.outcome("sum.py") == "analysed"
    stack = 1 << 20 if harness.SANITIZED else 64 << 10
    for jobs in ("1", "4"):
        small = harness.scan(nested, "-j", jobs, timeout=120,
                             env=harness.environment(OMP_STACKSIZE=f"{stack >> 10}k"),
                             preexec_fn=harness.limit(STACK=max(4 * stack, 256 << 10)))
        assert small.text == usual.text


with harness.folder() as top:
    root = top / "tree"
    build(root)
    expected = harness.scan(root, "-j", "1").text
    check_orders(root, expected)
    check_formats(root)
    check_other_path(root, expected)
    check_environment(root, expected)
    check_few_threads(root, expected)
    check_small_stacks(top / "nested")
