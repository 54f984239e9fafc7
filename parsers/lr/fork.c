#include "parsers/lr/fork.h"

#include "engine/base/memory.h"
#include "parsers/lr/fork_parts.h"

#include <stdlib.h>
#include <string.h>

#ifdef CAMBIUM_HOSTILE /* see lr.c */
#define FIRST_ITEMS ((size_t)2)
#else
#define FIRST_ITEMS ((size_t)1 << 10)
#endif

struct fork *fork_new(void)
{
    struct fork *f = memory_calloc(1, sizeof *f);

    f->node_capacity = f->sub_capacity = f->kid_capacity = FIRST_ITEMS;
    f->nodes = memory_calloc(FIRST_ITEMS, sizeof *f->nodes);
    f->subs = memory_calloc(FIRST_ITEMS, sizeof *f->subs);
    f->kids = memory_calloc(FIRST_ITEMS, sizeof *f->kids);
    f->entry_capacity = f->work_capacity = FIRST_ITEMS;
    f->entry_nodes = memory_calloc(FIRST_ITEMS, sizeof *f->entry_nodes);
    f->work = memory_calloc(FIRST_ITEMS, sizeof *f->work);
    return f;
}

void fork_free(struct fork *f)
{
    if (!f)
        return;
    free(f->nodes);
    free(f->links);
    free(f->subs);
    free(f->kids);
    free(f->entry_nodes);
    free(f->work);
    free(f->entries);
    free(f->records);
    free(f);
}

size_t fork_bytes(const struct fork *f)
{
    return f->node_capacity * sizeof *f->nodes + f->link_capacity * sizeof *f->links +
           f->sub_capacity * sizeof *f->subs + f->kid_capacity * sizeof *f->kids +
           f->entry_capacity * sizeof *f->entry_nodes +
           f->work_capacity * sizeof *f->work + f->entries_capacity * sizeof *f->entries +
           f->records_capacity * sizeof *f->records;
}

/* ---- the end of the file (F7) ---- */

/* The root as it would be: its children put in the place of the start symbol,
 * between the extras around it (G5). */
static uint32_t root_of(struct fork *f, const struct slice_of_kids *s)
{
    uint32_t at = s->kid_count;

    while (at > 0 && f->subs[f->kids[s->kids + at - 1]].extra)
        at--;
    if (at == 0 || f->subs[f->kids[s->kids + at - 1]].kind != SUB_INNER) {
        fork_give_up(f, LR_TIE);
        return FORK_NONE;
    }

    struct sub root = f->subs[f->kids[s->kids + at - 1]];
    uint32_t inner = root.kids, inner_count = root.kid_count;
    uint32_t count = s->kid_count - 1 + inner_count;
    uint32_t kids = kids_add(f, count);

    memcpy(&f->kids[kids], &f->kids[s->kids], (at - 1) * sizeof *f->kids);
    memcpy(&f->kids[kids + at - 1], &f->kids[inner], inner_count * sizeof *f->kids);
    memcpy(&f->kids[kids + at - 1 + inner_count], &f->kids[s->kids + at],
           (s->kid_count - at) * sizeof *f->kids);
    root.kids = kids;
    root.kid_count = count;
    root.precedence = 0;
    for (uint32_t i = 0; i < count; i++)
        root.precedence += f->subs[f->kids[kids + i]].precedence;
    return sub_add(f, root);
}

/* The end of the file is a leaf of each root, last, and so decides nothing. */
static void version_accept(struct fork *f, uint32_t version,
                           const struct lex_token *token)
{
    uint32_t versions = f->version_count;

    version_pop_all(f, version);
    for (uint32_t i = 0; i < f->slice_count && !f->given_up; i++) {
        uint32_t root = root_of(f, &f->slices[i]);

        if (root == FORK_NONE)
            return;
        if (f->finished != FORK_NONE && !sub_replaces(f, f->finished, root))
            continue;
        f->finished = root;
        f->path = f->slices[i].kids;
        f->path_count = f->slices[i].kid_count;
        f->end_of_file = token->end;
    }
    f->version_count = versions;
    f->versions[version].status = VERSION_HALTED;
}

/* ---- one token of one version (F1) ---- */

struct lookahead {
    struct lex_token token;
    struct scanner_state after;
};

