#include "engine/index/coverage.h"

#include "engine/index/coverage_report.h"
#include "tests/index/coverage_of.h"

#include <stdlib.h>

struct report_case {
    const char *why;
    const char *texts[REPORTS];
    const char *want;
};

static void expect_all(const char *tree, const struct report_case *cases, size_t count)
{
    struct covered_tree t = covered_tree_new(tree);

    for (size_t i = 0; i < count; i++) {
        struct slice texts[REPORTS] = {{0}};
        struct buf out = {0};

        for (size_t j = 0; j < REPORTS && cases[i].texts[j]; j++)
            texts[j] = slice_of(cases[i].texts[j]);
        reports_read(&t, texts, &out);
        cr_expect_str_eq(out.data, cases[i].want, "%s: wanted \"%s\", got \"%s\"",
                         cases[i].why, cases[i].want, out.data);
        buf_release(&out);
    }
    covered_tree_free(&t);
}

#define EXPECT_ALL(tree, cases) expect_all(tree, cases, sizeof(cases) / sizeof *(cases))

#define XML(inside) "<?xml version=\"1.0\" ?>\n<coverage>" inside "</coverage>\n"
#define CLASS(name, inside) \
    "<class filename=\"" name "\" line-rate=\"0.5\"><methods/>" inside "</class>"
#define LINE(number, hits) "<line number=\"" #number "\" hits=\"" #hits "\"/>"
#define PACKAGES(inside) \
    "<packages><package><classes>" inside "</classes></package></packages>"
#define ONE_FILE(name, line) XML(PACKAGES(CLASS(name, "<lines>" line "</lines>")))

Test(coverage, cobertura_is_read)
{
    static const struct report_case cases[] = {
        {"lines", {ONE_FILE("a.py", LINE(1, 1) LINE(2, 0) LINE(7, 12))}, "a.py 2/3"},
        {"sources",
         {XML("<sources><source>\n /ci/p </source><source/></sources>" PACKAGES(
             CLASS("b.py", "<lines>" LINE(1, 1) "</lines>")))},
         "p/b.py 1/1"},
        {"no sources", {XML("<sources/>" PACKAGES(""))}, ""},
        {"two classes of a file",
         {XML(PACKAGES(CLASS("a.py", "<lines>" LINE(1, 0) LINE(2, 0) "</lines>")
                           CLASS("a.py", "<lines>" LINE(2, 3) LINE(3, 0) "</lines>")))},
         "a.py 1/3"},
        {"a class without <classes> around it",
         {XML("<packages><package><class filename='a.py'><lines>" LINE(
             1, 1) "</lines></class></package></packages>")},
         "a.py 1/1"},
        {"lines of methods again",
         {XML(PACKAGES("<class filename='a.py'><methods><method><lines>" LINE(2, 0)
                           LINE(3, 1) "</lines></method></methods><lines>" LINE(2, 1)
                               LINE(3, 0) LINE(9, 0) "</lines></class>"))},
         "a.py 2/3"},
        {"a file without lines is known", {ONE_FILE("a.py", "")}, "a.py 0/0"},
        {"line 0 is none", {ONE_FILE("a.py", LINE(0, 1))}, "a.py 0/0"},
        {"a line-rate alone says nothing", {XML(PACKAGES(CLASS("a.py", "")))}, ""},
        {"a line behind a class", {XML(PACKAGES(CLASS("a.py", "") LINE(1, 1)))}, ""},
        {"an element in a source",
         {XML("<sources><source>p<x>q</x></source></sources>" PACKAGES(
             CLASS("b.py", "<lines/>") CLASS("x", "") CLASS("y", "") CLASS("z", "")))},
         "p/b.py 0/0; 3 foreign: x"},
        {"a line in no class", {XML(PACKAGES(LINE(1, 1)))}, ""},
        {"entities and a DOCTYPE without declarations",
         {"<?xml version='1.0'?><!DOCTYPE coverage SYSTEM "
          "'http://cobertura.sourceforge.net/xml/coverage-04.dtd'>"
          "<coverage><packages><class filename='&#97;.py'><lines>" LINE(
              1, 1) "</lines></class><class filename='&lt;x&amp;y&gt;'/></packages>"
                    "</coverage>"},
         "a.py 1/1; 1 foreign: <x&y>"},
        {"Latin-1",
         {"<?xml version='1.0' encoding='ISO-8859-1'?><coverage><packages><class "
          "filename='\xe9.py'><lines>" LINE(1,
                                            1) "</lines></class></packages></coverage>"},
         "\xc3\xa9.py 1/1"},
        {"a mark of UTF-8", {"\xef\xbb\xbf" ONE_FILE("a.py", LINE(1, 1))}, "a.py 1/1"},
        {"hits as a float",
         {ONE_FILE("a.py", LINE(1, 1.5e+20) LINE(2, 0.0))},
         "a.py 1/2"},
        {"foreign names",
         {XML(PACKAGES(CLASS("z.py", "") CLASS("y.py", "<lines/>")))},
         "2 foreign: y.py"},
    };

    EXPECT_ALL("a.py p/b.py \xc3\xa9.py", cases);
}

