#include "engine/index/allowed.h"

#include "engine/base/buf.h"
#include "engine/index/allowance.h"

static const struct rule_kind allowance_rule = {
    "allowance", "A comment allows what isn't there, or can't",
    "Take the comment away, or mend it: see `cambium check --help`.", SEVERITY_WARNING,
    false};

struct allowing {
    struct findings *findings;
    int64_t now_s;
    struct arena memory; /* of allowances */
    struct buf text;
};

/* ---------------------------------------------------------------- findings */

static void finding_try(const struct allowing *a, struct finding *f,
                        const struct allowances *all)
{
    for (size_t i = 0; i < all->count; i++) {
        struct allowed_rule *rule = allowance_covers(&all->items[i], f, a->now_s);

        if (!rule)
            continue;
        rule->used = true;
        f->state = FINDING_ALLOWED;
        f->reason = all->items[i].reason;
        return;
    }
}

/* --------------------------------------------------------------- allowances */

static void stale_add(struct allowing *a, const struct record *record, uint32_t line,
                      struct slice name, struct slice message)
{
    struct finding *f = findings_add(a->findings, &allowance_rule);

    f->path = record->file->path;
    f->line = line;
    f->name = arena_copy(&a->findings->memory, name);
    f->message = arena_copy(&a->findings->memory, message);
}

static bool was_looked_at(const struct findings *f, struct slice rule)
{
    for (size_t i = 0; i < f->rule_count; i++) {
        if (slice_equal(slice_of(f->rules[i]->id), rule))
            return true;
    }
    return false;
}

static void rule_check(struct allowing *a, const struct record *record,
                       const struct allowance *allowance, const struct allowed_rule *rule)
{
    bool over = allowance_is_over(allowance, a->now_s);

    if (rule->used || (!over && !was_looked_at(a->findings, rule->id)))
        return;
    buf_clear(&a->text);
    buf_add_text(&a->text, "the allowance of ");
    buf_add(&a->text, rule->id);
    buf_add_text(&a->text, over ? " is over" : " covers nothing");
    stale_add(a, record, allowance->line, rule->id, buf_slice(&a->text));
}

static void allowances_check(struct allowing *a, const struct record *record,
                             const struct allowances *all)
{
    for (size_t i = 0; i < all->count; i++) {
        for (size_t k = 0; k < all->items[i].rule_count; k++)
            rule_check(a, record, &all->items[i], &all->items[i].rules[k]);
    }
    for (size_t i = 0; i < all->fault_count; i++)
        stale_add(a, record, all->faults[i].line, (struct slice){0},
                  all->faults[i].message);
}

/* ---------------------------------------------------------------------- all */

/* One more rule was looked at. */
static void rules_extend(struct findings *f)
{
    const struct rule_kind **rules =
        arena_array(&f->memory, const struct rule_kind *, f->rule_count + 1);

    for (size_t i = 0; i < f->rule_count; i++)
        rules[i] = f->rules[i];
    rules[f->rule_count++] = &allowance_rule;
    f->rules = rules;
}

/* Findings and records are both in path order. */
static void file_allow(struct allowing *a, const struct record *record, size_t *first,
                       size_t end)
{
    const struct facts *facts = record->file->facts;
    struct findings *f = a->findings;
    struct allowances all;

    while (*first < end && slice_compare(f->items[*first].path, record->file->path) < 0)
        ++*first;
    if (!facts || !facts->allowance_count)
        return;
    allowances_read(&all, facts, &a->memory);
    for (size_t i = *first; i < end && slice_equal(f->items[i].path, record->file->path);
         i++)
        finding_try(a, &f->items[i], &all);
    allowances_check(a, record, &all);
}

void allowed_apply(struct findings *f, const struct records *r, int64_t now_s)
{
    struct allowing a = {.findings = f, .now_s = now_s};
    size_t first = 0, end = f->count;

    for (size_t i = 0; i < r->count; i++)
        file_allow(&a, &r->items[i], &first, end);
    rules_extend(f);
    findings_close(f);
    arena_release(&a.memory);
    buf_release(&a.text);
}
