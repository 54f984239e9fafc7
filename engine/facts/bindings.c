/* The names that functions and classes bind.
 *
 * The locals of a function are the names that it binds itself, each once, as CPython's
 * symbol table has them: by assignment (also augmented, also annotated without a
 * value), for, with, except, import, def, class, del, type, a walrus (in a comprehension
 * too, but in a lambda the name is the lambda's) and the captures of a case. Parameters
 * aren't counted, nor names that it declares global or nonlocal, nor those of
 * comprehensions.
 *
 * The attributes of a class are the names that its body binds, but for methods, nested
 * classes and del, and whatever its methods bind as an attribute of their first
 * parameter (`self.x = 1`, in loops, with, tuples, with an annotation alone), closures
 * in a method included. A static method has no such parameter, a class method has.
 * An attribute bound at both places is one.
 *
 * Names are the same if their bytes are: CPython would normalise them (NFKC), and give
 * those that start with two underscores the class's name. */
#include "engine/facts/extractor.h"
#include "engine/facts/targets.h"
#include "engine/facts/metric.h"
#include "engine/facts/targets.h"

/* What is known of a name in a scope; the table starts with the first. */
enum { NAME_NEW, NAME_COUNTED, NAME_LEFT_OUT };

static uint32_t *state_of(struct extractor *x, const struct scope *scope, uint32_t name)
{
    return name_set_get(&x->bound, scope->serial, node_text(x, name));
}

static uint32_t *count_of(struct scope *scope)
{
    return scope->kind == SCOPE_FUNCTION ? &scope->function_measures.locals
                                         : &scope->class_measures.attributes;
}

static void name_bind(struct extractor *x, struct scope *scope, uint32_t name)
{
    uint32_t *state;

    if (scope->kind == SCOPE_MODULE)
        return;
    state = state_of(x, scope, name);
    if (*state != NAME_NEW)
        return;
    *state = NAME_COUNTED;
    ++*count_of(scope);
}

/* The pass goes backwards: it may have been bound already. */
static void name_leave_out(struct extractor *x, struct scope *scope, uint32_t name)
{
    uint32_t *state = state_of(x, scope, name);

    if (*state == NAME_COUNTED)
        --*count_of(scope);
    *state = NAME_LEFT_OUT;
}

/* The class that gets an attribute when `object` is given one: that of the method
 * around, if it is the method's first parameter and no closure has its own of that
 * name. */
static struct scope *owner_of(struct extractor *x, uint32_t object)
{
    struct scope *scope = scope_top(&x->scopes);

    for (; scope->kind != SCOPE_MODULE; scope--) {
        if (scope->kind == SCOPE_CLASS)
            continue;
        if (scope[-1].kind == SCOPE_CLASS)
            break;
        if (*state_of(x, scope, object) == NAME_LEFT_OUT)
            return NULL;
    }
    if (scope->kind == SCOPE_MODULE || scope->self == TREE_NONE ||
        !slice_equal(node_text(x, object), node_text(x, scope->self)))
        return NULL;
    return scope - 1;
}

/* self.x; its nodes are self, the dot, x and the whole. */
static void attribute_bind(struct extractor *x, uint32_t node)
{
    uint32_t name = node - 1, object = node - 3;
    struct scope *owner;

    if (x->nodes[node].size != 4 || !node_is(x, object, PY_identifier))
        return;
    owner = owner_of(x, object);
    if (owner)
        name_bind(x, owner, name);
}

static void target_bind(struct extractor *x, uint32_t target)
{
    if (node_is(x, target, PY_identifier))
        name_bind(x, scope_top(&x->scopes), target);
    else if (node_is(x, target, PY_attribute))
        attribute_bind(x, target);
}

/* del x makes x a local of its function, but no attribute of anything. */
static void deleted_bind(struct extractor *x, uint32_t target)
{
    struct scope *scope = scope_top(&x->scopes);

    if (node_is(x, target, PY_identifier) && scope->kind == SCOPE_FUNCTION)
        name_bind(x, scope, target);
}

/* Each target in `node`, from the last to the first. */
static void targets_bind(struct extractor *x, uint32_t node,
                         void (*bind)(struct extractor *, uint32_t))
{
    uint32_t left = x->nodes[node].size;

    while (left) {
        uint32_t step = 1;

        if (!symbol_holds_targets(x->nodes[node].symbol)) {
            bind(x, node);
            step = x->nodes[node].size;
        }
        node -= step;
        left -= step;
    }
}

