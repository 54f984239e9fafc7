/* night_rows.h - of the night's codec: what its columns hold. */
#ifndef CAMBIUM_INDEX_NIGHT_ROWS_H
#define CAMBIUM_INDEX_NIGHT_ROWS_H

#include "engine/codec/columns.h"
#include "engine/index/night.h"

/* Modules are numbered through: those of the night before, then the new ones. */

/* A file that changed or is new. */
struct file_row {
    uint32_t module; /* + 1; 0: none */
    uint32_t lines, complexity, fan_in, lines_to_cover, lines_covered;
    uint64_t impact_hundredths;
    uint32_t function_count; /* 0 if they are those of before */
    uint8_t category;        /* in the message's list of them */
    uint8_t flags;
    bool same_functions;
};

/* A module whose imports changed, or that is new. */
struct module_row {
    uint32_t module;
    uint32_t link_count;
};

struct number_row {
    uint32_t number;
};

extern const struct column night_file_columns[];
extern const struct column night_function_columns[];
extern const struct column night_module_columns[];
extern const struct column night_link_columns[];
extern const struct column night_number_columns[]; /* ascending numbers */

#endif
