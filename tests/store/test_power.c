/* A power cut: what was not synced is gone, or zeros, or there by luck. What a log
 * acknowledged after a sync is there whatever happens: not only its bytes but the name
 * of its file.
 *
 * This program stands in front of fsync and fdatasync and notes what they made last. */
#include "store/log.h"
#include "tests/fewer.h"
#include "tests/store/helpers.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* What a power cut would leave of the log, and what its writer was sure of. */
struct disk {
    char name[300];
    ino_t named; /* the file that the name led to when the folder was synced last */
    ino_t file;  /* the file that was synced last, */
    off_t bytes; /* and how long it was */
    uint64_t sure;
};

static struct disk *disk; /* shared with children */

static void note(int fd)
{
    struct stat status, named;

    if (!disk || fstat(fd, &status) != 0)
        return;
    if (!S_ISDIR(status.st_mode)) {
        disk->file = status.st_ino;
        disk->bytes = status.st_size;
    } else if (stat(disk->name, &named) == 0) {
        disk->named = named.st_ino;
    }
}

int fsync(int fd)
{
    int result = (int)syscall(SYS_fsync, fd);

    if (result == 0)
        note(fd);
    return result;
}

int fdatasync(int fd)
{
    int result = (int)syscall(SYS_fdatasync, fd);

    if (result == 0)
        note(fd);
    return result;
}

struct ledger {
    struct place place;
    struct folder folder;
};

static struct ledger ledger_new(void)
{
    struct ledger ledger = {.place = place_in_memory()};
    struct folder_place where = {
        .at = AT_FDCWD, .path = ledger.place.path, .create = true};

    cr_assert(folder_open(&ledger.folder, &where, NULL));
    disk = mmap(NULL, sizeof *disk, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                -1, 0);
    cr_assert_neq(disk, MAP_FAILED);
    snprintf(disk->name, sizeof disk->name, "%s/ledger", ledger.place.path);
    return ledger;
}

static void ledger_end(struct ledger *ledger)
{
    folder_close(&ledger->folder);
    place_remove(&ledger->place);
    munmap(disk, sizeof *disk);
    disk = NULL;
}

/* Record n is its number, n % 40 times over. */
static bool append(struct log *log, uint64_t n)
{
    uint64_t record[40];

    for (size_t i = 0; i <= n % 40; i++)
        record[i] = n;
    return log_append(log, (struct slice){(const char *)record, (n % 40 + 1) * sizeof n},
                      NULL);
}

static void expect_record(const struct log_record *record)
{
    uint64_t n;

    cr_assert_eq(record->bytes.len, (record->sequence % 40 + 1) * sizeof n);
    for (size_t i = 0; i < record->bytes.len; i += sizeof n) {
        memcpy(&n, record->bytes.data + i, sizeof n);
        cr_assert_eq(n, record->sequence);
    }
}

static void expect_safe(const char *when)
{
    struct stat status;

    cr_assert_eq(stat(disk->name, &status), 0);
    cr_expect_eq(disk->named, status.st_ino, "the name, %s", when);
    cr_expect_eq(disk->file, status.st_ino, "the file, %s", when);
    cr_expect_eq(disk->bytes, status.st_size, "its bytes, %s", when);
}

static bool keep_even(void *context, const struct log_record *record)
{
    (void)context;
    return record->sequence % 2 == 0;
}

static struct log *opened(const struct ledger *ledger, enum log_sync sync)
{
    struct log *log = log_open(&ledger->folder, "ledger", sync, NULL);

    cr_assert(log);
    return log;
}

Test(power, what_is_acknowledged_has_been_synced_and_so_has_its_name)
{
    struct ledger ledger = ledger_new();
    struct log *log = opened(&ledger, LOG_SYNC_ALWAYS);

    for (uint64_t n = 1; n <= 5; n++) {
        cr_assert(append(log, n));
        expect_safe("after an append");
    }
    cr_assert(log_compact(log, keep_even, NULL, NULL));
    expect_safe("after a compaction");
    cr_assert(append(log, 6));
    expect_safe("after an append to a new file");
    cr_assert(log_close(log, NULL));
    log = opened(&ledger, LOG_SYNC_BATCH);
    cr_assert(append(log, 7));
    cr_assert(log_commit(log, NULL));
    expect_safe("after a commit");
    cr_assert(append(log, 8));
    cr_assert(log_close(log, NULL));
    expect_safe("after closing");
    ledger_end(&ledger);
}

