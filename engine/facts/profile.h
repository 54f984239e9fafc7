/* profile.h - named sets of metrics that agree with a tool that people know.
 *
 * A profile has a family and a version: "radon-6". A family alone means its newest
 * profile. It says which numbers are shown of a function, a class and a file (the
 * first one is the one that it ranks by), which definitions its tool lists, and where
 * its ranks end. Constant data.
 *
 * A new profile is one entry in profile.c. */
#ifndef CAMBIUM_FACTS_PROFILE_H
#define CAMBIUM_FACTS_PROFILE_H

#include "engine/facts/facts.h"
#include "engine/facts/tally.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PROFILE_RANKS = 6 }; /* A to F */

enum listed {
    LISTED_ALL,
    LISTED_OUTERMOST, /* what lies in no function */
    LISTED_TOP,       /* functions and classes of the module, methods of those classes */
};

struct profile {
    const char *family, *name; /* "radon", "radon-6" */
    const char *summary;
    enum listed listed;
    const char *const *functions; /* numbers; each list ends with NULL */
    const char *const *classes;
    const char *const *files;
    uint32_t rank_start; /* the least number that there is */
    uint32_t
        rank_ends[PROFILE_RANKS - 1]; /* the largest number that is still A, B, ... */
};

extern const struct profile profiles[]; /* the newest of a family first */
extern const size_t profile_count;

/* By name, by family, or NULL. */
const struct profile *profile_by_name(const char *name);

/* 0 is A. */
unsigned profile_rank(const struct profile *profile, double number);

bool profile_lists_function(const struct profile *profile, const struct facts *f,
                            uint32_t function);
bool profile_lists_class(const struct profile *profile, const struct facts *f,
                         uint32_t class_index);

/* The tally of the number that it ranks functions by; TALLY_COUNT if it is none. */
enum tally profile_tally(const struct profile *profile);

#endif
