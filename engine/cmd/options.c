#include "engine/cmd/options.h"

#include "engine/base/memory.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define AT(field) offsetof(struct settings, field)

static bool glob_add(struct settings *s, const char *glob, bool include)
{
    s->globs =
        memory_grow(s->globs, &s->glob_capacity, s->glob_count + 1, sizeof *s->globs);
    s->globs[s->glob_count++] =
        (struct discover_glob){.pattern = slice_of(glob), .include = include};
    return true;
}

static bool exclude_add(struct settings *s, const char *value, struct err *e)
{
    (void)e;
    return glob_add(s, value, false);
}

static bool include_add(struct settings *s, const char *value, struct err *e)
{
    (void)e;
    return glob_add(s, value, true);
}

static bool jobs_set(struct settings *s, const char *value, struct err *e)
{
    char *end;
    unsigned long jobs = strtoul(value, &end, 10);

    if (strcmp(value, "auto") == 0)
        jobs = 0;
    else if (*end || end == value || !jobs || jobs > 1024)
        return err_set(e, ERR_USAGE,
                       "--jobs takes a number from 1 to 1024 or auto, not '%s'", value);
    s->jobs = (unsigned)jobs;
    return true;
}

bool option_format_add(struct settings *s, const char *value, struct err *e)
{
    const char *equals = strchr(value, '=');
    struct format_choice *choice;

    if (equals && !equals[1])
        return err_set(e, ERR_USAGE, "--format %s names no file after the '='", value);
    s->formats = memory_grow(s->formats, &s->format_capacity, s->format_count + 1,
                             sizeof *s->formats);
    choice = &s->formats[s->format_count++];
    choice->name = equals ? strndup(value, (size_t)(equals - value)) : strdup(value);
    choice->file = equals ? equals + 1 : NULL;
    return true;
}

/* The index of `value` among the NULL-ended words, or an error that lists them. */
static bool word_choose(const char *option, const char *const *words, const char *value,
                        unsigned *index, struct err *e)
{
    for (*index = 0; words[*index]; (*index)++) {
        if (strcmp(words[*index], value) == 0)
            return true;
    }
    err_set(e, ERR_USAGE, "--%s can't be '%s'; it is one of", option, value);
    for (unsigned i = 0; words[i]; i++)
        err_list(e, i, words[i]);
    return false;
}

static const char *const when_words[] = {"auto", "always", "never", NULL};

static bool option_colour_set(struct settings *s, const char *value, struct err *e)
{
    unsigned i;

    if (!word_choose("color", when_words, value, &i, e))
        return false;
    s->colour = (enum when)i;
    return true;
}

static bool progress_set(struct settings *s, const char *value, struct err *e)
{
    unsigned i;

    if (!word_choose("progress", when_words, value, &i, e))
        return false;
    s->progress = (enum when)i;
    return true;
}

bool option_parser_set(struct settings *s, const char *value, struct err *e)
{
    static const char *const words[] = {"auto", "batch", "runtime", "both", NULL};
    unsigned i;

    if (!word_choose("parser", words, value, &i, e))
        return false;
    s->parser = (enum parser_choice)i;
    return true;
}

static bool stats_set(struct settings *s, const char *value, struct err *e)
{
    static const char *const words[] = {"text", "json", NULL};
    unsigned i;

    if (!word_choose("stats", words, value, &i, e))
        return false;
    s->stats = i ? STATS_JSON : STATS_TEXT;
    return true;
}

static bool fail_on_set(struct settings *s, const char *value, struct err *e)
{
    static const char *const words[] = {"failed", "partial", "none", NULL};
    unsigned i;

    if (!word_choose("fail-on", words, value, &i, e))
        return false;
    s->fail_on = (enum fail_on)i;
    return true;
}

const struct option_spec options_rules[] = {
    {"exclude", 'E', OPTION_LIST, "GLOB", 0, exclude_add,
     "leave out what matches; may be repeated", CONFIG_TREE},
    {"include", 'I', OPTION_LIST, "GLOB", 0, include_add,
     "bring in what an ignore rule leaves out; the last of both that matches holds",
     CONFIG_TREE},
    {"no-ignore", 0, OPTION_FLAG, NULL, AT(no_ignore), NULL,
     "heed no .gitignore and no .cambiumignore", CONFIG_TREE},
    {"hidden", 0, OPTION_FLAG, NULL, AT(hidden), NULL,
     "look at names that start with a dot, too", CONFIG_TREE},
    {0},
};

