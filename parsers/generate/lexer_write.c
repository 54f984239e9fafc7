/* lexer_write.c - the facts as a C file of constants. */
#include "parsers/generate/lexer_facts.h"

static void write_row(FILE *out, const uint64_t *row)
{
    for (uint32_t c = 0; c < 256; c++) {
        if (row[c] || c == 0)
            fprintf(out, "[%u]={%u,%u,%u},", c, (unsigned)(row[c] & 255),
                    (unsigned)(row[c] >> 8 & 255), (unsigned)(row[c] >> 16));
    }
}

static void write_entries(FILE *out, const struct facts *f)
{
    fprintf(out, "static const struct lex_entry entries[%u][256] = {\n",
            f->entries.count);
    for (uint32_t i = 0; i < f->entries.count; i++) {
        fprintf(out, "{");
        write_row(out, f->entries.values + (size_t)i * 256);
        fprintf(out, "},\n");
    }
    fprintf(out, "};\n\nstatic const struct lex_entry guesses[256] = {\n");
    write_row(out, f->guesses);
    fprintf(out, "};\n\n");
}

static void write_bytes(FILE *out, const char *name, const uint8_t *bytes, uint32_t count)
{
    fprintf(out, "    .%s = {", name);
    for (uint32_t i = 0; i < count; i++)
        fprintf(out, "%u,", bytes[i]);
    fprintf(out, "},\n");
}

static void write_sets(FILE *out, const struct facts *f)
{
    uint8_t low[16] = {0}, follow[256] = {0};

    for (int c = 0; c < 256; c++) {
        if (c < DFA_ASCII && f->word_set[c])
            low[c & 15] |= (uint8_t)(1 << (c >> 4));
        follow[c] = (uint8_t)(f->after_word[c] << FOLLOW_WORD | f->after_number[c]
                                                                    << FOLLOW_NUMBER);
        for (uint32_t i = 0; i < f->follows.count; i++) {
            const uint64_t *set = f->follows.values + (size_t)i * 3;
            bool in = c < DFA_ASCII ? set[c / 64] >> c % 64 & 1 : set[2] & 1;

            follow[c] |= (uint8_t)(in << (FOLLOW_OTHERS + f->group[i]));
        }
    }
    fprintf(out, "    .word_set = {{");
    for (int i = 0; i < 16; i++)
        fprintf(out, "%u,", low[i]);
    fprintf(out, "}},\n");
    write_bytes(out, "follow", follow, 256);
}

static void write_dfa(FILE *out, const struct dfa *dfa)
{
    fprintf(out, "static const uint16_t dfa_next[] = {\n");
    for (uint32_t i = 0; i < dfa->count; i++) {
        const struct dfa_state *s = &dfa->states[i];

        for (int c = 0; c < DFA_ASCII; c++) {
            bool shown = !s->skip[c] && c != 0;

            fprintf(out, "%u,",
                    !s->read                 ? LEX_DFA_SLOW
                    : s->next[c] == DFA_NONE ? LEX_DFA_STOP
                    : shown                  ? (unsigned)s->next[c]
                                             : LEX_DFA_SLOW);
        }
        fputc('\n', out);
    }
    fprintf(out, "};\n\nstatic const uint16_t dfa_accept[] = {");
    for (uint32_t i = 0; i < dfa->count; i++)
        fprintf(out, "%u,",
                dfa->states[i].read && dfa->states[i].accept != DFA_NONE
                    ? (unsigned)dfa->states[i].accept
                    : LEX_DFA_NO_TOKEN);
    fprintf(out, "};\n\nstatic const uint8_t dfa_wide[] = {");
    for (uint32_t i = 0; i < dfa->count; i++)
        fprintf(out, "%u,", dfa->states[i].wide != DFA_NONE);
    fprintf(out, "};\n\n");
}

static void write_externals(FILE *out, const TSLanguage *l)
{
    uint32_t sets = 1;

    for (uint32_t i = 0; i < l->state_count; i++) {
        if (l->lex_modes[i].external_lex_state >= sets)
            sets = l->lex_modes[i].external_lex_state + 1u;
    }
    if (l->external_token_count > 64 || sets > 256)
        die("too many external tokens");
    fprintf(out, "static const uint16_t external_symbols[] = {");
    for (uint32_t i = 0; i < l->external_token_count; i++)
        fprintf(out, "%u,", l->external_scanner.symbol_map[i]);
    fprintf(out, "0};\n\nstatic const uint64_t external_sets[] = {");
    for (uint32_t set = 0; set < sets; set++)
        fprintf(out, "%#llx,", (unsigned long long)valid_in(l, set));
    fprintf(out, "};\n\n");
}

