#include "engine/report/spark.h"

#include <criterion/criterion.h>

static void expect(const struct spark_point *points, size_t count, unsigned columns,
                   bool unicode, const char *wanted)
{
    struct buf out = {0};

    spark_add(&out, points, count, columns, unicode);
    cr_expect(slice_equal(buf_slice(&out), slice_of(wanted)), "%.*s, not %s",
              (int)out.len, out.data ? out.data : "", wanted);
    buf_release(&out);
}

#define KNOWN(value)       \
    {                      \
        true, false, value \
    }

Test(spark, goes_from_the_lowest_to_the_highest)
{
    static const struct spark_point points[] = {KNOWN(-5), KNOWN(0), KNOWN(5), KNOWN(10),
                                                KNOWN(15)};

    expect(points, 5, 60, true, "▁▂▃▅▇");
    expect(points, 5, 60, false, "12345");
    expect(points, 3, 60, false, "135");
    expect(points, 0, 60, true, "");
}

Test(spark, what_is_alike_is_in_the_middle)
{
    static const struct spark_point points[] = {KNOWN(7), KNOWN(7)};

    expect(points, 2, 60, true, "▃▃");
    expect(points, 1, 60, false, "3");
}

Test(spark, what_is_not_known_is_a_dot_and_no_number)
{
    static const struct spark_point points[] = {{0}, KNOWN(1000), {0}, KNOWN(1001), {0}};

    expect(points, 5, 60, true, "·▁·▇·");
    expect(points, 5, 60, false, ".1.5.");
    expect(points, 1, 60, false, ".");
}

Test(spark, a_bar_parts_what_cannot_be_compared)
{
    static const struct spark_point points[] = {
        {true, true, 1}, KNOWN(2), {true, true, 9}, {false, true, 0}};

    expect(points, 4, 60, false, "12|5|.");
}

Test(spark, the_last_ones_are_shown_and_scaled_alone)
{
    static const struct spark_point points[] = {
        KNOWN(1000000), KNOWN(1), KNOWN(2), {true, true, 3}};

    expect(points, 4, 4, false, "13|5");
    expect(points, 4, 2, false, "3");
    expect(points, 4, 0, false, "");
}

Test(spark, the_widest_span_there_is_does_no_harm)
{
    static const struct spark_point points[] = {KNOWN(INT64_MIN), KNOWN(0),
                                                KNOWN(INT64_MAX)};

    expect(points, 3, 60, false, "135");
}
