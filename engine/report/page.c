#include "engine/report/page.h"

#include "engine/report/decimal.h"
#include "engine/base/utf8.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Room for 2^64 - 1 in groups of three. */
#define NUMBER_ROOM 28

void page_text(struct page *p, const char *text)
{
    buf_add_text(p->out, text);
}

void page_ink(struct page *p, enum ink ink)
{
    static const char *const codes[] = {
        [INK_PLAIN] = "\033[0m",  [INK_BOLD] = "\033[1m",    [INK_DIM] = "\033[2m",
        [INK_GREEN] = "\033[32m", [INK_YELLOW] = "\033[33m", [INK_RED] = "\033[31m",
    };

    if (p->style->colour)
        buf_add_text(p->out, codes[ink]);
}

void page_label(struct page *p, const char *text, unsigned columns)
{
    page_text(p, "  ");
    page_text(p, text);
    page_spaces(p, columns - (unsigned)strlen(text));
}

void page_heading(struct page *p, const char *title)
{
    page_text(p, "\n");
    page_ink(p, INK_BOLD);
    page_text(p, title);
    page_ink(p, INK_PLAIN);
}

void page_spaces(struct page *p, unsigned count)
{
    while (count--)
        buf_add_char(p->out, ' ');
}

void page_rule(struct page *p, unsigned columns)
{
    page_ink(p, INK_DIM);
    while (columns--)
        page_text(p, p->style->unicode ? "─" : "-");
    page_ink(p, INK_PLAIN);
    page_text(p, "\n");
}

/* Something is never shown as nothing. */
void page_bar(struct page *p, uint64_t part, uint64_t whole, unsigned columns)
{
    uint64_t filled = whole ? (part * columns + whole / 2) / whole : 0;

    if (part && !filled)
        filled = 1;
    while (filled--)
        page_text(p, p->style->unicode ? "█" : "#");
}

/* One character of a name as it is shown. */
struct glyph {
    char text[12];
    unsigned len, columns;
};

static struct glyph glyph_escape(const char *format, unsigned number)
{
    struct glyph g;

    g.len = g.columns = (unsigned)snprintf(g.text, sizeof g.text, format, number);
    return g;
}

static struct glyph glyph_hidden(uint32_t character)
{
    switch (character) {
    case '\n': return (struct glyph){"\\n", 2, 2};
    case '\r': return (struct glyph){"\\r", 2, 2};
    case '\t': return (struct glyph){"\\t", 2, 2};
    }
    if (character < 0x80)
        return glyph_escape("\\x%02x", character);
    return glyph_escape(character > 0xFFFF ? "\\U%08x" : "\\u%04x", character);
}

/* GitHub's runner takes "##[" for a command wherever it stands in what a program prints. */
static bool is_command(const char *start, const char *at)
{
    return *at == '[' && at - start >= 2 && at[-1] == '#' && at[-2] == '#';
}

/* Takes one character from *at. */
static struct glyph glyph_next(const struct page *p, const char **at, const char *start,
                               const char *end)
{
    uint32_t character;
    const char *bytes = *at;
    unsigned len = utf8_decode(bytes, end, &character);
    struct glyph g = {.len = len};

    *at += len ? len : 1;
    if (len == 0)
        return glyph_escape("\\x%02x", (unsigned char)*bytes);
    if (character == '\\')
        return (struct glyph){"\\\\", 2, 2};
    if (is_command(start, bytes))
        return glyph_escape("\\x%02x", '[');
    if (utf8_is_hidden(character) || (character > 0x7E && !p->style->unicode))
        return glyph_hidden(character);
    memcpy(g.text, bytes, len);
    g.columns = utf8_columns(character);
    return g;
}

unsigned page_name_columns(const struct page *p, struct slice name)
{
    const char *at = name.len ? name.data : "", *end = at + name.len;
    unsigned columns = 0;

    while (at < end)
        columns += glyph_next(p, &at, name.data, end).columns;
    return columns;
}

/* Shows what lies wholly between these columns of the name; returns how many it took.
 * What has no column of its own belongs to what it stands behind. */
static unsigned piece_show(struct page *p, struct slice name, unsigned from, unsigned to)
{
    const char *at = name.len ? name.data : "", *end = at + name.len;
    unsigned column = 0, columns = 0;

    while (at < end && column <= to) {
        struct glyph g = glyph_next(p, &at, name.data, end);
        bool loose = !g.columns && from && !columns;

        if (column >= from && column + g.columns <= to && !loose) {
            buf_add(p->out, (struct slice){g.text, g.len});
            columns += g.columns;
        }
        column += g.columns;
    }
    return columns;
}

static unsigned cut_show(struct page *p)
{
    page_text(p, p->style->unicode ? "…" : "~");
    return 1;
}

unsigned page_name(struct page *p, struct slice name, unsigned limit)
{
    if (!limit || page_name_columns(p, name) <= limit)
        return piece_show(p, name, 0, UINT_MAX);
    return piece_show(p, name, 0, limit - 1) + cut_show(p);
}

