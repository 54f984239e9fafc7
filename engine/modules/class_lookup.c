#include "engine/modules/class_lookup.h"

#include "engine/base/hash.h"

#include <stdlib.h>

/* Imports in a row; more are unknown. */
enum { DEPTH_MAX = 16 };

struct way_to {
    const struct classes *classes;
    unsigned hops;     /* that are left, over all ways */
    bool star_outside; /* a star import led out of the tree */
    /* What is being looked for: modules may hand on each other's names in a circle. */
    struct {
        uint32_t module;
        struct slice name;
    } asked[DEPTH_MAX];
    unsigned depth;
};

static const struct found_name nothing = {FOUND_NOTHING, 0}, unknown = {FOUND_UNKNOWN, 0},
                               outside = {FOUND_OUTSIDE, 0};

static bool hop(struct way_to *w)
{
    if (!w->hops)
        return false;
    w->hops--;
    return true;
}

/* ------------------------------------------------------------------ scopes */

struct slice class_bare_name(const struct classes *c, uint32_t number)
{
    struct slice name = class_name(c, number);
    const char *dot = name.len ? memrchr(name.data, '.', name.len) : NULL;
    size_t cut = dot ? (size_t)(dot + 1 - name.data) : 0;

    return (struct slice){name.data + cut, name.len - cut};
}

size_t class_slot(const struct classes *c, uint32_t scope, struct slice name)
{
    uint64_t hash = hash_bytes(name) + scope * UINT64_C(0x9e3779b97f4a7c15);
    size_t at = (hash ^ hash >> 32) & (c->slot_count - 1);

    for (; c->slots[at]; at = (at + 1) & (c->slot_count - 1)) {
        uint32_t number = c->slots[at] - 1;

        if (c->items[number].outer == scope &&
            slice_equal(class_bare_name(c, number), name))
            break;
    }
    return at;
}

/* The last class of that name in the scope that starts before that byte, or CLASS_NONE. */
static uint32_t class_in(struct way_to *w, uint32_t scope, struct slice name,
                         uint32_t before_byte)
{
    const struct classes *c = w->classes;
    uint32_t number = c->slots[class_slot(c, scope, name)] - 1;

    while (number != CLASS_NONE && class_facts_of(c, number)->start_byte >= before_byte)
        number = hop(w) ? c->items[number].before : CLASS_NONE;
    return number;
}

/* ----------------------------------------------------------------- modules */

static struct found_name place_member(struct way_to *w, uint32_t place, struct slice name,
                                      uint32_t asking);

static uint32_t file_of_module(const struct classes *c, uint32_t module)
{
    const struct places *p = c->resolver->places;

    return p->items[p->module_places[module]].file;
}

static const struct import *import_of(const struct classes *c, const struct binding *b)
{
    return &c->resolver->files[file_of_module(c, b->module)].facts->imports[b->import];
}

static struct slice name_of_import(const struct classes *c, const struct binding *b)
{
    const char *name = facts_text(c->resolver->files[file_of_module(c, b->module)].facts,
                                  import_of(c, b)->names);

    for (uint32_t i = 0; i < b->name; i++)
        name += strlen(name) + 1;
    return slice_of(name);
}

/* The module or folder that the import of a binding names; of a first name that. */
static struct found_name import_source(const struct classes *c, const struct binding *b)
{
    const struct import *import = import_of(c, b);
    uint32_t file = file_of_module(c, b->module);
    struct slice dotted =
        slice_of(facts_text(c->resolver->files[file].facts, import->module));
    struct target target;

    if (b->name == BINDING_FIRST)
        dotted = b->bound;
    target = resolve_name(c->resolver, file, import->level, dotted);
    switch (target.end) {
    case END_MODULE:
    case END_NAMESPACE: return (struct found_name){FOUND_PLACE, target.place};
    case END_UNRESOLVED: return unknown;
    default: return outside;
    }
}

static struct found_name binding_follow(struct way_to *w, const struct binding *b)
{
    const struct classes *c = w->classes;
    struct found_name source = import_source(c, b);