static void version_shift(struct fork *f, uint32_t version, const struct lookahead *next,
                          uint16_t state, bool extra)
{
    struct version *v = &f->versions[version];
    struct sub sub = {.start = next->token.start,
                      .end = next->token.end,
                      .symbol = next->token.symbol,
                      .kind = SUB_TOKEN,
                      .extra = extra,
                      .external = next->token.flags & LEX_EXTERNAL};

    if (sub.external)
        v->scanner = sub.scanner = next->after;
    version_push(f, version, sub_add(f, sub), state);
}

/* False: the version can't go on from this state with the token. */
static bool version_act(struct fork *f, uint32_t version, const struct lookahead *next,
                        bool *shifted)
{
    const struct lr_grammar *g = f->lr->grammar;
    const struct graph_node *node = &f->nodes[f->versions[version].node];
    uint16_t state = node->state;
    const uint64_t *actions = NULL;
    uint32_t count = grammar_raw(g, node->parse_state, next->token.symbol, &actions);
    uint32_t last = FORK_NONE;
    bool reduced = false;

    if (count == 1 && action_kind(*actions) == LR_REDUCE_ANY &&
        version_reduce_alone(f, version, action_target(*actions))) {
        *shifted = false;
        return true;
    }
    *shifted = true;
    for (uint32_t i = 0; i < count && !f->given_up; i++) {
        uint32_t made;

        switch (action_kind(actions[i])) {
        case LR_SHIFT:
            version_shift(f, version, next, action_target(actions[i]), false);
            return true;
        case LR_SHIFT_EXTRA: version_shift(f, version, next, state, true); return true;
        case LR_ACCEPT: version_accept(f, version, &next->token); return true;
        default:
            made = version_reduce(f, version, action_target(actions[i]));
            last = made != FORK_NONE ? made : last;
            reduced = true;
        }
    }
    if (last != FORK_NONE) {
        f->versions[version] = f->versions[last];
        version_remove(f, last);
        *shifted = false;
    } else if (reduced) {
        f->versions[version].status = VERSION_HALTED;
    }
    return reduced;
}

static void version_advance(struct fork *f, uint32_t version, struct lookahead next)
{
    const struct lr_grammar *g = f->lr->grammar;
    bool shifted = false;

    while (!shifted && !f->given_up) {
        if (version_act(f, version, &next, &shifted))
            continue;

        const struct graph_node *node = &f->nodes[f->versions[version].node];
        const uint64_t *actions;

        if (!may_be_word(g, node->state, &next.token) ||
            grammar_raw(g, node->parse_state, g->word_token, &actions) == 0) {
            f->versions[version].status = VERSION_PAUSED;
            return;
        }
        next.token.symbol = g->word_token;
        shifted = false;
    }
}

/* The token that this version sees (F6: re-lexing gives what a cache would).
 * False: there is none, which ends this version and no other (L10). */
static bool version_lex(struct fork *f, uint32_t version, struct lookahead *next)
{
    struct lexer *lexer = &f->lr->lexer;
    const struct graph_node *node = &f->nodes[f->versions[version].node];

    lexer->scanner = f->versions[version].scanner;
    if (lex(lexer, node->parse_state, node->position, &next->token)) {
        next->after = lexer->scanner;
        return true;
    }
    if (lexer->failure != LEX_NO_TOKEN)
        fork_give_up(f, lexer->failure == LEX_TOO_DEEP ? LR_NESTED : LR_LEXER_FAILED);
    f->versions[version].status = VERSION_PAUSED;
    return false;
}

/* ---- all versions, side by side (F2, F3, F8) ---- */

/* The version has had its turn when it is further than any was. */
static bool turn_is_over(struct fork *f, uint32_t version)
{
    uint32_t position = f->nodes[f->versions[version].node].position;

    if (position < f->furthest || (position == f->furthest && version == 0))
        return false;
    f->furthest = position;
    return true;
}

static void turns_take(struct fork *f, const struct lookahead *first)
{
    for (uint32_t i = 0; i < f->version_count && !f->given_up; i++) {
        while (f->versions[i].status == VERSION_ACTIVE && !f->given_up) {
            struct lookahead next;

            if (first) {
                version_advance(f, i, *first);
                first = NULL;
            } else if (version_lex(f, i, &next)) {
                version_advance(f, i, next);
            }
            if (f->given_up || turn_is_over(f, i))
                break;
        }
    }
}

static void versions_swap(struct fork *f, uint32_t a, uint32_t b)
{
    struct version v = f->versions[a];

    f->versions[a] = f->versions[b];
    f->versions[b] = v;
}

/* What becomes of version i beside the older version j. */
enum verdict { BOTH_STAY, LATER_GONE, EARLIER_GONE };

