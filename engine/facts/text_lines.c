/* The lines of a text in a language that we don't parse. */
#include "engine/facts/extract.h"
#include "engine/facts/line_index.h"

static void line_count(struct slice line, struct slice comment,
                       struct line_counts *counts)
{
    size_t mark = line_mark_from(line, 0);

    line = (struct slice){line.data + mark, line.len - mark};
    counts->physical++;
    if (!line.len)
        counts->blank++;
    else if (comment.len && slice_starts(line, comment))
        counts->comment++;
    else
        counts->code++;
}

struct line_counts lines_count(struct slice source, const char *line_comment)
{
    struct slice comment = slice_of(line_comment ? line_comment : "");
    struct line_counts counts = {0};
    size_t at = line_text_start(source);

    while (at < source.len) {
        const char *feed = memchr(source.data + at, '\n', source.len - at);
        size_t end = feed ? (size_t)(feed - source.data) : source.len;

        line_count((struct slice){source.data + at, end - at}, comment, &counts);
        at = end + 1;
    }
    return counts;
}
