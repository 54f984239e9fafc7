/* The ledger of nights: bases, deltas, damage, writers that come at once or are killed. */
#include "engine/index/nights.h"

#include "store/log.h"
#include "tests/fewer.h"
#include "tests/index/night_of.h"
#include "tests/store/faults.h"

#include <criterion/criterion.h>
#include <stdio.h>

struct scene {
    char path[200];
    struct discover *discover;
    struct ledger_options ledger;
};

static struct scene scene_new(void)
{
    static const struct discover_options plain = {0};
    struct scene s = {0};

    snprintf(s.path, sizeof s.path, "%s/cambium-nights-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    cr_assert(mkdtemp(s.path));
    s.discover = discover_open(s.path, &plain, NULL);
    cr_assert(s.discover);
    return s;
}

static void scene_free(struct scene *s)
{
    char command[300];

    discover_close(s->discover);
    snprintf(command, sizeof command, "rm -rf '%s'", s->path);
    cr_assert_eq(system(command), 0);
}

/* `files` of them, of which some are other ones for each `version`. */
static struct night night_large(int files, unsigned version)
{
    struct night n = {.files = memory_calloc((size_t)files + 1, sizeof *n.files),
                      .modules = memory_calloc(1, sizeof *n.modules)};
    char name[32];

    for (int i = 0; i < files; i++) {
        struct night_file *f = &n.files[n.file_count++];
        uint64_t seed[2] = {(uint64_t)i, i % 97 == (int)version % 97 ? version : 0};

        snprintf(name, sizeof name, "p%03d/m%05d.txt", i / 50, i);
        f->path = arena_copy(&n.memory, slice_of(name));
        f->key = hash_bytes((struct slice){(const char *)seed, sizeof seed});
        f->module = NIGHT_NO_MODULE;
        f->lines = (uint32_t)(f->key % 400);
        f->category = CATEGORY_UNKNOWN;
    }
    snprintf(name, sizeof name, "v%u", version);
    night_call(&n, arena_copy(&n.memory, slice_of(name)).data, version + 1);
    return n;
}

static bool append(const struct scene *s, const struct night *night,
                   struct nights_added *added)
{
    struct nights n;
    bool done = nights_open_to_write(&n, &s->ledger, s->discover, NULL) &&
                nights_append(&n, night, added, NULL);

    nights_release(&n);
    return done;
}

static struct nights_added append_version(const struct scene *s, int files,
                                          unsigned version)
{
    struct night night = night_large(files, version);
    struct nights_added added;

    cr_assert(append(s, &night, &added));
    night_release(&night);
    return added;
}

static struct nights opened(const struct scene *s)
{
    struct nights n;
    struct err e = {0};

