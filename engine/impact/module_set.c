#include "engine/impact/module_set.h"

#include "engine/base/suggest.h"

static bool is_star(struct slice part)
{
    return (part.len == 1 || part.len == 2) && part.data[0] == '*' &&
           part.data[part.len - 1] == '*';
}

static size_t count_parts(struct slice name)
{
    size_t count = 1;

    for (size_t i = 0; i < name.len; i++)
        count += name.data[i] == '.';
    return count;
}

/* A name with a star somewhere: its parts, each a star, two or a word. */
static bool parts_read(struct module_set *s, struct arena *memory, struct err *e)
{
    struct slice *parts, rest = s->name, part;
    size_t count = count_parts(s->name);

    if (count > MODULE_SET_MAX_PARTS)
        return err_set(e, ERR_USAGE, "a name with a * has more than %d parts",
                       MODULE_SET_MAX_PARTS);
    s->parts = parts = arena_array(memory, struct slice, count);
    while (slice_cut(&rest, '.', &part)) {
        if (!is_star(part) && !module_name_is_dotted(part))
            return err_set(e, ERR_USAGE,
                           "'%s': * and ** stand for whole parts of a dotted name",
                           module_show(s->name).text);
        parts[s->part_count++] = part;
    }
    if (s->part_count != count)
        return err_set(e, ERR_USAGE, "'%s' ends with a dot", module_show(s->name).text);
    for (unsigned i = 0; !is_star(parts[i]); i++)
        s->fixed += (uint32_t)parts[i].len + 1;
    return true;
}

bool module_set_compile(struct module_set *s, struct slice text, struct arena *memory,
                        struct err *e)
{
    *s = (struct module_set){0};
    if (text.len > MODULE_SET_MAX_BYTES)
        return err_set(e, ERR_USAGE, "a name is longer than %d bytes",
                       MODULE_SET_MAX_BYTES);
    s->text = s->name = arena_copy(memory, text);
    s->alone = slice_starts(text, slice_of("="));
    s->name.data += s->alone;
    s->name.len -= s->alone;
    s->dotted = module_name_is_dotted(s->name);
    if (!s->name.len)
        return err_set(e, ERR_USAGE, "a name is empty");
    return !memchr(s->name.data, '*', s->name.len) || parts_read(s, memory, e);
}

/* ------------------------------------------------------------------ names */

enum depth { NOT_MEANT, BELOW, NAMED };

/* Bit i of a state: the first i parts are behind us. ** may stay where it is. */
static uint64_t step(const struct module_set *s, uint64_t state, struct slice part)
{
    uint64_t next = 0;

    for (; state; state &= state - 1) {
        unsigned i = (unsigned)__builtin_ctzll(state);

        if (i && s->parts[i - 1].len == 2 && is_star(s->parts[i - 1]))
            next |= UINT64_C(1) << i;
        if (i < s->part_count && (is_star(s->parts[i]) || slice_equal(s->parts[i], part)))
            next |= UINT64_C(2) << i;
    }
    return next;
}

static enum depth parts_match(const struct module_set *s, struct slice name)
{
    const uint64_t end = UINT64_C(1) << s->part_count;
    enum depth depth = NOT_MEANT;
    uint64_t state = 1;
    struct slice part;

    if (!module_name_is_dotted(name))
        return NOT_MEANT;
    while ((state || depth) && slice_cut(&name, '.', &part)) {
        state = step(s, state, part);
        depth = state & end ? NAMED : depth ? BELOW : NOT_MEANT;
    }
    return depth;
}

static bool is_below(const struct module_set *s, struct slice name)
{
    return s->dotted && name.len > s->name.len && name.data[s->name.len] == '.' &&
           slice_starts(name, s->name) && module_name_is_dotted(name);
}

static enum depth match(const struct module_set *s, struct slice name)
{
    if (s->parts)
        return parts_match(s, name);
    return slice_equal(s->name, name) ? NAMED : is_below(s, name) ? BELOW : NOT_MEANT;
}

