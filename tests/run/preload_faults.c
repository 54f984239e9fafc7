/* Trouble at the N-th call that concerns a folder or what lies in it.
 *
 *   CAMBIUM_FAULT_IN     the folder: an absolute path without links
 *   CAMBIUM_FAULT_CALLS  which calls count: "changes" (to make, write, rename, remove,
 *                        lock, sync and close files) or "reads" (to open, look, list)
 *   CAMBIUM_FAULT_AT     N; "N+" is all from the N-th on; none: only the log
 *   CAMBIUM_FAULT        "before" or "after" (killed), "short" (half of what was asked
 *                        for, on reads and writes), an errno, or "late" and an errno:
 *                        the call is done and says that it failed, as over a network
 *   CAMBIUM_FAULT_LOG    a file that gets a line for each call that counts
 *
 * Real calls are made by number, so that nothing has to be looked up. */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

struct fault {
    int number; /* fails with it; 0: doesn't */
    int late;   /* the same, though it is done */
    bool is_short, killed_after;
};

static const struct fault no_fault;

/* Where a name that starts from the folder `at` leads, if it is where trouble is. */
static bool concerns(int at, const char *name, char path[PATH_MAX])
{
    const char *in = getenv("CAMBIUM_FAULT_IN");
    size_t len = in ? strlen(in) : 0;
    char link[64];
    ssize_t got = 0;

    if (!in)
        return false;
    if (!name || *name != '/') {
        snprintf(link, sizeof link, "/proc/self/fd/%d", at);
        got = syscall(SYS_readlink, link, path, (size_t)PATH_MAX - 300);
    }
    if (got < 0 || (name && strlen(name) > 255))
        return false;
    path[got] = '\0';
    if (name)
        snprintf(path + got, (size_t)(PATH_MAX - got), got ? "/%s" : "%s", name);
    return strncmp(path, in, len) == 0 && (path[len] == '\0' || path[len] == '/');
}

static void note(const char *call, const char *path)
{
    const char *log = getenv("CAMBIUM_FAULT_LOG");
    char line[PATH_MAX + 32];
    int len, fd;

    if (!log)
        return;
    len = snprintf(line, sizeof line, "%s %s\n", call, path);
    fd = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND, 0644);
    if (syscall(SYS_write, fd, line, (size_t)len) != len)
        abort();
    syscall(SYS_close, fd);
}

static bool is_due(long calls)
{
    const char *at = getenv("CAMBIUM_FAULT_AT");
    char *end;
    long first = at ? strtol(at, &end, 10) : 0;

    return first && (calls == first || (*end == '+' && calls > first));
}

static struct fault fault_now(void)
{
    const char *what = getenv("CAMBIUM_FAULT");

    if (!what)
        return no_fault;
    if (strcmp(what, "before") == 0)
        kill(getpid(), SIGKILL);
    return (struct fault){.number = atoi(what),
                          .late = strncmp(what, "late", 4) == 0 ? atoi(what + 4) : 0,
                          .is_short = strcmp(what, "short") == 0,
                          .killed_after = strcmp(what, "after") == 0};
}

/* What happens to this call. */
static struct fault meet(bool changes, const char *call, int at, const char *name)
{
    static atomic_long calls;
    const char *kind = getenv("CAMBIUM_FAULT_CALLS");
    char path[PATH_MAX];

    if (!kind || (strcmp(kind, "changes") == 0) != changes || !concerns(at, name, path))
        return no_fault;
    note(call, path);
    return is_due(atomic_fetch_add(&calls, 1) + 1) ? fault_now() : no_fault;
}

static long refuse(struct fault fault)
{
    errno = fault.number;
    return -1;
}

static long finish(struct fault fault, long result)
{
    if (fault.killed_after)
        kill(getpid(), SIGKILL);
    if (!fault.late)
        return result;
    errno = fault.late;
    return -1;
}