Test(coverage, cobertura_in_utf_16_is_read)
{
    struct covered_tree t = covered_tree_new("a.py");
    const char *text = ONE_FILE("a.py", "<line number='1' hits='1'/>");
    struct buf wide = {0}, out = {0};

    buf_add(&wide, (struct slice){"\xff\xfe", 2});
    for (const char *at = text + strlen("<?xml version=\"1.0\" ?>"); *at; at++)
        buf_add(&wide, (struct slice){(char[]){*at, 0}, 2});
    reports_read(&t, (struct slice[]){buf_slice(&wide), {0}}, &out);
    cr_expect_str_eq(out.data, "a.py 1/1");
    buf_release(&wide);
    buf_release(&out);
    covered_tree_free(&t);
}

Test(coverage, what_is_no_cobertura_is_refused_with_its_line)
{
    static const struct report_case cases[] = {
        {"another root", {"\n<report/>"}, "r0: line 2: is XML, but not of Cobertura"},
        {"Clover has the same root",
         {"<coverage clover='4'><project/></coverage>"},
         "r0: has no <packages>, so it is no report of Cobertura"},
        {"an end that is missing",
         {"<coverage>\n<packages>\n"},
         "r0: line 3: is no XML as it stands: no element found"},
        {"two roots",
         {"<coverage><packages/></coverage>\n<coverage/>"},
         "r0: line 2: is no XML as it stands: junk after document element"},
        {"no filename",
         {XML(PACKAGES("\n<class/>"))},
         "r0: line 3: a class has no filename"},
        {"an empty one", {ONE_FILE("", "")}, "r0: line 2: a name is empty"},
        {"no number",
         {ONE_FILE("a.py", "\n\n<line hits='1'/>")},
         "r0: line 4: the number of a line is none, or over 100000000"},
        {"a number that is none",
         {ONE_FILE("a.py", "<line number='1x' hits='1'/>")},
         "r0: line 2: the number of a line is none, or over 100000000"},
        {"a negative one",
         {ONE_FILE("a.py", LINE(-1, 1))},
         "r0: line 2: the number of a line is none, or over 100000000"},
        {"a large one",
         {ONE_FILE("a.py", LINE(100000001, 1))},
         "r0: line 2: the number of a line is none, or over 100000000"},
        {"one that is larger than any",
         {ONE_FILE("a.py", LINE(18446744073709551617, 1))},
         "r0: line 2: the number of a line is none, or over 100000000"},
        {"no hits",
         {ONE_FILE("a.py", "<line number='1'/>")},
         "r0: line 2: a line doesn't say how often it ran"},
        {"hits that are none",
         {ONE_FILE("a.py", LINE(1, many))},
         "r0: line 2: a line doesn't say how often it ran"},
        {"a declaration",
         {"<!DOCTYPE coverage [\n<!ENTITY a 'b'>]><coverage><packages/></coverage>"},
         "r0: line 1: its DOCTYPE declares something, which is not accepted"},
        {"an empty subset",
         {"<!DOCTYPE coverage SYSTEM 'x' []><coverage><packages/></coverage>"},
         "r0: line 1: its DOCTYPE declares something, which is not accepted"},
        {"an entity that nobody declares",
         {"<coverage><packages>&a;</packages></coverage>"},
         "r0: line 1: is no XML as it stands: undefined entity"},
        {"an encoding that nobody knows",
         {"<?xml version='1.0' encoding='x-klingon'?><coverage/>"},
         "r0: line 1: is no XML as it stands: unknown encoding"},
    };

    EXPECT_ALL("a.py", cases);
}

