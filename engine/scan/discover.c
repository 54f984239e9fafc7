#include "engine/scan/discover.h"

#include "engine/base/buf.h"
#include "engine/base/memory.h"
#include "engine/scan/beneath.h"
#include "engine/scan/built_in.h"
#include "engine/scan/listing.h"
#include "engine/scan/path.h"
#include "engine/scan/worktree.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct discover {
    int root;
    struct slice root_path;  /* ends in '/' */
    struct slice only;       /* the root is this file in the folder; else empty */
    struct slice way;        /* from the top of the work tree to the root */
    struct slice own, state; /* below the root, passed over; empty: there is none */
    struct chain_policy policy;
    struct chain above; /* what is in force before the root's own files are read */
    struct chain_fault *faults;
    struct arena memory;
};

struct directory {
    struct slice path;
    struct chain chain; /* without its own files */
};

struct discover_scratch {
    struct buf entries;
    struct buf path; /* the full path of an entry: the way, then the path */
};

/* ------------------------------------------------------------------ open */

/* The root is a file: what is opened is its folder. Cuts it off `path`. */
static void only_split(struct discover *d, char *path)
{
    char *name = strrchr(path, '/') + 1;

    d->only = arena_copy(&d->memory, slice_of(name));
    *name = '\0';
}

static bool root_open(struct discover *d, const char *root, struct stat *status,
                      struct err *e)
{
    char path[PATH_MAX + 1];

    if (!realpath(root, path) || stat(path, status) != 0)
        return err_set_errno(e, errno, "can't be scanned");
    if (S_ISREG(status->st_mode))
        only_split(d, path);
    else if (!S_ISDIR(status->st_mode))
        return err_set(e, ERR_USAGE, "is neither a directory nor a regular file");
    /* The folder of a single file need not be readable. */
    d->root = open(path, (d->only.len ? O_PATH : O_RDONLY) | O_DIRECTORY | O_CLOEXEC);
    if (d->root < 0)
        return err_set_errno(e, errno, "can't be opened");
    if (!slice_ends(slice_of(path), slice_of("/")))
        strcat(path, "/");
    d->root_path = arena_copy(&d->memory, slice_of(path));
    return true;
}

/* `path` without its last component, and that: "a/b/" gives "a" and "b", "b" gives "."
 * and "b". False: it has none, or is too long. */
static bool path_split(const char *path, char parent[PATH_MAX], const char **name)
{
    size_t len = strlen(path);
    char *slash;

    while (len > 1 && path[len - 1] == '/')
        len--;
    if (!len || len >= PATH_MAX)
        return false;
    memcpy(parent, path, len);
    parent[len] = '\0';
    slash = strrchr(parent, '/');
    *name = path + (slash ? slash + 1 - parent : 0);
    strcpy(slash ? slash + (slash == parent) : parent, slash ? "" : ".");
    return true;
}

/* The absolute path of a folder whose last component may not be there yet. */
static bool path_resolve(const char *path, char absolute[PATH_MAX + 1])
{
    char parent[PATH_MAX];
    const char *name;
    size_t len, room;

    if (realpath(path, absolute))
        return true;
    if (!path_split(path, parent, &name) || !realpath(parent, absolute))
        return false;
    len = strlen(absolute);
    room = PATH_MAX + 1 - len;
    if (snprintf(absolute + len, room, "/%s", name) >= (int)room)
        return false;
    for (len = strlen(absolute); len > 1 && absolute[len - 1] == '/'; len--)
        absolute[len - 1] = '\0';
    return true;
}

static bool own_set(struct discover *d, const char *folder, struct slice *own,
                    struct err *e)
{
    char path[PATH_MAX + 1];
    struct slice below;

    if (!folder || !path_resolve(folder, path))
        return true;
    below = slice_of(path);
    if (below.len + 1 == d->root_path.len && slice_starts(d->root_path, below))
        return err_set(e, ERR_USAGE,
                       "is where things are kept: it can't be scanned, too");
    if (slice_starts(below, d->root_path))
        *own = arena_copy(&d->memory, slice_of(path + d->root_path.len));
    return true;
}

