/* line_index.h - which line a byte stands on.
 *
 * A line ends with a line feed, which belongs to it; the last one needs none.
 * A byte order mark belongs to no line: the first one starts behind it.
 * White space is ASCII's; Unicode's other spaces are marks.
 *
 * There are many more lines than questions about them, so the index holds no
 * line: it knows how many line feeds lie before each block of 64 bytes. */
#ifndef CAMBIUM_FACTS_LINE_INDEX_H
#define CAMBIUM_FACTS_LINE_INDEX_H

#include "engine/base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct line_block;

/* All zero is an empty index; its memory is reused from source to source. */
struct line_index {
    struct slice source; /* borrowed until the next build */
    size_t text_start;   /* behind the byte order mark, if there is one */
    struct line_block *blocks;
    size_t capacity;
    uint32_t count;  /* lines */
    uint32_t blank;  /* those of white space only */
    uint32_t hashes; /* those whose first mark is a # */
    bool is_odd;     /* not all is ASCII, or some controls end lines to Python only */
};

void line_index_build(struct line_index *index, struct slice source);

/* The same without vector instructions, for tests. */
void line_index_build_plain(struct line_index *index, struct slice source);

void line_index_release(struct line_index *index);

struct line {
    uint32_t number; /* from 1 */
    uint32_t start;  /* its first byte */
};

/* The line on which `byte` stands; the last one for the end of the source. */
struct line line_at(const struct line_index *index, uint32_t byte);

/* Blank lines that end before `byte`; all of them for the end of the source. */
uint32_t line_blank_before(const struct line_index *index, uint32_t byte);

/* Nothing but white space stands before `byte` on its line. */
bool line_starts_at(const struct line_index *index, uint32_t byte);

/* Where the text starts: behind a byte order mark. */
size_t line_text_start(struct slice source);

static inline bool is_line_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r' && c != '\n');
}

/* The first byte from `at` on that isn't white space; the end of the line or of
 * the source if there is none. */
static inline size_t line_mark_from(struct slice source, size_t at)
{
    while (at < source.len && is_line_space(source.data[at]))
        at++;
    return at;
}

#endif
