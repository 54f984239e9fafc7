/* lexer_raw.h - a grammar's generated lexer on a raw pointer.
 *
 * The build compiles each grammar's parser.c once more with macros that read
 * bytes straight from memory (lexer_raw.c), instead of calling the runtime for
 * each character. The code is the grammar's own, so it is exact by
 * construction, on any input. */
#ifndef CAMBIUM_PARSERS_LR_LEXER_RAW_H
#define CAMBIUM_PARSERS_LR_LEXER_RAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lex_raw {
    const uint8_t *at, *limit; /* where to start; the end of the file, zeros behind it */
    const uint8_t *start;      /* of the token: behind what was skipped */
    const uint8_t *end;        /* of the token */
    uint16_t symbol;
    void *spare[8]; /* makes room for a TSLexer: generated code names its members */
};

/* False: no token in that state of the lexer. */
typedef bool lex_raw_function(struct lex_raw *raw, uint16_t state);

/* The code point at `p` and its width in bytes; a byte that starts none is -1
 * and 1 wide; at the end of the file 0 and 0 wide. There must be three readable
 * bytes behind `limit`, and they must be 0 (L11). */
static inline uint32_t lex_decode(const uint8_t *p, const uint8_t *limit, int32_t *code)
{
    uint32_t lead = p[0], second = p[1];

    if (lead < 0x80) {
        *code = (int32_t)lead;
        return p != limit;
    }
    if (lead >= 0xc2 && lead < 0xe0 && (second & 0xc0) == 0x80) {
        *code = (int32_t)((lead & 0x1f) << 6 | (second & 0x3f));
        return 2;
    }
    if (lead >= 0xe0 && lead < 0xf0 && (second & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80 &&
        !(lead == 0xe0 && second < 0xa0) && !(lead == 0xed && second >= 0xa0)) {
        *code = (int32_t)((lead & 0xf) << 12 | (second & 0x3f) << 6 | (p[2] & 0x3fu));
        return 3;
    }
    if (lead >= 0xf0 && lead < 0xf5 && (second & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80 &&
        (p[3] & 0xc0) == 0x80 && !(lead == 0xf0 && second < 0x90) &&
        !(lead == 0xf4 && second >= 0x90)) {
        *code = (int32_t)((lead & 7) << 18 | (second & 0x3f) << 12 | (p[2] & 0x3fu) << 6 |
                          (p[3] & 0x3fu));
        return 4;
    }
    *code = -1;
    return 1;
}

#endif
