#include "store/upkeep.h"

#include "engine/base/memory.h"
#include "store/compact.h"
#include "store/inside.h"
#include "store/inventory.h"
#include "store/mend.h"

#include <unistd.h>

enum {
    KILLED_AFTER_S = 24 * 3600, /* nobody writes one file for so long */
    LOST_AFTER_S = 3600,        /* nor lets a pack wait for its index */
    PACKS_MANY = 24,            /* a run that leaves more tidies up */
};

/* --- what there is --- */

static void survey_pack(struct catalogue *all, size_t i, struct store_survey *survey)
{
    const struct pack *pack = catalogue_pack(all, i);

    survey->packs += pack != NULL;
    for (size_t j = 0; pack && j < pack->index.count; j++) {
        struct index_record record = index_at(&pack->index, j);
        unsigned kind = record.kind % STORE_KINDS;

        survey->entries[kind]++;
        survey->stored_bytes[kind] += record.size;
        survey->raw_bytes[kind] += record.raw_bytes;
    }
}

bool store_survey(struct store *s, struct store_survey *survey, struct err *e)
{
    struct inventory inventory;
    struct catalogue all;
    bool good;

    *survey = (struct store_survey){0};
    if (store_is_off(s, e))
        return false;
    good = inventory_init(&inventory, &s->folder, e);
    survey->disk_bytes = inventory.disk_bytes;
    survey->unnamed_files = inventory.temps;
    for (size_t i = 0; i < inventory.count; i++)
        survey->packs_unusable += !inventory.files[i].temp &&
                                  inventory.files[i].part == NAME_PACK &&
                                  !inventory_has(&inventory, i, NAME_INDEX);
    inventory_release(&inventory);
    good = catalogue_init(&all, &s->folder, good ? e : NULL) && good;
    for (size_t i = 0; i < all.count; i++)
        survey_pack(&all, i, survey);
    survey->packs_unusable += all.unusable;
    catalogue_release(&all);
    return good;
}

/* --- what has been left lying about --- */

static uint64_t remove_file(const struct folder *f, const char *text)
{
    return unlinkat(f->fd, text, 0) == 0;
}

/* Listing a folder is no snapshot: is that part really not there? */
static bool is_missing(const struct folder *f, struct name name, enum name_part part)
{
    char text[FOLDER_NAME_BYTES];

    name_write(name, part, text);
    return folder_lacks(f, text);
}

static bool tidy(const struct folder *f, const struct inventory *inventory, time_t now,
                 struct store_repairs *repairs, uint64_t *removed, struct err *e)
{
    bool good = true;

    for (size_t i = 0; i < inventory->count; i++) {
        const struct inventory_file *file = &inventory->files[i];
        bool old = file->modified < now - LOST_AFTER_S;

        if (file->temp) {
            if (file->modified < now - KILLED_AFTER_S)
                *removed += remove_file(f, file->text);
        } else if (file->part == NAME_PACK) {
            if (old && is_missing(f, file->name, NAME_INDEX))
                good = mend_index(f, file->name, repairs, good ? e : NULL) && good;
        } else if ((old || file->part == NAME_INDEX) &&
                   is_missing(f, file->name, NAME_PACK)) {
            *removed += remove_file(f, file->text);
        }
    }
    return good;
}

/* --- repair --- */

static bool mend_unusable(const struct folder *f, struct store_repairs *repairs,
                          struct err *e)
{
    struct catalogue all;
    bool good = catalogue_init(&all, f, e);

    for (size_t i = 0; i < all.count; i++) {
        if (!catalogue_pack(&all, i))
            good =
                mend_index(f, catalogue_name(&all, i), repairs, good ? e : NULL) && good;
    }
    catalogue_release(&all);
    return good;
}

static bool mend_all(const struct folder *f, struct store_repairs *repairs, struct err *e)
{
    struct catalogue all;
    bool good = catalogue_init(&all, f, e);

    for (size_t i = 0; i < all.count; i++)
        good = mend_entries(f, catalogue_name(&all, i), repairs, good ? e : NULL) && good;
    catalogue_release(&all);
    return good;
}

