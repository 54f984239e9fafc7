#include "engine/base/memory.h"
#include "engine/codec/coverage_codec.h"
#include "store/log.h"
#include "tests/fewer.h"
#include "tests/index/coverage_of.h"

#include <stdlib.h>
#include <sys/wait.h>

#define LOG_PATH ".cambium/state/coverage"

static struct ledger_options in_root;

/* A take that is told from others by its number: it has `count` rows. */
static struct coverage take_of(uint32_t number, size_t count)
{
    struct coverage c = {.count = count, .foreign = number};
    char path[64];

    c.files = arena_array(&c.memory, struct covered_file, count);
    c.first_foreign = arena_copy(&c.memory, slice_of("/x"));
    for (size_t i = 0; i < count; i++) {
        snprintf(path, sizeof path, "some/folder/of/a/tree/file%07zu.py", i);
        c.files[i] = (struct covered_file){
            arena_copy(&c.memory, slice_of(path)), number + 10, number, {i, number}};
    }
    return c;
}

static bool keep(const struct covered_tree *t, uint32_t number, size_t count)
{
    struct coverage c = take_of(number, count);
    struct err e = {0};
    bool kept = coverage_keep(&c, &in_root, t->discover, &e);

    if (!kept)
        fprintf(stderr, "%s\n", e.message);
    coverage_release(&c);
    return kept;
}

/* The number of the take that is there, 0 if there is none; all of it must be right. */
static uint32_t loaded(const struct covered_tree *t, size_t count)
{
    struct coverage c, wanted;
    struct err e = {0};
    uint32_t number;

    cr_assert(coverage_load(&c, &in_root, t->discover, &e), "%s", e.message);
    number = (uint32_t)c.foreign;
    if (number) {
        wanted = take_of(number, count);
        cr_assert_eq(c.count, count);
        cr_assert(slice_equal(c.first_foreign, wanted.first_foreign));
        for (size_t i = 0; i < count; i++) {
            cr_assert(slice_equal(c.files[i].path, wanted.files[i].path));
            cr_assert_eq(c.files[i].lines, number + 10);
            cr_assert_eq(c.files[i].covered, number);
            cr_assert(content_key_same(c.files[i].key, wanted.files[i].key));
        }
        coverage_release(&wanted);
    } else {
        cr_assert_eq(c.count, 0);
    }
    coverage_release(&c);
    return number;
}

static void log_path(const struct covered_tree *t, char path[600])
{
    snprintf(path, 600, "%s/" LOG_PATH, t->tree.path);
}

static struct buf log_bytes(const struct covered_tree *t)
{
    struct buf bytes = {0};
    char path[600];
    FILE *file;

    log_path(t, path);
    file = fopen(path, "rb");
    cr_assert(file);
    for (size_t got = 1; got > 0; bytes.len += got)
        got = fread(buf_reserve(&bytes, 1 << 16), 1, 1 << 16, file);
    fclose(file);
    return bytes;
}

Test(coverage_ledger, what_was_kept_last_is_there)
{
    struct covered_tree t = covered_tree_new("a.py");

    cr_expect_eq(loaded(&t, 0), 0, "nothing was kept");
    cr_assert(keep(&t, 1, 3));
    cr_expect_eq(loaded(&t, 3), 1);
    cr_assert(keep(&t, 2, 5));
    cr_expect_eq(loaded(&t, 5), 2);
    cr_assert(keep(&t, 3, 0));
    cr_expect_eq(loaded(&t, 0), 3);
    covered_tree_free(&t);
}

Test(coverage_ledger, a_folder_that_is_named_holds_it)
{
    struct covered_tree t = covered_tree_new("a.py"), elsewhere = covered_tree_new("");
    struct ledger_options options = {.state = elsewhere.tree.path};
    struct coverage c = take_of(4, 2), back;

    cr_assert(coverage_keep(&c, &options, t.discover, NULL));
    cr_expect_eq(loaded(&t, 0), 0);
    cr_assert(coverage_load(&back, &options, t.discover, NULL));
    cr_expect_eq(back.foreign, 4);
    coverage_release(&c);
    coverage_release(&back);
    covered_tree_free(&t);
    covered_tree_free(&elsewhere);
}

Test(coverage_ledger, loading_makes_no_folder)
{
    struct covered_tree t = covered_tree_new("a.py");

    cr_expect_eq(loaded(&t, 0), 0);
    cr_expect_neq(faccessat(t.tree.fd, ".cambium", F_OK, 0), 0);
    covered_tree_free(&t);
}

