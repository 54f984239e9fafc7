/* The lines of radon raw, one case each. What is wanted is what radon 5.1 says on
 * Python 3.11, but where the case says that it can't read that. */
#include "tests/facts/facts_of.h"

/* Those that aren't 0. */
static void tell(struct reader *r, struct extracted got)
{
    const struct raw_lines *raw = &got.measures->raw;
    const struct {
        const char *name;
        uint32_t value;
    } all[] = {{"loc", raw->loc},
               {"lloc", raw->lloc},
               {"sloc", raw->sloc},
               {"comments", raw->comments},
               {"single_comments", raw->single_comments},
               {"multi", raw->multi},
               {"blank", raw->blank}};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i].value)
            buf_add_format(&r->text, "%s=%u ", all[i].name, all[i].value);
    }
    if (!r->text.len)
        buf_add_text(&r->text, "nothing ");
}

static void tell_logical(struct reader *r, struct extracted got)
{
    buf_add_format(&r->text, "%u ", got.measures->raw.lloc);
}

Test(raw, counts_logical_lines_by_their_colons)
{
    static const struct golden cases[] = {
        {"a statement is one", "x = 1\n", "1"},
        {"nothing is none", "# c\n\n", "0"},
        {"a header is one", "if x:\n    y\n", "2"},
        {"and what follows it on its line another one", "if x: y\n", "2"},
        {"a comment behind a header is nothing", "if x: # c\n    y\n", "2"},
        {"each header",
         "try:\n"
         "    a\n"
         "except B:\n"
         "    c\n"
         "else:\n"
         "    d\n"
         "finally:\n"
         "    e\n",
         "8"},
        {"a decorator is one",
         "@d\n"
         "def f():\n"
         "    pass\n",
         "3"},
        {"a string is one", "'''doc'''\n", "1"},
        {"statements behind semicolons", "a; b; c\n", "3"},
        {"an empty last part is none", "a;\n", "1"},
        {"a pair is as good as a suite", "x = {'a': 1}\n", "2"},
        {"many pairs are no more", "x = {'a': 1,\n     'b': 2}\n", "2"},
        {"an annotation", "x: int\n", "2"},
        {"a slice", "x[1:2]\n", "2"},
        {"a lambda", "f(lambda: x)\n", "2"},
        {"in a decorator", "@d(lambda: x)\ndef f(): pass\n", "4"},
        {"a header's own colon is its last one",
         "def f(a: int, b: str = x[1:2]):\n    pass\n", "2"},
        {"a header with a suite has had its second one", "if x: y = {1: 2}\n", "2"},
        {"the statement behind that has not", "if x: y = 1; z = {1: 2}\n", "4"},
        {"colons of f-strings aren't seen", "f'{x:>10} {y[1:2]}'\n", "1"},
        {"nor is a walrus", "(x := 1)\n", "1"},
        {"nor what is in strings and comments", "x = 'a: b' # c: d\n", "1"},
    };
    EXPECT_MEASURED(cases, tell_logical);
}

Test(raw, takes_a_single_token_before_a_semicolon_for_nothing)
{
    static const struct golden cases[] = {
        {"one token behind a header", "if x: a; b\n", "2"},
        {"more than one", "if x: a = 1; b = 2\n", "3"},
        {"one behind a lambda", "lambda: x; y\n", "2"},
        {"the bracket is another one", "f(lambda: x); y\n", "3"},
        {"one behind an annotation", "x: int; y\n", "2"},
        {"a string is one token", "x: 'a b'; y\n", "2"},
        {"an attribute is three", "x: a.b; y\n", "3"},
        {"a bracket behind a colon", "x[:]; y\n", "2"},
        {"before a semicolon at the end", "if x: a;\n", "1"},
        {"without one", "if x: a\n", "2"},
        {"only the last colon of a part counts", "if x: a = b[:]; c\n", "2"},
        {"of each part", "x: a; y: b; z: c\n", "4"},
        {"a comment is no token", "x: a; # c\n", "1"},
    };
    EXPECT_MEASURED(cases, tell_logical);
}

