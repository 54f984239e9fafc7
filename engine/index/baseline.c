/* Findings against entries. */
#include "engine/index/baseline.h"

#include "engine/base/memory.h"
#include "engine/index/baseline_entry.h"

#include <stdlib.h>

/* A finding or an entry of one rule, path and name. The greater the worse; what has no value
 * is better than all that have one. */
struct weighed {
    int64_t badness;
    struct finding *finding;
    struct baseline_entry *entry;
};

/* One rule, path and name at a time. */
struct match {
    struct baseline *b;
    struct weighed *findings, *entries; /* the best first */
    size_t finding_count, entry_count;
    size_t finding_room, entry_room;
    struct arena memory;
};

static int64_t badness_of(const struct baseline_entry *entry, bool more_is_worse)
{
    if (!entry->has_value)
        return INT64_MIN;
    return more_is_worse ? entry->millionths : -entry->millionths;
}

static int weighed_compare(const void *one, const void *other)
{
    const struct weighed *a = one, *b = other;
    int order = (a->badness > b->badness) - (a->badness < b->badness);

    return order ? order : (a->finding > b->finding) - (a->finding < b->finding);
}

/* The first entry that isn't before that rule, path and name. */
static size_t entries_find(const struct baseline *b, const struct baseline_entry *key)
{
    size_t from = 0, to = b->count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (baseline_entry_compare(&b->entries[middle], key) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static bool same_name(const struct baseline_entry *a, const struct baseline_entry *b)
{
    return slice_equal(a->name, b->name) && slice_equal(a->path, b->path) &&
           slice_equal(a->rule, b->rule);
}

/* Of those that are of one ordinal too the better one counts: a merge has left them. */
static void entries_gather(struct match *m, const struct baseline_entry *key, bool more)
{
    m->entry_count = 0;
    for (size_t i = entries_find(m->b, key);
         i < m->b->count && same_name(&m->b->entries[i], key); i++) {
        struct baseline_entry *entry = &m->b->entries[i];
        struct weighed one = {.badness = badness_of(entry, more), .entry = entry};
        struct weighed *last = m->entry_count ? &m->entries[m->entry_count - 1] : NULL;

        if (last && last->entry->ordinal == entry->ordinal) {
            *last = one.badness < last->badness ? one : *last;
            continue;
        }
        m->entries = memory_grow(m->entries, &m->entry_room, m->entry_count + 1,
                                 sizeof *m->entries);
        m->entries[m->entry_count++] = one;
    }
    if (m->entry_count)
        qsort(m->entries, m->entry_count, sizeof *m->entries, weighed_compare);
}

static void findings_gather(struct match *m, struct finding **group, size_t count,
                            bool more)
{
    m->finding_count = 0;
    m->findings = memory_grow(m->findings, &m->finding_room, count, sizeof *m->findings);
    for (size_t i = 0; i < count; i++) {
        struct baseline_entry entry = baseline_entry_of(group[i], 1, &m->memory);

        if (group[i]->state != FINDING_ALLOWED)
            m->findings[m->finding_count++] =
                (struct weighed){badness_of(&entry, more), group[i], NULL};
    }
    if (m->finding_count)
        qsort(m->findings, m->finding_count, sizeof *m->findings, weighed_compare);
}

static void finding_set(struct finding *one, enum finding_state state,
                        struct baseline_entry *entry)
{
    one->state = state;
    one->accepted = (double)entry->millionths / 1e6;
    entry->used = true;
}

/* What didn't change stays accepted, whatever the others did. */
static void accept_same(struct match *m)
{
    size_t f = 0, e = 0, findings = 0, entries = 0;

    while (f < m->finding_count && e < m->entry_count) {
        struct weighed *finding = &m->findings[f], *entry = &m->entries[e];

        if (finding->badness == entry->badness) {
            finding_set(finding->finding, FINDING_ACCEPTED, entry->entry);
            f++, e++;
        } else if (finding->badness < entry->badness) {
            m->findings[findings++] = m->findings[f++];
        } else {
            m->entries[entries++] = m->entries[e++];
        }
    }
    while (f < m->finding_count)
        m->findings[findings++] = m->findings[f++];
    while (e < m->entry_count)
        m->entries[entries++] = m->entries[e++];
    m->finding_count = findings;
    m->entry_count = entries;
}

/* Best with best: each takes the best entry that accepts it, by which as many are accepted
 * as can be. Returns how many. */
static size_t accept_better(struct match *m)
{
    size_t accepted = 0, left = 0;

    for (size_t e = 0; e < m->entry_count; e++) {
        struct weighed *entry = &m->entries[e], *finding = &m->findings[accepted];

        if (accepted < m->finding_count && finding->badness <= entry->badness) {
            finding_set(finding->finding, FINDING_ACCEPTED, entry->entry);
            accepted++;
        } else {
            m->entries[left++] = *entry;
        }
    }
    m->entry_count = left;
    return accepted;
}

/* The worst that isn't accepted is what became of the worst that is gone. */
static void group_match(struct match *m)
{
    size_t accepted;

    accept_same(m);
    accepted = accept_better(m);
    for (size_t i = m->finding_count; i-- > accepted;) {
        struct finding *one = m->findings[i].finding;
        struct weighed *entry = m->entry_count ? &m->entries[--m->entry_count] : NULL;

        one->state = FINDING_NEW;
        one->accepted = 0;
        if (entry && entry->entry->has_value)
            finding_set(one, FINDING_WORSE, entry->entry);
    }
}

/* Of those that have one rule, path and name. */
static bool more_is_worse(struct finding *const *group, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (finding_has_number(group[i]))
            return finding_more_is_worse(group[i]);
    }
    return true;
}

/* Those that have rule, path and name in common with the first. */
static size_t group_count(struct finding *const *all, size_t count)
{
    size_t same = 1;

    while (same < count && finding_same_key(all[0], all[same]))
        same++;
    return same;
}

void baseline_apply(struct baseline *b, struct findings *f)
{
    struct match m = {.b = b};
    struct finding **all = findings_by_key(f);

    for (size_t i = 0; i < b->count; i++)
        b->entries[i].used = false;
    for (size_t i = 0, count; i < f->count; i += count) {
        struct baseline_entry key = baseline_entry_of(all[i], 0, &m.memory);
        bool more;

        count = group_count(all + i, f->count - i);
        more = more_is_worse(all + i, count);
        findings_gather(&m, all + i, count, more);
        entries_gather(&m, &key, more);
        group_match(&m);
    }
    findings_count(f);
    free(all);
    free(m.findings);
    free(m.entries);
    arena_release(&m.memory);
}

size_t baseline_unused(const struct baseline *b, const struct baseline_scope *scope)
{
    size_t unused = 0;

    for (size_t i = 0; i < b->count; i++) {
        const struct baseline_entry *entry = &b->entries[i];

        if (!entry->used &&
            (!scope || scope->covers(scope->context, entry->rule, entry->path)))
            unused++;
    }
    return unused;
}
