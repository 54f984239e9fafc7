/* cases.h - texts for a fuzzer: pieces of real files, put together and edited.
 *
 * The same seed gives the same text for the same corpus. */
#ifndef CAMBIUM_TESTS_CASES_H
#define CAMBIUM_TESTS_CASES_H

#include "engine/base/buf.h"
#include "tests/parsers/corpus.h"
#include "tests/parsers/edits.h"

#include <ctype.h>

/* Most pieces are small: what a driver does wrong shows in a line or two, and
 * the judge takes milliseconds for a page. */
#define SMALLEST_PIECE 16
#define PIECE_SIZES    6

static inline bool is_top_level(const char *line)
{
    return !strchr(" \t)]}\n\r#'\"", *line);
}

/* Where the line of `at` begins or one above it that isn't indented. */
static inline size_t piece_start(struct slice s, size_t at)
{
    while (at > 0 && (s.data[at - 1] != '\n' || !is_top_level(s.data + at)))
        at--;
    return at;
}

/* A statement that is too long for the piece is cut at the end of a line. */
static inline bool piece_ends(struct slice s, size_t at, bool anywhere)
{
    return s.data[at - 1] == '\n' && (anywhere || is_top_level(s.data + at));
}

/* Whole lines; as a rule whole statements. */
static inline struct slice piece(const struct corpus *c, uint64_t *seed)
{
    uint32_t size = (uint32_t)SMALLEST_PIECE << edit_below(seed, PIECE_SIZES);
    struct slice s = c->count ? buf_slice(&c->files[edit_below(seed, (uint32_t)c->count)])
                              : slice_of("");
    size_t start, end;

    if (!s.len)
        return s;
    start = piece_start(s, edit_below(seed, (uint32_t)s.len));
    end = start + 1 + edit_below(seed, size);
    while (end < s.len && !piece_ends(s, end, end - start >= 8 * (size_t)size))
        end++;
    return (struct slice){s.data + start, (end < s.len ? end : s.len) - start};
}

static inline void replace(struct buf *b, size_t at, size_t removed, struct slice text)
{
    removed = removed < b->len - at ? removed : b->len - at;
    buf_reserve(b, text.len + 1);
    memmove(b->data + at + text.len, b->data + at + removed, b->len - at - removed);
    if (text.len)
        memcpy(b->data + at, text.data, text.len);
    b->len = b->len - removed + text.len;
}

/* Each of the characters `what` becomes `with`, in which a \1 stands for it. */
struct rewrite {
    const char *what, *with;
};

static const struct rewrite rewrites[] = {
    /* ends of lines and blanks */
    {"\n", "\r\n"},
    {"\n", "\r"},
    {"\n", "\n\f"},
    {"\n", "\f\n"},
    {"\n", "\n\n"},
    {"\n", "\n   \n"},
    {"\n", " \t\n"},
    {"\n", "\n\xef\xbb\xbf"},
    {"\n", ";\n"},
    {" ", "\t"},
    {" ", "\f"},
    {" ", "\v"},
    {" ", "  "},
    {" ", "\xc2\xa0"},
    {" ", "\xe2\x80\x8b"},
    {",([{:=)]}.+*", "\1 "},
    {",([{:=)]}.+*", " \1"},
    /* comments */
    {",([{", "\1 # c\n"},
    {",([{:=)]}.+*", "\1# c\n"},
    {",([{:=)]}.+*", "# c\n\1"},
    {"\n", " # c\n"},
    {"\n", "\n# c\n"},
    {"\n", "\n  # c\n"},
    {"\n", "\n        # c\n"},
    {"\n", "\n\t# c\n"},
    {"\n", "\r\n# c\r\n"},
    {"#", "# \xff"},
    /* continuations */
    {" ", " \\\n "},
    {" ", "\\\n"},
    {" ", "\\\r\n"},
    {" ", "\\\r"},
    {",([{:=)]}.+*", "\1\\\n"},
    {",([{:=)]}.+*", "\\\n\1"},
    {"\n", "\\\n\n"},
    {"\n", "\n\\\n"},
    /* odd bytes in names, strings and comments */
    {"aeiou", "\xc3\xa9"},
    {"aeiou", "\xff"},
    {"aeiou", "\xe2\x80"},
    {"aeiou", "\xf0\x9d\x94\xb8"},
    {"'\"", "\1\xff"},
    {"'\"", "\1\\\n"},
    {"'\"", "\1{x}"},
    {"'\"", "\1\1\1"},
    /* other readings of the same */
    {"(", "(("},
    {")", ",)"},
    {"([", "\1*"},
    {"=", ":="},
    {"=", "=="},
    {",", " = "},
    {",", ": "},
    {",:", " as x\1"},
    {",", " for x in y,"},
    {":", ",:"},
    {"'", "f'"},
    {"\"", "rb\""},
    {"0123456789", "\1_0"},
};

