#include "engine/report/table.h"

#include "engine/base/memory.h"

#include <math.h>
#include <stdlib.h>

metric_set table_needs(const struct table_question *q)
{
    metric_set set = (q->sorted ? q->sort.needs : 0) | (q->ranked ? q->rank.needs : 0);

    for (size_t i = 0; i < q->column_count; i++)
        set |= q->columns[i].needs;
    for (size_t i = 0; i < q->limit_count; i++)
        set |= q->limits[i].quantity.needs;
    return set;
}

double table_value(const struct quantity *q, const struct row_of_metrics *row)
{
    return q->level == ROW_PACKAGE ? quantity_of_files(q, row->files, row->file_count)
                                   : quantity_of(q, row->files[0], row->index);
}

/* -------------------------------------------------------------------- rows */

/* Unknown is not at least anything. */
static bool passes(const struct table_question *q, const struct row_of_metrics *row)
{
    for (size_t i = 0; i < q->limit_count; i++) {
        if (!(table_value(&q->limits[i].quantity, row) >= q->limits[i].least))
            return false;
    }
    return true;
}

static void row_consider(struct table *t, size_t *capacity, struct row_of_metrics row)
{
    const struct table_question *q = t->question;

    if (!passes(q, &row))
        return;
    if (q->sorted)
        row.key = table_value(&q->sort, &row);
    t->rows = memory_grow(t->rows, capacity, t->count + 1, sizeof *t->rows);
    t->rows[t->count++] = row;
}

static void functions_consider(struct table *t, size_t *capacity,
                               const struct file *const *file)
{
    const struct facts *f = (*file)->facts;

    for (uint32_t i = 0; i < f->function_count; i++) {
        if (profile_lists_function(t->question->profile, f, i))
            row_consider(
                t, capacity,
                (struct row_of_metrics){.files = file, .file_count = 1, .index = i});
    }
}

static void classes_consider(struct table *t, size_t *capacity,
                             const struct file *const *file)
{
    const struct facts *f = (*file)->facts;

    for (uint32_t i = 0; i < f->class_count; i++) {
        if (profile_lists_class(t->question->profile, f, i))
            row_consider(
                t, capacity,
                (struct row_of_metrics){.files = file, .file_count = 1, .index = i});
    }
}

struct slice package_of(const struct file *file)
{
    size_t len = file->path.len;

    while (len > 0 && file->path.data[len - 1] != '/')
        len--;
    return len ? (struct slice){file->path.data, len - 1} : slice_of(".");
}

static int by_folder(const void *a, const void *b)
{
    const struct file *one = *(const struct file *const *)a;
    const struct file *two = *(const struct file *const *)b;
    int folder = slice_compare(package_of(one), package_of(two));

    return folder ? folder : slice_compare(one->path, two->path);
}

/* How many files from there on are of one folder. */
static size_t package_files(const struct table *t, size_t from)
{
    struct slice folder = package_of(t->files_by_folder[from]);
    size_t next = from + 1;

    while (next < t->files &&
           slice_compare(package_of(t->files_by_folder[next]), folder) == 0)
        next++;
    return next - from;
}

static void packages_consider(struct table *t, size_t *capacity)
{
    for (size_t i = 0, files; i < t->files; i += files) {
        files = package_files(t, i);
        t->packages++;
        if (t->question->level == ROW_PACKAGE)
            row_consider(t, capacity,
                         (struct row_of_metrics){.files = &t->files_by_folder[i],
                                                 .file_count = (uint32_t)files});
    }
}

static void package_count(const struct table_question *q, const struct file *file,
                          struct package *p)
{
    for (uint32_t i = 0; i < file->facts->function_count; i++) {
        double number;

        if (!profile_lists_function(q->profile, file->facts, i))
            continue;
        number = quantity_of(&q->rank, file, i);
        p->functions++;
        p->sum += (uint64_t)number;
        p->most = (uint64_t)number > p->most ? (uint64_t)number : p->most;
        p->of_rank[profile_rank(q->profile, number)]++;
    }
}

struct package package_at(const struct table *t, size_t from)
{
    struct package p = {.files = &t->files_by_folder[from],
                        .file_count = package_files(t, from)};

    for (size_t i = 0; i < p.file_count; i++)
        package_count(t->question, p.files[i], &p);
    return p;
}

