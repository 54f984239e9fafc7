#include "engine/scan/decode.h"

#include "engine/scan/cookie.h"
#include "engine/scan/encoding.h"
#include "engine/scan/text.h"
#include "engine/scan/transcode.h"

struct mark {
    struct slice bytes;
    const char *encoding;
};

static const struct mark utf8_mark = {{"\xEF\xBB\xBF", 3}, "UTF-8"};

/* The longer first: one is the start of another. */
static const struct mark foreign_marks[] = {
    {{"\xFF\xFE\0\0", 4}, "UTF-32"},
    {{"\0\0\xFE\xFF", 4}, "UTF-32"},
    {{"\xFF\xFE", 2}, "UTF-16"},
    {{"\xFE\xFF", 2}, "UTF-16"},
};

void decoder_release(struct decoder *d)
{
    transcoder_free(d->transcoder);
    d->transcoder = NULL;
}

/* No room in a sentence for more of a cookie, and none needed. */
#define SHOWN_BYTES 40

static int shown(struct slice cookie)
{
    return cookie.len < SHOWN_BYTES ? (int)cookie.len : SHOWN_BYTES;
}

static bool check_marks(struct slice source, struct err *e)
{
    for (size_t i = 0; i < sizeof foreign_marks / sizeof *foreign_marks; i++) {
        if (slice_starts(source, foreign_marks[i].bytes))
            return err_set(e, ERR_UNSUPPORTED,
                           "%s text (by its byte order mark), which Python doesn't take",
                           foreign_marks[i].encoding);
    }
    return true;
}

static bool check_nul(struct slice source, size_t from, enum reason *why, struct err *e)
{
    const char *nul =
        from < source.len ? memchr(source.data + from, 0, source.len - from) : NULL;

    if (!nul)
        return true;
    *why = REASON_NUL_BYTE;
    return err_set(e, ERR_FORMAT, "NUL byte at offset %zu", (size_t)(nul - source.data));
}

/* The encoding as iconv calls it, or NULL. */
static const char *encoding_find(struct slice source, struct err *e)
{
    bool marked = slice_starts(source, utf8_mark.bytes);
    size_t skip = marked ? utf8_mark.bytes.len : 0;
    struct slice cookie =
        cookie_find((struct slice){source.data + skip, source.len - skip});
    const char *encoding;

    if (cookie.len == 0 || cookie_is_utf8(cookie))
        return ENCODING_UTF8;
    if (marked) {
        err_set(e, ERR_FORMAT, "its cookie says %.*s, its byte order mark UTF-8",
                shown(cookie), cookie.data);
        return NULL;
    }
    encoding = encoding_of(cookie_is_latin1(cookie) ? slice_of("latin-1") : cookie);
    if (!encoding)
        err_set(e, ERR_UNSUPPORTED, "unknown encoding: %.*s", shown(cookie), cookie.data);
    return encoding;
}

static uint32_t line_at(struct slice source, size_t at)
{
    uint32_t line = 1;

    for (const char *c = source.data, *end = c + at;
         (c = memchr(c, '\n', (size_t)(end - c))); c++)
        line++;
    return line;
}

static void decode_utf8(struct read_buffer *source, struct decoded *out)
{
    size_t invalid = text_invalid_utf8((struct slice){source->data, source->len});

    text_end_lines(source->data, source->len);
    out->text = (struct slice){source->data, source->len};
    if (invalid < source->len) {
        out->invalid = true;
        out->invalid_byte = invalid;
        out->invalid_line = line_at(out->text, invalid);
    }
}

static bool decode_other(struct decoder *d, const char *encoding, struct slice source,
                         struct decoded *out, struct err *e)
{
    char *text;
    size_t len;

    if (!d->transcoder)
        d->transcoder = transcoder_new();
    if (!transcode(d->transcoder, encoding, source, &text, &len, &out->map, e))
        return false;
    text_end_lines(text, len);
    out->text = (struct slice){text, len};
    return true;
}

bool decode_python(struct decoder *d, struct read_buffer *buffer, struct decoded *out,
                   enum reason *why, struct err *e)
{
    struct slice source = {buffer->data, buffer->len};
    size_t plain = text_plain_bytes(source);
    const char *encoding;

    *out = (struct decoded){.text = source};
    *why = REASON_ENCODING;
    if (!check_marks(source, e) || !check_nul(source, plain, why, e))
        return false;
    encoding = encoding_find(source, e);
    if (!encoding)
        return false;
    if (plain == source.len)
        return true;
    /* ASCII is the same in all of them. */
    if (strcmp(encoding, ENCODING_UTF8) != 0 && text_ascii_bytes(source) < source.len)
        return decode_other(d, encoding, source, out, e);
    decode_utf8(buffer, out);
    return true;
}
