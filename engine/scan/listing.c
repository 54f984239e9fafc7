#include "engine/scan/listing.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>

/* One call for all but the largest directories, and one that finds the end. */
static const size_t step_bytes = 64 * 1024;

bool listing_read(int fd, struct buf *entries)
{
    ssize_t got;

    buf_clear(entries);
    do {
        got = getdents64(fd, buf_reserve(entries, step_bytes), step_bytes);
        if (got > 0)
            entries->len += (size_t)got;
    } while (got > 0 || (got < 0 && errno == EINTR));
    return got == 0;
}

const struct dirent64 *listing_next(const struct buf *entries, size_t *at)
{
    while (*at < entries->len) {
        const struct dirent64 *entry = (const void *)(entries->data + *at);
        const char *name = entry->d_name;

        *at += entry->d_reclen;
        if (name[0] != '.' || (name[1] && (name[1] != '.' || name[2])))
            return entry;
    }
    return NULL;
}

unsigned char listing_type(int fd, const char *name)
{
    struct stat status;

    if (fstatat(fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return DT_UNKNOWN;
    return (unsigned char)IFTODT(status.st_mode);
}
