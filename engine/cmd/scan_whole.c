#include "engine/cmd/scan_whole.h"

#include "engine/cmd/run.h"
#include "engine/cmd/stats.h"
#include "engine/cmd/tonight.h"

struct whole {
    const struct settings *settings;
    const char *root;
    struct nights nights; /* if it is to be recorded */
    struct gate_counts counts;
    struct indexed x;
    void (*give)(const struct indexed *x, size_t format, const struct style *style,
                 struct out *out);
};

static void whole_give(const void *context, size_t format, const struct style *style,
                       struct out *out)
{
    const struct whole *w = context;

    w->give(&w->x, format, style, out);
}

/* ------------------------------------------------------------------ coverage */

/* For later runs, until other reports are given. */
static bool coverage_take(const struct whole *w)
{
    const struct ledger_options ledger = indexed_ledger(w->settings);
    const struct discover_options walk = settings_walk(w->settings);
    const struct coverage *c = &w->x.coverage;
    struct err err;
    struct discover *d;
    bool kept;

    if (!w->settings->coverage.count)
        return true;
    d = discover_open(w->root, &walk, &err);
    kept = d && coverage_keep(c, &ledger, d, &err);
    if (d)
        discover_close(d);
    if (!kept)
        say("coverage is not kept: %s", err.message);
    if (c->foreign)
        say("coverage: %zu names are no files here, the first is %.*s", c->foreign,
            (int)c->first_foreign.len, c->first_foreign.data);
    return kept;
}

/* -------------------------------------------------------------------- record */

static bool record_prepare(struct whole *w)
{
    struct err err;

    if (!w->settings->record)
        return true;
    if (!gate_counts_ask(&w->counts, w->settings, &err)) {
        say("%s", err.message);
        return false;
    }
    return nights_of_tree(&w->nights, w->settings, w->root, true);
}

static bool record_add(struct whole *w)
{
    struct err err;

    if (!w->settings->record)
        return true;
    if (!gate_counts_find(&w->counts, &w->x, &err)) {
        say("not recorded: %s", err.message);
        return false;
    }
    return tonight_record(&w->nights, &w->x, w->settings, w->root, &w->counts);
}

/* ---------------------------------------------------------------------- scan */

/* The report comes first: it doesn't depend on whether anything can be kept. */
static enum status whole_answer(struct whole *w, struct destinations *destinations)
{
    const struct settings *s = w->settings;
    const struct imports *im = &w->x.imports;
    bool written = destinations_write(destinations, s, whole_give, w);
    enum status status = run_status(s, &im->result, &im->stats);

    imports_faults_say(im);
    if (!s->quiet)
        stats_line(&im->result, &im->stats);
    if (s->stats != STATS_NONE)
        stats_print(s->stats, &im->result, &im->stats);
    return coverage_take(w) && record_add(w) && written ? status : STATUS_FATAL;
}

static enum status whole_scan(struct whole *w, struct destinations *destinations)
{
    enum status status = STATUS_USAGE;

    if (!record_prepare(w) || !indexed_open(&w->x, w->settings, w->root,
                                            gates_measures(&w->counts.gates), &status)) {
        destinations_drop(destinations);
        return status;
    }
    status = whole_answer(w, destinations);
    indexed_drop(&w->x);
    return status;
}

enum status scan_whole(const struct settings *s, const char *root,
                       struct destinations *destinations,
                       void (*give)(const struct indexed *x, size_t format,
                                    const struct style *style, struct out *out))
{
    struct whole w = {.settings = s, .root = root, .give = give};
    enum status status = whole_scan(&w, destinations);

    nights_release(&w.nights);
    gate_counts_release(&w.counts);
    return status;
}
