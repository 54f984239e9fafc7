/* finder.h - a pattern, a source, and the nodes that match. */
#ifndef CAMBIUM_TESTS_FINDER_H
#define CAMBIUM_TESTS_FINDER_H

#include "engine/base/buf.h"
#include "engine/match/matcher.h"
#include "parsers/grammar.h"
#include "parsers/parser.h"
#include "tests/parsers/padded.h"

#include <criterion/criterion.h>

/* All zero is ready for use. What it found holds until the next source. */
struct finder {
    struct parser *parser;
    struct pattern *pattern;
    struct matcher *matcher;
    struct buf source, text;
    struct tree tree;
    struct matches matches;
};

static inline void finder_parse(struct finder *f, struct slice source)
{
    struct err e = {0};

    if (!f->parser)
        f->parser = parser_new(&(struct parser_options){0});
    cr_assert(parser_parse(f->parser, grammar_by_name("python"),
                           padded_bytes(&f->source, source), &f->tree, &e),
              "%s", e.message);
}

static inline void finder_compile(struct finder *f, const char *pattern)
{
    struct err e = {0};

    matcher_free(f->matcher);
    pattern_free(f->pattern);
    f->pattern = pattern_compile(slice_of(pattern), grammar_by_name("python"), &e);
    cr_assert(f->pattern, "%s: %s", pattern, e.message);
    f->matcher = matcher_new(f->pattern);
}

/* What matches in the tree that was parsed last. */
static inline bool finder_match(struct finder *f, struct err *e)
{
    matcher_look(f->matcher, &f->tree);
    return matcher_decide(f->matcher, buf_slice(&f->source), &f->matches, e);
}

static inline struct slice finder_node(const struct finder *f, uint32_t i)
{
    const struct node *node = &f->tree.nodes[i];

    return (struct slice){f->source.data + node->start_byte,
                          node->end_byte - node->start_byte};
}

/* The texts of all matches, "|" between them. */
static inline const char *finder_text(struct finder *f)
{
    buf_clear(&f->text);
    for (size_t k = 0; k < f->matches.count; k++) {
        if (k)
            buf_add_char(&f->text, '|');
        buf_add(&f->text, finder_node(f, f->matches.nodes[k]));
    }
    *buf_reserve(&f->text, 1) = '\0';
    return f->text.data;
}

static inline void finder_release(struct finder *f)
{
    matcher_free(f->matcher);
    pattern_free(f->pattern);
    if (f->parser)
        parser_free(f->parser);
    buf_release(&f->source);
    buf_release(&f->text);
    *f = (struct finder){0};
}

#endif
