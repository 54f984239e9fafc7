#include "engine/scan/worktree.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Folders are written with a '/' at the end here, so each is a prefix of those
 * below it, and the parent of "/" has no length. */
static struct slice parent_of(struct slice folder)
{
    const char *slash = memrchr(folder.data, '/', folder.len - 1);

    folder.len = slash ? (size_t)(slash + 1 - folder.data) : 0;
    return folder;
}

static int folder_open(struct slice folder, struct arena *a)
{
    return open(arena_copy(a, folder).data, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static bool is_trusted(int fd, uid_t owner)
{
    struct stat status;

    return fstat(fd, &status) == 0 &&
           (status.st_uid == owner || status.st_uid == 0 || status.st_uid == geteuid());
}

/* The nearest folder with a .git in it, from `folder` up; empty if there is
 * none or it isn't trusted. */
static struct slice top_find(struct slice folder, uid_t owner, struct arena *a)
{
    for (; folder.len; folder = parent_of(folder)) {
        int fd = folder_open(folder, a);
        bool found = fd >= 0 && chain_marks_in(fd) & MARK_GIT;

        if (found && !is_trusted(fd, owner))
            folder.len = 0;
        if (fd >= 0)
            close(fd);
        if (found)
            break;
    }
    return folder;
}

/* "../" for each folder of the way. */
static struct slice way_back(struct slice way, struct arena *a)
{
    char *back = arena_alloc(a, 3 * way.len + 1, 1);
    size_t len = 0;

    for (size_t i = 0; i < way.len; i++) {
        if (way.data[i] != '/')
            continue;
        memcpy(back + len, "../", 3);
        len += 3;
    }
    return (struct slice){back, len};
}

static struct chain_fault *faults_join(struct chain_fault *some, struct chain_fault *more)
{
    struct chain_fault **end = &some;

    while (*end)
        end = &(*end)->next;
    *end = more;
    return some;
}

struct slice worktree_enter(struct slice root, uid_t owner, struct arena *lasting,
                            struct chain *chain, struct chain_fault **faults)
{
    struct slice top = top_find(root, owner, lasting);
    struct slice way = {root.data + top.len, top.len ? root.len - top.len : 0};

    for (size_t len = 0; len < way.len;) {
        struct slice rest = {way.data + len, way.len - len};
        int fd = folder_open((struct slice){root.data, top.len + len}, lasting);

        if (fd >= 0) {
            *faults = faults_join(*faults, chain_enter(chain, fd, chain_marks_in(fd),
                                                       (struct slice){way.data, len},
                                                       way_back(rest, lasting), lasting));
            close(fd);
        }
        len += (size_t)((const char *)memchr(rest.data, '/', rest.len) + 1 - rest.data);
    }
    return way;
}