static inline void rewrite(struct buf *b, uint64_t *seed)
{
    const struct rewrite *r =
        &rewrites[edit_below(seed, sizeof rewrites / sizeof *rewrites)];
    uint32_t rarity = 1u << edit_below(seed, 6);
    struct buf out = {0};

    for (size_t i = 0; i < b->len; i++) {
        bool here = b->data[i] && strchr(r->what, b->data[i]);

        if (!here || edit_below(seed, rarity) != 0) {
            buf_add_char(&out, b->data[i]);
            continue;
        }
        for (const char *c = r->with; *c; c++)
            buf_add_char(&out, *c == '\1' ? b->data[i] : *c);
    }
    buf_release(b);
    *b = out;
}

/* Keywords that may be names, names that begin strings, and a few more. */
static const char *const odd_names[] = {
    "match", "case", "type",     "print",  "exec", "_",      "async",      "await",
    "f",     "rb",   "not",      "in",     "is",   "lambda", "None",       "if",
    "else",  "for",  "yield",    "del",    "pass", "from",   "__future__", "x",
    "1",     "''",   "...",      "(a, b)", "[a]",  "*a",     "a.b",        "print (a, b)",
    "a, b",  "r",    "nonlocal", "global",
};

static inline bool is_name_byte(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* Puts one odd name in the place of some names. */
static inline void rename_some(struct buf *b, uint64_t *seed)
{
    const char *name = odd_names[edit_below(seed, sizeof odd_names / sizeof *odd_names)];
    uint32_t rarity = 1u << edit_below(seed, 6);
    struct buf out = {0};

    for (size_t i = 0, end; i < b->len; i = end) {
        for (end = i; end < b->len && is_name_byte(b->data[end]);)
            end++;
        if (end == i)
            buf_add_char(&out, b->data[end++]);
        else if (edit_below(seed, rarity) == 0)
            buf_add_text(&out, name);
        else
            buf_add(&out, (struct slice){b->data + i, end - i});
    }
    buf_release(b);
    *b = out;
}

/* `c` may be empty. */
static inline void edit(struct buf *b, const struct corpus *c, uint64_t *seed)
{
    size_t at = edit_below(seed, (uint32_t)b->len + 1);
    char byte = (char)edit_below(seed, 256);

    switch (edit_below(seed, 20)) {
    case 0: replace(b, at, 1, (struct slice){&byte, 1}); break;
    case 1: replace(b, at, 1 + edit_below(seed, 8), slice_of("")); break;
    case 2: b->len = at; break;
    case 3: replace(b, at, 0, piece(c, seed)); break;
    case 4: replace(b, at, edit_below(seed, 40), piece(c, seed)); break;
    case 5: replace(b, 0, 0, slice_of("\xef\xbb\xbf")); break;
    case 6:
    case 7:
    case 8: rename_some(b, seed); break;
    case 9:
    case 10:
    case 11:
    case 12:
    case 13:
    case 14: rewrite(b, seed); break;
    default: replace(b, at, edit_below(seed, 3), slice_of(edit_piece(seed)));
    }
}

static inline void case_make(struct buf *b, const struct corpus *c, uint64_t seed)
{
    uint32_t edits = edit_below(&seed, 3);

    buf_clear(b);
    buf_add(b, piece(c, &seed));
    while (edit_below(&seed, 3) == 0)
        buf_add(b, piece(c, &seed));
    for (uint32_t i = 0; i < edits; i++)
        edit(b, c, &seed);
}

#endif
