/* toml_scalar.h - one word of a TOML document as a value.
 *
 * For toml.c alone. The grammar has found where the word ends and what kind it
 * is; these check the rest. On failure *e holds a reason without a place. */
#ifndef CAMBIUM_CONFIG_TOML_SCALAR_H
#define CAMBIUM_CONFIG_TOML_SCALAR_H

#include "engine/config/toml.h"

/* With its quotes, of all four kinds; or a quoted key. The result is a copy. */
bool toml_text_read(struct slice word, struct arena *a, struct slice *text,
                    struct err *e);

bool toml_number_read(struct slice word, int64_t *number, struct err *e);
double toml_real(struct slice word);
bool toml_time_read(struct slice word, struct toml_time *time, struct err *e);

#endif
