#include "engine/cmd/gated.h"

#include "engine/base/memory.h"
#include "engine/cmd/output.h"
#include "engine/index/allowed.h"
#include "engine/scan/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static const char default_baseline[] = ".cambium-baseline";

enum { BASELINE_MAX_BYTES = 64 << 20 };

/* ------------------------------------------------------------------- options */

static bool gates_choose(struct gates *g, const struct settings *s, struct err *e)
{
    static const char *const limits[] = {"cyclomatic<=30"};
    static const char *const rules[] = {"partial,cycle"};
    bool said = s->limits.count || s->rules.count || s->budgets.count;

    if (!gates_read(g, said ? s->limits.items : limits, said ? s->limits.count : 1,
                    s->budgets.items, s->budgets.count, said ? s->rules.items : rules,
                    said ? s->rules.count : 1, e))
        return false;
    g->contracts = s->contracts.items;
    g->contract_count = s->contracts.count;
    return true;
}

/* ------------------------------------------------------------------ baseline */

static const char *baseline_name(const struct settings *s)
{
    return s->baseline ? s->baseline : default_baseline;
}

/* All of a file below the root, through no link and never out of it. False: it isn't there
 * (errno is ENOENT) or can't be read. */
static bool below_read(const struct discover *d, struct slice path, struct buf *text,
                       struct err *e)
{
    int fd = discover_openat(d, path, O_RDONLY, e);
    ssize_t got = 1;

    if (fd < 0)
        return false;
    while (got > 0 && text->len <= BASELINE_MAX_BYTES) {
        char *room = buf_reserve(text, 1 << 16);

        got = read(fd, room, 1 << 16);
        text->len += got > 0 ? (size_t)got : 0;
    }
    close(fd);
    if (got < 0)
        return err_set_errno(e, errno, "it can't be read");
    return text->len <= BASELINE_MAX_BYTES ||
           err_set(e, ERR_LIMIT, "it is longer than 64 MiB");
}

/* One that was named must be there, unless it is about to be written. */
static bool baseline_open(struct gated *g, const struct settings *s,
                          const struct discover *d, struct err *e)
{
    struct arena memory = {0};
    struct buf text = {0};
    struct slice path;
    bool done =
        path_clean(slice_of(baseline_name(s)), discover_root_path(d), &memory, &path, e);

    if (done && below_read(d, path, &text, e)) {
        g->baseline = baseline_parse(buf_slice(&text), baseline_name(s), e);
        done = g->baseline != NULL;
    } else if (done) {
        done = errno == ENOENT && (!s->baseline || s->update_baseline);
        if (!done)
            err_wrap(e, baseline_name(s));
    }
    buf_release(&text);
    arena_release(&memory);
    return done;
}

static bool is_analysed(const struct gated *g, struct slice path)
{
    return !path.len || records_find(&g->x.records, path) != NULL;
}

static bool is_looked_at(const struct gated *g, struct slice rule)
{
    for (size_t i = 0; i < g->findings.rule_count; i++) {
        if (slice_equal(slice_of(g->findings.rules[i]->id), rule))
            return true;
    }
    return false;
}

/* A path that isn't there any more was looked at as well: unless files were listed. */
static bool scope_covers(const void *context, struct slice rule, struct slice path)
{
    const struct gated *g = context;

    return is_looked_at(g, rule) && (!g->listed || is_analysed(g, path));
}

static struct baseline_scope scope_of(const struct gated *g)
{
    return (struct baseline_scope){scope_covers, g};
}

static void baseline_use(struct gated *g)
{
    const struct baseline_scope scope = scope_of(g);

    baseline_apply(g->baseline, &g->findings);
    g->unused_baseline = baseline_unused(g->baseline, &scope);
}

/* --------------------------------------------------------------------- gates */

static bool gates_pass(struct gated *g, const struct settings *s, struct err *e)
{
    const struct discover_options walk = settings_walk(s);
    struct discover *d = discover_open(g->root, &walk, e);
    bool done = d && (s->no_baseline || baseline_open(g, s, d, e));

    if (d)
        discover_close(d);
    if (!done)
        return false;
    if (!gates_run(&g->gates, &g->x.records, &g->findings, e))
        return false;
    allowed_apply(&g->findings, &g->x.records, g->x.now_s);
    if (g->baseline)
        baseline_use(g);
    return true;
}

bool gated_open(struct gated *g, const struct settings *s, const char *root,
                enum status *status)
{
    struct err err = {0};

    *g = (struct gated){.root = root, .listed = s->files_from != NULL};
    *status = STATUS_USAGE;
    if (!gates_choose(&g->gates, s, &err)) {
        say("%s", err.message);
        return false;
    }
    if (!indexed_open(&g->x, s, root, gates_measures(&g->gates), status)) {
        gates_release(&g->gates);
        return false;
    }
    if (gates_pass(g, s, &err))
        return true;
    say("%s", err.message);
    gated_close(g, s);
    *status = STATUS_USAGE;
    return false;
}

static bool text_save(const char *root, const char *name, struct slice text,
                      struct err *e)
{
    struct output output;
    struct buf path = {0};
    bool done;

    buf_add_format(&path, "%s/%s", root, name);
    buf_add_char(&path, '\0');
    done = output_open(&output, path.data, e);
    if (done) {
        out_add(&output.out, text);
        done = output_close(&output, e);
    }
    buf_release(&path);
    return done;
}

bool gated_update(struct gated *g, const struct settings *s)
{
    const struct baseline_scope scope = scope_of(g);
    struct baseline *renewed = NULL;
    struct buf text = {0};
    struct err err;

    if (baseline_write(&text, &g->findings, g->baseline, &scope, &err) &&
        text_save(g->root, baseline_name(s), buf_slice(&text), &err))
        renewed = baseline_parse(buf_slice(&text), baseline_name(s), &err);
    buf_release(&text);
    if (!renewed) {
        say("%s: %s", baseline_name(s), err.message);
        return false;
    }
    baseline_free(g->baseline);
    g->baseline = renewed;
    baseline_use(g);
    return true;
}

enum status gated_close(struct gated *g, const struct settings *s)
{
    enum status status;

    findings_release(&g->findings);
    baseline_free(g->baseline);
    status = indexed_close(&g->x, s);
    gates_release(&g->gates);
    return status;
}

/* -------------------------------------------------------------------- counts */

bool gate_counts_ask(struct gate_counts *c, const struct settings *s, struct err *e)
{
    *c = (struct gate_counts){0};
    return gates_choose(&c->gates, s, e);
}

static void findings_count_by_rule(struct gate_counts *c, const struct findings *f)
{
    c->items = memory_calloc(f->rule_count + 1, sizeof *c->items);
    for (size_t r = 0; r < f->rule_count; r++) {
        struct rule_findings *item = &c->items[c->count++];

        item->rule = f->rules[r]->id;
        for (size_t i = 0; i < f->count; i++)
            item->findings += f->items[i].state != FINDING_ALLOWED &&
                              strcmp(f->items[i].rule->id, item->rule) == 0;
    }
}

bool gate_counts_find(struct gate_counts *c, const struct indexed *x, struct err *e)
{
    struct findings findings = {0};
    bool done = gates_run(&c->gates, &x->records, &findings, e);

    if (done) {
        allowed_apply(&findings, &x->records, x->now_s);
        findings_count_by_rule(c, &findings);
    }
    findings_release(&findings);
    return done;
}

void gate_counts_release(struct gate_counts *c)
{
    gates_release(&c->gates);
    free(c->items);
    *c = (struct gate_counts){0};
}
