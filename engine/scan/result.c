#include "engine/scan/result.h"

#include "engine/base/counters.h"
#include "engine/base/memory.h"

#include <assert.h>
#include <stdlib.h>

static void functions_count(struct totals *t, const struct facts *f)
{
    t->functions += f->function_count;
    t->classes += f->class_count;
    t->imports += f->import_count;
    t->tests += f->test_count;
    t->docstrings += f->docstring_count;
    t->documentables += f->documentable_count;
    t->hints += f->hint_count;
    t->hintables += f->hintable_count;
    t->branch_weight += f->branch_weight;
    for (uint32_t i = 0; i < f->function_count; i++)
        t->cyclomatic += f->functions[i].cyclomatic;
}

static void analysed_count(struct totals *t, const struct file *file)
{
    t->analysed++;
    t->partial += file->partial;
    t->bytes += file->bytes;
    t->lines += file->lines.physical;
    t->code += file->lines.code;
    t->comment += file->lines.comment;
    t->blank += file->lines.blank;
    t->docstring += file->lines.docstring;
    if (file->facts) {
        t->parsed++;
        t->parsed_bytes += file->bytes;
        functions_count(t, file->facts);
    }
}

static void totals_count(struct totals *t, const struct file *file)
{
    t->discovered++;
    switch (file->outcome) {
    case FILE_ANALYSED: analysed_count(t, file); break;
    case FILE_SKIPPED:
        t->skipped++;
        t->skipped_for[file->reason]++;
        break;
    case FILE_FAILED:
        t->failed++;
        t->failed_for[file->reason]++;
        break;
    }
}

void part_add(struct part *p, const struct file *file)
{
    p->files =
        memory_grow(p->files, &p->capacity, p->count + 1, sizeof(const struct file *));
    p->files[p->count++] = file;
    p->closed = false;
    totals_count(&p->totals, file);
}

static int by_path(const void *a, const void *b)
{
    const struct file *const *left = a, *const *right = b;

    return slice_compare((*left)->path, (*right)->path);
}

void part_close(struct part *p)
{
    if (!p->closed && p->count > 1)
        qsort(p->files, p->count, sizeof(const struct file *), by_path);
    p->closed = true;
}

/* Merges two sorted lists, from the back, into the room behind the first. */
static void files_merge(struct part *into, const struct part *from)
{
    size_t a = into->count, b = from->count, out = a + b;

    into->files =
        memory_grow(into->files, &into->capacity, out, sizeof(const struct file *));
    while (b) {
        if (a && by_path(&into->files[a - 1], &from->files[b - 1]) > 0)
            into->files[--out] = into->files[--a];
        else
            into->files[--out] = from->files[--b];
    }
    into->count += from->count;
}

void part_merge(struct part *into, struct part *from)
{
    assert((into->closed || into->count == 0) && (from->closed || from->count == 0));
    files_merge(into, from);
    into->closed = true;
    counters_add(&into->totals, &from->totals);
    arena_adopt(&into->memory, &from->memory);
    free(from->files);
    *from = (struct part){0};
}

void part_release(struct part *p)
{
    arena_release(&p->memory);
    free(p->files);
    *p = (struct part){0};
}

bool part_is_whole(const struct part *p)
{
    const struct totals *t = &p->totals;

    return t->discovered == p->count &&
           t->discovered == t->analysed + t->skipped + t->failed;
}
