/* compact.h - packs rewritten without what is dead or no longer affordable.
 *
 * An entry is dead when a newer pack has one of the same kind and key. If the rest
 * is still too much, the least recently used entries go. The survivors of all packs
 * that are worth it are copied as they are, not decoded, into new packs; each old
 * pack is deleted once all that lived in it has been published again, so a crash
 * costs nothing and the disk needs room for about one pack more.
 *
 * The caller holds the lock. */
#ifndef CAMBIUM_STORE_COMPACT_H
#define CAMBIUM_STORE_COMPACT_H

#include "engine/base/err.h"
#include "store/folder.h"
#include "store/upkeep.h"

#include <stdbool.h>
#include <stdint.h>

struct compact_rules {
    uint64_t max_bytes;  /* all files of the store together; 0: no limit */
    uint64_t pack_bytes; /* about how long the new packs are */
    bool thorough;       /* also where little is to be won */
    bool sync;
};

bool compact(const struct folder *f, const struct compact_rules *rules,
             struct store_gc *gc, struct err *e);

#endif
