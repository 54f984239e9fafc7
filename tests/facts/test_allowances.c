/* Comments that speak to us. Told as line, > and the line that they speak for if that is
 * another one, and the text. */
#include "tests/facts/facts_of.h"

static void tell(struct reader *r, const struct facts *f)
{
    for (uint32_t i = 0; i < f->allowance_count; i++) {
        const struct allowance_text *a = &f->allowances[i];

        buf_add_format(&r->text, "%u", a->line);
        if (a->for_line != a->line)
            buf_add_format(&r->text, ">%u", a->for_line);
        buf_add_format(&r->text, "[%s] ", facts_text(f, a->text));
    }
}

Test(allowances, are_comments_that_name_us)
{
    static const struct golden cases[] = {
        {"none", "x = 1  # allow\n", ""},
        {"what follows the name, without spaces around it",
         "x = 1  #   cambium: \t allow a reason=b  \n", "1[allow a reason=b]"},
        {"no space is needed", "x = 1 #cambium:a\n", "1[a]"},
        {"behind another comment", "x = 1  # noqa: E501  # cambium: a # b\n", "1[a # b]"},
        {"several marks", "x = 1  ## # cambium: a\n", "1[a]"},
        {"nothing at all", "x = 1  # cambium:", "1[]"},
        {"other words are prose",
         "# the cambium: a\n# Cambium: a\n#: cambium: a\n# cambiums: a\n# cambium a\n",
         ""},
        {"strings are none", "x = '# cambium: a'\ny = f'''\n# cambium: {x}\n'''\n", ""},
        {"but those behind strings", "x = '#'  # cambium: a\n", "1[a]"},
        {"a line that ends as in Windows", "x = 1  # cambium: a\r\n# cambium: b\r\n",
         "1[a] 2[b]"},
        {"text is bytes", "x = 1  # cambium: \xc3\xa9 \"\\\n", "1[\xc3\xa9 \"\\]"},
        {"a backslash at its end continues nothing", "x = 1  # cambium: a \\\ny = 2\n",
         "1[a \\]"},
        {"a byte order mark", "\xef\xbb\xbf# cambium: a\nx = 1\n", "1>2[a]"},
        {"in the order of the source",
         "x = 1  # cambium: a\nclass A:  # cambium: b\n  pass  # cambium: c\n",
         "1[a] 2[b] 3[c]"},
        {"in broken code, too", "x = (  # cambium: a\n", "1[a]"},
    };
    EXPECT_GOLDEN(cases, tell);
}

Test(allowances, alone_speak_for_the_next_code)
{
    static const struct golden cases[] = {
        {"the next line", "# cambium: a\nx = 1\n", "1>2[a]"},
        {"over blank lines and other comments",
         "# cambium: a\n\n# b\n# cambium: c\n\nx = 1\n", "1>6[a] 4>6[c]"},
        {"the def, not what lies in it", "# cambium: a\ndef f():\n  return 1\n",
         "1>2[a]"},
        {"async", "# cambium: a\nasync def f():\n  return 1\n", "1>2[a]"},
        {"nothing follows", "x = 1\n  # cambium: a\n", "2[a]"},
        {"nothing is there", "# cambium: a", "1[a]"},
        {"in brackets, the next token", "x = [\n  # cambium: a\n  1,\n]\n", "2>3[a]"},
        {"behind a body, what follows it", "def f():\n  x\n  # cambium: a\ny = 1\n",
         "3>4[a]"},
        {"before an else", "if x:\n  y\n# cambium: a\nelse:\n  z\n", "3>4[a]"},
        {"before a continued line", "# cambium: a\nx = 1 + \\\n  2\n", "1>2[a]"},
    };
    EXPECT_GOLDEN(cases, tell);
}

Test(allowances, among_decorators_speak_for_the_definition)
{
    static const struct golden cases[] = {
        {"before", "# cambium: a\n@x\ndef f(): pass\n", "1>3[a]"},
        {"behind", "@x  # cambium: a\ndef f(): pass\n", "1>2[a]"},
        {"between", "@x\n# cambium: a\n@y\n# cambium: b\nclass A: pass\n",
         "2>5[a] 4>5[b]"},
        {"behind a long one", "@x(\n  1,\n)  # cambium: a\ndef f(): pass\n", "3>4[a]"},
        {"in a long one, that line", "@x(\n  1,  # cambium: a\n)\ndef f(): pass\n",
         "2[a]"},
        {"of a class, not of its methods",
         "@x  # cambium: a\nclass A:\n  @y  # cambium: b\n  def f(self): pass\n"
         "  # cambium: c\n  @z\n  def g(self): pass\n",
         "1>2[a] 3>4[b] 5>7[c]"},
        {"an operator is none", "x = (a\n  # cambium: a\n  @ b)\n", "2>3[a]"},
        {"nothing is decorated", "@x  # cambium: a\n", "1[a]"},
    };
    EXPECT_GOLDEN(cases, tell);
}

/* Each looks at its neighbours: were they looked at by all, this would take minutes. */
Test(allowances, of_many_lines_are_read_at_once)
{
    const uint32_t count = 300000;
    struct reader r = {0};
    struct buf source = {0};
    const struct facts *f;

    for (uint32_t i = 0; i < count; i++)
        buf_add_text(&source, "# cambium: a\n");
    buf_add_text(&source, "x = 1\n");
    f = facts_of_bytes(&r, buf_slice(&source));
    cr_expect_eq(f->allowance_count, count);
    cr_expect_eq(f->allowances[0].for_line, count + 1);
    buf_release(&source);
    reader_release(&r);
}
