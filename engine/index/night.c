#include "engine/index/night.h"

#include "engine/base/memory.h"
#include "engine/base/utf8.h"
#include "engine/codec/key.h"
#include "engine/index/night_numbers.h"

#include <stdlib.h>

struct making {
    struct night *night;
    const struct night_source *from;
    const struct import_graph *graph;
    uint32_t *numbers; /* of modules: the graph's to the night's */
};

uint64_t night_rules(void)
{
    const uint64_t rules[] = {rules_hash(), grammar_hash(grammar_by_name("python")),
                              NIGHT_RULES};

    return hash_bytes((struct slice){(const char *)rules, sizeof rules});
}

bool night_name_check(struct slice name, struct err *e)
{
    const char *end = name.data + name.len;
    uint32_t character;

    if (!name.len)
        return err_set(e, ERR_USAGE, "a night needs a name");
    if (name.len > NIGHT_NAME_MOST)
        return err_set(e, ERR_USAGE, "a name of %zu bytes is too long; %d are possible",
                       name.len, NIGHT_NAME_MOST);
    if (!utf8_is_valid(name))
        return err_set(e, ERR_USAGE, "the name isn't UTF-8");
    if (name.data[0] == '#' || name.data[0] == '@' || slice_equal(name, slice_of(".")))
        return err_set(e, ERR_USAGE,
                       "a name can't be '.' nor begin with # or @: these say which night "
                       "is meant");
    for (const char *at = name.data; at < end;) {
        at += utf8_decode(at, end, &character);
        if (utf8_is_hidden(character))
            return err_set(e, ERR_USAGE,
                           "there is a character in the name that shows "
                           "nothing");
    }
    return true;
}

/* ------------------------------------------------------------------ modules */

struct named {
    struct slice name;
    uint32_t module;
};

static int named_order(const void *left, const void *right)
{
    return slice_compare(((const struct named *)left)->name,
                         ((const struct named *)right)->name);
}

static int link_order(const void *left, const void *right)
{
    uint32_t a = ((const struct night_link *)left)->to;
    uint32_t b = ((const struct night_link *)right)->to;

    return (a > b) - (a < b);
}

/* A row is in order of the module at the other end, a pair once for each kind. */
static void links_make(struct making *m, uint32_t module)
{
    const struct csr_rows *rows = &m->graph->graph.forward;
    uint32_t first = rows->starts[module], end = rows->starts[module + 1];
    struct night_module *made = &m->night->modules[m->numbers[module]];
    struct night_link *links =
        arena_array(&m->night->memory, struct night_link, (size_t)(end - first) + 1);
    uint32_t count = 0, before = GRAPH_NONE;

    for (uint32_t i = first; i < end; i++) {
        uint32_t to = rows->ends[i];

        if (to == module || !(rows->kinds[i] & LINK_WRITTEN))
            continue;
        if (to != before)
            links[count++].to = m->numbers[to];
        if (rows->kinds[i] & LINK_AT_LOAD)
            links[count - 1].at_load = true;
        before = to;
    }
    if (count)
        qsort(links, count, sizeof *links, link_order);
    made->links = links;
    made->link_count = count;
}

static void modules_make(struct making *m)
{
    uint32_t count = m->graph->names.count;
    struct named *sorted = memory_calloc((size_t)count + 1, sizeof *sorted);
    struct night *n = m->night;

    n->modules = memory_calloc((size_t)count + 1, sizeof *n->modules);
    n->module_count = count;
    m->numbers = memory_calloc((size_t)count + 1, sizeof *m->numbers);
    for (uint32_t i = 0; i < count; i++)
        sorted[i] = (struct named){m->graph->names.items[i], i};
    if (count)
        qsort(sorted, count, sizeof *sorted, named_order);
    for (uint32_t i = 0; i < count; i++) {
        n->modules[i].name = sorted[i].name;
        m->numbers[sorted[i].module] = i;
    }
    for (uint32_t i = 0; i < count; i++)
        links_make(m, i);
    free(sorted);
}

/* -------------------------------------------------------------------- files */

/* By name; of one name, in the order of the file. */
static int function_order(const void *left, const void *right)
{
    const struct night_function *a = left, *b = right;
    int order = slice_compare(a->name, b->name);

    return order ? order : (a->lines > b->lines) - (a->lines < b->lines);
}

static void functions_make(struct night_file *file, const struct facts *f,
                           struct arena *memory)
{
    struct night_function *made =
        arena_array(memory, struct night_function, (size_t)f->function_count + 1);

