/* Which language a file is in; each entry of languages.def can be found. */
#include "parsers/grammar.h"
#include "parsers/language.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>

static const struct language *of(const char *name, const char *head)
{
    return language_of(slice_of(name), slice_of(head));
}

static void expect_language(const char *name, const char *head, const char *want)
{
    const struct language *found = of(name, head);

    cr_expect_str_eq(found ? found->name : "none", want, "%s %s", name, head);
}

/* Holds for every language, also for those not written yet. */
Test(language, every_language_is_complete)
{
    cr_expect_geq(language_count, 60);
    for (size_t i = 0; i < language_count; i++) {
        const struct language *l = &languages[i];

        cr_expect(l->name && l->name[0], "language %zu", i);
        cr_expect(l->suffixes[0] || l->names[0] || l->interpreters[0], "%s", l->name);
        cr_expect(!l->line_comment || l->line_comment[0], "%s", l->name);
        cr_expect(!l->grammar || grammar_by_name(l->grammar), "%s", l->name);
        for (size_t j = 0; j < i; j++)
            cr_expect_str_neq(l->name, languages[j].name);
    }
}

Test(language, every_suffix_leads_to_its_language_in_any_case)
{
    char name[64];

    for (size_t i = 0; i < language_count; i++) {
        for (const char *const *suffix = languages[i].suffixes; *suffix; suffix++) {
            cr_expect(**suffix == '.' && (*suffix)[1], "%s", *suffix);
            snprintf(name, sizeof name, "a%s", *suffix);
            cr_expect_eq(of(name, ""), &languages[i], "%s", name);
            for (char *c = name; *c; c++) {
                cr_expect(!isupper((unsigned char)*c), "%s", name);
                *c = (char)toupper((unsigned char)*c);
            }
            cr_expect_eq(of(name, ""), &languages[i], "%s", name);
        }
    }
}

Test(language, every_name_and_interpreter_leads_to_its_language)
{
    char line[128];

    for (size_t i = 0; i < language_count; i++) {
        for (const char *const *name = languages[i].names; *name; name++)
            cr_expect_eq(of(*name, ""), &languages[i], "%s", *name);
        for (const char *const *program = languages[i].interpreters; *program;
             program++) {
            snprintf(line, sizeof line, "#!/usr/bin/%s\n", *program);
            cr_expect_eq(of("a", line), &languages[i], "%s", line);
            if (isdigit((unsigned char)(*program)[strlen(*program) - 1]))
                continue;
            snprintf(line, sizeof line, "#!/usr/bin/env -S %s-2.10 -x\n", *program);
            cr_expect_eq(of("a", line), &languages[i], "%s", line);
        }
    }
}

Test(language, a_name_counts_before_a_suffix_and_a_suffix_before_the_first_line)
{
    expect_language("CMakeLists.txt", "", "CMake");
    expect_language("notes.txt", "", "Plain Text");
    expect_language("a.py", "#!/bin/sh\n", "Python");
    expect_language("a.b.c.PY", "", "Python");
    expect_language("SConstruct", "", "Python");
    expect_language("sconstruct", "", "none");
    expect_language(".py", "", "none");
    expect_language("py", "", "none");
    expect_language("a.", "", "none");
    expect_language("", "", "none");
    expect_language("a.pythonpythonpythonpython", "", "none");
    expect_language("a.unknown", "#!/usr/bin/python\n", "Python");
}

Test(language, the_first_line_names_an_interpreter_in_many_ways)
{
    expect_language("a", "#!/usr/bin/python", "Python");
    expect_language("a", "#! /usr/bin/python3.11 -u\nx", "Python");
    expect_language("a", "#!/usr/bin/python3\r\nx", "Python");
    expect_language("a", "#!python3\n", "Python");
    expect_language("a", "#!\t/opt/pypy3/bin/pypy3\n", "Python");
    expect_language("a", "#!/usr/bin/env python3\n", "Python");
    expect_language("a", "#!/usr/bin/env -S -i A=b -u C python3.12 -O\n", "Python");
    expect_language("a", "#!/usr/bin/perl6\n", "Raku");
    expect_language("a", "#!/usr/bin/perl5\n", "Perl");
    expect_language("a", "#!/bin/sh", "Shell");
    expect_language("a", "#!/usr/bin/env\n", "none");
    expect_language("a", "#!/usr/bin/env -u\n", "none");
    expect_language("a", "#!/usr/bin/\n", "none");
    expect_language("a", "#!/usr/bin/3.11\n", "none");
    expect_language("a", "#!", "none");
    expect_language("a", "#!\npython\n", "none");
    expect_language("a", "#", "none");
    expect_language("a", " #!/usr/bin/python\n", "none");
}

Test(language, a_first_line_without_an_end_is_read_to_a_limit)
{
    static char line[100000] = "#!";

    memset(line + 2, ' ', sizeof line - 3);
    memcpy(line + 50000, "python", 6);
    cr_expect_null(of("a", line));
    memcpy(line + 200, "python", 6);
    expect_language("a", line, "Python");
}

Test(language, names_are_bytes)
{
    cr_expect_str_eq(language_of((struct slice){"\xFF\0\n.py", 6}, slice_of(""))->name,
                     "Python");
    cr_expect_null(language_of((struct slice){"a.p\0y", 5}, slice_of("")));
    cr_expect_null(language_of((struct slice){NULL, 0}, (struct slice){NULL, 0}));
}
