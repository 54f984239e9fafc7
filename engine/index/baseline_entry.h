/* baseline_entry.h - a line of a baseline, in memory and as text. */
#ifndef CAMBIUM_INDEX_BASELINE_ENTRY_H
#define CAMBIUM_INDEX_BASELINE_ENTRY_H

#include "engine/base/buf.h"
#include "engine/index/baseline.h"

#include <stdbool.h>
#include <stdint.h>

#define BASELINE_HEAD        "# cambium baseline "
#define BASELINE_VERSION     "1"
#define BASELINE_MAX_BYTES   ((size_t)64 * 1024 * 1024)
#define BASELINE_MAX_ENTRIES ((size_t)2000000)
#define BASELINE_MAX_LINE    ((size_t)16 * 1024)
#define BASELINE_MAX_RULE    64
#define BASELINE_MAX_PATH    4096
#define BASELINE_MAX_NAME    1000

/* Values are exact, in millionths: what is written is what is read back and compared. Those
 * beyond this are taken for this. */
#define BASELINE_MAX_VALUE 9e12

struct baseline_entry {
    struct slice rule, path, name;
    uint32_t ordinal; /* from 1 */
    bool has_value, used;
    int64_t millionths; /* 0 without a value */
};

struct baseline {
    struct baseline_entry *entries; /* by rule, path, name, ordinal, value; none twice */
    size_t count, capacity;
    char *text; /* that they point into */
};

int baseline_entry_compare(const struct baseline_entry *a,
                           const struct baseline_entry *b);

/* The entry that accepts the finding; borrows from it, or from `room` what is cut. */
struct baseline_entry baseline_entry_of(const struct finding *one, uint32_t ordinal,
                                        struct arena *room);

/* Its line without the end. */
void baseline_entry_add(struct buf *out, const struct baseline_entry *entry);

/* Reads a line, decoding it where it stands. False: *why is what is wrong. */
bool baseline_entry_read(struct baseline_entry *entry, char *line, size_t len,
                         const char **why);

#endif
