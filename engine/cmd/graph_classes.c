/* graph stats --by class: Chidamber and Kemerer's numbers (engine/modules/classes.h).
 *
 * Bases come from facts; what classes use needs trees, which a second run reads, of files in
 * which there is a class. */
#include "engine/base/memory.h"
#include "engine/cmd/graph.h"
#include "engine/cmd/run.h"
#include "engine/modules/classes.h"
#include "engine/scan/decode.h"
#include "parsers/grammar.h"
#include "parsers/python.h"

#include <stdlib.h>

enum { ROWS_OF_TEXT = 20 };

struct classes_found {
    struct resolver resolver;
    struct classes classes;
    struct part trees; /* of the second run: owns what `uses` points to */
    uint32_t *order;   /* rows */
    uint64_t unread;   /* classes whose text isn't known */
    struct buf name;   /* of the row that was asked for last */
};

/* ----------------------------------------------------------------- visitor */

static void *reader_open(const void *context)
{
    (void)context;
    return class_use_reader_new();
}

static void reader_close(void *worker)
{
    class_use_reader_free(worker);
}

static bool reader_possible(void *worker, const struct symbol_set *symbols)
{
    (void)worker;
    return symbol_set_has(symbols, PY_class_definition);
}

static bool reader_look(void *worker, const struct tree *tree)
{
    (void)worker;
    return class_uses_wanted(tree);
}

static bool reader_read(void *worker, const struct tree *tree,
                        const struct decoded *source, struct arena *lasting,
                        const void **result, struct err *e)
{
    (void)e;
    *result = class_uses_read(worker, tree, source->text, lasting);
    return true;
}

static struct visitor reader_visitor(void)
{
    return (struct visitor){.grammar = grammar_by_name("python"),
                            .open = reader_open,
                            .close = reader_close,
                            .possible = reader_possible,
                            .look = reader_look,
                            .read = reader_read};
}

/* -------------------------------------------------------------- second run */

static void list_make(const struct import_graph *g, const struct classes *c,
                      struct buf *list)
{
    for (size_t f = 0; f < g->file_count; f++) {
        if (c->file_starts[f + 1] == c->file_starts[f])
            continue;
        buf_add(list, g->files[f].path);
        buf_add_char(list, '\0');
    }
}

/* Both are in path order. */
static const struct class_uses **uses_join(const struct import_graph *g,
                                           const struct part *trees)
{
    const struct class_uses **uses = memory_calloc(g->file_count + 1, sizeof *uses);
    size_t t = 0;

    for (size_t f = 0; f < g->file_count; f++) {
        while (t < trees->count &&
               slice_compare(trees->files[t]->path, g->files[f].path) < 0)
            t++;
        if (t < trees->count && slice_equal(trees->files[t]->path, g->files[f].path))
            uses[f] = trees->files[t]->visit;
    }
    return uses;
}

static bool trees_read(struct graph_answer *a, struct classes_found *f)
{
    struct visitor visitor = reader_visitor();
    struct buf list = {0};
    struct scan_options options;
    struct scan_stats stats;
    bool read;

    list_make(a->graph, &f->classes, &list);
    options = run_options(a->settings, a->root, &list);
    options.listed = true;
    options.list_separator = '\0';
    options.visitor = &visitor;
    read = run_scan(a->settings, &options, &f->trees, &stats, &a->failed);
    buf_release(&list);
    return read;
}

/* -------------------------------------------------------------------- find */

struct ranked {
    uint64_t weight;
    uint32_t row;
};

