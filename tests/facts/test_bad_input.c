/* All metrics at once on files that no one would write, or that aren't Python 3. Much of
 * it holds for every metric, also for those not written yet. */
#include "tests/facts/facts_of.h"
#include "tests/fewer.h"

#include <stdio.h>
#include <stdlib.h>

#define ALL (FACT_METRICS | MEASURE_METRICS)

static struct extracted all_of(struct reader *r, struct slice source)
{
    return extracted_of_bytes(r, source, ALL);
}

static uint64_t function_number(struct extracted got, const char *name, uint32_t function)
{
    enum metric_id by;
    const struct number *n = number_find(NUMBER_OF_FUNCTION, name, &by);

    cr_assert_not_null(n, "%s", name);
    cr_assert_lt(function, got.facts->function_count);
    return number_of(n, got.facts, got.measures, function);
}

static uint32_t subjects_in(const struct facts *f, enum number_subject subject)
{
    return subject == NUMBER_OF_FILE    ? 1
           : subject == NUMBER_OF_CLASS ? f->class_count
                                        : f->function_count;
}

/* Each number of one metric. */
static void expect_same_numbers(const struct metric *m, struct extracted a,
                                struct extracted b)
{
    for (const struct number *n = m->numbers; n->name; n++) {
        for (uint32_t i = 0; i < subjects_in(a.facts, n->subject); i++)
            cr_assert_eq(number_of(n, a.facts, a.measures, i),
                         number_of(n, b.facts, b.measures, i), "%s of %u", n->name, i);
    }
}

static void expect_same(struct extracted a, struct extracted b)
{
    cr_assert_eq(a.facts->function_count, b.facts->function_count);
    cr_assert_eq(a.facts->class_count, b.facts->class_count);
    for (size_t m = 0; m < METRIC_COUNT; m++)
        expect_same_numbers(metrics[m], a, b);
}

/* What every tree gives, whatever is wrong with it. */
static void expect_promises(struct extracted got, struct slice source)
{
    const struct measures *m = got.measures;
    uint64_t bytes = source.len;

    cr_assert_eq(m->set, MEASURE_METRICS);
    cr_assert_eq(m->function_count, got.facts->function_count);
    cr_assert_eq(m->class_count, got.facts->class_count);
    cr_assert_leq(m->statements, 2 * bytes);
    for (uint32_t i = 0; i < m->function_count; i++) {
        const struct function_measures *f = &m->functions[i];

        cr_assert_geq(f->statements, 1);
        cr_assert_leq(f->statements, 2 * bytes + 1);
        cr_assert_leq(f->returns + f->locals, bytes);
        cr_assert_leq(f->branches, bytes);
        cr_assert_leq(f->nesting, bytes);
    }
    for (uint32_t i = 0; i < m->class_count; i++) {
        cr_assert_leq(m->classes[i].attributes, bytes);
        cr_assert_geq(m->classes[i].weighted_methods, got.facts->classes[i].methods);
    }
}

/* On the heap, so that a sanitizer sees the first byte behind it. A file must leave
 * nothing behind: a new extractor gives what a used one does. */
static void try_bytes(struct reader *used, struct slice bytes)
{
    struct extractor *fresh = extractor_new();
    char *copy = malloc(bytes.len + !bytes.len);
    struct extracted got;
    struct tree tree;

    cr_assert_not_null(copy);
    memcpy(copy, bytes.data, bytes.len);
    bytes.data = copy;
    tree = tree_of_bytes(used, bytes);
    got = extract(used->extractor, &tree, bytes, ALL, &used->memory);
    expect_promises(got, bytes);
    expect_same(got, extract(fresh, &tree, bytes, ALL, &used->memory));
    extractor_free(fresh);
    arena_reset(&used->memory);
    free(copy);
}

