/* What is computed when it is shown: the formulas, one case each, and what holds for
 * every entry of the table. */
#include "engine/facts/derived.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#define ALL MEASURE_METRICS

/* Of Halstead's example in test_halstead.c, "a function as a whole". */
static const struct halstead example = {6, 7, 8, 13};

struct formula {
    const char *why;
    enum number_subject subject;
    const char *name;
    struct facts facts;
    struct measures measures;
    double want; /* NAN: it is unknown */
};

static double value_of(const struct formula *c)
{
    const struct derived *d = derived_find(c->subject, c->name);

    cr_assert_not_null(d, "%s", c->name);
    return derived_value(d, &c->facts, &c->measures, 0);
}

static void expect_values(const struct formula *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double got = value_of(&cases[i]), want = cases[i].want;

        cr_expect(isnan(want) ? isnan(got) : fabs(got - want) < 0.005,
                  "%s: %s: wanted %g, got %g", cases[i].name, cases[i].why, want, got);
    }
}

#define EXPECT_VALUES(cases) expect_values(cases, sizeof(cases) / sizeof *(cases))

#define OF_FILE(text, number, expected, ...)                                      \
    {                                                                             \
        .why = text, .subject = NUMBER_OF_FILE, .name = number, .want = expected, \
        __VA_ARGS__                                                               \
    }

Test(derived, follows_halstead)
{
    const struct formula cases[] = {
        OF_FILE("N log2 n", "volume", 77.71, .measures = {ALL, .halstead = example}),
        OF_FILE("n1 / 2 * N2 / n2", "difficulty", 5.571,
                .measures = {ALL, .halstead = example}),
        OF_FILE("D V", "effort", 432.95, .measures = {ALL, .halstead = example}),
        OF_FILE("E / 18", "time", 24.05, .measures = {ALL, .halstead = example}),
        OF_FILE("V / 3000", "bugs", 0.0259, .measures = {ALL, .halstead = example}),
        OF_FILE("N1 + N2", "length", 21, .measures = {ALL, .halstead = example}),
        OF_FILE("n1 + n2", "vocabulary", 13, .measures = {ALL, .halstead = example}),
        OF_FILE("n1 log2 n1 + n2 log2 n2", "calculated_length", 35.16,
                .measures = {ALL, .halstead = example}),
        OF_FILE("nothing has no volume", "volume", 0, .measures = {ALL}),
        OF_FILE("and is not difficult", "difficulty", 0, .measures = {ALL}),
        OF_FILE("and is as short as expected", "calculated_length", 0, .measures = {ALL}),
        OF_FILE(
            "without its metric it isn't known", "volume", NAN,
            .measures = {ALL & ~((metric_set)1 << METRIC_halstead), .halstead = example}),
    };
    EXPECT_VALUES(cases);
}

#define OF_FUNCTION(text, number, expected, extracted)                                \
    {                                                                                 \
        .why = text, .subject = NUMBER_OF_FUNCTION, .name = number, .want = expected, \
        .measures = {                                                                 \
            .set = extracted,                                                         \
            .functions = &f                                                           \
        }                                                                             \
    }

Test(derived, follows_halstead_for_functions)
{
    const struct function_measures f = {.halstead = example};
    const struct formula cases[] = {
        OF_FUNCTION("as for files", "volume", 77.71, ALL),
        OF_FUNCTION("as for files", "difficulty", 5.571, ALL),
        OF_FUNCTION("as for files", "effort", 432.95, ALL),
        OF_FUNCTION("as for files", "time", 24.05, ALL),
        OF_FUNCTION("as for files", "bugs", 0.0259, ALL),
        OF_FUNCTION("as for files", "length", 21, ALL),
        OF_FUNCTION("as for files", "vocabulary", 13, ALL),
        OF_FUNCTION("as for files", "calculated_length", 35.16, ALL),
        OF_FUNCTION("without measures", "volume", NAN, 0),
    };
    EXPECT_VALUES(cases);
}

