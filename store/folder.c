#include "store/folder.h"

#include "engine/base/memory.h"
#include "store/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <unistd.h>

#define TEMP_PREFIX "t1-"

/* What tells our files from those that git checks out. A hostile repository may ship a
 * cache, or add a pack to one that is there: both would be the user's own files, in the
 * user's own folder. But of modes git keeps nothing except whether a file may be
 * executed, and no umask sets the sticky bit, which means nothing on a file. To look
 * into git's index instead would cost a read of all of it, in four formats; to remember
 * the folder's inode would say nothing of a file that is added to it. */
enum { WRITTEN_BY_US = S_ISVTX };

enum { NEVER_A_LINK_NOR_A_WAIT = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC };

static int open_part(int at, const char *name, int flags, bool create)
{
    int fd = openat(at, name, flags | O_DIRECTORY | O_CLOEXEC);

    if (fd >= 0 || errno != ENOENT || !create)
        return fd;
    if (mkdirat(at, name, 0700) != 0 && errno != EEXIST)
        return -1;
    return openat(at, name, flags | O_DIRECTORY | O_CLOEXEC);
}

/* From the open folder `fd`, which it closes, into the parts of `path`. */
static int open_parts(int fd, char *path, bool confined, bool create)
{
    char *part;

    while (fd >= 0 && (part = strsep(&path, "/"))) {
        bool last = !path || path[strspn(path, "/")] == '\0';
        int flags = (last ? O_RDONLY : O_PATH) | (last || confined ? O_NOFOLLOW : 0);
        int next = -1;

        if (*part == '\0')
            continue;
        if (confined && strcmp(part, "..") == 0)
            errno = EXDEV;
        else
            next = open_part(fd, part, flags, create);
        close(fd);
        fd = next;
        if (last)
            break;
    }
    return fd;
}

static int open_path(const struct folder_place *place)
{
    bool confined = place->at != AT_FDCWD, absolute = *place->path == '/';
    const char *start = absolute ? "/" : ".";
    char *path;
    int fd;

    errno = confined ? EXDEV : ENOENT;
    if (*place->path == '\0' || (confined && absolute))
        return -1;
    fd = openat(place->at, start, O_PATH | O_DIRECTORY | O_CLOEXEC);
    path = strdup(place->path);
    if (!path)
        fatal("out of memory");
    fd = open_parts(fd, path, confined, place->create);
    free(path);
    return fd;
}

static bool check_owner(const struct stat *status, const char *path, struct err *e)
{
    if (status->st_uid != geteuid())
        return err_set(e, ERR_UNSUPPORTED, "the folder %s belongs to another user", path);
    if (status->st_mode & (S_IWGRP | S_IWOTH))
        return err_set(e, ERR_UNSUPPORTED, "others may write to the folder %s", path);
    return true;
}

bool folder_open(struct folder *f, const struct folder_place *place, struct err *e)
{
    struct stat status;

    f->fd = open_path(place);
    f->file_mode = (place->trust_shared ? 0666 : 0600) | WRITTEN_BY_US;
    f->own_files_only = place->own_files_only;
    if (f->fd < 0)
        return err_set_errno(e, errno, "can't open the folder %s", place->path);
    if (fstat(f->fd, &status) != 0)
        err_set_errno(e, errno, "can't look at the folder %s", place->path);
    else if (place->trust_shared || check_owner(&status, place->path, e))
        return true;
    folder_close(f);
    return false;
}

void folder_close(struct folder *f)
{
    if (f->fd >= 0)
        close(f->fd);
    f->fd = -1;
}

static bool write_once(const struct folder *f, const char *name, const char *text,
                       struct err *e)
{
    int fd = openat(f->fd, name, O_WRONLY | O_CREAT | O_EXCL | NEVER_A_LINK_NOR_A_WAIT,
                    f->file_mode);
    bool good;

    if (fd < 0 && errno == EEXIST)
        return true;
    good = fd >= 0 && file_write_at(fd, text, strlen(text), 0);
    if (!good)
        err_set_errno(e, errno, "can't write %s", name);
    if (fd >= 0)
        close(fd);
    return good;
}

bool folder_mark_as_cache(const struct folder *f, struct err *e)
{
    return write_once(f, ".gitignore", "*\n", e) &&
           write_once(
               f, "CACHEDIR.TAG",
               "Signature: 8a477f597d28d172789f06886806bc55\n"
               "# This folder is a cache of cambium: it may be deleted at any time.\n"
               "# About cache directory tags see https://bford.info/cachedir/\n",
               e);
}

