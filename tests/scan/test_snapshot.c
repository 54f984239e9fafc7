#include "engine/scan/snapshot.h"

#include "engine/codec/key.h"
#include "engine/scan/result.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FILES = 1500 };

/* A store in a folder of its own, with one port. */
struct shelf {
    char path[300];
    struct store *store;
    struct store_port *port;
};

static void shelf_open(struct shelf *s)
{
    struct store_options options = {.at = AT_FDCWD, .path = s->path};

    s->store = store_open(&options);
    s->port = store_port_open(s->store);
}

static void shelf_close(struct shelf *s)
{
    store_port_close(s->port);
    store_close(s->store, NULL, NULL);
}

static struct shelf shelf_new(void)
{
    const char *tmp = getenv("TMPDIR");
    struct shelf s;

    snprintf(s.path, sizeof s.path, "%s/cambium-snapshot-XXXXXX", tmp ? tmp : "/tmp");
    cr_assert(mkdtemp(s.path));
    shelf_open(&s);
    return s;
}

static void shelf_remove(struct shelf *s)
{
    char command[400];

    shelf_close(s);
    snprintf(command, sizeof command, "rm -rf '%s'", s->path);
    cr_assert_eq(system(command), 0);
}

/* A run that found FILES files of Python; each two have the same content. */
static void run_of(struct part *part)
{
    static const struct facts nothing;

    *part = (struct part){0};
    for (size_t i = 0; i < FILES; i++) {
        struct file *file = arena_new(&part->memory, struct file);
        char text[32];

        snprintf(text, sizeof text, "m%06zu.py", i);
        file->path = arena_copy(&part->memory, slice_of(text));
        file->bytes = 9;
        snprintf(text, sizeof text, "x = %zu\n", i / 2);
        file->key = content_key_of(slice_of(text));
        file->language = language_of(file->path, (struct slice){0});
        file->facts = &nothing;
        file->state = (struct file_state){
            .size_bytes = 9, .inode = i + 1, .ctime_ns = 1, .settled = true};
        part_add(part, file);
    }
    part_close(part);
}

static struct snapshot *snapshot_kept(struct shelf *shelf, struct part *part)
{
    struct snapshot *s;

    run_of(part);
    s = snapshot_load(slice_of("p"), &shelf->port, 1);
    cr_assert(snapshot_save(s, part, (struct snapshot_cost){0}, &shelf->port, 1));
    snapshot_free(s, &part->memory);
    shelf_close(shelf);
    shelf_open(shelf);
    return snapshot_load(slice_of("p"), &shelf->port, 1);
}

Test(snapshot, names_all_that_another_store_needs_each_once_and_itself_last)
{
    struct shelf shelf = shelf_new();
    struct part part;
    struct snapshot *s = snapshot_kept(&shelf, &part);
    size_t count, of_kind[STORE_KINDS] = {0};
    struct store_item *items = snapshot_items(s, &count);

    for (size_t i = 0; i < count; i++) {
        of_kind[items[i].kind]++;
        cr_expect(i == 0 || items[i].kind > items[i - 1].kind ||
                  memcmp(&items[i].key, &items[i - 1].key, sizeof items[i].key) > 0);
        cr_expect(i == 0 || items[i].kind >= items[i - 1].kind);
        if (items[i].kind >= KEPT_BLOCK)
            cr_expect(store_has(shelf.port, items[i].kind, &items[i].key));
    }
    cr_expect_eq(of_kind[KEPT_TREE], FILES / 2);
    cr_expect_eq(of_kind[KEPT_FACTS], FILES / 2);
    cr_expect_gt(of_kind[KEPT_BLOCK], 1);
    cr_expect_eq(of_kind[KEPT_SNAPSHOT], 1);
    cr_assert_eq(items[count - 1].kind, KEPT_SNAPSHOT);
    free(items);
    snapshot_free(s, &part.memory);
    part_release(&part);
    shelf_remove(&shelf);
}

Test(snapshot, knows_each_file_again_and_no_other)
{
    struct shelf shelf = shelf_new();
    struct part part;
    struct snapshot *s = snapshot_kept(&shelf, &part);

    cr_expect_eq(snapshot_age(s), SNAPSHOT_CURRENT);
    for (size_t i = 0; i < part.count; i++) {
        const struct row *row = snapshot_find(s, part.files[i]->path);

        cr_assert(row);
        cr_expect_eq(row->inode, part.files[i]->state.inode);
        cr_expect_eq(row->key.low, part.files[i]->key.low);
    }
    cr_expect_null(snapshot_find(s, slice_of("m1.py")));
    snapshot_free(s, &part.memory);
    part_release(&part);
    shelf_remove(&shelf);
}
