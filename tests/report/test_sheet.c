#include "engine/report/sheet.h"

#include <criterion/criterion.h>
#include <math.h>

static const struct style plain = {.unicode = true, .width = 40},
                          terminal = {.unicode = true, .width = 40, .terminal = true},
                          coloured = {.unicode = true, .colour = true},
                          ascii = {.width = 40, .terminal = true};

static bool to_buf(void *context, struct slice bytes, struct err *e)
{
    (void)e;
    buf_add(context, bytes);
    return true;
}

typedef void writer(const struct sheet *s, const struct style *style, struct out *out);

static void expect_sheet(writer *write, const struct sheet *s, const struct style *style,
                         const char *wanted)
{
    struct buf text = {0};
    struct out out = {.write = to_buf, .context = &text};

    write(s, style, &out);
    out_flush(&out, NULL);
    cr_expect(slice_equal(buf_slice(&text), slice_of(wanted)), "%.*s is not\n%s",
              (int)text.len, text.data, wanted);
    out_release(&out);
    buf_release(&text);
}

static const struct sheet_column columns[] = {
    {"path", CELL_PATH, "file", 0},        {"sites", CELL_NUMBER, "sites", 0},
    {"weight", CELL_DECIMAL, "weight", 1}, {"direct", CELL_TRUTH, "direct", 0},
    {"through", CELL_LIST, "through", 0},  {"note", CELL_TEXT, NULL, 0},
};

#define TEXT(name)                                         \
    {                                                      \
        .known = true, .text = {(name), sizeof(name) - 1 } \
    }

static const struct slice chain[] = {{"a", 1}, {"b,\"c\"", 5}};
static const struct cell rows[][6] = {
    {TEXT("pkg/cart.py"),
     {.known = true, .number = 1234},
     {.known = true, .decimal = 0.25},
     {.known = true, .truth = true},
     {.known = true, .list = {chain, 2}},
     TEXT("say \"no\", or\r\n\033[31m")},
    {{0}, {0}, {0}, {0}, {0}, {0}},
    {TEXT("\xFF\n"),
     {.known = true},
     {.known = true, .decimal = NAN},
     {.known = true},
     {.known = true},
     TEXT("\xE2\x80\xAE\xC3\xA9")},
};

static void row(const void *context, size_t number, struct cell *cells)
{
    const size_t *count = context;

    memcpy(cells, rows[number], *count * sizeof *cells);
}

static void head(const void *context, struct json *json)
{
    (void)context;
    json_key_number(json, "files", 3);
}

static const size_t six = 6, two_columns = 2;

static const struct sheet sheet = {
    .what = "graph edges",
    .columns = columns,
    .column_count = 6,
    .count = 3,
    .row = row,
    .context = &six,
    .head = head,
    .rows_name = "edges",
};

Test(sheet, text_is_aligned_and_a_dash_is_what_is_not_known)
{
    expect_sheet(sheet_write_text, &sheet, &plain,
                 "  file         sites  weight  direct  through\n"
                 "  pkg/cart.py  1,234     0.2  yes     a, b,\"c\"\n"
                 "  -                -       -  -       -\n"
                 "  \\xff\\n           0       -  no\n");
}

Test(sheet, text_keeps_to_a_terminal_and_says_what_it_left_out)
{
    static const struct sheet_column two[] = {
        {"path", CELL_PATH, "path", 0}, {"sites", CELL_NUMBER, "sites", 0},
        {"a", CELL_DECIMAL, NULL, 0},   {"b", CELL_TRUTH, NULL, 0},
        {"c", CELL_LIST, NULL, 0},      {"note", CELL_TEXT, "note", 0}};
    struct sheet s = sheet;

    s.columns = two;
    s.text_rows = 1;
    expect_sheet(sheet_write_text, &s, &terminal,
                 "  path         sites  note\n"
                 "  pkg/cart.py  1,234  say \"no\"…\\x1b[31m\n"
                 "  and 2 more\n");
    expect_sheet(sheet_write_text, &s, &ascii,
                 "  path         sites  note\n"
                 "  pkg/cart.py  1,234  say \"no\"~\\x1b[31m\n"
                 "  and 2 more\n");
    expect_sheet(sheet_write_text, &s, &coloured,
                 "\033[1m  path         sites  note\033[0m\n"
                 "  pkg/cart.py  1,234  say \"no\", or\\r\\n\\x1b[31m\n"
                 "  and 2 more\n");
}

