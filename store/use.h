/* use.h - which entries of a pack were used lately.
 *
 * An entry's stamp is the sequence number that the newest pack would have got when
 * the entry was last used: a clock that only ticks when the store grows, the same
 * for all who share the store. Without a file of uses, all entries of a pack have
 * the pack's own number.
 *
 * The file is a hint. When two processes write it at once, one of them wins; when
 * it is damaged or belongs to an older index, it is as if it were missing. */
#ifndef CAMBIUM_STORE_USE_H
#define CAMBIUM_STORE_USE_H

#include "engine/base/err.h"
#include "store/folder.h"
#include "store/index.h"
#include "store/name.h"

#include <stdbool.h>
#include <stdint.h>

/* One stamp per record of the index; the caller frees. */
uint32_t *use_load(const struct folder *f, struct name name, const struct index *index);

/* `sum` is index_sum of the index. */
bool use_save(const struct folder *f, struct name name, const char *sum,
              const uint32_t *stamps, size_t count, struct err *e);

#endif
