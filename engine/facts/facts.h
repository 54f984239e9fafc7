/* facts.h - what is known of one file once its tree has been read.
 *
 * Plain data: integers, and names as offsets into one text block, so that a
 * file's facts are one value that can be stored, merged and compared. Lines
 * count from 1, columns (in bytes) from 0 as CPython's ast has them. Counters
 * stop at their largest value.
 *
 * Facts own nothing: they live in the arena that extract was given and
 * are constant from then on, so any thread may read them. FACTS_VERSION stands
 * for what the fields here mean; each metric has a version of its own, and
 * metrics_version (metric.h) stands for all of them. */
#ifndef CAMBIUM_FACTS_FACTS_H
#define CAMBIUM_FACTS_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#define FACTS_VERSION 3
#define FACTS_NONE    UINT32_MAX

/* Each physical line is exactly one of code, comment, blank, docstring.
 * Blank is a line of white space only, wherever it stands. Docstring is a line
 * that a docstring touches and no other code does. Comment is a line whose
 * first mark starts a comment. All others are code. */
struct line_counts {
    uint32_t physical, code, comment, blank, docstring;
};

enum function_flags {
    FUNCTION_ASYNC = 1,
    FUNCTION_METHOD = 2, /* stands directly in a class body */
    FUNCTION_NESTED = 4, /* stands in another function, at any distance */
    FUNCTION_TEST = 8,   /* its name starts with test_ */
    FUNCTION_DOCSTRING = 16,
    FUNCTION_RETURN_HINT = 32,
    FUNCTION_PARTIAL = 64, /* a syntax error lies inside */
};

struct function {
    uint32_t name;                 /* qualified: Outer.method, outer.inner (in text) */
    uint32_t bare_name;            /* the last part of it (in text) */
    uint32_t start_byte, end_byte; /* from async or def to the last token, */
    uint32_t line, end_line;       /* without decorators or comments behind */
    uint32_t owner;      /* index of the class whose body it stands in, or FACTS_NONE */
    uint32_t cyclomatic; /* radon's rules: cyclomatic.c */
    uint16_t parameters; /* all that a caller may give, self included */
    uint16_t hinted_parameters;
    uint16_t decorators;
    uint16_t depth; /* enclosing functions and classes */
    uint32_t flags;
};

enum class_flags {
    CLASS_DOCSTRING = 1,
    CLASS_NESTED = 2, /* in another class or a function */
    CLASS_PARTIAL = 4,
    CLASS_ABSTRACT = 8, /* says so: ABC or Protocol as a base, ABCMeta, abstractmethod */
};

struct class_facts {
    uint32_t name;                 /* qualified */
    uint32_t start_byte, end_byte; /* from class to the last token */
    uint32_t line, end_line;
    uint32_t cyclomatic; /* radon's "real complexity" */
    /* The bases that are dotted names, `a.B` or the Generic of `Generic[T]`, each ended
     * by NUL, one behind the other (in text). `bases` are all of them. */
    uint32_t base_names, base_name_count;
    uint16_t methods, bases, decorators, depth;
    uint32_t flags;
};

/* How an import takes effect. Several may hold at once; as one word, the first
 * of dynamic, typing, function, optional, star that is set, else "load". */
enum import_flags {
    IMPORT_STAR = 1,     /* from m import * */
    IMPORT_OPTIONAL = 2, /* in a try with an except for ImportError (or wider) */
    IMPORT_FUNCTION = 4, /* inside a function: not when the file is loaded */
    IMPORT_TYPING = 8,   /* under if TYPE_CHECKING */
    IMPORT_DYNAMIC = 16, /* import_module("m"), __import__("m"), pytest_plugins = "m" */
    IMPORT_CLASS_BODY = 32,
    IMPORT_FROM = 64,      /* from ... import ..., else import ... */
    IMPORT_COMPUTED = 128, /* dynamic, and what it imports is known only when it runs */
};

struct import {
    uint32_t module; /* "a.b", or "" in `from . import x` or if computed (in text) */
    /* Its names are name_count strings, each ended by NUL, one behind the other
     * (in text); "*" if it takes all, none for `import a`. */
    uint32_t names, name_count;
    /* What each of them is called here, in the same way, "" if that is its name;
     * `import a as b` has one, too. FACTS_NONE if there is no `as` at all. */
    uint32_t aliases;
    uint32_t line, column; /* of its statement, or of the call */
    uint16_t level;        /* dots of a relative import */
    uint16_t flags;
};

/* A comment `# cambium: TEXT`. What the text means is engine/index/allowance.h's business. */
struct allowance_text {
    uint32_t text; /* without white space around it (in text) */
    uint32_t line; /* that the comment stands on */
    /* That it speaks for: the same, but
     *   alone on its line, that of the next code; if there is none, the same
     *   before, between, in or behind decorators, that of their def or class */
    uint32_t for_line;
};

struct facts {
    struct line_counts lines;
    const struct function *functions; /* in the order of the source, outer first */
    const struct class_facts *classes;
    const struct import *imports; /* each module of `import a, b` is one */
    const struct allowance_text *allowances;
    uint32_t function_count, class_count, import_count, allowance_count;
    uint32_t test_count;         /* functions of any depth whose name starts with test_ */
    uint32_t docstring_count;    /* module, classes, functions that have one */
    uint32_t documentable_count; /* module, classes, functions */
    uint32_t hint_count;         /* hinted parameters and returns */
    uint32_t hintable_count;     /* parameters and returns */
    uint32_t module_cyclomatic;  /* radon's total of the module */
    uint32_t branch_weight;      /* the origin's file complexity: branch_weight.c */
    bool has_docstrings;         /* the origin's two booleans */
    bool has_type_hints;
    bool generated;      /* it says so itself: generated.c */
    bool partial;        /* the tree has an error */
    uint32_t error_line; /* where the first one starts; 0: none */
    const char *text;    /* every name, each ended by NUL */
    uint32_t text_bytes;
};

static inline const char *facts_text(const struct facts *f, uint32_t offset)
{
    return f->text + offset;
}

/* How many strings `aliases` are, unless it is FACTS_NONE. */
static inline uint32_t import_alias_count(const struct import *import)
{
    return import->name_count ? import->name_count : 1;
}

/* "load", "typing", ...: the one word for these flags. */
const char *import_kind(uint16_t flags);

#endif
