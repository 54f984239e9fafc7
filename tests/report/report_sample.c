/* Prints a hand-made result in one format, for the scripts beside it:
 * report_sample SAMPLE FORMAT [colour] [ascii] [width=N] [top=N] [threads=N].
 * SAMPLE is empty, small, hostile, characters or a number of files. FORMAT "names" prints
 * each path, ended by NUL. */
#include "engine/report/report.h"
#include "tests/report/sample.h"

#include <stdlib.h>

static bool to_stdout(void *context, struct slice bytes, struct err *e)
{
    (void)context;
    return fwrite(bytes.data, 1, bytes.len, stdout) == bytes.len ||
           err_set(e, ERR_IO, "can't write");
}

static struct part part_of(const char *sample)
{
    if (strcmp(sample, "small") == 0)
        return sample_small();
    if (strcmp(sample, "hostile") == 0)
        return sample_hostile();
    if (strcmp(sample, "characters") == 0)
        return sample_characters();
    if (strcmp(sample, "empty") == 0)
        return (struct part){.closed = true};
    return sample_many(strtoul(sample, NULL, 10), 1, 0);
}

static void names_print(const struct part *p)
{
    for (size_t i = 0; i < p->count; i++)
        fwrite(p->files[i]->path.data, 1, p->files[i]->path.len + 1, stdout);
}

static void option_set(const char *option, struct style *style, unsigned *threads)
{
    if (strcmp(option, "colour") == 0)
        style->colour = true;
    else if (strcmp(option, "ascii") == 0)
        style->unicode = false;
    else if (sscanf(option, "width=%u", &style->width) +
                 sscanf(option, "top=%u", &style->top) +
                 sscanf(option, "threads=%u", threads) <
             1)
        exit(2);
}

int main(int argc, char **argv)
{
    struct style style = {.unicode = true, .width = 100, .top = 10};
    struct out out = {.write = to_stdout};
    unsigned threads = 1;
    const struct report *report;
    struct part p;
    bool written = true;

    if (argc < 3)
        return 2;
    for (int i = 3; i < argc; i++)
        option_set(argv[i], &style, &threads);
    report = report_by_name(argv[2]);
    p = part_of(argv[1]);
    if (report)
        written = report_write(report, &p, &style, threads, &out, NULL);
    else
        names_print(&p);
    out_release(&out);
    part_release(&p);
    return written ? 0 : 1;
}
