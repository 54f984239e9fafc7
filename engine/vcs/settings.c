#include "engine/vcs/settings.h"

#include "engine/base/buf.h"
#include "engine/base/memory.h"

#include <ctype.h>
#include <strings.h>

/* ------------------------------------------------------------ the file's form */

struct reader {
    const char *at, *end;
    size_t line;
    struct buf section, key, value; /* "core", "branch.main"; each without a NUL */
    bool has_value;                 /* a key alone means true */
};

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '-';
}

static char peek(const struct reader *r)
{
    return r->at < r->end ? *r->at : '\n';
}

static bool at_line_end(const struct reader *r)
{
    return peek(r) == '\n' ||
           (*r->at == '\r' && (r->at + 1 == r->end || r->at[1] == '\n'));
}

static bool at_comment(const struct reader *r)
{
    return peek(r) == ';' || peek(r) == '#';
}

static void blanks_skip(struct reader *r)
{
    while (!at_line_end(r) && isspace((unsigned char)*r->at))
        r->at++;
}

static void line_skip(struct reader *r)
{
    while (r->at < r->end && *r->at != '\n')
        r->at++;
    r->line += r->at < r->end;
    r->at += r->at < r->end;
}

static void name_take(struct reader *r, struct buf *into, const char *also)
{
    while (r->at < r->end && (is_name(*r->at) || (*r->at && strchr(also, *r->at))))
        buf_add_char(into, (char)tolower((unsigned char)*r->at++));
}

/* From the opening quote to the closing one. */
static bool subsection_take(struct reader *r)
{
    buf_add_char(&r->section, '.');
    for (r->at++; peek(r) != '\n' && *r->at != '"'; r->at++) {
        if (*r->at == '\\' && r->at + 1 < r->end && r->at[1] != '\n')
            r->at++;
        buf_add_char(&r->section, *r->at);
    }
    return peek(r) == '"' && r->at++;
}

static bool section_take(struct reader *r)
{
    r->at++;
    buf_clear(&r->section);
    name_take(r, &r->section, ".");
    if (!r->section.len)
        return false;
    blanks_skip(r);
    if (peek(r) == '"' && !subsection_take(r))
        return false;
    return peek(r) == ']' && r->at++;
}

/* What a backslash stands before; false if git knows no such thing. */
static bool escape_take(struct reader *r)
{
    static const char from[] = "nbt\\\"", to[] = "\n\b\t\\\"";
    const char *found;

    r->at++;
    if (at_line_end(r) && r->at < r->end) {
        line_skip(r);
        return true;
    }
    found = peek(r) ? strchr(from, peek(r)) : NULL;
    if (!found)
        return false;
    buf_add_char(&r->value, to[found - from]);
    r->at++;
    return true;
}

/* Up to the end of the line. Blanks at the end count only in quotes. */
static bool value_take(struct reader *r)
{
    bool quoted = false;
    size_t kept = 0;

    for (blanks_skip(r); !at_line_end(r) && (quoted || !at_comment(r));) {
        bool blank = !quoted && isspace((unsigned char)*r->at);

        if (*r->at == '\\') {
            if (!escape_take(r))
                return false;
        } else if (*r->at == '"') {
            quoted = !quoted;
            r->at++;
        } else {
            buf_add_char(&r->value, *r->at++);
        }
        kept = blank ? kept : r->value.len;
    }
    r->value.len = kept;
    return !quoted;
}

static bool key_take(struct reader *r)
{
    buf_clear(&r->key);
    buf_clear(&r->value);
    if (!r->section.len || !isalpha((unsigned char)peek(r)))
        return false;
    name_take(r, &r->key, "");
    blanks_skip(r);
    r->has_value = peek(r) == '=' && r->at++;
    return r->has_value ? value_take(r) : at_line_end(r) || at_comment(r);
}

/* True with a key; or with none, at the end. */
static bool next_take(struct reader *r, bool *found)
{
    *found = false;
    while (r->at < r->end) {
        blanks_skip(r);
        if (at_line_end(r) || at_comment(r)) {
            line_skip(r);
        } else if (*r->at == '[') {
            if (!section_take(r))
                return false;
        } else {
            *found = true;
            return key_take(r);
        }
    }
    return true;
}

