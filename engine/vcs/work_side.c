#include "engine/vcs/work_side.h"

#include "engine/base/buf.h"
#include "engine/base/memory.h"
#include "engine/rules/ignore.h"
#include "engine/vcs/file.h"
#include "engine/vcs/index_side.h"
#include "engine/vcs/submodule.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* The way down is a recursion. */
#define DEPTH_MAX 1024

/* Longer rules with wildcards in force at one place would make each look at a path slow;
 * those of real trees have under 4 KiB. */
#define WILD_MAX_BYTES ((size_t)64 * 1024)

/* A folder on the way down. Nothing in a folder that is ignored is brought back. One with
 * files in the index is entered in any case, and asked about once something in it depends
 * on that. */
struct level {
    struct level *above; /* NULL: the top */
    size_t path_len;
    const struct rules *rules; /* what its .gitignore says; NULL: nothing */
    size_t wild_bytes;         /* with those above */
    bool known, ignored;
};

struct walk {
    struct side *side;
    const struct place *place;
    git_index *index;
    const struct rules *exclude; /* of info/exclude; NULL: none */
    struct timespec stamp;
    bool *seen; /* of each entry of the index: it is dealt with */
    int top;
    unsigned depth;
    struct level *level;
    struct buf path; /* where we are; a NUL follows */
    struct err *e;
};

static bool folder_walk(struct walk *w, struct range r);

static struct slice path_of(const struct walk *w)
{
    return buf_slice(&w->path);
}

static void path_add(struct walk *w, const char *text)
{
    buf_add_text(&w->path, text);
    *buf_reserve(&w->path, 1) = '\0';
}

static void path_cut(struct walk *w, size_t len)
{
    w->path.len = len;
    *buf_reserve(&w->path, 1) = '\0';
}

/* 0: neither file nor link. */
static uint16_t mode_of(const struct stat *status)
{
    if (S_ISREG(status->st_mode))
        return status->st_mode & S_IXUSR ? GIT_FILEMODE_BLOB_EXECUTABLE
                                         : GIT_FILEMODE_BLOB;
    return S_ISLNK(status->st_mode) ? GIT_FILEMODE_LINK : 0;
}

static struct item *last_item(struct walk *w)
{
    return &w->side->items[w->side->count - 1];
}

/* -------------------------------------------------------------- what is ignored */

/* The nearest .gitignore that has something to say decides. `path` ends in '/' if it is
 * a folder, and lies in that of level `l`, which isn't ignored. */
static bool rules_ask(const struct walk *w, const struct level *l, struct slice path)
{
    bool folder = path.data[path.len - 1] == '/';
    struct ignore_name name;
    const struct rule *rule = NULL;

    path.len -= folder;
    name = ignore_name_of((struct slice){path.data + l->path_len, path.len - l->path_len},
                          folder);
    for (; l && !rule; l = l->above)
        if (l->rules)
            rule = ignore_match(
                l->rules, &name,
                (struct slice){path.data + l->path_len, path.len - l->path_len});
    if (!rule && w->exclude)
        rule = ignore_match(w->exclude, &name, path);
    return rule && !rule->negated;
}

static bool level_is_ignored(const struct walk *w, struct level *l)
{
    if (!l->known && l->above)
        l->ignored = level_is_ignored(w, l->above) ||
                     rules_ask(w, l->above, (struct slice){w->path.data, l->path_len});
    l->known = true;
    return l->ignored;
}

/* Is w->path, which lies in the folder of w->level? */
static bool is_ignored(const struct walk *w)
{
    return level_is_ignored(w, w->level) || rules_ask(w, w->level, path_of(w));
}

static bool rules_limit(struct walk *w, struct level *l)
{
    l->wild_bytes += l->rules->wild_bytes;
    return l->wild_bytes <= WILD_MAX_BYTES ||
           err_set(w->e, ERR_LIMIT,
                   "%s.gitignore: the wildcard rules in force there are longer than %zu "
                   "bytes",
                   w->path.data, WILD_MAX_BYTES);
}

