/* Files and imports that are what a rule says that they may not be. */
#include "engine/graph/scc.h"
#include "engine/index/gate_run.h"

/* -------------------------------------------------------------------- files */

const struct rule_kind gate_rule_kinds[GATE_RULES] = {
    [GATE_UNTESTED] = {"untested", "A file needs tests and has none",
                       "Write a test that imports it, or say with --no-tests that it "
                       "needs none.",
                       SEVERITY_ERROR, false},
    [GATE_CRITICAL] = {"high-impact-untested", "A file of high impact has no tests",
                       "Write a test that imports it: much depends on it.",
                       SEVERITY_ERROR, true},
    [GATE_STALE] = {"stale", "A file changed after its tests",
                    "Look whether its tests still say what it does.", SEVERITY_WARNING,
                    true},
    [GATE_COVERAGE] = {"low-coverage", "Tests run too little of a file",
                       "Write tests for the lines that none runs.", SEVERITY_WARNING,
                       true},
    [GATE_PARTIAL] = {"partial", "A file has a syntax error",
                      "Mend it: nothing behind the error is sure.", SEVERITY_ERROR,
                      false},
    [GATE_CYCLE] = {"cycle", "Modules import each other when they are loaded",
                    "See `cambium graph cycles` for the imports to cut.", SEVERITY_ERROR,
                    true},
    [GATE_UNRESOLVED] = {"unresolved", "An import ends nowhere",
                         "Mend the name, or see `cambium config doctor`.", SEVERITY_ERROR,
                         false},
};

static struct finding *record_found(struct gate_run *r, enum gate_rule rule,
                                    const struct record *record)
{
    struct finding *f = findings_add(r->findings, &gate_rule_kinds[rule]);

    f->path = record->file->path;
    return f;
}

static void untested_found(struct gate_run *r, const struct record *record)
{
    record_found(r, GATE_UNTESTED, record)->message =
        slice_of("it needs tests and has none");
}

static void critical_found(struct gate_run *r, const struct record *record)
{
    struct finding *f = record_found(r, GATE_CRITICAL, record);

    gate_value_set(f, (double)record->impact_hundredths / 100,
                   (double)r->records->options.high_impact_hundredths / 100);
    buf_add_text(&r->text, "its impact is ");
    gate_number_add(r, f->value);
    buf_add_text(&r->text, ", and it has no tests");
    f->message = gate_text(r);
}

static void stale_found(struct gate_run *r, const struct record *record)
{
    struct finding *f = record_found(r, GATE_STALE, record);

    /* From this many days on: less is fine. */
    gate_value_set(f, record->stale_days, (double)r->records->options.stale_days - 1);
    buf_add_format(&r->text, "it changed %ju days after its newest test",
                   (uintmax_t)record->stale_days);
    f->message = gate_text(r);
}

static void coverage_found(struct gate_run *r, const struct record *record)
{
    struct finding *f = record_found(r, GATE_COVERAGE, record);

    gate_value_set(f, record_coverage(record), r->records->options.low_coverage_percent);
    buf_add_format(&r->text, "tests run %ju of %ju lines, %ju %% are wanted",
                   (uintmax_t)record->lines_covered, (uintmax_t)record->lines_to_cover,
                   (uintmax_t)r->records->options.low_coverage_percent);
    f->message = gate_text(r);
}

static void partial_found(struct gate_run *r, const struct record *record)
{
    struct finding *f = record_found(r, GATE_PARTIAL, record);

    f->line = record->file->error_line;
    f->message = slice_of(record->file->detail ? record->file->detail : "syntax error");
}

static void record_rules(struct gate_run *r, const struct record *record)
{
    uint32_t why = record->attention;

    if (gate_has_rule(r, GATE_UNTESTED) && why & ATTENTION_UNTESTED)
        untested_found(r, record);
    if (gate_has_rule(r, GATE_CRITICAL) && why & ATTENTION_HIGH_IMPACT)
        critical_found(r, record);
    if (gate_has_rule(r, GATE_STALE) && record->stale)
        stale_found(r, record);
    if (gate_has_rule(r, GATE_COVERAGE) && why & ATTENTION_LOW_COVERAGE)
        coverage_found(r, record);
    if (gate_has_rule(r, GATE_PARTIAL) && record->file->partial)
        partial_found(r, record);
}

/* ------------------------------------------------------------------ imports */

static void cycle_found(struct gate_run *r, const struct scc *scc, uint32_t component)
{
    const struct import_graph *g = r->records->graph;
    uint32_t first = scc->members[scc->starts[component]];
    struct finding *f = findings_add(r->findings, &gate_rule_kinds[GATE_CYCLE]);

    f->path = import_graph_path(g, first);
    f->name = g->names.items[first];
    gate_value_set(f, scc_size(scc, component), 0);
    buf_add_format(&r->text, "%ju modules import each other when they are loaded:",
                   (uintmax_t)scc_size(scc, component));
    for (uint32_t i = 0; i < scc_size(scc, component) && i < 5; i++) {
        buf_add_text(&r->text, i ? ", " : " ");
        buf_add(&r->text, g->names.items[scc->members[scc->starts[component] + i]]);
    }
    if (scc_size(scc, component) > 5)
        buf_add_text(&r->text, ", ...");
    f->message = gate_text(r);
}

static void cycles_run(struct gate_run *r)
{
    const struct csr *g = &r->records->graph->graph;
    struct scc scc;

    scc_find(&scc, g, LINK_AT_LOAD);
    for (uint32_t c = 0; c < scc.count; c++) {
        if (scc_size(&scc, c) > 1)
            cycle_found(r, &scc, c);
    }
    scc_release(&scc);
}

/* What isn't known before it runs is no mistake. */
static bool is_unresolved(const struct import_link *link)
{
    return link->end == END_UNRESOLVED && link->import != LINK_WHOLE &&
           link->reason != REASON_COMPUTED;
}

static void unresolved_found(struct gate_run *r, const struct import_link *link)
{
    const struct import_graph *g = r->records->graph;
    struct finding *f = findings_add(r->findings, &gate_rule_kinds[GATE_UNRESOLVED]);

    f->path = g->files[link->file].path;
    f->line = link_import(g, link)->line;
    link_written_add(&r->text, g, link);
    f->name = gate_text(r);
    buf_add(&r->text, f->name);
    buf_add_format(&r->text, " ends nowhere: %s", link_reason_text(link->reason));
    f->message = gate_text(r);
}

static void unresolved_run(struct gate_run *r)
{
    const struct links *links = &r->records->graph->links;

    for (size_t i = 0; i < links->count; i++) {
        if (is_unresolved(&links->items[i]))
            unresolved_found(r, &links->items[i]);
    }
}

void gate_rules_run(struct gate_run *r)
{
    for (size_t i = 0; i < r->records->count; i++)
        record_rules(r, &r->records->items[i]);
    if (gate_has_rule(r, GATE_CYCLE))
        cycles_run(r);
    if (gate_has_rule(r, GATE_UNRESOLVED))
        unresolved_run(r);
}
