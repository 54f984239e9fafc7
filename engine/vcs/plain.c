#include "engine/vcs/plain.h"

#include "engine/vcs/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Branches may have names like a/b/c; objects lie two deep. */
#define DEPTH_MAX 64

struct check {
    struct arena *arena;
    struct err *e;
};

static bool refuse(const struct check *c, const char *path, const char *what)
{
    return err_set(c->e, ERR_UNSUPPORTED,
                   "%s is %s: a repository has files and folders of its own", path, what);
}

static bool folder_check(const struct check *c, const char *path, unsigned depth);

static bool entry_check(const struct check *c, const char *path, unsigned depth)
{
    struct stat status;

    if (lstat(path, &status) < 0)
        return errno == ENOENT || err_set_errno(c->e, errno, "%s", path);
    if (S_ISDIR(status.st_mode))
        return folder_check(c, path, depth + 1);
    return S_ISREG(status.st_mode) ||
           refuse(c, path, S_ISLNK(status.st_mode) ? "a link" : "no regular file");
}

static bool entries_check(const struct check *c, DIR *folder, const char *path,
                          unsigned depth)
{
    struct dirent *entry;
    bool plain = true;

    while (plain && (entry = readdir(folder)))
        if (entry->d_type != DT_REG && strcmp(entry->d_name, ".") &&
            strcmp(entry->d_name, ".."))
            plain = entry_check(c, file_join(c->arena, path, entry->d_name), depth);
    return plain;
}

/* Each folder that is open on the way takes a descriptor. */
static bool folder_check(const struct check *c, const char *path, unsigned depth)
{
    DIR *folder;
    bool plain;

    if (depth > DEPTH_MAX)
        return err_set(c->e, ERR_LIMIT, "%s lies more than %d folders deep", path,
                       DEPTH_MAX);
    folder = opendir(path);
    if (!folder)
        return err_set_errno(c->e, errno, "%s", path);
    plain = entries_check(c, folder, path, depth);
    closedir(folder);
    return plain;
}

/* Any file of the folder itself may be asked for as a revision: a link to a folder,
 * as people make of hooks, and a socket don't harm. */
static bool top_entry_check(const struct check *c, const char *path)
{
    struct stat status;

    if (stat(path, &status) < 0)
        return true;
    return S_ISREG(status.st_mode) || S_ISDIR(status.st_mode) ||
           S_ISSOCK(status.st_mode) || refuse(c, path, "no regular file");
}

static bool top_check(const struct check *c, const char *path)
{
    DIR *folder = opendir(path);
    struct dirent *entry;
    bool plain = true;

    if (!folder)
        return err_set_errno(c->e, errno, "%s", path);
    while (plain && (entry = readdir(folder)))
        if (entry->d_type != DT_REG && entry->d_type != DT_DIR)
            plain = top_entry_check(c, file_join(c->arena, path, entry->d_name));
    closedir(folder);
    return plain;
}

static bool names_check(const struct check *c, const char *folder)
{
    static const char *const names[] = {"HEAD", "index", "packed-refs", "shallow",
                                        "refs", "info",  "logs"};
    bool plain = top_check(c, folder);

    for (size_t i = 0; plain && i < sizeof names / sizeof *names; i++)
        plain = entry_check(c, file_join(c->arena, folder, names[i]), 0);
    return plain;
}

bool plain_repository(const char *folder, const char *common, struct arena *a,
                      struct err *e)
{
    struct check c = {a, e};

    return names_check(&c, folder) &&
           (!strcmp(folder, common) || names_check(&c, common));
}

bool plain_folder(const char *path, struct arena *a, struct err *e)
{
    struct check c = {a, e};
    struct stat status;

    if (lstat(path, &status) < 0)
        return err_set_errno(e, errno, "%s", path);
    return S_ISDIR(status.st_mode) || refuse(&c, path, "no folder");
}

bool plain_below(const char *path, struct arena *a, struct err *e)
{
    struct check c = {a, e};

    return entry_check(&c, path, 0);
}
