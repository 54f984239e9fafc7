#include "engine/base/memory.h"
#include "engine/codec/texts.h"
#include "engine/index/night_codec.h"
#include "engine/index/night_rows.h"

#include <stdlib.h>

struct numbers {
    struct number_row *items;
    size_t count, capacity;
};

struct writing {
    const struct night *night, *before;
    struct buf *out;

    uint32_t *numbers; /* of the night's modules, numbered through */
    struct numbers gone_modules;
    struct slice *new_names;
    size_t new_name_count;
    struct module_row *module_rows;
    size_t module_row_count;
    struct night_link *links; /* of these */
    size_t link_count, link_capacity;

    struct numbers gone_files, changed_files;
    const struct night_file **files; /* the changed ones, then the new ones */
    const struct night_file **new_files;
    struct slice *new_paths;
    size_t new_path_count;
    struct file_row *file_rows;
};

static void number_add(struct numbers *n, size_t number)
{
    n->items = memory_grow(n->items, &n->capacity, n->count + 1, sizeof *n->items);
    n->items[n->count++].number = (uint32_t)number;
}

/* ------------------------------------------------------------------ modules */

static void modules_number(struct writing *w)
{
    const struct night *n = w->night, *b = w->before;
    size_t i = 0, k = 0;

    w->numbers = memory_calloc(n->module_count + 1, sizeof *w->numbers);
    w->new_names = memory_calloc(n->module_count + 1, sizeof *w->new_names);
    while (i < n->module_count || k < b->module_count) {
        int order = i == n->module_count ? 1
                    : k == b->module_count
                        ? -1
                        : slice_compare(n->modules[i].name, b->modules[k].name);

        if (order > 0) {
            number_add(&w->gone_modules, k++);
        } else if (order == 0) {
            w->numbers[i++] = (uint32_t)k++;
        } else {
            w->numbers[i] = (uint32_t)(b->module_count + w->new_name_count);
            w->new_names[w->new_name_count++] = n->modules[i++].name;
        }
    }
}

static int link_order(const void *left, const void *right)
{
    uint32_t a = ((const struct night_link *)left)->to;
    uint32_t b = ((const struct night_link *)right)->to;

    return (a > b) - (a < b);
}

/* The module's links, numbered through, behind those that are there. */
static struct night_link *links_number(struct writing *w, const struct night_module *m)
{
    struct night_link *links;

    w->links = memory_grow(w->links, &w->link_capacity, w->link_count + m->link_count + 1,
                           sizeof *w->links);
    links = w->links + w->link_count;
    for (uint32_t i = 0; i < m->link_count; i++)
        links[i] = (struct night_link){w->numbers[m->links[i].to], m->links[i].at_load};
    if (m->link_count)
        qsort(links, m->link_count, sizeof *links, link_order);
    return links;
}

static bool links_same(const struct night_link *a, const struct night_link *b,
                       uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (a[i].to != b[i].to || a[i].at_load != b[i].at_load)
            return false;
    }
    return true;
}

static void modules_compare(struct writing *w)
{
    const struct night *n = w->night, *b = w->before;

    w->module_rows = memory_calloc(n->module_count + 1, sizeof *w->module_rows);
    for (size_t i = 0; i < n->module_count; i++) {
        const struct night_module *m = &n->modules[i];
        const struct night_link *links = links_number(w, m);
        uint32_t number = w->numbers[i];

        if (number < b->module_count && b->modules[number].link_count == m->link_count &&
            links_same(b->modules[number].links, links, m->link_count))
            continue;
        w->module_rows[w->module_row_count++] =
            (struct module_row){number, m->link_count};
        w->link_count += m->link_count;
    }
}

/* -------------------------------------------------------------------- files */

static uint32_t module_number(const struct writing *w, const struct night_file *file)
{
    return file->module == NIGHT_NO_MODULE ? 0 : w->numbers[file->module] + 1;
}

static bool functions_same(const struct night_file *a, const struct night_file *b)
{
    if (a->function_count != b->function_count)
        return false;
    for (uint32_t i = 0; i < a->function_count; i++) {
        const struct night_function *f = &a->functions[i], *g = &b->functions[i];

        if (f->cyclomatic != g->cyclomatic || f->lines != g->lines ||
            !slice_equal(f->name, g->name))
            return false;
    }
    return true;
}

static bool file_same(const struct writing *w, const struct night_file *file,
                      const struct night_file *before)
{
    uint32_t module = before->module == NIGHT_NO_MODULE ? 0 : before->module + 1;

    return file->key == before->key && module_number(w, file) == module &&
           file->category == before->category && file->flags == before->flags &&
           file->lines == before->lines && file->complexity == before->complexity &&
           file->fan_in == before->fan_in &&
           file->impact_hundredths == before->impact_hundredths &&
           file->lines_to_cover == before->lines_to_cover &&
           file->lines_covered == before->lines_covered && functions_same(file, before);
}

static struct file_row row_of(const struct writing *w, const struct night_file *file,
                              const struct night_file *before)
{
    bool same = before && functions_same(file, before);

    return (struct file_row){.module = module_number(w, file),
                             .lines = file->lines,
                             .complexity = file->complexity,
                             .fan_in = file->fan_in,
                             .lines_to_cover = file->lines_to_cover,
                             .lines_covered = file->lines_covered,
                             .impact_hundredths = file->impact_hundredths,
                             .function_count = same ? 0 : file->function_count,
                             .category = file->category,
                             .flags = file->flags,
                             .same_functions = same};
}

