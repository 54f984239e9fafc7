/* What `coverage json` writes: "meta", "totals", and in "files", by name, the lines of each
 * file that ran, those that didn't, those that are excluded, and a summary. Later versions add
 * regions and contexts, which are many times as long; so jansson gets no more than the names
 * and the summaries, and its memory doesn't grow with the report. What is of no use here is
 * passed over and not judged, but for its brackets. */
#include "engine/base/memory.h"
#include "engine/index/coverage_report.h"

#include <jansson.h>
#include <stdlib.h>

/* A summary has about ten numbers. */
#define SUMMARY_MAX_BYTES 16384

struct lines {
    uint32_t *items;
    size_t count, capacity;
};

struct reader {
    struct coverage_report *report;
    struct err *e;
    const char *start, *at, *end;
    struct lines executed, missing, excluded; /* of one file */
    bool has_executed, has_missing;
    bool has_meta, has_files;
};

static bool fail(const struct reader *r, enum err_code code, const char *reason)
{
    size_t line = 1;
    const char *start = r->start, *next;

    while ((next = memchr(start, '\n', (size_t)(r->at - start)))) {
        start = next + 1;
        line++;
    }
    return err_set(r->e, code, "line %zu, column %zu: %s", line,
                   (size_t)(r->at - start) + 1, reason);
}

/* Points back to where that begins. */
static bool fail_at(struct reader *r, struct slice text, enum err_code code,
                    const char *reason)
{
    r->at = text.data;
    return fail(r, code, reason);
}

static bool fail_format(const struct reader *r)
{
    return fail(r, ERR_FORMAT,
                r->at == r->end ? "ends too early" : "is no JSON as it stands");
}

/* ----------------------------------------------------------------- tokens */

static char peek(struct reader *r)
{
    while (r->at < r->end && strchr(" \t\r\n", *r->at) && *r->at)
        r->at++;
    return r->at < r->end ? *r->at : '\0';
}

static bool take(struct reader *r, char c)
{
    if (peek(r) != c || r->at == r->end)
        return false;
    r->at++;
    return true;
}

static bool expect(struct reader *r, char c)
{
    return take(r, c) || fail_format(r);
}

/* The whole of it, quotes included. */
static bool string_skip(struct reader *r, struct slice *string)
{
    const char *start;

    if (peek(r) != '"')
        return fail_format(r);
    start = r->at++;
    while (r->at < r->end && *r->at != '"')
        r->at += *r->at == '\\' && r->end - r->at > 1 ? 2 : 1;
    if (r->at >= r->end) {
        r->at = r->end;
        return fail_format(r);
    }
    r->at++;
    *string = (struct slice){start, (size_t)(r->at - start)};
    return true;
}

static void scalar_skip(struct reader *r)
{
    while (r->at < r->end && !strchr(",:[]{}\" \t\r\n", *r->at))
        r->at++;
}

/* Closes the innermost bracket, if it is of that kind. Bit by bit, a one is an object. */
static bool bracket_close(struct reader *r, char c, uint64_t *kinds, unsigned *depth)
{
    if (!*depth || (*kinds & 1) != (c == '}'))
        return fail_format(r);
    *kinds >>= 1;
    --*depth;
    r->at++;
    return true;
}

_Static_assert(COVERAGE_MAX_DEPTH <= 64, "a bit for each bracket");

static bool bracket_open(struct reader *r, char c, uint64_t *kinds, unsigned *depth)
{
    if (++*depth > COVERAGE_MAX_DEPTH)
        return fail(r, ERR_LIMIT,
                    "values lie more than " LIMIT_TEXT(COVERAGE_MAX_DEPTH) " deep");
    *kinds = *kinds << 1 | (c == '{');
    r->at++;
    return true;
}

static bool piece_skip(struct reader *r, char c, uint64_t *kinds, unsigned *depth)
{
    struct slice ignored;
    const char *start = r->at;

    switch (c) {
    case '{':
    case '[': return bracket_open(r, c, kinds, depth);
    case '}':
    case ']': return bracket_close(r, c, kinds, depth);
    case '"': return string_skip(r, &ignored);
    case ',':
    case ':': r->at++; return *depth || fail_format(r);
    }
    scalar_skip(r);
    return r->at > start || fail_format(r);
}

static bool value_skip(struct reader *r, struct slice *value)
{
    uint64_t kinds = 0;
    unsigned depth = 0;
    char c = peek(r);
    const char *start = r->at;

    do {
        if (!piece_skip(r, c, &kinds, &depth))
            return false;
        if (depth)
            c = peek(r);
    } while (depth);
    *value = (struct slice){start, (size_t)(r->at - start)};
    return true;
}

/* ---------------------------------------------------------------- jansson */

/* NULL: *r says why. */
static json_t *loaded(struct reader *r, struct slice text)
{
    json_error_t error;
    json_t *value = json_loadb(text.data, text.len, JSON_DECODE_ANY, &error);

    if (!value && json_error_code(&error) == json_error_out_of_memory)
        fatal("out of memory");
    if (!value)
        fail_at(r, text, ERR_FORMAT, error.text);
    return value;
}

/* By its name as it is written. */
static bool file_begin(struct reader *r, struct slice name)
{
    json_t *value;
    struct err e;
    bool begun;

    value = loaded(r, name);
    if (!value)
        return false;
    begun = report_file(
        r->report, (struct slice){json_string_value(value), json_string_length(value)},
        &e);
    json_decref(value);
    return begun || fail_at(r, name, e.code, e.message);
}

