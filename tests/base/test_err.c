#include "engine/base/err.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

Test(err, a_failure_is_one_sentence_and_false)
{
    struct err err = {0};

    cr_expect_not(err_set(&err, ERR_LIMIT, "over %d", 3));
    cr_expect_eq(err.code, ERR_LIMIT);
    cr_expect_str_eq(err.message, "over 3");
    cr_expect_not(err_wrap(&err, "deep.py"));
    cr_expect_str_eq(err.message, "deep.py: over 3");
    cr_expect_not(err_set_errno(&err, ENOENT, "cannot open %s", "a"));
    cr_expect_str_eq(err.message, "cannot open a: No such file or directory");
}

Test(err, nobody_has_to_ask_for_the_reason)
{
    cr_expect_not(err_set(NULL, ERR_IO, "x"));
    cr_expect_not(err_set_errno(NULL, EIO, "x"));
    cr_expect_not(err_wrap(NULL, "x"));
}

Test(err, a_long_message_is_cut_never_overrun)
{
    struct err err;
    char text[1000];

    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = 0;
    err_set(&err, ERR_IO, "%s", text);
    err_wrap(&err, text);
    err_set_errno(&err, EIO, "%s", text);
    cr_expect_eq(strlen(err.message), sizeof err.message - 1);
}
