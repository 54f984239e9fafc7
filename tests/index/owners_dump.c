/* Who owns which path, for the scripts.
 *
 *     owners_dump [--time] FILE < PATHS
 *
 * FILE is a CODEOWNERS file; its name says whose. Paths on stdin end in NUL; for each one a
 * line of its owners, separated by spaces. Faults go to stderr. --time prints nothing but how
 * long it took. */
#include "engine/base/clock.h"
#include "engine/index/owners.h"
#include "tests/parsers/corpus.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void path_dump(const struct owners *owners, struct slice path)
{
    uint32_t found[OWNERS_MAX_OF_PATH];
    size_t count = owners_of(owners, path, found, OWNERS_MAX_OF_PATH);

    for (size_t i = 0; i < count; i++) {
        struct slice name = owners_name(owners, found[i]);

        printf("%s%.*s", i ? " " : "", (int)name.len, name.data);
    }
    putchar('\n');
}

static void all_time(const struct owners *owners, struct slice paths)
{
    uint64_t start = clock_cpu_ns(), count = 0, ns;
    uint32_t found[8];
    struct slice path;
    size_t sum = 0;

    for (; slice_cut(&paths, '\0', &path); count++)
        sum += owners_of(owners, path, found, 8);
    ns = clock_cpu_ns() - start;
    printf("%" PRIu64 " paths, %zu owners: %.1f ms, %.0f ns a path\n", count, sum,
           (double)ns / 1e6, (double)ns / (double)count);
}

static void faults_print(const struct owners *owners)
{
    const struct owners_fault *faults;
    size_t count = owners_faults(owners, &faults, NULL);

    for (size_t i = 0; i < count; i++)
        fprintf(stderr, "%u: %s\n", faults[i].line, faults[i].message.data);
}

int main(int argc, char **argv)
{
    struct buf text = file_read(argv[argc - 1]), paths = file_read("/dev/stdin");
    struct slice left = buf_slice(&paths), path;
    struct err e = {0};
    struct owners *owners = owners_parse(buf_slice(&text), argv[argc - 1], &e);

    if (!owners) {
        fprintf(stderr, "owners_dump: %s\n", e.message);
        return 1;
    }
    faults_print(owners);
    if (argc > 2)
        all_time(owners, left);
    else
        while (slice_cut(&left, '\0', &path))
            path_dump(owners, path);
    owners_free(owners);
    buf_release(&text);
    buf_release(&paths);
    return 0;
}