/* Something of all that metrics look at. */
static const char sample[] =
    "'''doc''' ; x = 1\nfrom __future__ import annotations\nimport a.b as c, d\n"
    "@d(a or b)\nclass A(B, metaclass=M):\n    ('doc' # c\n     'more')\n"
    "    @staticmethod\n    async def f(self, a: int = 1, /, b=2, *c, d, **e) -> 'x':\n"
    "        r'''doc'''\n        async for x, self.y in z:\n            assert x and y\n"
    "        else:\n            global k, l\n            nonlocal m\n"
    "        def test_g(*, a): return [x for x in y if x if (z := x)] # c\n"
    "        return f'{a if b else c!r:>{d}}' '\\n' b'x'\n    # c\n\n    x: int = 1\n"
    "    def g(me, b=lambda x=(y := 1): (z := x)):\n"
    "        me.x, [me.y, *me.z] = me.w += b ** -1 @ c\n        del me, (b, x)\n"
    "        try: from ... import q\n        except A as e: pass\n        else: pass\n"
    "        finally:\n            with a as (b, me.v), c: yield\n"
    "def h[T](a, b, (c, d)=1):\n    while a is not b: continue\n"
    "    else: print >>a, b\n    match a:\n        case [b, *_] if c and d: pass\n"
    "        case {'k': (x), **r} | A(b=c) as e: pass\n"
    "    if a: b\n    elif c: d\n    else:\n        if e: type X[T] = int\n"
    "    try: a\n    except* B: c\n    return lambda x=1: x < 1 <= 2 not in y\n"
    "\xc3\xa9 = \xe2\x80\xa8 $ ?\n";

Test(bad_input, files_cut_off_anywhere)
{
    struct reader r = {0};

    for (size_t len = 0; len < sizeof sample; len++)
        try_bytes(&r, (struct slice){sample, len});
    for (size_t from = 0; from < sizeof sample; from++)
        try_bytes(&r, (struct slice){sample + from, sizeof sample - 1 - from});
    reader_release(&r);
}

static void edit(char *text, size_t len, unsigned *seed)
{
    static const char bytes[] = "\"'#:()[]{}.,*@\\\n\n  \t\r=$\xff\xc3if def class else";
    unsigned edits = 1 + (unsigned)rand_r(seed) % 4;

    while (edits-- > 0)
        text[(size_t)rand_r(seed) % len] =
            bytes[(size_t)rand_r(seed) % (sizeof bytes - 1)];
}

Test(bad_input, files_with_wrong_bytes_in_them)
{
    struct reader r = {0};
    char copy[sizeof sample];
    unsigned seed = 3;

    for (int i = 0; i < 1000 / FEWER; i++) {
        memcpy(copy, sample, sizeof sample);
        edit(copy, sizeof sample - 1, &seed);
        try_bytes(&r, (struct slice){copy, sizeof sample - 1});
    }
    reader_release(&r);
}

Test(bad_input, real_files_cut_and_edited)
{
    FILE *file = fopen("/usr/lib/python3.11/contextlib.py", "rb");
    struct reader r = {0};
    static char text[1 << 16];
    static char copy[sizeof text];
    unsigned seed = 4;
    size_t len;

    if (!file)
        cr_skip_test("the interpreter's library isn't installed");
    len = fread(text, 1, sizeof text, file);
    fclose(file);
    for (int i = 0; i < 100; i++) {
        try_bytes(&r, (struct slice){text, 1 + (size_t)rand_r(&seed) % len});
        memcpy(copy, text, len);
        edit(copy, len, &seed);
        try_bytes(&r, (struct slice){copy, len});
    }
    reader_release(&r);
}

Test(bad_input, a_metric_alone_says_what_it_says_among_all)
{
    struct reader r = {0};
    struct slice source = slice_of(sample);
    struct extracted together = all_of(&r, source);

    for (size_t m = FACT_METRIC_COUNT; m < METRIC_COUNT; m++) {
        struct extracted alone = extracted_of_bytes(&r, source, (metric_set)1 << m);

        cr_assert_null(alone.facts);
        cr_assert(alone.measures->set >> m & 1);
        alone.facts = together.facts;
        expect_same_numbers(metrics[m], together, alone);
    }
    reader_release(&r);
}

