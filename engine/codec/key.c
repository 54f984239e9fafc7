#include "engine/codec/key.h"

#include "engine/base/buf.h"
#include "engine/codec/facts_codec.h"
#include "engine/codec/measures_codec.h"
#include "engine/codec/tree_codec.h"
#include "engine/facts/metric.h"
#include "parsers/language.h"

#include <string.h>

const char *kept_kind_name(unsigned kind)
{
    switch (kind) {
    case KEPT_TREE: return "tree";
    case KEPT_FACTS: return "facts";
    case KEPT_BLOCK: return "block";
    case KEPT_MEASURES: return "measures";
    case KEPT_SNAPSHOT: return "snapshot";
    case KEPT_GRAPH: return "graph";
    case KEPT_HISTORY: return "history";
    }
    return NULL;
}

/* Where a key's fields lie. */
struct fields {
    struct content_key content;
    uint64_t grammar, versions;
};

_Static_assert(sizeof(struct fields) == sizeof(struct store_key), "a key is 32 bytes");

static struct store_key key_of_fields(struct fields fields)
{
    struct store_key key;

    memcpy(&key, &fields, sizeof key);
    return key;
}

struct store_key tree_key(struct content_key content, const struct grammar *grammar)
{
    return key_of_fields((struct fields){content, grammar_hash(grammar),
                                         (uint64_t)TEXT_VERSION << 32 | TREE_SCHEMA});
}

static struct store_key metrics_key(struct content_key content,
                                    const struct grammar *grammar, uint64_t schema,
                                    metric_set set)
{
    uint64_t versions[] = {TEXT_VERSION, TREE_SCHEMA, schema, metrics_version(set)};

    return key_of_fields((struct fields){
        content, grammar_hash(grammar),
        hash_bytes((struct slice){(const char *)versions, sizeof versions})});
}

struct store_key facts_key(struct content_key content, const struct grammar *grammar)
{
    return metrics_key(content, grammar, FACTS_SCHEMA, FACT_METRICS);
}

struct store_key measures_key(struct content_key content, const struct grammar *grammar,
                              metric_set set)
{
    return metrics_key(content, grammar, MEASURES_SCHEMA, set);
}

struct store_key block_key(struct content_key content)
{
    return key_of_fields((struct fields){.content = content});
}

struct store_key snapshot_key(struct slice project)
{
    return key_of_fields((struct fields){.content = content_key_of(project)});
}

static void texts_add(struct buf *out, const char *const *texts)
{
    for (; *texts; texts++)
        buf_add_format(out, "%s\n", *texts);
    buf_add_char(out, '\n');
}

static void languages_add(struct buf *out)
{
    for (size_t i = 0; i < language_count; i++) {
        const struct language *l = &languages[i];

        buf_add_format(out, "%s\n%s\n%s\n", l->name, l->grammar ? l->grammar : "",
                       l->line_comment ? l->line_comment : "");
        texts_add(out, l->suffixes);
        texts_add(out, l->names);
        texts_add(out, l->interpreters);
    }
}

uint64_t rules_hash(void)
{
    struct buf rules = {0};
    uint64_t hash;

    buf_add_format(&rules, "%d %ju\n", TEXT_VERSION,
                   (uintmax_t)metrics_version(FACT_METRICS));
    languages_add(&rules);
    hash = hash_bytes(buf_slice(&rules));
    buf_release(&rules);
    return hash;
}