Test(coverage, lcov_is_read)
{
    static const struct report_case cases[] = {
        {"lines",
         {"TN:\nSF:a.py\nDA:1,1\nDA:2,0,s+/A\nDA:3,7,x\nLF:3\nLH:2\nend_of_record\n"},
         "a.py 2/3"},
        {"a file again, under another test",
         {"TN:x\nSF:a.py\nDA:1,1\nDA:2,0\nend_of_record\n"
          "TN:y\nSF:a.py\nDA:1,0\nDA:3,0\nend_of_record\n"},
         "a.py 1/3"},
        {"absolute names", {"SF:/ci/w/p/b.py\nDA:1,1\nend_of_record\n"}, "p/b.py 1/1"},
        {"functions and branches are of no interest",
         {"SF:a.py\nFN:1,f\nFNDA:3,f\nFNF:1\nFNH:1\nBRDA:1,0,0,-\nBRF:1\nBRH:0\nMCF:2\n"
          "DA:1,0\nend_of_record\n"},
         "a.py 0/1"},
        {"no line feed at the end", {"SF:a.py\nDA:1,1\nend_of_record"}, "a.py 1/1"},
        {"ends of lines as Windows has them",
         {"TN:\r\nSF:a.py\r\nDA:1,1\r\nend_of_record\r\n"},
         "a.py 1/1"},
        {"comments, blank lines, a version",
         {"# made by hand\n\nSF:a.py\nVER:7\n# c\nDA:1,1\n\nend_of_record\n"},
         "a.py 1/1"},
        {"counts alone", {"SF:a.py\nLF:5\nLH:2\nend_of_record\n"}, "a.py 2/5"},
        {"half of the counts says nothing", {"SF:a.py\nLF:5\nend_of_record\n"}, ""},
        {"functions alone say nothing", {"SF:a.py\nFN:1,f\nend_of_record\n"}, ""},
        {"a file in which nothing can run", {"SF:a.py\nend_of_record\n"}, "a.py 0/0"},
        {"line 0 is none", {"SF:a.py\nDA:0,1\nLF:0\nLH:1\nend_of_record\n"}, "a.py 0/0"},
        {"more lines than there are, as coverage.py names docstrings",
         {"SF:a.py\nDA:1,1\nDA:2,1\nDA:3,0\nLF:2\nLH:2\nend_of_record\n"},
         "a.py 1/2"},
        {"fewer lines than it counts",
         {"SF:a.py\nDA:1,1\nLF:9\nLH:9\nend_of_record\n"},
         "a.py 1/1"},
        {"counts as Perl writes them",
         {"SF:a.py\nDA:1,1.8e+19\nDA:2,0\nDA:3,99999999999999999999999\nend_of_record\n"},
         "a.py 2/3"},
        {"nothing but a test", {"TN:\n"}, ""},
        {"a foreign name", {"SF:x.py\nDA:1,1\nend_of_record\n"}, "1 foreign: x.py"},
    };

    EXPECT_ALL("a.py p/b.py", cases);
}

