/* Operators and operands as `radon hal` counts them: n1, n2 different ones, N1, N2 in
 * all.
 *
 *   a + b           an operator, two operands: all arithmetic, shifts, & | ^ and @
 *   -a, not a, ~a   one and one
 *   a and b and c   one, and an operand for each value; brackets begin another one
 *   a += b          as a + b, and of the same name as that
 *   a < b <= c      an operator each, and an operand for each thing compared
 *
 * Nothing else is an operator: no assignment, call, subscript, keyword. What a pattern
 * of a match statement calculates counts (-1, 2+3j), its | doesn't.
 *
 * Operands are the same if they are the same name or equal constants, and stand in
 * functions of the same name. a, x.a and 'a' are one, 1, 1.0 and True are one. All
 * others - calls, subscripts, operations, f-strings - are one of a kind each time. An
 * operator is the same everywhere. Brackets around an operand are nothing.
 *
 * A function has what stands in its body, with all that is defined in there; nested
 * ones, which radon doesn't list, have theirs by the same rule. Its decorators,
 * parameters and annotations count nowhere, those of a class and of a variable count in
 * what lies around it. The file has all of it together. */
#include "engine/facts/extractor.h"
#include "engine/facts/literal.h"
#include "engine/facts/metric.h"
#include "engine/facts/operand.h"

/* Bits of a set. 0 is no operator. */
enum operation {
    ADD = 1,
    SUB,
    MULT,
    MAT_MULT,
    DIV,
    MOD,
    FLOOR_DIV,
    POW,
    BIT_OR,
    BIT_AND,
    BIT_XOR,
    L_SHIFT,
    R_SHIFT,
    LT,
    LT_E,
    EQ,
    NOT_EQ,
    GT_E,
    GT,
    IN,
    NOT_IN,
    IS,
    IS_NOT,
    AND,
    OR,
    NOT,
    INVERT,
    U_ADD,
    U_SUB,
};

/* Of a token between two operands. */
static const uint8_t operators[PY_SYMBOL_COUNT] = {
    [PY_TOK_plus] = ADD,
    [PY_TOK_plus_equal] = ADD,
    [PY_TOK_minus] = SUB,
    [PY_TOK_minus_equal] = SUB,
    [PY_TOK_star] = MULT,
    [PY_TOK_star_equal] = MULT,
    [PY_TOK_at] = MAT_MULT,
    [PY_TOK_at_equal] = MAT_MULT,
    [PY_TOK_slash] = DIV,
    [PY_TOK_slash_equal] = DIV,
    [PY_TOK_percent] = MOD,
    [PY_TOK_percent_equal] = MOD,
    [PY_TOK_slash_slash] = FLOOR_DIV,
    [PY_TOK_slash_slash_equal] = FLOOR_DIV,
    [PY_TOK_star_star] = POW,
    [PY_TOK_star_star_equal] = POW,
    [PY_TOK_bar] = BIT_OR,
    [PY_TOK_bar_equal] = BIT_OR,
    [PY_TOK_ampersand] = BIT_AND,
    [PY_TOK_ampersand_equal] = BIT_AND,
    [PY_TOK_caret] = BIT_XOR,
    [PY_TOK_caret_equal] = BIT_XOR,
    [PY_TOK_less_less] = L_SHIFT,
    [PY_TOK_less_less_equal] = L_SHIFT,
    [PY_TOK_greater_greater] = R_SHIFT,
    [PY_TOK_greater_greater_equal] = R_SHIFT,
    [PY_TOK_less] = LT,
    [PY_TOK_less_equal] = LT_E,
    [PY_TOK_equal_equal] = EQ,
    [PY_TOK_bang_equal] = NOT_EQ,
    [PY_TOK_less_greater] = NOT_EQ,
    [PY_TOK_greater_equal] = GT_E,
    [PY_TOK_greater] = GT,
    [PY_KW_in] = IN,
    [PY_KW_not_in] = NOT_IN,
    [PY_KW_is] = IS,
    [PY_KW_is_not] = IS_NOT,
    [PY_KW_and] = AND,
    [PY_KW_or] = OR,
};

/* Of one before its operand. */
static enum operation unary_operation(uint16_t symbol)
{
    switch (symbol) {
    case PY_TOK_plus: return U_ADD;
    case PY_TOK_minus: return U_SUB;
    case PY_TOK_tilde: return INVERT;
    }
    return NOT;
}

