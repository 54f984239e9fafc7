/* stdlib_dump MINOR - what stdlib says of that version of Python 3, for a script to judge.
 *
 * A line for each module that the table has in it: its name, and "builtin" if no file
 * can hide it. */
#include "engine/modules/stdlib_modules.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const names[] = {
#define STDLIB(name, first, last, builtin) name,
#include "engine/modules/stdlib_modules.def"
#undef STDLIB
};

int main(int argc, char **argv)
{
    bool known;

    if (argc != 2)
        return 2;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (stdlib_has(slice_of(names[i]), (unsigned)atoi(argv[1]), &known))
            printf("%s%s\n", names[i],
                   stdlib_is_builtin(slice_of(names[i])) ? " builtin" : "");
    }
    return 0;
}
