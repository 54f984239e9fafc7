/* lexer_tables.h - what the build finds out about a grammar's lexing.
 *
 * Constant data, one struct lex_tables a grammar, written by the program that
 * generate/lexer_tables.c becomes. A token is named by the grammar's internal
 * symbol. A set of external tokens is a 64-bit mask, bit i is external token i.
 *
 * A *mode* is the part of a parse state that matters here: a state of the main
 * lexer and a set of external tokens (L1). For each mode and each byte that a
 * token may start with, behind spaces, there is an entry that says what to do.
 * An entry other than LEX_SLOW was proved equal to the grammar's own lexer. */
#ifndef CAMBIUM_PARSERS_LR_LEXER_TABLES_H
#define CAMBIUM_PARSERS_LR_LEXER_TABLES_H

#include "parsers/lr/lexer_raw.h"
#include "parsers/lr/simd.h"

#include <stdbool.h>
#include <stdint.h>

struct lexer;
struct lex_token;
struct scanner_state;

enum lex_class {
    LEX_SLOW,     /* nothing is known: lex_slow() */
    LEX_ONE,      /* this character is a token */
    LEX_WORD,     /* the word token, or a keyword: a run of word_set */
    LEX_NUMBER,   /* a token if the run of word_set is digits */
    LEX_DFA,      /* take the automaton */
    LEX_STRAIGHT, /* the same from where the spaces begin: they may be part of a token */
    LEX_BLANK,    /* skipped; a token begins behind it */
    LEX_COMMENT,  /* `symbol` up to the end of the line */
    LEX_SHORTCUT, /* the scanner's function number `symbol` */
};

/* LEX_ONE, LEX_WORD and LEX_NUMBER hold unless a byte of one of the groups
 * `follow` is behind the token: then something slower has to be asked. */
struct lex_entry {
    uint8_t class;
    uint8_t follow;
    uint16_t symbol;
};

/* What lex() has to know of a parse state at once. */
struct lex_mode {
    uint16_t row;      /* of entries */
    uint16_t keywords; /* where its row of keyword_symbols begins (L7) */
};

/* How to lex in one parse state. */
struct lex_state {
    struct lex_mode mode;
    uint16_t main;    /* the main lexer's state, or LEX_STATE_NO_LOOKAHEAD */
    uint8_t external; /* index of external_sets; 0: the scanner isn't asked (L3) */
    uint8_t stays;    /* index of stays_sets */
};

#define LEX_STATE_NO_LOOKAHEAD 0xffffu /* at the end of a non-terminal extra */

/* What a state of the main lexer does: dfa_next[state * 128 + byte] is a state, or: */
enum {
    LEX_DFA_STOP = 0xffff, /* nothing goes on from here */
    LEX_DFA_SLOW = 0xfffe, /* something that the table doesn't show */
    LEX_DFA_NO_TOKEN = 0xffff,
};

/* A keyword in a table without collisions: slot (first * factor) >> shift, where
 * `first` is the first eight bytes of the text, zeros behind it. */
struct lex_keyword {
    uint64_t first;
    uint32_t length;
    uint32_t keyword; /* 1 .. keyword_count; 0: an empty slot */
};

/* What a scanner's shortcut found. */
enum lex_found {
    LEX_FOUND,    /* *out is the token */
    LEX_DECLINED, /* the scanner has none; *p is where the grammar's lexer finds its own */
    LEX_UNSURE,   /* ask lex_slow() */
};

typedef enum lex_found lex_shortcut(struct lexer *lexer, uint16_t state, uint32_t at,
                                    const uint8_t **p, struct lex_token *out);

struct external_scanner {
    /* Sets lexer->scanner to the state of the beginning: no external token yet. */
    void (*reset)(struct lexer *lexer);
    void (*release)(struct lexer *lexer); /* gives back what reset and scan took */
    /* True: *out has start, end and the symbol, and lexer->scanner is the state
     * behind it. False: nothing is changed, or lexer->failure is set to give up. */
    bool (*scan)(struct lexer *lexer, uint64_t valid, uint32_t at, struct lex_token *out);
    bool (*equal)(const struct lexer *lexer, struct scanner_state a,
                  struct scanner_state b);
    lex_shortcut *shortcuts[4];
};

struct lex_tables {
    const struct lex_state *states; /* one per parse state */
    const struct lex_entry (*entries)[256];
    const struct lex_entry *guesses; /* what most states say of a byte */
    uint32_t state_count;

    struct byte_set word_set; /* what goes on in a word */
    uint8_t follow[256];      /* which of eight groups a byte is in */

    uint16_t word; /* the token that may be a keyword instead; 0: none */
    uint16_t keyword_count;
    const struct lex_keyword *keyword_slots;
    const char *const *keyword_texts; /* of each slot, or NULL */
    uint64_t keyword_factor;
    uint32_t keyword_shift;
    const uint8_t *keyword_of_symbol;
    /* [row + keyword]: what a word with the text of that keyword becomes;
     * [row + 0] is the word token itself. */
    const uint16_t *keyword_symbols;

    const uint16_t *dfa_next;
    const uint16_t *dfa_accept; /* the token of a state, or LEX_DFA_NO_TOKEN */
    const uint8_t *dfa_wide;    /* 1: goes on with characters beyond ASCII, too */

    lex_raw_function *main;     /* the grammar's own lexers over a raw pointer: */
    lex_raw_function *keywords; /* slow and exact; `keywords` may be NULL */

    const struct external_scanner *scanner; /* NULL: the grammar has none */
    const uint16_t *external_symbols;       /* token number to symbol */
    const uint64_t *external_sets;          /* what may be asked of the scanner */
    /* Tokens that would leave the parser in the state it is in: an empty one
     * of those is no progress (L5). */
    const uint64_t *stays_sets;
};

#endif
