#define CAMBIUM_VCS_LIBGIT2_ITSELF
#include "engine/vcs/libgit2.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

struct libgit2 libgit2;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool loaded;

static bool function_find(void *library, const char *name, void *function)
{
    void *found = dlsym(library, name);

    /* C knows no cast from one to the other; POSIX does. */
    memcpy(function, &found, sizeof found);
    return found != NULL;
}

/* Never closed: what it keeps is the process'. */
static void load(void)
{
    void *library = dlopen(CAMBIUM_LIBGIT2, RTLD_NOW | RTLD_LOCAL);

    loaded = library != NULL;
#define FUNCTION(name) loaded = loaded && function_find(library, #name, &libgit2.name##_);
#include "engine/vcs/libgit2.def"
#undef FUNCTION
}

bool libgit2_load(struct err *e)
{
    pthread_once(&once, load);
    return loaded || err_set(e, ERR_UNSUPPORTED,
                             "%s can't be loaded: what git knows isn't known without it",
                             CAMBIUM_LIBGIT2);
}
