#include "engine/report/spark.h"

enum { LEVELS = 5 };

struct span {
    bool any;
    int64_t low, high;
};

static struct span span_of(const struct spark_point *points, size_t count)
{
    struct span s = {0};

    for (size_t i = 0; i < count; i++) {
        if (!points[i].known)
            continue;
        if (!s.any || points[i].value < s.low)
            s.low = points[i].value;
        if (!s.any || points[i].value > s.high)
            s.high = points[i].value;
        s.any = true;
    }
    return s;
}

static unsigned level_of(const struct span *s, int64_t value)
{
    uint64_t width = (uint64_t)s->high - (uint64_t)s->low;
    uint64_t above = (uint64_t)value - (uint64_t)s->low;

    if (!width)
        return LEVELS / 2;
    return (unsigned)((double)above / (double)width * (LEVELS - 1) + 0.5);
}

static void point_add(struct buf *out, const struct spark_point *p, const struct span *s,
                      bool unicode)
{
    static const char *const blocks[LEVELS] = {"▁", "▂", "▃", "▅", "▇"};
    unsigned level;

    if (!p->known) {
        buf_add_text(out, unicode ? "·" : ".");
        return;
    }
    level = level_of(s, p->value);
    if (unicode)
        buf_add_text(out, blocks[level]);
    else
        buf_add_char(out, (char)('1' + level));
}

void spark_add(struct buf *out, const struct spark_point *points, size_t count,
               unsigned columns, bool unicode)
{
    size_t first = count, taken = 0;
    struct span s;

    while (first && (taken += 1 + points[first - 1].apart) <= columns)
        first--;
    s = span_of(points + first, count - first);
    for (size_t i = first; i < count; i++) {
        if (points[i].apart && i > first)
            buf_add_char(out, '|');
        point_add(out, &points[i], &s, unicode);
    }
}