static size_t shortened(struct fault fault, size_t len)
{
    return fault.is_short ? len - len / 2 : len;
}

/* ---------------------------------------------------------------- changes */

int openat(int at, const char *name, int flags, ...)
{
    bool makes = flags & O_CREAT;
    struct fault fault = meet(makes, makes ? "create" : "open", at, name);
    unsigned mode = 0;
    va_list rest;

    if (makes) {
        va_start(rest, flags);
        mode = va_arg(rest, unsigned);
        va_end(rest);
    }
    return (int)(fault.number
                     ? refuse(fault)
                     : finish(fault, syscall(SYS_openat, at, name, flags, mode)));
}

int mkdirat(int at, const char *name, mode_t mode)
{
    struct fault fault = meet(true, "mkdir", at, name);

    return (int)(fault.number ? refuse(fault)
                              : finish(fault, syscall(SYS_mkdirat, at, name, mode)));
}

ssize_t pwrite(int fd, const void *from, size_t len, off_t offset)
{
    struct fault fault = meet(true, "write", fd, NULL);

    if (fault.number)
        return refuse(fault);
    return finish(fault, syscall(SYS_pwrite64, fd, from, shortened(fault, len), offset));
}

int ftruncate(int fd, off_t len)
{
    struct fault fault = meet(true, "truncate", fd, NULL);

    return (int)(fault.number ? refuse(fault)
                              : finish(fault, syscall(SYS_ftruncate, fd, len)));
}

int renameat(int from_at, const char *from, int to_at, const char *to)
{
    struct fault fault = meet(true, "rename", to_at, to);

    return (int)(fault.number ? refuse(fault)
                              : finish(fault, syscall(SYS_renameat2, from_at, from, to_at,
                                                      to, 0)));
}

int unlinkat(int at, const char *name, int flags)
{
    struct fault fault = meet(true, "unlink", at, name);

    return (int)(fault.number ? refuse(fault)
                              : finish(fault, syscall(SYS_unlinkat, at, name, flags)));
}

int fsync(int fd)
{
    struct fault fault = meet(true, "sync", fd, NULL);

    return (int)(fault.number ? refuse(fault) : finish(fault, syscall(SYS_fsync, fd)));
}

int futimens(int fd, const struct timespec times[2])
{
    struct fault fault = meet(true, "stamp", fd, NULL);

    return (int)(fault.number
                     ? refuse(fault)
                     : finish(fault, syscall(SYS_utimensat, fd, NULL, times, 0)));
}

int flock(int fd, int operation)
{
    struct fault fault = meet(true, "lock", fd, NULL);

    return (int)(fault.number ? refuse(fault)
                              : finish(fault, syscall(SYS_flock, fd, operation)));
}

/* The file is closed even if that fails, as Linux does it. */
int close(int fd)
{
    struct fault fault = meet(true, "close", fd, NULL);
    long result = finish(fault, syscall(SYS_close, fd));

    return (int)(fault.number ? refuse(fault) : result);
}

/* ------------------------------------------------------------------ reads */

ssize_t pread(int fd, void *to, size_t len, off_t offset)
{
    struct fault fault = meet(false, "read", fd, NULL);

    if (fault.number)
        return refuse(fault);
    return finish(fault, syscall(SYS_pread64, fd, to, shortened(fault, len), offset));
}

int fstat(int fd, struct stat *status)
{
    struct fault fault = meet(false, "look", fd, NULL);

    return (int)(fault.number ? refuse(fault)
                              : finish(fault, syscall(SYS_newfstatat, fd, "", status,
                                                      AT_EMPTY_PATH)));
}

struct dirent *readdir(DIR *folder)
{
    struct fault fault = meet(false, "list", dirfd(folder), NULL);
    union {
        void *address;
        struct dirent *(*call)(DIR *);
    } real = {dlsym(RTLD_NEXT, "readdir64")};

    if (!fault.number)
        return real.call(folder);
    refuse(fault);
    return NULL;
}
