#include "engine/cmd/places.h"

#include "engine/scan/discover.h"
#include "engine/scan/path.h"

#include <fcntl.h>
#include <unistd.h>

static bool place_clean(const struct discover *d, const char *name, struct arena *memory,
                        struct slice *place, struct err *e)
{
    int fd;

    if (!path_clean(slice_of(name), discover_root_path(d), memory, place, e))
        return err_wrap(e, name);
    fd = discover_openat(d, *place, O_PATH, e);
    if (fd < 0)
        return err_wrap(e, name);
    close(fd);
    return true;
}

const struct slice *places_below(const char *root, const char *const *names, size_t count,
                                 struct arena *memory, struct err *e)
{
    struct discover_options options = {0};
    struct discover *d = discover_open(root, &options, e);
    struct slice *places = arena_array(memory, struct slice, count + 1);
    bool done = d != NULL;

    for (size_t i = 0; done && i < count; i++)
        done = place_clean(d, names[i], memory, &places[i], e);
    if (d)
        discover_close(d);
    return done ? places : NULL;
}
