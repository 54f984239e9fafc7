/* lexer_judge.h - is our token the runtime's token, each time it asks for one?
 *
 * The runtime is compiled here once more, with a hook where it has just lexed a
 * token: whatever state, position and scanner memory it was in, ours is asked
 * the same and must say the same. Both of ours, lex() and lex_slow().
 *
 * Include it in one file of a program. The runtime's sources must be on the
 * include path. */
#ifndef CAMBIUM_TESTS_PARSERS_LEXER_JUDGE_H
#define CAMBIUM_TESTS_PARSERS_LEXER_JUDGE_H

#pragma GCC system_header

#include "engine/base/memory.h"
#include "parsers/lr/lexer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "./stack.h"
#include "./subtree.h"

enum { JUDGE_BUCKETS = 1024 };

/* What the runtime's scanner remembers, and the same as ours keeps it. */
struct judge_memory {
    struct judge_memory *next;
    struct scanner_state state;
    uint32_t length;
    char bytes[];
};

/* One call, for playing it again. */
struct judge_call {
    uint32_t at, end; /* of the token that it gave */
    uint16_t state;
    struct scanner_state scanner;
};

struct judge {
    struct lexer fast, slow;
    struct judge_memory *memories[JUDGE_BUCKETS];
    struct judge_call *calls;
    size_t call_count, call_capacity;
    bool record;
    uint64_t tokens, errors, skipped, wrong;
    bool off;          /* ours has given up on this file */
    char message[512]; /* the first that was wrong */
};

/* What the runtime found. */
struct judge_token {
    const char *before, *after; /* the scanner's memory, serialized */
    uint32_t before_length, after_length;
    uint32_t at, start, end;
    uint16_t state, symbol;
    bool error, error_mode, external, changed, keyword;
};

static uint32_t judge_bucket(const char *bytes, uint32_t length)
{
    uint32_t hash = length;

    for (uint32_t i = 0; i < length; i++)
        hash = hash * 31 + (uint8_t)bytes[i];
    return hash % JUDGE_BUCKETS;
}

static struct judge_memory *judge_find(struct judge *j, const char *bytes,
                                       uint32_t length)
{
    struct judge_memory *m = j->memories[judge_bucket(bytes, length)];

    while (m && (m->length != length || memcmp(m->bytes, bytes, length) != 0))
        m = m->next;
    return m;
}

static void judge_learn(struct judge *j, const char *bytes, uint32_t length,
                        struct scanner_state state)
{
    uint32_t bucket = judge_bucket(bytes, length);
    struct judge_memory *m;

    if (judge_find(j, bytes, length))
        return;
    m = memory_calloc(1, sizeof *m + length);
    m->state = state;
    m->length = length;
    if (length)
        memcpy(m->bytes, bytes, length);
    m->next = j->memories[bucket];
    j->memories[bucket] = m;
}

static void judge_forget(struct judge *j)
{
    for (int i = 0; i < JUDGE_BUCKETS; i++) {
        while (j->memories[i]) {
            struct judge_memory *m = j->memories[i];

            j->memories[i] = m->next;
            free(m);
        }
    }
}

static void judge_wrong(struct judge *j, const struct judge_token *t, const char *which,
                        const struct lex_token *ours, bool found)
{
    if (!j->wrong++)
        snprintf(j->message, sizeof j->message,
                 "%s in state %u at %u: runtime %u..%u symbol %u%s%s%s%s, ours %s%u..%u "
                 "symbol %u "
                 "flags %u failure %d",
                 which, t->state, t->at, t->start, t->end, t->symbol,
                 t->error ? " error" : "", t->external ? " external" : "",
                 t->changed ? " changed" : "", t->error_mode ? " error mode" : "",
                 found ? "" : "none ", ours->start, ours->end, ours->symbol, ours->flags,
                 (int)j->slow.failure);
}

static bool judge_same(const struct judge_token *t, const struct lex_token *ours,
                       bool found)
{
    if (t->error)
        return !found;
    return found && t->symbol == ours->symbol && t->start == ours->start &&
           t->end == ours->end && t->external == !!(ours->flags & LEX_EXTERNAL) &&
           t->changed == !!(ours->flags & LEX_STATE_CHANGED) &&
           (t->error_mode && t->state) == !!(ours->flags & LEX_ERROR_MODE) &&
           (t->keyword || !(ours->flags & LEX_KEYWORD));
}

static void judge_record(struct judge *j, const struct judge_token *t,
                         struct scanner_state scanner)
{
    if (j->call_count == j->call_capacity)
        j->calls =
            memory_grow(j->calls, &j->call_capacity, j->call_count + 1, sizeof *j->calls);
    j->calls[j->call_count++] = (struct judge_call){t->at, t->end, t->state, scanner};
}

