"""CPython's tokens, and what lizard makes of them: a judge of our counts that knows
nothing of our tree."""
import bisect
import io
import re
import tokenize

NO_TOKENS = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT,
             tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER}
PREFIX = re.compile(r"[A-Za-z]*")
# Operators that C hasn't got are several of its tokens.
TWO = {"<<", ">>", "<>", "*=", "/=", "%=", "@=", "//=", "**="}


def tokens_of(data):
    """(string, start, end, kind) of each token; places are (line, column in characters)."""
    readline = io.BytesIO(data).readline
    return [t for t in tokenize.tokenize(readline) if t.type not in NO_TOKENS]


class Places:
    """From ast's places, whose columns are bytes, to tokenize's."""

    def __init__(self, data, tokens):
        self.lines = data.removeprefix(b"\xef\xbb\xbf").decode().split("\n")
        self.tokens = tokens
        self.starts = [t.start for t in tokens]

    def place(self, line, byte):
        text = self.lines[line - 1]
        return line, byte if text.isascii() else len(text.encode()[:byte].decode())

    def start(self, node):
        return self.place(node.lineno, node.col_offset)

    def end(self, node):
        return self.place(node.end_lineno, node.end_col_offset)

    def index(self, place):
        """Of the first token at that place or behind it."""
        return bisect.bisect_left(self.starts, place)

    def token(self, node):
        return self.tokens[self.index(self.start(node))].string

    def name_index(self, function):
        at = self.index(self.start(function))
        return at + (3 if self.tokens[at].string == "async" else 2) - 1

    def continuations(self, index):
        """Backslashes at line ends between the token before and this one."""
        if index == 0:
            return 0
        (line, column), (end_line, _) = self.tokens[index - 1].end, self.starts[index]
        gap = [self.lines[line - 1][column:]] + self.lines[line:end_line - 1]
        return sum(part.strip() == "\\" for part in gap) if end_line > line else 0


def words_in(text):
    """Words, and other characters one by one."""
    return len(re.findall(r"\w+|[^\w\s]", text))


def code_tokens(code):
    """Of an expression in the hole of a string."""
    tokens = tokens_of(b"(" + code.encode() + b"\n)")[1:-1]
    return sum(lizard_tokens(tokens, i) for i in range(len(tokens)))


def hole_end(text, at, stops):
    """Where one of the stops stands, in no brackets and no string."""
    depth = 0
    while at < len(text):
        if text[at] in "'\"":
            quote = text[at] * 3 if text.startswith(text[at] * 3, at) else text[at]
            at = text.index(quote, at + len(quote)) + len(quote)
            continue
        if depth == 0 and text[at] in stops and not (
                text.startswith("!=", at)):
            return at
        depth += (text[at] in "([{") - (text[at] in ")]}")
        at += 1
    return at


def hole_tokens(text, at):
    """Those of the hole that starts at `at`, behind its brace, and where it ends."""
    end = hole_end(text, at, "!:}")
    code = text[at:end]
    counted = 0
    if re.search(r"[^=!<>]=\s*$", code):
        code, counted = code.rstrip()[:-1], 1
    counted += code_tokens(code)
    if text[end] == "!":
        end += 2
        counted += 2
        end = hole_end(text, end, ":}")
    if text[end] == ":":
        inner, end = format_tokens(text, end)
        counted += inner
    return counted, end + 1


def format_tokens(text, at):
    """Of a format from its colon on, up to the brace that ends its hole."""
    counted, literal = 0, at
    while text[at] != "}":
        if text[at] == "{":
            inner, end = hole_tokens(text, at + 1)
            counted += words_in(text[literal:at]) + inner + 2
            at = literal = end
        else:
            at += 1
    return counted + words_in(text[literal:at]), at


def string_tokens(string):
    prefix = PREFIX.match(string)[0]
    if "f" not in prefix.lower():
        return 1 + bool(prefix)
    quote = 3 if string[len(prefix):].startswith(('"""', "'''")) else 1
    text = string[len(prefix) + quote:-quote]
    pieces, inside, at, literal = 0, 0, 0, 0
    while at < len(text):
        if text[at:at + 2] in ("{{", "}}") or text[at] == "\\":
            at += 2
        elif text[at] == "{":
            pieces += at > literal
            counted, at = hole_tokens(text, at + 1)
            inside += counted
            literal = at
        else:
            at += 1
    if literal == 0:
        return 2
    return 1 + pieces + (len(text) > literal) + inside


def lizard_tokens(tokens, i):
    token = tokens[i]
    if token.type == tokenize.STRING:
        return string_tokens(token.string)
    if token.type == tokenize.NUMBER:
        return words_in(token.string)
    if token.string == ":" and i and tokens[i - 1].string == ":":
        return token.start != tokens[i - 1].end
    return 2 if token.string in TWO else 1
