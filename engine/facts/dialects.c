/* Paths through a function as other programs count them. The rules are the table below;
 * what a table can't say:
 *
 *   mccabe    Debian's 0.7. Statements alone count. A try is a point for each except and
 *             one for itself; what is in its finally is never looked at, nor what is in
 *             a match or in a try with except*. A nested function is a point, and its
 *             points count for the outer one; so do those in a nested class.
 *   lizard    its condition words, wherever they stand. Functions nested in one count by
 *             themselves, classes with what is around them.
 *   sonar     sonar-python. The decorators of a function belong to it. Functions nested
 *             in one count by themselves, classes with what is around them.
 *   rca       rust-code-analysis 0.0.25. The else of a loop is a point, except* none.
 *             Functions and classes count by themselves.
 *   origin    branches, as in branch_weight.c: of a function all that are in it, nested
 *             functions' once more for each function between.
 *
 * All but the origin's start at 1. */
#include "engine/facts/extractor.h"
#include "engine/facts/metric.h"

struct points {
    uint8_t rule;
    uint8_t mccabe, lizard, sonar, rca, origin;
};

static const struct points points_of[PY_SYMBOL_COUNT] = {
    /*                                              mccabe lizard sonar rca origin */
    [PY_if_statement] = {RULE_IF, 1, 1, 1, 1, 1},
    [PY_elif_clause] = {RULE_ELIF, 1, 1, 0, 1, 1},
    [PY_conditional_expression] = {RULE_TERNARY, 0, 1, 1, 1, 0},
    [PY_for_statement] = {RULE_FOR, 1, 1, 1, 1, 1},
    [PY_while_statement] = {RULE_WHILE, 1, 1, 1, 1, 1},
    [PY_try_statement] = {RULE_TRY, 1, 0, 0, 0, 1},
    [PY_except_clause] = {RULE_EXCEPT, 1, 1, 0, 1, 1},
    [PY_finally_clause] = {RULE_FINALLY, 0, 1, 0, 0, 0},
    [PY_boolean_operator] = {RULE_BOOLEAN, 0, 1, 1, 1, 0},
    [PY_for_in_clause] = {RULE_COMPREHENSION_FOR, 0, 1, 0, 1, 0},
    [PY_if_clause] = {RULE_COMPREHENSION_IF, 0, 1, 1, 1, 0},
    [PY_case_clause] = {RULE_CASE, 0, 1, 0, 0, 0},
    [PY_with_statement] = {RULE_WITH, 0, 0, 0, 1, 0},
    [PY_assert_statement] = {RULE_ASSERT, 0, 0, 0, 1, 0},
};

static const struct points guard = {RULE_GUARD, 0, 1, 0, 1, 0};
static const struct points loop_else = {RULE_LOOP_ELSE, 0, 0, 0, 1, 0};

static void add(struct extractor *x, enum tally tally, uint32_t node, uint8_t rule,
                uint8_t points)
{
    if (points)
        tally_add(x, scope_top(&x->scopes), tally, node, rule, points);
}

static void points_add(struct extractor *x, uint32_t node, struct points p)
{
    bool opaque = node >= scope_top(&x->scopes)->opaque_first;

    add(x, TALLY_MCCABE, node, p.rule, opaque ? 0 : p.mccabe);
    add(x, TALLY_LIZARD, node, p.rule, p.lizard);
    add(x, TALLY_SONAR, node, p.rule, node >= x->decorators_first ? 0 : p.sonar);
    add(x, TALLY_RCA, node, p.rule, p.rca);
    add(x, TALLY_ORIGIN, node, p.rule, p.origin);
    scope_top(&x->scopes)->branch_count += p.origin;
}

/* What lies in it from now on is nothing to mccabe. */
static void make_opaque(struct extractor *x, uint32_t node)
{
    struct scope *top = scope_top(&x->scopes);

    if (node < top->opaque_first)
        top->opaque_first = tree_first(x->tree, node);
}

static void loop_count(struct extractor *x, uint32_t loop)
{
    struct points p = points_of[x->nodes[loop].symbol];
    uint32_t otherwise = tree_child_by_field(x->tree, loop, PY_FIELD_alternative);

    if (node_is(x, tree_first(x->tree, loop), PY_KW_async))
        p.origin = 0;
    points_add(x, loop, p);
    if (otherwise != TREE_NONE)
        points_add(x, otherwise, loop_else);
}

static void try_count(struct extractor *x, uint32_t node)
{
    struct points p = points_of[PY_try_statement];

    if (node_is_group_try(x, node)) {
        p.origin = 0;
        make_opaque(x, node);
    }
    points_add(x, node, p);
}

static void except_count(struct extractor *x, uint32_t node)
{
    struct points p = points_of[PY_except_clause];

    if (node_is_group_clause(x, node))
        p.rca = 0;
    points_add(x, node, p);
}

