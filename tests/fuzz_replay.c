/* A fuzzer's target without the fuzzer: gives it the files that are named, and of
 * each what its own mutator makes of it. */
#include "engine/base/buf.h"
#include "tests/fuzz.h"

#include <stdio.h>
#include <stdlib.h>

#define MUTATIONS 3

static struct buf bytes_of(const char *path)
{
    FILE *in = fopen(path, "rb");
    struct buf b = {0};

    if (!in) {
        fprintf(stderr, "%s: can't read\n", path);
        exit(2);
    }
    for (size_t got = 1; got > 0; b.len += got)
        got = fread(buf_reserve(&b, 1 << 16), 1, 1 << 16, in);
    fclose(in);
    return b;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        struct buf b = bytes_of(argv[i]);
        uint8_t *data = (uint8_t *)b.data;

        LLVMFuzzerTestOneInput(data, b.len);
        for (unsigned seed = 1; seed <= MUTATIONS; seed++) {
            b.len = LLVMFuzzerCustomMutator(data, b.len, b.capacity, seed);
            LLVMFuzzerTestOneInput(data, b.len);
        }
        buf_release(&b);
    }
    printf("%d files\n", argc - 1);
    return argc < 2;
}
