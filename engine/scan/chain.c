#include "engine/scan/chain.h"

#include "engine/scan/beneath.h"
#include "engine/scan/path.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

unsigned chain_mark_of(struct slice name)
{
    if (name.len < 4 || name.data[0] != '.')
        return 0;
    if (slice_equal(name, slice_of(".git")))
        return MARK_GIT;
    if (slice_equal(name, slice_of(".gitignore")))
        return MARK_GITIGNORE;
    return slice_equal(name, slice_of(".cambiumignore")) ? MARK_OWN : 0;
}

unsigned chain_marks_in(int fd)
{
    static const char *const names[] = {".git", ".gitignore", ".cambiumignore"};
    struct stat status;
    unsigned marks = 0;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (fstatat(fd, names[i], &status, AT_SYMLINK_NOFOLLOW) == 0 &&
            (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)))
            marks |= chain_mark_of(slice_of(names[i]));
    return marks;
}

/* ------------------------------------------------------------------ read */

/* Up to the limit and one byte more, so that the parser sees what is too long. */
static bool text_read(int fd, size_t size, struct arena *a, struct slice *text,
                      struct err *e)
{
    size_t room = size < IGNORE_FILE_MAX_BYTES ? size : IGNORE_FILE_MAX_BYTES;
    char *bytes = arena_alloc(a, room + 1, 1);
    size_t len = 0;
    ssize_t got = 1;

    while (len <= room && got > 0) {
        got = read(fd, bytes + len, room + 1 - len);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got < 0)
            return err_set_errno(e, errno, "its rules can't be read");
        else
            len += (size_t)got;
    }
    if (len > room && room < IGNORE_FILE_MAX_BYTES)
        return err_set(e, ERR_IO, "the file grew while it was read");
    *text = (struct slice){bytes, len};
    return true;
}

/* What an ignore file says. *rules stays NULL if there is nothing to read: no
 * such file, a link, a FIFO. */
static bool rules_load(int fd, const char *name, struct slice shown, enum reason reason,
                       struct arena *a, const struct rules **rules, struct err *e)
{
    int file = beneath_open(fd, slice_of(name), O_RDONLY);
    struct stat status;
    struct slice text;
    bool read;

    if (file < 0)
        return errno == ENOENT || errno == ELOOP || errno == ENOTDIR || errno == ENXIO ||
               err_set_errno(e, errno, "its rules can't be read");
    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
        close(file);
        return true;
    }
    read = text_read(file, (size_t)status.st_size, a, &text, e);
    close(file);
    if (!read)
        return false;
    *rules = ignore_parse(text, shown, reason, a, e);
    return *rules;
}

/* ---------------------------------------------------------------- extend */

/* The three kinds of files that hold rules. */
static const struct source {
    const char *name;
    enum chain_mark mark;
    enum reason reason;
} sources[] = {
    /* Weaker ones first: of one list, the link added last is asked first. */
    {".git/info/exclude", MARK_GIT, REASON_GIT_EXCLUDE},
    {".gitignore", MARK_GITIGNORE, REASON_GITIGNORE},
    {".cambiumignore", MARK_OWN, REASON_OWN_IGNORE},
};

static bool link_add(struct chain *chain, const struct rules *rules, size_t base_bytes,
                     struct arena *a, struct err *e)
{
    const struct link **list =
        rules->reason == REASON_OWN_IGNORE ? &chain->own : &chain->git;
    struct link *link;

    if (!rules->count)
        return true;
    if (chain->wild_bytes + rules->wild_bytes > CHAIN_WILD_MAX_BYTES)
        return err_set(e, ERR_LIMIT,
                       "the wildcard rules in force here are longer than %zu bytes",
                       CHAIN_WILD_MAX_BYTES);
    link = arena_new(a, struct link);
    *link = (struct link){rules, base_bytes, *list};
    *list = link;
    chain->wild_bytes += rules->wild_bytes;
    return true;
}

struct chain_fault *chain_enter(struct chain *chain, int fd, unsigned marks,
                                struct slice path, struct slice shown,
                                struct arena *lasting)
{
    struct chain_fault *faults = NULL;

    if (marks & MARK_GIT)
        chain->git = NULL;
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        const struct source *source = &sources[i];
        struct chain_fault fault = {.mark = source->mark, .next = faults};
        const struct rules *rules = NULL;

        if (!(marks & source->mark))
            continue;
        fault.path = path_join(shown, slice_of(source->name), lasting);
        fault.reason = REASON_BAD_IGNORE_FILE;
        if (rules_load(fd, source->name, fault.path, source->reason, lasting, &rules,
                       &fault.err) &&
            (!rules || link_add(chain, rules, path.len, lasting, &fault.err)))
            continue;
        faults = arena_new(lasting, struct chain_fault);
        *faults = fault;
    }
    return faults;
}

/* ----------------------------------------------------------------- judge */

static struct verdict verdict_of(const struct rules *rules, const struct rule *rule)
{
    return (struct verdict){rule->negated ? REASON_NONE : rules->reason, rule, rules};
}

static struct slice below(struct slice path, size_t base_bytes)
{
    return (struct slice){path.data + base_bytes, path.len - base_bytes};
}

/* The nearest rule of a list that matches; `rule` is NULL if none does. */
static struct verdict list_ask(const struct link *link, const struct ignore_name *name,
                               struct slice path)
{
    for (; link; link = link->above) {
        const struct rule *rule =
            ignore_match(link->rules, name, below(path, link->base_bytes));
        if (rule)
            return verdict_of(link->rules, rule);
    }
    return (struct verdict){0};
}

struct verdict chain_judge(const struct chain *chain, const struct chain_policy *policy,
                           const struct ignore_name *name, struct slice path)
{
    struct slice below_root = below(path, policy->root_bytes);
    const struct rule *rule = NULL;
    struct verdict found;

    if (policy->options && (rule = ignore_match(policy->options, name, below_root)))
        return verdict_of(policy->options, rule);
    found = list_ask(chain->own, name, path);
    if (!found.rule)
        found = list_ask(chain->git, name, path);
    if (found.rule && (!found.rule->negated || rule_names_it(found.rule)))
        return found;
    if (policy->built_in && (rule = ignore_match(policy->built_in, name, below_root)))
        return verdict_of(policy->built_in, rule);
    if (!policy->hidden && name->bytes.data[0] == '.')
        return (struct verdict){.reason = REASON_HIDDEN};
    return found;
}
