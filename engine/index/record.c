#include "engine/index/record.h"

#include "engine/base/date.h"
#include "engine/base/memory.h"
#include "engine/codec/rows_codec.h"
#include "engine/impact/test_files.h"

#include <math.h>
#include <stdlib.h>

/* How a module is imported by others: as they write it, or through a package. */
enum { IMPORTED = LINK_WRITTEN | LINK_REEXPORT };

struct making {
    struct records *records;
    const struct coverage *coverage;
    size_t file;         /* of the graph; goes along with the records */
    int64_t *test_times; /* by module: the last change of a test, or INT64_MIN */
};

void record_options_init(struct record_options *o)
{
    *o = (struct record_options){.stale_days = 7,
                                 .low_coverage_percent = 50,
                                 .high_impact_hundredths = 500,
                                 .churn_days = 90,
                                 .impact_hundredths = {200, 50, 1},
                                 .health_points = {25, 15, 20, 10}};
}

/* ------------------------------------------------------------------- graph */

/* Rows are in order of the node at the other end: each counts once, itself never. */
static uint32_t others_in(const struct csr_rows *rows, uint32_t node)
{
    uint32_t count = 0, before = GRAPH_NONE;

    for (uint32_t i = rows->starts[node]; i < rows->starts[node + 1]; i++) {
        uint32_t end = rows->ends[i];

        if (!(rows->kinds[i] & IMPORTED) || end == node || end == before)
            continue;
        before = end;
        count++;
    }
    return count;
}

/* A module's other files, x.pyi beside x.py, aren't what is imported. */
static uint32_t module_of(const struct import_graph *g, size_t file)
{
    uint32_t module = g->file_modules[file];

    return module != MODULE_NONE && import_graph_main(g, module) == file ? module
                                                                         : MODULE_NONE;
}

static void graph_fill(struct record *r, const struct records *all, size_t file)
{
    const struct import_graph *g = all->graph;

    r->module = module_of(g, file);
    if (r->module == MODULE_NONE)
        return;
    r->fan_in = others_in(&g->graph.reverse, r->module);
    r->fan_out = others_in(&g->graph.forward, r->module);
}

static void tests_fill(struct record *r, const struct test_map *map)
{
    size_t first;

    if (r->module == MODULE_NONE)
        return;
    first = test_map_of(map, r->module);
    r->tests = map->pairs + first;
    while (first + r->test_count < map->pair_count &&
           r->tests[r->test_count].source == r->module)
        r->test_count++;
}

/* ------------------------------------------------------------------ weight */

static uint32_t complexity_of(const struct facts *f)
{
    uint64_t branches = 0;

    for (uint32_t i = 0; f && i < f->function_count; i++)
        branches += f->functions[i].cyclomatic - 1;
    return branches > UINT32_MAX ? UINT32_MAX : (uint32_t)branches;
}

static void impact_fill(struct record *r, const struct record_options *o)
{
    r->has_impact = r->category == CATEGORY_SOURCE;
    if (r->has_impact)
        r->impact_hundredths = o->impact_hundredths[IMPACT_FAN_IN] * r->fan_in +
                               o->impact_hundredths[IMPACT_BRANCHES] * r->complexity +
                               o->impact_hundredths[IMPACT_LINES] * r->file->lines.code;
}

/* ----------------------------------------------------------------- history */

static int64_t mtime_s(const struct file *file)
{
    uint64_t ns = file->row ? file->row->mtime_ns : file->state.mtime_ns;

    return (int64_t)(ns / 1000000000);
}

/* Where only the file system is asked, a change is the last one and nothing else is known. */
static bool change_of(const struct making *m, const struct file *file,
                      struct vcs_path *change)
{
    const struct record_options *o = &m->records->options;
    int64_t since_s =
        o->now_s ? o->now_s - (int64_t)o->churn_days * DAY_SECONDS : INT64_MAX;

    *change = (struct vcs_path){0};
    if (o->times == TIMES_MTIME) {
        change->first_s = change->last_s = mtime_s(file);
        return change->last_s != 0;
    }
    return m->records->history &&
           vcs_history_path(m->records->history, file->path, since_s, change);
}

/* The times of all tests, so that each is looked up once however much it tests. */
static void test_times_find(struct making *m)
{
    const struct records *all = m->records;
    const struct import_graph *g = all->graph;
    struct vcs_path change;

    m->test_times = memory_calloc(g->places.module_count + 1, sizeof *m->test_times);
    for (size_t i = 0, file = 0; i < all->tests.test_count; i++) {
        uint32_t module = all->tests.tests[i];
        struct slice path = import_graph_path(g, module);

        while (!slice_equal(g->result->files[file]->path, path))
            file++;
        m->test_times[module] =
            change_of(m, g->result->files[file], &change) ? change.last_s : INT64_MIN;
    }
}

/* One test whose time isn't known could be the newest. */
static void staleness_fill(struct record *r, const struct making *m)
{
    int64_t newest = INT64_MIN;

    for (uint32_t i = 0; i < r->test_count; i++) {
        int64_t time_s = m->test_times[r->tests[i].test];

        if (time_s == INT64_MIN)
            return;
        newest = time_s > newest ? time_s : newest;
    }
    r->known_staleness = true;
    r->tests_changed_s = newest;
    if (r->change.last_s > newest)
        r->stale_days = (uint32_t)((r->change.last_s - newest) / DAY_SECONDS);
    r->stale = r->stale_days >= m->records->options.stale_days;
}

