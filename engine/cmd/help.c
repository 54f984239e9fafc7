#include "engine/cmd/help.h"

#include "engine/report/report.h"

#include <stdio.h>

enum { HELP_COLUMN = 28, HELP_WIDTH = 90 };

/* Adds words, starting a new line at `column` when one would not fit. */
static void wrapped_add(struct buf *out, const char *text, size_t at, size_t column)
{
    while (*text) {
        size_t len = strcspn(text, " ");
        if (at > column && at + 1 + len > HELP_WIDTH) {
            buf_add_format(out, "\n%*s", (int)column, "");
            at = column;
        } else if (at > column) {
            buf_add_char(out, ' ');
            at++;
        }
        buf_add(out, (struct slice){text, len});
        at += len;
        text += len + strspn(text + len, " ");
    }
    buf_add_char(out, '\n');
}

static void option_add(struct buf *out, const struct option_spec *spec)
{
    size_t start = out->len, width;

    if (spec->letter)
        buf_add_format(out, "  -%c, ", spec->letter);
    else
        buf_add_text(out, "      ");
    buf_add_format(out, "--%s%s%s", spec->name, spec->value ? " " : "",
                   spec->value ? spec->value : "");
    width = out->len - start;
    if (width + 2 > HELP_COLUMN) {
        buf_add_format(out, "\n%*s", HELP_COLUMN, "");
    } else {
        buf_add_format(out, "%*s", (int)(HELP_COLUMN - width), "");
    }
    wrapped_add(out, spec->help, HELP_COLUMN, HELP_COLUMN);
}

static bool table_is(const struct option_spec *const *tables,
                     const struct option_spec *which)
{
    for (; *tables; tables++) {
        if (*tables == which)
            return true;
    }
    return false;
}

static void formats_add(struct buf *out)
{
    buf_add_text(out, "\nFormats:\n");
    for (const struct report *const *r = reports; *r; r++) {
        buf_add_format(out, "      %-*s", HELP_COLUMN - 6, (*r)->name);
        wrapped_add(out, (*r)->summary, HELP_COLUMN, HELP_COLUMN);
    }
}

void help_command(struct buf *out, const struct command *command)
{
    buf_add_format(out, "%s\n\nUsage: cambium %s [options] %s\n\n%s\n\nOptions:\n",
                   command->summary, command->name, command->operands, command->details);
    for (const struct option_spec *const *t = command->options; *t; t++) {
        for (const struct option_spec *spec = *t; spec->name; spec++)
            option_add(out, spec);
    }
    if (table_is(command->options, options_output))
        formats_add(out);
    buf_add_format(out, "\nExamples:\n%s", command->examples);
}

void help_program(struct buf *out)
{
    buf_add_text(
        out, "Cambium analyses large Python monorepos: what is here, how complex it is,\n"
             "and what needs attention.\n\n"
             "Usage: cambium COMMAND [options] [operands]\n\nCommands:\n");
    for (const struct command *const *c = commands; *c; c++)
        buf_add_format(out, "  %-8s %-18s %s\n", (*c)->name, (*c)->operands,
                       (*c)->summary);
    buf_add_text(
        out,
        "\nOptions:\n"
        "  --version             say which version this is\n"
        "  --completions SHELL   print completions for bash, zsh or fish\n"
        "  -h, --help            say this; after a command, all about it\n"
        "\nExamples:\n"
        "  cambium scan .                     everything about this tree\n"
        "  cambium scan src --format json     the same, for programs\n"
        "  cambium find lambda                nodes of the syntax trees\n"
        "  cambium tree src/app.py            one file's syntax tree\n"
        "  cambium explain src/app.py         why it is in, and its numbers\n"
        "\nExit status: 0 done; 1 findings over a gate; 2 usage; 3 some input could\n"
        "not be read; 4 fatal. A reader that closes the pipe early is a quiet 0.\n");
}

