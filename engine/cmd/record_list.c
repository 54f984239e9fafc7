#include "engine/cmd/record_list.h"

#include "engine/base/memory.h"
#include "engine/cmd/indexed.h"

#include <math.h>
#include <stdlib.h>

static const struct sheet_column all_columns[FIELD_COUNT] = {
#define FIELD(constant, name, type, title, decimals) {name, type, title, decimals},
#include "engine/cmd/fields.def"
#undef FIELD
};

bool record_field_of(const char *name, enum record_field *field)
{
    for (int i = 0; i < FIELD_COUNT; i++) {
        if (strcmp(all_columns[i].name, name) == 0) {
            *field = (enum record_field)i;
            return true;
        }
    }
    return false;
}

const char *record_field_name(enum record_field field)
{
    return all_columns[field].name;
}

/* ------------------------------------------------------------------ choosing */

void record_list_make(struct record_list *l, const struct records *r,
                      bool (*wanted)(const struct record *record, const void *context),
                      const void *context)
{
    *l = (struct record_list){.records = r};
    l->items = memory_calloc(r->count + 1, sizeof *l->items);
    for (size_t i = 0; i < r->count; i++) {
        if (!wanted || wanted(&r->items[i], context))
            l->items[l->count++] = &r->items[i];
    }
}

bool record_is_source(const struct record *r, const void *context)
{
    (void)context;
    return r->category == CATEGORY_SOURCE;
}

bool record_is_stale(const struct record *r, const void *context)
{
    (void)context;
    return r->stale;
}

bool record_lacks_tests(const struct record *r, const void *context)
{
    (void)context;
    return record_is_untested(r);
}

bool record_is_critical(const struct record *r, const void *context)
{
    (void)context;
    return r->attention & ATTENTION_HIGH_IMPACT;
}

bool record_needs_attention(const struct record *r, const void *context)
{
    (void)context;
    return r->attention != 0;
}

void record_list_release(struct record_list *l)
{
    free(l->items);
    free(l->texts);
    buf_release(&l->text);
    *l = (struct record_list){0};
}

void record_list_show(struct record_list *l, const enum record_field *fields)
{
    for (l->field_count = 0; fields[l->field_count] != FIELD_COUNT; l->field_count++) {
        l->fields[l->field_count] = fields[l->field_count];
        l->columns[l->field_count] = all_columns[fields[l->field_count]];
    }
}

/* -------------------------------------------------------------------- values */

const char *record_effort(const struct record *r)
{
    if (!record_is_untested(r))
        return r->stale ? "small (1-2 h)" : "varies";
    return r->file->lines.code < 50    ? "small (1-2 h)"
           : r->file->lines.code < 200 ? "medium (2-4 h)"
                                       : "large (4+ h)";
}

double record_hotspot(const struct record *r, const struct records *all)
{
    if (!r->known_change || !all->history)
        return NAN;
    return (double)(all->options.now_s ? r->change.recent_commits : r->change.commits) *
           r->complexity;
}

static struct cell known_number(bool known, uint64_t number)
{
    return known ? cell_number(number) : (struct cell){0};
}

static struct cell cell_date(struct buf *out, bool known, int64_t seconds)
{
    size_t start = out->len;

    if (!known)
        return (struct cell){0};
    date_add(out, seconds);
    return cell_text((struct slice){out->data + start, out->len - start});
}

static struct slice *texts_room(struct record_list *l, size_t count)
{
    if (count > l->text_most)
        l->texts = memory_grow(l->texts, &l->text_most, count, sizeof *l->texts);
    return l->texts;
}

/* Lists of one row share the room: each has its part. */
static struct cell cell_texts(const struct slice *items, size_t count)
{
    return (struct cell){.known = true, .list = {items, count}};
}

static uint8_t evidence_of(const struct record *r)
{
    uint8_t evidence = 0;

    for (uint32_t i = 0; i < r->test_count; i++)
        evidence |= r->tests[i].evidence;
    return evidence;
}

static const char *coverage_state_name(enum coverage_state state)
{
    return state == COVERAGE_KNOWN      ? "known"
           : state == COVERAGE_OUTDATED ? "outdated"
                                        : "unknown";
}

static struct cell file_cell(const struct record *r, enum record_field field)
{
    const struct file *file = r->file;
    const struct facts *f = file->facts;

