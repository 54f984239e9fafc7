/* night_of.h - a night from a few words, for tests.
 *
 * A line each:
 *
 *   a/x.py a.x 10 key7 UP f=3 g=4    path, module or -, lines, key, flags or -, functions
 *   > a.x b.y! c                     a module, and what it imports; ! when it is loaded
 *
 * Flags: N needs tests, U untested, K known staleness, S stale, P partial, C coverage (half of
 * its lines). Python files are parsed; those with a module are source, others unknown. In any
 * order. */
#ifndef CAMBIUM_TESTS_INDEX_NIGHT_OF_H
#define CAMBIUM_TESTS_INDEX_NIGHT_OF_H

#include "engine/base/memory.h"
#include "engine/index/night.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static inline struct slice word_take(struct slice *line, struct arena *a)
{
    struct slice word = {0};

    while (slice_cut(line, ' ', &word) && !word.len)
        continue;
    return arena_copy(a, word);
}

static inline int module_order(const void *left, const void *right)
{
    return slice_compare(((const struct night_module *)left)->name,
                         ((const struct night_module *)right)->name);
}

static inline int file_order(const void *left, const void *right)
{
    return slice_compare(((const struct night_file *)left)->path,
                         ((const struct night_file *)right)->path);
}

static inline int function_name_order(const void *left, const void *right)
{
    const struct night_function *a = left, *b = right;
    int order = slice_compare(a->name, b->name);

    return order ? order : (a > b) - (a < b);
}

static inline int link_to_order(const void *left, const void *right)
{
    uint32_t a = ((const struct night_link *)left)->to;
    uint32_t b = ((const struct night_link *)right)->to;

    return (a > b) - (a < b);
}

static inline uint32_t module_of_name(const struct night *n, struct slice name)
{
    for (size_t i = 0; i < n->module_count; i++) {
        if (slice_equal(n->modules[i].name, name))
            return (uint32_t)i;
    }
    return NIGHT_NO_MODULE;
}

static inline uint8_t flags_of_word(struct slice word)
{
    static const char letters[] = "NUKSPC";
    uint8_t flags = 0;

    for (int i = 0; i < 6; i++) {
        if (word.len && memchr(word.data, letters[i], word.len))
            flags |= (uint8_t)(1 << i);
    }
    return flags;
}

static inline void functions_of_words(struct night *n, struct night_file *f,
                                      struct slice *line)
{
    struct night_function *functions = arena_array(&n->memory, struct night_function, 32);
    struct slice word;

    while ((word = word_take(line, &n->memory)).len) {
        const char *equals = memchr(word.data, '=', word.len);

        functions[f->function_count++] =
            (struct night_function){{word.data, (size_t)(equals - word.data)},
                                    (uint32_t)strtoul(equals + 1, NULL, 10),
                                    (uint32_t)word.len};
    }
    if (f->function_count)
        qsort(functions, f->function_count, sizeof *functions, function_name_order);
    f->functions = functions;
}

static inline void file_of_line(struct night *n, struct slice line)
{
    struct night_file *f = &n->files[n->file_count++];
    struct slice module, flags;

    f->path = word_take(&line, &n->memory);
    module = word_take(&line, &n->memory);
    f->module = module_of_name(n, module);
    f->lines = (uint32_t)strtoul(word_take(&line, &n->memory).data, NULL, 10);
    f->key = hash_bytes(word_take(&line, &n->memory));
    flags = word_take(&line, &n->memory);
    f->flags = flags_of_word(flags);
    f->category = f->module == NIGHT_NO_MODULE ? CATEGORY_UNKNOWN : CATEGORY_SOURCE;
    if (slice_ends(f->path, slice_of(".py")))
        f->flags |= NIGHT_PARSED;
    if (f->flags & NIGHT_KNOWN_COVERAGE) {
        f->lines_to_cover = f->lines;
        f->lines_covered = f->lines / 2;
    }
    f->fan_in = (uint32_t)(f->path.len % 4);
    f->complexity = f->lines / 3;
    f->impact_hundredths = 200 * f->fan_in + 50 * f->complexity + f->lines;
    functions_of_words(n, f, &line);
}

static inline void module_add(struct night *n, struct slice name)
{
    if (name.len && !slice_equal(name, slice_of("-")) &&
        module_of_name(n, name) == NIGHT_NO_MODULE)
        n->modules[n->module_count++].name = name;
}

