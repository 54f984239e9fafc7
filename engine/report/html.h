/* html.h - one page that works by itself, from a file, without a network.
 *
 * The page (html/) is embedded in the program when it is built: markup, style, our script, the
 * drawing library. What it shows comes as one JSON document. */
#ifndef CAMBIUM_REPORT_HTML_H
#define CAMBIUM_REPORT_HTML_H

#include "engine/base/slice.h"
#include "engine/report/out.h"

/* `title` and `data` may hold any text: neither can end its element. `data` is a JSON document as
 * html/README.md has it. */
void html_write(struct slice title, struct slice data, struct out *out);

#endif
