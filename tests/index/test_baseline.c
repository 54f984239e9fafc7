#include "engine/index/baseline.h"

#include "engine/base/memory.h"
#include "tests/fewer.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static const struct rule_kind cyclomatic = {.id = "cyclomatic", .has_value = true},
                              coverage = {.id = "coverage", .has_value = true},
                              untested = {.id = "untested"};

/* Over 15 is too much, below 50 too little. */
static struct finding *add(struct findings *f, const struct rule_kind *rule,
                           const char *path, const char *name, double value)
{
    struct finding *one = findings_add(f, rule);

    one->path = slice_of(path);
    one->name = slice_of(name);
    one->has_value = rule->has_value;
    one->value = value;
    one->limit = rule == &cyclomatic ? 15 : 50;
    one->line = (uint32_t)f->count;
    return one;
}

#define HEAD "# cambium baseline 1\n"

static struct baseline *parsed(const char *text)
{
    struct err e = {0};
    struct baseline *b = baseline_parse(slice_of(text), "base", &e);

    cr_assert_not_null(b, "%s", e.message);
    return b;
}

static void expect_written(struct findings *f, const struct baseline *old,
                           const struct baseline_scope *scope, const char *wanted)
{
    struct buf text = {0};

    findings_close(f);
    cr_expect(baseline_write(&text, f, old, scope, NULL));
    cr_expect(slice_equal(buf_slice(&text), slice_of(wanted)), "%.*s is not\n%s",
              (int)text.len, text.data, wanted);
    buf_release(&text);
}

/* A letter for each finding in their order: new, worse, accepted, allowed (-). */
static void expect_states(const char *lines, struct findings *f, const char *wanted)
{
    struct baseline *b = parsed(lines);
    char states[32] = "";

    findings_close(f);
    baseline_apply(b, f);
    for (size_t i = 0; i < f->count; i++)
        states[i] = "nwa-"[f->items[i].state];
    cr_expect_str_eq(states, wanted, "%s", lines);
    baseline_free(b);
}

/* ------------------------------------------------------------------- text */

Test(baseline, is_sorted_lines_without_numbers_of_lines)
{
    struct findings f = {0};

    add(&f, &untested, "src/legacy/ odd name.py", "", 0);
    add(&f, &cyclomatic, "src/cart.py", "Cart.total", 31);
    add(&f, &coverage, "src/cart.py", "", 12.5);
    add(&f, &cyclomatic, "src/a.py", "f", 16);
    expect_written(&f, NULL, NULL,
                   HEAD "coverage src/cart.py - 12.5\n"
                        "cyclomatic src/a.py f 16\n"
                        "cyclomatic src/cart.py Cart.total 31\n"
                        "untested src/legacy/%20odd%20name.py -\n");
    findings_release(&f);
}

Test(baseline, of_no_finding_is_its_first_line)
{
    struct findings f = {0};

    expect_written(&f, NULL, NULL, HEAD);
}

Test(baseline, hostile_names_stay_on_their_line)
{
    struct findings f = {0};

    add(&f, &untested, "-", "-", 0);
    add(&f, &untested, "", "", 0);
    add(&f, &untested, "a#b%20", "f#2", 0);
    add(&f, &untested, "\xFF\n\r", "x\n<<<<<<< y", 0);
    add(&f, &untested,
        "gr\xC3\xB6\xC3\x9F"
        "e",
        "\xE2\x80\xAE\x7F\t", 0);
    expect_written(&f, NULL, NULL,
                   HEAD "untested %2D %2D\n"
                        "untested %FF%0A%0D x%0A<<<<<<<%20y\n"
                        "untested - -\n"
                        "untested a#b%2520 f%232\n"
                        "untested gr\xC3\xB6\xC3\x9F"
                        "e %E2%80%AE%7F%09\n");
    findings_release(&f);
}

