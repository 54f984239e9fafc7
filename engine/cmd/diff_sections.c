/* The lists of `diff`. A list that people see has a title for each of its columns; programs get
 * more. */
#include "engine/cmd/diff_page.h"
#include "engine/report/decimal.h"

#include <math.h>

/* One list. `list` is where it lies in struct night_diff, and begins with its items and
 * their count; 0: numbers. */
struct kind {
    const char *name, *title, *note;
    enum diff_tone tone;
    const struct sheet_column *columns;
    size_t column_count;
    void (*row)(const struct diff_page *p, const void *item, struct cell *cells);
    size_t offset, item_bytes;
};

/* How all lists of struct night_diff begin. */
struct list {
    const char *items;
    size_t count;
};

struct section_row {
    struct diff_page *page;
    const struct kind *kind;
    struct list list;
};

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* --------------------------------------------------------------------- numbers */

static const struct sheet_column number_columns[] = {
    {"metric", CELL_TEXT, NULL, 0},        {"title", CELL_TEXT, "", 0},
    {"before", CELL_DECIMAL, "before", 0}, {"after", CELL_DECIMAL, "after", 0},
    {"change", CELL_DECIMAL, NULL, 0},     {"worse", CELL_TRUTH, NULL, 0},
    {"signed", CELL_TEXT, "change", 0},
};

static struct cell number_cell(struct night_value n)
{
    return cell_decimal(n.known ? (double)n.thousandths / 1000 : NAN);
}

static void number_row(const struct diff_page *p, const void *item, struct cell *cells)
{
    const struct diff_number *n = item;
    struct buf *text = &((struct diff_page *)p)->text;
    double change = (double)(n->after.thousandths - n->before.thousandths) / 1000;
    bool known = n->before.known && n->after.known;
    int worse = diff_number_worse(n);

    cells[0] = cell_text(n->name);
    cells[1] = cell_text(n->title ? slice_of(n->title) : n->name);
    cells[2] = number_cell(n->before);
    cells[3] = number_cell(n->after);
    cells[4] = cell_decimal(known ? change : NAN);
    if (worse)
        cells[5] = cell_truth(worse > 0);
    if (!known || !p->for_people)
        return;
    buf_add_text(text, change > 0 ? "+" : "");
    decimal_add(text, change);
    cells[6] = cell_text(buf_slice(text));
}

/* ------------------------------------------------------------------- functions */

static const struct sheet_column function_columns[] = {
    {"path", CELL_PATH, "file", 0},       {"name", CELL_TEXT, "function", 0},
    {"before", CELL_NUMBER, "before", 0}, {"after", CELL_NUMBER, "after", 0},
    {"lines", CELL_NUMBER, NULL, 0},
};

static const struct sheet_column one_function_columns[] = {
    {"path", CELL_PATH, "file", 0},
    {"name", CELL_TEXT, "function", 0},
    {"cyclomatic", CELL_NUMBER, "cyclomatic", 0},
    {"lines", CELL_NUMBER, "lines", 0},
};

static void function_row(const struct diff_page *p, const void *item, struct cell *cells)
{
    const struct diff_function *f = item;

    (void)p;
    cells[0] = cell_text(f->file->path);
    cells[1] = cell_text(f->after->name);
    cells[2] = cell_number(f->before->cyclomatic);
    cells[3] = cell_number(f->after->cyclomatic);
    cells[4] = cell_number(f->after->lines);
}

static void one_function_row(const struct diff_page *p, const void *item,
                             struct cell *cells)
{
    const struct diff_function *f = item;
    const struct night_function *one = f->after ? f->after : f->before;

    (void)p;
    cells[0] = cell_text(f->file->path);
    cells[1] = cell_text(one->name);
    cells[2] = cell_number(one->cyclomatic);
    cells[3] = cell_number(one->lines);
}

/* ----------------------------------------------------------------------- files */

static const struct sheet_column file_columns[] = {
    {"path", CELL_PATH, "file", 0},
    {"category", CELL_TEXT, "category", 0},
    {"lines_of_code", CELL_NUMBER, "lines", 0},
    {"complexity", CELL_NUMBER, "branches", 0},
    {"impact", CELL_DECIMAL, NULL, 0},
};

static const struct sheet_column state_columns[] = {
    {"path", CELL_PATH, "file", 0},
    {"new", CELL_TRUTH, "new", 0},
    {"impact", CELL_DECIMAL, "impact", 2},
    {"lines_of_code", CELL_NUMBER, "lines", 0},
};

