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

/* A hash table of kinds; 0 is an empty slot. */
struct slot {
    uint64_t kind; /* its bits, and one that is always set */
    uint32_t code;
};

struct tree_encoder {
    struct slot slots[SLOTS];
    uint32_t kind_count;
    struct buf kinds, codes, rare, gaps, lengths, wide;
    uint32_t *open; /* the first node of each subtree that waits for its parent */
    size_t open_capacity;
};

struct tree_encoder *tree_encoder_new(void)
{
    return memory_calloc(1, sizeof(struct tree_encoder));
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
    free(x->open);
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

static inline void put_number(struct tree_encoder *x, struct buf *column, uint32_t number)
{
    buf_add_char(column, (char)(number < NUMBER_ESCAPE ? number : NUMBER_ESCAPE));
    if (number >= NUMBER_ESCAPE)
        put_u32(&x->wide, number);
}

/* ------------------------------------------------------------------ kinds */

static inline uint64_t kind_bits(struct tree_kind kind)
{
    return UINT64_C(1) << 48 | (uint64_t)kind.extent << 32 | (uint64_t)kind.flags << 24 |
           (uint64_t)kind.field << 16 | kind.symbol;
}

/* The kind's slot, or the empty one that it may have. */
static inline struct slot *slot_of(struct tree_encoder *x, uint64_t bits)
{
    size_t at = (size_t)(bits * UINT64_C(0x9e3779b97f4a7c15) >> (64 - SLOT_BITS));

    while (x->slots[at].kind && x->slots[at].kind != bits)
        at = (at + 1) % SLOTS;
    return &x->slots[at];
}

static bool kind_add(struct tree_encoder *x, struct slot *slot, struct tree_kind kind)
{
    if (x->kind_count == KIND_MAX_COUNT)
        return false;
    *slot = (struct slot){kind_bits(kind), x->kind_count++};
    put_u16(&x->kinds, kind.symbol);
    buf_add_char(&x->kinds, (char)kind.field);
    buf_add_char(&x->kinds, (char)kind.flags);
    put_u16(&x->kinds, kind.extent);
    return true;
}

/* Is it among the kinds, or may it still become one? */
static inline bool kind_has_room(struct tree_encoder *x, struct tree_kind kind)
{
    return x->kind_count < OWN_KINDS || slot_of(x, kind_bits(kind))->kind;
}

static inline bool code_put(struct tree_encoder *x, struct tree_kind kind)
{
    struct slot *slot = slot_of(x, kind_bits(kind));

    if (!slot->kind && !kind_add(x, slot, kind))
        return false;
    buf_add_char(&x->codes, (char)(slot->code < CODE_ESCAPE ? slot->code : CODE_ESCAPE));
    if (slot->code >= CODE_ESCAPE)
        put_u16(&x->rare, slot->code);
    return true;
}

/* ------------------------------------------------------------------ nodes */

static bool leaf_put(struct tree_encoder *x, const struct node *node, uint32_t gap)
{
    uint32_t length = node->end_byte - node->start_byte;
    struct tree_kind kind = {node->symbol, node->field, node->flags, 0};
    bool own_gap = gap < 2;
    /* What has no name is always as long as it is written. */
    bool own_length = !(node->flags & NODE_NAMED) && length < NUMBER_ESCAPE;

    kind.extent =
        (uint16_t)((own_gap ? gap * KIND_GAP_BIT : 0) | (own_length ? length : 0));
    kind.flags |= (uint8_t)((own_gap ? 0 : KIND_GAP_FOLLOWS) |
                            (own_length ? 0 : KIND_LENGTH_FOLLOWS));
    if (!kind_has_room(x, kind)) {
        kind = (struct tree_kind){
            node->symbol, node->field,
            (uint8_t)(node->flags | KIND_GAP_FOLLOWS | KIND_LENGTH_FOLLOWS), 0};
        own_gap = own_length = false;
    }
    if (!own_length)
        put_number(x, &x->lengths, length);
    if (!own_gap)
        put_number(x, &x->gaps, gap);
    return code_put(x, kind);
}

static bool inner_put(struct tree_encoder *x, const struct node *node, uint32_t children,
                      uint32_t earlier, uint32_t later)
{
    struct tree_kind kind = {node->symbol, node->field,
                             (uint8_t)(node->flags | KIND_INNER |
                                       (earlier ? KIND_STARTS_EARLIER : 0) |
                                       (later ? KIND_ENDS_LATER : 0)),
                             (uint16_t)children};

    if (children >= OWN_KIND_CHILDREN || !kind_has_room(x, kind)) {
        kind.extent = KIND_COUNT_FOLLOWS;
        put_number(x, &x->lengths, children);
    }
    if (earlier)
        put_number(x, &x->lengths, earlier);
    if (later)
        put_number(x, &x->lengths, later);
    return code_put(x, kind);
}

/* Whatever a tree says, only spans that go on from left to right and lie within each
 * other are put; so the decoder can take it for granted. */
static bool nodes_put(struct tree_encoder *x, const struct tree *tree,
                      uint32_t text_bytes)
{
    uint32_t at = 0, open = 0;

    x->open = memory_grow(x->open, &x->open_capacity, tree->count, sizeof *x->open);
    for (uint32_t i = 0; i < tree->count; i++) {
        const struct node *node = &tree->nodes[i];
        uint32_t first = i - node->size + 1, top = open, child;

        if (node->flags & ~KIND_NODE_FLAGS || node->end_byte < node->start_byte ||
            node->end_byte < at)
            return false;
        if (node->size == 1) {
            if (node->start_byte < at || !leaf_put(x, node, node->start_byte - at))
                return false;
        } else {
            while (open && x->open[open - 1] >= first)
                open--;
            if (open == top || x->open[open] != first)
                return false;
            child = top - open > 1 ? x->open[open + 1] - 1 : i - 1;
            if (tree->nodes[child].start_byte < node->start_byte ||
                !inner_put(x, node, top - open,
                           tree->nodes[child].start_byte - node->start_byte,
                           node->end_byte - at))
                return false;
        }
        x->open[open++] = first;
        at = node->end_byte;
    }
    return open == 1 && at <= text_bytes;
}

static void columns_clear(struct tree_encoder *x)
{
    memset(x->slots, 0, sizeof x->slots);
    x->kind_count = 0;
    buf_clear(&x->kinds);
    buf_clear(&x->codes);
    buf_clear(&x->rare);
    buf_clear(&x->gaps);
    buf_clear(&x->lengths);
    buf_clear(&x->wide);
}

bool tree_encode(struct tree_encoder *x, const struct tree *tree,
                 struct content_key content, uint32_t text_bytes, struct buf *out)
{
    struct slice key = {(const char *)&content, sizeof content};

    columns_clear(x);
    if (!nodes_put(x, tree, text_bytes))
        return false;
    wire_map(out, 13);
    wire_number(out, "schema", TREE_SCHEMA);
    wire_text(out, "grammar", slice_of(grammar_name(tree->grammar)));
    wire_number(out, "grammar_hash", grammar_hash(tree->grammar));
    wire_bytes(out, "content", key);
    wire_number(out, "text_bytes", text_bytes);
    /* 0: there is no error; else the byte behind it. */
    wire_number(out, "error", tree->has_error ? (uint64_t)tree->error_byte + 1 : 0);
    wire_number(out, "nodes", tree->count);
    wire_bytes(out, "kinds", buf_slice(&x->kinds));
    wire_bytes(out, "codes", buf_slice(&x->codes));
    wire_bytes(out, "rare", buf_slice(&x->rare));
    wire_bytes(out, "gaps", buf_slice(&x->gaps));
    wire_bytes(out, "lengths", buf_slice(&x->lengths));
    wire_bytes(out, "wide", buf_slice(&x->wide));
    return true;
}
