/* Functions and classes: where they are and what they are called. Opens a scope
 * for each, fills the record in it, and keeps the record when the scope closes.
 *
 * The pass runs backwards, so the records come last one first and inner before
 * outer: turned round, that is the order of the source. */
#include "engine/base/memory.h"
#include "engine/facts/extractor.h"
#include "engine/facts/metric.h"
#include "engine/facts/names.h"

static const struct slice unknown = {"<unknown>", 9}; /* after a syntax error */

/* Where the last token of a definition ends. The nodes right behind it in the
 * pass are either around that token or of no weight: comments may stand behind
 * the last statement of a block. One search serves all that end in it. */
static uint32_t end_of(struct extractor *x, uint32_t definition)
{
    uint32_t i = definition;

    if (x->last_token < definition)
        i = x->last_token;
    while (i > 0 && (x->nodes[i].size > 1 || x->nodes[i].flags & NODE_EXTRA ||
                     x->nodes[i].start_byte == x->nodes[i].end_byte))
        i--;
    x->last_token = i;
    return x->nodes[i < tree_first(x->tree, definition) ? definition : i].end_byte;
}

static uint32_t end_line_of(const struct extractor *x, uint32_t start_byte,
                            uint32_t end_byte)
{
    return line_at(&x->lines, end_byte > start_byte ? end_byte - 1 : end_byte).number;
}

static struct slice bare_name_of(const struct extractor *x, uint32_t definition)
{
    uint32_t name = tree_child_by_field(x->tree, definition, PY_FIELD_name);
    struct slice text = name == TREE_NONE ? unknown : node_text(x, name);

    return text.len ? text : unknown;
}

static struct qualified_name name_of(struct extractor *x, const struct scope *outer,
                                     uint32_t definition)
{
    uint32_t outer_name =
        outer->kind == SCOPE_CLASS ? outer->class_facts.name : outer->function.name;

    return name_add_qualified(x, outer_name, outer->name_bytes,
                              bare_name_of(x, definition));
}

static uint16_t decorators_of(const struct extractor *x, uint32_t definition)
{
    return x->decorated == definition ? x->decorators : 0;
}

static void decorators_count(struct extractor *x, uint32_t node)
{
    x->decorators = 0;
    for (TREE_CHILDREN(x->tree, node, child)) {
        if (node_is(x, child, PY_decorator))
            count_up(&x->decorators);
        else if (x->nodes[child].field == PY_FIELD_definition)
            x->decorated = child;
    }
}

/* Modules are no depth. */
static uint16_t depth_of(const struct extractor *x)
{
    size_t depth = x->scopes.count - 1;

    return depth < UINT16_MAX ? (uint16_t)depth : UINT16_MAX;
}

static struct scope *scope_open(struct extractor *x, enum scope_kind kind,
                                uint32_t definition)
{
    struct scope *scope = scope_push(&x->scopes);
    uint32_t body = tree_child_by_field(x->tree, definition, PY_FIELD_body);

    scope->kind = kind;
    scope->serial = ++x->scope_serial;
    scope->node = definition;
    scope->first = tree_first(x->tree, definition);
    scope->body = body;
    scope->body_first = body == TREE_NONE ? TREE_NONE : tree_first(x->tree, body);
    scope->functions = scope[-1].functions + (kind == SCOPE_FUNCTION);
    scope->last_method = FACTS_NONE;
    if (x->bill)
        bill_open(x, scope, scope[-1].serial);
    return scope;
}

static void function_open(struct extractor *x, uint32_t node)
{
    uint16_t depth = depth_of(x);
    struct scope *scope = scope_open(x, SCOPE_FUNCTION, node);
    const struct scope *outer = scope - 1;
    struct qualified_name name = name_of(x, outer, node);
    struct function *f = &scope->function;

    scope->name_bytes = name.bytes;
    f->name = name.name;
    f->bare_name = name.bare_name;
    f->start_byte = x->nodes[node].start_byte;
    f->end_byte = end_of(x, node);
    f->line = node_line(x, node);
    f->end_line = end_line_of(x, f->start_byte, f->end_byte);
    f->owner = FACTS_NONE;
    f->decorators = decorators_of(x, node);
    f->depth = depth;
    f->flags = (node_is(x, scope->first, PY_KW_async) ? FUNCTION_ASYNC : 0) |
               (outer->kind == SCOPE_CLASS ? FUNCTION_METHOD : 0) |
               (outer->functions ? FUNCTION_NESTED : 0);
}

