/* Numbers of many files together that are over their budget. */
#include "engine/base/memory.h"
#include "engine/index/gate_run.h"

#include <math.h>
#include <stdlib.h>

/* How many owners of a file are looked at. */
enum { OWNERS_MOST = 64 };

static bool is_whole(struct slice group)
{
    return slice_equal(group, slice_of("*"));
}

static bool is_below(struct slice path, struct slice folder)
{
    return path.len > folder.len && slice_starts(path, folder) &&
           path.data[folder.len] == '/';
}

/* An owner has an @ in its name: "@team", "a@b.org". */
static bool is_owned(const struct records *all, const struct record *record,
                     struct slice owner)
{
    uint32_t found[OWNERS_MOST];
    size_t count =
        all->owners ? owners_of(all->owners, record->file->path, found, OWNERS_MOST) : 0;

    for (size_t i = 0; i < count && i < OWNERS_MOST; i++) {
        if (slice_equal(owners_name(all->owners, found[i]), owner))
            return true;
    }
    return false;
}

static size_t group_find(const struct records *all, struct slice group,
                         const struct record **found)
{
    bool by_owner = memchr(group.data, '@', group.len) != NULL;
    size_t count = 0;

    for (size_t i = 0; i < all->count; i++) {
        const struct record *record = &all->items[i];

        if (is_whole(group) || (by_owner ? is_owned(all, record, group)
                                         : is_below(record->file->path, group)))
            found[count++] = record;
    }
    return count;
}

static void budget_message(struct gate_run *r, const struct gate_budget *b, double value,
                           size_t files)
{
    if (is_whole(b->group))
        buf_add_text(&r->text, "the tree");
    else
        buf_add(&r->text, b->group);
    buf_add_format(&r->text, ": %s is ", group_number_name(b->number));
    if (!files)
        buf_add_text(&r->text, "unknown: there is no such file");
    else if (isnan(value))
        buf_add_text(&r->text, "unknown");
    else
        gate_number_add(r, value);
    gate_bound_add(r, b->at_most, b->value, "the budget");
}

static void budget_run(struct gate_run *r, const struct gate_budget *b,
                       const struct record **room)
{
    size_t files = group_find(r->records, b->group, room);
    double value = files ? group_number_value(b->number, r->records, room, files) : NAN;
    struct finding *f;

    if (!isnan(value) && !gate_is_over(b->at_most, value, b->value))
        return;
    f = findings_add(r->findings, &b->rule);
    buf_add(&r->text, b->group);
    buf_add_format(&r->text, " %s", group_number_name(b->number));
    f->name = gate_text(r);
    if (!isnan(value))
        gate_value_set(f, value, b->value);
    budget_message(r, b, value, files);
    f->message = gate_text(r);
}

void gate_budgets_run(struct gate_run *r)
{
    const struct record **room =
        memory_calloc(r->records->count + 1, sizeof(const struct record *));

    for (size_t i = 0; i < r->gates->budget_count; i++)
        budget_run(r, &r->gates->budgets[i], room);
    free(room);
}
