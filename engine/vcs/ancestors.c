#include "engine/vcs/ancestors.h"

#include "engine/base/memory.h"
#include "engine/vcs/intern.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

enum {
    OF_A = 1,
    OF_B = 2,
    COMMON = OF_A | OF_B,
    BEHIND = 4, /* a child of it is common */
};

struct node {
    git_oid id;
    git_time_t time;
    uint8_t marks;
};

struct history {
    git_repository *repository;
    struct intern ids; /* of the nodes */
    struct node *nodes;
    size_t count, capacity;
    uint32_t *todo;
    size_t todo_count, todo_capacity;
};

static uint32_t node_of(struct history *h, const git_oid *id)
{
    struct slice bytes = {(const char *)id->id, sizeof id->id};
    uint32_t node = intern_add(&h->ids, bytes);

    if (node == h->count) {
        h->nodes = memory_grow(h->nodes, &h->capacity, h->count + 1, sizeof *h->nodes);
        h->nodes[h->count++] = (struct node){.id = *id};
    }
    return node;
}

/* To look at it, or again, if it didn't have all these marks. */
static void node_mark(struct history *h, uint32_t node, uint8_t marks)
{
    if ((h->nodes[node].marks & marks) == marks)
        return;
    h->nodes[node].marks |= marks;
    h->todo = memory_grow(h->todo, &h->todo_capacity, h->todo_count + 1, sizeof *h->todo);
    h->todo[h->todo_count++] = node;
}

static void parents_mark(struct history *h, git_commit *commit, uint8_t marks)
{
    unsigned count = git_commit_parentcount(commit);

    for (unsigned i = 0; i < count; i++) {
        uint32_t parent = node_of(h, git_commit_parent_id(commit, i));

        node_mark(h, parent, marks == COMMON ? COMMON | BEHIND : marks);
    }
}

/* A commit that isn't there has no time: it is nobody's base. */
static int node_visit(struct history *h, uint32_t node)
{
    uint8_t marks = h->nodes[node].marks & COMMON;
    git_commit *commit = NULL;
    int answer = git_commit_lookup(&commit, h->repository, &h->nodes[node].id);

    if (answer < 0) {
        h->nodes[node].time = INT64_MIN;
        return answer == GIT_ENOTFOUND ? 0 : answer;
    }
    h->nodes[node].time = git_commit_time(commit);
    parents_mark(h, commit, marks);
    git_commit_free(commit);
    return 0;
}

static bool is_better(const struct node *a, const struct node *b)
{
    if (!b || a->time != b->time)
        return !b || a->time > b->time;
    return git_oid_cmp(&a->id, &b->id) < 0;
}

static int best_find(const struct history *h, git_oid *base)
{
    const struct node *best = NULL;

    for (size_t i = 0; i < h->count; i++)
        if (h->nodes[i].marks == COMMON && h->nodes[i].time != INT64_MIN &&
            is_better(&h->nodes[i], best))
            best = &h->nodes[i];
    if (!best)
        return GIT_ENOTFOUND;
    *base = best->id;
    return 0;
}

int ancestors_common(git_oid *base, const git_oid *a, const git_oid *b,
                     git_repository *repository)
{
    struct history h = {.repository = repository};
    int answer = 0;

    node_mark(&h, node_of(&h, a), OF_A);
    node_mark(&h, node_of(&h, b), OF_B);
    while (h.todo_count && answer == 0)
        answer = node_visit(&h, h.todo[--h.todo_count]);
    if (answer == 0)
        answer = best_find(&h, base);
    intern_release(&h.ids);
    free(h.nodes);
    free(h.todo);
    return answer;
}
