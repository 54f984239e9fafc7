/* catalogue.h - all profiles and numbers that `cambium metrics` knows. */
#ifndef CAMBIUM_CMD_CATALOGUE_H
#define CAMBIUM_CMD_CATALOGUE_H

#include "engine/report/page.h"

void catalogue_show(struct page *p);

#endif