static bool rules_blame(struct walk *w)
{
    size_t len = w->path.len;

    path_add(w, ".gitignore");
    err_wrap(w->e, w->path.data);
    path_cut(w, len);
    return false;
}

static bool is_nothing(int reason)
{
    return reason == ENOENT || reason == EINVAL || reason == ENOTDIR || reason == EISDIR;
}

/* A link or a pipe says nothing, as it does for git. What can't be read leaves unknown
 * what is ignored: an error. */
static bool level_read(struct walk *w, struct level *l, int folder)
{
    struct slice text;

    if (!file_read_in(folder, ".gitignore", IGNORE_FILE_MAX_BYTES, w->side->arena, &text))
        return is_nothing(errno) ||
               err_set_errno(w->e, errno, "%s.gitignore", w->path.data);
    l->rules = ignore_parse(text, slice_of(""), 0, w->side->arena, w->e);
    return l->rules ? rules_limit(w, l) : rules_blame(w);
}

static bool exclude_read(struct walk *w)
{
    const char *path = file_join(w->side->arena, w->place->common, "info/exclude");
    struct slice text;

    if (!file_read(path, IGNORE_FILE_MAX_BYTES, w->side->arena, &text))
        return is_nothing(errno) || err_set_errno(w->e, errno, "%s", path);
    w->exclude = ignore_parse(text, slice_of(""), 0, w->side->arena, w->e);
    return w->exclude || err_wrap(w->e, path);
}

/* libgit2 would follow a .gitattributes that is a link, and wait on a pipe; git does
 * neither. */
static bool attributes_check(struct walk *w, int folder)
{
    struct stat status;

    return fstatat(folder, ".gitattributes", &status, AT_SYMLINK_NOFOLLOW) < 0 ||
           S_ISDIR(status.st_mode) ||
           (S_ISREG(status.st_mode) && (size_t)status.st_size <= IGNORE_FILE_MAX_BYTES) ||
           err_set(w->e, ERR_UNSUPPORTED,
                   "%s.gitattributes is a link, no regular file or longer than 1 MiB",
                   w->path.data);
}

/* ------------------------------------------------------------ what there is */

static void seen_mark(struct walk *w, size_t i)
{
    size_t count = git_index_entrycount(w->index);

    do
        w->seen[i++] = true;
    while (i < count && index_side_is_further_stage(w->index, i));
}

static bool tracked_add(struct walk *w, const git_index_entry *entry,
                        const struct stat *status)
{
    bool same_kind = (mode_of(status) & S_IFMT) == (entry->mode & S_IFMT);
    bool mode_counts = !w->place->settings.modes_ignored || !same_kind;

    if (!index_side_add(w->side, entry, w->e))
        return false;
    if (mode_counts)
        last_item(w)->mode = mode_of(status);
    last_item(w)->bytes =
        (uint8_t)(same_kind ? index_side_bytes_of(entry, status, w->stamp)
                            : BYTES_UNKNOWN);
    return true;
}

/* git was told not to look at those with that flag. */
static bool tracked_visit(struct walk *w, size_t i, const struct stat *status)
{
    const git_index_entry *entry = git_index_get_byindex(w->index, i);

    seen_mark(w, i);
    if (index_side_is_conflict(entry) || entry->flags & GIT_INDEX_ENTRY_VALID)
        return index_side_add(w->side, entry, w->e);
    return tracked_add(w, entry, status);
}

static bool untracked_add(struct walk *w, struct slice path, uint16_t mode)
{
    if (!side_add(w->side, path, mode, w->e))
        return false;
    last_item(w)->bytes = BYTES_UNKNOWN;
    if (item_is_submodule(last_item(w)))
        submodule_read(last_item(w), w->place);
    return true;
}

