/* lexer_source.c - what the grammar's compiled tables say. */
#include "parsers/generate/lexer_facts.h"

#include <stdlib.h>

/* The parse table's entry for a state and a symbol. */
uint16_t table_value(const TSLanguage *l, uint32_t state, uint32_t symbol)
{
    const uint16_t *at;

    if (state < l->large_state_count)
        return l->parse_table[state * l->symbol_count + symbol];
    at = l->small_parse_table + l->small_parse_table_map[state - l->large_state_count];
    for (uint16_t groups = *at++; groups; groups--) {
        uint16_t value = *at++;

        for (uint16_t count = *at++; count; count--) {
            if (*at++ == symbol)
                return value;
        }
    }
    return 0;
}

/* The state that the last action on a token leads to (L5). */
static uint32_t next_state(const TSLanguage *l, uint32_t state, uint32_t token)
{
    const TSParseActionEntry *entry = &l->parse_actions[table_value(l, state, token)];
    const TSParseAction *last = &entry[entry->entry.count].action;

    if (entry->entry.count == 0 || last->type != TSParseActionTypeShift)
        return 0;
    return last->shift.extra ? state : last->shift.state;
}

bool is_reserved(const TSLanguage *l, uint32_t state, uint16_t symbol)
{
    uint32_t set = l->lex_modes[state].reserved_word_set_id;
    const uint16_t *words = l->reserved_words + set * l->max_reserved_word_set_size;

    for (uint32_t i = 0; set && i < l->max_reserved_word_set_size && words[i]; i++) {
        if (words[i] == symbol)
            return true;
    }
    return false;
}

uint64_t stays_in(const TSLanguage *l, uint32_t state)
{
    uint64_t mask = 0;

    for (uint32_t i = 0; i < l->external_token_count; i++) {
        uint16_t symbol = l->external_scanner.symbol_map[i];

        mask |= (uint64_t)(next_state(l, state, symbol) == state) << i;
    }
    return mask;
}

uint64_t valid_in(const TSLanguage *l, uint32_t external)
{
    const bool *row = l->external_scanner.states + external * l->external_token_count;
    uint64_t mask = 0;

    for (uint32_t i = 0; external && i < l->external_token_count; i++)
        mask |= (uint64_t)row[i] << i;
    return mask;
}

uint32_t *states_new(const struct facts *f)
{
    uint32_t *numbers = calloc(f->language->state_count, sizeof *numbers);

    if (!numbers)
        die("no memory");
    return numbers;
}