    cr_assert(nights_open(&n, &s->ledger, s->discover, &e), "%s", e.message);
    return n;
}

/* The one at that place is what it was made of. */
static void expect_version(const struct nights *n, size_t place, int files,
                           unsigned version)
{
    struct night wanted = night_large(files, version), found;
    struct err e = {0};

    cr_assert(nights_read(n, place, &found, &e), "%zu: %s", place, e.message);
    cr_expect(same_night(&wanted, &found), "%zu", place);
    cr_expect(slice_equal(wanted.head.name, n->items[place].head.name));
    cr_expect(slice_equal(wanted.head.name, found.head.name));
    night_release(&wanted);
    night_release(&found);
}

Test(nights, there_is_none_where_nothing_was_recorded_and_nothing_is_made)
{
    struct scene s = scene_new();
    struct nights n = opened(&s);

    cr_expect_eq(n.count, 0);
    cr_expect_eq(rmdir(s.path), 0, "it is empty");
    nights_release(&n);
    scene_free(&s);
}

Test(nights, come_back_in_their_order_and_a_base_comes_after_thirty_deltas)
{
    enum { FILES = 6000, NIGHTS = 2 * (NIGHTS_DELTAS + 1) + 3 };
    struct scene s = scene_new();
    size_t bases = 0;
    struct nights n;

    for (unsigned i = 0; i < NIGHTS; i++) {
        struct nights_added added = append_version(&s, FILES, i / 8);

        cr_expect_eq(added.number, i + 1);
        cr_expect_eq(added.base, i % (NIGHTS_DELTAS + 1) == 0, "%u", i);
        cr_expect_eq(added.lost.code, ERR_NONE);
        bases += added.base;
        if (!added.base)
            cr_expect_lt(added.bytes, 4000);
    }
    cr_expect_eq(bases, 3);
    n = opened(&s);
    cr_assert_eq(n.count, NIGHTS);
    for (unsigned i = 0; i < NIGHTS; i += 1 + i % 7) {
        cr_expect_eq(n.items[i].number, i + 1);
        expect_version(&n, i, FILES, i / 8);
    }
    nights_release(&n);
    scene_free(&s);
}

Test(nights, a_base_comes_when_deltas_outweigh_a_quarter_of_it)
{
    struct scene s = scene_new();
    struct nights n;

    append_version(&s, 6000, 0);
    for (unsigned i = 1; i < 12; i++)
        append_version(&s, 6000 + (int)i * 400, i);
    n = opened(&s);
    for (size_t i = 0, deltas = 0; i < n.count; i++) {
        const struct night_ring *ring = &n.items[i];

        deltas = ring->base ? 0 : deltas + 1;
        cr_expect_eq(ring->deltas, deltas);
        cr_expect_leq(ring->delta_bytes, ring->base_bytes / 4);
        cr_expect(ring->base || ring->bytes * 2 < ring->base_bytes);
        expect_version(&n, i, 6000 + (int)i * 400, (unsigned)i);
    }
    cr_expect_lt(n.items[n.count - 1].deltas, 11, "not all of them are deltas");
    nights_release(&n);
    scene_free(&s);
}

/* Both read the ledger before either writes. */
Test(nights, two_writers_at_once_are_both_there)
{
    struct scene s = scene_new();
    struct night one = night_large(6000, 1), two = night_large(6000, 2);
    struct nights_added added[2];
    struct nights first, second, n;

    append_version(&s, 6000, 0);
    cr_assert(nights_open_to_write(&first, &s.ledger, s.discover, NULL));
    cr_assert(nights_open_to_write(&second, &s.ledger, s.discover, NULL));
    cr_assert(nights_append(&second, &two, &added[1], NULL));
    cr_assert(nights_append(&first, &one, &added[0], NULL));
    cr_expect_eq(added[1].number, 2);
    cr_expect_eq(added[0].number, 3);
    cr_expect_not(added[0].base);
    append_version(&s, 6000, 3);
    n = opened(&s);
    cr_assert_eq(n.count, 4);
    expect_version(&n, 0, 6000, 0);
    expect_version(&n, 1, 6000, 2);
    expect_version(&n, 2, 6000, 1);
    expect_version(&n, 3, 6000, 3);
    cr_expect(content_key_same(n.items[1].before, n.items[2].before));
    cr_expect(content_key_same(n.items[3].before, n.items[2].id));
    nights_release(&n);
    nights_release(&first);
    nights_release(&second);
    night_release(&one);
    night_release(&two);
    scene_free(&s);
}

Test(nights, the_same_night_twice_is_two_nights)
{
    struct scene s = scene_new();
    struct nights n;

    append_version(&s, 10, 0);
    append_version(&s, 10, 0);
    append_version(&s, 10, 0);
    n = opened(&s);
    cr_assert_eq(n.count, 3);
    for (size_t i = 0; i < 3; i++)
        expect_version(&n, i, 10, 0);
    cr_expect_not(content_key_same(n.items[0].id, n.items[1].id));
    cr_expect_not(content_key_same(n.items[1].id, n.items[2].id));
    nights_release(&n);
    scene_free(&s);
}

/* -------------------------------------------------------------------- damage */

enum { FEW_FILES = 2500, FEW = 3 }; /* two deltas behind a base */

static struct buf file_read(const struct scene *s, const char *name)
{
    char path[300];
    struct buf bytes = {0};
    FILE *file;
    size_t got;

