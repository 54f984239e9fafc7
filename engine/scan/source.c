#include "engine/scan/source.h"

#include "engine/scan/text.h"

#include <string.h>
#include <unistd.h>

enum { HEAD_BYTES = 8 * 1024 };

void source_init(struct source *s)
{
    *s = (struct source){0};
}

void source_release(struct source *s)
{
    read_buffer_release(&s->buffer);
    decoder_release(&s->decoder);
}

/* A big file that isn't Python is looked into before it is read
 * whole: an archive costs one page. Small ones are cheaper read at once. */
static bool binary_head(int fd)
{
    char head[HEAD_BYTES];
    ssize_t got = pread(fd, head, sizeof head, 0);

    return got == HEAD_BYTES && text_is_binary((struct slice){head, HEAD_BYTES});
}

static bool binary_set(enum reason *why, struct err *e)
{
    *why = REASON_BINARY;
    return err_set(e, ERR_UNSUPPORTED, "not text");
}

static void language_set(struct source *s, struct slice name, struct slice head)
{
    s->language = language_of(name, head);
    s->grammar = s->language && s->language->grammar
                     ? grammar_by_name(s->language->grammar)
                     : NULL;
    s->python = s->grammar && strcmp(grammar_name(s->grammar), "python") == 0;
}

bool source_read(struct source *s, int fd, struct slice name, uint64_t max_bytes,
                 enum reason *why, struct err *e)
{
    struct slice all;

    language_set(s, name, (struct slice){0});
    if (!s->python) {
        if (!read_look(fd, UINT64_MAX, &s->buffer, why, e))
            return false;
        if (binary_head(fd))
            return binary_set(why, e);
    }
    if (!read_file(fd, max_bytes, &s->buffer, why, e))
        return false;
    all = (struct slice){s->buffer.data, s->buffer.len};
    if (!s->language)
        language_set(s, name, all);
    if (!s->python && text_is_binary(all))
        return binary_set(why, e);
    s->bytes = all.len;
    s->key = content_key_of(all);
    return true;
}

bool source_decode(struct source *s, enum reason *why, struct err *e)
{
    if (s->python)
        return decode_python(&s->decoder, &s->buffer, &s->decoded, why, e);
    s->decoded = (struct decoded){.text = {s->buffer.data, s->buffer.len}};
    return true;
}
