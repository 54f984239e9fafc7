/* Killed before or after every call that changes something on disk, and every such
 * call failing, once or from then on: what was published before is there, nothing is
 * half there, and the next run makes up for it. */
#include "store/log.h"
#include "store/upkeep.h"
#include "tests/fewer.h"
#include "tests/store/faults.h"
#include "tests/store/helpers.h"

#include <criterion/criterion.h>

static struct fault_plan fail(unsigned at, bool for_ever, int number)
{
    return (struct fault_plan){
        .what = FAULT_ERROR, .at = at, .for_ever = for_ever, .number = number};
}

/* --- the work --- */

/* Reads some, puts some, in a store that overflows: writes, publishes, evicts. */
static int work_run(void *context)
{
    struct store_options options = place_options(context);
    struct store *store;
    struct store_port *port;

    options.pack_bytes = 6000;
    options.sync = true;
    store = store_open(&options);
    port = store_port_open(store);
    for (uint64_t n = 0; n < 60; n++) {
        if (get_right(port, 0, n) != STORE_HIT)
            put_number(port, 0, n, 1);
    }
    store_port_close(port);
    store_close(store, NULL, NULL);
    return 0;
}

static int work_gc(void *context)
{
    struct store *store = place_store(context);
    struct store_gc gc;

    store_gc(store, 0, &gc, NULL);
    store_close(store, NULL, NULL);
    return 0;
}

static int work_repair(void *context)
{
    struct store *store = place_store(context);
    struct store_repairs repairs;

    store_repair(store, &repairs, NULL);
    store_close(store, NULL, NULL);
    return 0;
}

static int work_clear(void *context)
{
    struct store *store = place_store(context);
    uint64_t removed;

    store_clear(store, &removed, NULL);
    store_close(store, NULL, NULL);
    return 0;
}

/* --- what is there before --- */

static void begin_empty(const struct place *place)
{
    (void)place;
}

static void begin_some(const struct place *place)
{
    put_range(place, 0, 0, 30);
}

static void begin_packs(const struct place *place)
{
    for (uint64_t n = 0; n < 4; n++)
        put_range(place, n % 2 ? 0 : 16, 0, n * 10);
}

static void begin_damaged(const struct place *place)
{
    char path[512];
    struct buf bytes;

    put_range(place, 0, 0, 30);
    put_range(place, 0, 0, 60);
    cr_assert(place_file(place, ".pack", 1, path));
    bytes = file_bytes(path);
    memset(bytes.data + bytes.len - 200, 0, 100);
    file_replace(path, bytes.data, bytes.len);
    buf_release(&bytes);
    cr_assert(place_file(place, ".idx", 0, path));
    file_replace(path, "x", 1);
}

struct scene {
    const char *name;
    void (*begin)(const struct place *place);
    int (*work)(void *context);
    uint64_t kept; /* of 0 to kept - 1, all are hits whatever happens */
    bool clean;    /* verify finds nothing either */
};

static const struct scene scenes[] = {
    {"a first run", begin_empty, work_run, 0, true},
    {"a later run", begin_some, work_run, 30, true},
    {"gc", begin_packs, work_gc, 30, true},
    {"repair", begin_damaged, work_repair, 0, false},
    {"clear", begin_packs, work_clear, 0, true},
};

static size_t count_flaws(const struct place *place)
{
    struct store *store = place_store(place);
    struct store_check check;

    store_verify(store, &check, NULL);
    store_close(store, NULL, NULL);
    free(check.flaws);
    return check.flaw_count;
}

static struct fault_end play(const struct scene *scene, struct fault_plan plan)
{
    struct place place = place_in_memory();
    struct fault_end end;

    scene->begin(&place);
    end = fault_run(scene->work, &place, plan);
    if (end.traced) {
        const char *name = scene->name;

        cr_assert(end.killed || end.status == 0, "%s, call %u", name, plan.at);
        cr_assert_eq(count_hits(&place, 0, 0, scene->kept), scene->kept, "%s, call %u",
                     name, plan.at);
        if (scene->clean)
            cr_assert_eq(count_flaws(&place), 0, "%s, call %u", name, plan.at);
        count_hits(&place, 16, 0, 30);
        work_run(&place);
        cr_assert_eq(count_hits(&place, 0, 0, 60), 60, "%s, call %u", name, plan.at);
    }
    place_remove(&place);
    return end;
}

/* What is killed can't tell a sanitizer anything: it is for what fails. */
static bool is_killed_at(unsigned at)
{
    return at % FEWER == 0;
}

