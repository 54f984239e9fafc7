#include "store/log.h"

#include "engine/base/clock.h"
#include "store/log_frame.h"
#include "tests/fewer.h"
#include "tests/store/helpers.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

struct ledger {
    struct place place;
    struct folder folder;
    char path[300];
};

static struct ledger ledger_at(struct place place)
{
    struct ledger ledger = {.place = place};
    struct folder_place where = {
        .at = AT_FDCWD, .path = ledger.place.path, .create = true};

    cr_assert(folder_open(&ledger.folder, &where, NULL));
    snprintf(ledger.path, sizeof ledger.path, "%s/ledger", ledger.place.path);
    return ledger;
}

static struct ledger ledger_new(void)
{
    return ledger_at(place_in_memory());
}

static void ledger_end(struct ledger *ledger)
{
    folder_close(&ledger->folder);
    place_remove(&ledger->place);
}

static struct log *opened(const struct ledger *ledger, enum log_sync sync)
{
    struct err e = {0};
    struct log *log = log_open(&ledger->folder, "ledger", sync, &e);

    cr_assert(log, "%s", e.message);
    return log;
}

/* The bytes of the record with that number; some are empty. */
static struct buf record_of(uint64_t n)
{
    struct buf bytes = {0};

    for (uint64_t i = 0; i < n * 7919 % 200; i++)
        buf_add_char(&bytes, (char)(n * 31 + i));
    return bytes;
}

static bool append_number(struct log *log, uint64_t n)
{
    struct buf bytes = record_of(n);
    bool good = log_append(log, buf_slice(&bytes), NULL);

    buf_release(&bytes);
    return good;
}

static void fill(const struct ledger *ledger, uint64_t from, uint64_t to)
{
    struct log *log = opened(ledger, LOG_SYNC_NONE);

    for (uint64_t n = from; n <= to; n++)
        cr_assert(append_number(log, n));
    cr_assert(log_close(log, NULL));
}

struct seen {
    uint64_t records, last;
    uint64_t damages;
    bool gaps;
};

/* Reads all there is; a record with wrong bytes ends the test. */
static struct seen read_on(struct log_reader *r)
{
    struct seen seen = {0};
    struct log_record record;
    enum log_step step;

    while ((step = log_read(r, &record, NULL)) != LOG_END) {
        struct buf wanted;

        cr_assert_neq(step, LOG_FAILED);
        if (step == LOG_DAMAGE) {
            seen.damages++;
            continue;
        }
        wanted = record_of(record.sequence);
        cr_assert(slice_equal(record.bytes, buf_slice(&wanted)), "record %lu",
                  (unsigned long)record.sequence);
        buf_release(&wanted);
        cr_assert_gt(record.sequence, seen.last);
        seen.gaps = seen.gaps || record.sequence != seen.last + 1;
        seen.last = record.sequence;
        seen.records++;
    }
    return seen;
}

static struct seen read_all(const struct ledger *ledger)
{
    struct log_reader *r = log_reader_open(&ledger->folder, "ledger", NULL);
    struct seen seen;

    cr_assert(r);
    seen = read_on(r);
    log_reader_close(r);
    return seen;
}

Test(log, gives_back_what_was_appended_whatever_the_policy)
{
    static const enum log_sync policies[] = {LOG_SYNC_ALWAYS, LOG_SYNC_BATCH,
                                             LOG_SYNC_NONE};
    struct ledger ledger = ledger_new();
    struct seen seen;

    for (uint64_t i = 0; i < 3; i++) {
        struct log *log = opened(&ledger, policies[i]);

        cr_expect_eq(log_found(log).records, i * 40);
        for (uint64_t n = 1; n <= 40; n++)
            cr_expect(append_number(log, i * 40 + n));
        cr_expect(log_close(log, NULL));
    }
    seen = read_all(&ledger);
    cr_expect_eq(seen.records, 120);
    cr_expect_not(seen.gaps);
    ledger_end(&ledger);
}

