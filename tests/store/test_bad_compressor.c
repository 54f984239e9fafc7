/* A compressor, or a memory, that spoils some of what it writes. */
#include "store/upkeep.h"
#include "tests/store/helpers.h"

#include <criterion/criterion.h>
#include <dlfcn.h>
#include <zstd.h>

/* Stands in front of the library's own; spoils each tenth frame. */
size_t ZSTD_compressCCtx(ZSTD_CCtx *context, void *to, size_t room, const void *from,
                         size_t len, int level)
{
    static unsigned calls;
    size_t (*real)(ZSTD_CCtx *, void *, size_t, const void *, size_t, int);
    size_t size;

    *(void **)&real = dlsym(RTLD_NEXT, "ZSTD_compressCCtx");
    size = real(context, to, room, from, len, level);
    if (++calls % 10 == 0 && !ZSTD_isError(size) && size > 12)
        ((char *)to)[size - 3] = (char)(((char *)to)[size - 3] ^ 4);
    return size;
}

Test(bad_compressor, never_gets_anything_published)
{
    struct place place = place_new();
    struct store *store = place_store(&place);
    struct store_port *port = store_port_open(store);
    struct store_check check;
    struct store_stats stats;

    for (uint64_t n = 0; n < 300; n++)
        put_number(port, 0, n, 1);
    store_port_close(port);
    store_close(store, &stats, NULL);
    cr_expect_gt(stats.lost, 15);
    cr_expect_eq(stats.lost + stats.puts[0], 300);
    cr_expect_eq(count_hits(&place, 0, 0, 300), stats.puts[0]);
    store = place_store(&place);
    cr_expect(store_verify(store, &check, NULL));
    cr_expect_eq(check.flaw_count, 0);
    free(check.flaws);
    store_close(store, NULL, NULL);
    place_remove(&place);
}
