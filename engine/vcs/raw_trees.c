#include "engine/vcs/raw_trees.h"

#include "engine/base/memory.h"
#include "engine/vcs/fault.h"
#include "engine/vcs/side.h"

#include <stdlib.h>
#include <sys/stat.h>

/* "1 a", a NUL and an id. */
#define ENTRY_MIN_BYTES (4 + GIT_OID_RAWSZ)

enum { PLACES = 1 << 16 };

struct raw_trees {
    git_odb *objects;
    struct raw_tree **places;
    struct raw_tree *newest, *oldest;
    size_t bytes, budget_bytes;
};

/* -------------------------------------------------------------------- entries */

static int last_byte(const struct raw_entry *entry, uint32_t at)
{
    return at < entry->name_len         ? (unsigned char)entry->name[at]
           : raw_entry_is_folder(entry) ? '/'
                                        : 0;
}

int raw_entry_order(const struct raw_entry *a, const struct raw_entry *b)
{
    uint32_t len = a->name_len < b->name_len ? a->name_len : b->name_len;
    int order = memcmp(a->name, b->name, len);

    return order ? order : last_byte(a, len) - last_byte(b, len);
}

const struct raw_entry *raw_tree_folder(const struct raw_tree *tree, struct slice name)
{
    const struct raw_entry wanted = {name.data, (uint32_t)name.len, GIT_FILEMODE_TREE};
    size_t low = 0, high = tree->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = raw_entry_order(&tree->entries[middle], &wanted);

        if (order == 0)
            return &tree->entries[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* What git makes of a mode: 0 for what is neither file nor link nor folder. */
static uint32_t mode_of(uint32_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFREG: return mode & S_IXUSR ? 0100755 : 0100644;
    case S_IFLNK:
    case S_IFDIR: return mode & S_IFMT;
    default: return 0;
    }
}

static bool mode_take(const char **at, const char *end, uint32_t *mode)
{
    const char *start = *at;

    for (*mode = 0; *at < end && **at >= '0' && **at <= '7'; ++*at)
        *mode = *mode << 3 | (uint32_t)(**at - '0');
    return *at > start && *at - start <= 7 && *at < end && *(*at)++ == ' ';
}

/* False: there isn't a whole one. */
static bool entry_take(const char **at, const char *end, struct raw_entry *entry)
{
    const char *name_end;

    if (!mode_take(at, end, &entry->mode))
        return false;
    name_end = memchr(*at, '\0', (size_t)(end - *at));
    if (!name_end || end - name_end <= GIT_OID_RAWSZ)
        return false;
    entry->name = *at;
    entry->name_len = (uint32_t)(name_end - *at);
    *at = name_end + 1 + GIT_OID_RAWSZ;
    return true;
}

static bool name_check(const struct raw_entry *entry, struct err *e)
{
    struct slice name = {entry->name, entry->name_len};

    return side_takes_name(name) ||
           err_set(e, ERR_FORMAT, "no tree may have the name \"%.100s\"", entry->name);
}

static int entries_compare(const void *a, const void *b)
{
    return raw_entry_order(a, b);
}

/* Old programs wrote trees that aren't in order. */
static bool entries_sort(struct raw_tree *tree, struct err *e)
{
    bool sorted = true;

    for (uint32_t i = 1; i < tree->count && sorted; i++)
        sorted = raw_entry_order(&tree->entries[i - 1], &tree->entries[i]) < 0;
    if (sorted)
        return true;
    qsort(tree->entries, tree->count, sizeof *tree->entries, entries_compare);
    for (uint32_t i = 1; i < tree->count; i++)
        if (raw_entry_order(&tree->entries[i - 1], &tree->entries[i]) == 0)
            return err_set(e, ERR_FORMAT, "a tree has the name \"%.100s\" twice",
                           tree->entries[i].name);
    return true;
}

static bool entries_read(struct raw_tree *tree, const char *at, size_t len, struct err *e)
{
    const char *end = at + len;
    struct raw_entry entry;

    while (at < end) {
        if (!entry_take(&at, end, &entry))
            return err_set(e, ERR_FORMAT, "a tree ends in the middle of an entry");
        if (!name_check(&entry, e))
            return false;
        entry.mode = mode_of(entry.mode);
        if (entry.mode)
            tree->entries[tree->count++] = entry;
    }
    return entries_sort(tree, e);
}

/* ---------------------------------------------------------------------- trees */

void raw_tree_release(struct raw_tree *tree)
{
    if (!tree || --tree->holders)
        return;
    git_odb_object_free(tree->object);
    free(tree);
}

/* Takes the object. */
static struct raw_tree *tree_new(git_odb_object *object, const git_oid *id, struct err *e)
{
    size_t len = git_odb_object_size(object), most = len / ENTRY_MIN_BYTES;
    struct raw_tree *tree = memory_alloc(sizeof *tree + most * sizeof *tree->entries);

    *tree = (struct raw_tree){.id = *id, .object = object, .holders = 1};
    if (git_odb_object_type(object) == GIT_OBJECT_TREE
            ? entries_read(tree, git_odb_object_data(object), len, e)
            : err_set(e, ERR_FORMAT, "a folder is no tree")) {
        tree->bytes = sizeof *tree + len + tree->count * sizeof *tree->entries;
        return tree;
    }
    raw_tree_release(tree);
    return NULL;
}

static struct raw_tree *tree_read(const struct raw_trees *t, const git_oid *id,
                                  struct err *e)
{
    char hex[GIT_OID_HEXSZ + 1];
    git_odb_object *object = NULL;
    struct raw_tree *tree;

    git_oid_tostr(hex, sizeof hex, id);
    if (git_odb_read(&object, t->objects, id) < 0) {
        fault_set(e, ERR_FORMAT, "tree %s can't be read", hex);
        return NULL;
    }
    tree = tree_new(object, id, e);
    if (!tree && e)
        err_wrap(e, hex);
    return tree;
}

/* -------------------------------------------------------------------- the room */

struct raw_trees *raw_trees_new(git_odb *objects, size_t budget_bytes)
{
    struct raw_trees *t = memory_calloc(1, sizeof *t);

    *t = (struct raw_trees){.objects = objects, .budget_bytes = budget_bytes};
    t->places = memory_calloc(PLACES, sizeof *t->places);
    return t;
}

static struct raw_tree **place_of(const struct raw_trees *t, const git_oid *id)
{
    uint32_t start;

    memcpy(&start, id->id, sizeof start);
    return &t->places[start % PLACES];
}

static void line_leave(struct raw_trees *t, struct raw_tree *tree)
{
    *(tree->newer ? &tree->newer->older : &t->newest) = tree->older;
    *(tree->older ? &tree->older->newer : &t->oldest) = tree->newer;
}

static void line_enter(struct raw_trees *t, struct raw_tree *tree)
{
    tree->newer = NULL;
    tree->older = t->newest;
    *(t->newest ? &t->newest->newer : &t->oldest) = tree;
    t->newest = tree;
}

static void tree_drop(struct raw_trees *t, struct raw_tree *tree)
{
    struct raw_tree **at = place_of(t, &tree->id);

    while (*at != tree)
        at = &(*at)->next;
    *at = tree->next;
    line_leave(t, tree);
    t->bytes -= tree->bytes;
    raw_tree_release(tree);
}

static void tree_keep(struct raw_trees *t, struct raw_tree *tree)
{
    struct raw_tree **place = place_of(t, &tree->id);

    while (t->oldest && t->bytes + tree->bytes > t->budget_bytes)
        tree_drop(t, t->oldest);
    tree->next = *place;
    *place = tree;
    line_enter(t, tree);
    t->bytes += tree->bytes;
    tree->holders++;
}

void raw_trees_free(struct raw_trees *t)
{
    while (t->oldest)
        tree_drop(t, t->oldest);
    free(t->places);
    free(t);
}

struct raw_tree *raw_trees_get(struct raw_trees *t, const git_oid *id, struct err *e)
{
    struct raw_tree *tree = *place_of(t, id);

    while (tree && memcmp(&tree->id, id, sizeof *id) != 0)
        tree = tree->next;
    if (tree) {
        line_leave(t, tree);
        line_enter(t, tree);
        tree->holders++;
        return tree;
    }
    tree = tree_read(t, id, e);
    if (tree)
        tree_keep(t, tree);
    return tree;
}
