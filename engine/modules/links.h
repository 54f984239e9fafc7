/* links.h - what imports turned out to mean, one link for each name that is imported.
 *
 * A list of links is a value that merges: the all zero list is the identity, links_merge is
 * associative, and because links are kept in the order of files, imports, modules, kinds and names, the
 * result doesn't depend on how files were spread over lists (law 8).
 *
 * Numbers on disk: kinds, ends and reasons never change their meaning. */
#ifndef CAMBIUM_MODULES_LINKS_H
#define CAMBIUM_MODULES_LINKS_H

#include "engine/graph/edges.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* When an import takes effect, and how we know: bits, as edges have them. The first six are
 * imports as they are written, with import_kind's words (facts.h). */
enum link_kind {
    LINK_LOAD = 1,
    LINK_OPTIONAL = 2,
    LINK_STAR = 4,
    LINK_FUNCTION = 8,
    LINK_TYPING = 16,
    LINK_DYNAMIC = 32,
    LINK_REEXPORT = 64,  /* where the name that a package hands on is defined */
    LINK_ANCESTOR = 128, /* the package that a module lies in, which is loaded first */
    LINK_WRITTEN = 63,
    LINK_AT_LOAD = LINK_LOAD | LINK_OPTIONAL | LINK_STAR, /* when the file is loaded */
    LINK_ALL = 255,
};

#define LINK_KINDS 8

const char *link_kind_name(uint8_t kind);           /* "load": of one bit */
bool link_kind_of(const char *name, uint8_t *kind); /* and "all", "written" */

/* How an import ends. */
enum link_end {
    END_MODULE = 0,     /* at a module of the tree */
    END_NAMESPACE = 1,  /* at a folder of the tree that has no file of its own */
    END_COMPILED = 2,   /* at an extension module of the tree */
    END_STANDARD = 3,   /* in the standard library */
    END_DECLARED = 4,   /* at a distribution that a project file declares */
    END_UNDECLARED = 5, /* somewhere else that isn't in the tree */
    END_UNRESOLVED = 6, /* nowhere */
    END_COUNT,
};

const char *link_end_name(uint8_t end);

/* Why nowhere; what else is to be said of a link. */
enum link_reason {
    REASON_PLAIN = 0,
    REASON_NO_MODULE = 1, /* the package is in the tree, this module of it isn't */
    REASON_BEYOND = 2,    /* more dots than there are packages around */
    REASON_COMPUTED = 3,  /* the name is known only when the program runs */
    REASON_SEVERAL = 4,   /* of several roots that have the name the nearest was taken */
    REASON_VOTED = 5,     /* the root was found by a vote */
    REASON_STAR = 6,      /* the name comes through a star import */
    REASON_OTHER_PYTHON = 7, /* standard in other versions than the project's */
};

const char *link_reason_text(uint8_t reason);

/* Is it likely only? A reason in a link that ends somewhere says so. */
static inline bool link_is_likely(uint8_t end, uint8_t reason)
{
    return end != END_UNRESOLVED && reason != REASON_PLAIN;
}

#define LINK_WHOLE UINT32_MAX /* the module itself, no name of it */

struct import_link {
    uint32_t file;   /* that imports */
    uint32_t import; /* of its facts; LINK_WHOLE of an ancestor, which nobody writes */
    uint32_t name;   /* of the import, or LINK_WHOLE */
    uint32_t to;     /* a module, or GRAPH_NONE */
    uint8_t kind, end, reason;
    bool inner; /* the name is that of the module itself, not of something in it */
};

struct links {
    struct import_link
        *items; /* by file, import, to, kind, name once the list is closed */
    size_t count, capacity;
    bool closed;
};

void links_add(struct links *list, struct import_link link);
void links_close(struct links *list);

/* Moves all of `from` into `into`; `from` is the identity afterwards. Both are closed, and so
 * is the result. Linear time. */
void links_merge(struct links *into, struct links *from);
void links_release(struct links *list);

/* The first link of that file or of a later one. */
size_t links_of_file(const struct links *list, uint32_t file);

/* Adds an edge for each statement and each module that it leads to. `file_modules` is the
 * module of each file. The list must be closed. */
void links_to_edges(const struct links *list, const uint32_t *file_modules,
                    struct edges *edges);

#endif