static bool is_left(const struct extractor *x, uint32_t node, uint16_t symbol)
{
    return x->nodes[node].field == PY_FIELD_left && node_is(x, node, symbol);
}

/* The left side of an assignment or a loop, or TREE_NONE. Most are a name, which is the
 * first node of an assignment, or have one dot, so they are looked for there first. */
static uint32_t left_of(const struct extractor *x, uint32_t node)
{
    uint32_t first = tree_first(x->tree, node);

    if (is_left(x, first, PY_identifier))
        return first;
    if (node - first > 3 && is_left(x, first + 3, PY_attribute))
        return first + 3;
    return tree_child_by_field(x->tree, node, PY_FIELD_left);
}

/* `(x): int` declares nothing, `(x): int = 1` does. */
static void assignment_bind(struct extractor *x, uint32_t node)
{
    uint32_t target = left_of(x, node);

    if (target == TREE_NONE)
        return;
    if (node_is(x, target, PY_identifier))
        name_bind(x, scope_top(&x->scopes), target);
    else if (!node_is(x, target, PY_tuple_pattern) ||
             tree_child_by_field(x->tree, node, PY_FIELD_right) != TREE_NONE)
        targets_bind(x, target, target_bind);
}

static void loop_bind(struct extractor *x, uint32_t node)
{
    uint32_t target = left_of(x, node);

    if (target != TREE_NONE)
        targets_bind(x, target, target_bind);
}

/* In the body of a lambda it binds a name of the lambda. f"{x:=5}" looks like one: x, to
 * be formatted by "=5". */
static void walrus_bind(struct extractor *x, uint32_t node)
{
    uint32_t name = tree_child_by_field(x->tree, node, PY_FIELD_name);
    bool format = x->nodes[node].field == PY_FIELD_expression;

    if (name != TREE_NONE && node < x->lambda_first && !format)
        name_bind(x, scope_of(&x->scopes, node), name);
}

static void lambda_enter(struct extractor *x, uint32_t node)
{
    uint32_t body = tree_child_by_field(x->tree, node, PY_FIELD_body);

    if (body != TREE_NONE && node < x->lambda_first)
        x->lambda_first = tree_first(x->tree, body);
}

/* import a.b binds a, import a.b as c binds c. */
static void import_bind(struct extractor *x, uint32_t node)
{
    for (TREE_CHILDREN(x->tree, node, child)) {
        uint32_t name = tree_first(x->tree, child);

        if (x->nodes[child].field != PY_FIELD_name)
            continue;
        if (node_is(x, child, PY_aliased_import))
            name = tree_child_by_field(x->tree, child, PY_FIELD_alias);
        if (name != TREE_NONE && node_is(x, name, PY_identifier))
            target_bind(x, name);
    }
}

static void delete_bind(struct extractor *x, uint32_t node)
{
    for (TREE_CHILDREN(x->tree, node, child))
        targets_bind(x, child, deleted_bind);
}

static void declaration_enter(struct extractor *x, uint32_t node)
{
    struct scope *scope = scope_top(&x->scopes);

    if (scope->kind == SCOPE_MODULE)
        return;
    for (TREE_CHILDREN(x->tree, node, child)) {
        if (node_is(x, child, PY_identifier))
            name_leave_out(x, scope, child);
    }
}

static void alias_bind(struct extractor *x, uint32_t node)
{
    uint32_t left = tree_child_by_field(x->tree, node, PY_FIELD_left);

    if (left != TREE_NONE)
        target_bind(x, tree_first(x->tree, left));
}

/* `with a as (b, c)`, `except a as b`: a target; `case a as b`: a name. */
static void as_bind(struct extractor *x, uint32_t node)
{
    if (x->nodes[node].size > 1)
        targets_bind(x, node - 1, target_bind);
}

/* A name alone, without dots, is a capture; `_` has a symbol of its own. */
static void capture_bind(struct extractor *x, uint32_t node)
{
    uint32_t name = node - 1;

    if (x->nodes[node].size == 1)
        return;
    if (node_is(x, name, PY_dotted_name) && x->nodes[name].size == 2)
        name--;
    if (node_is(x, name, PY_identifier) && !node_is_text(x, name, "_"))
        target_bind(x, name);
}

/* def and class bind a local of the function around, but are no attributes. */
static void definition_bind(struct extractor *x, uint32_t node)
{
    struct scope *outer = scope_top(&x->scopes) - 1;
    uint32_t name = tree_child_by_field(x->tree, node, PY_FIELD_name);

    if (outer->kind == SCOPE_FUNCTION && name != TREE_NONE)
        name_bind(x, outer, name);
}

