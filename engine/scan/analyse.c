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
};

struct analyst *analyst_new(const struct discover *discover, uint64_t max_file_bytes,
                            enum parser_choice parser, const struct visitor *visitor,
                            const atomic_bool *cancelled)
{
    struct analyst *a = memory_calloc(1, sizeof *a);
    struct parser_options options = {.choice = parser, .cancelled = cancelled};

    a->discover = discover;
    a->max_file_bytes = max_file_bytes;
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

/* What a visitor makes of the file. */
static bool file_visit(struct analyst *a, struct file *file, const struct tree *tree,
                       struct arena *lasting, enum reason *why, struct err *e)
{
    const struct visitor *v = a->visitor;

    if (tree->has_error)
        partial_set(file, 0, "syntax error");
    if (tree->grammar != v->grammar || !v->look(a->visiting, tree))
        return true;
    *why = REASON_BUDGET;
    return v->read(a->visiting, tree, &a->source.decoded, lasting, &file->visit, e);
}

/* What is known of the file, with its tree or without one. */
static bool file_extract(struct analyst *a, struct file *file, const struct tree *tree,
                         struct arena *lasting, enum reason *why, struct err *e)
{
    const struct source *source = &a->source;

    if (a->visitor)
        return !tree || file_visit(a, file, tree, lasting, why, e);
    if (tree)
        file->facts = facts_extract(a->extractor, tree, source->decoded.text, lasting);
    else
        file->lines =
            lines_count(source->decoded.text,
                        source->language ? source->language->line_comment : NULL);
    return true;
}

/* The steps of one file, each timed. */
static bool file_analyse(struct analyst *a, struct file *file, struct arena *lasting,
                         uint64_t step_ns[STEP_COUNT], enum reason *why, struct err *e)
{
    struct source *source = &a->source;
    struct tree tree;
    uint64_t at[STEP_COUNT + 1] = {[STEP_READ] = clock_ns()};
    bool parsed = false, done;

    done = file_read(a, file, why, e);
    at[STEP_DECODE] = clock_ns();
    done = done && source_decode(source, why, e);
    at[STEP_PARSE] = clock_ns();
    if (done && source->python) {
        parsed = done =
            parser_parse(a->parser, source->grammar, source->decoded.text, &tree, e);
        if (!done)
            *why = parse_reason(e);
    }
    file->difference = difference_of(a, lasting);
    at[STEP_EXTRACT] = clock_ns();
    done = done && file_extract(a, file, parsed ? &tree : NULL, lasting, why, e);
    at[STEP_COUNT] = clock_ns();
    for (int step = STEP_READ; step < STEP_COUNT; step++)
        step_ns[step] += at[step + 1] - at[step];
    return done;
}

void analyse(struct analyst *a, struct file *file, struct arena *lasting,
             uint64_t step_ns[STEP_COUNT])
{
    enum reason why = REASON_NONE;
    struct err err;

    if (file_analyse(a, file, lasting, step_ns, &why, &err))
        file_fill(a, file, lasting);
    else
        file_drop(file, why, lasting, &err);
}
