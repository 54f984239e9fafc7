#include "engine/codec/measures_codec.h"

#include "engine/base/memory.h"
#include "engine/facts/metric.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* When one of these fails, a table has changed: raise the schema, then the number. */
Test(measures_codec, the_tables_are_those_of_the_schema)
{
    cr_expect_eq(MEASURES_SCHEMA, 1);
    cr_expect_eq(measures_schema_hash(), UINT64_C(0xfa92b96ecbee438d), "%#jx",
                 (uintmax_t)measures_schema_hash());
}

/* From the first number of a file to the last one. */
#define NUMBER_BYTES                                              \
    (offsetof(struct measures, origin_lines) + sizeof(uint32_t) - \
     offsetof(struct measures, raw))

/* So that a field that isn't in a table is missed. */
static void fill(void *structs, size_t bytes, uint32_t seed)
{
    uint32_t *words = structs;

    for (size_t i = 0; i < bytes / sizeof *words; i++)
        words[i] = (uint32_t)i * 2654435761u + seed;
}

static struct measures sample(struct function_measures functions[5],
                              struct class_measures classes[2])
{
    struct measures m = {.set = MEASURE_METRICS,
                         .functions = functions,
                         .classes = classes,
                         .function_count = 5,
                         .class_count = 2};

    fill(functions, 5 * sizeof *functions, 1);
    fill(classes, 2 * sizeof *classes, 2);
    fill(&m.raw, NUMBER_BYTES, 3);
    return m;
}

Test(measures_codec, every_field_comes_back)
{
    struct function_measures functions[5];
    struct class_measures classes[2];
    const struct measures m = sample(functions, classes), *back;
    struct arena memory = {0};
    struct buf bytes = {0};
    struct slice left;

    measures_write(&bytes, &m);
    left = buf_slice(&bytes);
    back = measures_read(&left, 5, 2, &memory);
    cr_assert(back && left.len == 0);
    cr_expect_eq(back->set, m.set);
    cr_expect_eq(memcmp(back->functions, functions, sizeof functions), 0);
    cr_expect_eq(memcmp(back->classes, classes, sizeof classes), 0);
    cr_expect_eq(memcmp(&back->raw, &m.raw, NUMBER_BYTES), 0);
    arena_release(&memory);
    buf_release(&bytes);
}

Test(measures_codec, measures_of_another_shape_are_none)
{
    struct function_measures functions[5];
    struct class_measures classes[2];
    const struct measures m = sample(functions, classes);
    struct arena memory = {0};
    struct buf bytes = {0};
    struct slice left;

    measures_write(&bytes, &m);
    left = buf_slice(&bytes);
    cr_expect_null(measures_read(&left, 4, 2, &memory));
    left = buf_slice(&bytes);
    cr_expect_null(measures_read(&left, 5, 3, &memory));
    for (size_t len = 0; len < bytes.len; len++) {
        char *cut = memcpy(malloc(len + 1), bytes.data, len);

        left = (struct slice){cut, len};
        cr_expect_null(measures_read(&left, 5, 2, &memory), "cut to %zu", len);
        free(cut);
    }
    arena_release(&memory);
    buf_release(&bytes);
}

Test(measures_codec, a_count_that_the_bytes_cannot_hold_takes_no_memory)
{
    const struct measures m = {.function_count = UINT32_MAX, .class_count = UINT32_MAX};
    struct measures few = m;
    struct arena memory = {0};
    struct buf bytes = {0};
    struct slice left;

    few.function_count = few.class_count = 0;
    measures_write(&bytes, &few);
    /* The counts are the second and the third number, each of them a byte. */
    left = buf_slice(&bytes);
    cr_expect_not_null(measures_read(&left, 0, 0, &memory));
    left = buf_slice(&bytes);
    cr_expect_null(measures_read(&left, UINT32_MAX, UINT32_MAX, &memory));
    cr_expect_lt(memory.used_bytes, 1 << 16);
    arena_release(&memory);
    buf_release(&bytes);
}