/* Cut off anywhere, what was whole before holds. */
Test(coverage_ledger, a_crash_at_any_byte_leaves_the_take_before)
{
    struct covered_tree t = covered_tree_new("a.py");
    size_t lengths[3];
    struct buf bytes = {0};

    for (uint32_t i = 0; i < 3; i++) {
        cr_assert(keep(&t, i + 1, 3));
        buf_release(&bytes);
        bytes = log_bytes(&t);
        lengths[i] = bytes.len;
    }
    for (size_t len = 0; len <= bytes.len; len += FEWER) {
        uint32_t whole = 0;

        tree_write(&t.tree, LOG_PATH, (struct slice){bytes.data, len});
        while (whole < 3 && lengths[whole] <= len)
            whole++;
        cr_assert_eq(loaded(&t, 3), whole, "cut to %zu bytes", len);
    }
    buf_release(&bytes);
    covered_tree_free(&t);
}

Test(coverage_ledger, after_a_crash_it_goes_on)
{
    struct covered_tree t = covered_tree_new("a.py");
    struct buf bytes;

    cr_assert(keep(&t, 1, 3) && keep(&t, 2, 3));
    bytes = log_bytes(&t);
    tree_write(&t.tree, LOG_PATH, (struct slice){bytes.data, bytes.len - 1});
    cr_expect_eq(loaded(&t, 3), 1);
    cr_assert(keep(&t, 7, 4));
    cr_expect_eq(loaded(&t, 4), 7);
    buf_release(&bytes);
    covered_tree_free(&t);
}

Test(coverage_ledger, a_damaged_take_is_not_there)
{
    struct covered_tree t = covered_tree_new("a.py");
    struct buf bytes;
    size_t first;

    cr_assert(keep(&t, 1, 3));
    bytes = log_bytes(&t);
    first = bytes.len;
    buf_release(&bytes);
    cr_assert(keep(&t, 2, 3));
    bytes = log_bytes(&t);
    for (size_t i = 0; i < bytes.len; i += FEWER) {
        bytes.data[i] ^= 0x10;
        tree_write(&t.tree, LOG_PATH, buf_slice(&bytes));
        cr_assert_eq(loaded(&t, 3), i < first ? 2 : 1, "byte %zu", i);
        bytes.data[i] ^= 0x10;
    }
    buf_release(&bytes);
    covered_tree_free(&t);
}

/* 90 bytes a row: some parts of 4 MiB. */
Test(coverage_ledger, many_files_are_several_records)
{
    const size_t many = 200000;
    struct covered_tree t = covered_tree_new("a.py");
    struct buf bytes;

    cr_assert(keep(&t, 1, many) && keep(&t, 2, many));
    cr_expect_eq(loaded(&t, many), 2);
    bytes = log_bytes(&t);
    cr_expect_gt(bytes.len, many * 60);
    /* The second take lacks its last part, then some in the middle, too. */
    tree_write(&t.tree, LOG_PATH, (struct slice){bytes.data, bytes.len - 1});
    cr_expect_eq(loaded(&t, many), 1);
    bytes.data[bytes.len / 2 + 1000] ^= 1;
    tree_write(&t.tree, LOG_PATH, buf_slice(&bytes));
    cr_expect_eq(loaded(&t, many), 1);
    buf_release(&bytes);
    covered_tree_free(&t);
}

Test(coverage_ledger, old_takes_are_dropped)
{
    struct covered_tree t = covered_tree_new("a.py");
    size_t one = 0, most = 0;

    for (uint32_t i = 1; i <= 40; i++) {
        struct buf bytes;

        cr_assert(keep(&t, i, 50));
        cr_assert_eq(loaded(&t, 50), i);
        bytes = log_bytes(&t);
        one = one ? one : bytes.len;
        most = bytes.len > most ? bytes.len : most;
        buf_release(&bytes);
    }
    cr_expect_leq(most, 9 * (one + 16));
    covered_tree_free(&t);
}

Test(coverage_ledger, what_holds_survives_damage_after_others_were_dropped)
{
    struct covered_tree t = covered_tree_new("a.py");
    struct buf bytes;

    for (uint32_t i = 1; i <= 9; i++)
        cr_assert(keep(&t, i, 5));
    bytes = log_bytes(&t);
    tree_write(&t.tree, LOG_PATH, (struct slice){bytes.data, bytes.len - 1});
    cr_expect_eq(loaded(&t, 5), 8);
    buf_release(&bytes);
    covered_tree_free(&t);
}

