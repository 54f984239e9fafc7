#include "engine/index/test_map.h"

#include "engine/base/memory.h"
#include "engine/impact/test_files.h"
#include "engine/index/lookalikes.h"
#include "engine/index/stems.h"

#include <stdlib.h>

/* Of a test that imports a module. What is imported for its types alone isn't run, and a
 * package is loaded with each module in it whoever wants it. */
enum { IMPORTING = LINK_WRITTEN & ~LINK_TYPING };

struct mapping {
    struct test_map *map;
    const struct import_graph *graph;
    uint8_t *roles;
    struct stems stems;
    struct lookalikes lookalikes;
    size_t pair_capacity, orphan_capacity, ambiguity_capacity;
};

const char *evidence_name(uint8_t evidence)
{
    return evidence & EVIDENCE_IMPORTS    ? "imports"
           : evidence & EVIDENCE_REEXPORT ? "reexport"
           : evidence & EVIDENCE_MIRRORED ? "mirrored"
           : evidence & EVIDENCE_NEAR     ? "near"
                                          : "alike";
}

/* ---------------------------------------------------------------- evidence */

static void pair_add(struct mapping *m, struct test_pair pair)
{
    struct test_map *map = m->map;

    map->pairs = memory_grow(map->pairs, &m->pair_capacity, map->pair_count + 1,
                             sizeof *map->pairs);
    map->pairs[map->pair_count++] = pair;
}

static void imports_map(struct mapping *m, uint32_t test)
{
    const struct import_graph *g = m->graph;
    const struct links *links = &g->links;
    uint32_t file = import_graph_main(g, test);

    for (size_t i = links_of_file(links, file);
         i < links->count && links->items[i].file == file; i++) {
        const struct import_link *link = &links->items[i];
        const struct import *import = link_import(g, link);

        if (!(link->kind & (IMPORTING | LINK_REEXPORT)) || link->to == GRAPH_NONE ||
            !import || import->flags & IMPORT_TYPING || link->to == test ||
            m->roles[link->to] != ROLE_NONE)
            continue;
        pair_add(m, (struct test_pair){.source = link->to,
                                       .test = test,
                                       .evidence = link->kind & LINK_REEXPORT
                                                       ? EVIDENCE_REEXPORT
                                                       : EVIDENCE_IMPORTS,
                                       .line = import->line});
    }
}

/* Is a module of that stem imported? Those pairs came last. */
static bool imported_of(struct mapping *m, uint32_t test, size_t first_pair,
                        const struct stem_match *match)
{
    bool found = false;

    for (size_t i = first_pair, end = m->map->pair_count; i < end; i++) {
        struct test_pair *pair = &m->map->pairs[i];

        if (!stems_fit(&m->stems, test, pair->source))
            continue;
        pair->evidence |= match->mirrored && pair->source == match->best[0]
                              ? EVIDENCE_MIRRORED
                              : EVIDENCE_NEAR;
        found = true;
    }
    return found;
}

static void ambiguity_add(struct mapping *m, uint32_t test,
                          const struct stem_match *match)
{
    struct test_map *map = m->map;
    size_t kept = match->best_count < AMBIGUITY_MOST ? match->best_count : AMBIGUITY_MOST;
    struct test_ambiguity a = {
        .test = test, .candidate_count = kept, .further_count = match->best_count - kept};

    a.candidates = arena_array(&map->memory, uint32_t, kept);
    memcpy(a.candidates, match->best, kept * sizeof *match->best);
    map->ambiguities = memory_grow(map->ambiguities, &m->ambiguity_capacity,
                                   map->ambiguity_count + 1, sizeof *map->ambiguities);
    map->ambiguities[map->ambiguity_count++] = a;
}

/* Of a test whose name no module has. Whatever it imports counts beside that. */
static void lookalike_map(struct mapping *m, uint32_t test)
{
    uint32_t source = lookalikes_match(&m->lookalikes, test);

    if (source != MODULE_NONE)
        pair_add(m, (struct test_pair){
                        .source = source, .test = test, .evidence = EVIDENCE_ALIKE});
}

