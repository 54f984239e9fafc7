#include "engine/scan/read.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define NO_LIMIT ((uint64_t)1 << 40)

/* A file that has no name any more, at its start. */
static int file_of(const char *bytes, size_t len)
{
    const char *dir = getenv("TMPDIR");
    char name[4096];
    int fd;

    snprintf(name, sizeof name, "%s/cambium-read-XXXXXX", dir ? dir : "/tmp");
    fd = mkstemp(name);
    cr_assert(fd >= 0);
    unlink(name);
    cr_assert_eq(write(fd, bytes, len), (ssize_t)len);
    return fd;
}

/* The sentence and the reason of reading `fd`; both empty if it can be read. */
static void expect_refusal(int fd, uint64_t max_bytes, enum reason reason,
                           const char *sentence)
{
    struct read_buffer b = {0};
    struct err e = {0};
    enum reason why = REASON_NONE;

    cr_expect_not(read_file(fd, max_bytes, &b, &why, &e));
    cr_expect_eq(why, reason, "%s", reason_name(why));
    cr_expect_str_eq(e.message, sentence);
    read_buffer_release(&b);
}

static void expect_contents(int fd, uint64_t max_bytes, const char *bytes, size_t len)
{
    struct read_buffer b = {0};
    struct err e = {0};
    enum reason why;

    cr_assert(read_file(fd, max_bytes, &b, &why, &e), "%s", e.message);
    cr_assert_eq(b.len, len);
    cr_expect_arr_eq(b.data, bytes, len);
    for (size_t i = 0; i < READ_PADDING_BYTES; i++)
        cr_expect_eq(b.data[b.len + i], 0);
    read_buffer_release(&b);
}

Test(read, a_file_comes_whole_with_zero_bytes_behind_it)
{
    static char text[300000];
    static const size_t lengths[] = {0, 1, 63, 64, 65, 4096, 65536, 65537, sizeof text};

    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)(i * 7 + 1);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        int fd = file_of(text, lengths[i]);
        expect_contents(fd, NO_LIMIT, text, lengths[i]);
        expect_contents(fd, lengths[i], text, lengths[i]);
        close(fd);
    }
}

Test(read, a_shorter_file_leaves_nothing_of_a_longer_one)
{
    struct read_buffer b = {0};
    enum reason why;
    char text[5000];
    int big, small = file_of("ab", 2);

    memset(text, 'x', sizeof text);
    big = file_of(text, sizeof text);
    cr_assert(read_file(big, NO_LIMIT, &b, &why, NULL));
    cr_assert(read_file(small, NO_LIMIT, &b, &why, NULL));
    cr_expect_eq(b.len, 2);
    cr_expect_eq(memcmp(b.data, "ab\0\0\0\0", 6), 0);
    read_buffer_release(&b);
    close(big);
    close(small);
}

Test(read, the_memory_of_a_huge_file_is_given_back)
{
    struct read_buffer b = {0};
    enum reason why;
    int huge = file_of("", 0), small = file_of("x", 1);
    size_t grown;

    cr_assert_eq(ftruncate(huge, 40 << 20), 0);
    cr_assert(read_file(huge, NO_LIMIT, &b, &why, NULL));
    cr_expect_geq(b.capacity, 40u << 20);
    cr_assert(read_file(small, NO_LIMIT, &b, &why, NULL));
    cr_expect_leq(b.capacity, 1u << 20);
    grown = b.capacity;
    cr_assert(read_file(small, NO_LIMIT, &b, &why, NULL));
    cr_expect_eq(b.capacity, grown);
    read_buffer_release(&b);
    close(huge);
    close(small);
}

Test(read, one_byte_over_the_limit_is_refused)
{
    int fd = file_of("12345", 5);

    expect_contents(fd, 5, "12345", 5);
    expect_refusal(fd, 4, REASON_TOO_LARGE, "larger than --max-file-size (4 bytes)");
    close(fd);
}

/* With 32 bits, 5 GiB would be 1 GiB. */
Test(read, five_gib_are_refused_at_once)
{
    int fd = file_of("", 0);
    struct rusage before, after;
    struct timespec start, end;

    cr_assert_eq(ftruncate(fd, (off_t)5 << 30), 0);
    getrusage(RUSAGE_SELF, &before);
    clock_gettime(CLOCK_MONOTONIC, &start);
    expect_refusal(fd, (uint64_t)64 << 20, REASON_TOO_LARGE,
                   "larger than --max-file-size (67108864 bytes)");
    clock_gettime(CLOCK_MONOTONIC, &end);
    getrusage(RUSAGE_SELF, &after);
    cr_expect_lt(end.tv_sec - start.tv_sec, 2);
    cr_expect_lt(after.ru_maxrss - before.ru_maxrss, 16 << 10);
    close(fd);
}

