#include "engine/vcs/history_walk.h"

#include "engine/base/memory.h"
#include "engine/vcs/commit_text.h"

#include <stdlib.h>

#define COMMITS_MAX ((size_t)1 << 26)
/* A merge of the Linux kernel has 66. */
#define PARENTS_MAX ((size_t)4096)

static struct slice id_slice(const git_oid *id)
{
    return (struct slice){(const char *)id->id, sizeof id->id};
}

static git_oid id_of(const struct history_walk *w, uint32_t node)
{
    git_oid id;

    memcpy(id.id, w->ids.items[node].data, sizeof id.id);
    return id;
}

static uint32_t node_of(struct history_walk *w, const git_oid *id)
{
    size_t count = w->ids.count;
    uint32_t node = intern_add(&w->ids, id_slice(id));

    if (w->ids.count == count)
        return node;
    w->nodes = memory_grow(w->nodes, &w->node_capacity, count + 1, sizeof *w->nodes);
    w->nodes[node] =
        (struct history_node){.known = history_known_find(&w->known, id->id)};
    return node;
}

static void parent_add(struct history_walk *w, uint32_t node, uint32_t parent)
{
    struct history_node *n = &w->nodes[node];

    w->parents = memory_grow(w->parents, &w->parent_capacity, w->parent_count + 1,
                             sizeof *w->parents);
    if (!n->parent_count++)
        n->first_parent = (uint32_t)w->parent_count;
    w->parents[w->parent_count++] = parent;
}

/* ----------------------------------------------------------------- one commit */

static bool parents_refuse(const struct history_walk *w, uint32_t node)
{
    char hex[GIT_OID_HEXSZ + 1];
    git_oid id = id_of(w, node);

    return err_set(w->e, ERR_LIMIT, "commit %s has too many parents",
                   git_oid_tostr(hex, sizeof hex, &id));
}

static bool parents_take(struct history_walk *w, uint32_t node, struct slice parents)
{
    git_oid id = id_of(w, node);
    size_t count = 0;

    if (!parents.len)
        return true;
    if (intern_find(w->cuts, id_slice(&id)) != INTERN_NONE) {
        parent_add(w, node, VCS_CUT);
        return true;
    }
    while (commit_text_parent(&parents, &id)) {
        if (count++ == PARENTS_MAX || w->ids.count > COMMITS_MAX)
            return parents_refuse(w, node);
        parent_add(w, node, node_of(w, &id));
    }
    return true;
}

/* What is known of a commit is taken over later; of it only the tree is wanted. */
static bool text_take(struct history_walk *w, uint32_t node, const struct commit_text *c)
{
    struct history_node *n = &w->nodes[node];

    n->is_read = true;
    n->tree = c->tree;
    if (n->known != KNOWN_NONE)
        return true;
    n->time_s = c->time_s;
    n->author = intern_add(&w->authors, c->author);
    return parents_take(w, node, c->parents);
}

static bool commit_read(struct history_walk *w, uint32_t node)
{
    git_oid id = id_of(w, node);
    git_odb_object *object;
    struct commit_text c;
    bool done;

    if (w->nodes[node].is_read)
        return true;
    done = commit_text_get(&c, &object, w->objects, &id, w->e) && text_take(w, node, &c);
    git_odb_object_free(object);
    return done;
}

/* ------------------------------------------------------------- what is waiting */

static bool is_newer(const struct history_walk *w, size_t a, size_t b)
{
    return w->nodes[w->heap[a]].time_s > w->nodes[w->heap[b]].time_s;
}

static void heap_swap(struct history_walk *w, size_t a, size_t b)
{
    uint32_t node = w->heap[a];

    w->heap[a] = w->heap[b];
    w->heap[b] = node;
}

static void heap_push(struct history_walk *w, uint32_t node)
{
    size_t at = w->heap_count++;

    w->heap = memory_grow(w->heap, &w->heap_capacity, w->heap_count, sizeof *w->heap);
    w->heap[at] = node;
    for (; at && is_newer(w, at, (at - 1) / 2); at = (at - 1) / 2)
        heap_swap(w, at, (at - 1) / 2);
}

