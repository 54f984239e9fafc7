#include "engine/cmd/catalogue.h"

#include "engine/facts/profile.h"
#include "engine/index/quantity.h"

static void padded(struct page *p, const char *text, unsigned columns)
{
    unsigned len = (unsigned)strlen(text);

    page_text(p, text);
    page_spaces(p, len < columns ? columns - len : 0);
}

static void profile_show(struct page *p, const struct profile *profile)
{
    page_text(p, "  ");
    padded(p, profile->name, 14);
    page_text(p, profile->summary);
    page_text(p, "\n");
}

static void numbers_show(struct page *p, enum row_level level, const char *heading)
{
    struct quantity q;

    page_heading(p, heading);
    page_text(p, "\n");
    for (size_t i = 0; quantity_name(level, i); i++) {
        quantity_find(level, quantity_name(level, i), &q);
        page_text(p, "  ");
        padded(p, q.name, 20);
        padded(p, q.unit, 12);
        page_text(p, q.summary);
        page_text(p, "\n");
    }
}

void catalogue_show(struct page *p)
{
    page_ink(p, INK_BOLD);
    page_text(p, "Profiles");
    page_ink(p, INK_PLAIN);
    page_text(p, "\n");
    for (size_t i = 0; i < profile_count; i++)
        profile_show(p, &profiles[i]);
    numbers_show(p, ROW_FUNCTION, "Numbers of a function");
    numbers_show(p, ROW_CLASS, "Numbers of a class");
    numbers_show(p, ROW_FILE, "Numbers of a file");
    page_text(p,
              "\nA class, a file or a package also has the sum, or the peak, of what is "
              "in it.\n");
}
