/* pyproject.toml and Pipfile: which key says what, as a table.
 *
 * A value of another type than its key's says nothing: who owns the key complains, not we. */
#include "engine/config/toml.h"
#include "engine/modules/requirement.h"
#include "engine/modules/said.h"

typedef void value_read(struct said *s, const struct toml_value *value, const char *rule);

/* ------------------------------------------------------------------ one kind of value each */

static void root_read(struct said *s, const struct toml_value *value, const char *rule)
{
    if (value->type == TOML_TEXT)
        said_root(s, value->text, rule);
}

/* A list of texts, or one. */
static void roots_read(struct said *s, const struct toml_value *value, const char *rule)
{
    root_read(s, value, rule);
    if (value->type != TOML_LIST)
        return;
    for (const struct toml_item *i = value->items.first; i; i = i->next)
        root_read(s, i->value, rule);
}

/* pytest splits a text at its blanks. */
static void pythonpath_read(struct said *s, const struct toml_value *value,
                            const char *rule)
{
    struct slice rest, part;

    if (value->type != TOML_TEXT) {
        roots_read(s, value, rule);
        return;
    }
    for (rest = value->text; slice_cut(&rest, ' ', &part);) {
        if (text_trim(part).len)
            said_root(s, text_trim(part), rule);
    }
}

static void mypy_path_read(struct said *s, const struct toml_value *value,
                           const char *rule)
{
    struct slice rest, list, part;

    if (value->type == TOML_LIST) {
        for (const struct toml_item *i = value->items.first; i; i = i->next) {
            if (i->value->type == TOML_TEXT)
                said_mypy_root(s, i->value->text, rule);
        }
    } else if (value->type == TOML_TEXT) {
        for (rest = value->text; slice_cut(&rest, ',', &list);) {
            while (slice_cut(&list, ':', &part))
                said_mypy_root(s, part, rule);
        }
    }
}

/* {"" = "src", pkg = "lib/pkg"} */
static void package_dir_read(struct said *s, const struct toml_value *value,
                             const char *rule)
{
    if (value->type != TOML_MAP)
        return;
    for (const struct toml_item *i = value->items.first; i; i = i->next) {
        if (i->value->type == TOML_TEXT)
            said_package(s, i->key, i->value->text, rule);
    }
}

/* setuptools: a table without `where` looks in the file's own folder. */
static void find_read(struct said *s, const struct toml_value *value, const char *rule)
{
    if (value->type == TOML_MAP && !toml_find(value, "where"))
        said_root(s, (struct slice){0}, rule);
}

/* poetry: {include = "pkg", from = "lib"} */
static void poetry_package_read(struct said *s, const struct toml_value *value,
                                const char *rule)
{
    const struct toml_item *from;

    if (value->type != TOML_MAP)
        return;
    from = toml_find(value, "from");
    if (!from)
        said_root(s, (struct slice){0}, rule);
    else
        root_read(s, from->value, rule);
}

/* hatch and scikit-build: ["src/pkg"], each a package; or {pkg = "python/pkg"} */
static void package_folders_read(struct said *s, const struct toml_value *value,
                                 const char *rule)
{
    if (value->type != TOML_LIST) {
        package_dir_read(s, value, rule);
        return;
    }
    for (const struct toml_item *i = value->items.first; i; i = i->next) {
        if (i->value->type == TOML_TEXT)
            said_root_of(s, i->value->text, rule);
    }
}

/* hatch: ["src"], prefixes that go; or {"src/foo" = "bar"}, what becomes of them. */
static void sources_read(struct said *s, const struct toml_value *value, const char *rule)
{
    char *dotted;

    roots_read(s, value, rule);
    if (value->type != TOML_MAP)
        return;
    for (const struct toml_item *i = value->items.first; i; i = i->next) {
        struct slice name = i->value->text;

        if (i->value->type != TOML_TEXT)
            continue;
        while (name.len && name.data[name.len - 1] == '/')
            name.len--;
        dotted = (char *)arena_copy(s->lasting, name).data;
        for (size_t at = 0; at < name.len; at++)
            dotted[at] = dotted[at] == '/' ? '.' : dotted[at];
        said_package(s, (struct slice){dotted, name.len}, i->key, rule);
    }
}

/* hatch: what is included is where it is, unless `sources` take a prefix off. */
static void wheel_read(struct said *s, const struct toml_value *value, const char *rule)
{
    (void)rule;
    if (value->type == TOML_MAP && toml_find(value, "only-include") &&
        !toml_find(value, "sources"))
        said_root(s, (struct slice){0}, "tool.hatch.build.targets.wheel.only-include");
}

/* uv builds from src unless it is told otherwise. */
static void backend_read(struct said *s, const struct toml_value *value, const char *rule)
{
    if (value->type == TOML_TEXT && slice_equal(value->text, slice_of("uv_build")))
        said_root(s, slice_of("src"), rule);
}

static void name_read(struct said *s, const struct toml_value *value, const char *rule)
{
    (void)rule;
    if (value->type == TOML_TEXT)
        said_name(s, value->text);
}

static void python_read(struct said *s, const struct toml_value *value, const char *rule)
{
    (void)rule;
    if (value->type == TOML_TEXT)
        said_python(s, value->text);
}

/* A list of requirements. Tables in it are references to other groups, read as such. */
static void requirements_list_read(struct said *s, const struct toml_value *value,
                                   const char *rule)
{
    (void)rule;
    if (value->type != TOML_LIST)
        return;
    for (const struct toml_item *i = value->items.first; i; i = i->next) {
        if (i->value->type == TOML_TEXT)
            said_requirement(s, i->value->text);
    }
}

