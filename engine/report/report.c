#include "engine/report/report.h"

#include "engine/base/memory.h"
#include "engine/scan/pool.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define REPORT(x) extern const struct report report_##x;
#include "engine/report/reports.def"
#undef REPORT

const struct report *const reports[] = {
#define REPORT(x) &report_##x,
#include "engine/report/reports.def"
#undef REPORT
    NULL,
};

const struct report *report_by_name(const char *name)
{
    for (size_t i = 0; reports[i]; i++) {
        if (strcmp(reports[i]->name, name) == 0)
            return reports[i];
    }
    return NULL;
}

/* A slice is long enough to be worth a job. A round holds some tens of
 * megabytes of text, and there are few of them: threads that share their
 * processors with other programs may wait long for each other at its end. */
#define SLICE_ROWS   ((size_t)16)
#define ROUND_SLICES ((size_t)256)

/* The rows of one section, of which one round is being rendered. */
struct rendering {
    const struct section *section;
    const struct file *const *files;
    size_t count;
    size_t first_slice; /* of this round */
    struct buf slices[ROUND_SLICES];
};

static void slice_render(void *context, unsigned worker, size_t i)
{
    struct rendering *r = context;
    struct buf *out = &r->slices[i];
    size_t from = (r->first_slice + i) * SLICE_ROWS, to = from + SLICE_ROWS;

    (void)worker;
    buf_clear(out);
    for (size_t row = from; row < to && row < r->count; row++) {
        if (row && r->section->between)
            buf_add_text(out, r->section->between);
        r->section->row(r->files[row], out);
    }
}

static void rows_write(struct rendering *r, unsigned threads, struct out *out)
{
    size_t slices = (r->count + SLICE_ROWS - 1) / SLICE_ROWS;

    while (r->first_slice < slices && !out->failed) {
        size_t left = slices - r->first_slice;
        size_t round = left < ROUND_SLICES ? left : ROUND_SLICES;

        pool_for(threads, round, slice_render, r);
        for (size_t i = 0; i < round; i++)
            out_add(out, buf_slice(&r->slices[i]));
        r->first_slice += round;
    }
    for (size_t i = 0; i < ROUND_SLICES; i++)
        buf_release(&r->slices[i]);
}

/* Those of the files that have a row, in order. */
static const struct file **files_select(const struct part *result, enum rows rows,
                                        size_t *count)
{
    const struct file **files = memory_alloc(result->count * sizeof(const struct file *));

    *count = 0;
    for (size_t i = 0; i < result->count; i++) {
        if (rows & 1u << result->files[i]->outcome)
            files[(*count)++] = result->files[i];
    }
    return files;
}

static void section_write(const struct section *s, const struct part *result,
                          const struct style *style, unsigned threads, struct out *out)
{
    struct buf head = {0};

    if (s->head)
        s->head(result, style, &head);
    if (s->text)
        buf_add_text(&head, s->text);
    out_add(out, buf_slice(&head));
    buf_release(&head);
    if (s->rows) {
        struct rendering r = {.section = s};
        const struct file **files = files_select(result, s->rows, &r.count);

        r.files = files;
        rows_write(&r, threads, out);
        free(files);
    }
}

bool report_write(const struct report *report, const struct part *result,
                  const struct style *style, unsigned threads, struct out *out,
                  struct err *e)
{
    assert(result->closed || result->count == 0);
    for (const struct section *s = report->sections; s->head || s->text || s->row; s++)
        section_write(s, result, style, threads, out);
    return out_flush(out, e);
}
