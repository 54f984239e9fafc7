#include "engine/vcs/history_known.h"

#include "engine/base/memory.h"

#include <stdlib.h>

static const uint32_t *parents_of(const struct vcs_history *h, uint32_t commit,
                                  size_t *count)
{
    *count = h->parent_starts[commit + 1] - h->parent_starts[commit];
    return h->parents + h->parent_starts[commit];
}

static bool is_cut(const struct vcs_history *h, uint32_t commit)
{
    size_t count;
    const uint32_t *parents = parents_of(h, commit, &count);

    return count && parents[0] == VCS_CUT;
}

/* A commit without parents can't be cut off from them, whatever the repository says. */
bool history_cuts_agree(const struct vcs_history *h, const struct intern *cuts)
{
    for (uint32_t i = 0; i < h->commit_count; i++) {
        struct slice id = {(const char *)h->commits[i].id, VCS_ID_BYTES};

        if (h->parent_starts[i + 1] > h->parent_starts[i] &&
            is_cut(h, i) != (intern_find(cuts, id) != INTERN_NONE))
            return false;
    }
    return true;
}

void history_known_init(struct history_known *k, const struct vcs_history *history,
                        struct slice way, const struct intern *cuts)
{
    *k = (struct history_known){0};
    if (!history || !slice_equal(history->way, way) || !history_cuts_agree(history, cuts))
        return;
    k->history = history;
    k->reached = memory_calloc(history->commit_count, sizeof *k->reached);
}

uint32_t history_known_find(const struct history_known *k, const unsigned char *id)
{
    size_t low = 0, high = k->history ? k->history->commit_count : 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = memcmp(k->history->commits[middle].id, id, VCS_ID_BYTES);

        if (order == 0)
            return (uint32_t)middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return KNOWN_NONE;
}

static void reach(struct history_known *k, uint32_t commit)
{
    if (commit == VCS_CUT || k->reached[commit])
        return;
    k->reached[commit] = true;
    k->todo = memory_grow(k->todo, &k->todo_capacity, k->todo_count + 1, sizeof *k->todo);
    k->todo[k->todo_count++] = commit;
}

void history_known_reach(struct history_known *k, uint32_t commit)
{
    reach(k, commit);
    while (k->todo_count) {
        uint32_t at = k->todo[--k->todo_count];
        size_t count;
        const uint32_t *parents = parents_of(k->history, at, &count);

        for (size_t i = 0; i < count; i++)
            reach(k, parents[i]);
    }
}

void history_known_release(struct history_known *k)
{
    free(k->reached);
    free(k->todo);
    *k = (struct history_known){0};
}
