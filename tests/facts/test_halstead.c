/* Operators and operands of radon hal, one case each. What is wanted is what radon 5.1
 * says on Python 3.11, but where the case says that it can't read that. */
#include "tests/facts/facts_of.h"

static void numbers_tell(struct reader *r, const char *name, const struct halstead *h)
{
    buf_add_format(&r->text, "%s: %u %u %u %u, ", name, h->distinct_operators,
                   h->distinct_operands, h->operators, h->operands);
}

/* n1, n2, N1 and N2 of each function and of the file. */
static void tell(struct reader *r, struct extracted got)
{
    const struct facts *f = got.facts;

    for (uint32_t i = 0; i < f->function_count; i++)
        numbers_tell(r, facts_text(f, f->functions[i].bare_name),
                     &got.measures->functions[i].halstead);
    numbers_tell(r, "file", &got.measures->halstead);
    r->text.len -= 1; /* the last comma goes with its space */
    r->text.data[r->text.len - 1] = ' ';
}

/* n2 of the file: how many of the operands are different. */
static void tell_different(struct reader *r, struct extracted got)
{
    buf_add_format(&r->text, "%u ", got.measures->halstead.distinct_operands);
}

Test(halstead, knows_five_kinds_of_operations)
{
    static const struct golden cases[] = {
        {"an empty file", "", "file: 0 0 0 0"},
        {"a binary operator has two operands", "a + b\n", "file: 1 2 1 2"},
        {"two of the same name are one", "a - b - c\n", "file: 1 4 2 4"},
        {"thirteen different ones",
         "a + b - c * d / e // f % g ** h @ i | j & k ^ l << m >> n\n",
         "file: 13 26 13 26"},
        {"a unary operator has one", "-a, +b, ~c, not d\n", "file: 4 4 4 4"},
        {"a minus is another one then", "-a - b\n", "file: 2 3 2 3"},
        {"a run of and is one", "a and b and c\n", "file: 1 3 1 3"},
        {"or begins another one", "a or b and c or d\n", "file: 2 5 2 5"},
        {"so do brackets", "a and (b and c)\n", "file: 1 4 2 4"},
        {"an assignment with an operator", "a += b\nc = c + d\n", "file: 1 4 2 4"},
        {"a comparison has an operator for each thing but one", "a < b <= c\n",
         "file: 2 3 2 3"},
        {"ten of those", "a < b > c <= d >= e == f != g in h not in i is j is not k\n",
         "file: 10 11 10 11"},
        {"nothing else is one",
         "a = b(c)[d].e if f else lambda g: [h, {i: j}]\nimport k as l\n",
         "file: 0 0 0 0"},
        {"operators in all of these are found",
         "a = b(c + d)[e - f].g if h * i else lambda j=k / l: [m % n for o in p // q if "
         "r ** s]\n",
         "file: 7 14 7 14"},
        {"in f-strings, too", "f'{a + b:{c - d}} {f\"{e * f}\"}'\n", "file: 3 6 3 6"},
        {"and in annotations", "a: b | c = d\nx: list[int] | None\n", "file: 1 4 2 4"},
        {"print >> of Python 2 may be read by Python 3", "print >>f, a\n",
         "file: 1 2 1 2"},
        {"patterns calculate little",
         "match x:\n"
         "    case -1 | 2: pass\n"
         "    case -1+2j: pass\n"
         "    case {-3: a}: pass\n"
         "    case B(c=-4): pass\n",
         "file: 2 5 5 6"},
        {"await binds tighter than a power", "async def f(): return await a ** b\n",
         "f: 1 2 1 2, file: 1 2 1 2"},
    };
    EXPECT_MEASURED(cases, tell);
}

