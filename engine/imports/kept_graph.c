#include "engine/imports/kept_graph.h"

#include "engine/base/memory.h"
#include "engine/codec/graph_codec.h"
#include "engine/codec/key.h"
#include "engine/scan/keeper.h"
#include "engine/scan/project.h"

#include <stdlib.h>

struct kept_graph {
    struct store *store; /* NULL: nothing is kept */
    struct store_port *port;
    struct wire *wire;
    struct store_key key;
    struct content_key state;
};

/* ------------------------------------------------------------------- state */

static void number_add(struct buf *out, uint64_t number)
{
    memcpy(buf_reserve(out, sizeof number), &number, sizeof number);
    out->len += sizeof number;
}

static void text_add(struct buf *out, struct slice text)
{
    number_add(out, text.len);
    buf_add(out, text);
}

/* Paths and contents of all files that have a say in it; their facts follow from these. */
static struct content_key state_of(const struct import_graph *g)
{
    struct buf text = {0};
    struct content_key key;

    number_add(&text, RESOLVE_VERSION);
    number_add(&text, rules_hash());
    text_add(&text, g->projects.package_name);
    for (size_t i = 0; i < g->result->count; i++) {
        const struct file *file = g->result->files[i];

        if (g->places.file_places[i] == PLACE_NONE && !path_is_opaque(file->path) &&
            project_kind_of(file->path) == PROJECT_NONE)
            continue;
        text_add(&text, file->path);
        number_add(&text, file->outcome);
        number_add(&text, file->key.high);
        number_add(&text, file->key.low);
    }
    key = content_key_of(buf_slice(&text));
    buf_release(&text);
    return key;
}

/* Of the project, and of what is asked about it. */
static struct store_key key_of(const struct import_options *options,
                               const struct discover *d)
{
    const struct scan_options *scan = options->scan;
    struct buf project = {0};
    struct store_key key;

    project_identify(&project, scan->keep.project, d, &scan->discover);
    buf_add_text(&project, "imports\n");
    for (size_t i = 0; i < options->root_count; i++)
        text_add(&project, slice_of(options->roots[i]));
    number_add(&project, options->python_minor);
    key = snapshot_key(buf_slice(&project));
    buf_release(&project);
    return key;
}

/* What was listed, or is about files that are gone, is of one run alone. */
static bool is_kept(const struct import_options *options)
{
    const struct scan_options *scan = options->scan;

    return !scan->listed && !scan->filter && !options->ghost_count &&
           scan->parser == PARSER_AUTO;
}

struct kept_graph *kept_graph_open(const struct import_graph *g,
                                   const struct import_options *options,
                                   const struct discover *d)
{
    struct kept_graph *k = memory_calloc(1, sizeof *k);

    if (is_kept(options))
        k->store = keeper_store_open(&options->scan->keep, d);
    if (!k->store)
        return k;
    k->port = store_port_open(k->store);
    k->wire = wire_new();
    k->state = state_of(g);
    k->key = key_of(options, d);
    return k;
}

void kept_graph_close(struct kept_graph *k)
{
    if (k->store) {
        wire_free(k->wire);
        store_port_close(k->port);
        store_close(k->store, NULL, NULL);
    }
    free(k);
}

/* -------------------------------------------------------------------- take */

static struct graph_record record_for(const struct kept_graph *k,
                                      const struct import_graph *g)
{
    return (struct graph_record){.state = k->state,
                                 .files = (uint32_t)g->file_count,
                                 .modules = g->places.module_count,
                                 .places = (uint32_t)g->places.count};
}

/* Every link speaks of an import that is there. */
static bool links_fit(const struct links *links, const struct import_graph *g)
{
    for (size_t i = 0; i < links->count; i++) {
        const struct import_link *link = &links->items[i];
        const struct facts *facts = g->files[link->file].facts;

        if (!facts || g->file_modules[link->file] == MODULE_NONE)
            return false;
        if (link->import != LINK_WHOLE &&
            (link->import >= facts->import_count ||
             (link->name != LINK_WHOLE &&
              link->name >= facts->imports[link->import].name_count)))
            return false;
    }
    return true;
}

/* False: a folder isn't there, or none is the scanned one. */
static bool roots_restore(struct import_graph *g, const struct graph_record *r)
{
    struct root *roots = memory_calloc(r->root_count + 1, sizeof *roots);
    bool found = r->root_count > 0;

    for (size_t i = 0; i < r->root_count && found; i++) {
        const struct kept_root *kept = &r->roots[i];

        roots[i] = (struct root){.place = places_at(&g->places, kept->folder),
                                 .prefix = kept->prefix,
                                 .origin = kept->origin,
                                 .rule = kept->rule,
                                 .said_by = kept->said_by,
                                 .votes = kept->votes,
                                 .votes_against = kept->votes_against,
                                 .scope = kept->scope};
        found = roots[i].place != PLACE_NONE;
    }
    if (found)
        roots_take(&g->roots, &g->places, roots, r->root_count);
    free(roots);
    return found;
}

static bool record_use(struct graph_record *r, struct import_graph *g)
{
    if (!links_fit(&r->links, g) || !roots_restore(g, r)) {
        links_release(&r->links);
        csr_release(&r->graph);
        return false;
    }
    g->links = r->links;
    g->graph = r->graph;
    csr_reverse(&g->graph);
    return true;
}

bool kept_graph_take(struct kept_graph *k, struct import_graph *g)
{
    struct graph_record record;
    struct buf bytes = {0};
    bool taken = false;

    if (!k->store)
        return false;
    record = record_for(k, g);
    if (store_get(k->port, KEPT_GRAPH, &k->key, STORE_VALUE_MAX_BYTES, &bytes) ==
            STORE_HIT &&
        graph_read(k->wire, buf_slice(&bytes), &record, &g->projects.memory))
        taken = record_use(&record, g);
    buf_release(&bytes);
    return taken;
}

/* free() the roots; their folders live in `memory`. */
static struct kept_root *roots_record(const struct import_graph *g, struct arena *memory)
{
    struct kept_root *roots = memory_calloc(g->roots.count + 1, sizeof *roots);
    struct buf folder = {0};

    for (size_t i = 0; i < g->roots.count; i++) {
        const struct root *root = &g->roots.items[i];

        buf_clear(&folder);
        places_path_add(&g->places, root->place, &folder);
        roots[i] = (struct kept_root){.folder = arena_copy(memory, buf_slice(&folder)),
                                      .prefix = root->prefix,
                                      .said_by = root->said_by,
                                      .rule = root->rule,
                                      .scope = root->scope,
                                      .votes = root->votes,
                                      .votes_against = root->votes_against,
                                      .origin = (uint8_t)root->origin};
    }
    buf_release(&folder);
    return roots;
}

void kept_graph_put(struct kept_graph *k, const struct import_graph *g)
{
    struct graph_record record;
    struct arena memory = {0};
    struct buf bytes = {0};

    if (!k->store || !store_keeps(k->port))
        return;
    record = record_for(k, g);
    record.roots = roots_record(g, &memory);
    record.root_count = g->roots.count;
    record.links = g->links;
    record.graph = g->graph;
    graph_write(&bytes, &record);
    if (bytes.len <= STORE_VALUE_MAX_BYTES)
        store_put(k->port, KEPT_GRAPH, &k->key, buf_slice(&bytes), KEPT_LEVEL);
    buf_release(&bytes);
    arena_release(&memory);
    free(record.roots);
}
