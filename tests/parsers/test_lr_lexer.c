/* The batch driver's tokens are the runtime's tokens: on real files, on damaged
 * ones, and on what is odd on purpose. And lex() is lex_slow(), whatever is
 * asked, and the vector code is the plain code. */
#include "tests/parsers/lexer_judge.h"

#include "tests/parsers/edits.h"

#include <criterion/criterion.h>
#include <glob.h>

const TSLanguage *tree_sitter_python(void);

struct bench {
    struct judge judge;
    TSParser *parser;
    uint8_t text[1 << 16];
};

static struct bench *bench_new(void)
{
    struct bench *b = memory_calloc(1, sizeof *b);

    b->parser = ts_parser_new();
    ts_parser_set_language(b->parser, tree_sitter_python());
    return b;
}

static void bench_free(struct bench *b)
{
    judge_release(&b->judge);
    ts_parser_delete(b->parser);
    free(b);
}

/* At most what the bench holds of a file; returns its length. */
static uint32_t bench_read(struct bench *b, const char *path, uint32_t most)
{
    FILE *f = fopen(path, "rb");
    uint32_t length;

    cr_assert(f, "%s", path);
    length = (uint32_t)fread(b->text, 1, most, f);
    fclose(f);
    return length;
}

static void bench_judge(struct bench *b, uint32_t length, const char *name)
{
    uint8_t *exact = memory_calloc(1, length + LEX_PADDING);

    memcpy(exact, b->text, length);
    judge_parse(&b->judge, b->parser, &lex_tables_python, exact, length);
    cr_assert_eq(b->judge.wrong, 0, "%s: %s\n%.*s", name, b->judge.message,
                 (int)(length < 4000 ? length : 4000), (char *)b->text);
    free(exact);
}

static void for_each_file(const char *pattern, size_t step,
                          void (*use)(struct bench *, const char *))
{
    struct bench *b = bench_new();
    glob_t found;

    cr_assert_eq(glob(pattern, 0, NULL, &found), 0, "%s", pattern);
    for (size_t i = 0; i < found.gl_pathc; i += step)
        use(b, found.gl_pathv[i]);
    globfree(&found);
    cr_assert_gt(b->judge.tokens, 1000);
    bench_free(b);
}

static void judge_file(struct bench *b, const char *path)
{
    bench_judge(b, bench_read(b, path, sizeof b->text), path);
}

Test(lr_lexer, tokens_of_real_files_are_the_runtimes)
{
    for_each_file("/usr/lib/python3.11/*.py", 4, judge_file);
}

/* Short pieces, so that errors don't make the runtime slow, from anywhere. */
static void judge_damaged(struct bench *b, const char *path)
{
    const uint32_t most = 1500;
    uint32_t whole = bench_read(b, path, sizeof b->text - 2000);
    uint8_t *all = memory_calloc(1, whole + 1);
    uint64_t seed = whole + 1;

    memcpy(all, b->text, whole);
    for (int round = 0; round < 30; round++) {
        uint32_t at = edit_below(&seed, whole + 1);
        uint32_t length = whole - at < most ? whole - at : most;

        while (at && all[at - 1] != '\n') {
            at--;
            length += length < most;
        }
        memcpy(b->text, all + at, length);
        for (uint32_t edits = edit_below(&seed, 5); edits; edits--)
            length = edit_once(b->text, length, sizeof b->text, &seed);
        length = (uint32_t)strnlen((char *)b->text, length);
        bench_judge(b, length, path);
    }
    free(all);
}

Test(lr_lexer, tokens_of_damaged_files_are_the_runtimes)
{
    for_each_file("/usr/lib/python3.11/*.py", 4, judge_damaged);
}