bool folder_each(const struct folder *f, bool (*visit)(void *context, const char *name),
                 void *context, struct err *e)
{
    int fd = openat(f->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = fd < 0 ? NULL : fdopendir(fd);
    struct dirent *entry;
    bool good;

    if (!list) {
        err_set_errno(e, errno, "can't list the folder");
        if (fd >= 0)
            close(fd);
        return false;
    }
    do {
        errno = 0;
        entry = readdir(list);
    } while (entry && visit(context, entry->d_name));
    good = entry || errno == 0;
    if (!good)
        err_set_errno(e, errno, "can't list the folder");
    closedir(list);
    return good;
}

bool folder_lacks(const struct folder *f, const char *name)
{
    return faccessat(f->fd, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT;
}

bool folder_wrote(const struct folder *f, const struct stat *status)
{
    return !f->own_files_only || status->st_mode & WRITTEN_BY_US;
}

int folder_read(const struct folder *f, const char *name, struct stat *status)
{
    int fd = openat(f->fd, name, O_RDONLY | NEVER_A_LINK_NOR_A_WAIT);

    if (fd < 0)
        return -1;
    if (fstat(fd, status) == 0) {
        bool regular = S_ISREG(status->st_mode);

        if (regular && folder_wrote(f, status))
            return fd;
        errno = regular ? EPERM : ENOTSUP;
    }
    close(fd);
    return -1;
}

char *folder_load(const struct folder *f, const char *name, size_t limit, size_t *len,
                  struct err *e)
{
    struct stat status;
    int fd = folder_read(f, name, &status);
    char *bytes = NULL;

    if (fd < 0) {
        err_set_errno(e, errno, "can't open %s", name);
        return NULL;
    }
    *len = (size_t)status.st_size;
    if ((uint64_t)status.st_size > limit) {
        err_set(e, ERR_FORMAT, "%s is too long", name);
        close(fd);
        return NULL;
    }
    bytes = memory_alloc(*len + 1);
    if (!file_read_at(fd, bytes, *len, 0)) {
        err_set_errno(e, errno ? errno : EIO, "can't read %s", name);
        free(bytes);
        bytes = NULL;
    }
    close(fd);
    return bytes;
}

uint64_t folder_random(void)
{
    uint64_t number;

    while (getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number)
        continue;
    return number;
}

/* What isn't marked as ours no later run would look at, or remove. */
static bool check_marked(const struct folder *f, int fd, struct err *e)
{
    struct stat status;

    if (!f->own_files_only)
        return true;
    if (fstat(fd, &status) != 0)
        return err_set_errno(e, errno, "can't write to the folder");
    return folder_wrote(f, &status) ||
           err_set(e, ERR_UNSUPPORTED,
                   "files in this folder can't be told from those of a repository: its "
                   "file system keeps no sticky bit");
}

bool folder_temp_open(const struct folder *f, struct folder_temp *t, struct err *e)
{
    do {
        snprintf(t->name, sizeof t->name, TEMP_PREFIX "%016" PRIx64, folder_random());
        t->fd = openat(f->fd, t->name,
                       O_RDWR | O_CREAT | O_EXCL | NEVER_A_LINK_NOR_A_WAIT, f->file_mode);
    } while (t->fd < 0 && errno == EEXIST);
    if (t->fd < 0)
        return err_set_errno(e, errno, "can't write to the folder");
    if (check_marked(f, t->fd, e))
        return true;
    folder_temp_drop(f, t);
    return false;
}

bool folder_temp_publish(const struct folder *f, struct folder_temp *t, const char *name,
                         bool sync, struct err *e)
{
    int synced = sync ? fsync(t->fd) : 0, number = errno;
    int closed = close(t->fd); /* a network's disk may be full only now */

    t->fd = -1;
    if (synced == 0 && closed == 0 && renameat(f->fd, t->name, f->fd, name) == 0)
        return true;
    err_set_errno(e, synced == 0 ? errno : number, "can't write %s", name);
    unlinkat(f->fd, t->name, 0);
    return false;
}

void folder_temp_drop(const struct folder *f, struct folder_temp *t)
{
    if (t->fd < 0)
        return;
    close(t->fd);
    unlinkat(f->fd, t->name, 0);
    t->fd = -1;
}

bool folder_save(const struct folder *f, const char *name, struct slice bytes, bool sync,
                 struct err *e)
{
    struct folder_temp temp;

    if (!folder_temp_open(f, &temp, e))
        return false;
    if (file_write_at(temp.fd, bytes.data, bytes.len, 0))
        return folder_temp_publish(f, &temp, name, sync, e);
    err_set_errno(e, errno, "can't write %s", name);
    folder_temp_drop(f, &temp);
    return false;
}

bool folder_sync(const struct folder *f, struct err *e)
{
    return fsync(f->fd) == 0 || err_set_errno(e, errno, "can't sync the folder");
}

int folder_lock(const struct folder *f, bool wait, time_t *now, struct err *e)
{
    int fd =
        openat(f->fd, "lock", O_RDWR | O_CREAT | NEVER_A_LINK_NOR_A_WAIT, f->file_mode);
    struct stat status;
    int got;

    if (fd < 0) {
        err_set_errno(e, errno, "can't lock the folder");
        return -1;
    }
    do {
        got = flock(fd, LOCK_EX | (wait ? 0 : LOCK_NB));
    } while (got != 0 && errno == EINTR);
    if (got == 0 && futimens(fd, NULL) == 0 && fstat(fd, &status) == 0) {
        *now = status.st_mtime;
        return fd;
    }
    err_set_errno(e, errno, "can't lock the folder");
    close(fd);
    return -1;
}

bool folder_is_temp(const char *name)
{
    return strncmp(name, TEMP_PREFIX, strlen(TEMP_PREFIX)) == 0;
}
