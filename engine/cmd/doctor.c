#include "engine/cmd/doctor.h"

#include "engine/base/memory.h"
#include "engine/cmd/destinations.h"
#include "engine/cmd/imports.h"
#include "engine/cmd/question.h"
#include "engine/imports/doctor.h"
#include "engine/report/json.h"
#include "engine/report/page.h"
#include "engine/report/record.h"

#include <stdlib.h>

static const char *const formats[] = {"text", "json", NULL};

enum { ROWS_OF_TEXT = 10 };

struct diagnosis {
    const struct settings *settings;
    const struct import_graph *graph;
    struct doctor doctor;
    uint32_t *modules; /* of each root */
    size_t rows;       /* of each list in text; 0: all */
};

static void modules_count(struct diagnosis *x)
{
    const struct places *p = &x->graph->places;

    x->modules = memory_calloc(x->graph->roots.count + 1, sizeof *x->modules);
    for (uint32_t m = 0; m < p->module_count; m++)
        x->modules[p->items[p->module_places[m]].root]++;
}

/* -------------------------------------------------------------------- text */

static void root_folder(const struct import_graph *g, const struct root *root,
                        struct buf *text)
{
    buf_clear(text);
    if (root->place == PLACE_TOP)
        buf_add_char(text, '.');
    else
        places_path_add(&g->places, root->place, text);
}

static void root_text(const struct diagnosis *x, struct page *p, size_t number)
{
    const struct root *root = &x->graph->roots.items[number];
    struct buf folder = {0};

    root_folder(x->graph, root, &folder);
    page_text(p, "  ");
    page_name(p, buf_slice(&folder), 0);
    buf_release(&folder);
    if (root->prefix.len) {
        page_text(p, " is ");
        page_name(p, root->prefix, 0);
    }
    page_text(p, ": ");
    page_text(p, root_origin_name(root->origin));
    if (root->said_by.len) {
        page_text(p, ", ");
        page_name(p, root->said_by, 0);
        page_text(p, root->rule ? " " : "");
        page_text(p, root->rule ? root->rule : "");
    }
    if (root->origin == ROOT_VOTE) {
        page_text(p, ", ");
        page_number(p, root->votes, 0);
        page_text(p, " for, ");
        page_number(p, root->votes_against, 0);
        page_text(p, " against");
    }
    page_text(p, "; ");
    page_count(p, x->modules[number], "module", "modules");
    page_text(p, "\n");
}

static void oddity_row(struct page *p, const struct oddity *odd)
{
    page_text(p, "  ");
    if (odd->count > 1) {
        page_number(p, odd->count, 0);
        page_text(p, " times ");
    }
    page_name(p, odd->subject, 0);
    if (odd->place.len) {
        page_text(p, "  ");
        page_place(p, odd->place, odd->line);
    }
    if (odd->kind == ODD_UNRESOLVED) {
        page_text(p, ": ");
        page_text(p, link_reason_text(odd->reason));
    }
    if (odd->other.len) {
        page_text(p, odd->kind >= ODD_UNRESOLVED ? "; is it " : " and ");
        page_name(p, odd->other, 0);
        page_text(p, odd->kind >= ODD_UNRESOLVED ? "?" : "");
    }
    page_text(p, "\n");
}

/* The oddities of one kind. */
static void oddities_text(const struct diagnosis *x, struct page *p, size_t first,
                          size_t end)
{
    size_t shown = end - first;

    if (x->rows && x->rows < shown)
        shown = x->rows;
    page_text(p, "\n");
    page_ink(p, INK_BOLD);
    page_text(p, oddity_text(x->doctor.items[first].kind));
    page_text(p, ": ");
    page_number(p, end - first, 0);
    page_ink(p, INK_PLAIN);
    page_text(p, "\n");
    for (size_t i = first; i < first + shown; i++)
        oddity_row(p, &x->doctor.items[i]);
    page_more(p, end - first, shown);
}

static void python_text(const struct diagnosis *x, struct page *p)
{
    const struct project_files *f = &x->graph->projects;

    page_text(p, "project files read: ");
    page_number(p, f->said_count, 0);
    if (f->python_said) {
        page_text(p, "; Python 3.");
        page_number(p, f->minor_min, 0);
        if (f->minor_max) {
            page_text(p, " to 3.");
            page_number(p, f->minor_max, 0);
        } else {
            page_text(p, " and later");
        }
    }
    page_text(p, "\n");
}

static void text_give(const struct diagnosis *x, const struct style *style,
                      struct out *out)
{
    struct buf text = {0};
    struct page p = {&text, style};
    size_t end;

