#include "engine/codec/tree_codec.h"

#include "engine/base/memory.h"
#include "engine/codec/tree_kinds.h"
#include "engine/codec/wire.h"
#include "parsers/grammar.h"

#include <stdlib.h>
#include <string.h>

/* Children up to here have kinds of their own. More would be many kinds with one
 * node each. */
enum { OWN_KIND_CHILDREN = 24 };

/* From so many kinds on, new ones leave everything open, so that a file full of odd
 * nodes doesn't run out of kinds. */
enum { OWN_KINDS = 2048 };

enum { SLOTS = 8192, SLOT_BITS = 13 };

/* A hash table of kinds. Each tree has a number of its own in the top 16 bits of its
 * kinds, so that the table needn't be emptied for the next one. */
struct slot {
    uint64_t kind;
    uint32_t code;
};

/* Where the next bytes go, in columns that have room for all that may come. */
struct cursors {
    char *codes, *gaps, *lengths;
};

struct tree_encoder {
    struct slot slots[SLOTS];
    uint64_t tree_number; /* 1 to 65,535 */
    uint32_t kind_count;
    struct buf codes, gaps, lengths, kinds, rare, wide;
    uint32_t *place; /* of a node: how many subtrees waited when it came */
    size_t place_capacity;
    struct tree_decoder *decoder; /* of what was encoded */
};

struct tree_encoder *tree_encoder_new(void)
{
    struct tree_encoder *x = memory_calloc(1, sizeof *x);

    x->decoder = tree_decoder_new();
    return x;
}

void tree_encoder_free(struct tree_encoder *x)
{
    if (!x)
        return;
    buf_release(&x->kinds);
    buf_release(&x->codes);
    buf_release(&x->rare);
    buf_release(&x->gaps);
    buf_release(&x->lengths);
    buf_release(&x->wide);
    free(x->place);
    tree_decoder_free(x->decoder);
    free(x);
}

static inline void put_u16(struct buf *out, uint32_t number)
{
    char *at = buf_reserve(out, 2);

    at[0] = (char)number;
    at[1] = (char)(number >> 8);
    out->len += 2;
}

static inline void put_u32(struct buf *out, uint32_t number)
{
    put_u16(out, number);
    put_u16(out, number >> 16);
}

static inline void put_number(struct tree_encoder *x, char **to, uint32_t number)
{
    *(*to)++ = (char)(number < NUMBER_ESCAPE ? number : NUMBER_ESCAPE);
    if (__builtin_expect(number >= NUMBER_ESCAPE, 0))
        put_u32(&x->wide, number);
}

static struct cursors cursors_of(struct tree_encoder *x)
{
    return (struct cursors){x->codes.data, x->gaps.data, x->lengths.data};
}

static void cursors_keep(struct tree_encoder *x, const struct cursors *to)
{
    x->codes.len = (size_t)(to->codes - x->codes.data);
    x->gaps.len = (size_t)(to->gaps - x->gaps.data);
    x->lengths.len = (size_t)(to->lengths - x->lengths.data);
}

/* ------------------------------------------------------------------ kinds */

/* A kind as one number: symbol, field and flags where a node has them, then the extent,
 * then the tree's number. */
static inline uint64_t kind_bits(const struct tree_encoder *x, struct tree_kind kind)
{
    return x->tree_number << 48 | (uint64_t)kind.extent << 32 |
           (uint64_t)kind.flags << 24 | (uint64_t)kind.field << 16 | kind.symbol;
}

/* Symbol, field and flags as they stand in a node. */
static inline uint32_t node_own(const struct node *node)
{
    uint32_t own;

    memcpy(&own, &node->symbol, sizeof own);
    return own;
}

/* The kind's slot, or one that this tree hasn't used yet. */
static inline struct slot *slot_of(struct tree_encoder *x, uint64_t bits)
{
    /* Without the tree's number, so that kinds that all trees have stay in the cache. */
    uint64_t hash = (bits << 16) * UINT64_C(0x9e3779b97f4a7c15);
    size_t at = (size_t)(hash >> (64 - SLOT_BITS));

    while (__builtin_expect(x->slots[at].kind != bits, 0) &&
           x->slots[at].kind >> 48 == x->tree_number)
        at = (at + 1) % SLOTS;
    return &x->slots[at];
}

static bool kind_add(struct tree_encoder *x, struct slot *slot, uint64_t bits)
{
    if (x->kind_count == KIND_MAX_COUNT)
        return false;
    *slot = (struct slot){bits, x->kind_count++};
    put_u32(&x->kinds, (uint32_t)bits);
    put_u16(&x->kinds, (uint32_t)(bits >> 32));
    return true;
}

