/* agree.h - one text through both parsers: the batch driver, and tree-sitter's
 * runtime as its judge.
 *
 * The text lies in memory of exactly its size and the padding, so that a
 * sanitizer sees the first byte that is read too far. Texts of an odd length
 * are lexed in plain C, the others with the vector code of this processor. A
 * driver is used for a few texts, as a worker does, and then replaced. */
#ifndef CAMBIUM_TESTS_AGREE_H
#define CAMBIUM_TESTS_AGREE_H

#include "parsers/lr/driver.h"
#include "parsers/lr/simd.h"
#include "tests/parsers/judge.h"

struct agree {
    struct judge judge;
    struct lr *lr;
    char *text;
    uint64_t texts;
};

#define DRIVER_TEXTS 16

static inline void agree_open(struct agree *a, const struct judged_grammar *g)
{
    *a = (struct agree){0};
    judge_open(&a->judge, g);
}

static inline void agree_close(struct agree *a)
{
    judge_close(&a->judge);
    lr_free(a->lr);
    free(a->text);
}

struct agreed {
    enum lr_reason reason;
    struct tree theirs, ours; /* ours: only if the reason is LR_DONE */
    uint32_t node;            /* the first that differs, or TREE_NONE */
};

static inline bool agreed_is_different(const struct agreed *a)
{
    return a->reason == LR_DONE && a->node != TREE_NONE;
}

/* A good file that the driver left to the runtime. */
static inline bool agreed_is_needless(const struct agreed *a)
{
    return a->reason != LR_DONE && !a->theirs.has_error;
}

static inline struct slice agree_copy(struct agree *a, struct slice text)
{
    free(a->text);
    a->text = memory_calloc(text.len + LEX_PADDING, 1);
    if (text.len)
        memcpy(a->text, text.data, text.len);
    return (struct slice){a->text, text.len};
}

/* The trees are good until the next call. */
static inline struct agreed agree(struct agree *a, struct slice text)
{
    struct slice source = agree_copy(a, text);
    struct agreed result = {.node = TREE_NONE};

    if (a->texts++ % DRIVER_TEXTS == 0) {
        lr_free(a->lr);
        a->lr = lr_new(0);
    }
    a->lr->lexer.simd = text.len % 2 ? &simd_scalar : simd_best();
    result.reason = lr_parse(a->lr, a->judge.grammar.batch, source, &result.ours);
    judge_parse(&a->judge, source, &result.theirs);
    if (result.reason == LR_DONE)
        result.node = trees_differ(&result.theirs, &result.ours);
    return result;
}

static inline void agreed_print(FILE *out, const struct agree *a, const struct agreed *r)
{
    node_print(out, &a->judge, "theirs", &r->theirs, r->node);
    node_print(out, &a->judge, "ours  ", &r->ours, r->node);
}

#endif
