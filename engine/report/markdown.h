/* markdown.h - names and tables in Markdown, where many characters mean something. */
#ifndef CAMBIUM_REPORT_MARKDOWN_H
#define CAMBIUM_REPORT_MARKDOWN_H

#include "engine/report/sheet.h"

/* Made harmless as on a page (page.h), and nothing in it has a meaning in Markdown or HTML; nor
 * does it call for anybody's attention where it's posted, as @team would. */
void markdown_name(struct buf *out, struct slice name);
void markdown_name_middle(struct buf *out, struct slice name, unsigned limit);

/* The sheet's columns that have a title, as a table. */
void markdown_sheet(const struct sheet *s, struct out *out);

#endif
