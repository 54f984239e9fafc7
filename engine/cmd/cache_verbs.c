#include "engine/cmd/cache.h"
#include "engine/cmd/indexed.h"
#include "engine/cmd/output.h"
#include "engine/codec/key.h"
#include "engine/index/state_transfer.h"
#include "engine/scan/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static enum status answer(const struct cache *c, const char *verb,
                          const struct cache_answer *a, enum status status)
{
    struct err err;

    if (answer_write(a, c->settings, verb, c->place, &err))
        return status;
    say("%s", err.message);
    return STATUS_FATAL;
}

/* Says it. */
static enum status failed(const char *what, const struct err *err, enum status status)
{
    say("%s: %s", what, err->message);
    return status;
}

enum status cache_stats(struct cache *c)
{
    struct cache_answer a = {0};
    struct store_survey survey;
    struct err err;
    bool whole = store_survey(c->store, &survey, &err);

    answer_count(&a, "packs", "packs", survey.packs);
    answer_count(&a, "packs_unusable", "packs that can't be used (see verify --repair)",
                 survey.packs_unusable);
    answer_bytes(&a, "disk_bytes", "on disk", survey.disk_bytes);
    answer_bytes(&a, "limit_bytes", "at most (--store-max; 0: no limit)",
                 c->settings->keep.max_bytes);
    answer_count(&a, "unfinished_files",
                 "files unfinished, or left by a run that was killed",
                 survey.unnamed_files);
    a.survey = &survey;
    return whole ? answer(c, "stats", &a, STATUS_DONE)
                 : failed(c->place, &err, answer(c, "stats", &a, STATUS_INCOMPLETE));
}

/* Mends, and adds what it did to the answer. *left is how many flaws there were, and then
 * how many there still are. */
static bool repair(struct cache *c, struct cache_answer *a, size_t *left, struct err *e)
{
    struct store_repairs repairs;
    struct store_check check = {0};
    bool whole = store_repair(c->store, &repairs, e) && store_verify(c->store, &check, e);

    if (whole)
        *left = check.flaw_count;
    free(check.flaws);
    answer_count(a, "indexes_rebuilt", "indexes made anew", repairs.indexes_rebuilt);
    answer_count(a, "entries_dropped", "damaged entries dropped",
                 repairs.entries_dropped);
    answer_count(a, "packs_dropped", "packs dropped: nothing in them was sound",
                 repairs.packs_dropped);
    answer_count(a, "still_damaged", "still damaged", *left);
    return whole;
}

enum status cache_verify(struct cache *c)
{
    struct cache_answer a = {0};
    struct store_check check;
    struct err err;
    enum status status;
    bool whole = store_verify(c->store, &check, &err);
    size_t left = check.flaw_count;

    answer_count(&a, "packs", "packs", check.packs);
    answer_count(&a, "entries", "entries", check.entries);
    answer_count(&a, "damaged", "damaged", check.flaw_count);
    if (whole && c->settings->repair)
        whole = repair(c, &a, &left, &err);
    a.check = &check;
    status = answer(c, "verify", &a,
                    !whole ? STATUS_INCOMPLETE
                    : left ? STATUS_FINDINGS
                           : STATUS_DONE);
    free(check.flaws);
    return whole ? status : failed(c->place, &err, status);
}

enum status cache_gc(struct cache *c)
{
    struct cache_answer a = {0};
    struct store_gc gc;
    struct err err;

    if (!store_gc(c->store, c->settings->keep.max_bytes, &gc, &err))
        return failed(c->place, &err, STATUS_FATAL);
    answer_count(&a, "evicted_entries", "entries evicted, used least recently",
                 gc.evicted_entries);
    answer_bytes(&a, "evicted_bytes", "of them", gc.evicted_bytes);
    answer_count(&a, "dead_entries", "entries removed that a newer one replaced",
                 gc.dead_entries);
    answer_count(&a, "damaged_entries", "damaged entries removed", gc.damaged_entries);
    answer_count(&a, "packs_removed", "packs removed", gc.packs_removed);
    answer_count(&a, "packs_written", "packs written", gc.packs_written);
    answer_count(&a, "files_removed", "files removed that a killed run had left",
                 gc.files_removed);
    answer_bytes(&a, "disk_bytes", "on disk now", gc.disk_bytes);
    return answer(c, "gc", &a, STATUS_DONE);
}

enum status cache_clear(struct cache *c)
{
    struct cache_answer a = {0};
    uint64_t removed;
    struct err err;

    if (!store_clear(c->store, &removed, &err))
        return failed(c->place, &err, STATUS_FATAL);
    answer_count(&a, "files_removed", "files removed", removed);
    return answer(c, "clear", &a, STATUS_DONE);
}

static void answer_transfer(struct cache_answer *a, const struct store_transfer *t)
{
    answer_count(a, "entries", "entries", t->entries);
    answer_bytes(a, "bytes", "of them", t->bytes);
}

