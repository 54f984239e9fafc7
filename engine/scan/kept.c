#include "engine/scan/kept.h"

#include "engine/base/memory.h"
#include "engine/codec/facts_codec.h"
#include "engine/codec/key.h"
#include "engine/codec/measures_codec.h"
#include "engine/codec/tree_codec.h"
#include "engine/codec/wire.h"
#include "parsers/grammar.h"

#include <stdlib.h>
#include <string.h>

/* No message of ours is longer: a tree has fewer bytes than its file. */
static const size_t max_message_bytes = (size_t)1 << 30;

struct kept {
    struct store_port *port;
    struct tree_encoder *encoder;
    struct tree_decoder *decoder;
    struct wire *wire;
    struct buf bytes, columns;
};

struct kept *kept_new(struct store_port *port)
{
    struct kept *k = memory_calloc(1, sizeof *k);

    k->port = port;
    k->encoder = tree_encoder_new();
    k->decoder = tree_decoder_new();
    k->wire = wire_new();
    return k;
}

void kept_free(struct kept *k)
{
    if (!k)
        return;
    tree_encoder_free(k->encoder);
    tree_decoder_free(k->decoder);
    wire_free(k->wire);
    buf_release(&k->bytes);
    buf_release(&k->columns);
    free(k);
}

/* The columns in a message about that content; what comes behind them is the reader's
 * to check. */
static bool columns_open(struct kept *k, const char *name, uint64_t schema,
                         struct content_key content, struct slice *columns)
{
    struct slice key;
    uint64_t written;

    return wire_read(k->wire, buf_slice(&k->bytes)) &&
           wire_get_number(k->wire, "schema", schema, &written) && written == schema &&
           wire_get_bytes(k->wire, "content", &key) && key.len == sizeof content &&
           memcmp(key.data, &content, sizeof content) == 0 &&
           wire_get_bytes(k->wire, name, columns);
}

/* A message with k->columns. */
static void columns_put(struct kept *k, const char *name, uint64_t schema,
                        struct content_key content, enum kept_kind kind,
                        const struct store_key *key)
{
    buf_clear(&k->bytes);
    wire_map(&k->bytes, 3);
    wire_number(&k->bytes, "schema", schema);
    wire_bytes(&k->bytes, "content",
               (struct slice){(const char *)&content, sizeof content});
    wire_bytes(&k->bytes, name, buf_slice(&k->columns));
    store_put(k->port, kind, key, buf_slice(&k->bytes), KEPT_LEVEL);
}

static bool facts_decode(struct kept *k, struct content_key content,
                         struct arena *lasting, const struct facts **facts)
{
    struct slice columns;

    return columns_open(k, "facts", FACTS_SCHEMA, content, &columns) &&
           (*facts = facts_read(&columns, 1, lasting)) && columns.len == 0;
}

enum store_result kept_facts(struct kept *k, struct content_key content,
                             const struct grammar *grammar, struct arena *lasting,
                             const struct facts **facts)
{
    struct store_key key = facts_key(content, grammar);
    enum store_result found =
        store_get(k->port, KEPT_FACTS, &key, max_message_bytes, &k->bytes);

    if (found == STORE_HIT && !facts_decode(k, content, lasting, facts))
        return STORE_DAMAGED;
    return found;
}

static const struct measures *measures_decode(struct kept *k, struct content_key content,
                                              metric_set set, const struct facts *facts,
                                              struct arena *lasting)
{
    const struct measures *measures;
    struct slice columns;

    if (!columns_open(k, "measures", MEASURES_SCHEMA, content, &columns))
        return NULL;
    measures =
        measures_read(&columns, facts->function_count, facts->class_count, lasting);
    return measures && measures->set == set && columns.len == 0 ? measures : NULL;
}

enum store_result kept_measures(struct kept *k, struct content_key content,
                                const struct grammar *grammar, metric_set set,
                                const struct facts *facts, struct arena *lasting,
                                const struct measures **measures)
{
    struct store_key key = measures_key(content, grammar, set);
    enum store_result found =
        store_get(k->port, KEPT_MEASURES, &key, max_message_bytes, &k->bytes);

    if (found != STORE_HIT)
        return found;
    *measures = measures_decode(k, content, set, facts, lasting);
    return *measures ? STORE_HIT : STORE_DAMAGED;
}

enum store_result kept_tree_open(struct kept *k, struct content_key content,
                                 const struct grammar *grammar,
                                 struct symbol_set *symbols)
{
    struct store_key key = tree_key(content, grammar);
    enum store_result found =
        store_get(k->port, KEPT_TREE, &key, max_message_bytes, &k->bytes);

    if (found == STORE_HIT && symbols &&
        !tree_symbols(k->decoder, buf_slice(&k->bytes), symbols))
        return STORE_DAMAGED;
    return found;
}

bool kept_tree_read(struct kept *k, struct content_key content,
                    const struct grammar *grammar, struct tree *tree,
                    uint32_t *text_bytes)
{
    return tree_decode(k->decoder, buf_slice(&k->bytes), content, tree, text_bytes) &&
           tree->grammar == grammar;
}

void kept_touch(struct kept *k, struct content_key content, const struct grammar *grammar)
{
    struct store_key facts = facts_key(content, grammar);
    struct store_key tree = tree_key(content, grammar);

    store_has(k->port, KEPT_FACTS, &facts);
    store_has(k->port, KEPT_TREE, &tree);
}

void kept_put_facts(struct kept *k, struct content_key content,
                    const struct grammar *grammar, const struct facts *facts)
{
    struct store_key key = facts_key(content, grammar);

    if (!store_keeps(k->port))
        return;
    buf_clear(&k->columns);
    facts_write(&k->columns, &facts, 1);
    columns_put(k, "facts", FACTS_SCHEMA, content, KEPT_FACTS, &key);
}

void kept_put_measures(struct kept *k, struct content_key content,
                       const struct grammar *grammar, const struct measures *measures)
{
    struct store_key key = measures_key(content, grammar, measures->set);

    if (!store_keeps(k->port))
        return;
    buf_clear(&k->columns);
    measures_write(&k->columns, measures);
    columns_put(k, "measures", MEASURES_SCHEMA, content, KEPT_MEASURES, &key);
}

void kept_put_tree(struct kept *k, struct content_key content, const struct tree *tree,
                   size_t text_bytes)
{
    struct store_key key = tree_key(content, tree->grammar);

    if (!store_keeps(k->port))
        return;
    buf_clear(&k->bytes);
    if (tree_encode(k->encoder, tree, content, (uint32_t)text_bytes, &k->bytes))
        store_put(k->port, KEPT_TREE, &key, buf_slice(&k->bytes), KEPT_LEVEL);
}
