/* query: files by condition, and what is wrong with imports. */
#include "engine/base/memory.h"
#include "engine/cmd/destinations.h"
#include "engine/cmd/query_imports.h"
#include "engine/cmd/record_list.h"

#include <stdlib.h>

static const char *const formats[] = {"text", "json", "ndjson", "csv", "files", NULL};

enum { AS_FILES = 4 };

struct query;

struct query_kind {
    const char *name;
    bool (*wanted)(const struct record *r, const void *query); /* NULL: not of records */
    void (*sheet)(const struct indexed *x, struct query_rows *rows); /* else this */
    enum record_field sort;
    bool ascending;
    enum record_field fields[10]; /* ended by FIELD_COUNT */
};

struct query {
    const struct settings *settings;
    const struct query_kind *kind;
    const char *root;
    enum category category;
    bool has_glob;
    struct glob glob;
    enum record_field sort;
    bool ascending;
    size_t limit; /* SIZE_MAX: none */
    struct arena memory;

    struct indexed x;
    struct record_list list;
    struct query_rows rows;
    struct sheet sheet;
};

/* -------------------------------------------------------------------- kinds */

static bool is_any(const struct record *r, const void *query)
{
    (void)r, (void)query;
    return true;
}

static bool has_high_impact(const struct record *r, const void *query)
{
    const struct query *q = query;

    return r->has_impact &&
           r->impact_hundredths >= q->x.records.options.high_impact_hundredths;
}

static bool is_partial(const struct record *r, const void *query)
{
    (void)query;
    return r->file->partial;
}

static bool is_orphan(const struct record *r, const void *query)
{
    const struct test_map *map = &((const struct query *)query)->x.records.tests;
    size_t first = 0, end = map->orphan_count;

    if (r->module == MODULE_NONE)
        return false;
    while (first < end) {
        size_t middle = first + (end - first) / 2;

        if (map->orphans[middle] < r->module)
            first = middle + 1;
        else
            end = middle;
    }
    return first < map->orphan_count && map->orphans[first] == r->module;
}

static const struct query_kind kinds[] = {
    {"all",
     is_any,
     NULL,
     FIELD_PATH,
     true,
     {FIELD_PATH, FIELD_CATEGORY, FIELD_LINES, FIELD_COMPLEXITY, FIELD_IMPACT,
      FIELD_TESTS, FIELD_COUNT}},
    {"needing-tests",
     record_lacks_tests,
     NULL,
     FIELD_IMPACT,
     false,
     {FIELD_PATH, FIELD_LINES, FIELD_COMPLEXITY, FIELD_FAN_IN, FIELD_IMPACT, FIELD_EFFORT,
      FIELD_COUNT}},
    {"stale",
     record_is_stale,
     NULL,
     FIELD_STALE_DAYS,
     false,
     {FIELD_PATH, FIELD_STALE_DAYS, FIELD_CHANGED, FIELD_TESTS_CHANGED, FIELD_TESTED_BY,
      FIELD_COUNT}},
    {"high-impact",
     has_high_impact,
     NULL,
     FIELD_IMPACT,
     false,
     {FIELD_PATH, FIELD_IMPACT, FIELD_FAN_IN, FIELD_COMPLEXITY, FIELD_LINES, FIELD_TESTS,
      FIELD_COUNT}},
    {"attention",
     record_needs_attention,
     NULL,
     FIELD_IMPACT,
     false,
     {FIELD_PATH, FIELD_IMPACT, FIELD_ATTENTION, FIELD_OWNERS, FIELD_COUNT}},
    {"partial",
     is_partial,
     NULL,
     FIELD_PATH,
     true,
     {FIELD_PATH, FIELD_LANGUAGE, FIELD_LINES, FIELD_COUNT}},
    {"orphans",
     is_orphan,
     NULL,
     FIELD_PATH,
     true,
     {FIELD_PATH, FIELD_TEST_FUNCTIONS, FIELD_LINES, FIELD_COUNT}},
    {"unresolved", NULL, query_unresolved, FIELD_PATH, true, {FIELD_COUNT}},
    {"cycles", NULL, query_cycles, FIELD_PATH, true, {FIELD_COUNT}},
};

static bool kind_choose(struct query *q, struct err *e)
{
    const char *word = q->settings->operand_count ? q->settings->operands[0] : "";
    size_t count = sizeof kinds / sizeof *kinds;

    for (size_t i = 0; i < count; i++) {
        if (strcmp(kinds[i].name, word) == 0)
            q->kind = &kinds[i];
    }
    if (q->kind)
        return true;
    err_set(e, ERR_USAGE, "query knows no '%.40s'; it knows", word);
    for (size_t i = 0; i < count; i++)
        err_list(e, i, kinds[i].name);
    return false;
}

