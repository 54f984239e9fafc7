/* compare.h - what differs between two sides. */
#ifndef CAMBIUM_VCS_COMPARE_H
#define CAMBIUM_VCS_COMPARE_H

#include "engine/vcs/place.h"
#include "engine/vcs/side.h"
#include "engine/vcs/vcs.h"

/* Both are finished. Reads files of the work tree where that decides. Changes below
 * p->way go to *c, in `memory`, with that cut off; others are counted. */
void sides_compare(const struct side *base, struct side *now, const struct place *p,
                   git_repository *repository, struct arena *memory,
                   struct vcs_changes *c);

#endif
