#include "store/catalogue.h"

#include "engine/base/memory.h"

#include <fcntl.h>
#include <stdlib.h>

enum slot_state { SLOT_CLOSED, SLOT_OPEN, SLOT_UNUSABLE };

struct catalogue_slot {
    struct name name; /* first, for name_compare */
    atomic_int state;
    struct pack pack;
};

struct names {
    const struct folder *folder;
    struct name *list;
    size_t count, capacity, foreign;
};

static bool is_foreign(const struct folder *f, const char *text)
{
    struct stat status;

    return f->own_files_only && fstatat(f->fd, text, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           !folder_wrote(f, &status);
}

static bool add_name(void *context, const char *text)
{
    struct names *names = context;
    enum name_part part;
    struct name name;

    if (!name_read(text, &name, &part) || part != NAME_INDEX)
        return true;
    if (is_foreign(names->folder, text)) {
        names->foreign++;
        return true;
    }
    names->list =
        memory_grow(names->list, &names->capacity, names->count + 1, sizeof *names->list);
    names->list[names->count++] = name;
    return names->count < CATALOGUE_MAX_PACKS;
}

bool catalogue_init(struct catalogue *c, const struct folder *f, struct err *e)
{
    struct names names = {.folder = f};
    bool good = folder_each(f, add_name, &names, e);

    *c = (struct catalogue){.folder = f, .count = names.count, .foreign = names.foreign};
    pthread_mutex_init(&c->opening, NULL);
    if (names.count)
        qsort(names.list, names.count, sizeof *names.list, name_compare);
    c->slots = memory_calloc(names.count + 1, sizeof *c->slots);
    for (size_t i = 0; i < names.count; i++)
        c->slots[i].name = names.list[i];
    free(names.list);
    return good;
}

void catalogue_release(struct catalogue *c)
{
    for (size_t i = 0; i < c->count; i++) {
        if (c->slots[i].state == SLOT_OPEN)
            pack_close(&c->slots[i].pack);
    }
    free(c->slots);
    pthread_mutex_destroy(&c->opening);
}

static void slot_open(struct catalogue *c, struct catalogue_slot *slot)
{
    bool good;

    pthread_mutex_lock(&c->opening);
    if (slot->state == SLOT_CLOSED) {
        good = pack_open(&slot->pack, c->folder, slot->name, NULL);
        if (!good)
            c->unusable++;
        atomic_store_explicit(&slot->state, good ? SLOT_OPEN : SLOT_UNUSABLE,
                              memory_order_release);
    }
    pthread_mutex_unlock(&c->opening);
}

struct pack *catalogue_pack(struct catalogue *c, size_t i)
{
    struct catalogue_slot *slot = &c->slots[i];

    if (atomic_load_explicit(&slot->state, memory_order_acquire) == SLOT_CLOSED)
        slot_open(c, slot);
    return slot->state == SLOT_OPEN ? &slot->pack : NULL;
}

struct pack *catalogue_opened(struct catalogue *c, size_t i)
{
    return atomic_load_explicit(&c->slots[i].state, memory_order_acquire) == SLOT_OPEN
               ? &c->slots[i].pack
               : NULL;
}

struct name catalogue_name(const struct catalogue *c, size_t i)
{
    return c->slots[i].name;
}

uint32_t catalogue_next_sequence(const struct catalogue *c)
{
    uint32_t newest = c->count ? c->slots[0].name.sequence : 0;

    return newest < UINT32_MAX ? newest + 1 : newest;
}
