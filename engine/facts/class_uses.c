#include "engine/facts/class_uses.h"

#include "engine/base/memory.h"
#include "engine/facts/name_set.h"
#include "engine/facts/targets.h"
#include "parsers/python.h"

#include <stdlib.h>
#include <string.h>

enum { SCOPES_AROUND = 64 };

/* A header is what lies around a definition: its decorators. */
enum block_kind {
    BLOCK_MODULE,
    BLOCK_CLASS,
    BLOCK_FUNCTION,
    BLOCK_COMPREHENSION,
    BLOCK_HEADER
};

#define NO_CLASS UINT32_MAX

struct block {
    enum block_kind kind;
    uint32_t outer;      /* its serial; of the module, 0 */
    uint32_t first;      /* of its nodes */
    uint32_t body_first; /* before that lies what is evaluated outside */
    uint32_t owner;      /* the class whose text it is, or NO_CLASS */
    uint32_t definition; /* of a header */
};

/* What is known of a name in a block; from NAME_CLASS on, a class. */
enum { NAME_NEW, NAME_VARIABLE, NAME_GLOBAL, NAME_CLASS };

struct use {
    uint32_t owner, block;
    uint32_t start_byte, first_end, end_byte;
};

struct class_use_reader {
    const struct tree *tree;
    const struct node *nodes;
    struct slice source;
    struct block *blocks; /* by serial; the innermost open one is `top` */
    size_t block_count, block_capacity;
    uint32_t top;
    uint32_t *classes; /* start bytes, in the order of being met */
    size_t class_count, class_capacity;
    struct use *uses;
    size_t use_count, use_capacity;
    bool *bound; /* by node: a name that is bound there, no use */
    size_t bound_capacity;
    struct name_set names, seen;
    struct class_use *kept;
    size_t kept_capacity;
};

struct class_use_reader *class_use_reader_new(void)
{
    return memory_calloc(1, sizeof(struct class_use_reader));
}

void class_use_reader_free(struct class_use_reader *r)
{
    name_set_release(&r->names);
    name_set_release(&r->seen);
    free(r->blocks);
    free(r->classes);
    free(r->uses);
    free(r->bound);
    free(r->kept);
    free(r);
}

static bool node_is(const struct class_use_reader *r, uint32_t node, uint16_t symbol)
{
    return r->nodes[node].symbol == symbol;
}

static struct slice bytes_of(const struct class_use_reader *r, uint32_t start,
                             uint32_t end)
{
    return (struct slice){r->source.data + start, end - start};
}

static struct slice node_text(const struct class_use_reader *r, uint32_t node)
{
    return bytes_of(r, r->nodes[node].start_byte, r->nodes[node].end_byte);
}

/* ------------------------------------------------------------------ blocks */

static struct block *block_open(struct class_use_reader *r, enum block_kind kind,
                                uint32_t node, uint32_t body)
{
    uint32_t outer = r->top;
    uint32_t owner = r->block_count ? r->blocks[outer].owner : NO_CLASS;

    r->blocks =
        memory_grow(r->blocks, &r->block_capacity, r->block_count + 1, sizeof *r->blocks);
    r->top = (uint32_t)r->block_count++;
    r->blocks[r->top] = (struct block){
        .kind = kind,
        .outer = outer,
        .first = tree_first(r->tree, node),
        .body_first = body == TREE_NONE ? UINT32_MAX : tree_first(r->tree, body),
        .owner = owner,
        .definition = TREE_NONE,
    };
    return &r->blocks[r->top];
}

/* The block whose names `node` sees. */
static uint32_t block_of(const struct class_use_reader *r, uint32_t node)
{
    uint32_t at = r->top;

    while (at && (r->blocks[at].kind == BLOCK_HEADER || node < r->blocks[at].body_first))
        at = r->blocks[at].outer;
    return at;
}

/* ---------------------------------------------------------------- bindings */

/* The pass goes backwards: of two classes the first one met is the one that holds. */
static void name_set_state(struct class_use_reader *r, uint32_t block, uint32_t name,
                           uint32_t state)
{
    uint32_t *known = name_set_get(&r->names, block, node_text(r, name));

    if (*known == NAME_NEW || (*known >= NAME_CLASS && state < NAME_CLASS) ||
        state == NAME_GLOBAL)
        *known = state;
}

static void variable_bind(struct class_use_reader *r, uint32_t block, uint32_t name)
{
    enum block_kind kind = r->blocks[block].kind;

    r->bound[name] = true;
    if (kind == BLOCK_FUNCTION || kind == BLOCK_COMPREHENSION)
        name_set_state(r, block, name, NAME_VARIABLE);
}

