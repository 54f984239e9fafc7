/* grammar.h - what a symbol and a field are called.
 *
 * A grammar is constant data, shared by all threads. For code that asks about
 * symbols of one grammar in a hot loop, the build writes parsers/python.h with
 * each symbol and field as an enum constant. */
#ifndef CAMBIUM_PARSERS_GRAMMAR_H
#define CAMBIUM_PARSERS_GRAMMAR_H

#include <stdbool.h>
#include <stdint.h>

struct grammar;

/* The grammar of that name ("python"), or NULL. */
const struct grammar *grammar_by_name(const char *name);

const char *grammar_name(const struct grammar *g);

/* Names for people; "ERROR" for NODE_SYMBOL_ERROR. NULL: no such number. */
const char *grammar_symbol_name(const struct grammar *g, uint16_t symbol);
const char *grammar_field_name(const struct grammar *g, uint8_t field);

/* Symbols are below the first; fields from 1 to the second. */
uint32_t grammar_symbol_count(const struct grammar *g);
uint32_t grammar_field_count(const struct grammar *g);

/* Identifies the grammar's tables: other number, other trees. */
uint64_t grammar_hash(const struct grammar *g);

#endif
