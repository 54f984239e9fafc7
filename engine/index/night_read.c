#include "engine/base/memory.h"
#include "engine/codec/texts.h"
#include "engine/index/night_codec.h"
#include "engine/index/night_rows.h"

#include <stdlib.h>

/* The message as structs. Of what it says of the night before and of itself nothing is
 * believed before it was compared with what there is. */
struct reading {
    const struct wire *wire;
    struct night *night;

    struct number_row *gone_modules, *gone_files, *changed_files;
    size_t gone_module_count, gone_file_count, changed_file_count;
    struct slice *new_names, *new_paths;
    size_t new_name_count, new_path_count;
    struct module_row *module_rows;
    size_t module_row_count;
    struct night_link *links;
    size_t link_count;
    struct slice keys;
    struct file_row *file_rows;
    size_t file_row_count;
    struct night_function *functions; /* in the night's memory */
    size_t function_count;
    enum category categories[256];
    size_t category_count;

    uint32_t *numbers; /* where the modules numbered through are; NIGHT_NO_MODULE: gone */
};

/* ------------------------------------------------------------------ message */

/* `count` structs, for the caller to free; NULL: the columns don't hold just them. */
static void *structs_of(const struct wire *wire, const char *name,
                        const struct column *table, size_t count, size_t bytes)
{
    struct slice left;
    void *structs;

    if (!wire_get_bytes(wire, name, &left) || count > left.len)
        return NULL;
    structs = memory_calloc(count + 1, bytes);
    if (columns_read(&left, table, structs, count, bytes) && !left.len)
        return structs;
    free(structs);
    return NULL;
}

static bool count_read(const struct wire *wire, const char *name, size_t *count)
{
    uint64_t number;

    if (!wire_get_number(wire, name, UINT32_MAX - 1, &number))
        return false;
    *count = (size_t)number;
    return true;
}

/* Numbers below `most`, ascending. */
static bool numbers_read(const struct wire *wire, const char *count_name,
                         const char *name, size_t most, struct number_row **numbers,
                         size_t *count)
{
    if (!count_read(wire, count_name, count))
        return false;
    *numbers = structs_of(wire, name, night_number_columns, *count, sizeof **numbers);
    for (size_t i = 0; *numbers && i < *count; i++) {
        if ((*numbers)[i].number >= most ||
            (i && (*numbers)[i].number <= (*numbers)[i - 1].number))
            return false;
    }
    return *numbers;
}

static bool new_texts_read(struct reading *r, const char *count_name, const char *name,
                           struct slice **texts, size_t *count)
{
    struct slice bytes;

    if (!count_read(r->wire, count_name, count) ||
        !wire_get_bytes(r->wire, name, &bytes) || *count > bytes.len)
        return false;
    *texts = memory_calloc(*count + 1, sizeof **texts);
    return texts_read(bytes, *texts, *count, sizeof **texts, &r->night->memory);
}

static bool is_before(const struct wire *wire, const char *name, size_t count)
{
    size_t said;

    return count_read(wire, name, &said) && said == count;
}

static bool modules_message(struct reading *r)
{
    size_t count = r->night->module_count;

    if (!is_before(r->wire, "modules_before", count) ||
        !numbers_read(r->wire, "gone_module_count", "gone_modules", count,
                      &r->gone_modules, &r->gone_module_count) ||
        !new_texts_read(r, "new_module_count", "new_modules", &r->new_names,
                        &r->new_name_count) ||
        !count_read(r->wire, "module_row_count", &r->module_row_count) ||
        !count_read(r->wire, "link_count", &r->link_count))
        return false;
    r->module_rows = structs_of(r->wire, "module_rows", night_module_columns,
                                r->module_row_count, sizeof *r->module_rows);
    r->links =
        structs_of(r->wire, "links", night_link_columns, r->link_count, sizeof *r->links);
    return r->module_rows && r->links &&
           count + r->new_name_count - r->gone_module_count < NIGHT_NO_MODULE;
}

