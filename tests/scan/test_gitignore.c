/* git is the judge: random trees with random .gitignore files are given to
 * `git check-ignore` and to ours, and both must name the same rule for every
 * path. CAMBIUM_TREES and CAMBIUM_SEED make it longer or other. */
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/scan/discover.h"
#include "tests/scan/tree.h"

#define MOST_PATHS 256

struct dice {
    uint64_t state;
};

static uint32_t roll(struct dice *d, uint32_t sides)
{
    d->state = d->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(d->state >> 33) % sides;
}

static bool chance(struct dice *d, uint32_t percent)
{
    return roll(d, 100) < percent;
}

/* -------------------------------------------------------- the random tree */

static const char *const names[] = {
    "a",    "b",     "ab",     "abc", "foo",  "bar",         "foobar", "a.py",
    "b.py", "x.y.z", "foo.py", "x y", "end ", "[x]",         "[",      "]",
    "#c",   "!d",    "a\\b",   "-",   "^",    "caf\303\251", "\377z",  "n\nl",
    "A",    "B.PY",  "a*b",    "?",   ".dot", "tab\t",       "0",      "9z",
    "**",   "\\",    "a-b",    "Z",   "foo~", "a\r",         ".d.py",  "x",
};

static const char *name_roll(struct dice *d)
{
    return names[roll(d, chance(d, 40)   ? 3
                         : chance(d, 50) ? 11
                                         : sizeof names / sizeof *names)];
}

struct paths {
    char *path[MOST_PATHS];
    bool folder[MOST_PATHS];
    size_t count;
};

static bool paths_has(const struct paths *p, const char *path)
{
    for (size_t i = 0; i < p->count; i++)
        if (strcmp(p->path[i], path) == 0)
            return true;
    return false;
}

/* A new entry at the top or in one of the folders made before. */
static void path_roll(struct dice *d, struct paths *p)
{
    size_t in = roll(d, (uint32_t)p->count + 1);
    bool top = in == p->count || !p->folder[in];
    char path[256];

    snprintf(path, sizeof path, "%s%s%s", top ? "" : p->path[in], top ? "" : "/",
             name_roll(d));
    if (strlen(path) > 200 || paths_has(p, path))
        return;
    p->path[p->count] = strdup(path);
    p->folder[p->count++] = chance(d, 45);
}

/* ------------------------------------------------------- the random rules */

static const char *const sets[] = {
    "[a-z]",
    "[!a-z]",
    "[^b]",
    "[[:alpha:]]",
    "[[:digit:][:punct:]]",
    "[]a]",
    "[!]a]",
    "[a-]",
    "[\\]a-c]",
    "[[:alnum:]_-]",
    "[[:space:]]",
    "[z-a]",
    "[a-f0-9-]",
    "[--z]",
    "[[:upper:]a]",
    "[[:bogus:]]",
    "[[:alpha",
    "[a/b]",
    "[[:]",
    "[!-~]",
    "[a-\\z]",
    "[\\a-z]",
    "[[-b]",
    "[[:print:]]",
    "[[:cntrl:][:blank:]]",
    "[[:graph:]]",
    "[[:alnum:]]",
    "[[:digit:]]",
    "[[:lower:]]",
    "[[:upper:]]",
    "[[:xdigit:]]",
    "[[:cntrl:]]",
    "[[:blank:]]",
    "[[:punct:]]",
    "[[:]]",
    "[[::]]",
    "[a-[:digit:]]",
    "[[:digit:]-z]",
    "[\\]]",
    "[^]]",
    "[]-]",
    "[!-]",
    "[,-/]",
    "[\377-\001]",
    "[\200-\377]",
    "[a-c-e]",
    "[a\\-c]",
    "[a",
    "[",
    "[\\",
    "[[:xdigit:][:lower:]]",
};

/* A part of a name that the set or wildcard stands for. */
static size_t wildcard_roll(struct dice *d, struct buf *rule, const char *at, size_t left)
{
    switch (roll(d, 8)) {
    case 0: buf_add_char(rule, '?'); return 1;
    case 1: buf_add_text(rule, sets[roll(d, sizeof sets / sizeof *sets)]); return 1;
    case 2: buf_add_format(rule, "[%c%c]", *at, "ab-]!^"[roll(d, 6)]); return 1;
    case 3:
        buf_add_char(rule, '\\');
        buf_add_char(rule, *at);
        return 1;
    case 4: buf_add_text(rule, "**"); return roll(d, (uint32_t)left + 1);
    default: buf_add_char(rule, '*'); return roll(d, (uint32_t)left + 1);
    }
}

/* One component of a path with some of it replaced. */
static void component_roll(struct dice *d, struct buf *rule, struct slice name)
{
    bool wild = chance(d, 55);

    if (chance(d, 8)) {
        buf_add_text(rule, chance(d, 50) ? "*" : "**");
        return;
    }
    for (size_t i = 0; i < name.len;) {
        if (wild && chance(d, 30)) {
            i += wildcard_roll(d, rule, name.data + i, name.len - i);
            continue;
        }
        if (strchr("*?[\\", name.data[i]) && chance(d, 70))
            buf_add_char(rule, '\\');
        buf_add_char(rule, name.data[i++]);
    }
}

