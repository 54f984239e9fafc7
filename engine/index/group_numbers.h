/* group_numbers.h - the numbers that gates and trends ask of many files at once: of a tree, of a
 * folder, of what somebody owns. */
#ifndef CAMBIUM_INDEX_GROUP_NUMBERS_H
#define CAMBIUM_INDEX_GROUP_NUMBERS_H

#include "engine/index/summary.h"

#include <stdbool.h>
#include <stddef.h>

enum group_number {
#define NUMBER(constant, name, low_is_bad) GROUP_##constant,
#include "engine/index/group_numbers.def"
#undef NUMBER
    GROUP_NUMBERS,
};

const char *group_number_name(enum group_number number); /* "cyclomatic.p95" */
bool group_number_of(const char *name, enum group_number *number);
bool group_number_low_is_bad(enum group_number number);

/* NAN: unknown. Records in any order. Of their files' functions, in source files, the
 * percentiles are those of nearest rank: the least number that p percent are not over. */
double group_number_value(enum group_number number, const struct records *all,
                          const struct record *const *records, size_t count);

#endif
