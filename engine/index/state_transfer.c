#include "engine/index/state_transfer.h"

#include "engine/base/memory.h"
#include "engine/codec/wire.h"
#include "engine/index/nights.h"
#include "store/log.h"

#include <stdlib.h>

enum { SCHEMA = 1, NAME_MOST = 40, LEDGERS_MOST = 64 };

/* Lower case letters, digits and dashes: no path, no temporary file. */
static bool is_ledger_name(struct slice name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];

        if (!((c >= 'a' && c <= 'z') || (i && ((c >= '0' && c <= '9') || c == '-'))))
            return false;
    }
    return name.len && name.len <= NAME_MOST && !slice_equal(name, slice_of("lock"));
}

/* --------------------------------------------------------------------- giving */

struct giving {
    struct folder folder;
    char names[LEDGERS_MOST][NAME_MOST + 1];
    size_t count;
    bool (*give)(void *context, struct slice value, struct err *e);
    void *context;
    uint64_t damaged_bytes;
};

static bool name_add(void *context, const char *name)
{
    struct giving *g = context;

    if (g->count < LEDGERS_MOST && is_ledger_name(slice_of(name)))
        strcpy(g->names[g->count++], name);
    return true;
}

/* Heads of nights come last: whoever is killed while taking has no night without its
 * entries. */
static int name_order(const void *left, const void *right)
{
    bool a = strcmp(left, NIGHTS_LEDGER) == 0, b = strcmp(right, NIGHTS_LEDGER) == 0;

    return a != b ? a - b : strcmp(left, right);
}

static bool record_give(struct giving *g, const char *name, struct slice record,
                        struct err *e)
{
    struct buf value = {0};
    bool given;

    wire_map(&value, 3);
    wire_number(&value, "schema", SCHEMA);
    wire_text(&value, "ledger", slice_of(name));
    wire_bytes(&value, "record", record);
    given = g->give(g->context, buf_slice(&value), e);
    buf_release(&value);
    return given;
}

static bool ledger_give(struct giving *g, const char *name, struct err *e)
{
    struct log_reader *r = log_reader_open(&g->folder, name, e);
    enum log_step step = r ? LOG_RECORD : LOG_FAILED;
    struct log_record record;
    bool good = r;

    while (good && (step == LOG_RECORD || step == LOG_DAMAGE)) {
        step = log_read(r, &record, e);
        if (step == LOG_RECORD)
            good = record_give(g, name, record.bytes, e);
    }
    if (r) {
        g->damaged_bytes += log_damaged_bytes(r);
        log_reader_close(r);
    }
    return good && (step == LOG_END || err_wrap(e, name));
}

bool state_give(const struct ledger_options *ledger, const struct discover *d,
                bool (*give)(void *context, struct slice value, struct err *e),
                void *context, uint64_t *damaged_bytes, struct err *e)
{
    struct giving g = {.give = give, .context = context};
    struct err err;
    bool absent, good;

    *damaged_bytes = 0;
    if (!ledger_open(&g.folder, ledger, d, false, &absent, &err))
        return absent || err_set(e, err.code, "%s", err.message);
    good = folder_each(&g.folder, name_add, &g, e);
    if (g.count)
        qsort(g.names, g.count, sizeof *g.names, name_order);
    for (size_t i = 0; good && i < g.count; i++)
        good = ledger_give(&g, g.names[i], e);
    folder_close(&g.folder);
    *damaged_bytes = g.damaged_bytes;
    return good;
}

/* --------------------------------------------------------------------- taking */

struct taken_ledger {
    char name[NAME_MOST + 1];
    struct log *log;
    bool merges;               /* else what is there stays */
    struct content_key *there; /* the records that were there before, in order */
    size_t count, capacity;
};

struct state_taker {
    struct folder folder;
    struct wire *wire;
    struct taken_ledger ledgers[LEDGERS_MOST];
    size_t count;
    struct state_taken taken;
};

static int key_order(const void *left, const void *right)
{
    const struct content_key *a = left, *b = right;

    if (a->high != b->high)
        return a->high < b->high ? -1 : 1;
    return (a->low > b->low) - (a->low < b->low);
}

