/* Writes a grammar's symbols and fields as C constants, so that code which
 * asks for a symbol compares numbers, and doesn't compile when a new version of
 * the grammar has dropped it.
 *
 *     symbols HEADER FILE...
 *
 * The FILEs are the sources that decide how a tree looks; their hash is the
 * grammar's identity. */
#include "engine/base/buf.h"
#include "engine/base/hash.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tree_sitter/api.h>
#include <tree_sitter/parser.h>

#define TEXT_(x)       #x
#define TEXT(x)        TEXT_(x)
#define JOIN_(a, b)    a##b
#define JOIN(a, b)     JOIN_(a, b)
#define GRAMMAR_TABLES JOIN(tree_sitter_, GRAMMAR)

const TSLanguage *GRAMMAR_TABLES(void);

static _Noreturn void fail(const char *what, const char *name)
{
    fprintf(stderr, "symbols: %s: %s\n", what, name);
    exit(1);
}

static const char *punctuation_name(char c)
{
    static const struct {
        char c;
        const char *name;
    } names[] = {
        {'!', "bang"},          {'"', "quote"},
        {'#', "hash"},          {'$', "dollar"},
        {'%', "percent"},       {'&', "ampersand"},
        {'\'', "apostrophe"},   {'(', "paren_open"},
        {')', "paren_close"},   {'*', "star"},
        {'+', "plus"},          {',', "comma"},
        {'-', "minus"},         {'.', "dot"},
        {'/', "slash"},         {':', "colon"},
        {';', "semicolon"},     {'<', "less"},
        {'=', "equal"},         {'>', "greater"},
        {'?', "question"},      {'@', "at"},
        {'[', "bracket_open"},  {'\\', "backslash"},
        {']', "bracket_close"}, {'^', "caret"},
        {'`', "backquote"},     {'{', "brace_open"},
        {'|', "bar"},           {'}', "brace_close"},
        {'~', "tilde"},         {'\n', "newline"},
        {'\r', "return"},       {'\t', "tab"},
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (names[i].c == c)
            return names[i].name;
    }
    return NULL;
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* "not in" is not_in, "**=" is star_star_equal, "except*" is except_star. */
static void add_spelled(struct buf *out, const char *name)
{
    for (const char *at = name; *at; at++) {
        const char *punctuation = punctuation_name(*at);
        bool joined = at == name || (is_word(at[0]) && is_word(at[-1]));

        if (*at == ' ')
            continue;
        if (!joined)
            buf_add_char(out, '_');
        if (is_word(*at))
            buf_add_char(out, *at);
        else if (punctuation)
            buf_add_text(out, punctuation);
        else
            fail("a character without a name in", name);
    }
}

/* The constant's name for a symbol that trees can show. */
static void add_constant(struct buf *out, const TSLanguage *language, TSSymbol symbol)
{
    const char *name = language->symbol_names[symbol];

    buf_add_text(out, TEXT(PREFIX) "_");
    if (!language->symbol_metadata[symbol].named)
        buf_add_text(out, is_word(name[0]) ? "KW_" : "TOK_");
    add_spelled(out, name);
}

/* Several symbols may be shown as one; that one is public. */
static bool is_public(const TSLanguage *language, TSSymbol symbol)
{
    return language->symbol_metadata[symbol].visible &&
           language->public_symbol_map[symbol] == symbol;
}

/* Adds "NAME = value" to `out`; `names` holds a line for each name so far. */
static void add_unique(struct buf *out, struct buf *names, struct slice name,
                       unsigned value)
{
    if (names->len && memmem(names->data, names->len, name.data, name.len))
        fail("two symbols of one name in", TEXT(GRAMMAR));
    buf_add(names, name);
    buf_add_format(out, "    %.*s = %u,\n", (int)name.len - 2, name.data + 1, value);
}

static void add_symbols(struct buf *out, struct buf *names, const TSLanguage *language)
{
    uint32_t count = ts_language_symbol_count(language);
    struct buf name = {0};

    buf_add_text(out, "enum " TEXT(GRAMMAR) "_symbol {\n");
    for (uint32_t symbol = 0; symbol < count; symbol++) {
        if (!is_public(language, (TSSymbol)symbol))
            continue;
        buf_clear(&name);
        buf_add_char(&name, '\n');
        add_constant(&name, language, (TSSymbol)symbol);
        buf_add_char(&name, '\n');
        add_unique(out, names, buf_slice(&name), symbol);
    }
    buf_add_format(
        out,
        "    " TEXT(PREFIX) "_ERROR = 65535,\n};\n\n"
                            "/* Over each symbol's number but that of an error. */\n"
                            "#define " TEXT(PREFIX) "_SYMBOL_COUNT %u\n\n",
        count);
    buf_release(&name);
}

static void add_fields(struct buf *out, struct buf *names, const TSLanguage *language)
{
    uint32_t count = ts_language_field_count(language);
    struct buf name = {0};

    if (count > UINT8_MAX)
        fail("more fields than a node can tell", TEXT(GRAMMAR));
    if (count) /* C has no empty enum */
        buf_add_text(out, "enum " TEXT(GRAMMAR) "_field {\n");
    for (uint32_t field = 1; field <= count; field++) {
        buf_clear(&name);
        buf_add_format(&name, "\n" TEXT(PREFIX) "_FIELD_%s\n",
                       language->field_names[field]);
        add_unique(out, names, buf_slice(&name), field);
    }
    buf_add_format(out,
                   "%s"
                   "/* Over each field's number. */\n"
                   "#define " TEXT(PREFIX) "_FIELD_COUNT %u\n\n",
                   count ? "};\n\n" : "", count + 1);
    buf_release(&name);
}

static void add_file(struct buf *into, const char *path)
{
    FILE *file = fopen(path, "rb");
    size_t got;

    if (!file)
        fail("cannot open", path);
    do {
        got = fread(buf_reserve(into, 1 << 16), 1, 1 << 16, file);
        into->len += got;
    } while (got > 0);
    if (ferror(file))
        fail("cannot read", path);
    fclose(file);
    buf_add_char(into, '\0');
}

static uint64_t hash_files(char *const *paths)
{
    struct buf bytes = {0};
    uint64_t hash;

    for (; *paths; paths++)
        add_file(&bytes, *paths);
    hash = content_key_of(buf_slice(&bytes)).low;
    buf_release(&bytes);
    return hash;
}

static void write_file(const char *path, struct slice text)
{
    FILE *file = fopen(path, "wb");

    if (!file || fwrite(text.data, 1, text.len, file) != text.len || fclose(file) != 0)
        fail("cannot write", path);
}

int main(int argc, char **argv)
{
    const TSLanguage *language = GRAMMAR_TABLES();
    struct buf out = {0}, names = {0};

    if (argc < 3)
        fail("usage", "symbols HEADER FILE...");
    buf_add_text(&out, "/* Written by parsers/generate/symbols.c. */\n"
                       "#ifndef CAMBIUM_PARSERS_" TEXT(
                           PREFIX) "_H\n"
                                   "#define CAMBIUM_PARSERS_" TEXT(PREFIX) "_H\n\n");
    add_symbols(&out, &names, language);
    add_fields(&out, &names, language);
    buf_add_format(&out, "#define " TEXT(PREFIX) "_GRAMMAR_HASH 0x%016llxull\n\n#endif\n",
                   (unsigned long long)hash_files(argv + 2));
    write_file(argv[1], buf_slice(&out));
    buf_release(&out);
    buf_release(&names);
    return 0;
}
