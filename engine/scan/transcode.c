#include "engine/scan/transcode.h"

#include "engine/base/buf.h"
#include "engine/base/memory.h"
#include "engine/scan/read.h"
#include "engine/scan/text.h"

#include <iconv.h>
#include <stdlib.h>

#define NO_ICONV ((iconv_t)-1)

/* No encoding of ours has longer characters, and none of these becomes more. */
#define SOURCE_BYTES  4
#define DECODED_BYTES 16

struct character {
    uint8_t decoded_bytes; /* 0: unknown */
    char decoded[DECODED_BYTES];
};

struct transcoder {
    iconv_t iconv;
    const char *encoding;         /* of `iconv`; constant text, compared by address */
    struct character single[256]; /* those of one byte that were met already */
    struct buf text;
    struct offset_map map;
};

struct transcoder *transcoder_new(void)
{
    struct transcoder *t = memory_calloc(1, sizeof *t);

    t->iconv = NO_ICONV;
    return t;
}

static void encoding_close(struct transcoder *t)
{
    if (t->iconv != NO_ICONV)
        iconv_close(t->iconv);
    t->iconv = NO_ICONV;
    t->encoding = NULL;
}

void transcoder_free(struct transcoder *t)
{
    if (!t)
        return;
    encoding_close(t);
    buf_release(&t->text);
    free(t->map.runs);
    free(t);
}

static bool encoding_open(struct transcoder *t, const char *encoding, struct err *e)
{
    if (t->encoding == encoding)
        return true;
    encoding_close(t);
    t->iconv = iconv_open("UTF-8", encoding);
    if (t->iconv == NO_ICONV)
        return err_set(e, ERR_UNSUPPORTED, "this system can't read the encoding %s",
                       encoding);
    t->encoding = encoding;
    memset(t->single, 0, sizeof t->single);
    return true;
}

/* Converts the first `len` bytes of `source` if they are whole characters. */
static bool convert(iconv_t iconv_handle, const char *source, size_t len,
                    struct character *c)
{
    char *in = (char *)source, *out = c->decoded;
    size_t in_left = len, out_left = sizeof c->decoded;

    iconv(iconv_handle, NULL, NULL, NULL, NULL);
    if (iconv(iconv_handle, &in, &in_left, &out, &out_left) == (size_t)-1 || in_left ||
        iconv(iconv_handle, NULL, NULL, &out, &out_left) == (size_t)-1)
        return false;
    c->decoded_bytes = (uint8_t)(sizeof c->decoded - out_left);
    return c->decoded_bytes > 0;
}

/* The character at the start of `rest`: how long it is there; 0 if it is none. */
static size_t character_at(struct transcoder *t, struct slice rest, struct character *c)
{
    struct character *single = &t->single[(unsigned char)rest.data[0]];

    if (single->decoded_bytes) {
        *c = *single;
        return 1;
    }
    for (size_t len = 1; len <= SOURCE_BYTES && len <= rest.len; len++) {
        if (!convert(t->iconv, rest.data, len, c))
            continue;
        if (len == 1)
            *single = *c;
        return len;
    }
    return 0;
}

static struct offset_run place(const struct transcoder *t, size_t original)
{
    return (struct offset_run){(uint32_t)t->text.len, (uint32_t)original, 1, 1};
}

static void add_ascii(struct transcoder *t, struct slice stretch, size_t original)
{
    if (stretch.len) {
        offset_map_add(&t->map, place(t, original));
        buf_add(&t->text, stretch);
    }
}

static size_t add_character(struct transcoder *t, struct slice rest, size_t original)
{
    struct character c;
    size_t len = character_at(t, rest, &c);
    struct offset_run run = place(t, original);

    if (len == 0)
        return 0;
    run.original_bytes = (uint8_t)len;
    run.decoded_bytes = c.decoded_bytes;
    offset_map_add(&t->map, run);
    buf_add(&t->text, (struct slice){c.decoded, c.decoded_bytes});
    return len;
}

bool transcode(struct transcoder *t, const char *encoding, struct slice source,
               char **text, size_t *len, const struct offset_map **map, struct err *e)
{
    if (!encoding_open(t, encoding, e))
        return false;
    buf_clear(&t->text);
    t->map.count = 0;
    for (size_t at = 0; at < source.len;) {
        struct slice rest = {source.data + at, source.len - at};
        size_t taken = text_ascii_bytes(rest);

        add_ascii(t, (struct slice){rest.data, taken}, at);
        if (taken == 0)
            taken = add_character(t, rest, at);
        if (taken == 0)
            return err_set(e, ERR_FORMAT, "byte 0x%02X at offset %zu is no %s",
                           (unsigned char)*rest.data, at, encoding);
        at += taken;
    }
    memset(buf_reserve(&t->text, READ_PADDING_BYTES), 0, READ_PADDING_BYTES);
    *text = t->text.data;
    *len = t->text.len;
    *map = &t->map;
    return true;
}
