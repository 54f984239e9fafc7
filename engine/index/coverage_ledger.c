/* Coverage in the log "coverage": each take that was kept is some records, one behind the
 * other but for what others append meanwhile (engine/codec/coverage_codec.h). The take whose
 * last record is the last one holds; one that isn't whole, or not sound, never was. */
#include "engine/base/memory.h"
#include "engine/codec/coverage_codec.h"
#include "engine/index/coverage.h"
#include "store/log.h"

#include <stdlib.h>

static const char log_name[] = "coverage";

enum {
    /* So many old takes make the log worth writing anew; somebody may be in the middle of
     * writing one, so some stay. */
    MAX_TAKES = 8,
    KEPT_TAKES = 4,
    /* So many takes may be written at once. */
    OPEN_TAKES = 64,
    /* Of a record, far below what a log takes: a row more may have a path of 32 KiB. */
    PART_BYTES = 4 << 20,
};

/* -------------------------------------------------------- what is in a log */

struct take {
    uint64_t number;
    uint64_t first, last; /* records */
    uint32_t parts, seen;
};

struct takes {
    struct take *items; /* by their first record */
    size_t count, capacity;
    uint64_t later; /* the last record of a later version; 0: none */
};

static void part_note(struct takes *t, const struct coverage_part *part,
                      uint64_t sequence)
{
    size_t i = t->count, oldest = i > OPEN_TAKES ? i - OPEN_TAKES : 0;

    while (i > oldest && t->items[i - 1].number != part->take)
        i--;
    if (i == oldest) {
        t->items = memory_grow(t->items, &t->capacity, t->count + 1, sizeof *t->items);
        t->items[t->count++] =
            (struct take){part->take, sequence, sequence, part->parts, 0};
        i = t->count;
    }
    /* They are written in order, so a part out of order is none. */
    if (part->part == t->items[i - 1].seen && part->parts == t->items[i - 1].parts) {
        t->items[i - 1].seen++;
        t->items[i - 1].last = sequence;
    }
}

static bool is_whole(const struct take *take)
{
    return take->seen == take->parts;
}

/* Calls `visit` with each sound record. */
static bool records_read(const struct folder *f,
                         void (*visit)(void *context, const struct log_record *record),
                         void *context, struct err *e)
{
    struct log_reader *reader = log_reader_open(f, log_name, e);
    struct log_record record;
    enum log_step step;

    if (!reader)
        return false;
    while ((step = log_read(reader, &record, e)) == LOG_RECORD || step == LOG_DAMAGE) {
        if (step == LOG_RECORD)
            visit(context, &record);
    }
    log_reader_close(reader);
    return step == LOG_END;
}

struct looking {
    struct wire *wire;
    struct takes takes;
};

static void record_look(void *context, const struct log_record *record)
{
    struct looking *l = context;
    struct coverage_part part;

    switch (coverage_part_look(l->wire, record->bytes, &part)) {
    case COVERAGE_MESSAGE_PART: part_note(&l->takes, &part, record->sequence); break;
    case COVERAGE_MESSAGE_LATER: l->takes.later = record->sequence; break;
    case COVERAGE_MESSAGE_NONE: break;
    }
}

static bool takes_read(const struct folder *f, struct takes *takes, struct err *e)
{
    struct looking l = {.wire = wire_new()};
    bool good = records_read(f, record_look, &l, e);

    wire_free(l.wire);
    *takes = l.takes;
    return good;
}

static int whole_last_first(const void *a, const void *b)
{
    const struct take *x = a, *y = b;

    return (y->last > x->last) - (y->last < x->last);
}

/* Leaves the whole ones, the one that holds first. */
static void takes_sort(struct takes *t)
{
    size_t kept = 0;

    for (size_t i = 0; i < t->count; i++) {
        if (is_whole(&t->items[i]))
            t->items[kept++] = t->items[i];
    }
    t->count = kept;
    if (kept)
        qsort(t->items, kept, sizeof *t->items, whole_last_first);
}

/* -------------------------------------------------------------------- keep */

static size_t part_rows(const struct coverage *c, size_t first)
{
    size_t bytes = 0, end = first;

    while (end < c->count && bytes < PART_BYTES)
        bytes += c->files[end++].path.len + sizeof(struct coverage_row);
    return end - first;
}

static uint32_t parts_count(const struct coverage *c)
{
    uint32_t parts = 1;

    for (size_t at = part_rows(c, 0); at < c->count; at += part_rows(c, at))
        parts++;
    return parts;
}

/* The take's number is that of nobody else who writes now, so it is random. */
static bool parts_append(const struct coverage *c, struct log *log, struct err *e)
{
    struct coverage_row *rows = memory_alloc(c->count * sizeof *rows);
    struct coverage_part part = {.take = folder_random(),
                                 .parts = parts_count(c),
                                 .foreign = c->foreign,
                                 .first_foreign = c->first_foreign,
                                 .rows = rows};
    struct buf bytes = {0};
    bool good = true;

    for (size_t i = 0; i < c->count; i++)
        rows[i] = (struct coverage_row){c->files[i].path, c->files[i].lines,
                                        c->files[i].covered, c->files[i].key};
    for (size_t at = 0; good && part.part < part.parts; part.part++) {
        part.rows = rows + at;
        part.count = part_rows(c, at);
        at += part.count;
        buf_clear(&bytes);
        coverage_part_write(&bytes, &part);
        good = log_append(log, buf_slice(&bytes), e);
    }
    buf_release(&bytes);
    free(rows);
    return good;
}

