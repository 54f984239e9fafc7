#include "engine/report/findings.h"

#include <criterion/criterion.h>

static const struct rule_kind cyclomatic = {"cyclomatic", "A function has too many paths",
                                            "Split it.", SEVERITY_ERROR, true},
                              untested = {"untested", "A file has no tests",
                                          "Write some.", SEVERITY_WARNING, false};

static const struct rule_kind *const rules[] = {&cyclomatic, &untested};

static const struct style plain = {.unicode = true}, coloured = {.colour = true};

static struct finding *add(struct findings *f, const char *path, const char *name,
                           double value)
{
    struct finding *one = findings_add(f, value > 0 ? &cyclomatic : &untested);

    one->path = slice_of(path);
    one->name = slice_of(name);
    one->message = slice_of(value > 0 ? "it has more than 15 paths" : "it has no tests");
    one->has_value = value > 0;
    one->value = value;
    one->limit = 15;
    return one;
}

/* Two that fail, one that is accepted, one that is allowed. */
static void sample(struct findings *f)
{
    struct finding *one = add(f, "a.py", "f", 31);

    f->rules = rules;
    f->rule_count = 2;
    one->line = 3;
    one->end_line = 9;
    one->state = FINDING_WORSE;
    one->accepted = 28;
    add(f, "b.py", "", 0);
    add(f, "c.py", "", 0)->state = FINDING_ACCEPTED;
    add(f, "d.py", "g", 99)->state = FINDING_ALLOWED;
    findings_close(f);
}

static bool to_buf(void *context, struct slice bytes, struct err *e)
{
    (void)e;
    buf_add(context, bytes);
    return true;
}

static size_t format_of(const char *name)
{
    size_t i = 0;

    while (strcmp(findings_formats[i], name) != 0)
        i++;
    return i;
}

static void expect_page(const char *format, const struct findings *f,
                        const struct style *style, const char *wanted)
{
    const struct findings_page page = {f, 4, 0, "1"};
    struct buf text = {0};
    struct out out = {.write = to_buf, .context = &text};

    findings_write[format_of(format)](&page, style, &out);
    out_flush(&out, NULL);
    cr_expect(slice_equal(buf_slice(&text), slice_of(wanted)), "%.*s is not\n%s",
              (int)text.len, text.data, wanted);
    out_release(&out);
    buf_release(&text);
}

Test(findings, every_format_has_a_name_of_its_own_and_a_writer)
{
    for (size_t i = 0; findings_formats[i]; i++) {
        cr_expect(findings_write[i]);
        for (size_t j = 0; j < i; j++)
            cr_expect_str_neq(findings_formats[i], findings_formats[j]);
    }
}

Test(findings, text_is_for_editors_and_says_what_to_do_once)
{
    struct findings f = {0};

    sample(&f);
    expect_page("text", &f, &plain,
                "a.py:3: cyclomatic: it has more than 15 paths; the baseline accepts 28\n"
                "b.py: untested: it has no tests\n"
                "\n"
                "cyclomatic (error): Split it.\n"
                "untested (warning): Write some.\n"
                "\n"
                "2 findings fail the gate (1 new, 1 worse), 1 accepted, 1 allowed, "
                "4 files\n");
    findings_release(&f);
}

Test(findings, colour_says_nothing_that_the_words_do_not)
{
    struct findings f = {.rules = rules, .rule_count = 2};

    add(&f, "b.py", "", 0);
    findings_close(&f);
    expect_page("text", &f, &coloured,
                "\033[1mb.py\033[0m: \033[33muntested\033[0m: it has no tests\n"
                "\n"
                "\033[33muntested\033[0m (warning): Write some.\n"
                "\n"
                "\033[31m1 finding fails the gate (1 new), 4 files\033[0m\n");
    findings_release(&f);
}

Test(findings, github_gets_a_command_each_and_the_summary)
{
    struct findings f = {0};

    sample(&f);
    expect_page(
        "github", &f, &plain,
        "::error file=a.py,line=3,endLine=9,title=cyclomatic%3A A function has "
        "too many paths::it has more than 15 paths; the baseline accepts 28\n"
        "::warning file=b.py,title=untested%3A A file has no tests::it has no "
        "tests\n"
        "::notice title=cambium check::2 findings fail the gate (1 new, 1 worse), "
        "1 accepted, 1 allowed, 4 files\n");
    findings_release(&f);
}

Test(findings, a_comment_shows_what_fails_and_folds_up_the_rest)
{
    struct findings f = {0};

    sample(&f);
    expect_page("markdown", &f, &plain,
                "### The gate fails\n"
                "\n"
                "2 findings fail the gate (1 new, 1 worse), 1 accepted, 1 allowed, "
                "4 files\n"
                "\n"
                "| state | place | rule | finding |\n"
                "| --- | --- | --- | --- |\n"
                "| worse | a.py\\:3 | cyclomatic | it has more than 15 paths; the "
                "baseline accepts 28 |\n"
                "| new | b.py | untested | it has no tests |\n"
                "\n"
                "<details><summary>1 accepted, 1 allowed</summary>\n"
                "\n"
                "| rule | accepted | allowed |\n"
                "| --- | ---: | ---: |\n"
                "| cyclomatic | 0 | 1 |\n"
                "| untested | 1 | 0 |\n"
                "\n"
                "</details>\n");
    findings_release(&f);
}

Test(findings, where_nothing_fails_that_is_said)
{
    struct findings f = {.rules = rules, .rule_count = 2};

    findings_close(&f);
    expect_page("text", &f, &plain, "no finding fails the gate, 4 files\n");
    expect_page("gitlab", &f, &plain, "[]\n");
    expect_page("github", &f, &plain,
                "::notice title=cambium check::no finding fails the gate, 4 files\n");
    expect_page("markdown", &f, &plain,
                "### The gate passes\n\nno finding fails the gate, 4 files\n");
    expect_page("junit", &f, &plain,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                "<testsuites name=\"cambium check\" tests=\"2\" failures=\"0\" "
                "errors=\"0\">\n"
                "  <testsuite name=\"cyclomatic\" tests=\"1\" failures=\"0\" "
                "errors=\"0\" skipped=\"0\">\n"
                "    <testcase classname=\"cyclomatic\" name=\"no finding fails\"/>\n"
                "  </testsuite>\n"
                "  <testsuite name=\"untested\" tests=\"1\" failures=\"0\" "
                "errors=\"0\" skipped=\"0\">\n"
                "    <testcase classname=\"untested\" name=\"no finding fails\"/>\n"
                "  </testsuite>\n"
                "</testsuites>\n");
    findings_release(&f);
}

static bool to_nowhere(void *context, struct slice bytes, struct err *e)
{
    (void)context, (void)bytes;
    return err_set(e, ERR_IO, "no space");
}

Test(findings, a_failed_write_is_remembered_in_every_format)
{
    struct findings f = {0};

    sample(&f);
    for (size_t i = 0; findings_formats[i]; i++) {
        const struct findings_page page = {&f, 4, 0, "1"};
        struct out out = {.write = to_nowhere};
        struct err e = {0};

        findings_write[i](&page, &plain, &out);
        cr_expect_not(out_flush(&out, &e));
        cr_expect_str_eq(e.message, "no space");
        out_release(&out);
    }
    findings_release(&f);
}