Test(coverage, what_is_no_lcov_is_refused_with_its_line)
{
    static const struct report_case cases[] = {
        {"cut off",
         {"SF:a.py\nDA:1,1\n"},
         "r0: ends in the middle of what it says of a.py"},
        {"cut in a record",
         {"SF:a.py\nDA:1"},
         "r0: line 2: the number of a line is none, or over 100000000"},
        {"no end",
         {"SF:a.py\nSF:b.py\nend_of_record\n"},
         "r0: line 2: the file before has no end_of_record"},
        {"no begin", {"TN:\nend_of_record\n"}, "r0: line 2: end_of_record ends no file"},
        {"a line in no file", {"TN:\nDA:1,1\n"}, "r0: line 2: stands in no file"},
        {"no name", {"SF:\nend_of_record\n"}, "r0: line 1: a name is empty"},
        {"something else", {"TN:\nhello\n"}, "r0: line 2: is none of an LCOV tracefile"},
        {"no count",
         {"SF:a.py\nDA:1,\nend_of_record\n"},
         "r0: line 2: DA doesn't say how often line 1 ran"},
        {"a negative count",
         {"SF:a.py\nDA:1,-1\nend_of_record\n"},
         "r0: line 2: DA doesn't say how often line 1 ran"},
        {"a large line",
         {"SF:a.py\nDA:100000001,1\nend_of_record\n"},
         "r0: line 2: the number of a line is none, or over 100000000"},
        {"more that ran than there are",
         {"SF:a.py\nLF:1\nLH:2\nend_of_record\n"},
         "r0: line 4: 2 of 1 lines ran"},
        {"a count that is none",
         {"SF:a.py\nLF:many\nend_of_record\n"},
         "r0: line 2: LF or LH is no number up to 100000000"},
    };

    EXPECT_ALL("a.py", cases);
}

#define JSON(files) "{\"meta\": {\"format\": 3}, \"files\": {" files "}, \"totals\": {}}"

Test(coverage, json_of_coverage_py_is_read)
{
    static const struct report_case cases[] = {
        {"lines",
         {JSON("\"a.py\": {\"executed_lines\": [1, 3], \"missing_lines\": [2],"
               "\"excluded_lines\": [], \"summary\": {\"covered_lines\": 2,"
               "\"num_statements\": 3}}")},
         "a.py 2/3"},
        {"an excluded line that ran",
         {JSON("\"a.py\": {\"executed_lines\": [3, 1], \"missing_lines\": [],"
               "\"excluded_lines\": [4, 3]}")},
         "a.py 1/1"},
        {"docstrings that ran",
         {JSON("\"a.py\": {\"executed_lines\": [0, 1, 2], \"missing_lines\": [5],"
               "\"excluded_lines\": [], \"summary\": {\"covered_lines\": 1,"
               "\"num_statements\": 2}}")},
         "a.py 1/2"},
        {"a summary alone",
         {JSON("\"a.py\": {\"summary\": {\"covered_lines\": 1, \"num_statements\": 2}}")},
         "a.py 1/2"},
        {"half of the lines says nothing",
         {JSON("\"a.py\": {\"executed_lines\": [1]}")},
         ""},
        {"what later versions add",
         {JSON("\"a.py\": {\"functions\": {\"f\": {\"executed_lines\": [7, 8],"
               "\"x\": [{}, [[]], \"]}\\\"\", -1.5e3, true, null]}},"
               "\"contexts\": {\"1\": [\"\"]}, \"executed_lines\": [1],"
               "\"missing_lines\": [ ], \"classes\": {\"\": {}}}")},
         "a.py 1/1"},
        {"names with escapes",
         {JSON("\"\\u0061.py\": {\"executed_lines\":[1],\"missing_lines\":[]},"
               "\"\\u00e9.py\": {\"executed_lines\":[1],\"missing_lines\":[2]}")},
         "a.py 1/1; \xc3\xa9.py 1/2"},
        {"names as Windows has them",
         {JSON("\"p\\\\b.py\": {\"executed_lines\":[1],\"missing_lines\":[]}")},
         "p/b.py 1/1"},
        {"no files", {JSON("")}, ""},
        {"any order and blanks",
         {"\xef\xbb\xbf\r\n {\"files\" :{ } ,\t\"meta\"\n:1}\n "},
         ""},
    };

    EXPECT_ALL("a.py p/b.py \xc3\xa9.py", cases);
}

