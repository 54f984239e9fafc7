/* explain_record.h - of `explain`: what the whole tree says of one file. */
#ifndef CAMBIUM_CMD_EXPLAIN_RECORD_H
#define CAMBIUM_CMD_EXPLAIN_RECORD_H

#include "engine/cmd/indexed.h"
#include "engine/report/json.h"
#include "engine/report/page.h"

void record_text(struct page *p, const struct record *r, const struct indexed *x);

/* Keys and values, into an open object. */
void record_json(struct json *j, const struct record *r, const struct indexed *x);

#endif
