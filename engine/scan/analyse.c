#include "engine/scan/analyse.h"

#include "engine/base/clock.h"
#include "engine/base/memory.h"
#include "engine/facts/extract.h"
#include "engine/scan/path.h"
#include "engine/scan/source.h"
#include "parsers/parser.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

struct analyst {
    const struct discover *discover;
    uint64_t max_file_bytes;
    struct source source;
    struct parser *parser;
    struct extractor *extractor;
    struct keeper_port *keeper;    /* or NULL */
    const struct visitor *visitor; /* or NULL */
    void *visiting;                /* the visitor's own */
};

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

static const char *sentence(struct arena *lasting, const struct err *err)
{
    return arena_copy(lasting, slice_of(err->message)).data;
}

/* Not analysed after all. What is skipped needs no sentence: the reason says it. */
static void file_drop(struct file *file, enum reason reason, struct arena *lasting,
                      const struct err *err)
{
    bool skipped = reason_is_skip(reason);

    file->outcome = skipped ? FILE_SKIPPED : FILE_FAILED;
    file->reason = reason;
    file->detail = skipped ? NULL : sentence(lasting, err);
}

static bool file_read(struct analyst *a, struct file *file, enum reason *why,
                      struct err *e)
{
    int fd = discover_openat(a->discover, file->path, O_RDONLY, e);
    bool done;

    if (fd < 0) {
        *why = errno == ENOENT ? REASON_VANISHED : REASON_UNREADABLE;
        return false;
    }
    done = source_read(&a->source, fd, path_last(file->path), a->max_file_bytes, why, e);
    close(fd);
    return done;
}

static enum reason parse_reason(const struct err *err)
{
    return err->code == ERR_UNSUPPORTED ? REASON_TOO_LARGE : REASON_BUDGET;
}

static void partial_set(struct file *file, uint32_t line, const char *detail)
{
    file->partial = true;
    if (!file->error_line || line < file->error_line) {
        file->error_line = line;
        file->detail = detail;
    }
}

static const char *invalid_sentence(const struct source *source, struct arena *lasting)
{
    struct err err;

    err_set(&err, ERR_FORMAT, "invalid UTF-8 at byte %zu", source->decoded.invalid_byte);
    return sentence(lasting, &err);
}

/* What source and facts say of one file. */
static void file_fill(struct analyst *a, struct file *file, struct arena *lasting)
{
    const struct source *source = &a->source;

    file->bytes = source->bytes;
    file->key = source->key;
    file->language = source->language;
    if (file->facts) {
        file->lines = file->facts->lines;
        if (file->facts->partial)
            partial_set(file, file->facts->error_line, "syntax error");
    }
    if (source->decoded.invalid)
        partial_set(file, source->decoded.invalid_line,
                    invalid_sentence(source, lasting));
}

/* What --parser both found, to outlive the parser's next file. */
static const char *difference_of(const struct analyst *a, struct arena *lasting)
{
    const char *difference = parser_difference(a->parser);

    return difference ? arena_copy(lasting, slice_of(difference)).data : NULL;
}

/* One file on its way through the steps. */
struct passage {
    struct analyst *analyst;
    struct file *file;
    const struct row *row;
    struct arena *lasting;
    uint64_t *step_ns, step_start_ns;
    enum reason why; /* it was dropped */
    struct err err;
};

static void step_done(struct passage *p, enum scan_step step)
{
    uint64_t now_ns = clock_ns();

    p->step_ns[step] += now_ns - p->step_start_ns;
    p->step_start_ns = now_ns;
}

static bool passage_read(struct passage *p)
{
    bool done = file_read(p->analyst, p->file, &p->why, &p->err);

    step_done(p, STEP_READ);
    return done;
}

static bool passage_decode(struct passage *p)
{
    bool done = source_decode(&p->analyst->source, &p->why, &p->err);

    step_done(p, STEP_DECODE);
    return done;
}