static int ranked_compare(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* The most coupled first, of equal ones the first in the order of files; unknown ones last. */
static void rows_order(struct classes_found *f)
{
    const struct classes *c = &f->classes;
    struct ranked *ranked = memory_calloc((size_t)c->count + 1, sizeof *ranked);

    f->order = memory_calloc((size_t)c->count + 1, sizeof *f->order);
    for (uint32_t n = 0; n < c->count; n++) {
        const struct class_of_tree *k = &c->items[n];

        ranked[n] = (struct ranked){k->cbo_known ? (uint64_t)k->cbo + 1 : 0, n};
        f->unread += !k->cbo_known;
    }
    qsort(ranked, c->count, sizeof *ranked, ranked_compare);
    for (uint32_t n = 0; n < c->count; n++)
        f->order[n] = ranked[n].row;
    free(ranked);
}

static void classes_forget(struct graph_answer *a)
{
    struct classes_found *f = a->found;

    classes_release(&f->classes);
    part_release(&f->trees);
    buf_release(&f->name);
    free(f->order);
    free(f);
}

static bool classes_find(struct graph_answer *a, struct err *e)
{
    struct classes_found *f = memory_calloc(1, sizeof *f);
    const struct import_graph *g = a->graph;
    const struct class_uses **uses;

    a->found = f;
    f->resolver = (struct resolver){.files = g->files,
                                    .places = &g->places,
                                    .roots = &g->roots,
                                    .declared = &g->projects.declared};
    classes_make(&f->classes, &f->resolver);
    if (!trees_read(a, f)) {
        classes_forget(a);
        return err_set(e, ERR_CANCELLED, "the trees of classes weren't read");
    }
    uses = uses_join(g, &f->trees);
    classes_couple(&f->classes, uses);
    free(uses);
    rows_order(f);
    return true;
}

/* ------------------------------------------------------------------- sheet */

enum { C_CLASS, C_FILE, C_LINE, C_DIT, C_DIT_KNOWN, C_NOC, C_CBO };

static const struct sheet_column columns[] = {
    [C_CLASS] = {"class", CELL_TEXT, "class", 0},
    [C_FILE] = {"file", CELL_PATH, NULL, 0},
    [C_LINE] = {"line", CELL_NUMBER, NULL, 0},
    [C_DIT] = {"dit", CELL_NUMBER, "DIT", 0},
    [C_DIT_KNOWN] = {"dit_known", CELL_TRUTH, "DIT known", 0},
    [C_NOC] = {"noc", CELL_NUMBER, "NOC", 0},
    [C_CBO] = {"cbo", CELL_NUMBER, "CBO", 0},
};

static void class_row(const void *context, size_t number, struct cell *cells)
{
    const struct graph_answer *a = context;
    struct classes_found *f = a->found;
    const struct class_of_tree *k = &f->classes.items[f->order[number]];

    f->name.len = 0;
    buf_add(&f->name, a->graph->names.items[k->module]);
    buf_add_char(&f->name, '.');
    buf_add(&f->name, class_name(&f->classes, f->order[number]));
    cells[C_CLASS] = cell_text(buf_slice(&f->name));
    cells[C_FILE] = cell_text(a->graph->files[k->file].path);
    cells[C_LINE] = cell_number(class_facts_of(&f->classes, f->order[number])->line);
    cells[C_DIT] = cell_number(k->dit);
    cells[C_DIT_KNOWN] = (struct cell){.known = true, .truth = k->dit_known};
    cells[C_NOC] = cell_number(k->noc);
    cells[C_CBO] = (struct cell){.known = k->cbo_known, .number = k->cbo};
}

static void head_json(const void *context, struct json *json)
{
    const struct graph_answer *a = context;
    const struct classes_found *f = a->found;

    json_key_number(json, "classes_count", f->classes.count);
    json_key_number(json, "classes_unread", f->unread);
    json_key(json, "bases");
    json_open(json, '{');
    json_key_number(json, "class", f->classes.ends.tree);
    json_key_number(json, "object", f->classes.ends.object);
    json_key_number(json, "outside", f->classes.ends.outside);
    json_key_number(json, "unknown", f->classes.ends.unknown);
    json_close(json, '}');
}

static void summary_text(const void *context, struct page *p)
{
    const struct graph_answer *a = context;
    const struct classes_found *f = a->found;

    page_count(p, f->classes.count, "class", "classes");
    page_text(p, "; bases end: class ");
    page_number(p, f->classes.ends.tree, 0);
    page_text(p, ", object ");
    page_number(p, f->classes.ends.object, 0);
    page_text(p, ", outside ");
    page_number(p, f->classes.ends.outside, 0);
    page_text(p, ", unknown ");
    page_number(p, f->classes.ends.unknown, 0);
    if (f->unread) {
        page_text(p, "; the text of ");
        page_count(p, f->unread, "class", "classes");
        page_text(p, " couldn't be read");
    }
    page_text(p, "\n\n");
}

static void classes_give(const void *context, size_t format, const struct style *style,
                         struct out *out)
{
    const struct graph_answer *a = context;
    const struct classes_found *f = a->found;
    const struct sheet sheet = {.what = "graph stats",
                                .columns = columns,
                                .column_count = sizeof columns / sizeof *columns,
                                .count = f->classes.count,
                                .row = class_row,
                                .context = a,
                                .head = head_json,
                                .lead = summary_text,
                                .rows_name = "classes",
                                .text_rows = graph_rows(a, ROWS_OF_TEXT)};

    sheet_write[format](&sheet, style, out);
}

/* Takes over from graph_stats, whose name and formats it has. */
const struct graph_verb graph_classes = {
    .name = "stats",
    .find = classes_find,
    .give = classes_give,
    .release = classes_forget,
};
