#include "store/mend.h"

#include "engine/base/memory.h"
#include "store/pack.h"
#include "store/scan.h"
#include "store/use.h"
#include "store/verify.h"
#include "store/writer.h"

#include <stdlib.h>
#include <unistd.h>

struct records {
    struct index_record *list;
    size_t count, capacity;
};

static void add(struct records *records, struct index_record record)
{
    records->list = memory_grow(records->list, &records->capacity, records->count + 1,
                                sizeof *records->list);
    records->list[records->count++] = record;
}

/* True if all of the file could be read. */
static bool find_entries(struct scan *scan, struct records *records)
{
    enum scan_step step;
    bool readable = true;

    while ((step = scan_next(scan)) != SCAN_END) {
        const struct entry *entry = &scan->entry;

        readable = readable && step != SCAN_UNREADABLE;
        if (step != SCAN_ENTRY)
            continue;
        add(records, (struct index_record){
                         .tag = index_tag(entry->kind, &entry->key),
                         .offset = scan->offset,
                         .size = (uint32_t)entry_size(entry),
                         .raw_bytes = entry->raw_bytes,
                         .kind = entry->kind,
                     });
    }
    return readable;
}

static bool index_anew(const struct folder *f, struct name name, struct scan *scan,
                       struct store_repairs *repairs, struct err *e)
{
    static const struct writer_rules rules = {0};
    struct records records = {0};
    bool readable = find_entries(scan, &records), good = true;

    if (records.count) {
        good = writer_index(f, name, records.list, records.count, scan->size, &rules, e);
        repairs->indexes_rebuilt += good;
    } else if (readable) {
        good = pack_remove(f, name, NULL, e);
        repairs->packs_dropped += good;
    }
    free(records.list);
    return good;
}

bool mend_index(const struct folder *f, struct name name, struct store_repairs *repairs,
                struct err *e)
{
    char text[FOLDER_NAME_BYTES];
    struct stat status;
    struct scan scan;
    struct err why = {0};
    bool good = true;
    int fd;

    name_write(name, NAME_PACK, text);
    fd = folder_read(f, text, &status);
    if (fd < 0) /* an index without a pack says nothing */
        return true;
    scan_init(&scan, fd, (uint64_t)status.st_size, &why);
    if (why.code != ERR_UNSUPPORTED)
        good = index_anew(f, name, &scan, repairs, e);
    scan_release(&scan);
    close(fd);
    return good;
}

/* All but the damaged; what the disk doesn't give today may be sound tomorrow. */
static void keep_sound(const struct pack *pack, const uint32_t *stamps,
                       struct records *kept)
{
    struct squeezer *squeezer = squeezer_new();
    struct buf scratch = {0};

    for (size_t i = 0; i < pack->index.count; i++) {
        struct index_record record = index_at(&pack->index, i);
        struct entry entry;
        enum store_result result =
            verify_record(pack, &record, squeezer, &scratch, &entry);

        record.stamp = stamps[i];
        if (result == STORE_HIT || result == STORE_UNREADABLE)
            add(kept, record);
    }
    buf_release(&scratch);
    squeezer_free(squeezer);
}

static bool index_sound(const struct folder *f, const struct pack *pack,
                        struct records *kept, struct store_repairs *repairs,
                        struct err *e)
{
    static const struct writer_rules rules = {.stamped = true};

    if (kept->count == pack->index.count)
        return true;
    repairs->entries_dropped += pack->index.count - kept->count;
    if (kept->count)
        return writer_index(f, pack->name, kept->list, kept->count, pack->bytes, &rules,
                            e);
    repairs->packs_dropped++;
    return pack_remove(f, pack->name, NULL, e);
}

bool mend_entries(const struct folder *f, struct name name, struct store_repairs *repairs,
                  struct err *e)
{
    struct records kept = {0};
    struct pack pack;
    uint32_t *stamps;
    bool good;

    if (!pack_open(&pack, f, name, e))
        return false;
    stamps = use_load(f, name, &pack.index);
    keep_sound(&pack, stamps, &kept);
    good = index_sound(f, &pack, &kept, repairs, e);
    free(stamps);
    free(kept.list);
    pack_close(&pack);
    return good;
}
