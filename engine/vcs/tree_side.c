#include "engine/vcs/tree_side.h"

#include "engine/base/buf.h"
#include "engine/vcs/fault.h"

struct walk {
    struct side *a, *b;
    git_repository *repository;
    struct buf path; /* of the folder, with a '/' at the end */
    unsigned depth;
    size_t folder_count;
    struct err *e;
};

static bool trees_walk(struct walk *w, git_tree *a, git_tree *b);

static bool is_tree(const git_tree_entry *entry)
{
    return entry && git_tree_entry_type(entry) == GIT_OBJECT_TREE;
}

/* *tree stays NULL without an entry. */
static bool tree_read(struct walk *w, const git_tree_entry *entry, git_tree **tree)
{
    if (!entry || git_tree_lookup(tree, w->repository, git_tree_entry_id(entry)) == 0)
        return true;
    return fault_set(w->e, ERR_FORMAT, "the folder \"%.*s\" of a commit can't be read",
                     (int)w->path.len, w->path.data);
}

static bool folder_walk(struct walk *w, const git_tree_entry *a, const git_tree_entry *b)
{
    size_t len = w->path.len;
    git_tree *tree_a = NULL, *tree_b = NULL;
    bool done;

    buf_add_text(&w->path, git_tree_entry_name(a ? a : b));
    buf_add_char(&w->path, '/');
    if (w->path.len > PATH_MAX_BYTES || ++w->depth > FOLDER_MAX_DEPTH)
        return err_set(w->e, ERR_LIMIT, "a commit has folders more than %d deep",
                       FOLDER_MAX_DEPTH);
    if (w->folder_count++ == SIDE_MAX_FILES)
        return err_set(w->e, ERR_LIMIT, "more than %zu folders in one tree",
                       SIDE_MAX_FILES);
    done = tree_read(w, a, &tree_a) && tree_read(w, b, &tree_b) &&
           trees_walk(w, tree_a, tree_b);
    git_tree_free(tree_a);
    git_tree_free(tree_b);
    w->path.len = len;
    w->depth--;
    return done;
}

static bool file_add(struct walk *w, struct side *s, const git_tree_entry *entry)
{
    size_t len = w->path.len;
    struct item *item;

    buf_add_text(&w->path, git_tree_entry_name(entry));
    item =
        side_add(s, buf_slice(&w->path), (uint16_t)git_tree_entry_filemode(entry), w->e);
    w->path.len = len;
    if (item)
        item->id = *git_tree_entry_id(entry);
    return item != NULL;
}

/* Both have one name; either may be missing. */
static bool pair_walk(struct walk *w, const git_tree_entry *a, const git_tree_entry *b)
{
    const git_tree_entry *tree_a = is_tree(a) ? a : NULL, *tree_b = is_tree(b) ? b : NULL;

    if (a && b && git_oid_equal(git_tree_entry_id(a), git_tree_entry_id(b)) &&
        git_tree_entry_filemode(a) == git_tree_entry_filemode(b))
        return true;
    return (!(tree_a || tree_b) || folder_walk(w, tree_a, tree_b)) &&
           (!a || tree_a || file_add(w, w->a, a)) &&
           (!b || tree_b || file_add(w, w->b, b));
}

/* libgit2 takes any name; a '/' in one would be a path elsewhere. */
static bool name_check(struct walk *w, const git_tree_entry *entry)
{
    return !strchr(git_tree_entry_name(entry), '/') ||
           err_set(w->e, ERR_FORMAT, "no tree may have the name \"%.100s\"",
                   git_tree_entry_name(entry));
}

static const git_tree_entry *twin(const git_tree *tree, const git_tree_entry *entry)
{
    return tree ? git_tree_entry_byname(tree, git_tree_entry_name(entry)) : NULL;
}

static bool trees_walk(struct walk *w, git_tree *a, git_tree *b)
{
    size_t count_a = a ? git_tree_entrycount(a) : 0,
           count_b = b ? git_tree_entrycount(b) : 0;
    bool done = true;

    for (size_t i = 0; i < count_a && done; i++) {
        const git_tree_entry *entry = git_tree_entry_byindex(a, i);

        done = name_check(w, entry) && pair_walk(w, entry, twin(b, entry));
    }
    for (size_t i = 0; i < count_b && done; i++) {
        const git_tree_entry *entry = git_tree_entry_byindex(b, i);

        done = name_check(w, entry) && (twin(a, entry) || pair_walk(w, NULL, entry));
    }
    return done;
}

bool tree_sides_fill(struct side *a, struct side *b, git_tree *tree_a, git_tree *tree_b,
                     struct err *e)
{
    struct walk w = {.a = a, .b = b, .e = e};
    bool done;

    if (!tree_a && !tree_b)
        return true;
    w.repository = git_tree_owner(tree_a ? tree_a : tree_b);
    done = trees_walk(&w, tree_a, tree_b);
    buf_release(&w.path);
    return done;
}

bool tree_side_fill(struct side *s, git_tree *tree, struct err *e)
{
    struct side none = {.arena = s->arena};

    return tree_sides_fill(s, &none, tree, NULL, e);
}
