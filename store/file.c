#include "store/file.h"

#include <errno.h>
#include <unistd.h>

bool file_read_at(int fd, void *to, size_t len, uint64_t offset)
{
    char *at = to;

    while (len > 0) {
        ssize_t got = pread(fd, at, len, (off_t)offset);

        if (got < 0 && errno == EINTR)
            continue;
        if (got == 0)
            errno = 0;
        if (got <= 0)
            return false;
        at += got;
        len -= (size_t)got;
        offset += (uint64_t)got;
    }
    return true;
}

bool file_write_at(int fd, const void *from, size_t len, uint64_t offset)
{
    const char *at = from;

    while (len > 0) {
        ssize_t put = pwrite(fd, at, len, (off_t)offset);

        if (put < 0 && errno == EINTR)
            continue;
        if (put == 0)
            errno = ENOSPC;
        if (put <= 0)
            return false;
        at += put;
        len -= (size_t)put;
        offset += (uint64_t)put;
    }
    return true;
}
