#include "engine/report/text.h"

#include "engine/report/top.h"

#include <stdlib.h>

#define MAX_NAME_COLUMNS 40
#define MIN_NAME_COLUMNS 24

static const struct rank {
    const char *name, *range;
    enum ink ink;
} ranks[TOP_RANKS] = {
    {"A", "1-5", INK_GREEN},    {"B", "6-10", INK_GREEN}, {"C", "11-20", INK_YELLOW},
    {"D", "21-30", INK_YELLOW}, {"E", "31-40", INK_RED},  {"F", "41+", INK_RED},
};

static void rank_show(struct page *p, const struct rank *rank)
{
    page_ink(p, rank->ink);
    page_text(p, rank->name);
    page_ink(p, INK_PLAIN);
}

static void ranks_show(struct page *p, const struct top *top, uint64_t functions)
{
    unsigned wide = page_number_columns(functions);

    page_heading(p, "Functions by cyclomatic number\n");
    for (size_t i = 0; i < TOP_RANKS; i++) {
        page_text(p, "  ");
        rank_show(p, &ranks[i]);
        page_right(p, ranks[i].range, 7);
        page_number(p, top->of_rank[i], 2 + wide);
        page_percent(p, top->of_rank[i], functions, 8);
        if (top->of_rank[i])
            page_text(p, "  ");
        page_ink(p, ranks[i].ink);
        page_bar(p, top->of_rank[i], functions, 30);
        page_ink(p, INK_PLAIN);
        page_text(p, "\n");
    }
}

static struct slice name_of(const struct top_function *f)
{
    return slice_of(facts_text(f->file->facts, f->function->name));
}

/* Columns for the names: as many as the longest needs and the line has. Paths
 * are never cut, so that they can be copied. */
static unsigned name_room(const struct page *p, const struct top *top, unsigned before)
{
    unsigned name = 0, place = 0, room = MAX_NAME_COLUMNS;

    for (size_t i = 0; i < top->count; i++) {
        const struct top_function *f = &top->functions[i];
        unsigned n = page_name_columns(p, name_of(f));
        unsigned w = page_name_columns(p, f->file->path) + 1 +
                     page_number_columns(f->function->line);

        name = n > name ? n : name;
        place = w > place ? w : place;
    }
    if (p->style->width && before + room + place > p->style->width)
        room = p->style->width > before + place ? p->style->width - before - place : 0;
    room = room < MIN_NAME_COLUMNS ? MIN_NAME_COLUMNS : room;
    return name < room ? name : room;
}

static void top_show(struct page *p, const struct top *top)
{
    unsigned number = page_number_columns(top->functions[0].function->cyclomatic);
    unsigned name = name_room(p, top, 2 + 1 + 2 + number + 2 + 2);

    page_heading(p, "Most complex functions\n");
    for (size_t i = 0; i < top->count; i++) {
        const struct top_function *f = &top->functions[i];

        page_text(p, "  ");
        rank_show(p, &ranks[top_rank(f->function->cyclomatic)]);
        page_number(p, f->function->cyclomatic, 2 + number);
        page_text(p, "  ");
        page_spaces(p, name - page_name(p, name_of(f), name));
        page_text(p, "  ");
        page_place(p, f->file->path, f->function->line);
        page_text(p, "\n");
    }
}

void text_functions(struct page *p, const struct part *result)
{
    struct top top = top_functions(result, p->style->top);

    if (result->totals.functions)
        ranks_show(p, &top, result->totals.functions);
    if (top.count)
        top_show(p, &top);
    free(top.functions);
}
