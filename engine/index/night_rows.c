#include "engine/index/night_rows.h"

#include "engine/index/night_codec.h"

const struct column night_file_columns[] = {
    COLUMN_DIFFERENCES(struct file_row, module),
    COLUMN(struct file_row, category),
    COLUMN(struct file_row, flags),
    COLUMN(struct file_row, lines),
    COLUMN(struct file_row, complexity),
    COLUMN(struct file_row, fan_in),
    COLUMN(struct file_row, impact_hundredths),
    COLUMN(struct file_row, lines_to_cover),
    COLUMN(struct file_row, lines_covered),
    COLUMN(struct file_row, function_count),
    COLUMN_FLAG(struct file_row, same_functions),
    {0},
};

const struct column night_function_columns[] = {
    COLUMN(struct night_function, cyclomatic),
    COLUMN(struct night_function, lines),
    {0},
};

const struct column night_module_columns[] = {
    COLUMN_DIFFERENCES(struct module_row, module),
    COLUMN(struct module_row, link_count),
    {0},
};

const struct column night_link_columns[] = {
    COLUMN_DIFFERENCES(struct night_link, to),
    COLUMN_FLAG(struct night_link, at_load),
    {0},
};

const struct column night_number_columns[] = {
    COLUMN_DIFFERENCES(struct number_row, number),
    {0},
};

uint64_t night_schema_hash(void)
{
    return columns_hash(night_file_columns) ^ columns_hash(night_function_columns) * 3 ^
           columns_hash(night_module_columns) * 5 ^ columns_hash(night_link_columns) * 7 ^
           columns_hash(night_number_columns) * 11;
}
