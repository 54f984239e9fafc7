/* state_transfer.h - a state's ledgers as a row of values, and back.
 *
 * For workers that are thrown away: the state goes along in the file that `cache export`
 * writes. A value is one record, with the name of its ledger.
 *
 * What is there is never lost by taking. A ledger that isn't there, or has no record, is
 * taken whole. Nights are known by their bytes: those that are there already are passed
 * over, the others appended. Any other ledger stays as it is. */
#ifndef CAMBIUM_INDEX_STATE_TRANSFER_H
#define CAMBIUM_INDEX_STATE_TRANSFER_H

#include "engine/index/ledger.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* No value is longer. */
#define STATE_VALUE_MOST_BYTES (((size_t)16 << 20) + 256)

/* Gives all records of all ledgers, heads of nights last; none if there is no state.
 * *damaged_bytes: of the ledgers, so much can't be given. False and *e: a ledger can't be
 * read, or `give` said so. */
bool state_give(const struct ledger_options *ledger, const struct discover *d,
                bool (*give)(void *context, struct slice value, struct err *e),
                void *context, uint64_t *damaged_bytes, struct err *e);

struct state_taker;

struct state_taken {
    uint64_t added, present;
    uint64_t left; /* of ledgers that stay as they are */
};

/* Makes the state if it isn't there. NULL: it can't be had. */
struct state_taker *state_taker_open(const struct ledger_options *ledger,
                                     const struct discover *d, struct err *e);

/* `taker` is a struct state_taker. */
bool state_take(void *taker, struct slice value, struct err *e);

/* Once it says true, all that was added is on disk. Frees in any case. */
bool state_taker_close(struct state_taker *t, struct state_taken *taken, struct err *e);

#endif
