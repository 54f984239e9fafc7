#include "engine/index/night_head_codec.h"

#include "engine/base/memory.h"
#include "engine/codec/columns.h"
#include "engine/codec/texts.h"
#include "engine/vcs/vcs.h"

#include <ctype.h>
#include <stdlib.h>

/* Larger numbers are nobody's; so sums and differences of them fit. */
#define MOST        (UINT64_C(1) << 48)
#define MOST_TIME_S UINT64_C(253402300799) /* the year 9999 */
#define MOST_DELTAS 1000

/* The sign is the lowest bit, as in columns of differences. */
struct value_row {
    uint64_t folded;
    bool known;
};

static const struct column value_columns[] = {
    COLUMN(struct value_row, folded),
    COLUMN_FLAG(struct value_row, known),
    {0},
};

uint64_t night_head_schema_hash(void)
{
    return columns_hash(value_columns);
}

/* ------------------------------------------------------------------- write */

static void columns_add(struct buf *out, const char *name, const struct column *table,
                        const void *structs, size_t count, size_t bytes)
{
    struct buf columns = {0};

    columns_write(&columns, table, structs, count, bytes);
    wire_bytes(out, name, buf_slice(&columns));
    buf_release(&columns);
}

static void texts_add(struct buf *out, const char *name, const struct slice *first,
                      size_t count, size_t stride)
{
    struct buf texts = {0};

    texts_write(&texts, first, count, stride);
    wire_bytes(out, name, buf_slice(&texts));
    buf_release(&texts);
}

static struct value_row row_of(struct night_value value)
{
    int64_t number = value.known ? value.thousandths : 0;

    return (struct value_row){(uint64_t)number << 1 ^ (number < 0 ? UINT64_MAX : 0),
                              value.known};
}

static void numbers_write(struct buf *out, const struct night_head *h)
{
    struct value_row *rows = memory_calloc(h->number_count + 1, sizeof *rows);

    for (size_t i = 0; i < h->number_count; i++)
        rows[i] = row_of(h->numbers[i].value);
    wire_number(out, "number_count", h->number_count);
    texts_add(out, "number_names", h->numbers ? &h->numbers->name : NULL, h->number_count,
              sizeof *h->numbers);
    columns_add(out, "numbers", value_columns, rows, h->number_count, sizeof *rows);
    free(rows);
}

/* All packages of one number come together: they are alike. */
static void packages_write(struct buf *out, const struct night_head *h)
{
    size_t count = h->package_metric_count * h->package_count;
    struct value_row *rows = memory_calloc(count + 1, sizeof *rows);

    for (size_t i = 0; i < count; i++)
        rows[i] = row_of(h->packages[i % h->package_count].values[i / h->package_count]);
    wire_number(out, "package_metric_count", h->package_metric_count);
    texts_add(out, "package_metrics", h->package_metrics, h->package_metric_count,
              sizeof *h->package_metrics);
    wire_number(out, "package_count", h->package_count);
    texts_add(out, "folders", h->packages ? &h->packages->folder : NULL, h->package_count,
              sizeof *h->packages);
    columns_add(out, "packages", value_columns, rows, count, sizeof *rows);
    free(rows);
}

static void key_write(struct buf *out, const char *name, const struct content_key *keys,
                      size_t count)
{
    wire_bytes(out, name, (struct slice){(const char *)keys, count * sizeof *keys});
}

void night_head_write(struct buf *out, const struct night_ring *ring)
{
    const struct night_head *h = &ring->head;

    wire_map(out, 25);
    wire_number(out, "schema", NIGHT_HEAD_SCHEMA);
    wire_bytes(out, "name", h->name);
    wire_bytes(out, "commit", h->commit);
    wire_bytes(out, "version", h->version);
    wire_number(out, "time", h->time_s > 0 ? (uint64_t)h->time_s : 0);
    wire_number(out, "rules", h->rules);
    wire_number(out, "asked", h->asked);
    wire_number(out, "failed", h->failed);
    wire_number(out, "folder_depth", h->folder_depth);
    key_write(out, "before", &ring->before, 1);
    wire_number(out, "base", ring->base);
    wire_number(out, "deltas", ring->deltas);
    wire_number(out, "base_bytes", ring->base_bytes);
    wire_number(out, "delta_bytes", ring->delta_bytes);
    wire_number(out, "bytes", ring->bytes);
    wire_number(out, "raw_bytes", ring->raw_bytes);
    key_write(out, "pieces", ring->pieces, ring->piece_count);
    numbers_write(out, h);
    packages_write(out, h);
}

/* -------------------------------------------------------------------- read */

static bool text_read(const struct wire *wire, const char *name, size_t most,
                      struct slice *text, struct arena *lasting)
{
    struct slice bytes;

    if (!wire_get_bytes(wire, name, &bytes) || bytes.len > most)
        return false;
    *text = arena_copy(lasting, bytes);
    return true;
}

static bool is_hex(struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!isxdigit((unsigned char)text.data[i]))
            return false;
    }
    return true;
}

static bool what_read(const struct wire *wire, struct night_head *h, struct arena *a)
{
    uint64_t time_s, depth;

    if (!text_read(wire, "name", NIGHT_NAME_MOST, &h->name, a) ||
        !text_read(wire, "commit", VCS_ID_LENGTH, &h->commit, a) || !is_hex(h->commit) ||
        !text_read(wire, "version", 64, &h->version, a) ||
        !wire_get_number(wire, "time", MOST_TIME_S, &time_s) ||
        !wire_get_number(wire, "rules", UINT64_MAX, &h->rules) ||
        !wire_get_number(wire, "asked", UINT64_MAX, &h->asked) ||
        !wire_get_number(wire, "failed", MOST, &h->failed) ||
        !wire_get_number(wire, "folder_depth", UINT32_MAX, &depth))
        return false;
    h->time_s = (int64_t)time_s;
    h->folder_depth = depth;
    return true;
}

