#include "engine/index/night_numbers.h"

#include "engine/base/memory.h"
#include "engine/index/cyclomatics.h"
#include "engine/index/night_cycles.h"

#include <math.h>
#include <stdlib.h>

const struct night_metric night_metrics[NIGHT_METRICS] = {
#define METRIC(constant, name, title, better, of) {name, title, BETTER_##better, OF_##of},
#include "engine/index/night_numbers.def"
#undef METRIC
};

const struct night_metric *night_metric_find(const char *name)
{
    for (size_t i = 0; i < NIGHT_METRICS; i++) {
        if (strcmp(night_metrics[i].name, name) == 0)
            return &night_metrics[i];
    }
    return NULL;
}

/* --------------------------------------------------------------- arithmetic */

static struct night_value known(int64_t thousandths)
{
    return (struct night_value){true, thousandths};
}

static struct night_value count_of(uint64_t number)
{
    return known((int64_t)number * 1000);
}

static struct night_value count_if(bool is_known, uint64_t number)
{
    return is_known ? count_of(number) : (struct night_value){0};
}

/* part / whole, rounded. */
static struct night_value quotient(uint64_t part, uint64_t times, uint64_t whole)
{
    return whole ? known((int64_t)((part * times * 1000 + whole / 2) / whole))
                 : (struct night_value){0};
}

/* ---------------------------------------------------------------- functions */

static struct night_value percentile(const uint32_t *numbers, size_t count,
                                     unsigned percent)
{
    return count ? count_of(cyclomatics_percentile(numbers, count, percent))
                 : (struct night_value){0};
}

/* Sorts them. */
static void cyclomatic_values(struct night_value *v, uint32_t *numbers, size_t count)
{
    cyclomatics_sort(numbers, count);
    v[TREND_FUNCTIONS] = count_of(count);
    v[TREND_CYCLOMATIC_MEAN] = quotient(cyclomatics_sum(numbers, count), 1, count);
    v[TREND_CYCLOMATIC_P50] = percentile(numbers, count, 50);
    v[TREND_CYCLOMATIC_P90] = percentile(numbers, count, 90);
    v[TREND_CYCLOMATIC_P95] = percentile(numbers, count, 95);
    v[TREND_CYCLOMATIC_MAX] = percentile(numbers, count, 100);
}

/* --------------------------------------------------------------- many files */

static void summary_values(struct night_value *v, const struct summary *s,
                           const struct record_options *o)
{
    struct health h;

    health_make(&h, s, o);
    v[TREND_HEALTH] = h.known ? known(llround(h.score * 1000)) : (struct night_value){0};
    v[TREND_FILES] = count_of(s->files);
    v[TREND_SOURCE_FILES] = count_of(s->by_category[CATEGORY_SOURCE]);
    v[TREND_LINES] = count_of(s->lines_by_category[CATEGORY_SOURCE]);
    v[TREND_COMPLEXITY] = count_of(s->complexity);
    v[TREND_NEEDING_TESTS] = count_of(s->needing_tests);
    v[TREND_UNTESTED] = count_of(s->untested);
    v[TREND_CRITICAL] = count_of(s->critical);
    v[TREND_STALE] = count_if(s->known_staleness, s->stale);
    v[TREND_COVERAGE] = quotient(s->lines_covered, 100, s->lines_to_cover);
    v[TREND_TESTS] = count_of(s->test_functions);
    v[TREND_ATTENTION] = count_of(s->attention);
    v[TREND_PARTIAL] = count_of(s->partial);
}

/* ----------------------------------------------------------------- packages */

struct placed {
    struct slice folder;
    uint32_t record;
};

static int placed_order(const void *left, const void *right)
{
    const struct placed *a = left, *b = right;
    int order = slice_compare(a->folder, b->folder);

    return order ? order : (a->record > b->record) - (a->record < b->record);
}

/* Those of one folder don't lie together in path order ("a", "a.b/c", "a/b"). */
static struct placed *records_place(const struct night_source *from)
{
    const struct records *r = from->records;
    struct placed *placed = memory_calloc(r->count + 1, sizeof *placed);

    for (size_t i = 0; i < r->count; i++)
        placed[i] =
            (struct placed){record_folder(&r->items[i], from->folder_depth), (uint32_t)i};
    if (r->count)
        qsort(placed, r->count, sizeof *placed, placed_order);
    return placed;
}

