#include "engine/codec/history_codec.h"

#include "engine/base/memory.h"
#include "engine/codec/columns.h"

#include <stdlib.h>
#include <string.h>

/* All texts of one kind together, and one of them: those that engine/vcs makes are shorter. */
#define TEXTS_MAX_BYTES ((uint64_t)1 << 30)
#define TEXT_MAX_BYTES  4095

struct commit_row {
    uint64_t time_s;
    uint32_t author, parents;
};

static const struct column commit_columns[] = {
    COLUMN_DIFFERENCES(struct commit_row, time_s),
    COLUMN(struct commit_row, author),
    COLUMN(struct commit_row, parents),
    {0},
};

struct number_row {
    uint32_t number;
};

static const struct column parent_columns[] = {
    COLUMN(struct number_row, number),
    {0},
};

static const struct column touch_columns[] = {
    COLUMN_DIFFERENCES(struct number_row, number),
    {0},
};

/* A text is what it shares with the one before, and what is its own. */
struct text_row {
    uint32_t shared, own;
    uint32_t touches; /* of paths */
};

static const struct column text_columns[] = {
    COLUMN(struct text_row, shared),
    COLUMN(struct text_row, own),
    COLUMN(struct text_row, touches),
    {0},
};

uint64_t history_schema_hash(void)
{
    return columns_hash(commit_columns) ^ columns_hash(parent_columns) * 3 ^
           columns_hash(touch_columns) * 5 ^ columns_hash(text_columns) * 7;
}

/* ------------------------------------------------------------------- write */

static void rows_add(struct buf *out, const char *name, const struct column *table,
                     const void *rows, size_t count, size_t bytes)
{
    struct buf columns = {0};

    columns_write(&columns, table, rows, count, bytes);
    wire_bytes(out, name, buf_slice(&columns));
    buf_release(&columns);
}

static uint32_t shared_length(struct slice a, struct slice b)
{
    size_t len = a.len < b.len ? a.len : b.len, shared = 0;

    while (shared < len && a.data[shared] == b.data[shared])
        shared++;
    return (uint32_t)shared;
}

/* `starts`: where each one's touches start; NULL: they have none. */
static void texts_add(struct buf *out, const char *names[3], const struct slice *texts,
                      size_t count, const uint32_t *starts)
{
    struct text_row *rows = memory_calloc(count, sizeof *rows);
    struct slice before = {"", 0};
    struct buf own = {0};

    for (size_t i = 0; i < count; i++) {
        uint32_t shared = shared_length(before, texts[i]);

        rows[i] = (struct text_row){shared, (uint32_t)texts[i].len - shared,
                                    starts ? starts[i + 1] - starts[i] : 0};
        buf_add(&own, (struct slice){texts[i].data + shared, rows[i].own});
        before = texts[i];
    }
    wire_number(out, names[0], count);
    rows_add(out, names[1], text_columns, rows, count, sizeof *rows);
    wire_bytes(out, names[2], buf_slice(&own));
    buf_release(&own);
    free(rows);
}

static const char *author_names[] = {"author_count", "authors", "author_texts"};
static const char *path_names[] = {"path_count", "paths", "path_texts"};

static void commits_add(struct buf *out, const struct vcs_history *h)
{
    struct commit_row *rows = memory_calloc(h->commit_count, sizeof *rows);
    struct buf ids = {0};

    for (size_t i = 0; i < h->commit_count; i++) {
        const struct vcs_commit *c = &h->commits[i];

        rows[i] = (struct commit_row){(uint64_t)c->time_s, c->author,
                                      h->parent_starts[i + 1] - h->parent_starts[i]};
        buf_add(&ids, (struct slice){(const char *)c->id, sizeof c->id});
    }
    wire_number(out, "commit_count", h->commit_count);
    wire_bytes(out, "ids", buf_slice(&ids));
    rows_add(out, "commits", commit_columns, rows, h->commit_count, sizeof *rows);
    buf_release(&ids);
    free(rows);
}

static void numbers_add(struct buf *out, const char *count_name, const char *name,
                        const struct column *table, const uint32_t *numbers, size_t count)
{
    wire_number(out, count_name, count);
    rows_add(out, name, table, numbers, count, sizeof *numbers);
}

