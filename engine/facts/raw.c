/* Lines as `radon raw` counts them (5.1, on Python 3.11).
 *
 * radon takes a file apart into chunks: a line, and as many of the next ones as it
 * takes until no bracket, no string and no backslash at its end is open. A line is what
 * str.splitlines gives, blank if str.strip leaves nothing of it.
 *
 *   blank            blank lines, wherever they stand
 *   single_comments  chunks of one comment, or of one string on one line
 *   multi            lines of chunks of one string on several lines, but blank ones
 *   sloc             all other lines; a comment between brackets is one
 *   loc              all four
 *   comments         comments, those behind code included
 *   lloc             for each part of a chunk, parted at its semicolons:
 *                      nothing but comments                        0
 *                      no colon                                    1
 *                      a colon, and nothing behind the last one    1
 *                      a colon, a single token behind it, and a
 *                      semicolon behind that                       1
 *                      any other colon, also of a slice, a pair,
 *                      a lambda or an annotation                   2
 *
 * An f-string is a string: its colons and comments aren't seen.
 *
 * Read off the tree, lloc is a point for each simple statement, each header of a
 * compound one and each decorator, and another one for a simple statement with a colon
 * in it that doesn't follow a header on its line, which has it from the header. The
 * rule of the single token takes one off.
 *
 * What is open and how many statements were met are sums that the pass keeps. */
#include "engine/facts/extractor.h"
#include "engine/facts/metric.h"
#include "engine/facts/split_lines.h"

static const struct weight logical_lines[] = {
    {PY_import_statement, 1},
    {PY_future_import_statement, 1},
    {PY_import_from_statement, 1},
    {PY_print_statement, 1},
    {PY_assert_statement, 1},
    {PY_expression_statement, 1},
    {PY_return_statement, 1},
    {PY_delete_statement, 1},
    {PY_raise_statement, 1},
    {PY_pass_statement, 1},
    {PY_break_statement, 1},
    {PY_continue_statement, 1},
    {PY_global_statement, 1},
    {PY_nonlocal_statement, 1},
    {PY_exec_statement, 1},
    {PY_type_alias_statement, 1},
    {PY_if_statement, 1},
    {PY_elif_clause, 1},
    {PY_else_clause, 1},
    {PY_match_statement, 1},
    {PY_case_clause, 1},
    {PY_for_statement, 1},
    {PY_while_statement, 1},
    {PY_try_statement, 1},
    {PY_except_clause, 1},
    {PY_finally_clause, 1},
    {PY_with_statement, 1},
    {PY_function_definition, 1},
    {PY_class_definition, 1},
    {PY_decorator, 1},
    {0},
};

/* Read backwards, a bracket is open between its close and its opening. */
static const struct weight brackets[] = {
    {PY_TOK_paren_close, 1},
    {PY_TOK_paren_open, -1},
    {PY_TOK_bracket_close, 1},
    {PY_TOK_bracket_open, -1},
    {PY_TOK_brace_close, 1},
    {PY_TOK_brace_open, -1},
    {0},
};

static const struct weighing weighings[] = {
    {SUM_LOGICAL_LINES, 0, logical_lines},
    {SUM_BRACKETS, 0, brackets},
    {0},
};

static bool is_in_brackets(const struct extractor *x)
{
    return x->sums[SUM_BRACKETS] != 0 && !x->tree->has_error;
}

/* There is no line end between the bytes, or only such as a backslash takes away. */
static bool is_one_line(struct slice source, uint32_t from, uint32_t to)
{
    for (uint32_t at = from; at < to; at++) {
        if (source.data[at] == '\\')
            at += at + 1 < to && source.data[at + 1] == '\r' ? 2 : 1;
        else if (source.data[at] == '\n')
            return false;
    }
    return true;
}

/* The node before `first` that isn't between the lines. */
static uint32_t node_before(const struct extractor *x, uint32_t first)
{
    while (first-- > 0) {
        if (!node_is_extra(x, first))
            return first;
    }
    return TREE_NONE;
}

