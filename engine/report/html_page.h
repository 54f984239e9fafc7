/* html_page.h - the page of the HTML report, as it was put together when the program was built
 * (html/build.mjs): three pieces of constant bytes. */
#ifndef CAMBIUM_REPORT_HTML_PAGE_H
#define CAMBIUM_REPORT_HTML_PAGE_H

#include "engine/base/slice.h"

enum html_piece { HTML_BEFORE_TITLE, HTML_BEFORE_DATA, HTML_AFTER_DATA };

struct slice html_piece(enum html_piece piece);

#endif