static inline enum operation operation_of(const struct extractor *x, uint32_t node)
{
    uint16_t symbol = x->nodes[node].symbol;

    return symbol < PY_SYMBOL_COUNT ? operators[symbol] : 0;
}

/* A key is new to those scopes around it that opened after it was met last: it is
 * counted in the innermost one and taken back from the first to which it isn't new. */
static void key_add(struct extractor *x, struct scope *scope, uint64_t key)
{
    uint32_t before = last_seen_note(&x->operands, key ^ scope->operand_context);

    scope->halstead.distinct_operands++;
    if (!before)
        return;
    while (before <= scope->operand_time)
        scope--;
    scope->halstead.distinct_operands--;
}

static void operand_add(struct extractor *x, struct scope *scope, uint32_t operand)
{
    uint64_t key;

    scope->halstead.operands++;
    if (operand_key(x, operand, &key))
        key_add(x, scope, key);
    else
        scope->halstead.distinct_operands++;
}

static void operator_add(struct scope *scope, enum operation operation)
{
    scope->halstead.operators++;
    scope->operators |= UINT32_C(1) << operation;
}

/* Operators between operands: binary, in an assignment, a comparison or a type. */
static void operation_add(struct extractor *x, struct scope *scope, uint32_t node)
{
    for (TREE_CHILDREN(x->tree, node, child)) {
        enum operation operation = operation_of(x, child);

        if (node_is_extra(x, child))
            continue;
        if (operation)
            operator_add(scope, operation);
        else
            operand_add(x, scope, child);
    }
}

static void unary_add(struct extractor *x, struct scope *scope, uint32_t node)
{
    operator_add(scope, unary_operation(x->nodes[tree_first(x->tree, node)].symbol));
    operand_add(x, scope, node_last_child(x, node));
}

static enum operation boolean_of(const struct extractor *x, uint32_t node)
{
    uint32_t token = tree_child_by_field(x->tree, node, PY_FIELD_operator);

    return token != TREE_NONE ? operation_of(x, token) : 0;
}

/* `a and b and c` is `a and b`, and `and c`: the operator is counted in the first one. */
static void boolean_add(struct extractor *x, struct scope *scope, uint32_t node)
{
    enum operation operation = boolean_of(x, node);

    for (TREE_CHILDREN(x->tree, node, child)) {
        if (node_is_extra(x, child) || x->nodes[child].field == PY_FIELD_operator)
            continue;
        if (x->nodes[child].field != PY_FIELD_left) {
            operand_add(x, scope, child);
        } else if (!node_is(x, child, PY_boolean_operator) ||
                   boolean_of(x, child) != operation) {
            operand_add(x, scope, child);
            operator_add(scope, operation);
        }
    }
}

/* print >>file: to Python 3 that is an operation on the name print. */
static void chevron_add(struct extractor *x, struct scope *scope, uint32_t node)
{
    operator_add(scope, R_SHIFT);
    operand_add(x, scope, node_last_child(x, node));
    scope->halstead.operands++;
    key_add(x, scope, literal_string_key(slice_of("print"), LITERAL_TEXT));
}

/* Minus before a number in a pattern. */
static void pattern_add(struct extractor *x, struct scope *scope, uint32_t node)
{
    uint32_t number = TREE_NONE;

    for (TREE_CHILDREN(x->tree, node, child)) {
        if (node_is(x, child, PY_TOK_minus) && number != TREE_NONE) {
            operator_add(scope, U_SUB);
            operand_add(x, scope, number);
        }
        if (!node_is_extra(x, child))
            number = child;
    }
}

/* [-]2 + 3j: the minus belongs to the 2, which then is an operation. */
static void complex_pattern_add(struct extractor *x, struct scope *scope, uint32_t node)
{
    uint32_t first = tree_first(x->tree, node);

    for (TREE_CHILDREN(x->tree, node, child)) {
        enum operation operation = operation_of(x, child);

        if (node_is_extra(x, child))
            continue;
        if (child == first && operation) {
            operator_add(scope, U_SUB);
            scope->halstead.operands++;
            scope->halstead.distinct_operands++;
        } else if (operation) {
            operator_add(scope, operation);
        } else {
            operand_add(x, scope, child);
        }
    }
}

/* Decorators are met from the last to the first, so of one before another one we know
 * already whose they are. */
