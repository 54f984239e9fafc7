/* classes.h - the classes of a tree, who inherits from whom, and what they use.
 *
 * S. R. Chidamber and C. F. Kemerer, "A Metrics Suite for Object Oriented Design" (IEEE
 * Transactions on Software Engineering 20(6), 1994):
 *
 *   DIT  the longest way from a class up to one without bases; `object` is no base. A base
 *        that isn't in the tree counts 1, and then the number is "at least" so much.
 *   NOC  its direct subclasses in the tree.
 *   CBO  the other classes of the tree that it uses or that use it, each once: here whatever
 *        its text names (engine/facts/class_uses.h) and its bases, in either direction.
 *        What only values tell, like the class of `self.x` in `self.x.go()`, isn't seen.
 *
 * The classes are those of each module's main file (places.h): a stub beside a module tells
 * the same ones again. A name means, as Python looks it up, a class of the class body or of
 * the functions around it, then of the module; an import of the module that binds it, through
 * aliases, modules, packages that hand it on and star imports; for a base what stands before
 * the class, the later of import and class. `a.B.C` goes on from there: what is in a module, a
 * class in a class, its bases' ones too if it is a base. It ends at a class of the tree, outside
 * (standard library, third parties, Python's own), or nowhere: names that are assigned or that
 * a function imports are unknown. Of imports for types only, bases take none. If the last import
 * of a name leads to no class, optional ones right before it are asked.
 *
 * Time is linear but for sorting: each name may look at so many places and no more
 * (CLASS_MAX_HOPS), and is then unknown.
 *
 * Borrows the resolver and what it borrows. Not thread-safe while it is being made. */
#ifndef CAMBIUM_MODULES_CLASSES_H
#define CAMBIUM_MODULES_CLASSES_H

#include "engine/facts/class_uses.h"
#include "engine/modules/resolve.h"

#define CLASS_NONE UINT32_MAX

enum { CLASS_MAX_HOPS = 256 };

struct class_of_tree {
    uint32_t module, file;
    uint32_t facts;  /* number in the file's facts */
    uint32_t outer;  /* the scope that it stands in */
    uint32_t before; /* the class of that name before it in that scope, or CLASS_NONE */
    uint32_t bases, base_count; /* those in the tree, in classes.bases */
    uint32_t dit, noc, cbo;
    bool dit_known;
    bool cbo_known; /* its text was read */
};

/* How bases end. */
struct base_ends {
    uint64_t tree, object, outside, unknown;
};

struct classes {
    const struct resolver *resolver;
    struct class_of_tree *items; /* by file, in the order of the source */
    uint32_t count;
    uint32_t *file_starts; /* the first class of each file, and one more */
    uint32_t *bases;
    size_t base_count, base_capacity;
    struct base_ends ends;

    struct reexports bindings;
    uint32_t *function_starts; /* of each file: its first function's number */
    uint32_t *function_outer;  /* the scope around each function */
    uint32_t *slots;           /* by scope and name: number + 1, or 0 */
    size_t slot_count;
};

/* All but the couplings. */
void classes_make(struct classes *c, const struct resolver *r);
void classes_release(struct classes *c);

/* Counts couplings. `uses` has what each file's tree says, NULL if that couldn't be read: its
 * classes' numbers aren't known then, and those of others lack it. Once. */
void classes_couple(struct classes *c, const struct class_uses *const *uses);

/* The facts of that class. */
static inline const struct class_facts *class_facts_of(const struct classes *c,
                                                       uint32_t number)
{
    const struct class_of_tree *k = &c->items[number];

    return &c->resolver->files[k->file].facts->classes[k->facts];
}

/* What it is called in its module: "Outer.Inner". */
static inline struct slice class_name(const struct classes *c, uint32_t number)
{
    const struct class_of_tree *k = &c->items[number];

    return slice_of(
        facts_text(c->resolver->files[k->file].facts, class_facts_of(c, number)->name));
}

#endif
