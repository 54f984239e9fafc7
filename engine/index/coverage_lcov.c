/* LCOV's tracefile: a line a record, "KEY:what it says". For each file SF, then what is known
 * of it, then end_of_record. DA is a line of it, LF how many there are and LH how many of them
 * ran; all else is of functions, branches or tests. */
#include "engine/index/coverage_report.h"

struct tracefile {
    struct coverage_report *report;
    struct err *e;
    bool in_file;
    bool has_found, has_hit; /* of the file: LF, LH */
    bool has_other;          /* records that say something, but not of lines */
};

static bool is_key_char(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool key_cut(struct slice *line, struct slice *key)
{
    size_t len = 0;

    while (len < line->len && is_key_char(line->data[len]))
        len++;
    if (!len || len == line->len || line->data[len] != ':')
        return false;
    *key = (struct slice){line->data, len};
    line->data += len + 1;
    line->len -= len + 1;
    return true;
}

static bool is_key(struct slice key, const char *name)
{
    return slice_equal(key, slice_of(name));
}

static bool file_begin(struct tracefile *t, struct slice name)
{
    if (t->in_file)
        return err_set(t->e, ERR_FORMAT, "the file before has no end_of_record");
    t->in_file = true;
    t->has_found = t->has_hit = t->has_other = false;
    return report_file(t->report, name, t->e);
}

/* coverage.py writes nothing at all of a file in which nothing can run. */
static bool file_end(struct tracefile *t)
{
    struct reported_file *file;

    if (!t->in_file)
        return err_set(t->e, ERR_FORMAT, "end_of_record ends no file");
    t->in_file = false;
    file = report_last(t->report);
    file->has_counts = t->has_found && t->has_hit;
    file->has_marks = file->has_marks || (!t->has_found && !t->has_hit && !t->has_other);
    if (file->has_counts && !file->has_marks && file->covered > file->lines)
        return err_set(t->e, ERR_FORMAT, "%u of %u lines ran", file->covered,
                       file->lines);
    return true;
}

/* DA:LINE,HITS or DA:LINE,HITS,CHECKSUM */
static bool line_read(struct tracefile *t, struct slice text)
{
    struct slice hits;
    uint32_t line;
    bool ran;

    if (!report_number(&text, &line) || !text.len || text.data[0] != ',')
        return err_set(t->e, ERR_FORMAT, NO_LINE_TEXT);
    text = (struct slice){text.data + 1, text.len - 1};
    if (!slice_cut(&text, ',', &hits) || !report_hits(hits, &ran))
        return err_set(t->e, ERR_FORMAT, "DA doesn't say how often line %u ran", line);
    return report_line(t->report, line, ran, t->e);
}

static bool count_read(struct tracefile *t, struct slice text, bool *has, uint32_t *count)
{
    *has = report_number(&text, count) && !text.len;
    return *has || err_set(t->e, ERR_FORMAT, "LF or LH is no number up to %d",
                           COVERAGE_MAX_LINES);
}

static bool record_read(struct tracefile *t, struct slice line)
{
    struct slice key;

    if (is_key(line, "end_of_record"))
        return file_end(t);
    if (!key_cut(&line, &key))
        return err_set(t->e, ERR_FORMAT, "is none of an LCOV tracefile");
    if (is_key(key, "SF"))
        return file_begin(t, line);
    if (is_key(key, "TN") || is_key(key, "VER"))
        return true;
    if (!t->in_file)
        return err_set(t->e, ERR_FORMAT, "stands in no file");
    if (is_key(key, "DA"))
        return line_read(t, line);
    if (is_key(key, "LF"))
        return count_read(t, line, &t->has_found, &report_last(t->report)->lines);
    if (is_key(key, "LH"))
        return count_read(t, line, &t->has_hit, &report_last(t->report)->covered);
    t->has_other = true;
    return true;
}

static struct slice without_end(struct slice line)
{
    while (line.len && strchr("\r \t", line.data[line.len - 1]))
        line.len--;
    return line;
}

bool lcov_read(struct coverage_report *r, struct slice text, struct err *e)
{
    struct err inner;
    struct tracefile t = {.report = r, .e = &inner};
    struct slice line;

    for (size_t number = 1; slice_cut(&text, '\n', &line); number++) {
        line = without_end(line);
        if (line.len && line.data[0] != '#' && !record_read(&t, line))
            return err_set(e, inner.code, "line %zu: %s", number, inner.message);
    }
    return !t.in_file ||
           err_set(e, ERR_FORMAT, "ends in the middle of what it says of %.100s",
                   report_last(r)->name.data);
}
