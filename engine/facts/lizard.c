/* Lines and tokens of a function as lizard 1.24 counts them.
 *
 * Lines: those that a token stands on, from the line of the name on; the lines of a
 * string are all its own. Not those of a string in triple quotes that is a statement. A
 * nested function is one line of the outer one, that of its `def`.
 *
 * Tokens: those of C. So a prefix is a token before its string; 1.5e-3 is five (1 . 5e -
 * 3); << and %= are two, :: and ... one; a backslash at a line's end is one. Of a string
 * with holes each piece is a token and what is in the holes is code, without the braces.
 * They start with the name, so the `def` and once more the name belong to what is around.
 *
 * Parameters: self, *args and **kwargs included, * and / not.
 *
 * Lizard knows no grammar and at places loses track. There we don't follow it:
 *   - it takes // for a comment and drops the rest of the line, conditions included;
 *   - a function on one line is left out, or goes on until something is indented;
 *   - a bracket in a default ends the parameters; a type parameter starts the function
 *     again;
 *   - a line in brackets that is indented less than the function ends it;
 *   - a string in triple quotes is no code wherever one of = ( [ , return + - * / % isn't
 *     before it: with a prefix, behind a colon, another operator or a string, with holes;
 *   - the # of a format in a hole is a comment to it;
 *   - the words "lizard forgive" and "GENERATED CODE" in comments. */
#include "engine/facts/extractor.h"
#include "engine/facts/metric.h"

/* Strings are counted where they are entered, the text of format specifiers too. */
static const struct weighing weighings[] = {
    {SUM_LIZARD_TOKENS, 1,
     (const struct weight[]){{PY_comment, 0},
                             {PY_string_start, 0},
                             {PY_string_content, 0},
                             {PY_string_end, 0},
                             {PY_escape_sequence, 0},
                             {PY_escape_interpolation, 0},
                             {PY_type_conversion, 2},
                             {PY_TOK_less_less, 2},
                             {PY_TOK_greater_greater, 2},
                             {PY_TOK_less_greater, 2},
                             {PY_TOK_star_equal, 2},
                             {PY_TOK_slash_equal, 2},
                             {PY_TOK_at_equal, 2},
                             {PY_TOK_slash_slash_equal, 2},
                             {PY_TOK_percent_equal, 2},
                             {PY_TOK_star_star_equal, 2},
                             {0}}},
    {0},
};

static void start(struct extractor *x)
{
    x->lizard_taken = 0;
}

/* The nodes that were read and that no other scope took belong to that one. */
static void tokens_take(struct extractor *x, struct scope *scope)
{
    uint32_t so_far = x->sums[SUM_LIZARD_TOKENS];

    scope->lizard_tokens += so_far - x->lizard_taken;
    x->lizard_taken = so_far;
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           c == '_' || (unsigned char)c >= 0x80;
}

/* Words, and whatever else isn't white space. */
static uint32_t tokens_in(struct slice text)
{
    uint32_t tokens = 0;

    for (size_t i = 0; i < text.len; i++) {
        bool goes_on = i > 0 && is_word(text.data[i]) && is_word(text.data[i - 1]);
        tokens += !goes_on && text.data[i] != '\n' && !is_line_space(text.data[i]);
    }
    return tokens;
}

/* What stands between the children of a format specifier. */
static uint32_t format_tokens(const struct extractor *x, uint32_t node)
{
    uint32_t end = x->nodes[node].end_byte, tokens = 0;

    for (TREE_CHILDREN(x->tree, node, child)) {
        tokens += tokens_in((struct slice){x->source.data + x->nodes[child].end_byte,
                                           end - x->nodes[child].end_byte});
        end = x->nodes[child].start_byte;
    }
    return tokens;
}

/* :: is one token. */
static uint32_t adjacent_colons(const struct extractor *x, uint32_t slice)
{
    uint32_t next = UINT32_MAX, found = 0;

    for (TREE_CHILDREN(x->tree, slice, child)) {
        if (!node_is(x, child, PY_TOK_colon))
            continue;
        found += x->nodes[child].end_byte == next;
        next = x->nodes[child].start_byte;
    }
    return found;
}

