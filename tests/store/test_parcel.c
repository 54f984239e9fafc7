#include "store/parcel.h"

#include <criterion/criterion.h>
#include <string.h>

static struct buf text_of(size_t len)
{
    struct buf b = {0};

    for (size_t i = 0; i < len; i++)
        buf_add_char(&b, (char)(i % 97 + i / 1000));
    return b;
}

Test(parcel, what_goes_in_comes_out_whatever_its_length)
{
    static const size_t lengths[] = {0, 1, 7, 100, 5000, 300000};
    struct squeezer *s = squeezer_new();

    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct buf raw = text_of(lengths[i]), parcel = {0}, back = {0};

        parcel_add(&parcel, s, buf_slice(&raw), 3);
        cr_assert(parcel_open(buf_slice(&parcel), s, lengths[i], &back), "%zu",
                  lengths[i]);
        cr_expect(slice_equal(buf_slice(&raw), buf_slice(&back)));
        if (lengths[i] > 1000)
            cr_expect_lt(parcel.len, lengths[i] / 2);
        if (lengths[i])
            cr_expect_not(parcel_open(buf_slice(&parcel), s, lengths[i] - 1, &back),
                          "longer than the caller allows");
        buf_release(&raw);
        buf_release(&parcel);
        buf_release(&back);
    }
    squeezer_free(s);
}

Test(parcel, two_of_them_are_added_up)
{
    struct squeezer *s = squeezer_new();
    struct buf parcel = {0}, back = {0};

    parcel_add(&parcel, s, slice_of("one"), 3);
    cr_expect(parcel_open(buf_slice(&parcel), s, 3, &back));
    cr_expect(parcel_open(buf_slice(&parcel), s, 3, &back));
    cr_expect(slice_equal(buf_slice(&back), slice_of("oneone")));
    buf_release(&parcel);
    buf_release(&back);
    squeezer_free(s);
}

/* The checksum is the log's, so other bytes may be another text; but no longer one than the
 * parcel says, and nothing of what was there before is lost. */
Test(parcel, damage_is_refused_or_another_text_of_that_length)
{
    struct squeezer *s = squeezer_new();
    struct buf raw = text_of(3000), parcel = {0}, back = {0};

    parcel_add(&parcel, s, buf_slice(&raw), 3);
    for (size_t bit = 0; bit < parcel.len * 8; bit++) {
        buf_clear(&back);
        buf_add_text(&back, "before");
        parcel.data[bit / 8] ^= (char)(1 << bit % 8);
        if (!parcel_open(buf_slice(&parcel), s, 4000, &back))
            cr_expect_eq(back.len, 6, "bit %zu", bit);
        cr_expect_leq(back.len, 6 + 4000);
        cr_expect_eq(memcmp(back.data, "before", 6), 0);
        parcel.data[bit / 8] ^= (char)(1 << bit % 8);
    }
    for (size_t len = 0; len < parcel.len; len++) {
        char *exact = malloc(len + 1);

        memcpy(exact, parcel.data, len);
        cr_expect_not(parcel_open((struct slice){exact, len}, s, 4000, &back));
        free(exact);
    }
    buf_release(&raw);
    buf_release(&parcel);
    buf_release(&back);
    squeezer_free(s);
}
