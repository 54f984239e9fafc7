#include "engine/codec/snapshot_codec.h"

#include "engine/base/memory.h"
#include "engine/codec/columns.h"

#include <stdlib.h>
#include <string.h>

static const struct column block_columns[] = {
    COLUMN(struct snapshot_block, key.high),
    COLUMN(struct snapshot_block, key.low),
    COLUMN(struct snapshot_block, rows),
    {0},
};

struct number {
    uint64_t number;
};

static const struct column dead_columns[] = {
    COLUMN_DIFFERENCES(struct number, number),
    {0},
};

static void columns_add(struct buf *out, const char *name, const struct column *table,
                        const void *structs, size_t count, size_t bytes)
{
    struct buf columns = {0};

    columns_write(&columns, table, structs, count, bytes);
    wire_bytes(out, name, buf_slice(&columns));
    buf_release(&columns);
}

void snapshot_write(struct buf *out, const struct snapshot_record *record)
{
    wire_map(out, 11);
    wire_number(out, "schema", SNAPSHOT_SCHEMA);
    wire_bytes(out, "project", record->project);
    wire_number(out, "rules", record->rules);
    wire_number(out, "grammar", record->grammar);
    wire_number(out, "parse_ns", record->parse_ns);
    wire_number(out, "parse_bytes", record->parse_bytes);
    wire_number(out, "block_count", record->block_count);
    columns_add(out, "blocks", block_columns, record->blocks, record->block_count,
                sizeof *record->blocks);
    wire_number(out, "dead_count", record->dead_count);
    columns_add(out, "dead", dead_columns, record->dead, record->dead_count,
                sizeof *record->dead);
    wire_bytes(out, "delta", record->delta);
}

/* `count` structs, for the caller to free; NULL: the column doesn't hold just them. */
static void *structs_of(const struct wire *wire, const char *name,
                        const struct column *table, uint64_t count, size_t bytes)
{
    struct slice left;
    void *structs;

    if (!wire_get_bytes(wire, name, &left) || count > left.len)
        return NULL;
    structs = memory_calloc(count + 1, bytes);
    if (columns_read(&left, table, structs, count, bytes) && left.len == 0)
        return structs;
    free(structs);
    return NULL;
}

static bool head_read(const struct wire *wire, struct snapshot_record *r)
{
    uint64_t schema;

    return wire_get_number(wire, "schema", SNAPSHOT_SCHEMA, &schema) &&
           schema == SNAPSHOT_SCHEMA && wire_get_bytes(wire, "project", &r->project) &&
           wire_get_number(wire, "rules", UINT64_MAX, &r->rules) &&
           wire_get_number(wire, "grammar", UINT64_MAX, &r->grammar) &&
           wire_get_number(wire, "parse_ns", UINT64_MAX, &r->parse_ns) &&
           wire_get_number(wire, "parse_bytes", UINT64_MAX, &r->parse_bytes) &&
           wire_get_number(wire, "block_count", UINT32_MAX, &r->block_count) &&
           wire_get_number(wire, "dead_count", UINT32_MAX, &r->dead_count) &&
           wire_get_bytes(wire, "delta", &r->delta);
}

bool snapshot_read(struct wire *wire, struct slice bytes, struct snapshot_record *record)
{
    struct snapshot_record r = {0};
    struct snapshot_block *blocks;
    uint64_t *dead;

    if (!wire_read(wire, bytes) || !head_read(wire, &r))
        return false;
    blocks = structs_of(wire, "blocks", block_columns, r.block_count, sizeof *blocks);
    dead = structs_of(wire, "dead", dead_columns, r.dead_count, sizeof *dead);
    if (!blocks || !dead) {
        free(blocks);
        free(dead);
        return false;
    }
    r.blocks = blocks;
    r.dead = dead;
    *record = r;
    return true;
}
