#include "engine/cmd/scan_index.h"

#include "engine/cmd/page_cycles.h"

enum { TITLE_COLUMNS = 13 };

static void health_line(struct page *p, const struct health *h)
{
    const char grade[] = {h->grade, '\0'};

    page_label(p, "health", TITLE_COLUMNS);
    if (!h->known) {
        page_text(p, "unknown: there is no Python source\n");
        return;
    }
    page_decimal(p, h->score, 1, 0);
    page_text(p, " of 100, grade ");
    page_ink(p, h->score >= 80 ? INK_GREEN : h->score >= 60 ? INK_YELLOW : INK_RED);
    page_text(p, grade);
    page_ink(p, INK_PLAIN);
    page_text(p, "\n");
}

static void tests_line(struct page *p, const struct summary *s)
{
    page_label(p, "tests", TITLE_COLUMNS);
    page_number(p, s->needing_tests - s->untested, 0);
    page_text(p, " of ");
    page_count(p, s->needing_tests, "file that needs them has some",
               "files that need them have some");
    if (s->critical) {
        page_text(p, "; ");
        page_number(p, s->critical, 0);
        page_text(p, " without are of high impact");
    }
    page_text(p, "\n");
}

static void staleness_line(struct page *p, const struct summary *s)
{
    page_label(p, "staleness", TITLE_COLUMNS);
    if (!s->known_staleness) {
        page_text(p, "unknown\n");
        return;
    }
    page_count(p, s->stale, "file", "files");
    page_text(p, " changed after their tests, of ");
    page_number(p, s->known_staleness, 0);
    page_text(p, "\n");
}

static void coverage_line(struct page *p, const struct summary *s)
{
    page_label(p, "coverage", TITLE_COLUMNS);
    if (!s->lines_to_cover) {
        page_text(p, "unknown\n");
        return;
    }
    page_percent(p, s->lines_covered, s->lines_to_cover, 0);
    page_text(p, " of ");
    page_count(p, s->lines_to_cover, "line", "lines");
    page_text(p, "\n");
}

static void graph_line(struct page *p, const struct import_graph *g)
{
    struct page_cycles cycles;

    page_label(p, "imports", TITLE_COLUMNS);
    page_count(p, g->places.module_count, "module", "modules");
    page_text(p, ", ");
    page_cycles_find(&cycles, g);
    page_count(p, cycles.count, "import cycle", "import cycles");
    page_cycles_release(&cycles);
    page_text(p, "\n");
}

void scan_index_text(const struct indexed *x, const struct style *style, struct out *out)
{
    const struct summary *s = &x->summary;
    struct buf text = {0};
    struct page page = {&text, style};

    page_heading(&page, "The tree");
    page_text(&page, "\n");
    health_line(&page, &x->health);
    tests_line(&page, s);
    staleness_line(&page, s);
    coverage_line(&page, s);
    graph_line(&page, &x->imports.graph);
    page_label(&page, "attention", TITLE_COLUMNS);
    page_count(&page, s->attention, "file needs it", "files need it");
    page_text(&page, "; see `cambium report health`\n");
    out_take(out, &text, true);
    buf_release(&text);
}