static bool rules_open(struct discover *d, const struct discover_options *options,
                       struct err *e)
{
    struct ignore_pattern *patterns =
        arena_array(&d->memory, struct ignore_pattern, options->glob_count);

    for (size_t i = 0; i < options->glob_count; i++)
        patterns[i] =
            (struct ignore_pattern){options->globs[i].pattern, options->globs[i].include};
    d->policy = (struct chain_policy){
        .root_bytes = d->way.len,
        .hidden = options->hidden,
        .no_ignore = options->no_ignore,
    };
    d->policy.options = ignore_list(patterns, options->glob_count, slice_of("options"),
                                    REASON_OPTION, &d->memory, e);
    d->policy.built_in = ignore_parse(slice_of(built_in_rules), slice_of("built-in"),
                                      REASON_BUILT_IN, &d->memory, e);
    return d->policy.options && d->policy.built_in;
}

struct discover *discover_open(const char *root, const struct discover_options *options,
                               struct err *e)
{
    struct discover *d = memory_calloc(1, sizeof *d);
    struct stat status;

    d->root = -1;
    if (!root_open(d, root, &status, e))
        goto fail;
    if (!options->no_ignore && !d->only.len)
        d->way = worktree_enter(d->root_path, status.st_uid, &d->memory, &d->above,
                                &d->faults);
    if (!own_set(d, options->own_folder, &d->own, e) ||
        !own_set(d, options->state_folder, &d->state, e) || !rules_open(d, options, e))
        goto fail;
    return d;
fail:
    discover_close(d);
    return NULL;
}

void discover_close(struct discover *d)
{
    if (!d)
        return;
    if (d->root >= 0)
        close(d->root);
    arena_release(&d->memory);
    free(d);
}

struct slice discover_root_path(const struct discover *d)
{
    return d->root_path;
}

int discover_folder(const struct discover *d)
{
    return d->root;
}

bool discover_is_folder(const struct discover *d)
{
    return !d->only.len;
}

struct slice discover_way(const struct discover *d)
{
    return d->way;
}

struct directory *discover_root(const struct discover *d, struct arena *lasting)
{
    struct directory *root = arena_new(lasting, struct directory);

    root->path = (struct slice){"", 0};
    root->chain = d->above;
    return root;
}

struct slice directory_path(const struct directory *directory)
{
    return directory->path;
}

struct discover_scratch *discover_scratch_new(void)
{
    return memory_calloc(1, sizeof(struct discover_scratch));
}

void discover_scratch_free(struct discover_scratch *scratch)
{
    if (!scratch)
        return;
    buf_release(&scratch->entries);
    buf_release(&scratch->path);
    free(scratch);
}

/* ------------------------------------------------------------------ walk */

/* One directory while it is read. */
struct visit {
    const struct discover *d;
    struct slice path; /* of the directory */
    struct chain chain;
    int fd;
    unsigned faulty;     /* marks of ignore files that were reported as failed */
    size_t prefix_bytes; /* of scratch->path that all entries share */
    struct arena *lasting;
    struct discover_scratch *scratch;
    const struct discover_sink *sink;
};

static enum reason reason_of(int number)
{
    return number == ENOENT || number == ENOTDIR || number == ELOOP ? REASON_VANISHED
                                                                    : REASON_UNREADABLE;
}

/* `number` is an errno. */
static void path_failed(const struct visit *v, struct slice path, int number,
                        const char *what)
{
    struct err err;

    err_set_errno(&err, number, "%s", what);
    v->sink->failed(v->sink->context, path, reason_of(number), &err);
}

/* The full path of an entry, in the scratch. */
static struct slice entry_path(struct visit *v, struct slice name)
{
    v->scratch->path.len = v->prefix_bytes;
    buf_add(&v->scratch->path, name);
    return buf_slice(&v->scratch->path);
}

static struct slice path_keep(const struct visit *v, struct slice full)
{
    size_t way = v->d->way.len;

    return arena_copy(v->lasting, (struct slice){full.data + way, full.len - way});
}