static bool count_get(const json_t *summary, const char *name, uint32_t *count)
{
    const json_t *value = json_object_get(summary, name);
    json_int_t number = json_integer_value(value);

    *count = (uint32_t)number;
    return json_is_integer(value) && number >= 0 && number <= COVERAGE_MAX_LINES;
}

static bool summary_read(struct reader *r)
{
    struct reported_file *file = report_last(r->report);
    struct slice text;
    json_t *summary;

    if (!value_skip(r, &text))
        return false;
    if (text.len > SUMMARY_MAX_BYTES)
        return fail_at(
            r, text, ERR_LIMIT,
            "a summary is longer than " LIMIT_TEXT(SUMMARY_MAX_BYTES) " bytes");
    summary = loaded(r, text);
    if (!summary)
        return false;
    file->has_counts = count_get(summary, "num_statements", &file->lines) &&
                       count_get(summary, "covered_lines", &file->covered) &&
                       file->covered <= file->lines;
    json_decref(summary);
    return file->has_counts ||
           fail_at(r, text, ERR_FORMAT, "a summary's numbers of lines are none");
}

/* ------------------------------------------------------------------ lines */

static bool line_add(struct reader *r, struct lines *lines)
{
    struct slice left = {r->at, (size_t)(r->end - r->at)};
    uint32_t number;

    if (!report_number(&left, &number))
        return fail(r, ERR_FORMAT, NO_LINE_TEXT);
    if (lines->count == COVERAGE_MAX_LINES)
        return fail(r, ERR_LIMIT,
                    "names more than " LIMIT_TEXT(COVERAGE_MAX_LINES) " lines");
    r->at = left.data;
    lines->items =
        memory_grow(lines->items, &lines->capacity, lines->count + 1, sizeof number);
    lines->items[lines->count++] = number;
    return true;
}

static bool lines_read(struct reader *r, struct lines *lines)
{
    if (!expect(r, '['))
        return false;
    if (take(r, ']'))
        return true;
    do {
        peek(r);
        if (!line_add(r, lines))
            return false;
    } while (take(r, ','));
    return expect(r, ']');
}

static int line_compare(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static void lines_sort(struct lines *lines)
{
    if (lines->count)
        qsort(lines->items, lines->count, sizeof *lines->items, line_compare);
}

static bool lines_report(struct reader *r, const struct lines *lines, bool ran)
{
    struct err e;

    for (size_t i = 0; i < lines->count; i++) {
        if (!report_line(r->report, lines->items[i], ran, &e))
            return fail(r, e.code, e.message);
    }
    return true;
}

/* An excluded line may have run. */
static void excluded_remove(struct lines *lines, const struct lines *excluded)
{
    size_t kept = 0, at = 0;

    lines_sort(lines);
    for (size_t i = 0; i < lines->count; i++) {
        while (at < excluded->count && excluded->items[at] < lines->items[i])
            at++;
        if (at == excluded->count || excluded->items[at] != lines->items[i])
            lines->items[kept++] = lines->items[i];
    }
    lines->count = kept;
}

/* ---------------------------------------------------------------- objects */

static bool is_name(struct slice string, const char *name)
{
    return slice_equal((struct slice){string.data + 1, string.len - 2}, slice_of(name));
}

/* Calls `read` with the name of each member, before its value. */
static bool members_read(struct reader *r, bool (*read)(struct reader *, struct slice))
{
    struct slice name;

    if (!expect(r, '{'))
        return false;
    if (take(r, '}'))
        return true;
    do {
        if (!string_skip(r, &name) || !expect(r, ':') || !read(r, name))
            return false;
    } while (take(r, ','));
    return expect(r, '}');
}

static bool file_member_read(struct reader *r, struct slice name)
{
    struct slice ignored;

    if (is_name(name, "executed_lines")) {
        r->has_executed = true;
        return lines_read(r, &r->executed);
    }
    if (is_name(name, "missing_lines")) {
        r->has_missing = true;
        return lines_read(r, &r->missing);
    }
    if (is_name(name, "excluded_lines"))
        return lines_read(r, &r->excluded);
    return is_name(name, "summary") ? summary_read(r) : value_skip(r, &ignored);
}

static bool file_read(struct reader *r, struct slice name)
{
    r->executed.count = r->missing.count = r->excluded.count = 0;
    r->has_executed = r->has_missing = false;
    if (!file_begin(r, name) || !members_read(r, file_member_read))
        return false;
    if (!r->has_executed || !r->has_missing)
        return true;
    lines_sort(&r->excluded);
    excluded_remove(&r->executed, &r->excluded);
    report_last(r->report)->has_marks = true;
    return lines_report(r, &r->executed, true) && lines_report(r, &r->missing, false);
}

static bool top_member_read(struct reader *r, struct slice name)
{
    struct slice ignored;

    if (is_name(name, "files")) {
        r->has_files = true;
        return members_read(r, file_read);
    }
    r->has_meta = r->has_meta || is_name(name, "meta");
    return value_skip(r, &ignored);
}

static bool document_read(struct reader *r)
{
    if (!members_read(r, top_member_read))
        return false;
    if (peek(r) || r->at < r->end)
        return fail(r, ERR_FORMAT, "something stands behind the end");
    return (r->has_meta && r->has_files) ||
           err_set(r->e, ERR_FORMAT, "is JSON, but not of coverage.py");
}

bool coverage_json_read(struct coverage_report *report, struct slice text, struct err *e)
{
    struct reader r = {.report = report,
                       .e = e,
                       .start = text.data,
                       .at = text.data,
                       .end = text.data + text.len};
    bool good = document_read(&r);

    free(r.executed.items);
    free(r.missing.items);
    free(r.excluded.items);
    return good;
}