/* The statement stands on the line of a header, right behind its colon. */
static bool follows_header(const struct extractor *x, uint32_t statement)
{
    uint32_t first = tree_first(x->tree, statement), before = node_before(x, first);

    return before != TREE_NONE && node_is(x, before, PY_TOK_colon) &&
           is_one_line(x->source, x->nodes[before].end_byte, x->nodes[first].start_byte);
}

/* Strings are one token, whatever is in them. */
static uint32_t token_first(const struct extractor *x, uint32_t node)
{
    return node_is(x, node, PY_string) ? tree_first(x->tree, node) : node;
}

/* The last colon in a statement, TREE_NONE without one. */
static uint32_t last_colon(const struct extractor *x, uint32_t statement)
{
    uint32_t first = tree_first(x->tree, statement);

    for (uint32_t end = statement + 1; end > first; end = token_first(x, end - 1)) {
        if (node_is(x, end - 1, PY_TOK_colon))
            return end - 1;
    }
    return TREE_NONE;
}

static bool is_token(const struct node *n)
{
    return n->symbol == PY_string ||
           (n->size == 1 && !(n->flags & NODE_EXTRA) && n->start_byte < n->end_byte);
}

/* Exactly one token stands from `first` to `last`. */
static bool is_one_token(const struct extractor *x, uint32_t first, uint32_t last)
{
    uint32_t tokens = 0;

    for (uint32_t end = last + 1; end > first && tokens < 2;
         end = token_first(x, end - 1))
        tokens += is_token(&x->nodes[end - 1]);
    return tokens == 1;
}

/* What stands before the semicolon ends with a colon and one token. */
static bool is_lone_token(const struct extractor *x, uint32_t semicolon)
{
    uint32_t statement = node_before(x, semicolon), colon;

    if (statement == TREE_NONE)
        return false;
    colon = last_colon(x, statement);
    if (colon != TREE_NONE)
        return is_one_token(x, colon + 1, statement);
    return follows_header(x, statement) &&
           is_one_token(x, tree_first(x->tree, statement), statement);
}

/* A backslash at `byte`, before `node`, ends no comment. Between them lie only nodes
 * that end there. */
static bool is_continuation(const struct extractor *x, uint32_t byte, uint32_t node)
{
    while (node-- > 0) {
        if (x->nodes[node].size == 1 && x->nodes[node].start_byte <= byte)
            return !node_is(x, node, PY_comment) || x->nodes[node].end_byte <= byte;
    }
    return true;
}

/* Nothing that belongs to a chunk stands before `node` on its line. */
static bool starts_chunk(const struct extractor *x, uint32_t node)
{
    const char *text = x->source.data;
    size_t start = x->lines.text_start;
    uint32_t byte;

    if (!line_starts_at(&x->lines, x->nodes[node].start_byte))
        return false;
    byte = line_at(&x->lines, x->nodes[node].start_byte).start;
    if (byte <= start)
        return true;
    byte -= byte - 1 > start && text[byte - 2] == '\r' ? 2 : 1;
    return byte <= start || text[byte - 1] != '\\' || !is_continuation(x, byte - 1, node);
}

static bool ends_line(const struct extractor *x, uint32_t node)
{
    size_t mark = line_mark_from(x->source, x->nodes[node].end_byte);

    return mark >= x->source.len || x->source.data[mark] == '\n';
}

/* The string is all of a statement. */
static bool is_statement(const struct extractor *x, uint32_t string)
{
    const struct node *parent = &x->nodes[string + 1];

    return parent->symbol == PY_expression_statement &&
           parent->size == x->nodes[string].size + 1;
}

/* A string begins and ends with a mark, so its blank lines lie between. */
static struct split_lines string_lines(const struct extractor *x, uint32_t string)
{
    uint32_t start = x->nodes[string].start_byte, end = x->nodes[string].end_byte;

    if (!x->plain_lines)
        return lines_split(node_text(x, string));
    return (struct split_lines){
        line_at(&x->lines, end - 1).number - line_at(&x->lines, start).number + 1,
        line_blank_before(&x->lines, end) - line_blank_before(&x->lines, start)};
}

