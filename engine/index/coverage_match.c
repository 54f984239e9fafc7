#include "engine/index/coverage_match.h"

#include "engine/base/memory.h"
#include "engine/index/coverage_paths.h"

#include <stdlib.h>

enum {
    MAX_ASKED = 4096,   /* names that propose a mapping */
    MAX_PROPOSALS = 8,  /* of each */
    MAX_CANDIDATES = 16 /* that all names are tried with */
};

#define SEVERAL_FILES (COVERAGE_NO_FILE - 1)

/* How often an ending of a folder's path was the front of a file. */
struct ending {
    struct slice put;
    size_t hits;
};

struct matching {
    const struct coverage_report *report;
    const struct coverage_place *place;
    struct path_list names, tree;
    uint32_t *file_of; /* of each name */
    uint32_t *found;   /* the same by the mappings that are tried now */
    struct ending *endings;
    size_t ending_count, ending_capacity;
    struct arena memory;
};

/* ------------------------------------------------------------- one mapping */

static void try(struct matching *m, struct mapping mapping)
{
    struct pair_walk walk = pairs_begin(m->names, m->tree, mapping);
    uint32_t name, file;

    while (pairs_next(&walk, &name, &file)) {
        if (m->found[name] == COVERAGE_NO_FILE)
            m->found[name] = file;
        else if (m->found[name] != file)
            m->found[name] = SEVERAL_FILES;
    }
}

/* What was found holds for the names that had nothing before. */
static void settle(struct matching *m)
{
    for (size_t i = 0; i < m->names.count; i++) {
        if (m->file_of[i] == COVERAGE_NO_FILE)
            m->file_of[i] = m->found[i];
        m->found[i] = COVERAGE_NO_FILE;
    }
}

static void try_alone(struct matching *m, struct mapping mapping)
{
    try(m, mapping);
    settle(m);
}

/* ----------------------------------------------------------------- folders */

static struct slice with_slash(struct matching *m, struct slice path)
{
    char *bytes;

    if (!path.len || path.data[path.len - 1] == '/')
        return path;
    bytes = arena_alloc(&m->memory, path.len + 1, 1);
    memcpy(bytes, path.data, path.len);
    bytes[path.len] = '/';
    return (struct slice){bytes, path.len + 1};
}

static size_t pairs_count(const struct matching *m, struct mapping mapping)
{
    struct pair_walk walk = pairs_begin(m->names, m->tree, mapping);
    uint32_t name, file;
    size_t count = 0;

    while (pairs_next(&walk, &name, &file))
        count++;
    return count;
}

/* Folders have endings in common, the empty one always. */
static size_t ending_hits(struct matching *m, struct slice put)
{
    for (size_t i = 0; i < m->ending_count; i++) {
        if (slice_equal(m->endings[i].put, put))
            return m->endings[i].hits;
    }
    m->endings = memory_grow(m->endings, &m->ending_capacity, m->ending_count + 1,
                             sizeof *m->endings);
    m->endings[m->ending_count] =
        (struct ending){put, pairs_count(m, (struct mapping){.put = put})};
    return m->endings[m->ending_count++].hits;
}

static bool is_folder(const struct matching *m, struct slice folder)
{
    size_t first, end;

    paths_below(m->tree, folder, &first, &end);
    return first < end;
}

/* Takes the first component off; false: there is no more. */
static bool front_drop(struct slice *path)
{
    struct slice part;

    return slice_cut(path, '/', &part);
}

static void folder_elsewhere(struct matching *m, struct slice folder)
{
    struct slice best = {0};
    size_t most = 0;

    do {
        size_t hits = is_folder(m, folder) ? ending_hits(m, folder) : 0;

        if (hits > most) {
            most = hits;
            best = folder;
        }
    } while (front_drop(&folder));
    if (most)
        try(m, (struct mapping){.put = best});
}

static void folder_try(struct matching *m, struct slice folder)
{
    struct slice root = m->place->root;

    folder = with_slash(m, folder);
    if (slice_starts(folder, root))
        try(m, (struct mapping){.put = {folder.data + root.len, folder.len - root.len}});
    else if (folder.len && folder.data[0] == '/' && slice_starts(root, folder))
        try(m, (struct mapping){.cut = {root.data + folder.len, root.len - folder.len}});
    else
        folder_elsewhere(m, folder);
}

static void folders_try(struct matching *m)
{
    for (size_t i = 0; i < m->report->folder_count; i++)
        folder_try(m, m->report->folders[i]);
    settle(m);
}

/* -------------------------------------------------------------------- vote */

struct candidate {
    struct mapping mapping;
    size_t votes;
};

struct ballot {
    struct candidate *items;
    size_t count, capacity;
    bool *is_taken; /* of each file: a name has it */
};

static int mapping_compare(const struct mapping *a, const struct mapping *b)
{
    int order = slice_compare(a->cut, b->cut);

    return order ? order : slice_compare(a->put, b->put);
}

static int by_mapping(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;

    return mapping_compare(&x->mapping, &y->mapping);
}

static int by_votes(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    int order = (y->votes > x->votes) - (y->votes < x->votes);

    return order ? order : mapping_compare(&x->mapping, &y->mapping);
}

static void propose(struct ballot *b, struct slice name, struct slice path, size_t ending)
{
    b->items = memory_grow(b->items, &b->capacity, b->count + 1, sizeof *b->items);
    b->items[b->count++] = (struct candidate){
        {{name.data, name.len - ending}, {path.data, path.len - ending}}, 1};
}

