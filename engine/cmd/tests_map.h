/* tests_map.h - of `tests`: which tests test which modules. */
#ifndef CAMBIUM_CMD_TESTS_MAP_H
#define CAMBIUM_CMD_TESTS_MAP_H

#include "engine/cmd/command.h"

enum status tests_map(const struct settings *s, const char *root,
                      const char *const *files, size_t file_count);

#endif
