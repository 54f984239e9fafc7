#include "engine/codec/facts_codec.h"

#include "engine/base/memory.h"
#include "engine/codec/columns.h"

#include <stdlib.h>
#include <string.h>

static const struct column file_columns[] = {
    COLUMN(struct facts, lines.physical),
    COLUMN(struct facts, lines.code),
    COLUMN(struct facts, lines.comment),
    COLUMN(struct facts, lines.blank),
    COLUMN(struct facts, lines.docstring),
    COLUMN(struct facts, function_count),
    COLUMN(struct facts, class_count),
    COLUMN(struct facts, import_count),
    COLUMN(struct facts, allowance_count),
    COLUMN(struct facts, test_count),
    COLUMN(struct facts, docstring_count),
    COLUMN(struct facts, documentable_count),
    COLUMN(struct facts, hint_count),
    COLUMN(struct facts, hintable_count),
    COLUMN(struct facts, module_cyclomatic),
    COLUMN(struct facts, branch_weight),
    COLUMN_FLAG(struct facts, has_docstrings),
    COLUMN_FLAG(struct facts, has_type_hints),
    COLUMN_FLAG(struct facts, generated),
    COLUMN_FLAG(struct facts, partial),
    COLUMN(struct facts, error_line),
    COLUMN(struct facts, text_bytes),
    {0},
};

static const struct column function_columns[] = {
    COLUMN_DIFFERENCES(struct function, name),
    COLUMN_DIFFERENCES(struct function, bare_name),
    COLUMN_DIFFERENCES(struct function, start_byte),
    COLUMN_DIFFERENCES(struct function, end_byte),
    COLUMN_DIFFERENCES(struct function, line),
    COLUMN_DIFFERENCES(struct function, end_line),
    COLUMN_DIFFERENCES(struct function, owner),
    COLUMN(struct function, cyclomatic),
    COLUMN(struct function, parameters),
    COLUMN(struct function, hinted_parameters),
    COLUMN(struct function, decorators),
    COLUMN(struct function, depth),
    COLUMN(struct function, flags),
    {0},
};

static const struct column class_columns[] = {
    COLUMN_DIFFERENCES(struct class_facts, name),
    COLUMN_DIFFERENCES(struct class_facts, start_byte),
    COLUMN_DIFFERENCES(struct class_facts, end_byte),
    COLUMN_DIFFERENCES(struct class_facts, line),
    COLUMN_DIFFERENCES(struct class_facts, end_line),
    COLUMN(struct class_facts, cyclomatic),
    COLUMN_DIFFERENCES(struct class_facts, base_names),
    COLUMN(struct class_facts, base_name_count),
    COLUMN(struct class_facts, methods),
    COLUMN(struct class_facts, bases),
    COLUMN(struct class_facts, decorators),
    COLUMN(struct class_facts, depth),
    COLUMN(struct class_facts, flags),
    {0},
};

static const struct column import_columns[] = {
    COLUMN_DIFFERENCES(struct import, module),
    COLUMN_DIFFERENCES(struct import, names),
    COLUMN(struct import, name_count),
    COLUMN_DIFFERENCES(struct import, aliases),
    COLUMN_DIFFERENCES(struct import, line),
    COLUMN(struct import, column),
    COLUMN(struct import, level),
    COLUMN(struct import, flags),
    {0},
};

static const struct column allowance_columns[] = {
    COLUMN_DIFFERENCES(struct allowance_text, text),
    COLUMN_DIFFERENCES(struct allowance_text, line),
    COLUMN_DIFFERENCES(struct allowance_text, for_line),
    {0},
};

uint64_t facts_schema_hash(void)
{
    return columns_hash(file_columns) ^ 3 * columns_hash(function_columns) ^
           5 * columns_hash(class_columns) ^ 7 * columns_hash(import_columns) ^
           11 * columns_hash(allowance_columns);
}

/* ------------------------------------------------------------------ write */

