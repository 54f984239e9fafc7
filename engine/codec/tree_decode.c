#include "engine/codec/tree_codec.h"

#include "engine/base/memory.h"
#include "engine/codec/tree_kinds.h"
#include "engine/codec/wire.h"
#include "parsers/grammar.h"
#include "parsers/parser.h"

#include <stdlib.h>
#include <string.h>

/* A kind made ready for the loop: what to add, and which column to take from. A mask
 * of 255 takes the number that stands there, a mask of 0 none. */
struct step {
    uint64_t node; /* symbol, field and flags, where a node has them */
    uint32_t gap, length;
    uint32_t children; /* ODD: see odd_read */
    uint32_t odd_children;
    uint8_t gap_mask, length_mask;
    uint8_t flags;
};

/* More than any node has: what a kind says isn't all, or there is no such kind. */
#define ODD UINT32_MAX

/* A subtree that waits for its parent. */
struct open {
    uint32_t first, start_byte;
};

struct tree_decoder {
    struct wire *wire;
    struct step steps[KIND_MAX_COUNT];
    struct node *nodes;
    size_t node_capacity;
    struct open *open;
    size_t open_capacity;
};

struct tree_decoder *tree_decoder_new(void)
{
    struct tree_decoder *x = memory_calloc(1, sizeof *x);

    x->wire = wire_new();
    return x;
}

void tree_decoder_free(struct tree_decoder *x)
{
    if (!x)
        return;
    wire_free(x->wire);
    free(x->nodes);
    free(x->open);
    free(x);
}

/* ------------------------------------------------------------------ kinds */

static uint32_t u16_at(const char *at)
{
    const uint8_t *b = (const uint8_t *)at;

    return b[0] | (uint32_t)b[1] << 8;
}

static uint32_t u32_at(const char *at)
{
    return u16_at(at) | u16_at(at + 2) << 16;
}

static struct tree_kind kind_at(struct slice kinds, size_t i)
{
    const char *at = kinds.data + i * KIND_BYTES;

    return (struct tree_kind){(uint16_t)u16_at(at), (uint8_t)at[2], (uint8_t)at[3],
                              (uint16_t)u16_at(at + 4)};
}

/* Does it contradict itself? */
static bool kind_is_sound(struct tree_kind kind)
{
    bool inner = kind.flags & KIND_INNER;
    unsigned only_leaf = KIND_LENGTH_FOLLOWS | KIND_GAP_FOLLOWS;
    unsigned only_inner = KIND_STARTS_EARLIER | KIND_ENDS_LATER;

    return !(kind.flags & (inner ? only_leaf : only_inner)) && (!inner || kind.extent);
}

static struct step step_of(struct tree_kind kind)
{
    struct node node = {.symbol = kind.symbol,
                        .field = kind.field,
                        .flags = kind.flags & KIND_NODE_FLAGS};
    struct step step = {.flags = kind.flags};

    memcpy(&step.node, (const char *)&node + 8, 8);
    if (kind.flags & KIND_INNER) {
        bool odd = kind.extent == KIND_COUNT_FOLLOWS ||
                   kind.flags & (KIND_STARTS_EARLIER | KIND_ENDS_LATER);

        step.children = odd ? ODD : kind.extent;
        step.odd_children = odd ? kind.extent : 0;
        return step;
    }
    step.gap_mask = kind.flags & KIND_GAP_FOLLOWS ? 255 : 0;
    step.length_mask = kind.flags & KIND_LENGTH_FOLLOWS ? 255 : 0;
    if (!step.gap_mask)
        step.gap = kind.extent & KIND_GAP_BIT ? 1 : 0;
    if (!step.length_mask)
        step.length = kind.extent & KIND_LENGTH_BITS;
    return step;
}

static bool steps_make(struct tree_decoder *x, const struct grammar *grammar,
                       struct slice kinds)
{
    uint32_t symbols = grammar_symbol_count(grammar);
    uint32_t fields = grammar_field_count(grammar);
    size_t count = kinds.len / KIND_BYTES;

    if (kinds.len % KIND_BYTES || count > KIND_MAX_COUNT)
        return false;
    for (size_t i = 0; i < count; i++) {
        struct tree_kind kind = kind_at(kinds, i);

        if ((kind.symbol >= symbols && kind.symbol != NODE_SYMBOL_ERROR) ||
            kind.field >= fields || !kind_is_sound(kind))
            return false;
        x->steps[i] = step_of(kind);
    }
    /* What one byte can name besides is refused when it comes. */
    for (; count < CODE_ESCAPE; count++)
        x->steps[count] = (struct step){.children = ODD};
    return true;
}

