/* listing.h - the names in one directory.
 *
 * Read with getdents64 in large steps and kept as the kernel wrote them: the
 * type of an entry comes with its name on ordinary file systems, so nothing is
 * asked of single files. */
#ifndef CAMBIUM_SCAN_LISTING_H
#define CAMBIUM_SCAN_LISTING_H

#include "engine/base/buf.h"

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>

/* Replaces what is in *entries. False: errno says why it ended early; what was
 * read until then is there. */
bool listing_read(int fd, struct buf *entries);

/* The entry at *at, which moves on, without "." and ".."; NULL at the end.
 * d_type may be DT_UNKNOWN. */
const struct dirent64 *listing_next(const struct buf *entries, size_t *at);

/* DT_REG, DT_DIR and so on; DT_UNKNOWN and errno if it can't be found out. */
unsigned char listing_type(int fd, const char *name);

#endif
