#include "engine/match/text.h"

#include "engine/match/automaton.h"

unsigned char quoted_byte(struct slice *rest, bool *escaped)
{
    unsigned char byte = (unsigned char)*rest->data++;

    rest->len--;
    *escaped = byte == '\\' && rest->len;
    if (!*escaped)
        return byte;
    byte = (unsigned char)*rest->data++;
    rest->len--;
    switch (byte) {
    case 'n': return '\n';
    case 't': return '\t';
    case 'r': return '\r';
    default: return byte;
    }
}

bool text_equal(struct slice text, struct arena *a, struct text_test *test, struct err *e)
{
    char *plain = arena_array(a, char, text.len + 1);
    size_t len = 0;
    bool escaped;

    (void)e;
    while (text.len)
        plain[len++] = (char)quoted_byte(&text, &escaped);
    test->equal = (struct slice){plain, len};
    return true;
}

static bool too_long(struct err *e)
{
    return err_set(e, ERR_LIMIT, "it has more than %d places to match",
                   AUTOMATON_MAX_POSITIONS);
}

/* '*' is any bytes, '?' one, all else is itself. */
static bool glob_byte(struct automaton *a, unsigned char byte, bool escaped,
                      struct fragment *fragment)
{
    bool wild = !escaped && (byte == '*' || byte == '?');
    struct byte_set set = {{0}};

    if (wild)
        memset(&set, 0xFF, sizeof set);
    else
        byte_set_add(&set, byte);
    if (!fragment_bytes(a, &set, fragment))
        return false;
    if (wild && byte == '*') {
        fragment_repeat(a, fragment);
        fragment->nullable = true;
    }
    return true;
}

bool text_glob(struct slice text, struct arena *a, struct text_test *test, struct err *e)
{
    struct automaton *automaton = arena_new(a, struct automaton);
    struct fragment whole = {.nullable = true}, part;
    bool escaped;

    while (text.len) {
        unsigned char byte = quoted_byte(&text, &escaped);
        if (!glob_byte(automaton, byte, escaped, &part))
            return too_long(e);
        whole = fragment_then(automaton, &whole, &part);
    }
    automaton_accept(automaton, &whole, true, true);
    test->automaton = automaton;
    return true;
}

bool text_holds(const struct text_test *test, struct slice text)
{
    bool holds = test->automaton ? automaton_match(test->automaton, text)
                                 : slice_equal(test->equal, text);

    return holds != test->negated;
}