static void play_all(const struct scene *scene)
{
    unsigned calls = play(scene, (struct fault_plan){0}).calls;

    for (unsigned at = 1; at <= calls; at++) {
        struct fault_plan plan = {.at = at};

        if (is_killed_at(at)) {
            plan.what = FAULT_KILL_BEFORE;
            cr_expect(play(scene, plan).killed);
            plan.what = FAULT_KILL_AFTER;
            cr_expect(play(scene, plan).killed);
        }
        if (!FAULT_ERRORS_POSSIBLE)
            continue;
        play(scene, fail(at, false, ENOSPC));
        play(scene, fail(at, true, ENOSPC));
        play(scene, fail(at, true, EIO));
    }
}

static bool can_trace(void)
{
    return play(&scenes[0], (struct fault_plan){0}).traced;
}

Test(crash, a_first_run)
{
    if (!can_trace())
        cr_skip_test("no tracing here");
    play_all(&scenes[0]);
}

Test(crash, a_later_run)
{
    if (!can_trace())
        cr_skip_test("no tracing here");
    play_all(&scenes[1]);
}

Test(crash, gc)
{
    if (!can_trace())
        cr_skip_test("no tracing here");
    play_all(&scenes[2]);
}

Test(crash, repair)
{
    if (!can_trace())
        cr_skip_test("no tracing here");
    play_all(&scenes[3]);
}

Test(crash, clear)
{
    if (!can_trace())
        cr_skip_test("no tracing here");
    play_all(&scenes[4]);
}

/* --- reading --- */

static int work_verify(void *context)
{
    struct store *store = place_store(context);
    struct store_check check;

    store_verify(store, &check, NULL);
    store_close(store, NULL, NULL);
    free(check.flaws);
    return (int)check.flaw_count;
}

static int work_get(void *context)
{
    struct store_options options = place_options(context);
    struct store_stats stats;
    struct store *store;
    struct store_port *port;

    options.read_only = true;
    store = store_open(&options);
    port = store_port_open(store);
    for (uint64_t n = 0; n < 20; n++)
        get_right(port, 0, n);
    store_port_close(port);
    store_close(store, &stats, NULL);
    return (int)(stats.misses[STORE_UNREADABLE] + stats.misses[STORE_ABSENT]);
}

Test(crash, what_the_disk_does_not_give_is_a_miss_named_and_kept)
{
    struct place place = place_in_memory();
    struct fault_plan plan = {.reads = true};
    unsigned reads;

    if (!can_trace() || !FAULT_ERRORS_POSSIBLE)
        cr_skip_test("no tracing here");
    put_range(&place, 0, 0, 20);
    reads = fault_run(work_get, &place, plan).calls;
    cr_assert_eq(reads, 21, "an index and twenty entries: %u", reads);
    plan = fail(1, false, EIO);
    plan.reads = true;
    cr_expect_eq(fault_run(work_get, &place, plan).status, 20, "no index, no entry");
    cr_expect_eq(fault_run(work_verify, &place, plan).status, 1);
    for (plan.at = 2; plan.at <= reads; plan.at++) {
        plan.for_ever = false;
        cr_expect_eq(fault_run(work_get, &place, plan).status, 1);
        cr_expect_eq(fault_run(work_verify, &place, plan).status, 1);
        plan.for_ever = true;
        cr_expect_eq(fault_run(work_get, &place, plan).status,
                     (int)(reads + 1 - plan.at));
        cr_expect_eq(fault_run(work_verify, &place, plan).status,
                     (int)(reads + 1 - plan.at));
        fault_run(work_repair, &place, plan);
        fault_run(work_gc, &place, plan);
        cr_assert_eq(count_hits(&place, 0, 0, 20), 20);
    }
    place_remove(&place);
}

Test(crash, short_reads_and_writes_are_carried_on_with)
{
    struct fault_plan plan = {.what = FAULT_SHORT, .at = 1, .for_ever = true};
    unsigned calls = 0;

    if (!can_trace() || !FAULT_ERRORS_POSSIBLE)
        cr_skip_test("no tracing here");
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++)
        calls += play(&scenes[i], plan).calls;
    cr_expect_gt(calls, 100);
}

/* --- the log --- */

enum { LOG_BEFORE = 5, LOG_MORE = 6 };

struct ledger {
    struct place place;
    struct folder folder;
    int acknowledged; /* a pipe's end: one byte per acknowledged append */
    bool compacts;
};

static void ledger_open(struct ledger *ledger)
{
    struct folder_place where = {
        .at = AT_FDCWD, .path = ledger->place.path, .create = true};

    cr_assert(folder_open(&ledger->folder, &where, NULL));
}

