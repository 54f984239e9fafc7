#include "parsers/lr/lr.h"

#include "engine/base/memory.h"
#include "parsers/lr/driver.h"
#include "parsers/lr/fork.h"

#include <stdlib.h>

/* What a driver starts with, and what it goes back to after a huge file. A hostile
 * build starts with next to nothing, so that every array has to grow and an
 * index behind its end is seen. */
#ifdef CAMBIUM_HOSTILE
#define FIRST_STACK   ((size_t)4)
#define FIRST_RECORDS ((size_t)4)
#define FIRST_EXTRAS  ((size_t)1)
#else
#define FIRST_STACK   ((size_t)1 << 12)
#define FIRST_RECORDS ((size_t)1 << 16)
#define FIRST_EXTRAS  ((size_t)1 << 8)
#endif
#define KEPT_BYTES ((size_t)1 << 26)

#define DEFAULT_HEAP_BYTES ((size_t)4 << 30)

const char *lr_reason_name(enum lr_reason reason)
{
    static const char *const names[LR_REASON_COUNT] = {
        [LR_DONE] = "done",
        [LR_NO_ACTION] = "no action",
        [LR_LEXER_FAILED] = "no token",
        [LR_NUL] = "NUL byte",
        [LR_TOO_MANY_VERSIONS] = "too many versions",
        [LR_ONLY_PAUSED] = "no version left",
        [LR_NESTED] = "nested too deep",
        [LR_TIE] = "undecided tie",
        [LR_LIMIT] = "over the limit",
    };

    return names[reason];
}

static void arrays_take(struct lr *lr)
{
    lr->stack_capacity = FIRST_STACK;
    lr->stack = memory_calloc(FIRST_STACK, sizeof *lr->stack);
    lr->record_capacity = FIRST_RECORDS;
    lr->records = memory_calloc(FIRST_RECORDS, sizeof *lr->records);
    lr->extra_capacity = FIRST_EXTRAS;
    lr->extras = memory_calloc(FIRST_EXTRAS, sizeof *lr->extras);
    lr->fork = fork_new();
}

static void arrays_give(struct lr *lr)
{
    free(lr->stack);
    free(lr->records);
    free(lr->extras);
    fork_free(lr->fork);
}

/* So that one huge file doesn't cost its memory until the end of the run. The
 * last tree is gone by then. */
static void arrays_shrink(struct lr *lr)
{
    if (lr->stack_capacity * sizeof *lr->stack +
            lr->record_capacity * sizeof *lr->records + fork_bytes(lr->fork) <=
        KEPT_BYTES)
        return;
    arrays_give(lr);
    lexer_release(&lr->lexer);
    arrays_take(lr);
}

struct lr *lr_new(size_t heap_bytes)
{
    struct lr *lr = memory_calloc(1, sizeof *lr);

    lr->heap_bytes = heap_bytes ? heap_bytes : DEFAULT_HEAP_BYTES;
    lr->simd = simd_best();
    arrays_take(lr);
    return lr;
}

void lr_free(struct lr *lr)
{
    if (!lr)
        return;
    arrays_give(lr);
    lexer_release(&lr->lexer);
    free(lr);
}

void lr_set_simd(struct lr *lr, const struct simd *simd)
{
    lr->simd = simd;
}

static enum lr_reason open_reason(const struct lr *lr)
{
    return lr->lexer.failure == LEX_NUL_BYTE ? LR_NUL : LR_LIMIT;
}

enum lr_reason lr_parse(struct lr *lr, const struct lr_grammar *grammar,
                        struct slice source, struct tree *out)
{
    arrays_shrink(lr);
    lr->lexer.simd = lr->simd;
    if (!lexer_open(&lr->lexer, grammar->lex, (const uint8_t *)source.data, source.len))
        return open_reason(lr);
    lr->grammar = grammar;
    lr->top = 0;
    lr->state = grammar->start;
    lr->stack[0] =
        (struct entry){0, 0, 0, grammar->start, grammar->states[grammar->start].gotos};
    lr->extras[0] = 0;
    lr->extra_count = 1;
    lr->record_count = 0;

    enum lr_reason reason = loop_run(lr);

    if (reason != LR_DONE)
        return reason;
    out->nodes = lr->records;
    out->count = lr->record_count;
    out->has_error = false;
    out->error_byte = 0;
    return LR_DONE;
}