const struct option_spec options_walk[] = {
    {"files-from", 0, OPTION_TEXT, "FILE", AT(files_from), NULL,
     "take the paths below PATH from FILE ('-': standard input), a line each",
     CONFIG_PROMPT},
    {"null", '0', OPTION_FLAG, NULL, AT(null_separated), NULL,
     "a NUL ends each path: in --files-from, and in what --list or --files prints",
     CONFIG_PROMPT},
    {"max-file-size", 0, OPTION_SIZE, "SIZE", AT(max_file_bytes), NULL,
     "skip longer files (default 64M, at most 1023M)", CONFIG_TRUSTED},
    {0},
};

const struct option_spec options_run[] = {
    {"jobs", 'j', OPTION_CALL, "N|auto", 0, jobs_set,
     "threads (default: what OMP_NUM_THREADS, affinity and the cgroup allow)",
     CONFIG_TRUSTED},
    {"parser", 0, OPTION_CALL, "auto|batch|runtime|both", 0, option_parser_set,
     "auto: the batch driver, and tree-sitter's runtime for what it leaves; both: "
     "compare "
     "the trees of both, status 1 if any differ",
     CONFIG_TRUSTED},
    {"max-memory", 0, OPTION_SIZE, "SIZE", AT(max_memory_bytes), NULL,
     "give up (status 4) rather than use more", CONFIG_TRUSTED},
    {"max-time", 0, OPTION_NUMBER, "SECONDS", AT(max_seconds), NULL,
     "give up (status 4) after so long", CONFIG_TRUSTED},
    {"fail-on", 0, OPTION_CALL, "failed|partial|none", 0, fail_on_set,
     "which files make the status 3 (default: failed)", CONFIG_TREE},
    {"stats", 0, OPTION_CALL, "text|json", 0, stats_set,
     "say on stderr what the run did: phases, threads, memory", CONFIG_TRUSTED},
    {0},
};

const struct option_spec options_config[] = {
    {"config", 0, OPTION_TEXTS, "FILE|KEY=VALUE", AT(configs), NULL,
     "read FILE instead of the tree's .cambium.toml or pyproject.toml; or set one key, "
     "as "
     "in a file",
     CONFIG_PROMPT},
    {"isolated", 0, OPTION_FLAG, NULL, AT(isolated), NULL,
     "read no configuration of the tree", CONFIG_PROMPT},
    {0},
};

const struct option_spec options_store[] = {
    {"store", 0, OPTION_TEXT, "FOLDER", AT(keep.store), NULL,
     "what is kept for later runs (default: CAMBIUM_STORE, else .cambium/cache in PATH)",
     CONFIG_TRUSTED},
    {"store-max", 0, OPTION_SIZE, "SIZE", AT(keep.max_bytes), NULL,
     "evict what was not used for longest over this (default 10G; 0: no limit)",
     CONFIG_TRUSTED},
    {"trust-shared-store", 0, OPTION_FLAG, NULL, AT(keep.trust_shared), NULL,
     "use a store that belongs to somebody else, that others may write to, or that was "
     "copied or checked out into PATH",
     CONFIG_TRUSTED},
    {"project", 0, OPTION_TEXT, "NAME", AT(keep.project), NULL,
     "whose last run to go on from (default: by git remote, else by path)",
     CONFIG_TRUSTED},
    {0},
};

const struct option_spec options_reuse[] = {
    {"no-store", 0, OPTION_FLAG, NULL, AT(keep.off), NULL,
     "keep nothing for later runs and read nothing of earlier ones", CONFIG_TRUSTED},
    {"read-only-store", 0, OPTION_FLAG, NULL, AT(keep.read_only), NULL,
     "use what is kept, keep nothing", CONFIG_TRUSTED},
    {"full", 0, OPTION_FLAG, NULL, AT(keep.full), NULL,
     "ignore what the last run knew of each path", CONFIG_TRUSTED},
    {"verify-content", 0, OPTION_FLAG, NULL, AT(keep.verify_content), NULL,
     "read every file, even where size, times and inode say that it is unchanged",
     CONFIG_TRUSTED},
    {0},
};