/* Three dots are one token. */
static uint32_t surplus_dots(const struct extractor *x, uint32_t prefix)
{
    uint32_t dots = x->nodes[prefix].end_byte - x->nodes[prefix].start_byte;

    return dots == x->nodes[prefix].size - 1 ? dots / 3 * 2 : 0;
}

/* The pieces of a string between its holes, without the braces of these; one piece if it
 * has no holes. */
static uint32_t piece_tokens(const struct extractor *x, uint32_t string)
{
    uint32_t pieces = 0, braces = 0;

    for (TREE_CHILDREN(x->tree, string, child)) {
        pieces += node_is(x, child, PY_string_content);
        braces += node_is(x, child, PY_interpolation) * 2u;
    }
    return braces ? pieces - braces : 1;
}

static bool is_statement(const struct extractor *x, uint32_t string)
{
    return node_is(x, string + 1, PY_expression_statement) &&
           x->nodes[string + 1].size == x->nodes[string].size + 1;
}

/* Lines of white space count if they are in a string; none does if it is a statement. */
static void triple_count(struct extractor *x, struct scope *scope, uint32_t string)
{
    uint32_t start = x->nodes[string].start_byte, end = x->nodes[string].end_byte;
    uint32_t blank =
        line_blank_before(&x->lines, end) - line_blank_before(&x->lines, start);

    scope->lizard_lines += blank;
    if (is_statement(x, string))
        scope->lizard_lines -= line_at(&x->lines, end - 1).number -
                               line_at(&x->lines, start).number +
                               line_starts_at(&x->lines, start);
}

static const char *line_spaces_end(const char *at)
{
    while (is_line_space(*at))
        at++;
    return at;
}

/* Backslashes at line ends right before a string: in the tree, they are none of its
 * nodes. Looked for from the token before. */
static uint32_t hidden_continuations(const struct extractor *x, uint32_t first)
{
    const char *string = x->source.data + x->nodes[first].start_byte;
    const char *at = x->source.data + (first > 0 ? x->nodes[first - 1].end_byte : 0);
    uint32_t found = 0;

    while (at < string && *(at = line_spaces_end(at)) == '\\') {
        at = line_spaces_end(at + 1) + 1; /* behind the line feed */
        found++;
    }
    return found;
}

static void string_count(struct extractor *x, struct scope *scope, uint32_t string)
{
    uint32_t first = tree_first(x->tree, string);
    struct slice start = node_text(x, first);
    size_t prefix = 0;

    while (prefix < start.len && is_word(start.data[prefix]))
        prefix++;
    scope->lizard_tokens += (prefix > 0) + hidden_continuations(x, first);
    scope->lizard_tokens += prefix ? piece_tokens(x, string) : 1;
    if (start.len - prefix == 3)
        triple_count(x, scope, string);
}

static bool is_parameter(const struct extractor *x, uint32_t node)
{
    return (x->nodes[node].flags & (NODE_NAMED | NODE_EXTRA)) == NODE_NAMED &&
           !node_is(x, node, PY_positional_separator) &&
           !node_is(x, node, PY_keyword_separator) && !node_is(x, node, PY_ERROR);
}

static uint32_t parameters_of(const struct extractor *x, uint32_t function)
{
    uint32_t list = tree_child_by_field(x->tree, function, PY_FIELD_parameters);
    uint32_t parameters = 0;

    if (list == TREE_NONE)
        return 0;
    for (TREE_CHILDREN(x->tree, list, child))
        parameters += is_parameter(x, child);
    return parameters;
}

/* Its own nodes come from now on; all before are those of what is around it. */
static void definition_open(struct extractor *x, struct scope *scope)
{
    tokens_take(x, scope - 1);
    if (scope->kind == SCOPE_FUNCTION)
        scope->function_measures.lizard_parameters = parameters_of(x, scope->node);
}

