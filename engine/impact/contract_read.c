/* Contracts out of text, by recursive descent:
 *
 *     contract  = kind { "direct" | "[" word { "," word } "]" | "in" names } ":" body
 *                 [ "except" exception { "," exception } ]
 *     body      = layer { ">" layer }           layers
 *               | names "->" names              forbidden
 *               | names                         independent, acyclic
 *               | names [ [","] "by" names ]    protected
 *     layer     = item { "|" item } | item { ":" item }
 *     item      = name | "(" name ")"
 *     exception = name "->" name
 *     names     = name { "," name } */
#include "engine/impact/contract.h"

#include "engine/base/memory.h"

#include <stdio.h>
#include <stdlib.h>

enum token { TOKEN_END, TOKEN_NAME, TOKEN_ARROW, TOKEN_MARK, TOKEN_BAD };

/* Names while they are read. */
struct list {
    struct contract_name *items;
    size_t count, capacity;
};

struct reader {
    struct slice text;
    size_t at; /* the token's first byte */
    struct slice piece;
    enum token token;
    struct contract *contract;
    contract_kind_of *kind_of;
    struct arena *memory;
    size_t names; /* in the whole rule */
    bool bracketed;
    bool *layer_open;
    size_t layer_count, layer_capacity;
    struct list list, containers, by, exceptions;
    struct err *e;
};

/* ------------------------------------------------------------------ tokens */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t name_length(struct slice rest)
{
    size_t len = 0;

    while (len < rest.len && !is_blank(rest.data[len]) &&
           (unsigned char)rest.data[len] > ' ' && rest.data[len] != 0x7f &&
           !strchr(",>|:()[]", rest.data[len]) &&
           !(rest.data[len] == '-' && len + 1 < rest.len && rest.data[len + 1] == '>'))
        len++;
    return len;
}

static void token_is(struct reader *r, enum token token, size_t len)
{
    r->token = token;
    r->piece = (struct slice){r->text.data + r->at, len};
}

static void token_read(struct reader *r)
{
    struct slice rest;
    size_t len;

    while (r->at < r->text.len && is_blank(r->text.data[r->at]))
        r->at++;
    rest = (struct slice){r->text.data + r->at, r->text.len - r->at};
    len = name_length(rest);
    if (!rest.len)
        token_is(r, TOKEN_END, 0);
    else if (len)
        token_is(r, TOKEN_NAME, len);
    else if (slice_starts(rest, slice_of("->")))
        token_is(r, TOKEN_ARROW, 2);
    else
        token_is(r, *rest.data && strchr(",>|:()[]", *rest.data) ? TOKEN_MARK : TOKEN_BAD,
                 1);
}

static void advance(struct reader *r)
{
    r->at += r->piece.len;
    token_read(r);
}

static bool at_mark(const struct reader *r, char mark)
{
    return r->token == TOKEN_MARK && *r->piece.data == mark;
}

static bool at_word(const struct reader *r, const char *word)
{
    return r->token == TOKEN_NAME && slice_equal(r->piece, slice_of(word));
}

static bool take_mark(struct reader *r, char mark)
{
    bool there = at_mark(r, mark);

    if (there)
        advance(r);
    return there;
}

static bool take_word(struct reader *r, const char *word)
{
    bool there = at_word(r, word);

    if (there)
        advance(r);
    return there;
}

static bool expected(struct reader *r, const char *what)
{
    if (r->token == TOKEN_END)
        return err_set(r->e, ERR_USAGE, "column %zu: %s is missing at the end", r->at + 1,
                       what);
    return err_set(r->e, ERR_USAGE, "column %zu: %s should stand here, not '%s'",
                   r->at + 1, what, module_show(r->piece).text);
}

/* ------------------------------------------------------------------ names */

static bool wrap_column(struct err *e, size_t column)
{
    char where[48];

    snprintf(where, sizeof where, "column %zu", column);
    return err_wrap(e, where);
}

static bool is_ours(const struct reader *r)
{
    return at_word(r, "except") || (r->contract->kind == CONTRACT_PROTECTED &&
                                    r->by.count == 0 && at_word(r, "by"));
}

static bool name_read(struct reader *r, struct contract_name *name)
{
    *name = (struct contract_name){.column = (uint32_t)r->at + 1};
    if (r->token != TOKEN_NAME || at_word(r, "except"))
        return expected(r, "the name of a module");
    if (r->names++ == CONTRACT_MAX_NAMES)
        return err_set(r->e, ERR_USAGE, "column %u: there are more than %d names",
                       name->column, CONTRACT_MAX_NAMES);
    if (!module_set_compile(&name->set, r->piece, r->memory, r->e))
        return wrap_column(r->e, name->column);
    advance(r);
    return true;
}