static void decorator_enter(struct extractor *x, uint32_t node)
{
    uint32_t next = node + 1;

    while (node_is_extra(x, next))
        next++;
    if (!node_is(x, next, PY_TOK_at))
        x->quiet_decorators = !node_is(x, next, PY_KW_class);
    if (x->quiet_decorators)
        x->quiet_operators = tree_first(x->tree, node);
}

/* Functions of one name share their operands, as they do in radon. */
static void scope_enter(struct extractor *x, struct scope *scope)
{
    struct slice name;

    scope->operand_time = x->operands.now;
    scope->operand_context = scope[-1].operand_context;
    if (scope->kind != SCOPE_FUNCTION)
        return;
    name = slice_of(x->text.data + scope->function.bare_name);
    /* Not the name's own key, else it and the same name in it would be nothing. */
    scope->operand_context =
        literal_string_key(name, LITERAL_TEXT) * UINT64_C(0x9e3779b97f4a7c15);
}

static void enter(struct extractor *x, uint32_t node)
{
    struct scope *scope = scope_top(&x->scopes);

    if (node >= x->quiet_operators ||
        (scope->kind == SCOPE_FUNCTION && node < scope->body_first))
        return;
    switch (x->nodes[node].symbol) {
    case PY_binary_operator:
    case PY_comparison_operator:
    case PY_augmented_assignment:
    case PY_union_type: operation_add(x, scope, node); break;
    case PY_unary_operator:
    case PY_not_operator: unary_add(x, scope, node); break;
    case PY_boolean_operator: boolean_add(x, scope, node); break;
    case PY_chevron: chevron_add(x, scope, node); break;
    case PY_complex_pattern: complex_pattern_add(x, scope, node); break;
    case PY_case_pattern:
    case PY_union_pattern:
    case PY_dict_pattern:
    case PY_keyword_pattern: pattern_add(x, scope, node); break;
    case PY_decorator: decorator_enter(x, node); break;
    case PY_function_definition:
    case PY_class_definition: scope_enter(x, scope); break;
    }
}

static uint32_t bits_count(uint32_t bits)
{
    uint32_t count = 0;

    for (; bits; bits &= bits - 1)
        count++;
    return count;
}

static void leave(struct extractor *x, struct scope *closing)
{
    struct halstead h = closing->halstead, *outer = &closing[-1].halstead;

    h.distinct_operators = bits_count(closing->operators);
    if (closing->kind == SCOPE_MODULE) {
        x->measures.halstead = h;
        return;
    }
    if (closing->kind == SCOPE_FUNCTION)
        closing->function_measures.halstead = h;
    closing[-1].operators |= closing->operators;
    outer->operators += h.operators;
    outer->operands += h.operands;
    outer->distinct_operands += h.distinct_operands;
}

static void start(struct extractor *x)
{
    x->quiet_operators = UINT32_MAX;
    last_seen_start(&x->operands);
}

static const struct number numbers[] = {
    FILE_MEASURE(halstead.distinct_operators, "distinct_operators", "operators",
                 "Halstead's n1: different operators."),
    FILE_MEASURE(halstead.distinct_operands, "distinct_operands", "operands",
                 "Halstead's n2: different operands."),
    FILE_MEASURE(halstead.operators, "operators", "operators",
                 "Halstead's N1: all operators."),
    FILE_MEASURE(halstead.operands, "operands", "operands",
                 "Halstead's N2: all operands."),
    FUNCTION_MEASURE(halstead.distinct_operators, "distinct_operators", "operators",
                     "Halstead's n1: different operators."),
    FUNCTION_MEASURE(halstead.distinct_operands, "distinct_operands", "operands",
                     "Halstead's n2: different operands."),
    FUNCTION_MEASURE(halstead.operators, "operators", "operators",
                     "Halstead's N1: all operators."),
    FUNCTION_MEASURE(halstead.operands, "operands", "operands",
                     "Halstead's N2: all operands."),
    {0},
};

const struct metric metric_halstead = {
    .name = "halstead",
    .version = 1,
    .numbers = numbers,
    .start = start,
    .symbols =
        (const uint16_t[]){PY_binary_operator, PY_comparison_operator,
                           PY_augmented_assignment, PY_union_type, PY_unary_operator,
                           PY_not_operator, PY_boolean_operator, PY_chevron,
                           PY_complex_pattern, PY_case_pattern, PY_union_pattern,
                           PY_dict_pattern, PY_keyword_pattern, PY_decorator,
                           PY_function_definition, PY_class_definition, 0},
    .enter = enter,
    .leave = leave,
};