static bool tidy_all(const struct folder *f, time_t now, struct store_repairs *repairs,
                     uint64_t *removed, struct err *e)
{
    struct inventory inventory;
    bool good =
        inventory_init(&inventory, f, e) && tidy(f, &inventory, now, repairs, removed, e);

    inventory_release(&inventory);
    return good && mend_unusable(f, repairs, e);
}

bool store_repair(struct store *s, struct store_repairs *repairs, struct err *e)
{
    uint64_t removed = 0;
    time_t now;
    bool good;
    int lock;

    *repairs = (struct store_repairs){0};
    if (store_is_fixed(s, e))
        return false;
    lock = folder_lock(&s->folder, true, &now, e);
    if (lock < 0)
        return false;
    good = tidy_all(&s->folder, now, repairs, &removed, e);
    good = mend_all(&s->folder, repairs, good ? e : NULL) && good;
    close(lock);
    return good;
}

/* --- keeping it small --- */

static bool collect(struct store *s, const struct compact_rules *rules, time_t now,
                    struct store_gc *gc, struct err *e)
{
    struct store_repairs repairs = {0};
    struct inventory inventory;
    bool good = tidy_all(&s->folder, now, &repairs, &gc->files_removed, e) &&
                compact(&s->folder, rules, gc, e);

    good = inventory_init(&inventory, &s->folder, good ? e : NULL) && good;
    gc->disk_bytes = inventory.disk_bytes;
    inventory_release(&inventory);
    return good;
}

bool store_gc(struct store *s, uint64_t max_bytes, struct store_gc *gc, struct err *e)
{
    struct compact_rules rules = {.max_bytes = max_bytes,
                                  .pack_bytes = s->writer.rules.pack_bytes,
                                  .thorough = true,
                                  .sync = s->writer.rules.sync};
    time_t now;
    bool good;
    int lock;

    *gc = (struct store_gc){0};
    if (store_is_fixed(s, e))
        return false;
    lock = folder_lock(&s->folder, true, &now, e);
    if (lock < 0)
        return false;
    good = collect(s, &rules, now, gc, e);
    close(lock);
    return good;
}

/* Looks at the names only, and at nothing if this run has changed nothing. */
static bool is_crowded(const struct store *s)
{
    struct inventory inventory;
    bool crowded;

    if (!s->writer.published_bytes)
        return false;
    crowded = inventory_init(&inventory, &s->folder, NULL) &&
              (inventory.packs > PACKS_MANY ||
               (s->max_bytes && inventory.disk_bytes > s->max_bytes));
    inventory_release(&inventory);
    return crowded;
}

void upkeep_after_run(struct store *s)
{
    struct compact_rules rules = {.max_bytes = s->max_bytes,
                                  .pack_bytes = s->writer.rules.pack_bytes,
                                  .sync = s->writer.rules.sync};
    struct store_gc gc = {0};
    struct err e;
    time_t now;
    int lock;

    if (!s->catalogue.unusable && !is_crowded(s))
        return;
    lock = folder_lock(&s->folder, false, &now, NULL);
    if (lock < 0)
        return;
    if (!collect(s, &rules, now, &gc, &e))
        store_note(s, &e);
    close(lock);
    s->stats.evicted_entries = gc.evicted_entries;
    s->stats.evicted_bytes = gc.evicted_bytes;
}

static bool remove_all(const struct folder *f, uint64_t *removed, struct err *e)
{
    struct inventory inventory;
    bool good = inventory_init(&inventory, f, e);

    for (size_t i = 0; i < inventory.count; i++) {
        const struct inventory_file *file = &inventory.files[i];

        if (file->temp)
            *removed += remove_file(f, file->text);
        else
            good = pack_remove(f, file->name, removed, good ? e : NULL) && good;
    }
    inventory_release(&inventory);
    return good;
}

bool store_clear(struct store *s, uint64_t *files_removed, struct err *e)
{
    time_t now;
    bool good;
    int lock;

    *files_removed = 0;
    if (store_is_fixed(s, e))
        return false;
    lock = folder_lock(&s->folder, true, &now, e);
    if (lock < 0)
        return false;
    good = remove_all(&s->folder, files_removed, e);
    close(lock);
    return good;
}
