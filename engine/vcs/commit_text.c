#include "engine/vcs/commit_text.h"

#include "engine/vcs/fault.h"

/* The rest of a line that is `name`, a blank and a hash, taken off the front of *text. */
static bool id_take(struct slice *text, const char *name, git_oid *id)
{
    size_t name_len = strlen(name), len = name_len + 1 + GIT_OID_HEXSZ;

    if (text->len <= len || memcmp(text->data, name, name_len) != 0 ||
        text->data[name_len] != ' ' || text->data[len] != '\n' ||
        git_oid_fromstr(id, text->data + name_len + 1) < 0)
        return false;
    text->data += len + 1;
    text->len -= len + 1;
    return true;
}

bool commit_text_parent(struct slice *parents, git_oid *id)
{
    return id_take(parents, "parent", id);
}

/* Up to the last '>' of the line and from there, or all and nothing. */
static void person_split(struct slice line, struct slice *person, struct slice *time)
{
    const char *end = line.len ? memrchr(line.data, '>', line.len) : NULL;
    size_t len = end ? (size_t)(end + 1 - line.data) : line.len;

    *person = (struct slice){line.data, len};
    *time = (struct slice){line.data + len, line.len - len};
}

static struct slice author_of(struct slice line)
{
    struct slice person, time;

    person_split(line, &person, &time);
    while (person.len && *person.data == ' ') {
        person.data++;
        person.len--;
    }
    if (person.len > AUTHOR_MAX_BYTES)
        person.len = AUTHOR_MAX_BYTES;
    return person;
}

static int64_t time_of(struct slice line)
{
    struct slice person, time;
    int64_t seconds = 0;

    person_split(line, &person, &time);
    while (time.len && *time.data == ' ') {
        time.data++;
        time.len--;
    }
    for (; time.len && *time.data >= '0' && *time.data <= '9'; time.data++, time.len--)
        if (__builtin_mul_overflow(seconds, 10, &seconds) ||
            __builtin_add_overflow(seconds, *time.data - '0', &seconds))
            return 0;
    return seconds;
}

/* "name rest" */
static bool line_is(struct slice line, const char *name, struct slice *rest)
{
    size_t len = strlen(name);

    if (!slice_starts(line, slice_of(name)) || line.len == len || line.data[len] != ' ')
        return false;
    *rest = (struct slice){line.data + len + 1, line.len - len - 1};
    return true;
}

static void people_read(struct commit_text *c, struct slice header)
{
    struct slice line, rest;
    bool author = false, committer = false;

    while (!(author && committer) && slice_cut(&header, '\n', &line) && line.len) {
        if (!author && line_is(line, "author", &rest)) {
            c->author = author_of(rest);
            author = true;
        } else if (!committer && line_is(line, "committer", &rest)) {
            c->time_s = time_of(rest);
            committer = true;
        }
    }
}

bool commit_text_read(struct commit_text *c, struct slice text)
{
    git_oid id;

    *c = (struct commit_text){.author = {"", 0}};
    if (!id_take(&text, "tree", &c->tree))
        return false;
    c->parents = text;
    while (commit_text_parent(&text, &id))
        ;
    c->parents.len -= text.len;
    people_read(c, text);
    return !slice_starts(text, slice_of("parent "));
}

bool commit_text_get(struct commit_text *c, git_odb_object **object, git_odb *objects,
                     const git_oid *id, struct err *e)
{
    char hex[GIT_OID_HEXSZ + 1];
    bool is_commit;

    *object = NULL;
    git_oid_tostr(hex, sizeof hex, id);
    if (git_odb_read(object, objects, id) < 0)
        return fault_set(e, ERR_FORMAT, "commit %s can't be read", hex);
    is_commit = git_odb_object_type(*object) == GIT_OBJECT_COMMIT;
    if (is_commit && commit_text_read(c, (struct slice){git_odb_object_data(*object),
                                                        git_odb_object_size(*object)}))
        return true;
    git_odb_object_free(*object);
    *object = NULL;
    return err_set(e, ERR_FORMAT, "commit %s isn't %s", hex,
                   is_commit ? "what a commit should be" : "a commit");
}
