/* roots.h - the folders that absolute imports begin at, and how each was found.
 *
 * Nothing is run to find them. In this order, the first that names a folder:
 *
 *   given     at the prompt or in the configuration; then there are no others
 *   project   a key of a pyproject.toml or setup.cfg says so
 *   src       a folder called src that is no package, as such layouts have it
 *   package   the scanned folder has an __init__: it is a package itself
 *   vote      more imports resolve if the folder is a root than if it isn't
 *   folder    the folder of a project file, unless more imports speak against that; and the
 *             scanned folder
 *
 * A vote is an absolute import that no root above can resolve, and that a folder can in
 * which the first name stands: a folder in or right beside which the importing file lies,
 * the nearest of these. Against it vote the imports that name what is in it the longer
 * way, from a root above. What is imported in a try with an except for ImportError doesn't
 * vote: that is how optional third parties are. Such a root holds for files in the folder that it lies in, so that
 * a yaml.py among some tests is not everybody's yaml.
 *
 * The scanned folder may have a name of its own, its prefix: `ansible_collections`, if imports
 * of ansible_collections.x.y resolve below it and more do than without; or if it is a
 * package, what that is called on disk. Its modules begin with that.
 *
 * Files of a place are named by the nearest root at it or above it. */
#ifndef CAMBIUM_MODULES_ROOTS_H
#define CAMBIUM_MODULES_ROOTS_H

#include "engine/base/arena.h"
#include "engine/modules/places.h"

enum root_origin {
    ROOT_GIVEN,
    ROOT_PROJECT,
    ROOT_SRC,
    ROOT_PACKAGE,
    ROOT_VOTE,
    ROOT_FOLDER,
    ROOT_REST, /* the scanned folder, beside given roots: no absolute name begins there */
};

const char *root_origin_name(enum root_origin origin);

/* What somebody says before any import is looked at. */
struct root_hint {
    struct slice folder; /* below the scanned one; "" is that itself */
    struct slice prefix; /* the package that the folder is: "shop.cart"; or empty */
    enum root_origin origin;
    const char *rule;     /* the key that says so, or NULL */
    struct slice said_by; /* the path of the file that says so, or empty */
};

struct root {
    uint32_t place;
    struct slice prefix; /* dotted, or empty */
    enum root_origin origin;
    const char *rule;
    struct slice said_by;
    uint32_t votes, votes_against; /* of a vote */
    uint32_t scope;                /* the place in which it holds; PLACE_NONE: nowhere */
};

/* A name that absolute imports may begin with, in one root. */
struct top_name {
    struct slice name;
    uint32_t root;
    uint32_t place; /* behind the name; of a prefix of several names, the root's own */
    uint32_t next;  /* of that name, of a later root; or TOP_NONE */
};

#define TOP_NONE UINT32_MAX

struct roots {
    struct root *items; /* in the order of their places */
    size_t count, capacity;
    struct top_name *tops;
    size_t top_count, top_capacity;
    uint32_t *slots; /* by name: number of the first + 1, or 0 */
    size_t slot_count;
    struct arena memory;
};

/* How the caller spreads work over threads: `run` calls body(item, part) once for each part. */
struct spread {
    unsigned parts;
    void (*run)(void *context, unsigned parts, void (*body)(void *item, unsigned part),
                void *item);
    void *context;
};

/* Finds them and says of each place which is nearest. `package_name` is what the scanned
 * folder is called if it has an __init__: dotted, with those of the packages around it.
 * `spread` may be NULL: one thread then. */
void roots_find(struct roots *r, struct places *p, const struct python_file *files,
                const struct root_hint *hints, size_t hint_count,
                struct slice package_name, const struct spread *spread);

/* The same of roots that were found before; copies them, but borrows said_by and rule. */
void roots_take(struct roots *r, struct places *p, const struct root *items,
                size_t count);
void roots_release(struct roots *r);

/* The first of that name, or TOP_NONE. */
uint32_t roots_top(const struct roots *r, struct slice name);

/* Of those of that name that hold at `place`, the nearest; or TOP_NONE. *several: it wasn't
 * the only one. */
uint32_t roots_nearest(const struct roots *r, const struct places *p, uint32_t first,
                       uint32_t place, bool *several);

/* Follows an absolute name from there; false: the root's prefix is another one. */
bool roots_enter(const struct roots *r, const struct places *p, uint32_t top,
                 struct slice dotted, struct way *way);

#endif
