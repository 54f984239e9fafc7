#include "engine/rules/glob.h"

#include <string.h>

enum step_kind {
    STEP_LITERAL, /* these bytes */
    STEP_ANY,     /* one byte, not '/' */
    STEP_SET,     /* one byte of a set */
    STEP_STAR,    /* any bytes, not '/' */
    STEP_DEEP,    /* any bytes */
    STEP_FOLDERS, /* nothing, or any bytes and a '/' */
};

struct glob_step {
    enum step_kind kind;
    uint32_t len; /* of a literal */
    union {
        const char *bytes;
        const uint32_t *set; /* 256 bits */
    };
};

/* The pattern while it is read. */
struct reader {
    struct slice pattern;
    size_t at;
    size_t plain; /* as many bytes of the pattern come before its first special one */
    enum glob_scope scope;
    struct arena *arena;
    struct glob_step *steps;
    uint32_t count;
    char *literals; /* room for as many bytes as the pattern has */
};

static bool is_special(char c)
{
    return c == '*' || c == '?' || c == '[' || c == '\\';
}

/* -1 at the end; a pattern holds no NUL that anything could match. */
static int peek(const struct reader *r, size_t ahead)
{
    size_t at = r->at + ahead;

    return at < r->pattern.len ? (unsigned char)r->pattern.data[at] : -1;
}

static struct glob_step *step_add(struct reader *r, enum step_kind kind)
{
    struct glob_step *step = &r->steps[r->count++];

    step->kind = kind;
    return step;
}

static void literal_add(struct reader *r, int byte)
{
    struct glob_step *step = r->count ? &r->steps[r->count - 1] : NULL;

    if (!step || step->kind != STEP_LITERAL) {
        step = step_add(r, STEP_LITERAL);
        step->bytes = r->literals;
    }
    *r->literals++ = (char)byte;
    step->len++;
}

/* ------------------------------------------------------------------ sets */

static void set_add(uint32_t *set, int from, int to)
{
    for (int c = from; c <= to; c++)
        set[c / 32] |= 1u << (c % 32);
}

static bool set_has(const uint32_t *set, char c)
{
    return set[(unsigned char)c / 32] >> ((unsigned char)c % 32) & 1;
}

/* ASCII whatever the locale. "space" is what git takes for it: no \v, no \f. */
static const struct byte_class {
    const char *name;
    unsigned char ranges[9]; /* pairs from, to; ended by 0 */
} byte_classes[] = {
    {"alnum", "09AZaz"},   {"alpha", "AZaz"},
    {"blank", "  \t\t"},   {"cntrl", "\001\037\177\177"},
    {"digit", "09"},       {"graph", "!~"},
    {"lower", "az"},       {"print", " ~"},
    {"punct", "!/:@[`{~"}, {"space", "  \t\n\r\r"},
    {"upper", "AZ"},       {"xdigit", "09AFaf"},
};

static bool class_add(uint32_t *set, struct slice name)
{
    for (size_t i = 0; i < sizeof byte_classes / sizeof *byte_classes; i++) {
        if (!slice_equal(name, slice_of(byte_classes[i].name)))
            continue;
        for (const unsigned char *range = byte_classes[i].ranges; *range; range += 2)
            set_add(set, range[0], range[1]);
        return true;
    }
    return false;
}

/* At "[:": reads a class up to its ":]". 0: there is no such end, so the '[' is
 * a byte like any other. -1: nothing can match. */
static int class_read(struct reader *r, uint32_t *set)
{
    const char *start = r->pattern.data + r->at + 2;
    const char *close = memchr(start, ']', r->pattern.len - r->at - 2);

    if (!close)
        return -1;
    if (close == start || close[-1] != ':')
        return 0;
    if (!class_add(set, (struct slice){start, (size_t)(close - 1 - start)}))
        return -1;
    r->at = (size_t)(close - r->pattern.data);
    return 1;
}

/* One byte of a set, maybe escaped; leaves r->at on its last character. */
static int set_byte(struct reader *r)
{
    if (peek(r, 0) == '\\')
        r->at++;
    return peek(r, 0);
}

/* Reads one member of a set and steps behind it. `*before` is the byte that a
 * following '-' would begin a range with; 0 is none. */
static bool member_read(struct reader *r, uint32_t *set, int *before)
{
    int c = peek(r, 0), known;

    if (c == '-' && *before && peek(r, 1) >= 0 && peek(r, 1) != ']') {
        r->at++;
        c = set_byte(r);
        set_add(set, *before, c);
        *before = 0;
    } else if (c == '[' && peek(r, 1) == ':' && (known = class_read(r, set)) != 0) {
        if (known < 0)
            return false;
        *before = 0;
    } else {
        c = set_byte(r);
        if (c >= 0)
            set_add(set, c, c);
        *before = c;
    }
    r->at++;
    return c >= 0;
}

/* Behind '['. A ']' that comes first is a member. */
static bool set_read(struct reader *r)
{
    uint32_t *set = arena_array(r->arena, uint32_t, 8);
    bool negated = peek(r, 0) == '!' || peek(r, 0) == '^';
    int before = 0;

    r->at += negated;
    do {
        if (!member_read(r, set, &before))
            return false;
    } while (peek(r, 0) != ']');
    r->at++;
    for (size_t i = 0; negated && i < 8; i++)
        set[i] = ~set[i];
    set['/' / 32] &= ~(1u << ('/' % 32));
    step_add(r, STEP_SET)->set = set;
    return true;
}

/* ----------------------------------------------------------------- stars */

