#include "engine/cmd/inputs.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { READ_BYTES = 64 * 1024 };

/* A list of 10^7 paths of 100 bytes. */
#define MAX_LIST_BYTES ((size_t)1 << 30)

static bool all_read(struct buf *text, int fd, const char *file, struct err *e)
{
    ssize_t got;

    while ((got = read(fd, buf_reserve(text, READ_BYTES), READ_BYTES)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_set_errno(e, errno, "cannot read the list %s", file);
        text->len += (size_t)got;
        if (text->len > MAX_LIST_BYTES)
            return err_set(e, ERR_LIMIT, "the list %s is longer than 1 GiB", file);
    }
    return true;
}

bool inputs_read(struct buf *text, const char *file, struct err *e)
{
    bool done;
    int fd;

    if (strcmp(file, "-") == 0)
        return all_read(text, STDIN_FILENO, "on standard input", e);
    fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set_errno(e, errno, "cannot read the list %s", file);
    done = all_read(text, fd, file, e);
    close(fd);
    return done;
}