Test(baseline, of_one_name_the_worst_comes_first)
{
    struct findings f = {0};

    add(&f, &cyclomatic, "a.py", "f", 16);
    add(&f, &cyclomatic, "a.py", "f", 31);
    add(&f, &cyclomatic, "a.py", "f", 20);
    add(&f, &coverage, "a.py", "f", 10);
    add(&f, &coverage, "a.py", "f", 5);
    expect_written(&f, NULL, NULL,
                   HEAD "coverage a.py f 5\n"
                        "coverage a.py f#2 10\n"
                        "cyclomatic a.py f 31\n"
                        "cyclomatic a.py f#2 20\n"
                        "cyclomatic a.py f#3 16\n");
    findings_release(&f);
}

Test(baseline, what_is_allowed_is_not_in_it)
{
    struct findings f = {0};

    add(&f, &cyclomatic, "a.py", "f", 99)->state = FINDING_ALLOWED;
    add(&f, &cyclomatic, "a.py", "f", 31);
    add(&f, &untested, "a.py", "", 0)->state = FINDING_ALLOWED;
    expect_written(&f, NULL, NULL, HEAD "cyclomatic a.py f 31\n");
    findings_release(&f);
}

Test(baseline, values_have_six_decimals_at_most_and_no_other_form)
{
    struct findings f = {0};

    add(&f, &coverage, "a", "", 49.9999996);
    add(&f, &coverage, "b", "", -0.25);
    add(&f, &coverage, "c", "", 1e300);
    add(&f, &coverage, "d", "", 0.1 + 0.2);
    add(&f, &coverage, "e", "", INFINITY);
    add(&f, &coverage, "f", "", NAN);
    add(&f, &coverage, "g", "", 0.000001);
    expect_written(&f, NULL, NULL,
                   HEAD "coverage a - 50\n"
                        "coverage b - -0.25\n"
                        "coverage c - 9000000000000\n"
                        "coverage d - 0.3\n"
                        "coverage e -\n"
                        "coverage f -\n"
                        "coverage g - 0.000001\n");
    expect_states(HEAD "coverage a - 50\ncoverage b - -0.25\ncoverage c - 9000000000000\n"
                       "coverage d - 0.3\ncoverage e -\ncoverage f -\n"
                       "coverage g - 0.000001\n",
                  &f, "aaaaaaa");
    findings_release(&f);
}

struct refusal {
    const char *why, *text, *message;
};

