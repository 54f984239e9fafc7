/* names.h - what a grammar calls its symbols and fields, the other way round.
 *
 * Not found is false and a sentence with the name that may have been meant. */
#ifndef CAMBIUM_MATCH_NAMES_H
#define CAMBIUM_MATCH_NAMES_H

#include "engine/base/err.h"
#include "engine/base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct grammar;

/* `lambda`, ERROR */
bool name_node(const struct grammar *g, struct slice name, uint16_t *symbol,
               struct err *e);

/* "lambda", "**" */
bool name_token(const struct grammar *g, struct slice name, uint16_t *symbol,
                struct err *e);

bool name_field(const struct grammar *g, struct slice name, uint8_t *field,
                struct err *e);

#endif
