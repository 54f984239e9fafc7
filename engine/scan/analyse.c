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
    /* What is kept is kept whole: a later question may be another one. */
    a->measures = options->measures && a->keeper ? MEASURE_METRICS : options->measures;
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

metric_set analyst_metrics(const struct analyst *a)
{
    return a->extracted;
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
    passage_extract(p, tree, FACT_METRICS | p->analyst->measures);
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
        p->file->key = source->key;
        p->file->language = source->language;
        return passage_measures_kept(p) || passage_measure(p);
    }
    found = passage_kept_tree(p, &tree);
    if (found == STORE_HIT) {
        p->file->source = SOURCE_TREE;
        passage_extract(p, &tree, FACT_METRICS | p->analyst->measures);
    } else {
        p->file->source = keeper_miss(keeper->keeper, p->row, source->key,
                                      found == STORE_ABSENT ? facts : found);
        if (!parse_and_read_off(p, &tree))
            return false;
        passage_keep_tree(p, &tree);
    }
    kept_put_facts(keeper->kept, source->key, source->grammar, p->file->facts);
    passage_step_done(p, STEP_KEEP);
    passage_keep_measures(p);
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

/* What the row says; and its measures, for which the tree may have to be read again. */
static bool known(struct passage *p)
{
    file_fill_from_row(p->file, p->row);
    p->file->source = SOURCE_SAME_CONTENT;
    if (p->unchanged)
        p->file->row = p->row;
    return passage_measures_kept(p) || (passage_decode(p) && passage_measure(p));
}

static bool found_out(struct passage *p)
{
    if (!passage_decode(p) || !read_off(p))
        return false;
    passage_fill(p);
    return true;
}

static void run(struct passage *p)
{
    if (!passage_read(p) || !(is_known(p) ? known(p) : found_out(p)))
        passage_drop(p);
}

/* An unchanged file needs no reading if its measures are kept, too. */
static bool is_answered(struct passage *p)
{
    file_fill_from_row(p->file, p->row);
    p->file->source = SOURCE_UNCHANGED;
    p->file->row = p->row;
    if (passage_measures_kept(p))
        return true;
    *p->file = (struct file){.path = p->file->path};
    return false;
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
                        .unchanged = unchanged,
                        .lasting = lasting,
                        .step_ns = step_ns,
                        .step_start_ns = clock_ns()};

    if (a->visitor)
        passage_visit(&p);
    else if (!unchanged || !is_answered(&p))
        run(&p);
    file_account(a, file);
}
