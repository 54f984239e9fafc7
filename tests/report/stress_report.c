/* Every report on more threads than there are processors, many times over: the
 * bytes are those of one thread, and the sanitizer for threads has nothing to
 * say. */
#include "engine/report/report.h"
#include "tests/report/sample.h"

#include <stdlib.h>

static bool to_buf(void *context, struct slice bytes, struct err *e)
{
    (void)e;
    buf_add(context, bytes);
    return true;
}

static void render(const struct report *report, const struct part *p, unsigned threads,
                   struct buf *bytes)
{
    static const struct style style = {.unicode = true, .top = 10};
    struct out out = {.write = to_buf, .context = bytes};

    report_write(report, p, &style, threads, &out, NULL);
    out_release(&out);
}

int main(void)
{
    struct part p = sample_many(3000, 1, 0);
    int status = 0;

    for (size_t i = 0; reports[i]; i++) {
        struct buf one = {0}, many = {0};

        render(reports[i], &p, 1, &one);
        for (unsigned threads = 2; threads <= 9; threads++) {
            buf_clear(&many);
            render(reports[i], &p, threads, &many);
            if (!slice_equal(buf_slice(&one), buf_slice(&many))) {
                fprintf(stderr, "%s differs on %u threads\n", reports[i]->name, threads);
                status = 1;
            }
        }
        buf_release(&one);
        buf_release(&many);
    }
    part_release(&p);
    return status;
}
