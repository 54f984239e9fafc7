/* places.h - folders and files as places where modules may be.
 *
 * A place is one component of a path without its suffix: a/b.py, a/b.pyi, a/b/__init__.py
 * and the folder a/b are all the place b in the place a. So a place has at most one module,
 * whatever it is called from where; names depend on roots (roots.h).
 *
 * A module is a place with a Python file, numbered in the order of the paths. Of several
 * files the first of x/__init__.py, x.py, x/__init__.pyi, x.pyi is its main one, as it is
 * for Python (stubs are looked at last here).
 *
 * Borrows paths. Constant once it is made: any number of threads may read it. */
#ifndef CAMBIUM_MODULES_PLACES_H
#define CAMBIUM_MODULES_PLACES_H

#include "engine/base/buf.h"
#include "engine/modules/python_file.h"

#include <stdbool.h>
#include <stddef.h>

#define PLACE_NONE  UINT32_MAX
#define PLACE_TOP   0 /* the scanned folder */
#define MODULE_NONE UINT32_MAX
#define ROOT_NONE   UINT32_MAX

enum place_flags {
    PLACE_FOLDER = 1,    /* has places in it */
    PLACE_PACKAGE = 2,   /* has an __init__: a regular package */
    PLACE_LEGACY = 4,    /* its __init__ asks pkgutil or pkg_resources: may be in parts */
    PLACE_SOURCE = 8,    /* x.py or x.pyi, beside any folder x */
    PLACE_STUB = 16,     /* some of its files is a stub */
    PLACE_COMPILED = 32, /* an extension module: nothing is known of it but that it is */
    PLACE_UNSAID = 64,   /* no identifier, or in one: no import statement can say it */
    PLACE_SCRIPT = 128,  /* a Python file without suffix: nothing can import it */
    PLACE_NAMELESS =
        256, /* a script, or with a "." or "@" in it or in a place around it */
};

struct place {
    struct slice component;
    uint32_t parent; /* PLACE_NONE of the top; else a smaller number */
    uint32_t file;   /* the main one, or FILE_NONE */
    uint32_t module; /* or MODULE_NONE */
    uint32_t root;   /* the nearest at it or above; roots.h fills this in */
    uint16_t flags;
    uint8_t rank;
};

/* The hash is there so that another place in the way isn't looked at. */
struct place_slot {
    uint32_t hash, number; /* number + 1 of a place; 0: empty */
};

struct places {
    struct place *items;
    size_t count, capacity;
    struct place_slot *slots; /* by parent and component */
    size_t slot_count;
    uint32_t *file_places; /* of each file, or PLACE_NONE */
    uint32_t
        *file_nexts; /* of each file that has a place, the next one of the same place, in
                            * a circle */
    size_t file_count;
    uint32_t *module_places;
    uint32_t module_count;
};

/* `files` in path order. */
void places_make(struct places *p, const struct python_file *files, size_t count);
void places_release(struct places *p);

/* The place of that component in `parent`, or PLACE_NONE. */
uint32_t places_child(const struct places *p, uint32_t parent, struct slice component);

/* The same for an import: in a folder x that is no package nothing can be named if an x.py
 * lies beside it, because x is that then. */
uint32_t places_inner(const struct places *p, uint32_t parent, struct slice component);

/* The place at that path, "" is the top; or PLACE_NONE. Knows "." and "..". */
uint32_t places_at(const struct places *p, struct slice path);

/* How far a dotted name leads. */
struct way {
    uint32_t place;
    struct slice rest; /* what isn't there; empty: all is */
};

struct way places_walk(const struct places *p, uint32_t from, struct slice dotted);

/* There is a module. */
static inline bool place_is_module(const struct place *place)
{
    return place->file != FILE_NONE;
}

/* Is `place` the other, or in it? */
bool places_within(const struct places *p, uint32_t place, uint32_t other);

/* Adds the path of a place below the top, without suffix. */
void places_path_add(const struct places *p, uint32_t place, struct buf *out);

static inline bool path_is_init(struct slice path)
{
    const char *slash = path.len ? memrchr(path.data, '/', path.len) : NULL;
    size_t folder_len = slash ? (size_t)(slash + 1 - path.data) : 0;
    struct slice name = {path.data + folder_len, path.len - folder_len};

    return slice_equal(name, slice_of("__init__.py")) ||
           slice_equal(name, slice_of("__init__.pyi"));
}

/* A module of which nothing is known but that it is: an extension module, or Python if it could
 * not be read. */
bool path_is_opaque(struct slice path);

static inline bool path_is_stub(struct slice path)
{
    return slice_ends(path, slice_of(".pyi"));
}

#endif
