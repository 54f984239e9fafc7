#include "engine/vcs/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* How many bytes there were; -1 with errno set. */
static ssize_t read_all(int fd, char *into, size_t room)
{
    size_t len = 0;
    ssize_t got = 1;

    while (len < room && got) {
        got = read(fd, into + len, room - len);
        if (got < 0 && errno != EINTR)
            return -1;
        len += got > 0 ? (size_t)got : 0;
        got = got < 0 ? 1 : got;
    }
    return (ssize_t)len;
}

static bool read_open(int fd, size_t max_bytes, struct arena *a, struct slice *text)
{
    struct stat status;
    ssize_t len;
    char *bytes;

    if (fstat(fd, &status) < 0)
        return false;
    if (!S_ISREG(status.st_mode) || (size_t)status.st_size > max_bytes) {
        errno = S_ISREG(status.st_mode) ? EFBIG : EINVAL;
        return false;
    }
    bytes = arena_alloc(a, (size_t)status.st_size + 1, 1);
    len = read_all(fd, bytes, (size_t)status.st_size);
    *text = (struct slice){bytes, len < 0 ? 0 : (size_t)len};
    return len >= 0;
}

bool file_read_in(int folder, const char *path, size_t max_bytes, struct arena *a,
                  struct slice *text)
{
    int fd =
        openat(folder, path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC);
    int reason;
    bool done;

    if (fd < 0) {
        if (errno == ELOOP || errno == ENXIO)
            errno = EINVAL;
        return false;
    }
    done = read_open(fd, max_bytes, a, text);
    reason = errno;
    close(fd);
    errno = reason;
    return done;
}

bool file_read(const char *path, size_t max_bytes, struct arena *a, struct slice *text)
{
    return file_read_in(AT_FDCWD, path, max_bytes, a, text);
}

char *file_join(struct arena *a, const char *folder, const char *name)
{
    size_t folder_len = strlen(folder), name_len = strlen(name);
    size_t slash = !folder_len || folder[folder_len - 1] != '/';
    char *path = arena_alloc(a, folder_len + slash + name_len + 1, 1);

    memcpy(path, folder, folder_len);
    if (slash)
        path[folder_len] = '/';
    memcpy(path + folder_len + slash, name, name_len);
    return path;
}

char *file_resolve(struct arena *a, const char *folder, const char *path)
{
    return path[0] == '/' ? (char *)arena_copy(a, slice_of(path)).data
                          : file_join(a, folder, path);
}
