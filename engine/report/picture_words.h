/* picture_words.h - what every picture says, whatever it is drawn in. */
#ifndef CAMBIUM_REPORT_PICTURE_WORDS_H
#define CAMBIUM_REPORT_PICTURE_WORDS_H

#include "engine/base/buf.h"
#include "engine/report/collapse.h"

/* How much is shown of how much, in one line without its end:
 * "858 modules and 2816 imports; shown by their first 2 names: 41 and 210". */
void picture_summary(struct buf *out, const struct collapse *c);

struct picture_note picture_note_of(const struct collapse *c);

/* "a.b (12)", "849 others", or a title: UTF-8 of bounded length without control
 * characters, as page.h shows names. What else means something where it goes is for the
 * caller to escape. */
void picture_label(struct buf *out, const struct group *g);
void picture_name(struct buf *out, struct slice name);

#endif