const struct option_spec options_output[] = {
    {"format", 'f', OPTION_LIST, "NAME[=FILE]", 0, option_format_add,
     "what to write, and where; may be repeated", CONFIG_PROMPT},
    {"top", 0, OPTION_NUMBER, "N", AT(top), NULL,
     "rows in each list of the text (default 10)", CONFIG_TREE},
    {0},
};

const struct option_spec options_place[] = {
    {"output", 'o', OPTION_TEXT, "FILE", AT(output), NULL,
     "write to FILE instead of standard output", CONFIG_TRUSTED},
    {"color", 0, OPTION_CALL, "auto|always|never", 0, option_colour_set,
     "colours in text (auto: on a terminal, unless NO_COLOR is set)", CONFIG_TRUSTED},
    {0},
};

const struct option_spec options_imports[] = {
    {"source-root", 0, OPTION_TEXTS, "FOLDER", AT(source_roots), NULL,
     "absolute imports begin here, and only here (default: found by itself, see `config "
     "doctor`); may be repeated",
     CONFIG_TREE},
    {"python", 0, OPTION_TEXT, "3.N", AT(python), NULL,
     "whose standard library (default: what requires-python says, else 3.8 to 3.14)",
     CONFIG_TREE},
    {0},
};

const struct option_spec options_index[] = {
    {"coverage", 0, OPTION_TEXTS, "FILE", AT(coverage), NULL,
     "what tests covered: Cobertura XML, LCOV or coverage.py's JSON; may be repeated "
     "(default: what `scan --coverage` kept)",
     CONFIG_TRUSTED},
    {"now", 0, OPTION_TEXT, "DATE", AT(now), NULL,
     "the day it is, YYYY-MM-DD or seconds since 1970 (default: SOURCE_DATE_EPOCH, else "
     "HEAD's commit)",
     CONFIG_TRUSTED},
    {"times", 0, OPTION_TEXT, "git|mtime|none", AT(times), NULL,
     "when files changed: by history, by the file system (after a clone that means "
     "nothing), or not asked (default: git)",
     CONFIG_TREE},
    {"stale-days", 0, OPTION_NUMBER, "N", AT(stale_days), NULL,
     "a file is stale that changed so many days after its tests (default 7)",
     CONFIG_TREE},
    {"churn-days", 0, OPTION_NUMBER, "N", AT(churn_days), NULL,
     "commits of so many days are recent (default 90)", CONFIG_TREE},
    {"low-coverage", 0, OPTION_NUMBER, "PERCENT", AT(low_coverage), NULL,
     "less is low (default 50)", CONFIG_TREE},
    {"high-impact", 0, OPTION_TEXT, "N", AT(high_impact), NULL,
     "an impact from here on is high (default 5)", CONFIG_TREE},
    {"impact-weights", 0, OPTION_TEXT, "I,B,L", AT(impact_weights), NULL,
     "what an importer, a branch and a line of code weigh (default 2,0.5,0.01)",
     CONFIG_TREE},
    {"health-points", 0, OPTION_TEXT, "PART=N,...", AT(health_points), NULL,
     "what the parts of the score count (default "
     "coverage=25,tests=15,staleness=20,docstrings=10)",
     CONFIG_TREE},
    {"no-tests", 0, OPTION_TEXTS, "GLOB", AT(no_tests), NULL,
     "paths that need no tests, besides the usual ones; may be repeated", CONFIG_TREE},
    {"folder-depth", 0, OPTION_NUMBER, "N", AT(folder_depth), NULL,
     "components of a path that sums by folder go by (default 1)", CONFIG_TREE},
    {"state", 0, OPTION_TEXT, "FOLDER", AT(state), NULL,
     "where nights and coverage are kept (default: .cambium/state in the tree)",
     CONFIG_TRUSTED},
    {0},
};

