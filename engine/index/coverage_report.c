#include "engine/index/coverage_report.h"

#include "engine/base/memory.h"

#include <stdlib.h>

/* ------------------------------------------------------------------- names */

static size_t parent_len(const char *path, size_t len)
{
    const char *slash = len ? memrchr(path, '/', len - 1) : NULL;

    return slash ? (size_t)(slash - path) + 1 : 0;
}

static bool is_up(struct slice part)
{
    return slice_equal(part, slice_of(".."));
}

/* `len` bytes that are empty or end in '/'; returns how many there are then. */
static size_t part_add(char *path, size_t len, struct slice part)
{
    size_t parent = parent_len(path, len);
    bool is_root = len == 1 && path[0] == '/';

    if (!part.len || slice_equal(part, slice_of(".")) || (is_up(part) && is_root))
        return len;
    if (is_up(part) && len && !is_up((struct slice){path + parent, len - parent - 1}))
        return parent;
    memcpy(path + len, part.data, part.len);
    path[len + part.len] = '/';
    return len + part.len + 1;
}

/* With '/' between its parts, also where Windows wrote it; without empty parts, "." and
 * "..", but for those that lead out at its beginning. */
static struct slice name_clean(struct slice name, struct arena *a)
{
    char separator = !memchr(name.data, '/', name.len) ? '\\' : '/';
    char *path = arena_alloc(a, name.len + 2, 1);
    struct slice part;
    size_t len = 0;

    if (name.data[0] == '/')
        path[len++] = '/';
    while (slice_cut(&name, separator, &part))
        len = part_add(path, len, part);
    if (len > 1)
        len--;
    path[len] = '\0';
    return (struct slice){path, len};
}

static bool name_check(struct slice name, struct err *e)
{
    if (!name.len)
        return err_set(e, ERR_FORMAT, "a name is empty");
    if (name.len > COVERAGE_NAME_MAX_BYTES)
        return err_set(e, ERR_LIMIT, "a name is longer than %d bytes",
                       COVERAGE_NAME_MAX_BYTES);
    if (memchr(name.data, '\0', name.len))
        return err_set(e, ERR_FORMAT, "a name holds a NUL byte");
    return true;
}

/* ----------------------------------------------------------------- filling */

bool report_file(struct coverage_report *r, struct slice name, struct err *e)
{
    if (!name_check(name, e))
        return false;
    if (r->file_count == COVERAGE_MAX_FILES)
        return err_set(e, ERR_LIMIT, "names more than %zu files", COVERAGE_MAX_FILES);
    r->files =
        memory_grow(r->files, &r->file_capacity, r->file_count + 1, sizeof *r->files);
    r->files[r->file_count] = (struct reported_file){
        .name = name_clean(name, &r->memory),
        .first_mark = r->mark_count,
        .order = r->file_count,
    };
    r->file_count++;
    return true;
}

struct reported_file *report_last(const struct coverage_report *r)
{
    return &r->files[r->file_count - 1];
}

bool report_line(struct coverage_report *r, uint32_t line, bool ran, struct err *e)
{
    report_last(r)->has_marks = true;
    if (!line)
        return true;
    if (r->mark_count == COVERAGE_MAX_LINES)
        return err_set(e, ERR_LIMIT, "names more than %d lines", COVERAGE_MAX_LINES);
    r->marks =
        memory_grow(r->marks, &r->mark_capacity, r->mark_count + 1, sizeof *r->marks);
    r->marks[r->mark_count++] = LINE_MARK(line, ran);
    report_last(r)->mark_count++;
    return true;
}

bool report_folder(struct coverage_report *r, struct slice folder, struct err *e)
{
    if (!name_check(folder, e))
        return false;
    if (r->folder_count == COVERAGE_MAX_FOLDERS)
        return err_set(e, ERR_LIMIT, "names more than %zu source folders",
                       COVERAGE_MAX_FOLDERS);
    r->folders = memory_grow(r->folders, &r->folder_capacity, r->folder_count + 1,
                             sizeof *r->folders);
    r->folders[r->folder_count++] = name_clean(folder, &r->memory);
    return true;
}

/* ----------------------------------------------------------------- numbers */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool report_number(struct slice *text, uint32_t *number)
{
    size_t len = 0;
    uint64_t n = 0;

    while (len < text->len && is_digit(text->data[len]) && n <= COVERAGE_MAX_LINES)
        n = n * 10 + (uint64_t)(text->data[len++] - '0');
    if (!len || n > COVERAGE_MAX_LINES)
        return false;
    *text = (struct slice){text->data + len, text->len - len};
    *number = (uint32_t)n;
    return true;
}

static size_t digits_skip(struct slice text, size_t at, bool *any_set)
{
    for (; at < text.len && is_digit(text.data[at]); at++)
        *any_set = *any_set || text.data[at] != '0';
    return at;
}

bool report_hits(struct slice text, bool *ran)
{
    bool ignored = false;
    size_t at;

    *ran = false;
    at = digits_skip(text, 0, ran);
    if (!at)
        return false;
    if (at < text.len && text.data[at] == '.')
        at = digits_skip(text, at + 1, ran);
    if (at < text.len && (text.data[at] | 0x20) == 'e') {
        at++;
        at += at < text.len && (text.data[at] == '+' || text.data[at] == '-');
        if (at == text.len)
            return false;
        at = digits_skip(text, at, &ignored);
    }
    return at == text.len;
}

/* ----------------------------------------------------------------- closing */

static int file_compare(const void *a, const void *b)
{
    const struct reported_file *x = a, *y = b;
    int order = slice_compare(x->name, y->name);

    return order ? order : (x->order > y->order) - (x->order < y->order);
}

void report_close(struct coverage_report *r)
{
    if (r->file_count)
        qsort(r->files, r->file_count, sizeof *r->files, file_compare);
    r->names = arena_array(&r->memory, struct reported_name, r->file_count);
    for (size_t i = 0; i < r->file_count; i++) {
        struct reported_name *last = r->name_count ? &r->names[r->name_count - 1] : NULL;

        if (last && slice_equal(last->name, r->files[i].name))
            last->end = i + 1;
        else
            r->names[r->name_count++] =
                (struct reported_name){r->files[i].name, i, i + 1};
    }
}

void report_release(struct coverage_report *r)
{
    free(r->files);
    free(r->marks);
    free(r->folders);
    arena_release(&r->memory);
    *r = (struct coverage_report){0};
}
