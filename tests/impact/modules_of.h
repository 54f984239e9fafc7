/* modules_of.h - graphs of modules out of text, a line each:
 *
 *     shop.web -> shop.api function     an import; load if no kind is said
 *     shop.web                          a module
 *
 * Lines end with ; or a line feed. Numbers are given in the order of the text. */
#ifndef CAMBIUM_TESTS_MODULES_OF_H
#define CAMBIUM_TESTS_MODULES_OF_H

#include "engine/graph/csr.h"
#include "engine/impact/module_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MODULES_MOST = 200, KIND_LOAD = 1, KIND_FUNCTION = 2, KIND_TYPING = 4 };

struct modules_of {
    struct slice names[MODULES_MOST];
    uint32_t count;
    struct csr graph;
    struct module_names index;
};

static inline bool test_kind(const char *name, uint8_t *kind)
{
    static const char *const words[] = {"load", "function", "typing"};

    for (unsigned i = 0; i < 3; i++) {
        if (strcmp(name, words[i]))
            continue;
        *kind = (uint8_t)(1U << i);
        return true;
    }
    return false;
}

static inline uint32_t module_of(struct modules_of *m, struct slice name)
{
    for (uint32_t i = 0; i < m->count; i++)
        if (slice_equal(m->names[i], name))
            return i;
    m->names[m->count] = name;
    return m->count++;
}

static inline void modules_graph(struct modules_of *m, struct edges *list)
{
    struct err e;

    edges_close(list);
    if (!csr_build(&m->graph, m->count, list, CSR_ALL_KINDS, &e))
        abort();
    edges_release(list);
    csr_reverse(&m->graph);
    module_names_init(&m->index, m->names, m->count);
}

static inline void modules_line(struct modules_of *m, struct slice line,
                                struct edges *list)
{
    struct slice words[4] = {{0}}, word;
    struct edge edge = {.sites = 1, .kinds = KIND_LOAD};
    char kind[20];
    int count = 0;

    while (count < 4 && slice_cut(&line, ' ', &word))
        if (word.len)
            words[count++] = word;
    if (count)
        edge.from = module_of(m, words[0]);
    if (count < 3)
        return;
    edge.to = module_of(m, words[2]);
    snprintf(kind, sizeof kind, "%.*s", (int)words[3].len,
             words[3].len ? words[3].data : "");
    if (count > 3 && !test_kind(kind, &edge.kinds))
        abort();
    edges_add(list, edge);
}

static inline struct modules_of *modules_of(const char *text)
{
    struct modules_of *m = calloc(1, sizeof *m);
    struct slice rest = slice_of(text), line, half;
    struct edges list = {0};

    while (slice_cut(&rest, '\n', &line))
        while (slice_cut(&line, ';', &half))
            modules_line(m, half, &list);
    modules_graph(m, &list);
    return m;
}

static inline void modules_free(struct modules_of *m)
{
    module_names_release(&m->index);
    csr_release(&m->graph);
    free(m);
}

#endif
