/* Imports: what a file asks for, where, and when that takes effect.
 *
 * Kept last one first, as the pass meets them. */
#include "engine/base/memory.h"
#include "engine/facts/extractor.h"
#include "engine/facts/literal.h"
#include "engine/facts/metric.h"
#include "engine/facts/names.h"
#include "engine/facts/plugins.h"

const char *import_kind(uint16_t flags)
{
    if (flags & IMPORT_DYNAMIC)
        return "dynamic";
    if (flags & IMPORT_TYPING)
        return "typing";
    if (flags & IMPORT_FUNCTION)
        return "function";
    if (flags & IMPORT_OPTIONAL)
        return "optional";
    return flags & IMPORT_STAR ? "star" : "load";
}

/* How whatever is imported at `node` takes effect. */
static uint16_t flags_at(struct extractor *x, uint32_t node)
{
    const struct scope *scope = scope_of(&x->scopes, node);

    return surroundings_flags(x, node) | (scope->functions ? IMPORT_FUNCTION : 0) |
           (scope->kind == SCOPE_CLASS ? IMPORT_CLASS_BODY : 0);
}

/* Where an import stands is where its statement does. */
static struct import *import_keep(struct extractor *x, uint32_t statement, uint16_t flags)
{
    uint32_t byte = x->nodes[statement].start_byte;
    struct line line = line_at(&x->lines, byte);
    uint32_t index = x->facts.import_count++;

    x->imports = memory_grow(x->imports, &x->import_capacity, (size_t)index + 1,
                             sizeof *x->imports);
    x->imports[index] = (struct import){.aliases = FACTS_NONE,
                                        .line = line.number,
                                        .column = byte - line.start,
                                        .flags = flags};
    return &x->imports[index];
}

/* The dotted_name of something imported, plain or in an aliased_import. */
static bool is_imported_name(const struct extractor *x, uint32_t node)
{
    return node_is(x, node, PY_dotted_name) && x->nodes[node].field == PY_FIELD_name;
}

/* What the name is called here, "" if that is its name: what follows `as` behind it and
 * before the next name. */
static struct slice alias_of(const struct extractor *x, uint32_t name, uint32_t statement)
{
    for (uint32_t i = name + 1; i < statement && !is_imported_name(x, i); i++) {
        if (x->nodes[i].field == PY_FIELD_alias)
            return node_text(x, i);
    }
    return (struct slice){0};
}

/* Behind the aliases of this statement that were found before. */
static void alias_find(struct extractor *x, uint32_t name, uint32_t statement)
{
    buf_add(&x->aliases, alias_of(x, name, statement));
    buf_add_char(&x->aliases, '\0');
}

/* All that were found, for that import, if one of them is more than "". */
static void aliases_add(struct extractor *x, struct import *import)
{
    if (x->aliases.len > import_alias_count(import))
        import->aliases = names_add_all(x, buf_slice(&x->aliases));
    buf_clear(&x->aliases);
}

/* import a.b, c as d */
static void import_statement(struct extractor *x, uint32_t node)
{
    uint16_t flags = flags_at(x, node);

    for (uint32_t i = node; i-- > tree_first(x->tree, node);) {
        struct import *import;

        if (!is_imported_name(x, i))
            continue;
        import = import_keep(x, node, flags);
        import->module = name_add_dotted(x, i);
        alias_find(x, i, node);
        aliases_add(x, import);
    }
}

/* The names lie one behind the other in the text, and so do their aliases. */
static void names_add(struct extractor *x, uint32_t statement, struct import *import)
{
    for (uint32_t i = tree_first(x->tree, statement); i < statement; i++) {
        bool star = node_is(x, i, PY_wildcard_import);
        uint32_t name;

        if (!star && !is_imported_name(x, i))
            continue;
        name = star ? name_add(x, slice_of("*")) : name_add_dotted(x, i);
        import->flags |= star ? IMPORT_STAR : 0;
        if (!name)
            continue;
        alias_find(x, i, statement);
        if (import->name_count++ == 0)
            import->names = name;
    }
    aliases_add(x, import);
}

