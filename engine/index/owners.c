#include "engine/index/owners.h"

#include "engine/base/hash.h"
#include "engine/base/memory.h"
#include "engine/index/owner_rules.h"
#include "engine/scan/read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* ------------------------------------------------------------------- read */

/* False: it is there and can't be read. *o is NULL: it isn't there. A link isn't followed. */
static bool file_read(const struct discover *d, const char *name, struct owners **o,
                      bool *link, struct err *e)
{
    int fd = discover_openat(d, slice_of(name), O_RDONLY, e);
    struct read_buffer buffer = {0};
    struct stat status;
    enum reason why;
    bool read;

    if (fd < 0) {
        *link |= errno == ELOOP;
        return errno == ENOENT || errno == ENOTDIR || errno == ELOOP || err_wrap(e, name);
    }
    if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
        close(fd);
        return true;
    }
    read = read_file(fd, OWNERS_MAX_BYTES, &buffer, &why, e) || err_wrap(e, name);
    close(fd);
    if (read)
        *o = owners_parse((struct slice){buffer.data, buffer.len}, name, e);
    read_buffer_release(&buffer);
    return *o;
}

struct owners *owners_read(const struct discover *d, struct err *e)
{
    static const char *const names[] = {".github/CODEOWNERS", "CODEOWNERS",
                                        "docs/CODEOWNERS", ".gitlab/CODEOWNERS"};
    struct owners *o = NULL;
    bool read = true, link = false;
    struct err why = {0};

    for (size_t i = 0; read && !o && i < sizeof names / sizeof *names; i++)
        read = file_read(d, names[i], &o, &link, &why);
    if (!read && e)
        *e = why;
    else if (!o && link)
        err_set(e, ERR_UNSUPPORTED,
                "CODEOWNERS is a symbolic link, which isn't followed");
    return o;
}

void owners_free(struct owners *o)
{
    if (!o)
        return;
    free(o->rules);
    free(o->lists);
    free(o->numbers);
    free(o->names);
    arena_release(&o->memory);
    free(o);
}

const char *owners_file(const struct owners *o)
{
    return o->file;
}

size_t owners_count(const struct owners *o)
{
    return o->name_count;
}

struct slice owners_name(const struct owners *o, uint32_t owner)
{
    return o->names[owner];
}

size_t owners_faults(const struct owners *o, const struct owners_fault **faults,
                     size_t *total)
{
    *faults = o->faults;
    if (total)
        *total = o->fault_total;
    return o->fault_count;
}

/* ------------------------------------------------------------------ match */

#define EXCLUDED UINT32_MAX

/* The folders of a path and the path itself, one after the other. */
struct place {
    struct slice path, name; /* up to there, and the last component of it */
    bool is_file;
};

struct search {
    const struct owners *o;
    struct slice path;
    uint32_t best[OWNERS_MAX_SECTIONS]; /* the last rule that matches, from 1 */
};

/* The next place behind one, or the first one if that is all zero. */
static bool place_next(struct slice path, struct place *place)
{
    size_t start = place->path.data ? place->path.len + 1 : 0;
    const char *slash;

    if (start >= path.len)
        return false;
    slash = memchr(path.data + start, '/', path.len - start);
    place->path =
        (struct slice){path.data, slash ? (size_t)(slash - path.data) : path.len};
    place->name = (struct slice){path.data + start, place->path.len - start};
    place->is_file = !slash;
    return true;
}

static bool matches_at(const struct owner_rule *rule, const struct place *place)
{
    if (!(place->is_file ? rule->files : rule->folders))
        return false;
    if (rule->kind == OWNER_KEY_PATH)
        return slice_equal(rule->key, place->path);
    if (rule->glob.ending.len && !slice_ends(place->name, rule->glob.ending))
        return false; /* quicker than the glob */
    return glob_match(&rule->glob, rule->by_name ? place->name : place->path);
}

/* At that place, or for rules that are found before they end, anywhere from there on. */
static bool matches_from(const struct search *s, const struct owner_rule *rule,
                         struct place place)
{
    bool found = matches_at(rule, &place);

    if (rule->kind != OWNER_KEY_FOLDER && rule->kind != OWNER_KEY_NONE)
        return found;
    while (!found && place_next(s->path, &place))
        found = matches_at(rule, &place);
    return found;
}

/* Tries the rules of a key from the last one back. With one section the first that
 * matches is enough. */
static void rules_try(struct search *s, uint32_t last, const struct place *place)
{
    for (uint32_t i = last; i; i = s->o->rules[i - 1].next) {
        const struct owner_rule *rule = &s->o->rules[i - 1];
        uint32_t *best = &s->best[rule->section];

        if (i <= *best && !rule->excludes) {
            if (s->o->section_count == 1)
                break;
            continue;
        }
        if (*best != EXCLUDED && matches_from(s, rule, *place))
            *best = rule->excludes ? EXCLUDED : i;
    }
}

static void place_try(struct search *s, const struct place *place)
{
    const struct owners *o = s->o;
    struct slice extension = owner_extension(place->name);
    uint64_t path = hash_bytes(place->path);

    rules_try(s, owner_table_last(o, OWNER_KEY_PATH, path), place);
    if (!place->is_file)
        rules_try(s, owner_table_last(o, OWNER_KEY_FOLDER, path), place);
    if (o->last[OWNER_KEY_NAME])
        rules_try(s, owner_table_last(o, OWNER_KEY_NAME, hash_bytes(place->name)), place);
    if (o->last[OWNER_KEY_EXTENSION] && extension.len)
        rules_try(s, owner_table_last(o, OWNER_KEY_EXTENSION, hash_bytes(extension)),
                  place);
}

static void search_all(struct search *s)
{
    struct place place = {0};
    bool more = place_next(s->path, &place);

    if (more)
        rules_try(s, s->o->last[OWNER_KEY_NONE], &place);
    for (; more; more = place_next(s->path, &place))
        place_try(s, &place);
}

/* ------------------------------------------------------------------ union */

/* Of two ascending lists; what goes over the limit is left out. */
static size_t merge(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count,
                    uint32_t *out)
{
    size_t i = 0, j = 0, count = 0;

    while ((i < a_count || j < b_count) && count < OWNERS_MAX_OF_PATH) {
        uint32_t next = j == b_count || (i < a_count && a[i] < b[j]) ? a[i] : b[j];

        i += i < a_count && a[i] == next;
        j += j < b_count && b[j] == next;
        out[count++] = next;
    }
    return count;
}

static size_t united(const struct search *s, uint32_t *found, size_t most)
{
    uint32_t lists[2][OWNERS_MAX_OF_PATH];
    size_t count = 0;
    unsigned turn = 0;

    for (uint32_t i = 0; i < s->o->section_count; i++) {
        const struct owner_list *list;

        if (!s->best[i] || s->best[i] == EXCLUDED)
            continue;
        list = &s->o->lists[s->o->rules[s->best[i] - 1].list];
        count = merge(lists[turn], count, s->o->numbers + list->first, list->count,
                      lists[!turn]);
        turn = !turn;
    }
    if (most)
        memcpy(found, lists[turn], (count < most ? count : most) * sizeof *found);
    return count;
}

size_t owners_of(const struct owners *o, struct slice path, uint32_t *found, size_t most)
{
    struct search s;

    s.o = o;
    s.path = path;
    memset(s.best, 0, o->section_count * sizeof *s.best);
    search_all(&s);
    return united(&s, found, most);
}
