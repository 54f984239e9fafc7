/* Writes a grammar's tables for the batch driver (parsers/lr/tables.h says what
 * they hold and why) as a C file of constants.
 *
 *     lr_tables FILE.c
 *
 * It is linked with the grammar that it reads; GRAMMAR names it. Nothing here
 * knows a grammar. */
#include "parsers/generate/lr_builder.h"

#include <stdlib.h>

#define TEXT_(x)       #x
#define TEXT(x)        TEXT_(x)
#define JOIN_(a, b)    a##b
#define JOIN(a, b)     JOIN_(a, b)
#define GRAMMAR_TABLES JOIN(tree_sitter_, GRAMMAR)

const TSLanguage *GRAMMAR_TABLES(void);

_Noreturn void fail(const char *what)
{
    fprintf(stderr, "lr_tables: " TEXT(GRAMMAR) ": %s\n", what);
    exit(1);
}

int main(int argc, char **argv)
{
    static struct builder b;

    if (argc != 2)
        fail("usage: lr_tables FILE.c");
    b.language = GRAMMAR_TABLES();
    if (b.language->token_count >= LR_MAX_TOKENS)
        fail("tokens don't fit 12 bits");
    table_spread(&b);
    states_find(&b);
    actions_build(&b);
    shifts_complete(&b);
    raw_build(&b);
    gotos_build(&b);

    FILE *out = fopen(argv[1], "w");

    if (!out)
        fail("can't write");
    tables_write(&b, out);
    if (ferror(out) || fclose(out))
        fail("can't write");
    return 0;
}
