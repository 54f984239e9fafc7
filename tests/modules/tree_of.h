/* tree_of.h - small trees out of paths and sources, and what becomes of them as text. */
#ifndef CAMBIUM_TESTS_TREE_OF_H
#define CAMBIUM_TESTS_TREE_OF_H

#include "engine/base/memory.h"
#include "engine/modules/names.h"
#include "engine/modules/resolve.h"
#include "tests/facts/facts_of.h"

#include <stdio.h>
#include <stdlib.h>

struct source_file {
    const char *path, *source; /* NULL: no Python, or it could not be read */
};

/* A list of them, in any order. */
#define FILES(...) ((const struct source_file[]){__VA_ARGS__, {0}})

/* What is said about a tree. All zero is nothing. */
struct tree_said {
    struct root_hint hints[4]; /* those with a folder */
    const char *package;       /* what the scanned folder is called */
    struct {
        const char *folder, *distribution;
    } declares[4];
    uint8_t versions; /* of Python; 0: all */
};

struct module_tree {
    struct reader reader;
    struct python_file *files;
    size_t count, capacity;
    struct places places;
    struct roots roots;
    struct names names;
    struct declared declared;
    struct resolver resolver;
    struct reexports reexports;
    struct links links; /* closed */
};

static inline int tree_compare(const void *a, const void *b)
{
    return slice_compare(((const struct python_file *)a)->path,
                         ((const struct python_file *)b)->path);
}

static inline void tree_add(struct module_tree *t, const char *path, const char *source)
{
    t->files = memory_grow(t->files, &t->capacity, t->count + 1, sizeof *t->files);
    t->files[t->count++] = (struct python_file){
        arena_copy(&t->reader.memory, slice_of(path)),
        source ? facts_of(&t->reader, source) : NULL,
    };
}

static inline size_t tree_hints(const struct tree_said *said)
{
    size_t count = 0;

    while (count < 4 && said->hints[count].folder.data)
        count++;
    return count;
}

static inline void tree_declare(struct module_tree *t, const struct tree_said *said)
{
    for (size_t i = 0; i < 4 && said->declares[i].distribution; i++) {
        struct slice *name = arena_alloc(&t->reader.memory, sizeof *name, 8);

        *name = slice_of(said->declares[i].distribution);
        declared_add(
            &t->declared,
            (struct declared_scope){
                places_at(&t->places, slice_of(said->declares[i].folder)), name, 1});
    }
    declared_close(&t->declared);
}

/* Places, roots, names and links of what was added. */
static inline void tree_grow(struct module_tree *t, const struct tree_said *said)
{
    static const struct tree_said nothing;
    struct resolve_memo memo = {0};

    said = said ? said : &nothing;
    if (t->count)
        qsort(t->files, t->count, sizeof *t->files, tree_compare);
    places_make(&t->places, t->files, t->count);
    roots_find(&t->roots, &t->places, t->files, said->hints, tree_hints(said),
               said->package ? slice_of(said->package) : (struct slice){0}, NULL);
    names_make(&t->names, &t->places, &t->roots, t->files);
    tree_declare(t, said);
    t->resolver =
        (struct resolver){.files = t->files,
                          .places = &t->places,
                          .roots = &t->roots,
                          .declared = &t->declared,
                          .versions = said->versions ? said->versions : UINT8_MAX};
    reexports_find(&t->reexports, &t->resolver);
    for (uint32_t file = 0; file < t->count; file++)
        resolve_file(&t->resolver, &t->reexports, &memo, file, &t->links);
    links_close(&t->links);
}

/* It must not be moved. */
static inline void tree_of(struct module_tree *t, const struct source_file *files,
                           const struct tree_said *said)
{
    *t = (struct module_tree){0};
    for (; files->path; files++)
        tree_add(t, files->path, files->source);
    tree_grow(t, said);
}

static inline void tree_release(struct module_tree *t)
{
    links_release(&t->links);
    reexports_release(&t->reexports);
    declared_release(&t->declared);
    names_release(&t->names);
    roots_release(&t->roots);
    places_release(&t->places);
    free(t->files);
    reader_release(&t->reader);
}

static inline uint32_t tree_file(const struct module_tree *t, const char *path)
{
    uint32_t file = 0;

    while (file < t->count && !slice_equal(t->files[file].path, slice_of(path)))
        file++;
    cr_assert(file < t->count, "there is no %s", path);
    return file;
}

/* ------------------------------------------------------------------- texts */

static inline void tree_say(struct module_tree *t, const char *text)
{
    buf_add_text(&t->reader.text, text);
}

/* "load a", "load - standard", "load - unresolved beyond" */
static inline void link_say(struct module_tree *t, const struct import_link *link)
{
    static const char *const reasons[] = {"",          " no module", " beyond",
                                          " computed", " several",   " voted",
                                          " star",     " other"};

    tree_say(t, link_kind_name(link->kind));
    tree_say(t, " ");
    if (link->to == GRAPH_NONE)
        tree_say(t, "-");
    else
        buf_add(&t->reader.text, t->names.items[link->to]);
    if (link->end != END_MODULE) {
        tree_say(t, " ");
        tree_say(t, link_end_name(link->end));
    }
    tree_say(t, reasons[link->reason]);
    tree_say(t, "; ");
}

/* The links of one file, in the order of its imports. */
static inline const char *links_text(struct module_tree *t, const char *path)
{
    uint32_t file = tree_file(t, path);
    const char *text;

    for (size_t i = links_of_file(&t->links, file);
         i < t->links.count && t->links.items[i].file == file; i++)
        link_say(t, &t->links.items[i]);
    text = reader_text(&t->reader);
    return text;
}

/* What each module is called, in the order of the paths. */
static inline const char *names_text(struct module_tree *t)
{
    for (uint32_t m = 0; m < t->names.count; m++) {
        buf_add(&t->reader.text, t->names.items[m]);
        tree_say(t, " ");
    }
    return reader_text(&t->reader);
}

/* "src project; . folder": the scanned folder last, since its place is first. */
static inline const char *roots_text(struct module_tree *t)
{
    for (size_t i = t->roots.count; i-- > 0;) {
        const struct root *root = &t->roots.items[i];

        if (root->place == PLACE_TOP)
            tree_say(t, ".");
        else
            places_path_add(&t->places, root->place, &t->reader.text);
        tree_say(t, root->prefix.len ? "=" : "");
        buf_add(&t->reader.text, root->prefix);
        tree_say(t, " ");
        tree_say(t, root_origin_name(root->origin));
        tree_say(t, "; ");
    }
    return reader_text(&t->reader);
}

/* ------------------------------------------------------------------- rules */

static inline void expect_text(const char *got, const char *want, const char *why)
{
    cr_expect_str_eq(got, want, "%s: wanted \"%s\", got \"%s\"", why, want, got);
}

/* The links of main.py. The text ends with ";". */
static inline void expect_links(const char *why, const struct source_file *files,
                                const struct tree_said *said, const char *want)
{
    struct module_tree t;

    tree_of(&t, files, said);
    expect_text(links_text(&t, "main.py"), want, why);
    tree_release(&t);
}

static inline void expect_roots(const char *why, const struct source_file *files,
                                const struct tree_said *said, const char *want)
{
    struct module_tree t;

    tree_of(&t, files, said);
    expect_text(roots_text(&t), want, why);
    tree_release(&t);
}

static inline void expect_names(const char *why, const struct source_file *files,
                                const struct tree_said *said, const char *want)
{
    struct module_tree t;

    tree_of(&t, files, said);
    expect_text(names_text(&t), want, why);
    tree_release(&t);
}

#endif