static const struct refusal refusals[] = {
    {"nothing", "", "base:1: is no baseline: those begin with '# cambium baseline 1'"},
    {"something else", "{\n",
     "base:1: is no baseline: those begin with '# cambium baseline 1'"},
    {"a byte order mark", "\xEF\xBB\xBF" HEAD,
     "base:1: is no baseline: those begin with '# cambium baseline 1'"},
    {"a later version", "# cambium baseline 2\na b c d e\n",
     "base:1: is a baseline of version '2'; this program understands version 1"},
    {"no number", "# cambium baseline 1 \n",
     "base:1: is a baseline of version '1 '; this program understands version 1"},
    {"two versions joined", HEAD "a b -\n# cambium baseline 7\n",
     "base:3: is a baseline of version '7'; this program understands version 1"},
    {"a conflict at the top", "<<<<<<< HEAD\n" HEAD,
     "base:1: is a mark of a merge that isn't done"},
    {"a conflict", HEAD "<<<<<<< HEAD\na b -\n=======\n>>>>>>> x\n",
     "base:2: is a mark of a merge that isn't done; keep the lines of both sides"},
    {"the middle of one", HEAD "a b -\r\n=======\r\n",
     "base:3: is a mark of a merge that isn't done; keep the lines of both sides"},
    {"the end of one", HEAD ">>>>>>> branch\n",
     "base:2: is a mark of a merge that isn't done; keep the lines of both sides"},
    {"its common part", HEAD "||||||| 1234567\n",
     "base:2: is a mark of a merge that isn't done; keep the lines of both sides"},
    {"a rule alone", HEAD "cyclomatic\n",
     "base:2: it is no rule, path, name and value with one space between them"},
    {"no name", HEAD "\n\ncyclomatic a.py\n",
     "base:4: it is no rule, path, name and value with one space between them"},
    {"two spaces", HEAD "cyclomatic a.py  31\n",
     "base:2: it is no rule, path, name and value with one space between them"},
    {"a space at the end", HEAD "untested a.py - \n",
     "base:2: it is no rule, path, name and value with one space between them"},
    {"a space in front", HEAD " untested a.py -\n", "base:2: its rule is no name of one"},
    {"a field too many", HEAD "cyclomatic a.py f 31 7\n",
     "base:2: its value is no number of at most six decimals"},
    {"a rule that is none", HEAD "Cyclomatic a.py f 31\n",
     "base:2: its rule is no name of one"},
    {"half an escape", HEAD "untested a%2 -\n",
     "base:2: its path isn't written as paths are here"},
    {"no escape", HEAD "untested a%zz.py -\n",
     "base:2: its path isn't written as paths are here"},
    {"an escape in the name that is none", HEAD "untested a f%\n",
     "base:2: its name isn't written as names are here"},
    {"the first is not numbered", HEAD "untested a f#1\n",
     "base:2: its name isn't written as names are here"},
    {"no number behind #", HEAD "untested a f#\n",
     "base:2: its name isn't written as names are here"},
    {"a number that begins with 0", HEAD "untested a f#02\n",
     "base:2: its name isn't written as names are here"},
    {"a number with letters", HEAD "untested a f#2x\n",
     "base:2: its name isn't written as names are here"},
    {"a huge number", HEAD "untested a f#4294967298\n",
     "base:2: its name isn't written as names are here"},
    {"no name in front of #", HEAD "untested a #2\n",
     "base:2: its name isn't written as names are here"},
    {"a tab", HEAD "untested\ta\t-\n", "base:2: it has a control character"},
    {"a value with letters", HEAD "cyclomatic a f 3x\n",
     "base:2: its value is no number of at most six decimals"},
    {"a value with an exponent", HEAD "cyclomatic a f 3e2\n",
     "base:2: its value is no number of at most six decimals"},
    {"too many decimals", HEAD "cyclomatic a f 3.1234567\n",
     "base:2: its value is no number of at most six decimals"},
    {"no decimals", HEAD "cyclomatic a f 3.\n",
     "base:2: its value is no number of at most six decimals"},
    {"infinite", HEAD "cyclomatic a f inf\n",
     "base:2: its value is no number of at most six decimals"},
    {"a value that nobody has", HEAD "cyclomatic a f 9000000000001\n",
     "base:2: its value is no number of at most six decimals"},
    {"only a sign", HEAD "cyclomatic a f -\n",
     "base:2: its value is no number of at most six decimals"},
};

Test(baseline, what_is_none_is_refused_with_its_line)
{
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        const struct refusal *r = &refusals[i];
        struct err e = {0};
        struct baseline *b = baseline_parse(slice_of(r->text), "base", &e);

        cr_expect_null(b, "%s", r->why);
        cr_expect_str_eq(e.message, r->message, "%s", r->why);
        baseline_free(b);
    }
}

Test(baseline, bytes_that_end_c_strings_are_refused)
{
    static const char text[] = HEAD "untested a\0b -\n";
    struct err e = {0};

    cr_expect_null(baseline_parse((struct slice){text, sizeof text - 1}, "base", &e));
    cr_expect_str_eq(e.message, "base:2: it has a control character");
}

static void expect_limit(const struct buf *text, const char *wanted)
{
    struct err e = {0};

    cr_expect_null(baseline_parse(buf_slice(text), "base", &e));
    cr_expect_eq(e.code, ERR_LIMIT);
    cr_expect_str_eq(e.message, wanted);
}

Test(baseline, size_is_bounded)
{
    struct buf text = {0};

    buf_add_text(&text, HEAD "untested ");
    while (text.len < 17000)
        buf_add_char(&text, 'a');
    buf_add_text(&text, " -\n");
    expect_limit(&text, "base:2: the line is longer than a baseline's may be");
    buf_clear(&text);
    buf_add_text(&text, HEAD);
    for (unsigned i = 0; i < 2000001; i++)
        buf_add_text(&text, "a b -\n");
    expect_limit(&text, "base:2000002: it has more findings than there may be");
    while (text.len <= (size_t)64 << 20)
        buf_add_text(&text,
                     "# a long comment that nobody needs, and which is only here\n");
    expect_limit(&text, "base: is longer than a baseline may be: 64 MiB");
    buf_release(&text);
}

