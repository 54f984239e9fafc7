#include "engine/scan/analyse.h"

#include "engine/base/clock.h"
#include "engine/base/memory.h"
#include "engine/facts/extract.h"
#include "engine/scan/passage.h"
#include "parsers/parser.h"

#include <stdlib.h>

struct analyst *analyst_new(const struct discover *discover,
                            const struct analyst_options *options)
{
    struct analyst *a = memory_calloc(1, sizeof *a);
    struct parser_options parser = {.choice = options->parser,
                                    .cancelled = options->cancelled};

    a->discover = discover;
    a->max_file_bytes = options->max_file_bytes;
    a->keeper = options->keeper && options->keeper->kept ? options->keeper : NULL;
    a->parser = parser_new(&parser);
    a->extractor = extractor_new();
    source_init(&a->source);
    a->visitor = options->visitor;
    if (a->visitor)
        a->visiting = a->visitor->open(a->visitor->context);
    return a;
}

void analyst_free(struct analyst *a)
{
    if (a->visitor)
        a->visitor->close(a->visiting);
    source_release(&a->source);
    extractor_free(a->extractor);
    parser_free(a->parser);
    free(a);
}

const struct parser_counts *analyst_counts(const struct analyst *a)
{
    return parser_counts(a->parser);
}

static void facts_read_off(struct passage *p, const struct tree *tree)
{
    struct analyst *a = p->analyst;

    p->file->facts =
        extract(a->extractor, tree, a->source.decoded.text, FACT_METRICS, p->lasting)
            .facts;
    passage_step_done(p, STEP_EXTRACT);
}

static void lines_read_off(struct passage *p)
{
    const struct source *source = &p->analyst->source;

    p->file->lines = lines_count(
        source->decoded.text, source->language ? source->language->line_comment : NULL);
    p->file->source = SOURCE_READ;
    passage_step_done(p, STEP_EXTRACT);
}

static bool parse_and_read_off(struct passage *p, struct tree *tree)
{
    if (!passage_parse(p, tree))
        return false;
    facts_read_off(p, tree);
    return true;
}

/* Facts by content; else a tree by content, and facts read off it; else a parse. What
 * was missing is kept. */
static bool look_up(struct passage *p)
{
    struct keeper_port *keeper = p->analyst->keeper;
    const struct source *source = &p->analyst->source;
    enum store_result facts, found;
    struct tree tree;

    facts = kept_facts(keeper->kept, source->key, source->grammar, p->lasting,
                       &p->file->facts);
    passage_step_done(p, STEP_LOAD);
    if (facts == STORE_HIT) {
        p->file->source = SOURCE_FACTS;
        return true;
    }
    found = passage_kept_tree(p, &tree);
    if (found == STORE_HIT) {
        p->file->source = SOURCE_TREE;
        facts_read_off(p, &tree);
    } else {
        p->file->source = keeper_miss(keeper->keeper, p->row, source->key,
                                      found == STORE_ABSENT ? facts : found);
        if (!parse_and_read_off(p, &tree))
            return false;
        passage_keep_tree(p, &tree);
    }
    kept_put_facts(keeper->kept, source->key, source->grammar, p->file->facts);
    passage_step_done(p, STEP_KEEP);
    return true;
}

static bool read_off(struct passage *p)
{
    struct tree tree;

    if (!p->analyst->source.python) {
        lines_read_off(p);
        return true;
    }
    if (p->analyst->keeper)
        return look_up(p);
    p->file->source = SOURCE_UNKEPT;
    return parse_and_read_off(p, &tree);
}

/* A file that was read turned out to be what its row says. */
static bool is_known(const struct passage *p)
{
    const struct analyst *a = p->analyst;

    return a->keeper && p->row && !p->row->binary &&
           keeper_knows(a->keeper->keeper, p->row, a->source.key);
}

static void run(struct passage *p)
{
    bool read = passage_read(p);

    if (read && is_known(p)) {
        file_fill_from_row(p->file, p->row);
        p->file->source = SOURCE_SAME_CONTENT;
    } else if (read && passage_decode(p) && read_off(p)) {
        passage_fill(p);
    } else {
        passage_drop(p);
    }
}

static void file_account(struct analyst *a, const struct file *file)
{
    if (!a->keeper)
        return;
    a->keeper->counts.files[file->source]++;
    a->keeper->counts.bytes[file->source] += file->facts ? file->bytes : 0;
}

void analyse(struct analyst *a, struct file *file, const struct row *row, bool unchanged,
             struct arena *lasting, uint64_t step_ns[STEP_COUNT])
{
    struct passage p = {.analyst = a,
                        .file = file,
                        .row = row,
                        .lasting = lasting,
                        .step_ns = step_ns,
                        .step_start_ns = clock_ns()};

    if (a->visitor)
        passage_visit(&p, unchanged);
    else
        run(&p);
    file_account(a, file);
}
