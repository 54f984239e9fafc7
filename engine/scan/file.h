/* file.h - what the scan says of one thing that it found.
 *
 * Everything discovered is one record, with exactly one outcome; nothing
 * disappears. Records and what they point to live as long as the result. */
#ifndef CAMBIUM_SCAN_FILE_H
#define CAMBIUM_SCAN_FILE_H

#include "engine/base/hash.h"
#include "engine/base/slice.h"
#include "engine/facts/facts.h"
#include "engine/facts/measures.h"
#include "engine/scan/reason.h"
#include "engine/scan/state.h"
#include "parsers/language.h"

struct row;

enum file_outcome { FILE_ANALYSED, FILE_SKIPPED, FILE_FAILED };

/* Where what is said of a file came from; the list is sources.def. Never part of a
 * report: reports are the same bytes whatever was kept. */
enum file_source {
#define SOURCE(constant, name, text) SOURCE_##constant,
#include "engine/scan/sources.def"
#undef SOURCE
    FILE_SOURCES,
};

const char *file_source_name(enum file_source source); /* "same_content" */
const char *file_source_text(enum file_source source); /* a sentence's end */

/* The parse was saved. */
static inline bool file_source_is_hit(enum file_source source)
{
    return source >= SOURCE_UNCHANGED && source <= SOURCE_TREE;
}

struct file {
    struct slice path; /* below the root, bytes, parts joined by '/' */
    enum file_outcome outcome;
    enum reason reason;  /* why skipped or failed; REASON_NONE when analysed */
    const char *detail;  /* a sentence about a failure or a partial file, or NULL */
    uint32_t error_line; /* of a partial file; 0 is none */
    bool partial;        /* analysed, but there is an error in it */
    uint64_t bytes;      /* as read; 0 unless analysed */
    struct content_key key;
    const struct language *language; /* NULL: not one we know */
    struct line_counts lines;
    const struct facts *facts;       /* of a parsed language, else NULL */
    const struct measures *measures; /* if the run wants any, and there are facts */
    const void *visit;               /* what the run's visitor made of it, or NULL */
    const char *difference;          /* two parsers gave two trees: how; else NULL */

    /* For the next run: */
    enum file_source source;
    struct file_state state; /* when it was read; zeros if it wasn't */
    const struct row *row;   /* the snapshot's, if all of this is just what it says */
};

#endif
