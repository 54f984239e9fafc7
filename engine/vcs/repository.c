#include "engine/vcs/repository.h"

#include "engine/vcs/fault.h"
#include "engine/vcs/file.h"
#include "engine/vcs/objects.h"

#include "engine/vcs/libgit2.h"

bool library_start(struct err *e)
{
    static const int levels[] = {GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM,
                                 GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL};

    if (!libgit2_load(e))
        return false;
    if (git_libgit2_init() < 0)
        return fault_set(e, ERR_UNSUPPORTED, "libgit2 doesn't start");
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        if (git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], "") < 0) {
            fault_set(e, ERR_UNSUPPORTED, "libgit2 takes no empty search path");
            library_stop();
            return false;
        }
    return true;
}

void library_stop(void)
{
    git_libgit2_shutdown();
}

static bool repository_fill(git_repository *repository, const struct place *p,
                            struct err *e)
{
    struct arena scratch = {0};
    git_odb *objects =
        objects_open(file_join(&scratch, p->common, "objects"), &scratch, e);
    bool done = objects && settings_install(&p->settings, repository, e) &&
                ((git_repository_set_odb(repository, objects) == 0 &&
                  git_repository_set_workdir(repository, p->top, 0) == 0) ||
                 fault_set(e, ERR_FORMAT, "%s can't be opened", p->top));

    git_odb_free(objects);
    arena_release(&scratch);
    return done;
}

/* As a bare one, because that way libgit2 reads no configuration, and so obeys
 * neither core.worktree nor an include; then told what is so. */
git_repository *repository_open(const struct place *p, struct err *e)
{
    git_repository *repository = NULL;

    if (git_repository_open_bare(&repository, p->folder) < 0) {
        fault_set(e, ERR_FORMAT, "%s can't be opened", p->folder);
        return NULL;
    }
    if (repository_fill(repository, p, e))
        return repository;
    git_repository_free(repository);
    return NULL;
}
