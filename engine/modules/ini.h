/* ini.h - the INI files that Python's configparser reads.
 *
 * That dialect, because it decides what setup.cfg means: a value goes on in lines that are
 * indented deeper than its key, empty ones and comments among them; comments have lines of
 * their own; keys end at the first = or :. Keys are told in lower case, as configparser
 * has them. Not done: %(interpolation)s. A section or key that stands twice is told twice,
 * where configparser would refuse the file.
 *
 * Not libinih: Debian's makes another line of what is behind the 200th byte of one, cuts
 * sections and names at 49 bytes, both without a word, and takes an indented key for a part
 * of the value before. */
#ifndef CAMBIUM_MODULES_INI_H
#define CAMBIUM_MODULES_INI_H

#include "engine/base/err.h"
#include "engine/base/slice.h"

#include <stdbool.h>

/* Lines of `value` end with LF and aren't indented. All three are gone afterwards. */
typedef void ini_sink(void *context, struct slice section, struct slice key,
                      struct slice value);

/* False: *e says which line is neither a section, a key nor a value. What stands before it
 * was told. */
bool ini_read(struct slice text, ini_sink *sink, void *context, struct err *e);

#endif
