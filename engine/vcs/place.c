#include "engine/vcs/place.h"

#include "engine/vcs/file.h"
#include "engine/vcs/plain.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A path and a few words. */
#define POINTER_MAX_BYTES ((size_t)2 * PATH_MAX)

static bool is_there(const char *folder, const char *name, struct arena *a)
{
    struct stat status;

    return lstat(file_join(a, folder, name), &status) == 0;
}

/* Without links; NULL with errno set if there is no such thing. */
static const char *real_path(const char *path, struct arena *a)
{
    char *real = realpath(path, NULL);
    const char *copy = real ? arena_copy(a, slice_of(real)).data : NULL;

    free(real);
    return copy;
}

static bool same_path(const char *a, const char *b)
{
    return a && b && !strcmp(a, b);
}

static bool trust(const char *path, uid_t owner, struct err *e)
{
    struct stat status;

    if (stat(path, &status) < 0)
        return err_set_errno(e, errno, "%s", path);
    return status.st_uid == owner || status.st_uid == 0 || status.st_uid == geteuid() ||
           err_set(e, ERR_USAGE, "%s belongs to somebody else, so it is not asked", path);
}

/* A file that holds one path, after `prefix`, as seen from `folder`. */
static const char *pointer_read(const char *file, const char *prefix, const char *folder,
                                struct arena *a)
{
    struct slice text;

    if (!file_read(file, POINTER_MAX_BYTES, a, &text) ||
        !slice_starts(text, slice_of(prefix)))
        return NULL;
    text.data += strlen(prefix);
    text.len -= strlen(prefix);
    while (text.len && strchr(" \t", *text.data)) {
        text.data++;
        text.len--;
    }
    while (text.len && strchr("\r\n \t", text.data[text.len - 1]))
        text.len--;
    return text.len ? file_resolve(a, folder, arena_copy(a, text).data) : NULL;
}

/* ---------------------------------------------------------------- the folders */

static bool folder_find(struct place *p, const char *mark, struct arena *a, struct err *e)
{
    struct stat status;
    const char *named = mark;

    if (stat(mark, &status) < 0)
        return err_set_errno(e, errno, "%s", mark);
    if (S_ISREG(status.st_mode))
        named = pointer_read(mark, "gitdir:", p->top, a);
    p->folder = named ? real_path(named, a) : NULL;
    return p->folder ||
           err_set(e, ERR_FORMAT, "%s names no repository that is there", mark);
}

static bool common_find(struct place *p, struct arena *a, struct err *e)
{
    const char *named;

    p->common = p->folder;
    if (!is_there(p->folder, "commondir", a))
        return true;
    named = pointer_read(file_join(a, p->folder, "commondir"), "", p->folder, a);
    p->common = named ? real_path(named, a) : NULL;
    return p->common || err_set(e, ERR_FORMAT,
                                "%s/commondir names no folder that is there", p->folder);
}

static bool is_repository(const struct place *p, struct arena *a, struct err *e)
{
    return (is_there(p->folder, "HEAD", a) && is_there(p->common, "objects", a) &&
            is_there(p->common, "refs", a)) ||
           err_set(e, ERR_FORMAT,
                   "%s is no git repository: it lacks HEAD, objects or refs", p->folder);
}

/* ------------------------------------------------------------------- the rules */

static bool settings_find(struct place *p, struct arena *a, struct err *e)
{
    const char *path = file_join(a, p->common, "config");
    struct slice text = {"", 0};

    if (!file_read(path, SETTINGS_MAX_BYTES, a, &text) && errno != ENOENT)
        return err_set_errno(e, errno, "%s", path);
    if (!settings_read(&p->settings, text, a, e))
        return err_wrap(e, path);
    return !p->settings.unsupported ||
           err_set(e, ERR_UNSUPPORTED,
                   "%s: repositories with the extension %s can't be read", p->common,
                   p->settings.unsupported);
}

/* What the repository says of where its work tree is; NULL if it says nothing. */
static const char *top_named(const struct place *p, struct arena *a)
{
    const char *named = p->settings.worktree;

    return named ? real_path(file_resolve(a, p->folder, named), a) : NULL;
}

