/* Pipfile.lock, which is JSON: the groups below the top, and the names that are their keys. */
#include "engine/modules/said.h"

#include <jansson.h>

static void group_read(struct said *s, json_t *group)
{
    const char *name;
    json_t *package;

    json_object_foreach(group, name, package) said_requirement(s, slice_of(name));
}

/* {"_meta": {"requires": {"python_version": "3.11"}}} */
static void meta_read(struct said *s, json_t *meta)
{
    json_t *requires = json_object_get(meta, "requires");
    const char *version = json_string_value(json_object_get(requires, "python_version"));

    if (version)
        said_python(s, slice_of(version));
}

bool pipfile_lock_read(struct said *s, struct slice text)
{
    json_error_t error;
    json_t *root = json_loadb(text.len ? text.data : "", text.len, 0, &error), *value;
    const char *key;

    if (!root && json_error_code(&error) == json_error_out_of_memory)
        fatal("out of memory");
    if (!root)
        return err_set(s->err, ERR_FORMAT, "line %d, column %d: is no JSON as it stands",
                       error.line, error.column);
    json_object_foreach(root, key, value)
    {
        if (strcmp(key, "_meta") == 0)
            meta_read(s, value);
        else
            group_read(s, value);
    }
    json_decref(root);
    return true;
}
