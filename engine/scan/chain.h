/* chain.h - which rules are in force in a directory, and what they say.
 *
 * A directory inherits the chain of the one above it and adds a link for each
 * ignore file of its own, so nothing is read or compiled twice and siblings
 * share. Who wins, from the strongest down; within a source the last rule:
 *
 *   1. --exclude and --include, in the order given
 *   2. .cambiumignore files, the nearest first
 *   3. .gitignore files, the nearest first, then .git/info/exclude
 *   4. the built-in exclusions
 *   5. hidden: a name that begins with a dot
 *
 * A '!' rule of an ignore file brings back what weaker rules of ignore files
 * exclude. What 4 or 5 would exclude it brings back only if it names it, that
 * is, if its last component has no wildcard: "!venv" and "!.github" do, and a
 * "!*" doesn't open .git and every cache.
 *
 * A directory with a .git in it is a work tree of its own: .gitignore rules
 * from above it end there, as they do in git. Rules of 1, 2, 4 and 5 go on.
 * git's user-wide file (core.excludesFile) is not obeyed: a report must not
 * depend on who makes it. .git/info/exclude is read where .git is a directory;
 * a .git file points out of the tree and is not followed.
 *
 * Links are immutable and live in the arena that they were made in. */
#ifndef CAMBIUM_SCAN_CHAIN_H
#define CAMBIUM_SCAN_CHAIN_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/rules/ignore.h"
#include "engine/scan/reason.h"

#include <stdbool.h>
#include <stddef.h>

/* Length of all wildcard rules in force at one place: what bounds the time of
 * one look at one path. Ordinary trees have under 4 KiB. */
#define CHAIN_WILD_MAX_BYTES ((size_t)64 * 1024)

struct link {
    const struct rules *rules;
    size_t base_bytes; /* so much of a full path is above the place of the rules */
    const struct link *above;
};

/* All zero: nothing is in force. A value: copy it and extend the copy. */
struct chain {
    const struct link *own, *git;
    size_t wild_bytes;
};

/* What holds everywhere. */
struct chain_policy {
    const struct rules *options, *built_in; /* either may be NULL */
    size_t root_bytes;                      /* so much of a full path is above the root */
    bool hidden;                            /* hidden entries are let in */
    bool no_ignore;                         /* ignore files are not read */
};

/* `reason` is REASON_NONE for what is let in. `rule` is the one that decided,
 * `rules` where it stands; both NULL if none did. */
struct verdict {
    enum reason reason;
    const struct rule *rule;
    const struct rules *rules;
};

/* Names that change the chain. */
enum chain_mark { MARK_OWN = 1, MARK_GITIGNORE = 2, MARK_GIT = 4 };

/* An ignore file that could not be obeyed. */
struct chain_fault {
    struct slice path;
    enum reason reason;
    struct err err;
    enum chain_mark mark;
    struct chain_fault *next;
};

/* 0 if the name is none of them. */
unsigned chain_mark_of(struct slice name);

/* Asks for each of them, where no listing is at hand. */
unsigned chain_marks_in(int fd);

/* Adds what a directory's own files say. `fd` is the directory, `marks` what is
 * in it, `path` its full path ending in '/' or empty, `shown` the same as
 * reports show it (below the root). A file that is absent, or no regular file,
 * says nothing. Returns faults, from the arena, or NULL. */
struct chain_fault *chain_enter(struct chain *chain, int fd, unsigned marks,
                                struct slice path, struct slice shown,
                                struct arena *lasting);

/* What is said of one entry; `path` is its full path. */
struct verdict chain_judge(const struct chain *chain, const struct chain_policy *policy,
                           const struct ignore_name *name, struct slice path);

#endif
