/* facts_of.h - from a snippet of Python to its facts, for the tests. */
#ifndef CAMBIUM_TESTS_FACTS_OF_H
#define CAMBIUM_TESTS_FACTS_OF_H

#include "engine/base/arena.h"
#include "engine/base/buf.h"
#include "engine/facts/extract.h"
#include "parsers/grammar.h"
#include "parsers/parser.h"
#include "tests/parsers/padded.h"

#include <criterion/criterion.h>

/* Holds facts until reader_release. All zero is ready for use. */
struct reader {
    struct parser *parser;
    struct extractor *extractor;
    struct arena memory;
    struct buf text, source;
};

/* Until the next one is read. Only the parser may look behind the end of `source`. */
static inline struct tree tree_of_bytes(struct reader *r, struct slice source)
{
    struct slice text = padded_bytes(&r->source, source);
    struct tree tree;
    struct err e = {0};

    if (!r->parser) {
        r->parser = parser_new(&(struct parser_options){0});
        r->extractor = extractor_new();
    }
    cr_assert(parser_parse(r->parser, grammar_by_name("python"), text, &tree, &e), "%s",
              e.message);
    return tree;
}

/* What the metrics of the set say. */
static inline struct extracted extracted_of_bytes(struct reader *r, struct slice source,
                                                  metric_set set)
{
    struct tree tree = tree_of_bytes(r, source);

    return extract(r->extractor, &tree, source, set, &r->memory);
}

static inline const struct facts *facts_of_bytes(struct reader *r, struct slice source)
{
    return extracted_of_bytes(r, source, FACT_METRICS).facts;
}

static inline const struct facts *facts_of(struct reader *r, const char *source)
{
    return facts_of_bytes(r, slice_of(source));
}

static inline struct extracted measures_of_bytes(struct reader *r, struct slice source)
{
    return extracted_of_bytes(r, source, FACT_METRICS | MEASURE_METRICS);
}

static inline struct extracted measures_of(struct reader *r, const char *source)
{
    return measures_of_bytes(r, slice_of(source));
}

/* What was added to r->text since the last call, without the last space. */
static inline const char *reader_text(struct reader *r)
{
    struct slice text = buf_slice(&r->text);

    buf_clear(&r->text);
    return arena_copy(&r->memory, (struct slice){text.data, text.len - (text.len > 0)})
        .data;
}

static inline void reader_release(struct reader *r)
{
    parser_free(r->parser);
    extractor_free(r->extractor);
    arena_release(&r->memory);
    buf_release(&r->text);
    buf_release(&r->source);
    *r = (struct reader){0};
}

static inline void expect_told(struct reader *r, const char *want, const char *why)
{
    const char *got = reader_text(r);

    cr_expect_str_eq(got, want, "%s: wanted \"%s\", got \"%s\"", why, want, got);
}

/* A case of a rule: why, what, and what comes of it. */
struct golden {
    const char *why, *source, *want;
};

/* Each case is read by `of` and told by `tell`; the texts must be equal. */
#define EXPECT_GOLDEN_OF(of, cases, tell)                                 \
    do {                                                                  \
        struct reader reader_ = {0};                                      \
        for (size_t i_ = 0; i_ < sizeof(cases) / sizeof *(cases); i_++) { \
            tell(&reader_, of(&reader_, (cases)[i_].source));             \
            expect_told(&reader_, (cases)[i_].want, (cases)[i_].why);     \
        }                                                                 \
        reader_release(&reader_);                                         \
    } while (0)

#define EXPECT_GOLDEN(cases, tell)   EXPECT_GOLDEN_OF(facts_of, cases, tell)
#define EXPECT_MEASURED(cases, tell) EXPECT_GOLDEN_OF(measures_of, cases, tell)

#endif