Test(halstead, tells_operands_apart)
{
    static const struct golden cases[] = {
        {"a name is one operand", "a + a\n", "1"},
        {"an attribute is its last name", "a.x + b.x + x\n", "2"},
        {"and a string with that text", "a + 'a' + c.a\n", "2"},
        {"numbers are equal as in Python",
         "1 + 1.0 + True + 0x1 + 0b1 + 0o1 + 1e0 + 1_0e-1\n", "7"},
        {"and so is zero", "0 + 0.0 + False + 0j + 00\n", "4"},
        {"one and one j aren't", "1 + 1j + 1.0J\n", "3"},
        {"nor is a minus part of a number", "-1 + 1\n", "2"},
        {"underscores are nothing", "1_000 + 1000 + 1e3 + 0x3E8 + 0X3e8\n", "4"},
        {"numbers are of any length",
         "18446744073709551616 + 0x10000000000000000 + 2e64 + 18446744073709551616.0 + "
         "0\n",
         "6"},
        {"nor are they rounded",
         "9007199254740993 + 9007199254740992.0 + 9007199254740992\n", "3"},
        {"beyond the largest float all are infinite", "1e400 + 1e500 + 1e308\n", "3"},
        {"fractions", "0.5 + .5 + 5e-1 + 0.50 + 0.25\n", "5"},
        {"None and an ellipsis", "None + ... + None + ...\n", "4"},
        {"a string is its value",
         "'ab' + \"ab\" + 'a' 'b' + r'ab' + u'ab' + '\\x61b' + '\\141\\u0062' + '''a\\\n"
         "b'''\n",
         "7"},
        {"escapes that aren't any", "'\\q' + '\\\\q' + r'\\q'\n", "2"},
        {"beyond ASCII", "'\\xe9' + '\xc3\xa9' + '\\u00e9' + '\\U000000e9'\n", "3"},
        {"bytes are no strings", "b'a' + 'a' + b'\\x61' + B\"a\"\n", "4"},
        {"with escapes of their own", "b'\\u0061' + b'\\\\u0061' + b'\\xff' + b'\\377'\n",
         "4"},
        {"f-strings are one of a kind", "f'a' + f'a' + 'a' f'b'\n", "4"},
        {"so is all else",
         "f() + f() + a[0] + a[0] + (a,) + [a] + (lambda: a) + (yield_ := a)\n", "14"},
        {"and each operation", "(a + b) * (a + b)\n", "4"},
        {"brackets are nothing", "(a) + ((a)) + (  # c\n a)\n", "2"},
    };
    EXPECT_MEASURED(cases, tell_different);
}

Test(halstead, sees_functions_apart)
{
    static const struct golden cases[] = {
        {"a function's operands are its own", "a + b\ndef f(): a + b\n",
         "f: 1 2 1 2, file: 1 4 2 4"},
        {"but functions of one name share them", "def f(): a + b\ndef f(): a + c\n",
         "f: 1 2 1 2, f: 1 2 1 2, file: 1 3 2 4"},
        {"as methods of different classes do",
         "class A:\n"
         "    def f(self): a + b\n"
         "class B:\n"
         "    def f(self): a + b\n",
         "f: 1 2 1 2, f: 1 2 1 2, file: 1 2 2 4"},
        {"operators are the same everywhere",
         "a + b\n"
         "def f(): a + b\n"
         "def g(): a - b\n",
         "f: 1 2 1 2, g: 1 2 1 2, file: 2 6 3 6"},
        {"a nested function belongs to the one around it",
         "def f():\n"
         "    a + b\n"
         "    def g(): a - b\n"
         "    return g\n",
         "f: 2 4 2 4, g: 1 2 1 2, file: 2 4 2 4"},
        {"of the same name, too",
         "def f():\n"
         "    a + b\n"
         "    def f(): a + b\n",
         "f: 1 2 2 4, f: 1 2 1 2, file: 1 2 2 4"},
        {"through a class",
         "def f():\n"
         "    class A:\n"
         "        x = a + b\n"
         "        def g(self): return a - b\n",
         "f: 2 4 2 4, g: 1 2 1 2, file: 2 4 2 4"},
        {"the name of a function isn't its operand", "def f(): f + f\ndef g(): g + g\n",
         "f: 1 1 1 2, g: 1 1 1 2, file: 1 2 2 4"},
        {"parameters, annotations and decorators don't count",
         "@a(1 + 2)\n"
         "@b(1 - 2)\n"
         "def f(c=3 * 4, d: e | g = 5) -> h | i:\n"
         "    return c\n",
         "f: 0 0 0 0, file: 0 0 0 0"},
        {"those of a class do",
         "@a(1 + 2)\n"
         "class B(c - d, e=f * g):\n"
         "    h: i | j = k\n",
         "file: 4 8 4 8"},
        {"comments between decorators",
         "@a(1 + 2)\n"
         "# c\n"
         "@b(1 - 2)\n"
         "# d\n"
         "async def f(): pass\n"
         "@a(3 * 4)\n"
         "# e\n"
         "class C: pass\n",
         "f: 0 0 0 0, file: 1 2 1 2"},
        {"a lambda's parameters do", "def f(): return lambda a=1 + 2: a\n",
         "f: 1 2 1 2, file: 1 2 1 2"},
        {"a function as a whole",
         "def f(a, b):\n"
         "    a = b + 1\n"
         "    a += 1.0\n"
         "    if a < b <= 3 and not True:\n"
         "        return a.x + b.x\n"
         "    return -a\n",
         "f: 6 7 8 13, file: 6 7 8 13"},
    };
    EXPECT_MEASURED(cases, tell);
}

