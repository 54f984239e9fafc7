#include "engine/scan/passage.h"

#include "engine/base/clock.h"
#include "engine/facts/extract.h"
#include "engine/scan/path.h"
#include "parsers/parser.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

void passage_step_done(struct passage *p, enum scan_step step)
{
    uint64_t now_ns = clock_ns();

    p->step_ns[step] += now_ns - p->step_start_ns;
    p->step_start_ns = now_ns;
}

static bool file_read(struct passage *p)
{
    struct analyst *a = p->analyst;
    int fd = discover_openat(a->discover, p->file->path, O_RDONLY, &p->err);
    bool done;

    if (fd < 0) {
        p->why = errno == ENOENT ? REASON_VANISHED : REASON_UNREADABLE;
        return false;
    }
    done = source_read(&a->source, fd, path_last(p->file->path), a->max_file_bytes,
                       &p->why, &p->err);
    close(fd);
    return done;
}

bool passage_read(struct passage *p)
{
    bool done = file_read(p);

    p->file->state = p->analyst->source.buffer.state;
    passage_step_done(p, STEP_READ);
    return done;
}

bool passage_decode(struct passage *p)
{
    bool done = source_decode(&p->analyst->source, &p->why, &p->err);

    passage_step_done(p, STEP_DECODE);
    return done;
}

/* What --parser both found, to outlive the parser's next file. */
static const char *difference_of(const struct passage *p)
{
    const char *difference = parser_difference(p->analyst->parser);

    return difference ? arena_copy(p->lasting, slice_of(difference)).data : NULL;
}

bool passage_parse(struct passage *p, struct tree *tree)
{
    struct analyst *a = p->analyst;
    bool done =
        parser_parse(a->parser, a->source.grammar, a->source.decoded.text, tree, &p->err);

    if (!done)
        p->why = p->err.code == ERR_UNSUPPORTED ? REASON_TOO_LARGE : REASON_BUDGET;
    p->file->difference = difference_of(p);
    passage_step_done(p, STEP_PARSE);
    return done;
}

enum store_result passage_kept_tree(struct passage *p, struct tree *tree)
{
    struct source *source = &p->analyst->source;
    struct kept *kept = p->analyst->keeper->kept;
    enum store_result found = kept_tree_open(kept, source->key, source->grammar, NULL);
    uint32_t text_bytes;

    if (found == STORE_HIT &&
        (!kept_tree_read(kept, source->key, source->grammar, tree, &text_bytes) ||
         text_bytes != source->decoded.text.len))
        found = STORE_DAMAGED;
    passage_step_done(p, STEP_LOAD);
    return found;
}

void passage_keep_tree(struct passage *p, const struct tree *tree)
{
    const struct source *source = &p->analyst->source;

    kept_put_tree(p->analyst->keeper->kept, source->key, tree, source->decoded.text.len);
    passage_step_done(p, STEP_KEEP);
}

void passage_extract(struct passage *p, const struct tree *tree, metric_set set)
{
    struct analyst *a = p->analyst;
    struct extracted got =
        extract(a->extractor, tree, a->source.decoded.text, set, p->lasting);

    a->extracted |= set;
    if (got.facts)
        p->file->facts = got.facts;
    if (got.measures)
        p->file->measures = got.measures;
    passage_step_done(p, STEP_EXTRACT);
}

void passage_mark_partial(struct passage *p, uint32_t line, const char *detail)
{
    struct file *file = p->file;

    file->partial = true;
    if (!file->error_line || line < file->error_line) {
        file->error_line = line;
        file->detail = detail;
    }
}

static const char *sentence(const struct passage *p, const struct err *err)
{
    return arena_copy(p->lasting, slice_of(err->message)).data;
}

void passage_fill(struct passage *p)
{
    const struct source *source = &p->analyst->source;
    struct file *file = p->file;
    struct err err;

    file->bytes = source->bytes;
    file->key = source->key;
    file->language = source->language;
    if (file->facts) {
        file->lines = file->facts->lines;
        if (file->facts->partial)
            passage_mark_partial(p, file->facts->error_line, "syntax error");
    }
    if (!source->decoded.invalid)
        return;
    err_set(&err, ERR_FORMAT, "invalid UTF-8 at byte %zu", source->decoded.invalid_byte);
    passage_mark_partial(p, source->decoded.invalid_line, sentence(p, &err));
}

/* What is skipped needs no sentence: the reason says it. */
void passage_drop(struct passage *p)
{
    bool skipped = reason_is_skip(p->why);

    p->file->facts = NULL;
    p->file->row = NULL;
    p->file->outcome = skipped ? FILE_SKIPPED : FILE_FAILED;
    p->file->reason = p->why;
    p->file->detail = skipped ? NULL : sentence(p, &p->err);
}
