/* impact.h - what a change of some files affects.
 *
 * A changed file of a module affects that module, and a module that imports an affected one, in any
 * of the kinds that count, is affected. What else a file may mean (data, configuration) is decided
 * by a table: see file_policy. A module that imports by a computed name may import anything: it
 * counts as affected if something near it is (see widen). Each affected module knows one
 * shortest chain to a reason.
 *
 * All of it is decided by paths and facts; nothing is run. */
#ifndef CAMBIUM_IMPACT_IMPACT_H
#define CAMBIUM_IMPACT_IMPACT_H

#include "engine/graph/reach.h"
#include "engine/imports/import_graph.h"
#include "engine/rules/glob.h"

/* What the change of a file that is no module affects. */
enum file_effect {
    EFFECT_NONE,   /* nothing: documentation */
    EFFECT_FOLDER, /* the modules beside it; if there are none, those of the folder above,
                    * ...; at the top of the tree everything */
    EFFECT_ALL,    /* everything: how tests run, what is installed */
};

struct file_policy {
    const char *glob; /* of a name, or of a path if there is a '/' in it */
    enum file_effect effect;
};

/* What holds if nobody says anything: the last that matches; else EFFECT_FOLDER. */
extern const struct file_policy file_policies[];
extern const size_t file_policy_count;

/* How far a computed import reaches. */
enum widen {
    WIDEN_NONE,
    WIDEN_PACKAGE, /* to what has the same first name */
    WIDEN_ALL,
};

/* Why a module is affected although none that it imports is. */
enum cause {
    CAUSE_CHANGED,  /* a file of it changed */
    CAUSE_DELETED,  /* the file is gone */
    CAUSE_FILE,     /* a file beside it changed */
    CAUSE_COMPUTED, /* it imports by a computed name */
};

struct impact_start {
    uint32_t module;
    enum cause cause;
    uint32_t
        file; /* number of the changed file; of CAUSE_COMPUTED the first changed one */
};

struct impact_change {
    struct slice path;
    bool deleted;
};

struct impact_options {
    uint8_t kinds;
    uint32_t depth;
    enum widen widen;
    const struct file_policy
        *policies; /* before the built-in ones; the last that matches */
    size_t policy_count;
};

struct impact {
    const struct import_graph *graph;
    struct impact_start *starts; /* by module, each once; CAUSE_CHANGED before others */
    size_t start_count, start_capacity;
    bool all;           /* a file with EFFECT_ALL changed */
    uint32_t all_file;  /* which */
    struct reach reach; /* backwards from the starts */
    struct reach_question question;
    uint32_t *start_modules;
    size_t ignored; /* changed files without effect */
};

/* Borrows the graph. False and *e: a glob of a policy is none. */
bool impact_find(struct impact *im, const struct import_graph *g,
                 const struct impact_change *changes, size_t change_count,
                 const struct impact_options *options, struct err *e);
void impact_release(struct impact *im);

/* The start that a chain from that module ends at; NULL: it isn't affected. */
const struct impact_start *impact_reason(const struct impact *im, uint32_t module);

/* The next module of its chain, or GRAPH_NONE at the end. */
uint32_t impact_next(const struct impact *im, uint32_t module);

const char *cause_text(enum cause cause);

#endif
