/* Writes languages.def as a hash table, so that asking for a file's language
 * costs a few comparisons at run time and nothing at start-up.
 *
 *     languages HEADER
 */
#include "parsers/language_hash.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* A power of two, at most a quarter full. */
#define SLOTS 2048

struct slot {
    const char *key;
    unsigned kind, language;
};

struct table {
    struct slot slots[SLOTS];
    size_t count, longest;
};

struct entry {
    const char *const *keys[4]; /* by enum language_key */
};

#define LIST(...)         \
    (const char *const[]) \
    {                     \
        __VA_ARGS__, NULL \
    }
#define NONE              \
    (const char *const[]) \
    {                     \
        NULL              \
    }
#define LANGUAGE(name, grammar, suffixes, names, interpreters, comment) \
    {{NULL, names, suffixes, interpreters}},

static const struct entry entries[] = {
#include "parsers/languages.def"
};

static _Noreturn void fail(const char *what, const char *key)
{
    fprintf(stderr, "languages: %s: %s\n", what, key);
    exit(1);
}

static void insert(struct table *table, unsigned kind, const char *key, unsigned language)
{
    uint32_t at = language_hash(kind, slice_of(key)) % SLOTS;

    if (++table->count > SLOTS / 4)
        fail("the table is too small for", key);
    if (strlen(key) > table->longest)
        table->longest = strlen(key);
    for (; table->slots[at].key; at = (at + 1) % SLOTS) {
        if (table->slots[at].kind == kind && strcmp(table->slots[at].key, key) == 0)
            fail("two languages claim", key);
    }
    table->slots[at] = (struct slot){key, kind, language};
}

static void fill(struct table *table)
{
    for (unsigned i = 0; i < sizeof entries / sizeof *entries; i++) {
        for (unsigned kind = LANGUAGE_NAME; kind <= LANGUAGE_INTERPRETER; kind++) {
            for (const char *const *key = entries[i].keys[kind]; *key; key++)
                insert(table, kind, *key, i);
        }
    }
}

static bool print(const struct table *table, FILE *out)
{
    fprintf(out,
            "/* Written by parsers/generate/languages.c. */\n"
            "#define LANGUAGE_SLOTS       %d\n"
            "#define LANGUAGE_LONGEST_KEY %zu\n\n"
            "static const struct slot slots[LANGUAGE_SLOTS] = {\n",
            SLOTS, table->longest);
    for (unsigned i = 0; i < SLOTS; i++) {
        const struct slot *slot = &table->slots[i];

        if (slot->key)
            fprintf(out, "    [%u] = {\"%s\", %zu, %u, %u},\n", i, slot->key,
                    strlen(slot->key), slot->kind, slot->language);
    }
    fprintf(out, "};\n");
    return fflush(out) == 0 && !ferror(out);
}

int main(int argc, char **argv)
{
    struct table *table = calloc(1, sizeof *table);
    FILE *out;

    if (argc != 2 || !table)
        fail("usage", "languages HEADER");
    fill(table);
    out = fopen(argv[1], "wb");
    if (!out || !print(table, out) || fclose(out) != 0)
        fail("cannot write", argv[1]);
    free(table);
    return 0;
}