static const char *const odd[] = {
    "",
    "\n",
    " ",
    "\xef\xbb\xbf",
    "\xef\xbb\xbfx = 1\n",
    "\xef\xbb\xbf# c\n\xef\xbb\xbfy\n",
    "x",
    "_",
    "_ = 1\nmatch _:\n case _: pass\n",
    "if x:\n  y\n\n # c\n  # d\n\nz\n",
    "if x:\n\ty\n        z\n",
    "if x:\r\n  y\r\n\r\n  # c\r\n  z\r\nw\r\n",
    "if x:\n  y\n\f\n  z\n",
    "if x:\n \f y\n",
    "if x: # c\n  # d\n  y # e\n# f\nelse: z",
    "class A:\n  def f():\n    pass\n  # a\n # b\n# c\n\n\n\nx\n",
    "def f():\n    # one\n    # two\n\n    # three\n    return 1\n# four\n# five\n",
    "x = (1,\n  # c\n  2)\n",
    "x = \\\n  1\n",
    "x = \\\r\n  1\n",
    "x = 1 \\",
    "\\\nx\n",
    "if x:\n  \\\n  y\n",
    "r'\\\\'\n",
    "r'\\\\' r'a\\'b' R\"\\\\\"\n",
    "rb'\\N' b'\\N{x}' b'\\u1' b'\\x41'\n",
    "b'\\N'",
    "b'\\N''",
    "'a\\\nb'\n",
    "'a\nb'\n",
    "'\na'\n",
    "''''a'b''c'''\n",
    "'''a''''\n",
    "\"\"\"a\"\"\"\"\"\"\n",
    "f'{x}{{y}}{z!r:>{w}}' f'' f'{'\n",
    "f'''{\nx\n}'''\n",
    "f'a{b'c'}d' t'{x}' ft'a'\n",
    "f'{x:{y}}' rf'\\{x}' fr'\\d{x}\\''\n",
    "if f'{x}':\n  f'{\ny}'\nz\n",
    "u'a' U\"b\" uR'c' bfr'd'\n",
    "`a` `b c`\n",
    "fx'y' f 'z'\n",
    "print 'a', b\nprint >>f, 'x'\nexec 'a' in b\n",
    "print\nprint(a)\nprint = 1\ntype X = int\ntype = 2\nmatch = 3\n",
    "x<>y != z <= w << 1 >> 2 >= 3 ** 4 // 5 -> 6\n",
    "x //= 1; y **= 2; z >>= 3; w <<= 4; v @= 5; u := 6\n",
    "1 10 0x1F 0b11 0o17 1_000 1. .5 1e5 1E-5 1j 1l 0777 1__0 0x 1._5 9999999999\n",
    "a.b ... .. .5 a...b\n",
    "ident_longer_than_fifty_seven_characters_so_that_a_run_of_marks_is_not_enough = 1\n",
    "__future__ __futurE__ __future_ nonlocal nonlocals continue continued\n",
    "h\xc3\xa9llo = \xe2\x84\xab"
    "1\n",
    "x\xe2\x80\x8b= \xe2\x81\xa0y\n",
    "x = '\xff\xfe' # \xff\n\xff\n",
    "x\v= 1\n\v\ny\n",
    "try:\n  x\nexcept* E: y\nexcept F as g: z\n",
    "async def f():\n  await x\n  async for y in z: pass\n",
    "lambda x, *a, **k: x if y else z\n",
    "                                                                  x = 1\n",
    "if x:\n                                                                       y\n  "
    "z\n",
    "x                                                                           = 1\n",
    "if x:\n\t\t\t\t\t\t\t\t\t\ty\nelse:\n \tz",
    "if x:\n  '''doc\n\n # no comment\n'''\n  y\n",
    "if x:\n  y\n 'z'\n",
    "(\n'a'\n)\n'b'\n",
    "x = [\n\n\n  1,\n\n]\n\n\n",
    "!x ? $ y\n",
    "x = 1 ! 2\n",
};

Test(lr_lexer, tokens_of_odd_texts_are_the_runtimes)
{
    struct bench *b = bench_new();

    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        uint32_t length = (uint32_t)strlen(odd[i]);

        memcpy(b->text, odd[i], length);
        bench_judge(b, length, "odd");
        while (length) { /* each beginning of it is a text as well */
            bench_judge(b, --length, "odd, cut");
        }
    }
    bench_free(b);
}

