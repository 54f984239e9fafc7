#include "engine/cmd/billed.h"

#include "engine/cmd/signals.h"
#include "engine/facts/extract.h"
#include "engine/scan/analyse.h"
#include "engine/scan/decode.h"
#include "parsers/grammar.h"

static void *biller_open(const void *context)
{
    (void)context;
    return extractor_new();
}

static void biller_close(void *worker)
{
    extractor_free(worker);
}

static bool biller_read(void *worker, const struct tree *tree,
                        const struct decoded *source, struct arena *lasting,
                        const void **result, struct err *e)
{
    struct billed *billed = arena_new(lasting, struct billed);

    (void)e;
    billed->bill = bill_extract(worker, tree, source->text, lasting);
    billed->text = arena_copy(lasting, source->text);
    *result = billed;
    return true;
}

const struct billed *billed_read(const struct settings *s, struct slice path,
                                 const struct discover *d, struct arena *memory,
                                 struct err *e)
{
    const struct visitor visitor = {.grammar = grammar_by_name("python"),
                                    .open = biller_open,
                                    .close = biller_close,
                                    .read = biller_read};
    const struct analyst_options options = {.max_file_bytes = s->max_file_bytes,
                                            .parser = s->parser,
                                            .cancelled = signals_cancelled(),
                                            .visitor = &visitor};
    struct analyst *analyst = analyst_new(d, &options);
    uint64_t step_ns[STEP_COUNT] = {0};
    struct file file = {.path = path};

    analyse(analyst, &file, NULL, false, memory, step_ns);
    analyst_free(analyst);
    if (file.outcome != FILE_ANALYSED)
        err_set(e, ERR_IO, "%.*s: %s", (int)path.len, path.data,
                file.detail ? file.detail : reason_text(file.reason));
    else if (!file.visit)
        err_set(e, ERR_USAGE, "%.*s: not a file that Python's grammar reads",
                (int)path.len, path.data);
    return file.visit;
}
