/* doctor.h - what is odd about how a tree's imports resolve.
 *
 * Which files no import can name, which modules share a name or hide each other, and what ends
 * nowhere, with what was perhaps meant. */
#ifndef CAMBIUM_IMPORTS_DOCTOR_H
#define CAMBIUM_IMPORTS_DOCTOR_H

#include "engine/imports/import_graph.h"

enum oddity_kind {
    ODD_NAMELESS,   /* a file that no import statement can name */
    ODD_CLASH,      /* two roots have a module of this name */
    ODD_HIDDEN,     /* x.py beside a package x, which goes before it */
    ODD_CASE,       /* differs from another only in its capitals */
    ODD_SHADOW,     /* called like a module of the standard library, at a root */
    ODD_SELF,       /* imports itself */
    ODD_UNRESOLVED, /* an import that ends nowhere */
    ODD_UNDECLARED, /* a third party that no project file declares */
    ODDITY_KINDS,
};

const char *oddity_name(enum oddity_kind kind); /* "nameless" */
const char *oddity_text(enum oddity_kind kind); /* a heading */

struct oddity {
    enum oddity_kind kind;
    struct slice subject; /* a path, a module, what an import says */
    struct slice
        other; /* whom it clashes with or is hidden by, what was meant; or empty */
    struct slice place; /* the file that says so first, or empty */
    uint32_t line;      /* there, or 0 */
    uint32_t count;     /* how often, of imports */
    uint8_t reason;     /* of ODD_UNRESOLVED, a link_reason */
};

struct doctor {
    struct oddity
        *items; /* by kind; imports the most frequent first, others by subject */
    size_t count, capacity;
    struct arena memory;
};

void doctor_look(struct doctor *d, const struct import_graph *g);
void doctor_release(struct doctor *d);

#endif
