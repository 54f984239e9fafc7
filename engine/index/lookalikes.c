#include "engine/index/lookalikes.h"

#include "engine/base/memory.h"
#include "engine/impact/test_files.h"
#include "engine/index/nearness.h"
#include "engine/index/stems.h"

#include <stdlib.h>

/* ---------------------------------------------------------------- likeness */

struct stem {
    struct slice text;
    struct slice words[LOOKALIKE_WORDS_MOST];
    size_t word_count; /* 0: too many */
};

/* False: there is none left. */
static bool word_next(struct slice *rest, struct slice *word)
{
    while (slice_cut(rest, '_', word)) {
        if (word->len)
            return true;
    }
    return false;
}

static struct stem stem_make(struct slice text)
{
    struct stem stem = {.text = text};
    struct slice rest = text, word;

    while (word_next(&rest, &word)) {
        if (stem.word_count == LOOKALIKE_WORDS_MOST) {
            stem.word_count = 0;
            return stem;
        }
        stem.words[stem.word_count++] = word;
    }
    return stem;
}

/* The next byte that is no underscore, or -1. */
static int squashed_next(struct slice *rest)
{
    while (rest->len && *rest->data == '_')
        rest->data++, rest->len--;
    if (!rest->len)
        return -1;
    rest->len--;
    return (unsigned char)*rest->data++;
}

/* How many bytes of the stem the name begins with, or 0 if that isn't all of them. */
static size_t common_squashed(struct slice stem, struct slice *name)
{
    size_t count = 0;

    for (int c; (c = squashed_next(&stem)) >= 0; count++) {
        if (squashed_next(name) != c)
            return 0;
    }
    return count;
}

static unsigned is_squashed(const struct stem *stem, struct slice name)
{
    return common_squashed(stem->text, &name) && squashed_next(&name) < 0;
}

static unsigned is_beginning(const struct stem *stem, struct slice name)
{
    return common_squashed(stem->text, &name) >= LOOKALIKE_BEGINNING_LEAST;
}

/* How many of the stem's words the name has, or 0 if it has others. */
static unsigned words_of(const struct stem *stem, struct slice name)
{
    bool found[LOOKALIKE_WORDS_MOST] = {0};
    unsigned count = 0;

    for (struct slice word; word_next(&name, &word);) {
        size_t i = 0;

        while (i < stem->word_count && !slice_equal(stem->words[i], word))
            i++;
        if (i == stem->word_count)
            return 0;
        count += !found[i];
        found[i] = true;
    }
    return count;
}

static unsigned is_initials(const struct stem *stem, struct slice name)
{
    size_t at = 0;

    for (struct slice word; word_next(&name, &word); at++) {
        if (at == stem->text.len || stem->text.data[at] != *word.data)
            return 0;
    }
    return at == stem->text.len && at > 1;
}

/* How alike they are; 0: not at all. */
typedef unsigned likeness_measure(const struct stem *stem, struct slice name);

/* ----------------------------------------------------------------- modules */

/* The top is a package if it is a module. */
static bool may_be_alike(const struct places *p, const uint8_t *roles, uint32_t module)
{
    return roles[module] == ROLE_NONE &&
           !(p->items[p->module_places[module]].flags & PLACE_PACKAGE);
}

/* A counting sort by place, which keeps the order of modules. */
void lookalikes_make(struct lookalikes *l, const struct places *p, const uint8_t *roles)
{
    *l = (struct lookalikes){
        .places = p,
        .modules = memory_calloc((size_t)p->module_count + 1, sizeof *l->modules),
        .ends = memory_calloc(p->count + 1, sizeof *l->ends)};
    for (uint32_t m = 0; m < p->module_count; m++) {
        if (may_be_alike(p, roles, m))
            l->ends[p->items[p->module_places[m]].parent + 1]++;
    }
    for (size_t i = 0; i < p->count; i++)
        l->ends[i + 1] += l->ends[i];
    for (uint32_t m = 0; m < p->module_count; m++) {
        if (may_be_alike(p, roles, m))
            l->modules[l->ends[p->items[p->module_places[m]].parent]++] = m;
    }
}

void lookalikes_release(struct lookalikes *l)
{
    free(l->modules);
    free(l->ends);
    *l = (struct lookalikes){0};
}

/* The place of the folder that the test's mirrors, or PLACE_NONE. */
static uint32_t mirrored_folder(const struct places *p, uint32_t place)
{
    uint32_t at = PLACE_TOP;
    struct folders folders;

    folders_of_test(p, place, &folders);
    if (folders.count == FOLDERS_MOST)
        return PLACE_NONE;
    for (size_t i = folders.count; i-- && at != PLACE_NONE;)
        at = places_child(p, at, p->items[folders.places[i]].component);
    return at;
}

/* Those that are looked at for a test: `count` of them, 0 if they would be too many. */
static const uint32_t *modules_beside(const struct lookalikes *l, uint32_t test,
                                      size_t *count)
{
    uint32_t folder = mirrored_folder(l->places, l->places->module_places[test]);
    uint32_t first;

    *count = 0;
    if (folder == PLACE_NONE)
        return NULL;
    first = folder ? l->ends[folder - 1] : 0;
    if (l->ends[folder] - first <= LOOKALIKE_MODULES_MOST)
        *count = l->ends[folder] - first;
    return l->modules + first;
}

/* ------------------------------------------------------------------- match */

/* How many are the most alike; *module is one of them. */
static size_t most_alike(const struct places *p, const uint32_t *modules,
                         size_t module_count, const struct stem *stem,
                         likeness_measure *likeness, uint32_t *module)
{
    unsigned most = 1;
    size_t count = 0;

    for (size_t i = 0; i < module_count; i++) {
        struct slice name = p->items[p->module_places[modules[i]]].component;
        unsigned alike = likeness(stem, name);

        if (alike < most)
            continue;
        count = alike > most ? 1 : count + 1;
        most = alike;
        *module = modules[i];
    }
    return count;
}

uint32_t lookalikes_match(const struct lookalikes *l, uint32_t test)
{
    static likeness_measure *const likenesses[] = {is_squashed, is_beginning, words_of,
                                                   is_initials};
    const struct stem stem = stem_make(stem_of_test(l->places, test));
    uint32_t found = MODULE_NONE;
    size_t count = 0, module_count;
    const uint32_t *modules;

    if (!stem.text.len)
        return MODULE_NONE;
    modules = modules_beside(l, test, &module_count);
    for (size_t i = 0; !count && i < sizeof likenesses / sizeof *likenesses; i++)
        count =
            most_alike(l->places, modules, module_count, &stem, likenesses[i], &found);
    return count == 1 ? found : MODULE_NONE;
}