static void package_add(struct night *n, struct slice folder, const struct summary *s,
                        const struct record_options *o, uint32_t *cyclomatics,
                        size_t count)
{
    struct night_head *h = &n->head;
    struct night_package *p = &h->packages[h->package_count++];
    struct night_value values[NIGHT_METRICS] = {0};
    size_t at = 0;

    summary_values(values, s, o);
    cyclomatic_values(values, cyclomatics, count);
    p->folder = folder;
    p->values = arena_array(&n->memory, struct night_value, h->package_metric_count);
    for (size_t i = 0; i < NIGHT_METRICS; i++) {
        if (night_metrics[i].of == OF_PACKAGES)
            p->values[at++] = values[i];
    }
}

/* Adds the records from `first` on that have its folder; returns the first behind them. */
static size_t folder_add(struct night *n, const struct records *r,
                         const struct placed *placed, size_t first, struct cyclomatics *c)
{
    size_t end = first, start = c->count;
    struct summary s = {0};

    for (; end < r->count && slice_equal(placed[end].folder, placed[first].folder);
         end++) {
        summary_add(&s, &r->items[placed[end].record], &r->options);
        cyclomatics_add(c, &r->items[placed[end].record]);
    }
    package_add(n, placed[first].folder, &s, &r->options,
                c->items ? c->items + start : NULL, c->count - start);
    return end;
}

static void package_metrics_name(struct night *n)
{
    struct night_head *h = &n->head;

    h->package_metrics = arena_array(&n->memory, struct slice, NIGHT_METRICS);
    for (size_t i = 0; i < NIGHT_METRICS; i++) {
        if (night_metrics[i].of == OF_PACKAGES)
            h->package_metrics[h->package_metric_count++] =
                slice_of(night_metrics[i].name);
    }
}

/* All functions of source files end up in *c. */
static void packages_make(struct night *n, const struct night_source *from,
                          struct cyclomatics *c)
{
    const struct records *r = from->records;
    struct placed *placed = records_place(from);
    size_t folders = 0;

    package_metrics_name(n);
    for (size_t i = 0; i < r->count; i++)
        folders += !i || !slice_equal(placed[i].folder, placed[i - 1].folder);
    n->head.packages = arena_array(&n->memory, struct night_package, folders + 1);
    for (size_t i = 0; i < r->count;)
        i = folder_add(n, r, placed, i, c);
    free(placed);
}

/* --------------------------------------------------------------------- tree */

static uint64_t classes_count(const struct records *r)
{
    uint64_t count = 0;

    for (size_t i = 0; i < r->count; i++) {
        const struct facts *f = r->items[i].file->facts;

        count += r->items[i].category == CATEGORY_SOURCE && f ? f->class_count : 0;
    }
    return count;
}

static uint64_t unresolved_count(const struct links *links)
{
    uint64_t count = 0;

    for (size_t i = 0; i < links->count; i++)
        count +=
            links->items[i].end == END_UNRESOLVED && links->items[i].import != LINK_WHOLE;
    return count;
}

static void graph_values(struct night_value *v, const struct night *n,
                         const struct import_graph *g)
{
    struct night_cycles cycles;
    uint64_t edges = 0;

    for (size_t i = 0; i < n->module_count; i++)
        edges += n->modules[i].link_count;
    night_cycles_find(&cycles, n);
    v[TREND_EDGES] = count_of(edges);
    v[TREND_CYCLES] = count_of(cycles.count);
    v[TREND_CYCLE_MODULES] = count_of(cycles.starts[cycles.count]);
    v[TREND_UNRESOLVED] = count_of(unresolved_count(&g->links));
    night_cycles_release(&cycles);
}

static void number_add(struct night *n, struct slice name, struct night_value value)
{
    n->head.numbers[n->head.number_count++] = (struct night_number){name, value};
}

static void rules_add(struct night *n, const struct night_source *from)
{
    for (size_t i = 0; i < from->rule_count; i++) {
        struct buf name = {0};

        buf_add_format(&name, "rule.%s", from->rules[i].rule);
        number_add(n, arena_copy(&n->memory, buf_slice(&name)),
                   count_of(from->rules[i].findings));
        buf_release(&name);
    }
}

void night_numbers_make(struct night *n, const struct night_source *from)
{
    struct night_value v[NIGHT_METRICS] = {0};
    struct cyclomatics c = {0};

    packages_make(n, from, &c);
    summary_values(v, from->summary, &from->records->options);
    cyclomatic_values(v, c.items, c.count);
    v[TREND_CLASSES] = count_of(classes_count(from->records));
    graph_values(v, n, from->records->graph);
    n->head.numbers =
        arena_array(&n->memory, struct night_number, NIGHT_METRICS + from->rule_count);
    for (size_t i = 0; i < NIGHT_METRICS; i++)
        number_add(n, slice_of(night_metrics[i].name), v[i]);
    rules_add(n, from);
    free(c.items);
}
