#include "engine/cmd/command.h"
#include "engine/cmd/configure.h"
#include "engine/cmd/doctor.h"
#include "engine/cmd/output.h"
#include "engine/report/json.h"
#include "engine/report/page.h"
#include "engine/report/record.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* ------------------------------------------------------------------ show */

/* What holds of a key: of rules that add up every one that was said. */
struct setting {
    const struct configuration *configuration;
    const struct config_key *key;
    const struct assignment *holds; /* NULL: nobody said anything */
    bool adds_up;
};

static struct setting setting_of(const struct configuration *c, size_t key)
{
    return (struct setting){
        .configuration = c,
        .key = &c->config.keys[key],
        .holds = c->holds[key] ? &c->assignments[c->holds[key] - 1] : NULL,
        .adds_up = option_adds_up(c->specs[key]),
    };
}

/* Does the assignment count for the setting? */
static bool counts(const struct setting *s, const struct assignment *a)
{
    return &s->configuration->config.keys[a->key] == s->key &&
           (s->adds_up || a == s->holds ||
            (s->key->takes == CONFIG_LIST && a->origin == ORIGIN_PROMPT && !a->file &&
             s->holds->origin == ORIGIN_PROMPT && !s->holds->file));
}

/* The next assignment that counts from *at on, or NULL. */
static const struct assignment *assignment_next(const struct setting *s, size_t *at)
{
    const struct configuration *c = s->configuration;

    while (s->holds && *at < c->assignment_count) {
        const struct assignment *a = &c->assignments[(*at)++];

        if (counts(s, a))
            return a;
    }
    return NULL;
}

static bool is_quoted(const struct config_key *key, const char *text)
{
    return !(key->takes == CONFIG_SWITCH || key->takes == CONFIG_COUNT ||
             (key->takes == CONFIG_WORD && *text &&
              strspn(text, "0123456789") == strlen(text)));
}

static void text_value(struct page *p, const struct config_key *key, const char *text)
{
    const char *quote = is_quoted(key, text) ? "\"" : "";

    page_text(p, quote);
    page_name(p, slice_of(text), 0);
    page_text(p, quote);
}

static void origin_text(struct page *p, const struct assignment *a)
{
    if (a && a->origin == ORIGIN_FILE) {
        page_place(p, slice_of(a->file), a->place.line);
    } else if (!a) {
        page_text(p, "default");
    } else if (a->origin == ORIGIN_ENVIRONMENT) {
        page_text(p, "environment ");
        page_text(p, a->file);
    } else {
        page_text(p, "command line");
    }
}

/* A key is written once for each who says something of it. */
static void setting_text(struct page *p, const struct setting *s, const char *name,
                         bool origin)
{
    size_t at = 0;

    for (const struct assignment *a = assignment_next(s, &at); a || !s->holds;
         a = assignment_next(s, &at)) {
        const size_t start = p->out->len;

        page_text(p, name);
        page_spaces(p, strlen(name) < 20 ? 20 - (unsigned)strlen(name) : 0);
        page_text(p, s->holds ? " = " : "   ");
        page_text(p, s->key->takes == CONFIG_LIST && a ? "[" : "");
        for (size_t i = 0; a && i < a->count; i++) {
            page_text(p, i ? ", " : "");
            text_value(p, s->key, a->texts[i]);
        }
        page_text(p, s->key->takes == CONFIG_LIST && a ? "]" : "");
        page_text(p, a ? "" : "not set");
        if (origin) {
            size_t width = p->out->len - start;

            page_spaces(p, width < 46 ? 46 - (unsigned)width : 0);
            page_text(p, "  # ");
            origin_text(p, a);
        }
        page_text(p, "\n");
        if (!a)
            return;
    }
}

static void value_json(struct json *j, const struct config_key *key, const char *text)
{
    if (key->takes == CONFIG_SWITCH)
        json_bool(j, strcmp(text, "true") == 0 || strcmp(text, "1") == 0);
    else
        json_string(j, slice_of(text));
}

static void assignment_json(struct json *j, const struct config_key *key,
                            const struct assignment *a)
{
    static const char *const origins[] = {"default", "file", "environment",
                                          "command line"};

    json_key(j, "value");
    if (!a) {
        json_null(j);
    } else if (key->takes == CONFIG_LIST) {
        json_open(j, '[');
        for (size_t i = 0; i < a->count; i++)
            value_json(j, key, a->texts[i]);
        json_close(j, ']');
    } else {
        value_json(j, key, a->texts[0]);
    }
    json_key_text(j, "origin", origins[a ? a->origin : ORIGIN_DEFAULT]);
    if (a && a->origin == ORIGIN_FILE) {
        json_key_text(j, "file", a->file);
        json_key_number(j, "line", a->place.line);
        json_key_number(j, "column", a->place.column);
    } else if (a && a->origin == ORIGIN_ENVIRONMENT) {
        json_key_text(j, "variable", a->file);
    }
}

