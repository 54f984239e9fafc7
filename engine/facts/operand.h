/* operand.h - which operands of an expression are the same.
 *
 * Names are, constants that are equal, and the last names of attributes: a, x.a and 'a'
 * are the same. Brackets around them are nothing. All else is the same as nothing. */
#ifndef CAMBIUM_FACTS_OPERAND_H
#define CAMBIUM_FACTS_OPERAND_H

#include <stdbool.h>
#include <stdint.h>

struct extractor;

/* A hash that stands for all operands that are the same as this one; false: none is. */
bool operand_key(struct extractor *x, uint32_t operand, uint64_t *key);

#endif
