/* first_error.h - where a tree of tree-sitter's has its first syntax error. */
#ifndef CAMBIUM_PARSERS_FIRST_ERROR_H
#define CAMBIUM_PARSERS_FIRST_ERROR_H

#include <stdbool.h>
#include <stdint.h>

#include <tree_sitter/api.h>

/* False: there is none. The first ERROR or MISSING node in document order
 * counts, also one that no cursor shows: a made-up end of line has no name, and
 * the tree around it looks sound. */
bool first_error(TSNode root, uint32_t *byte);

#endif
