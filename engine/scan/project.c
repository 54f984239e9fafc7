#include "engine/scan/project.h"

#include "engine/base/memory.h"

#include <fcntl.h>
#include <unistd.h>

/* More of a configuration isn't read. */
enum { CONFIG_MAX_BYTES = 64 * 1024 };

static struct slice trimmed(struct slice s)
{
    while (s.len && strchr(" \t\r", s.data[0])) {
        s.data++;
        s.len--;
    }
    while (s.len && strchr(" \t\r", s.data[s.len - 1]))
        s.len--;
    return s;
}

/* "url = ..." gives what is behind the sign. */
static bool is_url(struct slice line, struct slice *url)
{
    struct slice name;

    if (!memchr(line.data, '=', line.len) || !slice_cut(&line, '=', &name) ||
        !slice_equal(trimmed(name), slice_of("url")))
        return false;
    *url = trimmed(line);
    return true;
}

struct slice project_origin(struct slice config)
{
    struct slice line, url = {0};
    bool in_origin = false;

    while (slice_cut(&config, '\n', &line)) {
        line = trimmed(line);
        if (line.len && line.data[0] == '[')
            in_origin = slice_equal(line, slice_of("[remote \"origin\"]"));
        else if (line.len && in_origin && is_url(line, &url))
            break;
    }
    return url;
}

/* libgit2 would take 10 ms to say this, most of a warm rescan; so the one line is
 * read here. The file is only looked at where .git is a folder in the work tree. */
static void config_read(const struct discover *d, struct buf *config)
{
    struct slice root = discover_root_path(d);
    struct buf path = {0};
    ssize_t got = -1;
    int fd;

    buf_add(&path, (struct slice){root.data, root.len - discover_way(d).len});
    buf_add(&path, (struct slice){".git/config", sizeof ".git/config"});
    fd = open(path.data, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd >= 0) {
        got = read(fd, buf_reserve(config, CONFIG_MAX_BYTES), CONFIG_MAX_BYTES);
        close(fd);
    }
    if (got > 0)
        config->len = (size_t)got;
    buf_release(&path);
}

/* With its length in front, so that no two lists of fields give the same bytes. */
static void field_add(struct buf *out, const char *name, struct slice field)
{
    buf_add_format(out, "%s %zu ", name, field.len);
    buf_add(out, field);
    buf_add_char(out, '\n');
}

static void place_add(struct buf *out, const struct discover *d)
{
    struct buf config = {0};
    struct slice origin;

    config_read(d, &config);
    origin = project_origin(buf_slice(&config));
    if (origin.len) {
        field_add(out, "origin", origin);
        field_add(out, "way", discover_way(d));
    } else {
        field_add(out, "path", discover_root_path(d));
    }
    buf_release(&config);
}

void project_identify(struct buf *out, const char *name, const struct discover *d,
                      const struct discover_options *options)
{
    if (name)
        field_add(out, "name", slice_of(name));
    else
        place_add(out, d);
    for (size_t i = 0; i < options->glob_count; i++)
        field_add(out, options->globs[i].include ? "include" : "exclude",
                  options->globs[i].pattern);
    buf_add_format(out, "%d %d %ju\n", options->no_ignore, options->hidden,
                   (uintmax_t)geteuid());
}