/* Of a text, or a table with a key of that name. */
static void version_read(struct said *s, const struct toml_value *value)
{
    const struct toml_item *version =
        value->type == TOML_MAP ? toml_find(value, "version") : NULL;

    python_read(s, version ? version->value : value, "");
}

/* poetry and Pipfile: the names are the keys, and poetry's python is no distribution. */
static void requirement_keys_read(struct said *s, const struct toml_value *value,
                                  const char *rule)
{
    if (value->type != TOML_MAP)
        return;
    for (const struct toml_item *i = value->items.first; i; i = i->next) {
        if (!slice_equal(i->key, slice_of("python")))
            said_requirement(s, i->key);
        else if (rule)
            version_read(s, i->value);
    }
}

/* ------------------------------------------------------------------ pyproject.toml */

/* A '*' is each key of a table, or each item of a list. The rule is the path. */
static const struct {
    const char *path;
    value_read *read;
} rules[] = {
    {"project.name", name_read},
    {"tool.poetry.name", name_read},
    {"tool.flit.metadata.module", name_read},

    {"tool.setuptools.packages.find.where", roots_read},
    {"tool.setuptools.packages.find", find_read},
    {"tool.setuptools.package-dir", package_dir_read},
    {"tool.poetry.packages.*", poetry_package_read},
    {"tool.hatch.build.targets.wheel.packages", package_folders_read},
    {"tool.hatch.build.targets.wheel.sources", sources_read},
    {"tool.hatch.build.targets.wheel", wheel_read},
    {"tool.hatch.build.packages", package_folders_read},
    {"tool.hatch.build.sources", sources_read},
    {"tool.hatch.build.dev-mode-dirs", roots_read},
    {"tool.pdm.build.package-dir", root_read},
    {"tool.maturin.python-source", root_read},
    {"tool.uv.build-backend.module-root", root_read},
    {"build-system.build-backend", backend_read},
    {"tool.scikit-build.wheel.packages", package_folders_read},
    {"tool.pytest.ini_options.pythonpath", pythonpath_read},
    {"tool.pytest.pythonpath", pythonpath_read},
    {"tool.pyright.extraPaths", roots_read},
    {"tool.pyright.executionEnvironments.*.root", root_read},
    {"tool.pyright.executionEnvironments.*.extraPaths", roots_read},
    {"tool.basedpyright.extraPaths", roots_read},
    {"tool.basedpyright.executionEnvironments.*.root", root_read},
    {"tool.basedpyright.executionEnvironments.*.extraPaths", roots_read},
    {"tool.mypy.mypy_path", mypy_path_read},
    {"tool.ruff.src", roots_read},

    {"project.requires-python", python_read},
    {"project.dependencies", requirements_list_read},
    {"project.optional-dependencies.*", requirements_list_read},
    {"dependency-groups.*", requirements_list_read},
    {"build-system.requires", requirements_list_read},
    {"tool.poetry.dependencies", requirement_keys_read},
    {"tool.poetry.dev-dependencies", requirement_keys_read},
    {"tool.poetry.group.*.dependencies", requirement_keys_read},
    {"tool.pdm.dev-dependencies.*", requirements_list_read},
    {"tool.uv.dev-dependencies", requirements_list_read},
    {"tool.hatch.envs.*.dependencies", requirements_list_read},
    {"tool.hatch.envs.*.extra-dependencies", requirements_list_read},
};

/* The rule that is being followed, down to what its path names. */
struct path {
    struct said *said;
    size_t rule;
};

static void path_follow(const struct path *p, const struct toml_value *value,
                        struct slice rest)
{
    const bool is_container = value->type == TOML_MAP || value->type == TOML_LIST;
    struct slice part;

    if (!slice_cut(&rest, '.', &part)) {
        rules[p->rule].read(p->said, value, rules[p->rule].path);
        return;
    }
    for (const struct toml_item *i = is_container ? value->items.first : NULL; i;
         i = i->next) {
        if (slice_equal(part, slice_of("*")) ||
            (value->type == TOML_MAP && slice_equal(part, i->key)))
            path_follow(p, i->value, rest);
    }
}

bool pyproject_read(struct said *s, struct slice text)
{
    struct arena a = {0};
    const struct toml_value *root = toml_read(text, &a, s->err);

    for (size_t i = 0; root && i < sizeof rules / sizeof *rules; i++)
        path_follow(&(struct path){s, i}, root, slice_of(rules[i].path));
    arena_release(&a);
    return root;
}

/* ------------------------------------------------------------------ Pipfile */

static void pipfile_python_read(struct said *s, const struct toml_value *requires)
{
    static const char *const keys[] = {"python_version", "python_full_version"};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct toml_item *version =
            requires->type == TOML_MAP ? toml_find(requires, keys[i]) : NULL;

        if (version)
            python_read(s, version->value, "");
    }
}

/* Every table but these is a group of packages. */
static bool is_group(struct slice key)
{
    static const char *const others[] = {"source", "scripts", "pipenv", "requires"};

    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (slice_equal(key, slice_of(others[i])))
            return false;
    }
    return true;
}

bool pipfile_read(struct said *s, struct slice text)
{
    struct arena a = {0};
    const struct toml_value *root = toml_read(text, &a, s->err);

    for (const struct toml_item *i = root ? root->items.first : NULL; i; i = i->next) {
        if (is_group(i->key))
            requirement_keys_read(s, i->value, NULL);
        else if (slice_equal(i->key, slice_of("requires")))
            pipfile_python_read(s, i->value);
    }
    arena_release(&a);
    return root;
}
