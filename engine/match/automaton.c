#include "engine/match/automaton.h"

static void positions_add(struct positions *into, const struct positions *from)
{
    for (int w = 0; w < AUTOMATON_WORDS; w++)
        into->words[w] |= from->words[w];
}

static void positions_keep(struct positions *into, const struct positions *from)
{
    for (int w = 0; w < AUTOMATON_WORDS; w++)
        into->words[w] &= from->words[w];
}

static bool positions_meet(const struct positions *a, const struct positions *b)
{
    uint64_t common = 0;

    for (int w = 0; w < AUTOMATON_WORDS; w++)
        common |= a->words[w] & b->words[w];
    return common != 0;
}

static bool positions_any(const struct positions *set)
{
    return positions_meet(set, set);
}

/* Adds what may follow upon any position of `set`. */
static void follow_add(struct positions *into, const struct automaton *a,
                       const struct positions *set)
{
    for (unsigned w = 0; w < AUTOMATON_WORDS; w++) {
        for (uint64_t left = set->words[w]; left; left &= left - 1)
            positions_add(into, &a->follow[64 * w + (unsigned)__builtin_ctzll(left)]);
    }
}

/* Lets `right` follow upon each position of `left`. */
static void follow_link(struct automaton *a, const struct positions *left,
                        const struct positions *right)
{
    for (unsigned w = 0; w < AUTOMATON_WORDS; w++) {
        for (uint64_t rest = left->words[w]; rest; rest &= rest - 1)
            positions_add(&a->follow[64 * w + (unsigned)__builtin_ctzll(rest)], right);
    }
}

bool fragment_bytes(struct automaton *a, const struct byte_set *set,
                    struct fragment *fragment)
{
    unsigned position = a->count;
    struct positions self = {0};

    if (position == AUTOMATON_MAX_POSITIONS)
        return false;
    a->count++;
    self.words[position / 64] = (uint64_t)1 << position % 64;
    for (unsigned byte = 0; byte < 256; byte++) {
        if (byte_set_has(set, (unsigned char)byte))
            positions_add(&a->reads[byte], &self);
    }
    *fragment = (struct fragment){.first = self, .last = self};
    return true;
}

struct fragment fragment_then(struct automaton *a, const struct fragment *left,
                              const struct fragment *right)
{
    struct fragment both = {.nullable = left->nullable && right->nullable,
                            .first = left->first,
                            .last = right->last};

    follow_link(a, &left->last, &right->first);
    if (left->nullable)
        positions_add(&both.first, &right->first);
    if (right->nullable)
        positions_add(&both.last, &left->last);
    return both;
}

struct fragment fragment_or(const struct fragment *left, const struct fragment *right)
{
    struct fragment either = *left;

    either.nullable |= right->nullable;
    positions_add(&either.first, &right->first);
    positions_add(&either.last, &right->last);
    return either;
}

void fragment_repeat(struct automaton *a, const struct fragment *fragment)
{
    follow_link(a, &fragment->last, &fragment->first);
}

void automaton_accept(struct automaton *a, const struct fragment *fragment,
                      bool from_start, bool to_end)
{
    positions_add(from_start ? &a->start : &a->anywhere, &fragment->first);
    positions_add(to_end ? &a->end : &a->done, &fragment->last);
    if (fragment->nullable) {
        a->empty = true;
        a->always |= !from_start || !to_end;
    }
}

bool automaton_match(const struct automaton *a, struct slice text)
{
    struct positions now = a->start;

    if (a->always || !text.len)
        return a->always || a->empty;
    /* Before a byte is read, `now` is what may read it. */
    for (size_t i = 0; i < text.len; i++) {
        struct positions read = now;

        positions_add(&read, &a->anywhere);
        positions_keep(&read, &a->reads[(unsigned char)text.data[i]]);
        if (positions_meet(&read, &a->done))
            return true;
        if (i + 1 == text.len)
            return positions_meet(&read, &a->end);
        now = (struct positions){0};
        follow_add(&now, a, &read);
        if (!positions_any(&now) && !positions_any(&a->anywhere))
            return false;
    }
    return false;
}
