/* rank.h - ranks A to F as people see them. */
#ifndef CAMBIUM_REPORT_RANK_H
#define CAMBIUM_REPORT_RANK_H

#include "engine/facts/profile.h"
#include "engine/report/page.h"

#include <stdint.h>

/* "A" in the colour of A. 0 is A. */
void rank_show(struct page *p, unsigned rank);

/* The colour from here on. */
void rank_ink(struct page *p, unsigned rank);

/* How many have each rank, as small bars side by side: the tallest for most. */
void rank_spark(struct page *p, const uint64_t of_rank[PROFILE_RANKS]);

/* A table of ranks: letter, range, count, share, bar. */
void rank_table(struct page *p, const struct profile *profile,
                const uint64_t of_rank[PROFILE_RANKS]);

#endif