    if (source.kind != FOUND_PLACE || b->name == LINK_WHOLE || b->name == BINDING_FIRST)
        return source;
    return place_member(w, source.number, name_of_import(c, b), b->module);
}

static bool is_within(const struct classes *c, const struct binding *b,
                      uint32_t before_line, bool typing)
{
    const struct import *import = import_of(c, b);

    return import->line < before_line && (typing || !(import->flags & IMPORT_TYPING));
}

/* The last binding from that one on that counts, or BINDING_NONE. */
static uint32_t binding_within(struct way_to *w, uint32_t binding, uint32_t before_line,
                               bool typing)
{
    const struct binding *items = w->classes->bindings.items;

    while (binding != BINDING_NONE &&
           !is_within(w->classes, &items[binding], before_line, typing))
        binding = hop(w) ? items[binding].before : BINDING_NONE;
    return binding;
}

/* What the last import of that name leads to; if that is no class, an optional one before it,
 * whose except this one may stand in. */
static struct found_name imported_find(struct way_to *w, uint32_t binding,
                                       uint32_t before_line, bool typing)
{
    const struct binding *items = w->classes->bindings.items;
    struct found_name last = binding_follow(w, &items[binding]), found = last;

    while (found.kind != FOUND_CLASS && hop(w)) {
        binding = binding_within(w, items[binding].before, before_line, typing);
        if (binding == BINDING_NONE ||
            !(import_of(w->classes, &items[binding])->flags & IMPORT_OPTIONAL))
            return last;
        found = binding_follow(w, &items[binding]);
    }
    return found.kind == FOUND_CLASS ? found : last;
}

static struct found_name star_find(struct way_to *w, uint32_t module, struct slice name,
                                   uint32_t before_line)
{
    const struct classes *c = w->classes;
    uint32_t star = reexports_last(&c->bindings, module, slice_of("*"));

    if (name.len && *name.data == '_')
        return nothing;
    for (; star != BINDING_NONE && hop(w); star = c->bindings.items[star].before) {
        const struct binding *b = &c->bindings.items[star];
        struct found_name source, found;

        if (!is_within(c, b, before_line, false))
            continue;
        source = import_source(c, b);
        w->star_outside |= source.kind == FOUND_OUTSIDE;
        if (source.kind != FOUND_PLACE)
            continue;
        found = place_member(w, source.number, name, b->module);
        if (found.kind == FOUND_CLASS || found.kind == FOUND_OUTSIDE)
            return found;
    }
    return nothing;
}

/* What that name is in a module: when the class at that line and byte is made, or (both at
 * their most) once all of it is loaded. The later one of class and import holds. */
static struct found_name module_find(struct way_to *w, uint32_t module, struct slice name,
                                     uint32_t before_byte, uint32_t before_line,
                                     bool typing)
{
    const struct classes *c = w->classes;
    uint32_t class = class_in(w, module, name, before_byte);
    uint32_t binding = binding_within(w, reexports_last(&c->bindings, module, name),
                                      before_line, typing);

    if (class != CLASS_NONE &&
        (binding == BINDING_NONE || import_of(c, &c->bindings.items[binding])->line <
                                        class_facts_of(c, class)->line))
        return (struct found_name){FOUND_CLASS, class};
    if (binding != BINDING_NONE)
        return imported_find(w, binding, before_line, typing);
    return star_find(w, module, name, before_line);
}

static struct found_name child_find(const struct classes *c, uint32_t place,
                                    struct slice name)
{
    const struct places *p = c->resolver->places;
    uint32_t child = places_inner(p, place, name);

    if (child == PLACE_NONE)
        return nothing;
    return p->items[child].flags & PLACE_COMPILED && !place_is_module(&p->items[child])
               ? outside
               : (struct found_name){FOUND_PLACE, child};
}

/* The same for what is there in the end. A circle has nothing to add. */
static struct found_name member_find(struct way_to *w, uint32_t module, struct slice name)
{
    struct found_name found;

