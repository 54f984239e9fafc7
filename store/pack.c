#include "store/pack.h"

#include "engine/base/memory.h"
#include "store/file.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

const char pack_magic[PACK_MAGIC_BYTES] = "cambium pack 1\n";

static bool load_index(struct pack *p, const struct folder *f, struct err *e)
{
    char text[FOLDER_NAME_BYTES], *bytes;
    size_t len;

    name_write(p->name, NAME_INDEX, text);
    bytes = folder_load(f, text, INT32_MAX, &len, e);
    return bytes && (index_init(&p->index, bytes, len, e) || err_wrap(e, text));
}

static bool open_entries(struct pack *p, const struct folder *f, struct err *e)
{
    char text[FOLDER_NAME_BYTES];
    struct stat status;

    name_write(p->name, NAME_PACK, text);
    p->fd = folder_read(f, text, &status);
    if (p->fd < 0)
        return err_set_errno(e, errno, "can't open %s", text);
    p->bytes = (uint64_t)status.st_size;
    if (p->bytes >= p->index.pack_bytes)
        return true;
    close(p->fd);
    return err_set(e, ERR_FORMAT, "%s is cut off", text);
}

bool pack_open(struct pack *p, const struct folder *f, struct name name, struct err *e)
{
    *p = (struct pack){.name = name};
    if (!load_index(p, f, e))
        return false;
    if (open_entries(p, f, e)) {
        p->marks = memory_calloc(p->index.count + 1, 1);
        return true;
    }
    index_release(&p->index);
    return false;
}

void pack_close(struct pack *p)
{
    close(p->fd);
    index_release(&p->index);
    free((void *)p->marks);
}

enum store_result pack_read(const struct pack *p, const struct index_record *record,
                            struct buf *scratch, struct entry *entry)
{
    buf_clear(scratch);
    if (record->size < ENTRY_HEADER_BYTES || record->offset > p->bytes ||
        record->size > p->bytes - record->offset)
        return STORE_DAMAGED;
    if (!file_read_at(p->fd, buf_reserve(scratch, record->size), record->size,
                      record->offset))
        return errno ? STORE_UNREADABLE : STORE_DAMAGED;
    scratch->len = record->size;
    return entry_check(buf_slice(scratch), entry);
}

bool pack_remove(const struct folder *f, struct name name, uint64_t *removed,
                 struct err *e)
{
    static const enum name_part order[] = {NAME_INDEX, NAME_USE, NAME_PACK};
    char text[FOLDER_NAME_BYTES];

    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        bool gone;

        name_write(name, order[i], text);
        gone = unlinkat(f->fd, text, 0) == 0;
        if (!gone && errno != ENOENT)
            return err_set_errno(e, errno, "can't remove %s", text);
        if (removed)
            *removed += gone;
    }
    return true;
}