void history_encode(struct buf *out, const struct vcs_history *h)
{
    wire_map(out, 16);
    wire_number(out, "schema", HISTORY_SCHEMA);
    wire_bytes(out, "way", h->way);
    wire_text(out, "head", slice_of(h->head));
    commits_add(out, h);
    numbers_add(out, "parent_count", "parents", parent_columns, h->parents,
                h->parent_starts[h->commit_count]);
    texts_add(out, author_names, h->authors, h->author_count, NULL);
    texts_add(out, path_names, h->paths, h->path_count, h->starts);
    numbers_add(out, "touch_count", "touches", touch_columns, h->touches,
                h->starts[h->path_count]);
}

/* -------------------------------------------------------------------- read */

/* `count` rows, each at least a byte: whoever claims too many is found out before there is
 * memory for them. */
static bool rows_find(const struct wire *wire, const char *count_name, const char *name,
                      size_t *count, struct slice *columns)
{
    uint64_t number;

    if (!wire_get_number(wire, count_name, UINT32_MAX - 1, &number) ||
        !wire_get_bytes(wire, name, columns) || number > columns->len)
        return false;
    *count = (size_t)number;
    return true;
}

static bool rows_read(struct slice columns, const struct column *table, void *rows,
                      size_t count, size_t bytes)
{
    return columns_read(&columns, table, rows, count, bytes) && !columns.len;
}

/* Counts become starts; false if they aren't `total` together. */
static bool starts_sum(uint32_t *starts, size_t count, size_t total)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < count; i++) {
        uint32_t own = starts[i];

        starts[i] = (uint32_t)sum;
        sum += own;
        if (sum > total)
            return false;
    }
    starts[count] = (uint32_t)sum;
    return sum == total;
}

static bool commits_fill(struct vcs_history *h, const struct commit_row *rows,
                         const char *ids)
{
    bool sound = true;

    for (size_t i = 0; i < h->commit_count && sound; i++) {
        struct vcs_commit *c = &h->commits[i];

        memcpy(c->id, ids + i * VCS_ID_BYTES, VCS_ID_BYTES);
        c->time_s = (int64_t)rows[i].time_s;
        c->author = rows[i].author;
        h->parent_starts[i] = rows[i].parents;
        sound = c->author < h->author_count &&
                (!i || memcmp(c[-1].id, c->id, VCS_ID_BYTES) < 0);
    }
    return sound;
}

static bool commits_read(const struct wire *wire, struct vcs_history *h)
{
    struct slice columns, ids;
    struct commit_row *rows;
    bool sound;

    if (!rows_find(wire, "commit_count", "commits", &h->commit_count, &columns) ||
        !wire_get_bytes(wire, "ids", &ids) || ids.len != h->commit_count * VCS_ID_BYTES)
        return false;
    h->commits = arena_array(&h->memory, struct vcs_commit, h->commit_count + 1);
    h->parent_starts = arena_array(&h->memory, uint32_t, h->commit_count + 1);
    rows = memory_calloc(h->commit_count, sizeof *rows);
    sound = rows_read(columns, commit_columns, rows, h->commit_count, sizeof *rows) &&
            commits_fill(h, rows, ids.data);
    free(rows);
    return sound;
}

static bool parents_read(const struct wire *wire, struct vcs_history *h)
{
    struct slice columns;
    size_t count;

    if (!rows_find(wire, "parent_count", "parents", &count, &columns) ||
        !starts_sum(h->parent_starts, h->commit_count, count))
        return false;
    h->parents = arena_array(&h->memory, uint32_t, count + 1);
    if (!rows_read(columns, parent_columns, h->parents, count, sizeof *h->parents))
        return false;
    for (size_t i = 0; i < count; i++) {
        h->shallow |= h->parents[i] == VCS_CUT;
        if (h->parents[i] >= h->commit_count && h->parents[i] != VCS_CUT)
            return false;
    }
    return true;
}

/* Where there is room for all of them; NULL: they are too long, or not so many bytes. */
static char *texts_room(const struct text_row *rows, size_t count, size_t own_len,
                        struct arena *memory)
{
    uint64_t all = 0, own = 0, before = 0;

    for (size_t i = 0; i < count; i++) {
        uint64_t len = (uint64_t)rows[i].shared + rows[i].own;

        if (rows[i].shared > before || len > TEXT_MAX_BYTES)
            return NULL;
        before = len;
        own += rows[i].own;
        all += len + 1;
    }
    return own == own_len && all <= TEXTS_MAX_BYTES ? arena_alloc(memory, all + 1, 1)
                                                    : NULL;
}

static bool texts_fill(struct slice *texts, const struct text_row *rows, size_t count,
                       struct slice own, struct arena *memory)
{
    char *to = texts_room(rows, count, own.len, memory);
    const char *before = to;
    bool ascending = to != NULL;