Test(bad_input, what_stands_around_an_error_is_read)
{
    struct reader r = {0};
    struct extracted got = all_of(&r, slice_of("def f(a):\n  b = a\n  if b: return 1\n"
                                               "def g():\n  x = ) 1\n"
                                               "def h(a): return a\n"));

    cr_assert(got.facts->partial);
    cr_assert_eq(got.facts->function_count, 3);
    cr_expect_eq(function_number(got, "locals", 0), 1);
    cr_expect_eq(function_number(got, "branches", 0), 1);
    cr_expect_eq(function_number(got, "statements", 0), 3);
    cr_expect(got.facts->functions[1].flags & FUNCTION_PARTIAL);
    cr_expect_eq(function_number(got, "locals", 1), 1);
    cr_expect_eq(function_number(got, "returns", 2), 1);
    cr_expect_eq(function_number(got, "tokens", 2), 8);
    reader_release(&r);
}

Test(bad_input, files_with_next_to_nothing_in_them)
{
    static const char *const sources[] = {
        "",      "\n",         " ",      "\t\n\f\n", "# c",  "\xef\xbb\xbf",
        "x",     "'''text'''", "(\n)\n", "\\",       "\\\n", "def",
        "class", "@",          "(",      "'",        "f'{",  ":",
        "if",    "\xff",       "lambda", "...",
    };
    struct reader r = {0};

    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        struct slice source = slice_of(sources[i]);

        try_bytes(&r, source);
        cr_expect_eq(all_of(&r, source).facts->function_count, 0, "%s", sources[i]);
    }
    reader_release(&r);
}

Test(bad_input, one_expression)
{
    struct reader r = {0};
    struct extracted got = all_of(&r, slice_of("a if b else c\n"));

    cr_expect_eq(got.measures->statements, 1);
    cr_expect_eq(got.measures->tokens, 5);
    cr_expect_not(got.facts->partial);
    reader_release(&r);
}

/* `text` many times, with its own number for each %u in it. */
static struct slice repeated(struct buf *into, const char *text, unsigned times)
{
    buf_clear(into);
    for (unsigned i = 0; i < times; i++)
        buf_add_format(into, text, i, i, i);
    return buf_slice(into);
}

Test(bad_input, ten_thousand_functions)
{
    static const char one[] = "class C%u:\n  def f(self):\n    a = b = %u\n"
                              "    if a: self.x = b\n    return a\n";
    struct reader r = {0};
    struct buf buf = {0};
    struct extracted got = all_of(&r, repeated(&buf, one, 10000));

    cr_assert_eq(got.facts->function_count, 10000);
    cr_assert_eq(got.facts->class_count, 10000);
    for (uint32_t i = 0; i < 10000; i++) {
        cr_assert_eq(got.measures->functions[i].locals, 2);
        cr_assert_eq(got.measures->functions[i].tokens, 21);
        cr_assert_eq(got.measures->functions[i].statements, 4);
        cr_assert_eq(got.measures->functions[i].nesting, 1);
        cr_assert_eq(got.measures->classes[i].attributes, 1);
        cr_assert_eq(got.measures->classes[i].weighted_methods, 2);
    }
    buf_release(&buf);
    reader_release(&r);
}

Test(bad_input, a_function_with_a_hundred_thousand_names)
{
    struct reader r = {0};
    struct buf buf = {0}, body = {0};
    struct extracted got;

    buf_add_text(&buf, "def f():\n");
    buf_add(&buf, repeated(&body, "  a%u = b%u = 1\n  a%u += 1\n", 50000));
    got = all_of(&r, buf_slice(&buf));
    cr_expect_eq(function_number(got, "locals", 0), 100000);
    cr_expect_eq(function_number(got, "statements", 0), 100001);
    buf_release(&buf);
    buf_release(&body);
    reader_release(&r);
}