    page_ink(&p, INK_BOLD);
    page_text(&p, "roots, and how each was found: ");
    page_number(&p, x->graph->roots.count, 0);
    page_ink(&p, INK_PLAIN);
    page_text(&p, "\n");
    for (size_t i = 0; i < x->graph->roots.count; i++) {
        root_text(x, &p, i);
        out_take(out, &text, false);
    }
    python_text(x, &p);
    for (size_t i = 0; i < x->doctor.count; i = end) {
        end = i + 1;
        while (end < x->doctor.count &&
               x->doctor.items[end].kind == x->doctor.items[i].kind)
            end++;
        oddities_text(x, &p, i, end);
        out_take(out, &text, false);
    }
    out_take(out, &text, true);
    buf_release(&text);
}

/* -------------------------------------------------------------------- json */

static void key_slice(struct json *j, const char *key, struct slice text)
{
    json_key(j, key);
    if (text.len)
        json_string(j, text);
    else
        json_null(j);
}

static void root_json(const struct diagnosis *x, struct json *j, size_t number)
{
    const struct root *root = &x->graph->roots.items[number];
    struct buf folder = {0};

    root_folder(x->graph, root, &folder);
    json_open(j, '{');
    key_slice(j, "folder", buf_slice(&folder));
    key_slice(j, "prefix", root->prefix);
    json_key_text(j, "origin", root_origin_name(root->origin));
    key_slice(j, "file", root->said_by);
    json_key_text(j, "rule", root->rule);
    if (root->origin == ROOT_VOTE) {
        json_key_number(j, "votes", root->votes);
        json_key_number(j, "votes_against", root->votes_against);
    }
    json_key_number(j, "modules", x->modules[number]);
    json_close(j, '}');
    buf_release(&folder);
}

static void oddity_json(struct json *j, const struct oddity *odd)
{
    json_open(j, '{');
    json_key_text(j, "kind", oddity_name(odd->kind));
    key_slice(j, "subject", odd->subject);
    key_slice(j, odd->kind >= ODD_UNRESOLVED ? "meant" : "other", odd->other);
    key_slice(j, "file", odd->place);
    json_key(j, "line");
    if (odd->line)
        json_number(j, odd->line);
    else
        json_null(j);
    json_key_number(j, "count", odd->count);
    json_key_text(j, "why",
                  odd->kind == ODD_UNRESOLVED ? link_reason_text(odd->reason) : NULL);
    json_close(j, '}');
}

static void json_give(const struct diagnosis *x, struct out *out)
{
    struct buf text = {0};
    struct json j = {.out = &text};

    json_open(&j, '{');
    json_key_text(&j, "schema", RECORD_SCHEMA);
    json_key_text(&j, "report", "config doctor");
    json_key(&j, "roots");
    json_open(&j, '[');
    for (size_t i = 0; i < x->graph->roots.count; i++) {
        root_json(x, &j, i);
        out_take(out, &text, false);
    }
    json_close(&j, ']');
    json_key(&j, "oddities");
    json_open(&j, '[');
    for (size_t i = 0; i < x->doctor.count; i++) {
        oddity_json(&j, &x->doctor.items[i]);
        out_take(out, &text, false);
    }
    json_close(&j, ']');
    json_close(&j, '}');
    buf_add_char(&text, '\n');
    out_take(out, &text, true);
    buf_release(&text);
}

static void diagnosis_give(const void *context, size_t format, const struct style *style,
                           struct out *out)
{
    if (format)
        json_give(context, out);
    else
        text_give(context, style, out);
}

/* ----------------------------------------------------------------- command */

static enum status look_and_give(struct diagnosis *x, struct destinations *destinations)
{
    const struct settings *s = x->settings;
    struct import_options asked = {.projects = true};
    struct imports imports;
    enum status status, closed;

    if (!imports_open(&imports, s, s->operand_count > 1 ? s->operands[1] : ".", &asked, 0,
                      &status))
        return status;
    x->graph = &imports.graph;
    modules_count(x);
    doctor_look(&x->doctor, x->graph);
    status = destinations_write(destinations, s, diagnosis_give, x) ? STATUS_DONE
                                                                    : STATUS_FATAL;
    doctor_release(&x->doctor);
    free(x->modules);
    closed = imports_close(&imports, s);
    return status == STATUS_DONE ? closed : status;
}

enum status doctor(const struct settings *s)
{
    struct diagnosis x = {.settings = s, .rows = ROWS_OF_TEXT};
    struct destinations destinations = {0};
    enum status status = STATUS_USAGE;
    struct err err;

    if ((!s->rows || top_read(s, &x.rows, &err)) &&
        destinations_choose(&destinations, s, formats, &err) &&
        destinations_open(&destinations, s, &err))
        status = look_and_give(&x, &destinations);
    else
        say("%s", err.message);
    destinations_drop(&destinations);
    return status;
}