static void list_add(struct list *list, struct contract_name name)
{
    list->items =
        memory_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items[list->count++] = name;
}

static bool name_add(struct reader *r, struct list *list, uint32_t layer)
{
    struct contract_name name;

    if (!name_read(r, &name))
        return false;
    name.layer = layer;
    list_add(list, name);
    return true;
}

static bool names_read(struct reader *r, struct list *list, uint32_t layer)
{
    do {
        if (list->count && is_ours(r))
            return true;
        if (!name_add(r, list, layer))
            return false;
    } while (take_mark(r, ','));
    return true;
}

/* ------------------------------------------------------------------ bodies */

static bool item_read(struct reader *r, uint32_t layer)
{
    bool bracket = take_mark(r, '(');

    if (!name_add(r, &r->list, layer))
        return false;
    r->list.items[r->list.count - 1].may_be_absent = bracket;
    return !bracket || take_mark(r, ')') || expected(r, "a )");
}

static bool layer_read(struct reader *r, uint32_t layer)
{
    char mark = 0;

    do {
        if (mark)
            advance(r);
        if (!item_read(r, layer))
            return false;
        if (!mark && (at_mark(r, '|') || at_mark(r, ':')))
            mark = *r->piece.data;
    } while (mark && at_mark(r, mark));
    if (at_mark(r, '|') || at_mark(r, ':'))
        return expected(r, mark == '|' ? "a | as before" : "a : as before");
    r->layer_open = memory_grow(r->layer_open, &r->layer_capacity, r->layer_count + 1,
                                sizeof *r->layer_open);
    r->layer_open[r->layer_count++] = mark == ':';
    return true;
}

static bool layers_read(struct reader *r)
{
    do
        if (!layer_read(r, (uint32_t)r->layer_count))
            return false;
    while (take_mark(r, '>'));
    return r->list.count > 1 || expected(r, "a > and a lower layer");
}

static bool forbidden_read(struct reader *r)
{
    if (!names_read(r, &r->list, 0))
        return false;
    if (r->token != TOKEN_ARROW)
        return expected(r, "a , or ->");
    advance(r);
    return names_read(r, &r->list, 1);
}

static bool independent_read(struct reader *r)
{
    return names_read(r, &r->list, 0) &&
           (r->list.count > 1 || expected(r, "a , and another name"));
}

static bool protected_read(struct reader *r)
{
    return names_read(r, &r->list, 0) &&
           (!take_word(r, "by") || names_read(r, &r->by, 0));
}

static bool body_read(struct reader *r)
{
    switch (r->contract->kind) {
    case CONTRACT_LAYERS: return layers_read(r);
    case CONTRACT_FORBIDDEN: return forbidden_read(r);
    case CONTRACT_INDEPENDENT: return independent_read(r);
    case CONTRACT_ACYCLIC: return names_read(r, &r->list, 0);
    case CONTRACT_PROTECTED: return protected_read(r);
    }
    return false;
}

/* ------------------------------------------------------------------ heads */

static const struct {
    const char *word;
    enum contract_kind kind;
} kinds[] = {
    {"layers", CONTRACT_LAYERS},           {"forbidden", CONTRACT_FORBIDDEN},
    {"independent", CONTRACT_INDEPENDENT}, {"acyclic", CONTRACT_ACYCLIC},
    {"protected", CONTRACT_PROTECTED},
};

static bool kind_read(struct reader *r)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!take_word(r, kinds[i].word))
            continue;
        r->contract->kind = kinds[i].kind;
        return true;
    }
    return expected(r, "layers, forbidden, independent, acyclic or protected");
}

static bool word_read(struct reader *r)
{
    char word[32];
    uint8_t kind;

    if (r->token != TOKEN_NAME)
        return expected(r, "a kind of import");
    if (r->piece.len >= sizeof word)
        return expected(r, "a kind of import that there is");
    memcpy(word, r->piece.data, r->piece.len);
    word[r->piece.len] = '\0';
    if (!r->kind_of || !r->kind_of(word, &kind))
        return expected(r, "a kind of import that there is");
    r->contract->kinds |= kind;
    advance(r);
    return true;
}

static bool words_read(struct reader *r)
{
    do
        if (!word_read(r))
            return false;
    while (take_mark(r, ','));
    return take_mark(r, ']') || expected(r, "a , or a ]");
}

/* What the names are put below has to be spelt out. */
static bool containers_read(struct reader *r)
{
    if (!names_read(r, &r->containers, 0))
        return false;
    for (size_t i = 0; i < r->containers.count; i++) {
        const struct contract_name *name = &r->containers.items[i];

        if (!name->set.dotted || name->set.alone)
            return err_set(r->e, ERR_USAGE,
                           "column %u: layers lie in a package without = and *, "
                           "not in '%s'",
                           name->column, module_show(name->set.text).text);
    }
    return true;
}

