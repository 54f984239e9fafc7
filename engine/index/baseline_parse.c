/* The text of a baseline to its entries. */
#include "engine/index/baseline_entry.h"

#include "engine/base/memory.h"

#include <stdlib.h>

struct parser {
    struct baseline *b;
    char *at, *end;
    size_t line;
    const char *name;
    struct err *e;
};

static bool refuse(struct parser *p, enum err_code code, const char *why)
{
    return err_set(p->e, code, "%.100s:%zu: %s", p->name, p->line, why);
}

/* Takes the next line, without its end. */
static struct slice line_next(struct parser *p)
{
    char *stop = memchr(p->at, '\n', (size_t)(p->end - p->at));
    struct slice line = {p->at, (size_t)((stop ? stop : p->end) - p->at)};

    p->at = stop ? stop + 1 : p->end;
    p->line++;
    if (line.len && line.data[line.len - 1] == '\r')
        line.len--;
    return line;
}

/* What git leaves where it could not merge. */
static bool is_conflict(struct slice line)
{
    return line.len >= 7 && strchr("<=>|", line.data[0]) && line.data[0] &&
           strspn(line.data, (char[]){line.data[0], 0}) == 7 &&
           (line.len == 7 || line.data[7] == ' ');
}

/* Also in the middle: two versions may have been joined. */
static bool version_check(struct parser *p, struct slice line)
{
    struct slice head = slice_of(BASELINE_HEAD), version = line;

    if (!slice_starts(line, head))
        return true;
    version.data += head.len;
    version.len -= head.len;
    if (slice_equal(version, slice_of(BASELINE_VERSION)))
        return true;
    return err_set(
        p->e, ERR_UNSUPPORTED,
        "%.100s:%zu: is a baseline of version '%.*s'; this program understands "
        "version " BASELINE_VERSION,
        p->name, p->line, version.len < 20 ? (int)version.len : 20, version.data);
}

static bool entry_add(struct parser *p, struct slice line)
{
    struct baseline *b = p->b;
    const char *why = NULL;

    if (b->count == BASELINE_MAX_ENTRIES)
        return refuse(p, ERR_LIMIT, "it has more findings than there may be");
    b->entries = memory_grow(b->entries, &b->capacity, b->count + 1, sizeof *b->entries);
    if (!baseline_entry_read(&b->entries[b->count], b->text + (line.data - b->text),
                             line.len, &why))
        return refuse(p, ERR_FORMAT, why);
    b->count++;
    return true;
}

static bool line_parse(struct parser *p, struct slice line)
{
    if (line.len > BASELINE_MAX_LINE)
        return refuse(p, ERR_LIMIT, "the line is longer than a baseline's may be");
    if (!line.len)
        return true;
    if (*line.data == '#')
        return version_check(p, line);
    if (is_conflict(line))
        return refuse(
            p, ERR_FORMAT,
            "is a mark of a merge that isn't done; keep the lines of both sides");
    return entry_add(p, line);
}

static bool text_parse(struct parser *p)
{
    struct slice line = line_next(p);

    if (!slice_starts(line, slice_of(BASELINE_HEAD)))
        return refuse(
            p, ERR_FORMAT,
            is_conflict(line)
                ? "is a mark of a merge that isn't done"
                : "is no baseline: those begin with '" BASELINE_HEAD BASELINE_VERSION
                  "'");
    if (!version_check(p, line))
        return false;
    while (p->at < p->end) {
        if (!line_parse(p, line_next(p)))
            return false;
    }
    return true;
}

static int compare(const void *a, const void *b)
{
    return baseline_entry_compare(a, b);
}

/* What we wrote has nearly this order, and sorting costs next to nothing then. */
static void entries_order(struct baseline *b)
{
    size_t kept = 0;

    if (b->count)
        qsort(b->entries, b->count, sizeof *b->entries, compare);
    for (size_t i = 0; i < b->count; i++) {
        if (!kept || compare(&b->entries[kept - 1], &b->entries[i]) != 0)
            b->entries[kept++] = b->entries[i];
    }
    b->count = kept;
}

struct baseline *baseline_parse(struct slice text, const char *name, struct err *e)
{
    struct baseline *b;
    struct parser p = {.name = name, .e = e};

    if (text.len > BASELINE_MAX_BYTES) {
        err_set(e, ERR_LIMIT, "%.100s: is longer than a baseline may be: 64 MiB", name);
        return NULL;
    }
    p.b = b = memory_calloc(1, sizeof *b);
    b->text = memory_alloc(text.len + 1);
    if (text.len)
        memcpy(b->text, text.data, text.len);
    b->text[text.len] = '\0';
    p.at = b->text;
    p.end = b->text + text.len;
    if (!text_parse(&p)) {
        baseline_free(b);
        return NULL;
    }
    entries_order(b);
    return b;
}

void baseline_free(struct baseline *b)
{
    if (!b)
        return;
    free(b->entries);
    free(b->text);
    free(b);
}
