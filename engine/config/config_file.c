#include "engine/config/config_file.h"

#include "engine/config/toml.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* One component after the other, so that none of them is a link. */
static int open_below(const char *top, const char *path)
{
    int folder = open(top, O_PATH | O_DIRECTORY | O_CLOEXEC), next;
    char name[256];

    for (const char *slash; folder >= 0 && (slash = strchr(path, '/'));
         path = slash + 1) {
        size_t len = (size_t)(slash - path);

        if (len >= sizeof name) {
            close(folder);
            errno = ENAMETOOLONG;
            return -1;
        }
        memcpy(name, path, len);
        name[len] = '\0';
        next = openat(folder, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        close(folder);
        folder = next;
    }
    if (folder < 0)
        return -1;
    next =
        openat(folder, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    close(folder);
    return next;
}

static bool text_read(int fd, struct arena *a, struct slice *text, struct err *e)
{
    char *data = NULL;
    struct stat status;
    size_t len = 0;
    ssize_t got;

    if (fstat(fd, &status) != 0)
        return err_set_errno(e, errno, "can't be read");
    if (!S_ISREG(status.st_mode))
        return err_set(e, ERR_IO, "is no regular file");
    if (status.st_size > (off_t)TOML_MAX_BYTES)
        return err_set(e, ERR_LIMIT, "is longer than %zu bytes", TOML_MAX_BYTES);
    data = arena_alloc(a, (size_t)status.st_size + 1, 1);
    while (len < (size_t)status.st_size) {
        got = read(fd, data + len, (size_t)status.st_size - len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_set_errno(e, errno, "can't be read");
        if (got == 0)
            break;
        len += (size_t)got;
    }
    *text = (struct slice){data, len};
    return true;
}

enum config_found config_file_read(const char *top, const char *path, struct arena *a,
                                   struct slice *text, struct err *e)
{
    int fd = top ? open_below(top, path) : open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    bool done;

    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
        err_set(e, ERR_USAGE, "there is no such file");
        return CONFIG_ABSENT;
    }
    if (fd < 0 && errno == ELOOP)
        err_set(e, ERR_IO, "is a symbolic link, and those are not followed");
    else if (fd < 0)
        err_set_errno(e, errno, "can't be read");
    if (fd < 0)
        return CONFIG_UNREADABLE;
    done = text_read(fd, a, text, e);
    close(fd);
    return done ? CONFIG_FOUND : CONFIG_UNREADABLE;
}

const char *config_path_clean(struct slice folder, struct slice path, struct arena *a,
                              struct err *e)
{
    char *clean = arena_alloc(a, folder.len + path.len + 2, 1);
    size_t len = folder.len;
    struct slice part = {0};

    if (slice_starts(path, slice_of("/"))) {
        err_set(e, ERR_USAGE, "is absolute; it is relative to the file that says it");
        return NULL;
    }
    if (folder.len)
        memcpy(clean, folder.data, folder.len);
    while (slice_cut(&path, '/', &part)) {
        if (part.len == 0 || slice_equal(part, slice_of(".")))
            continue;
        if (!slice_equal(part, slice_of(".."))) {
            memcpy(clean + len, part.data, part.len);
            len += part.len;
            clean[len++] = '/';
            continue;
        }
        if (!len) {
            err_set(e, ERR_USAGE, "leads out of the work tree");
            return NULL;
        }
        for (len--; len && clean[len - 1] != '/';)
            len--;
    }
    if (!len || part.len == 0 || slice_equal(part, slice_of("..")) ||
        slice_equal(part, slice_of("."))) {
        err_set(e, ERR_USAGE, "names no file");
        return NULL;
    }
    clean[len - 1] = '\0';
    return clean;
}
