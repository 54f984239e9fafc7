#include "store/upkeep.h"

#include "store/entry.h"
#include "tests/store/helpers.h"

#include <criterion/criterion.h>
#include <sys/resource.h>
#include <signal.h>
#include <time.h>

static struct store_gc gc(const struct place *place, uint64_t max_bytes)
{
    struct store *store = place_store(place);
    struct store_gc result;
    struct err e = {0};

    cr_assert(store_gc(store, max_bytes, &result, &e), "%s", e.message);
    store_close(store, NULL, NULL);
    return result;
}

static struct store_survey survey(const struct place *place)
{
    struct store *store = place_store(place);
    struct store_survey result;

    cr_assert(store_survey(store, &result, NULL));
    store_close(store, NULL, NULL);
    return result;
}

static size_t flaws(const struct place *place)
{
    struct store *store = place_store(place);
    struct store_check check;

    cr_assert(store_verify(store, &check, NULL));
    store_close(store, NULL, NULL);
    free(check.flaws);
    return check.flaw_count;
}

static struct store_repairs repair(const struct place *place)
{
    struct store *store = place_store(place);
    struct store_repairs repairs;

    cr_assert(store_repair(store, &repairs, NULL));
    store_close(store, NULL, NULL);
    return repairs;
}

/* A run that reads [from, to) and puts one new entry, so that time goes by. */
static void use_range(const struct place *place, uint64_t from, uint64_t to,
                      uint64_t fresh)
{
    struct store *store = place_store(place);
    struct store_port *port = store_port_open(store);

    for (uint64_t n = from; n < to; n++)
        cr_expect_eq(get_right(port, 0, n), STORE_HIT);
    put_number(port, 0, fresh, 1);
    store_port_close(port);
    store_close(store, NULL, NULL);
}

Test(upkeep, evicts_what_was_used_longest_ago)
{
    struct place place = place_new();
    struct store_gc result;
    uint64_t disk;

    put_range(&place, 0, 0, 300);
    use_range(&place, 100, 200, 1000);
    use_range(&place, 0, 100, 1001);
    gc(&place, 0);
    disk = survey(&place).disk_bytes;
    result = gc(&place, disk * 8 / 10);
    cr_expect_gt(result.evicted_entries, 20);
    cr_expect_leq(result.disk_bytes, disk * 8 / 10);
    cr_expect_eq(result.disk_bytes, survey(&place).disk_bytes);
    cr_expect_eq(count_hits(&place, 0, 0, 200), 200);
    cr_expect_eq(count_hits(&place, 0, 200, 300), 100 - result.evicted_entries);
    gc(&place, disk * 4 / 10);
    cr_expect_gt(count_hits(&place, 0, 0, 100), 90);
    cr_expect_lt(count_hits(&place, 0, 100, 200), 50);
    cr_expect_eq(count_hits(&place, 0, 200, 300), 0);
    cr_expect_eq(flaws(&place), 0);
    place_remove(&place);
}

Test(upkeep, has_is_a_use)
{
    struct place place = place_new();
    struct store *store;
    struct store_port *port;
    uint64_t disk;

    put_range(&place, 0, 0, 100);
    put_range(&place, 0, 100, 200);
    store = place_store(&place);
    port = store_port_open(store);
    for (uint64_t n = 0; n < 50; n++) {
        struct store_key key = key_of(n);

        cr_expect(store_has(port, 0, &key));
    }
    store_port_close(port);
    store_close(store, NULL, NULL);
    disk = survey(&place).disk_bytes;
    gc(&place, disk / 2);
    cr_expect_eq(count_hits(&place, 0, 0, 50), 50);
    cr_expect_eq(count_hits(&place, 0, 50, 100), 0);
    place_remove(&place);
}

Test(upkeep, closing_keeps_to_the_limit)
{
    struct place place = place_new();
    struct store_options options = place_options(&place);
    struct store_stats stats;

    options.max_bytes = 60000;
    options.pack_bytes = 20000;
    for (uint64_t night = 0; night < 30; night++) {
        struct store *store = store_open(&options);
        struct store_port *port = store_port_open(store);
        struct err trouble;

        for (uint64_t n = 0; n < 20; n++)
            put_number(port, 0, night * 20 + n, 1);
        store_port_close(port);
        store_close(store, &stats, &trouble);
        cr_assert_eq(trouble.code, ERR_NONE, "%s", trouble.message);
        cr_assert_leq(survey(&place).disk_bytes, 60000);
        cr_expect_eq(count_hits(&place, 0, night * 20, night * 20 + 20), 20);
    }
    cr_expect_gt(count_hits(&place, 0, 0, 600), 40);
    cr_expect_lt(count_hits(&place, 0, 0, 100), 100);
    place_remove(&place);
}

