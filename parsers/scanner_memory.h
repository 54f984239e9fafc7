/* scanner_memory.h - makes a grammar's scanner take its memory from the heap of
 * the parse.
 *
 * Included before the scanner's own source, which may call malloc by its name.
 * Parsers are not deleted here but dropped with their heap (parsers/heap.h), so
 * what a scanner took from elsewhere would leak. */
#ifndef CAMBIUM_PARSERS_SCANNER_MEMORY_H
#define CAMBIUM_PARSERS_SCANNER_MEMORY_H

#include <stdlib.h>

#define TREE_SITTER_REUSE_ALLOCATOR
#include <tree_sitter/alloc.h>

#define malloc  ts_malloc
#define calloc  ts_calloc
#define realloc ts_realloc
#define free    ts_free

#endif