static bool pieces_read(const struct wire *wire, struct night_ring *r, struct arena *a)
{
    struct slice before, pieces;
    uint64_t base, deltas;

    if (!wire_get_bytes(wire, "before", &before) || before.len != sizeof r->before ||
        !wire_get_bytes(wire, "pieces", &pieces) || pieces.len % sizeof *r->pieces ||
        !wire_get_number(wire, "base", 1, &base) ||
        !wire_get_number(wire, "deltas", MOST_DELTAS, &deltas) || base != !deltas ||
        !wire_get_number(wire, "base_bytes", MOST, &r->base_bytes) ||
        !wire_get_number(wire, "delta_bytes", MOST, &r->delta_bytes) ||
        !wire_get_number(wire, "bytes", MOST, &r->bytes) ||
        !wire_get_number(wire, "raw_bytes", MOST, &r->raw_bytes))
        return false;
    r->base = base;
    r->deltas = (uint32_t)deltas;
    memcpy(&r->before, before.data, sizeof r->before);
    r->piece_count = pieces.len / sizeof *r->pieces;
    r->pieces = arena_array(a, struct content_key, r->piece_count + 1);
    if (pieces.len)
        memcpy(r->pieces, pieces.data, pieces.len);
    return true;
}

static bool value_take(const struct value_row *row, struct night_value *value)
{
    uint64_t number = row->folded >> 1 ^ (0 - (row->folded & 1));

    *value = (struct night_value){row->known, (int64_t)number};
    return row->folded >> 1 < MOST * 1000;
}

static struct value_row *values_read(const struct wire *wire, const char *name,
                                     uint64_t count)
{
    struct slice columns;
    struct value_row *rows;

    if (!wire_get_bytes(wire, name, &columns) || count > columns.len)
        return NULL;
    rows = memory_calloc(count + 1, sizeof *rows);
    if (columns_read(&columns, value_columns, rows, count, sizeof *rows) && !columns.len)
        return rows;
    free(rows);
    return NULL;
}

static bool numbers_read(const struct wire *wire, struct night_head *h, struct arena *a)
{
    struct slice names;
    struct value_row *rows;
    uint64_t count;
    bool read;

    if (!wire_get_number(wire, "number_count", UINT32_MAX, &count) ||
        !wire_get_bytes(wire, "number_names", &names) || count > names.len)
        return false;
    rows = values_read(wire, "numbers", count);
    if (!rows)
        return false;
    h->numbers = arena_array(a, struct night_number, count + 1);
    h->number_count = count;
    read = texts_read(names, &h->numbers->name, count, sizeof *h->numbers, a);
    for (size_t i = 0; read && i < count; i++)
        read = value_take(&rows[i], &h->numbers[i].value);
    free(rows);
    return read;
}

static bool folders_read(const struct wire *wire, struct night_head *h, struct arena *a)
{
    struct slice names, folders;
    uint64_t metrics, count;

    if (!wire_get_number(wire, "package_metric_count", UINT16_MAX, &metrics) ||
        !wire_get_bytes(wire, "package_metrics", &names) || metrics > names.len ||
        !wire_get_number(wire, "package_count", UINT32_MAX, &count) ||
        !wire_get_bytes(wire, "folders", &folders) || count > folders.len)
        return false;
    h->package_metrics = arena_array(a, struct slice, metrics + 1);
    h->package_metric_count = metrics;
    h->packages = arena_array(a, struct night_package, count + 1);
    h->package_count = count;
    return texts_read(names, h->package_metrics, metrics, sizeof *h->package_metrics,
                      a) &&
           texts_read(folders, &h->packages->folder, count, sizeof *h->packages, a);
}

static bool packages_fill(struct night_head *h, const struct value_row *rows,
                          struct arena *a)
{
    for (size_t i = 0; i < h->package_count; i++) {
        struct night_package *p = &h->packages[i];

        if (!p->folder.len ||
            (i && slice_compare(h->packages[i - 1].folder, p->folder) >= 0))
            return false;
        p->values = arena_array(a, struct night_value, h->package_metric_count + 1);
        for (size_t k = 0; k < h->package_metric_count; k++) {
            if (!value_take(&rows[k * h->package_count + i], &p->values[k]))
                return false;
        }
    }
    return true;
}

static bool packages_read(const struct wire *wire, struct night_head *h, struct arena *a)
{
    struct value_row *rows;
    bool read;

    if (!folders_read(wire, h, a))
        return false;
    rows = values_read(wire, "packages", h->package_count * h->package_metric_count);
    read = rows && packages_fill(h, rows, a);
    free(rows);
    return read;
}

bool night_head_read(struct wire *wire, struct slice bytes, struct night_ring *ring,
                     struct arena *lasting)
{
    struct night_ring r = {0};
    uint64_t schema;

    if (!wire_read(wire, bytes) ||
        !wire_get_number(wire, "schema", NIGHT_HEAD_SCHEMA, &schema) ||
        schema != NIGHT_HEAD_SCHEMA || !what_read(wire, &r.head, lasting) ||
        !pieces_read(wire, &r, lasting) || !numbers_read(wire, &r.head, lasting) ||
        !packages_read(wire, &r.head, lasting))
        return false;
    *ring = r;
    return true;
}