    switch (field) {
    case FIELD_PATH: return cell_text(file->path);
    case FIELD_LANGUAGE:
        return file->language ? cell_text(slice_of(file->language->name))
                              : (struct cell){0};
    case FIELD_PARTIAL: return cell_truth(file->partial);
    case FIELD_LINES: return cell_number(file->lines.code);
    case FIELD_FUNCTIONS: return known_number(f, f ? f->function_count : 0);
    case FIELD_TEST_FUNCTIONS: return known_number(f, f ? f->test_count : 0);
    case FIELD_COMPLEXITY: return known_number(f, r->complexity);
    case FIELD_CATEGORY: return cell_text(slice_of(category_name(r->category)));
    case FIELD_FIXTURE: return cell_truth(r->fixture);
    case FIELD_NEED: return cell_text(slice_of(test_need_name(r->need)));
    case FIELD_IMPACT:
        return r->has_impact ? cell_decimal((double)r->impact_hundredths / 100)
                             : (struct cell){0};
    default: return (struct cell){0};
    }
}

static struct cell tests_cell(const struct record *r, enum record_field field,
                              const struct records *all)
{
    bool module = r->module != MODULE_NONE;

    switch (field) {
    case FIELD_MODULE:
        return module ? cell_text(all->graph->names.items[r->module]) : (struct cell){0};
    case FIELD_FAN_IN: return known_number(module, r->fan_in);
    case FIELD_FAN_OUT: return known_number(module, r->fan_out);
    case FIELD_TESTS: return known_number(module, r->test_count);
    case FIELD_EVIDENCE:
        return r->test_count ? cell_text(slice_of(evidence_name(evidence_of(r))))
                             : (struct cell){0};
    case FIELD_STALE: return r->known_staleness ? cell_truth(r->stale) : (struct cell){0};
    case FIELD_STALE_DAYS: return known_number(r->known_staleness, r->stale_days);
    case FIELD_EFFORT: return cell_text(slice_of(record_effort(r)));
    default: return (struct cell){0};
    }
}

static struct cell coverage_cell(const struct record *r, enum record_field field)
{
    bool known = r->coverage != COVERAGE_UNKNOWN;

    switch (field) {
    case FIELD_COVERAGE: return cell_decimal(record_coverage(r));
    case FIELD_COVERAGE_STATE:
        return cell_text(slice_of(coverage_state_name(r->coverage)));
    case FIELD_LINES_COVERED: return known_number(known, r->lines_covered);
    default: return known_number(known, r->lines_to_cover);
    }
}

static struct cell history_cell(const struct record *r, enum record_field field,
                                const struct records *all)
{
    bool known = r->known_change && all->history;
    double hotspot;

    switch (field) {
    case FIELD_COMMITS: return known_number(known, r->change.commits);
    case FIELD_RECENT:
        return known_number(known && all->options.now_s, r->change.recent_commits);
    case FIELD_HOTSPOT:
        hotspot = record_hotspot(r, all);
        return known_number(isfinite(hotspot), isfinite(hotspot) ? (uint64_t)hotspot : 0);
    case FIELD_AUTHORS: return known_number(known, r->change.authors);
    case FIELD_MAIN_AUTHOR:
        return known ? cell_text(all->history->authors[r->change.main_author])
                     : (struct cell){0};
    case FIELD_MAIN_SHARE:
        return cell_decimal(known ? 100.0 * r->change.main_commits / r->change.commits
                                  : NAN);
    default: return (struct cell){0};
    }
}

static struct cell list_cell(struct record_list *l, const struct record *r,
                             enum record_field field, size_t *used)
{
    struct slice *items = l->texts + *used;
    size_t count = 0;

    if (field == FIELD_TESTED_BY) {
        if (r->module == MODULE_NONE)
            return (struct cell){0};
        for (; count < r->test_count; count++)
            items[count] = import_graph_path(l->records->graph, r->tests[count].test);
    } else if (field == FIELD_OWNERS) {
        uint32_t owners[16];
        size_t found = l->records->owners
                           ? owners_of(l->records->owners, r->file->path, owners, 16)
                           : 0;

        if (!l->records->owners)
            return (struct cell){0};
        for (; count < found && count < 16; count++)
            items[count] = owners_name(l->records->owners, owners[count]);
    } else {
        for (uint32_t bit = 1; bit < 1u << ATTENTION_KINDS; bit <<= 1) {
            if (r->attention & bit)
                items[count++] = slice_of(attention_text(bit));
        }
    }
    *used += count;
    return cell_texts(items, count);
}

