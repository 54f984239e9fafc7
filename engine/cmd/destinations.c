#include "engine/cmd/destinations.h"

#include "engine/base/memory.h"
#include "engine/cmd/command.h"
#include "engine/cmd/terminal.h"

#include <stdlib.h>

static bool format_choose(const char *name, const char *const *names, size_t *format,
                          struct err *e)
{
    for (*format = 0; names[*format]; (*format)++) {
        if (strcmp(names[*format], name) == 0)
            return true;
    }
    err_set(e, ERR_USAGE, "there is no format '%.60s'; there are", name);
    for (size_t i = 0; names[i]; i++)
        err_list(e, i, names[i]);
    return false;
}

bool destinations_choose(struct destinations *d, const struct settings *s,
                         const char *const *names, struct err *e)
{
    size_t unnamed = 0;

    d->count = s->format_count ? s->format_count : 1;
    d->items = memory_calloc(d->count, sizeof *d->items);
    for (size_t i = 0; i < s->format_count; i++) {
        if (!format_choose(s->formats[i].name, names, &d->items[i].format, e))
            return false;
        unnamed += !s->formats[i].file;
    }
    if (unnamed > 1)
        return err_set(e, ERR_USAGE,
                       "%zu formats have no file of their own; say --format NAME=FILE",
                       unnamed);
    if (s->output && s->format_count && !unnamed)
        return err_set(e, ERR_USAGE,
                       "each format has a file of its own, so -o has no use");
    return true;
}

static const char *destination_file(const struct settings *s, size_t i)
{
    if (s->format_count && s->formats[i].file)
        return s->formats[i].file;
    return s->output;
}

bool destinations_open(struct destinations *d, const struct settings *s, struct err *e)
{
    for (; d->open < d->count; d->open++) {
        if (!output_open(&d->items[d->open].output, destination_file(s, d->open), e))
            return false;
    }
    return true;
}

void destinations_drop(struct destinations *d)
{
    for (size_t i = 0; i < d->open; i++)
        output_drop(&d->items[i].output);
    free(d->items);
    *d = (struct destinations){0};
}

bool destinations_write(struct destinations *d, const struct settings *s,
                        void (*give)(const void *context, size_t format,
                                     const struct style *style, struct out *out),
                        const void *context)
{
    bool written = true;

    for (size_t i = 0; i < d->count; i++) {
        struct output *output = &d->items[i].output;
        struct style style = terminal_style(s, output->fd);
        struct err err;

        give(context, d->items[i].format, &style, &output->out);
        if (!output_close(output, &err)) {
            say("%s", err.message);
            written = false;
        }
    }
    free(d->items);
    *d = (struct destinations){0};
    return written;
}
