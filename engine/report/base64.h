/* base64.h - bytes as letters (RFC 4648, with padding), for names that no
 * other notation could carry unharmed. */
#ifndef CAMBIUM_REPORT_BASE64_H
#define CAMBIUM_REPORT_BASE64_H

#include "engine/base/buf.h"

void base64_add(struct buf *out, struct slice bytes);

#endif
