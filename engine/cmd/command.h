/* command.h - the verbs of the program.
 *
 * A command is one file with one `const struct command command_NAME` and one
 * line in commands.def; help, usage errors and shell completions come from
 * that alone. This room is the only place that prints and that decides the
 * exit status. */
#ifndef CAMBIUM_CMD_COMMAND_H
#define CAMBIUM_CMD_COMMAND_H

#include "engine/cmd/options.h"

enum status {
    STATUS_DONE = 0,       /* a syntax error is analysed and marked partial */
    STATUS_FINDINGS = 1,   /* findings over a gate */
    STATUS_USAGE = 2,      /* the command line or the configuration is wrong */
    STATUS_INCOMPLETE = 3, /* done, but some input couldn't be read */
    STATUS_FATAL = 4,      /* no report: can't write it, no memory, our bug */
};

struct command {
    const char *name;
    const char *operands;                     /* "[PATH]", for usage */
    const char *summary;                      /* one line */
    const char *details;                      /* paragraphs for its own --help */
    const char *examples;                     /* lines that can be typed */
    const struct option_spec *const *options; /* tables; ends with NULL */
    enum status (*run)(struct settings *settings);

    /* The folder or file whose configuration holds for it; NULL from it: none does.
     * Without this a command heeds no configuration and no environment. */
    const char *(*root)(const struct settings *settings);
};

extern const struct command *const commands[]; /* ends with NULL */

/* The command of that name, or NULL. */
const struct command *command_by_name(const char *name);

/* All of main: parses, runs, returns the exit status. */
int command_main(int argc, char **argv);

/* What follows is for the commands. */

/* Prints "cambium: ..." on stderr, unless stderr is closed. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
