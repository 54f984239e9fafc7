#include "parsers/difference.h"

#include "parsers/grammar.h"

#include <stdio.h>
#include <string.h>

enum { SHOWN_BYTES = 100 };

/* "identifier left [3, 9] of 1, named". */
static void node_show(const struct tree *t, uint32_t i, char *text)
{
    const struct node *n = &t->nodes[i];
    const char *field = n->field ? grammar_field_name(t->grammar, n->field) : "";

    snprintf(text, SHOWN_BYTES, "%.40s%s%.20s [%u, %u] of %u%s%s%s",
             grammar_symbol_name(t->grammar, n->symbol), n->field ? " " : "", field,
             n->start_byte, n->end_byte, n->size, n->flags & NODE_NAMED ? ", named" : "",
             n->flags & NODE_EXTRA ? ", extra" : "",
             n->flags & NODE_MISSING ? ", missing" : "");
}

bool trees_equal(const struct tree *runtime, const struct tree *batch, struct err *e)
{
    uint32_t count = runtime->count < batch->count ? runtime->count : batch->count;
    char theirs[SHOWN_BYTES], ours[SHOWN_BYTES];

    for (uint32_t i = 0; i < count; i++) {
        if (memcmp(&runtime->nodes[i], &batch->nodes[i], sizeof(struct node)) == 0)
            continue;
        node_show(runtime, i, theirs);
        node_show(batch, i, ours);
        return err_set(e, ERR_FORMAT, "node %u: the runtime has %s, the batch driver %s",
                       i, theirs, ours);
    }
    if (runtime->count != batch->count)
        return err_set(e, ERR_FORMAT, "the runtime has %u nodes, the batch driver %u",
                       runtime->count, batch->count);
    return true;
}