/* Is it among the kinds, or may it still become one? */
static bool kind_has_room(struct tree_encoder *x, uint64_t bits)
{
    return x->kind_count < OWN_KINDS || slot_of(x, bits)->kind == bits;
}

static inline void slot_put(struct tree_encoder *x, struct cursors *to,
                            const struct slot *slot)
{
    *to->codes++ = (char)slot->code;
    if (__builtin_expect(slot->code >= CODE_ESCAPE, 0)) {
        to->codes[-1] = (char)CODE_ESCAPE;
        put_u16(&x->rare, slot->code);
    }
}

static bool kind_put(struct tree_encoder *x, struct cursors *to, struct tree_kind kind)
{
    uint64_t bits = kind_bits(x, kind);
    struct slot *slot = slot_of(x, bits);

    if (slot->kind != bits && !kind_add(x, slot, bits))
        return false;
    slot_put(x, to, slot);
    return true;
}

/* ------------------------------------------------------------------ nodes */

/* Everything that a kind could say of a leaf follows in a column. */
static bool odd_leaf_put(struct tree_encoder *x, struct cursors *to,
                         struct tree_kind kind, uint32_t gap, uint32_t length)
{
    kind.flags |= KIND_GAP_FOLLOWS | KIND_LENGTH_FOLLOWS;
    put_number(x, &to->lengths, length);
    put_number(x, &to->gaps, gap);
    return kind_put(x, to, kind);
}

static bool odd_inner_put(struct tree_encoder *x, struct cursors *to,
                          struct tree_kind kind, uint32_t children, uint32_t earlier,
                          uint32_t later)
{
    kind.flags |= KIND_INNER;
    kind.flags |= earlier ? KIND_STARTS_EARLIER : 0;
    kind.flags |= later ? KIND_ENDS_LATER : 0;
    kind.extent = (uint16_t)children;
    if (children >= OWN_KIND_CHILDREN || !kind_has_room(x, kind_bits(x, kind))) {
        kind.extent = KIND_COUNT_FOLLOWS;
        put_number(x, &to->lengths, children);
    }
    if (earlier)
        put_number(x, &to->lengths, earlier);
    if (later)
        put_number(x, &to->lengths, later);
    return kind_put(x, to, kind);
}

/* A node with a large number, or of a new kind when there are many already. Not inlined,
 * so that the ordinary way keeps its registers. */
static __attribute__((noinline)) bool odd_put(struct tree_encoder *x, struct cursors *to,
                                              const struct node *node, uint32_t gap,
                                              uint32_t length, uint32_t children,
                                              uint32_t earlier, uint32_t later)
{
    struct tree_kind kind = {node->symbol, node->field, node->flags, 0};

    return children ? odd_inner_put(x, to, kind, children, earlier, later)
                    : odd_leaf_put(x, to, kind, gap, length);
}

/* Is none of them too large for the byte that it has? */
static inline bool is_small(uint32_t gap, uint32_t length, uint32_t children)
{
    uint32_t most = UINT8_MAX + 1;

    return ((gap + (most - NUMBER_ESCAPE)) | (length + (most - NUMBER_ESCAPE)) |
            (children + (most - OWN_KIND_CHILDREN))) < most;
}

/* Leaves and inner nodes in one, without a branch that depends on which it is: half of
 * all nodes are either, in no order that a processor could guess. A leaf has no children,
 * no `earlier` and no `later`; an inner node has no gap and no length of its own. `leaf`
 * is all ones or 0. */
static inline bool node_put(struct tree_encoder *x, struct cursors *to,
                            const struct node *node, uint32_t leaf, uint32_t gap,
                            uint32_t length, uint32_t children, uint32_t earlier,
                            uint32_t later)
{
    /* What has no name is always as long as it is written. */
    uint32_t length_follows = node->flags & leaf & NODE_NAMED, gap_follows = gap > 1;
    uint32_t extent =
        children | (length & (length_follows - 1)) | (gap << 15 & (gap_follows - 1));
    uint32_t flags = (~leaf & KIND_INNER) | length_follows * KIND_LENGTH_FOLLOWS |
                     gap_follows * KIND_GAP_FOLLOWS;
    uint64_t bits =
        x->tree_number << 48 | (uint64_t)extent << 32 | (node_own(node) | flags << 24);
    struct slot *slot = slot_of(x, bits);

    if (__builtin_expect(!is_small(gap, length, children) || (earlier | later), 0) ||
        (__builtin_expect(slot->kind != bits, 0) &&
         (x->kind_count >= OWN_KINDS || !kind_add(x, slot, bits))))
        return odd_put(x, to, node, gap, length, children, earlier, later);
    *to->lengths = (char)length;
    to->lengths += length_follows;
    *to->gaps = (char)gap;
    to->gaps += gap_follows;
    slot_put(x, to, slot);
    return true;
}

