/* Random patterns over the snippets of tests/parsers/syntax, against a matcher
 * that does what the language says in the plainest way: it climbs, it searches,
 * it does everything again for each node. */
#include "tests/fewer.h"
#include "tests/match/finder.h"

#include "tests/parsers/corpus.h"

#include <ctype.h>
#include <stdlib.h>

enum { MAX_WANTS = 60, ENOUGH_WANTS = 14, MAX_CONDITIONS = 2, MAX_CHOICES = 2 };
enum where { CHILD, HAS, PARENT, IN };

struct want;

struct requirement {
    enum where where;
    bool negated;
    const struct want *choices[MAX_CHOICES];
    unsigned choice_count;
};

/* A node of a pattern, as it was made up. */
struct want {
    char kind; /* 's'ymbol, '_', '*', '(' */
    uint16_t symbol;
    uint8_t field;
    const struct want *choices[MAX_CHOICES]; /* of a group */
    unsigned choice_count;
    char text_kind; /* 0, '=', 'g'lob of its start, 'r'egex: holds it */
    bool text_negated;
    char text[8];
    struct requirement requirements[MAX_CONDITIONS];
    unsigned requirement_count;
};

struct oracle {
    struct finder finder;
    uint32_t *parent;
    size_t parent_capacity;
    struct want wants[MAX_WANTS];
    unsigned want_count;
    struct buf pattern;
    unsigned seed;
};

static unsigned chance(struct oracle *o, unsigned below)
{
    return (unsigned)rand_r(&o->seed) % below;
}

/* What the pattern says, plainly. */

static bool holds(const struct oracle *o, const struct want *w, uint32_t i);

static bool any_holds(const struct oracle *o, const struct want *const *choices,
                      unsigned count, uint32_t i)
{
    for (unsigned c = 0; c < count; c++) {
        if (holds(o, choices[c], i))
            return true;
    }
    return false;
}

static bool found_there(const struct oracle *o, const struct requirement *r, uint32_t i)
{
    const struct tree *t = &o->finder.tree;

    if (r->where == PARENT || r->where == IN) {
        for (uint32_t up = o->parent[i]; up != TREE_NONE; up = o->parent[up]) {
            if (any_holds(o, r->choices, r->choice_count, up))
                return true;
            if (r->where == PARENT)
                return false;
        }
        return false;
    }
    for (uint32_t j = tree_first(t, i); j < i; j++) {
        if ((r->where == HAS || o->parent[j] == i) &&
            any_holds(o, r->choices, r->choice_count, j))
            return true;
    }
    return false;
}

static bool text_is(const struct oracle *o, const struct want *w, uint32_t i)
{
    struct slice text = finder_node(&o->finder, i), wanted = slice_of(w->text);
    bool is = w->text_kind == '=' ? slice_equal(text, wanted)
              : w->text_kind == 'g'
                  ? slice_starts(text, wanted)
                  : memmem(text.data, text.len, wanted.data, wanted.len) != NULL;

    return is != w->text_negated;
}

static bool kind_is(const struct oracle *o, const struct want *w, uint32_t i)
{
    const struct node *node = &o->finder.tree.nodes[i];

    switch (w->kind) {
    case 's': return node->symbol == w->symbol;
    case '_': return node->flags & NODE_NAMED;
    case '(': return any_holds(o, w->choices, w->choice_count, i);
    default: return true;
    }
}

static bool holds(const struct oracle *o, const struct want *w, uint32_t i)
{
    if (!kind_is(o, w, i) || (w->field && o->finder.tree.nodes[i].field != w->field) ||
        (w->text_kind && !text_is(o, w, i)))
        return false;
    for (unsigned c = 0; c < w->requirement_count; c++) {
        const struct requirement *r = &w->requirements[c];
        if (found_there(o, r, i) == r->negated)
            return false;
    }
    return true;
}

/* Making patterns up, of what is in the tree. */

static const struct want *want_random(struct oracle *o, unsigned depth);

static unsigned choices_random(struct oracle *o, const struct want **choices,
                               unsigned depth)
{
    unsigned count = 1 + (chance(o, 3) == 0);

    for (unsigned c = 0; c < count; c++)
        choices[c] = want_random(o, depth);
    return count;
}

static bool is_plain(struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!isalnum((unsigned char)text.data[i]) && text.data[i] != '_')
            return false;
    }
    return text.len > 0;
}

