/* nights.h - the nights of a tree, one behind the other, for ever.
 *
 * Two ledgers (ledger.h). "history" has a short record for each night: its head, which is
 * all that lists and trends ask for. "history-files" has the entries, squeezed and in pieces:
 * all of them, or what changed since the night before; a base comes again after
 * NIGHTS_DELTAS deltas, or when these together outweigh a quarter of it.
 *
 * The pieces are on disk before the head is, and the head names them by their hashes: a night
 * is wholly there or not at all, whoever is killed when. Writers that come at once write
 * against the same night, and both are there. A night is known by the hash of its head, which
 * has that of the night that it was written against; so nights can be carried from one state
 * to another. Its number is only that of its record here.
 *
 * One thread. What is read may be hostile: lengths are bounded, and a damaged piece costs the
 * nights that need it, by name. */
#ifndef CAMBIUM_INDEX_NIGHTS_H
#define CAMBIUM_INDEX_NIGHTS_H

#include "engine/base/hash.h"
#include "engine/index/ledger.h"
#include "engine/index/night.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NIGHTS_LEDGER  "history"
#define NIGHTS_ENTRIES "history-files"

enum { NIGHTS_DELTAS = 30 };

/* A night in the ledger. */
struct night_ring {
    uint64_t number;       /* "#12" */
    struct content_key id; /* of its head */
    struct content_key
        before; /* whom its entries were written against, if it isn't a base;
                                * else just the one before; zeros: there was none */
    bool base;
    uint32_t deltas;                  /* since the last base, this one counted */
    uint64_t base_bytes, delta_bytes; /* on disk: of that base, of all these deltas */
    uint64_t bytes, raw_bytes;        /* its own entries, on disk and unsqueezed */
    struct content_key *pieces;       /* of its entries, in order */
    size_t piece_count;
    struct night_head head;
};

/* Heads, in the order in which they were written. */
struct nights {
    struct night_ring *items;
    size_t count, capacity;
    uint64_t damaged_bytes; /* of "history": nights that nobody can read any more */
    uint64_t foreign;       /* records that this program doesn't understand */
    struct folder folder;
    bool has_folder; /* else there is no state: no night */
    struct arena memory;
};

/* Reads all heads. False and *e: the state is there and can't be read. Release it in any
 * case. */
bool nights_open(struct nights *n, const struct ledger_options *ledger,
                 const struct discover *d, struct err *e);
void nights_release(struct nights *n);

/* A night, by its place among them, without the numbers of packages. False and *e: its
 * entries aren't all there. */
bool nights_read(const struct nights *n, size_t place, struct night *night,
                 struct err *e);

/* What appending did. */
struct nights_added {
    uint64_t number;
    bool base;
    uint64_t bytes;     /* on disk */
    uint64_t cut_bytes; /* that somebody who was killed had left half-written */
    struct err lost;    /* why the night before can't be read any more, if so */
};

/* Appends a night; when it returns it is on disk. Makes the ledgers if they aren't there.
 * `n` must be freshly opened with `write`, and knows nothing of it afterwards. */
bool nights_append(struct nights *n, const struct night *night,
                   struct nights_added *added, struct err *e);

/* As nights_open, and makes the folder. */
bool nights_open_to_write(struct nights *n, const struct ledger_options *ledger,
                          const struct discover *d, struct err *e);

#endif