/* A name proposes the mappings to the files that end most as it does. */
static void name_ask(const struct matching *m, const uint32_t *by_end, struct slice name,
                     struct ballot *b)
{
    size_t at, ending = paths_longest_end(m->tree, by_end, name, &at), proposed = 0;
    struct slice end = {name.data + name.len - ending, ending};

    for (; ending && at < m->tree.count && proposed < MAX_PROPOSALS; at++, proposed++) {
        struct slice path = m->tree.items[by_end[at]];

        if (!path_ends(path, end))
            break;
        propose(b, name, path, ending);
    }
}

static size_t nameless_count(const struct matching *m)
{
    size_t count = 0;

    for (size_t i = 0; i < m->names.count; i++)
        count += m->file_of[i] == COVERAGE_NO_FILE;
    return count;
}

/* Every so many of the names that are left over, in their order. */
static void names_ask(const struct matching *m, struct ballot *b)
{
    uint32_t *by_end = paths_by_end(m->tree);
    size_t step = nameless_count(m) / MAX_ASKED + 1, at = 0;

    for (size_t i = 0; i < m->names.count; i++) {
        if (m->file_of[i] == COVERAGE_NO_FILE && at++ % step == 0)
            name_ask(m, by_end, m->names.items[i], b);
    }
    free(by_end);
}

/* Equal ones become one, with the most proposed first. */
static void candidates_merge(struct ballot *b)
{
    size_t kept = 0;

    if (!b->count)
        return;
    qsort(b->items, b->count, sizeof *b->items, by_mapping);
    for (size_t i = 0; i < b->count; i++) {
        if (kept && by_mapping(&b->items[kept - 1], &b->items[i]) == 0)
            b->items[kept - 1].votes++;
        else
            b->items[kept++] = b->items[i];
    }
    b->count = kept;
    qsort(b->items, b->count, sizeof *b->items, by_votes);
}

static size_t votes_count(struct matching *m, const struct ballot *b,
                          struct mapping mapping, bool elected)
{
    struct pair_walk walk = pairs_begin(m->names, m->tree, mapping);
    uint32_t name, file;
    size_t votes = 0;

    while (pairs_next(&walk, &name, &file)) {
        if (m->file_of[name] != COVERAGE_NO_FILE || b->is_taken[file])
            continue;
        votes++;
        if (elected)
            m->file_of[name] = file;
    }
    return votes;
}

static void taken_mark(const struct matching *m, struct ballot *b)
{
    b->is_taken = memory_calloc(m->tree.count, sizeof *b->is_taken);
    for (size_t i = 0; i < m->names.count; i++) {
        if (m->file_of[i] < SEVERAL_FILES)
            b->is_taken[m->file_of[i]] = true;
    }
}

static bool is_elected(const struct matching *m, const struct candidate *c)
{
    struct slice way = m->place->way;

    return c->votes > m->names.count / 2 ||
           (c->votes && way.len && !c->mapping.put.len && path_ends(c->mapping.cut, way));
}

static void vote(struct matching *m)
{
    struct ballot b = {0};
    size_t tried;

    taken_mark(m, &b);
    names_ask(m, &b);
    candidates_merge(&b);
    tried = b.count < MAX_CANDIDATES ? b.count : MAX_CANDIDATES;
    for (size_t i = 0; i < tried; i++)
        b.items[i].votes = votes_count(m, &b, b.items[i].mapping, false);
    if (tried)
        qsort(b.items, tried, sizeof *b.items, by_votes);
    if (tried && is_elected(m, &b.items[0]))
        votes_count(m, &b, b.items[0].mapping, true);
    free(b.items);
    free(b.is_taken);
}

/* --------------------------------------------------------------------- all */

static struct path_list names_of(const struct coverage_report *r, struct arena *a)
{
    struct slice *items = arena_array(a, struct slice, r->name_count);

    for (size_t i = 0; i < r->name_count; i++)
        items[i] = r->names[i].name;
    return (struct path_list){items, r->name_count};
}

static struct path_list paths_of(const struct part *tree, struct arena *a)
{
    struct slice *items = arena_array(a, struct slice, tree->count);

    for (size_t i = 0; i < tree->count; i++)
        items[i] = tree->files[i]->path;
    return (struct path_list){items, tree->count};
}

void coverage_match(const struct coverage_report *report, const struct part *tree,
                    const struct coverage_place *place, uint32_t *file_of)
{
    struct matching m = {.report = report, .place = place, .file_of = file_of};

    m.names = names_of(report, &m.memory);
    m.tree = paths_of(tree, &m.memory);
    m.found = memory_alloc(m.names.count * sizeof *m.found);
    for (size_t i = 0; i < m.names.count; i++)
        m.found[i] = file_of[i] = COVERAGE_NO_FILE;
    folders_try(&m);
    try_alone(&m, (struct mapping){.cut = place->root});
    try_alone(&m, (struct mapping){0});
    if (place->way.len)
        try_alone(&m, (struct mapping){.cut = place->way});
    if (nameless_count(&m))
        vote(&m);
    for (size_t i = 0; i < m.names.count; i++) {
        if (file_of[i] == SEVERAL_FILES)
            file_of[i] = COVERAGE_NO_FILE;
    }
    free(m.found);
    free(m.endings);
    arena_release(&m.memory);
}
