#include "engine/modules/python_range.h"

#include <criterion/criterion.h>
#include <stdint.h>

Test(python_range, bounds_are_those_of_pep_440_and_of_poetry)
{
    static const struct {
        const char *says;
        unsigned min, max;
    } rows[] = {
        {">=3.8", 8, 0},
        {">=3.8,<3.13", 8, 12},
        {" >= 3.8 , < 3.13 ", 8, 12},
        {">=3.8,<4", 8, 0},
        {">=3.8,<4.0", 8, 0},
        {"<3.13.1", 0, 13},
        {"<=3.12", 0, 12},
        {">3.7", 7, 0},
        {">=3.9.2", 9, 0},
        {"==3.11.*", 11, 11},
        {"==3.11", 11, 11},
        {"~=3.8", 8, 0},
        {"~=3.8.1", 8, 8},
        {">=3.8,!=3.9.*,<3.12", 8, 11},
        {">=2.7,!=3.0.*,!=3.1.*", 0, 0},
        {"^3.8", 8, 0},
        {"^3.8.1", 8, 0},
        {"~3.9", 9, 9},
        {"~3", 0, 0},
        {"3.11", 11, 11},
        {"3.11.4", 11, 11},
        {"3.8.*", 8, 8},
        {"*", 0, 0},
        {">=2.7,<2.8 || >=3.6", 6, 0},
        {"~2.7 || ^3.6", 6, 0},
        {"~3.8 || ~3.10", 8, 10},
        {">=3.8 <3.11", 8, 10},
        {">=3.10rc1", 10, 0},
        {">=3", 0, 0},
        {"", 0, 0},
        {"<3", 0, 0},
        {"2.7", 0, 0},
        {">=4", 0, 0},
        {">=3.9,<3.8", 0, 0},
        {"banana", 0, 0},
        {">=", 0, 0},
        {"||||", 0, 0},
        {"<>=!~^", 0, 0},
        {">=3.99999999999999999999", 99, 0},
        {">=99999999999999999999.1", 0, 0},
        {"\xFF", 0, 0},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct python_range got = python_range_of(slice_of(rows[i].says));

        cr_expect(got.min == rows[i].min && got.max == rows[i].max, "%s: %u to %u",
                  rows[i].says, got.min, got.max);
    }
}

Test(python_range, any_bytes_come_to_an_end)
{
    char text[4096];
    uint32_t state = 1;

    for (int round = 0; round < 200; round++) {
        for (size_t i = 0; i < sizeof text; i++) {
            state = state * 1664525 + 1013904223;
            text[i] = "\0.0123456789<>=!~^|, *x\n\xFF"[(state >> 16) % 25];
        }
        python_range_of((struct slice){text, sizeof text});
    }
}