static uint32_t heap_pop(struct history_walk *w)
{
    uint32_t node = w->heap[0];
    size_t at = 0, child;

    w->heap[0] = w->heap[--w->heap_count];
    while ((child = 2 * at + 1) < w->heap_count) {
        child += child + 1 < w->heap_count && is_newer(w, child + 1, child);
        if (!is_newer(w, child, at))
            break;
        heap_swap(w, at, child);
        at = child;
    }
    return node;
}

/* It must have been read. */
static void node_queue(struct history_walk *w, uint32_t node)
{
    struct history_node *n = &w->nodes[node];

    if (n->known != KNOWN_NONE)
        history_known_reach(&w->known, n->known);
    else if (!n->is_queued)
        heap_push(w, node);
    n->is_queued = true;
}

/* -------------------------------------------------------------------- the walk */

/* Reading one adds to the list of all parents, which may move. */
static bool parents_read(struct history_walk *w, const struct history_node *n)
{
    w->trees =
        memory_grow(w->trees, &w->tree_capacity, n->parent_count, sizeof *w->trees);
    for (size_t i = 0; i < n->parent_count; i++) {
        uint32_t parent = w->parents[n->first_parent + i];

        if (!commit_read(w, parent))
            return false;
        w->trees[i] = w->nodes[parent].tree;
    }
    return true;
}

static bool node_visit(struct history_walk *w, uint32_t node)
{
    const struct history_node n = w->nodes[node];

    if (n.parent_count && w->parents[n.first_parent] == VCS_CUT)
        return true;
    if (!parents_read(w, &n) ||
        !touches_find(&w->touches, node, &n.tree, w->trees, n.parent_count, w->e))
        return false;
    for (size_t i = 0; i < n.parent_count; i++)
        node_queue(w, w->parents[n.first_parent + i]);
    return true;
}

/* --------------------------------------------------------------- what is known */

static void known_parents_take(struct history_walk *w, const uint32_t *nodes,
                               uint32_t commit)
{
    const struct vcs_history *h = w->known.history;

    for (uint32_t i = h->parent_starts[commit]; i < h->parent_starts[commit + 1]; i++)
        parent_add(w, nodes[commit],
                   h->parents[i] == VCS_CUT ? VCS_CUT : nodes[h->parents[i]]);
}

static void known_path_take(struct history_walk *w, const uint32_t *nodes, size_t path)
{
    const struct vcs_history *h = w->known.history;
    uint32_t number = INTERN_NONE;

    for (uint32_t i = h->starts[path]; i < h->starts[path + 1]; i++) {
        if (!w->known.reached[h->touches[i]])
            continue;
        if (number == INTERN_NONE)
            number = intern_add(&w->touches.paths, h->paths[path]);
        touches_add(&w->touches, number, nodes[h->touches[i]]);
    }
}

static void known_take(struct history_walk *w)
{
    const struct vcs_history *h = w->known.history;
    uint32_t *nodes = memory_calloc(h->commit_count, sizeof *nodes);
    git_oid id;

    for (uint32_t i = 0; i < h->commit_count; i++) {
        if (!w->known.reached[i])
            continue;
        memcpy(id.id, h->commits[i].id, sizeof id.id);
        nodes[i] = node_of(w, &id);
        w->nodes[nodes[i]].time_s = h->commits[i].time_s;
        w->nodes[nodes[i]].author =
            intern_add(&w->authors, h->authors[h->commits[i].author]);
    }
    for (uint32_t i = 0; i < h->commit_count; i++)
        if (w->known.reached[i])
            known_parents_take(w, nodes, i);
    for (size_t path = 0; path < h->path_count; path++)
        known_path_take(w, nodes, path);
    free(nodes);
}

bool history_walk_run(struct history_walk *w, const git_oid *head, struct err *e)
{
    bool done;

    w->e = e;
    done = commit_read(w, node_of(w, head));
    if (done)
        node_queue(w, 0);
    while (w->heap_count && done)
        done = node_visit(w, heap_pop(w));
    if (done && w->known.history)
        known_take(w);
    return done;
}

void history_walk_release(struct history_walk *w)
{
    history_known_release(&w->known);
    touches_release(&w->touches);
    intern_release(&w->ids);
    intern_release(&w->authors);
    free(w->nodes);
    free(w->parents);
    free(w->heap);
    free(w->trees);
}
