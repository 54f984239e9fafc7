/* report_page.h - what the kinds of `report` share: a document that is put together. */
#ifndef CAMBIUM_CMD_REPORT_PAGE_H
#define CAMBIUM_CMD_REPORT_PAGE_H

#include "engine/cmd/groups.h"
#include "engine/cmd/indexed.h"
#include "engine/report/document.h"

enum { PAGE_FACTS = 32, PAGE_SECTIONS = 10, PAGE_LISTS = 4 };

/* What a document borrows from lives here. It must not be moved once it is made. */
struct report_page {
    const struct indexed *x;
    const struct settings *settings;
    struct document document;
    struct document_fact facts[PAGE_FACTS];
    struct document_section sections[PAGE_SECTIONS];
    struct record_list lists[PAGE_LISTS];
    size_t list_count;
    struct groups groups[PAGE_LISTS];
    size_t group_count;
    struct arena memory;
};

/* A kind fills page->document. */
struct report_kind {
    const char *name;
    void (*make)(struct report_page *page);
};

#define KIND(name, word) extern const struct report_kind report_##name;
#include "engine/cmd/report_kinds.def"
#undef KIND

void report_page_release(struct report_page *page);

void page_title(struct report_page *page, const char *what, const char *title,
                const char *note);
void page_fact(struct report_page *page, const char *key, const char *title,
               enum cell_type type, struct cell cell, const char *unit);
void page_count_fact(struct report_page *page, const char *key, const char *title,
                     uint64_t number);
void page_share_fact(struct report_page *page, const char *key, const char *title,
                     uint64_t part, uint64_t whole); /* percent */
void page_section(struct report_page *page, const char *title, const char *note,
                  struct sheet sheet);

/* A list of the records that are wanted; fields are ended by FIELD_COUNT. */
struct record_list *page_list(struct report_page *page,
                              bool (*wanted)(const struct record *r, const void *context),
                              const void *context, const enum record_field *fields);

/* Sums by folder (or by owner) of what is in a list, the largest first, as a section. */
void page_groups(struct report_page *page, const char *title, const struct record_list *l,
                 enum group_by by);

/* What a report says when there is no history. */
const char *page_no_history(const struct report_page *page);

/* How many rows people see: --top. */
size_t page_rows(const struct report_page *page);

#endif
