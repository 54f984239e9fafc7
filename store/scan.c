#include "store/scan.h"

#include "store/file.h"
#include "store/pack.h"

#include <errno.h>
#include <string.h>

enum { CHUNK_BYTES = 8 * 1024, SECTOR_BYTES = 4096, WASTE = 8 };

static const size_t name_bytes = sizeof "cambium pack " - 1;

bool scan_init(struct scan *s, int fd, uint64_t size, struct err *e)
{
    char magic[PACK_MAGIC_BYTES];

    *s = (struct scan){.fd = fd, .size = size, .at = PACK_MAGIC_BYTES};
    s->budget = WASTE * size;
    if (size < sizeof magic)
        return err_set(e, ERR_FORMAT, "not a pack of cambium");
    if (!file_read_at(fd, magic, sizeof magic, 0))
        return err_set_errno(e, errno ? errno : EIO, "can't read the pack");
    if (memcmp(magic, pack_magic, name_bytes) != 0)
        return err_set(e, ERR_FORMAT, "not a pack of cambium");
    if (memcmp(magic, pack_magic, sizeof magic) != 0)
        return err_set(e, ERR_UNSUPPORTED, "a pack of another format");
    return true;
}

void scan_release(struct scan *s)
{
    buf_release(&s->bytes);
}

static bool read_at(struct scan *s, size_t len)
{
    buf_clear(&s->bytes);
    if (!file_read_at(s->fd, buf_reserve(&s->bytes, len), len, s->at))
        return false;
    s->bytes.len = len;
    return true;
}

/* What was read for nothing. */
static void spend(struct scan *s)
{
    s->budget -= s->budget < s->bytes.len ? s->budget : s->bytes.len;
}

/* Is there a sound entry at `at`? */
static enum scan_step try_entry(struct scan *s)
{
    uint64_t left = s->size - s->at;
    struct entry claimed;

    if (left < ENTRY_HEADER_BYTES)
        return SCAN_DAMAGE;
    if (!read_at(s, ENTRY_HEADER_BYTES))
        return SCAN_UNREADABLE;
    if (entry_peek(s->bytes.data, &claimed) != STORE_HIT || entry_size(&claimed) > left)
        return SCAN_DAMAGE;
    if (!read_at(s, entry_size(&claimed)))
        return SCAN_UNREADABLE;
    if (entry_check(buf_slice(&s->bytes), &s->entry) == STORE_HIT)
        return SCAN_ENTRY;
    spend(s);
    return SCAN_DAMAGE;
}

/* Moves on to the next bytes that look like the start of an entry. */
static void skip(struct scan *s)
{
    while (++s->at < s->size) {
        size_t len = s->size - s->at < CHUNK_BYTES ? s->size - s->at : CHUNK_BYTES;
        const char *found;

        if (!read_at(s, len)) {
            s->at = (s->at / SECTOR_BYTES + 1) * SECTOR_BYTES - 1;
            continue;
        }
        spend(s);
        found = memmem(s->bytes.data, len, entry_magic, sizeof entry_magic);
        if (found) {
            s->at += (uint64_t)(found - s->bytes.data);
            return;
        }
        /* The last bytes may be the first of an entry. */
        s->at += len > sizeof entry_magic ? len - sizeof entry_magic : len;
    }
    s->at = s->size;
}

enum scan_step scan_next(struct scan *s)
{
    enum scan_step step;

    if (s->at >= s->size)
        return SCAN_END;
    s->offset = s->at;
    step = try_entry(s);
    if (step == SCAN_ENTRY)
        s->at += s->bytes.len;
    else if (s->budget == 0)
        s->at = s->size;
    else
        skip(s);
    return step;
}
