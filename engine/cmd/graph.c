#include "engine/cmd/graph.h"

#include "engine/base/memory.h"
#include "engine/base/suggest.h"
#include "engine/cmd/destinations.h"
#include "engine/cmd/impacts.h"
#include "engine/cmd/question.h"

#include <stdlib.h>

static const struct graph_verb *const verbs[] = {
    &graph_edges,  &graph_deps,  &graph_rdeps,     &graph_path,
    &graph_cycles, &graph_stats, &graph_contracts, &graph_impact,
};

enum { VERBS = sizeof verbs / sizeof *verbs };

static const struct graph_verb *verb_choose(const struct settings *s, struct err *e)
{
    const char *name = s->operand_count ? s->operands[0] : "";

    for (size_t i = 0; i < VERBS; i++) {
        if (strcmp(verbs[i]->name, name) == 0)
            return verbs[i];
    }
    err_set(e, ERR_USAGE, "graph takes a verb, not '%.40s'; one of", name);
    for (size_t i = 0; i < VERBS; i++)
        err_list(e, i, verbs[i]->name);
    return NULL;
}

/* impact takes any number of files, so its tree is an option; others end with PATH. */
static bool takes_any(const struct graph_verb *verb)
{
    return verb->most == UINT32_MAX;
}

static bool operands_split(struct graph_answer *a, struct err *e)
{
    const struct settings *s = a->settings;
    size_t count = s->operand_count - 1;

    a->operands = s->operands + 1;
    a->operand_count = count;
    a->root = s->tree ? s->tree : ".";
    if (takes_any(a->verb))
        return true;
    if (count < a->verb->least || count > a->verb->most + 1)
        return err_set(
            e, ERR_USAGE, "graph %s takes %u name%s and one PATH at most, not %zu",
            a->verb->name, a->verb->most, a->verb->most == 1 ? "" : "s", count);
    if (count > a->verb->most) {
        if (s->tree)
            return err_set(e, ERR_USAGE,
                           "PATH and --tree say the same: give one of them");
        a->root = a->operands[a->verb->most];
        a->operand_count = a->verb->most;
    }
    return true;
}

static bool answer_prepare(struct graph_answer *a, struct destinations *destinations,
                           struct err *e)
{
    a->verb = verb_choose(a->settings, e);
    if (!a->verb || !operands_split(a, e))
        return false;
    a->kinds = a->verb->kinds;
    if (a->settings->kinds && !kinds_read(a->settings->kinds, &a->kinds, e))
        return false;
    if (takes_any(a->verb)) {
        a->changes = arena_new(&a->memory, struct changes);
        if (!changes_read(a->changes, a->settings, a->root, a->operands, a->operand_count,
                          e))
            return false;
    }
    return top_read(a->settings, &a->rows, e) &&
           destinations_choose(destinations, a->settings, a->verb->formats, e) &&
           destinations_open(destinations, a->settings, e);
}

static enum status answer_give(struct graph_answer *a, struct destinations *destinations)
{
    struct imports imports;
    struct import_options asked = {0};
    enum status status, closed;
    struct err err;

    if (a->changes)
        asked.ghosts = changes_ghosts(a->changes, &asked.ghost_count);
    if (!imports_open(&imports, a->settings, a->root, &asked, 0, &status))
        return status;
    a->graph = &imports.graph;
    status = STATUS_DONE;
    if (!a->verb->find(a, &err)) {
        if (a->failed == STATUS_DONE)
            say("%s", err.message);
        status = a->failed == STATUS_DONE ? STATUS_USAGE : a->failed;
    } else {
        /* A verb may have handed over to another one of the same formats. */
        if (!destinations_write(destinations, a->settings, a->verb->give, a))
            status = STATUS_FATAL;
        else if (a->findings)
            status = STATUS_FINDINGS;
        a->verb->release(a);
    }
    closed = imports_close(&imports, a->settings);
    return status == STATUS_DONE ? closed : status;
}

static enum status graph_command(struct settings *s)
{
    struct graph_answer answer = {.settings = s};
    struct destinations destinations = {0};
    enum status status = STATUS_USAGE;
    struct err err;

    if (answer_prepare(&answer, &destinations, &err))
        status = answer_give(&answer, &destinations);
    else
        say("%s", err.message);
    destinations_drop(&destinations);
    if (answer.changes)
        changes_release(answer.changes);
    arena_release(&answer.memory);
    return status;
}

/* The folder that is looked at, if the verb is one. */
static const char *graph_root(const struct settings *s)
{
    struct graph_answer a = {.settings = s};

    if (!s->operand_count || !(a.verb = verb_choose(s, NULL)) ||
        !operands_split(&a, NULL))
        return s->tree ? s->tree : ".";
    return a.root;
}