/* The row of options_index again, for commands that have a state and no index. */
const struct option_spec options_state[] = {
    {"state", 0, OPTION_TEXT, "FOLDER", AT(state), NULL,
     "where nights and coverage are kept (default: .cambium/state in the tree)",
     CONFIG_TRUSTED},
    {0},
};

const struct option_spec options_scan[] = {
    {"record", 0, OPTION_TEXT, "NAME", AT(record), NULL,
     "append a night of that name to the history (see `history` and `diff`)",
     CONFIG_PROMPT},
    {"list", 0, OPTION_FLAG, NULL, AT(list), NULL,
     "only print the paths that would be analysed", CONFIG_PROMPT},
    {0},
};

const struct option_spec options_common[] = {
    {"quiet", 'q', OPTION_FLAG, NULL, AT(quiet), NULL, "nothing on stderr but errors",
     CONFIG_TRUSTED},
    {"progress", 0, OPTION_CALL, "auto|always|never", 0, progress_set,
     "a line that says how far it is (auto: on a terminal)", CONFIG_TRUSTED},
    {"help", 'h', OPTION_FLAG, NULL, AT(help), NULL, "say all this", CONFIG_PROMPT},
    {0},
};

void settings_init(struct settings *s)
{
    const char *store = getenv("CAMBIUM_STORE");

    *s = (struct settings){
        .max_file_bytes = (uint64_t)64 << 20,
        .root = ".",
        .top = 10,
        .max_nodes = 60,
        .most_percent = 80,
        .stale_days = 7,
        .churn_days = 90,
        .low_coverage = 50,
        .capacity = 10,
        .folder_depth = 1,
        .keep = {.store = store && *store ? store : NULL,
                 .max_bytes = (uint64_t)10 << 30},
    };
}

void settings_release(struct settings *s)
{
    for (size_t i = 0; i < s->format_count; i++)
        free((char *)s->formats[i].name);
    free(s->formats);
    free(s->globs);
    free(s->minima.items);
    free(s->configs.items);
    free(s->source_roots.items);
    free(s->contracts.items);
    free(s->file_policies.items);
    free(s->coverage.items);
    free(s->no_tests.items);
    free(s->limits.items);
    free(s->budgets.items);
    free(s->rules.items);
    free(s->said);
}

struct discover_options settings_walk(const struct settings *s)
{
    return (struct discover_options){.globs = s->globs,
                                     .glob_count = s->glob_count,
                                     .no_ignore = s->no_ignore,
                                     .hidden = s->hidden,
                                     .own_folder = s->keep.store,
                                     .state_folder = s->state};
}

bool size_parse(const char *text, uint64_t *bytes, struct err *e)
{
    static const char units[] = "KMGT";
    char *end;
    double number = strtod(text, &end);
    bool is_number = end > text && number >= 0 && *text != '-';
    const char *unit = *end ? strchr(units, *end & ~0x20) : NULL;
    uint64_t factor = 1;

    if (unit) {
        factor = (uint64_t)1 << (10 * (unit - units + 1));
        end++;
        if (*end == 'i')
            end++;
    }
    if (*end == 'B' || *end == 'b')
        end++;
    if (!is_number || *end || number * (double)factor > 1e18)
        return err_set(e, ERR_USAGE, "'%s' is no size; say 500K, 64M or 2G", text);
    *bytes = (uint64_t)(number * (double)factor);
    return true;
}

static bool number_parse(const char *text, unsigned *number, struct err *e)
{
    char *end;
    unsigned long value;

    errno = 0;
    value = strtoul(text, &end, 10);
    if (end == text || *end || errno || value > UINT_MAX || *text == '-')
        return err_set(e, ERR_USAGE, "'%s' is no number", text);
    *number = (unsigned)value;
    return true;
}

static bool flag_set(const struct option_spec *spec, const char *value, bool *flag,
                     struct err *e)
{
    *flag = strcmp(value, "true") == 0 || strcmp(value, "1") == 0;
    return *flag || strcmp(value, "false") == 0 || strcmp(value, "0") == 0 ||
           err_set(e, ERR_USAGE, "%s can't be '%.60s'; it is true or false", spec->name,
                   value);
}

