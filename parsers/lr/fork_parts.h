/* fork_parts.h - what the parts of a fork share.
 *
 * Versions are the heads of a graph of nodes. A link from a node to the one
 * below carries a sub-tree; where two versions came together, a node has
 * several links, and more than one way leads down from it (F4, F5).
 *
 * All is numbered and lies in arrays that are empty again when the fork ends.
 *
 * The stack of the driver is the lower part of the graph. Its entries become
 * nodes one by one, from the top, when somebody goes down to them: until then
 * a link has their index with STACK_ENTRY set in place of a node. */
#ifndef CAMBIUM_PARSERS_LR_FORK_PARTS_H
#define CAMBIUM_PARSERS_LR_FORK_PARTS_H

#include "parsers/lr/fork.h"

#define STACK_ENTRY (UINT32_C(1) << 31)
#define FORK_NONE   UINT32_MAX

/* The runtime's own numbers: they decide which tree wins (F4, F5, F8). */
#define MAX_LINKS            8
#define MAX_ITERATORS        64
#define MAX_VERSIONS         6
#define MAX_VERSION_OVERFLOW 4

/* Merging descends where equal sub-trees stand upon equal nodes. Real code
 * needs a handful of steps. */
#define MAX_MERGE_DEPTH 64

enum sub_kind {
    SUB_TOKEN,
    SUB_ENTRY, /* of the driver's stack: what is in it is written already */
    SUB_INNER,
};

struct sub {
    uint32_t start, end;
    int32_t precedence; /* dynamic; that of entries counts 0 (G7) */
    uint16_t symbol;
    uint8_t kind;
    bool extra;
    bool external; /* a token of the external scanner */
    union {
        uint32_t entry;
        struct scanner_state scanner; /* behind an external token */
        struct {
            uint32_t kids, kid_count; /* in fork.kids */
            uint16_t reduction;
        };
    };
};

struct link {
    uint32_t node, sub;
};

struct graph_node {
    uint32_t position; /* byte */
    int32_t precedence;
    uint16_t state; /* one of ours; only its parse_state counts */
    uint16_t parse_state;
    uint32_t link_count;
    struct link first;
    uint32_t more; /* the others are fork.links[more] and on; nearly all have none */
};

enum version_status { VERSION_ACTIVE, VERSION_PAUSED, VERSION_HALTED };

struct version {
    uint32_t node;
    enum version_status status;
    struct scanner_state scanner; /* behind its last external token */
};

/* One way down that a reduction found (F5). */
struct slice_of_kids {
    uint32_t kids, kid_count;
    uint32_t version;
};

struct iterator {
    uint32_t node;
    uint32_t subs, sub_count; /* in fork.kids, top first */
    uint32_t counted;         /* of these, those not extra */
};

#define MAX_HEADS (MAX_VERSIONS + MAX_VERSION_OVERFLOW + 2 * MAX_ITERATORS)

struct fork {
    struct lr *lr;
    bool given_up;
    uint32_t merge_depth;

    struct graph_node *nodes;
    size_t node_count, node_capacity;
    struct link *links;
    size_t link_count, link_capacity;
    struct sub *subs;
    size_t sub_count, sub_capacity;
    uint32_t *kids;
    size_t kid_count, kid_capacity;

    uint32_t top;          /* of the driver's stack when the fork began */
    uint32_t *entry_nodes; /* node of entry top - i */
    size_t entry_count, entry_capacity;

    struct version versions[MAX_HEADS];
    uint32_t version_count;
    struct slice_of_kids slices[MAX_ITERATORS + 1];
    uint32_t slice_count;
    struct iterator iterators[MAX_ITERATORS + 1];
    uint32_t iterator_count;

    uint32_t furthest; /* position seen so far in this parse (F2) */

    /* The finished tree (F7): the sub-trees from the bottom up, and its root
     * for comparing. */
    uint32_t finished, path, path_count;
    uint32_t end_of_file;

    uint32_t *work; /* a stack of what is still to be done, instead of recursion */
    size_t work_count, work_capacity;

    struct entry *entries; /* replay: what stood on the stack */
    size_t entries_capacity;
    struct node *records; /* and what it had written */
    size_t records_capacity;
};

/* fork_graph.c */
void fork_give_up(struct fork *f, enum lr_reason reason);
uint32_t node_of_entry(struct fork *f, uint32_t entry);
void version_pop(struct fork *f, uint32_t version, uint32_t count); /* to f->slices */
void version_pop_all(struct fork *f, uint32_t version);
bool version_merge(struct fork *f, uint32_t into, uint32_t from);
void version_remove(struct fork *f, uint32_t version);
void fork_grow_nodes(struct fork *f);
void fork_grow_subs(struct fork *f);
void fork_grow_kids(struct fork *f, uint32_t count);

static inline uint32_t sub_add(struct fork *f, struct sub sub)
{
    if (f->sub_count == f->sub_capacity)
        fork_grow_subs(f);
    f->subs[f->sub_count] = sub;
    return (uint32_t)f->sub_count++;
}

/* Room for `count`; returns the first. */
static inline uint32_t kids_add(struct fork *f, uint32_t count)
{
    uint32_t first = (uint32_t)f->kid_count;

    if (f->kid_count + count > f->kid_capacity)
        fork_grow_kids(f, count);
    f->kid_count += count;
    return first;
}

static inline void kid_add(struct fork *f, uint32_t sub)
{
    uint32_t at = kids_add(f, 1);

    f->kids[at] = sub;
}

/* A node with one link. */
static inline uint32_t node_add(struct fork *f, uint32_t position, int32_t precedence,
                                uint16_t state, struct link link)
{
    if (f->node_count == f->node_capacity)
        fork_grow_nodes(f);

    struct graph_node *node = &f->nodes[f->node_count];

    node->position = position;
    node->precedence = precedence;
    node->state = state;
    node->parse_state = f->lr->grammar->states[state].parse_state;
    node->link_count = 1;
    node->first = link;
    return (uint32_t)f->node_count++;
}

static inline struct link *link_of(struct fork *f, uint32_t node, uint32_t link)
{
    struct graph_node *n = &f->nodes[node];

    return link == 0 ? &n->first : &f->links[n->more + link - 1];
}

static inline uint32_t node_below(struct fork *f, uint32_t node, uint32_t link)
{
    uint32_t below = link_of(f, node, link)->node;

    if (!(below & STACK_ENTRY))
        return below;
    below = node_of_entry(f, below & ~STACK_ENTRY);
    link_of(f, node, link)->node = below;
    return below;
}

static inline void version_push(struct fork *f, uint32_t version, uint32_t sub,
                                uint16_t state)
{
    struct version *v = &f->versions[version];

    v->node = node_add(f, f->subs[sub].end,
                       f->nodes[v->node].precedence + f->subs[sub].precedence, state,
                       (struct link){v->node, sub});
}

/* fork_reduce.c. All that a reduction makes of a version, as new versions:
 * returns the first, or FORK_NONE if all were merged into older ones. */
uint32_t version_reduce(struct fork *f, uint32_t version, uint16_t reduction);
/* For the only action of a list: the version goes on as what would have come of
 * it. False: that is for version_reduce() to find out. */
bool version_reduce_alone(struct fork *f, uint32_t version, uint16_t reduction);

/* fork_choose.c: whether `right` is to take the place of `left` (F5, F7). */
bool sub_replaces(struct fork *f, uint32_t left, uint32_t right);

/* fork_replay.c: writes sub-trees upon what is left of the driver's stack. */
bool replay(struct fork *f, const uint32_t *path, uint32_t count);

#endif
