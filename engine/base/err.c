#include "engine/base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void message_set(struct err *e, enum err_code code, const char *format,
                        va_list args)
{
    e->code = code;
    vsnprintf(e->message, sizeof e->message, format, args);
}

bool err_set(struct err *e, enum err_code code, const char *format, ...)
{
    va_list args;

    if (e) {
        va_start(args, format);
        message_set(e, code, format, args);
        va_end(args);
    }
    return false;
}

bool err_set_errno(struct err *e, int number, const char *format, ...)
{
    va_list args;
    char text[96];
    size_t len;

    if (!e)
        return false;
    va_start(args, format);
    message_set(e, ERR_IO, format, args);
    va_end(args);
    len = strlen(e->message);
    snprintf(e->message + len, sizeof e->message - len, ": %s",
             strerror_r(number, text, sizeof text));
    return false;
}

bool err_wrap(struct err *e, const char *what)
{
    struct err inner;

    if (!e)
        return false;
    inner = *e;
    return err_set(e, inner.code, "%s: %s", what, inner.message);
}

void err_list(struct err *e, size_t number, const char *word)
{
    size_t len = e ? strlen(e->message) : 0;

    if (e)
        snprintf(e->message + len, sizeof e->message - len, "%s%s", number ? ", " : " ",
                 word);
}

void fatal(const char *format, ...)
{
    char message[512] = "cambium: ";
    size_t len = strlen(message);
    va_list args;

    va_start(args, format);
    vsnprintf(message + len, sizeof message - len - 1, format, args);
    va_end(args);
    len = strlen(message);
    message[len++] = '\n';
    /* write, not stdio: the heap may be what is broken. */
    if (write(STDERR_FILENO, message, len) < 0)
        _exit(4);
    _exit(4);
}
