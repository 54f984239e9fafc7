/* lexer_facts.h - what the parts of the program that finds out how a grammar lexes
 * share. What the facts are for is told in lr/lexer_tables.h.
 *
 * Compiled once per grammar. GRAMMAR_NAME is its name (python), SCANNER that of
 * its external scanner (scanner_python), SCANNER_HEADER where that is declared. */
#ifndef CAMBIUM_PARSERS_GENERATE_LEXER_FACTS_H
#define CAMBIUM_PARSERS_GENERATE_LEXER_FACTS_H

#include "parsers/generate/lexer_dfa.h"
#include "parsers/lr/lexer_tables.h"

#include SCANNER_HEADER

#include <stdio.h>

#define TEXT_OF(name)          #name
#define TEXT(name)             TEXT_OF(name)
#define NAME_OF(first, second) first##second
#define NAME(first, second)    NAME_OF(first, second)

/* Rows of numbers, each different one kept once. */
struct rows {
    uint64_t *values;
    uint32_t width, count;
};

struct keyword {
    char text[32];
    uint32_t length, number;
};

enum { MAX_KEYWORDS = 255, MAX_SLOTS = 4096, MAX_FOLLOWS = 256, FEW = 8 };

/* The eight groups of lex_tables.follow. */
enum { FOLLOW_WORD, FOLLOW_NUMBER, FOLLOW_OTHERS, FOLLOW_GROUPS = 8 };

struct facts {
    const TSLanguage *language;
    struct dfa main, keywords;

    uint16_t keyword_symbols[MAX_KEYWORDS + 1]; /* from 1 */
    uint32_t keyword_count;
    struct keyword texts[MAX_KEYWORDS];
    uint32_t text_count;
    const struct keyword *slots[MAX_SLOTS];
    uint64_t factor;
    uint32_t shift;

    bool word_set[256], after_word[256], after_number[256];
    struct rows follows; /* sets of bytes: a bit per ASCII character and one more */
    uint8_t group[MAX_FOLLOWS]; /* of each set, counted from FOLLOW_OTHERS */

    uint64_t guesses[256];
    uint32_t *row_of, *keywords_of, *stays_of; /* per parse state */
    struct rows entries, keyword_rows, stays;
};

_Noreturn void die(const char *why);

/* lexer_source.c: what the grammar's compiled tables say. */
uint16_t table_value(const TSLanguage *l, uint32_t state, uint32_t symbol);
bool is_reserved(const TSLanguage *l, uint32_t state, uint16_t symbol);
uint64_t stays_in(const TSLanguage *l,
                  uint32_t state); /* tokens that lead nowhere (L5) */
uint64_t valid_in(const TSLanguage *l, uint32_t external); /* tokens of the scanner */
uint32_t *states_new(const struct facts *f);               /* a number per parse state */

/* lexer_rows.c */
uint32_t rows_add(struct rows *r, const uint64_t *row);
void rows_write(FILE *out, const struct rows *r, const char *type, const char *name);

/* lexer_words.c */
void find_words(struct facts *f);
bool is_word_state(const struct facts *f, int state);

/* lexer_keywords.c */
void find_keywords(struct facts *f);
void find_keyword_rows(struct facts *f);
uint64_t first_eight(const struct keyword *k); /* characters, as a number */

/* lexer_follows.c: what may not stand behind a token of one character. */
void find_follow_groups(struct facts *f);
/* Filled in the first of two passes, looked up in the second. */
uint8_t follow_bit(struct facts *f, const struct dfa_state *s);

/* lexer_entries.c */
void find_entries(struct facts *f);
void find_guesses(struct facts *f); /* the entry that most states have for a byte */

/* lexer_write.c */
void facts_write(FILE *out, const struct facts *f);

#endif
