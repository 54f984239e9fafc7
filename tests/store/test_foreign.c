/* Packs that somebody else brought into the folder, as a clone of a hostile repository
 * does. Of a file's mode git keeps only whether it may be executed. */
#include "store/upkeep.h"
#include "tests/store/helpers.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <sys/stat.h>

static struct store *open_own(const struct place *place)
{
    struct store_options options = place_options(place);

    options.own_files_only = true;
    return store_open(&options);
}

/* As if git had checked the i-th such file out. */
static void bring(const struct place *place, const char *ending, size_t i)
{
    char path[512];

    cr_assert(place_file(place, ending, i, path));
    cr_assert_eq(chmod(path, 0755), 0);
}

/* How many of [from, to) are hits in a folder that only our own files count in. */
static uint64_t count_own(const struct place *place, uint64_t from, uint64_t to,
                          struct err *trouble)
{
    struct store *store = open_own(place);
    struct store_port *port = store_port_open(store);
    uint64_t hits = 0;

    for (uint64_t n = from; n < to; n++)
        hits += get_right(port, 0, n) == STORE_HIT;
    store_port_close(port);
    store_close(store, NULL, trouble);
    return hits;
}

Test(foreign, files_of_our_own_are_used)
{
    struct place place = place_new();
    struct err trouble;

    put_range(&place, 0, 0, 5);
    cr_expect_eq(count_own(&place, 0, 5, &trouble), 5);
    cr_expect_eq(trouble.code, ERR_NONE);
    place_remove(&place);
}

Test(foreign, a_pack_that_was_brought_is_not_used_and_said_and_the_others_are)
{
    struct place place = place_new();
    struct err trouble;

    put_range(&place, 0, 0, 5);
    bring(&place, ".idx", 0);
    bring(&place, ".pack", 0);
    put_range(&place, 0, 5, 7);
    cr_expect_eq(count_own(&place, 0, 7, &trouble), 2);
    cr_expect_eq(trouble.code, ERR_UNSUPPORTED);
    cr_expect(strstr(trouble.message, "1 of the packs in"), "%s", trouble.message);
    cr_expect(strstr(trouble.message, "not written there by cambium"));
    cr_expect_eq(count_hits(&place, 0, 0, 7), 7, "whoever trusts the folder has it all");
    place_remove(&place);
}

Test(foreign, one_half_of_a_pack_does_not_make_the_other_ours)
{
    static const char *const brought[] = {".idx", ".pack"};

    for (size_t i = 0; i < sizeof brought / sizeof *brought; i++) {
        struct place place = place_new();

        put_range(&place, 0, 0, 5);
        bring(&place, brought[i], 0);
        cr_expect_eq(count_own(&place, 0, 5, NULL), 0, "%s", brought[i]);
        place_remove(&place);
    }
}

/* A pack that has lost its index gets one after an hour; not such a pack. */
Test(foreign, upkeep_neither_adopts_nor_removes_what_was_brought)
{
    struct place place = place_new();
    struct timespec long_ago[2] = {{.tv_sec = 1000000}, {.tv_sec = 1000000}};
    struct store_repairs repairs;
    struct store_gc gc;
    struct store *store;
    char path[512];
    uint64_t removed;

    put_range(&place, 0, 0, 5);
    bring(&place, ".pack", 0);
    cr_assert(place_file(&place, ".pack", 0, path));
    cr_assert_eq(utimensat(AT_FDCWD, path, long_ago, 0), 0);
    cr_assert(place_file(&place, ".idx", 0, path));
    cr_assert_eq(unlink(path), 0);
    store = open_own(&place);
    cr_expect(store_repair(store, &repairs, NULL));
    cr_expect(store_gc(store, 1, &gc, NULL));
    cr_expect(store_clear(store, &removed, NULL));
    store_close(store, NULL, NULL);
    cr_expect_eq(place_count(&place, ".idx"), 0);
    cr_expect_eq(place_count(&place, ".pack"), 1);
    place_remove(&place);
}
