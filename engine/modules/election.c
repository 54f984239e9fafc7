/* Which folders are roots though nobody says so: imports vote (roots.h).
 *
 * Files are dealt out to parts, each part fills a ballot, ballots are sums: so the result
 * doesn't depend on how many there are. */
#include "engine/base/memory.h"
#include "engine/modules/roots_build.h"
#include "engine/modules/stdlib_modules.h"

#include <stdlib.h>

/* What one part of the files says. */
struct ballot {
    uint32_t *votes, *against; /* of each candidate */
    struct slice *prefixes;    /* first names of imports that resolve without them */
    size_t prefix_count, prefix_capacity;
    uint32_t as_it_is; /* imports that resolve as the scanned folder is called now */
};

struct election {
    const struct places *places;
    const struct python_file *files;
    const struct roots *certain;
    struct roots candidates;
    uint32_t *candidate_at; /* of each place, or ROOT_NONE */
    struct ballot *ballots;
    unsigned parts;
};

/* -------------------------------------------------------------- candidates */

/* Folders of project files, which hold everywhere; those without an __init__ that have
 * modules in them, which hold around them. */
static void candidates_find(struct election *v, const uint32_t *root_at,
                            const struct root_hint *hints, size_t hint_count)
{
    const struct places *p = v->places;

    v->candidate_at = memory_alloc(p->count * sizeof *v->candidate_at);
    memset(v->candidate_at, 0xff, p->count * sizeof *v->candidate_at);
    hints_add(&v->candidates, p, v->candidate_at, hints, hint_count, ROOT_FOLDER);
    for (uint32_t place = 1; place < p->count; place++) {
        uint32_t folder = p->items[place].parent;
        struct root *root;

        if (!place_is_module(&p->items[place]) || root_at[folder] != ROOT_NONE ||
            p->items[folder].flags & PLACE_PACKAGE)
            continue;
        root = root_add(&v->candidates, v->candidate_at, folder, ROOT_VOTE);
        if (root)
            root->scope = p->items[folder].parent;
    }
    tops_make(&v->candidates, p, v->candidate_at);
}

/* ------------------------------------------------------------------- votes */

static bool is_found(const struct roots *r, const struct places *p, uint32_t top,
                     struct slice module, struct way *way)
{
    return top != TOP_NONE && roots_enter(r, p, top, module, way) && !way->rest.len &&
           place_is_module(&p->items[way->place]);
}

/* It resolves by a root above: the folders on its way are named the longer way. */
static void vote_against(const struct election *v, struct ballot *b, uint32_t root,
                         uint32_t place)
{
    while (place > root) {
        place = v->places->items[place].parent;
        if (v->candidate_at[place] != ROOT_NONE)
            b->against[v->candidate_at[place]]++;
    }
}

static void prefix_vote(const struct election *v, struct ballot *b, struct slice module)
{
    struct slice rest = module, first;
    struct way way;

    slice_cut(&rest, '.', &first);
    way = places_walk(v->places, PLACE_TOP, rest);
    if (!rest.len || way.rest.len || !place_is_module(&v->places->items[way.place]))
        return;
    b->prefixes = memory_grow(b->prefixes, &b->prefix_capacity, b->prefix_count + 1,
                              sizeof *b->prefixes);
    b->prefixes[b->prefix_count++] = first;
}

static void import_vote(const struct election *v, struct ballot *b, uint32_t place,
                        struct slice module)
{
    struct slice first = dotted_first(module);
    struct way way;
    bool several;
    uint32_t root, top = roots_nearest(v->certain, v->places,
                                       roots_top(v->certain, first), place, &several);

    if (is_found(v->certain, v->places, top, module, &way)) {
        root = v->certain->items[v->certain->tops[top].root].place;
        b->as_it_is += root == PLACE_TOP;
        vote_against(v, b, root, way.place);
        return;
    }
    if (stdlib_versions(first))
        return;
    prefix_vote(v, b, module);
    top = roots_nearest(&v->candidates, v->places, roots_top(&v->candidates, first),
                        place, &several);
    /* A redis.py that imports redis means another one. */
    if (is_found(&v->candidates, v->places, top, module, &way) && way.place != place)
        b->votes[v->candidates.tops[top].root]++;
}

/* All its absolute imports, but those that may well fail: what is imported in a try is seldom a
 * file beside. */
static void file_vote(const struct election *v, struct ballot *b, size_t file)
{
    const struct facts *f = v->files[file].facts;

    if (v->places->file_places[file] == PLACE_NONE)
        return;
    for (uint32_t k = 0; k < f->import_count; k++) {
        struct slice module = slice_of(facts_text(f, f->imports[k].module));

        if (!f->imports[k].level && module.len &&
            !(f->imports[k].flags & IMPORT_OPTIONAL))
            import_vote(v, b, v->places->file_places[file], module);
    }
}

