/* Regular expressions to automata, by recursive descent:
 *
 *     alternatives = ["^"] sequence ["$"] { "|" ["^"] sequence ["$"] }
 *     sequence     = { atom { "?" | "*" | "+" } }
 *     atom         = byte | "." | class | escape | "(" alternatives ")" */
#include "engine/match/automaton.h"
#include "engine/match/text.h"

#include <ctype.h>

enum { MAX_GROUPS = 32 };

struct reader {
    struct automaton *automaton;
    const char *at, *end;
    bool fold_case;
    unsigned groups; /* that are open */
    struct err *e;
};

static bool at_char(const struct reader *r, char c)
{
    return r->at < r->end && *r->at == c;
}

static bool take(struct reader *r, char c)
{
    bool there = at_char(r, c);

    r->at += there;
    return there;
}

static void set_range(struct byte_set *set, unsigned char from, unsigned char to)
{
    for (unsigned byte = from; byte <= to; byte++)
        byte_set_add(set, (unsigned char)byte);
}

static void set_invert(struct byte_set *set)
{
    for (int w = 0; w < 4; w++)
        set->words[w] = ~set->words[w];
}

static void set_fold(struct byte_set *set)
{
    for (int c = 'a'; c <= 'z'; c++) {
        unsigned char lower = (unsigned char)c, upper = (unsigned char)toupper(c);

        if (byte_set_has(set, lower) || byte_set_has(set, upper)) {
            byte_set_add(set, lower);
            byte_set_add(set, upper);
        }
    }
}

static void set_add_class(struct byte_set *set, char letter)
{
    struct byte_set class = {{0}};

    switch (tolower((unsigned char)letter)) {
    case 'w':
        set_range(&class, 'a', 'z');
        set_range(&class, 'A', 'Z');
        byte_set_add(&class, '_');
        /* fall through */
    case 'd': set_range(&class, '0', '9'); break;
    case 's':
        set_range(&class, '\t', '\r');
        byte_set_add(&class, ' ');
        break;
    }
    if (isupper((unsigned char)letter))
        set_invert(&class);
    for (int w = 0; w < 4; w++)
        set->words[w] |= class.words[w];
}

/* Behind a '\': adds what it means; *byte is that byte, or -1 if it is a class. */
static bool escape_read(struct reader *r, struct byte_set *set, int *byte)
{
    unsigned char c;

    if (r->at == r->end)
        return err_set(r->e, ERR_FORMAT, "nothing follows the last \\");
    c = (unsigned char)*r->at++;
    *byte = c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
    if (*byte == c && isalnum(c)) {
        if (!strchr("dwsDWS", c))
            return err_set(r->e, ERR_FORMAT, "\\%c means nothing here", c);
        *byte = -1;
        set_add_class(set, (char)c);
        return true;
    }
    byte_set_add(set, (unsigned char)*byte);
    return true;
}

/* One byte of a class, or the start of a range. */
static bool class_item(struct reader *r, struct byte_set *set, int *byte)
{
    *byte = (unsigned char)*r->at++;
    if (*byte == '\\')
        return escape_read(r, set, byte);
    byte_set_add(set, (unsigned char)*byte);
    return true;
}

static bool class_range(struct reader *r, struct byte_set *set, int from)
{
    int to;

    r->at++;
    if (!class_item(r, set, &to))
        return false;
    if (from < 0 || to < from)
        return err_set(r->e, ERR_FORMAT, "a range in [] goes from a byte to a later one");
    set_range(set, (unsigned char)from, (unsigned char)to);
    return true;
}

static bool class_read(struct reader *r, struct byte_set *set)
{
    bool inverted = take(r, '^'), first = true;
    int byte;

    for (; r->at < r->end && (first || *r->at != ']'); first = false) {
        if (!class_item(r, set, &byte))
            return false;
        if (at_char(r, '-') && r->at + 1 < r->end && r->at[1] != ']' &&
            !class_range(r, set, byte))
            return false;
    }
    if (!take(r, ']'))
        return err_set(r->e, ERR_FORMAT, "a [ has no ]");
    if (r->fold_case)
        set_fold(set);
    if (inverted)
        set_invert(set);
    return true;
}

