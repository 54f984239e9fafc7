#include "engine/codec/wire.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static bool is_message(const char *bytes, size_t len)
{
    struct wire *wire = wire_new();
    char *copy = memcpy(malloc(len + 1), bytes, len); /* a sanitizer sees its end */
    bool read = wire_read(wire, (struct slice){copy, len});

    wire_free(wire);
    free(copy);
    return read;
}

#define IS_MESSAGE(text) is_message(text, sizeof text - 1)

Test(wire, what_was_written_is_read)
{
    struct wire *wire = wire_new();
    struct buf out = {0};
    struct slice text, bytes;
    uint64_t number;

    wire_map(&out, 4);
    wire_number(&out, "small", 7);
    wire_number(&out, "large", UINT64_MAX);
    wire_text(&out, "text", slice_of("words"));
    wire_bytes(&out, "bytes", (struct slice){"\0\xff", 2});
    cr_assert(wire_read(wire, buf_slice(&out)));
    cr_expect(wire_get_number(wire, "small", 7, &number) && number == 7);
    cr_expect(wire_get_number(wire, "large", UINT64_MAX, &number));
    cr_expect_eq(number, UINT64_MAX);
    cr_expect(wire_get_text(wire, "text", &text) && slice_equal(text, slice_of("words")));
    cr_expect(wire_get_bytes(wire, "bytes", &bytes) && bytes.len == 2);
    cr_expect(!wire_get_number(wire, "small", 6, &number), "over the limit");
    cr_expect(!wire_get_number(wire, "text", 6, &number), "another type");
    cr_expect(!wire_get_bytes(wire, "absent", &bytes));
    wire_free(wire);
    buf_release(&out);
}

Test(wire, only_a_flat_map_of_texts_is_a_message)
{
    cr_expect(IS_MESSAGE("\x80"));
    cr_expect(IS_MESSAGE("\x81\xa1n\x07"));
    cr_expect(IS_MESSAGE("\x81\xa1n\xc4\x02zz"));
    cr_expect(!IS_MESSAGE(""));
    cr_expect(!IS_MESSAGE("\x80\x80"), "something behind it");
    cr_expect(!IS_MESSAGE("\x90"), "a list");
    cr_expect(!IS_MESSAGE("\x81\x07\x07"), "a name that is a number");
    cr_expect(!IS_MESSAGE("\x81\xa1n\x80"), "a map in the map");
    cr_expect(!IS_MESSAGE("\x81\xa1n\x91\x07"), "a list in the map");
    cr_expect(!IS_MESSAGE("\x81\xa1n\xc0"), "nothing");
    cr_expect(!IS_MESSAGE("\x81\xa1n\xca\0\0\0\0"), "a fraction");
    cr_expect(!IS_MESSAGE("\x81\xa1n\xff"), "a negative number");
    cr_expect(!IS_MESSAGE("\x81\xa1n\xc7\x01\x01z"), "an extension");
    cr_expect(!IS_MESSAGE("\xdf\0\0\0\x01\xa1n\x07"), "a map with a long count");
}

Test(wire, a_length_past_the_end_is_refused_before_memory_is_taken)
{
    cr_expect(!IS_MESSAGE("\x81\xa1n\xc6\xff\xff\xff\xff"));
    cr_expect(!IS_MESSAGE("\x81\xa1n\xdb\xff\xff\xff\xff"));
    cr_expect(!IS_MESSAGE("\x81\xbfn"));
    cr_expect(!IS_MESSAGE("\x8f\xa1n\x07"));
    cr_expect(!IS_MESSAGE("\xde\xff\xff\xa1n\x07"), "more entries than there may be");
    cr_expect(!IS_MESSAGE("\x81\xa1n\xcf\0\0"), "a cut number");
}
