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

/* The b of a.b, the a of a; "" of all else. */
static struct slice last_name_of(const struct extractor *x, uint32_t node)
{
    if (node_is(x, node, PY_attribute))
        node = tree_child_by_field(x->tree, node, PY_FIELD_attribute);
    return node != TREE_NONE && node_is(x, node, PY_identifier) ? node_text(x, node)
                                                                : (struct slice){0};
}

/* @abc.abstractmethod, @abstractproperty, ..., called or not */
static bool is_abstract_decorator(const struct extractor *x, uint32_t decorator)
{
    uint32_t node = node_without_brackets(x, node_last_child(x, decorator));
    struct slice name;

    if (node_is(x, node, PY_call))
        node = tree_child_by_field(x->tree, node, PY_FIELD_function);
    if (node == TREE_NONE)
        return false;
    name = last_name_of(x, node_without_brackets(x, node));
    return slice_equal(name, slice_of("abstractmethod")) ||
           slice_equal(name, slice_of("abstractproperty")) ||
           slice_equal(name, slice_of("abstractclassmethod")) ||
           slice_equal(name, slice_of("abstractstaticmethod"));
}

/* An abstract method makes its class one. */
static void decorators_read(struct extractor *x, uint32_t node)
{
    struct scope *scope = scope_of(&x->scopes, node);
    bool abstract = false;

    x->decorators = 0;
    for (TREE_CHILDREN(x->tree, node, child)) {
        if (node_is(x, child, PY_decorator)) {
            count_up(&x->decorators);
            abstract |= scope->kind == SCOPE_CLASS && is_abstract_decorator(x, child);
        } else if (x->nodes[child].field == PY_FIELD_definition) {
            x->decorated = child;
        }
    }
    if (abstract && x->decorated < node &&
        node_is(x, x->decorated, PY_function_definition))
        scope->class_facts.flags |= CLASS_ABSTRACT;
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

/* What a base is called: the Generic of Generic[T]. */
static uint32_t base_bare(const struct extractor *x, uint32_t base)
{
    uint32_t value = base, node;

    do {
        node = node_without_brackets(x, value);
        value = node_is(x, node, PY_subscript)
                    ? tree_child_by_field(x->tree, node, PY_FIELD_value)
                    : TREE_NONE;
    } while (value != TREE_NONE);
    return node;
}

/* a or a.b: nothing but names and dots. */
static bool is_dotted(const struct extractor *x, uint32_t node)
{
    for (uint32_t i = tree_first(x->tree, node); i <= node; i++) {
        if (!node_is(x, i, PY_identifier) && !node_is(x, i, PY_attribute) &&
            !node_is(x, i, PY_TOK_dot) && !node_is_extra(x, i))
            return false;
    }
    return true;
}

static bool is_abstract_base(const struct extractor *x, uint32_t base)
{
    struct slice name = last_name_of(x, base);

    return slice_equal(name, slice_of("ABC")) || slice_equal(name, slice_of("Protocol"));
}

/* metaclass=abc.ABCMeta */
static bool is_abstract_keyword(const struct extractor *x, uint32_t keyword)
{
    uint32_t name = tree_child_by_field(x->tree, keyword, PY_FIELD_name);
    uint32_t value = tree_child_by_field(x->tree, keyword, PY_FIELD_value);

    if (name == TREE_NONE || value == TREE_NONE || !node_is_text(x, name, "metaclass"))
        return false;
    value = node_without_brackets(x, value);
    return slice_equal(last_name_of(x, value), slice_of("ABCMeta"));
}

static bool is_base(const struct extractor *x, uint32_t child)
{
    return (x->nodes[child].flags & (NODE_NAMED | NODE_EXTRA)) == NODE_NAMED &&
           !node_is(x, child, PY_dictionary_splat) && !node_is(x, child, PY_ERROR);
}

static void base_name_found(struct extractor *x, uint32_t base, size_t *count)
{
    x->base_names = memory_grow(x->base_names, &x->base_name_capacity, *count + 1,
                                sizeof *x->base_names);
    x->base_names[(*count)++] = base;
}

static void base_names_add(struct extractor *x, size_t count, struct class_facts *c)
{
    while (count-- > 0) {
        uint32_t name = name_add_dotted(x, x->base_names[count]);

        if (name && c->base_name_count++ == 0)
            c->base_names = name;
    }
}

/* The bases are met last one first, and their names are added the other way round. */
static void bases_read(struct extractor *x, uint32_t definition, struct class_facts *c)
{
    uint32_t list = tree_child_by_field(x->tree, definition, PY_FIELD_superclasses);
    size_t names = 0;

    if (list == TREE_NONE)
        return;
    for (TREE_CHILDREN(x->tree, list, child)) {
        if (node_is(x, child, PY_keyword_argument)) {
            c->flags |= is_abstract_keyword(x, child) ? CLASS_ABSTRACT : 0;
        } else if (is_base(x, child)) {
            uint32_t base = base_bare(x, child);

            count_up(&c->bases);
            c->flags |= is_abstract_base(x, base) ? CLASS_ABSTRACT : 0;
            if (is_dotted(x, base))
                base_name_found(x, base, &names);
        }
    }
    base_names_add(x, names, c);
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
    c->decorators = decorators_of(x, node);
    c->depth = depth;
    c->flags = depth ? CLASS_NESTED : 0;
    bases_read(x, node, c);
}

static void enter(struct extractor *x, uint32_t node)
{
    switch (x->nodes[node].symbol) {
    case PY_decorated_definition: decorators_read(x, node); break;
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
    .version = 2,
    .numbers = numbers,
    .start = start,
    .symbols = (const uint16_t[]){PY_function_definition, PY_class_definition,
                                  PY_decorated_definition, 0},
    .enter = enter,
    .leave = leave,
};