static const struct option_spec options_graph[] = {
    {"kinds", 0, OPTION_TEXT, "KIND,...", offsetof(struct settings, kinds), NULL,
     "which imports count: load, optional, star, function, typing, dynamic (together: "
     "written), reexport, ancestor, all",
     CONFIG_TREE},
    {"granularity", 'g', OPTION_TEXT, "file|module|package|top-level",
     offsetof(struct settings, granularity), NULL,
     "of edges: between what (default: module)", CONFIG_TREE},
    {"package", 0, OPTION_TEXT, "NAME", offsetof(struct settings, package), NULL,
     "of edges: only those that leave it or what is in it", CONFIG_PROMPT},
    {"profile", 'p', OPTION_TEXT, "native|grimp", offsetof(struct settings, profile),
     NULL, "of edges: by our rules, or by those of grimp 2.5", CONFIG_PROMPT},
    {"external", 0, OPTION_FLAG, NULL, offsetof(struct settings, external), NULL,
     "of edges: also imports that lead out of the tree, and those that lead nowhere",
     CONFIG_PROMPT},
    {"transitive", 't', OPTION_FLAG, NULL, offsetof(struct settings, transitive), NULL,
     "of deps, rdeps: at any distance", CONFIG_PROMPT},
    {"depth", 0, OPTION_NUMBER, "N", offsetof(struct settings, depth), NULL,
     "of deps, rdeps, impact: up to that distance", CONFIG_PROMPT},
    {"all-shortest", 0, OPTION_FLAG, NULL, offsetof(struct settings, all_shortest), NULL,
     "of path: all shortest ones, up to --top (default 100)", CONFIG_PROMPT},
    {"by", 0, OPTION_TEXT, "module|package|class", offsetof(struct settings, by), NULL,
     "of stats: what a row is (default: package)", CONFIG_PROMPT},
    {"top", 0, OPTION_TEXT, "N", offsetof(struct settings, rows), NULL,
     "so many rows or ways; 0: all", CONFIG_PROMPT},
    {"max-nodes", 0, OPTION_NUMBER, "N", offsetof(struct settings, max_nodes), NULL,
     "of dot and mermaid: names are cut until no more are left (default 60; 0: any)",
     CONFIG_TREE},
    {"format", 'f', OPTION_LIST, "text|json|ndjson|csv|dot|mermaid[=FILE]", 0,
     option_format_add, "what to write, and where; may be repeated", CONFIG_PROMPT},
    {0},
};

const struct option_spec options_contracts[] = {
    {"contract", 0, OPTION_TEXTS, "RULE", offsetof(struct settings, contracts), NULL,
     "of contracts: a rule to check, like 'layers: web > api > db'; may be repeated",
     CONFIG_TREE},
    {0},
};

const struct command command_graph = {
    .name = "graph",
    .operands = "VERB [NAME...] [PATH]",
    .summary =
        "Who imports whom: edges, ways, cycles, contracts, and what a change affects.",
    .details =
        "  edges                 each import that leads to a module of the tree, and "
        "where\n"
        "  deps MODULE           what it imports; --transitive, --depth N\n"
        "  rdeps MODULE          what imports it\n"
        "  path A B              the shortest way from A to B, with the place of each "
        "step\n"
        "  cycles                strongly connected components, their shortest cycles, "
        "and\n"
        "                        the cheapest imports to cut\n"
        "  stats                 fan-in, fan-out, instability, depth; --by "
        "module|package|"
        "class\n"
        "  contracts             checks the rules of graph.contract; status 1 if one is "
        "broken\n"
        "  impact [FILE...]      what a change of these files affects, and why; or "
        "--since "
        "REF,\n"
        "                        --staged, or '-': paths on standard input\n\n"
        "A MODULE is a dotted name or the path of a file. Nothing is run or imported: "
        "roots "
        "are\n"
        "found in project files and by what imports would resolve (`cambium config "
        "doctor` "
        "says\n"
        "how), and every import ends at a module, in the standard library, at a third "
        "party "
        "or\n"
        "unresolved with a reason. Kinds: load (when the file is loaded), optional (in "
        "try/"
        "except\n"
        "ImportError), star, function, typing (under TYPE_CHECKING), dynamic "
        "(import_module), and\n"
        "besides what is written: reexport (where a name that a package hands on is "
        "defined)\n"
        "and ancestor (the package that a module lies in).",
    .examples =
        "  cambium graph edges src -f ndjson\n"
        "  cambium graph edges src --granularity package -f mermaid\n"
        "  cambium graph rdeps shop.cart.model --transitive\n"
        "  cambium graph path shop.api django.db\n"
        "  cambium graph cycles --kinds load\n"
        "  cambium graph contracts --contract 'forbidden: shop.core -> shop.web'\n"
        "  cambium graph impact --since main\n",
    .options =
        (const struct option_spec *const[]){
            options_graph, options_contracts, options_changes, options_imports,
            options_place, options_rules, options_walk, options_run, options_store,
            options_reuse, options_config, options_common, NULL},
    .run = graph_command,
    .root = graph_root,
};