static void setting_json(struct json *j, const struct setting *s, const char *name)
{
    size_t at = 0;

    for (const struct assignment *a = assignment_next(s, &at); a || !s->holds;
         a = assignment_next(s, &at)) {
        json_open(j, '{');
        json_key_text(j, "key", name);
        assignment_json(j, s->key, a);
        json_close(j, '}');
        if (!a)
            return;
    }
}

static void text_show(const struct settings *s, struct page *p)
{
    const struct configuration *c = s->configuration;
    struct arena memory = {0};

    page_text(p, "# ");
    if (c->file)
        page_name(p, slice_of(c->file), 0);
    else
        page_text(p, s->isolated ? "no file is read" : "no file holds here");
    page_text(p, "\n");
    for (size_t i = 0; i < c->config.key_count; i++) {
        const struct setting setting = setting_of(c, i);

        if (setting.key->scope != CONFIG_PROMPT)
            setting_text(p, &setting, config_key_name(setting.key, &memory), s->origin);
    }
    arena_release(&memory);
}

static void json_show(const struct settings *s, struct page *p)
{
    const struct configuration *c = s->configuration;
    struct json json = {.out = p->out};
    struct arena memory = {0};

    json_open(&json, '{');
    json_key_text(&json, "schema", RECORD_SCHEMA);
    json_key_text(&json, "file", c->file);
    json_key(&json, "settings");
    json_open(&json, '[');
    for (size_t i = 0; i < c->config.key_count; i++) {
        const struct setting setting = setting_of(c, i);

        if (setting.key->scope != CONFIG_PROMPT)
            setting_json(&json, &setting, config_key_name(setting.key, &memory));
    }
    json_close(&json, ']');
    json_close(&json, '}');
    page_text(p, "\n");
    arena_release(&memory);
}

static const struct show_format {
    const char *name;
    void (*write)(const struct settings *s, struct page *p);
} show_formats[] = {{"text", text_show}, {"json", json_show}};

static const struct show_format *format_choose(const struct settings *s, struct err *e)
{
    const char *name = s->format_count ? s->formats[0].name : "text";

    for (size_t i = 0; i < sizeof show_formats / sizeof *show_formats; i++) {
        if (s->format_count < 2 && strcmp(name, show_formats[i].name) == 0)
            return &show_formats[i];
    }
    err_set(e, ERR_USAGE, "config writes one format: text or json");
    return NULL;
}

static bool show_render(const void *context, const struct style *style, struct buf *out,
                        struct err *e)
{
    const struct settings *s = context;
    struct page page = {out, style};

    format_choose(s, e)->write(s, &page);
    return true;
}

static enum status show(const struct settings *s, struct err *e)
{
    const char *file =
        s->format_count && s->formats[0].file ? s->formats[0].file : s->output;

    if (!format_choose(s, e))
        return STATUS_USAGE;
    return output_answer(s, file, show_render, s, e) ? STATUS_DONE : STATUS_FATAL;
}

/* ------------------------------------------------------------------ init */

/* Comment lines of a help text. */
static void comment_add(struct buf *out, const char *text)
{
    size_t at = 0;

    for (; *text; text += strspn(text, " ")) {
        size_t len = strcspn(text, " ");

        if (at && at + 1 + len > 88)
            at = 0, buf_add_char(out, '\n');
        buf_add_text(out, at ? " " : "# ");
        buf_add(out, (struct slice){text, len});
        at += len + (at ? 1 : 2);
        text += len;
    }
    buf_add_char(out, '\n');
}

static void example_add(struct buf *out, const struct config_key *key)
{
    switch (key->takes) {
    case CONFIG_SWITCH: buf_add_text(out, "true"); break;
    case CONFIG_COUNT: buf_add_text(out, "10"); break;
    case CONFIG_LIST:
    case CONFIG_JOINED: buf_add_format(out, "[\"%s\"]", key->value); break;
    default: buf_add_format(out, "\"%s\"", key->value);
    }
}

static void template_write(const struct configuration *c, struct buf *out)
{
    const char *table = NULL;

    buf_add_text(out,
                 "# What cambium does with this tree. `cambium config show --origin` "
                 "says what holds.\n"
                 "# The keys are the options of the command line, which go first.\n\n"
                 "# Take another file's keys before these; it lies in this work "
                 "tree.\n"
                 "# extend = \"../.cambium.toml\"\n");
    for (unsigned tables = 0; tables < 2; tables++) {
        for (size_t i = 0; i < c->config.key_count; i++) {
            const struct config_key *key = &c->config.keys[i];

            if (key->scope != CONFIG_TREE || (key->table != NULL) != tables)
                continue;
            if (key->table && (!table || strcmp(table, key->table) != 0)) {
                buf_add_format(out, "\n[%s]\n", key->table);
                table = key->table;
            }
            buf_add_char(out, '\n');
            comment_add(out, c->specs[i]->help);
            buf_add_format(out, "# %s = ", key->name);
            example_add(out, key);
            buf_add_char(out, '\n');
        }
    }
}

