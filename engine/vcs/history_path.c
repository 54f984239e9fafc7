#include "engine/vcs/history.h"

#include "engine/base/memory.h"

#include <stdlib.h>

/* The number of a path; path_count: it isn't in. */
static size_t path_find(const struct vcs_history *h, struct slice path)
{
    size_t low = 0, high = h->path_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = slice_compare(h->paths[middle], path);

        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return h->path_count;
}

static int numbers_compare(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

/* `authors`: one for each commit. */
static void authors_count(uint32_t *authors, size_t count, struct vcs_path *p)
{
    size_t start = 0;

    qsort(authors, count, sizeof *authors, numbers_compare);
    for (size_t i = 1; i <= count; i++) {
        if (i < count && authors[i] == authors[start])
            continue;
        p->authors++;
        if (i - start > p->main_commits) {
            p->main_commits = (uint32_t)(i - start);
            p->main_author = authors[start];
        }
        start = i;
    }
}

static void commit_count(const struct vcs_commit *commit, int64_t since_s,
                         struct vcs_path *p)
{
    if (!p->commits++)
        p->first_s = p->last_s = commit->time_s;
    if (commit->time_s < p->first_s)
        p->first_s = commit->time_s;
    if (commit->time_s > p->last_s)
        p->last_s = commit->time_s;
    p->recent_commits += commit->time_s >= since_s;
}

bool vcs_history_path(const struct vcs_history *h, struct slice path, int64_t since_s,
                      struct vcs_path *p)
{
    size_t at = path_find(h, path);
    uint32_t *authors;

    *p = (struct vcs_path){0};
    if (at == h->path_count)
        return false;
    authors = memory_calloc(h->starts[at + 1] - h->starts[at], sizeof *authors);
    for (uint32_t i = h->starts[at]; i < h->starts[at + 1]; i++) {
        const struct vcs_commit *commit = &h->commits[h->touches[i]];

        authors[p->commits] = commit->author;
        commit_count(commit, since_s, p);
    }
    authors_count(authors, p->commits, p);
    free(authors);
    return true;
}