/* Each target in `node`, from the last to the first. */
static void targets_bind(struct class_use_reader *r, uint32_t node)
{
    uint32_t left = r->nodes[node].size, block = block_of(r, node);

    while (left) {
        uint32_t step = 1;

        if (!symbol_holds_targets(r->nodes[node].symbol)) {
            if (node_is(r, node, PY_identifier))
                variable_bind(r, block, node);
            step = r->nodes[node].size;
        }
        node -= step;
        left -= step;
    }
}

static void field_bind(struct class_use_reader *r, uint32_t node, uint8_t field)
{
    uint32_t target = tree_child_by_field(r->tree, node, field);

    if (target != TREE_NONE)
        targets_bind(r, target);
}

/* A walrus in a comprehension binds a name of what lies around. f"{x:=5}" looks like one. */
static void walrus_bind(struct class_use_reader *r, uint32_t node)
{
    uint32_t name = tree_child_by_field(r->tree, node, PY_FIELD_name);
    uint32_t block = block_of(r, node);

    if (name == TREE_NONE || r->nodes[node].field == PY_FIELD_expression)
        return;
    while (r->blocks[block].kind == BLOCK_COMPREHENSION)
        block = r->blocks[block].outer;
    variable_bind(r, block, name);
}

/* import a.b binds a, import a.b as c binds c. */
static void import_bind(struct class_use_reader *r, uint32_t node)
{
    for (TREE_CHILDREN(r->tree, node, child)) {
        uint32_t name = tree_first(r->tree, child);

        if (r->nodes[child].field != PY_FIELD_name)
            continue;
        if (node_is(r, child, PY_aliased_import))
            name = tree_child_by_field(r->tree, child, PY_FIELD_alias);
        if (name != TREE_NONE && node_is(r, name, PY_identifier))
            variable_bind(r, block_of(r, node), name);
    }
}

static void children_bind(struct class_use_reader *r, uint32_t node)
{
    for (TREE_CHILDREN(r->tree, node, child))
        targets_bind(r, child);
}

static void global_declare(struct class_use_reader *r, uint32_t node)
{
    for (TREE_CHILDREN(r->tree, node, child)) {
        r->bound[child] = true;
        if (node_is(r, child, PY_identifier) && node_is(r, node, PY_global_statement))
            name_set_state(r, block_of(r, node), child, NAME_GLOBAL);
    }
}

static void alias_bind(struct class_use_reader *r, uint32_t node)
{
    uint32_t left = tree_child_by_field(r->tree, node, PY_FIELD_left);

    if (left != TREE_NONE)
        targets_bind(r, tree_first(r->tree, left));
}

/* The last child is a target, or in a case a name. */
static void last_bind(struct class_use_reader *r, uint32_t node)
{
    if (r->nodes[node].size > 1)
        targets_bind(r, node - 1);
}

/* A name alone, without dots, is a capture. */
static void capture_bind(struct class_use_reader *r, uint32_t node)
{
    uint32_t name = node - 1;

    if (r->nodes[node].size == 1)
        return;
    if (node_is(r, name, PY_dotted_name) && r->nodes[name].size == 2)
        name--;
    if (node_is(r, name, PY_identifier))
        variable_bind(r, block_of(r, node), name);
    if (node_is(r, node, PY_keyword_pattern))
        r->bound[tree_first(r->tree, node)] = true;
}

/* Defaults and annotations are evaluated outside. */
static void parameters_bind(struct class_use_reader *r, uint32_t list)
{
    for (TREE_CHILDREN(r->tree, list, child)) {
        uint32_t name = tree_first(r->tree, child);

        if (node_is(r, name, PY_TOK_star) || node_is(r, name, PY_TOK_star_star))
            name++;
        if (name <= child && node_is(r, name, PY_identifier))
            variable_bind(r, r->top, name);
        else if (node_is(r, child, PY_tuple_pattern))
            targets_bind(r, child);
    }
}

/* ------------------------------------------------------------- definitions */

static void function_enter(struct class_use_reader *r, uint32_t node)
{
    uint32_t name = tree_child_by_field(r->tree, node, PY_FIELD_name);
    uint32_t list = tree_child_by_field(r->tree, node, PY_FIELD_parameters);

    if (name != TREE_NONE)
        variable_bind(r, block_of(r, node), name);
    block_open(r, BLOCK_FUNCTION, node,
               tree_child_by_field(r->tree, node, PY_FIELD_body));
    if (list != TREE_NONE)
        parameters_bind(r, list);
}

static void class_enter(struct class_use_reader *r, uint32_t node)
{
    uint32_t name = tree_child_by_field(r->tree, node, PY_FIELD_name);
    uint32_t outer = block_of(r, node), number = (uint32_t)r->class_count;
    struct block *header = &r->blocks[r->top];

    r->classes = memory_grow(r->classes, &r->class_capacity, r->class_count + 1,
                             sizeof *r->classes);
    r->classes[r->class_count++] = r->nodes[node].start_byte;
    if (name != TREE_NONE) {
        r->bound[name] = true;
        if (outer)
            name_set_state(r, outer, name, NAME_CLASS + number);
    }
    if (header->kind == BLOCK_HEADER && header->definition == node)
        header->owner = number;
    block_open(r, BLOCK_CLASS, node, tree_child_by_field(r->tree, node, PY_FIELD_body))
        ->owner = number;
}

