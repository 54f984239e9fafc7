/* Nights as bytes: what goes in comes out, against any other night; damage does no harm. */
#include "engine/index/night.h"

#include "engine/index/night_codec.h"
#include "engine/index/night_head_codec.h"
#include "tests/fewer.h"
#include "tests/index/night_of.h"

#include <criterion/criterion.h>

/* When one of these fails, a table has changed: raise the schema, then the number. */
Test(night_codec, the_tables_are_those_of_the_schema)
{
    cr_expect_eq(NIGHT_SCHEMA, 1);
    cr_expect_eq(night_schema_hash(), UINT64_C(0x9d414a32ea12e664), "%#jx",
                 (uintmax_t)night_schema_hash());
    cr_expect_eq(NIGHT_HEAD_SCHEMA, 1);
    cr_expect_eq(night_head_schema_hash(), UINT64_C(0x503a2f97c6308adf), "%#jx",
                 (uintmax_t)night_head_schema_hash());
}

static const char *const texts[] = {
    "",
    "a/x.py a.x 10 k1 N f=3 g=4\n"
    "b.py b 0 k2 - \n"
    "README.md - 5 k3 -\n"
    "> a.x b!\n",
    /* The same with another order of modules, functions of one name, coverage. */
    "a/x.py a.x 12 k4 NUC f=3 f=2 f=9 g=4\n"
    "b.py b 0 k2 - \n"
    "README.md - 5 k3 -\n"
    "0.py zero 3 k5 KS\n"
    "> a.x b zero!\n"
    "> zero a.x!\n",
    /* Gone, moved, modules without a file, one that changed its name. */
    "c/x.py c.x 12 k4 NUC f=3 f=2 f=9 g=4\n"
    "b.py b@. 0 k2 -\n"
    "> c.x b@. c.compiled\n"
    "> b@. c.compiled!\n",
    /* Hostile names. */
    "a\xff.py a\xff 1 k -\n",
    "\x1b[31m\xe2\x80\xae.py - 1 k P \xff=1 =2\n"
    "a/x.py a.x 10 k1 N f=3 g=4\n",
    /* Only numbers of modules change. */
    "a/x.py a.x 10 k1 N f=3 g=4\n"
    "b.py b 0 k2 -\n"
    "README.md - 5 k3 -\n"
    "0.py 0 1 k7 -\n"
    "> a.x b!\n",
};

enum { TEXTS = sizeof texts / sizeof *texts };

static struct buf written(const struct night *n, const struct night *before)
{
    struct buf bytes = {0};

    night_write(&bytes, n, before);
    return bytes;
}

/* `before`, as it was read itself. */
static struct night read_first(const struct night *before, struct wire *wire)
{
    static const struct night nothing = {0};
    struct buf bytes = written(before, &nothing);
    struct night n = {0};

    cr_assert(night_read(wire, buf_slice(&bytes), &n));
    cr_assert(same_night(&n, before));
    buf_release(&bytes);
    return n;
}

Test(night_codec, every_night_comes_back_against_every_other)
{
    struct wire *wire = wire_new();

    for (int i = 0; i < TEXTS * TEXTS; i++) {
        struct night before = night_of(texts[i / TEXTS]);
        struct night after = night_of(texts[i % TEXTS]);
        struct night n = read_first(&before, wire);
        struct buf bytes = written(&after, &before);

        cr_assert(night_read(wire, buf_slice(&bytes), &n), "%d", i);
        cr_expect(same_night(&n, &after), "%d", i);
        buf_release(&bytes);
        night_release(&n);
        night_release(&before);
        night_release(&after);
    }
    wire_free(wire);
}

/* A chain ends where its last night does, whatever came before. */
Test(night_codec, a_long_chain_of_deltas_is_read_to_its_end)
{
    struct wire *wire = wire_new();
    struct night at = night_of(""), n = {0};

    for (int i = 0; i < 200; i++) {
        struct night next = night_of(texts[(i * i + i / 3) % TEXTS]);
        struct buf bytes = written(&next, &at);

        cr_assert(night_read(wire, buf_slice(&bytes), &n));
        cr_assert(same_night(&n, &next), "%d", i);
        buf_release(&bytes);
        night_release(&at);
        at = next;
    }
    night_release(&at);
    night_release(&n);
    wire_free(wire);
}

Test(night_codec, what_did_not_change_takes_no_room)
{
    struct night n = night_of(texts[2]);
    struct night none = {0};
    struct buf same = written(&n, &n), nothing = written(&none, &none);

    cr_expect_leq(same.len, nothing.len + 8);
    buf_release(&same);
    buf_release(&nothing);
    night_release(&n);
}

