#include "engine/config/config.h"
#include "engine/config/config_file.h"

#include <criterion/criterion.h>

static const struct config_key keys[] = {
    {NULL, "rules", CONFIG_LIST, CONFIG_TREE, "GLOB"},
    {NULL, "hidden", CONFIG_SWITCH, CONFIG_TREE, NULL},
    {NULL, "store", CONFIG_TEXT, CONFIG_TRUSTED, "FOLDER"},
    {NULL, "list", CONFIG_SWITCH, CONFIG_PROMPT, NULL},
    {"metrics", "only", CONFIG_JOINED, CONFIG_TREE, "M,..."},
    {"metrics", "top", CONFIG_COUNT, CONFIG_TREE, "N"},
    {NULL, "jobs", CONFIG_WORD, CONFIG_TRUSTED, "N|auto"},
};

static struct config config_new(void)
{
    return (struct config){.keys = keys, .key_count = sizeof keys / sizeof *keys};
}

Test(config, values_become_what_the_prompt_would_say)
{
    struct config c = config_new();
    struct err e = {0};

    cr_assert(config_read_inline(&c,
                                 "rules = ['a', 'b']\nhidden = false\nmetrics.only = "
                                 "['x', 'y']\nmetrics.top = 0x10\njobs = 'auto'\n",
                                 &e),
              "%s", e.message);
    cr_assert(config_read_inline(&c, "jobs = 3\nrules = []", &e), "%s", e.message);
    cr_assert_eq(c.line_count, 7);
    cr_expect_eq(c.lines[0].text_count, 2);
    cr_expect_str_eq(c.lines[0].texts[1], "b");
    cr_expect_str_eq(c.lines[1].texts[0], "false");
    cr_expect_str_eq(c.lines[2].texts[0], "x,y");
    cr_expect_str_eq(c.lines[3].texts[0], "16");
    cr_expect_eq(c.lines[3].place.line, 4);
    cr_expect_str_eq(c.lines[4].texts[0], "auto");
    cr_expect_str_eq(c.lines[5].texts[0], "3");
    cr_expect_eq(c.lines[6].text_count, 0);
    cr_expect_eq(c.lines[0].key, &keys[0]);
    cr_expect(c.lines[0].trusted);
    config_release(&c);
}

Test(config, a_wrong_key_or_value_is_a_sentence)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"hiden = true", "1:1: there is no key 'hiden' (did you mean 'hidden'?)"},
        {"metrics.tops = 1", "1:9: there is no key 'metrics.tops' (did you mean 'top'?)"},
        {"list = true",
         "1:1: 'list' can't be configured: it is for the command line only"},
        {"hidden = 'x'", "1:10: 'hidden' takes true or false, not a string"},
        {"metrics.top = 1.0",
         "1:15: 'metrics.top' takes an integer from 0 on (N), not a float"},
        {"rules = [['a']]",
         "1:10: 'rules' takes an array of strings (GLOB), not an array"},
        {"metrics = []", "1:11: 'metrics' is a table, not an array"},
        {"rules.x = 1", "1:1: 'rules' takes an array of strings (GLOB), not a table"},
        {"extend = 'x'", "1:1: 'extend' is for files"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct config c = config_new();
        struct err e = {0};

        cr_expect_not(config_read_inline(&c, rows[i].text, &e), "%s", rows[i].text);
        cr_expect(strncmp(e.message, "--config:", 9) == 0);
        cr_expect_str_eq(e.message + 9, rows[i].says);
        config_release(&c);
    }
}

Test(config, paths_are_cleaned_and_stay_below_the_top)
{
    static const struct {
        const char *folder, *path, *clean; /* NULL: refused */
    } rows[] = {
        {"", "a.toml", "a.toml"},
        {"x/y/", "a.toml", "x/y/a.toml"},
        {"x/y/", "../a.toml", "x/a.toml"},
        {"x/y/", "../../a.toml", "a.toml"},
        {"x/y/", "../../../a.toml", NULL},
        {"", "..", NULL},
        {"x/", ".//b/./a.toml", "x/b/a.toml"},
        {"x/", "/etc/passwd", NULL},
        {"x/", "", NULL},
        {"x/", "b/..", NULL},
        {"", "b/../../a.toml", NULL},
        {"x/", ".", NULL},
    };
    struct arena a = {0};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct err e = {0};
        const char *clean =
            config_path_clean(slice_of(rows[i].folder), slice_of(rows[i].path), &a, &e);

        cr_expect_eq(clean == NULL, rows[i].clean == NULL, "%s", rows[i].path);
        if (clean && rows[i].clean)
            cr_expect_str_eq(clean, rows[i].clean);
        cr_expect(clean || e.message[0]);
    }
    arena_release(&a);
}
