/* Numbers of functions, classes, files and folders that are over their limit. */
#include "engine/base/memory.h"
#include "engine/index/gate_run.h"

#include <math.h>
#include <stdlib.h>

/* Where a function, class or file stands. */
struct spot {
    struct slice name;
    uint32_t line, end_line;
};

static struct spot spot_of(const struct file *file, enum row_level level, uint32_t index)
{
    const struct facts *f = file->facts;

    if (level == ROW_FUNCTION)
        return (struct spot){slice_of(facts_text(f, f->functions[index].name)),
                             f->functions[index].line, f->functions[index].end_line};
    if (level == ROW_CLASS)
        return (struct spot){slice_of(facts_text(f, f->classes[index].name)),
                             f->classes[index].line, f->classes[index].end_line};
    return (struct spot){0};
}

static void limit_found(struct gate_run *r, const struct gate_limit *limit,
                        struct slice path, struct spot spot, double value)
{
    struct finding *f = findings_add(r->findings, &limit->rule);

    f->path = path;
    f->name = spot.name;
    f->line = spot.line;
    f->end_line = spot.end_line;
    f->has_value = true;
    f->value = value;
    f->limit = limit->value;
    if (spot.name.len) {
        buf_add(&r->text, spot.name);
        buf_add_text(&r->text, ": ");
    }
    buf_add_format(&r->text, "%s is ", limit->quantity.name);
    gate_number_add(r, value);
    gate_bound_add(r, limit->at_most, limit->value, "allowed");
    f->message = gate_text(r);
}

static uint32_t rows_of(const struct file *file, enum row_level level)
{
    return !file->facts            ? 0
           : level == ROW_FUNCTION ? file->facts->function_count
           : level == ROW_CLASS    ? file->facts->class_count
                                   : 1;
}

static bool is_limited(const struct record *record)
{
    return record->category == CATEGORY_SOURCE || record->category == CATEGORY_TEST ||
           record->category == CATEGORY_BUILD;
}

static void limit_file(struct gate_run *r, const struct gate_limit *limit,
                       const struct record *record)
{
    const struct file *file = record->file;
    enum row_level level = limit->quantity.level;
    uint32_t count = is_limited(record) ? rows_of(file, level) : 0;

    for (uint32_t i = 0; i < count; i++) {
        double value = quantity_of(&limit->quantity, file, i);

        if (!isnan(value) && gate_is_over(limit->at_most, value, limit->value))
            limit_found(r, limit, file->path, spot_of(file, level, i), value);
    }
}

static struct slice folder_of(const struct file *file)
{
    const char *slash =
        file->path.len ? memrchr(file->path.data, '/', file->path.len) : NULL;

    return (struct slice){file->path.data, slash ? (size_t)(slash - file->path.data) : 0};
}

/* Files of a folder don't lie together in path order: subfolders are between them. */
static int folder_order(const void *left, const void *right)
{
    const struct file *a = *(const struct file *const *)left;
    const struct file *b = *(const struct file *const *)right;
    int order = slice_compare(folder_of(a), folder_of(b));

    return order ? order : slice_compare(a->path, b->path);
}

static void limit_folders(struct gate_run *r, const struct gate_limit *limit)
{
    const struct records *all = r->records;
    const struct file **files = memory_calloc(all->count + 1, sizeof *files);
    size_t count = 0, first = 0;

    for (size_t i = 0; i < all->count; i++) {
        if (is_limited(&all->items[i]) && all->items[i].file->facts)
            files[count++] = all->items[i].file;
    }
    qsort(files, count, sizeof *files, folder_order);
    for (size_t i = 1; i <= count; i++) {
        double value;

        if (i < count && slice_equal(folder_of(files[i]), folder_of(files[first])))
            continue;
        value = quantity_of_files(&limit->quantity, files + first, i - first);
        if (!isnan(value) && gate_is_over(limit->at_most, value, limit->value))
            limit_found(r, limit, folder_of(files[first]), (struct spot){0}, value);
        first = i;
    }
    free(files);
}

void gate_limits_run(struct gate_run *r)
{
    for (size_t i = 0; i < r->gates->limit_count; i++) {
        const struct gate_limit *limit = &r->gates->limits[i];

        if (limit->quantity.level == ROW_PACKAGE) {
            limit_folders(r, limit);
            continue;
        }
        for (size_t k = 0; k < r->records->count; k++)
            limit_file(r, limit, &r->records->items[k]);
    }
}
