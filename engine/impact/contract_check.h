/* contract_check.h - what the checks of contract.c share. Of this room only.
 *
 * A check has work to spend. Whoever finds none left stops and leaves what it found so
 * far; `complete` then is false. */
#ifndef CAMBIUM_IMPACT_CONTRACT_CHECK_H
#define CAMBIUM_IMPACT_CONTRACT_CHECK_H

#include "engine/impact/contract.h"

struct check {
    const struct contract *contract;
    const struct module_names *names;
    const struct csr *graph; /* the one given, or `own` */
    struct csr own;          /* without the exceptions */
    uint32_t limit;
    uint64_t work; /* that is left */
    bool complete;
    bool found;        /* a chain */
    uint32_t *numbers; /* room for all nodes */
    struct contract_violation *violations;
    size_t count, capacity;
    struct arena *memory; /* the result's */
    struct err *e;
};

/* False: there is not so much left. */
bool check_spend(struct check *k, uint64_t work);

/* Fills k->numbers with the modules of a set, at least one unless it may be absent.
 * False and k->e: there is none. Out of work, there are none and true comes back. */
bool check_list(struct check *k, const struct module_set *set,
                const struct contract_name *name, uint32_t *count);

/* Puts "column N: " in front. Returns false. */
bool check_fail(struct check *k, const struct contract_name *name);

/* There is work left for a violation with a list of so many modules, or it is the first. */
bool check_room(struct check *k, uint32_t modules);

void check_violation(struct check *k, struct contract_violation violation);

/* Room for the nodes of a chain in the result, or NULL if there is no work left for it
 * and something was found before. */
uint32_t *check_chain(struct check *k, struct contract_chain *chain, uint32_t count);

/* An import with which a chain begins. */
struct first {
    uint32_t group;  /* that it comes from */
    uint32_t length; /* of the chain, in imports */
    uint32_t from, to;
};

struct firsts {
    struct first *items;
    size_t count, capacity;
};

void firsts_add(struct firsts *list, struct first first);
void firsts_sort(struct firsts *list); /* by the fields, as they stand above */

/* Over the row of a node, once for each other node, whatever kinds lead there: the place
 * of the next edge that counts from `at` on, or the row's end. */
static inline uint32_t row_next(const struct csr_rows *rows, uint32_t at, uint32_t end,
                                uint8_t kinds)
{
    while (at < end && !(rows->kinds[at] & kinds))
        at++;
    return at;
}

static inline uint32_t row_after(const struct csr_rows *rows, uint32_t at, uint32_t end,
                                 uint8_t kinds)
{
    uint32_t other = rows->ends[at];

    while (++at < end && rows->ends[at] == other)
        ;
    return row_next(rows, at, end, kinds);
}

#define ROW_EACH(at, rows, node, kinds)                                              \
    uint32_t at = row_next((rows), (rows)->starts[node], (rows)->starts[(node) + 1], \
                           kinds),                                                   \
             at##_end = (rows)->starts[(node) + 1];                                  \
    at < at##_end;                                                                   \
    at = row_after((rows), at, at##_end, kinds)

/* The kinds of contract. False and k->e as contract_check. */
bool check_groups(struct check *k); /* layers, forbidden, independent */
bool check_acyclic(struct check *k);
bool check_protected(struct check *k);

#endif
