#include "engine/vcs/fault.h"

#include "engine/vcs/libgit2.h"
#include <stdarg.h>
#include <stdio.h>

bool fault_set(struct err *e, enum err_code code, const char *format, ...)
{
    const git_error *last = git_error_last();
    char sentence[sizeof e->message];
    va_list args;

    va_start(args, format);
    vsnprintf(sentence, sizeof sentence, format, args);
    va_end(args);
    return err_set(e, code, "%s%s%s", sentence, last ? ": " : "",
                   last ? last->message : "");
}