Test(coverage, what_is_no_json_of_coverage_py_is_refused_with_its_line)
{
    static const struct report_case cases[] = {
        {"other JSON", {"{\"a.py\": {}}"}, "r0: is JSON, but not of coverage.py"},
        {"no meta", {"{\"files\": {}}"}, "r0: is JSON, but not of coverage.py"},
        {"cut off",
         {"{\"meta\": {},\n \"files\": {"},
         "r0: line 2, column 12: ends too early"},
        {"cut in a string", {"{\"meta"}, "r0: line 1, column 7: ends too early"},
        {"cut in an escape", {"{\"meta\\"}, "r0: line 1, column 8: ends too early"},
        {"something behind it",
         {"{\"meta\": 1, \"files\": {}} x"},
         "r0: line 1, column 26: something stands behind the end"},
        {"no comma",
         {"{\"meta\": 1 \"files\": {}}"},
         "r0: line 1, column 12: is no JSON as it stands"},
        {"a bracket of another kind",
         {"{\"meta\": [1}, \"files\": {}}"},
         "r0: line 1, column 12: is no JSON as it stands"},
        {"a bracket too many",
         {"{\"meta\": ], \"files\": {}}"},
         "r0: line 1, column 10: is no JSON as it stands"},
        {"no value",
         {"{\"meta\": , \"files\": {}}"},
         "r0: line 1, column 11: is no JSON as it stands"},
        {"files that are no object",
         {"{\"meta\": 1, \"files\": []}"},
         "r0: line 1, column 22: is no JSON as it stands"},
        {"lines that are no list",
         {"{\"meta\": 1, \"files\": {\"a.py\": {\"executed_lines\": 7}}}"},
         "r0: line 1, column 50: is no JSON as it stands"},
        {"a line that is none",
         {"{\"meta\": 1, \"files\": {\"a.py\": {\n\"missing_lines\": [-1]}}}"},
         "r0: line 2, column 19: the number of a line is none, or over 100000000"},
        {"a number with a fraction",
         {"{\"meta\": 1, \"files\": {\"a.py\": {\n\"missing_lines\": [1.5]}}}"},
         "r0: line 2, column 20: is no JSON as it stands"},
        {"a name that is no text",
         {"{\"meta\": 1, \"files\": {\"\\ud800\": {}}}"},
         "r0: line 1, column 23: invalid Unicode '\\uD800' near '\"\\ud800\"'"},
        {"a name that is empty",
         {"{\"meta\": 1, \"files\": {\"\": {}}}"},
         "r0: line 1, column 23: a name is empty"},
        {"a summary without numbers",
         {"{\"meta\": 1, \"files\": {\"a.py\": {\"summary\": {\"covered_lines\": 1}}}}"},
         "r0: line 1, column 43: a summary's numbers of lines are none"},
        {"an empty summary",
         {"{\"meta\": 1, \"files\": {\"a.py\": {\"summary\":\n{}}}}"},
         "r0: line 2, column 1: a summary's numbers of lines are none"},
        {"a summary in which more ran than can",
         {"{\"meta\": 1, \"files\": {\"a.py\": {\"summary\":\n"
          "{\"covered_lines\": 2, \"num_statements\": 1}}}}"},
         "r0: line 2, column 1: a summary's numbers of lines are none"},
    };

    EXPECT_ALL("a.py", cases);
}

Test(coverage, what_is_in_none_of_the_formats_is_refused)
{
    static const struct report_case cases[] = {
        {"nothing", {""}, "r0: is empty"},
        {"blanks", {"\n \n"}, "r0: is empty"},
        {"text",
         {"85%\n"},
         "r0: is neither Cobertura's XML nor LCOV's tracefile nor coverage.py's JSON"},
        {"what coverage.py keeps",
         {"SQLite format 3"},
         "r0: is what coverage.py keeps for itself: `coverage xml` makes a report of it"},
        {"the second of two",
         {"TN:\n", "x"},
         "r1: is neither Cobertura's XML nor LCOV's tracefile nor coverage.py's JSON"},
    };

    EXPECT_ALL("a.py", cases);
}