Test(baseline, the_longest_names_can_be_read_back)
{
    enum { PATH = 32 * 1024, NAME = 5000 };
    char *path = memory_alloc(PATH + 1), *name = memory_alloc(NAME + 1);
    struct findings f = {0};
    struct buf text = {0};
    struct baseline *b;

    memset(path, 0xFF, PATH);
    memset(name, '\n', NAME);
    path[PATH] = name[NAME] = '\0';
    add(&f, &cyclomatic, path, name, -8.999999e12);
    name[NAME - 1] = '#';
    add(&f, &cyclomatic, path, name, 31)->name = arena_copy(&f.memory, slice_of(name));
    findings_close(&f);
    cr_assert(baseline_write(&text, &f, NULL, NULL, NULL));
    buf_add_char(&text, '\0');
    b = parsed(text.data);
    baseline_apply(b, &f);
    cr_expect_eq(f.by_state[FINDING_ACCEPTED], 2);
    path[PATH - 1] = 'x';
    baseline_apply(b, &f);
    cr_expect_eq(f.by_state[FINDING_ACCEPTED], 0, "another path with the same beginning");
    baseline_free(b);
    buf_release(&text);
    findings_release(&f);
    free(path);
    free(name);
}

Test(baseline, ends_of_lines_may_be_those_of_windows_or_missing)
{
    struct findings f = {0};

    add(&f, &cyclomatic, "a", "f", 31);
    add(&f, &untested, "a", "", 0);
    expect_states("# cambium baseline 1\r\n\r\n# why not\r\ncyclomatic a f 31\r\n"
                  "untested a -",
                  &f, "aa");
    findings_release(&f);
}

/* ---------------------------------------------------------------- applying */

Test(baseline, what_got_better_is_accepted_and_what_got_worse_is_not)
{
    struct findings f = {0};

    add(&f, &cyclomatic, "a", "better", 20);
    add(&f, &cyclomatic, "a", "new", 20);
    add(&f, &cyclomatic, "a", "same", 20);
    add(&f, &cyclomatic, "a", "worse", 20);
    add(&f, &coverage, "b", "better", 20);
    add(&f, &coverage, "b", "same", 20);
    add(&f, &coverage, "b", "worse", 20);
    add(&f, &untested, "c", "", 0);
    add(&f, &untested, "d", "", 0);
    expect_states(HEAD "cyclomatic a better 21\ncyclomatic a same 20\n"
                       "cyclomatic a worse 19\ncoverage b better 19\n"
                       "coverage b same 20\ncoverage b worse 21\nuntested c -\n",
                  &f, "anawaawan");
    cr_expect_float_eq(f.items[3].accepted, 19, 0);
    cr_expect_float_eq(f.items[6].accepted, 21, 0);
    cr_expect_float_eq(f.items[0].accepted, 21, 0);
    cr_expect_eq(findings_failing(&f), 4);
    findings_release(&f);
}

Test(baseline, an_allowance_needs_no_line_and_uses_none)
{
    struct findings f = {0};
    struct baseline *b = parsed(HEAD "cyclomatic a f 31\n");

    add(&f, &cyclomatic, "a", "f", 99)->state = FINDING_ALLOWED;
    findings_close(&f);
    baseline_apply(b, &f);
    cr_expect_eq(f.by_state[FINDING_ALLOWED], 1);
    cr_expect_eq(baseline_unused(b, NULL), 1);
    baseline_free(b);
    findings_release(&f);
}

Test(baseline, a_line_without_a_value_accepts_no_value)
{
    struct findings f = {0};

    add(&f, &cyclomatic, "a", "f", 16);
    expect_states(HEAD "cyclomatic a f\n", &f, "n");
    findings_release(&f);
}