/* ------------------------------------------------------------------ nodes */

static const uint8_t *bytes_of(struct slice s)
{
    return (const uint8_t *)s.data;
}

struct columns {
    const uint8_t *gaps, *gaps_end;
    const uint8_t *lengths, *lengths_end;
    const char *wide, *wide_end;
    const char *rare, *rare_end;
};

static bool wide_take(struct columns *c, uint32_t *number)
{
    if (c->wide_end - c->wide < 4)
        return false;
    *number = u32_at(c->wide);
    c->wide += 4;
    return true;
}

static bool length_take(struct columns *c, uint32_t *number)
{
    if (c->lengths >= c->lengths_end)
        return false;
    *number = *c->lengths++;
    return *number != NUMBER_ESCAPE || wide_take(c, number);
}

static bool escapes_take(struct columns *c, uint32_t *length, uint32_t *gap)
{
    return (*length != NUMBER_ESCAPE || wide_take(c, length)) &&
           (*gap != NUMBER_ESCAPE || wide_take(c, gap));
}

static bool rare_take(struct columns *c, size_t kind_count, uint32_t *code)
{
    if (c->rare_end - c->rare < 2)
        return false;
    *code = u16_at(c->rare);
    c->rare += 2;
    return *code < kind_count;
}

/* One inner node in a thousand has more to say than its kind. Takes its children off
 * the stack. */
static bool odd_read(struct columns *c, const struct step *step, uint32_t *height,
                     uint64_t *at, uint32_t *earlier)
{
    uint32_t children = step->odd_children, later = 0;

    *earlier = 0;

    if (children == KIND_COUNT_FOLLOWS && !length_take(c, &children))
        return false;
    if ((step->flags & KIND_STARTS_EARLIER && !length_take(c, earlier)) ||
        (step->flags & KIND_ENDS_LATER && !length_take(c, &later)))
        return false;
    if (!children || children > *height)
        return false;
    *height -= children;
    *at += later;
    return true;
}

static inline void node_write(struct node *node, uint64_t span, uint64_t rest)
{
    memcpy(node, &span, sizeof span);
    memcpy((char *)node + sizeof span, &rest, sizeof rest);
}

/* The loop has no branch that depends on whether a node is a leaf: a leaf is a node
 * that takes no child off the stack. The entry that it would leave there is written
 * first, so what lies under the taken children is right for both. Positions only
 * grow, so it is enough to look at the last one; they are 64 bits wide, and each
 * step adds less than 2^34, so they can't wrap before that. Gaps and lengths may be
 * read past their ends here: see has_room_behind. */
static bool nodes_read(struct tree_decoder *x, struct slice codes, size_t kind_count,
                       struct columns c, uint32_t text_bytes)
{
    const uint8_t *code_at = bytes_of(codes), *codes_end = code_at + codes.len;
    struct open *const open = x->open;
    struct node *node = x->nodes;
    uint32_t height = 0, i = 0;
    uint64_t at = 0;

    for (; code_at < codes_end; i++, node++) {
        uint32_t code = *code_at++, gap, length, earlier = 0;
        const struct step *step;

        if (__builtin_expect(code == CODE_ESCAPE, 0) && !rare_take(&c, kind_count, &code))
            return false;
        step = &x->steps[code];
        gap = *c.gaps & step->gap_mask;
        length = *c.lengths & step->length_mask;
        c.gaps += step->gap_mask & 1;
        c.lengths += step->length_mask & 1;
        if (__builtin_expect((length == NUMBER_ESCAPE) | (gap == NUMBER_ESCAPE), 0) &&
            !escapes_take(&c, &length, &gap))
            return false;
        at += step->gap + gap;
        open[height].first = i;
        open[height].start_byte = (uint32_t)at;
        at += step->length + length;
        if (__builtin_expect(step->children > height, 0)) {
            if (step->children != ODD || !odd_read(&c, step, &height, &at, &earlier) ||
                earlier > open[height].start_byte)
                return false;
        } else {
            height -= step->children;
        }
        node_write(node, (open[height].start_byte - earlier) | at << 32,
                   (i - open[height].first + 1) | step->node);
        height++;
    }
    return height == 1 && at <= text_bytes && c.gaps == c.gaps_end &&
           c.lengths == c.lengths_end && c.wide == c.wide_end && c.rare == c.rare_end;
}

/* ---------------------------------------------------------------- message */

