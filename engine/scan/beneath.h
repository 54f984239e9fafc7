/* beneath.h - open what lies below a folder, and nothing else.
 *
 * No symbolic link is followed, not on the way and not at the end, and ".."
 * is refused: whatever somebody does to the tree meanwhile, what is opened is
 * in it. Paths may be longer than PATH_MAX. Opening never waits for the other
 * end of a FIFO; the caller still has to ask fstat what it got. */
#ifndef CAMBIUM_SCAN_BENEATH_H
#define CAMBIUM_SCAN_BENEATH_H

#include "engine/base/slice.h"

/* `path` has no '/' at its ends; empty is the folder itself. Returns a
 * descriptor that is closed on exec, or -1 and errno. */
int beneath_open(int folder, struct slice path, int flags);

#endif