static struct cell field_cell(struct record_list *l, const struct record *r,
                              enum record_field field, size_t *used)
{
    switch (field) {
    case FIELD_TESTED_BY:
    case FIELD_OWNERS:
    case FIELD_ATTENTION: return list_cell(l, r, field, used);
    case FIELD_CHANGED: return cell_date(&l->text, r->known_change, r->change.last_s);
    case FIELD_TESTS_CHANGED:
        return cell_date(&l->text, r->known_staleness, r->tests_changed_s);
    case FIELD_COVERAGE:
    case FIELD_COVERAGE_STATE:
    case FIELD_LINES_COVERED:
    case FIELD_LINES_TO_COVER: return coverage_cell(r, field);
    case FIELD_COMMITS:
    case FIELD_RECENT:
    case FIELD_HOTSPOT:
    case FIELD_AUTHORS:
    case FIELD_MAIN_AUTHOR:
    case FIELD_MAIN_SHARE: return history_cell(r, field, l->records);
    case FIELD_MODULE:
    case FIELD_FAN_IN:
    case FIELD_FAN_OUT:
    case FIELD_TESTS:
    case FIELD_EVIDENCE:
    case FIELD_STALE:
    case FIELD_STALE_DAYS:
    case FIELD_EFFORT: return tests_cell(r, field, l->records);
    default: return file_cell(r, field);
    }
}

static void list_row(const void *context, size_t number, struct cell *cells)
{
    struct record_list *l = (struct record_list *)context;
    const struct record *r = l->items[number];
    size_t used = 0;

    texts_room(l, (size_t)r->test_count + 16 + ATTENTION_KINDS);
    buf_clear(&l->text);
    buf_reserve(&l->text, 64);
    for (size_t i = 0; i < l->field_count; i++)
        cells[i] = field_cell(l, r, l->fields[i], &used);
}

struct sheet record_list_sheet(struct record_list *l, const char *what, const char *name,
                               size_t most)
{
    return (struct sheet){.what = what,
                          .columns = l->columns,
                          .column_count = l->field_count,
                          .count = l->count,
                          .row = list_row,
                          .context = l,
                          .rows_name = name,
                          .text_rows = most};
}

/* ------------------------------------------------------------------- sorting */

struct sorted {
    const struct record *record;
    bool known;
    double number;
    struct slice text;
};

/* Texts that are put together are sorted by what they are made of. */
static struct sorted sorted_of(struct record_list *l, const struct record *r,
                               enum record_field field)
{
    struct sorted s = {.record = r};
    struct cell cell;
    size_t used = 0;

    if (field == FIELD_CHANGED || field == FIELD_TESTS_CHANGED) {
        s.known = field == FIELD_CHANGED ? r->known_change : r->known_staleness;
        s.number =
            (double)(field == FIELD_CHANGED ? r->change.last_s : r->tests_changed_s);
        return s;
    }
    texts_room(l, (size_t)r->test_count + 16 + ATTENTION_KINDS);
    cell = field_cell(l, r, field, &used);
    s.known = cell.known;
    switch (all_columns[field].type) {
    case CELL_NUMBER: s.number = (double)cell.number; break;
    case CELL_DECIMAL:
        s.known = cell.known && isfinite(cell.decimal);
        s.number = cell.decimal;
        break;
    case CELL_TRUTH: s.number = cell.truth; break;
    case CELL_LIST: s.number = (double)cell.list.count; break;
    case CELL_TEXT:
    case CELL_PATH: s.text = cell.text; break;
    }
    return s;
}

/* Records lie in path order. */
static int sorted_order(const void *left, const void *right)
{
    const struct sorted *a = left, *b = right;
    int order;

    if (a->known != b->known)
        return a->known ? -1 : 1;
    if (a->known && a->number != b->number)
        return a->number < b->number ? -1 : 1;
    order = a->known ? slice_compare(a->text, b->text) : 0;
    return order ? order : (a->record > b->record) - (a->record < b->record);
}

void record_list_sort(struct record_list *l, enum record_field field, bool descending)
{
    struct sorted *sorted = memory_calloc(l->count + 1, sizeof *sorted);

    for (size_t i = 0; i < l->count; i++) {
        sorted[i] = sorted_of(l, l->items[i], field);
        if (descending)
            sorted[i].number = -sorted[i].number;
    }
    qsort(sorted, l->count, sizeof *sorted, sorted_order);
    for (size_t i = 0; i < l->count; i++)
        l->items[i] = sorted[i].record;
    free(sorted);
}
