/* date.h - days of the calendar, as YYYY-MM-DD and as days since 1970 (UTC). */
#ifndef CAMBIUM_BASE_DATE_H
#define CAMBIUM_BASE_DATE_H

#include "engine/base/buf.h"
#include "engine/base/slice.h"

#include <stdbool.h>
#include <stdint.h>

enum { DAY_SECONDS = 86400 };

/* "2026-03-31", and no other way; from 1970 on. False: there is no such day. */
bool date_parse(struct slice text, int64_t *day);

/* Adds "2026-03-31": the day of that second. */
void date_add(struct buf *out, int64_t seconds);

#endif
