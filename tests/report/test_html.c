#include "engine/report/html.h"

#include <criterion/criterion.h>

static bool to_buf(void *context, struct slice bytes, struct err *e)
{
    (void)e;
    buf_add(context, bytes);
    return true;
}

static struct buf page_of(struct slice title, struct slice data)
{
    struct buf page = {0};
    struct out out = {.write = to_buf, .context = &page};

    html_write(title, data, &out);
    cr_assert(out_flush(&out, NULL));
    out_release(&out);
    buf_add_char(&page, '\0');
    return page;
}

/* What stands between the two, which the page must hold. */
static struct slice between(const struct buf *page, const char *before, const char *after)
{
    const char *start = strstr(page->data, before), *end;

    cr_assert(start, "no %s", before);
    start += strlen(before);
    end = strstr(start, after);
    cr_assert(end, "no %s", after);
    return (struct slice){start, (size_t)(end - start)};
}

static void expect_slice(struct slice found, const char *wanted)
{
    cr_expect(slice_equal(found, slice_of(wanted)), "%.*s", (int)found.len, found.data);
}

static void expect_title(const char *title, const char *wanted)
{
    struct buf page = page_of(slice_of(title), slice_of("{}"));

    expect_slice(between(&page, "<title>", "</title>"), wanted);
    buf_release(&page);
}

#define DATA "<script type=\"application/json\" id=\"data\">"

static void expect_data(const char *data, const char *wanted)
{
    struct buf page = page_of(slice_of("t"), slice_of(data));

    expect_slice(between(&page, DATA, "</script>"), wanted);
    buf_release(&page);
}

Test(html, a_title_is_text_whatever_it_holds)
{
    expect_title("", "");
    expect_title("größe > 3 \"a\"", "größe > 3 \"a\"");
    expect_title("a & b", "a &amp; b");
    expect_title("&lt;", "&amp;lt;");
    expect_title("</title><script>", "&lt;/title>&lt;script>");
    expect_title("\xff|\x1b|\xe2\x80\xae|\n", "\uFFFD|\uFFFD|\uFFFD|\uFFFD");
}

Test(html, nothing_in_the_data_ends_its_element)
{
    expect_data("{\"a\":1}", "{\"a\":1}");
    expect_data("", "");
    expect_data("[\"<\"]", "[\"\\u003c\"]");
    expect_data("[\"</script>\",\"<!--<\"]",
                "[\"\\u003c/script>\",\"\\u003c!--\\u003c\"]");
}

/* More than what is gathered before it is handed on. */
Test(html, big_data_comes_through_whole)
{
    enum { NUMBERS = 200000 };
    struct buf data = {0}, page;
    struct slice found;

    for (int i = 0; i < NUMBERS; i++)
        buf_add_format(&data, "%c%d", i ? ',' : '[', i);
    buf_add_char(&data, ']');
    page = page_of(slice_of("t"), buf_slice(&data));
    found = between(&page, DATA, "</script>");
    cr_expect(slice_equal(found, buf_slice(&data)));
    buf_release(&data);
    buf_release(&page);
}

Test(html, the_page_is_whole)
{
    struct buf page = page_of(slice_of("t"), slice_of("{}"));

    cr_expect(slice_starts(buf_slice(&page), slice_of("<!doctype html>\n")));
    cr_expect(slice_ends(buf_slice(&page), (struct slice){"</html>\n", 9}));
    buf_release(&page);
}
