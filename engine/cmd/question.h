/* question.h - what `cambium metrics` is asked, read from its options. */
#ifndef CAMBIUM_CMD_QUESTION_H
#define CAMBIUM_CMD_QUESTION_H

#include "engine/cmd/options.h"
#include "engine/report/table.h"

#include <stdbool.h>

/* False and *e: a word is wrong; the message lists those that are right. */
bool question_read(const struct settings *s, struct table_question *q, struct err *e);

/* What --top says; 0 if nothing was said. */
bool top_read(const struct settings *s, size_t *rows, struct err *e);

/* Sorted by what the profile ranks by, unless it says otherwise, and no longer. */
void question_for_people(struct table_question *q, size_t top);

/* The same profile's numbers of files instead. */
void question_of_files(struct table_question *q);

/* The profile is radon's, and neither rows nor columns were chosen. */
bool question_is_radon(const struct settings *s, const struct table_question *q);

/* One of the profiles, or *e. */
const struct profile *profile_choose(const char *name, struct err *e);

#endif
