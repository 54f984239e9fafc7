/* graph.h - what the verbs of `cambium graph` share.
 *
 * A verb finds its answer in the import graph and then writes it once for each format that
 * was asked for. */
#ifndef CAMBIUM_CMD_GRAPH_H
#define CAMBIUM_CMD_GRAPH_H

#include "engine/cmd/changes.h"
#include "engine/cmd/imports.h"
#include "engine/graph/reach.h"
#include "engine/report/out.h"
#include "engine/report/page.h"
#include "engine/report/report.h"
#include "engine/report/sheet.h"

struct graph_verb;

struct graph_answer {
    const struct settings *settings;
    const struct graph_verb *verb;
    const struct import_graph *graph;
    const char *root;
    const char *const *operands; /* of the verb, without PATH */
    size_t operand_count;
    uint8_t kinds;
    size_t rows;             /* of --top, if it was said */
    struct changes *changes; /* of impact */
    void *found;             /* the verb's own */
    bool findings;
    enum status failed; /* of a find that is false and has said why; else STATUS_DONE */
    struct arena memory;
};

struct graph_verb {
    const char *name;
    unsigned least, most;       /* operands before PATH */
    const char *const *formats; /* ends with NULL; the first one if nobody says */
    uint8_t kinds;              /* if nobody says */

    /* Fills a->found. False and *e: what is asked for isn't there (ERR_USAGE). */
    bool (*find)(struct graph_answer *a, struct err *e);
    void (*give)(const void *answer, size_t format, const struct style *style,
                 struct out *out);
    void (*release)(struct graph_answer *a);
};

extern const struct graph_verb graph_edges, graph_edges_grimp, graph_deps, graph_rdeps,
    graph_path, graph_cycles, graph_stats, graph_contracts, graph_impact;

/* What stats hands over to for --by class. */
extern const struct graph_verb graph_classes;

/* What several verbs write: graph_show.c. */

/* What a module's package is called: itself, if it is one or lies in none. */
struct slice graph_package(const struct import_graph *g, uint32_t module);

/* Kind, file and line of that. */
void graph_step_cells(const struct graph_answer *a, uint32_t from, uint32_t to,
                      struct cell *kind, struct cell *file, struct cell *line);

/* How many rows --top asks for, else so many; 0 is all. */
size_t graph_rows(const struct graph_answer *a, size_t otherwise);

/* A way from module to module, a line for each step with its evidence. */
void graph_chain_text(const struct graph_answer *a, struct page *p,
                      const uint32_t *modules, size_t count);

/* Keys "file" and "line" of a link; NULL: nulls. */
void graph_place_json(struct json *j, const struct graph_answer *a,
                      const struct import_link *link);

/* Records that are no rows of a sheet, in a JSON document or a line each. */
struct graph_items {
    const char *report; /* "graph cycles" */
    void (*head)(const struct graph_answer *a, struct json *json);
    const char *name; /* the key of the list */
    size_t count;
    void (*item)(const struct graph_answer *a, struct json *json, size_t number);
};

void graph_items_write(const struct graph_answer *a, const struct graph_items *items,
                       bool lines, struct out *out);

/* What was reached, by distance and then by name. */
void graph_reach_sort(const struct import_graph *g, const struct reach *r,
                      uint32_t *modules);

/* DOT or Mermaid: of nodes with these names and the closed edges; of what was reached. */
void graph_picture(const struct graph_answer *a, const struct slice *names, size_t count,
                   const struct edges *edges, bool dot, struct out *out);
void graph_picture_of(const struct graph_answer *a, const struct reach *r, bool dot,
                      struct out *out);

#endif
