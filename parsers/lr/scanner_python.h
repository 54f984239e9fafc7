/* scanner_python.h - Python's newlines, indents and strings.
 *
 * The same tokens as the grammar's own scanner.c gives, over raw pointers, and
 * without its fault: that one writes behind its buffer at some 500 open blocks
 * with an open string, this one gives up before (LEX_TOO_DEEP), as it does when
 * 255 strings are open at once and the other would forget some.
 *
 * Its state is two stacks, the widths of the open blocks and the kinds of the
 * open strings. Both are kept as paths through one tree of nodes that are never
 * changed, so a state is two node numbers and costs nothing to copy.
 *
 * What a byte means to it is here, inline, for the program that makes the
 * tables; what it does is in scanner_python.c. */
#ifndef CAMBIUM_PARSERS_LR_SCANNER_PYTHON_H
#define CAMBIUM_PARSERS_LR_SCANNER_PYTHON_H

#include "parsers/lr/lexer_tables.h"

extern const struct external_scanner scanner_python;

/* The order of the grammar's `externals`. The scanner never returns those from
 * COMMENT on: that they are valid only tells it where it is (L3). */
enum python_token {
    PYTHON_NEWLINE,
    PYTHON_INDENT,
    PYTHON_DEDENT,
    PYTHON_STRING_START,
    PYTHON_STRING_CONTENT,
    PYTHON_ESCAPE_INTERPOLATION,
    PYTHON_STRING_END,
    PYTHON_COMMENT,
    PYTHON_CLOSE_PAREN,
    PYTHON_CLOSE_BRACKET,
    PYTHON_CLOSE_BRACE,
    PYTHON_EXCEPT,
};

/* Any of these: it looks at lines, and steps over comments (P2). */
#define PYTHON_LINES                                                    \
    (1u << PYTHON_NEWLINE | 1u << PYTHON_INDENT | 1u << PYTHON_DEDENT | \
     1u << PYTHON_EXCEPT)
#define PYTHON_BRACKETS \
    (1u << PYTHON_CLOSE_PAREN | 1u << PYTHON_CLOSE_BRACKET | 1u << PYTHON_CLOSE_BRACE)
#define PYTHON_STRINGS (1u << PYTHON_STRING_CONTENT | 1u << PYTHON_ESCAPE_INTERPOLATION)

enum python_shortcut { PYTHON_AT_LINE, PYTHON_AT_STRING, PYTHON_IN_STRING };

static inline bool python_is_quote(uint8_t c)
{
    return c == '"' || c == '\'' || c == '`';
}

static inline bool python_is_prefix(uint8_t c)
{
    uint8_t lower = c | 0x20;

    return lower == 'f' || lower == 't' || lower == 'r' || lower == 'b' || lower == 'u';
}

/* What the scanner does where `byte` is the first that isn't a space, and no
 * line has ended: LEX_DFA says that it has no token there, LEX_WORD that it has
 * none if a word is there. */
static inline struct lex_entry scanner_python_entry(uint64_t valid, uint8_t byte)
{
    if (valid & PYTHON_STRINGS) /* P1: before blanks */
        return (struct lex_entry){(valid & PYTHON_STRINGS) == PYTHON_STRINGS &&
                                          !(valid & PYTHON_LINES)
                                      ? LEX_SHORTCUT
                                      : LEX_SLOW,
                                  0, PYTHON_IN_STRING};
    if (byte == ' ' || byte == '\t' || byte == '\r' || byte == '\f')
        return (struct lex_entry){LEX_BLANK, 0, 0};
    if (byte == '\n' && valid & PYTHON_BRACKETS && !(valid & PYTHON_LINES))
        return (struct lex_entry){LEX_BLANK, 0, 0}; /* P3: neither dedent nor newline */
    if (byte == '\n')
        return (struct lex_entry){LEX_SHORTCUT, 0, PYTHON_AT_LINE};
    if (byte == 0 || byte == '\v' || byte == '\\' || byte >= 0x80)
        return (struct lex_entry){LEX_SLOW, 0, 0};
    if (valid >> PYTHON_STRING_START & 1 && python_is_quote(byte))
        return (struct lex_entry){LEX_SHORTCUT, 0, PYTHON_AT_STRING};
    if (valid >> PYTHON_STRING_START & 1 && python_is_prefix(byte))
        return (struct lex_entry){LEX_WORD, 0, 0}; /* unless a quote follows */
    return (struct lex_entry){LEX_DFA, 0, 0};
}

/* Is the answer no, whatever the text? */
static inline bool scanner_python_never(uint64_t valid)
{
    (void)valid;
    return false;
}

/* Tokens that may be empty. */
static inline uint64_t scanner_python_empty(void)
{
    return PYTHON_LINES;
}

/* Could a word with this byte behind it be something else to the scanner? */
static inline bool scanner_python_after_word(uint8_t byte)
{
    return python_is_quote(byte);
}

#endif
