/* Writes a grammar's tables for the batch driver (parsers/lr/tables.h says what
 * they hold and why) as a C file of constants.
 *
 *     lr_tables FILE.c
 *
 * It is linked with the grammar that it reads; GRAMMAR names it. Nothing here
 * knows a grammar. What the driver's tables can't hold ends the build. */
#include "engine/base/memory.h"
#include "parsers/lr/tables.h"
#include "parsers/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tree_sitter/parser.h>

#define TEXT_(x)       #x
#define TEXT(x)        TEXT_(x)
#define JOIN_(a, b)    a##b
#define JOIN(a, b)     JOIN_(a, b)
#define GRAMMAR_TABLES JOIN(tree_sitter_, GRAMMAR)

const TSLanguage *GRAMMAR_TABLES(void);

#define NONE       UINT16_MAX
#define MAX_CHAINS 64 /* hidden unit reductions that one state has */
#define MAX_DEPTH  64 /* of a chain of them: more would be a cycle */

/* The only symbols that a state of ours is told apart by: see tables.h. */
struct chain {
    uint16_t symbol; /* that the unit reduction makes */
    uint16_t state;  /* of ours, that this leads to */
};

struct state {
    uint16_t parse_state, symbol;
    uint16_t chain_count;
    struct chain chains[MAX_CHAINS];
};

/* Rows of a comb: which columns, with which values. */
struct row {
    uint32_t first, count; /* cells */
    uint32_t base;
    uint32_t same_as; /* the row with the same cells that was placed */
};

struct cell {
    uint32_t column;
    uint64_t value;
};

struct rows {
    struct row *rows;
    struct cell *cells;
    size_t count, capacity, cell_count, cell_capacity;
    uint32_t width; /* slots that the placed comb needs */
};

struct builder {
    const TSLanguage *language;
    uint16_t *table; /* [state][symbol]: an action list, or the state to go to */

    struct state *states;
    size_t state_count, state_capacity;
    uint16_t *state_of; /* [parse state below][symbol]: the state of ours, or NONE */
    bool *reachable;    /* by tree-sitter's state */

    struct lr_reduction *reductions;
    uint16_t *productions;
    size_t reduction_count, reduction_capacity, production_capacity;
    struct lr_field *fields;
    size_t field_count, field_capacity;
    struct lr_alias *aliases;
    size_t alias_count, alias_capacity;

    struct rows actions, gotos, raw;
    uint32_t *raw_lists;
    size_t list_count, list_capacity;
    uint64_t *raw_actions;
    size_t raw_count, raw_capacity;
};

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "lr_tables: " TEXT(GRAMMAR) ": %s\n", what);
    exit(1);
}

/* Room for one more item behind `count` of them. */
#define GROW(items, count, capacity) \
    ((items) = memory_grow((items), &(capacity), (count) + 1, sizeof *(items)))

/* ---- tree-sitter's tables, spread out ---- */

static void table_add_small(struct builder *b, uint32_t state)
{
    const TSLanguage *l = b->language;
    const uint16_t *data =
        &l->small_parse_table[l->small_parse_table_map[state - l->large_state_count]];
    uint16_t groups = *data++;

    for (uint16_t group = 0; group < groups; group++) {
        uint16_t value = *data++;
        uint16_t symbols = *data++;

        for (uint16_t i = 0; i < symbols; i++)
            b->table[state * l->symbol_count + *data++] = value;
    }
}

static void table_spread(struct builder *b)
{
    const TSLanguage *l = b->language;

    b->table = memory_calloc((size_t)l->state_count * l->symbol_count, sizeof *b->table);
    memcpy(b->table, l->parse_table,
           (size_t)l->large_state_count * l->symbol_count * sizeof *b->table);
    for (uint32_t state = l->large_state_count; state < l->state_count; state++)
        table_add_small(b, state);
}

static uint16_t table_at(const struct builder *b, uint32_t state, uint32_t symbol)
{
    return b->table[state * b->language->symbol_count + symbol];
}

struct list {
    const TSParseAction *actions;
    uint32_t count;
};