/* --------------------------------------------------------- what we take of it */

static bool is_false(const char *value)
{
    return !*value || !strcasecmp(value, "false") || !strcasecmp(value, "no") ||
           !strcasecmp(value, "off") || !strcmp(value, "0");
}

static const char *text_copy(const struct buf *b, struct arena *a)
{
    return arena_copy(a, buf_slice(b)).data;
}

/* Of branch.NAME.KEY and remote.NAME.KEY. */
static bool is_for_libgit2(const char *section, const char *key)
{
    if (!strcmp(section, "core"))
        return !strcmp(key, "autocrlf") || !strcmp(key, "eol");
    if (!strncmp(section, "branch.", 7))
        return !strcmp(key, "remote") || !strcmp(key, "merge");
    return !strncmp(section, "remote.", 7) &&
           (!strcmp(key, "fetch") || !strcmp(key, "url"));
}

static void entry_keep(git_config_entry *entry)
{
    (void)entry;
}

static void entry_add(struct settings *s, const char *section, const char *key,
                      const char *value, struct arena *a)
{
    struct buf name = {0};

    if (s->count == s->capacity) {
        git_config_entry *more = arena_array(a, git_config_entry, 2 * s->capacity + 8);

        if (s->count)
            memcpy(more, s->entries, s->count * sizeof *more);
        s->entries = more;
        s->capacity = 2 * s->capacity + 8;
    }
    buf_add_format(&name, "%s.%s", section, key);
    s->entries[s->count++] = (git_config_entry){.name = text_copy(&name, a),
                                                .value = value,
                                                .level = GIT_CONFIG_LEVEL_LOCAL,
                                                .free = entry_keep};
    buf_release(&name);
}

/* Extensions change what a repository is; these don't change what we read of it. */
static bool is_harmless(const char *extension)
{
    static const char *const names[] = {
        "noop",           "noop-v1",           "preciousobjects",   "partialclone",
        "worktreeconfig", "relativeworktrees", "compatobjectformat"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(names[i], extension))
            return true;
    return false;
}

static void extension_note(struct settings *s, const char *key, const char *value,
                           struct arena *a)
{
    struct buf text = {0};

    if (is_harmless(key) ||
        (!strcmp(key, "objectformat") && !strcasecmp(value, "sha1")) ||
        (!strcmp(key, "refstorage") && !strcasecmp(value, "files")))
        return;
    buf_add_format(&text, "%s = %s", key, value);
    s->unsupported = text_copy(&text, a);
    buf_release(&text);
}

static void key_note(struct settings *s, const char *section, const char *key,
                     const char *value, struct arena *a)
{
    if (is_for_libgit2(section, key))
        entry_add(s, section, key, value, a);
    else if (!strcmp(section, "extensions"))
        extension_note(s, key, value, a);
    else if (strcmp(section, "core") != 0)
        return;
    else if (!strcmp(key, "worktree"))
        s->worktree = value;
    else if (!strcmp(key, "bare"))
        s->bare = !is_false(value);
    else if (!strcmp(key, "filemode"))
        s->modes_ignored = is_false(value);
}

static bool all_note(struct settings *s, struct reader *r, struct arena *a)
{
    bool found = true;

    while (found) {
        if (!next_take(r, &found))
            return false;
        if (found)
            key_note(s, text_copy(&r->section, a), text_copy(&r->key, a),
                     r->has_value ? text_copy(&r->value, a) : "true", a);
    }
    return true;
}

bool settings_read(struct settings *s, struct slice text, struct arena *a, struct err *e)
{
    struct reader r = {.at = text.data, .end = text.data + text.len, .line = 1};
    struct slice mark = {"\xEF\xBB\xBF", 3};
    bool done;

    *s = (struct settings){0};
    r.at += slice_starts(text, mark) ? mark.len : 0;
    done = all_note(s, &r, a);
    buf_release(&r.section);
    buf_release(&r.key);
    buf_release(&r.value);
    return done ||
           err_set(e, ERR_FORMAT, "line %zu is none of a git configuration", r.line);
}
