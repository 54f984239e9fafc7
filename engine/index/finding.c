#include "engine/index/finding.h"

#include "engine/base/buf.h"
#include "engine/base/hash.h"
#include "engine/base/memory.h"

#include <stdio.h>
#include <stdlib.h>

struct finding *findings_add(struct findings *f, const struct rule_kind *rule)
{
    struct finding *added;

    f->items = memory_grow(f->items, &f->capacity, f->count + 1, sizeof *f->items);
    added = &f->items[f->count++];
    *added = (struct finding){.rule = rule};
    return added;
}

/* ------------------------------------------------------------------ orders */

/* What is no number is before all numbers. */
static int value_compare(const struct finding *a, const struct finding *b)
{
    bool has_a = finding_has_number(a), has_b = finding_has_number(b);

    if (!has_a || !has_b)
        return has_a - has_b;
    return (a->value > b->value) - (a->value < b->value);
}

static int place_compare(const struct finding *a, const struct finding *b)
{
    int order = slice_compare(a->path, b->path);

    if (!order)
        order = (a->line > b->line) - (a->line < b->line);
    if (!order)
        order = strcmp(a->rule->id, b->rule->id);
    return order ? order : slice_compare(a->name, b->name);
}

/* Those that all this is alike of stand in an order of their own, so that it isn't the one in
 * which they were found. */
static int finding_compare(const void *one, const void *other)
{
    const struct finding *a = one, *b = other;
    int order = place_compare(a, b);

    if (!order)
        order = (a->end_line > b->end_line) - (a->end_line < b->end_line);
    if (!order)
        order = value_compare(a, b);
    if (!order)
        order = slice_compare(a->message, b->message);
    return order ? order : slice_compare(a->reason, b->reason);
}

static int key_compare(const struct finding *a, const struct finding *b)
{
    int order = strcmp(a->rule->id, b->rule->id);

    if (!order)
        order = slice_compare(a->path, b->path);
    return order ? order : slice_compare(a->name, b->name);
}

static int by_key_compare(const void *one, const void *other)
{
    const struct finding *a = *(const struct finding *const *)one,
                         *b = *(const struct finding *const *)other;
    int order = key_compare(a, b);

    return order ? order : (a > b) - (a < b);
}

bool finding_same_key(const struct finding *a, const struct finding *b)
{
    return key_compare(a, b) == 0;
}

struct finding **findings_by_key(const struct findings *f)
{
    struct finding **all;

    if (!f->count)
        return NULL;
    all = memory_calloc(f->count, sizeof *all);
    for (size_t i = 0; i < f->count; i++)
        all[i] = &f->items[i];
    qsort(all, f->count, sizeof *all, by_key_compare);
    return all;
}

/* ----------------------------------------------------------------- closing */

static void ordinals_set(struct findings *f)
{
    struct finding **all = findings_by_key(f);

    for (size_t i = 0; i < f->count; i++) {
        bool again = i && finding_same_key(all[i - 1], all[i]);

        all[i]->ordinal = again ? all[i - 1]->ordinal + 1 : 1;
    }
    free(all);
}

void findings_count(struct findings *f)
{
    memset(f->by_state, 0, sizeof f->by_state);
    for (size_t i = 0; i < f->count; i++)
        f->by_state[f->items[i].state]++;
}

void findings_close(struct findings *f)
{
    if (f->count)
        qsort(f->items, f->count, sizeof *f->items, finding_compare);
    ordinals_set(f);
    findings_count(f);
}

void findings_release(struct findings *f)
{
    free(f->items);
    arena_release(&f->memory);
    *f = (struct findings){0};
}

/* ------------------------------------------------------------- fingerprint */

/* The same bytes on any machine. */
static void number_add(struct buf *out, uint64_t number)
{
    for (unsigned shift = 0; shift < 64; shift += 8)
        buf_add_char(out, (char)(number >> shift & 0xFF));
}

static void text_add(struct buf *out, struct slice text)
{
    number_add(out, text.len);
    buf_add(out, text);
}

void finding_fingerprint(const struct finding *one, char hex[33])
{
    struct buf text = {0};
    struct content_key key;

    text_add(&text, slice_of(one->rule->id));
    text_add(&text, one->path);
    text_add(&text, one->name);
    number_add(&text, one->ordinal);
    key = content_key_of(buf_slice(&text));
    snprintf(hex, 33, "%016llx%016llx", (unsigned long long)key.high,
             (unsigned long long)key.low);
    buf_release(&text);
}
