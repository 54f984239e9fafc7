/* gated.h - an index and what gates found in it, by the settings. */
#ifndef CAMBIUM_CMD_GATED_H
#define CAMBIUM_CMD_GATED_H

#include "engine/cmd/indexed.h"
#include "engine/index/baseline.h"
#include "engine/index/gates.h"
#include "engine/index/night.h"

/* It must not be moved. */
struct gated {
    const char *root;
    bool listed; /* only some files were looked at */
    struct gates gates;
    struct indexed x;
    struct findings findings;
    struct baseline *baseline; /* NULL: there is none */
    size_t unused_baseline;
};

/* How many findings each rule has that no comment allows, of the gates that the settings say. */
struct gate_counts {
    struct gates gates;
    struct rule_findings *items;
    size_t count;
};

/* First the gates, so that a scan knows what to measure; then what it found. False and *e: what is
 * asked for is no gate. Release it in any case. */
bool gate_counts_ask(struct gate_counts *c, const struct settings *s, struct err *e);
bool gate_counts_find(struct gate_counts *c, const struct indexed *x, struct err *e);
void gate_counts_release(struct gate_counts *c);

/* False: *status, and what went wrong was said. */
bool gated_open(struct gated *g, const struct settings *s, const char *root,
                enum status *status);

/* Writes the baseline anew. False: that was said. */
bool gated_update(struct gated *g, const struct settings *s);
enum status gated_close(struct gated *g, const struct settings *s);

#endif
