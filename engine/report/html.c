#include "engine/report/html.h"

#include "engine/base/utf8.h"
#include "engine/report/html_page.h"

/* In <title> only & and < mean something. What isn't text becomes U+FFFD, as a browser would
 * do; only so is a control character no error of the page. */
static void title_add(struct slice title, struct out *out)
{
    const char *at = title.data, *end = title.data + title.len;
    struct buf text = {0};

    while (at < end) {
        uint32_t character;
        unsigned bytes = utf8_decode(at, end, &character);

        if (!bytes || utf8_is_hidden(character))
            buf_add_text(&text, UTF8_REPLACEMENT);
        else if (character == '<')
            buf_add_text(&text, "&lt;");
        else if (character == '&')
            buf_add_text(&text, "&amp;");
        else
            buf_add(&text, (struct slice){at, bytes});
        at += bytes ? bytes : 1;
    }
    out_take(out, &text, true);
    buf_release(&text);
}

/* Within JSON a < stands in strings only, and there an escape means the same. Without one
 * nothing can end the element, nor begin a comment in it. */
static void data_add(struct slice data, struct out *out)
{
    const char *at = data.data, *end = data.data + data.len;

    while (at < end) {
        const char *found = memchr(at, '<', (size_t)(end - at));
        const char *stop = found ? found : end;

        out_add(out, (struct slice){at, (size_t)(stop - at)});
        if (found)
            out_add(out, slice_of("\\u003c"));
        at = found ? found + 1 : end;
    }
}

void html_write(struct slice title, struct slice data, struct out *out)
{
    out_add(out, html_piece(HTML_BEFORE_TITLE));
    title_add(title, out);
    out_add(out, html_piece(HTML_BEFORE_DATA));
    data_add(data, out);
    out_add(out, html_piece(HTML_AFTER_DATA));
}