static const struct sheet_column moved_columns[] = {
    {"from", CELL_PATH, "from", 0},
    {"path", CELL_PATH, "to", 0},
};

static struct cell impact_cell(const struct night_file *file)
{
    return cell_decimal(
        file->category == CATEGORY_SOURCE ? (double)file->impact_hundredths / 100 : NAN);
}

static void file_row(const struct diff_page *p, const void *item, struct cell *cells)
{
    const struct diff_file *f = item;
    const struct night_file *file = f->after ? f->after : f->before;

    (void)p;
    cells[0] = cell_text(file->path);
    cells[1] = cell_text(slice_of(category_name((enum category)file->category)));
    cells[2] = cell_number(file->lines);
    if (file->flags & NIGHT_PARSED)
        cells[3] = cell_number(file->complexity);
    cells[4] = impact_cell(file);
}

static void state_row(const struct diff_page *p, const void *item, struct cell *cells)
{
    const struct diff_file *f = item;

    (void)p;
    cells[0] = cell_text(f->after->path);
    cells[1] = cell_truth(!f->before);
    cells[2] = impact_cell(f->after);
    cells[3] = cell_number(f->after->lines);
}

static void moved_row(const struct diff_page *p, const void *item, struct cell *cells)
{
    const struct diff_file *f = item;

    (void)p;
    cells[0] = cell_text(f->before->path);
    cells[1] = cell_text(f->after->path);
}

/* ----------------------------------------------------------------------- graph */

static const struct sheet_column edge_columns[] = {
    {"from", CELL_TEXT, "module", 0},
    {"to", CELL_TEXT, "imports", 0},
    {"at_load", CELL_TRUTH, "when loaded", 0},
};

static const struct sheet_column package_columns[] = {
    {"from", CELL_PATH, "package", 0},
    {"to", CELL_PATH, "imports", 0},
    {"imports", CELL_NUMBER, "modules", 0},
    {"at_load", CELL_TRUTH, "when loaded", 0},
};

static const struct sheet_column cycle_columns[] = {
    {"change", CELL_TEXT, "", 0},       {"before", CELL_NUMBER, "before", 0},
    {"after", CELL_NUMBER, "after", 0}, {"modules", CELL_LIST, "modules", 0},
    {"added", CELL_LIST, "added", 0},
};

static void edge_row(const struct diff_page *p, const void *item, struct cell *cells)
{
    const struct diff_edge *e = item;

    (void)p;
    cells[0] = cell_text(e->from);
    cells[1] = cell_text(e->to);
    cells[2] = cell_truth(e->at_load);
}

static void package_row(const struct diff_page *p, const void *item, struct cell *cells)
{
    const struct diff_edge *e = item;

    (void)p;
    cells[0] = cell_text(e->from);
    cells[1] = cell_text(e->to);
    cells[2] = cell_number(e->edges);
    cells[3] = cell_truth(e->at_load);
}

/* People see the first few, in that half of page->few, and how many more there are. */
static struct cell names_cell(struct diff_page *p, const struct slice *names,
                              size_t count, size_t half)
{
    enum { FEW = 3 };
    struct slice *few = p->few + half * (FEW + 1);
    size_t start = p->text.len;

    if (!p->for_people || count <= FEW + 1)
        return (struct cell){.known = true, .list = {names, count}};
    memcpy(few, names, FEW * sizeof *few);
    buf_add_format(&p->text, "%zu more", count - FEW);
    few[FEW] = (struct slice){p->text.data + start, p->text.len - start};
    return (struct cell){.known = true, .list = {few, FEW + 1}};
}

static void cycle_row(const struct diff_page *p, const void *item, struct cell *cells)
{
    struct diff_page *page = (struct diff_page *)p;
    const struct diff_cycle *c = item;
    bool came_to_be = c->change == CYCLE_NEW || c->change == CYCLE_GONE;

    cells[0] = cell_text(slice_of(cycle_change_name(c->change)));
    cells[1] = cell_number(c->before);
    cells[2] = cell_number(c->after);
    cells[3] = names_cell(page, c->modules, c->count, 0);
    if (!p->for_people || !came_to_be)
        cells[4] = names_cell(page, c->added, c->added_count, 1);
}

/* ----------------------------------------------------------------------- kinds */

#define KIND(name, title, note, tone, columns, row, field)        \
    {                                                             \
        name, title, note, tone, columns, COUNT_OF(columns), row, \
            offsetof(struct night_diff, field),                   \
            sizeof *((struct night_diff *)0)->field.items         \
    }