bool module_set_has(const struct module_set *s, struct slice name)
{
    return match(s, name) > (s->alone ? BELOW : NOT_MEANT);
}

bool module_set_names(const struct module_set *s, struct slice name)
{
    return match(s, name) == NAMED;
}

/* ------------------------------------------------------------------ lists */

/* Places of names: all that may be meant lie there. */
struct range {
    uint32_t first, end;
};

/* `prefix` ends with a dot; the byte behind a dot is a slash. */
static struct range range_below(const struct module_names *names, struct slice prefix)
{
    char text[MODULE_SET_MAX_BYTES + 1];
    struct range range = {.first = module_names_place(names, prefix)};

    memcpy(text, prefix.data, prefix.len - 1);
    text[prefix.len - 1] = '/';
    range.end = module_names_place(names, (struct slice){text, prefix.len});
    return range;
}

/* Of the names below; that of the set itself, which may lie apart, isn't among them. */
static struct range range_of(const struct module_set *s, const struct module_names *names)
{
    char text[MODULE_SET_MAX_BYTES + 1];

    if (s->parts)
        return s->fixed ? range_below(names, (struct slice){s->name.data, s->fixed})
                        : (struct range){0, names->count};
    if (s->alone || !s->dotted)
        return (struct range){0, 0};
    memcpy(text, s->name.data, s->name.len);
    text[s->name.len] = '.';
    return range_below(names, (struct slice){text, s->name.len + 1});
}

uint32_t module_set_cost(const struct module_set *s, const struct module_names *names)
{
    struct range range = range_of(s, names);

    return range.end - range.first + 1;
}

uint32_t module_set_list(const struct module_set *s, const struct module_names *names,
                         uint32_t *numbers)
{
    struct range range = range_of(s, names);
    uint32_t count = 0;

    for (uint32_t at = s->parts ? names->count : module_names_place(names, s->name);
         at < names->count && slice_equal(module_names_at(names, at), s->name); at++)
        numbers[count++] = names->sorted[at];
    for (uint32_t at = range.first; at < range.end; at++)
        if (module_set_has(s, module_names_at(names, at)))
            numbers[count++] = names->sorted[at];
    return count;
}

/* ------------------------------------------------------------------ none */

enum { SUGGEST_MAX_BYTES = 64, SUGGEST_MAX_CHANGES = 3 };

/* Worth the time of a comparison. */
static bool may_be_near(struct slice wanted, struct slice name)
{
    return name.len <= SUGGEST_MAX_BYTES &&
           name.len + SUGGEST_MAX_CHANGES >= wanted.len &&
           (name.len <= wanted.len + SUGGEST_MAX_CHANGES || slice_starts(name, wanted));
}

/* Names have no end that suggest.h can see, so the best one is kept in one of two rooms
 * while the next is offered from the other. */
static bool suggest(const struct module_set *s, const struct module_names *names,
                    char best[SUGGEST_MAX_BYTES + 1])
{
    struct suggestion near = {.wanted = s->name};
    char rooms[2][SUGGEST_MAX_BYTES + 1];

    for (uint32_t at = 0; at < names->count; at++) {
        struct slice name = module_names_at(names, at);
        char *room = rooms[near.best == rooms[0]];

        if (!may_be_near(s->name, name))
            continue;
        memcpy(room, name.data, name.len);
        room[name.len] = '\0';
        suggestion_offer(&near, room);
    }
    if (near.best)
        memcpy(best, near.best, strlen(near.best) + 1);
    return near.best != NULL;
}

bool module_set_missing(const struct module_set *s, const struct module_names *names,
                        struct err *e)
{
    char best[SUGGEST_MAX_BYTES + 1];

    if (s->parts)
        return err_set(e, ERR_USAGE, "no module is called anything like '%s'",
                       module_show(s->name).text);
    if (!suggest(s, names, best))
        return err_set(e, ERR_USAGE, "no module is called '%s'",
                       module_show(s->name).text);
    return err_set(e, ERR_USAGE, "no module is called '%s'; do you mean '%s'?",
                   module_show(s->name).text, module_show(slice_of(best)).text);
}
