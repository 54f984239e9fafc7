#include "store/writer.h"

#include "engine/base/buf.h"
#include "engine/base/memory.h"
#include "store/catalogue.h"
#include "store/file.h"
#include "store/pack.h"
#include "store/use.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

void writer_init(struct writer *w, const struct folder *f,
                 const struct writer_rules *rules)
{
    *w = (struct writer){.folder = f, .rules = *rules};
    if (w->rules.pack_bytes > INDEX_MAX_PACK_BYTES)
        w->rules.pack_bytes = INDEX_MAX_PACK_BYTES;
    w->temp.fd = -1;
}

static bool append(struct writer *w, struct slice bytes, struct err *e)
{
    if (!file_write_at(w->temp.fd, bytes.data, bytes.len, w->size))
        return err_set_errno(e, errno, "can't write to the store");
    w->size += bytes.len;
    return true;
}

static bool begin(struct writer *w, struct err *e)
{
    if (w->temp.fd >= 0)
        return true;
    w->size = 0;
    w->count = 0;
    if (!folder_mark_as_cache(w->folder, e) || !folder_temp_open(w->folder, &w->temp, e))
        return false;
    if (append(w, (struct slice){pack_magic, PACK_MAGIC_BYTES}, e))
        return true;
    folder_temp_drop(w->folder, &w->temp);
    return false;
}

bool writer_add(struct writer *w, struct slice entries,
                const struct index_record *records, size_t count, struct err *e)
{
    uint64_t start;

    if (!begin(w, e))
        return false;
    start = w->size;
    if (!append(w, entries, e))
        return false;
    w->records =
        memory_grow(w->records, &w->capacity, w->count + count, sizeof *w->records);
    for (size_t i = 0; i < count; i++) {
        w->records[w->count] = records[i];
        w->records[w->count++].offset += start;
    }
    return w->size < w->rules.pack_bytes || writer_publish(w, e);
}

static bool choose_sequence(const struct writer *w, uint32_t *sequence, struct err *e)
{
    struct catalogue all;
    bool good;

    *sequence = w->rules.sequence;
    if (*sequence)
        return true;
    good = catalogue_init(&all, w->folder, e);
    *sequence = catalogue_next_sequence(&all);
    catalogue_release(&all);
    return good;
}

static bool save_uses(const struct folder *f, struct name name, const char *sum,
                      const struct index_record *records, size_t count, struct err *e)
{
    uint32_t *stamps = memory_alloc(sizeof *stamps * count);
    bool good;

    for (size_t i = 0; i < count; i++)
        stamps[i] = records[i].stamp;
    good = use_save(f, name, sum, stamps, count, e);
    free(stamps);
    return good;
}

bool writer_index(const struct folder *f, struct name name, struct index_record *records,
                  size_t count, uint64_t pack_bytes, const struct writer_rules *rules,
                  struct err *e)
{
    struct buf bytes = {0};
    char text[FOLDER_NAME_BYTES];
    bool good;

    name_write(name, NAME_INDEX, text);
    index_write(records, count, pack_bytes, &bytes);
    good = (!rules->stamped ||
            save_uses(f, name, index_sum(bytes.data), records, count, e)) &&
           folder_save(f, text, buf_slice(&bytes), rules->sync, e) &&
           (!rules->sync || folder_sync(f, e));
    buf_release(&bytes);
    return good;
}

/* The index comes last: a pack without one is not looked at. */
static bool publish_as(struct writer *w, struct name name, struct err *e)
{
    char text[FOLDER_NAME_BYTES];

    name_write(name, NAME_PACK, text);
    if (!folder_temp_publish(w->folder, &w->temp, text, w->rules.sync, e))
        return false;
    if (!writer_index(w->folder, name, w->records, w->count, w->size, &w->rules, e)) {
        pack_remove(w->folder, name, NULL, NULL);
        return false;
    }
    w->published_bytes += w->size;
    return true;
}

bool writer_publish(struct writer *w, struct err *e)
{
    struct name name = {.id = folder_random()};
    bool good = true;

    if (w->temp.fd < 0)
        return true;
    /* A write that failed half-way may have left bytes behind the last entry. */
    if (w->count && ftruncate(w->temp.fd, (off_t)w->size) != 0)
        good = err_set_errno(e, errno, "can't write to the store");
    if (w->count && good && choose_sequence(w, &name.sequence, e))
        return publish_as(w, name, e);
    folder_temp_drop(w->folder, &w->temp);
    return w->count == 0;
}

void writer_release(struct writer *w)
{
    folder_temp_drop(w->folder, &w->temp);
    free(w->records);
}