Test(raw, sorts_lines)
{
    static const struct golden cases[] = {
        {"an empty file has nothing", "", "nothing"},
        {"one expression", "x", "loc=1 lloc=1 sloc=1"},
        {"one comment", "# c", "loc=1 comments=1 single_comments=1"},
        {"blank lines",
         "\n"
         "  \n"
         "\t\n",
         "loc=3 blank=3"},
        {"a comment behind code", "x = 1 # c\n", "loc=1 lloc=1 sloc=1 comments=1"},
        {"a comment line",
         "def f():\n"
         "    # c\n"
         "    pass\n"
         "    # d\n"
         "# e\n",
         "loc=5 lloc=2 sloc=2 comments=3 single_comments=3"},
        {"a comment between brackets is source",
         "x = [\n"
         "    # c\n"
         "    1,\n"
         "\n"
         "]\n",
         "loc=5 lloc=1 sloc=4 comments=1 blank=1"},
        {"also between those of a header",
         "def f(\n"
         "    # c\n"
         "    a,\n"
         "):\n"
         "    # d\n"
         "    pass\n",
         "loc=6 lloc=2 sloc=5 comments=2 single_comments=1"},
        {"a short string is a single comment", "'doc'\n",
         "loc=1 lloc=1 single_comments=1"},
        {"also bytes and f-strings", "b'doc'\nf'doc {x:>3}'\n",
         "loc=2 lloc=2 single_comments=2"},
        {"not two of them", "'a' 'b'\n", "loc=1 lloc=1 sloc=1"},
        {"not in brackets", "('a')\n", "loc=1 lloc=1 sloc=1"},
        {"not with a comment", "'a' # c\n", "loc=1 lloc=1 sloc=1 comments=1"},
        {"not with a semicolon", "'a'; 'b'\n'a';\n", "loc=2 lloc=3 sloc=2"},
        {"not behind a header", "def f(): 'doc'\n", "loc=1 lloc=2 sloc=1"},
        {"a long string without its blank lines",
         "def f():\n"
         "    '''a\n"
         "\n"
         "    b\n"
         "    '''\n",
         "loc=5 lloc=2 sloc=1 multi=3 blank=1"},
        {"not if it is a value",
         "x = '''a\n"
         "\n"
         "# b\n"
         "'''\n",
         "loc=4 lloc=1 sloc=3 blank=1"},
        {"not if a comment follows", "'''a\nb''' # c\n",
         "loc=2 lloc=1 sloc=2 comments=1"},
        {"a long f-string",
         "f'''{a}\n"
         "{b:>3}\n"
         "'''\n",
         "loc=3 lloc=1 multi=3"},
        {"a backslash", "x = a + \\\n    b\n", "loc=2 lloc=1 sloc=2"},
        {"a comment behind a backslash is source", "x = a \\\n# c\n",
         "loc=2 lloc=1 sloc=2 comments=1"},
        {"behind one in a comment it isn't", "x = a # b \\\n# c\n",
         "loc=2 lloc=1 sloc=1 comments=2 single_comments=1"},
        {"a string behind a backslash is source", "assert x, \\\n    'text'\n",
         "loc=2 lloc=1 sloc=2"},
        {"a stub",
         "from a import b as b\n"
         "\n"
         "x: int\n"
         "def f(a: int = ...) -> str: ...\n"
         "class C:\n"
         "    y: str\n"
         "    def g(self) -> None: ...\n",
         "loc=7 lloc=10 sloc=6 blank=1"},
        {"print of Python 2",
         "print 'x', y\n"
         "print >>f, z\n"
         "if x: print y; print z\n",
         "loc=3 lloc=5 sloc=3"},
        {"match",
         "match x:\n"
         "    case {'a': 1}: pass\n"
         "    case _:\n"
         "        pass\n",
         "loc=4 lloc=5 sloc=4"},
        {"a file as a whole",
         "x = {\"a\": 1}\n"
         "y: int = 3\n"
         "z = w[1:2]\n"
         "if x: a = 1; b = 2\n"
         "def f(a: int) -> int: return a\n"
         "def g(\n"
         "    a: int,\n"
         "\n"
         "    # comment inside\n"
         "    b: int = 2,\n"
         "):\n"
         "    \"doc\"\n"
         "    return (a\n"
         "            + b)  # tail\n"
         "s = \"\"\"line1\n"
         "\n"
         "line3\"\"\"\n"
         "\"\"\"free\n"
         "string\"\"\"\n"
         "f\"fdoc\"\n",
         "loc=20 lloc=17 sloc=14 comments=2 single_comments=2 multi=2 blank=2"},
    };
    EXPECT_MEASURED(cases, tell);
}