/* May the file be written? */
static bool target_check(const struct settings *s, const char *path, struct err *e)
{
    struct stat status;

    if (lstat(path, &status) != 0)
        return errno == ENOENT || err_set_errno(e, errno, "%.150s", path);
    if (!S_ISREG(status.st_mode))
        return err_set(e, ERR_USAGE, "%.150s is no regular file", path);
    return s->force ||
           err_set(e, ERR_USAGE, "%.150s is there already; --force replaces it", path);
}

static enum status init(const struct settings *s, struct err *e)
{
    const char *folder = s->operand_count > 1 ? s->operands[1] : ".";
    struct buf path = {0}, text = {0};
    enum status status = STATUS_USAGE;
    struct output output;

    if (strcmp(folder, ".") != 0)
        buf_add_format(&path, "%s/", folder);
    buf_add_text(&path, ".cambium.toml");
    buf_add_char(&path, '\0');
    if (target_check(s, path.data, e)) {
        status = STATUS_FATAL;
        if (output_open(&output, path.data, e)) {
            template_write(s->configuration, &text);
            out_add(&output.out, buf_slice(&text));
            if (output_close(&output, e))
                status = STATUS_DONE;
        }
    }
    if (status == STATUS_DONE && !s->quiet)
        say("%s is written", path.data);
    buf_release(&path);
    buf_release(&text);
    return status;
}

/* ------------------------------------------------------------------ command */

static enum status config_command(struct settings *s)
{
    const char *verb = s->operand_count ? s->operands[0] : "";
    const bool shows = strcmp(verb, "show") == 0, cures = strcmp(verb, "doctor") == 0;
    enum status status = STATUS_USAGE;
    struct err err;

    if (!shows && !cures && strcmp(verb, "init") != 0)
        err_set(&err, ERR_USAGE, "config takes one of show, init, doctor, not '%.60s'",
                verb);
    else if (s->operand_count > 2)
        err_set(&err, ERR_USAGE, "config %s takes one PATH, not %zu", verb,
                s->operand_count - 1);
    else if (cures)
        return doctor(s);
    else
        status = (shows ? show : init)(s, &err);
    if (status != STATUS_DONE)
        say("%s", err.message);
    return status;
}

/* What there is must not keep `init --force` from replacing it. */
static const char *config_root(const struct settings *s)
{
    if (s->operand_count && strcmp(s->operands[0], "init") == 0)
        return NULL;
    return s->operand_count > 1 ? s->operands[1] : ".";
}

static const struct option_spec options_of_config[] = {
    {"origin", 0, OPTION_FLAG, NULL, offsetof(struct settings, origin), NULL,
     "of show: where each value comes from", CONFIG_PROMPT},
    {"force", 0, OPTION_FLAG, NULL, offsetof(struct settings, force), NULL,
     "of init: replace a file that is there", CONFIG_PROMPT},
    {"top", 0, OPTION_TEXT, "N", offsetof(struct settings, rows), NULL,
     "of doctor: rows in each list of the text (default 10; 0: all)", CONFIG_PROMPT},
    {"format", 'f', OPTION_LIST, "text|json", 0, option_format_add, "how to say it",
     CONFIG_PROMPT},
    {0},
};

const struct command command_config = {
    .name = "config",
    .operands = "VERB [PATH]",
    .summary = "Show which settings hold, or write a file for them.",
    .details =
        "  show   every setting that a file or the environment may say, and its value;\n"
        "         --origin adds who says it\n"
        "  init   write a .cambium.toml into PATH in which everything is a comment\n"
        "  doctor how the roots of imports were found, which files have no module name, "
        "which\n"
        "         names clash, and which imports end nowhere, with what was perhaps "
        "meant\n\n"
        "The nearest file holds, from PATH (default: the current folder) up to the top "
        "of\n"
        "its work tree: a .cambium.toml, or a pyproject.toml with a [tool.cambium] "
        "table.\n"
        "Keys are the options without dashes; those that one command alone has stand in "
        "a\n"
        "table of its name. The command line goes before the environment\n"
        "(CAMBIUM_METRICS_PROFILE for metrics.profile), and that before the file. A file "
        "of the\n"
        "tree may not say where things are kept or written, nor any limit.",
    .examples = "  cambium config show --origin\n"
                "  cambium config show src --format json\n"
                "  cambium config show --config 'metrics.profile = \"radon\"'\n"
                "  cambium config init\n"
                "  cambium config doctor src\n",
    .options =
        (const struct option_spec *const[]){options_of_config, options_imports,
                                            options_place, options_rules, options_walk,
                                            options_run, options_store, options_reuse,
                                            options_config, options_common, NULL},
    .run = config_command,
    .root = config_root,
};