Test(halstead, counts_what_radon_can_not_read)
{
    static const struct golden cases[] = {
        {"type parameters (PEP 695)",
         "type A[T: a | b] = T | None\n"
         "def f[T: a | b](c: T): return c + c\n"
         "class B[T: a & b]: pass\n",
         "f: 1 1 1 2, file: 3 5 4 8"},
        {"quotes within quotes of an f-string (PEP 701)",
         "f'{a['b' + 'c']} {d + f'{e - f}'}'\n", "file: 2 6 3 6"},
        {"Python 2",
         "print 'a %s' % b\n"
         "print >>f, c + 10L\n"
         "if a <> b: exec 'c'\n",
         "file: 4 7 4 8"},
        {"an error",
         "def f(:\n"
         "    a + b\n"
         "c + d\n",
         "f: 1 2 1 2, file: 1 4 2 4"},
        {"half an operation", "a +\nb\n", "file: 1 2 1 2"},
    };
    EXPECT_MEASURED(cases, tell);
}

/* Brackets and operations in one another, 5,000 deep: a, and 5,000 operations more. */
Test(halstead, reads_deep_brackets)
{
    enum { DEPTH = 5000 };
    struct reader r = {0};
    struct buf source = {0};
    const struct halstead *h;

    for (int i = 0; i < DEPTH; i++)
        buf_add_text(&source, "-((");
    buf_add_text(&source, "a");
    for (int i = 0; i < DEPTH; i++)
        buf_add_text(&source, "))");
    h = &measures_of_bytes(&r, buf_slice(&source)).measures->halstead;
    cr_expect_eq(h->operators, DEPTH);
    cr_expect_eq(h->operands, DEPTH);
    cr_expect_eq(h->distinct_operands, DEPTH);
    buf_release(&source);
    reader_release(&r);
}

/* More operands than the table starts with, and then a file with few: nothing is left
 * of the long one. */
Test(halstead, starts_anew_for_each_file)
{
    enum { NAMES = 20000 };
    struct reader r = {0};
    struct buf source = {0};

    for (int i = 0; i < NAMES; i++)
        buf_add_format(&source, "a%d + b%d\n", i, i % (NAMES / 2));
    cr_expect_eq(
        measures_of_bytes(&r, buf_slice(&source)).measures->halstead.distinct_operands,
        NAMES + NAMES / 2);
    cr_expect_eq(measures_of(&r, "a1 + b1 + a1").measures->halstead.distinct_operands, 3);
    buf_release(&source);
    reader_release(&r);
}
