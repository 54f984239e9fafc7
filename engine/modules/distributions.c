#include "engine/modules/distributions.h"

/* A line of the table. */
struct provides {
    const char *module, *distribution;
};

#define PROVIDES(module, distribution) {module, distribution},
static const struct provides table[] = {
#include "engine/modules/distributions.def"
};
#undef PROVIDES

enum { TABLE_COUNT = sizeof table / sizeof *table };

/* Packages without a distribution of their own, which others put theirs into. */
static const char *const shared[] = {
    "airflow.providers",
    "azure",
    "azure.mgmt",
    "backports",
    "databricks",
    "google",
    "google.cloud",
    "jaraco",
    "opentelemetry",
    "opentelemetry.exporter",
    "opentelemetry.instrumentation",
    "repoze",
    "ruamel",
    "snowflake",
    "sphinxcontrib",
    "zope",
};

/* ------------------------------------------------------------------ names */

static bool is_separator(char c)
{
    return c == '-' || c == '_' || c == '.';
}

/* Of ASCII, in any locale. */
static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_name(struct slice name)
{
    if (!name.len || name.len > DISTRIBUTION_MAX_BYTES || is_separator(name.data[0]) ||
        is_separator(name.data[name.len - 1]))
        return false;
    for (size_t i = 0; i < name.len; i++) {
        if (!is_separator(name.data[i]) && !is_letter_or_digit(name.data[i]))
            return false;
    }
    return true;
}

struct slice distribution_normalise(struct slice name, struct arena *a)
{
    struct slice made = {0};
    char *to;

    if (!is_name(name))
        return made;
    made.data = to = arena_alloc(a, name.len + 1, 1);
    for (size_t i = 0; i < name.len; i++) {
        if (!is_separator(name.data[i]))
            *to++ = lowered(name.data[i]);
        else if (to[-1] != '-')
            *to++ = '-';
    }
    made.len = (size_t)(to - made.data);
    return made;
}

/* How many bytes of `distribution` the module's name is when it is written as one; 0 if it
 * differs. A prefix of the distribution's name only if that goes on with a '-'. */
static size_t written_alike(struct slice distribution, struct slice module)
{
    size_t at = 0;

    for (size_t i = 0; i < module.len; i++) {
        char c = is_separator(module.data[i]) ? '-' : lowered(module.data[i]);

        if (c == '-' && at && distribution.data[at - 1] == '-')
            continue;
        if (at == distribution.len || distribution.data[at] != c)
            return 0;
        at++;
    }
    return at == distribution.len || distribution.data[at] == '-' ? at : 0;
}

/* "a.b" of "a.b.c"; empty at the end. */
static struct slice above(struct slice module)
{
    while (module.len && module.data[module.len - 1] != '.')
        module.len--;
    module.len -= module.len > 0;
    return module;
}

/* ------------------------------------------------------------------ one rule each */

static struct slice without_apache(struct slice distribution)
{
    const struct slice apache = slice_of("apache-");

    if (distribution.len > apache.len && slice_starts(distribution, apache))
        return (struct slice){distribution.data + apache.len,
                              distribution.len - apache.len};
    return distribution;
}

static bool by_name(struct slice distribution, struct slice module)
{
    struct slice short_name = without_apache(distribution);

    return written_alike(distribution, module) == distribution.len ||
           written_alike(short_name, module) == short_name.len;
}

/* The first line whose module isn't before this one. */
static size_t first_line(struct slice module)
{
    size_t low = 0, high = TABLE_COUNT;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (slice_compare(slice_of(table[middle].module), module) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool by_table(struct slice distribution, struct slice module)
{
    for (size_t i = first_line(module);
         i < TABLE_COUNT && slice_equal(slice_of(table[i].module), module); i++) {
        if (slice_equal(slice_of(table[i].distribution), distribution))
            return true;
    }
    return false;
}

static bool is_shared(struct slice module)
{
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++) {
        if (slice_equal(slice_of(shared[i]), module))
            return true;
    }
    return false;
}

/* It has something in a shared package, by its name or by a line of the table. */
static bool by_share(struct slice distribution, struct slice module)
{
    if (written_alike(without_apache(distribution), module))
        return true;
    for (size_t i = first_line(module);
         i < TABLE_COUNT && slice_starts(slice_of(table[i].module), module); i++) {
        if (table[i].module[module.len] == '.' &&
            slice_equal(slice_of(table[i].distribution), distribution))
            return true;
    }
    return false;
}

/* ------------------------------------------------------------------ the question */

/* What a distribution of stubs is about. */
static struct slice without_stubs(struct slice distribution)
{
    const struct slice before = slice_of("types-"), behind = slice_of("-stubs");

    if (distribution.len > before.len && slice_starts(distribution, before))
        return (struct slice){distribution.data + before.len,
                              distribution.len - before.len};
    if (distribution.len > behind.len && slice_ends(distribution, behind))
        distribution.len -= behind.len;
    return distribution;
}

static bool has(struct slice distribution, struct slice module)
{
    if (is_shared(module) && by_share(distribution, module))
        return true;
    for (; module.len; module = above(module)) {
        if (by_name(distribution, module) || by_table(distribution, module))
            return true;
    }
    return false;
}

bool distribution_provides(struct slice distribution, struct slice module)
{
    struct slice about = without_stubs(distribution);

    if (!distribution.len || distribution.len > DISTRIBUTION_MAX_BYTES)
        return false;
    return has(distribution, module) ||
           (about.len != distribution.len && has(about, module));
}
