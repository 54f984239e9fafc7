/* owner_rules.h - what CODEOWNERS says, between those who read it and those who ask.
 *
 * owners_parse.c fills it, owner_table.c sorts it so that a path finds its rules, owners.c asks. */
#ifndef CAMBIUM_INDEX_OWNER_RULES_H
#define CAMBIUM_INDEX_OWNER_RULES_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/base/slice.h"
#include "engine/index/owners.h"
#include "engine/rules/glob.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* By what a rule is found. */
enum owner_key {
    OWNER_KEY_PATH,      /* the path itself */
    OWNER_KEY_FOLDER,    /* the plain folder that its wildcards begin in */
    OWNER_KEY_NAME,      /* the last component */
    OWNER_KEY_EXTENSION, /* the end of that */
    OWNER_KEY_NONE,      /* it is always tried */
    OWNER_KEYS,
};

struct owner_rule {
    struct glob glob;
    struct slice text; /* the pattern, for messages */
    struct slice key;  /* by which it is found */
    enum owner_key kind;
    uint32_t line;
    uint32_t section, list;
    uint32_t next;       /* an earlier rule of the same key, from 1; 0: none */
    bool by_name;        /* the glob is one of names, else of paths */
    bool files, folders; /* what it may match; a folder stands for all below it */
    bool excludes;       /* GitLab's ! */
};

/* Owners of a line, or of a section. */
struct owner_list {
    uint32_t first, count; /* in owners.numbers */
};

struct owner_slot {
    uint64_t key;
    uint32_t last;  /* rule, from 1; 0: the slot is free */
    uint32_t bytes; /* of its rules' patterns */
};

struct owners {
    const char *file;
    struct owner_rule *rules; /* in the order of the file */
    uint32_t rule_count, section_count;
    struct owner_list *lists;
    uint32_t *numbers;
    struct slice *names; /* of owners, in order of bytes */
    size_t name_count;

    struct owner_slot *slots; /* a power of two */
    size_t slot_count;
    uint32_t last[OWNER_KEYS]; /* is there a rule of that kind? Of NONE the last one */

    struct owners_fault *faults;
    size_t fault_count, fault_total;
    struct arena memory; /* of all of it */
};

/* False and *e: too many rules would have to be tried one by one. */
bool owner_table_make(struct owners *o, struct err *e);

/* The last rule that is found by that, from 1; 0: there is none. */
uint32_t owner_table_last(const struct owners *o, enum owner_key kind, uint64_t hash);

/* The end of a name from its last dot on; empty if it has none. */
struct slice owner_extension(struct slice name);

#endif
