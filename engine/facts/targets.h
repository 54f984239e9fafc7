/* targets.h - where the targets of an assignment may lie. */
#ifndef CAMBIUM_FACTS_TARGETS_H
#define CAMBIUM_FACTS_TARGETS_H

#include "parsers/python.h"

#include <stdbool.h>
#include <stdint.h>

/* Targets lie in a node of that symbol, at any depth; it is none itself. */
static inline bool symbol_holds_targets(uint16_t symbol)
{
    switch (symbol) {
    case PY_pattern_list:
    case PY_tuple_pattern:
    case PY_list_pattern:
    case PY_list_splat_pattern:
    case PY_as_pattern_target:
    case PY_expression_list:
    case PY_tuple:
    case PY_list:
    case PY_list_splat:
    case PY_parenthesized_expression: return true;
    default: return false;
    }
}

#endif
