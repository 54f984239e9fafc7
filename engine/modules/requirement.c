#include "engine/modules/requirement.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

struct slice text_trim(struct slice text)
{
    while (text.len && is_blank(text.data[0])) {
        text.data++;
        text.len--;
    }
    while (text.len && is_blank(text.data[text.len - 1]))
        text.len--;
    return text;
}

bool line_cut(struct slice *rest, struct slice *line)
{
    size_t len = 0, end;

    if (!rest->len)
        return false;
    while (len < rest->len && rest->data[len] != '\n' && rest->data[len] != '\r')
        len++;
    *line = (struct slice){rest->data, len};
    end = len + (len < rest->len);
    if (end < rest->len && rest->data[len] == '\r' && rest->data[end] == '\n')
        end++;
    rest->data += end;
    rest->len -= end;
    return true;
}

static bool is_of_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '_' || c == '.';
}

static struct slice name_at(struct slice text)
{
    size_t len = 0;

    while (len < text.len && is_of_name(text.data[len]))
        len++;
    return (struct slice){text.data, len};
}

/* Of "git+https://host/x.git#egg=name&subdirectory=y". */
static struct slice egg_of(struct slice address)
{
    const struct slice mark = slice_of("egg=");
    const char *hash = memchr(address.data, '#', address.len);
    struct slice fragment = {0}, part;

    if (hash)
        fragment =
            (struct slice){hash + 1, address.len - (size_t)(hash + 1 - address.data)};
    while (slice_cut(&fragment, '&', &part)) {
        if (slice_starts(part, mark))
            return name_at((struct slice){part.data + mark.len, part.len - mark.len});
    }
    return (struct slice){0};
}

struct slice requirement_name(struct slice requirement)
{
    struct slice text = text_trim(requirement), name = name_at(text);
    struct slice behind = {text.data + name.len, text.len - name.len};

    if (!text.len)
        return text;
    if (name.len &&
        (!behind.len || (behind.data[0] && strchr(" \t[(<>=!~;@,#", behind.data[0]))))
        return name;
    return egg_of(text);
}

/* Without a comment: a # at the start or behind a blank. */
static struct slice without_comment(struct slice line)
{
    for (size_t i = 0; i < line.len; i++) {
        if (line.data[i] == '#' && (i == 0 || is_blank(line.data[i - 1])))
            return (struct slice){line.data, i};
    }
    return line;
}

/* What -e and --editable name; empty for other options. */
static struct slice editable_of(struct slice line)
{
    static const char *const options[] = {"--editable=", "--editable ", "-e ", "-e\t"};

    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        struct slice option = slice_of(options[i]);

        if (slice_starts(line, option))
            return (struct slice){line.data + option.len, line.len - option.len};
    }
    return (struct slice){0};
}

static bool goes_on(struct slice line)
{
    return line.len && line.data[line.len - 1] == '\\';
}

bool requirement_next(struct slice *rest, struct slice *name)
{
    struct slice line, next;
    bool more;

    while (line_cut(rest, &line)) {
        /* Names stand first: what follows has only versions, markers and hashes. */
        for (next = line, more = true; more && goes_on(next);)
            more = line_cut(rest, &next);
        line = text_trim(without_comment(line));
        if (goes_on(line))
            line.len--;
        if (line.len && line.data[0] == '-')
            line = editable_of(line);
        *name = requirement_name(line);
        if (name->len)
            return true;
    }
    return false;
}
