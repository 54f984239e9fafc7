/* shallow.h - the commits at which a history was cut off when it was cloned. */
#ifndef CAMBIUM_VCS_SHALLOW_H
#define CAMBIUM_VCS_SHALLOW_H

#include "engine/base/err.h"
#include "engine/vcs/intern.h"
#include "engine/vcs/place.h"

/* Adds their ids, VCS_ID_BYTES each; none if the history is whole. False: what the
 * repository says of it can't be read. */
bool shallow_read(struct intern *cuts, const struct place *p, struct err *e);

#endif
