#include "engine/report/text.h"

#include "engine/report/tally.h"

#include <stddef.h>
#include <stdlib.h>

static const struct column {
    const char *title;
    size_t offset; /* of its number in struct language_tally */
} columns[] = {
    {"files", offsetof(struct language_tally, files)},
    {"code", offsetof(struct language_tally, code)},
    {"comment", offsetof(struct language_tally, comment)},
    {"docstring", offsetof(struct language_tally, docstring)},
    {"blank", offsetof(struct language_tally, blank)},
};
#define COLUMN_COUNT  (sizeof columns / sizeof *columns)
#define BYTES_COLUMNS 10

static uint64_t value_of(const struct language_tally *row, const struct column *column)
{
    uint64_t value;

    memcpy(&value, (const char *)row + column->offset, sizeof value);
    return value;
}

struct table {
    unsigned name_columns;
    unsigned number_columns[COLUMN_COUNT];
};

static struct slice language_name(const struct language_tally *row)
{
    return slice_of(row->language ? row->language->name : "unknown");
}

/* Each column as wide as its widest number, which is that of the sum. */
static struct table table_layout(const struct page *p, const struct language_tally *rows,
                                 size_t shown, const struct language_tally *all)
{
    struct table t = {.name_columns = (unsigned)strlen("Languages")};

    for (size_t i = 0; i < shown; i++) {
        unsigned wide = page_name_columns(p, language_name(&rows[i]));

        if (wide > t.name_columns)
            t.name_columns = wide;
    }
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        unsigned wide = page_number_columns(value_of(all, &columns[i]));
        unsigned title = (unsigned)strlen(columns[i].title);

        t.number_columns[i] = 2 + (wide > title ? wide : title);
    }
    return t;
}

static void row_show(struct page *p, const struct table *t, struct slice name,
                     const struct language_tally *row)
{
    unsigned wide = page_name(p, name, t->name_columns);

    page_spaces(p, t->name_columns - wide);
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        page_number(p, value_of(row, &columns[i]), t->number_columns[i]);
    page_bytes(p, row->bytes, BYTES_COLUMNS);
    page_text(p, "\n");
}

static void table_head_show(struct page *p, const struct table *t)
{
    unsigned width = t->name_columns + BYTES_COLUMNS;

    page_heading(p, "Languages");
    page_spaces(p, t->name_columns - (unsigned)strlen("Languages"));
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        page_right(p, columns[i].title, t->number_columns[i]);
        width += t->number_columns[i];
    }
    page_right(p, "bytes", BYTES_COLUMNS);
    page_text(p, "\n");
    page_rule(p, width);
}

static int most_code_first(const void *left, const void *right)
{
    const struct language_tally *a = left, *b = right;

    if (a->code != b->code)
        return a->code > b->code ? -1 : 1;
    return slice_compare(language_name(a), language_name(b));
}

static struct language_tally sum_of(const struct language_tally *rows, size_t count)
{
    struct language_tally sum = {0};

    for (size_t i = 0; i < count; i++)
        tally_add(&sum, &rows[i]);
    return sum;
}

void text_languages(struct page *p, const struct part *result)
{
    size_t count, shown;
    struct language_tally *rows = tally_languages(result, &count);
    struct language_tally all = sum_of(rows, count), others;
    struct table t;

    if (count)
        qsort(rows, count, sizeof *rows, most_code_first);
    shown = count > p->style->top + 1ul ? p->style->top : count;
    others = sum_of(rows + shown, count - shown);
    t = table_layout(p, rows, shown, &all);
    if (count)
        table_head_show(p, &t);
    for (size_t i = 0; i < shown; i++)
        row_show(p, &t, language_name(&rows[i]), &rows[i]);
    if (shown < count)
        row_show(p, &t, slice_of("others"), &others);
    if (count > 1)
        row_show(p, &t, slice_of("all"), &all);
    free(rows);
}