static void expect_sound(const struct night *n)
{
    for (size_t i = 0; i < n->file_count; i++) {
        const struct night_file *f = &n->files[i];

        cr_assert(f->path.len);
        cr_assert(!i || slice_compare(n->files[i - 1].path, f->path) < 0);
        cr_assert(f->module == NIGHT_NO_MODULE || f->module < n->module_count);
        cr_assert(f->category < CATEGORY_COUNT && !(f->flags & ~NIGHT_FLAGS));
        cr_assert(f->lines_covered <= f->lines_to_cover);
        for (uint32_t k = 1; k < f->function_count; k++)
            cr_assert(slice_compare(f->functions[k - 1].name, f->functions[k].name) <= 0);
    }
    for (size_t i = 0; i < n->module_count; i++) {
        const struct night_module *m = &n->modules[i];

        cr_assert(!i || slice_compare(n->modules[i - 1].name, m->name) < 0);
        for (uint32_t k = 0; k < m->link_count; k++)
            cr_assert(m->links[k].to < n->module_count && m->links[k].to != i &&
                      (!k || m->links[k].to > m->links[k - 1].to));
    }
}

static void read_damaged(const struct night *before, struct slice bytes,
                         struct wire *wire)
{
    struct night n = read_first(before, wire);

    if (night_read(wire, bytes, &n))
        expect_sound(&n);
    night_release(&n);
}

static void damage(const char *from, const char *to)
{
    struct wire *wire = wire_new();
    struct night before = night_of(from), after = night_of(to);
    struct buf bytes = written(&after, &before);

    for (size_t bit = 0; bit < bytes.len * 8; bit++) {
        bytes.data[bit / 8] ^= (char)(1 << bit % 8);
        read_damaged(&before, buf_slice(&bytes), wire);
        bytes.data[bit / 8] ^= (char)(1 << bit % 8);
    }
    for (size_t at = 0; at < bytes.len; at++) {
        for (int byte = 0; byte < 256; byte += 17) {
            char was = bytes.data[at];

            bytes.data[at] = (char)byte;
            read_damaged(&before, buf_slice(&bytes), wire);
            bytes.data[at] = was;
        }
    }
    for (size_t len = 0; len < bytes.len; len++) {
        struct night n = read_first(&before, wire);

        cr_assert_not(night_read(wire, (struct slice){bytes.data, len}, &n));
        night_release(&n);
    }
    buf_release(&bytes);
    night_release(&before);
    night_release(&after);
    wire_free(wire);
}

Test(night_codec, damaged_bytes_of_a_base_are_refused_or_sound)
{
    damage("", texts[2]);
}

Test(night_codec, damaged_bytes_of_a_delta_are_refused_or_sound)
{
    damage(texts[1], texts[2]);
    damage(texts[2], texts[3]);
}

/* A delta means something only against its own night: against another one it is refused, or
 * sound all the same. */
Test(night_codec, a_delta_against_another_night_does_no_harm)
{
    struct wire *wire = wire_new();

    for (int i = 0; i < TEXTS * TEXTS; i++) {
        struct night before = night_of(texts[2]), after = night_of(texts[i / TEXTS]);
        struct night other = night_of(texts[i % TEXTS]);
        struct buf bytes = written(&after, &before);

        read_damaged(&other, buf_slice(&bytes), wire);
        buf_release(&bytes);
        night_release(&before);
        night_release(&after);
        night_release(&other);
    }
    wire_free(wire);
}

/* ---------------------------------------------------------------------- heads */

static struct night_ring ring_of(struct night *n, struct content_key *pieces)
{
    pieces[0] = (struct content_key){1, 2};
    pieces[1] = (struct content_key){UINT64_MAX, 0};
    return (struct night_ring){.before = {3, 4},
                               .deltas = 3,
                               .base_bytes = 1000,
                               .delta_bytes = 77,
                               .bytes = 12,
                               .raw_bytes = 40,
                               .pieces = pieces,
                               .piece_count = 2,
                               .head = n->head};
}

static bool same_value(struct night_value a, struct night_value b)
{
    return a.known == b.known && a.thousandths == b.thousandths;
}

