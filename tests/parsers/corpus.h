/* corpus.h - real Python files: those that are installed with the interpreter, or
 * those that a list names. */
#ifndef CAMBIUM_TESTS_CORPUS_H
#define CAMBIUM_TESTS_CORPUS_H

#include "engine/base/buf.h"
#include "engine/base/memory.h"
#include "engine/base/slice.h"

#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct corpus {
    struct buf *files; /* the contents */
    size_t count, capacity;
};

static inline struct buf file_read(const char *path)
{
    FILE *file = fopen(path, "rb");
    struct buf bytes = {0};
    size_t got;

    if (!file)
        return bytes;
    do {
        got = fread(buf_reserve(&bytes, 1 << 16), 1, 1 << 16, file);
        bytes.len += got;
    } while (got > 0);
    fclose(file);
    return bytes;
}

static inline void corpus_add(struct corpus *c, const char *path)
{
    c->files = memory_grow(c->files, &c->capacity, c->count + 1, sizeof *c->files);
    c->files[c->count++] = file_read(path);
}

/* A name per line. False: there is no such list. */
static inline bool corpus_add_list(struct corpus *c, const char *list)
{
    FILE *in = fopen(list, "r");
    char name[4096];

    if (!in)
        return false;
    while (fgets(name, sizeof name, in)) {
        name[strcspn(name, "\n")] = 0;
        corpus_add(c, name);
    }
    fclose(in);
    return true;
}

/* Each `every`-th of them, in an order that doesn't change. */
static inline struct corpus corpus_read(size_t every)
{
    char *roots[] = {(char[]){"/usr/lib/python3.11"}, (char[]){"/usr/lib/python3"}, NULL};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOSTAT | FTS_NOCHDIR, NULL);
    struct corpus c = {0};
    size_t seen = 0;

    for (FTSENT *entry; walk && (entry = fts_read(walk));) {
        if (!slice_ends(slice_of(entry->fts_path), slice_of(".py")) ||
            seen++ % every != 0)
            continue;
        corpus_add(&c, entry->fts_path);
    }
    if (walk)
        fts_close(walk);
    return c;
}

static inline void corpus_release(struct corpus *c)
{
    for (size_t i = 0; i < c->count; i++)
        buf_release(&c->files[i]);
    free(c->files);
}

#endif
