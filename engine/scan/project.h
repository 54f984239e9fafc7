/* project.h - what tells one project from another, whatever folder it lies in.
 *
 * By the name that the user gives it; else by the address that its git work tree was
 * cloned from and the folder in it, so that a nightly work space under a new path is
 * the same project; else by its path. The options that decide which files are in it
 * belong to it: two scans of different files don't undo each other's snapshot. So does
 * the user: what one may read is not for another who may not. */
#ifndef CAMBIUM_SCAN_PROJECT_H
#define CAMBIUM_SCAN_PROJECT_H

#include "engine/base/buf.h"
#include "engine/scan/discover.h"

/* Adds bytes that are the same for one project and for no other. `name` may be NULL. */
void project_identify(struct buf *out, const char *name, const struct discover *d,
                      const struct discover_options *options);

/* The address of the remote that git calls origin, in the text of a git configuration;
 * empty if there is none. Borrows from `config`. */
struct slice project_origin(struct slice config);

#endif
