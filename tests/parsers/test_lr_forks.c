/* A fork may last for a whole file. What it costs then grows as the file does. */
#include "parsers/lr/fork.h"

#include "engine/base/buf.h"
#include "engine/base/clock.h"
#include "tests/parsers/judge.h"
#include "tests/parsers/padded.h"

#include <criterion/criterion.h>

static void repeat(struct buf *b, const char *text, int count)
{
    for (int i = 0; i < count; i++)
        buf_add_text(b, text);
}

/* Texts in which nothing is decided before the end. */
static const struct shape {
    const char *start, *each, *middle, *close;
} shapes[] = {
    {"print (", "a, ", "b", ""},
    {"x = ", "(a, ", "b", ")"},
    {"", "[a, ", "b", "]"},
    {"a = b = ", "(*a, ", "b", ")"},
    {"print (", "(a, # c\n", "b", ")"},
};

static struct buf text_of(const struct shape *s, int count)
{
    struct buf b = {0};

    buf_add_text(&b, s->start);
    repeat(&b, s->each, count);
    buf_add_text(&b, s->middle);
    repeat(&b, s->close, count);
    buf_add_text(&b, strncmp(s->start, "print", 5) == 0 ? ")\n" : "\n");
    buf_padded(&b);
    return b;
}

static uint64_t least_time(const struct shape *s, int count)
{
    struct buf b = text_of(s, count);
    struct lr *lr = lr_new(0);
    uint64_t least = UINT64_MAX;

    for (int i = 0; i < 5; i++) {
        uint64_t start = clock_cpu_ns();
        struct tree tree;

        cr_assert_eq(lr_parse(lr, &lr_grammar_python, buf_slice(&b), &tree), LR_DONE);
        start = clock_cpu_ns() - start;
        least = start < least ? start : least;
    }
    lr_free(lr);
    buf_release(&b);
    return least;
}

/* Sixteen times the text is some twenty times the time, with memory further away;
 * if it were quadratic, it would be 256 times. */
Test(lr_forks, sixteen_times_the_text_takes_nowhere_near_sixteen_squared_the_time)
{
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        uint64_t once = least_time(&shapes[i], 1000);
        uint64_t more = least_time(&shapes[i], 16000);

        cr_expect_lt(more, 64 * once, "%s%s: %llu and %llu ns", shapes[i].start,
                     shapes[i].each, (unsigned long long)once, (unsigned long long)more);
    }
}

Test(lr_forks, what_a_fork_holds_is_at_most_1536_bytes_for_each_element)
{
    const int count = 100000;
    struct buf b = text_of(&shapes[0], count);
    struct lr *lr = lr_new(0);
    struct tree tree;

    cr_assert_eq(lr_parse(lr, &lr_grammar_python, buf_slice(&b), &tree), LR_DONE);
    cr_expect_lt(fork_bytes(lr->fork), (size_t)count * 1536);
    cr_expect_gt(fork_bytes(lr->fork), (size_t)count * 100, "it wasn't one fork");
    lr_free(lr);
    buf_release(&b);
}
