#include "engine/modules/said.h"

#include "engine/base/memory.h"
#include "engine/modules/distributions.h"
#include "engine/modules/python_range.h"
#include "engine/modules/requirement.h"

#include <stdlib.h>

static bool has_room(struct said *s, size_t count, size_t limit, const char *what)
{
    if (count < limit)
        return true;
    if (!s->over)
        err_set(s->err, ERR_LIMIT, "says more than %zu %s", limit, what);
    s->over = true;
    return false;
}

/* ------------------------------------------------------------------ folders */

/* Cuts the last part off; false if there is none that ".." could cancel. */
static bool part_drop(const char *clean, size_t *len)
{
    size_t start = *len;

    while (start && clean[start - 1] != '/')
        start--;
    if (*len == start ||
        slice_equal((struct slice){clean + start, *len - start}, slice_of("..")))
        return false;
    *len = start - (start > 0);
    return true;
}

/* False for what can't be a folder below the file's, or beside it. */
static bool folder_clean(struct said *s, struct slice folder, struct slice *result)
{
    char *clean;
    size_t len = 0;
    struct slice part;

    if (folder.len > PROJECT_MAX_FOLDER_BYTES || slice_starts(folder, slice_of("/")) ||
        (folder.len && memchr(folder.data, 0, folder.len)))
        return false;
    clean = arena_alloc(s->lasting, folder.len + 1, 1);
    while (slice_cut(&folder, '/', &part)) {
        if (!part.len || slice_equal(part, slice_of(".")) ||
            (slice_equal(part, slice_of("..")) && part_drop(clean, &len)))
            continue;
        if (len)
            clean[len++] = '/';
        memcpy(clean + len, part.data, part.len);
        len += part.len;
    }
    clean[len] = '\0';
    *result = (struct slice){clean, len};
    return true;
}

static void root_add(struct said *s, struct slice clean, const char *rule)
{
    struct project_said *all = &s->all;

    for (size_t i = 0; i < all->root_count && i < 64; i++) {
        if (all->root_rules[i] == rule && slice_equal(all->roots[i], clean))
            return;
    }
    if (!has_room(s, all->root_count, PROJECT_MAX_FOLDERS, "folders"))
        return;
    all->roots = memory_grow(all->roots, &s->root_capacity, all->root_count + 1,
                             sizeof *all->roots);
    all->root_rules = memory_grow(all->root_rules, &s->rule_capacity, all->root_count + 1,
                                  sizeof *all->root_rules);
    all->root_rules[all->root_count] = rule;
    all->roots[all->root_count++] = clean;
}

void said_root(struct said *s, struct slice folder, const char *rule)
{
    struct slice clean;

    if (folder_clean(s, folder, &clean))
        root_add(s, clean, rule);
}

void said_mypy_root(struct said *s, struct slice folder, const char *rule)
{
    const struct slice variable = slice_of("$MYPY_CONFIG_FILE_DIR");

    folder = text_trim(folder);
    if (slice_starts(folder, variable)) {
        folder = (struct slice){folder.data + variable.len, folder.len - variable.len};
        if (slice_starts(folder, slice_of("/")))
            folder = (struct slice){folder.data + 1, folder.len - 1};
    } else if (!folder.len) {
        return;
    }
    said_root(s, folder, rule);
}

void said_root_of(struct said *s, struct slice package_folder, const char *rule)
{
    struct slice clean;

    if (!folder_clean(s, package_folder, &clean) || !part_drop(clean.data, &clean.len))
        return;
    root_add(s, clean, rule);
}

void said_package(struct said *s, struct slice name, struct slice folder,
                  const char *rule)
{
    struct project_said *all = &s->all;
    struct slice clean;

    if (!name.len) {
        said_root(s, folder, rule);
        return;
    }
    if (name.len > PROJECT_MAX_FOLDER_BYTES || memchr(name.data, 0, name.len) ||
        !folder_clean(s, folder, &clean) ||
        !has_room(s, all->package_count, PROJECT_MAX_FOLDERS, "packages"))
        return;
    all->packages = memory_grow(all->packages, &s->package_capacity,
                                all->package_count + 1, sizeof *all->packages);
    all->packages[all->package_count++] =
        (struct project_package){arena_copy(s->lasting, name), clean, rule};
}

/* ------------------------------------------------------------------ names */

void said_requirement(struct said *s, struct slice requirement)
{
    struct project_said *all = &s->all;
    struct slice name = distribution_normalise(requirement_name(requirement), s->lasting);

    if (!name.len ||
        !has_room(s, all->distribution_count, PROJECT_MAX_DISTRIBUTIONS, "distributions"))
        return;
    all->distributions =
        memory_grow(all->distributions, &s->distribution_capacity,
                    all->distribution_count + 1, sizeof *all->distributions);
    all->distributions[all->distribution_count++] = name;
}

void said_name(struct said *s, struct slice name)
{
    if (!s->all.name.len)
        s->all.name = distribution_normalise(text_trim(name), s->lasting);
}

void said_python(struct said *s, struct slice specifier)
{
    struct python_range range;

    if (s->all.python_minor_min || s->all.python_minor_max)
        return;
    range = python_range_of(specifier);
    s->all.python_minor_min = range.min;
    s->all.python_minor_max = range.max;
}

/* ------------------------------------------------------------------ the end */

static int names_compare(const void *a, const void *b)
{
    return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

static size_t sorted_unique(struct slice *names, size_t count)
{
    size_t kept = 0;

    if (count)
        qsort(names, count, sizeof *names, names_compare);
    for (size_t i = 0; i < count; i++) {
        if (!kept || !slice_equal(names[kept - 1], names[i]))
            names[kept++] = names[i];
    }
    return kept;
}

/* The array in the arena; what grew is given back. */
static void *settled(struct said *s, void *items, size_t count, size_t size, size_t align)
{
    void *copy = NULL;

    if (count && !s->over) {
        copy = arena_alloc(s->lasting, count * size, align);
        memcpy(copy, items, count * size);
    }
    free(items);
    return copy;
}

#define SETTLED(s, items, count) \
    settled((s), (items), (count), sizeof *(items), alignof(max_align_t))

bool said_finish(struct said *s, struct project_said *all)
{
    *all = s->all;
    all->distribution_count = sorted_unique(all->distributions, all->distribution_count);
    all->roots = SETTLED(s, all->roots, all->root_count);
    all->root_rules = SETTLED(s, all->root_rules, all->root_count);
    all->packages = SETTLED(s, all->packages, all->package_count);
    all->distributions = SETTLED(s, all->distributions, all->distribution_count);
    s->all = (struct project_said){0};
    if (s->over)
        *all = (struct project_said){0};
    return !s->over;
}