Test(upkeep, gc_keeps_all_that_lives_and_done_twice_does_nothing)
{
    struct place place = place_new();
    struct store_gc result;

    for (uint64_t night = 0; night < 12; night++)
        put_range(&place, (unsigned)(night % 2) * 16, night * 10, night * 10 + 30);
    result = gc(&place, 0);
    cr_expect_gt(result.packs_removed, 5);
    cr_expect_eq(result.evicted_entries, 0);
    cr_expect_gt(result.dead_entries, 0);
    for (uint64_t night = 0; night < 12; night++)
        cr_expect_eq(
            count_hits(&place, (unsigned)(night % 2) * 16, night * 10, night * 10 + 30),
            30);
    result = gc(&place, 0);
    cr_expect_eq(result.packs_removed + result.packs_written + result.dead_entries, 0);
    cr_expect_eq(flaws(&place), 0);
    place_remove(&place);
}

static void damage_entry_behind(struct buf *bytes, size_t offset)
{
    char *entry = memmem(bytes->data + offset, bytes->len - offset, entry_magic,
                         sizeof entry_magic);

    cr_assert(entry);
    entry[ENTRY_HEADER_BYTES] = (char)~entry[ENTRY_HEADER_BYTES];
}

/* Two damaged entries of a hundred, behind these offsets. */
static struct place place_with_damage(void)
{
    struct place place = place_new();
    char path[512];
    struct buf bytes;

    put_range(&place, 0, 0, 100);
    cr_assert(place_file(&place, ".pack", 0, path));
    bytes = file_bytes(path);
    damage_entry_behind(&bytes, 5000);
    damage_entry_behind(&bytes, 15000);
    file_replace(path, bytes.data, bytes.len);
    buf_release(&bytes);
    return place;
}

Test(upkeep, verify_names_every_damaged_entry)
{
    struct place place = place_with_damage();
    struct store *store = place_store(&place);
    struct store_port *port = store_port_open(store);
    struct store_check check;
    struct buf value = {0};

    cr_expect(store_verify(store, &check, NULL));
    cr_expect_eq(check.entries, 100);
    cr_assert_eq(check.flaw_count, 2);
    cr_expect_gt(check.flaws[0].offset, 5000);
    cr_expect_gt(check.flaws[1].offset, 15000);
    for (int i = 0; i < 2; i++) {
        const struct store_flaw *flaw = &check.flaws[i];

        cr_expect_eq(flaw->why, STORE_DAMAGED);
        cr_expect(flaw->has_key);
        cr_expect_eq(store_get(port, flaw->kind, &flaw->key, 100000, &value),
                     STORE_DAMAGED);
    }
    buf_release(&value);
    store_port_close(port);
    free(check.flaws);
    store_close(store, NULL, NULL);
    place_remove(&place);
}

Test(upkeep, repair_drops_just_the_damaged_and_done_twice_does_nothing)
{
    struct place place = place_with_damage();
    struct store_repairs repairs = repair(&place);

    cr_expect_eq(repairs.entries_dropped, 2);
    cr_expect_eq(flaws(&place), 0);
    cr_expect_eq(count_hits(&place, 0, 0, 100), 98);
    repairs = repair(&place);
    cr_expect_eq(
        repairs.entries_dropped + repairs.indexes_rebuilt + repairs.packs_dropped, 0);
    cr_expect_gt(gc(&place, 0).packs_written, 0, "the dead space is won back");
    cr_expect_eq(count_hits(&place, 0, 0, 100), 98);
    place_remove(&place);
}

static void make_old(const char *path, time_t age_s)
{
    struct timespec times[2] = {{.tv_sec = time(NULL) - age_s},
                                {.tv_sec = time(NULL) - age_s}};

    cr_assert_eq(utimensat(AT_FDCWD, path, times, 0), 0);
}

