/* Any bytes: a report that can be read keeps its limits and means files of the tree; one that
 * can't says why. */
#include "engine/base/buf.h"
#include "engine/base/memory.h"
#include "engine/index/coverage_match.h"
#include "engine/index/coverage_sum.h"
#include "tests/fuzz.h"

#include <stdlib.h>

/* libFuzzer's own, where there is one. */
__attribute__((weak)) size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t room);

#define CHECK(what) ((what) ? (void)0 : abort())

static const char *const paths[] = {
    "a.py",     "b.py",   "p/__init__.py", "p/a.py",       "p/q/a.py", "s/p/q/a.py",
    "s/p/x.py", "t/a.py", "x.py",          "y/p/q/x/a.py", NULL};

static void tree_fill(struct part *tree)
{
    for (const char *const *path = paths; *path; path++) {
        struct file *file = arena_new(&tree->memory, struct file);

        file->path = slice_of(*path);
        part_add(tree, file);
    }
    part_close(tree);
}

static void name_check(const struct coverage_report *r, const struct reported_name *name)
{
    struct covered_lines sum = {0};
    uint32_t lines = 0, covered = 0;

    CHECK(name->name.len <= COVERAGE_NAME_MAX_BYTES && name->first < name->end);
    for (size_t i = name->first; i < name->end; i++) {
        CHECK(slice_equal(r->files[i].name, name->name));
        CHECK(r->files[i].first_mark + r->files[i].mark_count <= r->mark_count);
        covered_lines_add(&sum, r, &r->files[i]);
    }
    if (covered_lines_count(&sum, &lines, &covered))
        CHECK(covered <= lines && lines <= COVERAGE_MAX_LINES);
    covered_lines_release(&sum);
}

static void report_check(const struct coverage_report *r)
{
    struct coverage_place place = {slice_of("/w/r/"), slice_of("r/")};
    struct part tree = {0};
    uint32_t *file_of = memory_alloc(r->name_count * sizeof *file_of);

    tree_fill(&tree);
    coverage_match(r, &tree, &place, file_of);
    for (size_t i = 0; i < r->name_count; i++) {
        CHECK(!i || slice_compare(r->names[i - 1].name, r->names[i].name) < 0);
        CHECK(file_of[i] < tree.count || file_of[i] == COVERAGE_NO_FILE);
        name_check(r, &r->names[i]);
    }
    for (size_t i = 0; i < r->mark_count; i++)
        CHECK(r->marks[i] >= LINE_MARK(1, 0) &&
              r->marks[i] <= LINE_MARK(COVERAGE_MAX_LINES, 1));
    part_release(&tree);
    free(file_of);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct coverage_report r = {0};
    struct err e = {0};

    if (report_parse(&r, (struct slice){(const char *)data, size}, &e)) {
        CHECK(!e.code && !e.message[0]);
        report_close(&r);
        report_check(&r);
    } else {
        CHECK(e.code && e.message[0]);
    }
    report_release(&r);
    return 0;
}

/* ----------------------------------------------------------------- mutator */

static const char *const pieces[] = {"<coverage>",
                                     "</coverage>",
                                     "<sources>",
                                     "</sources>",
                                     "<source>",
                                     "</source>",
                                     "<packages>",
                                     "</packages>",
                                     "<packages/>",
                                     "<lines>",
                                     "</lines>",
                                     "</class>",
                                     "<class filename=\"",
                                     "<line number=\"",
                                     "\" hits=\"",
                                     "\"/>",
                                     "<!DOCTYPE coverage",
                                     "<!ENTITY a \"",
                                     "[",
                                     "]>",
                                     "&a;",
                                     "&#47;",
                                     "<?xml version='1.0' encoding='",
                                     "ISO-8859-1",
                                     "UTF-16",
                                     "<![CDATA[",
                                     "]]>",
                                     "<!--",
                                     "-->",
                                     "TN:\n",
                                     "SF:",
                                     "DA:",
                                     "LF:",
                                     "LH:",
                                     "BRDA:",
                                     "end_of_record\n",
                                     "\n",
                                     "\r\n",
                                     ",",
                                     "1,0\n",
                                     "\"meta\":",
                                     "\"files\":{",
                                     "\"executed_lines\":[",
                                     "\"missing_lines\":[",
                                     "\"excluded_lines\":[",
                                     "\"summary\":{",
                                     "\"num_statements\":",
                                     "\"covered_lines\":",
                                     "\\u00e9",
                                     "\\ud800",
                                     "\\",
                                     "{",
                                     "}",
                                     "]",
                                     ":",
                                     "0",
                                     "1",
                                     "2",
                                     "3",
                                     "100000000",
                                     "100000001",
                                     "4294967297",
                                     "-1",
                                     "1.5e9",
                                     "a.py",
                                     "p/a.py",
                                     "/w/r/",
                                     "/ci/",
                                     "s/",
                                     "../",
                                     "./",
                                     "C:\\",
                                     "\xff",
                                     "\xef\xbb\xbf",
                                     "\xff\xfe",
                                     " ",
                                     "#"};

static uint64_t below(uint64_t *random, uint64_t limit)
{
    *random = *random * 6364136223846793005u + 1442695040888963407u;
    return (*random >> 33) % limit;
}

/* Puts a piece somewhere, in the place of a few bytes or between them. */
static void piece_put(struct buf *b, uint64_t *random)
{
    struct slice piece = slice_of(pieces[below(random, sizeof pieces / sizeof *pieces)]);
    size_t at = below(random, b->len + 1), gone = below(random, 6);
    struct buf out = {0};

    gone = gone < b->len - at ? gone : b->len - at;
    buf_add(&out, (struct slice){b->data, at});
    buf_add(&out, piece);
    buf_add(&out, (struct slice){b->data + at + gone, b->len - at - gone});
    buf_release(b);
    *b = out;
}

/* Half of the time with what reports look like. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed)
{
    struct buf b = {0};
    uint64_t random = seed;

    if (LLVMFuzzerMutate && below(&random, 2))
        return LLVMFuzzerMutate(data, size, room);
    buf_add(&b, (struct slice){(const char *)data, size});
    for (uint64_t i = 0, count = 1 + below(&random, 4); i < count; i++)
        piece_put(&b, &random);
    size = b.len < room ? b.len : room;
    if (size)
        memcpy(data, b.data, size);
    buf_release(&b);
    return size;
}