static void string_count(struct extractor *x, uint32_t string)
{
    struct split_lines lines;

    x->string_first = tree_first(x->tree, string);
    if (!is_statement(x, string) || !starts_chunk(x, string) || !ends_line(x, string))
        return;
    lines = string_lines(x, string);
    if (lines.count == 1)
        x->measures.raw.single_comments++;
    else
        x->measures.raw.multi += lines.count - lines.blank;
}

/* A colon of its own gives a statement another logical line, but behind a header. */
static uint32_t colon_lines(const struct extractor *x, uint32_t colon, uint32_t statement)
{
    return tree_first(x->tree, statement) <= colon && !follows_header(x, statement);
}

static void comment_count(struct extractor *x, uint32_t comment)
{
    x->measures.raw.comments++;
    if (!is_in_brackets(x) && starts_chunk(x, comment))
        x->measures.raw.single_comments++;
}

/* The statement that was met last: the first one behind the node. */
static uint32_t statement_behind(const struct extractor *x, uint32_t node)
{
    uint16_t symbol;

    do {
        symbol = x->nodes[++node].symbol;
    } while (symbol >= PY_SYMBOL_COUNT || !x->weights.of[symbol][SUM_LOGICAL_LINES]);
    return node;
}

/* If no statement was met since the last colon, this one is another one of the same. */
static void colon_count(struct extractor *x, uint32_t colon)
{
    uint32_t lines = x->sums[SUM_LOGICAL_LINES];

    if (lines == x->settled_lines)
        return;
    x->settled_lines = lines;
    x->measures.raw.lloc += colon_lines(x, colon, statement_behind(x, colon));
}

static void enter(struct extractor *x, uint32_t node)
{
    if (node >= x->string_first)
        return;
    switch (x->nodes[node].symbol) {
    case PY_string: string_count(x, node); break;
    case PY_comment: comment_count(x, node); break;
    case PY_TOK_semicolon: x->measures.raw.lloc -= is_lone_token(x, node); break;
    case PY_TOK_colon: colon_count(x, node); break;
    }
}

static void start(struct extractor *x)
{
    struct slice text = {x->source.data + x->lines.text_start,
                         x->source.len - x->lines.text_start};

    x->plain_lines = !x->lines.is_odd || text_is_plain(text);
    x->string_first = UINT32_MAX;
    x->settled_lines = 0;
}

static void leave(struct extractor *x, struct scope *closing)
{
    struct raw_lines *raw = &x->measures.raw;
    struct slice text = {x->source.data + x->lines.text_start,
                         x->source.len - x->lines.text_start};
    struct split_lines lines = {x->lines.count, x->lines.blank};

    if (closing->kind != SCOPE_MODULE)
        return;
    if (!x->plain_lines)
        lines = lines_split(text);
    raw->lloc += x->sums[SUM_LOGICAL_LINES];
    raw->loc = lines.count;
    raw->blank = lines.blank;
    raw->sloc = raw->loc - raw->blank - raw->multi - raw->single_comments;
}

static const struct number numbers[] = {
    FILE_MEASURE(raw.loc, "loc", "lines", "Lines as radon raw counts them."),
    FILE_MEASURE(raw.lloc, "lloc", "logical lines", "Logical lines, by radon's colons."),
    FILE_MEASURE(raw.sloc, "sloc", "lines", "Lines of source code."),
    FILE_MEASURE(raw.comments, "comments", "comments",
                 "Comments, those behind code too."),
    FILE_MEASURE(raw.single_comments, "single_comments", "lines",
                 "Lines of a comment or of a short string alone."),
    FILE_MEASURE(raw.multi, "multi", "lines", "Lines of long strings that stand alone."),
    FILE_MEASURE(raw.blank, "blank", "lines",
                 "Lines of white space, Unicode's included."),
    {0},
};

const struct metric metric_raw = {
    .name = "raw",
    .version = 1,
    .numbers = numbers,
    .weighings = weighings,
    .symbols =
        (const uint16_t[]){PY_comment, PY_string, PY_TOK_colon, PY_TOK_semicolon, 0},
    .start = start,
    .enter = enter,
    .leave = leave,
};
