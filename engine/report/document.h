/* document.h - a report of several parts: some single facts, then lists, each under its title.
 *
 * The same for people (text, Markdown) and for programs (JSON: a key for each fact and each
 * list). What isn't known is `-`, an empty cell of a table or null, never 0; `note` says why.
 *
 * Borrows all that it is given. */
#ifndef CAMBIUM_REPORT_DOCUMENT_H
#define CAMBIUM_REPORT_DOCUMENT_H

#include "engine/report/sheet.h"

#include <stdbool.h>
#include <stddef.h>

struct document_fact {
    const char *key;   /* NULL: not in JSON */
    const char *title; /* NULL: in JSON only */
    enum cell_type type;
    struct cell cell;
    const char *unit;  /* behind a known number, for people: " %", " days"; may be NULL */
    unsigned decimals; /* that people see of a CELL_DECIMAL */
};

struct document_section {
    const char *title;
    const char *note;   /* a sentence in front of the rows, for people; may be NULL */
    struct sheet sheet; /* rows_name is its key; lead and head aren't asked */
};

struct document {
    const char *what; /* "report health" */
    const char *title;
    const char *note; /* a paragraph for people, under the title; may be NULL */
    const struct document_fact *facts;
    size_t fact_count;
    const struct document_section *sections;
    size_t section_count;
};

void document_write_text(const struct document *d, const struct style *style,
                         struct out *out);
void document_write_markdown(const struct document *d, const struct style *style,
                             struct out *out);
void document_write_json(const struct document *d, const struct style *style,
                         struct out *out);

#endif
