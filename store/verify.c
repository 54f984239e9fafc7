#include "store/verify.h"

#include "engine/base/memory.h"
#include "store/inside.h"
#include "store/upkeep.h"

#include <stdlib.h>

enum store_result verify_record(const struct pack *p, const struct index_record *record,
                                struct squeezer *squeezer, struct buf *scratch,
                                struct entry *entry)
{
    enum store_result result = pack_read(p, record, scratch, entry);

    if (result != STORE_HIT)
        return result;
    if (index_tag(entry->kind, &entry->key) != record->tag || entry->kind != record->kind)
        return STORE_OTHER_KEY;
    if (entry->raw_bytes != record->raw_bytes ||
        !unsqueeze_check(squeezer, entry, entry_stored(buf_slice(scratch))))
        return STORE_DAMAGED;
    return STORE_HIT;
}

struct verification {
    struct store_check *check;
    struct squeezer *squeezer;
    struct buf scratch;
    size_t capacity; /* of check->flaws */
};

static struct store_flaw *add_flaw(struct verification *v, struct name name,
                                   enum store_result why)
{
    struct store_check *check = v->check;
    struct store_flaw *flaw;

    check->flaws =
        memory_grow(check->flaws, &v->capacity, check->flaw_count + 1, sizeof *flaw);
    flaw = &check->flaws[check->flaw_count++];
    *flaw = (struct store_flaw){.why = why};
    name_write(name, NAME_PACK, flaw->pack);
    return flaw;
}

static void verify_entry(struct verification *v, const struct pack *pack, size_t i)
{
    struct index_record record = index_at(&pack->index, i);
    struct entry entry;
    enum store_result why =
        verify_record(pack, &record, v->squeezer, &v->scratch, &entry);
    struct store_flaw *flaw;

    v->check->entries++;
    if (why == STORE_HIT)
        return;
    flaw = add_flaw(v, pack->name, why);
    flaw->offset = record.offset;
    flaw->kind = record.kind;
    /* A header that leads to the record's tag is right, whatever else is not. */
    flaw->has_key = v->scratch.len >= ENTRY_HEADER_BYTES &&
                    entry_peek(v->scratch.data, &entry) == STORE_HIT &&
                    index_tag(entry.kind, &entry.key) == record.tag;
    if (flaw->has_key)
        flaw->key = entry.key;
}

/* A pack that went away between listing and opening it was no flaw. */
static void note_unusable(struct verification *v, const struct folder *f,
                          struct name name)
{
    char text[FOLDER_NAME_BYTES];

    name_write(name, NAME_INDEX, text);
    if (!folder_lacks(f, text))
        add_flaw(v, name, STORE_DAMAGED);
}

static void verify_pack(struct verification *v, struct catalogue *all, size_t i)
{
    struct pack *pack = catalogue_pack(all, i);
    uint32_t *order;

    if (!pack) {
        note_unusable(v, all->folder, catalogue_name(all, i));
        return;
    }
    v->check->packs++;
    order = index_by_offset(&pack->index);
    for (size_t j = 0; j < pack->index.count; j++)
        verify_entry(v, pack, order[j]);
    free(order);
}

bool store_verify(struct store *s, struct store_check *check, struct err *e)
{
    struct verification v = {.check = check};
    struct catalogue all;
    bool good;

    *check = (struct store_check){0};
    if (store_is_off(s, e))
        return false;
    v.squeezer = squeezer_new();
    good = catalogue_init(&all, &s->folder, e);
    for (size_t i = 0; i < all.count; i++)
        verify_pack(&v, &all, i);
    catalogue_release(&all);
    buf_release(&v.scratch);
    squeezer_free(v.squeezer);
    return good;
}