static bool byte_read(struct reader *r, struct byte_set *set)
{
    char c = *r->at++;
    int byte;

    switch (c) {
    case '[': return class_read(r, set);
    case '.':
        byte_set_add(set, '\n');
        set_invert(set);
        return true;
    case '\\':
        if (!escape_read(r, set, &byte))
            return false;
        break;
    case '{':
    case '}':
        return err_set(r->e, ERR_FORMAT,
                       "there are no counts; write it out, or \\%c for the brace", c);
    case '*':
    case '+':
    case '?': return err_set(r->e, ERR_FORMAT, "nothing stands before %c", c);
    case '^':
    case '$':
        return err_set(r->e, ERR_FORMAT, "%c stands only at the %s of an alternative", c,
                       c == '^' ? "start" : "end");
    default: byte_set_add(set, (unsigned char)c);
    }
    if (r->fold_case)
        set_fold(set);
    return true;
}

static bool alternatives_read(struct reader *r, struct fragment *fragment);

static bool group_read(struct reader *r, struct fragment *fragment)
{
    if (take(r, '?') && !take(r, ':'))
        return err_set(r->e, ERR_FORMAT, "of groups with (? there is only (?:");
    if (r->groups == MAX_GROUPS)
        return err_set(r->e, ERR_LIMIT, "more than %d groups lie in each other",
                       MAX_GROUPS);
    r->groups++;
    if (!alternatives_read(r, fragment))
        return false;
    r->groups--;
    return take(r, ')') || err_set(r->e, ERR_FORMAT, "a ( has no )");
}

static bool atom_read(struct reader *r, struct fragment *fragment)
{
    struct byte_set set = {{0}};

    if (take(r, '('))
        return group_read(r, fragment);
    if (!byte_read(r, &set))
        return false;
    return fragment_bytes(r->automaton, &set, fragment) ||
           err_set(r->e, ERR_LIMIT, "it has more than %d places to match",
                   AUTOMATON_MAX_POSITIONS);
}

static bool repeated_read(struct reader *r, struct fragment *fragment)
{
    if (!atom_read(r, fragment))
        return false;
    for (; at_char(r, '?') || at_char(r, '*') || at_char(r, '+'); r->at++) {
        if (*r->at != '?')
            fragment_repeat(r->automaton, fragment);
        if (*r->at != '+')
            fragment->nullable = true;
    }
    return true;
}

/* A '$' that ends the alternative is left for the caller. */
static bool sequence_ends(const struct reader *r)
{
    const char *next = r->at + at_char(r, '$');

    return next == r->end || *next == '|' || *next == ')';
}

static bool sequence_read(struct reader *r, struct fragment *sequence)
{
    struct fragment part;

    *sequence = (struct fragment){.nullable = true};
    while (!sequence_ends(r)) {
        if (!repeated_read(r, &part))
            return false;
        *sequence = fragment_then(r->automaton, sequence, &part);
    }
    return true;
}

/* Inside a group, where the text neither starts nor ends. */
static bool alternatives_read(struct reader *r, struct fragment *fragment)
{
    struct fragment sequence;

    *fragment = (struct fragment){0};
    do {
        if (!sequence_read(r, &sequence))
            return false;
        if (at_char(r, '$'))
            return err_set(r->e, ERR_FORMAT, "$ can't stand in a group");
        *fragment = fragment_or(fragment, &sequence);
    } while (take(r, '|'));
    return true;
}

static bool whole_read(struct reader *r)
{
    struct fragment sequence;

    do {
        bool from_start = take(r, '^');
        if (!sequence_read(r, &sequence))
            return false;
        automaton_accept(r->automaton, &sequence, from_start, take(r, '$'));
    } while (take(r, '|'));
    return r->at == r->end || err_set(r->e, ERR_FORMAT, "a ) has no (");
}

bool text_regex(struct slice text, bool fold_case, struct arena *a,
                struct text_test *test, struct err *e)
{
    struct automaton *automaton = arena_new(a, struct automaton);
    struct reader r = {.automaton = automaton,
                       .at = text.data,
                       .end = text.data + text.len,
                       .fold_case = fold_case,
                       .e = e};

    if (!whole_read(&r))
        return false;
    test->automaton = automaton;
    return true;
}
