/* Holds for every metric, also for those not written yet. */
#include "engine/facts/metric.h"

#include <criterion/criterion.h>
#include <string.h>

static const char *const names[METRIC_COUNT] = {
#define METRIC(x) #x,
#include "engine/facts/metrics.def"
};

static size_t subject_bytes(const struct number *n)
{
    switch (n->subject) {
    case NUMBER_OF_FILE:
        return n->measured ? sizeof(struct measures) : sizeof(struct facts);
    case NUMBER_OF_CLASS:
        return n->measured ? sizeof(struct class_measures) : sizeof(struct class_facts);
    case NUMBER_OF_FUNCTION:
        return n->measured ? sizeof(struct function_measures) : sizeof(struct function);
    }
    return 0;
}

Test(metrics, are_complete)
{
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        const struct metric *m = metrics[i];

        cr_expect_str_eq(m->name, names[i]);
        cr_expect_gt(m->version, 0);
        cr_expect(m->start || m->enter || m->leave, "%s never runs", m->name);
        cr_expect_eq(m->enter != NULL, m->symbols && m->symbols[0],
                     "%s enters what it doesn't ask for", m->name);
        cr_expect(m->numbers && m->numbers[0].name, "%s has no number", m->name);
    }
}

static void expect_number(const struct number *n)
{
    cr_expect(n->unit && n->unit[0] && n->summary && n->summary[0], "%s", n->name);
    cr_expect_eq(n->summary[strlen(n->summary) - 1], '.', "%s is no sentence",
                 n->summary);
    cr_expect(n->bytes == 1 || n->bytes == 2 || n->bytes == 4, "%s", n->name);
    cr_expect_leq(n->offset + n->bytes, subject_bytes(n), "%s", n->name);
}

static size_t numbers_called(enum number_subject subject, const char *name)
{
    size_t found = 0;

    for (size_t i = 0; i < METRIC_COUNT; i++) {
        for (const struct number *n = metrics[i]->numbers; n->name; n++)
            found += n->subject == subject && strcmp(n->name, name) == 0;
    }
    return found;
}

Test(metrics, name_each_number_once)
{
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        for (const struct number *n = metrics[i]->numbers; n->name; n++) {
            expect_number(n);
            cr_expect_eq(numbers_called(n->subject, n->name), 1, "%s", n->name);
        }
    }
}

Test(metrics, find_their_numbers_in_the_facts)
{
    const struct function f = {.cyclomatic = 70000, .parameters = 300};
    const struct facts facts = {
        .lines.blank = 5, .has_docstrings = true, .functions = &f};
    const struct function_measures fm = {0};
    const struct measures measures = {.functions = &fm};
    uint64_t sum = 0;

    for (size_t i = 0; i < METRIC_COUNT; i++) {
        for (const struct number *n = metrics[i]->numbers; n->name; n++) {
            if (n->subject != NUMBER_OF_CLASS)
                sum += number_of(n, &facts, &measures, 0);
        }
    }
    cr_expect_eq(sum, 70000 + 300 + 5 + 1);
}

Test(metrics, are_found_by_what_they_give)
{
    enum metric_id by;
    const struct number *n = number_find(NUMBER_OF_FUNCTION, "cyclomatic", &by);

    cr_assert_not_null(n);
    cr_expect_str_eq(n->name, "cyclomatic");
    cr_expect_eq(by, METRIC_cyclomatic);
    cr_expect_null(number_find(NUMBER_OF_FUNCTION, "lines", &by),
                   "only files have lines");
    cr_expect_null(number_find(NUMBER_OF_FILE, "", &by));
}

Test(metrics, have_one_version_together)
{
    cr_expect_eq(metrics_version(FACT_METRICS), metrics_version(FACT_METRICS));
    cr_expect_neq(metrics_version(FACT_METRICS), 0);
}