static enum verdict versions_judge(struct fork *f, uint32_t j, uint32_t i)
{
    const struct version *v = &f->versions[j], *w = &f->versions[i];
    bool v_paused = v->status == VERSION_PAUSED, w_paused = w->status == VERSION_PAUSED;
    int32_t v_precedence = f->nodes[v->node].precedence;
    int32_t w_precedence = f->nodes[w->node].precedence;

    if (v_paused != w_paused) {
        version_remove(f, v_paused ? j : i);
        return v_paused ? EARLIER_GONE : LATER_GONE;
    }
    if (version_merge(f, j, i))
        return LATER_GONE;
    if (w_precedence > v_precedence)
        versions_swap(f, i, j);
    return BOTH_STAY;
}

static void versions_condense(struct fork *f)
{
    for (uint32_t i = 0; i < f->version_count; i++) {
        if (f->versions[i].status == VERSION_HALTED) {
            version_remove(f, i--);
            continue;
        }
        for (uint32_t j = 0; j < i; j++) {
            enum verdict verdict = versions_judge(f, j, i);

            if (verdict == BOTH_STAY)
                continue;
            i--;
            if (verdict == LATER_GONE)
                break;
            j--;
        }
    }
}

/* ---- the whole ---- */

/* The sub-trees on the one way from `node` down to the stack go to f->kids;
 * false if there is more than one way. */
static bool path_find(struct fork *f, uint32_t node)
{
    uint32_t steps = 0;

    f->path = (uint32_t)f->kid_count;
    for (uint32_t at = node; f->nodes[at].link_count > 0; steps++) {
        struct link link = f->nodes[at].first;

        if (f->nodes[at].link_count > 1) {
            f->kid_count = f->path;
            return false;
        }
        kid_add(f, link.sub);
        if (link.node & STACK_ENTRY) {
            steps++;
            break;
        }
        at = link.node;
    }
    f->path_count = (uint32_t)f->kid_count - f->path;
    for (uint32_t i = 0, j = f->path_count; i + 1 < j; i++) {
        uint32_t *path = &f->kids[f->path];
        uint32_t sub = path[--j];

        path[j] = path[i];
        path[i] = sub;
    }
    return true;
}

static enum fork_end finish(struct fork *f)
{
    struct lr *lr = f->lr;

    if (!replay(f, &f->kids[f->path], f->path_count))
        return FORK_GIVEN_UP;
    stack_settle(lr, lr->state);
    accept(lr, f->end_of_file);
    return FORK_ACCEPTED;
}

static enum fork_end join(struct fork *f)
{
    if (!replay(f, &f->kids[f->path], f->path_count))
        return FORK_GIVEN_UP;
    f->lr->lexer.scanner = f->versions[0].scanner;
    return FORK_JOINED;
}

static void begin(struct fork *f, struct lr *lr, struct scanner_state before)
{
    f->lr = lr;
    f->given_up = false;
    f->merge_depth = 0;
    f->node_count = f->link_count = f->sub_count = f->kid_count = f->entry_count = 0;
    f->finished = FORK_NONE;
    f->top = lr->top;
    f->furthest = lr->stack[lr->top].end;
    f->version_count = 1;
    f->versions[0] = (struct version){node_of_entry(f, lr->top), VERSION_ACTIVE, before};
}

enum fork_end fork_run(struct lr *lr, const struct lex_token *token,
                       struct scanner_state before)
{
    struct fork *f = lr->fork;
    struct lookahead first = {*token, lr->lexer.scanner};
    uint32_t patience = 0, waited = 0;

    begin(f, lr, before);
    turns_take(f, &first);
    while (!f->given_up) {
        versions_condense(f);
        if (f->version_count > MAX_VERSIONS)
            fork_give_up(f, LR_TOO_MANY_VERSIONS);
        if (f->given_up)
            break;
        if (f->version_count == 0 || f->versions[0].status == VERSION_PAUSED) {
            if (f->finished != FORK_NONE)
                return finish(f);
            fork_give_up(f, LR_ONLY_PAUSED);
            break;
        }

        /* Looked for ever more rarely, or a long fork would be quadratic. */
        if (f->version_count == 1 && f->finished == FORK_NONE && waited++ >= patience) {
            if (path_find(f, f->versions[0].node))
                return join(f);
            patience += patience / 2 + 1;
            waited = 0;
        }
        turns_take(f, NULL);
    }
    return FORK_GIVEN_UP;
}