/* What is counted over the files of a block. */
struct sums {
    size_t functions, classes, imports, allowances, text_bytes;
};

/* `more` of something that there are `sum` of already. False: too many. */
static bool add_up(size_t *sum, uint32_t more)
{
    *sum += more;
    return *sum <= UINT32_MAX;
}

static bool sums_add(struct sums *sums, const struct facts *f)
{
    return add_up(&sums->functions, f->function_count) &&
           add_up(&sums->classes, f->class_count) &&
           add_up(&sums->imports, f->import_count) &&
           add_up(&sums->allowances, f->allowance_count) &&
           add_up(&sums->text_bytes, f->text_bytes);
}

/* All files' structs of one sort in a row. */
static void structs_write(struct buf *out, const struct facts *const *facts, size_t count,
                          size_t array_offset, size_t count_offset, size_t bytes,
                          const struct column *table, size_t total)
{
    char *all = memory_alloc(total * bytes + 1), *to = all;

    for (size_t i = 0; i < count; i++) {
        const void *items;
        uint32_t item_count;

        memcpy(&items, (const char *)facts[i] + array_offset, sizeof items);
        memcpy(&item_count, (const char *)facts[i] + count_offset, sizeof item_count);
        if (item_count)
            memcpy(to, items, item_count * bytes);
        to += item_count * bytes;
    }
    columns_write(out, table, all, total, bytes);
    free(all);
}

#define STRUCTS_WRITE(out, facts, count, array, number, table, total)                 \
    structs_write(out, facts, count, offsetof(struct facts, array),                   \
                  offsetof(struct facts, number), sizeof *((struct facts *)0)->array, \
                  table, total)

static void files_write(struct buf *out, const struct facts *const *facts, size_t count)
{
    struct facts *copies = memory_alloc(count * sizeof *copies + 1);

    for (size_t i = 0; i < count; i++)
        copies[i] = *facts[i];
    columns_write(out, file_columns, copies, count, sizeof *copies);
    free(copies);
}

void facts_write(struct buf *out, const struct facts *const *facts, size_t count)
{
    struct sums sums = {0};

    for (size_t i = 0; i < count; i++)
        sums_add(&sums, facts[i]);
    files_write(out, facts, count);
    STRUCTS_WRITE(out, facts, count, functions, function_count, function_columns,
                  sums.functions);
    STRUCTS_WRITE(out, facts, count, classes, class_count, class_columns, sums.classes);
    STRUCTS_WRITE(out, facts, count, imports, import_count, import_columns, sums.imports);
    STRUCTS_WRITE(out, facts, count, allowances, allowance_count, allowance_columns,
                  sums.allowances);
    for (size_t i = 0; i < count; i++)
        buf_add(out, (struct slice){facts[i]->text, facts[i]->text_bytes});
}

/* ------------------------------------------------------------------- read */

static bool name_is_sound(const struct facts *f, uint32_t offset)
{
    return offset < f->text_bytes; /* the text's last byte is NUL */
}

/* So many strings from there on. */
static bool names_are_sound(const struct facts *f, uint32_t offset, uint32_t count)
{
    const char *at = f->text + offset, *end = f->text + f->text_bytes;

    if (offset > f->text_bytes)
        return false;
    for (; count; count--) {
        const char *nul = at < end ? memchr(at, '\0', (size_t)(end - at)) : NULL;

        if (!nul)
            return false;
        at = nul + 1;
    }
    return true;
}

static bool functions_are_sound(const struct facts *f)
{
    for (uint32_t i = 0; i < f->function_count; i++) {
        const struct function *function = &f->functions[i];

        if (!name_is_sound(f, function->name) || !name_is_sound(f, function->bare_name) ||
            (function->owner != FACTS_NONE && function->owner >= f->class_count))
            return false;
    }
    return true;
}

