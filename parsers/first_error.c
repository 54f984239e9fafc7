#include "parsers/first_error.h"

/* Hidden nodes are beyond the public interface. */
#include <subtree.h>

/* Moves *subtree to its first child with an error in it. */
static bool descend(Subtree *subtree, uint32_t *start_byte)
{
    const Subtree *children = ts_subtree_children(*subtree);
    uint32_t at = *start_byte;

    for (uint32_t i = 0; i < ts_subtree_child_count(*subtree); i++) {
        if (i > 0)
            at += ts_subtree_padding(children[i]).bytes;
        if (ts_subtree_error_cost(children[i]) > 0) {
            *subtree = children[i];
            *start_byte = at;
            return true;
        }
        at += ts_subtree_size(children[i]).bytes;
    }
    return false;
}

bool first_error(TSNode root, uint32_t *byte)
{
    Subtree subtree = *(const Subtree *)root.id;

    if (ts_subtree_error_cost(subtree) == 0)
        return false;
    *byte = ts_node_start_byte(root);
    while (!ts_subtree_is_error(subtree) && !ts_subtree_missing(subtree)) {
        if (!descend(&subtree, byte))
            break;
    }
    return true;
}
