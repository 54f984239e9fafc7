/* Says for each of many small sources whether its tree has an error.
 *
 *     parse_snippets < SOURCES
 *
 * A source is a line with the number of its bytes, then the bytes. The answer is
 * a line: "sound", "error at BYTE" or "failed: REASON". */
#include "engine/base/err.h"
#include "parsers/grammar.h"
#include "parsers/parser.h"

#include <stdio.h>
#include <stdlib.h>

#define LONGEST ((size_t)1 << 24)

static void answer(struct parser *p, struct slice source)
{
    struct tree tree;
    struct err e;

    if (!parser_parse(p, grammar_by_name("python"), source, &tree, &e))
        printf("failed: %s\n", e.message);
    else if (tree.has_error)
        printf("error at %u\n", tree.error_byte);
    else
        printf("sound\n");
}

int main(void)
{
    struct parser *p = parser_new(&(struct parser_options){0});
    char *source = malloc(LONGEST + PARSER_PADDING_BYTES);
    size_t len;

    if (!source)
        fatal("no memory");
    while (scanf("%zu", &len) == 1) {
        if (len > LONGEST || getchar() != '\n' || fread(source, 1, len, stdin) != len)
            fatal("the input is not a list of sources");
        memset(source + len, 0, PARSER_PADDING_BYTES);
        answer(p, (struct slice){source, len});
    }
    free(source);
    parser_free(p);
    return 0;
}
