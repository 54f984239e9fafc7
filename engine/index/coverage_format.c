/* Which of the formats a report is in, by how it begins. */
#include "engine/index/coverage_report.h"

/* Of files in UTF-16, too, which begin with a mark or have a zero in each letter. */
static bool is_xml(struct slice text)
{
    static const struct slice starts[] = {
        {"<", 1}, {"\xff\xfe", 2}, {"\xfe\xff", 2}, {"\0<", 2}};

    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        if (slice_starts(text, starts[i]))
            return true;
    }
    return false;
}

static bool is_tracefile(struct slice text)
{
    return slice_starts(text, slice_of("TN:")) || slice_starts(text, slice_of("SF:")) ||
           slice_starts(text, slice_of("#"));
}

static struct slice without_mark(struct slice text)
{
    struct slice mark = slice_of("\xef\xbb\xbf");

    return slice_starts(text, mark)
               ? (struct slice){text.data + mark.len, text.len - mark.len}
               : text;
}

static struct slice without_blanks(struct slice text)
{
    while (text.len && memchr(" \t\r\n", text.data[0], 4)) {
        text.data++;
        text.len--;
    }
    return text;
}

bool report_parse(struct coverage_report *r, struct slice text, struct err *e)
{
    struct slice start;

    text = without_mark(text);
    start = without_blanks(text);
    if (!start.len)
        return err_set(e, ERR_FORMAT, "is empty");
    if (is_xml(start))
        return cobertura_read(r, text, e);
    if (start.data[0] == '{')
        return coverage_json_read(r, text, e);
    if (is_tracefile(start))
        return lcov_read(r, text, e);
    if (slice_starts(text, slice_of("SQLite format 3")))
        return err_set(e, ERR_UNSUPPORTED,
                       "is what coverage.py keeps for itself: `coverage xml` makes a "
                       "report of it");
    return err_set(e, ERR_FORMAT,
                   "is neither Cobertura's XML nor LCOV's tracefile nor coverage.py's "
                   "JSON");
}
