/* contracts_found.h - contracts held against a tree and what it imports from outside. */
#ifndef CAMBIUM_IMPACT_CONTRACTS_FOUND_H
#define CAMBIUM_IMPACT_CONTRACTS_FOUND_H

#include "engine/impact/contract.h"
#include "engine/imports/import_graph.h"

/* Behind the modules the graph has a node for each dotted name that is imported from outside of
 * the tree: a name of a contract means those just as well. */
struct contracts_found {
    struct contract *contracts;
    struct contract_result *results;
    size_t count, broken;
    struct slice *names; /* of modules, then of what is imported from outside */
    uint32_t name_count;
    struct csr graph;
    struct module_names index;
    struct arena memory;
};

/* `kinds` count where a contract says none; `limit` chains of a violation; 0: the usual. False
 * and *e (ERR_USAGE): a text is no contract, or a name of it means nothing. */
bool contracts_find(struct contracts_found *f, const struct import_graph *g,
                    const char *const *texts, size_t count, uint8_t kinds, uint32_t limit,
                    struct err *e);
void contracts_found_release(struct contracts_found *f);

#endif
