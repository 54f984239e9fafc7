/* Whatever the bytes are: no crash, and the facts keep their promises. */
#include "tests/facts/facts_of.h"

#include "parsers/python.h"

#include <stdio.h>
#include <stdlib.h>

/* Something of all that the metrics look at. */
static const char sample[] =
    "#!/usr/bin/python3\n'''doc\n\n# string\n''' ; x = 1\n"
    "from __future__ import annotations\nimport a.b as c, d\nfrom ..e import (f, g as "
    "h)\n"
    "if TYPE_CHECKING:\n    from i import *\nelse:\n    import j\n"
    "try:\n    import k\nexcept (ImportError, OSError) as e:\n    k = None\nelse:\n    "
    "pass\n"
    "@d(a or b)\nclass A(B, metaclass=M):\n    ('doc' # c\n     'more')\n"
    "    @staticmethod\n    async def f(self, a: int = 1, /, b=2, *c, d, **e) -> 'x':\n"
    "        r'''doc'''\n        async for x in y:\n            assert x and y\n"
    "        else:\n            import_module('..m', z)\n"
    "        def test_g(*, a): return [x for x in y if x if z] # c\n"
    "        return f'{a if b else c!r:>{d}}' '\\n' b'x'\n    # c\n\n    x: int = 1\n"
    "def h(a, b, (c, d)=1):\n    while a:\n        with b as c, d: pass\n"
    "    else: print >>a, b\n    match a:\n        case [b, *_] if c and d: pass\n"
    "        case (x): pass\n    try: a\n    except* B: c\n    return lambda x=1: x\n"
    "x += -a ** 0x1F % 'b' u'\\x41\\\n' @ (b'c' < 1.5j <= None); {1: [2:3]}; x[:]; y\n"
    "\xc3\xa9 = \xe2\x80\xa8 $ ?\n";

static void expect_name(const struct facts *f, uint32_t name, uint32_t bare)
{
    cr_assert_lt(name, f->text_bytes);
    cr_assert_not_null(memchr(f->text + name, '\0', f->text_bytes - name));
    cr_assert_geq(bare, name);
    cr_assert_leq(bare, name + strlen(facts_text(f, name)));
}

static void expect_span(const struct facts *f, struct slice source, uint32_t start,
                        uint32_t end, uint32_t line, uint32_t end_line)
{
    cr_assert_leq(start, end);
    cr_assert_leq(end, source.len);
    cr_assert_geq(line, 1);
    cr_assert_leq(line, end_line);
    cr_assert_leq(end_line, f->lines.physical + (f->lines.physical == 0));
}

static void expect_functions(const struct facts *f, struct slice source)
{
    for (uint32_t i = 0; i < f->function_count; i++) {
        const struct function *fn = &f->functions[i];

        expect_name(f, fn->name, fn->bare_name);
        expect_span(f, source, fn->start_byte, fn->end_byte, fn->line, fn->end_line);
        cr_assert(i == 0 || fn[-1].start_byte <= fn->start_byte);
        cr_assert_geq(fn->cyclomatic, 1);
        cr_assert_leq(fn->hinted_parameters, fn->parameters);
        cr_assert_eq(fn->owner < f->class_count, (fn->flags & FUNCTION_METHOD) != 0);
        cr_assert(fn->owner < f->class_count || fn->owner == FACTS_NONE);
        cr_assert(f->partial || !(fn->flags & FUNCTION_PARTIAL));
    }
}

/* Also "": a name without an alias. */
static void expect_names(const struct facts *f, uint32_t name, uint32_t count)
{
    for (; count; count--) {
        expect_name(f, name, name);
        name += (uint32_t)strlen(facts_text(f, name)) + 1;
    }
}

static void expect_classes(const struct facts *f, struct slice source)
{
    uint32_t methods = 0, owned = 0;

    for (uint32_t i = 0; i < f->class_count; i++) {
        const struct class_facts *c = &f->classes[i];

        expect_name(f, c->name, c->name);
        expect_names(f, c->base_names, c->base_name_count);
        cr_assert(c->base_name_count <= c->bases || c->bases == UINT16_MAX);
        expect_span(f, source, c->start_byte, c->end_byte, c->line, c->end_line);
        cr_assert(i == 0 || c[-1].start_byte <= c->start_byte);
        cr_assert_geq(c->cyclomatic, 1);
        methods += c->methods;
    }
    for (uint32_t i = 0; i < f->function_count; i++)
        owned += f->functions[i].owner != FACTS_NONE;
    cr_assert_eq(methods, owned);
}

static void expect_imports(const struct facts *f)
{
    for (uint32_t i = 0; i < f->import_count; i++) {
        const struct import *im = &f->imports[i];

        expect_name(f, im->module, im->module);
        expect_names(f, im->names, im->name_count);
        if (im->aliases != FACTS_NONE)
            expect_names(f, im->aliases, import_alias_count(im));
        if (im->flags & IMPORT_COMPUTED)
            cr_assert(im->flags & IMPORT_DYNAMIC && im->module == 0 && im->level == 0);
        cr_assert_geq(im->line, 1);
        cr_assert_leq(im->line, f->lines.physical);
        cr_assert_not_null(import_kind(im->flags));
    }
}

