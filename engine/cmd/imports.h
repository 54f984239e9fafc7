/* imports.h - a scan and the import graph of what it found, for the commands that ask it. */
#ifndef CAMBIUM_CMD_IMPORTS_H
#define CAMBIUM_CMD_IMPORTS_H

#include "engine/cmd/command.h"
#include "engine/imports/import_graph.h"

/* The graph borrows from the rest: it must not be moved. */
struct imports {
    struct part result;
    struct scan_stats stats;
    struct import_graph graph;
};

/* `asked` says what is asked besides the settings: ghosts, project files; the rest of it is
 * filled in. `measures` are to be measured, too. False: *status, and what went wrong was said. */
bool imports_open(struct imports *im, const struct settings *s, const char *root,
                  struct import_options *asked, metric_set measures, enum status *status);

/* Says what --stats asks for and what else went wrong; frees. The status by --fail-on. */
enum status imports_close(struct imports *im, const struct settings *s);

/* Project files that can't be read. */
void imports_faults_say(const struct imports *im);

/* The same, but says nothing. */
void imports_drop(struct imports *im);

/* "load,typing", "written", "all" as bits of link_kind. */
bool kinds_read(const char *text, uint8_t *kinds, struct err *e);

#endif