/* A linked work tree's folder lies in the repository that it links to, so what it says
 * was said there. */
static bool is_linked(const struct place *p, struct arena *a)
{
    const char *all = file_join(a, p->common, "worktrees/");
    const char *name = p->folder + strlen(all);

    return slice_starts(slice_of(p->folder), slice_of(all)) && *name &&
           !strchr(name, '/');
}

static bool points_back(const struct place *p, const char *mark, struct arena *a)
{
    const char *named;

    if (same_path(p->common, p->folder))
        return same_path(top_named(p, a), p->top);
    if (!is_linked(p, a))
        return false;
    named = pointer_read(file_join(a, p->folder, "gitdir"), "", p->folder, a);
    return named && same_path(real_path(named, a), real_path(mark, a));
}

static bool tree_agrees(const struct place *p, const char *mark, struct arena *a,
                        struct err *e)
{
    if (!same_path(p->folder, mark) || !same_path(p->common, mark))
        return points_back(p, mark, a) ||
               err_set(e, ERR_USAGE, "%s names %s, which doesn't name this work tree",
                       mark, same_path(p->folder, mark) ? p->common : p->folder);
    if (p->settings.bare)
        return err_set(e, ERR_USAGE, "%s is a bare repository: it has no work tree",
                       p->folder);
    return !p->settings.worktree || same_path(top_named(p, a), p->top) ||
           err_set(e, ERR_USAGE,
                   "%s says that its work tree is elsewhere (core.worktree)", p->folder);
}

bool place_at(struct place *p, const char *top, uid_t owner, struct arena *a,
              struct err *e)
{
    const char *mark = file_join(a, top, ".git");

    *p = (struct place){.top = top, .way = {"", 0}, .owner = owner};
    return trust(top, owner, e) && folder_find(p, mark, a, e) && common_find(p, a, e) &&
           trust(p->folder, owner, e) && trust(p->common, owner, e) &&
           is_repository(p, a, e) && settings_find(p, a, e) &&
           tree_agrees(p, mark, a, e) && plain_repository(p->folder, p->common, a, e);
}

/* ------------------------------------------------------------------ the way up */

static bool is_bare(const char *folder, struct arena *a)
{
    return is_there(folder, "HEAD", a) && is_there(folder, "objects", a) &&
           is_there(folder, "refs", a);
}

/* "/a/b" to "/a", "/a" to "/". */
static const char *parent_of(const char *folder, struct arena *a)
{
    size_t len = (size_t)(strrchr(folder, '/') - folder);

    return arena_copy(a, (struct slice){folder, len ? len : 1}).data;
}

/* NULL with *e set if there is none. */
static const char *top_find(const char *root, const char *from, struct arena *a,
                            struct err *e)
{
    for (const char *folder = from;; folder = parent_of(folder, a)) {
        if (is_there(folder, ".git", a))
            return folder;
        if (is_bare(folder, a)) {
            err_set(e, ERR_USAGE, "%s is a bare repository: it has no work tree", folder);
            return NULL;
        }
        if (!strcmp(folder, "/"))
            break;
    }
    err_set(e, ERR_USAGE, "%s lies in no git repository", root);
    return NULL;
}

/* "/top/a/b" below "/top" is "a/b/". */
static struct slice way_of(const char *top, const char *folder, struct arena *a)
{
    size_t top_len = !strcmp(top, "/") ? 0 : strlen(top);

    if (!folder[top_len] || !folder[top_len + 1])
        return (struct slice){"", 0};
    return slice_of(file_join(a, folder + top_len + 1, ""));
}

bool place_find(struct place *p, const char *root, struct arena *a, struct err *e)
{
    const char *real = real_path(root, a), *top;
    struct stat status;

    if (!real || stat(real, &status) < 0)
        return err_set_errno(e, errno, "%s", root);
    if (!S_ISDIR(status.st_mode))
        return err_set(e, ERR_USAGE, "%s is no folder", root);
    top = top_find(root, real, a, e);
    if (!top || !place_at(p, top, status.st_uid, a, e))
        return false;
    p->way = way_of(top, real, a);
    return true;
}
