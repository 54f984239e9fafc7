/* Texts, globs and regular expressions; libc's regexec judges the latter. */
#include "engine/match/automaton.h"
#include "engine/match/text.h"

#include <criterion/criterion.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>

typedef bool compile_fn(struct slice text, struct arena *a, struct text_test *test,
                        struct err *e);

static bool regex(struct slice text, struct arena *a, struct text_test *test,
                  struct err *e)
{
    return text_regex(text, false, a, test, e);
}

static bool regex_any_case(struct slice text, struct arena *a, struct text_test *test,
                           struct err *e)
{
    return text_regex(text, true, a, test, e);
}

Test(text, holds_or_not)
{
    static const struct {
        compile_fn *compile;
        const char *pattern, *text;
        bool holds;
    } rows[] = {
        {text_equal, "abc", "abc", true},
        {text_equal, "abc", "ab", false},
        {text_equal, "", "", true},
        {text_equal, "a\\nb\\\\\\\"", "a\nb\\\"", true},
        {text_equal, "a*", "ab", false},
        {text_glob, "*", "", true},
        {text_glob, "a*", "a\n/b", true},
        {text_glob, "*a", "ba", true},
        {text_glob, "*a*", "bab", true},
        {text_glob, "*a*", "bb", false},
        {text_glob, "a?c", "abc", true},
        {text_glob, "a?c", "ac", false},
        {text_glob, "", "a", false},
        {text_glob, "", "", true},
        {text_glob, "[a]", "a", false},
        {text_glob, "a\\*", "ab", false},
        {text_glob, "**a**b", "aab", true},
        {regex, "", "anything", true},
        {regex, "^$", "", true},
        {regex, "^$", "a", false},
        {regex, "^a|b$", "ac", true},
        {regex, "^a|b$", "cb", true},
        {regex, "^a|b$", "cac", false},
        {regex, "(ab)+c", "xababcx", true},
        {regex, "^(a|bc)*$", "abcbca", true},
        {regex, "^(a|bc)*$", "abcb", false},
        {regex, "^a?b*$", "", true},
        {regex, "^a?b*$", "abbb", true},
        {regex, "^a?b*$", "ba", false},
        {regex, "(a*)*b", "aaab", true},
        {regex, "a.c", "a\nc", false},
        {regex, "a.c", "a\xc3\xa9 abc", true},
        {regex, "^[a-c_]+$", "ab_c", true},
        {regex, "^[^a-c]+$", "xyz", true},
        {regex, "[^a-c]", "abc", false},
        {regex, "^[]a]+$", "]a", true},
        {regex, "^[a-]+$", "a-", true},
        {regex, "^[\\d\\s]+$", "1 2", true},
        {regex, "\\W", "ab_9", false},
        {regex, "^\\S+\\s\\w$", "a.b c", true},
        {regex, "\\D", "123", false},
        {regex, "\\.\\/\\(", "./(", true},
        {regex, "^(?:ab)$", "ab", true},
        {regex, "a$|^b", "xa", true},
        {regex_any_case, "^ab[c-d]$", "AbD", true},
        {regex_any_case, "[^a]", "Aa", false},
        {regex, "ab", "AB", false},
    };
    struct arena memory = {0};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct text_test test = {0};
        struct err e = {0};

        cr_assert(rows[i].compile(slice_of(rows[i].pattern), &memory, &test, &e),
                  "%s: %s", rows[i].pattern, e.message);
        cr_expect_eq(text_holds(&test, slice_of(rows[i].text)), rows[i].holds,
                     "'%s' and '%s'", rows[i].pattern, rows[i].text);
        test.negated = true;
        cr_expect_neq(text_holds(&test, slice_of(rows[i].text)), rows[i].holds);
    }
    arena_release(&memory);
}

Test(text, what_is_no_expression_is_said)
{
    static const struct {
        const char *pattern, *says;
    } rows[] = {
        {"(a", "a ( has no )"},
        {"a)", "a ) has no ("},
        {"[a", "a [ has no ]"},
        {"[]", "a [ has no ]"},
        {"*a", "nothing stands before *"},
        {"a|+", "nothing stands before +"},
        {"a{2}", "there are no counts; write it out, or \\{ for the brace"},
        {"a^", "^ stands only at the start of an alternative"},
        {"a$b", "$ stands only at the end of an alternative"},
        {"(a$)", "$ can't stand in a group"},
        {"(^a)", "^ stands only at the start of an alternative"},
        {"(?=a)", "of groups with (? there is only (?:"},
        {"\\b", "\\b means nothing here"},
        {"(a)\\1", "\\1 means nothing here"},
        {"a\\", "nothing follows the last \\"},
        {"[z-a]", "a range in [] goes from a byte to a later one"},
        {"[\\d-z]", "a range in [] goes from a byte to a later one"},
    };
    struct arena memory = {0};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct text_test test = {0};
        struct err e = {0};

        cr_expect_not(text_regex(slice_of(rows[i].pattern), false, &memory, &test, &e),
                      "%s", rows[i].pattern);
        cr_expect_str_eq(e.message, rows[i].says, "%s: %s", rows[i].pattern, e.message);
    }
    arena_release(&memory);
}

