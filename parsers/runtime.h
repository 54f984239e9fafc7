/* runtime.h - flat trees by tree-sitter's own runtime.
 *
 * Slow and always right: what it says a tree is, is the tree. It parses what
 * the batch driver (parsers/lr) isn't sure of.
 *
 * A runtime belongs to one worker. Each file gets a fresh TSParser in a heap of
 * its own that is dropped afterwards, so that no file can leave a trace in the
 * next one, whatever happened in it. */
#ifndef CAMBIUM_PARSERS_RUNTIME_H
#define CAMBIUM_PARSERS_RUNTIME_H

#include "engine/base/err.h"
#include "engine/base/slice.h"
#include "parsers/parser.h"
#include "parsers/tree.h"

struct runtime;

struct runtime *runtime_new(const struct parser_options *options);
void runtime_free(struct runtime *r);

/* As parser_parse, of which it is one half. */
bool runtime_parse(struct runtime *r, const struct grammar *g, struct slice source,
                   struct tree *tree, struct err *e);

/* The work of the last parse, in the unit of parser_options.steps. */
uint64_t runtime_steps(const struct runtime *r);

#endif
