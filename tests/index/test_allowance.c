/* Comments that allow findings: how they are read, and what they cover. */
#include "engine/index/allowance.h"

#include "tests/facts/facts_of.h"

#include <stdio.h>

/* ------------------------------------------------------------------ parse */

static void told(struct buf *out, const struct allowance *a)
{
    buf_add_text(out, a->whole_file ? "file" : "here");
    for (size_t i = 0; i < a->rule_count; i++) {
        const struct allowed_rule *rule = &a->rules[i];

        buf_add_char(out, ' ');
        buf_add(out, rule->id);
        if (rule->bound != BOUND_NONE)
            buf_add_format(out, "%s%g",
                           rule->bound == BOUND_MOST ? "<=" : ">=", rule->value);
    }
    if (a->ends)
        buf_add_format(out, " until %jd", (intmax_t)a->until_day);
    buf_add_text(out, " because ");
    buf_add(out, a->reason);
}

static void expect_parsed(const char *text, const char *want)
{
    struct arena memory = {0};
    struct allowance allowance;
    struct buf got = {0};
    struct err e = {0};

    if (allowance_parse(slice_of(text), &memory, &allowance, &e))
        told(&got, &allowance);
    else
        buf_add_format(&got, "! %s", e.message);
    buf_add_char(&got, '\0');
    cr_expect_str_eq(got.data, want, "%s: wanted '%s', got '%s'", text, want, got.data);
    buf_release(&got);
    arena_release(&memory);
}

Test(allowance, is_read_as_it_is_written)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"allow cyclomatic reason=a parser", "here cyclomatic because a parser"},
        {"allow-file untested reason=x", "file untested because x"},
        {"allow a,b ,  c reason=x", "here a b c because x"},
        {"allow cyclomatic<=20, mi>=10.5 reason=x",
         "here cyclomatic<=20 mi>=10.5 because x"},
        {"allow a <= 7 reason=x", "here a<=7 because x"},
        {"allow a until=1970-01-01 reason=x", "here a until 0 because x"},
        {"allow a until=2024-02-29 reason=x", "here a until 19782 because x"},
        {"allow a until=9999-12-31 reason=x", "here a until 2932896 because x"},
        {"allow a reason=it's, so to say, <=20 # noqa reason=y",
         "here a because it's, so to say, <=20 # noqa reason=y"},
        {"allow\ta\treason=x", "here a because x"},
        {"allow contract.layers_1-b reason=x", "here contract.layers_1-b because x"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_parsed(cases[i].text, cases[i].want);
}

Test(allowance, that_is_none_says_why)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"", "! '' isn't understood: write allow or allow-file"},
        {"alow a reason=x", "! 'alow' isn't understood: write allow or allow-file"},
        {"Allow a reason=x", "! 'Allow' isn't understood: write allow or allow-file"},
        {"allow", "! a rule is missing: write allow RULE reason=WHY"},
        {"allow reason=x", "! a rule is missing: write allow RULE reason=WHY"},
        {"allow until=2026-01-01 reason=x",
         "! a rule is missing: write allow RULE reason=WHY"},
        {"allow a, reason=x", "! a rule is missing: write allow RULE reason=WHY"},
        {"allow a,,b reason=x", "! a rule is missing: write allow RULE reason=WHY"},
        {"allow a", "! it has no reason: end it with reason=WHY"},
        {"allow a until=2026-01-01", "! it has no reason: end it with reason=WHY"},
        {"allow a reason=", "! its reason is empty"},
        {"allow a reason= \t", "! its reason is empty"},
        {"allow a b reason=x", "! 'b' isn't understood: rules are parted by commas, then "
                               "come until= and reason="},
        {"allow a because x", "! 'because' isn't understood: rules are parted by commas, "
                              "then come until= and reason="},
        {"allow a reason=x until=2026-01-01", "! until= has to stand before reason="},
        {"allow a until=2026-02-29 reason=x",
         "! until='2026-02-29' is no day: write YYYY-MM-DD"},
        {"allow a until=2026-13-01 reason=x",
         "! until='2026-13-01' is no day: write YYYY-MM-DD"},
        {"allow a until=2026-1-1 reason=x",
         "! until='2026-1-1' is no day: write YYYY-MM-DD"},
        {"allow a until=1969-12-31 reason=x",
         "! until='1969-12-31' is no day: write YYYY-MM-DD"},
        {"allow a until=2026-12-011 reason=x",
         "! until='2026-12-011' is no day: write YYYY-MM-DD"},
        {"allow a until=2100-02-29 reason=x",
         "! until='2100-02-29' is no day: write YYYY-MM-DD"},
        {"allow a until= reason=x", "! until='' is no day: write YYYY-MM-DD"},
        {"allow a<= reason=x", "! the bound of 'a' is no number of 14 digits at most"},
        {"allow a<=many reason=x",
         "! the bound of 'a' is no number of 14 digits at most"},
        {"allow a<=1.2.3 reason=x",
         "! the bound of 'a' is no number of 14 digits at most"},
        {"allow a<=-1 reason=x", "! the bound of 'a' is no number of 14 digits at most"},
        {"allow a<=1. reason=x", "! the bound of 'a' is no number of 14 digits at most"},
        {"allow a<=1234567890123456 reason=x",
         "! the bound of 'a' is no number of 14 digits at most"},
        {"allow a<20 reason=x",
         "! '<20' isn't understood: rules are parted by commas, then "
         "come until= and reason="},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_parsed(cases[i].text, cases[i].want);
}

