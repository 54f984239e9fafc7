/* found_write.h - what `cambium find` prints. */
#ifndef CAMBIUM_CMD_FOUND_WRITE_H
#define CAMBIUM_CMD_FOUND_WRITE_H

#include "engine/cmd/found.h"
#include "engine/cmd/options.h"
#include "engine/report/report.h"
#include "engine/scan/result.h"

/* All that a format may look at. */
struct findings {
    const struct part *result; /* closed; each file's `visit` is a struct found */
    const struct search *search;
    struct slice pattern; /* as it was given */
    const struct settings *settings;
};

struct found_format {
    const char *name;
    bool wants_nodes; /* not only how many there are */
    void (*write)(const struct findings *f, const struct style *style, struct out *out);
};

/* By --format, --count and --files. NULL: these don't go together, or there is no
 * such format. */
const struct found_format *found_format_choose(const struct settings *s, struct err *e);

#endif
