/* configure.h - settings from files and from the environment, under the command line.
 *
 * The keys of a configuration are the options themselves: each row says who else
 * may say it (options.h). A table of options that one command alone has gives
 * keys under the command's name (metrics.profile), the others stand at the top.
 * Each key is an environment variable too: CAMBIUM_METRICS_PROFILE.
 *
 * Command line over environment over file. The rules exclude and include are all
 * kept, in that order from the weakest, because the last that matches holds. */
#ifndef CAMBIUM_CMD_CONFIGURE_H
#define CAMBIUM_CMD_CONFIGURE_H

#include "engine/cmd/command.h"
#include "engine/config/config.h"

enum origin { ORIGIN_DEFAULT, ORIGIN_FILE, ORIGIN_ENVIRONMENT, ORIGIN_PROMPT };

/* A key, and who says what of it. */
struct assignment {
    size_t key;
    enum origin origin;
    const char *const *texts;
    size_t count;
    const char *file; /* of ORIGIN_FILE; or the variable */
    struct toml_place place;
};

struct configuration {
    struct config config;
    const struct option_spec **specs; /* of each key of `config` */
    const char *file;                 /* the one that holds, as it is shown; or NULL */
    struct assignment *assignments;   /* from the weakest to the strongest */
    size_t assignment_count, assignment_capacity;
    size_t *holds; /* of each key the assignment that holds, from 1 on; 0: none does */
};

/* Reads what holds for the command and puts it below what *s says already. Everything in
 * *s borrows from *c. False: *e says what is wrong, and where. */
bool configure(struct configuration *c, struct settings *s, const struct command *command,
               struct err *e);
void configuration_release(struct configuration *c);

/* Rules that are in force whoever says others. */
bool option_adds_up(const struct option_spec *spec);

/* Does a file say a text to this command that only the command itself can judge? */
bool configuration_suspect(const struct configuration *c, const struct command *command);

/* Who says the rule of that number, counted from 0 in the order in which they hold; or
 * NULL. */
const struct assignment *configuration_rule(const struct configuration *c, size_t number);

#endif