Test(sheet, json_has_null_for_what_is_not_known)
{
    expect_sheet(
        sheet_write_json, &sheet, &plain,
        "{\"schema\":\"cambium/1\",\"report\":\"graph edges\",\"files\":3,\"edges\":["
        "{\"path\":\"pkg/cart.py\",\"sites\":1234,\"weight\":0.25,\"direct\":true,"
        "\"through\":[\"a\",\"b,\\\"c\\\"\"],\"note\":\"say \\\"no\\\", "
        "or\\r\\n\\u001b[31m\"},"
        "{\"path\":null,\"sites\":null,\"weight\":null,\"direct\":null,\"through\":null,"
        "\"note\":null},"
        "{\"path\":\"\xEF\xBF\xBD\\n\",\"path_base64\":\"/wo=\",\"sites\":0,"
        "\"weight\":null,\"direct\":false,\"through\":[],\"note\":\"\\u202e\xC3\xA9\"}"
        "]}\n");
}

Test(sheet, ndjson_is_the_rows_of_json)
{
    struct sheet s = sheet;

    s.count = 2;
    s.column_count = two_columns;
    s.context = &two_columns;
    expect_sheet(sheet_write_ndjson, &s, &plain,
                 "{\"path\":\"pkg/cart.py\",\"sites\":1234}\n"
                 "{\"path\":null,\"sites\":null}\n");
}

Test(sheet, csv_is_quoted_where_it_has_to_be)
{
    expect_sheet(sheet_write_csv, &sheet, &plain,
                 "path,path_base64,sites,weight,direct,through,note\r\n"
                 "pkg/cart.py,,1234,0.25,true,\"a b,\"\"c\"\"\",\"say \"\"no\"\", "
                 "or\r\n\033[31m\"\r\n"
                 ",,,,,,\r\n"
                 "\"\xEF\xBF\xBD\n\",/wo=,0,,false,,\xE2\x80\xAE\xC3\xA9\r\n");
}

Test(sheet, an_empty_one_says_so)
{
    struct sheet s = sheet;

    s.count = 0;
    s.head = NULL;
    s.column_count = 1;
    expect_sheet(sheet_write_text, &s, &plain, "No edges.\n");
    expect_sheet(sheet_write_json, &s, &plain,
                 "{\"schema\":\"cambium/1\",\"report\":\"graph edges\",\"edges\":[]}\n");
    expect_sheet(sheet_write_ndjson, &s, &plain, "");
    expect_sheet(sheet_write_csv, &s, &plain, "path,path_base64\r\n");
}

/* ------------------------------------------------------------ many rows */

static void numbered(const void *context, size_t number, struct cell *cells)
{
    struct buf *name = (struct buf *)context;

    buf_clear(name);
    buf_add_format(name, "%s%zu", number == 10000 ? "much_wider_" : "m", number);
    cells[0].known = true;
    cells[0].text = buf_slice(name);
}

static size_t largest;

static bool to_count(void *context, struct slice bytes, struct err *e)
{
    (void)e;
    largest = bytes.len > largest ? bytes.len : largest;
    *(size_t *)context += bytes.len;
    return true;
}

Test(sheet, many_rows_go_out_in_pieces)
{
    static const struct sheet_column names[] = {{"name", CELL_TEXT, "name", 0}};
    struct buf name = {0};
    size_t bytes = 0;
    struct out out = {.write = to_count, .context = &bytes};
    struct sheet s = {.what = "names",
                      .columns = names,
                      .column_count = 1,
                      .count = 200000,
                      .row = numbered,
                      .context = &name,
                      .rows_name = "names"};

    sheet_write_ndjson(&s, &plain, &out);
    out_flush(&out, NULL);
    cr_expect_eq(bytes, 200000 * sizeof "{'name':'m'}" + 1088890 + 10);
    cr_expect_lt(largest, 300000);
    bytes = 0;
    sheet_write_text(&s, &terminal, &out);
    out_flush(&out, NULL);
    /* Behind the rows that were measured, and yet shown whole: the line has room. */
    cr_expect_eq(bytes, sizeof "  name" + 200000 * sizeof "  m" + 1088890 + 10);
    out_release(&out);
    buf_release(&name);
}
