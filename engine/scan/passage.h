/* passage.h - one file on its way through the steps, each timed.
 *
 * What analyse.c and visit.c are made of; nobody else includes it. A step that fails
 * leaves the reason and a sentence in the passage. */
#ifndef CAMBIUM_SCAN_PASSAGE_H
#define CAMBIUM_SCAN_PASSAGE_H

#include "engine/scan/analyse.h"
#include "engine/scan/source.h"
#include "engine/scan/visitor.h"

struct analyst {
    const struct discover *discover;
    uint64_t max_file_bytes;
    struct source source;
    struct parser *parser;
    struct extractor *extractor;
    struct keeper_port *keeper;    /* or NULL */
    const struct visitor *visitor; /* or NULL */
    metric_set measures;           /* that are wanted */
    metric_set extracted;          /* metrics that were read off some tree */
    void *visiting;                /* the visitor's own */
};

struct passage {
    struct analyst *analyst;
    struct file *file;
    const struct row *row; /* what the last run knew of it, or NULL */
    bool unchanged;        /* its state is that of the row */
    struct arena *lasting;
    uint64_t *step_ns, step_start_ns;
    enum reason why; /* it has to be dropped */
    struct err err;
};

/* The time since the last step ended belongs to this one. */
void passage_step_done(struct passage *p, enum scan_step step);

bool passage_read(struct passage *p);   /* into the analyst's source, with its key */
bool passage_decode(struct passage *p); /* what was read, into text */
bool passage_parse(struct passage *p, struct tree *tree);

/* The tree that is kept of what was read, if there is one. Borrows from the keeper. */
enum store_result passage_kept_tree(struct passage *p, struct tree *tree);

/* Keeps the tree of what was read. */
void passage_keep_tree(struct passage *p, const struct tree *tree);

/* These metrics, read off the tree of what was read and decoded: facts and measures
 * go into the record. */
void passage_extract(struct passage *p, const struct tree *tree, metric_set set);

/* An error at that line (0: somewhere); the first of several is the file's. */
void passage_mark_partial(struct passage *p, uint32_t line, const char *detail);

/* The file is analysed: what its source and its facts say goes into the record. */
void passage_fill(struct passage *p);

/* It isn't after all, for the reason in the passage. */
void passage_drop(struct passage *p);

/* The record has facts, and gets the measures that are wanted (measure.c): those that
 * are kept of the file's content; else, of a file that was read and decoded, those of its
 * tree. False: there are none yet; the file is over a budget. */
bool passage_measures_kept(struct passage *p);
bool passage_measure(struct passage *p);

/* Keeps the record's measures, if it has any. */
void passage_keep_measures(struct passage *p);

/* All that happens to a file in a run with a visitor (visit.c). */
void passage_visit(struct passage *p);

#endif