Test(lr_lexer, odd_texts_damaged_lex_as_in_the_runtime)
{
    struct bench *b = bench_new();
    uint64_t seed = 1;

    for (int round = 0; round < 4000; round++) {
        const char *first = odd[edit_below(&seed, sizeof odd / sizeof *odd)];
        const char *second = odd[edit_below(&seed, sizeof odd / sizeof *odd)];
        uint32_t length = (uint32_t)(strlen(first) + strlen(second));

        memcpy(b->text, first, strlen(first));
        memcpy(b->text + strlen(first), second, strlen(second));
        for (uint32_t edits = edit_below(&seed, 4); edits; edits--)
            length = edit_once(b->text, length, sizeof b->text, &seed);
        bench_judge(b, (uint32_t)strnlen((char *)b->text, length), "odd, damaged");
    }
    bench_free(b);
}

/* Both from the same scanner state; both must end in the same. */
static void ask_both(struct lexer *fast, struct lexer *slow, uint16_t state, uint32_t at,
                     struct scanner_state scanner)
{
    struct lex_token a = {0}, b = {0};
    bool found_a, found_b;

    fast->scanner = slow->scanner = scanner;
    found_a = lex(fast, state, at, &a);
    found_b = lex_slow(slow, state, at, &b);
    cr_assert(found_a == found_b && (found_a || fast->failure == slow->failure),
              "state %u at %u", state, at);
    if (!found_a)
        return;
    cr_assert(
        a.start == b.start && a.end == b.end && a.symbol == b.symbol &&
            a.flags == b.flags,
        "state %u at %u: %u..%u symbol %u flags %u, slowly %u..%u symbol %u flags %u",
        state, at, a.start, a.end, a.symbol, a.flags, b.start, b.end, b.symbol, b.flags);
    cr_assert(scanner_state_equal(fast, fast->scanner, slow->scanner), "state %u at %u",
              state, at);
}

/* Some states a scanner can be in: none yet, and what a few odd texts leave. The
 * two lexers make the same nodes, so a state of one is a state of the other. */
static size_t scanner_states(struct lexer *fast, struct lexer *slow, const char *text,
                             struct scanner_state *states, size_t most)
{
    uint32_t length = (uint32_t)strlen(text);
    size_t count = 0;

    states[count++] = fast->scanner;
    for (uint32_t at = 0; at < length && count < most; at++) {
        for (uint16_t state = 1; state < 400 && count < most; state += 13) {
            struct scanner_state from = states[(at + state) % count];
            struct lex_token token;

            ask_both(fast, slow, state, at, from);
            fast->scanner = slow->scanner = from;
            if (lex(fast, state, at, &token) && token.flags & LEX_STATE_CHANGED)
                states[count++] = fast->scanner;
            lex_slow(slow, state, at, &token);
        }
    }
    return count;
}

Test(lr_lexer, in_any_state_at_any_byte_fast_is_slow)
{
    struct lexer fast = {0}, slow = {0};
    uint8_t padded[512];

    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        uint32_t length = (uint32_t)strlen(odd[i]);
        struct scanner_state states[24];
        size_t count;

        memset(padded, 0, sizeof padded);
        memcpy(padded, odd[i], length);
        cr_assert(lexer_open(&fast, &lex_tables_python, padded, length));
        cr_assert(lexer_open(&slow, &lex_tables_python, padded, length));
        count = scanner_states(&fast, &slow, odd[i], states, 24);
        for (uint32_t at = 0; at <= length; at++) {
            for (uint32_t state = 0; state < lex_tables_python.state_count;
                 state += 1 + at % 3)
                ask_both(&fast, &slow, (uint16_t)state, at,
                         states[(at * 7 + state) % count]);
        }
    }
    lexer_release(&fast);
    lexer_release(&slow);
}

Test(lr_lexer, zero_bytes_are_refused)
{
    uint8_t padded[3 + LEX_PADDING] = "x\0y";
    struct lexer lexer = {0};

    cr_expect(!lexer_open(&lexer, &lex_tables_python, padded, 3));
    cr_expect_eq(lexer.failure, LEX_NUL_BYTE);
    cr_expect(!lexer_open(&lexer, &lex_tables_python, padded, (size_t)UINT32_MAX));
    cr_expect_eq(lexer.failure, LEX_TOO_LONG);
    lexer_release(&lexer);
}