Test(upkeep, a_damaged_index_is_rebuilt_by_the_run_that_meets_it)
{
    struct place place = place_new();
    char path[512];

    put_range(&place, 0, 0, 100);
    cr_assert(place_file(&place, ".idx", 0, path));
    file_replace(path, "not an index", 12);
    cr_expect_eq(flaws(&place), 1);
    cr_expect_eq(count_hits(&place, 0, 0, 100), 0, "a reader changes nothing");
    put_range(&place, 0, 200, 201);
    cr_expect_eq(count_hits(&place, 0, 0, 100), 100);
    cr_expect_eq(flaws(&place), 0);
    place_remove(&place);
}

Test(upkeep, a_pack_that_lost_its_index_gets_one_when_it_is_surely_nobodys)
{
    struct place place = place_new();
    char path[512];

    put_range(&place, 0, 0, 100);
    cr_assert(place_file(&place, ".idx", 0, path));
    unlink(path);
    gc(&place, 0);
    cr_expect_eq(count_hits(&place, 0, 0, 100), 0, "it may be being published");
    cr_assert(place_file(&place, ".pack", 0, path));
    make_old(path, 2 * 3600);
    gc(&place, 0);
    cr_expect_eq(count_hits(&place, 0, 0, 100), 100);
    place_remove(&place);
}

Test(upkeep, an_index_that_lost_its_pack_is_removed)
{
    struct place place = place_new();
    char path[512];

    put_range(&place, 0, 0, 100);
    cr_assert(place_file(&place, ".pack", 0, path));
    unlink(path);
    cr_expect_eq(count_hits(&place, 0, 0, 100), 0);
    gc(&place, 0);
    cr_expect_eq(place_count(&place, ".idx"), 0);
    put_range(&place, 0, 0, 100);
    cr_expect_eq(count_hits(&place, 0, 0, 100), 100);
    place_remove(&place);
}

Test(upkeep, temporary_files_go_after_a_day)
{
    struct place place = place_new();
    char path[300];

    put_range(&place, 0, 0, 10);
    snprintf(path, sizeof path, "%s/t1-0123456789abcdef", place.path);
    file_replace(path, "half a pack", 11);
    cr_expect_eq(survey(&place).unnamed_files, 1);
    cr_expect_eq(gc(&place, 0).files_removed, 0);
    make_old(path, 25 * 3600);
    cr_expect_eq(gc(&place, 0).files_removed, 1);
    cr_expect_eq(survey(&place).unnamed_files, 0);
    place_remove(&place);
}

Test(upkeep, clear_removes_all_that_is_ours)
{
    struct place place = place_new();
    struct store *store;
    uint64_t removed;
    char path[300];

    put_range(&place, 0, 0, 10);
    use_range(&place, 0, 10, 50);
    snprintf(path, sizeof path, "%s/somebody's", place.path);
    file_replace(path, "x", 1);
    store = place_store(&place);
    cr_expect(store_clear(store, &removed, NULL));
    store_close(store, NULL, NULL);
    cr_expect_eq(removed, 5, "two packs, two indexes, one file of uses: %lu",
                 (unsigned long)removed);
    cr_expect_eq(access(path, F_OK), 0);
    cr_expect_eq(count_hits(&place, 0, 0, 10), 0);
    put_range(&place, 0, 0, 10);
    cr_expect_eq(count_hits(&place, 0, 0, 10), 10);
    place_remove(&place);
}

Test(upkeep, survey_counts_what_is_there)
{
    struct place place = place_new();
    struct store_survey result;

    put_range(&place, 0, 0, 10);
    put_range(&place, 17, 0, 5);
    result = survey(&place);
    cr_expect_eq(result.packs, 2);
    cr_expect_eq(result.entries[0], 10);
    cr_expect_eq(result.entries[17], 5);
    cr_expect_gt(result.raw_bytes[0], result.stored_bytes[0]);
    cr_expect_eq(result.packs_unusable, 0);
    place_remove(&place);
}

static int export_range(const struct place *place, uint64_t count, const char *path,
                        struct store_transfer *transfer)
{
    struct store_item *items = memory_calloc(count, sizeof *items);
    struct store *store = place_store(place);
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

    for (uint64_t n = 0; n < count; n++)
        items[n].key = key_of(n);
    cr_expect(store_export(store, items, count, fd, transfer, NULL));
    store_close(store, NULL, NULL);
    free(items);
    return fd;
}