static void expect_refusal(const char *path, const char *reason)
{
    struct covered_tree t = covered_tree_new("a.py");
    struct coverage c;
    struct err e = {0};

    cr_expect_not(coverage_read(&c, &path, 1, &t.part, t.discover, &e));
    cr_expect(strstr(e.message, path) == e.message && strstr(e.message, reason), "%s",
              e.message);
    coverage_release(&c);
    covered_tree_free(&t);
}

Test(coverage, a_report_that_is_no_file_is_refused)
{
    expect_refusal("/no/such/report", "can't be opened: No such file");
    expect_refusal("/", "not a regular file");
    expect_refusal("/dev/zero", "not a regular file");
}

Test(coverage, a_report_over_the_limit_is_refused_unread)
{
    struct covered_tree t = covered_tree_new("a.py");
    char path[600];

    tree_file(&t.tree, "large", "SF:a.py\n");
    snprintf(path, sizeof path, "%s/large", t.tree.path);
    cr_assert_eq(truncate(path, (off_t)COVERAGE_REPORT_MAX_BYTES + 1), 0);
    expect_refusal(path, "is larger than 512 MiB");
    covered_tree_free(&t);
}

/* One row of reports whose `depth` elements or lists lie in each other. */
static struct buf nested(const char *start, const char *open, const char *close,
                         const char *end, int depth)
{
    struct buf text = {0};

    buf_add_text(&text, start);
    for (int i = 0; i < depth; i++)
        buf_add_text(&text, open);
    for (int i = 0; i < depth; i++)
        buf_add_text(&text, close);
    buf_add_text(&text, end);
    return text;
}

static void expect_nested(const char *start, const char *open, const char *close,
                          const char *end, int depth, const char *want)
{
    struct covered_tree t = covered_tree_new("a.py");
    struct buf text = nested(start, open, close, end, depth), out = {0};

    reports_read(&t, (struct slice[]){buf_slice(&text), {0}}, &out);
    cr_expect_str_eq(out.data, want);
    buf_release(&text);
    buf_release(&out);
    covered_tree_free(&t);
}

Test(coverage, depth_is_bounded)
{
    const char *json = "{\"files\":{},\"meta\":";

    expect_nested("<coverage><packages/>", "<a>", "</a>", "</coverage>", 63, "");
    expect_nested("<coverage><packages/>", "<a>", "</a>", "</coverage>", 64,
                  "r0: line 1: elements lie more than 64 deep");
    expect_nested("<coverage><packages/>", "<a>", "</a>", "</coverage>", 1000000,
                  "r0: line 1: elements lie more than 64 deep");
    expect_nested(json, "[", "]", "}", 64, "");
    expect_nested(json, "[", "]", "}", 65,
                  "r0: line 1, column 84: values lie more than 64 deep");
    expect_nested(json, "{\"a\":", "}", "}", 1000000,
                  "r0: line 1, column 340: values lie more than 64 deep");
}

Test(coverage, names_are_bounded)
{
    struct covered_tree t = covered_tree_new("a.py");
    static const char *const frames[][2] = {
        {"SF:", "\nend_of_record\n"},
        {"<coverage><packages><class filename='", "'/></packages></coverage>"},
        {"{\"meta\":1,\"files\":{\"", "\":{}}}"},
        {"<coverage><packages/><source>", "</source></coverage>"}};

    for (size_t i = 0; i < 4; i++) {
        struct buf fits = nested(frames[i][0], "a", "", frames[i][1], 4096);
        struct buf too_long = nested(frames[i][0], "a", "", frames[i][1], 4097);
        struct buf out = {0};

        reports_read(&t, (struct slice[]){buf_slice(&fits), {0}}, &out);
        cr_expect(i == 3 ? !out.data[0] : !strncmp(out.data, "1 foreign: aaa", 14), "%s",
                  out.data);
        buf_clear(&out);
        reports_read(&t, (struct slice[]){buf_slice(&too_long), {0}}, &out);
        cr_expect(strstr(out.data, "a name is longer than 4096 bytes"), "%s", out.data);
        buf_release(&fits);
        buf_release(&too_long);
        buf_release(&out);
    }
    covered_tree_free(&t);
}

