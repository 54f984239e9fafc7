/* folder.h - a directory that only we can have written to.
 *
 * The folder is opened once, checked through the open descriptor, and everything
 * in it is reached from that descriptor: nobody can swap it behind our back. In
 * it, only regular files are opened and links are never followed.
 *
 * A file appears under its name whole or not at all: it is written as a
 * temporary file and renamed. */
#ifndef CAMBIUM_STORE_FOLDER_H
#define CAMBIUM_STORE_FOLDER_H

#include "engine/base/err.h"
#include "engine/base/slice.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <time.h>

enum { FOLDER_NAME_BYTES = 48 };

struct folder {
    int fd;
    mode_t file_mode; /* of the files made in it */
    bool own_files_only;
};

struct folder_place {
    int at; /* AT_FDCWD, or an open folder: then no part of `path` may be a link */
    const char *path;
    bool create;       /* what of it is missing, for this user alone */
    bool trust_shared; /* accept other owners and writers */
    bool own_files_only;
};

bool folder_open(struct folder *f, const struct folder_place *place, struct err *e);
void folder_close(struct folder *f);

/* Leaves notes for backup programs and git that this is not worth keeping. */
bool folder_mark_as_cache(const struct folder *f, struct err *e);

/* Calls `visit` with each name, in no order, until it returns false. */
bool folder_each(const struct folder *f, bool (*visit)(void *context, const char *name),
                 void *context, struct err *e);

/* True only if it is sure that there is no such file. */
bool folder_lacks(const struct folder *f, const char *name);

/* Did this program write that file, into a folder on this machine? False for what a
 * repository or an archive brought along. Only asked of a folder that was opened for
 * own files only, else always true. */
bool folder_wrote(const struct folder *f, const struct stat *status);

/* A regular file opened for reading, or -1 and errno; *status is filled. One that
 * somebody else wrote is EPERM. */
int folder_read(const struct folder *f, const char *name, struct stat *status);

/* A whole file of at most `limit` bytes into memory that the caller frees, or
 * NULL: ERR_IO, or ERR_FORMAT if it is longer. */
char *folder_load(const struct folder *f, const char *name, size_t limit, size_t *len,
                  struct err *e);

/* A file that has no name yet that anybody looks for. */
struct folder_temp {
    int fd; /* -1: none */
    char name[FOLDER_NAME_BYTES];
};

bool folder_temp_open(const struct folder *f, struct folder_temp *t, struct err *e);

/* Renames; ends *t in any case. After a failure nothing is left of the file. */
bool folder_temp_publish(const struct folder *f, struct folder_temp *t, const char *name,
                         bool sync, struct err *e);
void folder_temp_drop(const struct folder *f, struct folder_temp *t);

/* The above in one go. */
bool folder_save(const struct folder *f, const char *name, struct slice bytes, bool sync,
                 struct err *e);

bool folder_sync(const struct folder *f, struct err *e);

/* The lock of those who delete; the kernel frees it when its holder dies. Returns
 * a descriptor to close, or -1, also if it is taken and we don't wait. *now is the
 * time by the clock that stamps the files here. */
int folder_lock(const struct folder *f, bool wait, time_t *now, struct err *e);

/* Is this the name of a temporary file of this program? */
bool folder_is_temp(const char *name);

uint64_t folder_random(void);

#endif
