/* tests: which tests a change may break, and what tests what. */
#include "engine/base/memory.h"
#include "engine/cmd/destinations.h"
#include "engine/cmd/graph.h"
#include "engine/cmd/impacts.h"
#include "engine/cmd/tests_map.h"
#include "engine/impact/selection.h"

#include <stdlib.h>

static const char *const formats[] = {"text",  "json",   "ndjson", "csv",
                                      "files", "pytest", NULL};

enum { TESTS_FILES = 4 };

struct tests_answer {
    const struct settings *settings;
    const struct import_graph *graph;
    struct changes changes;
    uint8_t kinds;
    struct impact impact;
    struct selection selection;
    struct slice *chain;
    size_t chain_most;
};

/* ------------------------------------------------------------------- sheet */

enum { FILE_PATH, MODULE, BY, CHAIN, CAUSE, CHANGED };

static const struct sheet_column columns[] = {
    [FILE_PATH] = {"file", CELL_PATH, "test", 0},
    [MODULE] = {"module", CELL_TEXT, NULL, 0},
    [BY] = {"by", CELL_TEXT, "by", 0},
    [CHAIN] = {"chain", CELL_LIST, "chain", 0},
    [CAUSE] = {"cause", CELL_TEXT, NULL, 0},
    [CHANGED] = {"changed", CELL_PATH, "because of", 0},
};

static void reason_cells(const struct tests_answer *a, uint32_t module,
                         struct cell *cells)
{
    const struct impact_start *start = impact_reason(&a->impact, module);

    cells[CHAIN] = (struct cell){
        .known = true,
        .list = {a->chain, impact_chain(&a->impact, module, a->chain, a->chain_most)}};
    cells[CAUSE] = cell_text(slice_of(cause_text(start->cause)));
    cells[CHANGED] = cell_text(a->changes.items[start->file].path);
}

static void test_row(const void *context, size_t number, struct cell *cells)
{
    const struct tests_answer *a = context;
    const struct selected *s = &a->selection.items[number];

    cells[FILE_PATH] = cell_text(import_graph_path(a->graph, s->module));
    cells[MODULE] = cell_text(a->graph->names.items[s->module]);
    cells[BY] = cell_text(slice_of(selected_by_name(s->by)));
    if (s->by == SELECTED_AFFECTED)
        reason_cells(a, s->module, cells);
    else if (s->by == SELECTED_CONFTEST)
        reason_cells(a, s->conftest, cells);
    else if (s->by == SELECTED_FILE)
        cells[CHANGED] = cell_text(a->changes.items[a->impact.all_file].path);
}

static void tests_head(const void *context, struct json *json)
{
    const struct tests_answer *a = context;

    json_key_number(json, "changed_files", a->changes.count);
    json_key_number(json, "files_without_effect", a->impact.ignored);
    json_key_number(json, "files_outside", a->changes.outside);
    json_key_number(json, "tests_count", a->selection.tests);
    json_key_number(json, "affected_count", a->selection.affected);
    json_key_number(json, "selected_count", a->selection.count);
}

/* ------------------------------------------------------------ files, pytest */

/* For a shell: 'it''s' is not for all shells, '\'' is. */
static void quoted_add(struct buf *out, struct slice path)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789_./+,:@%-";
    bool quote = false;

    for (size_t i = 0; i < path.len && !quote; i++)
        quote = !memchr(plain, path.data[i], sizeof plain - 1);
    if (!quote) {
        buf_add(out, path);
        return;
    }
    buf_add_char(out, '\'');
    for (size_t i = 0; i < path.len; i++) {
        if (path.data[i] == '\'')
            buf_add_text(out, "'\\'");
        buf_add_char(out, path.data[i]);
    }
    buf_add_char(out, '\'');
}

/* Paths are below the tree; pytest is run in it. One that begins with a dash is none of
 * its options. */
static void paths_give(const struct tests_answer *a, bool pytest, struct out *out)
{
    struct buf text = {0};
    char end = pytest ? ' ' : a->settings->null_separated ? '\0' : '\n';

    for (size_t i = 0; i < a->selection.count; i++) {
        struct slice path = import_graph_path(a->graph, a->selection.items[i].module);

        if (pytest && i)
            buf_add_char(&text, end);
        if (*path.data == '-')
            buf_add_text(&text, "./");
        if (pytest)
            quoted_add(&text, path);
        else
            buf_add(&text, path);
        if (!pytest)
            buf_add_char(&text, end);
        out_take(out, &text, false);
    }
    if (pytest && a->selection.count)
        buf_add_char(&text, '\n');
    out_take(out, &text, true);
    buf_release(&text);
}

static void summary_text(const void *context, struct page *p)
{
    const struct tests_answer *a = context;

    page_number(p, a->selection.count, 0);
    page_text(p, " of ");
    page_count(p, a->selection.tests, "test file", "test files");
    page_text(p, " for ");
    page_count(p, a->changes.count, "changed file", "changed files");
    if (a->selection.count > a->selection.affected) {
        page_text(p, ": ");
        page_number(p, a->selection.affected, 0);
        page_text(p, " are affected, so many that all are taken");
    }
    page_text(p, "\n\n");
}

static void tests_give(const void *context, size_t format, const struct style *style,
                       struct out *out)
{
    const struct tests_answer *a = context;
    const struct sheet sheet = {.what = "tests select",
                                .columns = columns,
                                .column_count = sizeof columns / sizeof *columns,
                                .count = a->selection.count,
                                .row = test_row,
                                .context = a,
                                .head = tests_head,
                                .lead = summary_text,
                                .rows_name = "tests"};

    if (format >= TESTS_FILES) {
        paths_give(a, format > TESTS_FILES, out);
        return;
    }
    sheet_write[format](&sheet, style, out);
}