Test(raw, ends_lines_as_python_does)
{
    static const struct golden cases[] = {
        {"a carriage return and a line feed are one end",
         "x = 1\r\n'''a\r\n\r\nb'''\r\n# c\r\n",
         "loc=5 lloc=2 sloc=1 comments=1 single_comments=1 multi=2 blank=1"},
        {"a byte order mark is nothing", "\xef\xbb\xbf# c\nx = 1\n",
         "loc=2 lloc=1 sloc=1 comments=1 single_comments=1"},
        {"a form feed ends a line", "x = 1\n\fdef f():\n    pass\n",
         "loc=4 lloc=3 sloc=3 blank=1"},
        {"so it does alone", "x = 1\n\f\ny = 2\n", "loc=4 lloc=2 sloc=2 blank=2"},
        {"and in a string", "'''a\f\n\v\nb'''\n", "loc=5 lloc=1 multi=2 blank=3"},
        {"as U+2028 and U+0085",
         "'''a\xe2\x80\xa8"
         "b\xc2\x85"
         "c'''\n",
         "loc=3 lloc=1 multi=3"},
        {"and the separators of ASCII",
         "x = '''a\x1c"
         "b\x1d\x1e"
         "c'''\n",
         "loc=4 lloc=1 sloc=3 blank=1"},
        {"U+00A0 and U+3000 are white space",
         "'''a\n"
         "\xc2\xa0\xe3\x80\x80\n"
         "b'''\n",
         "loc=3 lloc=1 multi=2 blank=1"},
        {"other letters aren't",
         "x = '\xc3\xa9\xe2\x80\x99\xe4\xb8\xad\xf0\x9f\x98\x80'\n# \xc3\xa9\n",
         "loc=2 lloc=1 sloc=1 comments=1 single_comments=1"},
        {"a tab is",
         "if x:\n"
         "\ty = 1\n"
         "\t\n",
         "loc=3 lloc=2 sloc=2 blank=1"},
    };
    EXPECT_MEASURED(cases, tell);
}

Test(raw, counts_what_radon_can_not_read)
{
    static const struct golden cases[] = {
        {"quotes within quotes of an f-string (PEP 701)",
         "x = f'{y['a':'b']}'\nf'{z['a']}'\n", "loc=2 lloc=2 sloc=1 single_comments=1"},
        {"an f-string over lines", "f'{a\n + b:>3}'\n", "loc=2 lloc=1 multi=2"},
        {"type parameters (PEP 695)",
         "type A[T: int] = list[T]\n"
         "def f[T: str](a: T): pass\n"
         "class B[T: (int, str)]:\n"
         "    pass\n",
         "loc=4 lloc=6 sloc=4"},
        {"a starred index (PEP 646)", "def f(*a: *B) -> x[*C]: pass\ny = z[*D]\n",
         "loc=2 lloc=3 sloc=2"},
        {"an error",
         "def f(:\n"
         "    x = (1\n"
         "y = 2 # c\n",
         "loc=3 sloc=3 comments=1"},
        {"a colon alone", ":\n", "loc=1 sloc=1"},
    };
    EXPECT_MEASURED(cases, tell);
}

/* 5,000 lists in one another, each on a line with a comment. */
Test(raw, reads_deep_brackets)
{
    enum { DEPTH = 5000 };
    struct reader r = {0};
    struct buf source = {0};
    const struct raw_lines *raw;

    for (int i = 0; i < DEPTH; i++)
        buf_add_text(&source, "[ # c\n");
    for (int i = 0; i < DEPTH; i++)
        buf_add_text(&source, "],\n");
    raw = &measures_of_bytes(&r, buf_slice(&source)).measures->raw;
    cr_expect_eq(raw->loc, 2 * DEPTH);
    cr_expect_eq(raw->sloc, 2 * DEPTH);
    cr_expect_eq(raw->comments, DEPTH);
    cr_expect_eq(raw->lloc, 1);
    buf_release(&source);
    reader_release(&r);
}
