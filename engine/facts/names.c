#include "engine/facts/names.h"

#include "engine/base/buf.h"
#include "engine/facts/extractor.h"

/* What is left for the names around a name. Real code needs some hundredths. */
static bool has_room_for(const struct extractor *x, uint32_t outer_bytes)
{
    size_t budget = 4 * x->source.len + 64 * 1024, most = (size_t)1 << 30;

    return x->text.len + outer_bytes <= (budget < most ? budget : most);
}

/* Offsets have 32 bits, a file and so a name may have 30: beyond a half of what
 * can be told, names are "". Only a made-up file of 1 GiB gets there. */
static bool is_full(const struct extractor *x)
{
    return x->text.len > UINT32_MAX / 2;
}

uint32_t name_add(struct extractor *x, struct slice name)
{
    uint32_t start = (uint32_t)x->text.len;

    if (!name.len || is_full(x))
        return 0;
    buf_add(&x->text, name);
    buf_add_char(&x->text, '\0');
    return start;
}

uint32_t names_add_all(struct extractor *x, struct slice names)
{
    uint32_t start = (uint32_t)x->text.len;

    if (is_full(x))
        return FACTS_NONE;
    buf_add(&x->text, names);
    return start;
}

uint32_t name_add_dotted(struct extractor *x, uint32_t node)
{
    uint32_t start = (uint32_t)x->text.len;

    if (is_full(x))
        return 0;
    for (uint32_t i = tree_first(x->tree, node); i <= node; i++) {
        if (!node_is(x, i, PY_identifier))
            continue;
        if (x->text.len > start)
            buf_add_char(&x->text, '.');
        buf_add(&x->text, node_text(x, i));
    }
    if (x->text.len == start)
        return 0;
    buf_add_char(&x->text, '\0');
    return start;
}

struct qualified_name name_add_qualified(struct extractor *x, uint32_t outer,
                                         uint32_t outer_bytes, struct slice bare)
{
    uint32_t start = (uint32_t)x->text.len;
    struct qualified_name added = {start, start, (uint32_t)bare.len};

    if (is_full(x))
        return (struct qualified_name){0};
    if (outer_bytes && has_room_for(x, outer_bytes)) {
        buf_reserve(&x->text, outer_bytes); /* may move what is at `outer` */
        buf_add(&x->text, (struct slice){x->text.data + outer, outer_bytes});
        buf_add_char(&x->text, '.');
        added.bare_name += outer_bytes + 1;
        added.bytes += outer_bytes + 1;
    }
    buf_add(&x->text, bare);
    buf_add_char(&x->text, '\0');
    return added;
}