static bool passage_parse(struct passage *p, struct tree *tree)
{
    struct analyst *a = p->analyst;
    bool done =
        parser_parse(a->parser, a->source.grammar, a->source.decoded.text, tree, &p->err);

    if (!done)
        p->why = parse_reason(&p->err);
    p->file->difference = difference_of(a, p->lasting);
    step_done(p, STEP_PARSE);
    return done;
}

static void passage_extract(struct passage *p, const struct tree *tree)
{
    struct analyst *a = p->analyst;

    p->file->facts =
        facts_extract(a->extractor, tree, a->source.decoded.text, p->lasting);
    step_done(p, STEP_EXTRACT);
}

static void passage_count(struct passage *p)
{
    const struct source *source = &p->analyst->source;

    p->file->lines = lines_count(
        source->decoded.text, source->language ? source->language->line_comment : NULL);
    p->file->source = SOURCE_READ;
    step_done(p, STEP_EXTRACT);
}

static bool passage_parse_and_extract(struct passage *p, struct tree *tree)
{
    if (!passage_parse(p, tree))
        return false;
    passage_extract(p, tree);
    return true;
}

/* The tree that is kept of that content, if there is one. */
static enum store_result passage_kept_tree(struct passage *p, struct tree *tree)
{
    struct source *source = &p->analyst->source;
    struct kept *kept = p->analyst->keeper->kept;
    enum store_result found = kept_tree_open(kept, source->key, source->grammar, NULL);
    uint32_t text_bytes;

    if (found == STORE_HIT &&
        (!kept_tree_read(kept, source->key, source->grammar, tree, &text_bytes) ||
         text_bytes != source->decoded.text.len))
        found = STORE_DAMAGED;
    step_done(p, STEP_LOAD);
    return found;
}

/* Facts by content; else a tree by content, and facts read off it; else a parse. What
 * was missing is kept. */
static bool passage_look_up(struct passage *p)
{
    struct analyst *a = p->analyst;
    struct source *source = &a->source;
    struct kept *kept = a->keeper->kept;
    enum store_result facts, tree_found;
    struct tree tree;

    facts = kept_facts(kept, source->key, source->grammar, p->lasting, &p->file->facts);
    step_done(p, STEP_LOAD);
    if (facts == STORE_HIT) {
        p->file->source = SOURCE_FACTS;
        return true;
    }
    tree_found = passage_kept_tree(p, &tree);
    if (tree_found == STORE_HIT) {
        p->file->source = SOURCE_TREE;
        passage_extract(p, &tree);
    } else {
        p->file->source = keeper_miss(a->keeper->keeper, p->row, source->key,
                                      tree_found == STORE_ABSENT ? facts : tree_found);
        if (!passage_parse_and_extract(p, &tree))
            return false;
        kept_put_tree(kept, source->key, &tree, source->decoded.text.len);
    }
    kept_put_facts(kept, source->key, source->grammar, p->file->facts);
    step_done(p, STEP_KEEP);
    return true;
}

static bool passage_analyse(struct passage *p)
{
    struct tree tree;

    if (!p->analyst->source.python) {
        passage_count(p);
        return true;
    }
    if (p->analyst->keeper)
        return passage_look_up(p);
    p->file->source = SOURCE_UNKEPT;
    return passage_parse_and_extract(p, &tree);
}

/* All that a row says is right: a file that was read turned out to be what it was. */
static bool passage_is_known(const struct passage *p)
{
    const struct analyst *a = p->analyst;

    return a->keeper && p->row && !p->row->binary &&
           keeper_knows(a->keeper->keeper, p->row, a->source.key);
}

static void passage_run(struct passage *p)
{
    bool read = passage_read(p);

    p->file->state = p->analyst->source.buffer.state;
    if (read && passage_is_known(p)) {
        file_fill_from_row(p->file, p->row);
        p->file->source = SOURCE_SAME_CONTENT;
    } else if (read && passage_decode(p) && passage_analyse(p)) {
        file_fill(p->analyst, p->file, p->lasting);
    } else {
        file_drop(p->file, p->why, p->lasting, &p->err);
    }
}

/* --------------------------------------------------------------- visiting */