struct message {
    const struct grammar *grammar;
    uint64_t text_bytes, error, nodes;
    struct slice kinds, codes, rare, gaps, lengths, wide;
};

static const struct grammar *grammar_of(const struct wire *wire)
{
    char name[64];
    struct slice text;
    const struct grammar *grammar;
    uint64_t hash;

    if (!wire_get_text(wire, "grammar", &text) || text.len >= sizeof name ||
        !wire_get_number(wire, "grammar_hash", UINT64_MAX, &hash))
        return NULL;
    memcpy(name, text.data, text.len);
    name[text.len] = '\0';
    grammar = grammar_by_name(name);
    return grammar && grammar_hash(grammar) == hash ? grammar : NULL;
}

static bool message_read(const struct wire *wire, struct message *m)
{
    uint64_t schema;

    return wire_get_number(wire, "schema", TREE_SCHEMA, &schema) &&
           schema == TREE_SCHEMA && (m->grammar = grammar_of(wire)) &&
           wire_get_number(wire, "text_bytes", PARSER_MAX_SOURCE_BYTES, &m->text_bytes) &&
           wire_get_number(wire, "error", m->text_bytes + 1, &m->error) &&
           wire_get_number(wire, "nodes", UINT32_MAX, &m->nodes) &&
           wire_get_bytes(wire, "kinds", &m->kinds) &&
           wire_get_bytes(wire, "codes", &m->codes) && m->codes.len == m->nodes &&
           wire_get_bytes(wire, "rare", &m->rare) &&
           wire_get_bytes(wire, "gaps", &m->gaps) &&
           wire_get_bytes(wire, "lengths", &m->lengths) &&
           wire_get_bytes(wire, "wide", &m->wide);
}

static bool content_is(const struct wire *wire, struct content_key content)
{
    struct slice key;

    return wire_get_bytes(wire, "content", &key) && key.len == sizeof content &&
           memcmp(key.data, &content, sizeof content) == 0;
}

/* The loop takes a byte of this column a node and doesn't look for its end, which is
 * compared when all is read: until then it may have gone on by a byte a node, over
 * whatever lies there. In what we write those are the codes. */
static bool has_room_behind(const struct message *m, struct slice bytes,
                            struct slice column)
{
    return (size_t)(bytes.data + bytes.len - column.data) > column.len + m->nodes;
}

static struct columns columns_of(const struct message *m)
{
    return (struct columns){
        .gaps = bytes_of(m->gaps),
        .gaps_end = bytes_of(m->gaps) + m->gaps.len,
        .lengths = bytes_of(m->lengths),
        .lengths_end = bytes_of(m->lengths) + m->lengths.len,
        .wide = m->wide.data,
        .wide_end = m->wide.data + m->wide.len,
        .rare = m->rare.data,
        .rare_end = m->rare.data + m->rare.len,
    };
}

bool tree_decode(struct tree_decoder *x, struct slice bytes, struct content_key content,
                 struct tree *tree, uint32_t *text_bytes)
{
    struct message m;

    if (!wire_read(x->wire, bytes) || !message_read(x->wire, &m) ||
        !content_is(x->wire, content) || !m.nodes ||
        !has_room_behind(&m, bytes, m.gaps) || !has_room_behind(&m, bytes, m.lengths) ||
        !steps_make(x, m.grammar, m.kinds))
        return false;
    x->nodes = memory_grow(x->nodes, &x->node_capacity, m.nodes, sizeof *x->nodes);
    x->open = memory_grow(x->open, &x->open_capacity, m.nodes + 1, sizeof *x->open);
    if (!nodes_read(x, m.codes, m.kinds.len / KIND_BYTES, columns_of(&m),
                    (uint32_t)m.text_bytes))
        return false;
    *tree = (struct tree){.grammar = m.grammar,
                          .nodes = x->nodes,
                          .count = (uint32_t)m.nodes,
                          .has_error = m.error,
                          .error_byte = m.error ? (uint32_t)m.error - 1 : 0};
    *text_bytes = (uint32_t)m.text_bytes;
    return true;
}

bool tree_symbols(struct tree_decoder *x, struct slice bytes, struct symbol_set *symbols)
{
    struct slice kinds;

    *symbols = (struct symbol_set){0};
    if (!wire_read(x->wire, bytes) || !wire_get_bytes(x->wire, "kinds", &kinds))
        return false;
    for (size_t i = 0; i < kinds.len / KIND_BYTES; i++)
        symbol_set_add(symbols, kind_at(kinds, i).symbol);
    return true;
}
