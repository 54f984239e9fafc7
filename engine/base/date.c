#include "engine/base/date.h"

#include <time.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in(int year, int month)
{
    static const char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Since 1970, from then on. */
static int64_t days_until(int year, int month, int day)
{
    int64_t days = day - 1;

    for (int y = 1970; y < year; y++)
        days += 365 + is_leap(y);
    for (int m = 1; m < month; m++)
        days += days_in(year, m);
    return days;
}

bool date_parse(struct slice text, int64_t *day)
{
    int parts[3] = {0}, part = 0;

    if (text.len != strlen("2026-03-31"))
        return false;
    for (size_t i = 0; i < text.len; i++) {
        bool dash = i == 4 || i == 7;

        if (dash ? text.data[i] != '-' : !is_digit(text.data[i]))
            return false;
        part += dash;
        parts[part] = dash ? 0 : 10 * parts[part] + text.data[i] - '0';
    }
    if (parts[0] < 1970 || parts[1] < 1 || parts[1] > 12 || parts[2] < 1 ||
        parts[2] > days_in(parts[0], parts[1]))
        return false;
    *day = days_until(parts[0], parts[1], parts[2]);
    return true;
}

void date_add(struct buf *out, int64_t seconds)
{
    time_t time = seconds;
    struct tm day;
    char text[32];

    if (gmtime_r(&time, &day) && strftime(text, sizeof text, "%Y-%m-%d", &day))
        buf_add_text(out, text);
}