Test(allowance, knows_the_calendar_day_by_day)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    struct arena memory = {0};
    int64_t wanted = 0;

    for (int year = 1970; year < 2405; year++) {
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

        for (int month = 1; month <= 12; month++) {
            for (int day = 1; day <= 31; day++) {
                bool is = day <= days[month - 1] + (month == 2 && leap);
                struct allowance a;
                char text[64];

                snprintf(text, sizeof text, "allow a until=%d-%02d-%02d reason=x", year,
                         month, day);
                cr_assert_eq(allowance_parse(slice_of(text), &memory, &a, NULL), is, "%s",
                             text);
                cr_assert(!is || a.until_day == wanted++, "%s", text);
            }
        }
        arena_reset(&memory);
    }
    arena_release(&memory);
}

Test(allowance, has_sixty_four_rules_at_most)
{
    struct arena memory = {0};
    struct allowance allowance;
    struct buf text = {0};
    struct err e = {0};

    buf_add_text(&text, "allow a");
    for (int i = 1; i < 64; i++)
        buf_add_text(&text, ",a");
    buf_add_text(&text, " reason=x");
    cr_expect(allowance_parse(buf_slice(&text), &memory, &allowance, &e));
    cr_expect_eq(allowance.rule_count, 64);
    text.len -= strlen(" reason=x");
    buf_add_text(&text, ",a reason=x");
    cr_expect(!allowance_parse(buf_slice(&text), &memory, &allowance, &e));
    cr_expect_str_eq(e.message, "it has more than 64 rules");
    buf_release(&text);
    arena_release(&memory);
}

/* ------------------------------------------------------------------ cover */

static const struct rule_kind long_rule = {.id = "long", .has_value = true};
static const struct rule_kind other_rule = {.id = "other"};

/* Tells each finding of the rule that covers_in_source looks for and what covers it: of each
 * function and class, of each import, and of the file. */
static void tell_covered(struct reader *r, const struct facts *f)
{
    struct finding findings[64] = {{.rule = &long_rule}};
    struct allowances all;
    size_t count = 1;

    for (uint32_t i = 0; i < f->function_count; i++)
        findings[count++] =
            (struct finding){.rule = &long_rule,
                             .name = slice_of(facts_text(f, f->functions[i].name)),
                             .line = f->functions[i].line,
                             .end_line = f->functions[i].end_line};
    for (uint32_t i = 0; i < f->class_count; i++)
        findings[count++] =
            (struct finding){.rule = &long_rule,
                             .name = slice_of(facts_text(f, f->classes[i].name)),
                             .line = f->classes[i].line,
                             .end_line = f->classes[i].end_line};
    for (uint32_t i = 0; i < f->import_count; i++)
        findings[count++] =
            (struct finding){.rule = &long_rule,
                             .name = slice_of(facts_text(f, f->imports[i].module)),
                             .line = f->imports[i].line,
                             .end_line = f->imports[i].line};
    findings[0].name = slice_of("(file)");
    allowances_read(&all, f, &r->memory);
    for (size_t i = 0; i < count; i++) {
        for (size_t n = 0; n < all.count; n++) {
            if (!allowance_covers(&all.items[n], &findings[i], 0))
                continue;
            buf_add(&r->text, findings[i].name);
            buf_add_format(&r->text, "@%u ", all.items[n].line);
        }
    }
    for (size_t i = 0; i < all.fault_count; i++)
        buf_add_format(&r->text, "fault@%u ", all.faults[i].line);
}

#define ALLOW "# cambium: allow long reason=x\n"

