/* scan_index.h - of `scan`: what the tree is like, behind the summary for people. */
#ifndef CAMBIUM_CMD_SCAN_INDEX_H
#define CAMBIUM_CMD_SCAN_INDEX_H

#include "engine/cmd/indexed.h"
#include "engine/report/out.h"
#include "engine/report/page.h"

void scan_index_text(const struct indexed *x, const struct style *style, struct out *out);

#endif
