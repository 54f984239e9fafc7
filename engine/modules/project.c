#include "engine/modules/project.h"

#include "engine/config/toml.h"
#include "engine/modules/said.h"

/* How a kind of file is known, how many bytes it may have, and who reads it. */
struct reader {
    enum project_kind kind;
    size_t max_bytes;
    bool (*read)(struct said *s, struct slice text);
};

static bool nothing_read(struct said *s, struct slice text)
{
    (void)s;
    (void)text;
    return true;
}

static const struct reader readers[] = {
    {PROJECT_PYPROJECT, TOML_MAX_BYTES, pyproject_read},
    {PROJECT_SETUP_CFG, PROJECT_MAX_BYTES, setup_cfg_read},
    {PROJECT_SETUP_PY, SIZE_MAX, nothing_read},
    {PROJECT_REQUIREMENTS, PROJECT_MAX_BYTES, requirements_read},
    {PROJECT_POETRY_LOCK, PROJECT_MAX_BYTES, lock_read},
    {PROJECT_UV_LOCK, PROJECT_MAX_BYTES, lock_read},
    {PROJECT_PDM_LOCK, PROJECT_MAX_BYTES, lock_read},
    {PROJECT_PYLOCK, PROJECT_MAX_BYTES, lock_read},
    {PROJECT_PIPFILE, TOML_MAX_BYTES, pipfile_read},
    {PROJECT_PIPFILE_LOCK, PROJECT_MAX_JSON_BYTES, pipfile_lock_read},
    {PROJECT_TOOL_INI, PROJECT_MAX_BYTES, setup_cfg_read},
};

static const struct {
    const char *name;
    enum project_kind kind;
} names[] = {
    {"pyproject.toml", PROJECT_PYPROJECT},  {"setup.cfg", PROJECT_SETUP_CFG},
    {"setup.py", PROJECT_SETUP_PY},         {"poetry.lock", PROJECT_POETRY_LOCK},
    {"uv.lock", PROJECT_UV_LOCK},           {"pdm.lock", PROJECT_PDM_LOCK},
    {"pylock.toml", PROJECT_PYLOCK},        {"Pipfile", PROJECT_PIPFILE},
    {"Pipfile.lock", PROJECT_PIPFILE_LOCK}, {"pytest.ini", PROJECT_TOOL_INI},
    {".pytest.ini", PROJECT_TOOL_INI},      {"tox.ini", PROJECT_TOOL_INI},
    {"mypy.ini", PROJECT_TOOL_INI},         {".mypy.ini", PROJECT_TOOL_INI},
};

/* "a/b" becomes "b", and "a" is in *folder. */
static struct slice last_part(struct slice path, struct slice *folder)
{
    size_t start = path.len;

    while (start && path.data[start - 1] != '/')
        start--;
    *folder = (struct slice){path.data, start - (start > 0)};
    return (struct slice){path.data + start, path.len - start};
}

static bool is_requirements(struct slice file, struct slice folder)
{
    struct slice stem = file, above;

    if (slice_ends(file, slice_of(".txt")))
        stem.len -= 4;
    else if (slice_ends(file, slice_of(".in")))
        stem.len -= 3;
    else
        return false;
    return slice_starts(stem, slice_of("requirements")) ||
           slice_ends(stem, slice_of("requirements")) ||
           slice_equal(last_part(folder, &above), slice_of("requirements"));
}

/* pylock.NAME.toml, where NAME has no dot. */
static bool is_pylock(struct slice file)
{
    const struct slice before = slice_of("pylock."), behind = slice_of(".toml");
    size_t both = before.len + behind.len;

    return file.len > both && slice_starts(file, before) && slice_ends(file, behind) &&
           !memchr(file.data + before.len, '.', file.len - both);
}

enum project_kind project_kind_of(struct slice path)
{
    struct slice folder, file = last_part(path, &folder);

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (slice_equal(file, slice_of(names[i].name)))
            return names[i].kind;
    }
    if (is_pylock(file))
        return PROJECT_PYLOCK;
    return is_requirements(file, folder) ? PROJECT_REQUIREMENTS : PROJECT_NONE;
}

static const struct reader *reader_of(enum project_kind kind)
{
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        if (readers[i].kind == kind)
            return &readers[i];
    }
    return NULL;
}

bool project_read(enum project_kind kind, struct slice text, struct arena *lasting,
                  struct project_said *said, struct err *e)
{
    const struct reader *reader = reader_of(kind);
    struct said s = {.lasting = lasting, .err = e};
    bool read;

    *said = (struct project_said){0};
    if (!reader)
        return err_set(e, ERR_UNSUPPORTED, "is no file of a project that we know");
    if (text.len > reader->max_bytes)
        return err_set(e, ERR_LIMIT, "is longer than %zu bytes", reader->max_bytes);
    read = reader->read(&s, text);
    if (!said_finish(&s, said) || !read) {
        *said = (struct project_said){0};
        return false;
    }
    return true;
}
