/* cookie.h - what a Python file says of its own encoding (PEP 263).
 *
 * The rules are CPython's: a comment that holds coding: or coding= and a name, in
 * the first line, or in the second if the first is blank or a comment. A line ends
 * at LF, CRLF or a lone CR. */
#ifndef CAMBIUM_SCAN_COOKIE_H
#define CAMBIUM_SCAN_COOKIE_H

#include "engine/base/slice.h"

/* The name as it is written, borrowed from `source` (which must begin behind a
 * byte order mark, if there is one); empty if there is none. */
struct slice cookie_find(struct slice source);

/* The name stands for UTF-8 as CPython's tokenizer sees it: utf-8, UTF_8,
 * utf-8-unix. The aliases of the codec, like utf8, are not among these. */
bool cookie_is_utf8(struct slice name);

/* The same for Latin-1, which CPython also knows by prefixes: latin-1-unix. */
bool cookie_is_latin1(struct slice name);

#endif
