/* lexer_rows.c - rows of numbers, each different one kept once. */
#include "parsers/generate/lexer_facts.h"

#include <stdlib.h>
#include <string.h>

uint32_t rows_add(struct rows *r, const uint64_t *row)
{
    size_t bytes = r->width * sizeof *row;

    for (uint32_t i = 0; i < r->count; i++) {
        if (memcmp(r->values + (size_t)i * r->width, row, bytes) == 0)
            return i;
    }
    r->values = realloc(r->values, (r->count + 1) * bytes);
    if (!r->values)
        die("no memory");
    memcpy(r->values + (size_t)r->count * r->width, row, bytes);
    return r->count++;
}

void rows_write(FILE *out, const struct rows *r, const char *type, const char *name)
{
    fprintf(out, "static const %s %s[] = {\n", type, name);
    for (uint32_t i = 0; i < r->count; i++) {
        for (uint32_t j = 0; j < r->width; j++)
            fprintf(out, "%#llx,",
                    (unsigned long long)r->values[(size_t)i * r->width + j]);
        fputc('\n', out);
    }
    fprintf(out, "};\n\n");
}