static bool same_head(const struct night_head *a, const struct night_head *b)
{
    bool same = slice_equal(a->name, b->name) && slice_equal(a->commit, b->commit) &&
                slice_equal(a->version, b->version) && a->time_s == b->time_s &&
                a->rules == b->rules && a->asked == b->asked && a->failed == b->failed &&
                a->folder_depth == b->folder_depth &&
                a->number_count == b->number_count &&
                a->package_count == b->package_count &&
                a->package_metric_count == b->package_metric_count;

    for (size_t i = 0; same && i < a->number_count; i++)
        same = slice_equal(a->numbers[i].name, b->numbers[i].name) &&
               a->numbers[i].value.known == b->numbers[i].value.known &&
               a->numbers[i].value.thousandths == b->numbers[i].value.thousandths;
    for (size_t i = 0; same && i < a->package_metric_count; i++)
        same = slice_equal(a->package_metrics[i], b->package_metrics[i]);
    for (size_t i = 0; same && i < a->package_count * a->package_metric_count; i++) {
        size_t package = i / a->package_metric_count, k = i % a->package_metric_count;

        same = slice_equal(a->packages[package].folder, b->packages[package].folder) &&
               same_value(a->packages[package].values[k], b->packages[package].values[k]);
    }
    return same;
}

Test(night_head_codec, everything_comes_back)
{
    struct night n = night_of("");
    struct content_key pieces[2];
    struct wire *wire = wire_new();
    struct arena memory = {0};
    struct night_ring ring, back;
    struct buf bytes = {0};

    night_call(&n, "night\xff\n", 1700000000);
    ring = ring_of(&n, pieces);
    night_head_write(&bytes, &ring);
    cr_assert(night_head_read(wire, buf_slice(&bytes), &back, &memory));
    cr_expect(same_head(&back.head, &ring.head));
    cr_expect(content_key_same(back.before, ring.before));
    cr_expect_eq(back.deltas, 3);
    cr_expect_not(back.base);
    cr_expect_eq(back.base_bytes, 1000);
    cr_expect_eq(back.delta_bytes, 77);
    cr_expect_eq(back.raw_bytes, 40);
    cr_assert_eq(back.piece_count, 2);
    cr_expect_eq(memcmp(back.pieces, pieces, sizeof pieces), 0);
    cr_expect_eq(night_value(&back.head, slice_of("rule.below")).thousandths, -1500);
    cr_expect_not(night_value(&back.head, slice_of("nothing")).known);
    cr_expect_eq(
        night_package_value(&back.head, slice_of("a"), slice_of("files")).thousandths,
        2000);
    cr_expect_not(
        night_package_value(&back.head, slice_of("a"), slice_of("stale")).known);
    cr_expect_not(
        night_package_value(&back.head, slice_of("b"), slice_of("files")).known);
    cr_expect_not(night_package_value(&back.head, slice_of("a"), slice_of("b")).known);
    wire_free(wire);
    arena_release(&memory);
    buf_release(&bytes);
    night_release(&n);
}

Test(night_head_codec, damaged_bytes_are_refused_or_within_bounds)
{
    struct night n = night_of("");
    struct content_key pieces[2];
    struct wire *wire = wire_new();
    struct night_ring ring, back;
    struct buf bytes = {0};

    night_call(&n, "nightly", 1700000000);
    ring = ring_of(&n, pieces);
    night_head_write(&bytes, &ring);
    for (size_t at = 0; at < bytes.len; at++) {
        struct arena memory = {0};

        for (unsigned bit = 0; bit < 8; bit++) {
            bytes.data[at] ^= (char)(1u << bit);
            if (night_head_read(wire, buf_slice(&bytes), &back, &memory)) {
                cr_assert(back.head.name.len <= NIGHT_NAME_MOST);
                for (size_t i = 1; i < back.head.package_count; i++)
                    cr_assert(slice_compare(back.head.packages[i - 1].folder,
                                            back.head.packages[i].folder) < 0);
            }
            bytes.data[at] ^= (char)(1u << bit);
        }
        cr_assert_not(
            night_head_read(wire, (struct slice){bytes.data, at}, &back, &memory));
        arena_release(&memory);
    }
    wire_free(wire);
    buf_release(&bytes);
    night_release(&n);
}

/* ---------------------------------------------------------------------- names */

Test(night, what_it_may_be_called)
{
    static const char *const good[] = {"nightly", "2026-11-30", "a b", "été", "12", "-x"};
    static const char *const bad[] = {
        "", ".", "#3", "@", "@-1", "a\nb", "\x1b[31m", "\xff", "a\x7f", "\xe2\x80\xae"};
    char name[NIGHT_NAME_MOST + 2];

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        cr_expect(night_name_check(slice_of(good[i]), NULL), "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_not(night_name_check(slice_of(bad[i]), NULL), "%s", bad[i]);
    memset(name, 'x', sizeof name);
    cr_expect(night_name_check((struct slice){name, NIGHT_NAME_MOST}, NULL));
    cr_expect_not(night_name_check((struct slice){name, NIGHT_NAME_MOST + 1}, NULL));
}