static void expect_promises(const struct facts *f, struct slice source)
{
    const struct line_counts *l = &f->lines;

    cr_assert_eq((uint64_t)l->code + l->comment + l->blank + l->docstring, l->physical);
    cr_assert_eq(f->documentable_count, 1 + f->function_count + f->class_count);
    cr_assert_leq(f->docstring_count, f->documentable_count);
    cr_assert_leq(f->hint_count, f->hintable_count);
    cr_assert_leq(f->test_count, f->function_count);
    cr_assert_eq(f->error_line != 0, f->partial);
    cr_assert_eq(f->text[f->text_bytes - 1], '\0');
    expect_functions(f, source);
    expect_classes(f, source);
    expect_imports(f);
}

static void expect_halstead(const struct halstead *h, const struct halstead *file)
{
    cr_assert_leq(h->distinct_operators, h->operators);
    cr_assert_leq(h->distinct_operands, h->operands);
    cr_assert_leq(h->operators, file->operators);
    cr_assert_leq(h->operands, file->operands);
    cr_assert_leq(h->distinct_operands, file->distinct_operands);
}

static void expect_measures(const struct measures *m)
{
    const struct raw_lines *raw = &m->raw;

    cr_assert_eq((uint64_t)raw->sloc + raw->single_comments + raw->multi + raw->blank,
                 raw->loc);
    expect_halstead(&m->halstead, &m->halstead);
    for (uint32_t i = 0; i < m->function_count; i++)
        expect_halstead(&m->functions[i].halstead, &m->halstead);
}

/* On the heap, so that a sanitizer sees the first byte behind it. */
static void try_bytes(struct reader *r, struct slice bytes)
{
    char *copy = malloc(bytes.len + !bytes.len);
    struct extracted got;

    cr_assert_not_null(copy);
    memcpy(copy, bytes.data, bytes.len);
    bytes.data = copy;
    got = measures_of_bytes(r, bytes);
    expect_promises(got.facts, bytes);
    expect_measures(got.measures);
    arena_reset(&r->memory);
    free(copy);
}

Test(hostile, files_cut_off_anywhere)
{
    struct reader r = {0};

    for (size_t len = 0; len < sizeof sample; len++)
        try_bytes(&r, (struct slice){sample, len});
    reader_release(&r);
}

Test(hostile, files_that_start_anywhere)
{
    struct reader r = {0};

    for (size_t from = 0; from < sizeof sample; from++)
        try_bytes(&r, (struct slice){sample + from, sizeof sample - 1 - from});
    reader_release(&r);
}

static char *edited(const char *text, size_t len, unsigned *seed)
{
    static const char bytes[] = "\"'#:()[]{}.,*@\\\n\n  \t\r=$\xff\xc3if def class";
    char *copy = malloc(len);
    unsigned edits = 1 + (unsigned)rand_r(seed) % 4;

    cr_assert_not_null(copy);
    memcpy(copy, text, len);
    while (edits-- > 0)
        copy[(size_t)rand_r(seed) % len] =
            bytes[(size_t)rand_r(seed) % (sizeof bytes - 1)];
    return copy;
}

Test(hostile, files_with_wrong_bytes_in_them)
{
    struct reader r = {0};
    unsigned seed = 1;

    for (int i = 0; i < 1500; i++) {
        char *copy = edited(sample, sizeof sample - 1, &seed);
        try_bytes(&r, (struct slice){copy, sizeof sample - 1});
        free(copy);
    }
    reader_release(&r);
}

/* A file of the interpreter's library, if it is here. */
static struct slice library_file(const char *path, struct buf *into)
{
    FILE *file = fopen(path, "rb");

    if (file) {
        into->len = fread(buf_reserve(into, 1 << 20), 1, 1 << 20, file);
        fclose(file);
    }
    return buf_slice(into);
}

Test(hostile, real_files_cut_and_edited)
{
    struct reader r = {0};
    struct buf buf = {0};
    struct slice text = library_file("/usr/lib/python3.11/contextlib.py", &buf);
    unsigned seed = 2;

    if (!text.len)
        cr_skip_test("the interpreter's library isn't installed");
    for (int i = 0; i < 200; i++) {
        size_t len = 1 + (size_t)rand_r(&seed) % text.len;
        char *copy = edited(text.data, text.len, &seed);

        try_bytes(&r, (struct slice){text.data, len});
        try_bytes(&r, (struct slice){copy, text.len});
        free(copy);
    }
    buf_release(&buf);
    reader_release(&r);
}

enum { NESTED = 100000, HEAD_BYTES = 9, HEAD_NODES = 6, NODES = NESTED * 8 + 2 };
static const char head[] = "def f(): ";