unsigned page_name_middle(struct page *p, struct slice name, unsigned limit)
{
    unsigned all = page_name_columns(p, name), behind = limit / 2, columns;

    if (!limit || all <= limit)
        return piece_show(p, name, 0, UINT_MAX);
    columns = piece_show(p, name, 0, limit - 1 - behind);
    columns += cut_show(p);
    return columns + piece_show(p, name, all - behind, all);
}

void page_source(struct page *p, struct slice text)
{
    const char *at = text.len ? text.data : "", *end = at + text.len;

    while (at < end) {
        const char *plain = at;

        while (at < end && ((*at >= ' ' && *at <= '~') || *at == '\t') &&
               !is_command(text.data, at))
            at++;
        buf_add(p->out, (struct slice){plain, (size_t)(at - plain)});
        if (at < end) {
            struct glyph g = glyph_next(p, &at, text.data, end);
            buf_add(p->out, (struct slice){g.text, g.len});
        }
    }
}

void page_place(struct page *p, struct slice path, uint32_t line)
{
    page_name(p, path, 0);
    if (!line)
        return;
    page_text(p, ":");
    buf_add_number(p->out, line);
}

void page_right(struct page *p, const char *text, unsigned columns)
{
    buf_add_format(p->out, "%*s", (int)columns, text);
}

static const char *grouped(char room[NUMBER_ROOM], uint64_t number)
{
    char *at = room + NUMBER_ROOM;
    unsigned digits = 0;

    *--at = '\0';
    do {
        if (digits && digits % 3 == 0)
            *--at = ',';
        *--at = (char)('0' + number % 10);
        digits++;
    } while (number /= 10);
    return at;
}

void page_number(struct page *p, uint64_t number, unsigned columns)
{
    char room[NUMBER_ROOM];

    page_right(p, grouped(room, number), columns);
}

unsigned page_number_columns(uint64_t number)
{
    char room[NUMBER_ROOM];

    return (unsigned)strlen(grouped(room, number));
}

/* Whole numbers beyond 2^53 don't occur: they are sums of counts. */
static const char *decimal_text(char room[DECIMAL_ROOM], double number, unsigned decimals)
{
    char whole[NUMBER_ROOM], rounded[DECIMAL_ROOM];
    const char *point;

    if (isnan(number))
        return "-";
    snprintf(rounded, sizeof rounded, "%.*f", (int)decimals, fabs(number));
    point = strchr(rounded, '.');
    snprintf(room, DECIMAL_ROOM, "%s%s%s",
             number < 0 && strtod(rounded, NULL) > 0 ? "-" : "",
             grouped(whole, strtoull(rounded, NULL, 10)), point ? point : "");
    return room;
}

void page_decimal(struct page *p, double number, unsigned decimals, unsigned columns)
{
    char room[DECIMAL_ROOM];

    page_right(p, decimal_text(room, number, decimals), columns);
}

unsigned page_decimal_columns(double number, unsigned decimals)
{
    char room[DECIMAL_ROOM];

    return (unsigned)strlen(decimal_text(room, number, decimals));
}

void page_count(struct page *p, uint64_t number, const char *one, const char *many)
{
    page_number(p, number, 0);
    page_text(p, " ");
    page_text(p, number == 1 ? one : many);
}

void page_more(struct page *p, uint64_t count, uint64_t shown)
{
    if (count <= shown)
        return;
    page_text(p, "  and ");
    page_number(p, count - shown, 0);
    page_text(p, " more\n");
}

void page_bytes(struct page *p, uint64_t bytes, unsigned columns)
{
    static const char *const units[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
    char text[NUMBER_ROOM];
    uint64_t tenth = 100, tenths;
    unsigned unit = 0;

    if (bytes < 1000) {
        snprintf(text, sizeof text, "%u B", (unsigned)bytes);
        page_right(p, text, columns);
        return;
    }
    while ((tenths = bytes / tenth + (bytes % tenth >= tenth / 2)) >= 10000) {
        tenth *= 1000;
        unit++;
    }
    snprintf(text, sizeof text, "%u.%u %s", (unsigned)(tenths / 10),
             (unsigned)(tenths % 10), units[unit]);
    page_right(p, text, columns);
}

void page_tenths(struct page *p, uint64_t part, uint64_t whole, unsigned columns)
{
    uint64_t tenths = whole ? (part * 10 + whole / 2) / whole : 0;
    char text[NUMBER_ROOM];

    snprintf(text, sizeof text, "%llu.%llu", (unsigned long long)(tenths / 10),
             (unsigned long long)(tenths % 10));
    page_right(p, text, columns);
}

void page_percent(struct page *p, uint64_t part, uint64_t whole, unsigned columns)
{
    page_tenths(p, part * 100, whole, columns ? columns - 1 : 0);
    page_text(p, "%");
}
