#include "engine/cmd/impacts.h"

#include "engine/base/memory.h"
#include "engine/cmd/command.h"

#include <stdlib.h>

static bool widen_read(const char *text, enum widen *widen, struct err *e)
{
    static const char *const words[] = {"none", "package", "all", NULL};

    *widen = WIDEN_PACKAGE;
    for (unsigned i = 0; text && words[i]; i++) {
        if (strcmp(words[i], text) == 0)
            return *widen = (enum widen)i, true;
    }
    return !text ||
           err_set(e, ERR_USAGE,
                   "--computed-imports takes none, package or all, not '%.30s'", text);
}

/* "GLOB=none|folder|all" */
static bool policy_read(const char *text, struct file_policy *policy,
                        struct arena *memory, struct err *e)
{
    static const char *const words[] = {"none", "folder", "all"};
    const char *equals = strrchr(text, '=');

    for (unsigned i = 0; equals && equals > text && i < 3; i++) {
        if (strcmp(equals + 1, words[i]) == 0) {
            policy->effect = (enum file_effect)i;
            policy->glob =
                arena_copy(memory, (struct slice){text, (size_t)(equals - text)}).data;
            return true;
        }
    }
    return err_set(e, ERR_USAGE,
                   "--file-effect takes GLOB=none, GLOB=folder or GLOB=all, not '%.60s'",
                   text);
}

bool impacts_find(struct impact *im, const struct settings *s,
                  const struct import_graph *g, const struct changes *c, uint8_t kinds,
                  struct err *e)
{
    struct impact_options options = {.kinds = kinds,
                                     .depth = s->depth ? s->depth : REACH_ANY_DEPTH};
    struct arena memory = {0};
    struct file_policy *policies =
        arena_array(&memory, struct file_policy, s->file_policies.count + 1);
    struct impact_change *changes =
        arena_array(&memory, struct impact_change, c->count + 1);
    bool read = widen_read(s->computed, &options.widen, e);

    for (size_t i = 0; read && i < s->file_policies.count; i++)
        read = policy_read(s->file_policies.items[i], &policies[i], &memory, e);
    for (size_t i = 0; i < c->count; i++)
        changes[i] = (struct impact_change){c->items[i].path, c->items[i].deleted};
    options.policies = policies;
    options.policy_count = s->file_policies.count;
    read = read && impact_find(im, g, changes, c->count, &options, e);
    arena_release(&memory);
    return read;
}

size_t impact_chain(const struct impact *im, uint32_t module, struct slice *names,
                    size_t most)
{
    size_t count = 0;

    for (; module != GRAPH_NONE && count < most; module = impact_next(im, module))
        names[count++] = im->graph->names.items[module];
    return count;
}

size_t impact_chain_most(const struct impact *im)
{
    uint32_t most = 0;

    for (uint32_t i = 0; i < im->reach.count; i++) {
        if (im->reach.distances[im->reach.nodes[i]] > most)
            most = im->reach.distances[im->reach.nodes[i]];
    }
    return (size_t)most + 1;
}

void impacts_say(const struct impact *im, const struct settings *s,
                 const struct changes *c)
{
    if (s->quiet)
        return;
    if (c->outside)
        say("%zu changed file%s not in the tree that is looked at", c->outside,
            c->outside == 1 ? " is" : "s are");
    if (im->ignored)
        say("%zu changed file%s no effect (--file-effect GLOB=folder or GLOB=all changes "
            "that)",
            im->ignored, im->ignored == 1 ? " has" : "s have");
}

const struct option_spec options_changes[] = {
    {"tree", 0, OPTION_TEXT, "PATH", offsetof(struct settings, tree), NULL,
     "the folder to look at (default: .)", CONFIG_PROMPT},
    {"since", 0, OPTION_TEXT, "REF", offsetof(struct settings, since), NULL,
     "what changed since the work tree left that revision, or in A..B", CONFIG_PROMPT},
    {"staged", 0, OPTION_FLAG, NULL, offsetof(struct settings, staged), NULL,
     "what the index has that HEAD hasn't", CONFIG_PROMPT},
    {"computed-imports", 0, OPTION_TEXT, "none|package|all",
     offsetof(struct settings, computed), NULL,
     "a module that imports by a computed name is affected by a change in its package "
     "(default), of anything, or never for that",
     CONFIG_TREE},
    {"file-effect", 0, OPTION_TEXTS, "GLOB=none|folder|all",
     offsetof(struct settings, file_policies), NULL,
     "what the change of a file that is no module affects: nothing, the modules beside "
     "it "
     "(default), everything; the last that matches holds",
     CONFIG_TREE},
    {0},
};
