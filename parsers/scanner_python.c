/* The Python grammar's scanner, with a guard.
 *
 * The package's scanner writes the stack of open blocks and strings into a
 * buffer of 1024 bytes. With more than about 510 blocks it writes past its end or
 * leaves blocks out, and with more than 255 strings it leaves strings out; the
 * tree would be wrong from there on. Here such a file is given up instead. */
#include "parsers/heap.h"
#include "parsers/scanner_memory.h"

#define tree_sitter_python_external_scanner_serialize serialize_unchecked
#include SCANNER /* the package's, named by the build */
#undef tree_sitter_python_external_scanner_serialize

unsigned tree_sitter_python_external_scanner_serialize(void *payload, char *buffer)
{
    const Scanner *scanner = payload;
    /* The first indent is the top level; it isn't written. */
    size_t blocks = scanner->indents.size - 1, strings = scanner->delimiters.size;

    if (strings > UINT8_MAX)
        heap_abandon(ERR_LIMIT,
                     "strings are nested deeper than the grammar's scanner can keep "
                     "(%zu strings)",
                     strings);
    if (2 + strings + 2 * blocks > TREE_SITTER_SERIALIZATION_BUFFER_SIZE)
        heap_abandon(ERR_LIMIT,
                     "nested deeper than the grammar's scanner can keep (%zu blocks)",
                     blocks);
    return serialize_unchecked(payload, buffer);
}
