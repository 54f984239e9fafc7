/* lr_write.c - the tables as a C file of constants. */
#include "parsers/generate/lr_builder.h"

#include <stdlib.h>

#define TEXT_(x) #x
#define TEXT(x)  TEXT_(x)

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
    uint64_t *numbers = rows_spread(&b->raw, LR_MAX_TOKENS);

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
    uint64_t *slots = rows_spread(&b->actions, LR_MAX_TOKENS);

    write_numbers(out, "uint64_t", "actions", slots, b->actions.width + 1);
    free(slots);
    slots = rows_spread(&b->gotos, 0);
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

void tables_write(const struct builder *b, FILE *out)
{
    fprintf(out, "/* Written by the build (parsers/generate/lr_tables.c). */\n"
                 "#include \"parsers/lr/tables.h\"\n\n"
                 "extern const struct lex_tables lex_tables_" TEXT(
                     GRAMMAR) ";\n"
                              "extern const struct lr_grammar lr_grammar_" TEXT(
                                  GRAMMAR) ";\n\n");
    write_states(b, out);
    write_combs(b, out);
    write_symbols(b, out);
    write_reductions(b, out);
    write_raw(b, out);
    write_reserved(b, out);
    write_grammar(b, out);
}
