#include "engine/index/coverage.h"

#include "engine/base/memory.h"
#include "engine/index/coverage_match.h"
#include "engine/index/coverage_sum.h"
#include "engine/scan/read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* ------------------------------------------------------------- one report */

static bool bytes_read(const char *path, struct read_buffer *buffer, struct err *e)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    enum reason why = REASON_NONE;
    bool good;

    if (fd < 0)
        return err_set_errno(e, errno, "can't be opened");
    good = read_file(fd, COVERAGE_REPORT_MAX_BYTES, buffer, &why, e);
    close(fd);
    if (why == REASON_TOO_LARGE)
        err_set(e, ERR_LIMIT, "is larger than %zu MiB", COVERAGE_REPORT_MAX_BYTES >> 20);
    return good;
}

/* Closed on success. */
static bool report_read(struct coverage_report *r, const char *path, struct err *e)
{
    struct read_buffer buffer = {0};
    struct err inner;
    bool good = bytes_read(path, &buffer, &inner) &&
                report_parse(r, (struct slice){buffer.data, buffer.len}, &inner);

    read_buffer_release(&buffer);
    if (good) {
        report_close(r);
        return true;
    }
    return err_set(e, inner.code, "%.100s: %s", path, inner.message);
}

/* --------------------------------------------------------------------- sum */

struct summing {
    const struct part *tree;
    struct coverage_place place;
    struct covered_lines *sums; /* of each file of the tree */
    struct slice *foreign;
    size_t foreign_count, foreign_capacity;
    struct arena memory; /* of these names */
};

static void name_add(struct summing *s, const struct coverage_report *r,
                     const struct reported_name *name, uint32_t file)
{
    if (file == COVERAGE_NO_FILE) {
        s->foreign = memory_grow(s->foreign, &s->foreign_capacity, s->foreign_count + 1,
                                 sizeof *s->foreign);
        s->foreign[s->foreign_count++] = arena_copy(&s->memory, name->name);
        return;
    }
    for (size_t i = name->first; i < name->end; i++)
        covered_lines_add(&s->sums[file], r, &r->files[i]);
}

static bool report_add(struct summing *s, const char *path, struct err *e)
{
    struct coverage_report r = {0};
    bool good = report_read(&r, path, e);
    uint32_t *file_of;

    if (good) {
        file_of = memory_alloc(r.name_count * sizeof *file_of);
        coverage_match(&r, s->tree, &s->place, file_of);
        for (size_t i = 0; i < r.name_count; i++)
            name_add(s, &r, &r.names[i], file_of[i]);
        free(file_of);
    }
    report_release(&r);
    return good;
}

static int slice_order(const void *a, const void *b)
{
    const struct slice *x = a, *y = b;

    return slice_compare(*x, *y);
}

static void foreign_count(struct summing *s, struct coverage *c)
{
    if (!s->foreign_count)
        return;
    qsort(s->foreign, s->foreign_count, sizeof *s->foreign, slice_order);
    c->first_foreign = arena_copy(&c->memory, s->foreign[0]);
    for (size_t i = 0; i < s->foreign_count; i++)
        c->foreign += !i || !slice_equal(s->foreign[i - 1], s->foreign[i]);
}

static void files_fill(const struct summing *s, struct coverage *c)
{
    c->files = arena_array(&c->memory, struct covered_file, s->tree->count);
    for (size_t i = 0; i < s->tree->count; i++) {
        const struct file *file = s->tree->files[i];
        uint32_t lines, covered;

        if (file->outcome == FILE_ANALYSED &&
            covered_lines_count(&s->sums[i], &lines, &covered))
            c->files[c->count++] = (struct covered_file){
                arena_copy(&c->memory, file->path), lines, covered, file->key};
    }
}

static void summing_release(struct summing *s)
{
    for (size_t i = 0; i < s->tree->count; i++)
        covered_lines_release(&s->sums[i]);
    free(s->sums);
    free(s->foreign);
    arena_release(&s->memory);
}

/* --------------------------------------------------------------------- all */

bool coverage_read(struct coverage *c, const char *const *reports, size_t report_count,
                   const struct part *result, const struct discover *d, struct err *e)
{
    struct summing s = {.tree = result,
                        .place = {discover_root_path(d), discover_way(d)}};
    bool good = true;

    *c = (struct coverage){0};
    s.sums = memory_calloc(result->count, sizeof *s.sums);
    for (size_t i = 0; good && i < report_count; i++)
        good = report_add(&s, reports[i], e);
    if (good) {
        foreign_count(&s, c);
        files_fill(&s, c);
    }
    summing_release(&s);
    return good;
}

static int path_order(const void *key, const void *item)
{
    const struct slice *path = key;
    const struct covered_file *file = item;

    return slice_compare(*path, file->path);
}

const struct covered_file *coverage_find(const struct coverage *c, struct slice path)
{
    return c->count ? bsearch(&path, c->files, c->count, sizeof *c->files, path_order)
                    : NULL;
}

void coverage_release(struct coverage *c)
{
    arena_release(&c->memory);
    *c = (struct coverage){0};
}