/* What is mirrored counts beside what is imported: it may be reached in another way. */
static void names_map(struct mapping *m, uint32_t test, size_t first_pair)
{
    struct stem_match match;
    bool imported;

    if (!stems_match(&m->stems, test, &match)) {
        if (!match.too_many)
            lookalike_map(m, test);
        return;
    }
    imported = imported_of(m, test, first_pair, &match);
    if (imported && !match.mirrored)
        return;
    if (match.best_count > 1) {
        ambiguity_add(m, test, &match);
        return;
    }
    pair_add(m, (struct test_pair){.source = match.best[0],
                                   .test = test,
                                   .evidence = match.mirrored ? EVIDENCE_MIRRORED
                                                              : EVIDENCE_NEAR});
}

static void orphan_add(struct mapping *m, uint32_t test)
{
    struct test_map *map = m->map;

    map->orphans = memory_grow(map->orphans, &m->orphan_capacity, map->orphan_count + 1,
                               sizeof *map->orphans);
    map->orphans[map->orphan_count++] = test;
}

static void test_add(struct mapping *m, uint32_t test)
{
    size_t first_pair = m->map->pair_count;

    m->map->tests[m->map->test_count++] = test;
    imports_map(m, test);
    names_map(m, test, first_pair);
    if (m->map->pair_count == first_pair)
        orphan_add(m, test);
}

/* ------------------------------------------------------------------- order */

static int pair_order(const void *left, const void *right)
{
    const struct test_pair *a = left, *b = right;

    if (a->source != b->source)
        return a->source < b->source ? -1 : 1;
    if (a->test != b->test)
        return a->test < b->test ? -1 : 1;
    return a->line < b->line ? -1 : a->line > b->line;
}

/* One pair for each source and test, with all of its evidence and the first line. */
static void pairs_join(struct test_map *map)
{
    size_t kept = 0;

    if (map->pair_count)
        qsort(map->pairs, map->pair_count, sizeof *map->pairs, pair_order);
    for (size_t i = 0; i < map->pair_count; i++) {
        struct test_pair *last = kept ? &map->pairs[kept - 1] : NULL;

        if (last && last->source == map->pairs[i].source &&
            last->test == map->pairs[i].test) {
            last->evidence |= map->pairs[i].evidence;
            last->line = last->line ? last->line : map->pairs[i].line;
        } else {
            map->pairs[kept++] = map->pairs[i];
        }
    }
    map->pair_count = kept;
}

/* A counting sort by test, which keeps the order of sources. */
static void by_test_make(struct test_map *map, uint32_t modules)
{
    uint32_t *starts = memory_calloc((size_t)modules + 1, sizeof *starts);

    map->by_test = memory_calloc(map->pair_count + 1, sizeof *map->by_test);
    for (size_t i = 0; i < map->pair_count; i++)
        starts[map->pairs[i].test + 1]++;
    for (uint32_t m = 0; m < modules; m++)
        starts[m + 1] += starts[m];
    for (size_t i = 0; i < map->pair_count; i++)
        map->by_test[starts[map->pairs[i].test]++] = (uint32_t)i;
    free(starts);
}

void test_map_make(struct test_map *map, const struct import_graph *g)
{
    struct mapping m = {.map = map, .graph = g, .roles = test_roles_find(g)};
    uint32_t modules = g->places.module_count;

    *map = (struct test_map){.tests = memory_calloc(modules + 1, sizeof *map->tests)};
    stems_make(&m.stems, g, m.roles);
    lookalikes_make(&m.lookalikes, &g->places, m.roles);
    for (uint32_t i = 0; i < modules; i++) {
        if (m.roles[i] == ROLE_TEST && !import_graph_is_ghost(g, import_graph_main(g, i)))
            test_add(&m, i);
    }
    pairs_join(map);
    by_test_make(map, modules);
    stems_release(&m.stems);
    lookalikes_release(&m.lookalikes);
    map->roles = m.roles;
}

void test_map_release(struct test_map *map)
{
    free(map->pairs);
    free(map->by_test);
    free(map->tests);
    free(map->orphans);
    free(map->ambiguities);
    free(map->roles);
    arena_release(&map->memory);
    *map = (struct test_map){0};
}

size_t test_map_of(const struct test_map *map, uint32_t source)
{
    size_t first = 0, end = map->pair_count;

    while (first < end) {
        size_t middle = first + (end - first) / 2;

        if (map->pairs[middle].source < source)
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}
