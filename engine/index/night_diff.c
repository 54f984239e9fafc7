#include "engine/index/night_diff.h"

#include "engine/base/memory.h"
#include "engine/index/night_diff_graph.h"

#include <stdlib.h>

const char *cycle_change_name(enum cycle_change change)
{
    static const char *const names[] = {"new", "grown", "changed", "shrunk", "gone"};

    return names[change];
}

/* ------------------------------------------------------------------ numbers */

int diff_number_worse(const struct diff_number *n)
{
    bool more = n->after.thousandths > n->before.thousandths;

    if (!n->before.known || !n->after.known || n->better == BETTER_NEITHER ||
        n->after.thousandths == n->before.thousandths)
        return 0;
    return more == (n->better == BETTER_LESS) ? 1 : -1;
}

static void number_add(struct night_diff *d, struct slice name, const char *title,
                       enum night_better better)
{
    d->numbers[d->number_count++] =
        (struct diff_number){name, title, better, night_value(&d->before->head, name),
                             night_value(&d->after->head, name)};
}

static bool is_of_rule(const struct night_number *n)
{
    return slice_starts(n->name, slice_of("rule."));
}

static void numbers_compare(struct night_diff *d)
{
    const struct night_head *a = &d->before->head, *b = &d->after->head;

    d->numbers = arena_array(&d->memory, struct diff_number,
                             NIGHT_METRICS + a->number_count + b->number_count);
    for (size_t i = 0; i < NIGHT_METRICS; i++)
        number_add(d, slice_of(night_metrics[i].name), night_metrics[i].title,
                   night_metrics[i].better);
    for (size_t i = 0; i < b->number_count; i++) {
        if (is_of_rule(&b->numbers[i]))
            number_add(d, b->numbers[i].name, NULL, BETTER_LESS);
    }
    for (size_t i = 0; i < a->number_count; i++) {
        if (is_of_rule(&a->numbers[i]) && !night_value(b, a->numbers[i].name).known)
            number_add(d, a->numbers[i].name, NULL, BETTER_LESS);
    }
}

/* -------------------------------------------------------------------- files */

static void file_add(struct diff_files *list, struct diff_file file)
{
    list->items =
        memory_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items[list->count++] = file;
}

static void files_pair(struct night_diff *d, struct diff_files *pairs)
{
    const struct night *a = d->before, *b = d->after;
    size_t i = 0, k = 0;

    while (i < a->file_count || k < b->file_count) {
        int order = i == a->file_count ? 1
                    : k == b->file_count
                        ? -1
                        : slice_compare(a->files[i].path, b->files[k].path);

        if (order < 0) {
            file_add(&d->files_gone, (struct diff_file){&a->files[i++], NULL});
        } else if (order > 0) {
            file_add(&d->files_new, (struct diff_file){NULL, &b->files[k++]});
        } else {
            d->files_changed += a->files[i].key != b->files[k].key;
            file_add(pairs, (struct diff_file){&a->files[i++], &b->files[k++]});
        }
    }
}

static const struct night_file *there(const struct diff_file *file)
{
    return file->after ? file->after : file->before;
}

/* By content; of one content by path, in which order they come. */
static int content_order(const void *left, const void *right)
{
    const struct night_file *a = there(left), *b = there(right);

    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return slice_compare(a->path, b->path);
}

static int path_order(const void *left, const void *right)
{
    return slice_compare(there(left)->path, there(right)->path);
}

static void files_sort(struct diff_files *list,
                       int (*order)(const void *left, const void *right))
{
    if (list->count)
        qsort(list->items, list->count, sizeof *list->items, order);
}

/* Many files have nothing in them: which of them moved where nobody can say. */
static bool has_content(const struct night_file *file)
{
    return file->lines > 0;
}

static void moved_take(struct night_diff *d, struct diff_files *pairs)
{
    struct diff_files *gone = &d->files_gone, *new = &d->files_new;
    size_t i = 0, k = 0, gone_left = 0, new_left = 0;

    while (i < gone->count && k < new->count) {
        const struct night_file *a = gone->items[i].before, *b = new->items[k].after;

        if (a->key == b->key && has_content(b)) {
            file_add(&d->files_moved, (struct diff_file){a, b});
            file_add(pairs, (struct diff_file){a, b});
            i++, k++;
        } else if (a->key <= b->key) {
            gone->items[gone_left++] = gone->items[i++];
        } else {
            new->items[new_left++] = new->items[k++];
        }
    }
    while (i < gone->count)
        gone->items[gone_left++] = gone->items[i++];
    while (k < new->count)
        new->items[new_left++] = new->items[k++];
    gone->count = gone_left;
    new->count = new_left;
}

static void moved_find(struct night_diff *d, struct diff_files *pairs)
{
    files_sort(&d->files_gone, content_order);
    files_sort(&d->files_new, content_order);
    moved_take(d, pairs);
    files_sort(&d->files_gone, path_order);
    files_sort(&d->files_new, path_order);
    files_sort(&d->files_moved, path_order);
}

/* ------------------------------------------------------- what became of files */

