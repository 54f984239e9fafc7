/* inventory.h - the files of ours that lie in a store's folder, as they are now. */
#ifndef CAMBIUM_STORE_INVENTORY_H
#define CAMBIUM_STORE_INVENTORY_H

#include "engine/base/err.h"
#include "store/folder.h"
#include "store/name.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct inventory_file {
    struct name name; /* of its pack; nothing for a temporary file */
    enum name_part part;
    bool temp;
    char text[FOLDER_NAME_BYTES];
    uint64_t bytes;
    time_t modified;
};

/* The files of one pack stand together: entries, index, uses. */
struct inventory {
    struct inventory_file *files;
    size_t count, capacity;
    uint64_t disk_bytes;
    size_t packs; /* with an index */
    size_t temps;
};

/* Release it in any case. */
bool inventory_init(struct inventory *inventory, const struct folder *f, struct err *e);
void inventory_release(struct inventory *inventory);

/* Does one of the neighbours of files[i] hold that part of the same pack? */
bool inventory_has(const struct inventory *inventory, size_t i, enum name_part part);

#endif
