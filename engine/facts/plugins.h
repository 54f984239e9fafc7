/* plugins.h - pytest_plugins, by which a file has pytest import modules.
 *
 * pytest asks the loaded module for it, so only what a statement of the module itself
 * gives counts, be it in an if or a try; not what a function or a class does. */
#ifndef CAMBIUM_FACTS_PLUGINS_H
#define CAMBIUM_FACTS_PLUGINS_H

#include <stdbool.h>
#include <stdint.h>

struct extractor;

/* Does the file that is about to be read name any? Looks at the module's statements. */
bool plugins_are_named(const struct extractor *x);

/* What an expression_statement gives to pytest_plugins, or adds to it, else TREE_NONE. */
uint32_t plugins_value(const struct extractor *x, uint32_t statement);

#endif