Test(coverage_ledger, several_at_once_lose_nothing_whole)
{
    enum { WRITERS = 4, EACH = 6 };
    const size_t rows = 60000;
    struct covered_tree t = covered_tree_new("a.py");
    uint32_t last;
    int status;

    cr_assert(keep(&t, 100, rows));
    for (uint32_t i = 0; i < WRITERS; i++) {
        if (fork() == 0) {
            for (uint32_t j = 0; j < EACH; j++) {
                if (!keep(&t, 1000 + i * EACH + j, rows))
                    _exit(1);
            }
            _exit(0);
        }
    }
    while (wait(&status) > 0) {
        cr_expect_eq(status, 0);
        cr_expect_geq(loaded(&t, rows), 100);
    }
    last = loaded(&t, rows);
    cr_expect(last >= 1000 && (last - 1000) % EACH == EACH - 1,
              "the last of one of them, not %u", last);
    covered_tree_free(&t);
}

static void record_append(const struct covered_tree *t, struct slice record)
{
    struct folder folder;
    struct log *log;

    cr_assert(ledger_open(&folder, &in_root, t->discover, true, NULL, NULL));
    log = log_open(&folder, "coverage", LOG_SYNC_NONE, NULL);
    cr_assert(log && log_append(log, record, NULL) && log_close(log, NULL));
    folder_close(&folder);
}

Test(coverage_ledger, records_of_somebody_else_are_passed_over)
{
    struct covered_tree t = covered_tree_new("a.py");

    record_append(&t, slice_of("what is this"));
    cr_expect_eq(loaded(&t, 0), 0);
    cr_assert(keep(&t, 1, 2));
    record_append(&t, (struct slice){"", 0});
    cr_expect_eq(loaded(&t, 2), 1);
    covered_tree_free(&t);
}

static void part_append(const struct covered_tree *t, uint32_t part, const char *path)
{
    const struct coverage_row row = {slice_of(path), 1, 1, {0, 0}};
    struct coverage_part p = {
        .take = 5, .part = part, .parts = 2, .foreign = 1, .rows = &row, .count = 1};
    struct buf bytes = {0};

    coverage_part_write(&bytes, &p);
    record_append(t, buf_slice(&bytes));
    buf_release(&bytes);
}

Test(coverage_ledger, parts_that_do_not_follow_each_other_are_no_take)
{
    struct covered_tree t = covered_tree_new("a.py");

    cr_assert(keep(&t, 8, 2));
    part_append(&t, 0, "b.py");
    part_append(&t, 1, "a.py");
    cr_expect_eq(loaded(&t, 2), 8);
    covered_tree_free(&t);
}

Test(coverage_ledger, of_two_at_once_the_one_that_ends_last_holds)
{
    struct covered_tree t = covered_tree_new("a.py");
    struct coverage c;

    part_append(&t, 0, "a.py");
    cr_assert(keep(&t, 8, 2));
    cr_expect_eq(loaded(&t, 2), 8);
    part_append(&t, 1, "b.py");
    cr_assert(coverage_load(&c, &in_root, t.discover, NULL));
    cr_expect_eq(c.foreign, 1);
    cr_expect_eq(c.count, 2);
    coverage_release(&c);
    covered_tree_free(&t);
}

Test(coverage_ledger, parts_out_of_order_are_no_take)
{
    struct covered_tree t = covered_tree_new("a.py");

    cr_assert(keep(&t, 8, 2));
    part_append(&t, 1, "b.py");
    part_append(&t, 0, "a.py");
    cr_expect_eq(loaded(&t, 2), 8);
    covered_tree_free(&t);
}

Test(coverage_ledger, what_a_later_version_kept_is_said)
{
    struct covered_tree t = covered_tree_new("a.py");
    struct coverage c;
    struct buf later = {0};
    struct err e;

    cr_assert(keep(&t, 1, 2));
    wire_map(&later, 1);
    wire_number(&later, "schema", COVERAGE_SCHEMA + 1);
    record_append(&t, buf_slice(&later));
    cr_expect_not(coverage_load(&c, &in_root, t.discover, &e));
    cr_expect_str_eq(e.message,
                     "the coverage was kept by a later version of this program");
    cr_expect_eq(e.code, ERR_UNSUPPORTED);
    cr_assert(keep(&t, 2, 2));
    cr_expect_eq(loaded(&t, 2), 2, "ours is newer");
    buf_release(&later);
    covered_tree_free(&t);
}

Test(coverage_ledger, a_log_that_cannot_be_read_is_said)
{
    struct covered_tree t = covered_tree_new("a.py");
    struct coverage c;
    struct err e = {0};

    tree_folder(&t.tree, LOG_PATH);
    cr_assert_eq(fchmodat(t.tree.fd, ".cambium/state", 0700, 0), 0);
    cr_expect_not(coverage_load(&c, &in_root, t.discover, &e));
    cr_expect_neq(e.code, ERR_NONE);
    e = (struct err){0};
    c = take_of(1, 1);
    cr_expect_not(coverage_keep(&c, &in_root, t.discover, &e));
    cr_expect_neq(e.code, ERR_NONE);
    coverage_release(&c);
    covered_tree_free(&t);
}
