#include "engine/cmd/imports.h"

#include "engine/cmd/inputs.h"
#include "engine/cmd/run.h"
#include "engine/cmd/stats.h"
#include "engine/modules/stdlib_modules.h"

#include <stdlib.h>

/* "3.11" is 11; 0: nothing was said. */
static bool python_read(const char *text, unsigned *minor, struct err *e)
{
    char *end;
    unsigned long value;

    *minor = 0;
    if (!text)
        return true;
    value = strncmp(text, "3.", 2) == 0 ? strtoul(text + 2, &end, 10) : 0;
    if (!value || *end || value < STDLIB_OLDEST || value > STDLIB_NEWEST)
        return err_set(e, ERR_USAGE, "--python takes 3.%d to 3.%d, not '%.20s'",
                       STDLIB_OLDEST, STDLIB_NEWEST, text);
    *minor = (unsigned)value;
    return true;
}

bool kinds_read(const char *text, uint8_t *kinds, struct err *e)
{
    struct slice rest = slice_of(text), word;

    *kinds = 0;
    while (slice_cut(&rest, ',', &word)) {
        char name[16] = "";
        uint8_t kind;

        if (word.len < sizeof name)
            memcpy(name, word.data, word.len);
        if (!link_kind_of(name, &kind)) {
            err_set(e, ERR_USAGE, "there is no kind of import '%.*s'; there are",
                    (int)word.len, word.data);
            for (unsigned i = 0; i < LINK_KINDS; i++)
                err_list(e, i, link_kind_name((uint8_t)(1u << i)));
            err_list(e, LINK_KINDS, "written");
            err_list(e, LINK_KINDS, "all");
            return false;
        }
        *kinds |= kind;
    }
    return *kinds || err_set(e, ERR_USAGE, "--kinds names no kind of import");
}

/* Fills what --source-root and --python say. */
static bool options_read(const struct settings *s, struct import_options *options,
                         struct err *e)
{
    options->roots = s->source_roots.items;
    options->root_count = s->source_roots.count;
    return python_read(s->python, &options->python_minor, e) && run_check(s, e);
}

static bool scan_and_resolve(struct imports *im, const struct settings *s,
                             const struct scan_options *scan,
                             struct import_options *options, enum status *status)
{
    struct scan_options run = *scan;
    struct err err;

    if (!run_scan(s, &run, &im->result, &im->stats, status))
        return false;
    options->scan = scan;
    if (import_graph_make(&im->graph, &im->result, options, &err))
        return true;
    say("%s", err.message);
    part_release(&im->result);
    return false;
}

bool imports_open(struct imports *im, const struct settings *s, const char *root,
                  struct import_options *asked, metric_set measures, enum status *status)
{
    struct scan_options scan;
    struct buf list = {0};
    struct err err;
    bool opened = false;

    *im = (struct imports){0};
    *status = STATUS_USAGE;
    if (options_read(s, asked, &err) &&
        (!s->files_from || inputs_read(&list, s->files_from, &err))) {
        scan = run_options(s, root, &list);
        scan.measures = measures;
        opened = scan_and_resolve(im, s, &scan, asked, status);
    } else {
        say("%s", err.message);
    }
    buf_release(&list);
    return opened;
}

void imports_faults_say(const struct imports *im)
{
    const struct import_graph *g = &im->graph;

    for (size_t i = 0; i < g->projects.fault_count; i++)
        say("%.*s: %s", (int)g->projects.faults[i].path.len,
            g->projects.faults[i].path.data, g->projects.faults[i].err.message);
}

void imports_drop(struct imports *im)
{
    import_graph_release(&im->graph);
    part_release(&im->result);
}

enum status imports_close(struct imports *im, const struct settings *s)
{
    enum status status = run_status(s, &im->result, &im->stats);

    imports_faults_say(im);
    run_failures_say(&im->result);
    if (s->stats != STATS_NONE)
        stats_print(s->stats, &im->result, &im->stats);
    imports_drop(im);
    return status;
}