static void decorated_enter(struct class_use_reader *r, uint32_t node)
{
    uint32_t definition = tree_child_by_field(r->tree, node, PY_FIELD_definition);

    if (definition != TREE_NONE && node_is(r, definition, PY_class_definition))
        block_open(r, BLOCK_HEADER, node, node)->definition = definition;
}

static void lambda_enter(struct class_use_reader *r, uint32_t node)
{
    uint32_t list = tree_child_by_field(r->tree, node, PY_FIELD_parameters);

    block_open(r, BLOCK_FUNCTION, node,
               tree_child_by_field(r->tree, node, PY_FIELD_body));
    if (list != TREE_NONE)
        parameters_bind(r, list);
}

/* -------------------------------------------------------------------- uses */

/* Of the name at `first`, up to `end_byte` of a chain. */
static void use_add(struct class_use_reader *r, uint32_t node, uint32_t first,
                    uint32_t end_byte)
{
    uint32_t owner = r->blocks[r->top].owner;

    if (owner == NO_CLASS || r->bound[first] ||
        r->nodes[first].end_byte == r->nodes[first].start_byte)
        return;
    r->uses = memory_grow(r->uses, &r->use_capacity, r->use_count + 1, sizeof *r->uses);
    r->uses[r->use_count++] = (struct use){.owner = owner,
                                           .block = block_of(r, node),
                                           .start_byte = r->nodes[first].start_byte,
                                           .first_end = r->nodes[first].end_byte,
                                           .end_byte = end_byte};
}

/* Where the part of a chain ends that has nothing between its names and dots. A chain is a
 * name and then, for each dot, the dot, a name and (`stride` 3) the attribute of them. */
static uint32_t chain_end(const struct class_use_reader *r, uint32_t first, uint32_t last,
                          uint32_t stride)
{
    uint32_t end = r->nodes[first].end_byte;

    for (uint32_t dot = first + 1; dot + 1 <= last; dot += stride) {
        if (r->nodes[dot].start_byte != end ||
            r->nodes[dot + 1].start_byte != r->nodes[dot].end_byte)
            break;
        end = r->nodes[dot + 1].end_byte;
    }
    return end;
}

/* An attribute whose nodes are the object, a dot and a name. */
static bool is_link(const struct class_use_reader *r, uint32_t node)
{
    return node_is(r, node, PY_attribute) && r->nodes[node].size >= 4 &&
           node_is(r, node - 1, PY_identifier) && node_is(r, node - 2, PY_TOK_dot);
}

/* The first node of what was read; what lies before it in the file is still to be read. */
static uint32_t attribute_read(struct class_use_reader *r, uint32_t node)
{
    uint32_t object = node, name;

    for (; is_link(r, object); object -= 3)
        r->bound[object - 1] = true;
    if (object == node) {
        name = tree_child_by_field(r->tree, node, PY_FIELD_attribute);
        if (name != TREE_NONE)
            r->bound[name] = true;
        return node;
    }
    if (!node_is(r, object, PY_identifier))
        return object + 1;
    use_add(r, node, object, chain_end(r, object, node, 3));
    return object;
}

/* In a case: names and dots. */
static uint32_t dotted_name_read(struct class_use_reader *r, uint32_t node)
{
    uint32_t first = tree_first(r->tree, node);

    if (first < node && node_is(r, first, PY_identifier))
        use_add(r, node, first, chain_end(r, first, node - 1, 2));
    return first;
}

static void name_skip(struct class_use_reader *r, uint32_t node, uint8_t field)
{
    uint32_t name = tree_child_by_field(r->tree, node, field);

    if (name != TREE_NONE)
        r->bound[name] = true;
}

