#include "engine/codec/graph_codec.h"

#include "engine/base/memory.h"
#include "engine/codec/columns.h"

#include <stdlib.h>
#include <string.h>

static const struct column link_columns[] = {
    COLUMN_DIFFERENCES(struct import_link, file),
    COLUMN_DIFFERENCES(struct import_link, import),
    COLUMN(struct import_link, name),
    COLUMN(struct import_link, to),
    COLUMN(struct import_link, kind),
    COLUMN(struct import_link, end),
    COLUMN(struct import_link, reason),
    COLUMN_FLAG(struct import_link, inner),
    {0},
};

/* Texts are lengths here; their bytes follow in the same order. */
struct root_row {
    uint32_t folder, prefix, said_by, rule;
    uint32_t scope, votes, votes_against;
    uint8_t origin;
    bool has_rule;
};

static const struct column root_columns[] = {
    COLUMN(struct root_row, folder),        COLUMN(struct root_row, prefix),
    COLUMN(struct root_row, said_by),       COLUMN(struct root_row, rule),
    COLUMN(struct root_row, scope),         COLUMN(struct root_row, votes),
    COLUMN(struct root_row, votes_against), COLUMN(struct root_row, origin),
    COLUMN_FLAG(struct root_row, has_rule), {0},
};

static const char *const row_names[CSR_COLUMNS] = {[CSR_STARTS] = "starts",
                                                   [CSR_ENDS] = "ends",
                                                   [CSR_KINDS] = "kinds",
                                                   [CSR_SITES] = "sites"};

uint64_t graph_schema_hash(void)
{
    return columns_hash(link_columns) ^ columns_hash(root_columns) * 3;
}

/* ------------------------------------------------------------------- write */

static void roots_write(struct buf *out, const struct graph_record *r)
{
    struct root_row *rows = memory_calloc(r->root_count + 1, sizeof *rows);
    struct buf columns = {0}, texts = {0};

    for (size_t i = 0; i < r->root_count; i++) {
        const struct kept_root *root = &r->roots[i];
        struct slice rule = slice_of(root->rule ? root->rule : "");

        rows[i] = (struct root_row){(uint32_t)root->folder.len,
                                    (uint32_t)root->prefix.len,
                                    (uint32_t)root->said_by.len,
                                    (uint32_t)rule.len,
                                    root->scope,
                                    root->votes,
                                    root->votes_against,
                                    root->origin,
                                    root->rule != NULL};
        buf_add(&texts, root->folder);
        buf_add(&texts, root->prefix);
        buf_add(&texts, root->said_by);
        buf_add(&texts, rule);
    }
    columns_write(&columns, root_columns, rows, r->root_count, sizeof *rows);
    wire_number(out, "root_count", r->root_count);
    wire_bytes(out, "roots", buf_slice(&columns));
    wire_bytes(out, "texts", buf_slice(&texts));
    buf_release(&columns);
    buf_release(&texts);
    free(rows);
}

static void links_write(struct buf *out, const struct links *links)
{
    struct buf columns = {0};

    columns_write(&columns, link_columns, links->items, links->count,
                  sizeof *links->items);
    wire_number(out, "link_count", links->count);
    wire_bytes(out, "links", buf_slice(&columns));
    buf_release(&columns);
}

void graph_write(struct buf *out, const struct graph_record *record)
{
    struct slice rows[CSR_COLUMNS];

    csr_columns(&record->graph, rows);
    wire_map(out, 11 + CSR_COLUMNS);
    wire_number(out, "schema", GRAPH_SCHEMA);
    wire_number(out, "state_high", record->state.high);
    wire_number(out, "state_low", record->state.low);
    wire_number(out, "files", record->files);
    wire_number(out, "modules", record->modules);
    wire_number(out, "places", record->places);
    roots_write(out, record);
    links_write(out, &record->links);
    for (unsigned i = 0; i < CSR_COLUMNS; i++)
        wire_bytes(out, row_names[i], rows[i]);
}

/* -------------------------------------------------------------------- read */

static bool is_same(const struct wire *wire, const char *name, uint64_t wanted)
{
    uint64_t number;

    return wire_get_number(wire, name, UINT64_MAX, &number) && number == wanted;
}

