/* The files of a project that are read line by line: requirements and locks.
 *
 * Locks are TOML, but written by programs, one key a line, and so long (a megabyte or
 * more) that the names in them are looked for instead of everything being read: the
 * `name` directly below each [[package]]. In a lock that somebody wrote another way names
 * are missed, and what stands in a string of several lines may be taken for one. */
#include "engine/modules/requirement.h"
#include "engine/modules/said.h"

bool requirements_read(struct said *s, struct slice text)
{
    const struct slice mark = slice_of("\xEF\xBB\xBF");
    struct slice name;

    if (slice_starts(text, mark))
        text = (struct slice){text.data + mark.len, text.len - mark.len};
    while (!s->over && requirement_next(&text, &name))
        said_requirement(s, name);
    return true;
}

/* ------------------------------------------------------------------ locks */

enum place { PLACE_TOP, PLACE_PACKAGE, PLACE_METADATA, PLACE_OTHER };

struct lock {
    struct said *said;
    enum place place;
    struct slice name; /* of the package that is being read */
};

static enum place place_of(struct slice header)
{
    if (slice_equal(header, slice_of("[[package]]")) ||
        slice_equal(header, slice_of("[[packages]]")))
        return PLACE_PACKAGE;
    return slice_equal(header, slice_of("[metadata]")) ? PLACE_METADATA : PLACE_OTHER;
}

static void package_end(struct lock *l)
{
    if (l->name.len)
        said_requirement(l->said, l->name);
    l->name = (struct slice){0};
}

/* What `key = "value"` says of that key; empty if the line is another. */
static struct slice value_of(struct slice line, const char *key)
{
    struct slice name = slice_of(key), value;
    const char *end;

    if (!slice_starts(line, name))
        return (struct slice){0};
    value = text_trim((struct slice){line.data + name.len, line.len - name.len});
    if (!value.len || value.data[0] != '=')
        return (struct slice){0};
    value = text_trim((struct slice){value.data + 1, value.len - 1});
    if (value.len < 2 || (value.data[0] != '"' && value.data[0] != '\''))
        return (struct slice){0};
    end = memchr(value.data + 1, value.data[0], value.len - 1);
    return (struct slice){value.data + 1, end ? (size_t)(end - value.data - 1) : 0};
}

/* uv lists the project itself too. */
static bool is_itself(struct slice line)
{
    return slice_starts(line, slice_of("source = { editable = \".\" }")) ||
           slice_starts(line, slice_of("source = { virtual = \".\" }"));
}

static void package_line(struct lock *l, struct slice line)
{
    struct slice name = value_of(line, "name");

    if (name.len)
        l->name = name;
    if (!is_itself(line))
        return;
    said_name(l->said, l->name);
    l->name = (struct slice){0};
}

static void python_line(struct lock *l, struct slice line)
{
    static const char *const keys[] = {"requires-python", "requires_python",
                                       "python-versions"};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        said_python(l->said, value_of(line, keys[i]));
}

bool lock_read(struct said *s, struct slice text)
{
    struct lock l = {.said = s};
    struct slice line;

    while (!s->over && line_cut(&text, &line)) {
        if (line.len && line.data[0] == '[') {
            package_end(&l);
            l.place = place_of(text_trim(line));
        } else if (l.place == PLACE_PACKAGE) {
            package_line(&l, line);
        } else if (l.place != PLACE_OTHER) {
            python_line(&l, line);
        }
    }
    package_end(&l);
    return true;
}
