#include "engine/scan/filter.h"

#include "engine/scan/path.h"
#include "parsers/grammar.h"
#include "parsers/language.h"

/* `path` is `folder` or lies below it. */
static bool is_within(struct slice path, struct slice folder)
{
    return !folder.len || (slice_starts(path, folder) &&
                           (path.len == folder.len || path.data[folder.len] == '/'));
}

/* A file whose name says nothing may be in any language. */
static bool may_be_in(const struct grammar *grammar, struct slice name)
{
    const struct language *language = language_of(name, (struct slice){0});

    return !language ||
           (language->grammar && strcmp(language->grammar, grammar_name(grammar)) == 0);
}

static bool is_wanted_place(const struct filter *f, struct slice path)
{
    for (size_t i = 0; i < f->within_count; i++) {
        if (is_within(path, f->within[i]))
            return true;
    }
    return !f->within_count;
}

bool filter_takes(const struct filter *f, struct slice path)
{
    struct slice name = path_last(path);

    return is_wanted_place(f, path) && (!f->name || glob_match(f->name, name)) &&
           (!f->grammar || may_be_in(f->grammar, name));
}

/* It lies in a place, or leads to one. */
bool filter_enters(const struct filter *f, struct slice folder)
{
    if (!folder.len || is_wanted_place(f, folder))
        return true;
    for (size_t i = 0; i < f->within_count; i++) {
        if (is_within(f->within[i], folder))
            return true;
    }
    return false;
}