static void files_gather(struct table *t, const struct part *result)
{
    t->files_by_folder = memory_alloc(result->count * sizeof *t->files_by_folder + 1);
    for (size_t i = 0; i < result->count; i++) {
        const struct file *file = result->files[i];

        if (file->outcome != FILE_ANALYSED || !file->facts)
            continue;
        t->files_by_folder[t->files++] = file;
        t->functions += file->facts->function_count;
        t->classes += file->facts->class_count;
        t->partial += file->partial;
    }
    if (t->files)
        qsort(t->files_by_folder, t->files, sizeof *t->files_by_folder, by_folder);
}

static void rows_make(struct table *t, const struct part *result)
{
    size_t capacity = 0;

    for (size_t i = 0; t->question->level != ROW_PACKAGE && i < result->count; i++) {
        const struct file *const *file = &result->files[i];

        if ((*file)->outcome != FILE_ANALYSED || !(*file)->facts)
            continue;
        switch (t->question->level) {
        case ROW_FUNCTION: functions_consider(t, &capacity, file); break;
        case ROW_CLASS: classes_consider(t, &capacity, file); break;
        default:
            row_consider(t, &capacity,
                         (struct row_of_metrics){.files = file, .file_count = 1});
        }
    }
    packages_consider(t, &capacity);
}

/* ------------------------------------------------------------------- order */

/* What is unknown comes last, whichever end is bad. */
static int keys_compare(double a, double b, bool low_first)
{
    if (isnan(a) || isnan(b))
        return isnan(a) - isnan(b);
    if (a == b)
        return 0;
    return (a < b) == low_first ? -1 : 1;
}

static int places_compare(const struct row_of_metrics *a, const struct row_of_metrics *b)
{
    int path = slice_compare(a->files[0]->path, b->files[0]->path);

    return path ? path : (a->index > b->index) - (a->index < b->index);
}

static int worst_first(const void *a, const void *b, void *low_first)
{
    const struct row_of_metrics *one = a, *two = b;
    int keys = keys_compare(one->key, two->key, *(const bool *)low_first);

    return keys ? keys : places_compare(one, two);
}

struct table table_make(const struct table_question *q, const struct part *result)
{
    struct table t = {.question = q};
    bool low_first = q->sort.low_is_bad;

    files_gather(&t, result);
    rows_make(&t, result);
    t.found = t.count;
    if (q->sorted && t.count)
        qsort_r(t.rows, t.count, sizeof *t.rows, worst_first, &low_first);
    if (q->top && t.count > q->top)
        t.count = q->top;
    return t;
}

void table_release(struct table *t)
{
    free(t->rows);
    free(t->files_by_folder);
    *t = (struct table){0};
}

/* -------------------------------------------------------------------- a row */

struct slice row_name(const struct table *t, const struct row_of_metrics *row)
{
    const struct facts *f = row->files[0]->facts;

    switch (t->question->level) {
    case ROW_FUNCTION: return slice_of(facts_text(f, f->functions[row->index].name));
    case ROW_CLASS: return slice_of(facts_text(f, f->classes[row->index].name));
    default: return (struct slice){0};
    }
}

uint32_t row_line(const struct table *t, const struct row_of_metrics *row)
{
    const struct facts *f = row->files[0]->facts;

    switch (t->question->level) {
    case ROW_FUNCTION: return f->functions[row->index].line;
    case ROW_CLASS: return f->classes[row->index].line;
    default: return 0;
    }
}

uint32_t row_end_line(const struct table *t, const struct row_of_metrics *row)
{
    const struct facts *f = row->files[0]->facts;

    switch (t->question->level) {
    case ROW_FUNCTION: return f->functions[row->index].end_line;
    case ROW_CLASS: return f->classes[row->index].end_line;
    default: return 0;
    }
}

struct slice row_path(const struct table *t, const struct row_of_metrics *row)
{
    return t->question->level == ROW_PACKAGE ? package_of(row->files[0])
                                             : row->files[0]->path;
}

bool row_is_partial(const struct table *t, const struct row_of_metrics *row)
{
    const struct facts *f = row->files[0]->facts;

    switch (t->question->level) {
    case ROW_FUNCTION: return f->functions[row->index].flags & FUNCTION_PARTIAL;
    case ROW_CLASS: return f->classes[row->index].flags & CLASS_PARTIAL;
    case ROW_FILE: return row->files[0]->partial;
    default: break;
    }
    for (uint32_t i = 0; i < row->file_count; i++) {
        if (row->files[i]->partial)
            return true;
    }
    return false;
}