static bool functions_message(struct reading *r)
{
    struct slice names, columns;

    if (!count_read(r->wire, "function_count", &r->function_count) ||
        !wire_get_bytes(r->wire, "function_names", &names) ||
        !wire_get_bytes(r->wire, "functions", &columns) ||
        r->function_count > names.len || r->function_count > columns.len)
        return false;
    r->functions =
        arena_array(&r->night->memory, struct night_function, r->function_count + 1);
    return texts_read(names, &r->functions->name, r->function_count, sizeof *r->functions,
                      &r->night->memory) &&
           columns_read(&columns, night_function_columns, r->functions, r->function_count,
                        sizeof *r->functions) &&
           !columns.len;
}

static bool files_message(struct reading *r)
{
    size_t count = r->night->file_count;

    if (!is_before(r->wire, "files_before", count) ||
        !numbers_read(r->wire, "gone_file_count", "gone_files", count, &r->gone_files,
                      &r->gone_file_count) ||
        !numbers_read(r->wire, "changed_file_count", "changed_files", count,
                      &r->changed_files, &r->changed_file_count) ||
        !new_texts_read(r, "new_file_count", "new_paths", &r->new_paths,
                        &r->new_path_count) ||
        !wire_get_bytes(r->wire, "keys", &r->keys))
        return false;
    r->file_row_count = r->changed_file_count + r->new_path_count;
    r->file_rows = structs_of(r->wire, "file_rows", night_file_columns, r->file_row_count,
                              sizeof *r->file_rows);
    return r->file_rows && r->keys.len == r->file_row_count * sizeof(uint64_t) &&
           functions_message(r);
}

/* A category that this program doesn't have is unknown to it. */
static bool categories_message(struct reading *r)
{
    struct slice left, name;

    if (!wire_get_bytes(r->wire, "categories", &left))
        return false;
    while (slice_cut(&left, '\0', &name)) {
        char text[32] = "";

        if (r->category_count == sizeof r->categories / sizeof *r->categories)
            return false;
        if (name.len < sizeof text)
            memcpy(text, name.data, name.len);
        r->categories[r->category_count] = CATEGORY_UNKNOWN;
        category_of_name(text, &r->categories[r->category_count++]);
    }
    return true;
}

static bool message_read(struct reading *r)
{
    uint64_t schema;

    return wire_get_number(r->wire, "schema", NIGHT_SCHEMA, &schema) &&
           schema == NIGHT_SCHEMA && categories_message(r) && modules_message(r) &&
           files_message(r);
}

/* ------------------------------------------------------------------ modules */

/* Old ones that stay and new ones, merged by name; r->numbers says where each went. */
static bool modules_merge(struct reading *r, struct night_module *merged, size_t count)
{
    struct night *n = r->night;
    size_t old = 0, gone = 0, new = 0;

    for (size_t i = 0; i < count; i++) {
        while (gone < r->gone_module_count && r->gone_modules[gone].number == old)
            gone++, old++;
        if (new == r->new_name_count ||
            (old < n->module_count &&
             slice_compare(n->modules[old].name, r->new_names[new]) < 0)) {
            r->numbers[old] = (uint32_t)i;
            merged[i] = n->modules[old++];
        } else {
            r->numbers[n->module_count + new] = (uint32_t)i;
            merged[i] = (struct night_module){.name = r->new_names[new ++]};
        }
        if (i && slice_compare(merged[i - 1].name, merged[i].name) >= 0)
            return false;
    }
    return true;
}

static int link_order(const void *left, const void *right)
{
    uint32_t a = ((const struct night_link *)left)->to;
    uint32_t b = ((const struct night_link *)right)->to;

    return (a > b) - (a < b);
}

/* Gives the links the numbers that modules have now. Those that stay keep their order. */
static bool links_move(const struct reading *r, struct night_link *links, uint32_t count,
                       size_t most)
{
    for (uint32_t i = 0; i < count; i++) {
        if (links[i].to >= most || r->numbers[links[i].to] == NIGHT_NO_MODULE)
            return false;
        links[i].to = r->numbers[links[i].to];
    }
    return true;
}