static void states_compare(struct night_diff *d, struct diff_file f)
{
    unsigned before = f.before->flags, after = f.after->flags;
    unsigned lost = before & ~after, got = after & ~before;
    bool both_known = before & after & NIGHT_KNOWN_STALENESS;

    if (got & NIGHT_UNTESTED)
        file_add(&d->untested, f);
    if (lost & NIGHT_UNTESTED && after & NIGHT_NEEDS_TESTS)
        file_add(&d->tested, f);
    if (both_known && got & NIGHT_STALE)
        file_add(&d->stale, f);
    if (both_known && lost & NIGHT_STALE)
        file_add(&d->refreshed, f);
    if (got & NIGHT_PARTIAL)
        file_add(&d->partial, f);
    if (lost & NIGHT_PARTIAL)
        file_add(&d->repaired, f);
}

static void new_state_say(struct night_diff *d, struct diff_file f)
{
    if (f.after->flags & NIGHT_UNTESTED)
        file_add(&d->untested, f);
    if (f.after->flags & NIGHT_PARTIAL)
        file_add(&d->partial, f);
}

/* ---------------------------------------------------------------- functions */

static void function_add(struct diff_functions *list, const struct night_file *file,
                         const struct night_function *before,
                         const struct night_function *after)
{
    list->items =
        memory_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items[list->count++] = (struct diff_function){file, before, after};
}

static void function_compare(struct night_diff *d, const struct night_file *file,
                             const struct night_function *before,
                             const struct night_function *after)
{
    if (after->cyclomatic > before->cyclomatic)
        function_add(&d->worse, file, before, after);
    if (after->cyclomatic < before->cyclomatic)
        function_add(&d->better, file, before, after);
}

static void functions_compare(struct night_diff *d, struct diff_file f)
{
    const struct night_file *a = f.before, *b = f.after;
    uint32_t i = 0, k = 0;

    if (!(a->flags & b->flags & NIGHT_PARSED))
        return;
    while (i < a->function_count || k < b->function_count) {
        int order = i == a->function_count ? 1
                    : k == b->function_count
                        ? -1
                        : slice_compare(a->functions[i].name, b->functions[k].name);

        if (order < 0)
            function_add(&d->functions_gone, a, &a->functions[i++], NULL);
        else if (order > 0)
            function_add(&d->functions_new, b, NULL, &b->functions[k++]);
        else
            function_compare(d, b, &a->functions[i++], &b->functions[k++]);
    }
}

static uint32_t weight_of(const struct diff_function *f)
{
    uint32_t before = f->before ? f->before->cyclomatic : 0;
    uint32_t after = f->after ? f->after->cyclomatic : 0;

    return before > after ? before - after : after - before;
}

static int function_order(const void *left, const void *right)
{
    const struct diff_function *a = left, *b = right;
    const struct night_function *f = a->after ? a->after : a->before;
    const struct night_function *g = b->after ? b->after : b->before;
    int order = slice_compare(a->file->path, b->file->path);

    if (weight_of(a) != weight_of(b))
        return weight_of(a) > weight_of(b) ? -1 : 1;
    order = order ? order : slice_compare(f->name, g->name);
    return order ? order : (f > g) - (f < g);
}

static void functions_sort(struct diff_functions *list)
{
    if (list->count)
        qsort(list->items, list->count, sizeof *list->items, function_order);
}

/* --------------------------------------------------------------------- diff */

static void pairs_compare(struct night_diff *d, const struct diff_files *pairs)
{
    for (size_t i = 0; i < pairs->count; i++) {
        states_compare(d, pairs->items[i]);
        functions_compare(d, pairs->items[i]);
    }
    for (size_t i = 0; i < d->files_new.count; i++) {
        const struct night_file *file = d->files_new.items[i].after;

        new_state_say(d, d->files_new.items[i]);
        for (uint32_t k = 0; k < file->function_count; k++)
            function_add(&d->functions_new, file, NULL, &file->functions[k]);
    }
    for (size_t i = 0; i < d->files_gone.count; i++) {
        const struct night_file *file = d->files_gone.items[i].before;

        for (uint32_t k = 0; k < file->function_count; k++)
            function_add(&d->functions_gone, file, &file->functions[k], NULL);
    }
}

void night_diff_make(struct night_diff *d, const struct night *before,
                     const struct night *after, unsigned folder_depth)
{
    struct diff_files pairs = {0};

    *d = (struct night_diff){.before = before,
                             .after = after,
                             .rules_changed = before->head.rules != after->head.rules,
                             .asked_changed = before->head.asked != after->head.asked};
    numbers_compare(d);
    files_pair(d, &pairs);
    moved_find(d, &pairs);
    pairs_compare(d, &pairs);
    files_sort(&d->untested, path_order);
    files_sort(&d->tested, path_order);
    files_sort(&d->stale, path_order);
    files_sort(&d->refreshed, path_order);
    files_sort(&d->partial, path_order);
    files_sort(&d->repaired, path_order);
    functions_sort(&d->functions_new);
    functions_sort(&d->functions_gone);
    functions_sort(&d->worse);
    functions_sort(&d->better);
    night_diff_graph(d, folder_depth);
    free(pairs.items);
}

void night_diff_release(struct night_diff *d)
{
    free(d->files_new.items);
    free(d->files_gone.items);
    free(d->files_moved.items);
    free(d->untested.items);
    free(d->tested.items);
    free(d->stale.items);
    free(d->refreshed.items);
    free(d->partial.items);
    free(d->repaired.items);
    free(d->functions_new.items);
    free(d->functions_gone.items);
    free(d->worse.items);
    free(d->better.items);
    free(d->edges_new.items);
    free(d->edges_gone.items);
    free(d->packages_new.items);
    free(d->packages_gone.items);
    free(d->cycles.items);
    arena_release(&d->memory);
    *d = (struct night_diff){0};
}