struct state_export {
    struct cache *cache;
    int fd;
    struct store_transfer *transfer;
};

static bool record_export(void *context, struct slice value, struct err *e)
{
    struct state_export *x = context;

    return store_export_guest(x->cache->store, KEPT_LEDGER, value, x->fd, x->transfer, e);
}

static bool state_export(struct cache *c, int fd, struct store_transfer *t, struct err *e)
{
    const struct ledger_options ledger = indexed_ledger(c->settings);
    struct state_export x = {c, fd, t};
    uint64_t damaged_bytes;

    if (!c->settings->with_state)
        return true;
    if (!state_give(&ledger, c->discover, record_export, &x, &damaged_bytes, e))
        return err_wrap(e, "the state");
    if (damaged_bytes)
        say("the state: %ju bytes are damaged and don't go along",
            (uintmax_t)damaged_bytes);
    return true;
}

/* The store and the snapshot are looked at first, so that nothing is written in vain. */
static bool export_to(struct cache *c, const struct keeper *k, struct store_transfer *t,
                      struct err *e)
{
    struct output output;

    if (!output_open(&output, c->file, e))
        return false;
    if (keeper_export(k, output.fd, t, e) && state_export(c, output.fd, t, e))
        return output_close(&output, e);
    output_drop(&output);
    return false;
}

enum status cache_export(struct cache *c)
{
    const struct discover_options walk = settings_walk(c->settings);
    struct keeper_options keep = c->settings->keep;
    struct store_transfer transfer = {0};
    struct cache_answer a = {0};
    struct keeper_stats stats;
    struct part memory = {0};
    struct keeper *keeper;
    struct err err;
    bool done;

    keep.read_only = true;
    keeper = keeper_open(&keep, c->discover, &walk, 1);
    done = export_to(c, keeper, &transfer, &err);
    keeper_close(keeper, &memory, false, (struct snapshot_cost){0}, &stats);
    part_release(&memory);
    if (!done)
        return failed(c->file, &err, err.code == ERR_USAGE ? STATUS_USAGE : STATUS_FATAL);
    answer_transfer(&a, &transfer);
    answer_count(&a, "missing", "missing: evicted, damaged or older than the rules",
                 transfer.missing);
    if (c->settings->with_state)
        answer_count(&a, "state_records", "records of the state", transfer.guests);
    return answer(c, "export", &a, transfer.missing ? STATUS_INCOMPLETE : STATUS_DONE);
}

/* A file of which nothing could be used is the wrong file; one of which something could
 * is a damaged one. */
static enum status import_status(const struct store_transfer *t, const struct err *err)
{
    if (err->code != ERR_FORMAT && err->code != ERR_UNSUPPORTED)
        return STATUS_FATAL;
    return t->entries || t->present || t->guests ? STATUS_INCOMPLETE : STATUS_USAGE;
}

static void answer_state(struct cache_answer *a, const struct state_taken *taken)
{
    answer_count(a, "state_records", "records of the state", taken->added);
    answer_count(a, "state_present", "were there already", taken->present);
    answer_count(a, "state_left", "left: that ledger is there already", taken->left);
}

/* False: the state can't be had, and nothing was done. */
static bool import_from(struct cache *c, int fd, struct store_transfer *t,
                        struct state_taken *taken, struct err *e)
{
    const struct ledger_options ledger = indexed_ledger(c->settings);
    struct store_guests guests = {KEPT_LEDGER, STATE_VALUE_MOST_BYTES, NULL, NULL};
    struct state_taker *taker = NULL;
    bool good;

    if (c->settings->with_state) {
        taker = state_taker_open(&ledger, c->discover, e);
        if (!taker)
            return err_wrap(e, "the state");
        guests.take = state_take;
        guests.context = taker;
    }
    good = store_import(c->store, fd, &guests, t, e);
    if (taker)
        good = state_taker_close(taker, taken, good ? e : NULL) && good;
    else if (t->guests)
        say("%s: %ju records of a state are in it, too: --with-state takes them", c->file,
            (uintmax_t)t->guests);
    return good;
}

enum status cache_import(struct cache *c)
{
    int fd = open(c->file, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    enum status status = STATUS_DONE;
    struct store_transfer transfer = {0};
    struct state_taken taken = {0};
    struct cache_answer a = {0};
    struct err err;

    if (fd < 0) {
        err_set_errno(&err, errno, "can't be read");
        return failed(c->file, &err, STATUS_USAGE);
    }
    if (!import_from(c, fd, &transfer, &taken, &err))
        status = failed(c->file, &err, import_status(&transfer, &err));
    close(fd);
    if (status == STATUS_USAGE || status == STATUS_FATAL)
        return status;
    answer_transfer(&a, &transfer);
    answer_count(&a, "present", "were there already", transfer.present);
    if (c->settings->with_state)
        answer_state(&a, &taken);
    return answer(c, "import", &a, status);
}
