#include "engine/cmd/command.h"
#include "engine/cmd/help.h"

#include <criterion/criterion.h>
#include <string.h>

static bool parse(struct settings *s, struct err *e, int argc, const char **argv)
{
    /* Operands point into it, so it must outlive the expression of PARSE. */
    static char *kept[16];

    cr_assert_lt(argc, 16);
    memcpy(kept, argv, (size_t)(argc + 1) * sizeof *kept);
    settings_init(s);
    return options_parse(s, command_by_name("scan")->options, argc, kept, e);
}

#define PARSE(s, e, ...)                                                                 \
    parse((s), (e), (int)(sizeof(const char *[]){"scan", __VA_ARGS__} / sizeof(char *)), \
          (const char *[]){"scan", __VA_ARGS__, NULL})

Test(options, globs_keep_the_order_in_which_they_were_given)
{
    struct settings s;
    struct err e;

    cr_assert(PARSE(&s, &e, "--exclude", "a", "-I", "b", "--exclude=c", "path"));
    cr_assert_eq(s.glob_count, 3);
    cr_expect(slice_equal(s.globs[1].pattern, slice_of("b")) && s.globs[1].include);
    cr_expect(slice_equal(s.globs[2].pattern, slice_of("c")) && !s.globs[2].include);
    cr_assert_eq(s.operand_count, 1);
    cr_expect_str_eq(s.operands[0], "path");
    settings_release(&s);
}

Test(options, operands_may_stand_anywhere_and_after_two_dashes_look_like_options)
{
    struct settings s;
    struct err e;

    cr_assert(PARSE(&s, &e, "path", "-q", "-j", "3"));
    cr_expect_str_eq(s.operands[0], "path");
    cr_expect(s.quiet);
    cr_expect_eq(s.jobs, 3);
    settings_release(&s);
    cr_assert(PARSE(&s, &e, "--", "-rf.py"));
    cr_expect_str_eq(s.operands[0], "-rf.py");
    settings_release(&s);
}

Test(options, formats_carry_a_file_of_their_own)
{
    struct settings s;
    struct err e;

    cr_assert(PARSE(&s, &e, "-f", "text", "--format=json=a=b.json"));
    cr_assert_eq(s.format_count, 2);
    cr_expect_str_eq(s.formats[0].name, "text");
    cr_expect_null(s.formats[0].file);
    cr_expect_str_eq(s.formats[1].name, "json");
    cr_expect_str_eq(s.formats[1].file, "a=b.json");
    settings_release(&s);
}

Test(options, a_wrong_word_is_a_sentence_that_names_it)
{
    static const struct {
        const char *argument, *value, *says;
    } rows[] = {
        {"--nonsense", "", "there is no option --nonsense"},
        {"-x", "", "there is no option -x"},
        {"--jobs", "many", "--jobs takes a number from 1 to 1024 or auto, not 'many'"},
        {"--jobs", "0", "--jobs takes a number from 1 to 1024 or auto, not '0'"},
        {"--top", "-1", "top: '-1' is no number"},
        {"--max-file-size", "lots",
         "max-file-size: 'lots' is no size; say 500K, 64M or 2G"},
        {"--stats", "xml", "--stats can't be 'xml'; it is one of text, json"},
        {"--color", "red", "--color can't be 'red'; it is one of auto, always, never"},
        {"--fail-on", "x", "--fail-on can't be 'x'; it is one of failed, partial, none"},
        {"--format", "json=", "--format json= names no file after the '='"},
        {"--hidden=x", "", "--hidden takes no value"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct settings s;
        struct err e = {0};
        cr_expect_not(PARSE(&s, &e, rows[i].argument, rows[i].value));
        cr_expect_str_eq(e.message, rows[i].says);
        cr_expect_eq(e.code, ERR_USAGE);
        settings_release(&s);
    }
}

Test(options, an_option_at_the_end_asks_for_its_value)
{
    struct settings s;
    struct err e = {0};

    cr_expect_not(PARSE(&s, &e, "--top"));
    cr_expect_str_eq(e.message, "--top needs a value: N");
    settings_release(&s);
}

Test(options, sizes_are_powers_of_1024)
{
    static const struct {
        const char *text;
        uint64_t bytes;
    } rows[] = {{"0", 0},          {"10", 10},     {"1k", 1024},
                {"64M", 64 << 20}, {"1.5K", 1536}, {"2GiB", (uint64_t)2 << 30},
                {"3MB", 3 << 20},  {"7b", 7}};
    uint64_t bytes;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_expect(size_parse(rows[i].text, &bytes, NULL));
        cr_expect_eq(bytes, rows[i].bytes, "%s", rows[i].text);
    }
    for (const char *const *bad =
             (const char *const[]){"", "K", "-1", "1X", "1 K", "nan", "1e30", NULL};
         *bad; bad++)
        cr_expect_not(size_parse(*bad, &bytes, NULL), "%s", *bad);
}