#define NUMBERS "{\"covered_lines\":1,\"num_statements\":2"

Test(coverage, a_summary_is_bounded)
{
    const char *start = "{\"meta\":1,\"files\":{\"a.py\":{\"summary\":" NUMBERS;
    int blanks = 16384 - (int)strlen(NUMBERS "}");

    expect_nested(start, " ", "", "}}}}", blanks, "a.py 1/2");
    expect_nested(start, " ", "", "}}}}", blanks + 1,
                  "r0: line 1, column 38: a summary is longer than 16384 bytes");
}

Test(coverage, a_name_with_a_nul_byte_is_refused)
{
    struct covered_tree t = covered_tree_new("a.py");
    const struct slice texts[] = {{"SF:a\0.py\nend_of_record\n", 24}, {0}};
    struct buf out = {0};

    reports_read(&t, texts, &out);
    cr_expect_str_eq(out.data, "r0: line 1: a name holds a NUL byte");
    buf_release(&out);
    covered_tree_free(&t);
}

/* A billion laughs, and a file of the machine. */
Test(coverage, nothing_is_expanded_and_nothing_else_is_read)
{
    static const struct report_case cases[] = {
        {"entities in entities",
         {"<!DOCTYPE c [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>"
          "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]><coverage>&c;</coverage>"},
         "r0: line 1: its DOCTYPE declares something, which is not accepted"},
        {"an entity of another file",
         {"<!DOCTYPE c [<!ENTITY a SYSTEM '/etc/passwd'>]><coverage>&a;</coverage>"},
         "r0: line 1: its DOCTYPE declares something, which is not accepted"},
        {"declarations of another file are not there",
         {"<!DOCTYPE coverage SYSTEM '/etc/passwd'><coverage><packages>"
          "<class filename='a&x;.py'/>&x;</packages></coverage>"},
         ""},
    };

    EXPECT_ALL("a.py", cases);
}

#define LCOV(name, inside) "SF:" name "\n" inside "end_of_record\n"

Test(coverage, reports_add_up)
{
    static const struct report_case cases[] = {
        {"lines are a union",
         {LCOV("a.py", "DA:1,1\nDA:2,0\nDA:3,0\n"), LCOV("a.py", "DA:2,5\nDA:9,0\n"),
          LCOV("p/b.py", "DA:1,0\n")},
         "a.py 2/4; p/b.py 0/1"},
        {"of all formats",
         {LCOV("a.py", "DA:1,1\nDA:2,0\n"), ONE_FILE("a.py", LINE(2, 1) LINE(3, 0)),
          JSON("\"a.py\": {\"executed_lines\": [4], \"missing_lines\": [1]}")},
         "a.py 3/4"},
        {"each with names of its own",
         {LCOV("/ci/1/a.py", "DA:1,1\n"), LCOV("/ci/2/a.py", "DA:2,0\n")},
         "a.py 1/2"},
        {"counts: those of the last",
         {LCOV("a.py", "LF:5\nLH:2\n"), LCOV("a.py", "LF:6\nLH:1\n")},
         "a.py 1/6"},
        {"counts give way to lines",
         {LCOV("a.py", "DA:1,1\n"), LCOV("a.py", "LF:6\nLH:1\n")},
         "a.py 1/1"},
        {"docstrings are none in any order",
         {ONE_FILE("a.py", LINE(2, 1) LINE(3, 0)),
          JSON("\"a.py\": {\"executed_lines\": [1, 2], \"missing_lines\": [3],"
               "\"summary\": {\"covered_lines\": 1, \"num_statements\": 2}}")},
         "a.py 1/2"},
        {"docstrings of two versions",
         {LCOV("a.py", "DA:1,1\nDA:2,1\nDA:3,0\nDA:4,0\nLF:3\nLH:2\n"),
          LCOV("a.py", "DA:1,1\nDA:2,1\nDA:3,0\nLF:2\nLH:2\n")},
         "a.py 1/3"},
        {"docstrings of two versions, the other way round",
         {LCOV("a.py", "DA:1,1\nDA:2,1\nDA:3,0\nLF:2\nLH:2\n"),
          LCOV("a.py", "DA:1,1\nDA:2,1\nDA:3,0\nDA:4,0\nLF:3\nLH:2\n")},
         "a.py 1/3"},
        {"excluded lines that ran in one of them",
         {LCOV("a.py", "DA:1,1\nDA:2,1\nDA:3,0\nLF:2\nLH:2\n"),
          LCOV("a.py", "DA:1,1\nDA:5,1\nDA:3,1\nLF:2\nLH:3\n")},
         "a.py 2/2"},
        {"a foreign name of both is one",
         {LCOV("z.py", "") LCOV("x.py", ""), LCOV("y.py", "") LCOV("x.py", "")},
         "3 foreign: x.py"},
        {"none", {NULL}, ""},
    };

    EXPECT_ALL("a.py p/b.py", cases);
}

