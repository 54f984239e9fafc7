/* help.h - help texts and shell completions, from the commands' own tables. */
#ifndef CAMBIUM_CMD_HELP_H
#define CAMBIUM_CMD_HELP_H

#include "engine/base/buf.h"
#include "engine/cmd/command.h"

void help_program(struct buf *out);
void help_command(struct buf *out, const struct command *command);

/* A script for "bash", "zsh" or "fish". False: no such shell is known. */
bool completions_write(struct buf *out, const char *shell);

#endif
