/* record_list.h - some records as a list: which fields it has, and in which order. */
#ifndef CAMBIUM_CMD_RECORD_LIST_H
#define CAMBIUM_CMD_RECORD_LIST_H

#include "engine/index/record.h"
#include "engine/report/sheet.h"

#include <stdbool.h>
#include <stddef.h>

/* What a list may show of a record; the order is that of fields.def. */
enum record_field {
#define FIELD(constant, name, type, title, decimals) FIELD_##constant,
#include "engine/cmd/fields.def"
#undef FIELD
    FIELD_COUNT,
};

enum { LIST_MOST_FIELDS = 40 };

/* All zero but `records` is empty. */
struct record_list {
    const struct records *records;
    const struct record **items;
    size_t count;
    struct sheet_column columns[LIST_MOST_FIELDS];
    enum record_field fields[LIST_MOST_FIELDS];
    size_t field_count;
    struct slice *texts; /* room for the cells of a row that are lists */
    size_t text_most;
    struct buf text; /* and for those that are put together */
};

/* The records that `wanted` says, in path order; NULL: all. */
void record_list_make(struct record_list *l, const struct records *r,
                      bool (*wanted)(const struct record *record, const void *context),
                      const void *context);
void record_list_release(struct record_list *l);

/* What lists want most; none looks at the context. */
bool record_is_source(const struct record *r, const void *context);
bool record_is_stale(const struct record *r, const void *context);
bool record_lacks_tests(const struct record *r, const void *context);
bool record_is_critical(const struct record *r, const void *context);
bool record_needs_attention(const struct record *r, const void *context);

/* By a field, the largest first (text: the smallest); unknown ones last; ties by path. */
void record_list_sort(struct record_list *l, enum record_field field, bool descending);

/* Which fields it shows, ended by FIELD_COUNT. */
void record_list_show(struct record_list *l, const enum record_field *fields);

/* Borrows the list. `most`: text ends there; 0: all. */
struct sheet record_list_sheet(struct record_list *l, const char *what, const char *name,
                               size_t most);

/* The field of that name, and back. */
bool record_field_of(const char *name, enum record_field *field);
const char *record_field_name(enum record_field field);

/* Effort to bring a file under test: "small (1-2 h)", ... */
const char *record_effort(const struct record *r);

/* How much it is worked on, weighed by how complex it is; NAN: unknown. */
double record_hotspot(const struct record *r, const struct records *all);

#endif