static void text_random(struct oracle *o, struct want *w)
{
    struct slice text = finder_node(&o->finder, chance(o, o->finder.tree.count));

    if (!is_plain(text))
        return;
    w->text_kind = "=gr"[chance(o, 3)];
    w->text_negated = chance(o, 4) == 0;
    if (w->text_kind != '=')
        text.len = 1 + text.len / 2;
    if (text.len < sizeof w->text)
        memcpy(w->text, text.data, text.len);
    else
        w->text_kind = 0;
}

static const struct want *want_random(struct oracle *o, unsigned depth)
{
    const struct node *node = &o->finder.tree.nodes[chance(o, o->finder.tree.count)];
    struct want *w = &o->wants[o->want_count++];

    /* So that the pattern has no more parts than one may have. */
    if (o->want_count > ENOUGH_WANTS)
        depth = 0;
    *w = (struct want){.kind = "ssss_*("[chance(o, depth ? 7 : 6)],
                       .symbol = node->symbol};
    if (w->kind == '(')
        w->choice_count = choices_random(o, w->choices, depth - 1);
    if (chance(o, 5) == 0)
        w->field = node->field;
    if (chance(o, 4) == 0)
        text_random(o, w);
    while (depth && w->requirement_count < MAX_CONDITIONS && chance(o, 2)) {
        struct requirement *r = &w->requirements[w->requirement_count++];
        *r = (struct requirement){.where = (enum where)chance(o, 4),
                                  .negated = chance(o, 3) == 0};
        r->choice_count = choices_random(o, r->choices, depth - 1);
    }
    return w;
}

/* And writing them down. */

static void want_write(const struct oracle *o, const struct want *w, struct buf *out);

static void choices_write(const struct oracle *o, const struct want *const *choices,
                          unsigned count, struct buf *out)
{
    for (unsigned c = 0; c < count; c++) {
        buf_add_text(out, c ? " | " : "");
        want_write(o, choices[c], out);
    }
}

static void quoted_write(const char *name, struct buf *out)
{
    buf_add_char(out, '"');
    for (; *name; name++)
        buf_add_format(out, strchr("\"\\", *name) ? "\\%c" : "%c", *name);
    buf_add_char(out, '"');
}

static void kind_write(const struct oracle *o, const struct want *w, struct buf *out)
{
    const struct grammar *g = o->finder.tree.grammar;

    if (w->kind == '(') {
        buf_add_char(out, '(');
        choices_write(o, w->choices, w->choice_count, out);
        buf_add_char(out, ')');
    } else if (w->kind != 's') {
        buf_add_char(out, w->kind);
    } else if (grammar_symbol_kind(g, w->symbol) == SYMBOL_ANONYMOUS) {
        quoted_write(grammar_symbol_name(g, w->symbol), out);
    } else {
        buf_add_text(out, grammar_symbol_name(g, w->symbol));
    }
}

static void want_write(const struct oracle *o, const struct want *w, struct buf *out)
{
    static const char *const words[] = {"", "has ", "parent ", "in "};

    if (w->field)
        buf_add_format(out, "%s: ", grammar_field_name(o->finder.tree.grammar, w->field));
    kind_write(o, w, out);
    if (w->text_kind)
        buf_add_format(out,
                       w->text_kind == '='   ? " %s= '%s'"
                       : w->text_kind == 'g' ? " %s~ '%s*'"
                                             : " %s~ /%s/",
                       w->text_negated ? "!" : "", w->text);
    for (unsigned c = 0; c < w->requirement_count; c++) {
        const struct requirement *r = &w->requirements[c];
        buf_add_format(out, "%s%s%s", c ? ", " : "[", r->negated ? "not " : "",
                       words[r->where]);
        choices_write(o, r->choices, r->choice_count, out);
    }
    buf_add_text(out, w->requirement_count ? "]" : "");
}

static void parents_fill(struct oracle *o)
{
    const struct tree *t = &o->finder.tree;

    o->parent = memory_grow(o->parent, &o->parent_capacity, t->count, sizeof *o->parent);
    o->parent[tree_root(t)] = TREE_NONE;
    for (uint32_t i = 0; i < t->count; i++) {
        for (TREE_CHILDREN(t, i, child))
            o->parent[child] = i;
    }
}

static void expect_ordered(const struct oracle *o)
{
    const struct matches *m = &o->finder.matches;

    for (size_t k = 1; k < m->count; k++) {
        uint32_t a = m->nodes[k - 1], b = m->nodes[k];
        uint32_t first_a = tree_first(&o->finder.tree, a),
                 first_b = tree_first(&o->finder.tree, b);
        cr_assert(first_a < first_b || (first_a == first_b && a > b));
    }
}

/* Exactly the nodes that the oracle finds; all of them were candidates, and the
 * symbols of the tree said that there may be some. */
