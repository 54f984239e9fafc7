#include "engine/index/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static const char in_root[] = ".cambium/state";

bool ledger_open(struct folder *f, const struct ledger_options *options,
                 const struct discover *d, bool write, bool *absent, struct err *e)
{
    const struct folder_place place = {.at =
                                           options->state ? AT_FDCWD : discover_folder(d),
                                       .path = options->state ? options->state : in_root,
                                       .create = write,
                                       .trust_shared = options->trust_shared};

    if (absent)
        *absent = !write && faccessat(place.at, place.path, F_OK, 0) != 0 &&
                  (errno == ENOENT || errno == ENOTDIR);
    /* A single file has no folder of its own to keep things in. */
    if (absent && !options->state && !discover_is_folder(d))
        *absent = !write;
    if (!options->state && !discover_is_folder(d))
        return err_set(e, ERR_USAGE,
                       "the state of a single file is kept nowhere: name a "
                       "folder with --state");
    return folder_open(f, &place, e);
}