/* ----------------------------------------------------------------- command */

static bool select_tests(struct tests_answer *a, const struct imports *imports,
                         struct err *e)
{
    a->graph = &imports->graph;
    if (!impacts_find(&a->impact, a->settings, a->graph, &a->changes, a->kinds, e))
        return false;
    selection_make(&a->selection, &a->impact, a->settings->most_percent);
    a->chain_most = impact_chain_most(&a->impact);
    a->chain = memory_calloc(a->chain_most, sizeof *a->chain);
    impacts_say(&a->impact, a->settings, &a->changes);
    return true;
}

static enum status select_and_give(struct tests_answer *a,
                                   struct destinations *destinations)
{
    struct imports imports;
    struct import_options asked = {0};
    enum status status, closed;
    struct err err;

    asked.ghosts = changes_ghosts(&a->changes, &asked.ghost_count);
    if (!imports_open(&imports, a->settings, a->settings->tree ? a->settings->tree : ".",
                      &asked, 0, &status))
        return status;
    status = STATUS_DONE;
    if (!select_tests(a, &imports, &err)) {
        say("%s", err.message);
        status = STATUS_USAGE;
    } else if (!destinations_write(destinations, a->settings, tests_give, a)) {
        status = STATUS_FATAL;
    }
    selection_release(&a->selection);
    impact_release(&a->impact);
    free(a->chain);
    closed = imports_close(&imports, a->settings);
    return status == STATUS_DONE ? closed : status;
}

static bool question_check(struct tests_answer *a, struct destinations *destinations,
                           struct err *e)
{
    const struct settings *s = a->settings;
    const char *verb = s->operand_count ? s->operands[0] : "";

    a->kinds = LINK_ALL;
    if (strcmp(verb, "select") != 0)
        return err_set(e, ERR_USAGE, "tests takes the verbs select and map, not '%.40s'",
                       verb);
    if (s->most_percent > 100)
        return err_set(e, ERR_USAGE, "--all-over takes a percentage, not %u",
                       s->most_percent);
    return (!s->kinds || kinds_read(s->kinds, &a->kinds, e)) &&
           changes_read(&a->changes, s, s->tree ? s->tree : ".", s->operands + 1,
                        s->operand_count - 1, e) &&
           destinations_choose(destinations, s, formats, e) &&
           destinations_open(destinations, s, e);
}

static const char *tests_root(const struct settings *s)
{
    return s->tree ? s->tree : ".";
}

static enum status tests_command(struct settings *s)
{
    struct tests_answer answer = {.settings = s};
    struct destinations destinations = {0};
    enum status status = STATUS_USAGE;
    struct err err;

    if (s->operand_count && strcmp(s->operands[0], "map") == 0)
        return tests_map(s, tests_root(s), s->operands + 1, s->operand_count - 1);
    if (question_check(&answer, &destinations, &err))
        status = select_and_give(&answer, &destinations);
    else
        say("%s", err.message);
    destinations_drop(&destinations);
    changes_release(&answer.changes);
    return status;
}

static const struct option_spec options_tests[] = {
    {"kinds", 0, OPTION_TEXT, "KIND,...", offsetof(struct settings, kinds), NULL,
     "which imports count (default: all)", CONFIG_TREE},
    {"by", 0, OPTION_TEXT, "file|test", offsetof(struct settings, by), NULL,
     "map: in which order (default: file)", CONFIG_PROMPT},
    {"all-over", 0, OPTION_NUMBER, "PERCENT", offsetof(struct settings, most_percent),
     NULL, "if more of the tests are selected, all are (default 80; 100: never)",
     CONFIG_TREE},
    {"format", 'f', OPTION_LIST, "text|json|ndjson|csv|files|pytest[=FILE]", 0,
     option_format_add, "what to write, and where; may be repeated", CONFIG_PROMPT},
    {0},
};

const struct command command_tests = {
    .name = "tests",
    .operands = "select|map [FILE...]",
    .summary = "Which tests a change may break; which tests test what.",
    .details =
        "  select   the test files that are affected by a change of these files, of "
        "those "
        "that\n"
        "           differ from --since REF, of those that are --staged, or of a list on "
        "standard\n"
        "           input ('-')\n"
        "  map      which tests test these files (or all), and how that is known: the "
        "test "
        "imports\n"
        "           the module (imports, or reexport: through a package), has its name "
        "and "
        "place\n"
        "           (mirrored), has its name and lies nearest (near), or has a name "
        "like it\n"
        "           (alike)\n\n"
        "A test is in if a chain of imports of any kind leads from it to what changed, "
        "or "
        "if a\n"
        "conftest.py that governs it is affected; a module that imports by a computed "
        "name "
        "is taken\n"
        "to import anything in its package; a file that is no module affects the modules "
        "beside it,\n"
        "documentation nothing, and pyproject.toml, requirements and the like "
        "everything. "
        "When in\n"
        "doubt a test is in. --format pytest is one line of arguments for a shell, below "
        "the tree;\n"
        "if no test is selected it is empty, so that pytest would run all: check for "
        "that.",
    .examples = "  cambium tests select --since main\n"
                "  cambium tests select --since main -f pytest | xargs -r pytest\n"
                "  git diff --name-only HEAD~3 | cambium tests select - -f files\n"
                "  cambium tests select shop/cart/model.py -f json\n"
                "  cambium tests map shop/cart/model.py\n",
    .options =
        (const struct option_spec *const[]){
            options_tests, options_changes, options_imports, options_place, options_rules,
            options_walk, options_run, options_store, options_reuse, options_config,
            options_common, NULL},
    .run = tests_command,
    .root = tests_root,
};