static void enter(struct extractor *x, uint32_t node)
{
    struct scope *scope = scope_top(&x->scopes);

    switch (x->nodes[node].symbol) {
    case PY_function_definition:
    case PY_class_definition: definition_open(x, scope); break;
    case PY_comment:
        scope->lizard_lines -= line_starts_at(&x->lines, x->nodes[node].start_byte);
        break;
    case PY_string: string_count(x, scope, node); break;
    case PY_float: scope->lizard_tokens += tokens_in(node_text(x, node)) - 1; break;
    case PY_format_specifier: scope->lizard_tokens += format_tokens(x, node); break;
    case PY_slice: scope->lizard_tokens -= adjacent_colons(x, node); break;
    case PY_import_prefix: scope->lizard_tokens -= surplus_dots(x, node); break;
    }
}

/* The line on which its node ends: behind its last token there may be comments. */
static uint32_t last_line_of(const struct extractor *x, const struct scope *scope)
{
    uint32_t end = x->nodes[scope->node].end_byte;

    if (end == scope->function.end_byte)
        return scope->function.end_line;
    return line_at(&x->lines, end - 1).number;
}

/* Those that aren't blank, from its first line to its last. */
static uint32_t lines_of(const struct extractor *x, const struct scope *scope)
{
    const struct node *node = &x->nodes[scope->node];
    uint32_t blank = line_blank_before(&x->lines, node->end_byte) -
                     line_blank_before(&x->lines, node->start_byte);

    return last_line_of(x, scope) - scope->function.line + 1 - blank;
}

/* The line and the tokens up to its name are those of what is around it, too. */
static void function_close(struct extractor *x, struct scope *closing)
{
    uint32_t heading = node_is(x, closing->first, PY_KW_async) ? 3 : 2;
    uint32_t lines = lines_of(x, closing);

    x->measures.lizard_lines += closing->lizard_lines;
    x->measures.lizard_tokens += closing->lizard_tokens;
    closing->function_measures.lizard_lines = closing->lizard_lines + lines;
    closing->function_measures.lizard_tokens = closing->lizard_tokens + 1 - heading;
    closing[-1].lizard_tokens += heading;
    x->measures.lizard_tokens -= heading;
    closing[-1].lizard_lines -= lines - 1;
    x->measures.lizard_lines += lines - 1;
}

static void class_close(struct scope *closing)
{
    closing[-1].lizard_lines += closing->lizard_lines;
    closing[-1].lizard_tokens += closing->lizard_tokens;
}

static void module_close(struct extractor *x, const struct scope *closing)
{
    x->measures.lizard_lines += closing->lizard_lines + x->lines.count - x->lines.blank;
    x->measures.lizard_tokens += closing->lizard_tokens;
}

static void leave(struct extractor *x, struct scope *closing)
{
    tokens_take(x, closing);
    switch (closing->kind) {
    case SCOPE_MODULE: module_close(x, closing); break;
    case SCOPE_CLASS: class_close(closing); break;
    case SCOPE_FUNCTION: function_close(x, closing); break;
    }
}

static const struct number numbers[] = {
    FUNCTION_MEASURE(lizard_lines, "lizard_lines", "lines",
                     "Lines with code on them, as lizard counts (nloc)."),
    FUNCTION_MEASURE(lizard_tokens, "lizard_tokens", "tokens",
                     "Tokens, as lizard counts."),
    FUNCTION_MEASURE(lizard_parameters, "lizard_parameters", "parameters",
                     "Parameters, as lizard counts."),
    FILE_MEASURE(lizard_lines, "lizard_lines", "lines",
                 "Lines with code on them, as lizard counts (nloc)."),
    FILE_MEASURE(lizard_tokens, "lizard_tokens", "tokens", "Tokens, as lizard counts."),
    {0},
};

const struct metric metric_lizard = {
    .name = "lizard",
    .version = 1,
    .numbers = numbers,
    .weighings = weighings,
    .start = start,
    .symbols = (const uint16_t[]){PY_comment, PY_string, PY_float, PY_slice,
                                  PY_format_specifier, PY_import_prefix,
                                  PY_function_definition, PY_class_definition, 0},
    .enter = enter,
    .leave = leave,
};