static void part_vote(void *item, unsigned part)
{
    struct election *v = item;
    struct ballot *b = &v->ballots[part];

    b->votes = memory_calloc(v->candidates.count + 1, sizeof *b->votes);
    b->against = memory_calloc(v->candidates.count + 1, sizeof *b->against);
    for (size_t file = part; file < v->places->file_count; file += v->parts)
        file_vote(v, b, file);
}

/* Adds the second ballot to the first and releases it. */
static void ballot_add(struct ballot *into, struct ballot *from, size_t candidates)
{
    for (size_t i = 0; i < candidates; i++) {
        into->votes[i] += from->votes[i];
        into->against[i] += from->against[i];
    }
    for (size_t i = 0; i < from->prefix_count; i++) {
        into->prefixes = memory_grow(into->prefixes, &into->prefix_capacity,
                                     into->prefix_count + 1, sizeof *into->prefixes);
        into->prefixes[into->prefix_count++] = from->prefixes[i];
    }
    into->as_it_is += from->as_it_is;
    free(from->votes);
    free(from->against);
    free(from->prefixes);
}

static void ballot_release(struct ballot *b)
{
    free(b->votes);
    free(b->against);
    free(b->prefixes);
}

/* All of them together. */
static struct ballot vote(struct election *v, const struct spread *spread)
{
    struct ballot sum;

    v->parts = spread ? spread->parts : 1;
    v->ballots = memory_calloc(v->parts, sizeof *v->ballots);
    if (spread)
        spread->run(spread->context, v->parts, part_vote, v);
    else
        part_vote(v, 0);
    sum = v->ballots[0];
    for (unsigned part = 1; part < v->parts; part++)
        ballot_add(&sum, &v->ballots[part], v->candidates.count);
    free(v->ballots);
    return sum;
}

/* ------------------------------------------------------------------ result */

static int slices_compare(const void *a, const void *b)
{
    return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

/* The prefix with most votes, of equal ones the first by name. */
static struct slice prefix_most(struct ballot *b, uint32_t *votes)
{
    struct slice best = {0};
    uint32_t run = 0;

    *votes = 0;
    if (b->prefix_count)
        qsort(b->prefixes, b->prefix_count, sizeof *b->prefixes, slices_compare);
    for (size_t i = 0; i < b->prefix_count; i++) {
        run = i && slice_equal(b->prefixes[i], b->prefixes[i - 1]) ? run + 1 : 1;
        if (run > *votes) {
            *votes = run;
            best = b->prefixes[i];
        }
    }
    return best;
}

/* Does another name suit the scanned folder better? */
static bool prefix_elect(struct ballot *b, struct roots *r, struct root *top)
{
    uint32_t votes;
    struct slice prefix = prefix_most(b, &votes);

    if ((top->origin != ROOT_FOLDER && top->origin != ROOT_PACKAGE) ||
        votes <= b->as_it_is)
        return false;
    top->prefix = arena_copy(&r->memory, prefix);
    top->origin = ROOT_VOTE;
    top->votes = votes;
    top->votes_against = b->as_it_is;
    return true;
}

/* A project's folder is a root unless more speaks against it; others need a majority. */
static bool is_elected(const struct places *p, const struct root *candidate)
{
    if (candidate->origin != ROOT_FOLDER)
        return candidate->votes > candidate->votes_against;
    return candidate->votes >= candidate->votes_against &&
           !(p->items[candidate->place].flags & PLACE_PACKAGE);
}

static void candidates_take(struct election *v, const struct ballot *b, struct roots *r,
                            uint32_t *root_at)
{
    for (size_t i = 0; i < v->candidates.count; i++) {
        struct root *candidate = &v->candidates.items[i], *root;

        candidate->votes = b->votes[i];
        candidate->votes_against = b->against[i];
        root = is_elected(v->places, candidate)
                   ? root_add(r, root_at, candidate->place, candidate->origin)
                   : NULL;
        if (root)
            *root = *candidate;
    }
}

/* They vote twice if the scanned folder gets another name by the first time. */
void roots_elect(struct roots *r, const struct places *p, uint32_t *root_at,
                 const struct python_file *files, const struct root_hint *hints,
                 size_t hint_count, const struct spread *spread)
{
    struct election v = {.places = p, .files = files, .certain = r};
    struct ballot ballot;

    candidates_find(&v, root_at, hints, hint_count);
    ballot = vote(&v, spread);
    if (prefix_elect(&ballot, r, &r->items[root_at[PLACE_TOP]])) {
        tops_make(r, p, root_at);
        ballot_release(&ballot);
        ballot = vote(&v, spread);
    }
    candidates_take(&v, &ballot, r, root_at);
    ballot_release(&ballot);
    roots_release(&v.candidates);
    free(v.candidate_at);
}
