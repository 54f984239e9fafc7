/* fault.h - what libgit2 says, as a struct err. */
#ifndef CAMBIUM_VCS_FAULT_H
#define CAMBIUM_VCS_FAULT_H

#include "engine/base/err.h"

/* Fills *e with the sentence, ": " and libgit2's last message. Returns false. That libgit2
 * got no memory isn't fatal: it may have asked for what a damaged pack claims. */
bool fault_set(struct err *e, enum err_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
