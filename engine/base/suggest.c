#include "engine/base/suggest.h"

enum { MAX_NAME = 64 };

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Bytes to insert, drop or replace (Levenshtein). */
static unsigned distance_between(struct slice a, struct slice b)
{
    unsigned row[MAX_NAME + 1];

    for (unsigned j = 0; j <= b.len; j++)
        row[j] = j;
    for (unsigned i = 1; i <= a.len; i++) {
        unsigned diagonal = row[0];

        row[0] = i;
        for (unsigned j = 1; j <= b.len; j++) {
            unsigned replaced = diagonal + (a.data[i - 1] != b.data[j - 1]);
            diagonal = row[j];
            row[j] = least(replaced, 1 + least(row[j], row[j - 1]));
        }
    }
    return row[b.len];
}

/* One that only starts the same is as far as three wrong letters. */
static unsigned distance_of(struct slice wanted, struct slice name)
{
    unsigned distance = distance_between(wanted, name);

    return wanted.len > 2 && slice_starts(name, wanted) ? least(distance, 3) : distance;
}

void suggestion_offer(struct suggestion *s, const char *name)
{
    struct slice offered = slice_of(name);
    unsigned distance;

    if (s->wanted.len > MAX_NAME || offered.len > MAX_NAME)
        return;
    distance = distance_of(s->wanted, offered);
    if (distance > 3 || distance * 2 > s->wanted.len + 1)
        return;
    if (!s->best || distance < s->distance) {
        s->best = name;
        s->distance = distance;
    }
}
