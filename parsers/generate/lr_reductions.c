/* lr_reductions.c - reductions, with the fields and aliases of their children. */
#include "parsers/generate/lr_builder.h"

uint8_t node_flags(const struct builder *b, uint16_t symbol)
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

uint16_t reduction_of(struct builder *b, const TSParseAction *action)
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

bool is_visible(const struct builder *b, uint16_t symbol)
{
    return b->language->symbol_metadata[symbol].visible;
}

enum lr_kind reduction_kind(const struct builder *b, const struct lr_reduction *r)
{
    if (r->child_count == 0 || r->alias_count || r->field_count > LR_INLINE_FIELDS)
        return LR_REDUCE_ANY;
    if (r->field_count)
        return is_visible(b, r->symbol) ? LR_REDUCE_FIELDS : LR_REDUCE_ANY;
    return is_visible(b, r->symbol) ? LR_REDUCE_VISIBLE : LR_REDUCE_HIDDEN;
}

bool is_unit(struct builder *b, const TSParseAction *action)
{
    if (!action || action->type != TSParseActionTypeReduce ||
        action->reduce.child_count != 1)
        return false;

    uint16_t number = reduction_of(b, action);
    const struct lr_reduction *r = &b->reductions[number];

    return !is_visible(b, r->symbol) && r->field_count == 0 && r->alias_count == 0;
}
