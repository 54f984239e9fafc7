#include "engine/index/nearness.h"

#include "engine/impact/test_files.h"

static void folders_find(const struct places *p, uint32_t place, bool of_test,
                         struct folders *f)
{
    f->count = 0;
    for (uint32_t at = p->items[place].parent; at != PLACE_TOP && at != PLACE_NONE;
         at = p->items[at].parent) {
        if (f->count < FOLDERS_MOST &&
            !(of_test && is_test_folder(p->items[at].component)))
            f->places[f->count++] = at;
    }
}

void folders_of_module(const struct places *p, uint32_t place, struct folders *f)
{
    folders_find(p, place, false, f);
}

void folders_of_test(const struct places *p, uint32_t place, struct folders *f)
{
    folders_find(p, place, true, f);
}

static bool same_name(const struct places *p, uint32_t a, uint32_t b)
{
    return slice_equal(p->items[a].component, p->items[b].component);
}

struct nearness nearness_of(const struct places *p, const struct folders *test,
                            const struct folders *module)
{
    struct nearness n = {0};
    size_t a = test->count, b = module->count, least = a < b ? a : b;

    while (n.same_end < least &&
           same_name(p, test->places[n.same_end], module->places[n.same_end]))
        n.same_end++;
    while (n.same_start < least && same_name(p, test->places[a - 1 - n.same_start],
                                             module->places[b - 1 - n.same_start]))
        n.same_start++;
    n.mirrored = n.same_end == a && (a || !b);
    return n;
}

int nearness_compare(struct nearness a, struct nearness b)
{
    if (a.mirrored != b.mirrored)
        return a.mirrored ? 1 : -1;
    if (a.same_end != b.same_end)
        return a.same_end > b.same_end ? 1 : -1;
    return (a.same_start > b.same_start) - (a.same_start < b.same_start);
}