Test(log, a_batch_is_seen_when_it_is_committed)
{
    struct ledger ledger = ledger_new();
    struct log *log = opened(&ledger, LOG_SYNC_BATCH);

    for (uint64_t n = 1; n <= 10; n++)
        cr_expect(append_number(log, n));
    cr_expect_eq(read_all(&ledger).records, 0);
    cr_expect(log_commit(log, NULL));
    cr_expect_eq(read_all(&ledger).records, 10);
    cr_expect(append_number(log, 11));
    cr_expect(log_close(log, NULL));
    cr_expect_eq(read_all(&ledger).records, 11);
    ledger_end(&ledger);
}

Test(log, is_read_while_it_is_written)
{
    struct ledger ledger = ledger_new();
    struct log *log = opened(&ledger, LOG_SYNC_NONE);
    struct log_reader *r = log_reader_open(&ledger.folder, "ledger", NULL);
    struct log_record record;

    for (uint64_t n = 1; n <= 50; n++) {
        cr_expect_eq(log_read(r, &record, NULL), LOG_END);
        cr_expect(append_number(log, n));
        cr_expect_eq(log_read(r, &record, NULL), LOG_RECORD);
        cr_expect_eq(record.sequence, n);
    }
    log_reader_close(r);
    cr_expect(log_close(log, NULL));
    ledger_end(&ledger);
}

Test(log, every_truncation_is_cut_and_said_and_appending_goes_on)
{
    struct ledger ledger = ledger_new();
    struct buf bytes;
    size_t cut = 0;

    fill(&ledger, 1, 6);
    bytes = file_bytes(ledger.path);
    for (size_t len = 0; len <= bytes.len; len++) {
        struct log_found found;
        struct stat status;
        struct seen seen;
        struct log *log;

        file_replace(ledger.path, bytes.data, len);
        seen = read_all(&ledger);
        cr_assert_eq(seen.damages, 0);
        log = opened(&ledger, LOG_SYNC_NONE);
        found = log_found(log);
        cr_assert_eq(found.records, seen.records);
        cr_assert_eq(found.damaged_bytes, 0);
        cr_assert_eq(stat(ledger.path, &status), 0);
        cr_assert_eq(found.cut_bytes, len - (size_t)status.st_size);
        cut += found.cut_bytes > 0;
        cr_assert(append_number(log, seen.records + 1));
        cr_assert(log_close(log, NULL));
        cr_assert_eq(read_all(&ledger).records, seen.records + 1);
    }
    cr_expect_eq(cut, bytes.len + 1 - 7, "all but the seven ends of a record");
    buf_release(&bytes);
    ledger_end(&ledger);
}

Test(log, a_flipped_bit_costs_one_record_and_is_said)
{
    struct ledger ledger = ledger_new();
    struct buf bytes;
    size_t last;

    fill(&ledger, 1, 7);
    bytes = file_bytes(ledger.path);
    last = bytes.len - LOG_FRAME_HEADER_BYTES - 7 * 7919 % 200;
    for (size_t bit = 0; bit < bytes.len * 8; bit++) {
        struct log_found found;
        struct seen seen;
        struct log *log;

        bytes.data[bit / 8] = (char)(bytes.data[bit / 8] ^ 1 << bit % 8);
        file_replace(ledger.path, bytes.data, bytes.len);
        bytes.data[bit / 8] = (char)(bytes.data[bit / 8] ^ 1 << bit % 8);
        seen = read_all(&ledger);
        cr_assert_eq(seen.records, 6, "bit %zu", bit);
        cr_assert_eq(seen.damages, bit / 8 < last, "bit %zu", bit);
        if (bit % 5)
            continue;
        log = opened(&ledger, LOG_SYNC_NONE);
        found = log_found(log);
        cr_assert_eq(found.damaged_bytes > 0, bit / 8 < last);
        cr_assert_eq(found.cut_bytes > 0, bit / 8 >= last);
        cr_assert(append_number(log, seen.last + 1));
        cr_assert(log_close(log, NULL));
        cr_assert_eq(read_all(&ledger).records, 7);
    }
    buf_release(&bytes);
    ledger_end(&ledger);
}

