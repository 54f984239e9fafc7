#include "engine/modules/stdlib_modules.h"

#include <stdlib.h>

struct stdlib_module {
    const char *name;
    uint8_t first, last; /* minor versions */
    bool builtin;
};

#define STDLIB(name, first, last, builtin) {name, first, last, builtin},
static const struct stdlib_module table[] = {
#include "engine/modules/stdlib_modules.def"
};
#undef STDLIB

static int name_compare(const void *name, const void *module)
{
    return slice_compare(*(const struct slice *)name,
                         slice_of(((const struct stdlib_module *)module)->name));
}

static const struct stdlib_module *find(struct slice name)
{
    return bsearch(&name, table, sizeof table / sizeof *table, sizeof *table,
                   name_compare);
}

uint8_t stdlib_versions(struct slice name)
{
    const struct stdlib_module *m = find(name);
    uint8_t versions = 0;

    for (unsigned minor = m ? m->first : 1; m && minor <= m->last; minor++)
        versions |= (uint8_t)(1U << (minor - STDLIB_OLDEST));
    return versions;
}

bool stdlib_is_builtin(struct slice name)
{
    const struct stdlib_module *m = find(name);

    return m && m->builtin;
}

static struct slice top_of(struct slice dotted)
{
    struct slice top = {0};

    slice_cut(&dotted, '.', &top);
    return top;
}

/* It is in a package of tests, whose modules the table doesn't list. */
static bool is_of_tests(struct slice dotted)
{
    struct slice part;
    bool inner = false;

    if (dotted.len > 4 && slice_starts(dotted, slice_of("test.")))
        return true;
    for (; slice_cut(&dotted, '.', &part); inner = true) {
        if (inner && (slice_equal(part, slice_of("test")) ||
                      slice_equal(part, slice_of("tests")) ||
                      slice_equal(part, slice_of("idle_test"))))
            return true;
    }
    return false;
}

static bool has(struct slice name, unsigned minor)
{
    return stdlib_versions(name) >> (minor - STDLIB_OLDEST) & 1;
}

bool stdlib_has(struct slice dotted, unsigned minor, bool *known)
{
    struct slice top = top_of(dotted);

    *known = minor >= STDLIB_OLDEST && minor <= STDLIB_NEWEST;
    if (!*known)
        return false;
    if (has(dotted, minor))
        return true;
    /* A package that isn't there has nothing in it, be it known or not. */
    *known = !has(top, minor) || !(is_of_tests(dotted) || minor == STDLIB_NEWEST);
    return false;
}