Test(allowance, covers_what_it_stands_before_or_in)
{
    static const struct golden cases[] = {
        {"nothing is found", "x = 1 " ALLOW, ""},
        {"behind the def", "def f(): " ALLOW "  pass\ndef g(): pass\n", "f@1"},
        {"in a long signature", "def f(\n  a, " ALLOW "): pass\n", "f@2"},
        {"in the body", "def f():\n  " ALLOW "  pass\n", "f@2"},
        {"before the def", ALLOW "def f(): pass\ndef g(): pass\n", "f@1"},
        {"over blank lines and comments", ALLOW "\n# b\n\ndef f(): pass\n", "f@1"},
        {"before the decorators", ALLOW "@a\n@b\ndef f(): pass\n", "f@1"},
        {"behind a decorator", "@a " ALLOW "def f(): pass\n", "f@1"},
        {"between them", "@a\n" ALLOW "@b\nclass A: pass\n", "A@2"},
        {"before a class, not its methods", ALLOW "class A:\n  def f(self): pass\n",
         "A@1"},
        {"before a method, not its class", "class A:\n  " ALLOW "  def f(self): pass\n",
         "A.f@2"},
        {"in a method, not its class", "class A:\n  def f(self): " ALLOW "    pass\n",
         "A.f@2"},
        {"in a class, not the methods that follow",
         "class A:\n  " ALLOW "  x = 1\n  def f(self): pass\n", "A@2"},
        {"before a nested function, not the outer one",
         "def f():\n  " ALLOW "  def g(): pass\n", "f.g@2"},
        {"in the outer function behind the nested one",
         "def f():\n  def g():\n    pass\n  x " ALLOW, "f@4"},
        {"behind an import", "import a " ALLOW "import b\n", "a@1"},
        {"before an import", ALLOW "import a\nimport b\n", "a@1"},
        {"before an import in a function", "def f():\n  " ALLOW "  import a\n",
         "f@2 a@2"},
        {"at the end of a body, what follows",
         "def f():\n  pass\n  " ALLOW "def g(): pass\n", "g@3"},
        {"between two functions nothing else",
         "def f(): pass\nx = 1 " ALLOW "def g(): pass\n", ""},
        {"a file's own finding is of allow-file",
         "# cambium: allow-file long reason=x\ndef f(): pass\nimport a\n",
         "(file)@1 f@1 a@1"},
        {"wherever that stands", "def f():\n  pass # cambium: allow-file long reason=x\n",
         "(file)@2 f@2"},
        {"one that isn't understood covers nothing",
         "def f(): # cambium: allow long\n  pass\n" ALLOW "def g(): pass\n",
         "g@3 fault@1"},
    };
    EXPECT_GOLDEN(cases, tell_covered);
}

static struct allowance allowance_of(struct arena *a, const char *text)
{
    struct allowance allowance;

    cr_assert(allowance_parse(slice_of(text), a, &allowance, NULL));
    return allowance;
}

Test(allowance, covers_its_rules_up_to_their_bounds)
{
    struct arena memory = {0};
    struct allowance a = allowance_of(&memory, "allow-file x, long<=20.5, y reason=z");
    struct finding f = {.rule = &long_rule, .has_value = true, .value = 20.5};

    cr_expect_eq(allowance_covers(&a, &f, 0), &a.rules[1]);
    f.value = 20.75;
    cr_expect_null(allowance_covers(&a, &f, 0), "over its bound");
    f.has_value = false;
    cr_expect_null(allowance_covers(&a, &f, 0), "without a value there is no bound");
    f = (struct finding){.rule = &other_rule};
    cr_expect_null(allowance_covers(&a, &f, 0), "another rule");
    a = allowance_of(&memory, "allow-file long>=50 reason=z");
    f = (struct finding){.rule = &long_rule, .has_value = true, .value = 50};
    cr_expect_eq(allowance_covers(&a, &f, 0), &a.rules[0]);
    f.value = 49;
    cr_expect_null(allowance_covers(&a, &f, 0));
    arena_release(&memory);
}

Test(allowance, ends_with_its_last_day)
{
    const int64_t day = 24 * 60 * 60;
    struct arena memory = {0};
    struct allowance a =
        allowance_of(&memory, "allow-file long until=1970-01-11 reason=z");
    struct finding f = {.rule = &long_rule};

    cr_expect(allowance_covers(&a, &f, 11 * day - 1), "its last second");
    cr_expect(!allowance_covers(&a, &f, 11 * day), "the day after");
    cr_expect(allowance_covers(&a, &f, 0), "nobody knows the time");
    cr_expect(!allowance_is_over(&a, 1));
    cr_expect(allowance_is_over(&a, 11 * day));
    arena_release(&memory);
}

/* Were each looked for from the start, this would take hours. */
Test(allowance, of_many_definitions_are_read_in_one_pass)
{
    const uint32_t count = 60000;
    struct reader r = {0};
    struct buf source = {0};
    struct allowances all;

    for (uint32_t i = 0; i < count; i++)
        buf_add_text(&source, "def f():\n  x " ALLOW);
    allowances_read(&all, facts_of_bytes(&r, buf_slice(&source)), &r.memory);
    cr_assert_eq(all.count, count);
    cr_expect_eq(all.items[count - 1].first_line, 2 * count - 1);
    cr_expect_eq(all.items[count - 1].last_line, 2 * count);
    buf_release(&source);
    reader_release(&r);
}
