#include "engine/facts/literal.h"

#include <stdlib.h>
#include <string.h>

/* Kinds of values that are never equal to one another. */
enum value_kind { INTEGER = 1, BIG_INTEGER, FRACTION, IMAGINARY, BYTES, NONE, ELLIPSIS };

/* All bits of the result depend on all of both (the finalizer of splitmix64). */
static uint64_t value_key(enum value_kind kind, uint64_t value)
{
    value += kind * UINT64_C(0x9e3779b97f4a7c15);
    value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
    return value ^ (value >> 31);
}

uint64_t literal_integer_key(uint64_t value)
{
    return value_key(INTEGER, value);
}

uint64_t literal_none_key(void)
{
    return value_key(NONE, 0);
}

uint64_t literal_ellipsis_key(void)
{
    return value_key(ELLIPSIS, 0);
}

uint64_t literal_string_key(struct slice value, enum literal_kind kind)
{
    uint64_t hash = hash_bytes(value);

    return kind == LITERAL_BYTES ? value_key(BYTES, hash) : hash;
}

/* An integer of any length: itself as long as it fits, and what is left of it when
 * it is divided by two primes, which together tell it from others. */
struct integer {
    uint64_t value;
    bool big; /* `value` is too small for it */
    uint32_t rests[2];
};

static const uint32_t primes[2] = {2147483647u, 2147483629u};

/* integer * factor + more, each at most 16 */
static void integer_append(struct integer *n, unsigned factor, unsigned more)
{
    n->big |= n->value >> 59 != 0;
    n->value = n->value * factor + more;
    for (int i = 0; i < 2; i++)
        n->rests[i] = (uint32_t)(((uint64_t)n->rests[i] * factor + more) % primes[i]);
}

static uint64_t integer_key(const struct integer *n)
{
    return n->big ? value_key(BIG_INTEGER, (uint64_t)n->rests[0] << 32 | n->rests[1])
                  : literal_integer_key(n->value);
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;
}

static unsigned base_of(struct slice text)
{
    if (text.len < 3 || text.data[0] != '0')
        return 10;
    switch (text.data[1] | 0x20) {
    case 'x': return 16;
    case 'o': return 8;
    case 'b': return 2;
    }
    return 10;
}

static uint64_t integer_text_key(struct slice text)
{
    struct integer n = {0};
    unsigned base = base_of(text);

    for (size_t i = base == 10 ? 0 : 2; i < text.len; i++) {
        unsigned digit = (unsigned)digit_of(text.data[i]);
        if (digit < base) /* else an underscore, or the L of Python 2 */
            integer_append(&n, base, digit);
    }
    return integer_key(&n);
}

/* A whole number, not infinite. */
static uint64_t whole_key(double value)
{
    struct integer n = {0};
    uint64_t bits;

    if (value < 0x1p59)
        return literal_integer_key((uint64_t)value);
    memcpy(&bits, &value, sizeof bits);
    for (int i = 52; i >= 0; i--)
        integer_append(&n, 2, i == 52 ? 1 : (unsigned)(bits >> i & 1));
    for (uint64_t i = (bits >> 52) - 1075; i > 0; i--)
        integer_append(&n, 2, 0);
    return integer_key(&n);
}

static uint64_t float_key(double value, bool imaginary)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    if (imaginary && value != 0)
        return value_key(IMAGINARY, bits);
    if (value < 0x1p59 ? value == (double)(uint64_t)value : value - value == 0)
        return whole_key(value);
    return value_key(FRACTION, bits);
}

/* Our locale is C: strtod takes a point. */
static double float_of(struct slice text, struct buf *scratch)
{
    buf_clear(scratch);
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] != '_')
            buf_add_char(scratch, text.data[i]);
    }
    buf_add_char(scratch, '\0');
    return strtod(scratch->data, NULL);
}

uint64_t literal_number_key(struct slice text, struct buf *scratch)
{
    bool imaginary = text.len && (text.data[text.len - 1] | 0x20) == 'j';

    if (base_of(text) != 10)
        return integer_text_key(text);
    for (size_t i = 0; i < text.len; i++) {
        if (imaginary || text.data[i] == '.' || (text.data[i] | 0x20) == 'e')
            return float_key(float_of(text, scratch), imaginary);
    }
    return integer_text_key(text);
}