    for (size_t i = 0; i < count && ascending; i++) {
        size_t shared = rows[i].shared, len = shared + rows[i].own;

        memmove(to, before, shared);
        memcpy(to + shared, own.data, rows[i].own);
        own.data += rows[i].own;
        texts[i] = (struct slice){to, len};
        ascending = !i || slice_compare(texts[i - 1], texts[i]) < 0;
        before = to;
        to += len + 1;
    }
    return ascending;
}

/* Fills `starts`, unless it is NULL, with counts of touches. */
static bool texts_read(const struct wire *wire, const char *names[3],
                       struct arena *memory, struct slice **texts, size_t *count,
                       uint32_t **starts)
{
    struct slice columns, own;
    struct text_row *rows;
    bool sound;

    if (!rows_find(wire, names[0], names[1], count, &columns) ||
        !wire_get_bytes(wire, names[2], &own))
        return false;
    *texts = arena_array(memory, struct slice, *count + 1);
    rows = memory_calloc(*count, sizeof *rows);
    sound = rows_read(columns, text_columns, rows, *count, sizeof *rows) &&
            texts_fill(*texts, rows, *count, own, memory);
    if (starts)
        *starts = arena_array(memory, uint32_t, *count + 1);
    for (size_t i = 0; i < *count && sound; i++) {
        sound = (rows[i].touches != 0) == (starts != NULL);
        if (starts)
            (*starts)[i] = rows[i].touches;
    }
    free(rows);
    return sound;
}

static bool touches_read(const struct wire *wire, struct vcs_history *h)
{
    struct slice columns;
    size_t count;

    if (!rows_find(wire, "touch_count", "touches", &count, &columns) ||
        !starts_sum(h->starts, h->path_count, count))
        return false;
    h->touches = arena_array(&h->memory, uint32_t, count + 1);
    if (!rows_read(columns, touch_columns, h->touches, count, sizeof *h->touches))
        return false;
    for (size_t path = 0; path < h->path_count; path++)
        for (uint32_t i = h->starts[path]; i < h->starts[path + 1]; i++)
            if (h->touches[i] >= h->commit_count ||
                (i > h->starts[path] && h->touches[i] <= h->touches[i - 1]))
                return false;
    return true;
}

static bool unhex(struct slice hex, unsigned char id[VCS_ID_BYTES])
{
    static const char digits[] = "0123456789abcdef";

    if (hex.len != VCS_ID_LENGTH)
        return false;
    for (size_t i = 0; i < hex.len; i++) {
        const char *digit = memchr(digits, hex.data[i], sizeof digits - 1);

        if (!digit)
            return false;
        id[i / 2] = (unsigned char)(id[i / 2] << 4 | (digit - digits));
    }
    return true;
}

static int id_compare(const void *id, const void *commit)
{
    return memcmp(id, ((const struct vcs_commit *)commit)->id, VCS_ID_BYTES);
}

/* It is one of the commits; it is none only if there are none. */
static bool head_read(const struct wire *wire, struct vcs_history *h)
{
    unsigned char id[VCS_ID_BYTES];
    const struct vcs_commit *head;
    struct slice hex;

    if (!wire_get_text(wire, "head", &hex))
        return false;
    if (!h->commit_count)
        return !hex.len;
    if (!unhex(hex, id))
        return false;
    head = bsearch(id, h->commits, h->commit_count, sizeof *head, id_compare);
    if (!head)
        return false;
    memcpy(h->head, hex.data, hex.len);
    h->head_time_s = head->time_s;
    return true;
}

static bool map_read(struct wire *wire, struct slice bytes, struct vcs_history *h)
{
    struct slice way;
    uint64_t schema;

    if (!wire_read(wire, bytes) ||
        !wire_get_number(wire, "schema", UINT64_MAX, &schema) ||
        schema != HISTORY_SCHEMA || !wire_get_bytes(wire, "way", &way))
        return false;
    h->way = arena_copy(&h->memory, way);
    return texts_read(wire, author_names, &h->memory, &h->authors, &h->author_count,
                      NULL) &&
           commits_read(wire, h) && parents_read(wire, h) &&
           texts_read(wire, path_names, &h->memory, &h->paths, &h->path_count,
                      &h->starts) &&
           touches_read(wire, h) && head_read(wire, h);
}

bool history_decode(struct wire *wire, struct slice bytes, struct vcs_history *h)
{
    *h = (struct vcs_history){0};
    if (map_read(wire, bytes, h))
        return true;
    vcs_history_release(h);
    return false;
}
