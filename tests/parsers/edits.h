/* edits.h - the same random damage each time.
 *
 * Takes real text and puts into it what files have that parsers don't like. */
#ifndef CAMBIUM_TESTS_PARSERS_EDITS_H
#define CAMBIUM_TESTS_PARSERS_EDITS_H

#include <stdint.h>
#include <string.h>

/* Any seed will do, and those beside each other have nothing in common. */
static inline uint64_t edit_random(uint64_t *seed)
{
    uint64_t x = *seed += 0x9e3779b97f4a7c15u;

    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

static inline uint32_t edit_below(uint64_t *seed, uint32_t limit)
{
    return (uint32_t)(edit_random(seed) >> 33) % limit;
}

static inline const char *edit_piece(uint64_t *seed)
{
    static const char *const pieces[] = {
        "\n",
        "\r\n",
        "\r",
        "\t",
        " ",
        "        ",
        "\f",
        "\v",
        "\\\n",
        "\\\r\n",
        "\\",
        "# c",
        "# c\n",
        "\n# c\n",
        "'",
        "\"",
        "'''",
        "\"\"\"",
        "`",
        "r'",
        "rb\"",
        "f'",
        "f\"{",
        "t'",
        "{",
        "}",
        "{{",
        "}}",
        "(",
        ")",
        "[",
        "]",
        ",",
        ":",
        ":=",
        "print ",
        "match ",
        "case _:",
        "type ",
        "exec ",
        "_",
        "__future__",
        "except",
        "except*",
        "async ",
        "await ",
        "lambda",
        "not in",
        "is not",
        "1.e5",
        "0x_f",
        "1_0j",
        "1__0",
        "0777L",
        "...",
        "..",
        "->",
        "<>",
        "!=",
        "!r",
        "**=",
        "//=",
        ">>=",
        "\xc3\xa9",
        "\xe2\x80\x8b",
        "\xef\xbb\xbf",
        "\xf0\x9d\x94\xb8",
        "\xff",
        "\xe2\x80",
        "\xed\xa0\x80",
        "\\N{x}",
        "\\u12",
        "b'\\N'",
        "r'\\'",
        "r'\\\\'",
        "    pass\n",
        "\n\n\n",
        "case ",
        "_ ",
        "lambda: ",
        "not ",
        "in ",
        "is not ",
        "else ",
        "if x else ",
        "for x in y ",
        "yield ",
        "return ",
        "*",
        "**",
        "=",
        "==",
        "@",
        ".",
        ";",
        "\n\n",
        "    ",
        "#",
        "\xc3",
        "f\"{x!r:>{w}}\"",
        "b'\\x00'",
        "0x",
        "1_0",
        "1e5j",
        ".5",
        "def f(): pass\n",
        "class A: pass\n",
        "try:\n",
        "except* E:\n",
        "with a as b, c as d:\n",
        "print >>f, x\n",
        "x: int = 3\n",
        "a, b = b, a\n",
        "print (a, b)\n",
        "match (a, b):\n    case [x, *_]:\n        pass\n",
        "type X[T] = int\n",
        "[a, *b] = c\n",
        "(a, b)",
        "del a, b\n",
        "assert x, y\n",
        "global a, b\n",
        "from . import a\n",
        "t'{x}'",
        "rf'''",
        "except (A, B), e:\n",
        "nonlocal a\n",
        "a if b else c",
        "*a, *b",
        "**a",
        "case {**a}:",
        "case A(b=c) | d:",
        "type = match\n",
        "print\n",
        "exec\n",
        "def match(case, type): pass\n",
        "@match\n",
        "async for x in y",
        "lambda *a, b=1, **c: a",
        "x[a:b, ::c]",
        "a.print",
        "a.match(case)",
        "finally:\n",
        "else:\n",
        "elif x:\n",
        "\n  ",
        "\n\t",
        "\\\r",
        "\r\r\n",
        "\xf4\x90\x80\x80",
        "\xc0\x80",
        "\x1a",
        "\x1c",
        "\xe2\x81\xa0",
        "\xc2\xa0",
    };

    return pieces[edit_below(seed, sizeof pieces / sizeof *pieces)];
}

static inline uint32_t edit_insert(uint8_t *text, uint32_t length, uint32_t capacity,
                                   uint32_t at, const char *piece)
{
    uint32_t more = (uint32_t)strlen(piece);

    if (length + more > capacity)
        return length;
    memmove(text + at + more, text + at, length - at);
    memcpy(text + at, piece, more);
    return length + more;
}

/* One change to `text`; returns its new length, at most `capacity`. */
static inline uint32_t edit_once(uint8_t *text, uint32_t length, uint32_t capacity,
                                 uint64_t *seed)
{
    uint32_t at = edit_below(seed, length + 1), other = edit_below(seed, length + 1);
    uint32_t cut;

    switch (edit_below(seed, 6)) {
    case 0:
        if (at < length)
            text[at] = (uint8_t)(1 + edit_below(seed, 255));
        return length;
    case 1:
        cut = edit_below(seed, 20);
        cut = cut < length - at ? cut : length - at;
        memmove(text + at, text + at + cut, length - at - cut);
        return length - cut;
    case 2:
        if (at < length && other < length)
            text[at] = text[other];
        return length;
    default: return edit_insert(text, length, capacity, at, edit_piece(seed));
    }
}

#endif
