#include "engine/cmd/command.h"

#include "engine/cmd/configure.h"
#include "engine/cmd/help.h"
#include "engine/cmd/output.h"
#include "engine/cmd/signals.h"
#include "engine/cmd/terminal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define COMMAND(name) extern const struct command command_##name;
#include "engine/cmd/commands.def"
#undef COMMAND

const struct command *const commands[] = {
#define COMMAND(name) &command_##name,
#include "engine/cmd/commands.def"
#undef COMMAND
    NULL,
};

void say(const char *format, ...)
{
    va_list args;

    fputs("cambium: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

const struct command *command_by_name(const char *name)
{
    for (const struct command *const *c = commands; *c; c++) {
        if (strcmp((*c)->name, name) == 0)
            return *c;
    }
    return NULL;
}

/* Text for people that is a result: it goes to standard output. */
static enum status text_print(struct buf *text)
{
    struct output output;
    struct err err;
    bool printed;

    output_open(&output, NULL, NULL);
    out_add(&output.out, buf_slice(text));
    printed = output_close(&output, &err);
    buf_release(text);
    if (!printed)
        say("%s", err.message);
    return printed ? STATUS_DONE : STATUS_FATAL;
}

static enum status usage_error(const char *command, const struct err *err)
{
    say("%s", err->message);
    fprintf(stderr, "Try: cambium %s%s--help\n", command, *command ? " " : "");
    return STATUS_USAGE;
}

static enum status configured_run(const struct command *command,
                                  struct settings *settings)
{
    struct configuration configuration = {0};
    enum status status = STATUS_USAGE;
    struct err err;

    if (!command->root || configure(&configuration, settings, command, &err)) {
        signals_watch();
        status = command->run(settings);
        if (status == STATUS_USAGE && configuration_suspect(&configuration, command))
            say("%s holds here too: see cambium config show --origin",
                configuration.file);
    } else {
        say("%s", err.message);
    }
    configuration_release(&configuration);
    return status;
}

static enum status command_run(const struct command *command, int argc, char **argv)
{
    struct settings settings;
    struct buf text = {0};
    struct err err;
    enum status status;

    settings_init(&settings);
    if (!options_parse(&settings, command->options, argc, argv, &err)) {
        status = usage_error(command->name, &err);
    } else if (settings.help) {
        help_command(&text, command);
        status = text_print(&text);
    } else {
        status = configured_run(command, &settings);
    }
    settings_release(&settings);
    return status;
}

static enum status completions_print(const char *shell)
{
    struct buf text = {0};
    struct err err;

    if (shell && completions_write(&text, shell))
        return text_print(&text);
    err_set(&err, ERR_USAGE, "--completions takes bash, zsh or fish");
    return usage_error("", &err);
}

static enum status version_print(void)
{
    struct buf text = {0};

    buf_add_text(&text, "cambium " CAMBIUM_VERSION "\n");
    return text_print(&text);
}

static enum status help_print(void)
{
    struct buf text = {0};

    help_program(&text);
    return text_print(&text);
}

int command_main(int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : "--help";
    const struct command *command = command_by_name(word);
    struct err err;

    terminal_guard_streams();
    if (command)
        return (int)command_run(command, argc - 1, argv + 1);
    if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0)
        return (int)version_print();
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 ||
        strcmp(word, "help") == 0)
        return (int)help_print();
    if (strcmp(word, "--completions") == 0)
        return (int)completions_print(argc > 2 ? argv[2] : NULL);
    err_set(&err, ERR_USAGE, "there is no command '%.100s'", word);
    return (int)usage_error("", &err);
}