static void texts_add(struct texts *list, const char *value)
{
    list->items =
        memory_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items[list->count++] = value;
}

bool option_set(struct settings *s, const struct option_spec *spec, const char *value,
                struct err *e)
{
    void *field = (char *)s + spec->offset;

    switch (spec->kind) {
    case OPTION_FLAG: return flag_set(spec, value, field, e);
    case OPTION_TEXT: *(const char **)field = value; return true;
    case OPTION_NUMBER: return number_parse(value, field, e) || err_wrap(e, spec->name);
    case OPTION_SIZE: return size_parse(value, field, e) || err_wrap(e, spec->name);
    case OPTION_CALL:
    case OPTION_LIST: return spec->set(s, value, e);
    case OPTION_TEXTS: texts_add(field, value); return true;
    }
    return false;
}

enum { MAX_OPTIONS = 96, FIRST_LONG = 256 };

/* getopt's view of the tables, and the way back from what it returns. */
struct getopt_view {
    struct option longs[MAX_OPTIONS + 1];
    char shorts[3 * MAX_OPTIONS + 2];
    const struct option_spec *specs[MAX_OPTIONS];
    int count;
};

static void view_add(struct getopt_view *v, const struct option_spec *spec)
{
    size_t len = strlen(v->shorts);

    if (v->count == MAX_OPTIONS)
        fatal("more than %d options in one command", MAX_OPTIONS);
    v->specs[v->count] = spec;
    v->longs[v->count] =
        (struct option){spec->name, spec->value ? required_argument : no_argument, NULL,
                        FIRST_LONG + v->count};
    v->count++;
    if (spec->letter) {
        v->shorts[len++] = spec->letter;
        if (spec->value)
            v->shorts[len] = ':';
    }
}

static const struct option_spec *view_spec(const struct getopt_view *v, int got)
{
    if (got >= FIRST_LONG)
        return v->specs[got - FIRST_LONG];
    for (int i = 0; i < v->count; i++) {
        if (v->specs[i]->letter == got)
            return v->specs[i];
    }
    return NULL;
}

/* A word for the wrong argument: getopt has moved past it. */
static bool usage_error(const struct getopt_view *v, int got, char **argv, struct err *e)
{
    const char *word = argv[optind - 1];

    if (optopt && optopt < FIRST_LONG && got == '?')
        return err_set(e, ERR_USAGE, "there is no option -%c", optopt);
    if (got == ':' && optopt >= FIRST_LONG)
        return err_set(e, ERR_USAGE, "--%s needs a value: %s",
                       v->specs[optopt - FIRST_LONG]->name,
                       v->specs[optopt - FIRST_LONG]->value);
    if (got == ':')
        return err_set(e, ERR_USAGE, "-%c needs a value", optopt);
    if (optopt >= FIRST_LONG)
        return err_set(e, ERR_USAGE, "--%s takes no value",
                       v->specs[optopt - FIRST_LONG]->name);
    return err_set(e, ERR_USAGE, "there is no option %s", word);
}

static void said_add(struct settings *s, const struct option_spec *spec,
                     const char *value)
{
    s->said = memory_grow(s->said, &s->said_capacity, s->said_count + 1, sizeof *s->said);
    s->said[s->said_count++] = (struct option_said){spec, value};
}

bool options_parse(struct settings *s, const struct option_spec *const *tables, int argc,
                   char **argv, struct err *e)
{
    struct getopt_view view = {.shorts = ":"};
    int got;

    for (; *tables; tables++) {
        for (const struct option_spec *spec = *tables; spec->name; spec++)
            view_add(&view, spec);
    }
    optind = 0; /* glibc: start afresh */
    opterr = 0;
    while ((got = getopt_long(argc, argv, view.shorts, view.longs, NULL)) != -1) {
        const struct option_spec *spec =
            got == '?' || got == ':' ? NULL : view_spec(&view, got);
        if (!spec)
            return usage_error(&view, got, argv, e);
        if (!option_set(s, spec, spec->value ? optarg : "true", e))
            return false;
        said_add(s, spec, optarg);
    }
    s->operands = (const char *const *)argv + optind;
    s->operand_count = (size_t)(argc - optind);
    return true;
}
