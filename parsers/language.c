#include "parsers/language.h"

#include "parsers/language_hash.h"

#include <stdbool.h>

#define LIST(...)         \
    (const char *const[]) \
    {                     \
        __VA_ARGS__, NULL \
    }
#define NONE              \
    (const char *const[]) \
    {                     \
        NULL              \
    }
#define LANGUAGE(name, grammar, suffixes, names, interpreters, comment) \
    {name, grammar, suffixes, names, interpreters, comment},

const struct language languages[] = {
#include "parsers/languages.def"
};

const size_t language_count = sizeof languages / sizeof *languages;

struct slot {
    const char *key;
    uint8_t len, kind;
    uint16_t language;
};

#include "parsers/language_table.h"

/* No more of a first line is read. */
#define LONGEST_LINE 256

static const struct language *look_up(enum language_key kind, struct slice key)
{
    uint32_t at;

    if (key.len == 0 || key.len > LANGUAGE_LONGEST_KEY)
        return NULL;
    at = language_hash(kind, key) % LANGUAGE_SLOTS;
    for (; slots[at].key; at = (at + 1) % LANGUAGE_SLOTS) {
        struct slice found = {slots[at].key, slots[at].len};

        if (slots[at].kind == kind && slice_equal(found, key))
            return &languages[slots[at].language];
    }
    return NULL;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* A name that is nothing but a suffix has none: ".py" is a hidden file. */
static const struct language *by_suffix(struct slice name)
{
    const char *dot = name.len ? memrchr(name.data, '.', name.len) : NULL;
    char suffix[LANGUAGE_LONGEST_KEY];
    size_t len;

    if (!dot || dot == name.data)
        return NULL;
    len = (size_t)(name.data + name.len - dot);
    if (len > sizeof suffix)
        return NULL;
    for (size_t i = 0; i < len; i++)
        suffix[i] = lower(dot[i]);
    return look_up(LANGUAGE_SUFFIX, (struct slice){suffix, len});
}

/* Takes the next word off the front of the line. Empty: there is none. */
static struct slice next_word(struct slice *line)
{
    struct slice word = {line->data, 0};

    while (word.data < line->data + line->len &&
           (*word.data == ' ' || *word.data == '\t'))
        word.data++;
    line->len -= (size_t)(word.data - line->data);
    while (word.len < line->len && word.data[word.len] != ' ' &&
           word.data[word.len] != '\t')
        word.len++;
    *line = (struct slice){word.data + word.len, line->len - word.len};
    return word;
}

static struct slice base_name(struct slice path)
{
    const char *slash = path.len ? memrchr(path.data, '/', path.len) : NULL;

    if (!slash)
        return path;
    return (struct slice){slash + 1, (size_t)(path.data + path.len - slash - 1)};
}

/* "python3.11" is python. */
static struct slice without_version(struct slice name)
{
    while (name.len &&
           (name.data[name.len - 1] == '.' || name.data[name.len - 1] == '-' ||
            (name.data[name.len - 1] >= '0' && name.data[name.len - 1] <= '9')))
        name.len--;
    return name;
}

/* What env runs: the first word that is neither an option nor a variable. */
static struct slice env_command(struct slice line)
{
    struct slice word;

    do {
        word = next_word(&line);
        if (slice_equal(word, slice_of("-u")) || slice_equal(word, slice_of("-C")))
            next_word(&line);
    } while (word.len && (word.data[0] == '-' || memchr(word.data, '=', word.len)));
    return base_name(word);
}

static const struct language *by_first_line(struct slice head)
{
    const char *end;
    struct slice line, command;
    const struct language *found;

    if (!slice_starts(head, slice_of("#!")))
        return NULL;
    line = (struct slice){head.data + 2, head.len - 2};
    if (line.len > LONGEST_LINE)
        line.len = LONGEST_LINE;
    end = line.len ? memchr(line.data, '\n', line.len) : NULL;
    if (end)
        line.len = (size_t)(end - line.data);
    if (line.len && line.data[line.len - 1] == '\r')
        line.len--;
    command = base_name(next_word(&line));
    if (slice_equal(command, slice_of("env")))
        command = env_command(line);
    found = look_up(LANGUAGE_INTERPRETER, command);
    return found ? found : look_up(LANGUAGE_INTERPRETER, without_version(command));
}

const struct language *language_of(struct slice name, struct slice head)
{
    const struct language *found = look_up(LANGUAGE_NAME, name);

    if (!found)
        found = by_suffix(name);
    return found ? found : by_first_line(head);
}