static uint16_t dots_in(struct slice text)
{
    uint16_t dots = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '.')
            count_up(&dots);
    }
    return dots;
}

/* The a.b of `from ..a.b import c`, and how many dots stand before it. */
static void source_add(struct extractor *x, uint32_t source, struct import *import)
{
    if (node_is(x, source, PY_dotted_name))
        import->module = name_add_dotted(x, source);
    for (TREE_CHILDREN(x->tree, source, child)) {
        if (node_is(x, child, PY_import_prefix))
            import->level = dots_in(node_text(x, child));
        else if (node_is(x, child, PY_dotted_name))
            import->module = name_add_dotted(x, child);
    }
}

static void import_from_statement(struct extractor *x, uint32_t node)
{
    struct import *import = import_keep(x, node, flags_at(x, node) | IMPORT_FROM);
    uint32_t source = tree_child_by_field(x->tree, node, PY_FIELD_module_name);

    if (node_is(x, node, PY_future_import_statement))
        import->module = name_add(x, slice_of("__future__"));
    else if (source != TREE_NONE)
        source_add(x, source, import);
    names_add(x, node, import);
}

static bool is_import_function(const struct extractor *x, uint32_t function)
{
    struct slice name = node_text(x, function);

    return slice_equal(name, slice_of("__import__")) ||
           slice_equal(name, slice_of("import_module")) ||
           slice_equal(name, slice_of("importlib.import_module")) ||
           slice_equal(name, slice_of("importlib.__import__"));
}

/* "a": no bytes, no holes, not joined to another one. */
static bool is_plain_literal(const struct extractor *x, uint32_t node)
{
    struct slice start;

    if (!node_is(x, node, PY_string))
        return false;
    start = node_text(x, tree_first(x->tree, node));
    return literal_prefix_of(start).kind == LITERAL_TEXT;
}

/* Letters, digits, anything that isn't ASCII, and what files may have in their
 * names; no white space, nothing that needs escaping. */
static bool is_module_name(struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c < '-' || c == '/' || (c > '9' && c < 'A') || (c > 'Z' && c < '_') ||
            c == '`' || (c > 'z' && c < 0x80))
            return false;
    }
    return text.len > 0;
}

/* The function of a call with arguments in brackets, or TREE_NONE. Calls are
 * many: their two children are looked at in place. */
static uint32_t called_function(const struct extractor *x, uint32_t call)
{
    uint32_t size = x->nodes[call].size, function;

    if (size < 3 || !node_is(x, call - 1, PY_argument_list) ||
        x->nodes[call - 1].size > size - 2)
        return TREE_NONE;
    function = call - 1 - x->nodes[call - 1].size;
    return x->nodes[function].field == PY_FIELD_function ? function : TREE_NONE;
}

/* The module that a literal names, if it can be one's name. */
static void literal_keep(struct extractor *x, uint32_t statement, uint32_t literal,
                         uint16_t flags)
{
    struct slice module = node_string_text(x, literal);
    struct import *import;

    if (!is_module_name(module))
        return;
    import = import_keep(x, statement, flags);
    for (; module.len && *module.data == '.'; module.data++, module.len--)
        count_up(&import->level);
    import->module = name_add(x, module);
}

/* TREE_NONE: there is none. */
static uint32_t first_argument(const struct extractor *x, uint32_t arguments)
{
    uint32_t first = TREE_NONE;

    for (TREE_CHILDREN(x->tree, arguments, child)) {
        if (x->nodes[child].flags & NODE_NAMED && !node_is_extra(x, child))
            first = child;
    }
    return first;
}

/* __package__ and __name__ say where the file itself is; any other package is known only
 * when it runs. */
static bool is_own_package(const struct extractor *x, uint32_t argument)
{
    struct slice text;

    if (node_is(x, argument, PY_keyword_argument))
        argument--;
    text = node_text(x, argument);
    return slice_equal(text, slice_of("__package__")) ||
           slice_equal(text, slice_of("__name__"));
}

