/* lexer_dfa.h - a grammar's lexing function as a table.
 *
 * The generated function is compiled with macros that take one step and return,
 * so a call says what one state does with one character. Asked for every state
 * and character, that is the whole automaton, and nothing is guessed. For the
 * build only: running out of memory ends the program. */
#ifndef CAMBIUM_PARSERS_GENERATE_LEXER_DFA_H
#define CAMBIUM_PARSERS_GENERATE_LEXER_DFA_H

#include "tree_sitter/parser.h"

#include <stdbool.h>
#include <stdint.h>

enum { DFA_NONE = -1, DFA_MIXED = -2, DFA_ASCII = 128 };

struct dfa_state {
    int accept;          /* the token accepted on the way in, or DFA_NONE */
    int next[DFA_ASCII]; /* state or DFA_NONE; [0] is the end of the file */
    bool skip[DFA_ASCII];
    int wide;  /* the same for all characters beyond ASCII, or DFA_MIXED */
    bool read; /* false: no mode leads here */
};

struct dfa {
    struct dfa_state *states;
    uint32_t count;
};

const TSLanguage *dfa_language(void);

/* All that can be reached from `start`, in the main or the keyword lexer. May be
 * called again for other starts. */
void dfa_read(struct dfa *dfa, bool keywords, uint32_t start);

#endif
