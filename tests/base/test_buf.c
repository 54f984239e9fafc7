#include "engine/base/buf.h"

#include <criterion/criterion.h>

Test(buf, what_is_added_stands_in_order)
{
    struct buf buf = {0};

    buf_add_text(&buf, "one ");
    buf_add_char(&buf, '2');
    buf_add_format(&buf, " %s=%d", "three", 3);
    buf_add(&buf, (struct slice){"\0x", 2});
    cr_expect(slice_equal(buf_slice(&buf), (struct slice){"one 2 three=3\0x", 15}));
    buf_clear(&buf);
    cr_expect_eq(buf.len, 0);
    for (int i = 0; i < 100000; i++)
        buf_add_format(&buf, "%d,", i);
    cr_expect_eq(buf.len, 588890);
    buf_release(&buf);
}

Test(slice, paths_are_ordered_by_unsigned_bytes_a_prefix_first)
{
    cr_expect_lt(slice_compare(slice_of("a"), slice_of("ab")), 0);
    cr_expect_lt(slice_compare(slice_of("z"), slice_of("\xff")), 0);
    cr_expect_lt(slice_compare(slice_of("a-b"), slice_of("a/b")), 0);
    cr_expect_eq(slice_compare((struct slice){0}, slice_of("")), 0);
    cr_expect(slice_starts(slice_of("a/b"), slice_of("a/")));
    cr_expect_not(slice_ends(slice_of("b"), slice_of("ab")));
}
