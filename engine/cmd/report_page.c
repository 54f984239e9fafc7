#include "engine/cmd/report_page.h"

#include <assert.h>

void report_page_release(struct report_page *page)
{
    for (size_t i = 0; i < page->list_count; i++)
        record_list_release(&page->lists[i]);
    for (size_t i = 0; i < page->group_count; i++)
        groups_release(&page->groups[i]);
    arena_release(&page->memory);
}

void page_title(struct report_page *page, const char *what, const char *title,
                const char *note)
{
    page->document.what = what;
    page->document.title = title;
    page->document.note = note;
    page->document.facts = page->facts;
    page->document.sections = page->sections;
}

void page_fact(struct report_page *page, const char *key, const char *title,
               enum cell_type type, struct cell cell, const char *unit)
{
    assert(page->document.fact_count < PAGE_FACTS);
    page->facts[page->document.fact_count++] = (struct document_fact){
        key, title, type, cell, unit, type == CELL_DECIMAL ? 1 : 0};
}

void page_count_fact(struct report_page *page, const char *key, const char *title,
                     uint64_t number)
{
    page_fact(page, key, title, CELL_NUMBER, cell_number(number), NULL);
}

void page_share_fact(struct report_page *page, const char *key, const char *title,
                     uint64_t part, uint64_t whole)
{
    double share = share_of(part, whole);

    page_fact(page, key, title, CELL_DECIMAL,
              (struct cell){.known = whole > 0, .decimal = 100 * share}, " %");
}

void page_section(struct report_page *page, const char *title, const char *note,
                  struct sheet sheet)
{
    assert(page->document.section_count < PAGE_SECTIONS);
    page->sections[page->document.section_count++] =
        (struct document_section){title, note, sheet};
}

struct record_list *page_list(struct report_page *page,
                              bool (*wanted)(const struct record *r, const void *context),
                              const void *context, const enum record_field *fields)
{
    struct record_list *l = &page->lists[page->list_count];

    assert(page->list_count < PAGE_LISTS);
    page->list_count++;
    record_list_make(l, &page->x->records, wanted, context);
    record_list_show(l, fields);
    return l;
}

const char *page_no_history(const struct report_page *page)
{
    return page->x->records.options.times == TIMES_MTIME
               ? "By modification times: they mean nothing after a clone."
           : page->x->has_history ? NULL
                                  : "No history of git is known here, so what follows "
                                    "from it is unknown.";
}

size_t page_rows(const struct report_page *page)
{
    return page->settings->top;
}
