/* indexed.h - a scan, its import graph and a record of each file, for the commands that ask
 * them. */
#ifndef CAMBIUM_CMD_INDEXED_H
#define CAMBIUM_CMD_INDEXED_H

#include "engine/base/date.h"
#include "engine/cmd/imports.h"
#include "engine/index/ledger.h"
#include "engine/index/record.h"
#include "engine/index/summary.h"

/* Parts borrow from each other: it must not be moved. */
struct indexed {
    struct imports imports;
    struct vcs_history history;
    bool has_history;
    struct coverage coverage;
    struct owners *owners; /* NULL: nobody says */
    struct records records;
    struct summary summary;
    struct health health;
    struct glob *no_tests;
    int64_t now_s; /* 0: unknown */
    struct arena memory;
};

/* `measures` are to be measured with the facts. False: *status, and what went wrong was said. A history, coverage or owners that can't be
 * read are said and unknown, unless the prompt named them. */
bool indexed_open(struct indexed *x, const struct settings *s, const char *root,
                  metric_set measures, enum status *status);

/* Says what went wrong; frees. The status by --fail-on. */
enum status indexed_close(struct indexed *x, const struct settings *s);

/* The same, but says nothing. */
void indexed_drop(struct indexed *x);

/* Where --state says. */
struct ledger_options indexed_ledger(const struct settings *s);

/* "2026-11-30" or seconds; false and *e: it is neither. */
bool date_read(const char *text, int64_t *seconds, struct err *e);

#endif