static inline void links_of_line(struct night *n, struct slice line)
{
    struct night_module *m = &n->modules[module_of_name(n, word_take(&line, &n->memory))];
    struct slice word;

    m->links = arena_array(&n->memory, struct night_link, 32);
    while ((word = word_take(&line, &n->memory)).len) {
        bool at_load = slice_ends(word, slice_of("!"));
        struct slice name = {word.data, word.len - at_load};

        m->links[m->link_count++] = (struct night_link){module_of_name(n, name), at_load};
    }
    qsort(m->links, m->link_count, sizeof *m->links, link_to_order);
}

static inline void modules_of_line(struct night *n, struct slice line)
{
    struct slice word = word_take(&line, &n->memory);

    if (slice_equal(word, slice_of(">")))
        while ((word = word_take(&line, &n->memory)).len)
            module_add(
                n, (struct slice){word.data, word.len - slice_ends(word, slice_of("!"))});
    else
        module_add(n, word_take(&line, &n->memory));
}

static inline struct night night_of(const char *text)
{
    struct night n = {.files = memory_calloc(64, sizeof(struct night_file)),
                      .modules = memory_calloc(64, sizeof(struct night_module))};
    struct slice rest = slice_of(text), line;

    while (slice_cut(&rest, '\n', &line))
        modules_of_line(&n, line);
    qsort(n.modules, n.module_count, sizeof *n.modules, module_order);
    for (rest = slice_of(text); slice_cut(&rest, '\n', &line);) {
        if (slice_starts(line, slice_of("> ")))
            links_of_line(&n, (struct slice){line.data + 2, line.len - 2});
        else if (line.len)
            file_of_line(&n, line);
    }
    qsort(n.files, n.file_count, sizeof *n.files, file_order);
    return n;
}

/* The head of one that was not made by a run. */
static inline void night_call(struct night *n, const char *name, int64_t time_s)
{
    struct night_number *numbers = arena_array(&n->memory, struct night_number, 3);
    struct night_package *packages = arena_array(&n->memory, struct night_package, 2);
    struct slice *metrics = arena_array(&n->memory, struct slice, 2);

    numbers[0] = (struct night_number){slice_of("health"), {true, 71250}};
    numbers[1] = (struct night_number){slice_of("coverage"), {false, 0}};
    numbers[2] = (struct night_number){slice_of("rule.below"), {true, -1500}};
    metrics[0] = slice_of("files");
    metrics[1] = slice_of("stale");
    for (int i = 0; i < 2; i++) {
        packages[i].folder = slice_of(i ? "a" : ".");
        packages[i].values = arena_array(&n->memory, struct night_value, 2);
        packages[i].values[0] = (struct night_value){true, 2000};
        packages[i].values[1] = (struct night_value){!i, i ? 0 : 1000};
    }
    n->head = (struct night_head){.name = slice_of(name),
                                  .commit = slice_of("00112233445566778899"),
                                  .version = slice_of("1.2"),
                                  .time_s = time_s,
                                  .rules = UINT64_MAX,
                                  .asked = 7,
                                  .failed = 2,
                                  .folder_depth = 1,
                                  .numbers = numbers,
                                  .number_count = 3,
                                  .package_metrics = metrics,
                                  .package_metric_count = 2,
                                  .packages = packages,
                                  .package_count = 2};
}

static inline bool same_file(const struct night_file *a, const struct night_file *b)
{
    bool same =
        slice_equal(a->path, b->path) && a->key == b->key && a->module == b->module &&
        a->category == b->category && a->flags == b->flags && a->lines == b->lines &&
        a->complexity == b->complexity && a->fan_in == b->fan_in &&
        a->impact_hundredths == b->impact_hundredths &&
        a->lines_to_cover == b->lines_to_cover && a->lines_covered == b->lines_covered &&
        a->function_count == b->function_count;

    for (uint32_t i = 0; same && i < a->function_count; i++)
        same = slice_equal(a->functions[i].name, b->functions[i].name) &&
               a->functions[i].cyclomatic == b->functions[i].cyclomatic &&
               a->functions[i].lines == b->functions[i].lines;
    return same;
}

static inline bool same_module(const struct night_module *a, const struct night_module *b)
{
    bool same = slice_equal(a->name, b->name) && a->link_count == b->link_count;

    for (uint32_t i = 0; same && i < a->link_count; i++)
        same = a->links[i].to == b->links[i].to &&
               a->links[i].at_load == b->links[i].at_load;
    return same;
}

/* But for the head. */
static inline bool same_night(const struct night *a, const struct night *b)
{
    bool same = a->file_count == b->file_count && a->module_count == b->module_count;

    for (size_t i = 0; same && i < a->file_count; i++)
        same = same_file(&a->files[i], &b->files[i]);
    for (size_t i = 0; same && i < a->module_count; i++)
        same = same_module(&a->modules[i], &b->modules[i]);
    return same;
}

#endif