static struct node leaf(uint32_t start, uint32_t bytes, uint16_t symbol, uint8_t field)
{
    return (struct node){start, start + bytes, 1, symbol, field, NODE_NAMED};
}

/* The nodes of `def f(): ` but for those that hold what follows. */
static void head_nodes(struct node *n, uint32_t at)
{
    n[0] = leaf(at, 3, PY_KW_def, 0);
    n[1] = leaf(at + 4, 1, PY_identifier, PY_FIELD_name);
    n[2] = leaf(at + 5, 1, PY_TOK_paren_open, 0);
    n[3] = leaf(at + 6, 1, PY_TOK_paren_close, 0);
    n[4] = leaf(at + 5, 2, PY_parameters, PY_FIELD_parameters);
    n[4].size = 3;
    n[5] = leaf(at + 7, 1, PY_TOK_colon, 0);
}

/* def f(): def f(): ... pass, which no parser of Python would give. */
static struct tree nested_functions(struct node *nodes, struct buf *source)
{
    uint32_t at = 0, end = NESTED * HEAD_BYTES + 4;

    for (uint32_t i = 0; i < NESTED; i++, at += HEAD_NODES) {
        buf_add_text(source, head);
        head_nodes(nodes + at, i * HEAD_BYTES);
    }
    buf_add_text(source, "pass");
    nodes[at++] = leaf(end - 4, 4, PY_pass_statement, 0); /* without its word */
    for (uint32_t i = NESTED; i-- > 0;) {
        uint32_t inside = at - i * HEAD_NODES; /* nodes of this definition so far */
        nodes[at] = leaf((i + 1) * HEAD_BYTES, 0, PY_block, PY_FIELD_body);
        nodes[at].end_byte = end;
        nodes[at++].size = inside - HEAD_NODES + 1;
        nodes[at] = leaf(i * HEAD_BYTES, 0, PY_function_definition, 0);
        nodes[at].end_byte = end;
        nodes[at++].size = inside + 2;
    }
    nodes[at] = leaf(0, end, PY_module, 0);
    nodes[at].size = at + 1;
    return (struct tree){.nodes = nodes, .count = at + 1};
}

Test(hostile, functions_in_functions_without_end)
{
    struct node *nodes = malloc(sizeof *nodes * NODES);
    struct extractor *x = extractor_new();
    struct arena memory = {0};
    struct buf source = {0};
    struct tree tree;
    struct extracted got;
    const struct facts *f;

    cr_assert_not_null(nodes);
    tree = nested_functions(nodes, &source);
    cr_assert_eq(tree.count, NODES);
    got = extract(x, &tree, buf_slice(&source), FACT_METRICS | MEASURE_METRICS, &memory);
    f = got.facts;
    expect_promises(f, buf_slice(&source));
    cr_expect_eq(f->function_count, NESTED);
    cr_expect_eq(f->functions[0].depth, 0);
    cr_expect_eq(f->functions[NESTED - 1].depth, UINT16_MAX);
    cr_expect_eq(f->functions[0].end_byte, source.len);
    cr_expect_eq(f->functions[NESTED - 1].end_byte, source.len);
    cr_expect_str_eq(facts_text(f, f->functions[2].name), "f.f.f");
    cr_expect_eq(got.measures->functions[0].tokens, 5 * NESTED);
    cr_expect_eq(got.measures->functions[0].statements, 2);
    cr_expect_lt(f->text_bytes, 6 * source.len + 65536);
    extractor_free(x);
    arena_release(&memory);
    buf_release(&source);
    free(nodes);
}

Test(hostile, more_parameters_than_a_counter_holds)
{
    struct reader r = {0};
    struct buf source = {0};
    const struct facts *f;

    buf_add_text(&source, "def f(");
    for (int i = 0; i < 70000; i++)
        buf_add_text(&source, "a:b,");
    buf_add_text(&source, "): pass\n");
    f = facts_of_bytes(&r, buf_slice(&source));
    cr_expect_eq(f->functions[0].parameters, UINT16_MAX);
    cr_expect_eq(f->functions[0].hinted_parameters, UINT16_MAX);
    buf_release(&source);
    reader_release(&r);
}

Test(hostile, an_error_marks_what_it_lies_in)
{
    struct reader r = {0};
    const struct facts *f = facts_of(&r, "class A:\n"
                                         "  def f(self): pass\n"
                                         "  def g(self):\n"
                                         "    x = ) 1\n"
                                         "def h(): pass\n");

    cr_assert_eq(f->function_count, 3);
    cr_assert(f->partial);
    cr_expect_eq(f->error_line, 4);
    cr_expect_not(f->functions[0].flags & FUNCTION_PARTIAL);
    cr_expect(f->functions[1].flags & FUNCTION_PARTIAL);
    cr_expect_not(f->functions[2].flags & FUNCTION_PARTIAL);
    cr_expect(f->classes[0].flags & CLASS_PARTIAL);
    reader_release(&r);
}
