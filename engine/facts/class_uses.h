/* class_uses.h - which names the classes of a file use, read off its tree.
 *
 * A use is a name, or a chain of names and dots, that is evaluated in the text of a class:
 * its decorators, bases and keywords, annotations, body, and the functions in it. What is
 * bound, declared or imported there is none, nor is anything in a string but for the holes
 * of an f-string. A class in a class is one of its own: its text isn't the outer one's.
 *
 * Names that a function around the use binds (parameters, what it assigns, imports and
 * defines, also lambdas and comprehensions) are variables and left out, but for those that
 * only a class statement binds: they are that class, and so is what the class body itself
 * defines for what stands directly in it. Other names that a class body binds hide nothing:
 * `Form = Form` is common there. Scopes more than 64 deep around a use aren't looked at. The
 * first iterable of a comprehension counts as lying in it, and type parameters as uses.
 *
 * A chain that is broken by white space or a comment ends there. Each class has each chain
 * once. Not thread-safe: a reader belongs to one thread. */
#ifndef CAMBIUM_FACTS_CLASS_USES_H
#define CAMBIUM_FACTS_CLASS_USES_H

#include "engine/base/arena.h"
#include "parsers/tree.h"

#define CLASS_USE_GLOBAL UINT32_MAX

/* Classes are known by the byte that they start at, as in facts.h. */
struct class_use {
    uint32_t owner;
    uint32_t
        local; /* the class of this file that its first name is, or CLASS_USE_GLOBAL */
    struct slice dotted; /* "a.b.C" */
};

struct class_uses {
    const struct class_use *items;
    uint32_t count, class_count;
};

struct class_use_reader;

struct class_use_reader *class_use_reader_new(void);
void class_use_reader_free(struct class_use_reader *r);

/* Is there any class? */
bool class_uses_wanted(const struct tree *tree);

/* All of it lives in `lasting`. */
const struct class_uses *class_uses_read(struct class_use_reader *r,
                                         const struct tree *tree, struct slice source,
                                         struct arena *lasting);

#endif
