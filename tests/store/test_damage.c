/* Whatever happens to the files: a hit has the right bytes, the rest are misses, and
 * what was missed can be put again. */
#include "store/store.h"

#include "store/bytes.h"
#include "store/entry.h"
#include "store/upkeep.h"
#include "tests/store/helpers.h"

#include <criterion/criterion.h>

enum { ENTRIES = 12 };

static struct store_stats stats_of(const struct place *place)
{
    struct store *store = place_store(place);
    struct store_port *port = store_port_open(store);
    struct store_stats stats;

    for (uint64_t n = 0; n < ENTRIES; n++)
        get_right(port, 0, n);
    store_port_close(port);
    store_close(store, &stats, NULL);
    return stats;
}

/* What a scan does. */
static struct store_stats get_or_put(const struct place *place)
{
    struct store *store = place_store(place);
    struct store_port *port = store_port_open(store);
    struct store_stats stats;

    for (uint64_t n = 0; n < ENTRIES; n++) {
        if (get_right(port, 0, n) != STORE_HIT)
            put_number(port, 0, n, 1);
    }
    store_port_close(port);
    store_close(store, &stats, NULL);
    return stats;
}

/* get_right ends the program at the first wrong byte. */
static uint64_t hits(const struct place *place)
{
    return count_hits(place, 0, 0, ENTRIES);
}

static void flip(struct buf *bytes, size_t bit)
{
    bytes->data[bit / 8] = (char)(bytes->data[bit / 8] ^ 1 << bit % 8);
}

/* Every `step`-th bit of a file of a fresh store, end to end. */
static void flip_bits_of(const char *ending, size_t step, uint64_t least, uint64_t most)
{
    struct place place = place_in_memory();
    char path[512];
    struct buf bytes;

    put_range(&place, 0, 0, ENTRIES);
    cr_assert(place_file(&place, ending, 0, path));
    bytes = file_bytes(path);
    for (size_t bit = 0; bit < bytes.len * 8; bit += step) {
        uint64_t got;

        flip(&bytes, bit);
        file_replace(path, bytes.data, bytes.len);
        got = hits(&place);
        cr_assert(got >= least && got <= most, "bit %zu: %lu hits", bit,
                  (unsigned long)got);
        flip(&bytes, bit);
    }
    file_replace(path, bytes.data, bytes.len);
    cr_expect_eq(hits(&place), ENTRIES);
    buf_release(&bytes);
    place_remove(&place);
}

Test(damage, a_flipped_bit_in_a_pack_costs_one_entry)
{
    flip_bits_of(".pack", 29, ENTRIES - 1, ENTRIES);
}

Test(damage, a_flipped_bit_in_an_index_costs_the_pack)
{
    flip_bits_of(".idx", 3, 0, 0);
}

static void truncate_all(const char *ending, size_t step)
{
    struct place place = place_in_memory();
    char path[512];
    struct buf bytes;

    put_range(&place, 0, 0, ENTRIES);
    cr_assert(place_file(&place, ending, 0, path));
    bytes = file_bytes(path);
    for (size_t len = 0; len < bytes.len; len += step) {
        file_replace(path, bytes.data, len);
        cr_assert_lt(hits(&place), ENTRIES, "%zu bytes", len);
    }
    buf_release(&bytes);
    place_remove(&place);
}

Test(damage, a_truncation_of_a_pack_or_an_index_costs_entries_and_no_more)
{
    truncate_all(".pack", 11);
    truncate_all(".idx", 3);
}

Test(damage, is_counted_by_reason_and_mended_by_putting_again)
{
    struct place place = place_in_memory();
    char path[512];
    struct buf bytes;
    struct store_stats stats;

    put_range(&place, 0, 0, ENTRIES);
    cr_assert(place_file(&place, ".pack", 0, path));
    bytes = file_bytes(path);
    flip(&bytes, 8 * (300));
    file_replace(path, bytes.data, bytes.len);
    stats = stats_of(&place);
    cr_expect_eq(stats.misses[STORE_DAMAGED], 1);
    cr_expect_eq(stats.hits[0], ENTRIES - 1);

    stats = get_or_put(&place);
    cr_expect_eq(stats.puts[0], 1);
    cr_expect_eq(hits(&place), ENTRIES);
    buf_release(&bytes);
    place_remove(&place);
}

Test(damage, of_one_copy_is_covered_by_an_older_one)
{
    struct place place = place_in_memory(), twin = place_in_memory();
    char path[512], copy[512];
    struct buf bytes;

    put_range(&place, 0, 0, ENTRIES);
    put_range(&twin, 0, 0, ENTRIES);
    for (int i = 0; i < 2; i++) {
        const char *ending = i ? ".idx" : ".pack";

        cr_assert(place_file(&twin, ending, 0, path));
        bytes = file_bytes(path);
        if (i == 0)
            memset(bytes.data + 1000, 0, bytes.len - 1000);
        snprintf(copy, sizeof copy, "%s/p1-00000009-0123456789abcdef%s", place.path,
                 ending);
        file_replace(copy, bytes.data, bytes.len);
        buf_release(&bytes);
    }
    cr_expect_eq(hits(&place), ENTRIES);
    place_remove(&place);
    place_remove(&twin);
}