static void judge_ask(struct judge *j, const struct judge_token *t)
{
    struct judge_memory *before = judge_find(j, t->before, t->before_length);
    struct lex_token token = {0};
    bool found;

    if (j->off)
        return;
    j->tokens++;
    j->errors += t->error;
    if (!before) { /* made while it recovered from an error, unseen by us */
        if (!j->skipped++)
            judge_wrong(j, t, "memory", &token, false);
        return;
    }
    if (j->record)
        judge_record(j, t, before->state);
    j->slow.scanner = j->fast.scanner = before->state;
    found = lex_slow(&j->slow, t->state, t->at, &token);
    if (!found && j->slow.failure != LEX_NO_TOKEN) {
        j->off = true;
        return;
    }
    if (!judge_same(t, &token, found))
        judge_wrong(j, t, "lex_slow", &token, found);
    found = lex(&j->fast, t->state, t->at, &token);
    if (!judge_same(t, &token, found))
        judge_wrong(j, t, "lex", &token, found);
    if (!found || !t->external)
        return;
    if (memcmp(&j->slow.scanner, &j->fast.scanner, sizeof j->slow.scanner) != 0)
        judge_wrong(j, t, "scanner", &token, found);
    judge_learn(j, t->after, t->after_length, j->slow.scanner);
    before = judge_find(j, t->after, t->after_length);
    if (!scanner_state_equal(&j->slow, before->state, j->slow.scanner))
        judge_wrong(j, t, "memory after", &token, found);
}

/* In ts_parser__lex, where the names used here are those of its variables. */
#define JUDGE(start_, size_, symbol_, keyword_, error_)                          \
    judge_call(self->parse_options.payload,                                      \
               ts_stack_has_advanced_since_error(self->stack, version),          \
               ts_subtree_external_scanner_state(external_token),                \
               &(struct judge_token){                                            \
                   .after = self->lexer.debug_buffer,                            \
                   .after_length = external_scanner_state_len,                   \
                   .at = start_position.bytes,                                   \
                   .start = start_position.bytes + (start_).bytes,               \
                   .end = start_position.bytes + (start_).bytes + (size_).bytes, \
                   .state = parse_state,                                         \
                   .symbol = symbol_,                                            \
                   .keyword = keyword_,                                          \
                   .error = error_,                                              \
                   .error_mode = error_mode,                                     \
                   .external = found_external_token,                             \
                   .changed = found_external_token && external_scanner_state_changed})

static void judge_call(struct judge *j, bool sound, const ExternalScannerState *before,
                       struct judge_token *t)
{
    t->before = ts_external_scanner_state_data(before);
    t->before_length = before->length;
    if (j && sound)
        judge_ask(j, t);
    else if (j)
        j->skipped++;
}

#define ts_subtree_new_leaf(pool, symbol, padding, size, bytes, state, external, column, \
                            keyword, language)                                           \
    (JUDGE(padding, size, symbol, keyword, false),                                       \
     ts_subtree_new_leaf(pool, symbol, padding, size, bytes, state, external, column,    \
                         keyword, language))
#define ts_subtree_new_error(pool, character, padding, size, bytes, state, language) \
    (JUDGE(padding, size, 0, false, true),                                           \
     ts_subtree_new_error(pool, character, padding, size, bytes, state, language))

#include "./parser.c"

#undef ts_subtree_new_leaf
#undef ts_subtree_new_error

#include "./alloc.c"
#include "./get_changed_ranges.c"
#include "./language.c"
#include "./lexer.c"
#include "./node.c"
#include "./query.c"
#include "./stack.c"
#include "./subtree.c"
#include "./tree.c"
#include "./tree_cursor.c"
#include "./wasm_store.c"

/* Many errors cost the runtime more than a test has. */
static bool judge_progress(TSParseState *state)
{
    struct judge *j = state->payload;

    return j->off || j->skipped > 10000;
}

static const char *judge_read(void *payload, uint32_t byte, TSPoint point,
                              uint32_t *length)
{
    struct judge *j = payload;

    (void)point;
    *length = byte < j->slow.length ? j->slow.length - byte : 0;
    return (const char *)j->slow.source + byte;
}

/* Parses `padded`, which has LEX_PADDING zero bytes behind `length`. False: ours
 * can't open it, or gave up on it. */
static bool judge_parse(struct judge *j, TSParser *parser,
                        const struct lex_tables *tables, const uint8_t *padded,
                        size_t length)
{
    TSInput input = {.payload = j, .read = judge_read, .encoding = TSInputEncodingUTF8};
    TSParseOptions options = {.payload = j, .progress_callback = judge_progress};
    TSTree *tree;

    j->call_count = 0;
    j->skipped = 0;
    j->off = false;
    if (!lexer_open(&j->slow, tables, padded, length) ||
        !lexer_open(&j->fast, tables, padded, length))
        return false;
    judge_forget(j);
    judge_learn(j, NULL, 0, j->slow.scanner);
    tree = ts_parser_parse_with_options(parser, NULL, input, options);
    if (!tree)
        ts_parser_reset(parser);
    ts_tree_delete(tree);
    return !j->off;
}

static void judge_release(struct judge *j)
{
    judge_forget(j);
    lexer_release(&j->fast);
    lexer_release(&j->slow);
    free(j->calls);
    *j = (struct judge){0};
}

#endif
