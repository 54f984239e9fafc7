#include "engine/vcs/submodule.h"

#include "engine/vcs/file.h"
#include "engine/vcs/repository.h"

#include <sys/stat.h>

static enum item_bytes head_read(struct item *item, const struct place *there)
{
    git_repository *repository = repository_open(there, NULL);
    int answer;

    if (!repository)
        return BYTES_SECRET;
    answer = git_reference_name_to_id(&item->id, repository, "HEAD");
    git_repository_free(repository);
    return answer == 0 || (answer == GIT_ENOTFOUND && item->bytes == BYTES_KNOWN)
               ? BYTES_KNOWN
               : BYTES_SECRET;
}

void submodule_read(struct item *item, const struct place *p)
{
    struct arena scratch = {0};
    const char *top = file_join(&scratch, p->top, item->path.data);
    struct stat status;
    struct place there;

    if (lstat(file_join(&scratch, top, ".git"), &status) == 0)
        item->bytes = (uint8_t)(place_at(&there, top, p->owner, &scratch, NULL)
                                    ? head_read(item, &there)
                                    : BYTES_SECRET);
    arena_release(&scratch);
}
