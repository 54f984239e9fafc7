#include "engine/cmd/which_night.h"

#include "engine/cmd/indexed.h"
#include "engine/vcs/history.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { SHOWN_ID = 10, LEAST_ID = 4, LISTED = 5, SHOWN_NAME = 24 };

struct slice commit_shown(struct slice commit)
{
    return (struct slice){commit.data, commit.len < SHOWN_ID ? commit.len : SHOWN_ID};
}

void night_title_add(struct buf *out, const struct night_ring *ring)
{
    buf_add(out, ring->head.name);
    buf_add_format(out, " (#%ju", (uintmax_t)ring->number);
    if (ring->head.time_s) {
        buf_add_text(out, ", ");
        date_add(out, ring->head.time_s);
    }
    if (ring->head.commit.len) {
        buf_add_text(out, ", ");
        buf_add(out, commit_shown(ring->head.commit));
    }
    buf_add_char(out, ')');
}

/* -------------------------------------------------------------------- none */

/* Names in the ledger may hold anything. */
static void name_list(struct err *e, size_t number, const struct night_ring *ring)
{
    char word[SHOWN_NAME + 32];
    size_t len = 0;

    for (size_t i = 0; i < ring->head.name.len && len < SHOWN_NAME; i++) {
        unsigned char c = (unsigned char)ring->head.name.data[i];

        word[len++] = c >= 0x20 && c < 0x7f ? (char)c : '?';
    }
    snprintf(word + len, sizeof word - len, " (#%ju)", (uintmax_t)ring->number);
    err_list(e, number, word);
}

static bool none_list(const struct nights *n, struct err *e)
{
    for (size_t i = 0; i < LISTED && i < n->count; i++)
        name_list(e, i, &n->items[n->count - 1 - i]);
    return false;
}

static bool none_say(const struct nights *n, const char *text, struct err *e)
{
    if (!n->count)
        return err_set(e, ERR_USAGE,
                       "there is no night yet; `scan --record NAME` appends one");
    err_set(e, ERR_USAGE, "there is no night '%.60s'; the last ones are", text);
    return none_list(n, e);
}

/* -------------------------------------------------------------------- ways */

/* All of the text is a number. */
static bool number_read(const char *text, uint64_t *number)
{
    char *end;

    errno = 0;
    *number = strtoull(text, &end, 10);
    return isdigit((unsigned char)*text) && !*end && !errno;
}

static bool by_name(const struct nights *n, const char *text, size_t *place)
{
    for (size_t i = n->count; i--;) {
        if (slice_equal(n->items[i].head.name, slice_of(text))) {
            *place = i;
            return true;
        }
    }
    return false;
}

static bool by_number(const struct nights *n, const char *text, size_t *place)
{
    uint64_t number;

    if (!number_read(text + (*text == '#'), &number))
        return false;
    for (size_t i = 0; i < n->count; i++) {
        if (n->items[i].number == number) {
            *place = i;
            return true;
        }
    }
    return false;
}

static bool by_age(const struct nights *n, const char *text, size_t *place)
{
    uint64_t back = 0;

    if (text[0] != '@' ||
        (text[1] && (text[1] != '-' || !number_read(text + 2, &back))) ||
        back >= n->count)
        return false;
    *place = n->count - 1 - (size_t)back;
    return true;
}

/* Of several of one time, the one that was written last. */
static bool by_day(const struct nights *n, const char *text, size_t *place)
{
    int64_t day;
    bool found = false;

    if (!strchr(text, '-') || !date_read(text, &day, NULL))
        return false;
    for (size_t i = 0; i < n->count; i++) {
        int64_t time_s = n->items[i].head.time_s;

        if (!time_s || time_s >= day + DAY_SECONDS ||
            (found && time_s < n->items[*place].head.time_s))
            continue;
        *place = i;
        found = true;
    }
    return found;
}

static bool is_id(const char *text)
{
    size_t len = strlen(text);

    return len >= LEAST_ID && len <= VCS_ID_LENGTH &&
           strspn(text, "0123456789abcdef") == len;
}

/* False with *e: that may be one of several commits. */
static bool by_id(const struct nights *n, const char *text, size_t *place, struct err *e)
{
    bool found = false;

    for (size_t i = n->count; i--;) {
        struct slice commit = n->items[i].head.commit;

        if (!slice_starts(commit, slice_of(text)))
            continue;
        if (found && !slice_equal(commit, n->items[*place].head.commit))
            return err_set(e, ERR_USAGE, "%s begins several commits", text);
        if (!found)
            *place = i;
        found = true;
    }
    return found;
}

/* False with *e: there is such a commit, but no night of it. */
static bool by_revision(const struct nights *n, const char *root, const char *text,
                        size_t *place, struct err *e)
{
    struct vcs *v = vcs_open(root, NULL);
    char id[VCS_ID_LENGTH + 1];
    bool is_commit = v && vcs_commit_of(v, text, id, NULL);

    vcs_close(v);
    if (!is_commit)
        return false;
    if (by_id(n, id, place, e))
        return true;
    err_set(e, ERR_USAGE,
            "no night was recorded of %.60s, commit %.*s; the last ones are", text,
            SHOWN_ID, id);
    return none_list(n, e);
}

bool which_night(const struct nights *n, const char *root, const char *text,
                 size_t *place, struct err *e)
{
    struct err err = {0};

    if (n->count &&
        (by_name(n, text, place) || by_number(n, text, place) || by_age(n, text, place) ||
         by_day(n, text, place) || (is_id(text) && by_id(n, text, place, &err)) ||
         (err.code == ERR_NONE && by_revision(n, root, text, place, &err))))
        return true;
    return err.code == ERR_NONE ? none_say(n, text, e)
                                : err_set(e, err.code, "%s", err.message);
}