/* At the first of some stars. git compares the pattern's plain beginning by
 * itself and takes what follows for a pattern of its own, so "a**" with nothing
 * special before it counts as standing at the start. */
static void stars_read(struct reader *r)
{
    size_t start = r->at;
    bool begins = start == r->plain || r->pattern.data[start - 1] == '/';

    while (peek(r, 0) == '*')
        r->at++;
    if (r->scope == GLOB_NAME || r->at - start == 1 || !begins) {
        step_add(r, STEP_STAR);
    } else if (peek(r, 0) == '/') {
        r->at++;
        step_add(r, STEP_FOLDERS);
    } else if (peek(r, 0) < 0 || (peek(r, 0) == '\\' && peek(r, 1) == '/')) {
        step_add(r, STEP_DEEP);
    } else {
        step_add(r, STEP_STAR);
    }
}

/* --------------------------------------------------------------- compile */

static bool pattern_read(struct reader *r)
{
    int c;

    while ((c = peek(r, 0)) >= 0) {
        if (c == '*') {
            stars_read(r);
            continue;
        }
        r->at++;
        if (c == '?') {
            step_add(r, STEP_ANY);
        } else if (c == '[') {
            if (!set_read(r))
                return false;
        } else if (c != '\\') {
            literal_add(r, c);
        } else if ((c = peek(r, 0)) >= 0) {
            literal_add(r, c);
            r->at++;
        } else {
            return false;
        }
    }
    return true;
}

static void ending_find(struct glob *glob)
{
    const struct glob_step *last;
    const char *slash;

    if (!glob->step_count || glob->steps[glob->step_count - 1].kind != STEP_LITERAL)
        return;
    last = &glob->steps[glob->step_count - 1];
    glob->ending = (struct slice){last->bytes, last->len};
    glob->whole = last == glob->steps || last[-1].kind == STEP_FOLDERS;
    slash = memrchr(last->bytes, '/', last->len);
    if (slash) {
        glob->ending.data = slash + 1;
        glob->ending.len -= (size_t)(slash + 1 - last->bytes);
        glob->whole = true;
    }
}

static uint32_t least_bytes(const struct glob *glob)
{
    uint32_t least = 0;

    for (uint32_t i = 0; i < glob->step_count; i++) {
        if (glob->steps[i].kind == STEP_LITERAL)
            least += glob->steps[i].len;
        else if (glob->steps[i].kind == STEP_ANY || glob->steps[i].kind == STEP_SET)
            least++;
    }
    return least;
}

bool glob_compile(struct slice pattern, enum glob_scope scope, struct arena *a,
                  struct glob *glob)
{
    struct reader r = {.pattern = pattern, .scope = scope, .arena = a};
    size_t specials = 0;

    for (size_t i = 0; i < pattern.len; i++)
        specials += is_special(pattern.data[i]);
    while (r.plain < pattern.len && !is_special(pattern.data[r.plain]))
        r.plain++;
    r.steps = arena_array(a, struct glob_step, 2 * specials + 1);
    r.literals = arena_array(a, char, pattern.len);
    if (!pattern_read(&r))
        return false;
    *glob = (struct glob){.steps = r.steps, .step_count = r.count};
    glob->least_bytes = least_bytes(glob);
    ending_find(glob);
    return true;
}

/* ----------------------------------------------------------------- match */

/* Where to go on after a mismatch: at this step, with this text. */
struct retry {
    const struct glob_step *step; /* NULL: nowhere */
    const char *text;
};

/* How many bytes of the text one step without freedom takes; 0 if it fails. */
static size_t step_take(const struct glob_step *step, const char *text, const char *end)
{
    if (step->kind == STEP_LITERAL)
        return (size_t)(end - text) >= step->len &&
                       memcmp(text, step->bytes, step->len) == 0
                   ? step->len
                   : 0;
    if (text == end)
        return 0;
    return step->kind == STEP_ANY ? *text != '/' : set_has(step->set, *text);
}

/* Lets the nearest star take a byte more, else the nearest '**' a byte or a
 * component more. Stars before these need no second look: what comes between
 * two stars of a kind was matched as early as it can be, and a later match of
 * it would only leave less text for the rest. */
static bool match_retry(struct retry *star, struct retry *deep, const char *end)
{
    const char *slash;

    if (star->step && star->text < end && *star->text != '/') {
        star->text++;
        return true;
    }
    star->step = NULL;
    if (!deep->step || deep->text == end)
        return false;
    if (deep->step[-1].kind == STEP_DEEP) {
        deep->text++;
        return true;
    }
    slash = memchr(deep->text, '/', (size_t)(end - deep->text));
    deep->text = slash ? slash + 1 : end;
    return slash;
}

bool glob_match(const struct glob *glob, struct slice text)
{
    const struct glob_step *step = glob->steps, *last = step + glob->step_count;
    const char *at = text.data, *end = at + text.len;
    struct retry star = {0}, deep = {0};
    size_t taken;

    if (text.len < glob->least_bytes)
        return false;
    for (;;) {
        if (step == last && at == end)
            return true;
        if (step < last && step->kind == STEP_STAR) {
            star = (struct retry){++step, at};
        } else if (step < last && step->kind >= STEP_DEEP) {
            deep = (struct retry){++step, at};
            star.step = NULL;
        } else if (step < last && (taken = step_take(step, at, end)) > 0) {
            at += taken;
            step++;
        } else if (match_retry(&star, &deep, end)) {
            const struct retry *next = star.step ? &star : &deep;
            step = next->step;
            at = next->text;
        } else {
            return false;
        }
    }
}