Test(coverage, the_order_of_reports_does_not_matter)
{
    static const char *const texts[] = {
        LCOV("/ci/a.py", "DA:1,1\nDA:3,0\nLF:2\n"),
        ONE_FILE("p/b.py", LINE(2, 1) LINE(1, 0)),
        JSON("\"a.py\": {\"executed_lines\": [1, 2, 3], \"missing_lines\": [],"
             "\"summary\": {\"covered_lines\": 2, \"num_statements\": 2}},"
             "\"q.py\": {}"),
    };
    struct covered_tree t = covered_tree_new("a.py p/b.py");

    for (int first = 0; first < 3; first++) {
        for (int step = 1; step < 3; step++) {
            const struct slice all[] = {slice_of(texts[first]),
                                        slice_of(texts[(first + step) % 3]),
                                        slice_of(texts[(first + 2 * step) % 3]),
                                        {0}};
            struct buf out = {0};

            reports_read(&t, all, &out);
            cr_expect_str_eq(out.data, "a.py 2/2; p/b.py 1/2; 1 foreign: q.py");
            buf_release(&out);
        }
    }
    covered_tree_free(&t);
}

Test(coverage, a_row_has_the_key_of_the_file_and_is_found_by_its_path)
{
    struct covered_tree t = covered_tree_new("a.py b.py c.py");
    const struct covered_file *file;
    const char *report;
    struct coverage c;
    char path[600];

    tree_file(&t.tree, "r", LCOV("a.py", "DA:1,1\n") LCOV("c.py", "DA:1,0\n"));
    snprintf(path, sizeof path, "%s/r", t.tree.path);
    report = path;
    cr_assert(coverage_read(&c, &report, 1, &t.part, t.discover, NULL));
    file = coverage_find(&c, slice_of("c.py"));
    cr_assert(file);
    cr_expect_eq(file->lines, 1);
    cr_expect(content_key_same(file->key, content_key_of(slice_of("c.py"))));
    cr_expect_null(coverage_find(&c, slice_of("b.py")));
    cr_expect_null(coverage_find(&c, slice_of("")));
    coverage_release(&c);
    cr_expect_null(coverage_find(&c, slice_of("a.py")));
    covered_tree_free(&t);
}

Test(coverage, a_file_that_was_not_analysed_is_neither_covered_nor_foreign)
{
    struct covered_tree t = covered_tree_new("a.py b.py");
    const struct slice texts[] = {slice_of(LCOV("b.py", "DA:1,1\n")), {0}};
    struct buf out = {0};

    ((struct file *)t.part.files[1])->outcome = FILE_SKIPPED;
    reports_read(&t, texts, &out);
    cr_expect_str_eq(out.data, "");
    buf_release(&out);
    covered_tree_free(&t);
}