Test(log, frames_that_come_a_second_time_are_no_records)
{
    struct ledger ledger = ledger_new();
    struct buf bytes, twice = {0};
    struct seen seen;

    fill(&ledger, 1, 5);
    bytes = file_bytes(ledger.path);
    buf_add(&twice, buf_slice(&bytes));
    buf_add(&twice, buf_slice(&bytes));
    file_replace(ledger.path, twice.data, twice.len);
    seen = read_all(&ledger);
    cr_expect_eq(seen.records, 5);
    fill(&ledger, 6, 6);
    cr_expect_eq(read_all(&ledger).last, 6);
    buf_release(&bytes);
    buf_release(&twice);
    ledger_end(&ledger);
}

Test(log, a_hostile_file_is_given_up_before_it_takes_long_and_left_as_it_is)
{
    struct ledger ledger = ledger_new();
    struct buf bytes = {0};
    struct log_reader *r;
    struct log_record record;
    struct stat status;
    struct err e;
    uint64_t start = clock_ns();

    /* Each eight bytes begin like a frame, many claim a megabyte. */
    for (int i = 0; i < 200000; i++)
        buf_add(&bytes, slice_of("CamLog1\n"));
    for (size_t i = 24; i + 8 < bytes.len; i += 40)
        memcpy(bytes.data + i, "\0\0\020\0\0\0\0\0", 8);
    file_replace(ledger.path, bytes.data, bytes.len);
    r = log_reader_open(&ledger.folder, "ledger", NULL);
    cr_expect_eq(log_read(r, &record, &e), LOG_FAILED);
    cr_expect_eq(e.code, ERR_FORMAT);
    log_reader_close(r);
    cr_expect_null(log_open(&ledger.folder, "ledger", LOG_SYNC_NONE, &e));
    cr_expect_eq(e.code, ERR_FORMAT);
    cr_expect_lt(clock_ns() - start, (uint64_t)60 * 1000000000);
    cr_expect_eq(stat(ledger.path, &status), 0);
    cr_expect_eq((size_t)status.st_size, bytes.len);
    buf_release(&bytes);
    ledger_end(&ledger);
}

Test(log, a_record_over_the_limit_is_refused_and_harms_nothing)
{
    struct ledger ledger = ledger_new();
    struct log *log = opened(&ledger, LOG_SYNC_NONE);
    char *large = memory_calloc(LOG_RECORD_MAX_BYTES + 1, 1);
    struct log_reader *r;
    struct log_record record;
    struct err e;

    cr_expect_not(log_append(log, (struct slice){large, LOG_RECORD_MAX_BYTES + 1}, &e));
    cr_expect_eq(e.code, ERR_LIMIT);
    cr_expect(log_append(log, (struct slice){large, LOG_RECORD_MAX_BYTES}, &e));
    cr_expect(log_close(log, NULL));
    r = log_reader_open(&ledger.folder, "ledger", NULL);
    cr_expect_eq(log_read(r, &record, NULL), LOG_RECORD);
    cr_expect_eq(record.bytes.len, LOG_RECORD_MAX_BYTES);
    log_reader_close(r);
    free(large);
    ledger_end(&ledger);
}

static bool keep_even(void *context, const struct log_record *record)
{
    (void)context;
    return record->sequence % 2 == 0;
}

static bool keep_none(void *context, const struct log_record *record)
{
    (void)context;
    (void)record;
    return false;
}

