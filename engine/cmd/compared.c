#include "engine/cmd/compared.h"

#include "engine/base/memory.h"
#include "engine/cmd/question.h"
#include "engine/facts/bill.h"
#include "engine/facts/extract.h"
#include "engine/scan/decode.h"
#include "parsers/grammar.h"

#include <stdlib.h>
#include <string.h>

static bool profile_read(struct comparison *c, unsigned which, const char *name,
                         size_t len, struct err *e)
{
    char word[64] = "";

    memcpy(word, name, len < sizeof word ? len : sizeof word - 1);
    c->profiles[which] = profile_choose(word, e);
    if (!c->profiles[which])
        return false;
    c->tallies[which] = profile_tally(c->profiles[which]);
    return c->tallies[which] < TALLY_COUNT ||
           err_set(e, ERR_USAGE, "the numbers of %s are no sums of points",
                   c->profiles[which]->name);
}

bool comparison_read(const struct settings *s, struct comparison *c, struct err *e)
{
    const char *comma = strchr(s->diff_profile, ',');

    c->top_given = s->rows != NULL;
    if (s->profile || s->only || s->by || s->sort || s->minima.count)
        return err_set(e, ERR_USAGE,
                       "--diff-profile takes no --profile, --only, --by, "
                       "--sort or --min");
    if (!comma)
        return err_set(e, ERR_USAGE,
                       "--diff-profile takes two profiles, like "
                       "radon,cognitive");
    return profile_read(c, 0, s->diff_profile, (size_t)(comma - s->diff_profile), e) &&
           profile_read(c, 1, comma + 1, strlen(comma + 1), e) && top_read(s, &c->top, e);
}

/* ----------------------------------------------------------------- visitor */

/* What one function gets, by rule. */
struct sums {
    uint32_t points[RULE_COUNT][2];
};

struct comparer {
    const struct comparison *comparison;
    struct extractor *extractor;
    struct arena memory; /* of one file's bill */
    struct sums *sums;
    size_t capacity;
};

static void *comparer_open(const void *context)
{
    struct comparer *c = memory_calloc(1, sizeof *c);

    c->comparison = context;
    c->extractor = extractor_new();
    return c;
}

static void comparer_close(void *worker)
{
    struct comparer *c = worker;

    extractor_free(c->extractor);
    arena_release(&c->memory);
    free(c->sums);
    free(c);
}

/* To each function whose number it is part of. */
static void item_add(struct comparer *c, const struct bill *bill,
                     const struct bill_item *item, unsigned which)
{
    for (uint32_t scope = item->scope; scope != FACTS_NONE;
         scope = bill_next(bill, item, scope)) {
        uint32_t function = bill->scopes[scope].function;

        if (function != FACTS_NONE)
            c->sums[function].points[item->rule][which] += item->points;
    }
}

static void sums_make(struct comparer *c, const struct bill *bill)
{
    size_t functions = bill->facts->function_count;

    c->sums = memory_grow(c->sums, &c->capacity, functions + 1, sizeof *c->sums);
    memset(c->sums, 0, functions * sizeof *c->sums);
    for (uint32_t i = 0; i < bill->item_count; i++) {
        for (unsigned which = 0; which < 2; which++) {
            if (bill->items[i].tally == c->comparison->tallies[which])
                item_add(c, bill, &bill->items[i], which);
        }
    }
}

/* The numbers of one function, the base included, and whether they differ without. */
static bool disagree(const struct sums *sums, uint32_t numbers[2])
{
    numbers[0] = numbers[1] = 0;
    for (int rule = 0; rule < RULE_COUNT; rule++) {
        numbers[0] += sums->points[rule][0];
        numbers[1] += sums->points[rule][1];
    }
    return numbers[0] - sums->points[RULE_BASE][0] !=
           numbers[1] - sums->points[RULE_BASE][1];
}

static void rules_fill(const struct sums *sums, struct compared_function *function,
                       struct arena *lasting)
{
    struct rule_points rules[RULE_COUNT], *kept;
    uint32_t count = 0;

    for (int rule = 0; rule < RULE_COUNT; rule++) {
        const uint32_t *points = sums->points[rule];

        if (rule != RULE_BASE && points[0] != points[1])
            rules[count++] =
                (struct rule_points){(enum point_rule)rule, {points[0], points[1]}};
    }
    function->rules = kept = arena_array(lasting, struct rule_points, count);
    function->rule_count = count;
    memcpy(kept, rules, count * sizeof *rules);
}

static bool both_list(const struct comparison *c, const struct facts *f, uint32_t i)
{
    return profile_lists_function(c->profiles[0], f, i) &&
           profile_lists_function(c->profiles[1], f, i);
}

static void function_fill(const struct comparer *c, const struct facts *f, uint32_t i,
                          struct compared_function *function, struct arena *lasting)
{
    function->name = arena_copy(lasting, slice_of(facts_text(f, f->functions[i].name)));
    function->line = f->functions[i].line;
    function->end_line = f->functions[i].end_line;
    rules_fill(&c->sums[i], function, lasting);
}

static const struct compared *compare(struct comparer *c, const struct facts *f,
                                      struct arena *lasting)
{
    struct compared *compared = arena_new(lasting, struct compared);
    struct compared_function *functions;
    uint32_t numbers[2], count = 0;

    for (uint32_t i = 0; i < f->function_count; i++) {
        if (!both_list(c->comparison, f, i))
            continue;
        compared->all++;
        count += disagree(&c->sums[i], numbers);
    }
    compared->functions = functions =
        arena_array(lasting, struct compared_function, count);
    for (uint32_t i = 0; i < f->function_count; i++) {
        struct compared_function *function = &functions[compared->count];

        if (!both_list(c->comparison, f, i) || !disagree(&c->sums[i], numbers))
            continue;
        memcpy(function->numbers, numbers, sizeof numbers);
        function_fill(c, f, i, function, lasting);
        compared->count++;
    }
    return compared;
}

static bool comparer_read(void *worker, const struct tree *tree,
                          const struct decoded *source, struct arena *lasting,
                          const void **result, struct err *e)
{
    struct comparer *c = worker;
    const struct bill *bill = bill_extract(c->extractor, tree, source->text, &c->memory);

    (void)e;
    sums_make(c, bill);
    if (bill->facts->function_count)
        *result = compare(c, bill->facts, lasting);
    arena_reset(&c->memory);
    return true;
}

struct visitor comparison_visitor(const struct comparison *c)
{
    return (struct visitor){.context = c,
                            .grammar = grammar_by_name("python"),
                            .open = comparer_open,
                            .close = comparer_close,
                            .read = comparer_read};
}
