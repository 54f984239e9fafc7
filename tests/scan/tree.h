/* tree.h - a temporary tree of files for one test.
 *
 * tree_new makes an empty folder; tree_free removes it with all that is in it.
 * Every function ends the test when the system refuses. */
#ifndef CAMBIUM_TESTS_SCAN_TREE_H
#define CAMBIUM_TESTS_SCAN_TREE_H

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/slice.h"

struct tree {
    char path[512];
    int fd;
};

static inline struct tree tree_new_in(const char *folder)
{
    struct tree t;

    snprintf(t.path, sizeof t.path, "%s/cambium-test-XXXXXX", folder);
    cr_assert(mkdtemp(t.path));
    t.fd = open(t.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cr_assert(t.fd >= 0);
    return t;
}

static inline struct tree tree_new(void)
{
    const char *tmp = getenv("TMPDIR");

    return tree_new_in(tmp ? tmp : "/tmp");
}

/* In memory where that can be had: for trees of very many files. */
static inline struct tree tree_new_large(void)
{
    return access("/dev/shm", W_OK) == 0 ? tree_new_in("/dev/shm") : tree_new();
}

static inline void tree_free(struct tree *t)
{
    char command[1200];

    close(t->fd);
    snprintf(command, sizeof command, "chmod -R u+rwx '%s'; rm -rf '%s'", t->path,
             t->path);
    cr_assert(system(command) == 0);
}

/* Makes the folders that `path` lies in. */
static inline void tree_parents(const struct tree *t, const char *path)
{
    char *part = strdup(path);

    for (char *slash = strchr(part, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdirat(t->fd, part, 0755);
        *slash = '/';
    }
    free(part);
}

static inline void tree_write(const struct tree *t, const char *path, struct slice bytes)
{
    int fd;

    tree_parents(t, path);
    fd = openat(t->fd, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    cr_assert(fd >= 0, "%s", path);
    cr_assert(write(fd, bytes.data, bytes.len) == (ssize_t)bytes.len);
    close(fd);
}

static inline void tree_file(const struct tree *t, const char *path, const char *text)
{
    tree_write(t, path, slice_of(text));
}

static inline void tree_folder(const struct tree *t, const char *path)
{
    tree_parents(t, path);
    cr_assert(mkdirat(t->fd, path, 0755) == 0 || faccessat(t->fd, path, F_OK, 0) == 0);
}

static inline void tree_link(const struct tree *t, const char *path, const char *target)
{
    tree_parents(t, path);
    cr_assert(symlinkat(target, t->fd, path) == 0);
}

#endif
