/* lexer_follows.c - what may not stand behind a token of one character.
 *
 * If the automaton goes on with the next byte, the token may be longer. Which
 * bytes those are is told by groups, of which there are few. */
#include "parsers/generate/lexer_facts.h"

#include <string.h>

/* The bytes that a state goes on with. */
static void follow_set(const struct dfa_state *s, uint64_t set[3])
{
    set[0] = set[1] = 0;
    set[2] = s->wide != DFA_NONE;
    for (int c = 0; c < DFA_ASCII; c++)
        set[c / 64] |= (uint64_t)(s->next[c] != DFA_NONE) << c % 64;
}

static uint32_t set_growth(const uint64_t a[3], const uint64_t b[3])
{
    int both = 0, most = 0, of_a = 0, of_b = 0;

    for (int i = 0; i < 3; i++) {
        both += __builtin_popcountll(a[i] | b[i]);
        of_a += __builtin_popcountll(a[i]);
        of_b += __builtin_popcountll(b[i]);
    }
    most = of_a > of_b ? of_a : of_b;
    return (uint32_t)(both - most);
}

/* There are few groups, so sets that are alike share one. That makes a group too
 * big for some, which then ask the automaton for nothing. */
static void merge_most_alike(struct facts *f, uint64_t groups[][3], uint32_t *count)
{
    uint32_t first = 0, second = 1, best = UINT32_MAX;

    for (uint32_t i = 0; i < *count; i++) {
        for (uint32_t j = i + 1; j < *count; j++) {
            if (set_growth(groups[i], groups[j]) < best) {
                best = set_growth(groups[i], groups[j]);
                first = i;
                second = j;
            }
        }
    }
    for (int i = 0; i < 3; i++)
        groups[first][i] |= groups[second][i];
    memmove(groups + second, groups + second + 1, (--*count - second) * sizeof *groups);
    for (uint32_t i = 0; i < f->follows.count; i++) {
        if (f->group[i] == second)
            f->group[i] = (uint8_t)first;
        else if (f->group[i] > second)
            f->group[i]--;
    }
}

void find_follow_groups(struct facts *f)
{
    static uint64_t groups[MAX_FOLLOWS][3];
    uint32_t count = f->follows.count;

    if (count > MAX_FOLLOWS - FOLLOW_OTHERS)
        die("too many kinds of tokens");
    for (uint32_t i = 0; i < count; i++) {
        memcpy(groups[i], f->follows.values + (size_t)i * 3, sizeof groups[i]);
        f->group[i] = (uint8_t)i;
    }
    while (count > FOLLOW_GROUPS - FOLLOW_OTHERS)
        merge_most_alike(f, groups, &count);
}

uint8_t follow_bit(struct facts *f, const struct dfa_state *s)
{
    uint64_t set[3];

    follow_set(s, set);
    if (!set[0] && !set[1] && !set[2])
        return 0;
    f->follows.width = 3;
    return (uint8_t)(1 << (FOLLOW_OTHERS + f->group[rows_add(&f->follows, set)]));
}
