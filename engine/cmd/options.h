/* options.h - flags as data.
 *
 * An option is one row: what it is called, what it takes, where its value
 * goes, what --help says. Commands list the tables that they take; parsing,
 * help and completions all read the same rows. Repeating a list option
 * appends. The last of several values of any other option holds. */
#ifndef CAMBIUM_CMD_OPTIONS_H
#define CAMBIUM_CMD_OPTIONS_H

#include "engine/base/err.h"
#include "engine/base/slice.h"
#include "engine/config/config.h"
#include "engine/scan/discover.h"
#include "engine/scan/keeper.h"
#include "parsers/parser.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum when { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER };
enum stats_form { STATS_NONE, STATS_TEXT, STATS_JSON };
enum fail_on { FAIL_ON_FAILED, FAIL_ON_PARTIAL, FAIL_ON_NONE };

/* One --format: a report and where it goes (NULL: standard output). */
struct format_choice {
    const char *name;
    const char *file;
};

/* What a list option was given, in the order given. */
struct texts {
    const char **items;
    size_t count, capacity;
};

struct option_said;
struct configuration;

/* Everything that can be said at the prompt. */
struct settings {
    const char *const *operands; /* what is not an option */
    size_t operand_count;
    const char *root;

    struct discover_glob *globs; /* --exclude and --include in the order given */
    size_t glob_count, glob_capacity;
    bool no_ignore, hidden;
    const char *files_from;
    bool null_separated;
    uint64_t max_file_bytes;

    unsigned jobs; /* 0: as many as the machine gives */
    uint64_t max_memory_bytes;
    unsigned max_seconds; /* 0: no limit */
    enum parser_choice parser;
    struct keeper_options keep;
    bool repair;
    enum stats_form stats;
    enum fail_on fail_on;
    bool quiet;

    struct format_choice *formats;
    size_t format_count, format_capacity;
    const char *output;
    enum when colour, progress;
    unsigned top;

    struct texts configs; /* --config: files and "key = value" */
    bool isolated;
    struct option_said *said; /* what came from the command line */
    size_t said_count, said_capacity;
    const struct configuration *configuration; /* NULL: the command has none */

    bool list;

    const char *profile, *only, *sort, *by, *diff_profile; /* of metrics */
    struct texts minima;                                   /* "M=N" */
    const char *rows;   /* a number; NULL: as many as the format likes */
    const char *metric; /* of explain */

    const char *within, *name; /* of find: below the root; a glob for names */
    bool count, files_only, explain;

    bool origin, force; /* of config */

    struct texts source_roots; /* of what looks at imports */
    const char *python;        /* "3.11" */
    const char *kinds;         /* of imports: "load,typing" */
    const char *granularity, *package;
    bool external, transitive, all_shortest;
    unsigned depth;     /* 0: not said */
    unsigned max_nodes; /* of a picture */
    struct texts contracts;
    const char *tree, *since, *computed; /* of impact and tests */
    bool staged;
    struct texts file_policies; /* "GLOB=EFFECT" */
    unsigned most_percent;      /* of tests */

    const char *record;              /* of scan: a night's name */
    bool with_state;                 /* of cache */
    const char *state, *now, *times; /* of the index: see indexed.h */
    bool no_index;                   /* of explain */
    struct texts coverage;           /* reports */
    struct texts no_tests;           /* globs */
    const char *high_impact, *impact_weights, *health_points;
    unsigned stale_days, churn_days, low_coverage;
    const char *category, *language, *path_glob, *owner; /* of query */
    unsigned capacity;                                   /* of report sprint */
    unsigned folder_depth;
    struct texts limits, budgets, rules; /* of check */
    const char *baseline;
    bool update_baseline, no_baseline;

    bool help, version;
    const char *completions;
};

enum option_kind {
    OPTION_FLAG,   /* sets a bool */
    OPTION_TEXT,   /* const char * */
    OPTION_NUMBER, /* unsigned */
    OPTION_SIZE,   /* uint64_t; "64M" */
    OPTION_CALL,   /* calls `set` */
    OPTION_LIST,   /* calls `set` for each value that is given */
    OPTION_TEXTS,  /* struct texts: adds each value that is given */
};

struct option_spec {
    const char *name; /* without dashes; NULL ends a table */
    char letter;      /* or 0 */
    enum option_kind kind;
    const char *value; /* "GLOB", "text|json"; NULL takes none */
    size_t offset;     /* in struct settings */
    bool (*set)(struct settings *settings, const char *value, struct err *e);
    const char *help;
    enum config_scope scope; /* who else may say it, besides the prompt */
};

/* An option as it was given. */
struct option_said {
    const struct option_spec *spec;
    const char *value; /* NULL of a flag */
};

extern const struct option_spec options_rules[];  /* which files are in */
extern const struct option_spec options_walk[];   /* which files are looked at */
extern const struct option_spec options_run[];    /* how they are analysed */
extern const struct option_spec options_config[]; /* which configuration holds */
extern const struct option_spec options_store[];  /* where things are kept */
extern const struct option_spec options_reuse[];  /* what of that a run uses */
extern const struct option_spec options_output[]; /* which reports */
extern const struct option_spec
    options_place[]; /* where an answer goes, and its colours */
extern const struct option_spec options_scan[];      /* of scan alone */
extern const struct option_spec options_imports[];   /* what imports mean */
extern const struct option_spec options_contracts[]; /* of graph, check, scan, diff */
extern const struct option_spec options_gates[];     /* of check, scan, diff */
extern const struct option_spec options_index[];     /* what records are made of */
extern const struct option_spec options_state[];     /* of these, where the state is */
extern const struct option_spec options_common[];    /* of every command */

/* What nobody says at the prompt comes from the environment: CAMBIUM_STORE. */
void settings_init(struct settings *s);
void settings_release(struct settings *s);

/* What was said of the walk; borrows from *s. */
struct discover_options settings_walk(const struct settings *s);

/* Reads argv[1..] by these tables. What is no option becomes an operand. */
bool options_parse(struct settings *s, const struct option_spec *const *tables, int argc,
                   char **argv, struct err *e);

/* Gives the option a value, as the prompt does; of a flag "true" or "false". */
bool option_set(struct settings *s, const struct option_spec *spec, const char *value,
                struct err *e);

/* For tables of commands that take these in a way of their own. */
bool option_format_add(struct settings *s, const char *value, struct err *e);
bool option_parser_set(struct settings *s, const char *value, struct err *e);

/* "10", "64K", "1.5G", with an optional B or iB; powers of 1024. */
bool size_parse(const char *text, uint64_t *bytes, struct err *e);

#endif
