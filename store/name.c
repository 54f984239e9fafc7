#include "store/name.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const endings[] = {
    [NAME_PACK] = ".pack", [NAME_INDEX] = ".idx", [NAME_USE] = ".use"};

void name_write(struct name name, enum name_part part, char text[FOLDER_NAME_BYTES])
{
    snprintf(text, FOLDER_NAME_BYTES, "p1-%08" PRIx32 "-%016" PRIx64 "%s", name.sequence,
             name.id, endings[part]);
}

/* Only what name_write writes is a name: it is written again and compared. */
bool name_read(const char *text, struct name *name, enum name_part *part)
{
    char again[FOLDER_NAME_BYTES];

    if (strncmp(text, "p1-", 3) != 0 || strlen(text) < 32)
        return false;
    name->sequence = (uint32_t)strtoul(text + 3, NULL, 16);
    name->id = strtoull(text + 12, NULL, 16);
    for (*part = NAME_PACK; *part <= NAME_USE; (*part)++) {
        name_write(*name, *part, again);
        if (strcmp(text, again) == 0)
            return true;
    }
    return false;
}

int name_compare(const void *left, const void *right)
{
    const struct name *a = left, *b = right;

    if (a->sequence != b->sequence)
        return a->sequence < b->sequence ? 1 : -1;
    return (a->id < b->id) - (a->id > b->id);
}