static bool is_recent(void *context, const struct log_record *record)
{
    const uint64_t *first = context;

    return record->sequence >= *first;
}

/* Costs nothing but room if it fails. */
static void old_takes_drop(const struct folder *f, struct log *log)
{
    struct takes takes;
    uint64_t first = UINT64_MAX;

    if (takes_read(f, &takes, NULL)) {
        takes_sort(&takes);
        for (size_t i = 0; i < takes.count && i < KEPT_TAKES; i++)
            first = takes.items[i].first < first ? takes.items[i].first : first;
        if (takes.count > MAX_TAKES)
            log_compact(log, is_recent, &first, NULL);
    }
    free(takes.items);
}

bool coverage_keep(const struct coverage *c, const struct ledger_options *ledger,
                   const struct discover *d, struct err *e)
{
    struct folder folder;
    struct log *log;
    bool good;

    if (!ledger_open(&folder, ledger, d, true, NULL, e))
        return false;
    log = log_open(&folder, log_name, LOG_SYNC_BATCH, e);
    good = log && parts_append(c, log, e) && log_commit(log, e);
    if (good)
        old_takes_drop(&folder, log);
    if (log)
        log_close(log, NULL);
    folder_close(&folder);
    return good;
}

/* -------------------------------------------------------------------- load */

struct loading {
    struct wire *wire;
    struct coverage *c;
    const struct take *take;
    size_t capacity;
    uint32_t parts;
    bool broken;
};

static bool row_follows(const struct coverage *c, struct slice path)
{
    return !c->count || slice_compare(c->files[c->count - 1].path, path) < 0;
}

static void part_take(struct loading *l, const struct coverage_part *part)
{
    struct coverage *c = l->c;

    c->files =
        memory_grow(c->files, &l->capacity, c->count + part->count, sizeof *c->files);
    c->foreign = part->foreign;
    c->first_foreign = part->first_foreign;
    for (size_t i = 0; i < part->count; i++) {
        const struct coverage_row *row = &part->rows[i];

        l->broken = l->broken || !row_follows(c, row->path);
        c->files[c->count++] =
            (struct covered_file){row->path, row->lines, row->covered, row->key};
    }
}

static void record_take(void *context, const struct log_record *record)
{
    struct loading *l = context;
    struct coverage_part part;

    if (l->broken || record->sequence < l->take->first ||
        record->sequence > l->take->last ||
        coverage_part_look(l->wire, record->bytes, &part) != COVERAGE_MESSAGE_PART ||
        part.take != l->take->number || part.part != l->parts)
        return;
    l->parts++;
    l->broken = !coverage_part_read(l->wire, record->bytes, &part, &l->c->memory);
    if (!l->broken)
        part_take(l, &part);
}

/* False: this take isn't sound, or gone; nothing is left in *c then. */
static bool take_load(struct coverage *c, const struct folder *f, const struct take *take)
{
    struct loading l = {.wire = wire_new(), .c = c, .take = take};
    struct covered_file *files;
    bool good =
        records_read(f, record_take, &l, NULL) && !l.broken && l.parts == take->parts;

    wire_free(l.wire);
    files = c->files;
    c->files = arena_array(&c->memory, struct covered_file, c->count);
    if (c->count)
        memcpy(c->files, files, c->count * sizeof *files);
    free(files);
    if (!good)
        coverage_release(c);
    return good;
}

/* A take of a later version is newer than any that we could give in its place. */
static bool later_check(const struct takes *takes, struct err *e)
{
    if (takes->later && (!takes->count || takes->items[0].last < takes->later))
        return err_set(e, ERR_UNSUPPORTED,
                       "the coverage was kept by a later version of this program");
    return true;
}

static bool last_load(struct coverage *c, const struct folder *f, struct err *e)
{
    struct takes takes;
    bool good = takes_read(f, &takes, e) || err_wrap(e, "the ledger of coverage");

    takes_sort(&takes);
    good = good && later_check(&takes, e);
    for (size_t i = 0; good && i < takes.count && i < MAX_TAKES; i++) {
        if (take_load(c, f, &takes.items[i]))
            break;
    }
    free(takes.items);
    return good;
}

bool coverage_load(struct coverage *c, const struct ledger_options *ledger,
                   const struct discover *d, struct err *e)
{
    struct folder folder;
    bool absent = false, good;

    *c = (struct coverage){0};
    if (!ledger_open(&folder, ledger, d, false, &absent, e))
        return absent;
    good = folder_lacks(&folder, log_name) || last_load(c, &folder, e);
    folder_close(&folder);
    return good;
}
