#include "engine/modules/links.h"

#include "engine/base/memory.h"

#include <stdlib.h>
#include <string.h>

static const char *const kind_names[LINK_KINDS] = {
    "load", "optional", "star", "function", "typing", "dynamic", "reexport", "ancestor"};

const char *link_kind_name(uint8_t kind)
{
    return kind_names[__builtin_ctz(kind)];
}

bool link_kind_of(const char *name, uint8_t *kind)
{
    for (unsigned i = 0; i < LINK_KINDS; i++) {
        *kind = (uint8_t)(1u << i);
        if (strcmp(name, kind_names[i]) == 0)
            return true;
    }
    *kind = strcmp(name, "all") == 0 ? LINK_ALL : LINK_WRITTEN;
    return *kind == LINK_ALL || strcmp(name, "written") == 0;
}

const char *link_end_name(uint8_t end)
{
    static const char *const names[END_COUNT] = {"module",    "namespace", "compiled",
                                                 "standard",  "declared",  "undeclared",
                                                 "unresolved"};

    return names[end];
}

const char *link_reason_text(uint8_t reason)
{
    static const char *const texts[] = {
        "",
        "there is no such module in the package",
        "more dots than packages around it",
        "the name is computed",
        "several roots have it; the nearest was taken",
        "its root was found by a vote of imports",
        "by way of a star import",
        "standard in other versions of Python only",
    };

    return texts[reason];
}

static int compare(const void *a, const void *b)
{
    const struct import_link *x = a, *y = b;

    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    if (x->import != y->import)
        return x->import < y->import ? -1 : 1;
    if (x->to != y->to)
        return x->to < y->to ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return (x->name > y->name) - (x->name < y->name);
}

void links_add(struct links *list, struct import_link link)
{
    list->items =
        memory_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items[list->count++] = link;
    list->closed = false;
}

/* Most lists are in order as they are made, but for the names of one import. */
void links_close(struct links *list)
{
    size_t start = 0;
    bool ordered = true;

    for (size_t i = 1; i < list->count && ordered; i++)
        ordered = list->items[i - 1].file <= list->items[i].file;
    if (!ordered)
        qsort(list->items, list->count, sizeof *list->items, compare);
    for (size_t i = 1; ordered && i <= list->count; i++) {
        if (i < list->count && list->items[i].file == list->items[start].file)
            continue;
        if (i - start > 1)
            qsort(&list->items[start], i - start, sizeof *list->items, compare);
        start = i;
    }
    list->closed = true;
}

/* Lists of different files, one behind the other, need no comparing. */
static void append(struct links *into, const struct links *from)
{
    into->items = memory_grow(into->items, &into->capacity, into->count + from->count,
                              sizeof *into->items);
    memcpy(&into->items[into->count], from->items, from->count * sizeof *from->items);
    into->count += from->count;
}

static void weave(struct links *into, const struct links *from)
{
    struct links both = {.count = into->count + from->count};
    size_t a = 0, b = 0;

    both.capacity = both.count;
    both.items = memory_alloc(both.count * sizeof *both.items);
    for (size_t i = 0; i < both.count; i++) {
        bool first = b == from->count ||
                     (a < into->count && compare(&into->items[a], &from->items[b]) <= 0);

        both.items[i] = first ? into->items[a++] : from->items[b++];
    }
    free(into->items);
    *into = both;
}

void links_merge(struct links *into, struct links *from)
{
    if (!into->count) {
        free(into->items);
        *into = *from;
    } else {
        if (from->count && compare(&into->items[into->count - 1], &from->items[0]) <= 0)
            append(into, from);
        else if (from->count)
            weave(into, from);
        free(from->items);
    }
    into->closed = true;
    *from = (struct links){0};
}

void links_release(struct links *list)
{
    free(list->items);
    *list = (struct links){0};
}

size_t links_of_file(const struct links *list, uint32_t file)
{
    size_t first = 0, end = list->count;

    while (first < end) {
        size_t middle = first + (end - first) / 2;

        if (list->items[middle].file < file)
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

/* The same statement led there before, by another name. */
static bool is_repeated(const struct import_link *link, const struct import_link *before)
{
    return link->file == before->file && link->import == before->import &&
           link->to == before->to && link->kind == before->kind;
}

void links_to_edges(const struct links *list, const uint32_t *file_modules,
                    struct edges *edges)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct import_link *link = &list->items[i];

        if (link->to == GRAPH_NONE || (i && is_repeated(link, link - 1)))
            continue;
        edges_add(edges,
                  (struct edge){file_modules[link->file], link->to, 1, link->kind});
    }
}