/* V = 129.658, G = 18, L = 38, P = (2 + 3) / 34. */
#define MAINTAINED                                                  \
    .facts = {.module_cyclomatic = 18},                             \
    .measures = {                                                   \
        ALL,                                                        \
        .raw = {.lloc = 38, .sloc = 34, .comments = 2, .multi = 3}, \
        .halstead = {10, 10, 15, 15},                               \
    }

Test(derived, follows_the_maintainability_index)
{
    const struct formula cases[] = {
        OF_FILE("the example", "mi", 69.19, MAINTAINED),
        OF_FILE("nothing is maintained perfectly", "mi", 100, .measures = {ALL}),
        OF_FILE("also what has lines alone", "mi", 100,
                .measures = {ALL, .raw = {.lloc = 5, .sloc = 5}}),
        OF_FILE("what is larger than all", "mi", 0, .facts = {.module_cyclomatic = 9999},
                .measures = {ALL, .raw = {.lloc = 9, .sloc = 9}, .halstead = example}),
        OF_FILE("comments without source count as none", "mi", 97.76,
                .facts = {.module_cyclomatic = 1},
                .measures = {ALL, .raw = {.lloc = 1, .comments = 9},
                             .halstead = {1, 1, 1, 1}}),
        OF_FILE("without lines it isn't known", "mi", NAN,
                .measures = {(metric_set)1 << METRIC_halstead}),
        OF_FILE("nor without operands", "mi", NAN,
                .measures = {(metric_set)1 << METRIC_raw}),
    };
    EXPECT_VALUES(cases);
}

Test(derived, gives_shares)
{
    const struct measures m = {ALL,
                               .raw = {.loc = 20, .sloc = 16, .comments = 4, .multi = 3}};
    const struct formula cases[] = {
        OF_FILE("of all lines", "comment_percent", 20, .measures = m),
        OF_FILE("of the source", "comment_code_percent", 25, .measures = m),
        OF_FILE("with long strings", "comment_multi_percent", 35, .measures = m),
        OF_FILE("of no lines", "comment_percent", NAN, .measures = {ALL}),
        OF_FILE("of no source", "comment_code_percent", NAN,
                .measures = {ALL, .raw = {.loc = 1, .comments = 1}}),
        OF_FILE("without measures", "comment_percent", NAN, .measures = {0}),
        OF_FILE("of the definitions and the module", "docstring_percent", 75,
                .facts = {.docstring_count = 3, .documentable_count = 4}),
        OF_FILE("of nothing", "docstring_percent", NAN, .measures = {0}),
        OF_FILE("of parameters and returns", "hint_percent", 12.5,
                .facts = {.hint_count = 1, .hintable_count = 8}),
        OF_FILE("a file without functions", "hint_percent", NAN, .measures = {0}),
    };
    EXPECT_VALUES(cases);
}

Test(derived, shows_classes_as_radon_does)
{
    static const struct {
        uint32_t cyclomatic;
        uint16_t methods;
        double want;
    } cases[] = {{15, 2, 8}, {7, 0, 7}, {7, 1, 7}, {5, 3, 2}, {1, 0, 1}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct class_facts c = {.cyclomatic = cases[i].cyclomatic,
                                      .methods = cases[i].methods};
        const struct facts f = {.classes = &c};

        cr_expect_eq(
            derived_value(derived_find(NUMBER_OF_CLASS, "radon_complexity"), &f, NULL, 0),
            cases[i].want, "%u paths, %u methods", c.cyclomatic, c.methods);
    }
}

Test(derived, names_each_number_once)
{
    for (const struct derived *d = derived_numbers; d->name; d++) {
        enum metric_id by;

        cr_expect(d->unit[0] && d->summary[0] && d->value, "%s", d->name);
        cr_expect_eq(d->summary[strlen(d->summary) - 1], '.', "%s is no sentence",
                     d->summary);
        cr_expect_null(number_find(d->subject, d->name, &by), "%s is stored", d->name);
        cr_expect_eq(derived_find(d->subject, d->name), d, "%s is there twice", d->name);
        cr_expect_eq(d->needs & ~MEASURE_METRICS, 0, "%s", d->name);
    }
    cr_expect_null(derived_find(NUMBER_OF_CLASS, "volume"), "only some have a volume");
    cr_expect_null(derived_find(NUMBER_OF_FILE, ""));
}
