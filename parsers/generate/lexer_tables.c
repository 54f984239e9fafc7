/* lexer_tables.c - finds out how a grammar lexes, and writes it down as C.
 *
 * The facts come from the grammar's compiled tables and from its automaton
 * (lexer_dfa.h); what they are for is told in lr/lexer_tables.h.
 *
 *     lexer_tables OUT.c */
#include "parsers/generate/lexer_facts.h"

#include <stdlib.h>

_Noreturn void die(const char *why)
{
    fprintf(stderr, "lexer_tables: %s\n", why);
    exit(1);
}

static void find_automata(struct facts *f)
{
    const TSLanguage *l = f->language;

    for (uint32_t i = 0; i < l->state_count; i++) {
        if (l->lex_modes[i].lex_state != LEX_STATE_NO_LOOKAHEAD)
            dfa_read(&f->main, false, l->lex_modes[i].lex_state);
    }
    if (l->keyword_lex_fn)
        dfa_read(&f->keywords, true, 0);
}

static void find_stays(struct facts *f)
{
    f->stays_of = states_new(f);
    f->stays.width = 1;
    for (uint32_t state = 0; state < f->language->state_count; state++) {
        uint64_t mask = stays_in(f->language, state);

        f->stays_of[state] = rows_add(&f->stays, &mask);
    }
    if (f->stays.count > 256)
        die("too many sets of external tokens");
}

int main(int argc, char **argv)
{
    static struct facts facts;
    FILE *out;

    facts.language = dfa_language();
    if (argc != 2 || facts.language->abi_version < 15)
        die("usage: lexer_tables OUT.c, for a grammar of ABI 15");
    facts.row_of = states_new(&facts);
    find_automata(&facts);
    find_words(&facts);
    find_keywords(&facts);
    find_keyword_rows(&facts);
    find_stays(&facts);
    find_entries(&facts); /* the first time for what follows its tokens */
    find_follow_groups(&facts);
    find_entries(&facts);
    find_guesses(&facts);
    out = fopen(argv[1], "w");
    if (!out)
        die("can't write");
    facts_write(out, &facts);
    if (fclose(out))
        die("can't write");
    return 0;
}