static void history_fill(struct record *r, const struct making *m)
{
    r->known_change = change_of(m, r->file, &r->change);
    if (r->known_change && r->test_count)
        staleness_fill(r, m);
}

/* ---------------------------------------------------------------- coverage */

static void coverage_fill(struct record *r, const struct coverage *coverage)
{
    const struct covered_file *c =
        coverage ? coverage_find(coverage, r->file->path) : NULL;

    if (!c)
        return;
    r->coverage =
        content_key_same(c->key, r->file->key) ? COVERAGE_KNOWN : COVERAGE_OUTDATED;
    r->lines_to_cover = c->lines;
    r->lines_covered = c->covered;
}

double record_coverage(const struct record *r)
{
    return r->coverage == COVERAGE_KNOWN && r->lines_to_cover
               ? 100.0 * r->lines_covered / r->lines_to_cover
               : NAN;
}

/* --------------------------------------------------------------- attention */

static bool has_low_coverage(const struct record *r, const struct record_options *o)
{
    return r->category == CATEGORY_SOURCE && r->coverage == COVERAGE_KNOWN &&
           r->lines_to_cover &&
           UINT64_C(100) * r->lines_covered <
               (uint64_t)o->low_coverage_percent * r->lines_to_cover;
}

static void attention_fill(struct record *r, const struct record_options *o)
{
    bool untested = record_is_untested(r);

    r->attention = (r->stale ? ATTENTION_STALE : 0) |
                   (untested ? ATTENTION_UNTESTED : 0) |
                   (has_low_coverage(r, o) ? ATTENTION_LOW_COVERAGE : 0) |
                   (untested && r->impact_hundredths >= o->high_impact_hundredths
                        ? ATTENTION_HIGH_IMPACT
                        : 0) |
                   (r->file->partial ? ATTENTION_PARTIAL : 0);
}

const char *attention_text(uint32_t bit)
{
    switch (bit) {
    case ATTENTION_STALE: return "changed after its tests";
    case ATTENTION_UNTESTED: return "missing tests";
    case ATTENTION_LOW_COVERAGE: return "low coverage";
    case ATTENTION_HIGH_IMPACT: return "high impact without tests";
    default: return "syntax error";
    }
}

const char *attention_name(uint32_t bit)
{
    switch (bit) {
    case ATTENTION_STALE: return "stale";
    case ATTENTION_UNTESTED: return "missing_tests";
    case ATTENTION_LOW_COVERAGE: return "low_coverage";
    case ATTENTION_HIGH_IMPACT: return "high_impact_without_tests";
    default: return "partial";
    }
}

/* ----------------------------------------------------------------- records */

static bool is_for_tests(const struct records *all, uint32_t module)
{
    return module != MODULE_NONE && all->tests.roles[module] != ROLE_NONE;
}

static struct record record_make(const struct making *m, const struct file *file)
{
    const struct records *all = m->records;
    const struct record_options *o = &all->options;
    struct record r = {.file = file};

    graph_fill(&r, all, m->file);
    r.category = category_of(file, is_for_tests(all, all->graph->file_modules[m->file]));
    r.fixture = is_fixture(file, r.category);
    r.need = test_need_of(file, r.category, o->untested, o->untested_count);
    r.complexity = complexity_of(file->facts);
    impact_fill(&r, o);
    tests_fill(&r, &all->tests);
    history_fill(&r, m);
    coverage_fill(&r, m->coverage);
    attention_fill(&r, o);
    return r;
}

/* The graph's files are those of the result, and ghosts among them. */
static void graph_follow(struct making *m, const struct file *file)
{
    const struct import_graph *g = m->records->graph;

    while (!slice_equal(g->files[m->file].path, file->path) ||
           import_graph_is_ghost(g, (uint32_t)m->file))
        m->file++;
}

void records_make(struct records *r, const struct import_graph *g,
                  const struct vcs_history *history, const struct coverage *coverage,
                  const struct owners *owners, const struct record_options *options)
{
    const struct part *result = g->result;
    struct making m = {.records = r, .coverage = coverage};

    *r = (struct records){
        .graph = g, .history = history, .owners = owners, .options = *options};
    r->items = memory_calloc(result->count + 1, sizeof *r->items);
    test_map_make(&r->tests, g);
    test_times_find(&m);
    for (size_t i = 0; i < result->count; i++) {
        if (result->files[i]->outcome != FILE_ANALYSED)
            continue;
        graph_follow(&m, result->files[i]);
        r->items[r->count++] = record_make(&m, result->files[i]);
    }
    free(m.test_times);
}

void records_release(struct records *r)
{
    test_map_release(&r->tests);
    free(r->items);
    *r = (struct records){0};
}

const struct record *records_find(const struct records *r, struct slice path)
{
    size_t first = 0, end = r->count;

    while (first < end) {
        size_t middle = first + (end - first) / 2;

        if (slice_compare(r->items[middle].file->path, path) < 0)
            first = middle + 1;
        else
            end = middle;
    }
    return first < r->count && slice_equal(r->items[first].file->path, path)
               ? &r->items[first]
               : NULL;
}

struct slice folder_of_path(struct slice path, unsigned depth)
{
    size_t end = 0;

    for (size_t i = 0; i < path.len && depth; i++) {
        if (path.data[i] == '/')
            end = i, depth--;
    }
    return end ? (struct slice){path.data, end} : slice_of(".");
}
