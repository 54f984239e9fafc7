#include "engine/codec/coverage_codec.h"

#include "engine/base/memory.h"
#include "engine/codec/columns.h"

#include <stdlib.h>

struct entry {
    uint32_t path_bytes, lines, covered;
};

static const struct column columns[] = {
    COLUMN(struct entry, path_bytes),
    COLUMN(struct entry, lines),
    COLUMN(struct entry, covered),
    {0},
};

uint64_t coverage_schema_hash(void)
{
    return columns_hash(columns);
}

/* ------------------------------------------------------------------- write */

static void rows_add(struct buf *out, const struct coverage_part *p)
{
    struct entry *entries = memory_alloc(p->count * sizeof *entries);
    struct buf bytes = {0}, paths = {0}, keys = {0};

    for (size_t i = 0; i < p->count; i++) {
        const struct coverage_row *row = &p->rows[i];

        entries[i] = (struct entry){(uint32_t)row->path.len, row->lines, row->covered};
        buf_add(&paths, row->path);
        buf_add(&keys, (struct slice){(const char *)&row->key, sizeof row->key});
    }
    columns_write(&bytes, columns, entries, p->count, sizeof *entries);
    wire_bytes(out, "columns", buf_slice(&bytes));
    wire_bytes(out, "paths", buf_slice(&paths));
    wire_bytes(out, "keys", buf_slice(&keys));
    buf_release(&bytes);
    buf_release(&paths);
    buf_release(&keys);
    free(entries);
}

void coverage_part_write(struct buf *out, const struct coverage_part *part)
{
    wire_map(out, 10);
    wire_number(out, "schema", COVERAGE_SCHEMA);
    wire_number(out, "take", part->take);
    wire_number(out, "part", part->part);
    wire_number(out, "parts", part->parts);
    wire_number(out, "foreign", part->foreign);
    wire_bytes(out, "first_foreign", part->first_foreign);
    wire_number(out, "rows", part->count);
    rows_add(out, part);
}

/* -------------------------------------------------------------------- read */

static bool number_get(const struct wire *wire, const char *name, uint32_t most,
                       uint32_t *number)
{
    uint64_t wide;

    if (!wire_get_number(wire, name, most, &wide))
        return false;
    *number = (uint32_t)wide;
    return true;
}

static bool head_read(const struct wire *wire, struct coverage_part *p)
{
    return wire_get_number(wire, "take", UINT64_MAX, &p->take) &&
           number_get(wire, "parts", COVERAGE_MAX_PARTS, &p->parts) && p->parts &&
           number_get(wire, "part", p->parts - 1, &p->part);
}

enum coverage_message coverage_part_look(struct wire *wire, struct slice bytes,
                                         struct coverage_part *part)
{
    uint64_t schema;

    if (!wire_read(wire, bytes) || !wire_get_number(wire, "schema", UINT64_MAX, &schema))
        return COVERAGE_MESSAGE_NONE;
    if (schema > COVERAGE_SCHEMA)
        return COVERAGE_MESSAGE_LATER;
    return schema == COVERAGE_SCHEMA && head_read(wire, part) ? COVERAGE_MESSAGE_PART
                                                              : COVERAGE_MESSAGE_NONE;
}

static bool row_is_sound(const struct coverage_row *rows, size_t i)
{
    return rows[i].path.len && !memchr(rows[i].path.data, '\0', rows[i].path.len) &&
           rows[i].covered <= rows[i].lines &&
           (!i || slice_compare(rows[i - 1].path, rows[i].path) < 0);
}

static bool rows_fill(struct coverage_row *rows, const struct entry *entries,
                      size_t count, struct slice paths, struct slice keys)
{
    for (size_t i = 0; i < count; i++) {
        if (entries[i].path_bytes > paths.len)
            return false;
        rows[i] = (struct coverage_row){.path = {paths.data, entries[i].path_bytes},
                                        .lines = entries[i].lines,
                                        .covered = entries[i].covered};
        memcpy(&rows[i].key, keys.data + i * sizeof rows[i].key, sizeof rows[i].key);
        paths.data += entries[i].path_bytes;
        paths.len -= entries[i].path_bytes;
        if (!row_is_sound(rows, i))
            return false;
    }
    return !paths.len;
}

static bool rows_read(const struct wire *wire, struct coverage_part *p,
                      struct arena *lasting)
{
    struct slice bytes, paths, keys;
    struct coverage_row *rows;
    struct entry *entries;
    uint64_t count;
    bool sound;

    if (!wire_get_bytes(wire, "columns", &bytes) ||
        !wire_get_bytes(wire, "paths", &paths) || !wire_get_bytes(wire, "keys", &keys) ||
        !wire_get_number(wire, "rows", keys.len / sizeof rows->key, &count) ||
        keys.len != count * sizeof rows->key)
        return false;
    entries = memory_calloc(count, sizeof *entries);
    rows = arena_array(lasting, struct coverage_row, count);
    sound = columns_read(&bytes, columns, entries, count, sizeof *entries) &&
            !bytes.len &&
            rows_fill(rows, entries, count, arena_copy(lasting, paths), keys);
    free(entries);
    p->rows = rows;
    p->count = count;
    return sound;
}

bool coverage_part_read(struct wire *wire, struct slice bytes, struct coverage_part *part,
                        struct arena *lasting)
{
    if (coverage_part_look(wire, bytes, part) != COVERAGE_MESSAGE_PART ||
        !wire_get_number(wire, "foreign", UINT64_MAX, &part->foreign) ||
        !wire_get_bytes(wire, "first_foreign", &part->first_foreign))
        return false;
    part->first_foreign = arena_copy(lasting, part->first_foreign);
    return rows_read(wire, part, lasting);
}