static bool untracked_visit(struct walk *w, const struct stat *status)
{
    return !mode_of(status) || is_ignored(w) ||
           untracked_add(w, path_of(w), mode_of(status));
}

static bool file_visit(struct walk *w, int folder, const char *name, struct range r)
{
    size_t i = index_side_find(w->index, r, path_of(w));
    struct stat status;

    if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
        return true; /* gone while we looked */
    return i < r.to ? tracked_visit(w, i, &status) : untracked_visit(w, &status);
}

/* ----------------------------------------------------------------- folders */

static bool submodule_visit(struct walk *w, size_t i)
{
    seen_mark(w, i);
    if (!index_side_add(w->side, git_index_get_byindex(w->index, i), w->e))
        return false;
    submodule_read(last_item(w), w->place);
    return true;
}

static bool has_repository(struct walk *w)
{
    size_t len = w->path.len;
    struct stat status;
    bool has;

    path_add(w, ".git");
    has = fstatat(w->top, w->path.data, &status, AT_SYMLINK_NOFOLLOW) == 0;
    path_cut(w, len);
    return has;
}

/* One of which the index knows nothing. A repository of its own is one item. */
static bool strange_visit(struct walk *w)
{
    struct slice path = path_of(w);

    path.len--;
    if (is_ignored(w))
        return true;
    return has_repository(w) ? untracked_add(w, path, GIT_FILEMODE_COMMIT)
                             : folder_walk(w, (struct range){0, 0});
}

static bool folder_visit(struct walk *w, struct range r)
{
    size_t i = index_side_find(w->index, r, path_of(w));
    struct range below;

    if (i < r.to && git_index_get_byindex(w->index, i)->mode == GIT_FILEMODE_COMMIT)
        return submodule_visit(w, i);
    path_add(w, "/");
    below = index_side_below(w->index, r, path_of(w));
    return below.from < below.to ? folder_walk(w, below) : strange_visit(w);
}

/* What the index knows of a folder that can't be listed: nobody can say. */
static bool unread_note(struct walk *w, struct range r)
{
    w->side->unread_count++;
    for (size_t i = r.from; i < r.to; i++) {
        if (w->seen[i])
            continue;
        seen_mark(w, i);
        if (!index_side_add(w->side, git_index_get_byindex(w->index, i), w->e))
            return false;
        last_item(w)->bytes = BYTES_SECRET;
    }
    return true;
}

/* ---------------------------------------------------------------- the walk */