Test(bad_input, nested_brackets)
{
    struct reader r = {0};
    struct buf buf = {0}, part = {0};
    struct extracted got;

    buf_add_text(&buf, "def f():\n  x = ");
    buf_add(&buf, repeated(&part, "[", 5000));
    buf_add(&buf, repeated(&part, "]", 5000));
    got = all_of(&r, buf_slice(&buf));
    cr_expect_eq(function_number(got, "tokens", 0), 5 + 2 + 10000);
    cr_expect_eq(function_number(got, "locals", 0), 1);
    try_bytes(&r, repeated(&part, "(", 5000));
    try_bytes(&r, repeated(&part, "x = {", 5000));
    try_bytes(&r, repeated(&part, "]", 5000));
    buf_release(&buf);
    buf_release(&part);
    reader_release(&r);
}

/* The parser keeps 512 blocks in one another at most; a file with more isn't read at all.
 * Deeper trees than any parser gives are made up in test_hostile.c. */
enum { STEPS = 500 };

/* `first`, then `line` again and again, each one column deeper. */
static struct slice staircase(struct buf *into, const char *first, const char *line)
{
    buf_clear(into);
    for (unsigned i = 0; i <= STEPS; i++) {
        memset(buf_reserve(into, i + 1), ' ', i);
        into->len += i;
        buf_add_text(into, i == 0 ? first : i < STEPS ? line : "pass\n");
    }
    return buf_slice(into);
}

Test(bad_input, functions_in_functions)
{
    struct reader r = {0};
    struct buf buf = {0};
    struct extracted got = all_of(&r, staircase(&buf, "def f(a):\n", "def f(a):\n"));

    cr_assert_eq(got.facts->function_count, STEPS);
    for (uint32_t i = 0; i < STEPS; i++) {
        cr_assert_eq(function_number(got, "tokens", i), 6 * (STEPS - i) + 1);
        cr_assert_eq(function_number(got, "statements", i), 2);
        cr_assert_eq(function_number(got, "locals", i), i < STEPS - 1);
        cr_assert_eq(function_number(got, "nesting", i), 0);
    }
    try_bytes(&r, buf_slice(&buf));
    buf_release(&buf);
    reader_release(&r);
}

Test(bad_input, statements_in_statements)
{
    static const char *const lines[] = {"if a:\n", "for a in b:\n", "while a:\n",
                                        "with a as b:\n"};
    struct reader r = {0};
    struct buf buf = {0};

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct slice source = staircase(&buf, "def f():\n", lines[i]);

        cr_expect_eq(function_number(all_of(&r, source), "nesting", 0), STEPS - 1);
        try_bytes(&r, source);
    }
    buf_release(&buf);
    reader_release(&r);
}

Test(bad_input, long_chains_are_no_depth)
{
    struct reader r = {0};
    struct buf buf = {0}, part = {0};
    struct extracted got;

    buf_add_text(&buf, "def f():\n  if a: b\n");
    buf_add(&buf, repeated(&part, "  elif a%u: b\n", 10000));
    buf_add_text(&buf, "  try: a\n");
    buf_add(&buf, repeated(&part, "  except A%u: b\n", 10000));
    got = all_of(&r, buf_slice(&buf));
    cr_expect_eq(function_number(got, "nesting", 0), 1);
    cr_expect_eq(function_number(got, "branches", 0), 20001);
    buf_release(&buf);
    buf_release(&part);
    reader_release(&r);
}

/* Code of another age is read as far as it goes; nobody calls it an error twice. */
Test(bad_input, python_2)
{
    static const char source[] = "import string, os\n"
                                 "def f(a, (b, c), d=0777L):\n"
                                 "    print 'x', a\n    print >>f, b\n"
                                 "    exec 'x = 1' in d\n    raise E, 'text'\n"
                                 "def g(x):\n    if x <> 1: return `x`\n"
                                 "    try: x\n    except A, e: print e\n"
                                 "def h(): return ur'x'\n";
    struct reader r = {0};
    struct extracted got;

    try_bytes(&r, slice_of(source));
    got = all_of(&r, slice_of(source));
    cr_expect_geq(got.facts->function_count, 2);
    cr_expect_eq(function_number(got, "returns", got.facts->function_count - 1), 1);
    reader_release(&r);
}

