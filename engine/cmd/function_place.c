#include "engine/cmd/function_place.h"

#include "engine/scan/path.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool exists(const struct discover *d, struct slice path)
{
    int fd = discover_openat(d, path, O_PATH, NULL);

    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

bool function_place_split(const struct discover *d, const char *operand,
                          struct arena *memory, struct function_place *place)
{
    const char *colon = strrchr(operand, ':');
    struct slice file, whole;

    if (!colon || colon == operand || !colon[1] || strchr(colon, '/'))
        return false;
    file = (struct slice){operand, (size_t)(colon - operand)};
    if (path_clean(slice_of(operand), discover_root_path(d), memory, &whole, NULL) &&
        exists(d, whole))
        return false;
    place->function = slice_of(colon + 1);
    return path_clean(file, discover_root_path(d), memory, &place->path, NULL) &&
           exists(d, place->path);
}

/* The innermost function that the line lies in. */
static uint32_t function_at_line(const struct facts *f, uint32_t line)
{
    uint32_t found = FACTS_NONE;

    for (uint32_t i = 0; i < f->function_count; i++) {
        if (f->functions[i].line <= line && line <= f->functions[i].end_line)
            found = i;
    }
    return found;
}

static bool is_called(const struct facts *f, uint32_t function, struct slice name,
                      bool qualified)
{
    const struct function *fn = &f->functions[function];
    uint32_t text = qualified ? fn->name : fn->bare_name;

    return slice_equal(slice_of(facts_text(f, text)), name);
}

/* The first of those, and how many there are. */
static uint32_t functions_called(const struct facts *f, struct slice name, bool qualified,
                                 uint32_t *count)
{
    uint32_t found = FACTS_NONE;

    *count = 0;
    for (uint32_t i = f->function_count; i-- > 0;) {
        if (!is_called(f, i, name, qualified))
            continue;
        found = i;
        ++*count;
    }
    return found;
}

static bool is_number(struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    }
    return text.len > 0 && text.len < 10;
}

static bool several_say(const struct facts *f, struct slice name, bool qualified,
                        uint32_t count, struct err *e)
{
    err_set(e, ERR_USAGE, "%u functions are called '%.*s'; say which by its line:", count,
            (int)(name.len < 60 ? name.len : 60), name.data);
    for (uint32_t i = 0; e && i < f->function_count; i++) {
        char line[16];

        if (!is_called(f, i, name, qualified))
            continue;
        snprintf(line, sizeof line, " %u", f->functions[i].line);
        strncat(e->message, line, sizeof e->message - strlen(e->message) - 1);
    }
    return false;
}

bool function_find(const struct facts *f, struct slice name, uint32_t *function,
                   struct err *e)
{
    uint32_t count = 0;

    if (is_number(name)) {
        *function = function_at_line(f, (uint32_t)strtoul(name.data, NULL, 10));
        return *function != FACTS_NONE ||
               err_set(e, ERR_USAGE, "no function has a line %.*s", (int)name.len,
                       name.data);
    }
    for (int qualified = 1; qualified >= 0; qualified--) {
        *function = functions_called(f, name, qualified, &count);
        if (count > 1)
            return several_say(f, name, qualified, count, e);
        if (count)
            return true;
    }
    return err_set(e, ERR_USAGE, "there is no function '%.*s' in it",
                   (int)(name.len < 60 ? name.len : 60), name.data);
}
