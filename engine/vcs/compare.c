#include "engine/vcs/compare.h"

#include "engine/vcs/work_side.h"

struct comparison {
    const struct place *place;
    git_repository *repository;
    struct arena *memory;
    struct vcs_changes *changes;
    size_t capacity;
};

static struct vcs_change *change_new(struct comparison *c)
{
    struct vcs_changes *all = c->changes;

    if (all->count == c->capacity) {
        struct vcs_change *more;

        c->capacity = 2 * c->capacity + 16;
        more = arena_array(c->memory, struct vcs_change, c->capacity);
        if (all->count)
            memcpy(more, all->items, all->count * sizeof *more);
        all->items = more;
    }
    return &all->items[all->count++];
}

static void change_add(struct comparison *c, const struct item *base,
                       const struct item *now, enum vcs_status status)
{
    struct slice path = (now ? now : base)->path, way = c->place->way;

    if (!slice_starts(path, way)) {
        c->changes->outside_count++;
        return;
    }
    path.data += way.len;
    path.len -= way.len;
    *change_new(c) = (struct vcs_change){
        .path = arena_copy(c->memory, path),
        .status = status,
        .submodule = (base && item_is_submodule(base)) || (now && item_is_submodule(now)),
        .conflict = now && now->conflict,
    };
}

/* Only reading the file says whether its bytes are base's, where its state doesn't. */
static bool is_read(struct comparison *c, const struct item *base, struct item *now)
{
    if (now->bytes == BYTES_OTHER && git_oid_equal(&base->id, &now->id))
        return true;
    if (now->bytes == BYTES_OTHER || now->bytes == BYTES_UNKNOWN)
        return work_item_read(now, c->place, c->repository);
    return now->bytes == BYTES_KNOWN;
}

static bool is_same(const struct item *base, const struct item *now)
{
    return now->bytes == BYTES_KNOWN && git_oid_equal(&base->id, &now->id);
}

static void both_compare(struct comparison *c, const struct item *base, struct item *now)
{
    if (now->conflict || base->mode != now->mode)
        change_add(c, base, now, VCS_MODIFIED);
    else if (!is_read(c, base, now))
        change_add(c, base, now, VCS_UNREADABLE);
    else if (!is_same(base, now))
        change_add(c, base, now, VCS_MODIFIED);
}

static void now_only(struct comparison *c, const struct item *now)
{
    enum vcs_status status = VCS_ADDED;

    if (now->conflict)
        status = VCS_MODIFIED;
    else if (now->bytes == BYTES_SECRET && !item_is_submodule(now))
        status = VCS_UNREADABLE;
    change_add(c, NULL, now, status);
}

void sides_compare(const struct side *base, struct side *now, const struct place *p,
                   git_repository *repository, struct arena *memory,
                   struct vcs_changes *c)
{
    struct comparison all = {p, repository, memory, c, 0};
    size_t i = 0, k = 0;

    while (i < base->count || k < now->count) {
        int order = i == base->count ? 1
                    : k == now->count
                        ? -1
                        : slice_compare(base->items[i].path, now->items[k].path);

        if (order < 0)
            change_add(&all, &base->items[i], NULL, VCS_DELETED);
        else if (order > 0)
            now_only(&all, &now->items[k]);
        else
            both_compare(&all, &base->items[i], &now->items[k]);
        i += order <= 0;
        k += order >= 0;
    }
    c->unread_count = now->unread_count;
}
