#include "engine/modules/ini.h"

#include "engine/base/buf.h"
#include "engine/modules/requirement.h"

#include <stdint.h>

/* Where we are in a file. */
struct ini {
    ini_sink *sink;
    void *context;
    bool in_section, has_key;
    size_t indent; /* of the key; lines deeper than that belong to its value */
    struct slice section;
    struct buf key, value;
    unsigned line;
};

static void value_end(struct ini *ini)
{
    if (ini->has_key)
        ini->sink(ini->context, ini->section, buf_slice(&ini->key),
                  text_trim(buf_slice(&ini->value)));
    ini->has_key = false;
    buf_clear(&ini->key);
    buf_clear(&ini->value);
}

/* Up to the last bracket, as configparser has it. */
static bool section_begin(struct ini *ini, struct slice text)
{
    size_t end = text.len;

    if (text.data[0] != '[')
        return false;
    while (end > 2 && text.data[end - 1] != ']')
        end--;
    if (end <= 2)
        return false;
    value_end(ini);
    ini->section = (struct slice){text.data + 1, end - 2};
    ini->in_section = true;
    return true;
}

static bool key_begin(struct ini *ini, struct slice text)
{
    struct slice key = text;

    key.len = 0;
    while (key.len < text.len && text.data[key.len] != '=' && text.data[key.len] != ':')
        key.len++;
    if (key.len == text.len || !text_trim(key).len)
        return false;
    value_end(ini);
    buf_add(&ini->value,
            text_trim((struct slice){text.data + key.len + 1, text.len - key.len - 1}));
    key = text_trim(key);
    buf_add(&ini->key, key);
    for (size_t i = 0; i < key.len; i++) {
        if (key.data[i] >= 'A' && key.data[i] <= 'Z')
            ini->key.data[i] = (char)(key.data[i] - 'A' + 'a');
    }
    ini->has_key = true;
    return true;
}

static size_t indent_of(struct slice line)
{
    size_t indent = 0;

    while (indent < line.len && (line.data[indent] == ' ' || line.data[indent] == '\t' ||
                                 line.data[indent] == '\f' || line.data[indent] == '\v'))
        indent++;
    return indent;
}

static bool line_read(struct ini *ini, struct slice line, struct err *e)
{
    struct slice text = text_trim(line);

    if (!text.len) {
        if (ini->has_key)
            buf_add_char(&ini->value, '\n');
        return true;
    }
    if (text.data[0] == '#' || text.data[0] == ';')
        return true;
    if (ini->has_key && indent_of(line) > ini->indent) {
        buf_add_char(&ini->value, '\n');
        buf_add(&ini->value, text);
        return true;
    }
    ini->indent = indent_of(line);
    if (section_begin(ini, text))
        return true;
    if (!ini->in_section)
        return err_set(e, ERR_FORMAT, "line %u stands before any section", ini->line);
    return key_begin(ini, text) ||
           err_set(e, ERR_FORMAT,
                   "line %u has neither a section nor a key with '=' or ':'", ini->line);
}

bool ini_read(struct slice text, ini_sink *sink, void *context, struct err *e)
{
    struct ini ini = {.sink = sink, .context = context};
    const struct slice mark = slice_of("\xEF\xBB\xBF");
    struct slice line;
    bool done = true;

    if (slice_starts(text, mark))
        text = (struct slice){text.data + mark.len, text.len - mark.len};
    while (done && line_cut(&text, &line)) {
        ini.line++;
        done = line_read(&ini, line, e);
    }
    value_end(&ini);
    buf_release(&ini.key);
    buf_release(&ini.value);
    return done;
}