Test(baseline, of_one_name_it_does_not_matter_which_went_away)
{
    static const char lines[] = HEAD "cyclomatic a f 31\ncyclomatic a f#2 20\n";
    static const struct {
        double first, second;
        const char *states;
    } rows[] = {
        {31, 20, "aa"}, {20, 31, "aa"}, {31, 0, "a"},   {20, 0, "a"},   {32, 0, "w"},
        {32, 20, "wa"}, {21, 31, "wa"}, {31, 31, "aw"}, {16, 16, "aa"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct findings f = {0};

        add(&f, &cyclomatic, "a", "f", rows[i].first);
        if (rows[i].second > 0)
            add(&f, &cyclomatic, "a", "f", rows[i].second);
        /* Those that are in order of their lines are so too in this. */
        expect_states(lines, &f, rows[i].states);
        findings_release(&f);
    }
}

Test(baseline, one_more_of_a_name_is_new)
{
    struct findings f = {0};

    add(&f, &cyclomatic, "a", "f", 20);
    add(&f, &cyclomatic, "a", "f", 31);
    expect_states(HEAD "cyclomatic a f 20\n", &f, "an");
    findings_release(&f);
}

Test(baseline, the_better_of_two_values_holds_whatever_better_is)
{
    struct findings f = {0};

    add(&f, &cyclomatic, "a", "f", 26);
    add(&f, &coverage, "b", "f", 26);
    expect_states(HEAD "cyclomatic a f 28\ncyclomatic a f 25\n"
                       "coverage b f 25\ncoverage b f 28\n",
                  &f, "ww");
    cr_expect_float_eq(f.items[0].accepted, 25, 0);
    cr_expect_float_eq(f.items[1].accepted, 28, 0);
    findings_release(&f);
}

Test(baseline, what_a_merge_left_accepts_nothing_more)
{
    struct findings f = {0};

    add(&f, &cyclomatic, "a", "f", 20);
    add(&f, &cyclomatic, "a", "f", 25);
    expect_states(HEAD "cyclomatic a f 28\ncyclomatic a f 25\ncyclomatic a f 25\n", &f,
                  "na");
    findings_release(&f);
}

Test(baseline, a_name_is_not_taken_for_a_number)
{
    struct findings f = {0};

    add(&f, &cyclomatic, "a", "f", 20);
    add(&f, &cyclomatic, "a", "f#2", 20);
    expect_states(HEAD "cyclomatic a f 20\ncyclomatic a f#2 20\n", &f, "an");
    expect_states(HEAD "cyclomatic a f%232 20\n", &f, "na");
    findings_release(&f);
}

/* ---------------------------------------------------------- parts of a tree */

static bool covers(const void *context, struct slice rule, struct slice path)
{
    (void)rule;
    return slice_starts(path, slice_of(context));
}

Test(baseline, what_was_not_looked_at_stays_and_is_not_missed)
{
    static const char lines[] = HEAD "cyclomatic src/a.py f 31\n"
                                     "cyclomatic src/a.py g 31\n"
                                     "cyclomatic tests/a.py f 28\n"
                                     "cyclomatic tests/a.py f 31\n"
                                     "untested %FF -\n";
    struct baseline_scope src = {covers, "src/"};
    struct baseline *b = parsed(lines);
    struct findings f = {0};

    add(&f, &cyclomatic, "src/a.py", "f", 30);
    findings_close(&f);
    baseline_apply(b, &f);
    cr_expect_eq(f.by_state[FINDING_ACCEPTED], 1);
    cr_expect_eq(baseline_unused(b, &src), 1);
    cr_expect_eq(baseline_unused(b, NULL), 4);
    expect_written(&f, b, &src,
                   HEAD "cyclomatic src/a.py f 30\n"
                        "cyclomatic tests/a.py f 28\n"
                        "cyclomatic tests/a.py f 31\n"
                        "untested %FF -\n");
    expect_written(&f, b, NULL, HEAD "cyclomatic src/a.py f 30\n");
    baseline_free(b);
    findings_release(&f);
}

Test(baseline, a_line_that_stands_twice_is_one)
{
    struct baseline *b = parsed(HEAD "cyclomatic a f 31\nuntested a -\nuntested a -\n"
                                     "cyclomatic a f 31\ncyclomatic a f 31.0\n");

    cr_expect_eq(baseline_unused(b, NULL), 2);
    baseline_free(b);
}

Test(baseline, what_is_used_can_be_asked_again)
{
    struct baseline *b = parsed(HEAD "untested a -\n");
    struct findings f = {0}, none = {0};

    add(&f, &untested, "a", "", 0);
    findings_close(&f);
    findings_close(&none);
    baseline_apply(b, &f);
    cr_expect_eq(baseline_unused(b, NULL), 0);
    baseline_apply(b, &none);
    cr_expect_eq(baseline_unused(b, NULL), 1);
    baseline_free(b);
    findings_release(&f);
}

/* -------------------------------------------------------------- properties */

static unsigned next(uint64_t *state, unsigned below)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(*state >> 33) % below;
}