    for (unsigned i = 0; i < w->depth; i++) {
        if (w->asked[i].module == module && slice_equal(w->asked[i].name, name))
            return nothing;
    }
    if (w->depth == DEPTH_MAX)
        return unknown;
    w->asked[w->depth].module = module;
    w->asked[w->depth++].name = name;
    found = module_find(w, module, name, UINT32_MAX, UINT32_MAX, false);
    w->depth--;
    return found;
}

/* What a module or folder has of that name. What a package says of it holds against a module in
 * it, but for the import by which the package gets that: `from . import x`. Folders may be
 * shared with distributions. */
static struct found_name place_member(struct way_to *w, uint32_t place, struct slice name,
                                      uint32_t asking)
{
    const struct classes *c = w->classes;
    const struct place *at = &c->resolver->places->items[place];
    bool module = place_is_module(at);
    struct found_name found = nothing;

    if (!hop(w))
        return unknown;
    if (module && at->module == asking)
        found = child_find(c, place, name);
    if (module && found.kind == FOUND_NOTHING)
        found = member_find(w, at->module, name);
    if (found.kind == FOUND_NOTHING)
        found = child_find(c, place, name);
    if (found.kind == FOUND_NOTHING)
        return module ? unknown : outside;
    return found;
}

/* --------------------------------------------------------------- builtins */

static int text_compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The classes that any version of Python 3 from 3.8 on has without an import. */
static bool is_builtin(struct slice name)
{
    static const char *const names[] = {
        "ArithmeticError",
        "AssertionError",
        "AttributeError",
        "BaseException",
        "BaseExceptionGroup",
        "BlockingIOError",
        "BrokenPipeError",
        "BufferError",
        "BytesWarning",
        "ChildProcessError",
        "ConnectionAbortedError",
        "ConnectionError",
        "ConnectionRefusedError",
        "ConnectionResetError",
        "DeprecationWarning",
        "EOFError",
        "EncodingWarning",
        "EnvironmentError",
        "Exception",
        "ExceptionGroup",
        "FileExistsError",
        "FileNotFoundError",
        "FloatingPointError",
        "FutureWarning",
        "GeneratorExit",
        "IOError",
        "ImportError",
        "ImportWarning",
        "IndentationError",
        "IndexError",
        "InterruptedError",
        "IsADirectoryError",
        "KeyError",
        "KeyboardInterrupt",
        "LookupError",
        "MemoryError",
        "ModuleNotFoundError",
        "NameError",
        "NotADirectoryError",
        "NotImplementedError",
        "OSError",
        "OverflowError",
        "PendingDeprecationWarning",
        "PermissionError",
        "ProcessLookupError",
        "PythonFinalizationError",
        "RecursionError",
        "ReferenceError",
        "ResourceWarning",
        "RuntimeError",
        "RuntimeWarning",
        "StopAsyncIteration",
        "StopIteration",
        "SyntaxError",
        "SyntaxWarning",
        "SystemError",
        "SystemExit",
        "TabError",
        "TimeoutError",
        "TypeError",
        "UnboundLocalError",
        "UnicodeDecodeError",
        "UnicodeEncodeError",
        "UnicodeError",
        "UnicodeTranslateError",
        "UnicodeWarning",
        "UserWarning",
        "ValueError",
        "Warning",
        "ZeroDivisionError",
        "bool",
        "bytearray",
        "bytes",
        "classmethod",
        "complex",
        "dict",
        "enumerate",
        "filter",
        "float",
        "frozenset",
        "int",
        "list",
        "map",
        "memoryview",
        "object",
        "property",
        "range",
        "reversed",
        "set",
        "slice",
        "staticmethod",
        "str",
        "super",
        "tuple",
        "type",
        "zip",
    };
    char text[32] = "";
    const char *key = text;

    if (name.len >= sizeof text)
        return false;
    memcpy(text, name.data, name.len);
    return bsearch(&key, names, sizeof names / sizeof *names, sizeof *names,
                   text_compare);
}

