/* Any bytes: the batch driver gives the runtime's tree or gives up. */
#include "tests/fuzz.h"
#include "tests/parsers/agree.h"
#include "tests/parsers/cases.h"

/* libFuzzer's own, where there is one. */
__attribute__((weak)) size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t room);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct agree a;
    static bool open;

    if (!open) {
        struct judged_grammar python = judged_grammar("python");

        agree_open(&a, &python);
        open = true;
    }

    struct agreed r = agree(&a, (struct slice){(const char *)data, size});

    if (agreed_is_different(&r)) {
        agreed_print(stderr, &a, &r);
        abort();
    }
    return 0;
}

/* Half of the time as lr_fuzz does, which knows what Python looks like. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed)
{
    static const struct corpus no_corpus;
    struct buf b = {0};
    uint64_t random = seed;

    if (LLVMFuzzerMutate && edit_below(&random, 2))
        return LLVMFuzzerMutate(data, size, room);
    buf_add(&b, (struct slice){(const char *)data, size});
    edit(&b, &no_corpus, &random);
    size = b.len < room ? b.len : room;
    if (size)
        memcpy(data, b.data, size);
    buf_release(&b);
    return size;
}