static bool records_list(struct taken_ledger *l, const struct folder *f, struct err *e)
{
    struct log_reader *r = log_reader_open(f, l->name, e);
    enum log_step step = r ? LOG_RECORD : LOG_FAILED;
    struct log_record record;

    while (step == LOG_RECORD || step == LOG_DAMAGE) {
        step = log_read(r, &record, e);
        if (step != LOG_RECORD)
            continue;
        l->there = memory_grow(l->there, &l->capacity, l->count + 1, sizeof *l->there);
        l->there[l->count++] = content_key_of(record.bytes);
    }
    if (r)
        log_reader_close(r);
    if (l->count)
        qsort(l->there, l->count, sizeof *l->there, key_order);
    return step == LOG_END || err_wrap(e, l->name);
}

static bool all_commit(struct state_taker *t, struct err *e)
{
    for (size_t i = 0; i < t->count; i++) {
        if (!log_commit(t->ledgers[i].log, e))
            return false;
    }
    return true;
}

/* Adds the ledger. Entries of nights are safe before a head can be. */
static struct taken_ledger *ledger_take(struct state_taker *t, struct slice name,
                                        struct err *e)
{
    struct taken_ledger *l = &t->ledgers[t->count];

    if (t->count == LEDGERS_MOST) {
        err_set(e, ERR_FORMAT, "more than %d ledgers", LEDGERS_MOST);
        return NULL;
    }
    if (slice_equal(name, slice_of(NIGHTS_LEDGER)) && !all_commit(t, e))
        return NULL;
    memcpy(l->name, name.data, name.len);
    l->log = log_open(&t->folder, l->name, LOG_SYNC_BATCH, e);
    if (!l->log)
        return NULL;
    t->count++;
    if (!records_list(l, &t->folder, e))
        return NULL;
    l->merges = !l->count || slice_equal(name, slice_of(NIGHTS_LEDGER)) ||
                slice_equal(name, slice_of(NIGHTS_ENTRIES));
    return l;
}

static struct taken_ledger *ledger_of(struct state_taker *t, struct slice name,
                                      struct err *e)
{
    for (size_t i = 0; i < t->count; i++) {
        if (slice_equal(slice_of(t->ledgers[i].name), name))
            return &t->ledgers[i];
    }
    return ledger_take(t, name, e);
}

struct state_taker *state_taker_open(const struct ledger_options *ledger,
                                     const struct discover *d, struct err *e)
{
    struct state_taker *t = memory_calloc(1, sizeof *t);

    if (!ledger_open(&t->folder, ledger, d, true, NULL, e)) {
        free(t);
        return NULL;
    }
    t->wire = wire_new();
    return t;
}

bool state_take(void *taker, struct slice value, struct err *e)
{
    struct state_taker *t = taker;
    struct slice name, record;
    struct taken_ledger *l;
    struct content_key key;
    uint64_t schema;

    if (!wire_read(t->wire, value) ||
        !wire_get_number(t->wire, "schema", SCHEMA, &schema) || schema != SCHEMA ||
        !wire_get_text(t->wire, "ledger", &name) || !is_ledger_name(name) ||
        !wire_get_bytes(t->wire, "record", &record))
        return err_set(e, ERR_FORMAT, "a record of the state isn't understood");
    l = ledger_of(t, name, e);
    if (!l)
        return false;
    key = content_key_of(record);
    if (l->count && bsearch(&key, l->there, l->count, sizeof *l->there, key_order)) {
        t->taken.present++;
        return true;
    }
    t->taken.left += !l->merges;
    t->taken.added += l->merges;
    return !l->merges || log_append(l->log, record, e);
}

bool state_taker_close(struct state_taker *t, struct state_taken *taken, struct err *e)
{
    bool good = true;

    for (size_t i = 0; i < t->count; i++) {
        struct taken_ledger *l = &t->ledgers[i];

        good = log_close(l->log, good ? e : NULL) && good;
        free(l->there);
    }
    *taken = t->taken;
    wire_free(t->wire);
    folder_close(&t->folder);
    free(t);
    return good;
}
