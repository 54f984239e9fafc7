#include "engine/base/memory.h"
#include "store/log.h"
#include "store/log_frame.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

struct log_reader {
    struct log_scan scan;
};

struct log_reader *log_reader_open(const struct folder *f, const char *name,
                                   struct err *e)
{
    struct log_reader *r;
    struct stat status;
    int fd = folder_read(f, name, &status);

    if (fd < 0) {
        err_set_errno(e, errno, "can't open %s", name);
        return NULL;
    }
    r = memory_calloc(1, sizeof *r);
    r->scan.fd = fd;
    return r;
}

enum log_step log_read(struct log_reader *r, struct log_record *record, struct err *e)
{
    struct log_frame frame;
    enum log_step step;

    do {
        step = log_scan_next(&r->scan, &frame);
    } while (step == LOG_RECORD && frame.type != LOG_FRAME_RECORD);
    if (step == LOG_RECORD)
        *record = (struct log_record){frame.sequence, frame.bytes};
    if (step == LOG_FAILED && errno)
        err_set_errno(e, errno, "can't read the log");
    else if (step == LOG_FAILED)
        err_set(e, ERR_FORMAT, "the log is too damaged");
    return step;
}

uint64_t log_damaged_bytes(const struct log_reader *r)
{
    return r->scan.damaged_bytes;
}

void log_reader_close(struct log_reader *r)
{
    close(r->scan.fd);
    log_scan_release(&r->scan);
    free(r);
}
