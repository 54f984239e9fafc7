/* Each physical line is exactly one of code, comment, blank, docstring. */
#include "tests/facts/facts_of.h"

static void tell_lines(struct reader *r, const struct line_counts *l)
{
    cr_expect_eq(l->physical, l->code + l->comment + l->blank + l->docstring);
    buf_add_format(&r->text, "code %u comment %u blank %u docstring %u ", l->code,
                   l->comment, l->blank, l->docstring);
}

static void tell(struct reader *r, const struct facts *f)
{
    tell_lines(r, &f->lines);
}

Test(lines, are_each_of_one_kind)
{
    static const struct golden cases[] = {
        {"an empty file has no line", "", "code 0 comment 0 blank 0 docstring 0"},
        {"a line feed alone is a blank line", "\n",
         "code 0 comment 0 blank 1 docstring 0"},
        {"the last line needs no line feed", "x = 1\ny = 2",
         "code 2 comment 0 blank 0 docstring 0"},
        {"white space at the end is a blank line", "x = 1\n  \t",
         "code 1 comment 0 blank 1 docstring 0"},
        {"a form feed and a carriage return are white space", "\f\r\nx = 1\r\n \v\r\n",
         "code 1 comment 0 blank 2 docstring 0"},
        {"a byte order mark is no mark", "\xef\xbb\xbf\nx = 1\n",
         "code 1 comment 0 blank 1 docstring 0"},
        {"a byte order mark alone is no line", "\xef\xbb\xbf",
         "code 0 comment 0 blank 0 docstring 0"},
        {"a byte order mark before a comment", "\xef\xbb\xbf# c\n",
         "code 0 comment 1 blank 0 docstring 0"},
        {"a comment behind code is code", "x = 1  # c\n# c\n    # c\n",
         "code 1 comment 2 blank 0 docstring 0"},
        {"a comment between brackets is a comment, a blank line is blank",
         "x = [\n  1,\n  # c\n\n  2]\n", "code 3 comment 1 blank 1 docstring 0"},
        {"what looks like a comment in a string is code",
         "x = '''\n# no comment\n\n'''\n", "code 3 comment 0 blank 1 docstring 0"},
        {"a continued line is code", "x = 1 + \\\n  2\n",
         "code 2 comment 0 blank 0 docstring 0"},
    };
    EXPECT_GOLDEN(cases, tell);
}

Test(lines, of_docstrings_are_theirs_alone)
{
    static const struct golden cases[] = {
        {"a docstring's blank lines are blank", "'''a\n\n# b\n'''\n",
         "code 0 comment 0 blank 1 docstring 3"},
        {"a comment behind it leaves the line to it", "'''a''' # c\n",
         "code 0 comment 0 blank 0 docstring 1"},
        {"a statement behind it takes the line", "'''a\nb'''; x = 1\n",
         "code 1 comment 0 blank 0 docstring 1"},
        {"so does a def before it", "def f(): '''a\n  b'''\n",
         "code 1 comment 0 blank 0 docstring 1"},
        {"in functions and classes, too",
         "class A:\n  '''a'''\n\n  def f(self):\n    '''b\n    c'''\n    return "
         "'''d'''\n",
         "code 3 comment 0 blank 1 docstring 3"},
        {"in brackets, a comment between its parts is a comment",
         "(\n  'a'\n  # c\n\n  'b' # d\n)\n", "code 0 comment 1 blank 1 docstring 4"},
        {"a second string is code", "'''a'''\n'''b'''\n",
         "code 1 comment 0 blank 0 docstring 1"},
        {"a string with nothing in it is code", "'''\n'''\n",
         "code 2 comment 0 blank 0 docstring 0"},
    };
    EXPECT_GOLDEN(cases, tell);
}

Test(lines, of_other_languages_know_one_comment)
{
    static const struct {
        const char *why, *source, *comment, *want;
    } cases[] = {
        {"nothing", "", "#", "code 0 comment 0 blank 0 docstring 0"},
        {"what starts one", "a\n  // c\n\t\nb // c", "//",
         "code 2 comment 1 blank 1 docstring 0"},
        {"no comments at all", "# a\n\n", NULL, "code 1 comment 0 blank 1 docstring 0"},
        {"half of what starts one", "/\n//\n/ /\n", "//",
         "code 2 comment 1 blank 0 docstring 0"},
        {"a byte order mark, carriage returns", "\xef\xbb\xbf; a\r\n\r\nb\r\n", ";",
         "code 1 comment 1 blank 1 docstring 0"},
    };
    struct reader r = {0};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct line_counts lines =
            lines_count(slice_of(cases[i].source), cases[i].comment);
        tell_lines(&r, &lines);
        expect_told(&r, cases[i].want, cases[i].why);
    }
    reader_release(&r);
}
