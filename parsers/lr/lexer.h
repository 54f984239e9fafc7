/* lexer.h - the next token of a file, as tree-sitter's runtime would see it.
 *
 * The driver asks for the token at a byte offset in a parse state, and gets
 * what tree-sitter gets there: which tokens are tried depends on the state, and
 * a grammar may have an external scanner with a memory of its own (Python's
 * indents and open strings). The rules L1-L12 and P1-P6 are told where they are
 * kept.
 *
 * lex() answers most calls from tables that the build proved equal to the
 * grammar's own lexer (generate/lexer_entries.c says how); whatever those don't
 * cover goes to lex_slow(), a port of the runtime's function over the
 * grammar's generated code. Both give the same answers, always.
 *
 * A lexer belongs to one parser and is opened anew for each file. It borrows
 * the source until then. It fails without a message: the file then goes to the
 * runtime, which has the last word. */
#ifndef CAMBIUM_PARSERS_LR_LEXER_H
#define CAMBIUM_PARSERS_LR_LEXER_H

#include "parsers/lr/lexer_tables.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* So many zero bytes must be readable behind the end of the source. */
#define LEX_PADDING 64

enum lex_flags {
    LEX_KEYWORD = 1,  /* the whole text is a keyword's, whatever `symbol` is (L7, L8) */
    LEX_EXTERNAL = 2, /* from the external scanner */
    LEX_STATE_CHANGED = 4, /* external, and the scanner's state is another one now */
    LEX_ERROR_MODE = 8,    /* found only in the mode of state 0 (L10) */
};

struct lex_token {
    uint32_t start, end; /* bytes; start is behind what was skipped (L2) */
    uint16_t symbol;     /* the grammar's internal symbol; 0 is the end of the file */
    uint16_t flags;
};

enum lex_failure {
    LEX_OK = 0,
    /* There is no token, not even in the mode of state 0 (L10). The runtime
     * makes an error token of this, for which no state has an action: it ends
     * the version that asked, and no other. */
    LEX_NO_TOKEN,
    /* These end the whole attempt: the file is the runtime's. */
    LEX_NUL_BYTE,     /* lexer_open: a zero byte in the file (L11) */
    LEX_TOO_LONG,     /* lexer_open: spans are 32 bit */
    LEX_TOO_DEEP,     /* the scanner's state wouldn't survive serialization (L6) */
    LEX_NO_LOOKAHEAD, /* the state is at the end of a non-terminal extra */
};

/* What the external scanner remembers between tokens, as a value: copy it to
 * save, assign it to restore. Compare with scanner_state_equal. A value is good
 * for the lexer that made it until that lexer is opened again (L5, L6, F3, F9). */
struct scanner_state {
    uint32_t indents, delimiters; /* nodes of lexer->nodes; or as scanner_stock.c says */
    uint16_t indent;
    uint8_t delimiter;
    uint8_t flags;
};

/* An entry of a stack that a state of ours is: it and all below it. Never
 * changed once made. Number 0 is the empty stack. */
struct scanner_node {
    uint32_t parent;
    uint16_t value;
    uint16_t depth; /* how many entries, with this one */
};

#define LEX_NODE_MEMO 64

/* The blank lines and comments behind a token at `at`, as the scanner saw them
 * last: it is asked about the same ones two to four times, once for each token
 * that ends there, and then by the grammar's own lexer. */
struct lex_line {
    uint32_t at, first, end; /* the first comment, or end; what comes then */
    uint16_t indent;         /* of what comes then */
    int32_t comment_indent;  /* of the first comment; -1: there is none */
};

struct lexer {
    const struct lex_tables *tables;
    const uint8_t *source;
    uint64_t *words, *spaces; /* a bit per byte: part of a word; a space */
    uint32_t length;
    enum lex_failure failure; /* why the last call was false */

    /* The state that the next external token starts from, and after a call
     * that gave an external token the state behind it: lex() moves it on by
     * itself. A driver with several stacks sets it before each call to what it
     * was behind the last external token of that stack. */
    struct scanner_state scanner;

