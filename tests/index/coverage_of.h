/* coverage_of.h - small trees and reports, and what is covered as text. */
#ifndef CAMBIUM_TESTS_COVERAGE_OF_H
#define CAMBIUM_TESTS_COVERAGE_OF_H

#include "engine/base/buf.h"
#include "engine/index/coverage.h"
#include "tests/scan/tree.h"

#include <stdio.h>
#include <unistd.h>

struct covered_tree {
    struct tree tree; /* reports lie in it */
    struct discover *discover;
    struct part part;
};

/* `paths` are words; each file's key is made of its path. */
static inline struct covered_tree covered_tree_new(const char *paths)
{
    struct covered_tree t = {.tree = tree_new_large()};
    struct slice left = slice_of(paths), path;
    struct discover_options options = {0};

    t.discover = discover_open(t.tree.path, &options, NULL);
    cr_assert(t.discover);
    while (slice_cut(&left, ' ', &path)) {
        struct file *file = arena_new(&t.part.memory, struct file);

        file->path = arena_copy(&t.part.memory, path);
        file->outcome = FILE_ANALYSED;
        file->key = content_key_of(path);
        part_add(&t.part, file);
    }
    part_close(&t.part);
    return t;
}

static inline void covered_tree_free(struct covered_tree *t)
{
    discover_close(t->discover);
    part_release(&t->part);
    tree_free(&t->tree);
}

/* "a.py 1/2; p/b.py 0/3; 2 foreign: /x" */
static inline void coverage_say(const struct coverage *c, struct buf *out)
{
    for (size_t i = 0; i < c->count; i++)
        buf_add_format(out, "%s%.*s %u/%u", i ? "; " : "", (int)c->files[i].path.len,
                       c->files[i].path.data, c->files[i].covered, c->files[i].lines);
    if (c->foreign)
        buf_add_format(out, "%s%zu foreign: %.*s", c->count ? "; " : "", c->foreign,
                       (int)c->first_foreign.len, c->first_foreign.data);
    buf_add_char(out, '\0');
}

#define REPORTS 4

/* Reads texts as reports, which end with the first NULL; what comes out, or the message
 * without the folder's path in front. */
static inline void reports_read(struct covered_tree *t, const struct slice *texts,
                                struct buf *out)
{
    char paths[REPORTS][600];
    const char *reports[REPORTS];
    struct coverage c;
    struct err e = {0};
    size_t count = 0;

    for (; count < REPORTS && texts[count].data; count++) {
        char name[8];

        snprintf(name, sizeof name, "r%zu", count);
        tree_write(&t->tree, name, texts[count]);
        snprintf(paths[count], sizeof *paths, "%s/%s", t->tree.path, name);
        reports[count] = paths[count];
    }
    if (coverage_read(&c, reports, count, &t->part, t->discover, &e)) {
        coverage_say(&c, out);
        coverage_release(&c);
        return;
    }
    cr_assert(!strncmp(e.message, t->tree.path, strlen(t->tree.path)), "%s", e.message);
    buf_add_text(out, e.message + strlen(t->tree.path) + 1);
    buf_add_char(out, '\0');
}

#endif