/* sonar's: the pass will come to the decorators when the function's scope is left. */
static void decorators_count(struct extractor *x, uint32_t definition)
{
    for (uint32_t i = tree_first(x->tree, definition),
                  first = decorators_first(x, definition);
         i-- > first;) {
        uint16_t symbol = x->nodes[i].symbol;
        if (symbol < PY_SYMBOL_COUNT)
            add(x, TALLY_SONAR, i, points_of[symbol].rule, points_of[symbol].sonar);
    }
}

static void enter(struct extractor *x, uint32_t node)
{
    uint16_t symbol = x->nodes[node].symbol;

    switch (symbol) {
    case PY_function_definition:
    case PY_class_definition:
        scope_top(&x->scopes)->opaque_first = TREE_NONE;
        decorators_count(x, node);
        break;
    case PY_decorator:
        if (node < x->decorators_first)
            x->decorators_first = tree_first(x->tree, node);
        break;
    case PY_for_statement:
    case PY_while_statement: loop_count(x, node); break;
    case PY_try_statement: try_count(x, node); break;
    case PY_except_clause: except_count(x, node); break;
    case PY_if_clause:
        points_add(x, node,
                   x->nodes[node].field == PY_FIELD_guard ? guard : points_of[symbol]);
        break;
    case PY_match_statement: make_opaque(x, node); break;
    case PY_finally_clause:
        points_add(x, node, points_of[symbol]);
        make_opaque(x, node);
        break;
    default: points_add(x, node, points_of[symbol]);
    }
}

static void class_pass_on(struct extractor *x, struct scope *closing)
{
    static const enum tally passed[] = {TALLY_LIZARD, TALLY_SONAR, TALLY_ORIGIN};

    for (size_t i = 0; i < sizeof passed / sizeof *passed; i++)
        tally_pass_on(x, closing, passed[i]);
}

/* To the outer function, its branches are one function further down. */
static void function_pass_on(struct extractor *x, struct scope *closing)
{
    tally_pass_on(x, closing, TALLY_ORIGIN);
    tally_add(x, closing - 1, TALLY_ORIGIN, closing->node, RULE_NESTED_FUNCTION,
              closing->branch_count);
}

static void pass_on(struct extractor *x, struct scope *closing)
{
    if (closing->kind == SCOPE_CLASS)
        class_pass_on(x, closing);
    else
        function_pass_on(x, closing);
    closing[-1].branch_count = sum_of(closing[-1].branch_count, closing->branch_count);
    if (closing->node < closing[-1].opaque_first)
        tally_pass_on(x, closing, TALLY_MCCABE);
}

static void function_keep(struct extractor *x, struct scope *closing)
{
    static const enum tally from_one[] = {TALLY_MCCABE, TALLY_LIZARD, TALLY_SONAR,
                                          TALLY_RCA};
    struct function_measures *m = &closing->function_measures;

    for (size_t i = 0; i < sizeof from_one / sizeof *from_one; i++)
        tally_add(x, closing, from_one[i], closing->node, RULE_BASE, 1);
    m->mccabe = closing->tallies[TALLY_MCCABE];
    m->lizard_cyclomatic = closing->tallies[TALLY_LIZARD];
    m->sonar_cyclomatic = closing->tallies[TALLY_SONAR];
    m->rca_cyclomatic = closing->tallies[TALLY_RCA];
    m->branch_weight = closing->tallies[TALLY_ORIGIN];
}

static void leave(struct extractor *x, struct scope *closing)
{
    if (closing->kind == SCOPE_FUNCTION)
        function_keep(x, closing);
    if (closing->kind != SCOPE_MODULE && closing[-1].kind != SCOPE_MODULE)
        pass_on(x, closing);
}

static void start(struct extractor *x)
{
    x->decorators_first = UINT32_MAX;
}

static const struct number numbers[] = {
    FUNCTION_MEASURE(mccabe, "mccabe", "paths", "Paths by the rules of mccabe."),
    FUNCTION_MEASURE(lizard_cyclomatic, "lizard_cyclomatic", "paths",
                     "Paths by the rules of lizard."),
    FUNCTION_MEASURE(sonar_cyclomatic, "sonar_cyclomatic", "paths",
                     "Paths by the rules of sonar-python."),
    FUNCTION_MEASURE(rca_cyclomatic, "rca_cyclomatic", "paths",
                     "Paths by the rules of rust-code-analysis."),
    FUNCTION_MEASURE(branch_weight, "branch_weight", "branches",
                     "Branches, each counted once for every function around it, up to "
                     "this one."),
    {0},
};

const struct metric metric_dialects = {
    .name = "dialects",
    .version = 1,
    .numbers = numbers,
    .start = start,
    .symbols =
        (const uint16_t[]){PY_if_statement, PY_elif_clause, PY_conditional_expression,
                           PY_for_statement, PY_while_statement, PY_try_statement,
                           PY_except_clause, PY_finally_clause, PY_boolean_operator,
                           PY_for_in_clause, PY_if_clause, PY_match_statement,
                           PY_case_clause, PY_with_statement, PY_assert_statement,
                           PY_function_definition, PY_class_definition, PY_decorator, 0},
    .enter = enter,
    .leave = leave,
};
