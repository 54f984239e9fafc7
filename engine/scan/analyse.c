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
    const struct visitor *visitor; /* or NULL */
    void *visiting;                /* the visitor's own */
    struct keeper_port *keeper;    /* or NULL */
};

struct analyst *analyst_new(const struct discover *discover, uint64_t max_file_bytes,
                            enum parser_choice parser, const struct visitor *visitor,
                            const atomic_bool *cancelled, struct keeper_port *keeper)
{
    struct analyst *a = memory_calloc(1, sizeof *a);
    struct parser_options options = {.choice = parser, .cancelled = cancelled};

    a->discover = discover;
    a->max_file_bytes = max_file_bytes;
    a->keeper = keeper && keeper->kept ? keeper : NULL;
    a->parser = parser_new(&options);
    a->extractor = extractor_new();
    source_init(&a->source);
    a->visitor = visitor;
    if (visitor)
        a->visiting = visitor->open(visitor->context);
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

static bool row_is_binary(const struct row *row)
{
    return row && row->binary;
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

/* What the visitor makes of the tree. */
static bool passage_visit(struct passage *p, const struct tree *tree)
{
    struct analyst *a = p->analyst;
    const struct visitor *v = a->visitor;
    bool done = true;

    if (tree->has_error)
        partial_set(p->file, 0, "syntax error");
    if (tree->grammar == v->grammar && v->look(a->visiting, tree))
        done = v->read(a->visiting, tree, &a->source.decoded, p->lasting, &p->file->visit,
                       &p->err);
    if (!done)
        p->why = REASON_BUDGET;
    step_done(p, STEP_EXTRACT);
    return done;
}

/* The tree by content, or by a parse, which is kept then. */
static bool passage_tree(struct passage *p, struct tree *tree)
{
    struct analyst *a = p->analyst;
    struct source *source = &a->source;
    size_t text_bytes = source->decoded.text.len;
    struct kept *kept = a->keeper ? a->keeper->kept : NULL;
    enum store_result found;

    p->file->source = SOURCE_UNKEPT;
    if (!kept)
        return passage_parse(p, tree);
    found = kept_tree(kept, source->key, source->grammar, text_bytes, tree);
    step_done(p, STEP_LOAD);
    p->file->source = SOURCE_TREE;
    if (found == STORE_HIT)
        return true;
    p->file->source = keeper_miss(a->keeper->keeper, p->row, source->key, found);
    if (!passage_parse(p, tree))
        return false;
    kept_put_tree(kept, source->key, tree, text_bytes);
    step_done(p, STEP_KEEP);
    return true;
}

/* Facts by content; else a tree by content, and facts read off it; else a parse. What
 * was missing is kept. */
static bool passage_look_up(struct passage *p)
{
    struct analyst *a = p->analyst;
    struct source *source = &a->source;
    struct kept *kept = a->keeper->kept;
    size_t text_bytes = source->decoded.text.len;
    enum store_result facts, tree_found;
    struct tree tree;

    facts = kept_facts(kept, source->key, source->grammar, p->lasting, &p->file->facts);
    step_done(p, STEP_LOAD);
    if (facts == STORE_HIT) {
        p->file->source = SOURCE_FACTS;
        return true;
    }
    tree_found = kept_tree(kept, source->key, source->grammar, text_bytes, &tree);
    step_done(p, STEP_LOAD);
    if (tree_found == STORE_HIT) {
        p->file->source = SOURCE_TREE;
        passage_extract(p, &tree);
    } else {
        p->file->source = keeper_miss(a->keeper->keeper, p->row, source->key,
                                      tree_found == STORE_ABSENT ? facts : tree_found);
        if (!passage_parse_and_extract(p, &tree))
            return false;
        kept_put_tree(kept, source->key, &tree, text_bytes);
    }
    kept_put_facts(kept, source->key, source->grammar, p->file->facts);
    step_done(p, STEP_KEEP);
    return true;
}

static bool passage_analyse(struct passage *p)
{
    struct tree tree;

    if (!passage_decode(p))
        return false;
    if (p->analyst->visitor)
        return !p->analyst->source.python ||
               (passage_tree(p, &tree) && passage_visit(p, &tree));
    if (!p->analyst->source.python) {
        passage_count(p);
        return true;
    }
    if (p->analyst->keeper)
        return passage_look_up(p);
    p->file->source = SOURCE_UNKEPT;
    return passage_parse_and_extract(p, &tree);
}

static void file_account(struct analyst *a, const struct file *file)
{
    if (!a->keeper)
        return;
    a->keeper->counts.files[file->source]++;
    a->keeper->counts.bytes[file->source] += file->facts ? file->bytes : 0;
}

void analyse(struct analyst *a, struct file *file, const struct row *row,
             struct arena *lasting, uint64_t step_ns[STEP_COUNT])
{
    struct passage p = {.analyst = a,
                        .file = file,
                        .row = row,
                        .lasting = lasting,
                        .step_ns = step_ns,
                        .step_start_ns = clock_ns()};
    bool read = passage_read(&p);

    file->state = a->source.buffer.state;
    if (read && a->keeper && !a->visitor && !row_is_binary(row) &&
        keeper_knows(a->keeper->keeper, row, a->source.key)) {
        file_fill_from_row(file, row);
        file->source = SOURCE_SAME_CONTENT;
    } else if (read && passage_analyse(&p)) {
        file_fill(a, file, lasting);
    } else {
        file_drop(file, p.why, lasting, &p.err);
    }
    file_account(a, file);
}
