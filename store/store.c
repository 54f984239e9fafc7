#include "store/store.h"

#include "engine/base/memory.h"
#include "store/inside.h"
#include "store/upkeep.h"
#include "store/use.h"

#include <stdlib.h>

#define DEFAULT_PACK_BYTES ((uint64_t)256 << 20)

static const char *const result_names[STORE_RESULTS] = {
    [STORE_HIT] = "hit",
    [STORE_ABSENT] = "absent",
    [STORE_DAMAGED] = "damaged",
    [STORE_OTHER_KEY] = "other key",
    [STORE_OTHER_FORMAT] = "other format",
    [STORE_TOO_LARGE] = "too large",
    [STORE_UNREADABLE] = "unreadable",
};

const char *store_result_name(enum store_result result)
{
    return result_names[result];
}

void store_note(struct store *s, const struct err *e)
{
    pthread_mutex_lock(&s->mutex);
    if (s->trouble.code == ERR_NONE)
        s->trouble = *e;
    pthread_mutex_unlock(&s->mutex);
}

static void note_foreign(struct store *s, const char *path)
{
    struct err e;

    err_set(&e, ERR_UNSUPPORTED,
            "%zu of the packs in %s were not written there by cambium and are not used: "
            "a repository may have brought them",
            s->catalogue.foreign, path);
    store_note(s, &e);
}

struct store *store_open(const struct store_options *options)
{
    struct folder_place place = {.at = options->at,
                                 .path = options->path,
                                 .create = !options->read_only,
                                 .trust_shared = options->trust_shared,
                                 .own_files_only = options->own_files_only};
    struct writer_rules rules = {.pack_bytes = options->pack_bytes ? options->pack_bytes
                                                                   : DEFAULT_PACK_BYTES,
                                 .sync = options->sync};
    struct store *s = memory_calloc(1, sizeof *s);
    struct err e;

    s->max_bytes = options->max_bytes;
    s->read_only = options->read_only;
    s->checked = !options->unchecked;
    pthread_mutex_init(&s->mutex, NULL);
    if (!folder_open(&s->folder, &place, &e))
        store_note(s, &e);
    else if (!catalogue_init(&s->catalogue, &s->folder, &e))
        store_note(s, &e);
    else if (s->catalogue.foreign)
        note_foreign(s, options->path);
    writer_init(&s->writer, &s->folder, &rules);
    return s;
}

bool store_trouble(struct store *s, struct err *e)
{
    pthread_mutex_lock(&s->mutex);
    *e = s->trouble;
    pthread_mutex_unlock(&s->mutex);
    return e->code != ERR_NONE;
}

bool store_is_off(struct store *s, struct err *e)
{
    struct err trouble;

    if (s->folder.fd >= 0)
        return false;
    store_trouble(s, &trouble);
    return !err_set(e, trouble.code, "%s", trouble.message);
}

bool store_is_fixed(struct store *s, struct err *e)
{
    return store_is_off(s, e) ||
           (s->read_only &&
            !err_set(e, ERR_USAGE, "the store was opened to be read only"));
}

static void publish(struct store *s)
{
    bool begun = s->writer.temp.fd >= 0;
    struct err e;

    if (begun && !writer_publish(&s->writer, &e)) {
        s->stats.lost += s->writer.count;
        store_note(s, &e);
    }
    s->stats.written_bytes = s->writer.published_bytes;
}

/* Only what isn't stamped with the present yet is written, so a run that uses what
 * the run before it used writes nothing. */
static void remember_use(const struct store *s, const struct pack *p, uint32_t present)
{
    uint32_t *stamps = use_load(&s->folder, p->name, &p->index);
    bool changed = false;

    for (size_t i = 0; i < p->index.count; i++) {
        if (stamps[i] >= present || !pack_is_marked(p, i, PACK_USED))
            continue;
        stamps[i] = present;
        changed = true;
    }
    if (changed)
        use_save(&s->folder, p->name, index_sum(p->index.bytes), stamps, p->index.count,
                 NULL);
    free(stamps);
}

static void remember_uses(struct store *s)
{
    uint32_t present = catalogue_next_sequence(&s->catalogue);

    for (size_t i = 0; i < s->catalogue.count; i++) {
        const struct pack *pack = catalogue_opened(&s->catalogue, i);

        if (pack && pack->used)
            remember_use(s, pack, present);
    }
}

static void write_all(struct store *s)
{
    if (s->read_only)
        return;
    publish(s);
    if (!s->gave_up)
        remember_uses(s);
    upkeep_after_run(s);
}

void store_close(struct store *s, struct store_stats *stats, struct err *trouble)
{
    if (s->folder.fd >= 0) {
        write_all(s);
        s->stats.packs_unusable = s->catalogue.unusable;
        catalogue_release(&s->catalogue);
        writer_release(&s->writer);
        folder_close(&s->folder);
    }
    if (stats)
        *stats = s->stats;
    if (trouble)
        *trouble = s->trouble;
    tags_release(&s->written);
    pthread_mutex_destroy(&s->mutex);
    free(s);
}