static bool text_take(struct slice *texts, uint32_t len, struct arena *lasting,
                      struct slice *text)
{
    if (len > texts->len)
        return false;
    *text = arena_copy(lasting, (struct slice){texts->data, len});
    texts->data += len;
    texts->len -= len;
    return true;
}

static bool root_take(const struct root_row *row, struct slice *texts, uint32_t places,
                      struct arena *lasting, struct kept_root *root)
{
    struct slice rule;

    *root = (struct kept_root){.scope = row->scope,
                               .votes = row->votes,
                               .votes_against = row->votes_against,
                               .origin = row->origin};
    if (!text_take(texts, row->folder, lasting, &root->folder) ||
        !text_take(texts, row->prefix, lasting, &root->prefix) ||
        !text_take(texts, row->said_by, lasting, &root->said_by) ||
        !text_take(texts, row->rule, lasting, &rule))
        return false;
    root->rule = row->has_rule ? rule.data : NULL;
    return row->origin <= ROOT_REST && (row->scope < places || row->scope == PLACE_NONE);
}

static bool roots_read(const struct wire *wire, struct graph_record *r,
                       struct arena *lasting)
{
    struct slice columns, texts;
    struct root_row *rows;
    uint64_t count;
    bool read;

    if (!wire_get_number(wire, "root_count", r->places, &count) ||
        !wire_get_bytes(wire, "roots", &columns) ||
        !wire_get_bytes(wire, "texts", &texts) || count > columns.len)
        return false;
    rows = memory_calloc(count + 1, sizeof *rows);
    read =
        columns_read(&columns, root_columns, rows, count, sizeof *rows) && !columns.len;
    r->roots = arena_array(lasting, struct kept_root, count + 1);
    r->root_count = count;
    for (size_t i = 0; read && i < count; i++)
        read = root_take(&rows[i], &texts, r->places, lasting, &r->roots[i]);
    free(rows);
    return read && !texts.len;
}

static bool link_fits(const struct import_link *link, const struct graph_record *r)
{
    return link->file < r->files && (link->to < r->modules || link->to == GRAPH_NONE) &&
           link->kind && !(link->kind & (link->kind - 1)) && link->end < END_COUNT &&
           link->reason <= REASON_OTHER_PYTHON;
}

static bool links_read(const struct wire *wire, struct graph_record *r)
{
    struct slice columns;
    uint64_t count;
    bool read;

    if (!wire_get_number(wire, "link_count", UINT32_MAX, &count) ||
        !wire_get_bytes(wire, "links", &columns) || count > columns.len)
        return false;
    r->links = (struct links){.count = count, .capacity = count + 1, .closed = true};
    r->links.items = memory_calloc(count + 1, sizeof *r->links.items);
    read = columns_read(&columns, link_columns, r->links.items, count,
                        sizeof *r->links.items) &&
           !columns.len;
    for (size_t i = 0; read && i < count; i++)
        read = link_fits(&r->links.items[i], r) &&
               (!i || r->links.items[i - 1].file <= r->links.items[i].file);
    if (!read)
        links_release(&r->links);
    return read;
}

static bool rows_read(const struct wire *wire, struct graph_record *r)
{
    struct slice rows[CSR_COLUMNS];

    for (unsigned i = 0; i < CSR_COLUMNS; i++) {
        if (!wire_get_bytes(wire, row_names[i], &rows[i]))
            return false;
    }
    if (!csr_take(&r->graph, rows, NULL))
        return false;
    if (r->graph.nodes == r->modules)
        return true;
    csr_release(&r->graph);
    return false;
}

bool graph_read(struct wire *wire, struct slice bytes, struct graph_record *record,
                struct arena *lasting)
{
    if (!wire_read(wire, bytes) || !is_same(wire, "schema", GRAPH_SCHEMA) ||
        !is_same(wire, "state_high", record->state.high) ||
        !is_same(wire, "state_low", record->state.low) ||
        !is_same(wire, "files", record->files) ||
        !is_same(wire, "modules", record->modules) ||
        !is_same(wire, "places", record->places) || !roots_read(wire, record, lasting) ||
        !links_read(wire, record))
        return false;
    if (rows_read(wire, record))
        return true;
    links_release(&record->links);
    return false;
}