/* A rule made from a path: some components of it, in a row, maybe bent. */
static void path_rule_roll(struct dice *d, struct buf *rule, const char *path)
{
    const char *at = path;

    while (chance(d, 50) && strchr(at, '/'))
        at = strchr(at, '/') + 1;
    if (chance(d, 25))
        buf_add_char(rule, '/');
    if (chance(d, 10))
        buf_add_text(rule, "**/");
    for (;;) {
        size_t len = strcspn(at, "/");

        component_roll(d, rule, (struct slice){at, len});
        if (!at[len] || chance(d, 40))
            break;
        buf_add_text(rule, chance(d, 85) ? "/" : chance(d, 70) ? "/**/" : "\\/");
        at += len + 1;
        if (chance(d, 15) && strchr(at, '/'))
            at = strchr(at, '/') + 1;
    }
    if (chance(d, 8))
        buf_add_text(rule, "/**");
    if (chance(d, 8))
        buf_add_text(rule, "/*");
}

/* A few signs put together blindly; with the short names at the front of the
 * list these match surprisingly often. */
static void soup_roll(struct dice *d, struct buf *rule)
{
    static const char *const signs[] = {
        "a",   "b",     "a",     "b",    "ab",   "*",     "**", "/",  "/",  "?",
        "**/", "/**",   "/**/",  "[ab]", "[!a]", "[^b]",  "*a", "b*", "*/", "\\a",
        "\\/", "[!/]",  "[a-b]", "[*",   "***",  "[b-a]", "]",  "!",  "#",  " ",
        "[a-", "[]-a]", "\\",    "foo",  ".py",  "*.py",  "x",  "\t", "-",  "^",
    };

    for (uint32_t i = roll(d, 7) + 1; i; i--)
        buf_add_text(rule,
                     signs[roll(d, chance(d, 80) ? 25 : sizeof signs / sizeof *signs)]);
}

static void rule_roll(struct dice *d, struct buf *file, const struct paths *p,
                      const char *below)
{
    const char *path = p->path[roll(d, (uint32_t)p->count)];

    if (chance(d, 30))
        buf_add_char(file, '!');
    if (strncmp(path, below, strlen(below)) == 0)
        path += strlen(below);
    if (chance(d, 60))
        path_rule_roll(d, file, path);
    else
        soup_roll(d, file);
    if (chance(d, 20))
        buf_add_char(file, '/');
    if (chance(d, 4))
        buf_add_text(file, chance(d, 50) ? "  " : "\\ ");
    if (chance(d, 1))
        buf_add(file, (struct slice){"\0b", 2});
    if (chance(d, 5))
        buf_add_char(file, '\r');
    if (chance(d, 4))
        buf_add_text(file, chance(d, 50) ? "\n# b" : "\n");
    buf_add_char(file, '\n');
}

static size_t rules_write(struct dice *d, const struct tree *t, const struct paths *p,
                          const char *folder, const char *name)
{
    struct buf file = {0};
    size_t count = roll(d, 7) + 1;
    char path[400];

    if (chance(d, 5))
        buf_add_text(&file, "\xef\xbb\xbf");
    for (size_t i = 0; i < count; i++)
        rule_roll(d, &file, p, folder);
    if (chance(d, 20))
        file.len--;
    snprintf(path, sizeof path, "%s%s", folder, name);
    tree_write(t, path, buf_slice(&file));
    buf_release(&file);
    return count;
}

/* As little as git takes for a repository. */
static void git_init(const struct tree *t)
{
    tree_file(t, ".git/HEAD", "ref: refs/heads/main\n");
    tree_folder(t, ".git/objects");
    tree_folder(t, ".git/refs");
}

/* Returns how many rules there are. */
static size_t tree_roll(struct dice *d, struct tree *t, struct paths *p)
{
    size_t rules = 0;

    while (p->count < 30 + roll(d, 30))
        path_roll(d, p);
    for (size_t i = 0; i < p->count; i++) {
        if (p->folder[i])
            tree_folder(t, p->path[i]);
        else
            tree_file(t, p->path[i], "");
    }
    git_init(t);
    if (chance(d, 30))
        rules += rules_write(d, t, p, "", ".git/info/exclude");
    rules += rules_write(d, t, p, "", ".gitignore");
    for (size_t i = 0; i < p->count; i++) {
        char folder[256];

        snprintf(folder, sizeof folder, "%s/", p->path[i]);
        if (p->folder[i] && chance(d, 25))
            rules += rules_write(d, t, p, folder, ".gitignore");
    }
    return rules;
}

/* ------------------------------------------------------------- the judges */

/* What a judge says of one path: which line of which file, and is it ignored. */
struct saying {
    char text[700];
};

