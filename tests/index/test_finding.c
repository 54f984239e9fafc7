#include "engine/index/finding.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static const struct rule_kind cyclomatic = {.id = "cyclomatic", .has_value = true},
                              untested = {.id = "untested"};

static struct finding *add(struct findings *f, const struct rule_kind *rule,
                           const char *path, const char *name, uint32_t line)
{
    struct finding *one = findings_add(f, rule);

    one->path = slice_of(path);
    one->name = slice_of(name);
    one->line = line;
    return one;
}

static void expect_at(const struct findings *f, size_t i, const char *path, uint32_t line,
                      const char *rule, const char *name)
{
    const struct finding *one = &f->items[i];

    cr_expect(slice_equal(one->path, slice_of(path)) && one->line == line &&
                  strcmp(one->rule->id, rule) == 0 &&
                  slice_equal(one->name, slice_of(name)),
              "%zu is %.*s:%u %s %.*s", i, (int)one->path.len, one->path.data, one->line,
              one->rule->id, (int)one->name.len, one->name.data);
}

Test(finding, they_stand_in_the_order_of_path_line_rule_and_name)
{
    struct findings f = {0};

    add(&f, &untested, "b.py", "", 0);
    add(&f, &cyclomatic, "a.py", "g", 20);
    add(&f, &cyclomatic, "a.py", "f", 20);
    add(&f, &untested, "a.py", "a", 3);
    add(&f, &cyclomatic, "a.py", "z", 3);
    add(&f, &untested, "", "", 0);
    findings_close(&f);
    expect_at(&f, 0, "", 0, "untested", "");
    expect_at(&f, 1, "a.py", 3, "cyclomatic", "z");
    expect_at(&f, 2, "a.py", 3, "untested", "a");
    expect_at(&f, 3, "a.py", 20, "cyclomatic", "f");
    expect_at(&f, 4, "a.py", 20, "cyclomatic", "g");
    expect_at(&f, 5, "b.py", 0, "untested", "");
    findings_release(&f);
}

Test(finding, those_of_one_name_are_numbered_as_they_stand)
{
    struct findings f = {0};

    add(&f, &cyclomatic, "a.py", "f", 30);
    add(&f, &cyclomatic, "a.py", "f", 10);
    add(&f, &cyclomatic, "a.py", "g", 20);
    add(&f, &untested, "a.py", "f", 25);
    add(&f, &cyclomatic, "a.py", "f", 40);
    add(&f, &cyclomatic, "b.py", "f", 1);
    findings_close(&f);
    cr_expect_eq(f.items[0].ordinal, 1);
    cr_expect_eq(f.items[1].ordinal, 1, "another name");
    cr_expect_eq(f.items[2].ordinal, 1, "another rule");
    cr_expect_eq(f.items[3].ordinal, 2);
    cr_expect_eq(f.items[4].ordinal, 3);
    cr_expect_eq(f.items[5].ordinal, 1, "another file");
    findings_release(&f);
}

Test(finding, the_order_is_not_the_one_in_which_they_were_found)
{
    enum { COUNT = 40, SHUFFLES = 20 };
    struct finding first[COUNT];

    for (unsigned shuffle = 0; shuffle < SHUFFLES; shuffle++) {
        struct findings f = {0};

        for (unsigned i = 0; i < COUNT; i++) {
            unsigned n = (i * 7 + shuffle * 11) % COUNT;
            struct finding *one = add(&f, &cyclomatic, n % 2 ? "a" : "b", "f", n % 3);

            one->value = n % 5 ? (double)(n % 5) : (double)NAN;
            one->has_value = n % 7;
            one->end_line = n;
        }
        findings_close(&f);
        if (!shuffle)
            memcpy(first, f.items, sizeof first);
        for (unsigned i = 0; i < COUNT; i++)
            cr_expect_eq(f.items[i].end_line, first[i].end_line);
        findings_release(&f);
    }
}

Test(finding, states_are_counted)
{
    struct findings f = {0};

    add(&f, &untested, "a", "", 0)->state = FINDING_ALLOWED;
    add(&f, &untested, "b", "", 0)->state = FINDING_WORSE;
    add(&f, &untested, "c", "", 0);
    add(&f, &untested, "d", "", 0);
    findings_close(&f);
    cr_expect_eq(f.by_state[FINDING_NEW], 2);
    cr_expect_eq(f.by_state[FINDING_ALLOWED], 1);
    cr_expect_eq(findings_failing(&f), 3);
    f.items[3].state = FINDING_ACCEPTED;
    findings_count(&f);
    cr_expect_eq(f.by_state[FINDING_NEW], 1);
    cr_expect_eq(f.by_state[FINDING_ACCEPTED], 1);
    cr_expect_eq(findings_failing(&f), 2);
    findings_release(&f);
}

Test(finding, none_are_closed_and_released_too)
{
    struct findings f = {0};

    findings_close(&f);
    cr_expect_eq(findings_failing(&f), 0);
    cr_expect_null(findings_by_key(&f));
    findings_release(&f);
}

/* ------------------------------------------------------------- fingerprint */

static void expect_print(const struct finding *one, const char *wanted)
{
    char hex[33];

    finding_fingerprint(one, hex);
    cr_expect_str_eq(hex, wanted);
}

static bool same_print(const struct finding *a, const struct finding *b)
{
    char one[33], other[33];

    finding_fingerprint(a, one);
    finding_fingerprint(b, other);
    return strcmp(one, other) == 0;
}

/* What people keep: as xxh128sum has it of the lengths, 64 bits with the low byte first, and
 * the bytes. */
Test(finding, a_fingerprint_is_for_ever)
{
    struct finding one = {.rule = &cyclomatic,
                          .path = slice_of("src/cart.py"),
                          .name = slice_of("Cart.total"),
                          .ordinal = 1};

    expect_print(&one, "3a76858942823138a9d641c513190177");
    one.ordinal = 2;
    expect_print(&one, "7029b266d7fe9228f12204795ffaecfc");
}

Test(finding, a_fingerprint_does_not_see_lines_values_and_words)
{
    struct finding one = {.rule = &cyclomatic,
                          .path = slice_of("a"),
                          .name = slice_of("f"),
                          .ordinal = 1},
                   other = one;

    other.line = 7;
    other.end_line = 9;
    other.has_value = true;
    other.value = 31;
    other.message = slice_of("f has 31 paths");
    other.state = FINDING_ACCEPTED;
    cr_expect(same_print(&one, &other));
}

Test(finding, a_fingerprint_tells_where_path_and_name_meet)
{
    struct finding one = {.rule = &cyclomatic,
                          .path = slice_of("ab"),
                          .name = slice_of("c"),
                          .ordinal = 1},
                   other = one;

    other.path = slice_of("a");
    other.name = slice_of("bc");
    cr_expect_not(same_print(&one, &other));
    other = one;
    other.rule = &untested;
    cr_expect_not(same_print(&one, &other));
}