Test(log, compaction_keeps_what_is_asked_for_and_the_numbers_go_on)
{
    struct ledger ledger = ledger_new();
    struct log *log, *other;
    struct seen seen;
    struct log_reader *reader;

    fill(&ledger, 1, 21);
    reader = log_reader_open(&ledger.folder, "ledger", NULL);
    log = opened(&ledger, LOG_SYNC_NONE);
    other = opened(&ledger, LOG_SYNC_NONE);
    cr_expect(log_compact(log, keep_even, NULL, NULL));
    cr_expect_eq(log_found(log).records, 10);
    cr_expect_eq(read_on(reader).records, 21, "readers of the old file read on");
    log_reader_close(reader);
    cr_expect(append_number(log, 22));
    cr_expect(append_number(other, 23));
    cr_expect(append_number(log, 24));
    seen = read_all(&ledger);
    cr_expect_eq(seen.records, 13);
    cr_expect_eq(seen.last, 24);
    cr_expect(log_compact(other, keep_none, NULL, NULL));
    cr_expect_eq(read_all(&ledger).records, 0);
    cr_expect(append_number(log, 25));
    cr_expect_eq(read_all(&ledger).last, 25);
    cr_expect(log_close(log, NULL));
    cr_expect(log_close(other, NULL));
    ledger_end(&ledger);
}

Test(log, a_full_disk_refuses_the_record_and_keeps_the_rest)
{
    struct ledger ledger = ledger_new();
    struct rlimit limit = {1000, RLIM_INFINITY};
    struct log *log;
    struct seen seen;
    uint64_t n = 0;

    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    log = opened(&ledger, LOG_SYNC_NONE);
    while (append_number(log, n + 1))
        n++;
    seen = read_all(&ledger);
    cr_expect_eq(seen.records, n);
    cr_expect_eq(seen.damages, 0);
    limit.rlim_cur = RLIM_INFINITY;
    setrlimit(RLIMIT_FSIZE, &limit);
    cr_expect(append_number(log, n + 1), "and goes on when there is room again");
    cr_expect(log_close(log, NULL));
    cr_expect_eq(read_all(&ledger).records, n + 1);
    ledger_end(&ledger);
}

/* --- processes --- */

enum { WRITERS = 8, EACH = 100 };

static void write_tagged(const struct ledger *ledger, int writer)
{
    struct log *log = log_open(&ledger->folder, "ledger", LOG_SYNC_NONE, NULL);

    for (int i = 0; log && i < EACH; i++) {
        char text[64];

        snprintf(text, sizeof text, "%d %d", writer, i);
        if (!log_append(log, slice_of(text), NULL))
            _exit(1);
    }
    _exit(log && log_close(log, NULL) ? 0 : 1);
}

static bool keep_all(void *context, const struct log_record *record)
{
    (void)context;
    (void)record;
    return true;
}

static void compact_often(const struct ledger *ledger)
{
    struct log *log = log_open(&ledger->folder, "ledger", LOG_SYNC_NONE, NULL);

    for (int i = 0; log && i < 20; i++) {
        if (!log_compact(log, keep_all, NULL, NULL))
            _exit(1);
    }
    _exit(log && log_close(log, NULL) ? 0 : 1);
}

Test(log, many_processes_append_and_one_compacts_and_nothing_is_lost)
{
    struct ledger ledger = ledger_new();
    bool seen[WRITERS][EACH] = {{false}};
    int next[WRITERS] = {0};
    struct log_reader *r;
    struct log_record record;
    enum log_step step;
    int status;
    uint64_t count = 0;

    fill(&ledger, 1, 0);
    for (int i = 0; i <= WRITERS; i++) {
        if (fork() == 0) {
            if (i < WRITERS)
                write_tagged(&ledger, i);
            compact_often(&ledger);
        }
    }
    while (wait(&status) > 0)
        cr_expect_eq(status, 0);
    r = log_reader_open(&ledger.folder, "ledger", NULL);
    while ((step = log_read(r, &record, NULL)) == LOG_RECORD) {
        char text[64] = {0};
        int writer = -1, i = -1;

        memcpy(text, record.bytes.data, record.bytes.len);
        cr_assert_eq(sscanf(text, "%d %d", &writer, &i), 2);
        cr_assert(writer >= 0 && writer < WRITERS && i >= 0 && i < EACH);
        cr_assert_not(seen[writer][i]);
        cr_assert_eq(i, next[writer]++, "in the order of its writer");
        seen[writer][i] = true;
        count++;
    }
    cr_expect_eq(step, LOG_END);
    cr_expect_eq(count, WRITERS * EACH);
    log_reader_close(r);
    ledger_end(&ledger);
}

