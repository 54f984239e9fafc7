/* What a person reads: how the functions are spread over ranks, where they are, and the
 * worst of them with their numbers. */
#include "engine/base/memory.h"
#include "engine/report/rank.h"
#include "engine/report/table_write.h"

#include <stdlib.h>

#define MAX_PACKAGES     10
#define MAX_NAME_COLUMNS 40
#define MIN_NAME_COLUMNS 20

static const char *level_heading(enum row_level level)
{
    switch (level) {
    case ROW_FUNCTION: return "Functions";
    case ROW_CLASS: return "Classes";
    case ROW_FILE: return "Files";
    default: return "Packages";
    }
}

static void summary_show(struct page *p, const struct table *t)
{
    page_ink(p, INK_BOLD);
    page_count(p, t->functions, "function", "functions");
    page_ink(p, INK_PLAIN);
    page_text(p, ", ");
    page_count(p, t->classes, "class", "classes");
    page_text(p, " in ");
    page_count(p, t->files, "parsed file", "parsed files");
    page_text(p, " of ");
    page_count(p, t->packages, "package", "packages");
    page_text(p, "; profile ");
    page_text(p, t->question->profile->name);
    page_text(p, "\n");
    if (!t->partial)
        return;
    page_count(p, t->partial, "file has", "files have");
    page_text(p,
              " errors: what could not be read isn't counted; such rows are marked *\n");
}

/* ---------------------------------------------------------------- packages */

static int heaviest_first(const void *a, const void *b)
{
    const struct package *one = a, *two = b;

    if (one->sum != two->sum)
        return one->sum > two->sum ? -1 : 1;
    return slice_compare(package_of(one->files[0]), package_of(two->files[0]));
}

/* Those in which there are functions, and what all of them have together. */
struct packages {
    struct package *items;
    size_t count;
    uint64_t of_rank[PROFILE_RANKS];
};

static void package_add(struct packages *all, const struct package *package)
{
    all->items[all->count++] = *package;
    for (unsigned rank = 0; rank < PROFILE_RANKS; rank++)
        all->of_rank[rank] += package->of_rank[rank];
}

static struct packages packages_make(const struct table *t)
{
    struct packages all = {.items = memory_alloc(t->packages * sizeof *all.items + 1)};

    for (size_t i = 0, files; i < t->files; i += files) {
        struct package package = package_at(t, i);

        files = package.file_count;
        if (package.functions)
            package_add(&all, &package);
    }
    if (all.count)
        qsort(all.items, all.count, sizeof *all.items, heaviest_first);
    return all;
}

static void package_show(struct page *p, const struct package *package)
{
    page_text(p, "  ");
    rank_spark(p, package->of_rank);
    page_number(p, package->functions, 11);
    page_tenths(p, package->sum, package->functions, 8);
    page_number(p, package->most, 7);
    page_text(p, "  ");
    page_name(p, package_of(package->files[0]), 0);
    page_text(p, "\n");
}

static void packages_show(struct page *p, const struct packages *all)
{
    size_t shown = all->count < MAX_PACKAGES ? all->count : MAX_PACKAGES;

    page_heading(p, "Packages, the heaviest first\n");
    page_text(p, "  ABCDEF  functions    mean   most  package\n");
    for (size_t i = 0; i < shown; i++)
        package_show(p, &all->items[i]);
    page_more(p, all->count, shown);
}

static void ranks_show(struct page *p, const struct table *t)
{
    struct packages all = packages_make(t);

    if (all.count) {
        page_heading(p, "Functions by ");
        page_text(p, t->question->rank.name);
        page_text(p, "\n");
        rank_table(p, t->question->profile, all.of_rank);
    }
    if (all.count && t->packages > 1 && t->question->level != ROW_PACKAGE)
        packages_show(p, &all);
    free(all.items);
}

/* -------------------------------------------------------------------- table */

/* How wide the columns are. */
struct layout {
    unsigned columns[TABLE_COLUMNS];
    unsigned name, place;
};

static bool has_names(const struct table *t)
{
    return t->question->level == ROW_FUNCTION || t->question->level == ROW_CLASS;
}

static bool has_spark(const struct table *t)
{
    return t->question->level == ROW_PACKAGE && t->question->ranked;
}

static unsigned most(unsigned a, unsigned b)
{
    return a > b ? a : b;
}