/* As a compaction does that is killed before it can sync the folder. */
static void replace(const struct ledger *ledger)
{
    struct buf bytes = file_bytes(disk->name);
    char path[400];

    snprintf(path, sizeof path, "%s/new", ledger->place.path);
    file_replace(path, bytes.data, bytes.len);
    cr_assert_eq(rename(path, disk->name), 0);
    buf_release(&bytes);
}

Test(power, a_log_that_somebody_replaced_has_its_name_synced_before_it_is_relied_upon)
{
    struct ledger ledger = ledger_new();
    struct log *log = opened(&ledger, LOG_SYNC_ALWAYS);

    cr_assert(append(log, 1));
    replace(&ledger);
    cr_assert(append(log, 2));
    expect_safe("after a replacement");
    cr_assert_eq(unlink(disk->name), 0);
    cr_assert(append(log, 1));
    expect_safe("after a removal");
    cr_assert(log_close(log, NULL));
    ledger_end(&ledger);
}

/* --- cuts --- */

static void append_for_ever(const struct ledger *ledger, uint64_t last, bool batches)
{
    struct log *log = opened(ledger, batches ? LOG_SYNC_BATCH : LOG_SYNC_ALWAYS);

    while (append(log, ++last)) {
        if (batches && (last % 7 != 0 || !log_commit(log, NULL)))
            continue;
        disk->sure = last;
    }
    _exit(1);
}

/* Of the bytes that were not synced, some are there, some are zeros, some are not. */
static void cut_power(uint64_t chance)
{
    struct buf bytes = file_bytes(disk->name);
    size_t safe = (size_t)disk->bytes, unsafe = bytes.len - safe;
    size_t there = unsafe ? chance % (unsafe + 1) : 0;
    size_t zeros = unsafe ? chance / 7 % (unsafe - there + 1) : 0;

    cr_assert_leq(safe, bytes.len);
    memset(bytes.data + safe + there, 0, zeros);
    file_replace(disk->name, bytes.data, safe + there + zeros);
    buf_release(&bytes);
}

static off_t file_length(void)
{
    struct stat status;

    return stat(disk->name, &status) == 0 ? status.st_size : 0;
}

static uint64_t last_of(const struct ledger *ledger)
{
    struct log_reader *r = log_reader_open(&ledger->folder, "ledger", NULL);
    struct log_record record;
    enum log_step step;
    uint64_t last = 0;

    cr_assert(r);
    while ((step = log_read(r, &record, NULL)) == LOG_RECORD) {
        expect_record(&record);
        cr_assert_eq(record.sequence, ++last);
    }
    cr_assert_eq(step, LOG_END);
    log_reader_close(r);
    return last;
}

Test(power, a_thousand_cuts_lose_nothing_that_was_acknowledged)
{
    struct ledger ledger = ledger_new();
    uint64_t state = 11, last = 0, lost = 0, records = 0;

    for (int i = 0; i < 1000 / FEWER; i++) {
        pid_t child = fork();
        int status;

        if (child == 0)
            append_for_ever(&ledger, last, i % 2);
        state = state * 6364136223846793005u + 1442695040888963407u;
        usleep((useconds_t)((state >> 33) % 800));
        kill(child, SIGKILL);
        cr_assert_eq(waitpid(child, &status, 0), child);
        cr_assert(WIFSIGNALED(status));
        if (access(disk->name, F_OK) != 0)
            continue;
        last = last_of(&ledger);
        cut_power(state >> 33);
        lost += last;
        records += last;
        last = last_of(&ledger);
        lost -= last;
        cr_assert_geq(last, disk->sure);
        log_close(opened(&ledger, LOG_SYNC_ALWAYS), NULL); /* cuts what is half there */
        disk->bytes = file_length();
        cr_assert_eq(last_of(&ledger), last);
        if (i % 4 == 3) { /* so that it doesn't take longer and longer */
            unlink(disk->name);
            disk->sure = last = 0;
            disk->bytes = 0;
        }
    }
    cr_expect_gt(records, 500 / FEWER);
    cr_expect_gt(lost, 20 / FEWER, "or it was no power cut");
    ledger_end(&ledger);
}
