#include "engine/rules/ignore.h"

#include "engine/base/hash.h"

#include <string.h>

/* The last rule that has this key. */
struct ignore_slot {
    uint64_t key;
    uint32_t last; /* from 1 on; 0: the slot is free */
};

/* Extensions and names share the table. */
static const uint64_t extension_salt = 0x9e3779b97f4a7c15u;

/* ------------------------------------------------------------------ keys */

/* From the last '.' on; empty if there is none. */
static struct slice extension_of(struct slice name)
{
    const char *dot = name.len ? memrchr(name.data, '.', name.len) : NULL;

    return dot ? (struct slice){dot, (size_t)(name.data + name.len - dot)}
               : (struct slice){NULL, 0};
}

static uint64_t extension_key(struct slice name)
{
    struct slice extension = extension_of(name);

    return extension.len ? hash_bytes(extension) ^ extension_salt : 0;
}

struct ignore_name ignore_name_of(struct slice name, bool directory)
{
    return (struct ignore_name){
        .bytes = name,
        .key = hash_bytes(name),
        .extension_key = extension_key(name),
        .directory = directory,
    };
}

static struct ignore_slot *slot_of(const struct rules *r, uint64_t key)
{
    size_t at = key & (r->slot_count - 1);

    while (r->slots[at].last && r->slots[at].key != key)
        at = (at + 1) & (r->slot_count - 1);
    return &r->slots[at];
}

/* ------------------------------------------------------------------ make */

static void rules_init(struct rules *r, size_t most, struct slice source, int reason,
                       struct arena *a)
{
    r->source = source;
    r->reason = reason;
    r->rules = arena_array(a, struct rule, most);
}

/* Adds a pattern, '!' already taken off. False if nothing can match it. */
static bool rule_add(struct rules *r, struct slice pattern, struct rule rule,
                     struct arena *a)
{
    enum glob_scope scope;

    rule.directory_only = pattern.len && pattern.data[pattern.len - 1] == '/';
    pattern.len -= rule.directory_only;
    rule.by_name = pattern.len && !memchr(pattern.data, '/', pattern.len);
    if (!rule.by_name && pattern.len && pattern.data[0] == '/') {
        pattern.data++;
        pattern.len--;
    }
    scope = rule.by_name ? GLOB_NAME : GLOB_PATH;
    if (!pattern.len || !glob_compile(pattern, scope, a, &rule.glob))
        return false;
    r->rules[r->count++] = rule;
    return true;
}

/* The key under which a rule is found; 0: under none, it is tried always. */
static uint64_t rule_key(const struct rule *rule)
{
    return rule->glob.whole ? hash_bytes(rule->glob.ending)
                            : extension_key(rule->glob.ending);
}

/* Puts the rules into the table and the list, in order, so that each key leads
 * to its last rule first. */
static void rules_index(struct rules *r, struct arena *a)
{
    if (!r->count)
        return;
    r->slot_count = 4;
    while (r->slot_count < 2 * (size_t)r->count)
        r->slot_count *= 2;
    r->slots = arena_array(a, struct ignore_slot, r->slot_count);
    r->wild = arena_array(a, uint32_t, r->count);
    for (uint32_t i = 0; i < r->count; i++) {
        struct rule *rule = &r->rules[i];
        uint64_t key = rule_key(rule);
        struct ignore_slot *slot;

        if (!key) {
            r->wild[r->wild_count++] = i;
            r->wild_bytes += rule->text.len;
            continue;
        }
        slot = slot_of(r, key);
        rule->next = slot->last;
        *slot = (struct ignore_slot){key, i + 1};
    }
}

const struct rules *ignore_list(const struct ignore_pattern *patterns, size_t count,
                                struct slice source, int reason, struct arena *a,
                                struct err *e)
{
    struct rules *r = arena_new(a, struct rules);

    rules_init(r, count, source, reason, a);
    for (size_t i = 0; i < count; i++) {
        struct slice text = arena_copy(a, patterns[i].text), glob = text;
        struct rule rule = {
            .text = text, .line = (uint32_t)i + 1, .negated = patterns[i].negated};

        if (text.len > IGNORE_LINE_MAX_BYTES)
            return err_set(e, ERR_USAGE, "a glob is longer than %zu bytes",
                           IGNORE_LINE_MAX_BYTES),
                   NULL;
        if (slice_starts(glob, slice_of("./"))) /* as shells complete it: "/a" */
            glob = (struct slice){glob.data + 1, glob.len - 1};
        if (!rule_add(r, glob, rule, a))
            return err_set(e, ERR_USAGE, "the glob '%s' can match nothing", text.data),
                   NULL;
    }
    rules_index(r, a);
    return r;
}

