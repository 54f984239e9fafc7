#include "engine/cmd/changes.h"

#include "engine/base/memory.h"
#include "engine/cmd/inputs.h"
#include "engine/scan/path.h"
#include "engine/vcs/vcs.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void change_add(struct changes *c, struct slice path, bool deleted)
{
    c->items = memory_grow(c->items, &c->capacity, c->count + 1, sizeof *c->items);
    c->items[c->count++] = (struct changed_file){path, deleted};
}

/* ------------------------------------------------------------------- names */

/* Where names begin: the root and the current folder, both absolute and without links. */
struct base {
    char root[PATH_MAX], here[PATH_MAX];
};

static bool base_find(struct base *b, const char *root, struct err *e)
{
    if (!realpath(root, b->root))
        return err_set_errno(e, errno, "%.150s", root);
    return getcwd(b->here, sizeof b->here) ||
           err_set_errno(e, errno, "the current folder");
}

/* The same file without links in those of its folders that are there. */
static struct slice path_real(struct changes *c, struct slice path)
{
    char folder[PATH_MAX], real[PATH_MAX];

    for (size_t end = path.len < PATH_MAX ? path.len : 0; end-- > 1;) {
        if (path.data[end] != '/')
            continue;
        memcpy(folder, path.data, end);
        folder[end] = '\0';
        if (realpath(folder, real))
            return path_join(slice_of(real),
                             (struct slice){path.data + end, path.len - end}, &c->memory);
    }
    return path;
}

static bool is_below(struct changes *c, const struct base *b, struct slice path,
                     struct slice *clean)
{
    return path_clean(path, slice_of(b->root), &c->memory, clean, NULL) && clean->len;
}

/* A file that isn't there may be one that was deleted. */
static void name_add(struct changes *c, const struct base *b, struct slice name)
{
    struct slice top = slice_of("/"), path = name, clean;
    struct stat status;

    if (*name.data != '/')
        path = path_join(path_join(slice_of(b->here), top, &c->memory), name, &c->memory);
    /* Dots first: what they lead to may be below the root. */
    if (!path_clean(path, top, &c->memory, &clean, NULL)) {
        c->outside++;
        return;
    }
    path = path_join(top, clean, &c->memory);
    if (!is_below(c, b, path, &clean) && !is_below(c, b, path_real(c, path), &clean)) {
        c->outside++;
        return;
    }
    change_add(c, arena_copy(&c->memory, clean), lstat(path.data, &status) != 0);
}

/* As git writes names that aren't plain: "a\303\251.py". Any other line is a name. */
static struct slice unquoted(struct slice line, struct arena *a)
{
    static const char letters[] = "abtnvfr\"\\", bytes[] = "\a\b\t\n\v\f\r\"\\";
    char *text = arena_alloc(a, line.len + 1, 1);
    size_t len = 0;

    if (line.len < 2 || line.data[0] != '"' || line.data[line.len - 1] != '"')
        return line;
    for (size_t i = 1; i + 1 < line.len; i++) {
        const char *at = line.data + i;
        const char *letter =
            *at == '\\' && i + 2 < line.len ? strchr(letters, at[1]) : NULL;

        if (letter && *letter) {
            text[len++] = bytes[letter - letters];
            i++;
        } else if (*at == '\\' && i + 4 < line.len && strspn(at + 1, "01234567") >= 3) {
            text[len++] = (char)((at[1] - '0') << 6 | (at[2] - '0') << 3 | (at[3] - '0'));
            i += 3;
        } else {
            text[len++] = *at;
        }
    }
    return (struct slice){text, len};
}

static bool names_add(struct changes *c, const char *root, const char *const *names,
                      size_t count, char separator, struct err *e)
{
    struct buf text = {0};
    struct base base;
    bool read = base_find(&base, root, e);

    for (size_t i = 0; read && i < count; i++) {
        struct slice rest, line;

        if (strcmp(names[i], "-") != 0) {
            if (*names[i])
                name_add(c, &base, slice_of(names[i]));
            continue;
        }
        read = inputs_read(&text, "-", e);
        rest = buf_slice(&text);
        while (read && slice_cut(&rest, separator, &line)) {
            if (line.len)
                name_add(c, &base, separator ? unquoted(line, &c->memory) : line);
        }
    }
    buf_release(&text);
    return read;
}

/* --------------------------------------------------------------------- git */

static bool from_git(struct changes *c, const struct settings *s, const char *root,
                     struct err *e)
{
    struct vcs_changes changes = {0};
    struct vcs *v = vcs_open(root, e);
    bool read =
        v && (s->staged ? vcs_changes_staged(v, &c->memory, &changes, e)
                        : vcs_changes_since(v, s->since, &c->memory, &changes, e));

    for (size_t i = 0; read && i < changes.count; i++)
        change_add(c, changes.items[i].path, changes.items[i].status == VCS_DELETED);
    c->outside += changes.outside_count;
    vcs_close(v);
    return read;
}

static int compare(const void *a, const void *b)
{
    return slice_compare(((const struct changed_file *)a)->path,
                         ((const struct changed_file *)b)->path);
}

static void once(struct changes *c)
{
    size_t kept = 0;

    if (c->count)
        qsort(c->items, c->count, sizeof *c->items, compare);
    for (size_t i = 0; i < c->count; i++) {
        if (!kept || !slice_equal(c->items[i].path, c->items[kept - 1].path))
            c->items[kept++] = c->items[i];
    }
    c->count = kept;
}

bool changes_read(struct changes *c, const struct settings *s, const char *root,
                  const char *const *names, size_t name_count, struct err *e)
{
    bool read;

    *c = (struct changes){0};
    for (size_t i = 0; i < name_count; i++) {
        if (strcmp(names[i], "-") == 0 && s->files_from &&
            strcmp(s->files_from, "-") == 0)
            return err_set(e, ERR_USAGE, "standard input can't be read twice");
    }
    if ((s->since != NULL) + s->staged + (name_count > 0) != 1)
        return err_set(
            e, ERR_USAGE,
            "say what changed: files, '-' for a list on standard input, --since "
            "REF or --staged; one of these");
    read = name_count
               ? names_add(c, root, names, name_count, s->null_separated ? '\0' : '\n', e)
               : from_git(c, s, root, e);
    once(c);
    if (!read)
        changes_release(c);
    return read;
}

void changes_release(struct changes *c)
{
    free(c->items);
    arena_release(&c->memory);
    *c = (struct changes){0};
}

const struct slice *changes_ghosts(struct changes *c, size_t *count)
{
    struct slice *ghosts = arena_array(&c->memory, struct slice, c->count + 1);

    *count = 0;
    for (size_t i = 0; i < c->count; i++) {
        struct slice path = c->items[i].path;

        if (c->items[i].deleted &&
            (slice_ends(path, slice_of(".py")) || slice_ends(path, slice_of(".pyi"))))
            ghosts[(*count)++] = path;
    }
    return ghosts;
}
