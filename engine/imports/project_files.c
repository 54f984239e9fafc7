#include "engine/imports/project_files.h"

#include "engine/base/memory.h"
#include "engine/scan/path.h"
#include "engine/scan/read.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct slice folder_of(struct slice path)
{
    return (struct slice){path.data, path.len - path_last(path).len};
}

/* ------------------------------------------------------------------- files */

static bool text_read(const struct discover *d, struct slice path,
                      struct read_buffer *buffer, struct err *e)
{
    int fd = discover_openat(d, path, O_RDONLY, e);
    enum reason why;
    bool read;

    if (fd < 0)
        return false;
    read = read_file(fd, PROJECT_MAX_BYTES, buffer, &why, e);
    close(fd);
    return read;
}

static void fault_add(struct project_files *p, struct slice path, const struct err *e)
{
    p->faults =
        memory_grow(p->faults, &p->fault_capacity, p->fault_count + 1, sizeof *p->faults);
    p->faults[p->fault_count++] = (struct project_fault){path, *e};
}

static void hint_add(struct project_files *p, struct root_hint hint)
{
    p->hints =
        memory_grow(p->hints, &p->hint_capacity, p->hint_count + 1, sizeof *p->hints);
    p->hints[p->hint_count++] = hint;
}

/* The file's folder is one in which somebody runs Python; the roots that it names go
 * before. */
static void hints_add(struct project_files *p, struct slice path, enum project_kind kind,
                      const struct project_said *said)
{
    struct slice folder = folder_of(path);

    for (size_t i = 0; i < said->root_count; i++)
        hint_add(
            p, (struct root_hint){.folder = path_join(folder, said->roots[i], &p->memory),
                                  .origin = ROOT_PROJECT,
                                  .rule = said->root_rules[i],
                                  .said_by = path});
    for (size_t i = 0; i < said->package_count; i++)
        hint_add(p, (struct root_hint){
                        .folder = path_join(folder, said->packages[i].folder, &p->memory),
                        .prefix = said->packages[i].name,
                        .origin = ROOT_PROJECT,
                        .rule = said->packages[i].rule,
                        .said_by = path});
    if (kind == PROJECT_PYPROJECT || kind == PROJECT_SETUP_CFG ||
        kind == PROJECT_SETUP_PY)
        hint_add(p, (struct root_hint){
                        .folder = folder, .origin = ROOT_FOLDER, .said_by = path});
}

/* The widest range of what they say. */
static void python_widen(struct project_files *p, const struct project_said *said)
{
    if (!said->python_minor_min && !said->python_minor_max)
        return;
    if (!p->python_said || said->python_minor_min < p->minor_min)
        p->minor_min = said->python_minor_min;
    if (!p->python_said || !said->python_minor_max ||
        (p->minor_max && said->python_minor_max > p->minor_max))
        p->minor_max = said->python_minor_max;
    p->python_said = true;
}

static void said_add(struct project_files *p, struct slice path, enum project_kind kind,
                     const struct project_said *said)
{
    hints_add(p, path, kind, said);
    python_widen(p, said);
    p->said = memory_grow(p->said, &p->said_capacity, p->said_count + 1, sizeof *p->said);
    p->said[p->said_count++] = (struct folder_said){folder_of(path), *said};
}

static void file_read(struct project_files *p, const struct discover *d,
                      struct slice path, enum project_kind kind,
                      struct read_buffer *buffer)
{
    struct project_said said = {0};
    struct err err;

    if (kind == PROJECT_SETUP_PY ||
        (text_read(d, path, buffer, &err) &&
         project_read(kind, (struct slice){buffer->data, buffer->len}, &p->memory, &said,
                      &err)))
        said_add(p, path, kind, &said);
    else
        fault_add(p, path, &err);
}

/* ----------------------------------------------------------------- package */

/* Is there an __init__ in the folder? */
static bool is_package(struct slice folder, struct arena *a)
{
    static const char *const names[] = {"__init__.py", "__init__.pyi"};
    struct stat status;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (lstat(path_join(folder, slice_of(names[i]), a).data, &status) == 0 &&
            S_ISREG(status.st_mode))
            return true;
    }
    return false;
}

/* `root` ends with a '/'. The packages around it count: "django.db.models". */
static struct slice package_name(struct slice root, struct arena *a)
{
    struct slice name = {0};

    while (root.len > 1 && is_package(root, a)) {
        struct slice folder = {root.data, root.len - 1}, last = path_last(folder);
        char *longer = arena_alloc(a, last.len + 1 + name.len + 1, 1);

        memcpy(longer, last.data, last.len);
        longer[last.len] = '.';
        if (name.len)
            memcpy(longer + last.len + 1, name.data, name.len);
        name = (struct slice){longer, last.len + (name.len ? 1 + name.len : 0)};
        root.len -= last.len + 1;
    }
    return name;
}

void project_files_open(struct project_files *p, const struct discover *d)
{
    *p = (struct project_files){0};
    if (discover_is_folder(d))
        p->package_name = package_name(discover_root_path(d), &p->memory);
}

void project_files_read(struct project_files *p, const struct part *result,
                        const struct discover *d)
{
    struct read_buffer buffer = {0};

    for (size_t i = 0; i < result->count; i++) {
        const struct file *file = result->files[i];
        enum project_kind kind =
            file->outcome == FILE_ANALYSED ? project_kind_of(file->path) : PROJECT_NONE;

        if (kind != PROJECT_NONE)
            file_read(p, d, file->path, kind, &buffer);
    }
    read_buffer_release(&buffer);
}

/* A folder without Python in it speaks for the one that it lies in, as requirements/ does. */
static uint32_t place_of_folder(const struct places *places, struct slice folder)
{
    uint32_t place = places_at(places, folder);

    while (place == PLACE_NONE) {
        folder.len -= folder.data[folder.len - 1] == '/';
        folder = folder_of(folder);
        place = places_at(places, folder);
    }
    return place;
}

void project_files_declare(struct project_files *p, const struct places *places)
{
    for (size_t i = 0; i < p->said_count; i++) {
        const struct folder_said *f = &p->said[i];
        uint32_t place = place_of_folder(places, f->folder);

        if (f->said.distribution_count)
            declared_add(&p->declared,
                         (struct declared_scope){place, f->said.distributions,
                                                 f->said.distribution_count});
    }
    declared_close(&p->declared);
}

void project_files_release(struct project_files *p)
{
    free(p->hints);
    free(p->said);
    free(p->faults);
    declared_release(&p->declared);
    arena_release(&p->memory);
    *p = (struct project_files){0};
}
