/* lexer_keywords.c - which words are keywords, and a hash that tells them apart. */
#include "parsers/generate/lexer_facts.h"

#include <string.h>

static uint32_t keyword_number(struct facts *f, uint16_t symbol)
{
    for (uint32_t k = 1; k <= f->keyword_count; k++) {
        if (f->keyword_symbols[k] == symbol)
            return k;
    }
    if (f->keyword_count == MAX_KEYWORDS - 1)
        die("too many keywords");
    f->keyword_symbols[++f->keyword_count] = symbol;
    return f->keyword_count;
}

/* All texts that the keyword lexer accepts from `state` on, behind `prefix`.
 * False: there is one that isn't just a short word, so that its end can't be
 * told from the word's. */
static bool find_texts(struct facts *f, int state, char *prefix, uint32_t length)
{
    const struct dfa_state *s = &f->keywords.states[state];
    bool plain = s->wide == DFA_NONE || length == 0;

    if (s->accept != DFA_NONE) {
        struct keyword *k = &f->texts[f->text_count];

        if (f->text_count++ == MAX_KEYWORDS)
            die("too many keywords");
        memcpy(k->text, prefix, length);
        k->length = length;
        k->number = keyword_number(f, (uint16_t)s->accept);
    }
    for (int c = 0; c < DFA_ASCII; c++) {
        if (s->next[c] == DFA_NONE || (s->skip[c] && length == 0))
            continue;
        if (!f->word_set[c] || s->skip[c] || length + 1 == sizeof f->texts[0].text) {
            plain = false;
            continue;
        }
        prefix[length] = (char)c;
        plain &= find_texts(f, s->next[c], prefix, length + 1);
    }
    return plain;
}

uint64_t first_eight(const struct keyword *k)
{
    uint64_t first = 0;

    memcpy(&first, k->text, k->length < 8 ? k->length : 8);
    return first;
}

static bool fill_slots(struct facts *f)
{
    memset(f->slots, 0, sizeof f->slots);
    for (uint32_t i = 0; i < f->text_count; i++) {
        uint64_t slot = first_eight(&f->texts[i]) * f->factor >> f->shift;

        if (f->slots[slot])
            return false;
        f->slots[slot] = &f->texts[i];
    }
    return true;
}

/* A factor that spreads the keywords without collisions. False: two of them
 * begin with the same eight bytes, or luck ran out. */
static bool find_factor(struct facts *f)
{
    f->factor = 0x9e3779b97f4a7c15;
    for (f->shift = 60; f->shift >= 52; f->shift--) {
        if (f->text_count > 1u << (64 - f->shift))
            continue;
        for (int tries = 0; tries < 200000; tries++) {
            f->factor ^= f->factor << 13;
            f->factor ^= f->factor >> 7;
            f->factor ^= f->factor << 17;
            if (fill_slots(f))
                return true;
        }
    }
    return false;
}

void find_keywords(struct facts *f)
{
    char prefix[sizeof f->texts[0].text];

    if (f->language->keyword_lex_fn && !find_texts(f, 0, prefix, 0))
        die("a keyword isn't just a word");
    if (!find_factor(f))
        die("no hash for the keywords");
}

/* L7: what each keyword is in each state. */
void find_keyword_rows(struct facts *f)
{
    const TSLanguage *l = f->language;
    uint64_t row[MAX_KEYWORDS + 1] = {l->keyword_capture_token};

    f->keywords_of = states_new(f);
    f->keyword_rows.width = f->keyword_count + 1;
    for (uint32_t state = 0; state < l->state_count; state++) {
        for (uint32_t k = 1; k <= f->keyword_count; k++) {
            uint16_t symbol = f->keyword_symbols[k];
            bool here = table_value(l, state, symbol) || is_reserved(l, state, symbol);

            row[k] = here ? symbol : l->keyword_capture_token;
        }
        f->keywords_of[state] = rows_add(&f->keyword_rows, row) * f->keyword_rows.width;
    }
    if (f->keyword_rows.count * f->keyword_rows.width > UINT16_MAX)
        die("too many rows of keywords");
}
