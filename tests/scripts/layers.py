#!/usr/bin/python3
"""Forbidden includes and names, planted in an empty tree, are found one by one."""
import os
import pathlib
import subprocess
import tempfile

CHECK = os.environ["CAMBIUM_SOURCE"] + "/scripts/check-layers"

FORBIDDEN = [
    ("engine/base/x.c", '#include "parsers/tree.h"\n'),
    ("engine/base/x.h", '#include "engine/scan/file.h"\n'),
    ("parsers/x.c", '#include "engine/facts/facts.h"\n'),
    ("parsers/lr/x.c", '#include "store/store.h"\n'),
    ("parsers/x.c", '#include "engine/main.h"\n'),
    ("store/x.c", '#include "parsers/tree.h"\n'),
    ("engine/facts/x.c", '#include "engine/scan/file.h"\n'),
    ("engine/facts/x.c", '#  include   "store/store.h"\n'),
    ("engine/scan/x.c", '#include "engine/report/report.h"\n'),
    ("engine/report/x.c", '#include "engine/cmd/command.h"\n'),
    ("engine/report/x.c", '/* why */ int a;\n #include "store/store.h"\n'),
    ("engine/graph/x.c", '#include "engine/facts/facts.h"\n'),
    ("engine/main.c", '#include "engine/scan/scan.h"\n'),
    ("engine/cmd/x.c", '#include "scan.h"\n'),
    ("engine/facts/x.c", "#include <tree_sitter/api.h>\n"),
    ("engine/cmd/x.c", "extern void *p; void f(void) { ts_parser_delete(p); }\n"),
    ("engine/scan/x.c", "#include <zstd.h>\n"),
    ("parsers/x.c", "#include <msgpack.h>\n"),
    ("engine/scan/x.c", "#include <git2.h>\n"),
    ("engine/cmd/x.c", "#include <git2/sys/config.h>\n"),
    ("engine/cmd/x.c", "int f(void *p) { return git_revparse_single(0, p, 0) == GIT_ENOTFOUND; }\n"),
    ("engine/cmd/x.c", "#include <zlib.h>\n"),
    ("engine/vcs/x.c", '#include "engine/scan/path.h"\n'),
    ("engine/cmd/x.c", "#include <hiredis/hiredis.h>\n"),
    ("engine/scan/x.c", "#include <omp.h>\n"),
    ("parsers/x.c", "void f(void)\n{\n#pragma omp parallel\n    ;\n}\n"),
    ("engine/report/x.c", 'void f(void) { printf("x"); }\n'),
    ("engine/scan/x.c", "void f(void) { exit(1); }\n"),
    ("engine/nowhere/x.c", "int a;\n"),
]

ALLOWED = [
    ("engine/base/x.c", '#include "engine/base/err.h"\n'),
    ("engine/facts/x.c", '#include "parsers/tree.h"\n/* tree_sitter\'s #include "store/x.h" */\n'),
    ("engine/scan/pool.c", "#include <omp.h>\n#pragma omp parallel\n"),
    ("engine/cmd/x.c", '#include "engine/report/report.h"\nvoid f(void) { printf("x"); }\n'),
    ("engine/main.c", '#include "engine/cmd/command.h"\n'),
    ("engine/vcs/x.c", '#include "engine/rules/ignore.h"\n#include <git2.h>\n'),
    ("engine/scan/x.c", "enum { MARK_GIT, REASON_GITIGNORE }; int f(struct chain *c) { return c->git != 0; }\n"),
    ("parsers/x.c", '#include "tree_sitter/parser.h"\n#include <tree_sitter/api.h>\n'),
    ("tests/x.c", '#include "engine/cmd/command.h"\n#include <zstd.h>\n'),
]


def faults(name, text):
    """How many lines check-layers prints of a tree with this one file, and that
    its exit status says the same."""
    with tempfile.TemporaryDirectory() as top:
        path = pathlib.Path(top, name)
        path.parent.mkdir(parents=True)
        path.write_text(text)
        run = subprocess.run([CHECK, top], capture_output=True, text=True)
    assert not run.stderr, run.stderr
    lines = run.stdout.splitlines()
    assert run.returncode == (1 if lines else 0), (name, run)
    assert all(line.startswith(name + ":") for line in lines), lines
    return len(lines)


for name, text in FORBIDDEN:
    assert faults(name, text) >= 1, f"not found: {name}: {text}"
for name, text in ALLOWED:
    assert faults(name, text) == 0, f"wrongly found: {name}: {text}"