/* The name of a parameter; TREE_NONE for those in brackets, as Python 2 had them. */
static uint32_t parameter_name(const struct extractor *x, uint32_t parameter)
{
    uint32_t name = tree_first(x->tree, parameter);

    if (node_is(x, name, PY_TOK_star) || node_is(x, name, PY_TOK_star_star))
        name++;
    return name <= parameter && node_is(x, name, PY_identifier) ? name : TREE_NONE;
}

static bool is_splat(const struct extractor *x, uint32_t parameter)
{
    return !node_is(x, tree_first(x->tree, parameter), PY_identifier);
}

/* All names are left out; the first one, if it may be given by position, is self. */
static void parameters_enter(struct extractor *x, struct scope *scope, uint32_t list)
{
    for (TREE_CHILDREN(x->tree, list, child)) {
        uint32_t name = parameter_name(x, child);

        if ((x->nodes[child].flags & (NODE_NAMED | NODE_EXTRA)) != NODE_NAMED)
            continue;
        scope->self = is_splat(x, child) ? TREE_NONE : name;
        if (name != TREE_NONE)
            name_leave_out(x, scope, name);
    }
}

static void function_enter(struct extractor *x, uint32_t node)
{
    struct scope *scope = scope_top(&x->scopes);
    uint32_t list = tree_child_by_field(x->tree, node, PY_FIELD_parameters);

    definition_bind(x, node);
    scope->self = TREE_NONE;
    if (list != TREE_NONE)
        parameters_enter(x, scope, list);
    if (x->static_method == node)
        scope->self = TREE_NONE;
}

/* @staticmethod, @anything.staticmethod; its last node may be the line's end. */
static bool is_static(const struct extractor *x, uint32_t decorator)
{
    for (TREE_CHILDREN(x->tree, decorator, child)) {
        if (node_is(x, child, PY_attribute))
            return node_is_text(x, child - 1, "staticmethod");
        if (node_is(x, child, PY_identifier))
            return node_is_text(x, child, "staticmethod");
    }
    return false;
}

static void decorated_enter(struct extractor *x, uint32_t node)
{
    uint32_t definition = TREE_NONE;

    for (TREE_CHILDREN(x->tree, node, child)) {
        if (x->nodes[child].field == PY_FIELD_definition)
            definition = child;
        else if (node_is(x, child, PY_decorator) && is_static(x, child))
            x->static_method = definition;
    }
}

static void enter(struct extractor *x, uint32_t node)
{
    switch (x->nodes[node].symbol) {
    case PY_assignment: assignment_bind(x, node); break;
    case PY_augmented_assignment:
    case PY_for_statement: loop_bind(x, node); break;
    case PY_named_expression: walrus_bind(x, node); break;
    case PY_lambda: lambda_enter(x, node); break;
    case PY_import_statement:
    case PY_import_from_statement: import_bind(x, node); break;
    case PY_delete_statement: delete_bind(x, node); break;
    case PY_global_statement:
    case PY_nonlocal_statement: declaration_enter(x, node); break;
    case PY_type_alias_statement: alias_bind(x, node); break;
    case PY_as_pattern: as_bind(x, node); break;
    case PY_case_pattern:
    case PY_keyword_pattern:
    case PY_splat_pattern: capture_bind(x, node); break;
    case PY_class_definition: definition_bind(x, node); break;
    case PY_function_definition: function_enter(x, node); break;
    case PY_decorated_definition: decorated_enter(x, node); break;
    }
}

static void start(struct extractor *x)
{
    x->lambda_first = x->static_method = UINT32_MAX;
    name_set_begin(&x->bound, x->source);
}

static const struct number numbers[] = {
    FUNCTION_MEASURE(locals, "locals", "names",
                     "Names that the function binds itself, parameters not counted."),
    CLASS_MEASURE(attributes, "attributes", "names",
                  "Names that the class body or self is given, methods not counted."),
    {0},
};

const struct metric metric_bindings = {
    .name = "bindings",
    .version = 1,
    .numbers = numbers,
    .start = start,
    .symbols =
        (const uint16_t[]){
            PY_assignment, PY_augmented_assignment, PY_for_statement, PY_named_expression,
            PY_lambda, PY_import_statement, PY_import_from_statement, PY_delete_statement,
            PY_global_statement, PY_nonlocal_statement, PY_type_alias_statement,
            PY_as_pattern, PY_case_pattern, PY_keyword_pattern, PY_splat_pattern,
            PY_class_definition, PY_function_definition, PY_decorated_definition, 0},
    .enter = enter,
};