    /* For sorting, lines are where they stand. */
    for (uint32_t i = 0; i < f->function_count; i++) {
        const struct function *function = &f->functions[i];

        made[i] = (struct night_function){slice_of(facts_text(f, function->name)),
                                          function->cyclomatic, i};
    }
    if (f->function_count)
        qsort(made, f->function_count, sizeof *made, function_order);
    for (uint32_t i = 0; i < f->function_count; i++) {
        const struct function *function = &f->functions[made[i].lines];

        made[i].lines = function->end_line - function->line + 1;
    }
    file->functions = made;
    file->function_count = f->function_count;
}

static uint8_t flags_of(const struct record *r)
{
    return (uint8_t)((r->need == NEED_REQUIRED ? NIGHT_NEEDS_TESTS : 0) |
                     (record_is_untested(r) ? NIGHT_UNTESTED : 0) |
                     (r->known_staleness ? NIGHT_KNOWN_STALENESS : 0) |
                     (r->stale ? NIGHT_STALE : 0) |
                     (r->file->partial ? NIGHT_PARTIAL : 0) |
                     (r->coverage == COVERAGE_KNOWN ? NIGHT_KNOWN_COVERAGE : 0) |
                     (r->file->facts ? NIGHT_PARSED : 0));
}

static struct night_file file_of(const struct making *m, const struct record *r)
{
    bool covered = r->coverage == COVERAGE_KNOWN;
    struct night_file file = {
        .path = r->file->path,
        .key = r->file->key.low,
        .module = r->module == MODULE_NONE ? NIGHT_NO_MODULE : m->numbers[r->module],
        .category = (uint8_t)r->category,
        .flags = flags_of(r),
        .lines = r->file->lines.code,
        .complexity = r->complexity,
        .fan_in = r->fan_in,
        .impact_hundredths = r->impact_hundredths,
        .lines_to_cover = covered ? r->lines_to_cover : 0,
        .lines_covered = covered ? r->lines_covered : 0,
    };

    if (r->file->facts)
        functions_make(&file, r->file->facts, &m->night->memory);
    return file;
}

static void files_make(struct making *m)
{
    const struct records *records = m->from->records;
    struct night *n = m->night;

    n->files = memory_calloc(records->count + 1, sizeof *n->files);
    n->file_count = records->count;
    for (size_t i = 0; i < records->count; i++)
        n->files[i] = file_of(m, &records->items[i]);
}

/* -------------------------------------------------------------------- night */

void night_make(struct night *n, const struct night_source *from)
{
    struct making m = {.night = n, .from = from, .graph = from->records->graph};

    *n = (struct night){.head = {.name = from->name,
                                 .commit = slice_of(from->commit),
                                 .version = slice_of(from->version),
                                 .time_s = from->time_s,
                                 .rules = night_rules(),
                                 .asked = from->asked,
                                 .failed = m.graph->result->totals.failed,
                                 .folder_depth = from->folder_depth}};
    modules_make(&m);
    files_make(&m);
    night_numbers_make(n, from);
    free(m.numbers);
}

void night_release(struct night *n)
{
    free(n->files);
    free(n->modules);
    arena_release(&n->memory);
    *n = (struct night){0};
}

const struct night_file *night_find(const struct night *n, struct slice path)
{
    size_t first = 0, end = n->file_count;

    while (first < end) {
        size_t middle = first + (end - first) / 2;

        if (slice_compare(n->files[middle].path, path) < 0)
            first = middle + 1;
        else
            end = middle;
    }
    return first < n->file_count && slice_equal(n->files[first].path, path)
               ? &n->files[first]
               : NULL;
}

struct night_value night_value(const struct night_head *h, struct slice name)
{
    for (size_t i = 0; i < h->number_count; i++) {
        if (slice_equal(h->numbers[i].name, name))
            return h->numbers[i].value;
    }
    return (struct night_value){0};
}

static int folder_order(const void *folder, const void *package)
{
    return slice_compare(*(const struct slice *)folder,
                         ((const struct night_package *)package)->folder);
}

struct night_value night_package_value(const struct night_head *h, struct slice folder,
                                       struct slice name)
{
    const struct night_package *p = NULL;

    if (h->package_count)
        p = bsearch(&folder, h->packages, h->package_count, sizeof *h->packages,
                    folder_order);
    for (size_t i = 0; p && i < h->package_metric_count; i++) {
        if (slice_equal(h->package_metrics[i], name))
            return p->values[i];
    }
    return (struct night_value){0};
}
