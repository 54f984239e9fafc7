#include "engine/vcs/touches.h"

#include "engine/base/memory.h"
#include "engine/vcs/side.h"

#include <stdlib.h>

/* Of all commits together. A history of 1,500,000 commits has 20 million of each. */
#define TOUCHES_MAX ((size_t)1 << 26)
#define FOLDERS_MAX ((size_t)1 << 27)

static bool level_walk(struct touches *t, size_t base, struct slice way);

static const struct raw_entry *side_entry(const struct touch_side *side)
{
    return side->tree && side->at < side->tree->count ? &side->tree->entries[side->at]
                                                      : NULL;
}

/* Differs what is here in the first from what each of the others has? */
static bool is_touched(const struct touch_side *sides, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (sides[i].here == sides[0].here &&
            (!sides[0].here ||
             raw_entry_same(side_entry(&sides[0]), side_entry(&sides[i]))))
            return false;
    return true;
}

/* ---------------------------------------------------------------------- folders */

static bool side_open(struct touches *t, size_t side, const git_oid *id)
{
    t->sides[side].tree = raw_trees_get(t->trees, id, t->e);
    return t->sides[side].tree != NULL;
}

static size_t level_push(struct touches *t)
{
    size_t level = t->side_count;

    t->side_count += t->width;
    t->sides = memory_grow(t->sides, &t->side_capacity, t->side_count, sizeof *t->sides);
    memset(t->sides + level, 0, t->width * sizeof *t->sides);
    return level;
}

static void level_pop(struct touches *t)
{
    for (size_t i = t->side_count - t->width; i < t->side_count; i++)
        raw_tree_release(t->sides[i].tree);
    t->side_count -= t->width;
}

/* What those that are here have there. */
static bool level_open(struct touches *t, size_t base, size_t level)
{
    for (size_t i = 0; i < t->width; i++) {
        git_oid id;

        if (!t->sides[base + i].here)
            continue;
        memcpy(id.id, raw_entry_id(side_entry(&t->sides[base + i])), sizeof id.id);
        if (!side_open(t, level + i, &id))
            return false;
    }
    return true;
}

static bool limits_check(const struct touches *t)
{
    if (t->cancelled && atomic_load_explicit(t->cancelled, memory_order_relaxed))
        return err_set(t->e, ERR_CANCELLED, "the history wasn't read to its end");
    if (t->depth > FOLDER_MAX_DEPTH || t->path.len > PATH_MAX_BYTES)
        return err_set(t->e, ERR_LIMIT, "a commit has folders more than %d deep",
                       FOLDER_MAX_DEPTH);
    return t->folder_count <= FOLDERS_MAX ||
           err_set(t->e, ERR_LIMIT, "the history has more than %zu folders that changed",
                   FOLDERS_MAX);
}

static bool folder_walk(struct touches *t, size_t base, struct slice way)
{
    size_t level = level_push(t);
    bool done;

    t->depth++;
    t->folder_count++;
    done = limits_check(t) && level_open(t, base, level) && level_walk(t, level, way);
    t->depth--;
    level_pop(t);
    return done;
}

/* Down to the folder that was asked for, past all others. */
static bool way_walk(struct touches *t, size_t base, struct slice way)
{
    struct slice part;

    slice_cut(&way, '/', &part);
    for (struct touch_side *side = t->sides + base; side < t->sides + base + t->width;
         side++) {
        const struct raw_entry *entry =
            side->tree ? raw_tree_folder(side->tree, part) : NULL;

        side->here = entry != NULL;
        side->at = entry ? (uint32_t)(entry - side->tree->entries) : 0;
    }
    return !is_touched(t->sides + base, t->width) || folder_walk(t, base, way);
}

/* ---------------------------------------------------------------------- entries */

void touches_add(struct touches *t, uint32_t path, uint32_t commit)
{
    t->items = memory_grow(t->items, &t->capacity, t->count + 1, sizeof *t->items);
    t->items[t->count++] = (struct touch){path, commit};
}

static bool file_touch(struct touches *t)
{
    struct slice path = buf_slice(&t->path);

    if (path.len > PATH_MAX_BYTES)
        return err_set(t->e, ERR_LIMIT, "a path has more than %zu bytes", PATH_MAX_BYTES);
    if (t->count == TOUCHES_MAX || t->paths.count > SIDE_MAX_FILES)
        return err_set(t->e, ERR_LIMIT,
                       "the history has more than %zu paths or %zu changes of them",
                       SIDE_MAX_FILES, TOUCHES_MAX);
    touches_add(t, intern_add(&t->paths, path), t->commit);
    return true;
}

static bool entry_walk(struct touches *t, size_t base, const struct raw_entry *entry)
{
    size_t len = t->path.len;
    bool done;

    buf_add(&t->path, (struct slice){entry->name, entry->name_len});
    if (raw_entry_is_folder(entry)) {
        buf_add_char(&t->path, '/');
        done = folder_walk(t, base, (struct slice){"", 0});
    } else {
        done = file_touch(t);
    }
    t->path.len = len;
    return done;
}

/* The entry that comes first of those that are next; says of each side whether it has it.
 * NULL: all are at their ends. */
static const struct raw_entry *entry_first(struct touch_side *sides, size_t count)
{
    const struct raw_entry *first = NULL;
    size_t from = 0;

    for (size_t i = 0; i < count; i++) {
        const struct raw_entry *entry = side_entry(&sides[i]);
        int order = !entry ? 1 : !first ? -1 : raw_entry_order(entry, first);

        if (order < 0) {
            first = entry;
            from = i;
        }
        sides[i].here = order <= 0;
    }
    for (size_t i = 0; i < from; i++)
        sides[i].here = false;
    return first;
}

static bool level_walk(struct touches *t, size_t base, struct slice way)
{
    const struct raw_entry *entry;

    if (way.len)
        return way_walk(t, base, way);
    while ((entry = entry_first(t->sides + base, t->width))) {
        if (is_touched(t->sides + base, t->width) && !entry_walk(t, base, entry))
            return false;
        for (size_t i = 0; i < t->width; i++)
            t->sides[base + i].at += t->sides[base + i].here;
    }
    return true;
}

/* ---------------------------------------------------------------------- commits */

static bool is_one_of(const git_oid *id, const git_oid *ids, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (git_oid_equal(id, &ids[i]))
            return true;
    return false;
}

bool touches_find(struct touches *t, uint32_t commit, const git_oid *tree,
                  const git_oid *parents, size_t parent_count, struct err *e)
{
    size_t level;
    bool done;

    t->commit = commit;
    t->e = e;
    if (!limits_check(t))
        return false;
    if (is_one_of(tree, parents, parent_count))
        return true;
    t->width = parent_count + 1;
    level = level_push(t);
    done = side_open(t, level, tree);
    for (size_t i = 0; i < parent_count && done; i++)
        done = side_open(t, level + 1 + i, &parents[i]);
    done = done && level_walk(t, level, t->way);
    level_pop(t);
    return done;
}

void touches_release(struct touches *t)
{
    intern_release(&t->paths);
    buf_release(&t->path);
    free(t->items);
    free(t->sides);
}