struct literal_prefix literal_prefix_of(struct slice start)
{
    struct literal_prefix prefix = {LITERAL_TEXT, false};

    for (size_t i = 0; i < start.len; i++) {
        switch (start.data[i] | 0x20) {
        case 'r': prefix.raw = true; break;
        case 'b': prefix.kind = LITERAL_BYTES; break;
        case 'f':
        case 't': prefix.kind = LITERAL_FORMAT; break;
        }
    }
    return prefix;
}

bool literal_is_verbatim(struct slice text, struct literal_prefix prefix)
{
    return (prefix.raw || !memchr(text.data, '\\', text.len)) &&
           !memchr(text.data, '\r', text.len);
}

/* As UTF-8, and surrogates as if they were characters. */
static void code_point_add(struct buf *value, uint32_t c)
{
    if (c < 0x80) {
        buf_add_char(value, (char)c);
        return;
    }
    if (c >= 0x10000)
        buf_add_char(value, (char)(0xf0 | c >> 18));
    if (c >= 0x800)
        buf_add_char(value,
                     (char)(c >= 0x10000 ? 0x80 | (c >> 12 & 0x3f) : 0xe0 | c >> 12));
    buf_add_char(value, (char)(c >= 0x800 ? 0x80 | (c >> 6 & 0x3f) : 0xc0 | c >> 6));
    buf_add_char(value, (char)(0x80 | (c & 0x3f)));
}

static void escaped_add(struct buf *value, uint32_t c, enum literal_kind kind)
{
    if (kind == LITERAL_BYTES)
        buf_add_char(value, (char)c);
    else
        code_point_add(value, c);
}

/* Up to `most` digits from *at on; *at is moved behind them. */
static uint32_t digits_read(struct slice text, size_t *at, unsigned base, size_t most)
{
    uint32_t value = 0;

    for (; most > 0 && *at < text.len; most--, ++*at) {
        unsigned digit = (unsigned)digit_of(text.data[*at]);
        if (digit >= base)
            break;
        value = value * base + digit;
    }
    return value;
}

/* How many hexadecimal digits the escape takes; 0: it is none of those. */
static size_t hexadecimal_digits(char c, enum literal_kind kind)
{
    switch (c) {
    case 'x': return 2;
    case 'u': return kind == LITERAL_TEXT ? 4 : 0;
    case 'U': return kind == LITERAL_TEXT ? 8 : 0;
    }
    return 0;
}

/* The escape behind a backslash that stands right before `at`; returns where it ends. */
static size_t escape_add(struct buf *value, struct slice text, size_t at,
                         enum literal_kind kind)
{
    static const char letters[] = "abfnrtv\\'\"", meant[] = "\a\b\f\n\r\t\v\\'\"";
    char c = text.data[at];
    const char *letter = c ? strchr(letters, c) : NULL;
    size_t digits = hexadecimal_digits(c, kind);

    if (c == '\r')
        return at + 1 + (at + 1 < text.len && text.data[at + 1] == '\n');
    if (c == '\n')
        return at + 1;
    if (letter) {
        buf_add_char(value, meant[letter - letters]);
        return at + 1;
    }
    if (c >= '0' && c <= '7') {
        escaped_add(value, digits_read(text, &at, 8, 3), kind);
    } else if (digits) {
        at++;
        escaped_add(value, digits_read(text, &at, 16, digits), kind);
    } else {
        buf_add_char(value, '\\');
    }
    return at;
}

void literal_add_value(struct buf *value, struct slice text, struct literal_prefix prefix)
{
    for (size_t at = 0; at < text.len;) {
        char c = text.data[at++];

        if (c == '\\' && !prefix.raw && at < text.len)
            at = escape_add(value, text, at, prefix.kind);
        else if (c != '\r' || at == text.len || text.data[at] != '\n')
            buf_add_char(value, c);
    }
}
