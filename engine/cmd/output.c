#include "engine/cmd/output.h"

#include "engine/cmd/terminal.h"

#include "engine/base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *output_name(const struct output *o)
{
    return o->path ? o->path : "standard output";
}

/* Writes all of it, also to a pipe that doesn't block. */
static bool write_all(int fd, struct slice bytes)
{
    while (bytes.len) {
        ssize_t written = write(fd, bytes.data, bytes.len);
        if (written >= 0) {
            bytes.data += written;
            bytes.len -= (size_t)written;
        } else if (errno == EAGAIN) {
            struct pollfd ready = {.fd = fd, .events = POLLOUT};
            poll(&ready, 1, -1);
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

static bool output_write(void *context, struct slice bytes, struct err *e)
{
    struct output *o = context;

    if (write_all(o->fd, bytes))
        return true;
    o->reader_gone = errno == EPIPE;
    return err_set_errno(e, errno, "cannot write %s", output_name(o));
}

static bool temporary_open(struct output *o, struct err *e)
{
    size_t size = strlen(o->path) + sizeof ".XXXXXX";
    mode_t mask = umask(0);

    umask(mask);
    o->temporary = memory_alloc(size);
    snprintf(o->temporary, size, "%s.XXXXXX", o->path);
    o->fd = mkostemp(o->temporary, O_CLOEXEC);
    if (o->fd < 0) {
        free(o->temporary);
        return err_set_errno(e, errno, "cannot write %s", o->path);
    }
    fchmod(o->fd, 0666 & ~mask);
    return true;
}

bool output_open(struct output *o, const char *path, struct err *e)
{
    struct stat status;

    *o = (struct output){.fd = STDOUT_FILENO, .path = path};
    o->out.write = output_write;
    o->out.context = o;
    if (!path)
        return true;
    if (lstat(path, &status) != 0 || S_ISREG(status.st_mode))
        return temporary_open(o, e);
    o->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (o->fd < 0)
        return err_set_errno(e, errno, "cannot write %s", path);
    return true;
}

void output_drop(struct output *o)
{
    if (o->temporary) {
        unlink(o->temporary);
        free(o->temporary);
    }
    if (o->path)
        close(o->fd);
    out_release(&o->out);
}

/* The report is durable before the old one goes. */
static bool temporary_rename(struct output *o, struct err *e)
{
    bool done =
        fsync(o->fd) == 0 && close(o->fd) == 0 && rename(o->temporary, o->path) == 0;

    if (!done) {
        err_set_errno(e, errno, "cannot write %s", o->path);
        unlink(o->temporary);
    }
    free(o->temporary);
    return done;
}

bool output_close(struct output *o, struct err *e)
{
    bool written = out_flush(&o->out, e);

    if (!written) {
        bool quiet = o->reader_gone;
        output_drop(o);
        return quiet;
    }
    out_release(&o->out);
    if (o->temporary)
        return temporary_rename(o, e);
    if (o->path && close(o->fd) != 0)
        return err_set_errno(e, errno, "cannot write %s", o->path);
    return true;
}

bool output_answer(const struct settings *s, const char *path,
                   bool (*render)(const void *context, const struct style *style,
                                  struct buf *out, struct err *e),
                   const void *context, struct err *e)
{
    struct buf text = {0};
    struct output output;
    struct style style;
    bool done;

    if (!output_open(&output, path, e))
        return false;
    style = terminal_style(s, output.fd);
    done = render(context, &style, &text, e);
    if (done) {
        out_add(&output.out, buf_slice(&text));
        done = output_close(&output, e);
    } else {
        output_drop(&output);
    }
    buf_release(&text);
    return done;
}
