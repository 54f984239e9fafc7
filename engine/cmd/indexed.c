#include "engine/cmd/indexed.h"

#include "engine/base/memory.h"
#include "engine/cmd/run.h"
#include "engine/index/kept_history.h"

#include <math.h>
#include <stdlib.h>

/* Of a file with many wrong lines. */
enum { FAULTS_SAID = 5 };

/* -------------------------------------------------------------------- dates */

bool date_read(const char *text, int64_t *seconds, struct err *e)
{
    int64_t day;
    char *end = NULL;

    if (date_parse(slice_of(text), &day))
        *seconds = day * DAY_SECONDS;
    else
        *seconds = strtoll(text, &end, 10);
    return (*seconds > 0 && (!end || !*end)) ||
           err_set(e, ERR_USAGE, "'%.40s' is no date: YYYY-MM-DD or seconds since 1970",
                   text);
}

static bool now_find(struct indexed *x, const struct settings *s, struct err *e)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");

    if (s->now)
        return date_read(s->now, &x->now_s, e) || err_wrap(e, "--now");
    if (epoch && *epoch)
        return date_read(epoch, &x->now_s, e) || err_wrap(e, "SOURCE_DATE_EPOCH");
    x->now_s = x->has_history ? x->history.head_time_s : 0;
    return true;
}

/* ------------------------------------------------------------------ options */

struct ledger_options indexed_ledger(const struct settings *s)
{
    return (struct ledger_options){.state = s->state,
                                   .trust_shared = s->keep.trust_shared};
}

static bool times_read(const char *text, enum record_times *times, bool *asked,
                       struct err *e)
{
    *times = text && strcmp(text, "mtime") == 0 ? TIMES_MTIME : TIMES_GIT;
    *asked = !text || strcmp(text, "git") == 0;
    return *asked || *times == TIMES_MTIME || strcmp(text, "none") == 0 ||
           err_set(e, ERR_USAGE, "--times takes git, mtime or none, not '%.40s'", text);
}

static bool impact_read(const char *text, uint64_t *hundredths, struct err *e)
{
    char *end;
    double value;

    if (!text)
        return true;
    value = strtod(text, &end);
    *hundredths = value >= 0 && value < 1e9 ? (uint64_t)llround(value * 100) : 0;
    return (end != text && !*end && value >= 0 && value < 1e9) ||
           err_set(e, ERR_USAGE, "--high-impact takes a number, not '%.40s'", text);
}

/* "2,0.5,0.01": of an importer, a branch, a line. */
static bool impact_weights_read(const char *text, uint64_t *hundredths, struct err *e)
{
    const char *at = text;

    for (int i = 0; text && i < IMPACT_TERMS; i++) {
        char *end;
        double value = strtod(at, &end);

        if (end == at || !(value >= 0 && value <= 1e6) ||
            *end != (i + 1 < IMPACT_TERMS ? ',' : '\0'))
            return err_set(e, ERR_USAGE,
                           "--impact-weights takes three numbers like 2,0.5,0.01, not "
                           "'%.40s'",
                           text);
        hundredths[i] = (uint64_t)llround(100 * value);
        at = end + 1;
    }
    return true;
}

static bool health_part_read(struct slice word, double *points, struct err *e)
{
    for (int i = 0; i < PART_COUNT; i++) {
        struct slice name = slice_of(health_part_title((enum health_part_name)i));
        char number[24] = "", *end = number;

        if (!slice_starts(word, name) || word.len <= name.len + 1 ||
            word.data[name.len] != '=' || word.len - name.len > sizeof number)
            continue;
        memcpy(number, word.data + name.len + 1, word.len - name.len - 1);
        points[i] = strtod(number, &end);
        if (end != number && !*end && points[i] >= 0 && points[i] <= 100)
            return true;
    }
    return err_set(e, ERR_USAGE,
                   "--health-points takes coverage=25, tests=15, staleness=20, "
                   "docstrings=10 or others up to 100, not '%.*s'",
                   (int)(word.len < 40 ? word.len : 40), word.data);
}

static bool health_points_read(const char *text, double *points, struct err *e)
{
    struct slice rest = slice_of(text ? text : ""), word;

    while (slice_cut(&rest, ',', &word)) {
        if (!health_part_read(word, points, e))
            return false;
    }
    return true;
}

static bool no_tests_read(struct indexed *x, const struct settings *s, struct err *e)
{
    x->no_tests = arena_array(&x->memory, struct glob, s->no_tests.count + 1);
    for (size_t i = 0; i < s->no_tests.count; i++) {
        struct slice glob = slice_of(s->no_tests.items[i]);

        if (!glob_compile(glob, GLOB_PATH, &x->memory, &x->no_tests[i]))
            return err_set(e, ERR_USAGE, "--no-tests: '%.100s' matches nothing",
                           s->no_tests.items[i]);
    }
    return true;
}