static struct list list_at(const struct builder *b, uint32_t state, uint32_t token)
{
    const TSParseActionEntry *entry =
        &b->language->parse_actions[table_at(b, state, token)];

    return (struct list){&entry[1].action, entry->entry.count};
}

/* Repetition shifts are never acted upon (G1). */
static bool acts(const TSParseAction *action)
{
    return !(action->type == TSParseActionTypeShift && action->shift.repetition);
}

static uint32_t acting_count(struct list list)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < list.count; i++)
        count += acts(&list.actions[i]);
    return count;
}

/* The one action of a list that has just one, else NULL. */
static const TSParseAction *only_action(struct list list)
{
    if (acting_count(list) != 1)
        return NULL;
    for (uint32_t i = 0; i < list.count; i++) {
        if (acts(&list.actions[i]))
            return &list.actions[i];
    }
    return NULL;
}

/* The state of tree-sitter's that a symbol leads to, or 0. */
static uint16_t next_state(const struct builder *b, uint32_t state, uint32_t symbol)
{
    if (symbol >= b->language->token_count)
        return table_at(b, state, symbol);

    struct list list = list_at(b, state, symbol);

    for (uint32_t i = 0; i < list.count; i++) {
        const TSParseAction *action = &list.actions[i];

        if (action->type == TSParseActionTypeShift && acts(action) &&
            !action->shift.extra)
            return action->shift.state;
    }
    return 0;
}

/* ---- reductions ---- */

static uint8_t node_flags(const struct builder *b, uint16_t symbol)
{
    return b->language->symbol_metadata[symbol].named ? NODE_NAMED : 0;
}

static void fields_add(struct builder *b, struct lr_reduction *r, uint16_t production)
{
    const TSLanguage *l = b->language;

    r->fields = (uint16_t)b->field_count;
    if (l->field_count == 0)
        return;

    TSMapSlice slice = l->field_map_slices[production]; /* V4 */
    bool seen[UINT8_MAX + 1] = {false};

    for (uint16_t i = 0; i < slice.length; i++) {
        TSFieldMapEntry entry = l->field_map_entries[slice.index + i];

        if (entry.inherited || seen[entry.child_index] ||
            entry.child_index >= r->child_count)
            continue;
        if (entry.field_id > UINT8_MAX)
            fail("fields don't fit 8 bits");
        seen[entry.child_index] = true; /* the first one counts (V3) */
        GROW(b->fields, b->field_count, b->field_capacity);
        b->fields[b->field_count++] =
            (struct lr_field){entry.child_index, (uint8_t)entry.field_id};
        if (r->field_count < LR_INLINE_FIELDS)
            r->inlined[r->field_count] = b->fields[b->field_count - 1];
        r->field_count++;
    }
}

static void aliases_add(struct builder *b, struct lr_reduction *r, uint16_t production)
{
    const TSLanguage *l = b->language;

    r->aliases = (uint16_t)b->alias_count;
    for (uint8_t child = 0; production && child < r->child_count; child++) {
        if (child >= l->max_alias_sequence_length)
            break;

        TSSymbol alias =
            l->alias_sequences[(uint32_t)production * l->max_alias_sequence_length +
                               child];

        if (alias == 0)
            continue;
        GROW(b->aliases, b->alias_count, b->alias_capacity);
        b->aliases[b->alias_count++] =
            (struct lr_alias){l->public_symbol_map[alias], child, node_flags(b, alias)};
        r->alias_count++;
    }
}

static uint16_t reduction_of(struct builder *b, const TSParseAction *action)
{
    for (size_t i = 0; i < b->reduction_count; i++) {
        if (b->reductions[i].symbol == action->reduce.symbol &&
            b->reductions[i].child_count == action->reduce.child_count &&
            b->reductions[i].precedence == action->reduce.dynamic_precedence &&
            b->productions[i] == action->reduce.production_id)
            return (uint16_t)i;
    }

    struct lr_reduction r = {
        .symbol = action->reduce.symbol,
        .child_count = action->reduce.child_count,
        .precedence = action->reduce.dynamic_precedence,
    };

    fields_add(b, &r, action->reduce.production_id);
    aliases_add(b, &r, action->reduce.production_id);
    GROW(b->reductions, b->reduction_count, b->reduction_capacity);
    GROW(b->productions, b->reduction_count, b->production_capacity);
    b->productions[b->reduction_count] = action->reduce.production_id;
    b->reductions[b->reduction_count] = r;
    return (uint16_t)b->reduction_count++;
}

