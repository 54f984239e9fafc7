#include "engine/scan/beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int with_care(int flags)
{
    return flags | O_NOFOLLOW | O_CLOEXEC | (flags & O_PATH ? 0 : O_NONBLOCK | O_NOCTTY);
}

/* A way to go along a path in parts: how long the next part is, and how it is
 * opened. */
struct gait {
    size_t (*part_len)(struct slice path);
    int (*part_open)(int folder, struct slice part, int flags);
};

static int open_along(const struct gait *gait, int folder, struct slice path, int flags)
{
    int at = folder;

    for (;;) {
        struct slice part = {path.data, gait->part_len(path)};
        bool last = part.len == path.len;
        int next = gait->part_open(at, part, last ? flags : O_PATH | O_DIRECTORY);
        int number = errno;

        if (at != folder)
            close(at);
        errno = number;
        if (last || next < 0)
            return next;
        path.data += part.len + 1;
        path.len -= part.len + 1;
        at = next;
    }
}

/* ---------------------------------------------------- component by component */

static size_t component_len(struct slice path)
{
    const char *slash = memchr(path.data, '/', path.len);

    return slash ? (size_t)(slash - path.data) : path.len;
}

static int component_open(int folder, struct slice name, int flags)
{
    char text[NAME_MAX + 1];

    if (name.len > NAME_MAX) {
        errno = ENAMETOOLONG;
        return -1;
    }
    if (slice_equal(name, slice_of(".."))) {
        errno = EXDEV;
        return -1;
    }
    memcpy(text, name.data, name.len);
    text[name.len] = '\0';
    return openat(folder, text, with_care(flags));
}

static const struct gait steps = {component_len, component_open};

/* ------------------------------------------------------------------- at once */

/* All of it, or as many components as the kernel takes at a time. */
static size_t piece_len(struct slice path)
{
    const char *slash = path.len < PATH_MAX ? NULL : memrchr(path.data, '/', PATH_MAX);

    return slash ? (size_t)(slash - path.data) : path.len;
}

static int piece_open(int folder, struct slice piece, int flags)
{
    struct open_how how = {
        .flags = (unsigned)with_care(flags),
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    char text[PATH_MAX];
    int fd;

    if (piece.len >= sizeof text) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(text, piece.data, piece.len);
    text[piece.len] = '\0';
    fd = (int)syscall(SYS_openat2, folder, text, &how, sizeof how);
    /* Older kernels and some sandboxes have no such call. */
    if (fd < 0 && (errno == ENOSYS || errno == EPERM || errno == EAGAIN))
        return open_along(&steps, folder, piece, flags);
    return fd;
}

static const struct gait leaps = {piece_len, piece_open};

int beneath_open(int folder, struct slice path, int flags)
{
    return open_along(&leaps, folder, path.len ? path : slice_of("."), flags);
}
