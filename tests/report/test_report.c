#include "engine/report/report.h"

#include "tests/report/sample.h"

#include <criterion/criterion.h>

static const struct style style = {.unicode = true, .width = 100, .top = 10};

static bool to_buf(void *context, struct slice bytes, struct err *e)
{
    (void)e;
    buf_add(context, bytes);
    return true;
}

static struct buf written(const struct report *report, const struct part *p,
                          unsigned threads)
{
    struct buf bytes = {0};
    struct out out = {.write = to_buf, .context = &bytes};

    cr_assert(report_write(report, p, &style, threads, &out, NULL));
    out_release(&out);
    return bytes;
}

static void expect_same(const struct buf *a, const struct buf *b, const char *name,
                        const char *why)
{
    cr_expect(slice_equal(buf_slice(a), buf_slice(b)), "%s: %s", name, why);
}

/* Holds for every report, also for those not written yet. */
Test(report, every_report_is_complete)
{
    struct part nothing = {.closed = true}, all = sample_small();

    cr_assert_not_null(reports[0]);
    for (size_t i = 0; reports[i]; i++) {
        struct buf empty, full;

        cr_assert(reports[i]->name && reports[i]->summary && reports[i]->sections);
        cr_expect_eq(report_by_name(reports[i]->name), reports[i]);
        cr_expect_leq(strlen(reports[i]->name) + strlen(reports[i]->summary), 75,
                      "a line of --help");
        for (const struct section *s = reports[i]->sections; s->head || s->text || s->row;
             s++)
            cr_expect_eq(s->rows != ROWS_NONE, s->row != NULL, "%s", reports[i]->name);
        empty = written(reports[i], &nothing, 1);
        full = written(reports[i], &all, 1);
        cr_expect_gt(empty.len, 0, "an empty result is a report too");
        cr_expect_gt(full.len, empty.len);
        cr_expect_eq(full.data[full.len - 1], '\n');
        buf_release(&empty);
        buf_release(&full);
    }
    cr_expect_null(report_by_name("no such"));
    part_release(&all);
}

Test(report, any_number_of_threads_writes_the_same_bytes)
{
    struct part p = sample_many(5000, 1, 0);

    for (size_t i = 0; reports[i]; i++) {
        struct buf one = written(reports[i], &p, 1);

        for (unsigned threads = 2; threads <= 8; threads += 3) {
            struct buf many = written(reports[i], &p, threads);

            expect_same(&one, &many, reports[i]->name, "threads");
            buf_release(&many);
        }
        buf_release(&one);
    }
    part_release(&p);
}

Test(report, any_number_of_parts_gives_the_same_bytes)
{
    struct part whole = sample_many(300, 1, 0);

    for (size_t i = 0; reports[i]; i++) {
        struct buf one = written(reports[i], &whole, 1);

        for (size_t parts = 2; parts <= 64; parts++) {
            struct part merged = {0};
            struct buf many;

            for (size_t which = parts; which-- > 0;) {
                struct part some = sample_many(300, parts, which);

                part_merge(&merged, &some);
            }
            many = written(reports[i], &merged, 1);
            expect_same(&one, &many, reports[i]->name, "parts");
            buf_release(&many);
            part_release(&merged);
        }
        buf_release(&one);
    }
    part_release(&whole);
}

/* Renders the sections as report_write says it does, but row by row from the
 * last to the first: a row that looked at what came before would show. */
static struct buf backwards(const struct report *report, const struct part *p)
{
    struct buf whole = {0};

    for (const struct section *s = report->sections; s->head || s->text || s->row; s++) {
        struct buf rows = {0};
        bool last = true;

        if (s->head)
            s->head(p, &style, &whole);
        if (s->text)
            buf_add_text(&whole, s->text);
        for (size_t i = p->count; i-- > 0;) {
            struct buf row = {0};

            if (!(s->rows & 1u << p->files[i]->outcome))
                continue;
            s->row(p->files[i], &row);
            if (!last && s->between)
                buf_add_text(&row, s->between);
            last = false;
            buf_add(&row, buf_slice(&rows));
            buf_release(&rows);
            rows = row;
        }
        buf_add(&whole, buf_slice(&rows));
        buf_release(&rows);
    }
    return whole;
}

Test(report, rows_can_be_rendered_in_any_order)
{
    for (size_t count = 0; count < 130; count += 3) {
        struct part p = sample_many(count, 1, 0);

        for (size_t i = 0; reports[i]; i++) {
            struct buf forwards = written(reports[i], &p, 1),
                       other = backwards(reports[i], &p);

            expect_same(&forwards, &other, reports[i]->name, "order of rows");
            buf_release(&forwards);
            buf_release(&other);
        }
        part_release(&p);
    }
}

struct full_disk {
    size_t room, writes;
};

static bool until_full(void *context, struct slice bytes, struct err *e)
{
    struct full_disk *disk = context;

    disk->writes++;
    if (bytes.len > disk->room)
        return err_set(e, ERR_IO, "no space is left");
    disk->room -= bytes.len;
    return true;
}

Test(report, a_failed_write_is_told_and_is_the_last)
{
    struct part p = sample_many(20000, 1, 0);
    struct full_disk disk = {.room = 300000};
    struct out out = {.write = until_full, .context = &disk};
    struct err e = {0};
    size_t writes;

    cr_expect_not(report_write(report_by_name("json"), &p, &style, 2, &out, &e));
    cr_expect_str_eq(e.message, "no space is left");
    writes = disk.writes;
    disk.room = SIZE_MAX;
    out_add(&out, slice_of("more"));
    cr_expect_not(out_flush(&out, &e));
    cr_expect_eq(disk.writes, writes);
    out_release(&out);
    part_release(&p);
}

Test(out, bytes_are_handed_on_in_order_and_in_big_pieces)
{
    struct buf bytes = {0}, wanted = {0}, big = {0};
    struct out out = {.write = to_buf, .context = &bytes};

    for (size_t i = 0; i < 300000; i++)
        buf_add_char(&big, (char)i);
    for (unsigned i = 0; i < 50000; i++) {
        struct buf line = {0};

        buf_add_format(&line, "line %u\n", i);
        out_add(&out, buf_slice(&line));
        buf_add(&wanted, buf_slice(&line));
        buf_release(&line);
        if (i % 20000 == 7) {
            out_add(&out, buf_slice(&big));
            buf_add(&wanted, buf_slice(&big));
        }
        cr_assert_lt(out.pending.len, 1u << 18);
    }
    cr_expect(out_flush(&out, NULL));
    expect_same(&bytes, &wanted, "out", "order");
    out_release(&out);
    buf_release(&bytes);
    buf_release(&wanted);
    buf_release(&big);
}