/* A name that no scope has. */
static struct found_name beyond_find(const struct way_to *w, struct slice name)
{
    if (slice_equal(name, slice_of("object")))
        return (struct found_name){FOUND_OBJECT, 0};
    return is_builtin(name) || w->star_outside ? outside : unknown;
}

/* ------------------------------------------------------------------- chains */

/* The class of that name in a class, in its bases too, as they are met first. */
static uint32_t inner_find(struct way_to *w, uint32_t class, struct slice name,
                           bool inherited)
{
    const struct classes *c = w->classes;
    uint32_t found = class_in(w, class_scope(c, class), name, UINT32_MAX);
    const struct class_of_tree *k = &c->items[class];

    for (uint32_t i = 0; inherited && found == CLASS_NONE && i < k->base_count && hop(w);
         i++)
        found = inner_find(w, c->bases[k->bases + i], name, true);
    return found;
}

static struct found_name step(struct way_to *w, struct found_name from, struct slice name,
                              bool inherited)
{
    uint32_t inner;

    if (from.kind == FOUND_PLACE)
        return place_member(w, from.number, name, MODULE_NONE);
    if (from.kind != FOUND_CLASS)
        return from.kind == FOUND_OUTSIDE ? outside : unknown;
    inner = inner_find(w, from.number, name, inherited);
    return inner == CLASS_NONE ? unknown : (struct found_name){FOUND_CLASS, inner};
}

uint32_t class_along(const struct classes *c, struct found_name first, struct slice rest)
{
    struct way_to w = {.classes = c, .hops = CLASS_MAX_HOPS};
    uint32_t last = first.kind == FOUND_CLASS ? first.number : CLASS_NONE;
    struct slice part;

    while ((first.kind == FOUND_CLASS || first.kind == FOUND_PLACE) &&
           slice_cut(&rest, '.', &part)) {
        first = step(&w, first, part, false);
        if (first.kind == FOUND_CLASS)
            last = first.number;
    }
    return last;
}

struct found_name class_first_find(const struct classes *c, uint32_t module,
                                   struct slice name)
{
    struct way_to w = {.classes = c, .hops = CLASS_MAX_HOPS};

    return module_find(&w, module, name, UINT32_MAX, UINT32_MAX, true);
}

/* ------------------------------------------------------------------- bases */

/* What the first name of a base is where the class is made. What a function around it sees
 * is there by the time that it is called; of classes around it only the next one's body is
 * looked at. */
static struct found_name scopes_find(struct way_to *w, uint32_t number, struct slice name)
{
    const struct classes *c = w->classes;
    const struct class_facts *facts = class_facts_of(c, number);
    uint32_t scope = c->items[number].outer, found;
    bool next = true, late = false;

    for (; scope >= c->resolver->places->module_count; next = false) {
        bool class = scope < function_scope(c, 0);

        if (!hop(w))
            return unknown;
        found = class && !next
                    ? CLASS_NONE
                    : class_in(w, scope, name, late ? UINT32_MAX : facts->start_byte);
        if (found != CLASS_NONE)
            return (struct found_name){FOUND_CLASS, found};
        late |= !class;
        scope = scope_outer(c, scope);
    }
    return module_find(w, scope, name, late ? UINT32_MAX : facts->start_byte,
                       late ? UINT32_MAX : facts->line, false);
}

struct found_name class_base_find(const struct classes *c, uint32_t number,
                                  struct slice dotted, bool inherited)
{
    struct way_to w = {.classes = c, .hops = CLASS_MAX_HOPS};
    struct slice rest = dotted, part = {0};
    struct found_name found;

    slice_cut(&rest, '.', &part);
    found = scopes_find(&w, number, part);
    if (found.kind == FOUND_NOTHING)
        found = beyond_find(&w, part);
    while (slice_cut(&rest, '.', &part))
        found = step(&w, found, part, inherited);
    return found.kind == FOUND_PLACE ? unknown : found;
}