/* --- kills --- */

/* Appends for ever, saying each number once it is safe. */
static void append_for_ever(const struct ledger *ledger, int acknowledged)
{
    struct log *log = log_open(&ledger->folder, "ledger", LOG_SYNC_ALWAYS, NULL);
    uint64_t n;

    if (!log)
        _exit(1);
    n = log_found(log).records;
    while (append_number(log, ++n)) {
        if (write(acknowledged, &n, sizeof n) != sizeof n)
            _exit(1);
    }
    _exit(1);
}

/* One child, killed at a random moment or by a write that goes over a random length of
 * the file, after as many bytes of it as fit. Returns the last number it was sure of. */
static uint64_t kill_one(const struct ledger *ledger, uint64_t chance, uint64_t before)
{
    struct rlimit limit = {0, RLIM_INFINITY};
    struct stat status = {0};
    uint64_t sure = before, n;
    int ends[2], ended;
    pid_t child;

    stat(ledger->path, &status);
    cr_assert_eq(pipe(ends), 0);
    child = fork();
    if (child == 0) {
        struct rlimit no_core = {0, 0};

        limit.rlim_cur = (rlim_t)status.st_size + chance % 600;
        setrlimit(RLIMIT_CORE, &no_core);
        if (chance & 1 << 20)
            setrlimit(RLIMIT_FSIZE, &limit);
        append_for_ever(ledger, ends[1]);
    }
    close(ends[1]);
    if (!(chance & 1 << 20)) {
        struct pollfd ready = {.fd = ends[0], .events = POLLIN};

        poll(&ready, 1, 1000);
        usleep((useconds_t)(chance % 700));
        kill(child, SIGKILL);
    }
    while (read(ends[0], &n, sizeof n) == sizeof n)
        sure = n;
    close(ends[0]);
    waitpid(child, &ended, 0);
    cr_assert(WIFSIGNALED(ended), "%x", ended);
    return sure;
}

Test(log, a_thousand_kills_lose_nothing_that_was_acknowledged)
{
    struct ledger ledger = ledger_new();
    uint64_t state = 7, sure = 0, cuts = 0, records = 0;

    for (int i = 0; i < 1000 / FEWER; i++) {
        uint64_t first = sure;
        struct seen seen;
        struct log *log;

        state = state * 6364136223846793005u + 1442695040888963407u;
        sure = kill_one(&ledger, state >> 33, sure);
        seen = read_all(&ledger);
        cr_assert_eq(seen.damages, 0);
        cr_assert_not(seen.gaps);
        cr_assert(seen.last >= sure && seen.last <= sure + 1, "%lu sure, %lu there",
                  (unsigned long)sure, (unsigned long)seen.last);
        records += seen.last - first;
        log = opened(&ledger, LOG_SYNC_NONE);
        cuts += log_found(log).cut_bytes > 0;
        cr_assert_eq(log_found(log).damaged_bytes, 0);
        cr_assert_eq(log_found(log).records, seen.records);
        log_close(log, NULL);
        sure = seen.last;
        if (i % 20 == 19) { /* so that it doesn't take longer and longer */
            unlink(ledger.path);
            sure = 0;
        }
    }
    cr_expect_gt(records, 500 / FEWER);
    cr_expect_gt(cuts, 100 / FEWER, "many of the kills were in the middle of a write");
    ledger_end(&ledger);
}
