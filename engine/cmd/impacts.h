/* impacts.h - what a change affects, for graph impact and tests select. */
#ifndef CAMBIUM_CMD_IMPACTS_H
#define CAMBIUM_CMD_IMPACTS_H

#include "engine/cmd/changes.h"
#include "engine/impact/impact.h"
#include "engine/report/json.h"
#include "engine/report/page.h"

/* Finds it with the settings' kinds, depth, widening and file policies. */
bool impacts_find(struct impact *im, const struct settings *s,
                  const struct import_graph *g, const struct changes *c, uint8_t kinds,
                  struct err *e);

/* The modules from `module` to the reason, it itself first; at most `most`. */
size_t impact_chain(const struct impact *im, uint32_t module, struct slice *names,
                    size_t most);

/* The longest chain has so many modules at most. */
size_t impact_chain_most(const struct impact *im);

/* Says on stderr which changed files have no effect or lie outside. */
void impacts_say(const struct impact *im, const struct settings *s,
                 const struct changes *c);

extern const struct option_spec options_changes[]; /* what changed, and what that means */

#endif
