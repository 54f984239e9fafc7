/* json.h - a stream of strict JSON (RFC 8259), written as it comes.
 *
 * Puts the commas, so a caller only says what follows; that keys and values
 * alternate and brackets match is the caller's duty. Holds one bit of state
 * and nothing of what was written, so any part of a document can be written
 * by itself.
 *
 * Always valid UTF-8, whatever the bytes given:
 *
 *   - UTF-8 stays as it is, but characters that control, hide or turn the
 *     text around are written as \u escapes, so that printing a report on a
 *     terminal obeys nobody;
 *   - each byte that isn't UTF-8 shows as U+FFFD. Of a path nothing may be
 *     lost, so json_key_path adds a second key with the bytes in base64.
 *
 * The buffer belongs to the caller. Not thread-safe. */
#ifndef CAMBIUM_REPORT_JSON_H
#define CAMBIUM_REPORT_JSON_H

#include "engine/base/buf.h"

#include <stdbool.h>
#include <stdint.h>

struct json {
    struct buf *out;
    bool comma; /* the next value or key needs one in front */
};

void json_open(struct json *j, char bracket);  /* '{' or '[' */
void json_close(struct json *j, char bracket); /* '}' or ']' */

/* `name` is one of ours: nothing in it needs an escape. */
static inline void json_key(struct json *j, const char *name);

void json_string(struct json *j, struct slice text);
void json_number(struct json *j, uint64_t number);
void json_decimal(struct json *j, double number); /* six decimals at most; NAN: null */
void json_bool(struct json *j, bool is_true);
void json_null(struct json *j);

/* "NAME": "...", and "NAME_base64": "..." if the path isn't UTF-8. */
void json_key_path(struct json *j, const char *name, struct slice path);
void json_path(struct json *j, struct slice path); /* NAME is path */

/* A key and its value. NULL for text is null. */
static inline void json_key_text(struct json *j, const char *name, const char *text);
static inline void json_key_number(struct json *j, const char *name, uint64_t number);
static inline void json_key_bool(struct json *j, const char *name, bool is_true);
static inline void json_key_decimal(struct json *j, const char *name, double number);

/* Here, so that the compiler knows the length of the name: most of a report
 * is keys. */
static inline void json_key(struct json *j, const char *name)
{
    size_t len = strlen(name);
    char *at = buf_reserve(j->out, len + 4);

    *at = ',';
    at += j->comma;
    *at++ = '"';
    memcpy(at, name, len);
    memcpy(at + len, "\":", 2);
    j->out->len += j->comma + len + 3;
    j->comma = false;
}

static inline void json_key_text(struct json *j, const char *name, const char *text)
{
    json_key(j, name);
    if (text)
        json_string(j, slice_of(text));
    else
        json_null(j);
}

static inline void json_key_number(struct json *j, const char *name, uint64_t number)
{
    json_key(j, name);
    json_number(j, number);
}

static inline void json_key_bool(struct json *j, const char *name, bool is_true)
{
    json_key(j, name);
    json_bool(j, is_true);
}

static inline void json_key_decimal(struct json *j, const char *name, double number)
{
    json_key(j, name);
    json_decimal(j, number);
}

#endif
