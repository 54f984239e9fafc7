/* docstrings.h - statements that are nothing but text. */
#ifndef CAMBIUM_FACTS_DOCSTRINGS_H
#define CAMBIUM_FACTS_DOCSTRINGS_H

#include <stdbool.h>
#include <stdint.h>

struct extractor;

/* Is an expression_statement nothing but strings, in brackets or not? Bytes and strings
 * with holes are none. *blank, if so: there is nothing but white space in them. */
bool statement_is_text(const struct extractor *x, uint32_t statement, bool *blank);

#endif
