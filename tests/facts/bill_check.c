/* Do bills add up? Paths of Python files on stdin, one a line. Prints how many functions
 * were looked at; what is wrong goes to stderr. */
#include "tests/facts/bill_sums.h"

#include "engine/base/buf.h"
#include "engine/facts/extract.h"
#include "parsers/grammar.h"
#include "parsers/parser.h"
#include "tests/parsers/corpus.h"
#include "tests/parsers/padded.h"

#include <string.h>

struct checker {
    struct parser *parser;
    struct extractor *extractor;
    struct arena memory;
    struct buf source;
    struct bill_sums sums;
};

static bool file_check(struct checker *c, const char *path)
{
    struct slice source;
    struct tree tree;
    struct err e = {0};

    buf_release(&c->source);
    c->source = file_read(path);
    if (!c->source.data)
        return false;
    source = buf_padded(&c->source);
    if (!parser_parse(c->parser, grammar_by_name("python"), source, &tree, &e))
        return false;
    bill_check(bill_extract(c->extractor, &tree, source, &c->memory), path, &c->sums);
    arena_reset(&c->memory);
    return true;
}

int main(void)
{
    struct checker c = {.parser = parser_new(&(struct parser_options){0}),
                        .extractor = extractor_new()};
    bool read = true;
    char path[4096];

    while (fgets(path, sizeof path, stdin)) {
        path[strcspn(path, "\n")] = '\0';
        read &= file_check(&c, path);
    }
    printf("%" PRIu64 " functions, %" PRIu64 " points, %" PRIu64 " numbers wrong\n",
           c.sums.functions, c.sums.points, c.sums.wrong);
    extractor_free(c.extractor);
    parser_free(c.parser);
    buf_release(&c.source);
    arena_release(&c.memory);
    return !read || c.sums.wrong || !c.sums.functions;
}
