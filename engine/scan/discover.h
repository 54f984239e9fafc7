/* discover.h - find the files below a root.
 *
 * The walk belongs to the caller: discover_directory reads one directory and
 * hands each thing in it to a sink, subdirectories among them, so a pool can
 * make a job of each. Everything in a directory is handed over exactly once,
 * as a file, a directory, skipped or failed; order is that of the directory.
 *
 * - Symbolic links are never followed; they are skipped. So there are no loops
 *   and nothing out of the root is ever opened. FIFOs, sockets and devices are
 *   skipped. Hard links are files of their own.
 * - A skipped directory is one thing: it is not opened, and nothing in it can
 *   be brought back (as in git). To reach into it, include the directory.
 * - A folder called .cambium, and own_folder and state_folder of the options, are our own:
 *   they are passed over and not handed over.
 * - The root may be a symbolic link; it is resolved once. It is always walked,
 *   whatever it or a folder above it is called. The root may be a single file,
 *   which is then the only one and is never skipped.
 * - Rules and their order of precedence: chain.h. Ignore files above the root
 *   count up to the git work tree that encloses it, if that belongs to the
 *   owner of the root, to this user or to the superuser.
 * - --exclude and --include take one glob each, in the dialect of .gitignore
 *   and relative to the root; of several that match, the last decides.
 *   --include brings back what any rule excludes and what is hidden; it doesn't
 *   restrict the walk to what it matches.
 * - Names are bytes. Paths over PATH_MAX work, up to path.h's limit.
 *
 * A struct discover is immutable; any number of threads may use it at once. */
#ifndef CAMBIUM_SCAN_DISCOVER_H
#define CAMBIUM_SCAN_DISCOVER_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/base/slice.h"
#include "engine/scan/chain.h"
#include "engine/scan/reason.h"
#include "engine/scan/state.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One --exclude or --include. */
struct discover_glob {
    struct slice pattern;
    bool include;
};

struct discover_options {
    const struct discover_glob *globs; /* in the order given */
    size_t glob_count;
    bool no_ignore; /* don't read ignore files; built-in exclusions still hold */
    bool hidden;    /* let names that begin with a dot in */
    /* Where the program keeps things, or NULL: passed over if it lies below the root; need
     * not be there yet. */
    const char *own_folder;
    const char *state_folder; /* the same */
};

struct discover;

/* A directory to be read: its path and the rules that it inherits. Immutable;
 * lives in the arena that was `lasting` when it was found. */
struct directory;

/* What one thread needs for reading directories; reused from one to the next. */
struct discover_scratch;

/* Where findings go. Paths and directories live in `lasting`, *err only during
 * the call. A failed ignore file was found, was not obeyed, and is reported as
 * failed only. A file comes with its state, if states are wanted: of zeros when it
 * can't be seen or is no regular file. */
struct discover_sink {
    void *context;
    bool wants_states;
    void (*directory)(void *context, struct directory *directory);
    void (*file)(void *context, struct slice path, const struct file_state *state);
    void (*skipped)(void *context, struct slice path, enum reason reason);
    void (*failed)(void *context, struct slice path, enum reason reason,
                   const struct err *err);
};

/* NULL: the root is neither a directory nor a file that can be opened (ERR_IO,
 * ERR_USAGE), or a glob is no glob (ERR_USAGE). Copies what it needs. */
struct discover *discover_open(const char *root, const struct discover_options *options,
                               struct err *e);
void discover_close(struct discover *d);

/* Absolute, without symbolic links, with a '/' at the end; if the root is a
 * single file, the folder that it is in. */
struct slice discover_root_path(const struct discover *d);

/* Where the walk begins. */
struct directory *discover_root(const struct discover *d, struct arena *lasting);

/* Below the root; empty is the root. */
struct slice directory_path(const struct directory *directory);

struct discover_scratch *discover_scratch_new(void);
void discover_scratch_free(struct discover_scratch *scratch);

void discover_directory(const struct discover *d, const struct directory *directory,
                        struct arena *lasting, struct discover_scratch *scratch,
                        const struct discover_sink *sink);

/* Opens what lies below the root, through no symbolic link and never out of the
 * root; not waiting for FIFOs, closed on exec. `path` is clean (path.h). -1: *e
 * says why and errno is set. */
int discover_openat(const struct discover *d, struct slice path, int flags,
                    struct err *e);

/* What a sink is told of a file, for paths that no walk has found. */
struct file_state discover_state(const struct discover *d, struct slice path);

/* The folder that everything is opened from, and whether it is the root: not if the
 * root is a single file in it. */
int discover_folder(const struct discover *d);
bool discover_is_folder(const struct discover *d);

/* What leads from the top of the work tree down to the root; empty at the top, or if
 * there is no work tree above. */
struct slice discover_way(const struct discover *d);

/* Why a path is in or out: the component that decided, and by what. */
struct explanation {
    struct slice path; /* the path itself, or the directory above it that is out */
    struct verdict verdict;
};

/* Judges each component of a clean path as the walk does. Everything in *x
 * lives in `a` and *d. False: there is no such path. */
bool discover_explain(const struct discover *d, struct slice path, struct arena *a,
                      struct explanation *x, struct err *e);

#endif
