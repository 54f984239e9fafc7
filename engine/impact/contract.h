/* contract.h - rules about who may import whom.
 *
 * A contract is one line of text (README.md here has the grammar):
 *
 *     layers: web > api > domain > storage | cache
 *     forbidden: shop.domain, shop.core -> shop.web
 *     independent: shop.cart, shop.search, shop.pay
 *     acyclic: shop
 *     protected: shop.cart.internal, by shop.cart
 *
 * It is read once, into an arena of the caller's, and constant from then on. Checking
 * borrows everything and makes a result that owns what it found, apart from the names,
 * which are those of the contract. Nothing here prints or opens files.
 *
 * A name of a rule is a set of modules (module_set.h). A module that several names of a
 * rule mean belongs to the one that means the fewest: in "forbidden: shop -> shop.old"
 * shop is all the rest of it. (Protected names and acyclic ones each stand alone.)
 *
 * Any number of threads may check at once, each with a result of its own. */
#ifndef CAMBIUM_IMPACT_CONTRACT_H
#define CAMBIUM_IMPACT_CONTRACT_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/graph/csr.h"
#include "engine/impact/module_set.h"

enum {
    CONTRACT_MAX_BYTES = 65536, /* of a rule */
    CONTRACT_MAX_NAMES = 1000,  /* in a rule */
    CONTRACT_MAX_RULES = 1000,
    CONTRACT_LIMIT = 10, /* chains of a violation, if the caller doesn't say */
};

/* Edges and names looked at, if the caller doesn't say: half a minute at most. What is
 * listed counts too, for the memory it takes. */
#define CONTRACT_WORK (UINT64_C(1) << 32)

enum contract_kind {
    CONTRACT_LAYERS,
    CONTRACT_FORBIDDEN,
    CONTRACT_INDEPENDENT,
    CONTRACT_ACYCLIC,
    CONTRACT_PROTECTED,
};

struct contract_name {
    struct module_set set;
    uint32_t column;    /* in the text, from 1 */
    uint32_t layer;     /* of layers: 0 is the highest; of forbidden: 0 left, 1 right */
    bool may_be_absent; /* it stood in round brackets */
};

struct contract_exception {
    struct contract_name from, to;
};

struct contract {
    enum contract_kind kind;
    struct slice text;
    bool direct;   /* forbidden: chains of one import only */
    uint8_t kinds; /* the edges that count */
    bool
        kinds_said; /* in the text; else all count, and who checks it may say otherwise */
    const struct contract_name *names;
    uint32_t name_count;
    const struct contract_name *containers; /* layers: what the names are below */
    uint32_t container_count;
    const struct contract_name *by; /* protected: who may */
    uint32_t by_count;
    const bool *layer_open; /* of each layer: its names may import each other */
    const struct contract_exception *exceptions;
    uint32_t exception_count;
};

/* The bit of an import's kind; false: there is no kind of that name. */
typedef bool contract_kind_of(const char *name, uint8_t *kind);

/* Copies what it needs of the text. False and *e (ERR_USAGE): what should stand at which
 * column, counted in bytes from 1. */
bool contract_read(struct contract *c, struct slice text, contract_kind_of *kind_of,
                   struct arena *memory, struct err *e);

/* `count` of them, in *contracts; *e says which rule is none. */
bool contracts_read(const struct slice *texts, size_t count, contract_kind_of *kind_of,
                    struct arena *memory, struct contract **contracts, struct err *e);

struct contract_graph {
    const struct csr *graph; /* with reverse rows */
    /* Of all nodes. Nodes behind the modules may stand for anything else that has a name
     * and is imported: a name of a rule means them just as well. */
    const struct module_names *names;
    uint32_t limit; /* chains of a violation; 0: CONTRACT_LIMIT */
    uint64_t work;  /* edges and names looked at; 0: CONTRACT_WORK */
};

/* Modules each of which imports the next. Of an acyclic contract: a cycle of siblings,
 * two modules for each step, of which the first imports the second. */
struct contract_chain {
    const uint32_t *modules;
    uint32_t count;
};

/* What one pair of names, or one knot of siblings, has against the contract. */
struct contract_violation {
    struct slice from; /* as written; protected: empty, it is all who may not */
    struct slice to;   /* as written; acyclic: the parent, and so is `from` */
    /* The shortest, then those of smaller numbers; each begins with another import. */
    const struct contract_chain *chains;
    uint32_t chain_count;
    uint32_t imports; /* with which a chain begins; acyclic: between the siblings */
    uint32_t direct;  /* imports of those that get there at once */
    const struct slice *siblings; /* acyclic: what hangs together, by name */
    uint32_t sibling_count;
};

enum contract_verdict {
    CONTRACT_KEPT,
    CONTRACT_BROKEN,
    CONTRACT_UNKNOWN, /* work ran out before anything was found */
};

struct contract_result {
    enum contract_verdict verdict;
    bool complete; /* false: work ran out; what is listed holds, there may be more */
    const struct contract_violation *violations; /* in the order of the names */
    uint32_t count;
    const struct contract_exception **unused; /* that match no import of these kinds */
    uint32_t unused_count;
    uint64_t work; /* that was done */
    struct arena memory;
};

/* False and *e (ERR_USAGE): a name means no module, or other names mean all of its
 * modules; nothing has to be released then. */
bool contract_check(const struct contract *c, const struct contract_graph *g,
                    struct contract_result *result, struct err *e);
void contract_result_release(struct contract_result *result);

#endif