static bool links_are_sound(const struct night_module *m, uint32_t number)
{
    for (uint32_t i = 0; i < m->link_count; i++) {
        if (m->links[i].to == number || (i && m->links[i].to <= m->links[i - 1].to))
            return false;
    }
    return true;
}

/* What the message says of a module; nothing is left of what was before. */
static bool module_row_take(struct reading *r, const struct module_row *row, size_t *at,
                            struct night_module *merged)
{
    size_t all = r->night->module_count + r->new_name_count;
    struct night_module *m;

    if (row->module >= all || r->numbers[row->module] == NIGHT_NO_MODULE ||
        row->link_count > r->link_count - *at)
        return false;
    m = &merged[r->numbers[row->module]];
    m->links =
        arena_array(&r->night->memory, struct night_link, (size_t)row->link_count + 1);
    m->link_count = row->link_count;
    if (row->link_count)
        memcpy(m->links, r->links + *at, row->link_count * sizeof *m->links);
    *at += row->link_count;
    if (!links_move(r, m->links, m->link_count, all))
        return false;
    if (m->link_count)
        qsort(m->links, m->link_count, sizeof *m->links, link_order);
    return links_are_sound(m, r->numbers[row->module]);
}

static bool modules_link(struct reading *r, struct night_module *merged, size_t count)
{
    bool *said = memory_calloc(count + 1, sizeof *said);
    bool sound = true;
    size_t at = 0, all = r->night->module_count + r->new_name_count;

    for (size_t i = 0; i < r->module_row_count; i++) {
        uint32_t module = r->module_rows[i].module;

        if (module < all && r->numbers[module] != NIGHT_NO_MODULE)
            said[r->numbers[module]] = true;
    }
    for (size_t i = 0; sound && i < count; i++)
        sound = said[i] || links_move(r, merged[i].links, merged[i].link_count, all);
    for (size_t i = 0; sound && i < r->module_row_count; i++)
        sound = module_row_take(r, &r->module_rows[i], &at, merged);
    free(said);
    return sound && at == r->link_count;
}

static bool modules_take(struct reading *r)
{
    struct night *n = r->night;
    size_t all = n->module_count + r->new_name_count;
    size_t count = all - r->gone_module_count;
    struct night_module *merged = memory_calloc(count + 1, sizeof *merged);

    r->numbers = memory_alloc((all + 1) * sizeof *r->numbers);
    memset(r->numbers, 0xff, (all + 1) * sizeof *r->numbers);
    if (!modules_merge(r, merged, count) || !modules_link(r, merged, count)) {
        free(merged);
        return false;
    }
    free(n->modules);
    n->modules = merged;
    return true;
}

/* -------------------------------------------------------------------- files */

static bool functions_give(struct reading *r, const struct file_row *row, size_t *at,
                           struct night_file *file)
{
    const struct night_function *f = r->functions + *at;

    if (row->same_functions)
        return !row->function_count;
    if (row->function_count > r->function_count - *at)
        return false;
    for (uint32_t i = 1; i < row->function_count; i++) {
        if (slice_compare(f[i - 1].name, f[i].name) > 0)
            return false;
    }
    file->functions = f;
    file->function_count = row->function_count;
    *at += row->function_count;
    return true;
}

/* `all` is how many modules are numbered through. */
static bool file_fill(struct reading *r, size_t number, size_t *at, size_t all,
                      struct night_file *file)
{
    const struct file_row *row = &r->file_rows[number];

    if (row->module > all || row->category >= r->category_count ||
        row->flags & ~NIGHT_FLAGS || row->lines_covered > row->lines_to_cover)
        return false;
    memcpy(&file->key, r->keys.data + number * sizeof file->key, sizeof file->key);
    file->module = row->module ? r->numbers[row->module - 1] : NIGHT_NO_MODULE;
    file->category = (uint8_t)r->categories[row->category];
    file->flags = row->flags;
    file->lines = row->lines;
    file->complexity = row->complexity;
    file->fan_in = row->fan_in;
    file->impact_hundredths = row->impact_hundredths;
    file->lines_to_cover = row->lines_to_cover;
    file->lines_covered = row->lines_covered;
    return functions_give(r, row, at, file) &&
           (!row->module || file->module != NIGHT_NO_MODULE);
}

