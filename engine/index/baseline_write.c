/* Findings as the text of a baseline. */
#include "engine/index/baseline.h"

#include "engine/base/memory.h"
#include "engine/index/baseline_entry.h"

#include <stdlib.h>

struct lines {
    struct buf text;
    struct slice *items; /* once all is in `text`, which moves until then */
    size_t count, capacity;
    struct arena memory;
};

static void line_add(struct lines *l, const struct baseline_entry *entry)
{
    baseline_entry_add(&l->text, entry);
    buf_add_char(&l->text, '\n');
}

/* The worst first. */
static int worse_first(const void *one, const void *other)
{
    const struct finding *a = *(const struct finding *const *)one,
                         *b = *(const struct finding *const *)other;
    bool more = finding_more_is_worse(a), has_a = finding_has_number(a),
         has_b = finding_has_number(b);

    if (has_a != has_b)
        return has_a ? -1 : 1;
    if (has_a && a->value != b->value)
        return (a->value > b->value) == more ? -1 : 1;
    return (a > b) - (a < b);
}

/* Takes those that are allowed out. Returns how many are left. */
static size_t allowed_drop(struct finding **all, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        if (all[i]->state != FINDING_ALLOWED)
            all[kept++] = all[i];
    }
    return kept;
}

static void findings_add_lines(struct lines *l, const struct findings *f)
{
    struct finding **all = findings_by_key(f);
    size_t count = allowed_drop(all, f->count), same;

    for (size_t i = 0; i < count; i += same) {
        same = 1;
        while (i + same < count && finding_same_key(all[i], all[i + same]))
            same++;
        qsort(all + i, same, sizeof *all, worse_first);
        for (uint32_t n = 0; n < same; n++) {
            struct baseline_entry entry =
                baseline_entry_of(all[i + n], n + 1, &l->memory);

            line_add(l, &entry);
        }
    }
    free(all);
}

static void old_add_lines(struct lines *l, const struct baseline *old,
                          const struct baseline_scope *scope)
{
    for (size_t i = 0; i < old->count; i++) {
        const struct baseline_entry *entry = &old->entries[i];

        if (!scope->covers(scope->context, entry->rule, entry->path))
            line_add(l, entry);
    }
}

static int line_compare(const void *a, const void *b)
{
    return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

static void lines_sort(struct lines *l)
{
    struct slice rest = buf_slice(&l->text), line;

    while (slice_cut(&rest, '\n', &line)) {
        l->items = memory_grow(l->items, &l->capacity, l->count + 1, sizeof *l->items);
        l->items[l->count++] = line;
    }
    if (l->count)
        qsort(l->items, l->count, sizeof *l->items, line_compare);
}

static void lines_write(struct buf *out, const struct lines *l)
{
    buf_add_text(out, BASELINE_HEAD BASELINE_VERSION "\n");
    for (size_t i = 0; i < l->count; i++) {
        buf_add(out, l->items[i]);
        buf_add_char(out, '\n');
    }
}

bool baseline_write(struct buf *out, const struct findings *f, const struct baseline *old,
                    const struct baseline_scope *scope, struct err *e)
{
    struct lines l = {0};
    bool fits;

    findings_add_lines(&l, f);
    if (old && scope)
        old_add_lines(&l, old, scope);
    lines_sort(&l);
    fits = l.count <= BASELINE_MAX_ENTRIES &&
           l.text.len + sizeof BASELINE_HEAD BASELINE_VERSION <= BASELINE_MAX_BYTES;
    if (fits)
        lines_write(out, &l);
    else
        err_set(e, ERR_LIMIT, "a baseline of %zu findings would be too long", l.count);
    free(l.items);
    buf_release(&l.text);
    arena_release(&l.memory);
    return fits;
}