Test(read, a_file_of_proc_that_says_it_is_empty_is_read)
{
    struct read_buffer b = {0};
    enum reason why;
    struct stat state;
    int fd = open("/proc/self/status", O_RDONLY);

    cr_assert_eq(fstat(fd, &state), 0);
    cr_assert_eq(state.st_size, 0);
    cr_assert(read_file(fd, NO_LIMIT, &b, &why, NULL));
    cr_expect_gt(b.len, 100);
    cr_expect_not_null(memmem(b.data, b.len, "VmRSS", 5));
    expect_refusal(fd, 100, REASON_TOO_LARGE, "larger than --max-file-size (100 bytes)");
    read_buffer_release(&b);
    close(fd);
}

Test(read, what_is_no_regular_file_is_refused_and_does_not_block, .timeout = 10)
{
    int ends[2], fd;

    cr_assert_eq(pipe(ends), 0);
    expect_refusal(ends[0], NO_LIMIT, REASON_SPECIAL, "not a regular file");
    close(ends[0]);
    close(ends[1]);
    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    expect_refusal(ends[0], NO_LIMIT, REASON_SPECIAL, "not a regular file");
    close(ends[0]);
    close(ends[1]);
    fd = open("/dev/zero", O_RDONLY);
    expect_refusal(fd, NO_LIMIT, REASON_SPECIAL, "not a regular file");
    close(fd);
    fd = open("/", O_RDONLY | O_DIRECTORY);
    expect_refusal(fd, NO_LIMIT, REASON_SPECIAL, "not a regular file");
    close(fd);
}

Test(read, what_cannot_be_read_is_said_with_errno)
{
    int fd = open("/proc/self/exe", O_PATH);

    expect_refusal(-1, NO_LIMIT, REASON_UNREADABLE,
                   "can't be looked at: Bad file descriptor");
    expect_refusal(fd, NO_LIMIT, REASON_UNREADABLE, "can't be read: Bad file descriptor");
    close(fd);
}

/* Writes versions of a file, each of one letter only and by one call: for a while
 * without pause, then for a while not at all. */
struct writer {
    int fd;
    atomic_bool stop;
};

static bool is_busy_time(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_nsec / 80000000 % 2 == 0;
}

static void *write_versions(void *context)
{
    struct writer *w = context;
    char text[4096];

    for (int version = 0; !atomic_load(&w->stop); version++) {
        while (!is_busy_time() && !atomic_load(&w->stop))
            usleep(1000);
        memset(text, 'a' + version % 26, sizeof text);
        if (pwrite(w->fd, text, sizeof text, 0) < 0)
            return context;
    }
    return NULL;
}

Test(read, a_file_that_changes_is_one_of_its_versions_or_said_to_have_changed,
     .timeout = 60)
{
    struct writer w = {.fd = file_of("", 0)};
    struct read_buffer b = {0};
    pthread_t thread;
    void *failed;

    cr_assert_eq(pthread_create(&thread, NULL, write_versions, &w), 0);
    for (int whole = 0, changed = 0; whole < 20 || changed < 20;) {
        struct err e = {0};
        enum reason why;

        if (read_file(w.fd, NO_LIMIT, &b, &why, &e)) {
            for (size_t at = 1; at < b.len; at++)
                cr_assert_eq(b.data[at], b.data[0], "torn at byte %zu", at);
            whole++;
        } else {
            cr_assert_eq(why, REASON_CHANGED);
            cr_assert_str_eq(e.message, "changed while it was read");
            changed++;
        }
    }
    atomic_store(&w.stop, true);
    pthread_join(thread, &failed);
    cr_expect_null(failed);
    read_buffer_release(&b);
    close(w.fd);
}

static void tick(int number)
{
    (void)number;
}

Test(read, a_storm_of_signals_changes_nothing)
{
    struct sigaction action = {.sa_handler = tick}; /* without SA_RESTART */
    struct itimerval every = {{0, 1000}, {0, 1000}}, never = {{0, 0}, {0, 0}};
    static char text[1 << 20];
    int fd;

    memset(text, 's', sizeof text);
    fd = file_of(text, sizeof text);
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &every, NULL);
    for (int i = 0; i < 50; i++)
        expect_contents(fd, NO_LIMIT, text, sizeof text);
    setitimer(ITIMER_REAL, &never, NULL);
    close(fd);
}