/* The first node of what was read. */
static uint32_t node_enter(struct class_use_reader *r, uint32_t node)
{
    switch (r->nodes[node].symbol) {
    case PY_identifier: use_add(r, node, node, r->nodes[node].end_byte); break;
    case PY_attribute: return attribute_read(r, node);
    case PY_dotted_name: return dotted_name_read(r, node);
    case PY_import_statement:
    case PY_import_from_statement: import_bind(r, node); return tree_first(r->tree, node);
    case PY_future_import_statement: return tree_first(r->tree, node);
    case PY_keyword_argument: name_skip(r, node, PY_FIELD_name); break;
    case PY_member_type: last_bind(r, node); break;
    case PY_assignment:
    case PY_augmented_assignment:
    case PY_for_statement:
    case PY_for_in_clause: field_bind(r, node, PY_FIELD_left); break;
    case PY_named_expression: walrus_bind(r, node); break;
    case PY_delete_statement: children_bind(r, node); break;
    case PY_global_statement:
    case PY_nonlocal_statement: global_declare(r, node); break;
    case PY_type_alias_statement: alias_bind(r, node); break;
    case PY_as_pattern: last_bind(r, node); break;
    case PY_case_pattern:
    case PY_keyword_pattern:
    case PY_splat_pattern: capture_bind(r, node); break;
    case PY_lambda: lambda_enter(r, node); break;
    case PY_list_comprehension:
    case PY_set_comprehension:
    case PY_dictionary_comprehension:
    case PY_generator_expression: block_open(r, BLOCK_COMPREHENSION, node, node); break;
    case PY_class_definition: class_enter(r, node); break;
    case PY_function_definition: function_enter(r, node); break;
    case PY_decorated_definition: decorated_enter(r, node); break;
    }
    return node;
}

static void tree_pass(struct class_use_reader *r)
{
    uint32_t left = r->tree->count;

    block_open(r, BLOCK_MODULE, tree_root(r->tree), tree_root(r->tree));
    while (left) {
        uint32_t node = left - 1;

        while (r->top && node < r->blocks[r->top].first)
            r->top = r->blocks[r->top].outer;
        left = node_enter(r, node);
    }
}

/* -------------------------------------------------------------------- keep */

/* What its first name is: NAME_GLOBAL, NAME_VARIABLE or a class. */
static uint32_t use_meaning(struct class_use_reader *r, const struct use *use)
{
    struct slice name = bytes_of(r, use->start_byte, use->first_end);
    uint32_t at = use->block;

    for (unsigned i = 0; at && i < SCOPES_AROUND; i++, at = r->blocks[at].outer) {
        const struct block *block = &r->blocks[at];
        uint32_t state;

        if (block->kind == BLOCK_HEADER ||
            (block->kind == BLOCK_CLASS && at != use->block))
            continue;
        state = *name_set_get(&r->names, at, name);
        if (state != NAME_NEW)
            return state;
    }
    return NAME_GLOBAL;
}

static bool is_repeated(struct class_use_reader *r, const struct use *use,
                        uint32_t meaning)
{
    uint32_t *seen;

    if (meaning != NAME_GLOBAL)
        return false;
    seen =
        name_set_get(&r->seen, use->owner, bytes_of(r, use->start_byte, use->end_byte));
    return (*seen)++ > 0;
}

static uint32_t uses_keep(struct class_use_reader *r, struct arena *lasting)
{
    uint32_t count = 0;

    r->kept = memory_grow(r->kept, &r->kept_capacity, r->use_count + 1, sizeof *r->kept);
    for (size_t i = 0; i < r->use_count; i++) {
        const struct use *use = &r->uses[i];
        uint32_t meaning = use_meaning(r, use);

        if (meaning == NAME_VARIABLE || is_repeated(r, use, meaning))
            continue;
        r->kept[count++] = (struct class_use){
            .owner = r->classes[use->owner],
            .local = meaning == NAME_GLOBAL ? CLASS_USE_GLOBAL
                                            : r->classes[meaning - NAME_CLASS],
            .dotted = arena_copy(lasting, bytes_of(r, use->start_byte, use->end_byte))};
    }
    return count;
}

static void reader_begin(struct class_use_reader *r, const struct tree *tree,
                         struct slice source)
{
    r->tree = tree;
    r->nodes = tree->nodes;
    r->source = source;
    r->block_count = r->class_count = r->use_count = 0;
    r->top = 0;
    r->bound = memory_grow(r->bound, &r->bound_capacity, tree->count, sizeof *r->bound);
    memset(r->bound, 0, tree->count * sizeof *r->bound);
    name_set_begin(&r->names, source);
    name_set_begin(&r->seen, source);
}

bool class_uses_wanted(const struct tree *tree)
{
    for (uint32_t i = 0; i < tree->count; i++) {
        if (tree->nodes[i].symbol == PY_class_definition)
            return true;
    }
    return false;
}

const struct class_uses *class_uses_read(struct class_use_reader *r,
                                         const struct tree *tree, struct slice source,
                                         struct arena *lasting)
{
    struct class_uses *uses = arena_new(lasting, struct class_uses);
    struct class_use *items;

    reader_begin(r, tree, source);
    tree_pass(r);
    uses->class_count = (uint32_t)r->class_count;
    uses->count = uses_keep(r, lasting);
    uses->items = items = arena_array(lasting, struct class_use, uses->count);
    if (uses->count)
        memcpy(items, r->kept, uses->count * sizeof *items);
    return uses;
}
