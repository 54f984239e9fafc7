#include "store/folder.h"

#include "store/upkeep.h"
#include "tests/store/helpers.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <sys/wait.h>

static struct err open_folder(int at, const char *path, bool create, bool trust)
{
    struct folder_place place = {
        .at = at, .path = path, .create = create, .trust_shared = trust};
    struct folder folder;
    struct err e = {0};

    if (folder_open(&folder, &place, &e))
        folder_close(&folder);
    return e;
}

static void in(const struct place *place, const char *name, char path[300])
{
    snprintf(path, 300, "%s/%s", place->path, name);
}

Test(folder, is_made_with_its_parents_for_this_user_alone)
{
    struct place place = place_new();
    struct stat status;
    char path[300];

    umask(0);
    in(&place, "one//two/./three/", path);
    cr_expect_eq(open_folder(AT_FDCWD, path, false, false).code, ERR_IO);
    cr_expect_eq(open_folder(AT_FDCWD, path, true, false).code, ERR_NONE);
    in(&place, "one", path);
    cr_assert_eq(stat(path, &status), 0);
    cr_expect_eq(status.st_mode & 0777, 0700);
    place_remove(&place);
}

Test(folder, that_others_may_write_to_is_refused_unless_trusted)
{
    static const mode_t modes[] = {0777, 0770, 0720, 0702, 01777};
    struct place place = place_new();

    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        struct err e;

        chmod(place.path, modes[i]);
        e = open_folder(AT_FDCWD, place.path, true, false);
        cr_expect_eq(e.code, ERR_UNSUPPORTED);
        cr_expect(strstr(e.message, "others may write"), "%s", e.message);
        cr_expect_eq(open_folder(AT_FDCWD, place.path, true, true).code, ERR_NONE);
    }
    chmod(place.path, 0755);
    cr_expect_eq(open_folder(AT_FDCWD, place.path, true, false).code, ERR_NONE);
    place_remove(&place);
}

Test(folder, of_another_user_is_refused_unless_trusted)
{
    struct place place = place_new();
    struct err e;

    if (geteuid() != 0) {
        place_remove(&place);
        cr_skip_test("only root can give a folder away");
    }
    cr_assert_eq(chown(place.path, 12345, 12345), 0);
    e = open_folder(AT_FDCWD, place.path, true, false);
    cr_expect(strstr(e.message, "another user"), "%s", e.message);
    cr_expect_eq(open_folder(AT_FDCWD, place.path, true, true).code, ERR_NONE);
    place_remove(&place);
}

Test(folder, is_not_reached_by_a_link)
{
    struct place place = place_new();
    char real[300], link[300], below[300];
    int at = open(place.path, O_RDONLY | O_DIRECTORY);

    in(&place, "real", real);
    in(&place, "link", link);
    in(&place, "link/store", below);
    cr_assert_eq(mkdir(real, 0700), 0);
    cr_assert_eq(symlink("real", link), 0);
    cr_expect_eq(open_folder(AT_FDCWD, link, true, false).code, ERR_IO);
    cr_expect_eq(open_folder(AT_FDCWD, below, true, false).code, ERR_NONE,
                 "who names a path in full may have links in the middle of it");
    cr_expect_eq(open_folder(at, "real/store", true, false).code, ERR_NONE);
    cr_expect_eq(open_folder(at, "link/store", true, false).code, ERR_IO,
                 "what is looked for in a scanned tree may not leave it");
    cr_expect_eq(open_folder(at, "real/../real", true, false).code, ERR_IO);
    cr_expect_eq(open_folder(at, real, true, false).code, ERR_IO);
    close(at);
    place_remove(&place);
}

/* Puts something else in the place of a file; opening must neither follow nor wait. */
static void replace_with(const char *path, int what)
{
    cr_assert_eq(unlink(path), 0);
    switch (what) {
    case 0: cr_assert_eq(mkdir(path, 0700), 0); break;
    case 1: cr_assert_eq(mkfifo(path, 0600), 0); break;
    case 2: cr_assert_eq(symlink("/etc/passwd", path), 0); break;
    case 3: cr_assert_eq(symlink("/dev/zero", path), 0); break;
    case 4: file_replace(path, "", 0); break;
    default: break;
    }
}

Test(folder, entries_that_are_no_regular_files_are_misses, .timeout = 20)
{
    static const char *const endings[] = {".pack", ".idx", ".use"};

    for (int what = 0; what <= 5; what++) {
        for (int i = 0; i < 3; i++) {
            struct place place = place_new();
            struct store_check check;
            struct store *store;
            char path[512];

            put_range(&place, 0, 0, 5);
            store = place_store(&place); /* leaves a file of uses */
            store_close(store, NULL, NULL);
            if (i == 2)
                put_range(&place, 0, 0, 5);
            if (place_file(&place, endings[i], 0, path))
                replace_with(path, what);
            cr_expect_eq(count_hits(&place, 0, 0, 5), i < 2 ? 0 : 5);
            store = place_store(&place);
            cr_expect(store_verify(store, &check, NULL));
            free(check.flaws);
            store_close(store, NULL, NULL);
            put_range(&place, 0, 0, 5);
            cr_expect_eq(count_hits(&place, 0, 0, 5), 5, "%s %d", endings[i], what);
            place_remove(&place);
        }
    }
}

Test(folder, says_that_it_is_a_cache)
{
    struct place place = place_new();
    char path[300];
    struct buf bytes;

    put_range(&place, 0, 0, 1);
    in(&place, "CACHEDIR.TAG", path);
    bytes = file_bytes(path);
    cr_expect(slice_starts(buf_slice(&bytes),
                           slice_of("Signature: 8a477f597d28d172789f06886806bc55\n")));
    buf_release(&bytes);
    in(&place, ".gitignore", path);
    bytes = file_bytes(path);
    cr_expect(slice_equal(buf_slice(&bytes), slice_of("*\n")));
    buf_release(&bytes);
    place_remove(&place);
}

Test(folder, a_read_only_one_costs_the_cache_and_not_the_run)
{
    struct place place = place_new();
    int status;
    pid_t child;

    put_range(&place, 0, 0, 5);
    chmod(place.path, 0500);
    child = fork();
    if (child == 0) {
        struct store_options options = place_options(&place);
        struct store *store;
        struct store_port *port;
        struct err trouble;
        bool good;

        options.trust_shared = true;
        if (geteuid() == 0 && (chmod(place.path, 0555) || setgid(12345) || setuid(12345)))
            _exit(2);
        store = store_open(&options);
        port = store_port_open(store);
        good = geteuid() == 12345 || get_right(port, 0, 1) == STORE_HIT;
        put_number(port, 0, 9, 1);
        store_port_close(port);
        store_close(store, NULL, &trouble);
        _exit(good && trouble.code == ERR_IO && strstr(trouble.message, "denied") ? 0
                                                                                  : 1);
    }
    waitpid(child, &status, 0);
    cr_expect_eq(status, 0);
    chmod(place.path, 0700);
    cr_expect_eq(count_hits(&place, 0, 0, 5), 5);
    place_remove(&place);
}
