/* file.h - what the scan says of one thing that it found.
 *
 * Everything discovered is one record, with exactly one outcome; nothing
 * disappears. Records and what they point to live as long as the result. */
#ifndef CAMBIUM_SCAN_FILE_H
#define CAMBIUM_SCAN_FILE_H

#include "engine/base/hash.h"
#include "engine/base/slice.h"
#include "engine/facts/facts.h"
#include "engine/scan/reason.h"
#include "parsers/language.h"

enum file_outcome { FILE_ANALYSED, FILE_SKIPPED, FILE_FAILED };

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
    const struct facts *facts; /* of a parsed language, else NULL */
    const void *visit;         /* what the run's visitor made of it, or NULL */
    const char *difference;    /* two parsers gave two trees: how; else NULL */
};

#endif
