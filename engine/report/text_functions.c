#include "engine/report/text.h"

#include "engine/report/rank.h"
#include "engine/report/top.h"

#include <stdlib.h>

#define MAX_NAME_COLUMNS 40
#define MIN_NAME_COLUMNS 24

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
        rank_show(p, profile_rank(top->profile, f->function->cyclomatic));
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

    if (result->totals.functions) {
        page_heading(p, "Functions by cyclomatic number\n");
        rank_table(p, top.profile, top.of_rank);
    }
    if (top.count)
        top_show(p, &top);
    free(top.functions);
}