static bool classes_are_sound(const struct facts *f)
{
    for (uint32_t i = 0; i < f->class_count; i++) {
        const struct class_facts *c = &f->classes[i];

        if (!name_is_sound(f, c->name) ||
            !names_are_sound(f, c->base_names, c->base_name_count))
            return false;
    }
    return true;
}

static bool imports_are_sound(const struct facts *f)
{
    for (uint32_t i = 0; i < f->import_count; i++) {
        const struct import *import = &f->imports[i];

        if (!name_is_sound(f, import->module) ||
            !names_are_sound(f, import->names, import->name_count) ||
            (import->aliases != FACTS_NONE &&
             !names_are_sound(f, import->aliases, import_alias_count(import))))
            return false;
    }
    return true;
}

static bool allowances_are_sound(const struct facts *f)
{
    for (uint32_t i = 0; i < f->allowance_count; i++) {
        if (!name_is_sound(f, f->allowances[i].text))
            return false;
    }
    return true;
}

static bool facts_are_sound(const struct facts *f)
{
    if (f->text_bytes && f->text[f->text_bytes - 1])
        return false;
    return classes_are_sound(f) && imports_are_sound(f) && functions_are_sound(f) &&
           allowances_are_sound(f);
}

static size_t column_count(const struct column *table)
{
    size_t count = 0;

    while (table[count].name)
        count++;
    return count;
}

/* A struct takes a byte for each column, so what is left bounds how many there can be
 * and how much memory they may want. */
static void *structs_read(struct slice *left, const struct column *table, size_t count,
                          size_t bytes, struct arena *lasting)
{
    void *structs;

    if (count > left->len / column_count(table))
        return NULL;
    structs = arena_alloc(lasting, count * bytes, alignof(uint64_t));
    return columns_read(left, table, structs, count, bytes) ? structs : NULL;
}

/* What is left to give out of the structs of all files. */
struct parts {
    const struct function *functions;
    const struct class_facts *classes;
    const struct import *imports;
    const struct allowance_text *allowances;
    const char *text;
};

static bool parts_give_out(struct parts *parts, struct facts *facts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct facts *f = &facts[i];

        f->functions = parts->functions;
        f->classes = parts->classes;
        f->imports = parts->imports;
        f->allowances = parts->allowances;
        f->text = parts->text;
        parts->functions += f->function_count;
        parts->classes += f->class_count;
        parts->imports += f->import_count;
        parts->allowances += f->allowance_count;
        parts->text += f->text_bytes;
        if (!facts_are_sound(f))
            return false;
    }
    return true;
}

#define STRUCTS_READ(left, table, total, field, lasting) \
    (field = structs_read(left, table, total, sizeof *field, lasting))

static bool parts_read(struct slice *left, const struct sums *sums, struct parts *parts,
                       struct arena *lasting)
{
    if (!STRUCTS_READ(left, function_columns, sums->functions, parts->functions,
                      lasting) ||
        !STRUCTS_READ(left, class_columns, sums->classes, parts->classes, lasting) ||
        !STRUCTS_READ(left, import_columns, sums->imports, parts->imports, lasting) ||
        !STRUCTS_READ(left, allowance_columns, sums->allowances, parts->allowances,
                      lasting) ||
        sums->text_bytes > left->len)
        return false;
    parts->text = arena_copy(lasting, (struct slice){left->data, sums->text_bytes}).data;
    left->data += sums->text_bytes;
    left->len -= sums->text_bytes;
    return true;
}

const struct facts *facts_read(struct slice *left, size_t count, struct arena *lasting)
{
    struct facts *facts = structs_read(left, file_columns, count, sizeof *facts, lasting);
    struct sums sums = {0};
    struct parts parts;

    for (size_t i = 0; facts && i < count; i++) {
        if (!sums_add(&sums, &facts[i]))
            return NULL;
    }
    return facts && parts_read(left, &sums, &parts, lasting) &&
                   parts_give_out(&parts, facts, count)
               ? facts
               : NULL;
}
