/* Comments that speak to us: `# cambium: allow cyclomatic reason=...`. Only the text is
 * kept, and what it speaks for.
 *
 * In the tree a comment behind a decorator is the last thing in it, and one between two
 * decorators, or before their def, follows a decorator. Comments that follow one another
 * speak for the same, so their surroundings are looked at once. */
#include "engine/base/memory.h"
#include "engine/facts/extractor.h"
#include "engine/facts/metric.h"
#include "engine/facts/names.h"

static const char name[] = "cambium:";

static struct slice spaces_cut(struct slice text)
{
    while (text.len && is_line_space(*text.data)) {
        text.data++;
        text.len--;
    }
    while (text.len && is_line_space(text.data[text.len - 1]))
        text.len--;
    return text;
}

/* What follows the name in a comment, if it stands behind a #; maybe not the first one:
 * `# noqa  # cambium: ...`. */
static bool text_find(struct slice comment, struct slice *text)
{
    const char *end = comment.data + comment.len;
    const char *at = comment.data;

    while (at < end && (at = memchr(at, '#', (size_t)(end - at)))) {
        while (at < end && (*at == '#' || *at == ' ' || *at == '\t'))
            at++;
        *text = (struct slice){at, (size_t)(end - at)};
        if (slice_starts(*text, slice_of(name))) {
            text->data += strlen(name);
            text->len -= strlen(name);
            return true;
        }
    }
    return false;
}

/* The definition that was left last is the next one in the source. FACTS_NONE: there is
 * none. */
static uint32_t next_definition_line(const struct extractor *x)
{
    uint32_t functions = x->facts.function_count, classes = x->facts.class_count;
    uint32_t line = FACTS_NONE;

    if (functions)
        line = x->functions[functions - 1].line;
    if (classes && x->classes[classes - 1].line < line)
        line = x->classes[classes - 1].line;
    return line;
}

/* The first token behind the node `last`; TREE_NONE if there is none. */
static uint32_t next_token(const struct extractor *x, uint32_t last)
{
    uint32_t end = x->nodes[last].end_byte;

    for (uint32_t i = last + 1; i < x->tree->count; i++) {
        const struct node *n = &x->nodes[i];

        if (n->size == 1 && !(n->flags & NODE_EXTRA) && n->start_byte >= end &&
            n->end_byte > n->start_byte)
            return i;
    }
    return TREE_NONE;
}

static bool starts_decorator(const struct extractor *x, uint32_t token)
{
    return node_is(x, token, PY_TOK_at) && x->nodes[token].field != PY_FIELD_operator;
}

/* What the comments `first` to `last` speak for, which follow one another and stand alone on
 * their lines, or that one comment which doesn't. FACTS_NONE: their own lines. */
static uint32_t line_spoken_for(const struct extractor *x, uint32_t first, uint32_t last,
                                bool alone)
{
    uint32_t token;

    if ((first > 0 && node_is(x, first - 1, PY_decorator)) ||
        node_is(x, last + 1, PY_decorator))
        return next_definition_line(x);
    token = alone ? next_token(x, last) : TREE_NONE;
    if (token == TREE_NONE)
        return FACTS_NONE;
    return starts_decorator(x, token) ? next_definition_line(x) : node_line(x, token);
}

/* The root is no comment, so there is always a node behind them. */
static void comments_meet(struct extractor *x, uint32_t comment, bool alone)
{
    uint32_t first = comment, last = comment;

    while (first > 0 && node_is(x, first - 1, PY_comment))
        first--;
    while (node_is(x, last + 1, PY_comment))
        last++;
    x->comments_first = first;
    x->comments_line = line_spoken_for(x, first, last, alone);
}

static void enter(struct extractor *x, uint32_t node)
{
    struct slice text;
    struct allowance_text *allowance;
    uint32_t index;
    bool alone;

    if (!text_find(node_text(x, node), &text))
        return;
    alone = line_starts_at(&x->lines, x->nodes[node].start_byte);
    if (!alone || node < x->comments_first)
        comments_meet(x, node, alone);
    index = x->facts.allowance_count++;
    x->allowances = memory_grow(x->allowances, &x->allowance_capacity, (size_t)index + 1,
                                sizeof *x->allowances);
    allowance = &x->allowances[index];
    allowance->text = name_add(x, spaces_cut(text));
    allowance->line = node_line(x, node);
    allowance->for_line =
        x->comments_line == FACTS_NONE ? allowance->line : x->comments_line;
}

static void start(struct extractor *x)
{
    x->comments_first = UINT32_MAX;
}

static const struct number numbers[] = {
    FILE_NUMBER(allowance_count, "allowances", "comments",
                "Comments that speak to Cambium."),
    {0},
};

const struct metric metric_allowances = {
    .name = "allowances",
    .version = 1,
    .numbers = numbers,
    .symbols = (const uint16_t[]){PY_comment, 0},
    .start = start,
    .enter = enter,
};