static void bash_write(struct buf *out)
{
    buf_add_text(out, "_cambium() {\n"
                      "    local word=${COMP_WORDS[COMP_CWORD]} options=\n"
                      "    if ((COMP_CWORD == 1)); then\n"
                      "        COMPREPLY=($(compgen -W '");
    for (const struct command *const *c = commands; *c; c++)
        buf_add_format(out, "%s ", (*c)->name);
    buf_add_text(out, "--help --version --completions' -- \"$word\"))\n"
                      "        return\n"
                      "    fi\n"
                      "    case ${COMP_WORDS[1]} in\n");
    for (const struct command *const *c = commands; *c; c++) {
        buf_add_format(out, "        %s) options='", (*c)->name);
        for (const struct option_spec *const *t = (*c)->options; *t; t++) {
            for (const struct option_spec *spec = *t; spec->name; spec++)
                buf_add_format(out, "--%s ", spec->name);
        }
        buf_add_text(out, "' ;;\n");
    }
    buf_add_text(out, "    esac\n"
                      "    if [[ $word == -* ]]; then\n"
                      "        COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
                      "    else\n"
                      "        COMPREPLY=($(compgen -f -- \"$word\"))\n"
                      "    fi\n"
                      "}\n"
                      "complete -o filenames -F _cambium cambium\n");
}

/* For inside of '...' in a shell and of "..."-free descriptions. */
static void quoted_add(struct buf *out, const char *text, const char *escaped)
{
    for (; *text; text++) {
        if (*text == '\'')
            buf_add_text(out, "'\\''");
        else if (strchr(escaped, *text))
            buf_add_format(out, "\\%c", *text);
        else
            buf_add_char(out, *text);
    }
}

static void zsh_write(struct buf *out)
{
    buf_add_text(out, "#compdef cambium\n_cambium() {\n"
                      "    if ((CURRENT == 2)); then\n"
                      "        local -a verbs=(\n");
    for (const struct command *const *c = commands; *c; c++) {
        buf_add_format(out, "            '%s:", (*c)->name);
        quoted_add(out, (*c)->summary, "");
        buf_add_text(out, "'\n");
    }
    buf_add_text(out,
                 "        )\n        _describe command verbs\n        return\n    fi\n"
                 "    case ${words[2]} in\n");
    for (const struct command *const *c = commands; *c; c++) {
        buf_add_format(out, "        %s) _arguments", (*c)->name);
        for (const struct option_spec *const *t = (*c)->options; *t; t++) {
            for (const struct option_spec *spec = *t; spec->name; spec++) {
                buf_add_format(out, " \\\n            '*--%s[", spec->name);
                quoted_add(out, spec->help, "[]");
                buf_add_text(out, spec->value ? "]:value:_files'" : "]'");
            }
        }
        buf_add_text(out, " \\\n            '*:file:_files' ;;\n");
    }
    buf_add_text(out, "    esac\n}\ncompdef _cambium cambium\n");
}

static void fish_write(struct buf *out)
{
    for (const struct command *const *c = commands; *c; c++) {
        buf_add_format(out, "complete -c cambium -n __fish_use_subcommand -a %s -d '",
                       (*c)->name);
        quoted_add(out, (*c)->summary, "");
        buf_add_text(out, "'\n");
        for (const struct option_spec *const *t = (*c)->options; *t; t++) {
            for (const struct option_spec *spec = *t; spec->name; spec++) {
                buf_add_format(
                    out, "complete -c cambium -n '__fish_seen_subcommand_from %s' -l %s",
                    (*c)->name, spec->name);
                if (spec->letter)
                    buf_add_format(out, " -s %c", spec->letter);
                buf_add_text(out, spec->value ? " -r -d '" : " -d '");
                quoted_add(out, spec->help, "");
                buf_add_text(out, "'\n");
            }
        }
    }
}

bool completions_write(struct buf *out, const char *shell)
{
    static const struct {
        const char *shell;
        void (*write)(struct buf *out);
    } writers[] = {{"bash", bash_write}, {"zsh", zsh_write}, {"fish", fish_write}};

    for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
        if (strcmp(shell, writers[i].shell) == 0) {
            writers[i].write(out);
            return true;
        }
    }
    return false;
}
