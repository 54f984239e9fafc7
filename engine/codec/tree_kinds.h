/* tree_kinds.h - the kinds of nodes of one tree, as they lie on disk.
 *
 * Six bytes each: symbol (2), field (1), flags (1), extent (2). The low three flags
 * are the node's own; numbers on disk never change their meaning. */
#ifndef CAMBIUM_CODEC_TREE_KINDS_H
#define CAMBIUM_CODEC_TREE_KINDS_H

#include "parsers/tree.h"

#include <stddef.h>
#include <stdint.h>

struct tree_kind {
    uint16_t symbol;
    uint8_t field, flags;
    uint16_t extent;
};

enum tree_kind_flags {
    KIND_NODE_FLAGS = NODE_NAMED | NODE_EXTRA | NODE_MISSING,
    KIND_INNER = 8,           /* has children; extent is how many */
    KIND_STARTS_EARLIER = 16, /* than its first leaf, by a number in `lengths` */
    KIND_ENDS_LATER = 32,     /* than its last child, by a number in `lengths` */
    KIND_LENGTH_FOLLOWS = 64, /* a leaf; else the extent has its length */
    KIND_GAP_FOLLOWS = 128,   /* a leaf; else the extent has the gap in front */
};

enum {
    KIND_BYTES = 6,
    KIND_MAX_COUNT = 4096,
    KIND_COUNT_FOLLOWS = 65535, /* the number of children is in `lengths` */
    KIND_LENGTH_BITS = 0x7fff,  /* of a leaf's extent */
    KIND_GAP_BIT = 0x8000,      /* one byte lies in front of it, else none */
    CODE_ESCAPE = 255,          /* the code is the next in `rare`, two bytes */
    NUMBER_ESCAPE = 255,        /* the number is the next in `wide`, four bytes */
};

#endif
