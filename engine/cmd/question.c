#include "engine/cmd/question.h"

#include "engine/base/suggest.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct profile *profile_choose(const char *name, struct err *e)
{
    const struct profile *profile = profile_by_name(name);

    if (profile)
        return profile;
    err_set(e, ERR_USAGE, "there is no profile '%.60s'; there are", name);
    for (size_t i = 0; i < profile_count; i++)
        err_list(e, i, profiles[i].name);
    return NULL;
}

static bool level_choose(const char *word, enum row_level *level, struct err *e)
{
    for (unsigned i = 0; i < ROW_LEVELS; i++) {
        *level = (enum row_level)i;
        if (strcmp(word, row_level_name(*level)) == 0)
            return true;
    }
    return err_set(e, ERR_USAGE,
                   "--by can't be '%.60s'; it is one of function, class, file, package",
                   word);
}

/* What a row is called, and the number that somebody may have meant. */
static bool quantity_missing(enum row_level level, struct slice name, struct err *e)
{
    struct suggestion s = {.wanted = name};

    for (size_t i = 0; quantity_name(level, i); i++)
        suggestion_offer(&s, quantity_name(level, i));
    return err_set(
        e, ERR_USAGE, "a %s has no number '%.*s'%s%s%s; `cambium metrics --list` has all",
        row_level_name(level), (int)(name.len < 60 ? name.len : 60), name.data,
        s.best ? " (did you mean '" : "", s.best ? s.best : "", s.best ? "'?)" : "");
}

static bool quantity_choose(enum row_level level, struct slice name, struct quantity *q,
                            struct err *e)
{
    char word[64];

    if (name.len < sizeof word) {
        memcpy(word, name.data, name.len);
        word[name.len] = '\0';
        if (quantity_find(level, word, q))
            return true;
    }
    return quantity_missing(level, name, e);
}

static bool column_add(struct table_question *q, struct slice name, struct err *e)
{
    if (q->column_count == TABLE_COLUMNS)
        return err_set(e, ERR_USAGE, "more than %d columns", TABLE_COLUMNS);
    return quantity_choose(q->level, name, &q->columns[q->column_count++], e);
}

static bool columns_read(struct table_question *q, const char *names, struct err *e)
{
    while (names) {
        const char *comma = strchr(names, ',');
        size_t len = comma ? (size_t)(comma - names) : strlen(names);

        if (!column_add(q, (struct slice){names, len}, e))
            return err_wrap(e, "--only");
        names = comma ? comma + 1 : NULL;
    }
    return true;
}

static const char *const *profile_numbers(const struct table_question *q)
{
    switch (q->level) {
    case ROW_FUNCTION: return q->profile->functions;
    case ROW_CLASS: return q->profile->classes;
    default: return q->profile->files;
    }
}

static bool columns_of_profile(struct table_question *q, struct err *e)
{
    for (const char *const *name = profile_numbers(q); *name; name++) {
        if (!column_add(q, slice_of(*name), e))
            return false;
    }
    return true;
}

/* Functions have ranks if the number that they come from is shown; packages have those
 * of their functions, unless other numbers were asked for. */
static bool rank_read(const struct settings *s, struct table_question *q)
{
    q->ranked = q->level == ROW_FUNCTION
                    ? strcmp(q->columns[0].name, q->profile->functions[0]) == 0
                    : q->level == ROW_PACKAGE && !s->only;
    return !q->ranked || quantity_find(ROW_FUNCTION, q->profile->functions[0], &q->rank);
}

static bool limit_read(struct table_question *q, const char *text, struct err *e)
{
    struct row_limit *limit = &q->limits[q->limit_count];
    const char *equals = strchr(text, '=');
    char *end = NULL;

    if (q->limit_count == TABLE_LIMITS)
        return err_set(e, ERR_USAGE, "more than %d times --min", TABLE_LIMITS);
    if (equals)
        limit->least = strtod(equals + 1, &end);
    if (!equals || end == equals + 1 || *end || isnan(limit->least))
        return err_set(e, ERR_USAGE,
                       "--min takes a number and its least value, like "
                       "cyclomatic=10, not '%.60s'",
                       text);
    q->limit_count++;
    return quantity_choose(q->level, (struct slice){text, (size_t)(equals - text)},
                           &limit->quantity, e) ||
           err_wrap(e, "--min");
}

static bool limits_read(const struct settings *s, struct table_question *q, struct err *e)
{
    for (size_t i = 0; i < s->minima.count; i++) {
        if (!limit_read(q, s->minima.items[i], e))
            return false;
    }
    return true;
}

static bool sort_read(const struct settings *s, struct table_question *q, struct err *e)
{
    q->sorted = s->sort != NULL;
    return !s->sort || quantity_choose(q->level, slice_of(s->sort), &q->sort, e) ||
           err_wrap(e, "--sort");
}

bool top_read(const struct settings *s, size_t *rows, struct err *e)
{
    char *end;

    *rows = 0;
    if (!s->rows)
        return true;
    errno = 0;
    *rows = strtoul(s->rows, &end, 10);
    return (end > s->rows && !*end && *s->rows != '-' && !errno) ||
           err_set(e, ERR_USAGE, "--top takes a number, not '%.60s'", s->rows);
}

bool question_read(const struct settings *s, struct table_question *q, struct err *e)
{
    q->profile = profile_choose(s->profile ? s->profile : "cambium", e);
    return q->profile && (!s->by || level_choose(s->by, &q->level, e)) &&
           (s->only ? columns_read(q, s->only, e) : columns_of_profile(q, e)) &&
           rank_read(s, q) && limits_read(s, q, e) && sort_read(s, q, e) &&
           top_read(s, &q->top, e);
}

void question_for_people(struct table_question *q, size_t top)
{
    if (!q->sorted)
        q->sort = q->columns[0];
    q->sorted = true;
    q->top = top;
}

void question_of_files(struct table_question *q)
{
    q->level = ROW_FILE;
    q->column_count = 0;
    q->ranked = false;
    columns_of_profile(q, NULL);
}

bool question_is_radon(const struct settings *s, const struct table_question *q)
{
    return strcmp(q->profile->family, "radon") == 0 && !s->only && !s->by &&
           !s->minima.count && !s->sort && !s->rows;
}
