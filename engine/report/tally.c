#include "engine/report/tally.h"

#include "engine/base/memory.h"

#include <stdlib.h>

struct tallies {
    struct language_tally *rows;
    size_t count, capacity;
};

/* There are some dozens of languages, the common ones early in the list. */
static struct language_tally *row_of(struct tallies *t, const struct language *language)
{
    for (size_t i = 0; i < t->count; i++) {
        if (t->rows[i].language == language)
            return &t->rows[i];
    }
    t->rows = memory_grow(t->rows, &t->capacity, t->count + 1, sizeof *t->rows);
    t->rows[t->count] = (struct language_tally){.language = language};
    return &t->rows[t->count++];
}

static void file_count(struct language_tally *row, const struct file *file)
{
    row->files++;
    row->partial += file->partial;
    row->bytes += file->bytes;
    row->lines += file->lines.physical;
    row->code += file->lines.code;
    row->comment += file->lines.comment;
    row->blank += file->lines.blank;
    row->docstring += file->lines.docstring;
}

static int by_name(const void *a, const void *b)
{
    const struct language *left = ((const struct language_tally *)a)->language;
    const struct language *right = ((const struct language_tally *)b)->language;

    if (!left || !right)
        return (left == NULL) - (right == NULL);
    return strcmp(left->name, right->name);
}

struct language_tally *tally_languages(const struct part *result, size_t *count)
{
    struct tallies t = {0};

    for (size_t i = 0; i < result->count; i++) {
        const struct file *file = result->files[i];

        if (file->outcome == FILE_ANALYSED)
            file_count(row_of(&t, file->language), file);
    }
    if (t.count)
        qsort(t.rows, t.count, sizeof *t.rows, by_name);
    *count = t.count;
    return t.rows;
}

void tally_add(struct language_tally *into, const struct language_tally *more)
{
    into->files += more->files;
    into->partial += more->partial;
    into->bytes += more->bytes;
    into->lines += more->lines;
    into->code += more->code;
    into->comment += more->comment;
    into->blank += more->blank;
    into->docstring += more->docstring;
}