Test(upkeep, what_is_exported_can_be_imported_elsewhere)
{
    struct place from = place_new(), to = place_new();
    struct store_transfer transfer;
    struct store *store;
    char path[300];
    int fd;

    snprintf(path, sizeof path, "%s/file", to.path);
    put_range(&from, 0, 0, 100);
    put_range(&to, 0, 0, 10);
    fd = export_range(&from, 120, path, &transfer);
    cr_expect_eq(transfer.entries, 100);
    cr_expect_eq(transfer.missing, 20);
    store = place_store(&to);
    cr_expect(store_import(store, fd, NULL, &transfer, NULL));
    store_close(store, NULL, NULL);
    close(fd);
    cr_expect_eq(transfer.entries, 90);
    cr_expect_eq(transfer.present, 10);
    cr_expect_eq(count_hits(&to, 0, 0, 120), 100);
    cr_expect_eq(flaws(&to), 0);
    place_remove(&from);
    place_remove(&to);
}

Test(upkeep, a_damaged_import_adds_what_was_sound_before_it)
{
    struct place from = place_new();
    struct store_transfer transfer;
    char path[300];
    struct buf bytes;

    snprintf(path, sizeof path, "%s/file", from.path);
    put_range(&from, 0, 0, 20);
    close(export_range(&from, 20, path, &transfer));
    bytes = file_bytes(path);
    for (size_t bit = 3; bit < bytes.len * 8; bit += 997) {
        struct place to = place_new();
        struct store *store = place_store(&to);
        struct err e = {0};
        int fd;

        bytes.data[bit / 8] = (char)(bytes.data[bit / 8] ^ 1 << bit % 8);
        file_replace(path, bytes.data, bytes.len);
        bytes.data[bit / 8] = (char)(bytes.data[bit / 8] ^ 1 << bit % 8);
        fd = open(path, O_RDONLY);
        cr_expect_not(store_import(store, fd, NULL, &transfer, &e), "bit %zu", bit);
        cr_expect_neq(e.code, ERR_NONE);
        close(fd);
        store_close(store, NULL, NULL);
        cr_expect_eq(count_hits(&to, 0, 0, 20), transfer.entries);
        place_remove(&to);
    }
    buf_release(&bytes);
    place_remove(&from);
}

Test(upkeep, a_store_that_may_not_be_changed_says_so)
{
    struct place place = place_new();
    struct store_options options = place_options(&place);
    struct store_repairs repairs;
    struct store_gc result;
    struct store *store;
    struct err e;

    options.read_only = true;
    store = store_open(&options);
    cr_expect_not(store_gc(store, 0, &result, &e));
    cr_expect_eq(e.code, ERR_USAGE);
    cr_expect_not(store_repair(store, &repairs, &e));
    store_close(store, NULL, NULL);
    options.path = "/dev/null";
    store = store_open(&options);
    cr_expect_not(store_gc(store, 0, &result, &e));
    cr_expect_eq(e.code, ERR_IO);
    store_close(store, NULL, NULL);
    place_remove(&place);
}

Test(upkeep, on_a_full_disk_gc_gives_up_old_packs_rather_than_nothing)
{
    struct place place = place_new();
    struct rlimit limit = {3000, RLIM_INFINITY};
    struct store_gc result;
    struct store *store;
    uint64_t disk;

    for (uint64_t night = 0; night < 6; night++)
        put_range(&place, 0, night * 50, night * 50 + 50);
    disk = survey(&place).disk_bytes;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    store = place_store(&place);
    cr_expect_not(store_gc(store, disk / 2, &result, NULL));
    store_close(store, NULL, NULL);
    limit.rlim_cur = RLIM_INFINITY;
    setrlimit(RLIMIT_FSIZE, &limit);
    cr_expect_leq(survey(&place).disk_bytes, disk / 2 + 100);
    cr_expect_eq(count_hits(&place, 0, 0, 100), 0);
    cr_expect_eq(count_hits(&place, 0, 200, 300), 100);
    cr_expect_eq(flaws(&place), 0);
    place_remove(&place);
}

Test(upkeep, an_empty_store_needs_nothing)
{
    struct place place = place_new();
    struct store_gc result = gc(&place, 1);

    cr_expect_eq(result.packs_removed + result.packs_written, 0);
    cr_expect_eq(flaws(&place), 0);
    repair(&place);
    place_remove(&place);
}
