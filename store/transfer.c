/* A store's entries as one portable file: a pack without an index. */
#include "engine/base/hash.h"
#include "engine/base/memory.h"
#include "store/file.h"
#include "store/inside.h"
#include "store/scan.h"
#include "store/upkeep.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Guests come one by one. */
enum { GUEST_LEVEL = 3 };

/* The sound entry of an item in p->scratch, from the newest pack that has one. */
static bool find_entry(struct store_port *p, struct catalogue *all,
                       const struct store_item *item)
{
    uint64_t tag = index_tag(item->kind, &item->key);

    for (size_t i = 0; i < all->count; i++) {
        struct pack *pack = catalogue_pack(all, i);

        for (size_t j = 0; pack && index_find(&pack->index, tag, item->kind, &j); j++) {
            struct index_record record = index_at(&pack->index, j);
            struct entry entry;

            if (pack_read(pack, &record, &p->scratch, &entry) == STORE_HIT &&
                entry.kind == item->kind &&
                memcmp(&entry.key, &item->key, sizeof entry.key) == 0 &&
                unsqueeze_check(p->squeezer, &entry,
                                entry_stored(buf_slice(&p->scratch))))
                return true;
        }
    }
    return false;
}

static bool write_on(int fd, uint64_t *size, struct slice bytes, struct err *e)
{
    if (!file_write_at(fd, bytes.data, bytes.len, *size))
        return err_set_errno(e, errno, "can't write the exported file");
    *size += bytes.len;
    return true;
}

bool store_export(struct store *s, const struct store_item *items, size_t count, int fd,
                  struct store_transfer *transfer, struct err *e)
{
    struct store_port *p;
    struct catalogue all;
    uint64_t size = 0;
    bool good;

    *transfer = (struct store_transfer){0};
    if (store_is_off(s, e))
        return false;
    p = store_port_open(s);
    good = catalogue_init(&all, &s->folder, e) &&
           write_on(fd, &size, (struct slice){pack_magic, PACK_MAGIC_BYTES}, e);
    for (size_t i = 0; good && i < count; i++) {
        if (!find_entry(p, &all, &items[i])) {
            transfer->missing++;
            continue;
        }
        good = write_on(fd, &size, buf_slice(&p->scratch), e);
        transfer->entries += good;
    }
    transfer->bytes = size;
    catalogue_release(&all);
    store_port_close(p);
    return good;
}

bool store_export_guest(struct store *s, unsigned kind, struct slice value, int fd,
                        struct store_transfer *transfer, struct err *e)
{
    struct content_key content = content_key_of(value);
    struct entry entry = {.kind = (uint8_t)kind};
    struct squeezer *squeezer;
    struct buf bytes = {0};
    bool good;

    if (store_is_off(s, e))
        return false;
    memcpy(&entry.key, &content, sizeof content);
    squeezer = squeezer_new();
    buf_reserve(&bytes, ENTRY_HEADER_BYTES + squeeze_bound(value.len));
    squeeze(squeezer, value, GUEST_LEVEL, bytes.data + ENTRY_HEADER_BYTES, &entry);
    entry_seal(bytes.data, &entry);
    bytes.len = entry_size(&entry);
    good = write_on(fd, &transfer->bytes, buf_slice(&bytes), e);
    transfer->guests += good;
    squeezer_free(squeezer);
    buf_release(&bytes);
    return good;
}

/* --- importing --- */

static bool guest_take(struct store_port *p, const struct scan *scan,
                       const struct store_guests *guests, struct err *e)
{
    const struct entry *entry = &scan->entry;

    if (!guests->take)
        return true;
    if (entry->raw_bytes > guests->most_bytes)
        return err_set(e, ERR_FORMAT, "the entry at byte %llu is too long",
                       (unsigned long long)scan->offset);
    buf_clear(&p->again);
    if (!unsqueeze(p->squeezer, entry, entry_stored(buf_slice(&scan->bytes)),
                   buf_reserve(&p->again, entry->raw_bytes)))
        return err_set(e, ERR_FORMAT, "the entry at byte %llu doesn't decode",
                       (unsigned long long)scan->offset);
    p->again.len = entry->raw_bytes;
    return guests->take(guests->context, buf_slice(&p->again), e);
}

static bool take(struct store_port *p, const struct scan *scan, struct writer *writer,
                 struct store_transfer *transfer, struct err *e)
{
    const struct entry *entry = &scan->entry;
    struct index_record record = {.tag = index_tag(entry->kind, &entry->key),
                                  .size = (uint32_t)scan->bytes.len,
                                  .raw_bytes = entry->raw_bytes,
                                  .kind = entry->kind};

    if (!unsqueeze_check(p->squeezer, entry, entry_stored(buf_slice(&scan->bytes))))
        return err_set(e, ERR_FORMAT, "the entry at byte %llu doesn't decode",
                       (unsigned long long)scan->offset);
    if (entry->kind < STORE_REPLACEABLE && store_has(p, entry->kind, &entry->key)) {
        transfer->present++;
        return true;
    }
    transfer->entries++;
    transfer->bytes += record.size;
    return writer_add(writer, buf_slice(&scan->bytes), &record, 1, e);
}

static bool take_all(struct store *s, struct scan *scan, struct writer *writer,
                     const struct store_guests *guests, struct store_transfer *transfer,
                     struct err *e)
{
    struct store_port *p = store_port_open(s);
    enum scan_step step;
    bool good = true;

    while (good && (step = scan_next(scan)) != SCAN_END) {
        if (step == SCAN_ENTRY && guests && scan->entry.kind == guests->kind)
            transfer->guests += good = guest_take(p, scan, guests, e);
        else if (step == SCAN_ENTRY)
            good = take(p, scan, writer, transfer, e);
        else
            good =
                err_set(e, step == SCAN_UNREADABLE ? ERR_IO : ERR_FORMAT,
                        "the entry at byte %llu is %s", (unsigned long long)scan->offset,
                        step == SCAN_UNREADABLE ? "unreadable" : "damaged");
    }
    store_port_close(p);
    return good;
}

bool store_import(struct store *s, int fd, const struct store_guests *guests,
                  struct store_transfer *transfer, struct err *e)
{
    struct writer writer;
    struct stat status;
    struct scan scan;
    bool good;

    *transfer = (struct store_transfer){0};
    if (store_is_fixed(s, e))
        return false;
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        return err_set(e, ERR_FORMAT, "not a regular file");
    writer_init(&writer, &s->folder, &s->writer.rules);
    good = scan_init(&scan, fd, (uint64_t)status.st_size, e) &&
           take_all(s, &scan, &writer, guests, transfer, e);
    good = writer_publish(&writer, good ? e : NULL) && good;
    scan_release(&scan);
    writer_release(&writer);
    return good;
}