static bool head_read(struct reader *r)
{
    struct contract *c = r->contract;
    bool bracket;

    if (!kind_read(r))
        return false;
    while (!take_mark(r, ':')) {
        bool is_new = (bracket = at_mark(r, '[')) ? !c->kinds : true;

        if (bracket && is_new) {
            advance(r);
            if (!words_read(r))
                return false;
        } else if (c->kind == CONTRACT_FORBIDDEN && !c->direct && at_word(r, "direct")) {
            advance(r);
            c->direct = true;
        } else if (c->kind == CONTRACT_LAYERS && !r->containers.count &&
                   at_word(r, "in")) {
            advance(r);
            if (!containers_read(r))
                return false;
        } else {
            return expected(r, "a :");
        }
    }
    c->kinds_said = c->kinds != 0;
    if (!c->kinds_said)
        c->kinds = CSR_ALL_KINDS;
    return true;
}

/* ------------------------------------------------------------------ tails */

static bool exception_read(struct reader *r)
{
    if (!name_add(r, &r->exceptions, 0))
        return false;
    if (r->token != TOKEN_ARROW)
        return expected(r, "a ->");
    advance(r);
    return name_add(r, &r->exceptions, 1);
}

static bool tail_read(struct reader *r)
{
    if (take_word(r, "except")) {
        do
            if (!exception_read(r))
                return false;
        while (take_mark(r, ','));
        return r->token == TOKEN_END || expected(r, "a , or the end");
    }
    return r->token == TOKEN_END || expected(r, "except or the end");
}

/* ------------------------------------------------------------------ whole */

static const struct contract_name *list_keep(const struct list *list, uint32_t *count,
                                             struct arena *memory)
{
    struct contract_name *kept =
        arena_array(memory, struct contract_name, list->count + 1);

    if (list->count)
        memcpy(kept, list->items, list->count * sizeof *kept);
    *count = (uint32_t)list->count;
    return kept;
}

static void exceptions_keep(struct reader *r)
{
    size_t count = r->exceptions.count / 2;
    struct contract_exception *kept =
        arena_array(r->memory, struct contract_exception, count + 1);

    for (size_t i = 0; i < count; i++)
        kept[i] = (struct contract_exception){r->exceptions.items[2 * i],
                                              r->exceptions.items[2 * i + 1]};
    r->contract->exceptions = kept;
    r->contract->exception_count = (uint32_t)count;
}

static void keep(struct reader *r)
{
    struct contract *c = r->contract;
    bool *open = arena_array(r->memory, bool, r->layer_count + 1);

    if (r->layer_count)
        memcpy(open, r->layer_open, r->layer_count * sizeof *open);
    c->layer_open = open;
    c->text = arena_copy(r->memory, r->text);
    c->names = list_keep(&r->list, &c->name_count, r->memory);
    c->containers = list_keep(&r->containers, &c->container_count, r->memory);
    c->by = list_keep(&r->by, &c->by_count, r->memory);
    exceptions_keep(r);
}

static void reader_release(struct reader *r)
{
    free(r->layer_open);
    free(r->list.items);
    free(r->containers.items);
    free(r->by.items);
    free(r->exceptions.items);
}

bool contract_read(struct contract *c, struct slice text, contract_kind_of *kind_of,
                   struct arena *memory, struct err *e)
{
    struct reader r = {
        .text = text, .contract = c, .kind_of = kind_of, .memory = memory, .e = e};
    bool ok;

    *c = (struct contract){0};
    if (text.len > CONTRACT_MAX_BYTES)
        return err_set(e, ERR_USAGE, "a contract is longer than %d bytes",
                       CONTRACT_MAX_BYTES);
    token_read(&r);
    ok = head_read(&r) && body_read(&r) && tail_read(&r);
    if (ok)
        keep(&r);
    reader_release(&r);
    return ok;
}

bool contracts_read(const struct slice *texts, size_t count, contract_kind_of *kind_of,
                    struct arena *memory, struct contract **contracts, struct err *e)
{
    if (count > CONTRACT_MAX_RULES)
        return err_set(e, ERR_USAGE, "there are more than %d contracts",
                       CONTRACT_MAX_RULES);
    *contracts = arena_array(memory, struct contract, count + 1);
    for (size_t i = 0; i < count; i++) {
        char which[40];

        snprintf(which, sizeof which, "contract %zu", i + 1);
        if (!contract_read(&(*contracts)[i], texts[i], kind_of, memory, e))
            return err_wrap(e, which);
    }
    return true;
}
