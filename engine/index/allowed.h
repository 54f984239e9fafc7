/* allowed.h - findings that comments in the source accept (allowance.h). */
#ifndef CAMBIUM_INDEX_ALLOWED_H
#define CAMBIUM_INDEX_ALLOWED_H

#include "engine/index/finding.h"
#include "engine/index/record.h"

/* Marks what an allowance covers, and adds a finding of the rule "allowance" for each that covers
 * nothing, is over, or isn't understood. Of closed findings; closes them again. now_s of 0: no
 * day is over. */
void allowed_apply(struct findings *f, const struct records *r, int64_t now_s);

#endif
