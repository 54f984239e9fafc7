#include "parsers/parser.h"

#include "engine/base/memory.h"
#include "parsers/difference.h"
#include "parsers/grammar_language.h"
#include "parsers/lr/lexer.h"
#include "parsers/lr/lr.h"
#include "parsers/runtime.h"

#include <assert.h>
#include <stdlib.h>

static_assert((int)LR_REASON_COUNT <= (int)PARSER_REASONS, "a counter for each reason");
static_assert(LEX_PADDING <= PARSER_PADDING_BYTES, "what the lexer may read");

struct parser {
    enum parser_choice choice;
    struct runtime *runtime;
    struct lr *batch;
    struct parser_counts counts;
    struct err difference;
    bool differs; /* the last file's trees */
};

struct parser *parser_new(const struct parser_options *options)
{
    struct parser *p = memory_calloc(1, sizeof *p);

    p->choice = options->choice;
    p->runtime = runtime_new(options);
    p->batch = lr_new(options->heap_bytes);
    return p;
}

void parser_free(struct parser *p)
{
    if (!p)
        return;
    runtime_free(p->runtime);
    lr_free(p->batch);
    free(p);
}

static enum lr_reason batch_parse(struct parser *p, const struct grammar *g,
                                  struct slice source, struct tree *tree)
{
    enum lr_reason reason = lr_parse(p->batch, grammar_batch(g), source, tree);

    if (reason == LR_DONE) {
        tree->grammar = g;
        p->counts.batch_files++;
        p->counts.batch_bytes += source.len;
    } else {
        p->counts.gave_up[reason]++;
    }
    return reason;
}

static bool by_runtime(struct parser *p, const struct grammar *g, struct slice source,
                       struct tree *tree, struct err *e)
{
    p->counts.runtime_files++;
    p->counts.runtime_bytes += source.len;
    return runtime_parse(p->runtime, g, source, tree, e);
}

static bool by_batch(struct parser *p, const struct grammar *g, struct slice source,
                     struct tree *tree, struct err *e)
{
    enum lr_reason reason = batch_parse(p, g, source, tree);

    return reason == LR_DONE ||
           err_set(e, ERR_UNSUPPORTED, "the batch driver gave up: %s",
                   lr_reason_name(reason));
}

static bool by_both(struct parser *p, const struct grammar *g, struct slice source,
                    struct tree *tree, struct err *e)
{
    struct tree batch;
    enum lr_reason reason = batch_parse(p, g, source, &batch);

    if (!by_runtime(p, g, source, tree, e))
        return false;
    if (reason == LR_DONE) {
        p->differs = !trees_equal(tree, &batch, &p->difference);
        p->counts.compared++;
        p->counts.different += p->differs;
    }
    return true;
}

bool parser_parse(struct parser *p, const struct grammar *g, struct slice source,
                  struct tree *tree, struct err *e)
{
    p->differs = false;
    if (source.len > PARSER_MAX_SOURCE_BYTES)
        return err_set(e, ERR_UNSUPPORTED, "longer than %zu bytes",
                       PARSER_MAX_SOURCE_BYTES);
    for (size_t i = 0; i < PARSER_PADDING_BYTES; i++)
        assert(source.data[source.len + i] == 0);
    switch (grammar_batch(g) ? p->choice : PARSER_RUNTIME) {
    case PARSER_AUTO:
        return batch_parse(p, g, source, tree) == LR_DONE ||
               by_runtime(p, g, source, tree, e);
    case PARSER_BATCH: return by_batch(p, g, source, tree, e);
    case PARSER_RUNTIME: return by_runtime(p, g, source, tree, e);
    case PARSER_BOTH: return by_both(p, g, source, tree, e);
    }
    return false;
}

const char *parser_difference(const struct parser *p)
{
    return p->differs ? p->difference.message : NULL;
}

const struct parser_counts *parser_counts(const struct parser *p)
{
    return &p->counts;
}

const char *parser_reason_name(unsigned reason)
{
    return reason < LR_REASON_COUNT ? lr_reason_name((enum lr_reason)reason) : NULL;
}