static void git_asks(const struct tree *t, const struct paths *p, struct saying *says)
{
    struct buf list = {0};
    char command[1400], *line = NULL;
    size_t capacity = 0;
    FILE *out;

    for (size_t i = 0; i < p->count; i++) {
        buf_add_text(&list, "./"); /* or git would read ":" as a word of its own */
        buf_add(&list, (struct slice){p->path[i], strlen(p->path[i]) + 1});
    }
    tree_write(t, ".git/list", buf_slice(&list));
    buf_release(&list);
    snprintf(command, sizeof command,
             "cd '%s' && HOME='%s' XDG_CONFIG_HOME= GIT_CONFIG_NOSYSTEM=1 "
             "git check-ignore --no-index -z -v -n --stdin <.git/list",
             t->path, t->path);
    out = popen(command, "r");
    cr_assert(out);
    for (size_t i = 0; i < p->count; i++) {
        char source[300], number[32], pattern[400];

        cr_assert(getdelim(&line, &capacity, 0, out) > 0, "git gave up at %s",
                  p->path[i]);
        snprintf(source, sizeof source, "%s", line);
        cr_assert(getdelim(&line, &capacity, 0, out) > 0);
        snprintf(number, sizeof number, "%s", line);
        cr_assert(getdelim(&line, &capacity, 0, out) > 0);
        snprintf(pattern, sizeof pattern, "%s", line);
        cr_assert(getdelim(&line, &capacity, 0, out) > 0);
        cr_assert_str_eq(line + 2, p->path[i]);
        snprintf(says[i].text, sizeof says[i].text, "%s%s%s %s",
                 *source && *pattern != '!' ? "ignored" : "kept", *source ? " by " : "",
                 source, number);
    }
    free(line);
    pclose(out);
}

static void ours_ask(const struct tree *t, const struct paths *p, struct saying *says)
{
    struct discover_options options = {.hidden = true};
    struct err err;
    struct discover *d = discover_open(t->path, &options, &err);

    cr_assert(d);
    for (size_t i = 0; i < p->count; i++) {
        struct arena a = {0};
        struct explanation x;

        cr_assert(discover_explain(d, slice_of(p->path[i]), &a, &x, &err), "%s: %s",
                  p->path[i], err.message);
        if (x.verdict.rule)
            snprintf(says[i].text, sizeof says[i].text, "%s by %.*s %u",
                     x.verdict.reason == REASON_NONE ? "kept" : "ignored",
                     (int)x.verdict.rules->source.len, x.verdict.rules->source.data,
                     x.verdict.rule->line);
        else
            snprintf(says[i].text, sizeof says[i].text, "kept ");
        arena_release(&a);
    }
    discover_close(d);
}

static size_t tree_compare(uint64_t seed)
{
    struct dice dice = {seed * 2654435761u + 1};
    static struct saying git[MOST_PATHS], ours[MOST_PATHS];
    struct tree t = tree_new();
    struct paths p = {0};
    size_t pairs, rules;

    rules = tree_roll(&dice, &t, &p);
    git_asks(&t, &p, git);
    ours_ask(&t, &p, ours);
    for (size_t i = 0; i < p.count; i++)
        cr_expect_str_eq(ours[i].text, git[i].text,
                         "seed %llu, path '%s': git: %s, ours: %s",
                         (unsigned long long)seed, p.path[i], git[i].text, ours[i].text);
    pairs = rules * p.count;
    for (size_t i = 0; i < p.count; i++)
        free(p.path[i]);
    tree_free(&t);
    return pairs;
}

/* ------------------------------------------------------- sets, all of them */

/* Files named by each byte that a name can be, and one set a time. */
static void set_compare(const struct tree *t, const char *set)
{
    static struct saying git[256], ours[256];
    char rule[64], name[256][2] = {{0}};
    struct paths p = {0};

    snprintf(rule, sizeof rule, "%s\n", set);
    tree_file(t, ".gitignore", rule);
    for (int byte = 1; byte < 256; byte++) {
        if (byte == '/' || byte == '.')
            continue;
        name[byte][0] = (char)byte;
        p.path[p.count++] = name[byte];
        tree_file(t, name[byte], "");
    }
    git_asks(t, &p, git);
    ours_ask(t, &p, ours);
    for (size_t i = 0; i < p.count; i++)
        cr_expect_str_eq(ours[i].text, git[i].text,
                         "set %s, byte %02x: git: %s, ours: %s", set,
                         (unsigned char)p.path[i][0], git[i].text, ours[i].text);
}

Test(gitignore, every_byte_is_in_the_sets_that_git_puts_it_in)
{
    struct tree t = tree_new();

    git_init(&t);
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
        set_compare(&t, sets[i]);
    tree_free(&t);
}

static uint64_t setting(const char *name, uint64_t otherwise)
{
    const char *value = getenv(name);

    return value ? strtoull(value, NULL, 10) : otherwise;
}

Test(gitignore, random_trees_are_judged_as_git_judges_them)
{
    uint64_t seed = setting("CAMBIUM_SEED", 1), trees = setting("CAMBIUM_TREES", 40);
    size_t pairs = 0;

    for (uint64_t i = 0; i < trees; i++)
        pairs += tree_compare(seed + i);
    cr_log_info("%zu pairs of rule and path", pairs);
    cr_expect(trees < 40 || pairs >= 1000, "only %zu pairs", pairs);
}
