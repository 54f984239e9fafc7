#include "engine/index/nights.h"

#include "engine/base/memory.h"
#include "engine/codec/wire.h"
#include "engine/index/night_codec.h"
#include "engine/index/night_head_codec.h"
#include "store/log.h"
#include "store/parcel.h"

#include <stdlib.h>

/* Measured in store/FORMAT.md. */
enum { SQUEEZE_LEVEL = 9 };

/* Entries are squeezed in pieces of so many bytes. */
#define PIECE_BYTES ((size_t)4 << 20)

/* The entries of a night, unsqueezed; a head. */
#define NIGHT_MOST_BYTES ((size_t)1 << 30)
#define HEAD_MOST_BYTES  ((size_t)16 << 20)

/* ------------------------------------------------------------------ reading */

struct head_reading {
    struct nights *nights;
    struct squeezer *squeezer;
    struct wire *wire;
    struct buf raw;
};

static void head_take(struct head_reading *h, const struct log_record *record)
{
    struct nights *n = h->nights;
    struct night_ring ring;

    buf_clear(&h->raw);
    if (!parcel_open(record->bytes, h->squeezer, HEAD_MOST_BYTES, &h->raw) ||
        !night_head_read(h->wire, buf_slice(&h->raw), &ring, &n->memory)) {
        n->foreign++;
        return;
    }
    ring.number = record->sequence;
    ring.id = content_key_of(record->bytes);
    n->items = memory_grow(n->items, &n->capacity, n->count + 1, sizeof *n->items);
    n->items[n->count++] = ring;
}

static bool heads_read(struct nights *n, struct err *e)
{
    struct head_reading h = {.nights = n, .squeezer = squeezer_new(), .wire = wire_new()};
    struct log_reader *r = log_reader_open(&n->folder, NIGHTS_LEDGER, e);
    enum log_step step = r ? LOG_RECORD : LOG_FAILED;
    struct log_record record;

    while (step == LOG_RECORD || step == LOG_DAMAGE) {
        step = log_read(r, &record, e);
        if (step == LOG_RECORD)
            head_take(&h, &record);
    }
    if (r) {
        n->damaged_bytes = log_damaged_bytes(r);
        log_reader_close(r);
    }
    squeezer_free(h.squeezer);
    wire_free(h.wire);
    buf_release(&h.raw);
    return step == LOG_END || err_wrap(e, "the ledger of nights");
}

static bool nights_open_as(struct nights *n, const struct ledger_options *ledger,
                           const struct discover *d, bool write, struct err *e)
{
    struct err err;
    bool absent;

    *n = (struct nights){0};
    if (!ledger_open(&n->folder, ledger, d, write, &absent, &err))
        return absent || err_set(e, err.code, "%s", err.message);
    n->has_folder = true;
    return folder_lacks(&n->folder, NIGHTS_LEDGER) || heads_read(n, e);
}

bool nights_open(struct nights *n, const struct ledger_options *ledger,
                 const struct discover *d, struct err *e)
{
    return nights_open_as(n, ledger, d, false, e);
}

bool nights_open_to_write(struct nights *n, const struct ledger_options *ledger,
                          const struct discover *d, struct err *e)
{
    return nights_open_as(n, ledger, d, true, e);
}

void nights_release(struct nights *n)
{
    if (n->has_folder)
        folder_close(&n->folder);
    free(n->items);
    arena_release(&n->memory);
    *n = (struct nights){0};
}

/* ------------------------------------------------------------------ entries */

/* A piece that is looked for, and its record once it was found. */
struct piece {
    struct content_key key;
    size_t place; /* among all that are wanted, in the order in which they are used */
    char *bytes;
    size_t len;
};

struct gathering {
    struct piece *sorted; /* by key */
    struct piece **ordered;
    size_t count, missing;
    size_t chain[NIGHTS_DELTAS + 1]; /* places of nights, the wanted one first */
    size_t chain_count;
};