static struct buf record_of(uint64_t n)
{
    struct buf bytes = {0};

    buf_add_format(&bytes, "record %lu ", (unsigned long)n);
    for (uint64_t i = 0; i < n * 37 % 500; i++)
        buf_add_char(&bytes, (char)(n + i));
    return bytes;
}

static bool append(struct log *log, uint64_t n)
{
    struct buf bytes = record_of(n);
    bool good = log_append(log, buf_slice(&bytes), NULL);

    buf_release(&bytes);
    return good;
}

static bool keep_odd(void *context, const struct log_record *record)
{
    (void)context;
    return record->sequence % 2;
}

static int work_log(void *context)
{
    struct ledger *ledger = context;
    struct log *log = log_open(&ledger->folder, "ledger", LOG_SYNC_ALWAYS, NULL);

    if (!log)
        return 0;
    for (uint64_t n = 1; n <= LOG_MORE; n++) {
        if (!append(log, LOG_BEFORE + n))
            break;
        if (write(ledger->acknowledged, "+", 1) != 1)
            return 1;
    }
    if (ledger->compacts)
        log_compact(log, keep_odd, NULL, NULL);
    log_close(log, NULL);
    return 0;
}

/* The records are those of their numbers, in order; `least` at least. */
static void expect_log(const struct ledger *ledger, uint64_t least,
                       struct fault_plan plan)
{
    struct log_reader *r = log_reader_open(&ledger->folder, "ledger", NULL);
    struct log_record record;
    uint64_t last = 0;
    bool gaps = false;

    cr_assert(r || least == 0);
    while (r && log_read(r, &record, NULL) == LOG_RECORD) {
        struct buf wanted = record_of(record.sequence);

        cr_assert(slice_equal(record.bytes, buf_slice(&wanted)));
        cr_assert_gt(record.sequence, last);
        gaps = gaps || record.sequence > last + 1;
        last = record.sequence;
        buf_release(&wanted);
    }
    cr_assert(last >= least || (gaps && last + 1 >= least), "%lu of %lu, fault %d at %u",
              (unsigned long)last, (unsigned long)least, (int)plan.what, plan.at);
    cr_assert(!gaps || ledger->compacts);
    if (r)
        log_reader_close(r);
}

static struct fault_end play_log(bool compacts, struct fault_plan plan)
{
    struct ledger ledger = {.place = place_in_memory(), .compacts = compacts};
    struct fault_end end;
    struct log *log;
    uint64_t acknowledged = LOG_BEFORE;
    int ends[2];
    char byte;

    ledger_open(&ledger);
    cr_assert_eq(pipe(ends), 0);
    ledger.acknowledged = ends[1];
    log = log_open(&ledger.folder, "ledger", LOG_SYNC_ALWAYS, NULL);
    for (uint64_t n = 1; n <= LOG_BEFORE; n++)
        cr_assert(append(log, n));
    cr_assert(log_close(log, NULL));
    end = fault_run(work_log, &ledger, plan);
    close(ends[1]);
    while (read(ends[0], &byte, 1) == 1)
        acknowledged++;
    close(ends[0]);
    if (end.traced) {
        cr_assert(end.killed || end.status == 0);
        expect_log(&ledger, acknowledged, plan);
        /* Whoever comes next can go on. */
        log = log_open(&ledger.folder, "ledger", LOG_SYNC_ALWAYS, NULL);
        cr_assert(log);
        cr_assert_eq(log_found(log).damaged_bytes, 0);
        cr_assert(log_close(log, NULL));
        expect_log(&ledger, acknowledged, plan);
    }
    folder_close(&ledger.folder);
    place_remove(&ledger.place);
    return end;
}

static void play_log_all(bool compacts)
{
    struct fault_end whole = play_log(compacts, (struct fault_plan){0});

    if (!whole.traced)
        cr_skip_test("no tracing here");
    cr_assert_gt(whole.calls, LOG_MORE);
    for (unsigned at = 1; at <= whole.calls; at++) {
        play_log(compacts, (struct fault_plan){.what = FAULT_KILL_BEFORE, .at = at});
        play_log(compacts, (struct fault_plan){.what = FAULT_KILL_AFTER, .at = at});
        if (!FAULT_ERRORS_POSSIBLE)
            continue;
        play_log(compacts, fail(at, false, ENOSPC));
        play_log(compacts, fail(at, true, EIO));
    }
}

Test(crash, appending_to_a_log)
{
    play_log_all(false);
}

Test(crash, compacting_a_log)
{
    play_log_all(true);
}