    struct lex_line line;
    struct scanner_node *nodes; /* all that the states of this file refer to */
    uint32_t node_count, node_capacity;
    uint32_t node_memo[LEX_NODE_MEMO];
    char *blobs; /* the same for a grammar's own scanner */
    size_t blob_bytes, blob_capacity;
    void *payload; /* that scanner's memory */
    bool scanner_made;
    size_t marks_capacity;
    const struct simd *simd; /* set it before lexer_open to choose one */
};

/* Zeroed memory is a lexer that is not open. False: see enum lex_failure. */
bool lexer_open(struct lexer *lexer, const struct lex_tables *tables,
                const uint8_t *source, size_t length);
void lexer_release(struct lexer *lexer); /* gives its memory back */

/* Same external state, in the sense of the runtime: equal when serialized. */
bool scanner_state_equal(const struct lexer *lexer, struct scanner_state a,
                         struct scanner_state b);

/* The token that starts at byte `at` or behind blanks there, for a stack with
 * `state` on top. False: lexer->failure says why, lexer->scanner is as before
 * unless that ends the attempt, and *out holds nothing of use.
 *
 * lex_slow() is lex() without the tables: the same answers, at leisure. */
static inline bool lex(struct lexer *lexer, uint16_t state, uint32_t at,
                       struct lex_token *out);
bool lex_slow(struct lexer *lexer, uint16_t state, uint32_t at, struct lex_token *out);

/* The tables of each grammar; written by the build. */
extern const struct lex_tables lex_tables_python;

/* From here on: how lex() does it. Nothing of it is for the driver. */

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "bytes are read as numbers");

static inline uint64_t lex_load(const void *p)
{
    uint64_t bytes;

    memcpy(&bytes, p, sizeof bytes);
    return bytes;
}

/* Up to this length a run of marks can be seen at once. */
#define LEX_RUN 57

/* How many marks there are from `at` on; LEX_RUN or more: perhaps more. */
static inline uint32_t lex_run(const uint64_t *marks, uint32_t at)
{
    uint64_t bits = lex_load((const uint8_t *)marks + at / 8) >> at % 8;

    return (uint32_t)__builtin_ctzll(~bits | 1ull << 63);
}

/* L7, L9: the keyword that the text is, or 0. */
static inline uint32_t lex_keyword_of(const struct lex_tables *t, const uint8_t *p,
                                      uint32_t length)
{
    uint64_t first = lex_load(p) & ~0ull >> (length < 8 ? 64 - 8 * length : 0);
    uint64_t number = first * t->keyword_factor >> t->keyword_shift;
    const struct lex_keyword *slot = &t->keyword_slots[number];
    uint32_t keyword = slot->first == first && slot->length == length ? slot->keyword : 0;

    if (__builtin_expect(keyword && length > 8, 0) &&
        memcmp(p + 8, t->keyword_texts[number] + 8, length - 8) != 0)
        return 0;
    return keyword;
}

/* The grammar's automaton at `p`. False: it needs lex_slow(). */
bool lex_automaton(struct lexer *lexer, uint16_t state, const uint8_t *p,
                   struct lex_token *out);

static inline void lex_give(const struct lexer *lexer, const uint8_t *p, uint32_t length,
                            uint16_t symbol, struct lex_token *out)
{
    out->start = (uint32_t)(p - lexer->source);
    out->end = out->start + length;
    out->symbol = symbol;
    out->flags = 0;
}

/* `known`, but the processor needn't wait for it: it goes on with `guess` while
 * `known` is still on its way from a state that hangs on the last reductions.
 * Nearly all modes say the same of a byte, so the branch is predicted. The empty
 * instruction hides from the compiler that this is just `known`. */
static inline uint32_t lex_predict(uint32_t guess, uint32_t known)
{
    __asm__("" : "+r"(guess));
    if (__builtin_expect(guess == known, 1))
        return guess;
    __asm__("" : "+r"(known));
    return known;
}

