/* graph_codec.h - a resolved import graph as bytes, and back.
 *
 * The links as columns, the graph's rows as they are (engine/graph/csr.h), and the roots by
 * which it was resolved. Which files and rules it is of is a key that stands in it: another
 * state is a miss.
 *
 * What is read back is checked so far that its numbers fit those of the tree that it is asked
 * for; whether a link's import and name are there is for the caller to look at, who has the
 * facts. */
#ifndef CAMBIUM_CODEC_GRAPH_CODEC_H
#define CAMBIUM_CODEC_GRAPH_CODEC_H

#include "engine/base/arena.h"
#include "engine/base/hash.h"
#include "engine/codec/wire.h"
#include "engine/graph/csr.h"
#include "engine/modules/links.h"
#include "engine/modules/roots.h"

/* Raise it when a table in graph_codec.c changes; a test watches graph_schema_hash. */
#define GRAPH_SCHEMA 1

/* A root, by numbers and texts that are the same in the next run. */
struct kept_root {
    struct slice folder, prefix, said_by;
    const char *rule;
    uint32_t scope; /* a place */
    uint32_t votes, votes_against;
    uint8_t origin;
};

struct graph_record {
    struct content_key state;
    uint32_t files, modules, places; /* of the tree: numbers stay below these */
    struct kept_root *roots;
    size_t root_count;
    struct links links; /* closed */
    struct csr graph;   /* without reverse rows */
};

void graph_write(struct buf *out, const struct graph_record *record);

/* Fills all but the state and the numbers, which must be as they are in the bytes. On success
 * links and graph are the caller's to release; roots and their texts live in `lasting`. False:
 * it is of another state, or not what graph_write wrote. */
bool graph_read(struct wire *wire, struct slice bytes, struct graph_record *record,
                struct arena *lasting);

uint64_t graph_schema_hash(void);

#endif