/* ---------------------------------------------------------------- conditions */

static bool owner_matches(const struct query *q, const struct record *r)
{
    uint32_t found[16];
    size_t count;

    if (!q->settings->owner)
        return true;
    if (!q->x.owners)
        return false;
    count = owners_of(q->x.owners, r->file->path, found, 16);
    for (size_t i = 0; i < count && i < 16; i++) {
        if (slice_equal(owners_name(q->x.owners, found[i]), slice_of(q->settings->owner)))
            return true;
    }
    return false;
}

static bool language_matches(const struct query *q, const struct record *r)
{
    const char *wanted = q->settings->language;

    return !wanted ||
           (r->file->language && strcasecmp(r->file->language->name, wanted) == 0);
}

static bool record_wanted(const struct record *r, const void *context)
{
    const struct query *q = context;

    return q->kind->wanted(r, q) &&
           (q->category == CATEGORY_COUNT || r->category == q->category) &&
           language_matches(q, r) &&
           (!q->has_glob || glob_match(&q->glob, r->file->path)) && owner_matches(q, r);
}

static bool glob_read(struct query *q, struct err *e)
{
    const char *text = q->settings->path_glob;

    q->has_glob = text != NULL;
    return !text || glob_compile(slice_of(text), GLOB_PATH, &q->memory, &q->glob) ||
           err_set(e, ERR_USAGE, "--path: '%.100s' matches nothing", text);
}

static bool category_read(struct query *q, struct err *e)
{
    q->category = CATEGORY_COUNT;
    if (!q->settings->category || category_of_name(q->settings->category, &q->category))
        return true;
    err_set(e, ERR_USAGE, "there is no category '%.40s'; there are",
            q->settings->category);
    for (int i = 0; i < CATEGORY_COUNT; i++)
        err_list(e, (size_t)i, category_name((enum category)i));
    return false;
}

static bool sort_read(struct query *q, struct err *e)
{
    const char *text = q->settings->sort;

    q->sort = q->kind->sort;
    q->ascending = q->kind->ascending;
    if (!text)
        return true;
    q->ascending = *text != '-';
    if (record_field_of(text + (*text == '-'), &q->sort))
        return true;
    err_set(e, ERR_USAGE, "--sort: there is no field '%.40s'; there are", text);
    for (size_t i = 0; i < FIELD_COUNT; i++)
        err_list(e, i, record_field_name((enum record_field)i));
    return false;
}

static bool limit_read(struct query *q, struct err *e)
{
    const char *text = q->settings->rows;
    char *end;
    unsigned long long value;

    q->limit = SIZE_MAX;
    if (!text)
        return true;
    value = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end)
        return err_set(e, ERR_USAGE, "--limit takes a number, not '%.40s'", text);
    q->limit = value ? (size_t)value : SIZE_MAX;
    return true;
}

static bool conditions_check(const struct query *q, struct err *e)
{
    const struct settings *s = q->settings;

    return q->kind->wanted ||
           (!s->category && !s->language && !s->path_glob && !s->owner && !s->sort) ||
           err_set(e, ERR_USAGE,
                   "query %s lists imports, not files: it takes only --limit",
                   q->kind->name);
}

static bool question_check(struct query *q, struct destinations *destinations,
                           struct err *e)
{
    const struct settings *s = q->settings;

    if (!kind_choose(q, e))
        return false;
    if (s->operand_count > 2)
        return err_set(e, ERR_USAGE, "query takes what is asked and one PATH");
    q->root = s->operand_count > 1 ? s->operands[1] : ".";
    return conditions_check(q, e) && glob_read(q, e) && category_read(q, e) &&
           sort_read(q, e) && limit_read(q, e) &&
           destinations_choose(destinations, s, formats, e) &&
           destinations_open(destinations, s, e);
}

/* -------------------------------------------------------------------- answer */

static void files_give(const struct query *q, struct out *out)
{
    struct buf text = {0};
    char end = q->settings->null_separated ? '\0' : '\n';

    for (size_t i = 0; i < q->sheet.count; i++) {
        buf_add(&text, q->kind->wanted ? q->list.items[i]->file->path
                                       : query_rows_path(&q->rows, i));
        buf_add_char(&text, end);
        out_take(out, &text, false);
    }
    out_take(out, &text, true);
    buf_release(&text);
}

