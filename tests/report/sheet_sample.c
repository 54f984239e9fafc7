/* Writes a sheet whose cells come from standard input, for sheets.py:
 * sheet_sample text|json|ndjson|csv [terminal] [width=N] [rows=N]. Names are ended by NUL,
 * one for each row; what else a row holds follows from the name and its number. */
#include "engine/base/memory.h"
#include "engine/report/sheet.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct names {
    struct slice *items;
    size_t count;
};

static const struct sheet_column columns[] = {
    {"path", CELL_PATH, "path", 0},
    {"name", CELL_TEXT, "name", 0},
    {"to", CELL_PATH, NULL, 0},
    {"sites", CELL_NUMBER, "sites", 0},
    {"weight", CELL_DECIMAL, "weight", 2},
    {"direct", CELL_TRUTH, "direct", 0},
    {"chain", CELL_LIST, "chain", 0},
};

enum { COLUMNS = sizeof columns / sizeof *columns };

/* In every row, the column of its number isn't known, if there is one. */
static void row(const void *context, size_t number, struct cell *cells)
{
    const struct names *names = context;
    size_t next = number + 1 < names->count ? number + 1 : number;

    cells[0].text = cells[1].text = names->items[number];
    cells[2].text = names->items[next];
    cells[3].number = UINT64_MAX >> number % 64;
    cells[4].decimal = number % 9 == 8 ? NAN : (double)number / 8;
    cells[5].truth = number % 2;
    cells[6].list.items = &names->items[number];
    cells[6].list.count = names->count - number < 3 ? 0 : number % 4;
    for (size_t c = 0; c < COLUMNS; c++)
        cells[c].known = number % (COLUMNS * 2) != c;
}

static void head(const void *context, struct json *json)
{
    json_key_number(json, "names", ((const struct names *)context)->count);
}

static bool to_stdout(void *context, struct slice bytes, struct err *e)
{
    (void)context;
    return fwrite(bytes.data, 1, bytes.len, stdout) == bytes.len ||
           err_set(e, ERR_IO, "can't write");
}

static struct names names_read(struct buf *input)
{
    struct names names = {0};
    size_t capacity = 0, got;

    while ((got = fread(buf_reserve(input, 65536), 1, 65536, stdin)) > 0)
        input->len += got;
    for (size_t at = 0; at < input->len; at += names.items[names.count++].len + 1) {
        names.items =
            memory_grow(names.items, &capacity, names.count + 1, sizeof *names.items);
        names.items[names.count] = slice_of(input->data + at);
    }
    return names;
}

static void write(const char *format, const struct sheet *s, const struct style *style,
                  struct out *out)
{
    if (strcmp(format, "text") == 0)
        sheet_write_text(s, style, out);
    else if (strcmp(format, "json") == 0)
        sheet_write_json(s, style, out);
    else if (strcmp(format, "ndjson") == 0)
        sheet_write_ndjson(s, style, out);
    else
        sheet_write_csv(s, style, out);
}

int main(int argc, char **argv)
{
    struct buf input = {0};
    struct names names = names_read(&input);
    struct style style = {.unicode = true};
    struct out out = {.write = to_stdout};
    struct sheet sheet = {.what = "names",
                          .columns = columns,
                          .column_count = COLUMNS,
                          .count = names.count,
                          .row = row,
                          .context = &names,
                          .head = head,
                          .rows_name = "rows"};

    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "terminal") == 0)
            style.terminal = true;
        else if (sscanf(argv[i], "width=%u", &style.width) +
                     sscanf(argv[i], "rows=%zu", &sheet.text_rows) <
                 1)
            return 2;
    }
    write(argv[1], &sheet, &style, &out);
    free(names.items);
    buf_release(&input);
    if (!out_flush(&out, NULL))
        return 1;
    out_release(&out);
    return 0;
}