/* The first node of any subtree is a leaf, and when that leaf came, `place` was told
 * how many subtrees waited for their parents: from there on they are the children.
 *
 * Nothing is checked here but that memory holds. Whatever is no tree doesn't come back
 * as it was, and that is looked at anyway. */
static bool nodes_put(struct tree_encoder *x, const struct tree *tree)
{
    const struct node *nodes = tree->nodes;
    struct cursors to = cursors_of(x);
    uint32_t *place = x->place, at = 0, height = 0;

    for (uint32_t i = 0; i < tree->count; i++) {
        const struct node *node = &nodes[i];
        uint32_t start = node->start_byte, end = node->end_byte;
        uint32_t first = i - node->size + 1, leaf = 0 - (uint32_t)(first == i), bottom;

        if (__builtin_expect(first > i, 0))
            return false;
        /* A leaf's own place is read before it is written, and not used: so no node has
         * to wait until the one before it lies in memory. */
        bottom = (place[first] & ~leaf) | (height & leaf);
        place[i] = height;
        if (__builtin_expect(!node_put(x, &to, node, leaf, (start - at) & leaf,
                                       (end - start) & leaf, height - bottom,
                                       nodes[first].start_byte - start,
                                       (end - at) & ~leaf),
                             0))
            return false;
        height = bottom + 1;
        at = end;
    }
    cursors_keep(x, &to);
    return true;
}

static void column_start(struct buf *column, size_t most_bytes)
{
    buf_clear(column);
    buf_reserve(column, most_bytes);
}

/* A node puts one code, at most one gap and at most three lengths; one byte more is
 * written, and written over. */
static void columns_start(struct tree_encoder *x, size_t nodes)
{
    if (++x->tree_number > UINT16_MAX) {
        memset(x->slots, 0, sizeof x->slots);
        x->tree_number = 1;
    }
    x->kind_count = 0;
    column_start(&x->codes, nodes);
    column_start(&x->gaps, nodes + 1);
    column_start(&x->lengths, 3 * nodes + 1);
    x->place = memory_grow(x->place, &x->place_capacity, nodes, sizeof *x->place);
    buf_clear(&x->kinds);
    buf_clear(&x->rare);
    buf_clear(&x->wide);
}

static void message_put(const struct tree_encoder *x, const struct tree *tree,
                        struct content_key content, uint32_t text_bytes, struct buf *out)
{
    wire_map(out, 13);
    wire_number(out, "schema", TREE_SCHEMA);
    wire_text(out, "grammar", slice_of(grammar_name(tree->grammar)));
    wire_number(out, "grammar_hash", grammar_hash(tree->grammar));
    wire_bytes(out, "content", (struct slice){(const char *)&content, sizeof content});
    wire_number(out, "text_bytes", text_bytes);
    /* 0: there is no error; else the byte behind it. */
    wire_number(out, "error", tree->has_error ? (uint64_t)tree->error_byte + 1 : 0);
    wire_number(out, "nodes", tree->count);
    wire_bytes(out, "kinds", buf_slice(&x->kinds));
    wire_bytes(out, "wide", buf_slice(&x->wide));
    wire_bytes(out, "rare", buf_slice(&x->rare));
    /* These two in front of the codes, of which there are more: see tree_decode.c. */
    wire_bytes(out, "gaps", buf_slice(&x->gaps));
    wire_bytes(out, "lengths", buf_slice(&x->lengths));
    wire_bytes(out, "codes", buf_slice(&x->codes));
}

static bool comes_back(struct tree_encoder *x, struct slice message,
                       const struct tree *tree, struct content_key content)
{
    struct tree again;
    uint32_t text_bytes;

    return tree_decode(x->decoder, message, content, &again, &text_bytes) &&
           again.count == tree->count && again.has_error == tree->has_error &&
           again.error_byte == tree->error_byte &&
           memcmp(again.nodes, tree->nodes, tree->count * sizeof *tree->nodes) == 0;
}

bool tree_encode(struct tree_encoder *x, const struct tree *tree,
                 struct content_key content, uint32_t text_bytes, struct buf *out)
{
    size_t start = out->len;

    columns_start(x, tree->count);
    if (!nodes_put(x, tree))
        return false;
    message_put(x, tree, content, text_bytes, out);
    if (comes_back(x, (struct slice){out->data + start, out->len - start}, tree, content))
        return true;
    out->len = start;
    return false;
}
