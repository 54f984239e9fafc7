#include "engine/cmd/cache.h"

#include "engine/base/buf.h"
#include "engine/scan/keeper.h"

#include <string.h>

static const struct verb {
    const char *name;
    cache_verb *run;
    bool names_file; /* FILE comes before PATH */
    bool changes;    /* the store */
    bool makes;      /* it if it isn't there */
} verbs[] = {
    {.name = "stats", .run = cache_stats},
    {.name = "verify", .run = cache_verify},
    {.name = "gc", .run = cache_gc, .changes = true},
    {.name = "clear", .run = cache_clear, .changes = true},
    {.name = "export", .run = cache_export, .names_file = true},
    {.name = "import",
     .run = cache_import,
     .names_file = true,
     .changes = true,
     .makes = true},
};

static const struct verb *verb_choose(const struct settings *s, struct err *e)
{
    const char *name = s->operand_count ? s->operands[0] : "";

    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        size_t least = verbs[i].names_file ? 2 : 1;

        if (strcmp(verbs[i].name, name) != 0)
            continue;
        if (s->operand_count < least)
            err_set(e, ERR_USAGE, "cache %s needs a FILE", name);
        else if (s->operand_count > least + 1)
            err_set(e, ERR_USAGE, "cache %s takes %sone PATH, not %zu", name,
                    verbs[i].names_file ? "a FILE and " : "", s->operand_count - least);
        else if (s->repair && verbs[i].run != cache_verify)
            err_set(e, ERR_USAGE, "--repair belongs to cache verify");
        else if (s->with_state && !verbs[i].names_file)
            err_set(e, ERR_USAGE, "--with-state belongs to cache export and import");
        else
            return &verbs[i];
        return NULL;
    }
    err_set(e, ERR_USAGE,
            "cache takes one of stats, verify, gc, clear, export, import, not '%.60s'",
            name);
    return NULL;
}

/* As a scan would open it. What isn't there is not made only to say so. */
static bool store_open_for(struct cache *c, const struct verb *verb, struct err *e)
{
    struct keeper_options keep = c->settings->keep;

    keep.read_only = !verb->makes;
    c->store = keeper_store_open(&keep, c->discover);
    if (!c->store)
        return err_set(e, ERR_USAGE, "a single file has no store: say --store FOLDER");
    if (store_is_off(c->store, e))
        return false;
    if (!keep.read_only || !(verb->changes || c->settings->repair))
        return true;
    store_close(c->store, NULL, NULL);
    keep.read_only = false;
    c->store = keeper_store_open(&keep, c->discover);
    return !store_is_off(c->store, e);
}

/* A store of which a part is not used still does its work. */
static enum status verb_run(struct cache *c, const struct verb *verb)
{
    enum status status = verb->run(c);
    struct err trouble;

    store_close(c->store, NULL, &trouble);
    c->store = NULL;
    if (trouble.code != ERR_NONE)
        say("the store: %s", trouble.message);
    return status;
}

static void place_name(const struct settings *s, const char *root, struct buf *place)
{
    if (s->keep.store)
        buf_add_text(place, s->keep.store);
    else if (strcmp(root, ".") == 0)
        buf_add_text(place, ".cambium/cache");
    else
        buf_add_format(place, "%s/.cambium/cache", root);
    *buf_reserve(place, 1) = '\0';
}

static const char *cache_root(const struct settings *s)
{
    size_t at = 1;

    for (size_t i = 0; s->operand_count && i < sizeof verbs / sizeof *verbs; i++) {
        if (strcmp(verbs[i].name, s->operands[0]) == 0)
            at += verbs[i].names_file;
    }
    return s->operand_count > at ? s->operands[at] : ".";
}

static enum status verb_start(const struct settings *s, const struct verb *verb)
{
    const char *root = cache_root(s);
    struct discover_options walk = settings_walk(s);
    struct cache c = {.settings = s, .file = verb->names_file ? s->operands[1] : NULL};
    struct buf place = {0};
    enum status status = STATUS_USAGE;
    struct err err;

    /* Nothing is walked, so this may be run in the store's own folder. */
    walk.own_folder = walk.state_folder = NULL;
    place_name(s, root, &place);
    c.place = place.data;
    c.discover = discover_open(root, &walk, &err);
    if (!c.discover)
        say("%s: %s", root, err.message);
    else if (!store_open_for(&c, verb, &err))
        say("the store: %s", err.message);
    else
        status = verb_run(&c, verb);
    if (c.store)
        store_close(c.store, NULL, NULL);
    discover_close(c.discover);
    buf_release(&place);
    return status;
}

static enum status cache_command(struct settings *s)
{
    const struct verb *verb;
    struct err err;

    if ((verb = verb_choose(s, &err)) && answer_format_check(s, &err))
        return verb_start(s, verb);
    say("%s", err.message);
    return STATUS_USAGE;
}

static const struct option_spec options_cache[] = {
    {"repair", 0, OPTION_FLAG, NULL, offsetof(struct settings, repair), NULL,
     "of verify: drop what is damaged, make lost indexes anew", CONFIG_PROMPT},
    {"with-state", 0, OPTION_FLAG, NULL, offsetof(struct settings, with_state), NULL,
     "of export and import: the history, coverage and all else in --state, too",
     CONFIG_PROMPT},
    {"format", 'f', OPTION_LIST, "text|json", 0, option_format_add, "how to say it",
     CONFIG_PROMPT},
    {0},
};

const struct command command_cache = {
    .name = "cache",
    .operands = "VERB [FILE] [PATH]",
    .summary = "Look after what is kept between runs.",
    .details =
        "The store is the one that a scan of PATH (default: the current folder) uses.\n\n"
        "  stats        what there is: entries and bytes by kind, disk, limit\n"
        "  verify       read and decode all of it, name what is damaged; status 1 if\n"
        "               anything is. --repair mends\n"
        "  gc           remove what is dead, merge packs, evict down to --store-max\n"
        "  clear        remove all that this version can have written; nothing else\n"
        "  export FILE  write the project's last run, with the trees and facts of its\n"
        "               files, to FILE; --project and what decides which files are in\n"
        "               (--exclude, --include, --hidden, --no-ignore) as for its scan\n"
        "  import FILE  add such a file to the store\n\n"
        "What is imported is believed: take files only from people whom you would let\n"
        "write to your store. Of a damaged file what comes before the damage is kept.\n"
        "--with-state never loses what is there: nights that are there already are "
        "passed\n"
        "over, others appended; any other ledger that is there stays as it is.",
    .examples = "  cambium cache stats\n"
                "  cambium cache verify --repair src\n"
                "  cambium cache gc --store-max 2G --store ~/.cache/cambium\n"
                "  cambium cache export nightly.cambium . --project app\n"
                "  cambium cache import nightly.cambium ~/src/app --project app\n"
                "  cambium cache export worker.cambium --with-state\n",
    .options =
        (const struct option_spec *const[]){options_cache, options_state, options_place,
                                            options_store, options_rules, options_config,
                                            options_common, NULL},
    .run = cache_command,
    .root = cache_root,
};
