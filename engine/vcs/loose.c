#include "engine/vcs/loose.h"

#include "engine/base/err.h"
#include "engine/base/memory.h"
#include "engine/vcs/file.h"

#include <dirent.h>
#include <errno.h>
#include "engine/vcs/libgit2.h"
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

/* "commit 123" and a NUL. */
#define HEADER_MAX_BYTES 32

struct loose {
    git_odb_backend parent;
    struct arena arena;
    const char *objects;
};

struct object {
    void *data;
    size_t len;
    git_object_t type;
};

static const char *object_path(const struct loose *l, const git_oid *id, struct arena *a)
{
    char name[GIT_OID_HEXSZ + 2] = "";

    git_oid_pathfmt(name, id);
    return file_join(a, l->objects, name);
}

/* ---------------------------------------------------------------- one object */

/* Inflates until the room is full or the stream ends. False: it is no such stream,
 * or ends before its end. */
static bool inflate_into(z_stream *z, char *into, size_t room)
{
    int answer = Z_OK;

    z->next_out = (Bytef *)into;
    z->avail_out = (uInt)room;
    while (answer == Z_OK && z->avail_out)
        answer = inflate(z, Z_SYNC_FLUSH);
    return answer == Z_OK || answer == Z_STREAM_END;
}

/* How many bytes the header takes; 0: it is none. */
static size_t header_read(struct object *o, const char *text, size_t len)
{
    const char *end = memchr(text, '\0', len), *blank = memchr(text, ' ', len);
    char type[HEADER_MAX_BYTES] = "";
    char *digits_end;
    unsigned long long size;

    if (!end || !blank || blank > end || blank + 1 == end || blank[1] < '0' ||
        blank[1] > '9')
        return 0;
    memcpy(type, text, (size_t)(blank - text));
    size = strtoull(blank + 1, &digits_end, 10);
    o->type = git_object_string2type(type);
    o->len = (size_t)size;
    if (digits_end != end || size > LOOSE_MAX_BYTES || !git_object_typeisloose(o->type))
        return 0;
    return (size_t)(end + 1 - text);
}

/* The whole stream is the header and `len` bytes, no more and no less. */
static bool body_read(struct object *o, z_stream *z, const char *rest, size_t rest_len,
                      git_odb_backend *backend)
{
    char more;

    if (rest_len > o->len)
        return false;
    o->data = git_odb_backend_data_alloc(backend, o->len + 1);
    if (!o->data)
        fatal("out of memory");
    memcpy(o->data, rest, rest_len);
    ((char *)o->data)[o->len] = '\0';
    if (!inflate_into(z, (char *)o->data + rest_len, o->len - rest_len) || z->avail_out)
        return false;
    return inflate_into(z, &more, 1) && z->avail_out == 1 && !z->avail_in;
}

static bool stream_read(struct object *o, z_stream *z, git_odb_backend *backend)
{
    char header[HEADER_MAX_BYTES];
    size_t got, header_len;

    if (!inflate_into(z, header, sizeof header))
        return false;
    got = sizeof header - z->avail_out;
    header_len = header_read(o, header, got);
    return header_len && body_read(o, z, header + header_len, got - header_len, backend);
}

static int object_inflate(struct object *o, struct slice packed, git_odb_backend *backend)
{
    z_stream z = {.next_in = (Bytef *)packed.data, .avail_in = (uInt)packed.len};
    bool done;

    o->data = NULL;
    if (inflateInit(&z) != Z_OK)
        fatal("out of memory");
    done = stream_read(o, &z, backend);
    inflateEnd(&z);
    if (done)
        return 0;
    git_odb_backend_data_free(backend, o->data);
    git_error_set_str(GIT_ERROR_ODB, "a loose object is damaged");
    return GIT_ERROR;
}

static int object_read(struct object *o, git_odb_backend *backend, const git_oid *id)
{
    struct loose *l = (struct loose *)backend;
    struct arena scratch = {0};
    struct slice packed;
    int answer;

    if (file_read(object_path(l, id, &scratch), LOOSE_MAX_BYTES, &scratch, &packed))
        answer = object_inflate(o, packed, backend);
    else if (errno == ENOENT || errno == ENOTDIR)
        answer = GIT_ENOTFOUND;
    else {
        git_error_set_str(GIT_ERROR_ODB, "a loose object can't be read");
        answer = GIT_ERROR;
    }
    arena_release(&scratch);
    return answer;
}

/* ------------------------------------------------------------ what libgit2 asks */

static int loose_read(void **data, size_t *len, git_object_t *type,
                      git_odb_backend *backend, const git_oid *id)
{
    struct object o;
    int answer = object_read(&o, backend, id);

    if (answer == 0) {
        *data = o.data;
        *len = o.len;
        *type = o.type;
    }
    return answer;
}

static int loose_read_header(size_t *len, git_object_t *type, git_odb_backend *backend,
                             const git_oid *id)
{
    void *data;
    int answer = loose_read(&data, len, type, backend, id);

    if (answer == 0)
        git_odb_backend_data_free(backend, data);
    return answer;
}

static int loose_exists(git_odb_backend *backend, const git_oid *id)
{
    struct arena scratch = {0};
    bool exists = access(object_path((struct loose *)backend, id, &scratch), F_OK) == 0;

    arena_release(&scratch);
    return exists;
}

/* Of the files whose names begin as the prefix goes on behind its first two letters. */
static int prefix_find(git_oid *found, DIR *folder, const char *hex, size_t len)
{
    char full[GIT_OID_HEXSZ + 1] = {hex[0], hex[1]};
    struct dirent *entry;
    unsigned count = 0;

    while ((entry = readdir(folder)) && count < 2) {
        if (strlen(entry->d_name) != GIT_OID_HEXSZ - 2 ||
            memcmp(entry->d_name, hex + 2, len - 2) != 0)
            continue;
        memcpy(full + 2, entry->d_name, GIT_OID_HEXSZ - 2);
        count += git_oid_fromstr(found, full) == 0;
    }
    return count == 0 ? GIT_ENOTFOUND : count == 1 ? 0 : GIT_EAMBIGUOUS;
}

static int loose_read_prefix(git_oid *full, void **data, size_t *len, git_object_t *type,
                             git_odb_backend *backend, const git_oid *prefix,
                             size_t prefix_len)
{
    struct arena scratch = {0};
    char hex[GIT_OID_HEXSZ + 1], first[] = {0, 0, 0};
    DIR *folder;
    int answer = GIT_ENOTFOUND;

    git_oid_tostr(hex, sizeof hex, prefix);
    memcpy(first, hex, 2);
    folder =
        prefix_len < 2
            ? NULL
            : opendir(file_join(&scratch, ((struct loose *)backend)->objects, first));
    if (folder) {
        answer = prefix_find(full, folder, hex, prefix_len);
        closedir(folder);
    }
    arena_release(&scratch);
    return answer ? answer : loose_read(data, len, type, backend, full);
}

static void loose_free(git_odb_backend *backend)
{
    arena_release(&((struct loose *)backend)->arena);
    free(backend);
}

git_odb_backend *loose_new(const char *objects)
{
    struct loose *l = memory_calloc(1, sizeof *l);

    l->objects = arena_copy(&l->arena, slice_of(objects)).data;
    l->parent.version = GIT_ODB_BACKEND_VERSION;
    l->parent.read = loose_read;
    l->parent.read_prefix = loose_read_prefix;
    l->parent.read_header = loose_read_header;
    l->parent.exists = loose_exists;
    l->parent.free = loose_free;
    return &l->parent;
}