/* Is a relative name relative to this file? With no other argument it would fail. */
static bool is_relative_to_here(const struct extractor *x, uint32_t arguments,
                                uint32_t first)
{
    bool here = true;

    for (TREE_CHILDREN(x->tree, arguments, child)) {
        if (child != first && x->nodes[child].flags & NODE_NAMED &&
            !node_is_extra(x, child))
            here &= is_own_package(x, child);
    }
    return here;
}

/* importlib.import_module("a.b") */
static void import_call(struct extractor *x, uint32_t call)
{
    uint32_t function = called_function(x, call), argument, literal;
    uint16_t flags;

    if (function == TREE_NONE || !is_import_function(x, function))
        return;
    argument = first_argument(x, call - 1);
    if (argument == TREE_NONE)
        return;
    flags = flags_at(x, call) | IMPORT_DYNAMIC;
    literal = node_without_brackets(x, argument);
    if (is_plain_literal(x, literal) &&
        (!slice_starts(node_string_text(x, literal), slice_of(".")) ||
         is_relative_to_here(x, call - 1, argument)))
        literal_keep(x, call, literal, flags);
    else
        import_keep(x, call, flags | IMPORT_COMPUTED);
}

/* False: what it imports is known only when it runs. */
static bool plugin_keep(struct extractor *x, uint32_t statement, uint32_t plugin)
{
    plugin = node_without_brackets(x, plugin);
    if (!is_plain_literal(x, plugin))
        return false;
    literal_keep(x, statement, plugin, IMPORT_DYNAMIC);
    return true;
}

static bool is_row(const struct extractor *x, uint32_t node)
{
    return node_is(x, node, PY_list) || node_is(x, node, PY_tuple) ||
           node_is(x, node, PY_expression_list);
}

/* All that is known in it. False: not all is. */
static bool row_keep(struct extractor *x, uint32_t statement, uint32_t row)
{
    bool known = true;

    for (TREE_CHILDREN(x->tree, row, child)) {
        if (x->nodes[child].flags & NODE_NAMED && !node_is_extra(x, child))
            known &= plugin_keep(x, statement, child);
    }
    return known;
}

/* pytest_plugins = "a", f(b): pytest imports them once it has loaded the file, whatever
 * stands around the statement. All that can't be read is one import. */
static void plugins_keep(struct extractor *x, uint32_t statement)
{
    uint32_t value = plugins_value(x, statement);
    bool known;

    if (value == TREE_NONE || scope_of(&x->scopes, statement)->kind != SCOPE_MODULE)
        return;
    value = node_without_brackets(x, value);
    known = is_row(x, value) ? row_keep(x, statement, value)
                             : plugin_keep(x, statement, value);
    if (!known)
        import_keep(x, statement, IMPORT_DYNAMIC | IMPORT_COMPUTED);
}

static void enter(struct extractor *x, uint32_t node)
{
    switch (x->nodes[node].symbol) {
    case PY_import_statement: import_statement(x, node); break;
    case PY_import_from_statement:
    case PY_future_import_statement: import_from_statement(x, node); break;
    case PY_call: import_call(x, node); break;
    case PY_expression_statement: plugins_keep(x, node); break;
    case PY_if_statement:
    case PY_elif_clause: surroundings_enter_if(x, node); break;
    case PY_try_statement: surroundings_enter_try(x, node); break;
    }
}

/* Expression statements are many, and few files name plugins: only in these are they
 * looked at. */
static void start(struct extractor *x)
{
    metric_set bit = (metric_set)1 << METRIC_imports;
    metric_set *interested = &x->interest[PY_expression_statement];

    x->surroundings.count = 0;
    *interested = plugins_are_named(x) ? *interested | bit : *interested & ~bit;
}

static const struct number numbers[] = {
    FILE_NUMBER(import_count, "imports", "imports",
                "Imported modules, each as often as it is imported, and imports whose "
                "module is known only when they run."),
    {0},
};

const struct metric metric_imports = {
    .name = "imports",
    .version = 2,
    .numbers = numbers,
    .start = start,
    .symbols = (const uint16_t[]){PY_import_statement, PY_import_from_statement,
                                  PY_future_import_statement, PY_call, PY_if_statement,
                                  PY_elif_clause, PY_try_statement, 0},
    .enter = enter,
};