static bool options_read(struct indexed *x, const struct settings *s,
                         struct record_options *o, bool *asks_git, struct err *e)
{
    record_options_init(o);
    o->stale_days = s->stale_days;
    o->churn_days = s->churn_days;
    o->low_coverage_percent = s->low_coverage;
    if (!times_read(s->times, &o->times, asks_git, e) ||
        !impact_read(s->high_impact, &o->high_impact_hundredths, e) ||
        !impact_weights_read(s->impact_weights, o->impact_hundredths, e) ||
        !health_points_read(s->health_points, o->health_points, e) ||
        !no_tests_read(x, s, e))
        return false;
    o->untested = x->no_tests;
    o->untested_count = s->no_tests.count;
    return true;
}

/* --------------------------------------------------------------------- parts */

/* Without a repository that counts it is unknown, and nobody has to be told. False: the run
 * was cancelled. */
static bool history_find(struct indexed *x, const struct settings *s, const char *root,
                         struct err *e)
{
    const struct buf no_list = {0};
    const struct scan_options scan = run_options(s, root, &no_list);
    struct err err = {0};

    x->has_history = history_get(&x->history, root, &scan, NULL, &err);
    if (x->has_history || err.code == ERR_USAGE)
        return true;
    if (err.code == ERR_CANCELLED) {
        *e = err;
        return false;
    }
    say("%s: the history is unknown", err.message);
    return true;
}

static bool coverage_find_for(struct indexed *x, const struct settings *s,
                              const struct discover *d, struct err *e)
{
    const struct ledger_options ledger = indexed_ledger(s);

    if (s->coverage.count)
        return coverage_read(&x->coverage, s->coverage.items, s->coverage.count,
                             &x->imports.result, d, e);
    if (!coverage_load(&x->coverage, &ledger, d, e)) {
        say("%s: coverage is unknown", e->message);
        x->coverage = (struct coverage){0};
    }
    return true;
}

static void owners_faults_say(const struct owners *o)
{
    const struct owners_fault *faults;
    size_t total, count = owners_faults(o, &faults, &total);

    for (size_t i = 0; i < count && i < FAULTS_SAID; i++)
        say("%s:%ju: %.*s; the line is left out", owners_file(o),
            (uintmax_t)faults[i].line, (int)faults[i].message.len,
            faults[i].message.data);
    if (total > FAULTS_SAID)
        say("%s: %zu more lines are wrong", owners_file(o), total - FAULTS_SAID);
}

static void owners_find(struct indexed *x, const struct discover *d)
{
    struct err err = {0};

    x->owners = owners_read(d, &err);
    if (!x->owners && err.code != ERR_NONE)
        say("%s: owners are unknown", err.message);
    if (x->owners)
        owners_faults_say(x->owners);
}

static bool parts_find(struct indexed *x, const struct settings *s, const char *root,
                       bool asks_git, struct err *e)
{
    const struct discover_options walk = settings_walk(s);
    struct discover *d = discover_open(root, &walk, e);
    bool found = d && coverage_find_for(x, s, d, e);

    if (d)
        owners_find(x, d);
    if (d)
        discover_close(d);
    return found && (!asks_git || history_find(x, s, root, e)) && now_find(x, s, e);
}

static bool records_find_all(struct indexed *x, const struct settings *s,
                             const char *root, struct err *e)
{
    struct record_options options;
    bool asks_git;

    if (!options_read(x, s, &options, &asks_git, e) ||
        !parts_find(x, s, root, asks_git, e))
        return false;
    options.now_s = x->now_s;
    records_make(&x->records, &x->imports.graph, x->has_history ? &x->history : NULL,
                 &x->coverage, x->owners, &options);
    summary_make(&x->summary, &x->records);
    health_make(&x->health, &x->summary, &x->records.options);
    return true;
}

static void parts_release(struct indexed *x)
{
    records_release(&x->records);
    owners_free(x->owners);
    coverage_release(&x->coverage);
    vcs_history_release(&x->history);
    arena_release(&x->memory);
}

void indexed_drop(struct indexed *x)
{
    parts_release(x);
    imports_drop(&x->imports);
}

bool indexed_open(struct indexed *x, const struct settings *s, const char *root,
                  metric_set measures, enum status *status)
{
    struct import_options asked = {0};
    struct err err = {0};

    *x = (struct indexed){0};
    if (!imports_open(&x->imports, s, root, &asked, measures, status))
        return false;
    if (records_find_all(x, s, root, &err))
        return true;
    *status = STATUS_USAGE;
    if (err.code == ERR_CANCELLED)
        *status = run_failure(&err);
    else
        say("%s", err.message);
    indexed_drop(x);
    return false;
}

enum status indexed_close(struct indexed *x, const struct settings *s)
{
    parts_release(x);
    return imports_close(&x->imports, s);
}
