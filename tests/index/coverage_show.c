/* coverage_show ROOT REPORT... < PATHS - what reports say of a tree that has the paths on
 * standard input, one a line: "lines covered path" for each row, then "foreign count first".
 * Or "no" and the message. */
#include "engine/base/buf.h"
#include "engine/index/coverage.h"

#include <stdio.h>
#include <stdlib.h>

static void tree_fill(struct part *tree, struct slice paths)
{
    struct slice path;

    while (slice_cut(&paths, '\n', &path)) {
        struct file *file = arena_new(&tree->memory, struct file);

        *file = (struct file){.path = path, .outcome = FILE_ANALYSED};
        part_add(tree, file);
    }
    part_close(tree);
}

static void print(const struct coverage *c)
{
    for (size_t i = 0; i < c->count; i++)
        printf("%u %u %.*s\n", c->files[i].lines, c->files[i].covered,
               (int)c->files[i].path.len, c->files[i].path.data);
    printf("foreign %zu %.*s\n", c->foreign, (int)c->first_foreign.len,
           c->first_foreign.data);
}

int main(int argc, char **argv)
{
    struct discover_options options = {0};
    struct buf paths = {0};
    struct part tree = {0};
    struct coverage c;
    struct discover *d = argc > 1 ? discover_open(argv[1], &options, NULL) : NULL;
    struct err e;
    size_t got;

    if (!d)
        return 2;
    while ((got = fread(buf_reserve(&paths, 65536), 1, 65536, stdin)) > 0)
        paths.len += got;
    tree_fill(&tree, buf_slice(&paths));
    if (coverage_read(&c, (const char *const *)argv + 2, (size_t)argc - 2, &tree, d, &e))
        print(&c);
    else
        printf("no %s\n", e.message);
    coverage_release(&c);
    part_release(&tree);
    buf_release(&paths);
    discover_close(d);
    return 0;
}
