/* which_night.h - the night that somebody means.
 *
 *   nightly        the last one of that name
 *   #12, 12        by its number
 *   @, @-1         the last one; the one before it
 *   2026-11-30     the last one on that day or before
 *   1a2b3c4, main  the last one of that commit
 *
 * in this order: a night that is called like a date is meant by its name. */
#ifndef CAMBIUM_CMD_WHICH_NIGHT_H
#define CAMBIUM_CMD_WHICH_NIGHT_H

#include "engine/cmd/command.h"
#include "engine/index/nights.h"

/* Its place among them. `root` is asked what a revision names. False and *e: there is none,
 * with the last ones that there are. */
bool which_night(const struct nights *n, const char *root, const char *text,
                 size_t *place, struct err *e);

/* "nightly (#12, 2026-11-30, 1a2b3c4d5e)": any bytes. */
void night_title_add(struct buf *out, const struct night_ring *ring);

/* A commit as people see it. */
struct slice commit_shown(struct slice commit);

#endif