/* Few names and values, so that all clash. */
static void findings_fill(struct findings *f, uint64_t *state, unsigned most)
{
    static const struct rule_kind *const rules[] = {&cyclomatic, &coverage, &untested};
    static const char *const paths[] = {"", "a", "-", "b c"};
    static const char *const names[] = {"f", "f#2", "", "\n"};

    for (unsigned i = next(state, most + 1); i--;) {
        const struct rule_kind *rule = rules[next(state, 3)];
        double value = (double)next(state, 6) / 4 + (rule == &cyclomatic ? 16 : 10);
        struct finding *one =
            add(f, rule, paths[next(state, 4)], names[next(state, 4)], value);

        one->line = next(state, 100);
        if (next(state, 20) == 0)
            one->state = FINDING_ALLOWED;
    }
    findings_close(f);
}

static struct baseline *baseline_of(const struct findings *f, struct buf *text)
{
    cr_assert(baseline_write(text, f, NULL, NULL, NULL));
    return baseline_parse(buf_slice(text), "base", NULL);
}

static bool covers_nothing(const void *context, struct slice rule, struct slice path)
{
    (void)context, (void)rule, (void)path;
    return false;
}

Test(baseline, its_own_findings_are_accepted_and_writing_it_again_changes_no_byte)
{
    const struct baseline_scope nothing = {covers_nothing, NULL};

    for (uint64_t seed = 1; seed <= 3000 / FEWER; seed++) {
        struct findings f = {0}, none = {0};
        struct buf first = {0}, second = {0};
        uint64_t state = seed;
        struct baseline *b;

        findings_fill(&f, &state, 30);
        b = baseline_of(&f, &first);
        cr_assert_not_null(b);
        cr_expect(baseline_write(&second, &none, b, &nothing, NULL));
        cr_expect(slice_equal(buf_slice(&first), buf_slice(&second)));
        baseline_apply(b, &f);
        cr_expect_eq(findings_failing(&f), 0, "seed %u", (unsigned)seed);
        cr_expect_eq(baseline_unused(b, NULL), 0);
        baseline_free(b);
        buf_release(&first);
        buf_release(&second);
        findings_release(&f);
    }
}

/* The lines of both, in any order, as merge=union leaves them at the worst. */
static struct baseline *joined(const struct buf *one, const struct buf *other)
{
    struct buf text = {0};
    struct baseline *b;

    buf_add(&text, buf_slice(one));
    buf_add(&text, buf_slice(other));
    b = baseline_parse(buf_slice(&text), "base", NULL);
    buf_release(&text);
    return b;
}

/* How many of those that have rule, path and name in common with finding i fail. */
static void failing_of(struct baseline *b, struct findings *f, size_t *fails)
{
    baseline_apply(b, f);
    for (size_t i = 0; i < f->count; i++) {
        fails[i] = 0;
        for (size_t j = 0; j < f->count; j++)
            fails[i] += finding_same_key(&f->items[i], &f->items[j]) &&
                        f->items[j].state <= FINDING_WORSE;
    }
}

