/* setup.cfg, and the INI files of tools that say where modules lie. */
#include "engine/modules/ini.h"
#include "engine/modules/requirement.h"
#include "engine/modules/said.h"

typedef void entry_read(struct said *s, struct slice entry, const char *rule);

static void root_read(struct said *s, struct slice entry, const char *rule)
{
    said_root(s, entry, rule);
}

static void requirement_read(struct said *s, struct slice entry, const char *rule)
{
    (void)rule;
    said_requirement(s, entry);
}

static void name_read(struct said *s, struct slice entry, const char *rule)
{
    (void)rule;
    said_name(s, entry);
}

static void python_read(struct said *s, struct slice entry, const char *rule)
{
    (void)rule;
    said_python(s, entry);
}

/* "pkg = lib/pkg"; "= src" is a root. */
static void package_read(struct said *s, struct slice entry, const char *rule)
{
    struct slice name;
    const char *sign = memchr(entry.data, '=', entry.len);

    if (!sign)
        return;
    name = (struct slice){entry.data, (size_t)(sign - entry.data)};
    entry = (struct slice){sign + 1, entry.len - name.len - 1};
    said_package(s, text_trim(name), text_trim(entry), rule);
}

/* "$MYPY_CONFIG_FILE_DIR/src" is below the file's own folder. */
static void mypy_read(struct said *s, struct slice entry, const char *rule)
{
    struct slice rest, part;

    while (slice_cut(&entry, ',', &rest)) {
        while (slice_cut(&rest, ':', &part))
            said_mypy_root(s, part, rule);
    }
}

/* Keys are in lower case; NULL is any of the section. Entries are lines; or what stands
 * between the separators if the value is one line, as setuptools has it. */
static const struct {
    const char *section, *key, *rule;
    char separator;
    entry_read *read;
} rules[] = {
    {"metadata", "name", "", '\n', name_read},
    {"options", "package_dir", "options.package_dir", ',', package_read},
    {"options.packages.find", "where", "options.packages.find.where", ',', root_read},
    {"options", "install_requires", "", ';', requirement_read},
    {"options", "setup_requires", "", ';', requirement_read},
    {"options", "tests_require", "", ';', requirement_read},
    {"options.extras_require", NULL, "", ';', requirement_read},
    {"options", "python_requires", "", '\n', python_read},
    {"tool:pytest", "pythonpath", "tool:pytest.pythonpath", ' ', root_read},
    {"pytest", "pythonpath", "pytest.pythonpath", ' ', root_read},
    {"mypy", "mypy_path", "mypy.mypy_path", '\n', mypy_read},
};

static struct slice entry_cut(struct slice *rest, char separator)
{
    struct slice entry = *rest;

    entry.len = 0;
    while (entry.len < rest->len && rest->data[entry.len] != '\n' &&
           rest->data[entry.len] != separator)
        entry.len++;
    rest->data += entry.len + (entry.len < rest->len);
    rest->len -= entry.len + (entry.len < rest->len);
    return text_trim(entry);
}

static void entries_read(struct said *s, struct slice value, size_t rule)
{
    char separator = rules[rule].separator;

    if (separator != ' ' && value.len && memchr(value.data, '\n', value.len))
        separator = '\n';
    while (value.len) {
        struct slice entry = entry_cut(&value, separator);

        if (entry.len)
            rules[rule].read(s, entry, rules[rule].rule);
    }
}

static void value_take(void *context, struct slice section, struct slice key,
                       struct slice value)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (slice_equal(section, slice_of(rules[i].section)) &&
            (!rules[i].key || slice_equal(key, slice_of(rules[i].key))))
            entries_read(context, value, i);
    }
}

bool setup_cfg_read(struct said *s, struct slice text)
{
    return ini_read(text, value_take, s, s->err);
}
