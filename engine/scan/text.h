/* text.h - what bytes look like before anybody knows what they mean.
 *
 * Pure functions over bytes, each one fast pass. */
#ifndef CAMBIUM_SCAN_TEXT_H
#define CAMBIUM_SCAN_TEXT_H

#include "engine/base/slice.h"

/* How many bytes from the start are surely plain: ASCII without NUL and CR. Plain
 * text needs no decoding at all, and nearly all source is plain to the end. */
size_t text_plain_bytes(struct slice s);

/* How many bytes from the start are ASCII. */
size_t text_ascii_bytes(struct slice s);

/* Where the first byte is that breaks UTF-8 as CPython reads it (no overlong form,
 * no surrogate, nothing over U+10FFFF), or s.len. */
size_t text_invalid_utf8(struct slice s);

/* A lone CR ends a line for Python: makes it LF, in place. CRLF stays. */
void text_end_lines(char *data, size_t len);

/* There is a zero byte in the first 8 KiB. */
bool text_is_binary(struct slice s);

#endif