Test(damage, entries_of_another_store_behind_this_ones_index_are_misses)
{
    struct place place = place_in_memory(), other = place_in_memory();
    char path[512], from[512];
    struct buf bytes;

    put_range(&place, 0, 0, ENTRIES);
    put_range(&other, 0, 100, 100 + ENTRIES);
    cr_assert(place_file(&place, ".pack", 0, path));
    cr_assert(place_file(&other, ".pack", 0, from));
    bytes = file_bytes(from);
    file_replace(path, bytes.data, bytes.len);
    cr_expect_eq(hits(&place), 0);
    buf_release(&bytes);
    place_remove(&place);
    place_remove(&other);
}

static void put_two_of_one_length(const struct place *place)
{
    struct store *store = place_store(place);
    struct store_port *port = store_port_open(store);
    struct store_key one = key_of(1), two = key_of(2);

    store_put(port, 0, &one, slice_of("first"), STORE_AS_IT_IS);
    store_put(port, 0, &two, slice_of("other"), STORE_AS_IT_IS);
    store_port_close(port);
    store_close(store, NULL, NULL);
}

Test(damage, sound_entries_in_each_others_places_are_misses)
{
    size_t size = ENTRY_HEADER_BYTES + 5;
    struct place place = place_in_memory();
    char path[512];
    struct store_stats stats;
    struct buf bytes;

    put_two_of_one_length(&place);
    cr_assert(place_file(&place, ".pack", 0, path));
    bytes = file_bytes(path);
    for (size_t i = 16; i < 16 + size; i++) {
        char keep = bytes.data[i];

        bytes.data[i] = bytes.data[i + size];
        bytes.data[i + size] = keep;
    }
    file_replace(path, bytes.data, bytes.len);
    stats = stats_of(&place);
    cr_expect_eq(stats.misses[STORE_OTHER_KEY], 2);
    buf_release(&bytes);
    place_remove(&place);
}

static uint64_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 20;
}

/* Does one of the things that disks and power cuts do to a file. */
static void spoil(const struct place *place, const char *path, uint64_t chance)
{
    struct buf bytes = file_bytes(path);
    char other[512];

    switch (chance % 6) {
    case 0: /* emptied */ bytes.len = 0; break;
    case 1: /* cut */ bytes.len = chance / 6 % (bytes.len + 1); break;
    case 2: /* the tail never reached the disk */
        memset(bytes.data + bytes.len / 2, 0, bytes.len - bytes.len / 2);
        break;
    case 3: /* another's content */
        if (place_file(place, chance & 64 ? ".pack" : ".idx", 0, other)) {
            buf_release(&bytes);
            bytes = file_bytes(other);
        }
        break;
    case 4: /* garbage here and there */
        for (size_t i = 0; i < bytes.len; i += 1 + chance / 6 % 50)
            bytes.data[i] = (char)(bytes.data[i] ^ (char)(chance >> i % 20));
        break;
    default: break;
    }
    file_replace(path, bytes.data, bytes.len);
    if (chance % 6 == 5)
        unlink(path);
    buf_release(&bytes);
}

Test(damage, of_any_sort_is_survived_and_repaired)
{
    static const char *const endings[] = {".pack", ".pack", ".idx", ".use"};
    uint64_t state = 42;

    for (int round = 0; round < 60; round++) {
        struct place place = place_in_memory();
        struct store_repairs repairs;
        struct store *store;
        char path[512];

        put_range(&place, 0, 0, ENTRIES / 2);
        put_range(&place, 0, 0, ENTRIES);
        stats_of(&place);
        for (int i = 0; i < 2; i++) {
            uint64_t chance = next_random(&state);

            if (place_file(&place, endings[chance % 4], chance / 4 % 2, path))
                spoil(&place, path, next_random(&state));
        }
        hits(&place);
        put_range(&place, 0, 0, ENTRIES);
        store = place_store(&place);
        cr_expect(store_repair(store, &repairs, NULL));
        store_close(store, NULL, NULL);
        put_range(&place, 0, 0, ENTRIES);
        cr_assert_eq(hits(&place), ENTRIES, "round %d", round);
        place_remove(&place);
    }
}

/* A sealed entry of another version, in a pack with a right index. */
Test(damage, an_entry_of_another_version_is_a_miss_of_its_own_kind)
{
    struct place place = place_in_memory();
    char path[512];
    struct store_stats stats;
    struct buf bytes;

    put_range(&place, 0, 1, 2);
    cr_assert(place_file(&place, ".pack", 0, path));
    bytes = file_bytes(path);
    bytes.data[16 + 4] = 9;
    file_replace(path, bytes.data, bytes.len);
    stats = stats_of(&place);
    cr_expect_eq(stats.misses[STORE_OTHER_FORMAT], 1);
    buf_release(&bytes);
    place_remove(&place);
}

Test(damage, files_of_another_version_are_neither_read_nor_deleted)
{
    struct place place = place_in_memory();
    char path[512];
    struct store *store;
    struct store_gc gc;
    uint64_t removed;

    snprintf(path, sizeof path, "%s/p2-00000001-0123456789abcdef.pack", place.path);
    put_range(&place, 0, 0, ENTRIES);
    file_replace(path, "from the future", 15);
    store = place_store(&place);
    cr_expect(store_gc(store, 1, &gc, NULL));
    cr_expect(store_clear(store, &removed, NULL));
    store_close(store, NULL, NULL);
    cr_expect_eq(place_count(&place, ".pack"), 1);
    cr_expect_eq(hits(&place), 0);
    place_remove(&place);
}