static void files_sort_out(struct writing *w)
{
    const struct night *n = w->night, *b = w->before;
    size_t i = 0, k = 0;

    while (i < n->file_count || k < b->file_count) {
        int order = i == n->file_count ? 1
                    : k == b->file_count
                        ? -1
                        : slice_compare(n->files[i].path, b->files[k].path);

        if (order > 0) {
            number_add(&w->gone_files, k++);
        } else if (order < 0) {
            w->new_files[w->new_path_count] = &n->files[i];
            w->new_paths[w->new_path_count++] = n->files[i++].path;
        } else {
            if (!file_same(w, &n->files[i], &b->files[k])) {
                w->files[w->changed_files.count] = &n->files[i];
                number_add(&w->changed_files, k);
            }
            i++, k++;
        }
    }
}

static void files_compare(struct writing *w)
{
    const struct night *n = w->night;
    size_t count;

    w->files = memory_calloc(n->file_count + 1, sizeof *w->files);
    w->new_files = memory_calloc(n->file_count + 1, sizeof *w->new_files);
    w->new_paths = memory_calloc(n->file_count + 1, sizeof *w->new_paths);
    files_sort_out(w);
    count = w->changed_files.count;
    memcpy(w->files + count, w->new_files, w->new_path_count * sizeof *w->files);
    w->file_rows = memory_calloc(count + w->new_path_count + 1, sizeof *w->file_rows);
    for (size_t i = 0; i < count; i++)
        w->file_rows[i] =
            row_of(w, w->files[i], &w->before->files[w->changed_files.items[i].number]);
    for (size_t i = count; i < count + w->new_path_count; i++)
        w->file_rows[i] = row_of(w, w->files[i], NULL);
}

/* ------------------------------------------------------------------ message */

static void columns_add(struct writing *w, const char *name, const struct column *table,
                        const void *structs, size_t count, size_t bytes)
{
    struct buf columns = {0};

    columns_write(&columns, table, structs, count, bytes);
    wire_bytes(w->out, name, buf_slice(&columns));
    buf_release(&columns);
}

static void numbers_add(struct writing *w, const char *count_name, const char *name,
                        const struct numbers *n)
{
    wire_number(w->out, count_name, n->count);
    columns_add(w, name, night_number_columns, n->items, n->count, sizeof *n->items);
}

static void texts_add(struct writing *w, const char *name, const struct slice *first,
                      size_t count, size_t stride)
{
    struct buf texts = {0};

    texts_write(&texts, first, count, stride);
    wire_bytes(w->out, name, buf_slice(&texts));
    buf_release(&texts);
}

static void categories_add(struct writing *w)
{
    struct buf names = {0};

    for (int i = 0; i < CATEGORY_COUNT; i++) {
        buf_add_text(&names, category_name((enum category)i));
        buf_add_char(&names, '\0');
    }
    wire_bytes(w->out, "categories", buf_slice(&names));
    buf_release(&names);
}

static void modules_add(struct writing *w)
{
    wire_number(w->out, "modules_before", w->before->module_count);
    numbers_add(w, "gone_module_count", "gone_modules", &w->gone_modules);
    wire_number(w->out, "new_module_count", w->new_name_count);
    texts_add(w, "new_modules", w->new_names, w->new_name_count, sizeof *w->new_names);
    wire_number(w->out, "module_row_count", w->module_row_count);
    columns_add(w, "module_rows", night_module_columns, w->module_rows,
                w->module_row_count, sizeof *w->module_rows);
    wire_number(w->out, "link_count", w->link_count);
    columns_add(w, "links", night_link_columns, w->links, w->link_count,
                sizeof *w->links);
}

/* Those of all rows, one behind the other. */
static void functions_add(struct writing *w, size_t rows)
{
    struct night_function *all;
    size_t count = 0;

    for (size_t i = 0; i < rows; i++)
        count += w->file_rows[i].function_count;
    all = memory_calloc(count + 1, sizeof *all);
    count = 0;
    for (size_t i = 0; i < rows; i++) {
        for (uint32_t k = 0; k < w->file_rows[i].function_count; k++)
            all[count++] = w->files[i]->functions[k];
    }
    wire_number(w->out, "function_count", count);
    texts_add(w, "function_names", &all->name, count, sizeof *all);
    columns_add(w, "functions", night_function_columns, all, count, sizeof *all);
    free(all);
}

static void files_add(struct writing *w)
{
    size_t rows = w->changed_files.count + w->new_path_count;
    struct buf keys = {0};

    for (size_t i = 0; i < rows; i++)
        buf_add(&keys, (struct slice){(const char *)&w->files[i]->key, sizeof(uint64_t)});
    wire_number(w->out, "files_before", w->before->file_count);
    numbers_add(w, "gone_file_count", "gone_files", &w->gone_files);
    numbers_add(w, "changed_file_count", "changed_files", &w->changed_files);
    wire_number(w->out, "new_file_count", w->new_path_count);
    texts_add(w, "new_paths", w->new_paths, w->new_path_count, sizeof *w->new_paths);
    wire_bytes(w->out, "keys", buf_slice(&keys));
    columns_add(w, "file_rows", night_file_columns, w->file_rows, rows,
                sizeof *w->file_rows);
    functions_add(w, rows);
    buf_release(&keys);
}

static void writing_release(struct writing *w)
{
    free(w->numbers);
    free(w->gone_modules.items);
    free(w->new_names);
    free(w->module_rows);
    free(w->links);
    free(w->gone_files.items);
    free(w->changed_files.items);
    free(w->files);
    free(w->new_files);
    free(w->new_paths);
    free(w->file_rows);
}

void night_write(struct buf *out, const struct night *n, const struct night *before)
{
    struct writing w = {.night = n, .before = before, .out = out};

    modules_number(&w);
    modules_compare(&w);
    files_compare(&w);
    wire_map(out, 23);
    wire_number(out, "schema", NIGHT_SCHEMA);
    categories_add(&w);
    modules_add(&w);
    files_add(&w);
    writing_release(&w);
}