static uint16_t bases_of(const struct extractor *x, uint32_t definition)
{
    uint32_t list = tree_child_by_field(x->tree, definition, PY_FIELD_superclasses);
    uint16_t bases = 0;

    if (list == TREE_NONE)
        return 0;
    for (TREE_CHILDREN(x->tree, list, child)) {
        if ((x->nodes[child].flags & (NODE_NAMED | NODE_EXTRA)) == NODE_NAMED &&
            !node_is(x, child, PY_keyword_argument) &&
            !node_is(x, child, PY_dictionary_splat) && !node_is(x, child, PY_ERROR))
            count_up(&bases);
    }
    return bases;
}

static void class_open(struct extractor *x, uint32_t node)
{
    uint16_t depth = depth_of(x);
    struct scope *scope = scope_open(x, SCOPE_CLASS, node);
    struct qualified_name name = name_of(x, scope - 1, node);
    struct class_facts *c = &scope->class_facts;

    scope->name_bytes = name.bytes;
    c->name = name.name;
    c->start_byte = x->nodes[node].start_byte;
    c->end_byte = end_of(x, node);
    c->line = node_line(x, node);
    c->end_line = end_line_of(x, c->start_byte, c->end_byte);
    c->bases = bases_of(x, node);
    c->decorators = decorators_of(x, node);
    c->depth = depth;
    c->flags = depth ? CLASS_NESTED : 0;
}

static void enter(struct extractor *x, uint32_t node)
{
    switch (x->nodes[node].symbol) {
    case PY_decorated_definition: decorators_count(x, node); break;
    case PY_function_definition: function_open(x, node); break;
    case PY_class_definition: class_open(x, node); break;
    }
}

static void function_measures_keep(struct extractor *x, const struct scope *scope,
                                   uint32_t index)
{
    x->function_measures =
        memory_grow(x->function_measures, &x->function_measures_capacity,
                    (size_t)index + 1, sizeof *x->function_measures);
    x->function_measures[index] = scope->function_measures;
}

static void class_measures_keep(struct extractor *x, const struct scope *scope,
                                uint32_t index)
{
    x->class_measures = memory_grow(x->class_measures, &x->class_measures_capacity,
                                    (size_t)index + 1, sizeof *x->class_measures);
    x->class_measures[index] = scope->class_measures;
}

/* The class of a method is kept after it. Until then `owner` chains the
 * methods of one class, the class knowing the last one. */
static void function_close(struct extractor *x, struct scope *scope)
{
    struct scope *outer = scope - 1;
    uint32_t index = x->facts.function_count++;

    if (outer->kind == SCOPE_CLASS) {
        count_up(&outer->class_facts.methods);
        scope->function.owner = outer->last_method;
        outer->last_method = index;
    }
    x->functions = memory_grow(x->functions, &x->function_capacity, (size_t)index + 1,
                               sizeof *x->functions);
    x->functions[index] = scope->function;
    if (x->measures.set)
        function_measures_keep(x, scope, index);
    if (x->bill)
        bill_name(x, scope, index);
}

static void class_close(struct extractor *x, struct scope *scope)
{
    uint32_t index = x->facts.class_count++;
    uint32_t method = scope->last_method;

    while (method != FACTS_NONE) {
        uint32_t before = x->functions[method].owner;
        x->functions[method].owner = index;
        method = before;
    }
    x->classes = memory_grow(x->classes, &x->class_capacity, (size_t)index + 1,
                             sizeof *x->classes);
    x->classes[index] = scope->class_facts;
    if (x->measures.set)
        class_measures_keep(x, scope, index);
}

static void leave(struct extractor *x, struct scope *closing)
{
    switch (closing->kind) {
    case SCOPE_FUNCTION: function_close(x, closing); break;
    case SCOPE_CLASS: class_close(x, closing); break;
    case SCOPE_MODULE: break;
    }
}

static void start(struct extractor *x)
{
    x->last_token = x->decorated = UINT32_MAX;
}

static const struct number numbers[] = {
    FUNCTION_NUMBER(decorators, "decorators", "decorators",
                    "Decorators of the function."),
    FUNCTION_PEAK(depth, "depth", "scopes", "Functions and classes around it."),
    CLASS_NUMBER(methods, "methods", "functions",
                 "Functions directly in the class body."),
    CLASS_NUMBER(bases, "bases", "classes", "Base classes, keywords not counted."),
    CLASS_NUMBER(decorators, "decorators", "decorators", "Decorators of the class."),
    CLASS_PEAK(depth, "depth", "scopes", "Functions and classes around it."),
    FILE_NUMBER(function_count, "functions", "functions", "Functions and methods."),
    FILE_NUMBER(class_count, "classes", "classes", "Classes."),
    {0},
};

const struct metric metric_definitions = {
    .name = "definitions",
    .version = 1,
    .numbers = numbers,
    .start = start,
    .symbols = (const uint16_t[]){PY_function_definition, PY_class_definition,
                                  PY_decorated_definition, 0},
    .enter = enter,
    .leave = leave,
};
