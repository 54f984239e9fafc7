/* name.h - what the files of a pack are called.
 *
 *     p1-SSSSSSSS-IIIIIIIIIIIIIIII.pack    the entries
 *     p1-SSSSSSSS-IIIIIIIIIIIIIIII.idx     where they lie, sorted
 *     p1-SSSSSSSS-IIIIIIIIIIIIIIII.use     when they were last used; may be missing
 *
 * 1 is the version of the format, S a sequence number and I a random one, both in
 * hex. A file of another version has another name and is none of our business. */
#ifndef CAMBIUM_STORE_NAME_H
#define CAMBIUM_STORE_NAME_H

#include "store/folder.h"

#include <stdbool.h>
#include <stdint.h>

enum name_part { NAME_PACK, NAME_INDEX, NAME_USE };

struct name {
    uint32_t sequence; /* newer packs have higher ones */
    uint64_t id;
};

void name_write(struct name name, enum name_part part, char text[FOLDER_NAME_BYTES]);
bool name_read(const char *text, struct name *name, enum name_part *part);

/* For qsort: the newest first. */
int name_compare(const void *left, const void *right);

#endif
