#include "engine/modules/modules.h"

#include "engine/base/hash.h"
#include "engine/base/memory.h"

#include <stdlib.h>

/* Where the name is, or where it would be. */
static size_t slot_of(const struct modules *m, struct slice name)
{
    size_t at = hash_bytes(name) & (m->slot_count - 1);

    while (m->slots[at] && !slice_equal(m->items[m->slots[at] - 1].name, name))
        at = (at + 1) & (m->slot_count - 1);
    return at;
}

/* A table in use is at most half full. */
static void slots_grow(struct modules *m)
{
    size_t wanted = m->slot_count ? m->slot_count * 2 : 64;

    free(m->slots);
    m->slots = memory_calloc(wanted, sizeof *m->slots);
    m->slot_count = wanted;
    for (size_t i = 0; i < m->count; i++)
        m->slots[slot_of(m, m->items[i].name)] = (uint32_t)i + 1;
}

uint32_t modules_find(const struct modules *m, struct slice name)
{
    return m->slot_count ? m->slots[slot_of(m, name)] - 1 : MODULE_NONE;
}

uint32_t modules_add(struct modules *m, struct module module, bool *added)
{
    size_t slot;

    if (2 * (m->count + 1) > m->slot_count)
        slots_grow(m);
    slot = slot_of(m, module.name);
    *added = !m->slots[slot];
    if (*added) {
        m->items = memory_grow(m->items, &m->capacity, m->count + 1, sizeof *m->items);
        m->items[m->count++] = module;
        m->slots[slot] = (uint32_t)m->count;
    }
    return m->slots[slot] - 1;
}

void modules_release(struct modules *m)
{
    free(m->items);
    free(m->slots);
    *m = (struct modules){0};
}

struct slice module_parent(struct slice name)
{
    while (name.len && name.data[name.len - 1] != '.')
        name.len--;
    name.len -= name.len > 0;
    return name;
}