static int key_compare(struct content_key a, struct content_key b)
{
    if (a.high != b.high)
        return a.high < b.high ? -1 : 1;
    return (a.low > b.low) - (a.low < b.low);
}

static int piece_order(const void *left, const void *right)
{
    const struct piece *a = left, *b = right;
    int order = key_compare(a->key, b->key);

    return order ? order : (a->place > b->place) - (a->place < b->place);
}

/* From the night back to its base. */
static bool chain_find(struct gathering *g, const struct nights *n, size_t place)
{
    for (;;) {
        const struct night_ring *ring = &n->items[place];
        size_t before = place;

        g->chain[g->chain_count++] = place;
        if (ring->base)
            return true;
        if (g->chain_count == sizeof g->chain / sizeof *g->chain)
            return false;
        while (before && !content_key_same(n->items[before - 1].id, ring->before))
            before--;
        if (!before)
            return false;
        place = before - 1;
    }
}

static void pieces_want(struct gathering *g, const struct nights *n)
{
    size_t count = 0;

    for (size_t i = 0; i < g->chain_count; i++)
        count += n->items[g->chain[i]].piece_count;
    g->sorted = memory_calloc(count + 1, sizeof *g->sorted);
    g->ordered = memory_calloc(count + 1, sizeof *g->ordered);
    for (size_t i = g->chain_count; i--;) {
        const struct night_ring *ring = &n->items[g->chain[i]];

        for (size_t k = 0; k < ring->piece_count; k++, g->count++)
            g->sorted[g->count] = (struct piece){ring->pieces[k], g->count, NULL, 0};
    }
    g->missing = g->count;
    if (g->count)
        qsort(g->sorted, g->count, sizeof *g->sorted, piece_order);
    for (size_t i = 0; i < g->count; i++)
        g->ordered[g->sorted[i].place] = &g->sorted[i];
}