/* ------------------------------------------------------------------ read */

/* Spaces at the end don't count unless a backslash is before them. */
static struct slice spaces_trim(struct slice line)
{
    size_t len = 0;

    for (size_t i = 0; i < line.len; i++) {
        if (line.data[i] == '\\') {
            if (++i == line.len)
                return line;
            len = i + 1;
        } else if (line.data[i] != ' ') {
            len = i + 1;
        }
    }
    line.len = len;
    return line;
}

/* What is left of a line for the pattern; a NUL ends it, as in git. */
static struct slice line_trim(struct slice line)
{
    const char *nul;

    if (line.len && line.data[0] == '#')
        line.len = 0;
    if (line.len && line.data[line.len - 1] == '\r')
        line.len--;
    nul = line.len ? memchr(line.data, '\0', line.len) : NULL;
    if (nul)
        line.len = (size_t)(nul - line.data);
    return spaces_trim(line);
}

static size_t lines_count(struct slice text)
{
    size_t count = 0;
    struct slice line;

    while (slice_cut(&text, '\n', &line))
        count++;
    return count;
}

static bool lines_read(struct rules *r, struct slice text, struct arena *a, struct err *e)
{
    struct slice line;

    for (uint32_t number = 1; slice_cut(&text, '\n', &line); number++) {
        struct rule rule = {.text = line_trim(line), .line = number};
        struct slice pattern = rule.text;

        if (line.len > IGNORE_LINE_MAX_BYTES)
            return err_set(e, ERR_LIMIT, "line %u is longer than %zu bytes", number,
                           IGNORE_LINE_MAX_BYTES);
        rule.negated = pattern.len && pattern.data[0] == '!';
        pattern.data += rule.negated;
        pattern.len -= rule.negated;
        rule_add(r, pattern, rule, a);
    }
    return true;
}

const struct rules *ignore_parse(struct slice text, struct slice source, int reason,
                                 struct arena *a, struct err *e)
{
    static const char mark[] = "\xef\xbb\xbf";
    struct rules *r = arena_new(a, struct rules);

    if (text.len > IGNORE_FILE_MAX_BYTES)
        return err_set(e, ERR_LIMIT, "the file is larger than %zu bytes",
                       IGNORE_FILE_MAX_BYTES),
               NULL;
    if (slice_starts(text, slice_of(mark))) {
        text.data += strlen(mark);
        text.len -= strlen(mark);
    }
    rules_init(r, lines_count(text), source, reason, a);
    if (!lines_read(r, text, a, e))
        return NULL;
    rules_index(r, a);
    return r;
}

/* ----------------------------------------------------------------- match */

static bool rule_matches(const struct rule *rule, const struct ignore_name *name,
                         struct slice path)
{
    if (rule->directory_only && !name->directory)
        return false;
    return glob_match(&rule->glob, rule->by_name ? name->bytes : path);
}

/* The last rule under this key that matches, from 1 on; 0: none. */
static uint32_t keyed_match(const struct rules *r, uint64_t key,
                            const struct ignore_name *name, struct slice path)
{
    uint32_t found = key ? slot_of(r, key)->last : 0;

    while (found && !rule_matches(&r->rules[found - 1], name, path))
        found = r->rules[found - 1].next;
    return found;
}

const struct rule *ignore_match(const struct rules *rules, const struct ignore_name *name,
                                struct slice path)
{
    uint32_t found, other;

    if (!rules->count)
        return NULL;
    found = keyed_match(rules, name->key, name, path);
    other = keyed_match(rules, name->extension_key, name, path);
    if (other > found)
        found = other;
    for (uint32_t i = rules->wild_count; i > 0 && rules->wild[i - 1] >= found; i--) {
        if (!rule_matches(&rules->rules[rules->wild[i - 1]], name, path))
            continue;
        found = rules->wild[i - 1] + 1;
        break;
    }
    return found ? &rules->rules[found - 1] : NULL;
}