static bool is_folder(int folder, const struct dirent *entry)
{
    struct stat status;

    if (entry->d_type != DT_UNKNOWN)
        return entry->d_type == DT_DIR;
    return fstatat(folder, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISDIR(status.st_mode);
}

static bool is_skipped(const char *name)
{
    return !strcmp(name, ".") || !strcmp(name, "..") || !strcmp(name, ".git");
}

/* Visits the files and puts the names of the folders into *folders, so that one
 * descriptor is open at a time. */
static bool entries_visit(struct walk *w, DIR *folder, struct range r,
                          struct buf *folders)
{
    size_t len = w->path.len;
    struct dirent *entry;
    bool done =
        level_read(w, w->level, dirfd(folder)) && attributes_check(w, dirfd(folder));

    while (done && (entry = readdir(folder))) {
        if (is_skipped(entry->d_name))
            continue;
        if (is_folder(dirfd(folder), entry)) {
            buf_add(folders, (struct slice){entry->d_name, strlen(entry->d_name) + 1});
            continue;
        }
        path_add(w, entry->d_name);
        done = w->path.len > PATH_MAX_BYTES ||
               file_visit(w, dirfd(folder), entry->d_name, r);
        w->side->unread_count += w->path.len > PATH_MAX_BYTES;
        path_cut(w, len);
    }
    return done;
}

static bool folders_visit(struct walk *w, struct range r, const struct buf *folders)
{
    size_t len = w->path.len;
    bool done = true;

    for (size_t at = 0; done && at < folders->len;) {
        path_add(w, folders->data + at);
        at += strlen(folders->data + at) + 1;
        done = folder_visit(w, r);
        path_cut(w, len);
    }
    return done;
}

/* NULL with errno set. */
static DIR *folder_open(const struct walk *w)
{
    int fd = openat(w->top, w->path.len ? w->path.data : ".",
                    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;

    if (fd >= 0 && !folder)
        close(fd);
    return folder;
}

/* w->path is the folder's, with a '/' at the end; that of the top is empty. */
static bool folder_walk(struct walk *w, struct range r)
{
    DIR *folder = w->depth < DEPTH_MAX ? folder_open(w) : NULL;
    struct level level = {.above = w->level,
                          .path_len = w->path.len,
                          .wild_bytes = w->level ? w->level->wild_bytes : 0};
    struct buf folders = {0};
    bool done;

    if (!folder)
        return unread_note(w, r);
    w->level = &level;
    w->depth++;
    done = entries_visit(w, folder, r, &folders);
    closedir(folder);
    done = done && folders_visit(w, r, &folders);
    buf_release(&folders);
    w->depth--;
    w->level = level.above;
    return done;
}

/* What the index has and the walk didn't meet is gone, unless it was never put there
 * (a sparse work tree), git doesn't look, or two sides couldn't agree on it. */
static bool missing_add(struct walk *w)
{
    size_t count = git_index_entrycount(w->index);
    bool done = true;

    for (size_t i = 0; i < count && done; i++) {
        const git_index_entry *entry = git_index_get_byindex(w->index, i);

        if (!w->seen[i] && !index_side_is_further_stage(w->index, i) &&
            (index_side_is_conflict(entry) || entry->flags & GIT_INDEX_ENTRY_VALID ||
             entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE))
            done = index_side_add(w->side, entry, w->e);
    }
    return done;
}

bool work_side_fill(struct side *s, const struct place *p, git_index *index,
                    struct timespec stamp, struct err *e)
{
    size_t count = git_index_entrycount(index);
    struct walk w = {.side = s,
                     .place = p,
                     .index = index,
                     .stamp = stamp,
                     .top = open(p->top, O_PATH | O_DIRECTORY | O_CLOEXEC),
                     .e = e};
    bool done;

    if (w.top < 0)
        return err_set_errno(e, errno, "%s", p->top);
    w.seen = memory_calloc(count + 1, sizeof *w.seen);
    path_cut(&w, 0);
    done =
        exclude_read(&w) && folder_walk(&w, (struct range){0, count}) && missing_add(&w);
    close(w.top);
    free(w.seen);
    buf_release(&w.path);
    return done;
}

/* ------------------------------------------------------------------- reading */

static bool link_read(struct item *item, const char *path)
{
    char target[PATH_MAX];
    ssize_t len = readlink(path, target, sizeof target);

    return len >= 0 && git_odb_hash(&item->id, target, (size_t)len, GIT_OBJECT_BLOB) == 0;
}

/* libgit2 opens by name, and would wait on a pipe. */
static bool is_file(const char *path)
{
    struct stat status;

    return lstat(path, &status) == 0 && S_ISREG(status.st_mode);
}

bool work_item_read(struct item *item, const struct place *p, git_repository *repository)
{
    struct arena scratch = {0};
    const char *path = file_join(&scratch, p->top, item->path.data);
    bool done = false;

    if (item->mode == GIT_FILEMODE_LINK)
        done = link_read(item, path);
    else if (!item_is_submodule(item) && is_file(path))
        done = git_repository_hashfile(&item->id, repository, item->path.data,
                                       GIT_OBJECT_BLOB, NULL) == 0;
    item->bytes = done ? BYTES_KNOWN : BYTES_SECRET;
    arena_release(&scratch);
    return done;
}