    snprintf(path, sizeof path, "%s/.cambium/state/%s", s->path, name);
    file = fopen(path, "rb");
    cr_assert(file);
    while ((got = fread(buf_reserve(&bytes, 65536), 1, 65536, file)) > 0)
        bytes.len += got;
    fclose(file);
    return bytes;
}

static void file_write(const struct scene *s, const char *name, struct slice bytes)
{
    char path[300];
    FILE *file;

    snprintf(path, sizeof path, "%s/.cambium/state/%s", s->path, name);
    file = fopen(path, "wb");
    cr_assert(file && fwrite(bytes.data, 1, bytes.len, file) == bytes.len &&
              fclose(file) == 0);
}

static struct scene scene_with_few(void)
{
    struct scene s = scene_new();

    for (unsigned i = 0; i < FEW; i++) {
        struct nights_added added = append_version(&s, FEW_FILES, i);

        cr_assert_eq(added.base, i == 0);
    }
    return s;
}

Test(nights, a_torn_ledger_keeps_the_nights_before_and_goes_on)
{
    struct scene s = scene_with_few();
    struct buf heads = file_read(&s, NIGHTS_LEDGER);
    size_t whole = 0;

    for (size_t len = 0; len <= heads.len; len++) {
        struct nights n;

        file_write(&s, NIGHTS_LEDGER, (struct slice){heads.data, len});
        n = opened(&s);
        cr_assert(n.count == whole || n.count == whole + 1);
        cr_assert_eq(n.damaged_bytes, 0);
        cr_assert_eq(n.foreign, 0);
        whole = n.count;
        if (len % 97 == 0 || len == heads.len) {
            for (size_t i = 0; i < whole; i++)
                expect_version(&n, i, FEW_FILES, (unsigned)i);
        }
        nights_release(&n);
    }
    cr_expect_eq(whole, FEW);
    file_write(&s, NIGHTS_LEDGER, (struct slice){heads.data, heads.len - 3});
    cr_expect_gt(append_version(&s, FEW_FILES, 9).cut_bytes, 0);
    {
        struct nights n = opened(&s);

        cr_assert_eq(n.count, FEW);
        expect_version(&n, FEW - 1, FEW_FILES, 9);
        nights_release(&n);
    }
    buf_release(&heads);
    scene_free(&s);
}

Test(nights, torn_entries_cost_the_nights_that_need_them_and_a_base_comes_next)
{
    struct scene s = scene_with_few();
    struct buf entries = file_read(&s, NIGHTS_ENTRIES);
    size_t step = entries.len / (60 / FEWER);

    for (size_t len = 0; len < entries.len; len += step) {
        struct nights n;
        bool gone = false;

        file_write(&s, NIGHTS_ENTRIES, (struct slice){entries.data, len});
        n = opened(&s);
        cr_assert_eq(n.count, FEW, "heads are there all the same");
        for (size_t i = 0; i < FEW; i++) {
            struct night night;
            struct err e = {0};
            bool there = nights_read(&n, i, &night, &e);

            cr_assert(!there || !gone, "what comes behind what is gone is gone");
            gone = !there;
            cr_assert(there || e.code == ERR_FORMAT);
            if (there)
                night_release(&night);
        }
        cr_assert(gone);
        nights_release(&n);
    }
    cr_expect_eq(append_version(&s, FEW_FILES, 8).lost.code, ERR_FORMAT);
    {
        struct nights n = opened(&s);

        cr_assert_eq(n.count, FEW + 1);
        cr_expect(n.items[FEW].base);
        expect_version(&n, FEW, FEW_FILES, 8);
        nights_release(&n);
    }
    buf_release(&entries);
    scene_free(&s);
}

Test(nights, flipped_bits_cost_what_they_hit)
{
    struct scene s = scene_with_few();
    struct buf heads = file_read(&s, NIGHTS_LEDGER);

    for (size_t bit = 0; bit < heads.len * 8; bit += 3) {
        struct nights n;

        heads.data[bit / 8] ^= (char)(1 << bit % 8);
        file_write(&s, NIGHTS_LEDGER, buf_slice(&heads));
        heads.data[bit / 8] ^= (char)(1 << bit % 8);
        n = opened(&s);
        cr_assert_eq(n.count, FEW - 1, "bit %zu", bit);
        nights_release(&n);
    }
    buf_release(&heads);
    scene_free(&s);
}

/* What a later version writes, or nobody. */
Test(nights, records_that_are_not_understood_are_counted)
{
    struct scene s = scene_with_few();
    struct folder folder;
    struct nights n;
    struct log *log;

    cr_assert(ledger_open(&folder, &s.ledger, s.discover, true, NULL, NULL));
    log = log_open(&folder, NIGHTS_LEDGER, LOG_SYNC_NONE, NULL);
    cr_assert(log_append(log, slice_of("of another world"), NULL));
    cr_assert(log_append(log, (struct slice){0}, NULL));
    cr_assert(log_close(log, NULL));
    folder_close(&folder);
    n = opened(&s);
    cr_expect_eq(n.count, FEW);
    cr_expect_eq(n.foreign, 2);
    nights_release(&n);
    cr_expect_eq(append_version(&s, FEW_FILES, 7).number, FEW + 3);
    n = opened(&s);
    expect_version(&n, FEW, FEW_FILES, 7);
    nights_release(&n);
    scene_free(&s);
}

/* -------------------------------------------------------------------- crashes */

enum { CRASH_FILES = 2500 };

static int work_append(void *context)
{
    struct night night = night_large(CRASH_FILES, 5);
    struct nights_added added;
    bool done = append(context, &night, &added);

    night_release(&night);
    return done ? 0 : 10;
}

/* The nights of before are there, the new one wholly or not at all, and the next one can
 * come. */
static struct fault_end play(struct fault_plan plan)
{
    struct scene s = scene_new();
    struct fault_end end;
    struct nights n;

