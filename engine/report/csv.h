/* csv.h - cells of CSV (RFC 4180, UTF-8, lines end with CR LF).
 *
 * Names stay as they are, also those that a spreadsheet may take for a formula. What
 * isn't UTF-8 in a cell is replaced by U+FFFD. */
#ifndef CAMBIUM_REPORT_CSV_H
#define CAMBIUM_REPORT_CSV_H

#include "engine/base/buf.h"
#include "engine/base/slice.h"

/* One cell, quoted if it has to be; no comma before or behind it. */
void csv_text(struct buf *out, struct slice text);

/* Two cells: the path, and its bytes in base64 if it isn't UTF-8. */
void csv_path(struct buf *out, struct slice path);

#endif
