/* A file system that keeps no sticky bit, so that our files can't be told from those
 * that a repository brought. */
#include "store/store.h"
#include "tests/store/helpers.h"

#include <criterion/criterion.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>

/* Stands in front of the library's own. */
int openat64(int at, const char *path, int flags, ...)
{
    int (*real)(int, const char *, int, ...);
    mode_t mode;
    va_list rest;

    va_start(rest, flags);
    mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    *(void **)&real = dlsym(RTLD_NEXT, "openat64");
    return real(at, path, flags, mode & 0777);
}

static struct err put_one(const struct place *place, bool own_files_only)
{
    struct store_options options = place_options(place);
    struct store_port *port;
    struct store *store;
    struct err trouble;

    options.own_files_only = own_files_only;
    store = store_open(&options);
    port = store_port_open(store);
    put_number(port, 0, 1, 1);
    store_port_close(port);
    store_close(store, NULL, &trouble);
    return trouble;
}

/* Else each run would add a pack that no later run looks at or removes. */
Test(markless, a_folder_for_own_files_only_is_not_filled)
{
    struct place place = place_new();
    struct err trouble = put_one(&place, true);

    cr_expect_eq(trouble.code, ERR_UNSUPPORTED);
    cr_expect(strstr(trouble.message, "sticky bit"), "%s", trouble.message);
    cr_expect_eq(place_count(&place, ".pack"), 0);
    cr_expect_eq(place_count(&place, ""), 2 + 2, "our marks for git and backups only");
    place_remove(&place);
}

Test(markless, any_other_folder_does_not_need_the_bit)
{
    struct place place = place_new();
    struct err trouble = put_one(&place, false);

    cr_expect_eq(trouble.code, ERR_NONE, "%s", trouble.message);
    cr_expect_eq(count_hits(&place, 0, 1, 2), 1);
    place_remove(&place);
}