static bool is_visible(const struct builder *b, uint16_t symbol)
{
    return b->language->symbol_metadata[symbol].visible;
}

static enum lr_kind reduction_kind(const struct builder *b, const struct lr_reduction *r)
{
    if (r->child_count == 0 || r->alias_count || r->field_count > LR_INLINE_FIELDS)
        return LR_REDUCE_ANY;
    if (r->field_count)
        return is_visible(b, r->symbol) ? LR_REDUCE_FIELDS : LR_REDUCE_ANY;
    return is_visible(b, r->symbol) ? LR_REDUCE_VISIBLE : LR_REDUCE_HIDDEN;
}

/* One hidden node around one child, of which nothing is seen (G9). */
static bool is_unit(struct builder *b, const TSParseAction *action)
{
    if (!action || action->type != TSParseActionTypeReduce ||
        action->reduce.child_count != 1)
        return false;

    uint16_t number = reduction_of(b, action);
    const struct lr_reduction *r = &b->reductions[number];

    return !is_visible(b, r->symbol) && r->field_count == 0 && r->alias_count == 0;
}

/* ---- states of ours ---- */

static uint16_t state_intern(struct builder *b, const struct state *wanted)
{
    for (size_t i = 0; i < b->state_count; i++) {
        const struct state *s = &b->states[i];

        if (s->parse_state == wanted->parse_state && s->symbol == wanted->symbol &&
            s->chain_count == wanted->chain_count &&
            memcmp(s->chains, wanted->chains,
                   sizeof s->chains[0] * wanted->chain_count) == 0)
            return (uint16_t)i;
    }
    if (b->state_count >= NONE - 1)
        fail("states don't fit 16 bits");
    GROW(b->states, b->state_count, b->state_capacity);
    b->states[b->state_count] = *wanted;
    return (uint16_t)b->state_count++;
}

static bool chain_has(const struct state *s, uint16_t symbol)
{
    for (uint16_t i = 0; i < s->chain_count; i++) {
        if (s->chains[i].symbol == symbol)
            return true;
    }
    return false;
}

/* The state of ours on top when `symbol` has come upon `below`. */
static uint16_t state_after(struct builder *b, uint32_t below, uint16_t symbol, int depth)
{
    uint16_t *memo = &b->state_of[below * b->language->symbol_count + symbol];

    if (*memo != NONE)
        return *memo;
    if (depth > MAX_DEPTH)
        fail("hidden unit reductions run in a circle");

    struct state s = {.parse_state = next_state(b, below, symbol), .symbol = symbol};
    if (s.parse_state == 0)
        fail("a reduction leads nowhere");
    for (uint16_t token = 0; token < b->language->token_count; token++) {
        const TSParseAction *action = only_action(list_at(b, s.parse_state, token));

        if (!is_unit(b, action) || chain_has(&s, action->reduce.symbol))
            continue;
        /* A merged row may list a reduction that this state below never needs. */
        if (next_state(b, below, action->reduce.symbol) == 0)
            continue;
        if (s.chain_count == MAX_CHAINS)
            fail("too many hidden unit reductions in a state");
        s.chains[s.chain_count++] =
            (struct chain){action->reduce.symbol,
                           state_after(b, below, action->reduce.symbol, depth + 1)};
    }
    b->reachable[s.parse_state] = true;
    return *memo = state_intern(b, &s);
}

