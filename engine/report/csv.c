#include "engine/report/csv.h"

#include "engine/report/base64.h"
#include "engine/base/utf8.h"

#include <string.h>

static bool needs_quotes(struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (memchr("\",\r\n ", text.data[i], 5))
            return true;
    }
    return false;
}

/* Quotes twice, and what isn't UTF-8 replaced. */
static void quoted_add(struct buf *out, struct slice text)
{
    const char *at = text.data, *end = at + text.len;
    uint32_t character;

    buf_add_char(out, '"');
    while (at < end) {
        unsigned len = utf8_decode(at, end, &character);

        if (len)
            buf_add(out, (struct slice){at, len});
        else
            buf_add_text(out, UTF8_REPLACEMENT);
        if (*at == '"')
            buf_add_char(out, '"');
        at += len ? len : 1;
    }
    buf_add_char(out, '"');
}

void csv_text(struct buf *out, struct slice text)
{
    if (!utf8_is_valid(text) || needs_quotes(text))
        quoted_add(out, text);
    else
        buf_add(out, text);
}

void csv_path(struct buf *out, struct slice path)
{
    csv_text(out, path);
    buf_add_char(out, ',');
    if (!utf8_is_valid(path))
        base64_add(out, path);
}
