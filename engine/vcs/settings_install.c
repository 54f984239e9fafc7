/* settings_install.c - settings as a configuration that libgit2 can ask. It can only
 * be read, so functions that change or lock one are never called and aren't there. */
#include "engine/base/memory.h"
#include "engine/vcs/fault.h"
#include "engine/vcs/settings.h"

#include "engine/vcs/libgit2.h"
#include <stdlib.h>

#if LIBGIT2_VER_MAJOR != 1 || LIBGIT2_VER_MINOR < 5 || LIBGIT2_VER_MINOR > 7
#error "git_config_entry has the shape that it has in libgit2 1.5 to 1.7"
#endif

/* Both are freed by libgit2; the settings aren't. */
struct backend {
    git_config_backend parent;
    const struct settings *settings;
};

struct iterator {
    git_config_iterator parent;
    const struct settings *settings;
    size_t at;
};

static int backend_open(git_config_backend *b, git_config_level_t level,
                        const git_repository *repository)
{
    (void)b, (void)level, (void)repository;
    return 0;
}

/* The last one that says it wins. */
static int backend_get(git_config_backend *b, const char *key, git_config_entry **entry)
{
    const struct settings *s = ((struct backend *)b)->settings;

    for (size_t i = s->count; i-- > 0;)
        if (!strcmp(s->entries[i].name, key)) {
            *entry = &s->entries[i];
            return 0;
        }
    return GIT_ENOTFOUND;
}

static int iterator_next(git_config_entry **entry, git_config_iterator *iterator)
{
    struct iterator *i = (struct iterator *)iterator;

    if (i->at == i->settings->count)
        return GIT_ITEROVER;
    *entry = &i->settings->entries[i->at++];
    return 0;
}

static void iterator_free(git_config_iterator *iterator)
{
    free(iterator);
}

static int backend_iterate(git_config_iterator **iterator, git_config_backend *b)
{
    struct iterator *i = memory_calloc(1, sizeof *i);

    i->parent.backend = b;
    i->parent.next = iterator_next;
    i->parent.free = iterator_free;
    i->settings = ((struct backend *)b)->settings;
    *iterator = &i->parent;
    return 0;
}

static void backend_free(git_config_backend *b)
{
    free(b);
}

static int backend_copy(git_config_backend **copy, git_config_backend *b)
{
    struct backend *made = memory_alloc(sizeof *made);

    *made = *(struct backend *)b;
    *copy = &made->parent;
    return 0;
}

static git_config_backend *backend_new(const struct settings *s)
{
    struct backend *b = memory_calloc(1, sizeof *b);

    b->parent.version = GIT_CONFIG_BACKEND_VERSION;
    b->parent.readonly = 1;
    b->parent.open = backend_open;
    b->parent.get = backend_get;
    b->parent.iterator = backend_iterate;
    b->parent.snapshot = backend_copy;
    b->parent.free = backend_free;
    b->settings = s;
    return &b->parent;
}

static bool config_fill(git_config *config, const struct settings *s)
{
    git_config_backend *b = backend_new(s);

    if (git_config_add_backend(config, b, GIT_CONFIG_LEVEL_LOCAL, NULL, 0) == 0)
        return true;
    backend_free(b);
    return false;
}

bool settings_install(const struct settings *s, git_repository *repository, struct err *e)
{
    git_config *config = NULL;
    bool done = git_config_new(&config) == 0 && config_fill(config, s) &&
                git_repository_set_config(repository, config) == 0;

    git_config_free(config);
    return done || fault_set(e, ERR_FORMAT, "libgit2 takes no settings");
}
