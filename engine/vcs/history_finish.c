#include "engine/vcs/history_walk.h"

#include "engine/base/memory.h"

#include <stdlib.h>

/* The texts by their ranks; they move to the history. */
static struct slice *texts_take(struct intern *t, const uint32_t *ranks,
                                struct arena *memory)
{
    struct slice *sorted = arena_array(memory, struct slice, t->count + 1);

    for (size_t i = 0; i < t->count; i++)
        sorted[ranks[i]] = t->items[i];
    arena_adopt(memory, &t->memory);
    return sorted;
}

static uint32_t *authors_take(struct history_walk *w, struct vcs_history *h)
{
    uint32_t *ranks = intern_ranks(&w->authors);

    h->author_count = w->authors.count;
    h->authors = texts_take(&w->authors, ranks, &h->memory);
    return ranks;
}

static void commits_take(struct history_walk *w, struct vcs_history *h,
                         const uint32_t *ranks)
{
    uint32_t *authors = authors_take(w, h);

    h->commit_count = w->ids.count;
    h->commits = arena_array(&h->memory, struct vcs_commit, h->commit_count + 1);
    for (size_t i = 0; i < h->commit_count; i++) {
        struct vcs_commit *c = &h->commits[ranks[i]];

        memcpy(c->id, w->ids.items[i].data, sizeof c->id);
        c->time_s = w->nodes[i].time_s;
        c->author = authors[w->nodes[i].author];
    }
    free(authors);
}

/* Numbers from counts: where each one's part starts. */
static void starts_sum(uint32_t *starts, size_t count)
{
    uint32_t sum = 0;

    for (size_t i = 0; i <= count; i++) {
        uint32_t own = starts[i];

        starts[i] = sum;
        sum += own;
    }
}

static void parents_take(struct history_walk *w, struct vcs_history *h,
                         const uint32_t *ranks)
{
    h->parent_starts = arena_array(&h->memory, uint32_t, h->commit_count + 1);
    h->parents = arena_array(&h->memory, uint32_t, w->parent_count + 1);
    for (size_t i = 0; i < h->commit_count; i++)
        h->parent_starts[ranks[i]] = w->nodes[i].parent_count;
    starts_sum(h->parent_starts, h->commit_count);
    for (size_t i = 0; i < h->commit_count; i++) {
        const uint32_t *from = w->parents + w->nodes[i].first_parent;
        uint32_t *to = h->parents + h->parent_starts[ranks[i]];

        for (size_t j = 0; j < w->nodes[i].parent_count; j++) {
            h->shallow |= from[j] == VCS_CUT;
            to[j] = from[j] == VCS_CUT ? VCS_CUT : ranks[from[j]];
        }
    }
}

/* In order of their commits. */
static struct touch *touches_sort(const struct touches *t, const uint32_t *ranks,
                                  size_t commit_count)
{
    struct touch *sorted = memory_calloc(t->count, sizeof *sorted);
    uint32_t *starts = memory_calloc(commit_count + 1, sizeof *starts);

    for (size_t i = 0; i < t->count; i++)
        starts[ranks[t->items[i].commit]]++;
    starts_sum(starts, commit_count);
    for (size_t i = 0; i < t->count; i++) {
        uint32_t commit = ranks[t->items[i].commit];

        sorted[starts[commit]++] = (struct touch){t->items[i].path, commit};
    }
    free(starts);
    return sorted;
}

/* By path, and those of one path in the order in which they come. */
static void touches_take(struct history_walk *w, struct vcs_history *h,
                         const uint32_t *commits)
{
    struct touch *sorted = touches_sort(&w->touches, commits, h->commit_count);
    uint32_t *paths = intern_ranks(&w->touches.paths);
    size_t count = w->touches.count;
    uint32_t *next;

    h->path_count = w->touches.paths.count;
    h->paths = texts_take(&w->touches.paths, paths, &h->memory);
    h->starts = arena_array(&h->memory, uint32_t, h->path_count + 1);
    h->touches = arena_array(&h->memory, uint32_t, count + 1);
    for (size_t i = 0; i < count; i++)
        h->starts[paths[sorted[i].path]]++;
    starts_sum(h->starts, h->path_count);
    next = memory_calloc(h->path_count, sizeof *next);
    memcpy(next, h->starts, h->path_count * sizeof *next);
    for (size_t i = 0; i < count; i++)
        h->touches[next[paths[sorted[i].path]]++] = sorted[i].commit;
    free(next);
    free(paths);
    free(sorted);
}

void history_finish(struct history_walk *w, struct vcs_history *h)
{
    uint32_t *ranks = intern_ranks(&w->ids);

    commits_take(w, h, ranks);
    parents_take(w, h, ranks);
    touches_take(w, h, ranks);
    free(ranks);
}
