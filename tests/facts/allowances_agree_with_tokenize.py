#!/usr/bin/python3
"""allowances_agree_with_tokenize.py [FILE | FOLDER ...] - each comment of real files is made
one that speaks to us; tokenize says where they are, ast where definitions begin."""
import ast
import bisect
import io
import os
import sys
import tempfile
import tokenize

from oracle import dumped, is_plain_utf8, paths_of

NO_CODE = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
           tokenize.ENCODING)
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)

STRANGE = [
    b"x = '# cambium: no' # c\ny = '''\n# cambium: no\n''' # c\n",
    b"x = 1 # c\r\nif x:\r\n\t# c\r\n\ty = 2 # c\r\n# c",
    b"\xef\xbb\xbf# c\n\n\f# c\nx = f'# {1}' # c\n",
    b"x = 1 + \\\n  2 # c \\\n# c\ny = [ # c\n  # c\n  3, # c\n] # c\n",
    b"@a # c\n# c\n@b( # c\n  # c\n  1) # c\n# c\ndef f(): # c\n  # c\n  pass # c\n  # c\n",
    b"class A: # c\n  # c\n  @a # c\n  class B(C, # c\n          D): # c\n    # c\n    x = 1\n  # c\n",
    b"try: # c\n  pass\n  # c\nexcept E: # c\n  pass\n# c\nelse:\n  lambda: 1 # c\n# c\nfinally: pass # c\n",
]


def spoken(data):
    """The same file with each comment numbered, and its tokens."""
    lines = data.decode().split("\n")
    comments = [t for t in tokenize.tokenize(io.BytesIO(data).readline)
                if t.type == tokenize.COMMENT]
    for number, token in enumerate(comments):
        row, column = token.start
        line = lines[row - 1]
        column += row == 1 and line.startswith("\ufeff")
        assert line[column] == "#"
        end = "\r" if line.endswith("\r") else ""
        lines[row - 1] = f"{line[:column]}# cambium: {number}{end}"
    data = "\n".join(lines).encode()
    return data, list(tokenize.tokenize(io.BytesIO(data).readline))


def decorated(tree, position_of):
    """From the first @ to the def: where that is on the way, and what lies in expressions."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, DEFINITIONS) and node.decorator_list:
            inside = [((d.lineno, position_of(d.lineno, d.col_offset)),
                       (d.end_lineno, position_of(d.end_lineno, d.end_col_offset)))
                      for d in node.decorator_list]
            found.append((inside[0][0], (node.lineno, node.col_offset), inside))
    return found


def expected(data, tokens):
    lines = data.decode("utf-8-sig").split("\n")
    groups = decorated(ast.parse(data), lambda line, column:
                       len(lines[line - 1].encode()[:column].decode()))
    code = [t for t in tokens if t.type not in NO_CODE]
    starts = [t.start for t in code]
    for token in tokens:
        if token.type != tokenize.COMMENT:
            continue
        row = token.start[0]
        alone = not lines[row - 1][:token.start[1]].strip()
        follows = code[bisect.bisect(starts, token.start)]
        for_line = row
        if alone and follows.type != tokenize.ENDMARKER:
            for_line = follows.start[0]
        for first, definition, inside in groups:
            if first < token.start < definition or \
                    (alone and follows.string == "@" and follows.start[0] == first[0] and
                     follows.start < first):
                if not any(a < token.start < b for a, b in inside):
                    for_line = definition[0]
        yield {"line": row, "for_line": for_line,
               "text": token.string.removeprefix("# cambium:").strip()}


def main(args):
    count, different = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        wanted = {}
        for number, path in enumerate([*paths_of(args), *STRANGE]):
            data = path if isinstance(path, bytes) else open(path, "rb").read()
            try:
                if not is_plain_utf8(data):
                    continue
                data, tokens = spoken(data)
                want = list(expected(data, tokens))
            except (SyntaxError, ValueError, RecursionError, tokenize.TokenError):
                continue
            copy = os.path.join(folder, f"{number}.py")
            with open(copy, "wb") as file:
                file.write(data)
            wanted[copy] = path, want
        for facts in dumped(list(wanted)):
            path, want = wanted[facts["path"]]
            if facts["partial"] and not isinstance(path, bytes):
                continue
            count += len(want)
            if want != facts["allowances"]:
                different += 1
                pairs = [p for p in zip(want, facts["allowances"]) if p[0] != p[1]]
                print("different:", path, len(want), len(facts["allowances"]), *pairs[:2])
    print(f"{count} comments, {different} files differ")
    return 1 if different or count < 1000 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
