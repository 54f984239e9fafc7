/* sheet.h - a list of records with named fields, in every format.
 *
 * What a command found, one record a row: edges, modules, tests. The caller says which
 * columns there are and fills one row when it is asked for it, so a list of millions
 * takes no memory. Rows are asked for in order; those that set the widths of text twice,
 * and both times they must be the same.
 *
 * What isn't known is null in JSON, an empty cell in CSV and - in text, never 0. Names
 * may hold any bytes (report/README.md); the names and titles of columns are ours.
 *
 * A failed write is remembered by `out`. Not thread-safe: it calls `row`. */
#ifndef CAMBIUM_REPORT_SHEET_H
#define CAMBIUM_REPORT_SHEET_H

#include "engine/report/json.h"
#include "engine/report/out.h"
#include "engine/report/page.h"
#include "engine/report/report.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cell_type {
    CELL_TEXT,
    CELL_PATH, /* bytes of which none may be lost: a second column NAME_base64 */
    CELL_NUMBER,
    CELL_DECIMAL, /* one that isn't finite isn't known */
    CELL_TRUTH,
    CELL_LIST, /* of texts; joined by a space in CSV, by ", " in text */
};

struct cell {
    bool known;
    union {
        struct slice text;
        uint64_t number;
        double decimal;
        bool truth;
        struct {
            const struct slice *items;
            size_t count;
        } list;
    };
};

static inline struct cell cell_text(struct slice text)
{
    return (struct cell){.known = true, .text = text};
}

static inline struct cell cell_number(uint64_t number)
{
    return (struct cell){.known = true, .number = number};
}

static inline struct cell cell_decimal(double number)
{
    return (struct cell){.known = true, .decimal = number};
}

static inline struct cell cell_truth(bool truth)
{
    return (struct cell){.known = true, .truth = truth};
}

struct sheet_column {
    const char *name; /* the key, the cell of the header */
    enum cell_type type;
    const char *title; /* in text; NULL: not in text */
    unsigned decimals; /* that text shows of numbers from 0 up; 0: as many as there are */
};

struct sheet {
    const char *what; /* "graph edges" */
    const struct sheet_column *columns;
    size_t column_count;
    size_t count;
    /* Fills the cells of a row, which come all unknown. What they point to lasts until
     * the next call. */
    void (*row)(const void *context, size_t number, struct cell *cells);
    const void *context;
    /* More keys of the JSON document, in front of the rows; or NULL. */
    void (*head)(const void *context, struct json *json);
    /* What text says in front of the rows; or NULL. */
    void (*lead)(const void *context, struct page *page);
    const char *rows_name; /* the key of the rows: "edges" */
    size_t text_rows;      /* text ends there and says how many are left; 0: all */
};

/* Aligned columns under their titles. On a terminal, names that would make a line too
 * long are cut in their middle. */
void sheet_write_text(const struct sheet *s, const struct style *style, struct out *out);

/* One document, the rows as its last key. */
void sheet_write_json(const struct sheet *s, const struct style *style, struct out *out);

/* The objects of those rows, one a line, and nothing else. */
void sheet_write_ndjson(const struct sheet *s, const struct style *style,
                        struct out *out);

void sheet_write_csv(const struct sheet *s, const struct style *style, struct out *out);

/* These four by number: text, json, ndjson, csv. */
extern void (*const sheet_write[])(const struct sheet *s, const struct style *style,
                                   struct out *out);

/* ------------------------------------------- what the formats are made of */

/* Room for the cells of a row, and a row in it. free() what the first returns. */
struct cell *sheet_cells(const struct sheet *s);
void sheet_row(const struct sheet *s, size_t number, struct cell *cells);

/* The rows as objects, with commas; and one cell. */
void sheet_json_rows(const struct sheet *s, struct json *j, struct out *out);
void cell_json(struct json *j, const char *name, enum cell_type type,
               const struct cell *cell);

/* A cell for people, before its characters are made harmless. */
void cell_raw(struct page *raw, enum cell_type type, unsigned decimals,
              const struct cell *cell);

/* The items of a list, with `between` between two. */
void sheet_list_join(struct buf *out, const struct cell *cell, const char *between);

#endif
