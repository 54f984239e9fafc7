/* trees.h - trees for the tests of the codec: real files, and the same damaged. */
#ifndef CAMBIUM_TESTS_CODEC_TREES_H
#define CAMBIUM_TESTS_CODEC_TREES_H

#include "engine/codec/tree_codec.h"
#include "parsers/grammar.h"
#include "parsers/parser.h"
#include "tests/parsers/corpus.h"
#include "tests/parsers/padded.h"

/* What it takes to parse, keep and load. */
struct workshop {
    struct parser *parser;
    struct tree_encoder *encoder;
    struct tree_decoder *decoder;
    struct buf source, kept;
    struct content_key content;
    struct tree tree;
};

static inline struct workshop workshop_open(void)
{
    return (struct workshop){.parser = parser_new(&(struct parser_options){0}),
                             .encoder = tree_encoder_new(),
                             .decoder = tree_decoder_new()};
}

static inline void workshop_close(struct workshop *w)
{
    parser_free(w->parser);
    tree_encoder_free(w->encoder);
    tree_decoder_free(w->decoder);
    buf_release(&w->source);
    buf_release(&w->kept);
}

/* Parses; the tree stays in w->tree until the next call. */
static inline bool workshop_parse(struct workshop *w, struct slice source)
{
    struct slice text = padded_bytes(&w->source, source);
    struct err e;

    w->content = content_key_of(source);
    return parser_parse(w->parser, grammar_by_name("python"), text, &w->tree, &e);
}

/* And keeps it in w->kept. */
static inline bool workshop_keep(struct workshop *w, struct slice source)
{
    buf_clear(&w->kept);
    return workshop_parse(w, source) &&
           tree_encode(w->encoder, &w->tree, w->content, (uint32_t)source.len, &w->kept);
}

static inline bool workshop_load(struct workshop *w, struct slice bytes,
                                 struct tree *loaded)
{
    uint32_t text_bytes;

    return tree_decode(w->decoder, bytes, w->content, loaded, &text_bytes);
}

static inline bool same_tree(const struct tree *a, const struct tree *b)
{
    return a->grammar == b->grammar && a->count == b->count &&
           a->has_error == b->has_error && a->error_byte == b->error_byte &&
           memcmp(a->nodes, b->nodes, a->count * sizeof *a->nodes) == 0;
}

#endif