static inline struct lex_entry lex_entry_at(const struct lex_tables *t,
                                            const struct lex_entry *row, uint8_t byte)
{
    struct lex_entry entry;
    uint32_t guess, known;

    _Static_assert(sizeof entry == sizeof known, "an entry is a number");
    memcpy(&guess, &t->guesses[byte], sizeof guess);
    memcpy(&known, &row[byte], sizeof known);
    known = lex_predict(guess, known);
    memcpy(&entry, &known, sizeof entry);
    return entry;
}

/* False: it needs lex_slow(). */
static inline bool lex_word(struct lexer *lexer, struct lex_mode mode,
                            struct lex_entry entry, const uint8_t *p,
                            struct lex_token *out)
{
    const struct lex_tables *t = lexer->tables;
    uint32_t length = lex_run(lexer->words, (uint32_t)(p - lexer->source));
    uint32_t keyword = lex_keyword_of(t, p, length);

    lex_give(lexer, p, length, t->keyword_symbols[mode.keywords + keyword], out);
    out->flags = keyword ? LEX_KEYWORD : 0;
    return !((t->follow[p[length]] & entry.follow) | (length >= LEX_RUN));
}

/* A number of up to eight digits. False: it needs the automaton. */
static inline bool lex_number(struct lexer *lexer, struct lex_entry entry,
                              const uint8_t *p, struct lex_token *out)
{
    uint32_t length = lex_run(lexer->words, (uint32_t)(p - lexer->source));
    uint64_t digits = lex_load(p) ^ 0x3030303030303030;
    uint64_t others = ((digits + 0x7676767676767676) | digits) & 0x8080808080808080;

    lex_give(lexer, p, length, entry.symbol, out);
    return !(lexer->tables->follow[p[length]] & entry.follow) && length <= 8 &&
           others << (64 - 8 * length) == 0;
}

static inline bool lex_comment(struct lexer *lexer, struct lex_entry entry,
                               const uint8_t *p, struct lex_token *out)
{
    size_t left = (size_t)(lexer->source + lexer->length - p);
    const uint8_t *end = memchr(p, '\n', left);

    lex_give(lexer, p, (uint32_t)(end ? (size_t)(end - p) : left), entry.symbol, out);
    return true;
}

static inline bool lex(struct lexer *lexer, uint16_t state, uint32_t at,
                       struct lex_token *out)
{
    const struct lex_tables *t = lexer->tables;
    const struct lex_mode mode = t->states[state].mode;
    const struct lex_entry *row = t->entries[mode.row];
    const uint8_t *p = lexer->source + at + lex_run(lexer->spaces, at), *next;
    struct lex_entry entry;

again:
    entry = lex_entry_at(t, row, *p);
    if (entry.class == LEX_ONE) { /* half of all: not worth a jump through a table */
        lex_give(lexer, p, 1, entry.symbol, out);
        if (__builtin_expect(!(t->follow[p[1]] & entry.follow), 1))
            return true;
        goto automaton;
    }
    if (entry.class == LEX_WORD)
        return lex_word(lexer, mode, entry, p, out) || lex_slow(lexer, state, at, out);
    switch (entry.class) {
    case LEX_NUMBER:
        if (lex_number(lexer, entry, p, out))
            return true;
        break;
    case LEX_DFA: break;
    case LEX_STRAIGHT: p = lexer->source + at; break;
    case LEX_BLANK:
        p += 1 + lex_run(lexer->spaces, (uint32_t)(p + 1 - lexer->source));
        goto again;
    case LEX_COMMENT: return lex_comment(lexer, entry, p, out);
    case LEX_SHORTCUT:
        next = p;
        switch (t->scanner->shortcuts[entry.symbol](lexer, state, at, &next, out)) {
        case LEX_FOUND: return true;
        case LEX_DECLINED: p = next; goto again;
        default: return lex_slow(lexer, state, at, out);
        }
    default: return lex_slow(lexer, state, at, out);
    }
automaton:
    return lex_automaton(lexer, state, p, out) || lex_slow(lexer, state, at, out);
}

#endif
