/* scanner_javascript.h - what a byte means to JavaScript's own scanner.
 *
 * The scanner itself is the grammar's, run by scanner_stock.c. Here is only
 * where it need not be asked, because it has no token there: without this each
 * token would be asked of it first. */
#ifndef CAMBIUM_PARSERS_LR_SCANNER_JAVASCRIPT_H
#define CAMBIUM_PARSERS_LR_SCANNER_JAVASCRIPT_H

#include "parsers/lr/lexer_tables.h"

extern const struct external_scanner scanner_javascript;

/* The order of the grammar's `externals`. */
enum javascript_token {
    JAVASCRIPT_AUTOMATIC_SEMICOLON,
    JAVASCRIPT_TEMPLATE_CHARS,
    JAVASCRIPT_TERNARY_QMARK,
    JAVASCRIPT_HTML_COMMENT,
    JAVASCRIPT_LOGICAL_OR,
    JAVASCRIPT_ESCAPE_SEQUENCE,
    JAVASCRIPT_REGEX_PATTERN,
    JAVASCRIPT_JSX_TEXT,
};

#define JAVASCRIPT_NO_COMMENT                                         \
    (1u << JAVASCRIPT_LOGICAL_OR | 1u << JAVASCRIPT_ESCAPE_SEQUENCE | \
     1u << JAVASCRIPT_REGEX_PATTERN)

/* Is the answer no, whatever the text? */
static inline bool scanner_javascript_never(uint64_t valid)
{
    const uint64_t tokens = 1u << JAVASCRIPT_AUTOMATIC_SEMICOLON |
                            1u << JAVASCRIPT_TEMPLATE_CHARS |
                            1u << JAVASCRIPT_TERNARY_QMARK | 1u << JAVASCRIPT_JSX_TEXT;

    return !(valid & tokens) &&
           (!(valid >> JAVASCRIPT_HTML_COMMENT & 1) || valid & JAVASCRIPT_NO_COMMENT);
}

/* What the scanner does where `byte` is the first that isn't a space, and no
 * line has ended: LEX_DFA says that it has no token there. */
static inline struct lex_entry scanner_javascript_entry(uint64_t valid, uint8_t byte)
{
    const struct lex_entry ask = {LEX_SLOW, 0, 0}, declined = {LEX_DFA, 0, 0};
    const bool semicolon = valid >> JAVASCRIPT_AUTOMATIC_SEMICOLON & 1;
    const bool question = valid >> JAVASCRIPT_TERNARY_QMARK & 1;

    if (valid & (1u << JAVASCRIPT_TEMPLATE_CHARS | 1u << JAVASCRIPT_JSX_TEXT))
        return ask;
    if (byte >= 0x80 || byte == 0 || (byte == '\n' && semicolon))
        return ask;
    if (byte == ' ' || (byte >= '\t' && byte <= '\r'))
        return (struct lex_entry){LEX_BLANK, 0, 0};
    if (semicolon)
        return byte == '}' || byte == '/' || (byte == '?' && question) ? ask : declined;
    if (question)
        return byte == '?' ? ask : declined;
    if (valid >> JAVASCRIPT_HTML_COMMENT & 1 && !(valid & JAVASCRIPT_NO_COMMENT))
        return byte == '<' || byte == '-' ? ask : declined;
    return declined;
}

/* Tokens that may be empty. */
static inline uint64_t scanner_javascript_empty(void)
{
    return 1u << JAVASCRIPT_AUTOMATIC_SEMICOLON;
}

/* Could a word with this byte behind it be something else to the scanner? */
static inline bool scanner_javascript_after_word(uint8_t byte)
{
    (void)byte;
    return false;
}

#endif