/* What the visitor makes of the file, whose text was read. */
static bool visit_read(struct passage *p, const struct tree *tree)
{
    struct analyst *a = p->analyst;
    bool done = a->visitor->read(a->visiting, tree, &a->source.decoded, p->lasting,
                                 &p->file->visit, &p->err);

    p->why = REASON_BUDGET;
    if (tree->has_error)
        partial_set(p->file, 0, "syntax error");
    step_done(p, STEP_EXTRACT);
    return done;
}

/* A file whose text is there: by the tree that is kept of it, or by a parse. */
static bool visit_text(struct passage *p)
{
    struct analyst *a = p->analyst;
    struct source *source = &a->source;
    enum store_result found = STORE_ABSENT;
    struct tree tree;

    if (source->grammar != a->visitor->grammar) {
        p->file->source = SOURCE_READ;
        return true;
    }
    if (a->keeper)
        found = passage_kept_tree(p, &tree);
    if (found == STORE_HIT) {
        p->file->source = SOURCE_TREE;
    } else {
        p->file->source = a->keeper
                              ? keeper_miss(a->keeper->keeper, p->row, source->key, found)
                              : SOURCE_UNKEPT;
        if (!passage_parse(p, &tree))
            return false;
        if (a->keeper)
            kept_put_tree(a->keeper->kept, source->key, &tree, source->decoded.text.len);
        step_done(p, STEP_KEEP);
    }
    return !a->visitor->look(a->visiting, &tree) || visit_read(p, &tree);
}

static bool passage_get_text(struct passage *p)
{
    bool done = passage_read(p) && passage_decode(p);

    p->file->state = p->analyst->source.buffer.state;
    return done;
}

static bool same_content(struct content_key a, struct content_key b)
{
    return a.high == b.high && a.low == b.low;
}

/* An unchanged file: its kept tree says whether it has to be opened at all. */
static bool visit_kept(struct passage *p)
{
    struct analyst *a = p->analyst;
    const struct grammar *grammar = a->visitor->grammar;
    struct kept *kept = a->keeper->kept;
    struct symbol_set symbols;
    struct tree tree;
    uint32_t text_bytes;
    enum store_result found = kept_tree_open(kept, p->row->key, grammar, &symbols);
    bool there = found == STORE_HIT, wanted = there;

    if (there && a->visitor->possible(a->visiting, &symbols)) {
        there = kept_tree_read(kept, p->row->key, grammar, &tree, &text_bytes);
        step_done(p, STEP_LOAD);
        wanted = there && a->visitor->look(a->visiting, &tree);
    } else {
        wanted = false;
        step_done(p, STEP_LOAD);
    }
    if (there && !wanted) {
        p->file->source = SOURCE_UNCHANGED;
        return true;
    }
    if (!passage_get_text(p))
        return false;
    if (!there || !same_content(a->source.key, p->row->key) ||
        text_bytes != a->source.decoded.text.len)
        return visit_text(p);
    p->file->source = SOURCE_UNCHANGED;
    return visit_read(p, &tree);
}

static bool row_is_in(const struct row *row, const struct grammar *grammar)
{
    return !row->binary && row->language && row->language->grammar &&
           grammar_by_name(row->language->grammar) == grammar;
}

static void visit_run(struct passage *p, bool unchanged)
{
    struct analyst *a = p->analyst;
    bool by_row = unchanged && a->keeper;
    bool done = true;

    if (by_row) {
        file_fill_from_row(p->file, p->row);
        p->file->source = SOURCE_UNCHANGED;
        p->file->facts = NULL;
    }
    if (!by_row)
        done = passage_get_text(p) && visit_text(p);
    else if (row_is_in(p->row, a->visitor->grammar))
        done = visit_kept(p);
    if (!done)
        file_drop(p->file, p->why, p->lasting, &p->err);
    else if (!by_row)
        file_fill(a, p->file, p->lasting);
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
        visit_run(&p, unchanged);
    else
        passage_run(&p);
    file_account(a, file);
}
