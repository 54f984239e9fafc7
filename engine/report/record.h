/* record.h - a result's parts as JSON objects, the same in every JSON format.
 *
 * Each function writes the keys and values into an object that the caller has
 * opened and will close. What isn't known is null or absent, never 0: the
 * keys of a parsed file are absent from one that was only counted. What the
 * keys mean is in schema/cambium-1.schema.json. */
#ifndef CAMBIUM_REPORT_RECORD_H
#define CAMBIUM_REPORT_RECORD_H

#include "engine/report/json.h"
#include "engine/scan/result.h"

/* The value of "schema". It changes when a key changes its meaning or goes. */
#define RECORD_SCHEMA "cambium/1"

/* Of any outcome: analysed, skipped and failed files have different keys. */
void record_file(struct json *j, const struct file *file);

void record_totals(struct json *j, const struct totals *t);

/* An array of objects, brackets included. */
void record_languages(struct json *j, const struct part *result);

#endif
