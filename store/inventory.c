#include "store/inventory.h"

#include "engine/base/memory.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct listing {
    struct inventory *inventory;
    const struct folder *folder;
};

static bool add_file(void *context, const char *text)
{
    struct listing *listing = context;
    struct inventory *inventory = listing->inventory;
    struct inventory_file file = {.temp = folder_is_temp(text)};
    struct stat status;

    if ((!file.temp && !name_read(text, &file.name, &file.part)) ||
        strlen(text) >= sizeof file.text ||
        fstatat(listing->folder->fd, text, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
        !folder_wrote(listing->folder, &status))
        return true;
    strcpy(file.text, text);
    file.bytes = (uint64_t)status.st_size;
    file.modified = status.st_mtime;
    inventory->files = memory_grow(inventory->files, &inventory->capacity,
                                   inventory->count + 1, sizeof file);
    inventory->files[inventory->count++] = file;
    inventory->disk_bytes += file.bytes;
    inventory->temps += file.temp;
    inventory->packs += !file.temp && file.part == NAME_INDEX;
    return true;
}

static int file_compare(const void *left, const void *right)
{
    const struct inventory_file *a = left, *b = right;
    int order = a->temp - b->temp;

    if (!order)
        order = name_compare(&a->name, &b->name);
    return order ? order : (int)a->part - (int)b->part;
}

bool inventory_init(struct inventory *inventory, const struct folder *f, struct err *e)
{
    struct listing listing = {inventory, f};
    bool good;

    *inventory = (struct inventory){0};
    good = folder_each(f, add_file, &listing, e);
    if (inventory->count)
        qsort(inventory->files, inventory->count, sizeof *inventory->files, file_compare);
    return good;
}

void inventory_release(struct inventory *inventory)
{
    free(inventory->files);
}

bool inventory_has(const struct inventory *inventory, size_t i, enum name_part part)
{
    size_t first = i < 2 ? 0 : i - 2;

    for (size_t j = first; j < inventory->count && j <= i + 2; j++) {
        const struct inventory_file *file = &inventory->files[j];

        if (!file->temp && file->part == part &&
            name_compare(&file->name, &inventory->files[i].name) == 0)
            return true;
    }
    return false;
}