Test(text, expressions_are_bounded)
{
    char longest[AUTOMATON_MAX_POSITIONS + 2], nest[200];
    struct arena memory = {0};
    struct text_test test = {0};
    struct err e = {0};

    memset(longest, 'a', sizeof longest);
    cr_expect(
        regex((struct slice){longest, AUTOMATON_MAX_POSITIONS}, &memory, &test, &e));
    cr_expect(text_holds(&test, (struct slice){longest, AUTOMATON_MAX_POSITIONS}));
    cr_expect_not(
        text_holds(&test, (struct slice){longest, AUTOMATON_MAX_POSITIONS - 1}));
    cr_expect_not(
        regex((struct slice){longest, AUTOMATON_MAX_POSITIONS + 1}, &memory, &test, &e));
    cr_expect_eq(e.code, ERR_LIMIT);
    cr_expect_not(text_glob((struct slice){longest, AUTOMATON_MAX_POSITIONS + 1}, &memory,
                            &test, &e));
    memset(nest, '(', sizeof nest);
    cr_expect_not(regex((struct slice){nest, sizeof nest}, &memory, &test, &e));
    cr_expect_eq(e.code, ERR_LIMIT);
    arena_release(&memory);
}

/* A random expression that means the same to libc. */
static void expression_add(char *out, size_t *len, unsigned depth, unsigned *seed)
{
    static const char *const atoms[] = {"a", "b", "c", ".", "[ab]", "[^a]"};
    unsigned parts = 1 + (unsigned)rand_r(seed) % 3;

    while (parts-- > 0) {
        if (depth && rand_r(seed) % 3 == 0) {
            out[(*len)++] = '(';
            expression_add(out, len, depth - 1, seed);
            if (rand_r(seed) % 2) {
                out[(*len)++] = '|';
                expression_add(out, len, depth - 1, seed);
            }
            out[(*len)++] = ')';
        } else {
            const char *atom = atoms[(unsigned)rand_r(seed) % 6];
            *len += (size_t)sprintf(out + *len, "%s", atom);
        }
        if (rand_r(seed) % 3 == 0)
            out[(*len)++] = "?*+"[rand_r(seed) % 3];
    }
}

static size_t random_expression(char *out, unsigned *seed)
{
    size_t len = 0;
    unsigned alternatives = 1 + (unsigned)rand_r(seed) % 2;

    while (alternatives-- > 0) {
        if (rand_r(seed) % 4 == 0)
            out[len++] = '^';
        expression_add(out, &len, 2, seed);
        if (rand_r(seed) % 4 == 0)
            out[len++] = '$';
        if (alternatives)
            out[len++] = '|';
    }
    out[len] = '\0';
    return len;
}

Test(text, expressions_agree_with_those_of_the_c_library)
{
    struct arena memory = {0};
    unsigned seed = 1, held = 0, tried = 0;

    for (int round = 0; round < 3000; round++) {
        char expression[2048], text[12];
        struct text_test test = {0};
        struct err e = {0};
        regex_t judge;

        random_expression(expression, &seed);
        cr_assert(text_regex(slice_of(expression), false, &memory, &test, &e) ||
                      e.code == ERR_LIMIT,
                  "%s: %s", expression, e.message);
        if (!test.automaton)
            continue;
        cr_assert_eq(regcomp(&judge, expression, REG_EXTENDED | REG_NOSUB), 0, "%s",
                     expression);
        for (int i = 0; i < 30; i++) {
            size_t len = (size_t)rand_r(&seed) % sizeof text;
            bool want, got;

            for (size_t c = 0; c < len; c++)
                text[c] = "abc"[rand_r(&seed) % 3];
            text[len] = '\0';
            want = regexec(&judge, text, 0, NULL, 0) == 0;
            got = text_holds(&test, (struct slice){text, len});
            cr_assert_eq(got, want, "/%s/ and '%s': libc says %d", expression, text,
                         want);
            held += want;
            tried++;
        }
        regfree(&judge);
        arena_reset(&memory);
    }
    cr_expect_gt(held, tried / 20);
    cr_expect_gt(tried - held, tried / 20);
    arena_release(&memory);
}