static size_t expect_agreement(struct oracle *o, const struct want *w)
{
    struct finder *f = &o->finder;
    struct symbol_set symbols = {{0}};
    struct err e = {0};
    size_t wanted = 0, candidates;

    buf_clear(&o->pattern);
    want_write(o, w, &o->pattern);
    *buf_reserve(&o->pattern, 1) = '\0';
    finder_compile(f, o->pattern.data);
    candidates = matcher_look(f->matcher, &f->tree);
    cr_assert(finder_match(f, &e), "%s: %s", o->pattern.data, e.message);
    for (uint32_t i = 0; i < f->tree.count; i++) {
        bool found = false;

        symbol_set_add(&symbols, f->tree.nodes[i].symbol);
        for (size_t k = 0; k < f->matches.count && !found; k++)
            found = f->matches.nodes[k] == i;
        cr_assert_eq(found, holds(o, w, i), "%s: node %u of\n%.*s", o->pattern.data, i,
                     (int)f->source.len, f->source.data);
        wanted += found;
    }
    cr_assert_eq(wanted, f->matches.count, "%s: a node is found twice", o->pattern.data);
    cr_assert_leq(wanted, candidates);
    cr_assert(!candidates || pattern_possible(f->pattern, &symbols), "%s",
              o->pattern.data);
    expect_ordered(o);
    return wanted;
}

/* The quoted source at the end of a line, as Python or JSON would write it. */
static bool snippet_read(struct slice line, struct buf *source)
{
    const char *open = memchr(line.data, '"', line.len);
    struct slice rest;
    bool escaped;

    buf_clear(source);
    if (!open || line.data[0] == '#' || memmem(line.data, line.len, "\\u", 2))
        return false;
    rest = (struct slice){open + 1, (size_t)(line.data + line.len - open) - 2};
    while (rest.len) {
        char byte = *rest.data++;
        rest.len--;
        escaped = byte == '\\' && rest.len;
        if (escaped) {
            byte = *rest.data == 'n' ? '\n' : *rest.data == 't' ? '\t' : *rest.data;
            rest.data++;
            rest.len--;
        }
        buf_add_char(source, byte);
    }
    return true;
}

static size_t try_source(struct oracle *o, struct slice source, unsigned patterns)
{
    size_t found = 0;

    finder_parse(&o->finder, source);
    parents_fill(o);
    while (patterns-- > 0) {
        o->want_count = 0;
        found += expect_agreement(o, want_random(o, chance(o, 4)));
    }
    return found;
}

static void try_file(const char *name, unsigned every)
{
    struct oracle *o = memory_calloc(1, sizeof *o);
    struct buf path = {0}, file, snippet = {0};
    struct slice rest, line;
    size_t found = 0, tried = 0;

    o->seed = 1;
    cr_assert(getenv("CAMBIUM_SOURCE"), "CAMBIUM_SOURCE isn't set");
    buf_add_format(&path, "%s/tests/parsers/syntax/%s%c", getenv("CAMBIUM_SOURCE"), name,
                   '\0');
    file = file_read(path.data);
    for (rest = buf_slice(&file); slice_cut(&rest, '\n', &line);) {
        if (chance(o, every) == 0 && snippet_read(line, &snippet)) {
            found += try_source(o, buf_slice(&snippet), 20 / FEWER);
            tried++;
        }
    }
    cr_expect_gt(tried, 20);
    cr_expect_gt(found, tried);
    finder_release(&o->finder);
    buf_release(&o->pattern);
    buf_release(&path);
    buf_release(&file);
    buf_release(&snippet);
    free(o->parent);
    free(o);
}

Test(oracle, agrees_over_all_that_is_valid)
{
    try_file("valid.txt", 1);
}

Test(oracle, agrees_over_what_is_broken)
{
    try_file("invalid.txt", 1);
}

Test(oracle, agrees_over_classes_and_functions_in_each_other)
{
    static const char source[] =
        "@d\nclass A(B):\n    def f(self, a=lambda: eval(b)):\n        try: eval(a)\n"
        "        except: pass\n        except C as e: return [eval(x) for x in a if b]\n"
        "    class D:\n        async def g(self): await eval(lambda a: a)\n"
        "def h(): return eval(a)(b)\n";
    struct oracle *o = memory_calloc(1, sizeof *o);

    o->seed = 2;
    cr_expect_gt(try_source(o, slice_of(source), 8000 / FEWER), 8000 / FEWER);
    finder_release(&o->finder);
    buf_release(&o->pattern);
    free(o->parent);
    free(o);
}