/* What follows holds for every command, also for those not written yet. */

Test(commands, every_command_is_complete)
{
    for (const struct command *const *c = commands; *c; c++) {
        cr_expect((*c)->name && (*c)->operands && (*c)->summary && (*c)->details &&
                  (*c)->run && (*c)->options);
        cr_expect(strstr((*c)->examples, "cambium "), "%s has no example", (*c)->name);
        cr_expect_eq(command_by_name((*c)->name), *c, "two commands are called %s",
                     (*c)->name);
    }
}

Test(commands, every_option_of_a_command_is_its_only_one_of_that_name_and_letter)
{
    for (const struct command *const *c = commands; *c; c++) {
        const char *names[128];
        char letters[128];
        size_t count = 0;
        for (const struct option_spec *const *t = (*c)->options; *t; t++) {
            for (const struct option_spec *o = *t; o->name; o++) {
                cr_expect(o->help && *o->help, "--%s of %s has no help", o->name,
                          (*c)->name);
                cr_expect((o->kind == OPTION_CALL || o->kind == OPTION_LIST) ==
                          (o->set != NULL));
                cr_expect((o->kind == OPTION_FLAG) == (o->value == NULL));
                for (size_t i = 0; i < count; i++) {
                    cr_expect_str_neq(o->name, names[i]);
                    cr_expect(!o->letter || o->letter != letters[i], "two -%c",
                              o->letter);
                }
                names[count] = o->name;
                letters[count++] = o->letter;
            }
        }
    }
}

Test(commands, help_and_completions_name_every_option)
{
    static const char *const shells[] = {"bash", "zsh", "fish"};

    for (const struct command *const *c = commands; *c; c++) {
        struct buf help = {0};
        help_command(&help, *c);
        buf_add_char(&help, 0);
        for (const struct option_spec *const *t = (*c)->options; *t; t++) {
            for (const struct option_spec *o = *t; o->name; o++)
                cr_expect(strstr(help.data, o->name), "help of %s lacks --%s", (*c)->name,
                          o->name);
        }
        buf_release(&help);
    }
    for (size_t i = 0; i < 3; i++) {
        struct buf script = {0};
        cr_assert(completions_write(&script, shells[i]));
        buf_add_char(&script, 0);
        for (const struct command *const *c = commands; *c; c++)
            cr_expect(strstr(script.data, (*c)->name));
        cr_expect(strstr(script.data, "max-file-size"));
        buf_release(&script);
    }
    cr_expect_not(completions_write(NULL, "tcsh"));
}

Test(commands, no_line_of_help_is_wider_than_a_page)
{
    for (const struct command *const *c = commands; *c; c++) {
        struct buf help = {0};
        help_command(&help, *c);
        for (size_t start = 0; start < help.len;) {
            const char *end = memchr(help.data + start, '\n', help.len - start);
            cr_assert_not_null(end);
            cr_expect_leq(end - (help.data + start), 92, "%.*s",
                          (int)(end - (help.data + start)), help.data + start);
            start = (size_t)(end - help.data) + 1;
        }
        buf_release(&help);
    }
}