static void write_keywords(FILE *out, const struct facts *f)
{
    fprintf(out, "static const uint8_t keyword_of_symbol[%u] = {\n",
            f->language->token_count);
    for (uint32_t k = 1; k <= f->keyword_count; k++)
        fprintf(out, "[%u] = %u,", f->keyword_symbols[k], k);
    fprintf(out, "};\n\n");
    rows_write(out, &f->keyword_rows, "uint16_t", "keyword_symbols");
    fprintf(out, "static const struct lex_keyword keyword_slots[%u] = {\n",
            1u << (64 - f->shift));
    for (uint32_t i = 0; i < MAX_SLOTS; i++) {
        if (f->slots[i])
            fprintf(out, "[%u] = {%#llx, %u, %u},\n", i,
                    (unsigned long long)first_eight(f->slots[i]), f->slots[i]->length,
                    f->slots[i]->number);
    }
    fprintf(out, "};\n\nstatic const char *const keyword_texts[%u] = {\n",
            1u << (64 - f->shift));
    for (uint32_t i = 0; i < MAX_SLOTS; i++) {
        if (f->slots[i])
            fprintf(out, "[%u] = \"%.*s\",\n", i, (int)f->slots[i]->length,
                    f->slots[i]->text);
    }
    fprintf(out, "};\n\n");
}

static void write_states(FILE *out, const struct facts *f)
{
    const TSLanguage *l = f->language;

    fprintf(out, "static const struct lex_state states[%u] = {\n", l->state_count);
    for (uint32_t i = 0; i < l->state_count; i++)
        fprintf(out, "{{%u,%u},%u,%u,%u},\n", f->row_of[i], f->keywords_of[i],
                l->lex_modes[i].lex_state, l->lex_modes[i].external_lex_state,
                f->stays_of[i]);
    fprintf(out, "};\n\n");
}

static void write_tables(FILE *out, const struct facts *f)
{
    const TSLanguage *l = f->language;
    const char *name = TEXT(GRAMMAR_NAME);

    fprintf(out, "lex_raw_function lex_raw_main_%s, lex_raw_keywords_%s;\n\n", name,
            name);
    fprintf(out, "const struct lex_tables lex_tables_%s = {\n", name);
    write_sets(out, f);
    fprintf(out, "    .state_count = %u,\n    .word = %u,\n    .keyword_count = %u,\n",
            l->state_count, l->keyword_capture_token, f->keyword_count);
    fprintf(out, "    .keyword_factor = %#llxull,\n    .keyword_shift = %u,\n",
            (unsigned long long)f->factor, f->shift);
    fprintf(out, "    .main = lex_raw_main_%s,\n    .keywords = lex_raw_keywords_%s,\n",
            name, name);
    fprintf(out, "    .scanner = %s,\n",
            l->external_scanner.states ? "&" TEXT(SCANNER) : "0");
    for (const char *const *member =
             (const char *const[]){
                 "states", "entries", "guesses", "keyword_slots", "keyword_texts",
                 "keyword_of_symbol", "keyword_symbols", "dfa_next", "dfa_accept",
                 "dfa_wide", "external_symbols", "external_sets", "stays_sets", NULL};
         *member; member++)
        fprintf(out, "    .%s = %s,\n", *member, *member);
    fprintf(out, "};\n");
}

void facts_write(FILE *out, const struct facts *f)
{
    fprintf(out, "/* Written by parsers/generate/lexer_tables.c. */\n"
                 "#include \"parsers/lr/lexer.h\"\n#include \"" SCANNER_HEADER "\"\n\n");
    write_states(out, f);
    write_entries(out, f);
    write_dfa(out, &f->main);
    write_externals(out, f->language);
    rows_write(out, &f->stays, "uint64_t", "stays_sets");
    write_keywords(out, f);
    write_tables(out, f);
}