static void query_give(const void *context, size_t format, const struct style *style,
                       struct out *out)
{
    const struct query *q = context;

    if (format == AS_FILES)
        files_give(q, out);
    else
        sheet_write[format](&q->sheet, style, out);
}

static void rows_find(struct query *q)
{
    if (q->kind->wanted) {
        record_list_make(&q->list, &q->x.records, record_wanted, q);
        record_list_sort(&q->list, q->sort, !q->ascending);
        record_list_show(&q->list, q->kind->fields);
        q->sheet = record_list_sheet(&q->list, "query", "files", 0);
    } else {
        q->kind->sheet(&q->x, &q->rows);
        q->sheet = query_rows_sheet(&q->rows);
    }
    q->sheet.what = "query";
    q->sheet.count = q->sheet.count < q->limit ? q->sheet.count : q->limit;
}

static enum status query_answer(struct query *q, struct destinations *destinations)
{
    enum status status;
    bool written;

    if (!indexed_open(&q->x, q->settings, q->root, 0, &status))
        return status;
    rows_find(q);
    written = destinations_write(destinations, q->settings, query_give, q);
    record_list_release(&q->list);
    query_rows_release(&q->rows);
    status = indexed_close(&q->x, q->settings);
    return written ? status : STATUS_FATAL;
}

static enum status query_command(struct settings *s)
{
    struct query query = {.settings = s};
    struct destinations destinations = {0};
    enum status status = STATUS_USAGE;
    struct err err;

    if (question_check(&query, &destinations, &err))
        status = query_answer(&query, &destinations);
    else
        say("%s", err.message);
    destinations_drop(&destinations);
    arena_release(&query.memory);
    return status;
}

static const char *query_root(const struct settings *s)
{
    return s->operand_count > 1 ? s->operands[1] : ".";
}

static const struct option_spec options_query[] = {
    {"category", 0, OPTION_TEXT, "C", offsetof(struct settings, category), NULL,
     "only source, test, config, docs, asset, generated, build or unknown files",
     CONFIG_PROMPT},
    {"language", 0, OPTION_TEXT, "L", offsetof(struct settings, language), NULL,
     "only files of that language", CONFIG_PROMPT},
    {"path", 0, OPTION_TEXT, "GLOB", offsetof(struct settings, path_glob), NULL,
     "only paths that match, as in .gitignore: shop/** is what lies in shop",
     CONFIG_PROMPT},
    {"owner", 0, OPTION_TEXT, "NAME", offsetof(struct settings, owner), NULL,
     "only files of that owner in CODEOWNERS", CONFIG_PROMPT},
    {"sort", 0, OPTION_TEXT, "[-]FIELD", offsetof(struct settings, sort), NULL,
     "by a field of the JSON of `report records`, with - the largest first",
     CONFIG_PROMPT},
    {"limit", 'l', OPTION_TEXT, "N", offsetof(struct settings, rows), NULL,
     "at most so many rows (default: all)", CONFIG_PROMPT},
    {"format", 'f', OPTION_LIST, "text|json|ndjson|csv|files[=FILE]", 0,
     option_format_add, "what to write, and where; may be repeated", CONFIG_PROMPT},
    {0},
};

const struct command command_query = {
    .name = "query",
    .operands = "WHAT [PATH]",
    .summary = "Files by condition: without tests, stale, of high impact, ...",
    .details =
        "  all            every file\n"
        "  needing-tests  files that need tests and have none, the highest impact first\n"
        "  stale          files that changed after their tests\n"
        "  high-impact    source files whose impact is over --high-impact\n"
        "  attention      files with any of these, with the reasons\n"
        "  partial        files with a syntax error\n"
        "  orphans        tests that lead to no module\n"
        "  unresolved     imports that end nowhere, with the reason\n"
        "  cycles         modules that import each other when they are loaded",
    .examples = "  cambium query needing-tests --limit 20\n"
                "  cambium query stale --path 'shop/**' -f json\n"
                "  cambium query all --category source --sort -complexity -l 10\n"
                "  cambium query attention --owner @team-pay -f files\n",
    .options =
        (const struct option_spec *const[]){options_query, options_index, options_imports,
                                            options_place, options_rules, options_walk,
                                            options_run, options_store, options_reuse,
                                            options_config, options_common, NULL},
    .run = query_command,
    .root = query_root,
};
