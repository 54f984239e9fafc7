/* store_check FOLDER - reads every entry of a store and names what is wrong with it;
 * status 1 if anything is. */
#include "store/upkeep.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    struct store_options options = {
        .at = AT_FDCWD, .path = argc > 1 ? argv[1] : "", .read_only = true};
    struct store *store = store_open(&options);
    struct store_check check = {0};
    struct err e;
    bool good = store_verify(store, &check, &e);

    if (!good)
        printf("%s\n", e.message);
    for (size_t i = 0; i < check.flaw_count; i++)
        printf("%s at %llu: %s\n", check.flaws[i].pack,
               (unsigned long long)check.flaws[i].offset,
               store_result_name(check.flaws[i].why));
    printf("%llu entries\n", (unsigned long long)check.entries);
    store_close(store, NULL, NULL);
    free(check.flaws);
    return !good || check.flaw_count;
}
