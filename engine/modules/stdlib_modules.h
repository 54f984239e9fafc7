/* stdlib_modules.h - which modules are the standard library's, and since when.
 *
 * By a table (stdlib_modules.def), not by what lies on this machine: the same answer wherever the
 * program runs, and for versions that aren't installed. CPython 3.8 to 3.14; what an older
 * or newer Python has isn't known. Modules that only one system has (winreg, posix) are in
 * all. A file of the same name can hide each of them but those compiled into the
 * interpreter: which of the two an import means is for the caller to say.
 *
 * Not called stdlib.h: that would hide the C library's header from this room.
 *
 * Functions of their arguments; any thread. */
#ifndef CAMBIUM_MODULES_STDLIB_MODULES_H
#define CAMBIUM_MODULES_STDLIB_MODULES_H

#include "engine/base/slice.h"

#include <stdbool.h>
#include <stdint.h>

/* Minor versions of Python 3. */
enum { STDLIB_OLDEST = 8, STDLIB_NEWEST = 14 };

/* In which versions a module is the standard library's: bit (minor - 8). 0: in none. For
 * a top-level module, "asyncio"; a dotted name is looked up as it stands. */
uint8_t stdlib_versions(struct slice name);

/* Compiled into the interpreter in each version that has it (sys, builtins, _thread): no
 * file can hide it. Some builds have more of them compiled in. */
bool stdlib_is_builtin(struct slice name);

/* That version has a module of this name: "asyncio.taskgroups" since 3.11. `*known` is
 * false if neither yes nor no is sure: another version, what is in packages of tests, and
 * what 3.14 seems not to have in a package that it has. False then. */
bool stdlib_has(struct slice dotted, unsigned minor, bool *known);

#endif