static void names_measure(struct page *p, const struct table *t, struct layout *l,
                          unsigned before)
{
    unsigned room = MAX_NAME_COLUMNS;

    for (size_t i = 0; i < t->count; i++) {
        const struct row_of_metrics *row = &t->rows[i];

        l->name = most(l->name, page_name_columns(p, row_name(t, row)));
        l->place = most(l->place, page_name_columns(p, row_path(t, row)) + 1 +
                                      page_number_columns(row_line(t, row)));
    }
    if (p->style->width && before + room + l->place > p->style->width)
        room =
            p->style->width > before + l->place ? p->style->width - before - l->place : 0;
    room = most(room, MIN_NAME_COLUMNS);
    l->name = l->name < room ? l->name : room;
}

static struct layout layout_of(struct page *p, const struct table *t)
{
    const struct table_question *q = t->question;
    struct layout l = {0};
    unsigned before = 5;

    for (size_t c = 0; c < q->column_count; c++) {
        l.columns[c] = (unsigned)strlen(q->columns[c].name);
        for (size_t i = 0; i < t->count; i++)
            l.columns[c] =
                most(l.columns[c],
                     page_decimal_columns(table_value(&q->columns[c], &t->rows[i]),
                                          q->columns[c].decimals));
        before += l.columns[c] + 2;
    }
    names_measure(p, t, &l, before + 2);
    return l;
}

static void header_show(struct page *p, const struct table *t, const struct layout *l)
{
    const struct table_question *q = t->question;

    page_text(p, q->ranked ? has_spark(t) ? "  ABCDEF" : "   " : "");
    for (size_t c = 0; c < q->column_count; c++) {
        page_text(p, "  ");
        page_right(p, q->columns[c].name, l->columns[c]);
    }
    page_text(p, "  ");
    if (has_names(t)) {
        page_text(p, t->question->level == ROW_CLASS ? "class" : "name ");
        page_spaces(p, l->name > 5 ? l->name - 5 : 0);
        page_text(p, "  place");
    } else {
        page_text(p, q->level == ROW_FILE ? "file" : "package");
    }
    page_text(p, "\n");
}

static void rank_cell(struct page *p, const struct table *t,
                      const struct row_of_metrics *row)
{
    const struct table_question *q = t->question;

    if (!q->ranked)
        return;
    page_text(p, "  ");
    if (has_spark(t))
        rank_spark(p, package_at(t, (size_t)(row->files - t->files_by_folder)).of_rank);
    else
        rank_show(p, profile_rank(q->profile, table_value(&q->rank, row)));
}

static void row_show(struct page *p, const struct table *t, const struct layout *l,
                     const struct row_of_metrics *row)
{
    const struct table_question *q = t->question;

    rank_cell(p, t, row);
    for (size_t c = 0; c < q->column_count; c++) {
        page_text(p, "  ");
        page_decimal(p, table_value(&q->columns[c], row), q->columns[c].decimals,
                     l->columns[c]);
    }
    page_text(p, "  ");
    if (has_names(t)) {
        page_spaces(p, l->name - page_name(p, row_name(t, row), l->name));
        page_text(p, "  ");
    }
    page_place(p, row_path(t, row), row_line(t, row));
    page_text(p, row_is_partial(t, row) ? " *\n" : "\n");
}

static void rows_show(struct page *p, const struct table *t, struct out *out)
{
    const struct table_question *q = t->question;
    struct layout l = layout_of(p, t);

    page_heading(p, level_heading(q->level));
    page_text(p, q->sorted ? ", the worst by " : ", by place");
    page_text(p, q->sorted ? q->sort.name : "");
    page_text(p, q->sorted ? " first\n" : "\n");
    header_show(p, t, &l);
    for (size_t i = 0; i < t->count; i++) {
        row_show(p, t, &l, &t->rows[i]);
        out_take(out, p->out, false);
    }
    page_more(p, t->found, t->count);
}

static void write(const struct table *t, const struct style *style, struct out *out)
{
    struct buf text = {0};
    struct page p = {&text, style};

    summary_show(&p, t);
    if (t->question->ranked)
        ranks_show(&p, t);
    if (t->count)
        rows_show(&p, t, out);
    else
        page_text(&p, "\nNothing passes the limits.\n");
    out_take(out, &text, true);
    buf_release(&text);
}

const struct table_format table_text = {"text", write};