/* The parse state whose mode has this external token, and which of them. */
static uint16_t state_with(unsigned token, unsigned without)
{
    const struct lex_tables *t = &lex_tables_python;

    for (uint32_t i = 1; i < t->state_count; i++) {
        uint64_t valid = t->external_sets[t->states[i].external];

        if (valid >> token & 1 && !(valid >> without & 1))
            return (uint16_t)i;
    }
    cr_assert_fail("no such state");
    return 0;
}

enum { NEWLINE, INDENT, DEDENT, STRING_START, STRING_CONTENT };

/* Each line is one deeper; the scanner is asked for an indent behind each. */
Test(lr_lexer, blocks_nested_deeper_than_the_runtime_keeps_are_refused)
{
    enum { LINES = 600 };
    uint8_t *text = memory_calloc(1, LINES * LINES + LEX_PADDING);
    uint16_t state = state_with(INDENT, STRING_CONTENT);
    struct lexer lexer = {0};
    struct lex_token token;
    uint32_t length = 0, at = 0, depth = 0;

    for (uint32_t line = 1; line < LINES; line++) {
        text[length++] = '\n';
        memset(text + length, ' ', line);
        length += line;
        text[length++] = 'x';
    }
    cr_assert(lexer_open(&lexer, &lex_tables_python, text, length));
    while (lex(&lexer, state, at, &token)) {
        cr_assert_eq(token.start, at);
        depth++;
        at += depth + 2;
        cr_assert_leq(depth, 511);
    }
    cr_expect_eq(lexer.failure, LEX_TOO_DEEP);
    cr_expect_eq(depth, 511);
    lexer_release(&lexer);
    free(text);
}

Test(lr_lexer, more_open_strings_than_the_runtime_keeps_are_refused)
{
    enum { STRINGS = 300 };
    uint8_t text[2 * STRINGS + LEX_PADDING] = {0};
    uint16_t state = state_with(STRING_START, STRING_CONTENT);
    struct lexer lexer = {0};
    struct lex_token token;
    uint32_t open = 0;

    for (uint32_t i = 0; i < STRINGS; i++)
        memcpy(text + 2 * i, i % 2 ? "f'" : "f\"", 2);
    cr_assert(lexer_open(&lexer, &lex_tables_python, text, 2 * STRINGS));
    while (lex(&lexer, state, 2 * open, &token)) {
        cr_assert_eq(token.end, 2 * open + 2);
        open++;
    }
    cr_expect_eq(lexer.failure, LEX_TOO_DEEP);
    cr_expect_eq(open, 255);
    lexer_release(&lexer);
}

Test(lr_lexer, vector_code_marks_and_finds_what_plain_code_does)
{
    uint8_t text[1024 + LEX_PADDING];
    uint64_t plain[2][17], vector[2][17];
    uint64_t seed = 7;

    if (simd_best() == &simd_scalar)
        cr_skip_test("no vector unit");
    for (int round = 0; round < 500; round++) {
        struct byte_set set;
        uint32_t length = edit_below(&seed, 1025);

        for (int i = 0; i < 16; i++)
            set.low[i] = (uint8_t)edit_random(&seed);
        for (size_t i = 0; i < sizeof text; i++)
            text[i] = (uint8_t)(edit_random(&seed) >> (round % 2 ? 8 : 58));
        memset(plain, 0, sizeof plain);
        memset(vector, 0, sizeof vector);
        simd_scalar.mark(text, length, &set, plain[0], plain[1]);
        simd_avx2.mark(text, length, &set, vector[0], vector[1]);
        cr_assert_arr_eq(plain, vector, sizeof plain);
        set.low[0] |= 1;
        text[length] = 0;
        for (uint32_t at = 0; at <= length; at += 7)
            cr_assert_eq(simd_scalar.find(text + at, &set),
                         simd_avx2.find(text + at, &set));
    }
}