    append_version(&s, CRASH_FILES, 0);
    append_version(&s, CRASH_FILES, 1);
    end = fault_run(work_append, &s, plan);
    if (end.traced) {
        bool acknowledged = !end.killed && end.status == 0;

        cr_assert(end.killed || end.status == 0 || end.status == 10);
        n = opened(&s);
        cr_assert(n.count == 2 || n.count == 3);
        cr_assert(!acknowledged || n.count == 3, "call %u", plan.at);
        expect_version(&n, 0, CRASH_FILES, 0);
        expect_version(&n, 1, CRASH_FILES, 1);
        if (n.count == 3)
            expect_version(&n, 2, CRASH_FILES, 5);
        cr_assert_eq(n.damaged_bytes, 0);
        nights_release(&n);
        append_version(&s, CRASH_FILES, 6);
        n = opened(&s);
        expect_version(&n, n.count - 1, CRASH_FILES, 6);
        nights_release(&n);
    }
    scene_free(&s);
    return end;
}

Test(nights, whoever_is_killed_or_refused_leaves_the_nights_before)
{
    struct fault_end whole = play((struct fault_plan){0});

    if (!whole.traced)
        cr_skip_test("no tracing here");
    cr_assert_gt(whole.calls, 4);
    for (unsigned at = 1; at <= whole.calls; at++) {
        play((struct fault_plan){.what = FAULT_KILL_BEFORE, .at = at});
        play((struct fault_plan){.what = FAULT_KILL_AFTER, .at = at});
        if (!FAULT_ERRORS_POSSIBLE)
            continue;
        play((struct fault_plan){.what = FAULT_ERROR, .at = at, .number = ENOSPC});
        play((struct fault_plan){
            .what = FAULT_ERROR, .at = at, .for_ever = true, .number = EIO});
        play((struct fault_plan){.what = FAULT_SHORT, .at = at});
    }
}
