/* csr.h - a graph in compressed rows.
 *
 * Row n of `forward` holds the edges that leave node n, row n of `reverse` those
 * that arrive there, each ascending by the node at the other end, then by kind. An
 * edge costs 9 bytes forward and 5 in reverse, a node 4 and 4. A pair of nodes has an
 * edge for each kind, next to each other, so that whatever kinds are asked for,
 * their sites add up.
 *
 * The graph owns its memory. Nobody changes it after it was made (but see
 * component.h), so any number of threads may read it. */
#ifndef CAMBIUM_GRAPH_CSR_H
#define CAMBIUM_GRAPH_CSR_H

#include "engine/base/err.h"
#include "engine/base/slice.h"
#include "engine/graph/edges.h"

#include <stdbool.h>
#include <stdint.h>

#define CSR_ALL_KINDS ((uint8_t)0xff)

struct csr_rows {
    uint32_t *starts; /* nodes + 1: row n is what lies from starts[n] to starts[n + 1] */
    uint32_t *ends;   /* the node at the other end of each edge */
    uint8_t *kinds;
};

struct csr {
    uint32_t nodes, edges;
    struct csr_rows forward;
    struct csr_rows reverse; /* nothing before csr_reverse */
    uint32_t *sites;         /* of each edge of `forward` */
};

/* Makes the forward rows of the edges that are of one of the kinds. `list` must be
 * closed and speak of nodes below `nodes` only. Linear time. False and *e: more
 * edges than a graph may have (2^32 - 1). */
bool csr_build(struct csr *g, uint32_t nodes, const struct edges *list, uint8_t kinds,
               struct err *e);

/* Makes the reverse rows, unless they are there already. Linear time. */
void csr_reverse(struct csr *g);

void csr_release(struct csr *g);

/* How many places say that `from` points at `to`, in one of the kinds; 0: none. */
uint32_t csr_sites(const struct csr *g, uint32_t from, uint32_t to, uint8_t kinds);

/* A graph as bytes: columns of little-endian numbers without anything between. They
 * hold the forward rows; the reverse ones follow from them. What the columns are and
 * their order never change without a new number in whoever keeps them. */
enum {
    CSR_STARTS = 0, /* 4 bytes for each node and 4 more */
    CSR_ENDS = 1,   /* 4 bytes for each edge */
    CSR_KINDS = 2,  /* 1 byte for each edge */
    CSR_SITES = 3,  /* 4 bytes for each edge */
    CSR_COLUMNS = 4,
};

/* Borrows from g until it is released. */
void csr_columns(const struct csr *g, struct slice columns[CSR_COLUMNS]);

/* Copies a graph out of columns that may hold anything, at any address: what comes
 * back is a graph that csr_build could have made, or false and *e (ERR_FORMAT). */
bool csr_take(struct csr *g, const struct slice columns[CSR_COLUMNS], struct err *e);

#endif
