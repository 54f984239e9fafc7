/* contract_of.h - questions about the graphs of modules_of.h. */
#ifndef CAMBIUM_TESTS_CONTRACT_OF_H
#define CAMBIUM_TESTS_CONTRACT_OF_H

#include "engine/impact/contract.h"
#include "tests/impact/modules_of.h"

static inline struct contract_graph modules_question(const struct modules_of *m)
{
    return (struct contract_graph){.graph = &m->graph, .names = &m->index};
}

#endif
