/* ignore.h - the rules of one source: an ignore file, the options, a list.
 *
 * The last rule that matches decides. A rule without a '/' (but at its end)
 * looks at the name alone; any other at the whole path below the place that
 * its source speaks for. '!' in front brings back what a rule before excluded,
 * '/' at the end means directories only. Lines are read as git reads them:
 * comments, escapes, spaces at the end, CR LF, a byte order mark.
 *
 * Rules are kept so that a name costs two look-ups in a table, by the name and
 * by its extension; only rules that end in a wildcard are tried one by one.
 * Those are the ones that hostile input could make slow, so wild_bytes counts
 * their length for callers to limit.
 *
 * Immutable once made, for any number of threads; lives in its arena, which
 * must hold the text as well. */
#ifndef CAMBIUM_RULES_IGNORE_H
#define CAMBIUM_RULES_IGNORE_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/base/slice.h"
#include "engine/rules/glob.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IGNORE_FILE_MAX_BYTES ((size_t)1024 * 1024)
#define IGNORE_LINE_MAX_BYTES ((size_t)4096)

struct rule {
    struct glob glob;
    struct slice text; /* as it was written, without spaces at the end */
    uint32_t line;     /* from 1 on; of an option, which one it is */
    uint32_t next;     /* an earlier rule under the same key, from 1 on; 0: none */
    bool negated, directory_only, by_name;
};

struct ignore_slot;

struct rules {
    struct slice source; /* path below the root, or a name like "built-in" */
    int reason;          /* what is said of a file that they exclude: the caller's word */
    struct rule *rules;
    uint32_t count;
    uint32_t *wild; /* the rules that are in no table, in order */
    uint32_t wild_count;
    size_t wild_bytes;
    struct ignore_slot *slots; /* a power of two, or none */
    size_t slot_count;
};

/* What rules are asked about. */
struct ignore_name {
    struct slice bytes; /* the last component of the path */
    uint64_t key, extension_key;
    bool directory;
};

/* One rule given by itself: `text` has no '!' and keeps all its spaces. */
struct ignore_pattern {
    struct slice text;
    bool negated;
};

struct ignore_name ignore_name_of(struct slice name, bool directory);

/* Reads an ignore file. Lines that can match nothing are left out, as git does.
 * NULL: the text or a line of it is over its limit. */
const struct rules *ignore_parse(struct slice text, struct slice source, int reason,
                                 struct arena *a, struct err *e);

/* NULL: a pattern is too long or can match nothing, and *e says which. */
const struct rules *ignore_list(const struct ignore_pattern *patterns, size_t count,
                                struct slice source, int reason, struct arena *a,
                                struct err *e);

/* The rule that decides about a path below the place of the rules, or NULL. */
const struct rule *ignore_match(const struct rules *rules, const struct ignore_name *name,
                                struct slice path);

/* Does the rule name what it matches, rather than match it by a wildcard in the
 * last component? "!venv/" means venv; "!*" hardly does. */
static inline bool rule_names_it(const struct rule *rule)
{
    return rule->glob.whole;
}

#endif
