/* Lines by what is on them. Blank ones are known from the line index, docstring
 * lines from metric_docstrings, comment lines from the tree: a # in a string
 * starts none. All others are code. */
#include "engine/facts/extractor.h"
#include "engine/facts/metric.h"

static void enter(struct extractor *x, uint32_t node)
{
    x->facts.lines.comment += line_starts_at(&x->lines, x->nodes[node].start_byte);
}

static void leave(struct extractor *x, struct scope *closing)
{
    struct line_counts *lines = &x->facts.lines;

    if (closing->kind != SCOPE_MODULE)
        return;
    lines->physical = x->lines.count;
    lines->blank = x->lines.blank;
    lines->code = lines->physical - lines->blank - lines->comment - lines->docstring;
}

static const struct number numbers[] = {
    FILE_NUMBER(lines.physical, "lines", "lines", "Lines of any kind."),
    FILE_NUMBER(lines.code, "code_lines", "lines", "Lines with code on them."),
    FILE_NUMBER(lines.comment, "comment_lines", "lines", "Lines with a comment alone."),
    FILE_NUMBER(lines.blank, "blank_lines", "lines", "Lines of white space."),
    FILE_NUMBER(lines.docstring, "docstring_lines", "lines",
                "Lines of docstrings, without the blank ones."),
    {0},
};

const struct metric metric_lines = {
    .name = "lines",
    .version = 1,
    .numbers = numbers,
    .symbols = (const uint16_t[]){PY_comment, 0},
    .enter = enter,
    .leave = leave,
};