/* Old ones that stay and new ones, merged by path. */
static bool files_merge(const struct reading *r, const struct night_file *new_files,
                        struct night_file *merged, size_t count)
{
    const struct night *n = r->night;
    size_t old = 0, gone = 0, new = 0;

    for (size_t i = 0; i < count; i++) {
        while (gone < r->gone_file_count && r->gone_files[gone].number == old)
            gone++, old++;
        if (new == r->new_path_count ||
            (old < n->file_count &&
             slice_compare(n->files[old].path, new_files[new].path) < 0))
            merged[i] = n->files[old++];
        else
            merged[i] = new_files[new ++];
        if (!merged[i].path.len ||
            (i && slice_compare(merged[i - 1].path, merged[i].path) >= 0))
            return false;
    }
    return true;
}

/* Modules of files that the message doesn't name have other numbers now. */
static bool old_files_move(struct reading *r)
{
    struct night *n = r->night;
    size_t gone = 0, changed = 0;

    for (size_t i = 0; i < n->file_count; i++) {
        bool is_gone = gone < r->gone_file_count && r->gone_files[gone].number == i;
        bool is_changed =
            changed < r->changed_file_count && r->changed_files[changed].number == i;

        gone += is_gone;
        changed += is_changed;
        if (is_gone && is_changed)
            return false;
        if (is_gone || is_changed || n->files[i].module == NIGHT_NO_MODULE)
            continue;
        n->files[i].module = r->numbers[n->files[i].module];
        if (n->files[i].module == NIGHT_NO_MODULE)
            return false;
    }
    return true;
}

static bool files_fill(struct reading *r, struct night_file *new_files, size_t all)
{
    size_t at = 0;

    for (size_t i = 0; i < r->changed_file_count; i++) {
        if (!file_fill(r, i, &at, all, &r->night->files[r->changed_files[i].number]))
            return false;
    }
    for (size_t i = 0; i < r->new_path_count; i++) {
        new_files[i].path = r->new_paths[i];
        if (r->file_rows[r->changed_file_count + i].same_functions ||
            !file_fill(r, r->changed_file_count + i, &at, all, &new_files[i]))
            return false;
    }
    return at == r->function_count;
}

/* `all`: modules numbered through. */
static bool files_take(struct reading *r, size_t all)
{
    struct night *n = r->night;
    size_t count = n->file_count + r->new_path_count - r->gone_file_count;
    struct night_file *new_files =
        memory_calloc(r->new_path_count + 1, sizeof *new_files);
    struct night_file *merged = memory_calloc(count + 1, sizeof *merged);
    bool sound = old_files_move(r) && files_fill(r, new_files, all) &&
                 files_merge(r, new_files, merged, count);

    free(new_files);
    if (!sound) {
        free(merged);
        return false;
    }
    free(n->files);
    n->files = merged;
    n->file_count = count;
    return true;
}

/* -------------------------------------------------------------------- night */

static void reading_release(struct reading *r)
{
    free(r->gone_modules);
    free(r->gone_files);
    free(r->changed_files);
    free(r->new_names);
    free(r->new_paths);
    free(r->module_rows);
    free(r->links);
    free(r->file_rows);
    free(r->numbers);
}

bool night_read(struct wire *wire, struct slice bytes, struct night *n)
{
    struct reading r = {.wire = wire, .night = n};
    bool read = wire_read(wire, bytes) && message_read(&r) && modules_take(&r);
    size_t all = n->module_count + r.new_name_count;

    read = read && files_take(&r, all);
    if (read)
        n->module_count = all - r.gone_module_count;
    reading_release(&r);
    return read;
}