static const struct kind kinds[DIFF_SECTIONS] = {
    {"numbers", "Numbers", NULL, TONE_NUMBERS, number_columns, COUNT_OF(number_columns),
     number_row, 0, sizeof(struct diff_number)},
    KIND("worse", "Functions that are more complex", NULL, TONE_WORSE, function_columns,
         function_row, worse),
    KIND("cycles", "Import cycles", NULL, TONE_WORSE, cycle_columns, cycle_row, cycles),
    KIND("untested", "Files that came to be without tests", NULL, TONE_WORSE,
         state_columns, state_row, untested),
    KIND("stale", "Files that left their tests behind", NULL, TONE_WORSE, state_columns,
         state_row, stale),
    KIND("partial", "Files with a syntax error now", NULL, TONE_WORSE, state_columns,
         state_row, partial),
    KIND("packages_new", "Packages that import others for the first time", NULL,
         TONE_NEITHER, package_columns, package_row, packages_new),
    KIND("packages_gone", "Packages that no longer import others", NULL, TONE_NEITHER,
         package_columns, package_row, packages_gone),
    KIND("better", "Functions that are less complex", NULL, TONE_BETTER, function_columns,
         function_row, better),
    KIND("tested", "Files that got tests", NULL, TONE_BETTER, state_columns, state_row,
         tested),
    KIND("refreshed", "Files that are no longer behind their tests", NULL, TONE_BETTER,
         state_columns, state_row, refreshed),
    KIND("repaired", "Files that have no syntax error any more", NULL, TONE_BETTER,
         state_columns, state_row, repaired),
    KIND("files_new", "New files", NULL, TONE_NEITHER, file_columns, file_row, files_new),
    KIND("files_gone", "Files that are gone", NULL, TONE_NEITHER, file_columns, file_row,
         files_gone),
    KIND("files_moved", "Files that moved", NULL, TONE_NEITHER, moved_columns, moved_row,
         files_moved),
    KIND("functions_new", "New functions", NULL, TONE_NEITHER, one_function_columns,
         one_function_row, functions_new),
    KIND("functions_gone", "Functions that are gone", NULL, TONE_NEITHER,
         one_function_columns, one_function_row, functions_gone),
    KIND("edges_new", "New imports", NULL, TONE_NEITHER, edge_columns, edge_row,
         edges_new),
    KIND("edges_gone", "Imports that are gone", NULL, TONE_NEITHER, edge_columns,
         edge_row, edges_gone),
};

/* People see the numbers that changed. */
static struct list list_of(const struct diff_page *p, const struct kind *kind)
{
    struct list list;

    memcpy(&list, (const char *)p->diff + kind->offset, sizeof list);
    if (kind->offset)
        return list;
    if (p->for_people)
        return (struct list){(const char *)p->changed, p->changed_count};
    return (struct list){(const char *)p->diff->numbers, p->diff->number_count};
}

static void section_row(const void *context, size_t number, struct cell *cells)
{
    const struct section_row *s = context;

    buf_clear(&s->page->text);
    buf_reserve(&s->page->text, 128);
    s->kind->row(s->page, s->list.items + number * s->kind->item_bytes, cells);
}

/* What only people see is behind the others. */
static size_t columns_for(const struct diff_page *p, const struct kind *kind)
{
    return kind->column_count -
           (!p->for_people && kind->columns == number_columns ? 1 : 0);
}

static void section_add(struct diff_page *p, const struct kind *kind, struct list list)
{
    struct section_row *row = arena_new(&p->memory, struct section_row);
    size_t number = p->document.section_count++;

    *row = (struct section_row){p, kind, list};
    p->tones[number] = kind->tone;
    p->sections[number] = (struct document_section){
        kind->title, kind->note,
        (struct sheet){.what = "diff",
                       .columns = kind->columns,
                       .column_count = columns_for(p, kind),
                       .count = list.count,
                       .row = section_row,
                       .context = row,
                       .rows_name = kind->name,
                       .text_rows = kind->tone == TONE_NUMBERS ? 0 : p->top}};
}

void diff_sections_make(struct diff_page *p)
{
    for (size_t i = 0; i < DIFF_SECTIONS; i++) {
        struct list list = list_of(p, &kinds[i]);

        if (list.count || !p->for_people)
            section_add(p, &kinds[i], list);
    }
}
