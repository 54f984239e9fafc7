/* A docstring is the first statement of a module, class or function, if that is
 * nothing but strings with something else than white space in them. Bytes and
 * strings with holes (f, t) are none.
 *
 * Looked for when a scope is left: the pass has just read its first statement. */
#include "engine/facts/docstrings.h"

#include "engine/facts/extractor.h"
#include "engine/facts/metric.h"

/* The one thing in a statement or in brackets, or TREE_NONE. */
static uint32_t only_child(const struct extractor *x, uint32_t node)
{
    uint32_t found = TREE_NONE;

    for (TREE_CHILDREN(x->tree, node, child)) {
        if (x->nodes[child].flags & NODE_EXTRA || node_is(x, child, PY_TOK_paren_open) ||
            node_is(x, child, PY_TOK_paren_close))
            continue;
        if (found != TREE_NONE)
            return TREE_NONE;
        found = child;
    }
    return found;
}

/* The scope's first statement if it begins as a docstring does, or TREE_NONE. */
static uint32_t first_statement(const struct extractor *x, const struct scope *scope)
{
    uint32_t first = scope->body_first;

    if (scope->body == TREE_NONE)
        return TREE_NONE;
    while (first < scope->body && x->nodes[first].flags & NODE_EXTRA)
        first++;
    if (!node_is(x, first, PY_string_start) && !node_is(x, first, PY_TOK_paren_open))
        return TREE_NONE;
    /* Up from its first token: whatever begins with that and isn't a string in
     * brackets ends the search. */
    for (uint32_t i = first + 1; i < scope->body; i++) {
        if (tree_first(x->tree, i) != first)
            continue;
        if (node_is(x, i, PY_expression_statement))
            return i;
        if (!node_is(x, i, PY_string) && !node_is(x, i, PY_concatenated_string) &&
            !node_is(x, i, PY_parenthesized_expression))
            break;
    }
    return TREE_NONE;
}

/* White space in source, or written as an escape that means it. */
static bool is_blank_text(struct slice text, bool raw)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '\\' && !raw && i + 1 < text.len &&
            memchr("ntrfv\n\r", text.data[i + 1], 7))
            i++;
        else if (text.data[i] != '\n' && !is_line_space(text.data[i]))
            return false;
    }
    return true;
}

/* Only u and r may stand before the quote. */
static bool is_plain_start(struct slice start, bool *raw)
{
    *raw = false;
    for (size_t i = 0; i < start.len; i++) {
        if (start.data[i] == '\'' || start.data[i] == '"')
            return true;
        if (!memchr("uUrR", start.data[i], 4))
            return false;
        *raw |= start.data[i] == 'r' || start.data[i] == 'R';
    }
    return false;
}

/* A string without holes; *blank becomes false when there is text in it. */
static bool is_plain_string(const struct extractor *x, uint32_t string, bool *blank)
{
    bool raw;

    if (!node_is(x, string, PY_string) ||
        !is_plain_start(node_text(x, tree_first(x->tree, string)), &raw))
        return false;
    for (TREE_CHILDREN(x->tree, string, child)) {
        if (node_is(x, child, PY_string_content))
            *blank &= is_blank_text(node_text(x, child), raw);
        else if (!node_is(x, child, PY_string_start) && !node_is(x, child, PY_string_end))
            return false;
    }
    return true;
}

bool statement_is_text(const struct extractor *x, uint32_t statement, bool *blank)
{
    uint32_t node = only_child(x, statement);

    *blank = true;
    while (node != TREE_NONE && node_is(x, node, PY_parenthesized_expression))
        node = only_child(x, node);
    if (node == TREE_NONE)
        return false;
    if (!node_is(x, node, PY_concatenated_string))
        return is_plain_string(x, node, blank);
    for (TREE_CHILDREN(x->tree, node, child)) {
        if (!(x->nodes[child].flags & NODE_EXTRA) && !is_plain_string(x, child, blank))
            return false;
    }
    return true;
}

static bool is_docstring(const struct extractor *x, uint32_t statement)
{
    bool blank;

    return statement_is_text(x, statement, &blank) && !blank;
}

/* Something that isn't a comment stands between `byte` and the line's end. */
static bool code_follows(struct slice source, uint32_t byte)
{
    size_t mark = line_mark_from(source, byte);

    return mark < source.len && source.data[mark] != '\n' && source.data[mark] != '#';
}

static uint32_t line_end(struct slice source, uint32_t byte)
{
    const char *feed = memchr(source.data + byte, '\n', source.len - byte);

    return (uint32_t)(feed ? (size_t)(feed - source.data) : source.len);
}

/* The lines that a docstring touches and no code does, without blank ones. */
static uint32_t docstring_lines(const struct extractor *x, uint32_t statement)
{
    uint32_t start = x->nodes[statement].start_byte, end = x->nodes[statement].end_byte;
    uint32_t line = line_at(&x->lines, start).start, count = 0;

    while (line < end) {
        uint32_t next = line_end(x->source, line) + 1;
        size_t mark = line_mark_from(x->source, line);
        bool blank = mark + 1 == next;
        bool code = mark < start || (next > end && code_follows(x->source, end));

        count += !blank && !code;
        line = next;
    }
    /* Comments between strings in brackets have lines of their own. */
    for (uint32_t i = tree_first(x->tree, statement); i < statement; i++)
        count -= node_is(x, i, PY_comment) &&
                 line_starts_at(&x->lines, x->nodes[i].start_byte);
    return count;
}

static void leave(struct extractor *x, struct scope *closing)
{
    uint32_t statement = first_statement(x, closing);

    x->facts.documentable_count++;
    if (statement == TREE_NONE || !is_docstring(x, statement))
        return;
    x->facts.docstring_count++;
    x->facts.has_docstrings = true;
    x->facts.lines.docstring += docstring_lines(x, statement);
    if (closing->kind == SCOPE_FUNCTION)
        closing->function.flags |= FUNCTION_DOCSTRING;
    else if (closing->kind == SCOPE_CLASS)
        closing->class_facts.flags |= CLASS_DOCSTRING;
}

static const struct number numbers[] = {
    FILE_NUMBER(docstring_count, "docstrings", "docstrings",
                "Modules, classes and functions that have one."),
    FILE_NUMBER(documentable_count, "documentables", "docstrings",
                "The module, its classes and its functions."),
    FILE_NUMBER(has_docstrings, "has_docstrings", "0 or 1", "There is a docstring."),
    {0},
};

const struct metric metric_docstrings = {
    .name = "docstrings",
    .version = 1,
    .numbers = numbers,
    .leave = leave,
};