/* The first one of that key, or of a later one. */
static size_t piece_find(const struct gathering *g, struct content_key key)
{
    size_t first = 0, end = g->count;

    while (first < end) {
        size_t middle = first + (end - first) / 2;

        if (key_compare(g->sorted[middle].key, key) < 0)
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

static void piece_take(struct gathering *g, struct slice bytes)
{
    struct content_key key = content_key_of(bytes);

    for (size_t i = piece_find(g, key);
         i < g->count && content_key_same(g->sorted[i].key, key); i++) {
        if (g->sorted[i].bytes)
            continue;
        g->sorted[i].bytes = memory_alloc(bytes.len + 1);
        if (bytes.len)
            memcpy(g->sorted[i].bytes, bytes.data, bytes.len);
        g->sorted[i].len = bytes.len;
        g->missing--;
    }
}

static bool pieces_gather(struct gathering *g, const struct nights *n, struct err *e)
{
    struct log_reader *r = log_reader_open(&n->folder, NIGHTS_ENTRIES, e);
    enum log_step step = r ? LOG_RECORD : LOG_FAILED;
    struct log_record record;

    while (g->missing && (step == LOG_RECORD || step == LOG_DAMAGE)) {
        step = log_read(r, &record, e);
        if (step == LOG_RECORD)
            piece_take(g, record.bytes);
    }
    if (r)
        log_reader_close(r);
    if (step == LOG_FAILED)
        return false;
    return !g->missing || err_set(e, ERR_FORMAT,
                                  "%zu of the %zu pieces of its entries "
                                  "are damaged or gone",
                                  g->missing, g->count);
}

static void gathering_release(struct gathering *g)
{
    for (size_t i = 0; i < g->count; i++)
        free(g->sorted[i].bytes);
    free(g->sorted);
    free(g->ordered);
}

struct replaying {
    struct gathering *gathering;
    size_t at; /* the next piece */
    struct squeezer *squeezer;
    struct wire *wire;
    struct buf raw;
};

static bool night_replay(struct replaying *r, const struct night_ring *ring,
                         struct night *night)
{
    buf_clear(&r->raw);
    for (size_t i = 0; i < ring->piece_count; i++) {
        const struct piece *piece = r->gathering->ordered[r->at++];

        if (!parcel_open((struct slice){piece->bytes, piece->len}, r->squeezer,
                         NIGHT_MOST_BYTES - r->raw.len, &r->raw))
            return false;
    }
    return r->raw.len == ring->raw_bytes &&
           night_read(r->wire, buf_slice(&r->raw), night);
}

static bool chain_replay(struct gathering *g, const struct nights *n, struct night *night)
{
    struct replaying r = {.gathering = g, .squeezer = squeezer_new(), .wire = wire_new()};
    bool sound = true;

    for (size_t i = g->chain_count; sound && i--;)
        sound = night_replay(&r, &n->items[g->chain[i]], night);
    squeezer_free(r.squeezer);
    wire_free(r.wire);
    buf_release(&r.raw);
    return sound;
}

/* The head's texts belong to the list, so that a night that was read has copies. Numbers of
 * packages are for those who ask the list. */
static void head_copy(struct night *night, const struct night_head *h)
{
    struct arena *a = &night->memory;

    night->head = *h;
    night->head.name = arena_copy(a, h->name);
    night->head.commit = arena_copy(a, h->commit);
    night->head.version = arena_copy(a, h->version);
    night->head.numbers = arena_array(a, struct night_number, h->number_count + 1);
    for (size_t i = 0; i < h->number_count; i++) {
        night->head.numbers[i] = h->numbers[i];
        night->head.numbers[i].name = arena_copy(a, h->numbers[i].name);
    }
    night->head.packages = NULL;
    night->head.package_count = night->head.package_metric_count = 0;
}

bool nights_read(const struct nights *n, size_t place, struct night *night, struct err *e)
{
    struct gathering g = {0};
    bool sound;

    *night = (struct night){0};
    sound = chain_find(&g, n, place) ||
            err_set(e, ERR_FORMAT, "a night that it was written against is gone");
    if (sound) {
        pieces_want(&g, n);
        sound = pieces_gather(&g, n, e) &&
                (chain_replay(&g, n, night) ||
                 err_set(e, ERR_FORMAT, "its entries can't be read"));
    }
    if (sound)
        head_copy(night, &n->items[place].head);
    else
        night_release(night);
    gathering_release(&g);
    return sound;
}

/* ------------------------------------------------------------------ appending */

struct appending {
    struct nights *nights;
    const struct night *night;
    struct night_ring ring;
    struct buf raw;     /* entries */
    struct buf pieces;  /* squeezed, one behind the other */
    size_t *piece_ends; /* in there */
    struct squeezer *squeezer;
};

/* Against that night, or against an empty one. False: it is too large. */
static bool entries_make(struct appending *a, const struct night *before, struct err *e)
{
    struct night_ring *ring = &a->ring;
    size_t count;

    buf_clear(&a->raw);
    buf_clear(&a->pieces);
    night_write(&a->raw, a->night, before);
    if (a->raw.len > NIGHT_MOST_BYTES)
        return err_set(e, ERR_LIMIT, "the night has %zu bytes, too many for a ledger",
                       a->raw.len);
    count = (a->raw.len + PIECE_BYTES - 1) / PIECE_BYTES;
    ring->pieces = memory_realloc(ring->pieces, count + 1, sizeof *ring->pieces);
    a->piece_ends = memory_realloc(a->piece_ends, count + 1, sizeof *a->piece_ends);
    for (size_t i = 0; i < count; i++) {
        size_t from = i * PIECE_BYTES, start = a->pieces.len;
        size_t len = a->raw.len - from < PIECE_BYTES ? a->raw.len - from : PIECE_BYTES;

        parcel_add(&a->pieces, a->squeezer, (struct slice){a->raw.data + from, len},
                   SQUEEZE_LEVEL);
        ring->pieces[i] =
            content_key_of((struct slice){a->pieces.data + start, a->pieces.len - start});
        a->piece_ends[i] = a->pieces.len;
    }
    ring->piece_count = count;
    ring->bytes = a->pieces.len;
    ring->raw_bytes = a->raw.len;
    return true;
}

/* Few and light enough to be read behind their base? */
static bool delta_make(struct appending *a, const struct night_ring *last,
                       const struct night *before, struct err *e)
{
    struct night_ring *ring = &a->ring;

    if (!entries_make(a, before, e))
        return false;
    ring->base = false;
    ring->deltas = last->deltas + 1;
    ring->base_bytes = last->base_bytes;
    ring->delta_bytes = last->delta_bytes + ring->bytes;
    return ring->delta_bytes <= ring->base_bytes / 4;
}

static bool base_make(struct appending *a, struct err *e)
{
    static const struct night nothing = {0};
    struct night_ring *ring = &a->ring;

    if (!entries_make(a, &nothing, e))
        return false;
    ring->base = true;
    ring->deltas = 0;
    ring->delta_bytes = 0;
    ring->base_bytes = ring->bytes;
    return true;
}

static bool ring_make(struct appending *a, struct nights_added *added, struct err *e)
{
    const struct nights *n = a->nights;
    const struct night_ring *last = n->count ? &n->items[n->count - 1] : NULL;
    struct night before;
    bool made = false;

    a->ring.head = a->night->head;
    if (last)
        a->ring.before = last->id;
    if (last && last->deltas < NIGHTS_DELTAS &&
        nights_read(n, n->count - 1, &before, &added->lost)) {
        made = delta_make(a, last, &before, NULL);
        night_release(&before);
    }
    return made || base_make(a, e);
}

static bool pieces_append(struct appending *a, struct nights_added *added, struct err *e)
{
    struct log *log = log_open(&a->nights->folder, NIGHTS_ENTRIES, LOG_SYNC_BATCH, e);
    size_t start = 0;
    bool good = log;

    for (size_t i = 0; good && i < a->ring.piece_count; i++) {
        good = log_append(
            log, (struct slice){a->pieces.data + start, a->piece_ends[i] - start}, e);
        start = a->piece_ends[i];
    }
    if (!log)
        return false;
    added->cut_bytes += log_found(log).cut_bytes;
    return log_close(log, good ? e : NULL) && good;
}

static bool head_append(struct appending *a, struct nights_added *added, struct err *e)
{
    struct log *log = log_open(&a->nights->folder, NIGHTS_LEDGER, LOG_SYNC_BATCH, e);
    struct buf parcel = {0};
    bool good;

    if (!log)
        return false;
    buf_clear(&a->raw);
    night_head_write(&a->raw, &a->ring);
    parcel_add(&parcel, a->squeezer, buf_slice(&a->raw), SQUEEZE_LEVEL);
    good = log_append(log, buf_slice(&parcel), e) && log_commit(log, e);
    added->number = log_last(log);
    added->bytes = a->ring.bytes + parcel.len;
    added->cut_bytes += log_found(log).cut_bytes;
    buf_release(&parcel);
    return log_close(log, good ? e : NULL) && good;
}

bool nights_append(struct nights *n, const struct night *night,
                   struct nights_added *added, struct err *e)
{
    struct appending a = {.nights = n, .night = night, .squeezer = squeezer_new()};
    bool good;

    *added = (struct nights_added){0};
    good = ring_make(&a, added, e) && pieces_append(&a, added, e) &&
           head_append(&a, added, e);
    added->base = a.ring.base;
    free(a.ring.pieces);
    free(a.piece_ends);
    buf_release(&a.raw);
    buf_release(&a.pieces);
    squeezer_free(a.squeezer);
    return good;
}