Test(baseline, a_union_accepts_no_more_than_one_of_its_sides_and_all_that_both_do)
{
    for (uint64_t seed = 1; seed <= 10000 / FEWER; seed++) {
        struct findings f[3] = {0};
        struct buf text[2] = {0};
        struct baseline *b[3];
        size_t fails[3][12];
        uint64_t state = seed;

        for (unsigned i = 0; i < 3; i++)
            findings_fill(&f[i], &state, i < 2 ? 40 : 12);
        for (unsigned i = 0; i < 2; i++)
            b[i] = baseline_of(&f[i], &text[i]);
        b[2] = joined(&text[0], &text[1]);
        for (unsigned i = 0; i < 3; i++)
            failing_of(b[i], &f[2], fails[i]);
        for (size_t i = 0; i < f[2].count; i++) {
            if (!fails[0][i] && !fails[1][i])
                cr_expect_eq(fails[2][i], 0, "seed %u refuses", (unsigned)seed);
            else
                cr_expect(fails[2][i] >= fails[0][i] || fails[2][i] >= fails[1][i],
                          "seed %u lets pass", (unsigned)seed);
        }
        for (unsigned i = 0; i < 3; i++) {
            baseline_free(b[i]);
            findings_release(&f[i]);
        }
        buf_release(&text[0]);
        buf_release(&text[1]);
    }
}

Test(baseline, worse_is_never_easier)
{
    for (uint64_t seed = 1; seed <= 5000 / FEWER; seed++) {
        struct findings f[2] = {0};
        struct buf text = {0};
        uint64_t state = seed;
        struct baseline *b;
        size_t before;

        findings_fill(&f[0], &state, 30);
        findings_fill(&f[1], &state, 20);
        b = baseline_of(&f[0], &text);
        baseline_apply(b, &f[1]);
        before = findings_failing(&f[1]);
        if (f[1].count) {
            struct finding *one = &f[1].items[next(&state, (unsigned)f[1].count)];

            one->value += one->rule == &cyclomatic ? 1 : -1;
            baseline_apply(b, &f[1]);
            cr_expect_geq(findings_failing(&f[1]), before);
        }
        baseline_free(b);
        buf_release(&text);
        findings_release(&f[0]);
        findings_release(&f[1]);
    }
}

/* Pieces that mean something, put together at random. */
static void text_fill(struct buf *text, uint64_t *state)
{
    static const char *const pieces[] = {
        "cyclomatic",
        " ",
        " ",
        " ",
        "a.py",
        "-",
        "f",
        "#2",
        "#10",
        "31",
        "-0.50",
        "%20",
        "%",
        "%C3%A9",
        "\xC3\xA9",
        "\xE2\x80\xAE",
        "\xFF",
        "\r",
        "\n",
        "\n",
        "\n# x\n",
        "0",
        "12.000000",
        "%2d",
        "%0A",
        "~",
        "\t",
        "cyclomatic a f 31\n",
        "coverage - -#2 1\r\n",
    };

    buf_add_text(text, HEAD);
    for (unsigned i = next(state, 30); i--;)
        buf_add_text(text, pieces[next(state, sizeof pieces / sizeof *pieces)]);
}

Test(baseline, what_was_read_is_written_so_that_it_is_read_again_as_the_same)
{
    const struct baseline_scope nothing = {covers_nothing, NULL};
    unsigned read = 0;

    for (uint64_t seed = 1; seed <= 100000 / FEWER; seed++) {
        struct buf text = {0}, once = {0}, twice = {0};
        struct findings none = {0};
        uint64_t state = seed;
        struct baseline *b;

        text_fill(&text, &state);
        b = baseline_parse(buf_slice(&text), "base", NULL);
        if (b) {
            read++;
            cr_expect(baseline_write(&once, &none, b, &nothing, NULL));
            baseline_free(b);
            b = baseline_parse(buf_slice(&once), "base", NULL);
            cr_assert_not_null(b, "%.*s", (int)once.len, once.data);
            cr_expect(baseline_write(&twice, &none, b, &nothing, NULL));
            cr_expect(slice_equal(buf_slice(&once), buf_slice(&twice)));
            baseline_free(b);
        }
        buf_release(&text);
        buf_release(&once);
        buf_release(&twice);
    }
    cr_expect_gt(read, 1000 / FEWER, "only %u were baselines", read);
}
