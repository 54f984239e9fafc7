/* Imports: what a file asks for, where, and when that takes effect.
 *
 * Kept last one first, as the pass meets them. */
#include "engine/base/memory.h"
#include "engine/facts/extractor.h"
#include "engine/facts/metric.h"
#include "engine/facts/names.h"

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
    x->imports[index] =
        (struct import){.line = line.number, .column = byte - line.start, .flags = flags};
    return &x->imports[index];
}

/* The dotted_name of something imported, plain or in an aliased_import. */
static bool is_imported_name(const struct extractor *x, uint32_t node)
{
    return node_is(x, node, PY_dotted_name) && x->nodes[node].field == PY_FIELD_name;
}

/* import a.b, c as d */
static void import_statement(struct extractor *x, uint32_t node)
{
    uint16_t flags = flags_at(x, node);

    for (uint32_t i = node; i-- > tree_first(x->tree, node);) {
        if (is_imported_name(x, i))
            import_keep(x, node, flags)->module = name_add_dotted(x, i);
    }
}

/* The names lie one behind the other in the text. */
static void names_add(struct extractor *x, uint32_t statement, struct import *import)
{
    for (uint32_t i = tree_first(x->tree, statement); i < statement; i++) {
        bool star = node_is(x, i, PY_wildcard_import);
        uint32_t name;

        if (!star && !is_imported_name(x, i))
            continue;
        name = star ? name_add(x, slice_of("*")) : name_add_dotted(x, i);
        import->flags |= star ? IMPORT_STAR : 0;
        if (name && import->name_count++ == 0)
            import->names = name;
    }
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
           slice_equal(name, slice_of("importlib.import_module"));
}

/* The text of the first argument if that is one plain string literal, else
 * empty. Its nodes are the bracket, then start, content and end of the string,
 * the string, and a comma or the other bracket. */
static struct slice literal_argument(const struct extractor *x, uint32_t arguments)
{
    uint32_t first = tree_first(x->tree, arguments), string = first + 4;

    if (arguments - first < 6 || !node_is(x, string, PY_string) ||
        x->nodes[string].size != 4 || !node_is(x, string - 2, PY_string_content))
        return (struct slice){0};
    if (!node_is(x, string + 1, PY_TOK_comma) &&
        !node_is(x, string + 1, PY_TOK_paren_close))
        return (struct slice){0};
    if (memchr("bBfFtT", *node_text(x, string).data, 6))
        return (struct slice){0};
    return node_text(x, string - 2);
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

/* importlib.import_module("a.b") */
static void import_call(struct extractor *x, uint32_t call)
{
    uint32_t function = called_function(x, call);
    struct slice module;
    struct import *import;

    if (function == TREE_NONE || !is_import_function(x, function))
        return;
    module = literal_argument(x, call - 1);
    if (!is_module_name(module))
        return;
    import = import_keep(x, call, flags_at(x, call) | IMPORT_DYNAMIC);
    for (; module.len && *module.data == '.'; module.data++, module.len--)
        count_up(&import->level);
    import->module = name_add(x, module);
}

static void enter(struct extractor *x, uint32_t node)
{
    switch (x->nodes[node].symbol) {
    case PY_import_statement: import_statement(x, node); break;
    case PY_import_from_statement:
    case PY_future_import_statement: import_from_statement(x, node); break;
    case PY_call: import_call(x, node); break;
    case PY_if_statement:
    case PY_elif_clause: surroundings_enter_if(x, node); break;
    case PY_try_statement: surroundings_enter_try(x, node); break;
    }
}

static void start(struct extractor *x)
{
    x->surroundings.count = 0;
}

static const struct number numbers[] = {
    FILE_NUMBER(import_count, "imports", "imports",
                "Imported modules, each as often as it is imported."),
    {0},
};

const struct metric metric_imports = {
    .name = "imports",
    .version = 1,
    .numbers = numbers,
    .start = start,
    .symbols = (const uint16_t[]){PY_import_statement, PY_import_from_statement,
                                  PY_future_import_statement, PY_call, PY_if_statement,
                                  PY_elif_clause, PY_try_statement, 0},
    .enter = enter,
};
