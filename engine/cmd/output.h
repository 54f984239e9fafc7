/* output.h - where results go: standard output or a file.
 *
 * A file that is absent or regular is replaced as a whole: its bytes go to a
 * temporary file beside it that is renamed at the end, so the old report stays
 * until the new one is complete. Anything else (a pipe, a device) is written
 * directly. */
#ifndef CAMBIUM_CMD_OUTPUT_H
#define CAMBIUM_CMD_OUTPUT_H

#include "engine/cmd/options.h"
#include "engine/report/report.h"

#include <stdbool.h>

struct output {
    struct out out; /* what reports write to */
    int fd;
    const char *path; /* NULL: standard output */
    char *temporary;  /* to be renamed to path; NULL: written directly */
    bool reader_gone; /* the other end of a pipe was closed: a quiet end */
};

/* `path` is borrowed; NULL is standard output. */
bool output_open(struct output *o, const char *path, struct err *e);

/* Writes what is left, and puts the file in its place. False and *e if any
 * byte could not be written; the old file is untouched then. A reader that
 * went away is no failure. */
bool output_close(struct output *o, struct err *e);

/* Opens `path`, renders into memory, writes. Nothing is written if `render` fails. */
bool output_answer(const struct settings *s, const char *path,
                   bool (*render)(const void *context, const struct style *style,
                                  struct buf *out, struct err *e),
                   const void *context, struct err *e);

/* Throws away what was written. */
void output_drop(struct output *o);

#endif