Test(bad_input, a_stub_file)
{
    static const char source[] =
        "import sys\nfrom typing import overload\nx: int\n"
        "if sys.version_info >= (3, 9):\n    def f(a: int, *, b: str = ...) -> None: "
        "...\n"
        "class A:\n    a: int\n    @overload\n    def g(self, x: int) -> int: ...\n"
        "    @overload\n    def g(self, x: str) -> str: ...\n";
    struct reader r = {0};
    struct extracted got = all_of(&r, slice_of(source));

    cr_expect_not(got.facts->partial);
    cr_assert_eq(got.facts->function_count, 3);
    for (uint32_t i = 0; i < 3; i++) {
        cr_expect_eq(function_number(got, "statements", i), 2);
        cr_expect_eq(function_number(got, "cyclomatic", i), 1);
        cr_expect_eq(function_number(got, "locals", i), 0);
    }
    cr_expect_eq(got.measures->classes[0].attributes, 1);
    cr_expect_eq(got.measures->classes[0].weighted_methods, 2);
    reader_release(&r);
}

Test(bad_input, the_syntax_of_3_8_to_3_13_is_no_error)
{
    static const char *const sources[] = {
        "def f(a, /, b, *, c): pass\n",
        "if (n := len(a)) > 1: print(f'{n=} {n!r:>{w}}')\n",
        "def f(): return 1, *a\ndef g(): yield 1, *a\n",
        "@a[0].b(c)\ndef f(): pass\n@(x := d)\ndef g(): pass\n",
        "with (a as b, c as d,): pass\nwith (a, b): pass\n",
        "match a:\n  case {'x': [1, 2, *_], **k} if k: pass\n  case A(b=1) | B(): pass\n"
        "  case 'a' 'b' | -1.5 | 1+2j | None | c.d: pass\n  case (e) as g: pass\n",
        "try: pass\nexcept* (A, B) as e: pass\nexcept* C: pass\nelse: pass\n",
        "def f[T: int, *Ts, **P](a: T, *b: *Ts) -> T: pass\nclass A[T]: pass\n"
        "type X[T] = list[T]\ntype Y = int\n",
        "pass\n",
        "f'{a[\"b\"]} {f\"{f'{c}'}\"} {\n  d  # why\n}'\n",
        "def f(*args: *tuple[int, ...]): a[*b] = c[*d, 1]\n",
        "async def f():\n  async with a as b, c: pass\n  return [x async for x in y]\n",
        "a: int\nb: list[int] = []\n(c): str = ''\n",
        "x = 0xFF_FF + 0b1_0 + 0o17 + 1_000.5e-1_0 + 1j\n",
        "global_ = nonlocal_ = 1\nmatch = case = type = _ = print = exec = 1\n"
        "match(a)\ntype(b)\nprint(*c, sep='')\n",
        "for x in *a, *b: pass\nlambda *a, b=1, **c: (yield)\n",
        "a @= b; c = d @ e; a //= 1; a **= 2; a <<= 3; a >>= 4; a ^= 5; a |= 6; a &= 7\n",
        "raise A from b\nassert a, b\ndel a, b[c], d.e\nfrom . import a\nfrom ...b "
        "import (c, d,)\n",
    };
    struct reader r = {0};

    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        try_bytes(&r, slice_of(sources[i]));
        cr_expect_not(all_of(&r, slice_of(sources[i])).facts->partial, "%s", sources[i]);
    }
    reader_release(&r);
}

/* The grammar doesn't know them (PEP 696), but what follows is read. */
Test(bad_input, defaults_of_type_parameters_are_a_gap_of_the_grammar)
{
    static const char *const sources[] = {
        "def f[T = int](a): b = a\ndef g(): return 1\n",
        "class A[T = str]:\n  a = 1\ndef g(): return 1\n",
        "type X[*Ts = *tuple[int], **P = [int]] = T\ndef g(): return 1\n",
    };
    struct reader r = {0};

    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        struct extracted got;

        try_bytes(&r, slice_of(sources[i]));
        got = all_of(&r, slice_of(sources[i]));
        cr_expect(got.facts->partial);
        cr_expect_eq(function_number(got, "returns", got.facts->function_count - 1), 1);
    }
    reader_release(&r);
}
