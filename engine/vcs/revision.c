#include "engine/vcs/revision.h"

#include "engine/vcs/ancestors.h"
#include "engine/vcs/fault.h"

static const char *cut_off(bool shallow)
{
    return shallow ? "; this clone is shallow, so it may lie in what was not fetched"
                   : "";
}

static bool tree_of(struct revision *r, git_object *object, const char *name,
                    struct err *e)
{
    git_object *tree = NULL;
    int answer = git_object_peel(&tree, object, GIT_OBJECT_TREE);

    if (answer == GIT_EPEEL || answer == GIT_EINVALIDSPEC)
        return err_set(e, ERR_USAGE, "%s is a %s and no commit or tree", name,
                       git_object_type2string(git_object_type(object)));
    r->tree = (git_tree *)tree;
    return answer == 0 || fault_set(e, ERR_FORMAT, "the tree of %s can't be read", name);
}

static bool object_take(struct revision *r, git_object *object, const char *name,
                        struct err *e)
{
    git_object *commit = NULL;

    *r = (struct revision){.is_commit =
                               git_object_peel(&commit, object, GIT_OBJECT_COMMIT) == 0};
    r->id = *git_object_id(commit ? commit : object);
    git_object_free(commit);
    if (!tree_of(r, object, name, e))
        return false;
    if (!r->is_commit)
        r->id = *git_tree_id(r->tree);
    return true;
}

bool revision_find(struct revision *r, git_repository *repository, const char *name,
                   bool shallow, struct err *e)
{
    git_object *object = NULL;
    int answer = git_revparse_single(&object, repository, name);
    bool done;

    *r = (struct revision){0};
    if (answer == GIT_EAMBIGUOUS)
        return err_set(e, ERR_USAGE, "%s names more than one thing: give more of it",
                       name);
    if (answer == GIT_EINVALIDSPEC)
        return err_set(e, ERR_USAGE, "\"%s\" is no revision", name);
    if (answer == GIT_ENOTFOUND)
        return err_set(e, ERR_USAGE, "%s names nothing in this repository%s", name,
                       cut_off(shallow));
    if (answer < 0)
        return fault_set(e, ERR_FORMAT, "%s can't be read", name);
    done = object_take(r, object, name, e);
    git_object_free(object);
    return done;
}

bool revision_head(struct revision *r, git_repository *repository, bool shallow,
                   struct err *e)
{
    int unborn = git_repository_head_unborn(repository);

    *r = (struct revision){0};
    if (unborn < 0)
        return fault_set(e, ERR_FORMAT, "HEAD can't be read");
    return unborn == 1 || revision_find(r, repository, "HEAD", shallow, e);
}

static bool base_find(git_oid *base, const struct revision *a, const struct revision *b,
                      git_repository *repository, bool shallow, const char *names,
                      struct err *e)
{
    int answer = shallow ? ancestors_common(base, &a->id, &b->id, repository)
                         : git_merge_base(base, repository, &a->id, &b->id);

    if (answer == GIT_ENOTFOUND)
        return err_set(e, ERR_USAGE, "%s: the two have no commit in common%s", names,
                       cut_off(shallow));
    return answer == 0 ||
           fault_set(e, ERR_FORMAT, "%s: the history can't be read", names);
}

bool revision_part(struct revision *a, const struct revision *b,
                   git_repository *repository, bool shallow, const char *names,
                   struct err *e)
{
    char hex[GIT_OID_HEXSZ + 1];
    git_oid base;

    if (!base_find(&base, a, b, repository, shallow, names, e))
        return false;
    revision_release(a);
    return revision_find(a, repository, git_oid_tostr(hex, sizeof hex, &base), shallow,
                         e);
}

void revision_release(struct revision *r)
{
    git_tree_free(r->tree);
    r->tree = NULL;
}
