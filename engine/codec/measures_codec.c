#include "engine/codec/measures_codec.h"

#include "engine/codec/columns.h"

#include <stdalign.h>

/* Of a table, without its end. */
#define COLUMNS(table) (sizeof(table) / sizeof *(table)-1)

static const struct column file_columns[] = {
    COLUMN(struct measures, set),
    COLUMN(struct measures, function_count),
    COLUMN(struct measures, class_count),
    COLUMN(struct measures, raw.loc),
    COLUMN(struct measures, raw.lloc),
    COLUMN(struct measures, raw.sloc),
    COLUMN(struct measures, raw.comments),
    COLUMN(struct measures, raw.single_comments),
    COLUMN(struct measures, raw.multi),
    COLUMN(struct measures, raw.blank),
    COLUMN(struct measures, halstead.distinct_operators),
    COLUMN(struct measures, halstead.distinct_operands),
    COLUMN(struct measures, halstead.operators),
    COLUMN(struct measures, halstead.operands),
    COLUMN(struct measures, cognitive),
    COLUMN(struct measures, lizard_lines),
    COLUMN(struct measures, lizard_tokens),
    COLUMN(struct measures, tokens),
    COLUMN(struct measures, statements),
    COLUMN(struct measures, origin_lines),
    {0},
};

static const struct column function_columns[] = {
    COLUMN(struct function_measures, halstead.distinct_operators),
    COLUMN(struct function_measures, halstead.distinct_operands),
    COLUMN(struct function_measures, halstead.operators),
    COLUMN(struct function_measures, halstead.operands),
    COLUMN(struct function_measures, mccabe),
    COLUMN(struct function_measures, lizard_cyclomatic),
    COLUMN(struct function_measures, sonar_cyclomatic),
    COLUMN(struct function_measures, rca_cyclomatic),
    COLUMN(struct function_measures, branch_weight),
    COLUMN(struct function_measures, cognitive),
    COLUMN(struct function_measures, lizard_lines),
    COLUMN(struct function_measures, lizard_tokens),
    COLUMN(struct function_measures, lizard_parameters),
    COLUMN(struct function_measures, tokens),
    COLUMN(struct function_measures, statements),
    COLUMN(struct function_measures, branches),
    COLUMN(struct function_measures, returns),
    COLUMN(struct function_measures, locals),
    COLUMN(struct function_measures, nesting),
    {0},
};

static const struct column class_columns[] = {
    COLUMN(struct class_measures, attributes),
    COLUMN(struct class_measures, weighted_methods),
    COLUMN(struct class_measures, cognitive),
    {0},
};

uint64_t measures_schema_hash(void)
{
    return columns_hash(file_columns) ^ 3 * columns_hash(function_columns) ^
           5 * columns_hash(class_columns);
}

void measures_write(struct buf *out, const struct measures *m)
{
    columns_write(out, file_columns, m, 1, sizeof *m);
    columns_write(out, function_columns, m->functions, m->function_count,
                  sizeof *m->functions);
    columns_write(out, class_columns, m->classes, m->class_count, sizeof *m->classes);
}

/* A number takes a byte at least, so what is left bounds the memory. */
static void *structs_read(struct slice *left, const struct column *table, size_t columns,
                          uint32_t count, size_t bytes, struct arena *lasting)
{
    void *structs;

    if (count > left->len / columns)
        return NULL;
    structs = arena_alloc(lasting, count * bytes, alignof(uint32_t));
    return columns_read(left, table, structs, count, bytes) ? structs : NULL;
}

const struct measures *measures_read(struct slice *left, uint32_t function_count,
                                     uint32_t class_count, struct arena *lasting)
{
    struct measures *m = arena_new(lasting, struct measures);

    if (!columns_read(left, file_columns, m, 1, sizeof *m) ||
        m->function_count != function_count || m->class_count != class_count)
        return NULL;
    m->functions = structs_read(left, function_columns, COLUMNS(function_columns),
                                function_count, sizeof *m->functions, lasting);
    if (!m->functions)
        return NULL;
    m->classes = structs_read(left, class_columns, COLUMNS(class_columns), class_count,
                              sizeof *m->classes, lasting);
    return m->classes ? m : NULL;
}