static struct verdict judge(const struct discover *d, const struct chain *chain,
                            unsigned char type, struct slice name, struct slice full)
{
    struct ignore_name known;

    if (type == DT_LNK)
        return (struct verdict){.reason = REASON_SYMLINK};
    if (type != DT_REG && type != DT_DIR)
        return (struct verdict){.reason = REASON_SPECIAL};
    known = ignore_name_of(name, type == DT_DIR);
    return chain_judge(chain, &d->policy, &known, full);
}

static void directory_found(const struct visit *v, struct slice path)
{
    struct directory *found;
    struct err err;

    if (path.len > PATH_MAX_BYTES) {
        err_set(&err, ERR_LIMIT, "the path is longer than %zu bytes", PATH_MAX_BYTES);
        v->sink->failed(v->sink->context, path, REASON_BAD_PATH, &err);
        return;
    }
    found = arena_new(v->lasting, struct directory);
    *found = (struct directory){path, v->chain};
    v->sink->directory(v->sink->context, found);
}

static struct file_state state_at(int folder, const char *name)
{
    struct stat status;

    if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
        !S_ISREG(status.st_mode))
        return (struct file_state){0};
    return file_state_of(&status);
}

static void file_found(const struct visit *v, struct slice path, const char *name)
{
    struct file_state state;

    if (v->sink->wants_states)
        state = state_at(v->fd, name);
    v->sink->file(v->sink->context, path, v->sink->wants_states ? &state : NULL);
}

/* Where this program keeps things is no part of what it finds: else a report would say
 * whether there was a run before it. */
static bool is_own_folder(const struct discover *d, unsigned char type, struct slice name,
                          struct slice path)
{
    return type == DT_DIR && (slice_equal(name, slice_of(".cambium")) ||
                              (d->own.len && slice_equal(path, d->own)) ||
                              (d->state.len && slice_equal(path, d->state)));
}

static void entry_visit(struct visit *v, const struct dirent64 *entry)
{
    struct slice name = slice_of(entry->d_name), full;
    unsigned char type = entry->d_type;
    struct verdict verdict;

    if (v->faulty && chain_mark_of(name) & v->faulty)
        return;
    full = entry_path(v, name);
    if (type == DT_UNKNOWN)
        type = listing_type(v->fd, entry->d_name);
    if (type == DT_UNKNOWN) {
        int number = errno;
        path_failed(v, path_keep(v, full), number, "can't be looked at");
        return;
    }
    if (is_own_folder(
            v->d, type, name,
            (struct slice){full.data + v->d->way.len, full.len - v->d->way.len}))
        return;
    verdict = judge(v->d, &v->chain, type, name, full);
    if (verdict.reason != REASON_NONE)
        v->sink->skipped(v->sink->context, path_keep(v, full), verdict.reason);
    else if (type == DT_DIR)
        directory_found(v, path_keep(v, full));
    else
        file_found(v, path_keep(v, full), entry->d_name);
}

/* Returns the marks of the files that are at fault. */
static unsigned faults_report(const struct visit *v, const struct chain_fault *fault)
{
    unsigned marks = 0;

    for (; fault; fault = fault->next) {
        v->sink->failed(v->sink->context, fault->path, fault->reason, &fault->err);
        marks |= fault->mark;
    }
    return marks;
}

/* What the directory's own ignore files say, if the listing has any. */
static void chain_extend(struct visit *v)
{
    const struct chain_fault *faults;
    const struct dirent64 *entry;
    unsigned marks = 0;
    struct slice full;

    for (size_t at = 0; (entry = listing_next(&v->scratch->entries, &at));)
        if (entry->d_name[0] == '.' && entry->d_type != DT_LNK)
            marks |= chain_mark_of(slice_of(entry->d_name));
    if (!marks)
        return;
    full = (struct slice){v->scratch->path.data, v->prefix_bytes};
    faults = chain_enter(&v->chain, v->fd, marks, full, path_keep(v, full), v->lasting);
    v->faulty = faults_report(v, faults) & (MARK_OWN | MARK_GITIGNORE);
}

