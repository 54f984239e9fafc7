#include "engine/vcs/shallow.h"

#include "engine/vcs/file.h"

#include "engine/vcs/libgit2.h"
#include <errno.h>

/* 400,000 of them; real lists have some hundreds. */
#define LIST_MAX_BYTES ((size_t)16 << 20)

static bool lines_read(struct intern *cuts, struct slice text, const char *path,
                       struct err *e)
{
    struct slice line;
    git_oid id;

    while (slice_cut(&text, '\n', &line)) {
        if (line.len != GIT_OID_HEXSZ || git_oid_fromstr(&id, line.data) < 0)
            return err_set(e, ERR_FORMAT, "%s has a line that is no commit", path);
        intern_add(cuts, (struct slice){(const char *)id.id, sizeof id.id});
    }
    return true;
}

bool shallow_read(struct intern *cuts, const struct place *p, struct err *e)
{
    struct arena scratch = {0};
    const char *path = file_join(&scratch, p->common, "shallow");
    struct slice text;
    bool done;

    if (file_read(path, LIST_MAX_BYTES, &scratch, &text))
        done = lines_read(cuts, text, path, e);
    else
        done = errno == ENOENT || err_set_errno(e, errno, "%s", path);
    arena_release(&scratch);
    return done;
}