/* All states that can be reached from the start; the list grows as it is read. */
static void states_find(struct builder *b)
{
    const TSLanguage *l = b->language;
    size_t cells = (size_t)l->state_count * l->symbol_count;

    b->state_of = memory_alloc(cells * sizeof *b->state_of);
    memset(b->state_of, 0xff, cells * sizeof *b->state_of);
    b->reachable = memory_calloc(l->state_count, sizeof *b->reachable);
    b->reachable[1] = true;
    state_intern(b, &(struct state){.parse_state = 1});
    for (size_t i = 0; i < b->state_count; i++) {
        uint16_t below = b->states[i].parse_state;

        for (uint16_t symbol = 0; symbol < l->symbol_count; symbol++) {
            if (next_state(b, below, symbol))
                state_after(b, below, symbol, 0);
        }
    }
}

/* ---- actions ---- */

static uint64_t pack_one(struct builder *b, const TSParseAction *action,
                         uint16_t parse_state, uint16_t token, uint16_t settled)
{
    switch (action->type) {
    case TSParseActionTypeShift:
        if (action->shift.extra)
            return action_pack(token, LR_SHIFT_EXTRA, 0, 0, settled);
        return action_pack(token, LR_SHIFT, 0, state_after(b, parse_state, token, 0),
                           settled);
    case TSParseActionTypeReduce: {
        uint16_t r = reduction_of(b, action);

        enum lr_kind kind = reduction_kind(b, &b->reductions[r]);
        bool plain = kind == LR_REDUCE_HIDDEN || kind == LR_REDUCE_VISIBLE;

        return action_pack(token, kind, action->reduce.child_count,
                           plain ? action->reduce.symbol : r, settled);
    }
    case TSParseActionTypeAccept: return action_pack(token, LR_ACCEPT, 0, 0, settled);
    default: return action_pack(token, LR_ERROR, 0, 0, settled);
    }
}

/* What happens in `state` with `token`, at the end of the chain that begins in
 * `first`. False: the state has no action. */
static bool settle_from(struct builder *b, uint16_t first, uint16_t state, uint16_t token,
                        uint64_t *packed)
{
    const struct state *s = &b->states[state];
    struct list list = list_at(b, s->parse_state, token);
    const TSParseAction *action = only_action(list);
    uint16_t settled = state == first ? 0 : state;

    if (list.count == 0)
        return false;
    if (!action) {
        enum lr_kind kind = acting_count(list) ? LR_FORK : LR_ERROR;

        *packed = action_pack(token, kind, 0, 0, settled);
        return true;
    }
    if (!is_unit(b, action)) {
        *packed = pack_one(b, action, s->parse_state, token, settled);
        return true;
    }
    for (uint16_t i = 0; i < s->chain_count; i++) {
        uint16_t next = s->chains[i].state;

        if (s->chains[i].symbol != action->reduce.symbol)
            continue;
        if (!settle_from(b, first, next, token, packed))
            *packed = action_pack(token, LR_ERROR, 0, 0, next);
        return true;
    }
    *packed = action_pack(token, LR_ERROR, 0, 0, settled);
    return true;
}

static bool settle(struct builder *b, uint16_t state, uint16_t token, uint64_t *packed)
{
    return settle_from(b, state, state, token, packed);
}

/* ---- combs ---- */

static void row_open(struct rows *rows)
{
    GROW(rows->rows, rows->count, rows->capacity);
    rows->rows[rows->count++] = (struct row){(uint32_t)rows->cell_count, 0, 0, 0};
}

static void row_add(struct rows *rows, uint32_t column, uint64_t value)
{
    GROW(rows->cells, rows->cell_count, rows->cell_capacity);
    rows->cells[rows->cell_count++] = (struct cell){column, value};
    rows->rows[rows->count - 1].count++;
}

static bool row_equal(const struct rows *rows, const struct row *a, const struct row *b)
{
    if (a->count != b->count)
        return false;
    for (uint32_t i = 0; i < a->count; i++) {
        const struct cell *x = &rows->cells[a->first + i],
                          *y = &rows->cells[b->first + i];

        if (x->column != y->column || x->value != y->value)
            return false;
    }
    return true;
}