static void prefix_set(struct visit *v)
{
    struct buf *path = &v->scratch->path;

    buf_clear(path);
    buf_add(path, v->d->way);
    buf_add(path, v->path);
    if (v->path.len)
        buf_add_char(path, '/');
    v->prefix_bytes = path->len;
}

static void listing_visit(struct visit *v)
{
    const struct dirent64 *entry;

    if (!listing_read(v->fd, &v->scratch->entries))
        path_failed(v, v->path, errno, "can't be listed to its end");
    prefix_set(v);
    if (!v->path.len)
        faults_report(v, v->d->faults);
    if (!v->d->policy.no_ignore)
        chain_extend(v);
    for (size_t at = 0; (entry = listing_next(&v->scratch->entries, &at));)
        entry_visit(v, entry);
}

void discover_directory(const struct discover *d, const struct directory *directory,
                        struct arena *lasting, struct discover_scratch *scratch,
                        const struct discover_sink *sink)
{
    struct visit v = {
        .d = d,
        .path = directory->path,
        .chain = directory->chain,
        .lasting = lasting,
        .scratch = scratch,
        .sink = sink,
    };

    if (d->only.len) {
        v.fd = d->root;
        file_found(&v, arena_copy(lasting, d->only), d->only.data);
        return;
    }
    v.fd = beneath_open(d->root, v.path, O_RDONLY | O_DIRECTORY);
    if (v.fd < 0) {
        path_failed(&v, v.path, errno, "can't be opened");
        return;
    }
    listing_visit(&v);
    close(v.fd);
}

/* ----------------------------------------------------------------- files */

int discover_openat(const struct discover *d, struct slice path, int flags, struct err *e)
{
    int fd = beneath_open(d->root, path, flags);
    int number = errno;

    if (fd < 0 && number == ELOOP)
        err_set(e, ERR_IO, "can't be opened: it is, or is below, a symbolic link");
    else if (fd < 0)
        err_set_errno(e, number, "can't be opened");
    errno = number;
    return fd;
}

struct file_state discover_state(const struct discover *d, struct slice path)
{
    char text[PATH_MAX];

    if (path.len >= sizeof text)
        return (struct file_state){0};
    memcpy(text, path.data, path.len);
    text[path.len] = '\0';
    return state_at(d->root, text);
}

/* --------------------------------------------------------------- explain */

/* Judges the component behind the first `from` bytes below the root; `full` is
 * the whole path, `fd` the directory that the component is in. */
static bool component_explain(const struct discover *d, int fd, struct slice full,
                              size_t from, struct chain *chain, struct arena *a,
                              struct explanation *x)
{
    struct slice path = {full.data + d->way.len, from};
    struct slice rest = {path.data + from, full.len - d->way.len - from}, name = rest;
    unsigned char type;

    slice_cut(&rest, '/', &name);
    if (!d->policy.no_ignore)
        chain_enter(chain, fd, chain_marks_in(fd),
                    (struct slice){full.data, d->way.len + from}, path, a);
    type = listing_type(fd, arena_copy(a, name).data);
    full.len = d->way.len + from + name.len;
    x->path = (struct slice){path.data, from + name.len};
    if (type != DT_UNKNOWN)
        x->verdict = judge(d, chain, type, name, full);
    return type != DT_UNKNOWN;
}

bool discover_explain(const struct discover *d, struct slice path, struct arena *a,
                      struct explanation *x, struct err *e)
{
    struct slice full = path_join(d->way, path, a);
    struct chain chain = d->above;

    *x = (struct explanation){.path = {full.data + d->way.len, 0}};
    if (d->only.len) {
        x->path.len = path.len;
        return true;
    }
    for (size_t from = 0; from < path.len && x->verdict.reason == REASON_NONE;
         from = x->path.len + 1) {
        int fd = discover_openat(d, x->path, O_RDONLY | O_DIRECTORY, e);
        bool known = fd >= 0 && component_explain(d, fd, full, from, &chain, a, x);

        if (fd < 0)
            return false;
        close(fd);
        if (!known)
            return err_set(e, ERR_USAGE, "there is no such file");
    }
    return true;
}
