/* Numbers for a program that watches them. Labels are folders or owners, never functions or
 * files: their number is bounded. */
#include "engine/cmd/groups.h"
#include "engine/cmd/report_write.h"
#include "engine/report/decimal.h"

#include <math.h>

enum { LABELS_MOST = 200 };

struct metrics {
    struct buf text;
};

static void family(struct metrics *m, const char *name, const char *help)
{
    buf_add_format(&m->text, "# TYPE cambium_%s gauge\n# HELP cambium_%s %s\n", name,
                   name, help);
}

/* Backslash, quote and line end are escaped; what isn't UTF-8 is U+FFFD as in JSON. */
static void label_add(struct buf *out, const char *key, struct slice value)
{
    struct buf text = {0};
    struct page page = {&text, &(const struct style){.unicode = true}};

    page_name(&page, value, 0);
    buf_add_format(out, "{%s=\"", key);
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '"' || text.data[i] == '\\')
            buf_add_char(out, '\\');
        buf_add_char(out, text.data[i]);
    }
    buf_add_text(out, "\"}");
    buf_release(&text);
}

static void value_add(struct metrics *m, const char *name, const char *key,
                      struct slice label, double value)
{
    if (!isfinite(value))
        return;
    buf_add_format(&m->text, "cambium_%s", name);
    if (key)
        label_add(&m->text, key, label);
    buf_add_char(&m->text, ' ');
    decimal_add(&m->text, value);
    buf_add_char(&m->text, '\n');
}

static void single(struct metrics *m, const char *name, const char *help, double value)
{
    if (!isfinite(value))
        return;
    family(m, name, help);
    value_add(m, name, NULL, (struct slice){0}, value);
}

static void totals_write(struct metrics *m, const struct indexed *x)
{
    const struct summary *s = &x->summary;

    single(m, "health_score", "The score, from 0 to 100.",
           x->health.known ? x->health.score : NAN);
    family(m, "files", "Files by category.");
    for (int i = 0; i < CATEGORY_COUNT; i++)
        value_add(m, "files", "category", slice_of(category_name((enum category)i)),
                  (double)s->by_category[i]);
    family(m, "code_lines", "Lines of code by category.");
    for (int i = 0; i < CATEGORY_COUNT; i++)
        value_add(m, "code_lines", "category", slice_of(category_name((enum category)i)),
                  (double)s->lines_by_category[i]);
    single(m, "coverage_ratio", "Lines that tests ran, of those that could run.",
           share_of(s->lines_covered, s->lines_to_cover));
    single(m, "partial_files", "Files with syntax errors.", (double)s->partial);
    single(m, "test_functions", "Functions that are tests.", (double)s->test_functions);
}

static void groups_write(struct metrics *m, const struct groups *g, const char *key)
{
    static const struct {
        const char *name, *help;
        double (*value)(const struct group *g);
    } families[] = {
        {"needing_tests_files", "Files that need tests.", group_needing},
        {"untested_files", "Files that need tests and have none.", group_untested},
        {"stale_files", "Files that changed after their tests.", group_stale},
        {"attention_files", "Files that need attention.", group_attention},
        {"source_code_lines", "Lines of code of source files.", group_lines},
    };

    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        family(m, families[i].name, families[i].help);
        for (size_t k = 0; k < g->count; k++)
            value_add(m, families[i].name, key, g->items[k].name,
                      families[i].value(&g->items[k]));
    }
}

void report_openmetrics(const struct indexed *x, const struct settings *s,
                        struct out *out)
{
    enum group_by by = s->by && strcmp(s->by, "owner") == 0 ? BY_OWNER : BY_FOLDER;
    struct metrics m = {0};
    struct record_list l;
    struct groups g;

    record_list_make(&l, &x->records, record_is_source, NULL);
    groups_make(&g, &l, by, s->folder_depth);
    groups_limit(&g, LABELS_MOST);
    totals_write(&m, x);
    groups_write(&m, &g, by == BY_FOLDER ? "package" : "owner");
    buf_add_text(&m.text, "# EOF\n");
    out_take(out, &m.text, true);
    groups_release(&g);
    record_list_release(&l);
    buf_release(&m.text);
}