static uint64_t row_hash(const struct rows *rows, const struct row *row)
{
    uint64_t hash = row->count;

    for (uint32_t i = 0; i < row->count; i++) {
        const struct cell *c = &rows->cells[row->first + i];

        hash = (hash ^ c->column ^ c->value << 7) * 0x9e3779b97f4a7c15u;
        hash ^= hash >> 29;
    }
    return hash;
}

/* Gives each row the number of the first one with the same cells. */
static void rows_unite(struct rows *rows)
{
    size_t size = 1;

    while (size < rows->count * 2)
        size *= 2;

    uint32_t *slots = memory_alloc(size * sizeof *slots);

    memset(slots, 0xff, size * sizeof *slots);
    for (uint32_t i = 0; i < rows->count; i++) {
        size_t at = row_hash(rows, &rows->rows[i]) & (size - 1);

        while (slots[at] != UINT32_MAX &&
               !row_equal(rows, &rows->rows[slots[at]], &rows->rows[i]))
            at = (at + 1) & (size - 1);
        if (slots[at] == UINT32_MAX)
            slots[at] = i;
        rows->rows[i].same_as = slots[at];
    }
    free(slots);
}

struct order {
    uint32_t row, count;
};

static int fuller_first(const void *left, const void *right)
{
    const struct order *a = left, *b = right;

    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

struct comb {
    bool *taken;
    bool *base_taken; /* two rows at one base would claim each other's slots */
    size_t taken_capacity, base_capacity;
    uint32_t columns, size, first_free;
    uint32_t unit; /* rows begin at multiples of this */
};

static bool comb_fits(const struct comb *c, const struct rows *rows,
                      const struct row *row, uint32_t base)
{
    if (c->base_taken[base])
        return false;
    for (uint32_t i = 0; i < row->count; i++) {
        if (c->taken[base + rows->cells[row->first + i].column])
            return false;
    }
    return true;
}

static void comb_ensure(struct comb *c, uint32_t size)
{
    if (size <= c->size)
        return;
    c->taken = memory_grow(c->taken, &c->taken_capacity, size, sizeof *c->taken);
    c->base_taken =
        memory_grow(c->base_taken, &c->base_capacity, size, sizeof *c->base_taken);
    memset(c->taken + c->size, 0, (size - c->size) * sizeof *c->taken);
    memset(c->base_taken + c->size, 0, (size - c->size) * sizeof *c->base_taken);
    c->size = size;
}

static void comb_place(struct comb *c, struct rows *rows, struct row *row)
{
    uint32_t first_column = row->count ? rows->cells[row->first].column : 0;
    uint32_t base = c->first_free > first_column ? c->first_free - first_column : 0;

    base = (base + c->unit - 1) / c->unit * c->unit;
    for (;; base += c->unit) {
        comb_ensure(c, base + c->columns + 1);
        if (comb_fits(c, rows, row, base))
            break;
    }
    row->base = base;
    c->base_taken[base] = true;
    for (uint32_t i = 0; i < row->count; i++)
        c->taken[base + rows->cells[row->first + i].column] = true;
    while (c->first_free < c->size && c->taken[c->first_free])
        c->first_free++;
    if (base + c->columns > rows->width)
        rows->width = base + c->columns;
}

static void rows_place(struct rows *rows, uint32_t columns, uint32_t unit)
{
    struct comb comb = {.columns = columns, .unit = unit};
    struct order *order = memory_calloc(rows->count + 1, sizeof *order);

    rows_unite(rows);
    for (uint32_t i = 0; i < rows->count; i++)
        order[i] = (struct order){i, rows->rows[i].count};
    qsort(order, rows->count, sizeof *order, fuller_first);
    for (uint32_t i = 0; i < rows->count; i++) {
        struct row *row = &rows->rows[order[i].row];

        if (row->same_as == order[i].row)
            comb_place(&comb, rows, row);
    }
    for (uint32_t i = 0; i < rows->count; i++)
        rows->rows[i].base = rows->rows[rows->rows[i].same_as].base;
    free(order);
    free(comb.taken);
    free(comb.base_taken);
}

/* ---- the rows of the three tables ---- */

static void actions_build(struct builder *b)
{
    for (size_t i = 0; i < b->state_count; i++) {
        row_open(&b->actions);
        for (uint16_t token = 0; token < b->language->token_count; token++) {
            uint64_t packed;

            if (settle(b, (uint16_t)i, token, &packed))
                row_add(&b->actions, token, packed);
        }
    }
    rows_place(&b->actions, b->language->token_count, LR_ROW_SLOTS);
    if (b->actions.width / LR_ROW_SLOTS > UINT16_MAX)
        fail("rows of actions don't fit 16 bits");
}

static uint16_t row_of(const struct builder *b, size_t state)
{
    return (uint16_t)(b->actions.rows[state].base / LR_ROW_SLOTS);
}

/* Only now is it known where the rows are that shifts lead to. */
static void shifts_complete(struct builder *b)
{
    for (size_t i = 0; i < b->actions.cell_count; i++) {
        uint64_t *action = &b->actions.cells[i].value;

        if (action_kind(*action) == LR_SHIFT)
            *action |= (uint64_t)row_of(b, action_target(*action)) << 16;
    }
}

static void gotos_build(struct builder *b)
{
    const TSLanguage *l = b->language;

    for (uint32_t state = 0; state < l->state_count; state++) {
        row_open(&b->gotos);
        for (uint16_t symbol = (uint16_t)l->token_count;
             b->reachable[state] && symbol < l->symbol_count; symbol++) {
            uint16_t to = b->state_of[state * l->symbol_count + symbol];

            if (to != NONE)
                row_add(&b->gotos, symbol, to | (uint32_t)row_of(b, to) << 16);
        }
    }
    rows_place(&b->gotos, l->symbol_count, 1);
}

static uint64_t raw_action(struct builder *b, uint32_t state, uint16_t token,
                           const TSParseAction *action)
{
    if (action->type == TSParseActionTypeReduce)
        return action_pack(token, LR_REDUCE_ANY, action->reduce.child_count,
                           reduction_of(b, action), 0);
    if (action->type != TSParseActionTypeShift)
        return action_pack(token, LR_ACCEPT, 0, 0, 0);
    if (action->shift.extra)
        return action_pack(token, LR_SHIFT_EXTRA, 0, 0, 0);
    return action_pack(token, LR_SHIFT, 0,
                       b->state_of[state * b->language->symbol_count + token], 0);
}

/* One action, or the number of a new list of them. */
static uint64_t raw_slot(struct builder *b, uint32_t state, uint16_t token)
{
    struct list list = list_at(b, state, token);
    const TSParseAction *only = only_action(list);

    if (only)
        return raw_action(b, state, token, only);
    if (b->list_count >= NONE)
        fail("action lists don't fit 16 bits");
    GROW(b->raw_lists, b->list_count, b->list_capacity);
    b->raw_lists[b->list_count] = (uint32_t)b->raw_count;
    for (uint32_t i = 0; i < list.count; i++) {
        if (!acts(&list.actions[i]))
            continue;
        GROW(b->raw_actions, b->raw_count, b->raw_capacity);
        b->raw_actions[b->raw_count++] = raw_action(b, state, token, &list.actions[i]);
    }
    return action_pack(token, LR_FORK, 0, (uint16_t)b->list_count++, 0);
}

static void raw_build(struct builder *b)
{
    for (uint32_t state = 0; state < b->language->state_count; state++) {
        row_open(&b->raw);
        for (uint16_t token = 0; b->reachable[state] && token < b->language->token_count;
             token++) {
            if (list_at(b, state, token).count)
                row_add(&b->raw, token, raw_slot(b, state, token));
        }
    }
    GROW(b->raw_lists, b->list_count, b->list_capacity);
    b->raw_lists[b->list_count] = (uint32_t)b->raw_count;
    rows_place(&b->raw, b->language->token_count, 1);
}

/* ---- writing ---- */

static uint64_t *comb_spread(const struct rows *rows, uint64_t empty)
{
    uint64_t *slots = memory_calloc(rows->width + 1, sizeof *slots);

    for (uint32_t i = 0; i <= rows->width; i++)
        slots[i] = empty;
    for (size_t r = 0; r < rows->count; r++) {
        const struct row *row = &rows->rows[r];

        for (uint32_t i = 0; i < row->count; i++)
            slots[row->base + rows->cells[row->first + i].column] =
                rows->cells[row->first + i].value;
    }
    return slots;
}

static void write_numbers(FILE *out, const char *type, const char *name,
                          const uint64_t *numbers, size_t count)
{
    fprintf(out, "static const %s %s[] = {", type, name);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%s%#llx,", i % 8 ? "" : "\n", (unsigned long long)numbers[i]);
    fprintf(out, "%s};\n\n", count ? "\n" : "0");
}

static void write_states(const struct builder *b, FILE *out)
{
    fprintf(out, "static const struct lr_state states[] = {\n");
    for (size_t i = 0; i < b->state_count; i++) {
        const struct state *s = &b->states[i];

        if (b->gotos.rows[s->parse_state].base > UINT16_MAX)
            fail("the gotos don't fit 16 bits");
        fprintf(out, "{%u,%u,%u,%u},\n", row_of(b, i), b->gotos.rows[s->parse_state].base,
                s->parse_state, s->symbol);
    }
    fprintf(out, "};\n\n");
}

static void write_symbols(const struct builder *b, FILE *out)
{
    const TSLanguage *l = b->language;

    fprintf(out, "static const struct lr_symbol symbols[] = {\n");
    for (uint16_t i = 0; i < l->symbol_count + l->alias_count; i++)
        fprintf(
            out, "{%#llx,%u},\n",
            (unsigned long long)node_half(1, l->public_symbol_map[i], node_flags(b, i)),
            is_visible(b, i));
    fprintf(out, "};\n\n");
}

static void write_reductions(const struct builder *b, FILE *out)
{
    fprintf(out, "static const struct lr_reduction reductions[] = {\n");
    for (size_t i = 0; i < b->reduction_count; i++) {
        const struct lr_reduction *r = &b->reductions[i];

        fprintf(out, "{%u,%u,%u,%u,0,%u,%u,%d,{", r->symbol, r->child_count,
                r->field_count, r->alias_count, r->fields, r->aliases, r->precedence);
        for (int f = 0; f < LR_INLINE_FIELDS; f++)
            fprintf(out, "{%u,%u},", r->inlined[f].child, r->inlined[f].field);
        fprintf(out, "}},\n");
    }
    fprintf(out, "};\n\nstatic const struct lr_field fields[] = {\n");
    for (size_t i = 0; i < b->field_count; i++)
        fprintf(out, "{%u,%u},\n", b->fields[i].child, b->fields[i].field);
    fprintf(out, "{0,0}};\n\nstatic const struct lr_alias aliases[] = {\n");
    for (size_t i = 0; i < b->alias_count; i++)
        fprintf(out, "{%u,%u,%u},\n", b->aliases[i].public_symbol, b->aliases[i].child,
                b->aliases[i].node_flags);
    fprintf(out, "{0,0,0}};\n\n");
}

static void write_raw(const struct builder *b, FILE *out)
{
    uint64_t *numbers = comb_spread(&b->raw, LR_MAX_TOKENS);

    write_numbers(out, "uint64_t", "raw_slots", numbers, b->raw.width + 1);
    free(numbers);
    numbers =
        memory_calloc(b->list_count + b->language->state_count + 1, sizeof *numbers);
    for (size_t i = 0; i <= b->list_count; i++)
        numbers[i] = b->raw_lists[i];
    write_numbers(out, "uint32_t", "raw_lists", numbers, b->list_count + 1);
    write_numbers(out, "uint64_t", "raw_actions", b->raw_actions, b->raw_count);
    for (size_t i = 0; i < b->language->state_count; i++)
        numbers[i] = b->raw.rows[i].base;
    write_numbers(out, "uint32_t", "raw_rows", numbers, b->language->state_count);
    free(numbers);
}

static void write_reserved(const struct builder *b, FILE *out)
{
    const TSLanguage *l = b->language;
    uint64_t *numbers = memory_calloc(l->state_count, sizeof *numbers);
    uint64_t sets = 0;

    for (uint32_t i = 0; i < l->state_count; i++) {
        numbers[i] = l->abi_version < 15 ? 0 : l->lex_modes[i].reserved_word_set_id;
        sets = numbers[i] > sets ? numbers[i] : sets;
    }
    write_numbers(out, "uint16_t", "reserved_set", numbers, l->state_count);
    free(numbers);

    size_t count = (size_t)(sets + 1) * l->max_reserved_word_set_size;

    numbers = memory_calloc(count + 1, sizeof *numbers);
    for (size_t i = 0; sets && i < count; i++)
        numbers[i] = l->reserved_words[i];
    write_numbers(out, "uint16_t", "reserved", numbers, count + 1);
    free(numbers);
}

static void write_combs(const struct builder *b, FILE *out)
{
    uint64_t *slots = comb_spread(&b->actions, LR_MAX_TOKENS);

    write_numbers(out, "uint64_t", "actions", slots, b->actions.width + 1);
    free(slots);
    slots = comb_spread(&b->gotos, 0);
    write_numbers(out, "uint32_t", "gotos", slots, b->gotos.width + 1);
    free(slots);
}

static void write_grammar(const struct builder *b, FILE *out)
{
    const TSLanguage *l = b->language;

    fprintf(
        out,
        "const struct lr_grammar lr_grammar_" TEXT(
            GRAMMAR) " = {\n"
                     "    .name = \"" TEXT(GRAMMAR) "\",\n    .lex = &lex_tables_" TEXT(
                         GRAMMAR) ",\n"
                                  "    .states = states,\n    .actions = actions,\n    "
                                  ".gotos = gotos,\n"
                                  "    .symbols = symbols,\n    .reductions = "
                                  "reductions,\n"
                                  "    .fields = fields,\n    .aliases = aliases,\n"
                                  "    .raw_slots = raw_slots,\n    .raw_lists = "
                                  "raw_lists,\n"
                                  "    .raw_actions = raw_actions,\n    .raw_rows = "
                                  "raw_rows,\n"
                                  "    .reserved_set = reserved_set,\n    .reserved = "
                                  "reserved,\n"
                                  "    .reserved_width = %u,\n    .state_count = %zu,\n  "
                                  "  .start = 0,\n"
                                  "    .word_token = %u,\n    .token_count = %u,\n};\n",
        l->abi_version < 15 ? 0 : l->max_reserved_word_set_size, b->state_count,
        l->keyword_capture_token, l->token_count);
}

int main(int argc, char **argv)
{
    static struct builder b;

    if (argc != 2)
        fail("usage: lr_tables FILE.c");
    b.language = GRAMMAR_TABLES();
    if (b.language->token_count >= LR_MAX_TOKENS)
        fail("tokens don't fit 12 bits");
    table_spread(&b);
    states_find(&b);
    actions_build(&b);
    shifts_complete(&b);
    raw_build(&b);
    gotos_build(&b);

    FILE *out = fopen(argv[1], "w");

    if (!out)
        fail("can't write");
    fprintf(out, "/* Written by the build (parsers/generate/lr_tables.c). */\n"
                 "#include \"parsers/lr/tables.h\"\n\n"
                 "extern const struct lex_tables lex_tables_" TEXT(
                     GRAMMAR) ";\n"
                              "extern const struct lr_grammar lr_grammar_" TEXT(
                                  GRAMMAR) ";\n\n");
    write_states(&b, out);
    write_combs(&b, out);
    write_symbols(&b, out);
    write_reductions(&b, out);
    write_raw(&b, out);
    write_reserved(&b, out);
    write_grammar(&b, out);
    if (ferror(out) || fclose(out))
        fail("can't write");
    return 0;
}
