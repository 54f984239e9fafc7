#include "engine/index/kept_history.h"

#include "engine/codec/history_codec.h"
#include "engine/codec/key.h"
#include "engine/scan/keeper.h"
#include "engine/scan/project.h"

struct shelf {
    struct store *store; /* NULL: nothing is kept */
    struct store_port *port;
    struct store_key key;
};

static struct store_key key_of(const struct scan_options *scan, const struct discover *d)
{
    struct buf project = {0};
    struct store_key key;

    project_identify(&project, scan->keep.project, d, &scan->discover);
    buf_add_text(&project, "history\n");
    key = snapshot_key(buf_slice(&project));
    buf_release(&project);
    return key;
}

/* A root that can't be walked keeps nothing; what is wrong with it, others say. */
static void shelf_open(struct shelf *s, const char *root, const struct scan_options *scan)
{
    struct discover *d = discover_open(root, &scan->discover, NULL);

    *s = (struct shelf){0};
    if (!d)
        return;
    s->store = keeper_store_open(&scan->keep, d);
    if (s->store) {
        s->port = store_port_open(s->store);
        s->key = key_of(scan, d);
    }
    discover_close(d);
}

static void shelf_close(struct shelf *s)
{
    if (!s->store)
        return;
    store_port_close(s->port);
    store_close(s->store, NULL, NULL);
}

static bool shelf_take(struct shelf *s, struct vcs_history *h)
{
    struct buf bytes = {0};
    struct wire *wire;
    bool taken = false;

    if (!s->store)
        return false;
    wire = wire_new();
    if (store_get(s->port, KEPT_HISTORY, &s->key, STORE_VALUE_MAX_BYTES, &bytes) ==
        STORE_HIT)
        taken = history_decode(wire, buf_slice(&bytes), h);
    wire_free(wire);
    buf_release(&bytes);
    return taken;
}

static void shelf_put(struct shelf *s, const struct vcs_history *h)
{
    struct buf bytes = {0};

    if (!s->store || !store_keeps(s->port))
        return;
    history_encode(&bytes, h);
    if (bytes.len <= STORE_VALUE_MAX_BYTES)
        store_put(s->port, KEPT_HISTORY, &s->key, buf_slice(&bytes), KEPT_LEVEL);
    buf_release(&bytes);
}

static bool get(struct vcs *v, struct shelf *s, const struct scan_options *scan,
                struct vcs_history *h, bool *kept, struct err *e)
{
    struct vcs_history known;
    bool is_known = shelf_take(s, &known), read;

    *kept = is_known && vcs_history_holds(v, &known);
    if (*kept) {
        *h = known;
        return true;
    }
    read = vcs_history_read(v, is_known ? &known : NULL, scan->cancelled, h, e);
    if (is_known)
        vcs_history_release(&known);
    if (read)
        shelf_put(s, h);
    return read;
}

bool history_get(struct vcs_history *h, const char *root, const struct scan_options *scan,
                 bool *kept, struct err *e)
{
    struct vcs *v = vcs_open(root, e);
    struct shelf shelf;
    bool got, was_kept;

    if (!v)
        return false;
    shelf_open(&shelf, root, scan);
    got = get(v, &shelf, scan, h, &was_kept, e);
    if (kept)
        *kept = got && was_kept;
    shelf_close(&shelf);
    vcs_close(v);
    return got;
}
