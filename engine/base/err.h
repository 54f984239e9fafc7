/* err.h - how a function says why it failed.
 *
 * A function that can fail takes `struct err *e` last and returns false (or
 * NULL). On failure *e holds one complete sentence without a final stop, ready
 * to print after the name of the file. On success *e is not touched, so calls
 * chain with &&. Pass NULL when the reason doesn't matter.
 *
 * Three kinds of trouble have three answers:
 *   the input is bad          struct err; the batch goes on
 *   the machine is exhausted  fatal(): no memory, no threads; exit status 4
 *   this program is wrong     assert() */
#ifndef CAMBIUM_BASE_ERR_H
#define CAMBIUM_BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>

enum err_code {
    ERR_NONE = 0,
    ERR_IO,          /* a system call said no */
    ERR_FORMAT,      /* the bytes are not what they should be */
    ERR_UNSUPPORTED, /* the bytes are fine, this program can't read them */
    ERR_LIMIT,       /* over a limit of size, depth, memory or work */
    ERR_USAGE,       /* the person at the prompt asked for what can't be */
    ERR_CANCELLED,   /* the run was asked to stop */
};

struct err {
    enum err_code code;
    char message[240];
};

/* Fills *e and returns false, so that a caller may write `return err_set(...)`. */
bool err_set(struct err *e, enum err_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with ": " and the text of errno `number` behind it. */
bool err_set_errno(struct err *e, int number, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts "what: " in front of the message that is already in *e. Returns false. */
bool err_wrap(struct err *e, const char *what);

/* Adds a word to the list that the message ends with: " a" for the first one (from 0), ", b"
 * for the others. What has no room is left out. */
void err_list(struct err *e, size_t number, const char *word);

/* Prints "cambium: ..." on stderr and ends the process with status 4. */
_Noreturn void fatal(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
