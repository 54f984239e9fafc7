#include "engine/config/toml.h"

#include <criterion/criterion.h>
#include <stdio.h>

static struct arena arena;

static const struct toml_value *read_text(const char *text, struct err *e)
{
    return toml_read(slice_of(text), &arena, e);
}

/* The value of `a` in a document that has to be right. */
static const struct toml_value *value_of(const char *text)
{
    struct err e = {0};
    const struct toml_value *root = read_text(text, &e);

    cr_assert(root, "%s: %s", text, e.message);
    cr_assert(toml_find(root, "a"), "%s", text);
    return toml_find(root, "a")->value;
}

Test(toml, strings_of_all_four_kinds_mean_what_they_say)
{
    static const struct {
        const char *text, *means;
    } rows[] = {
        {"a = \"\"", ""},
        {"a = ''", ""},
        {"a = \"x\\t\\\"\\\\\\u00e9\\U0001F600\"", "x\t\"\\\u00e9\U0001F600"},
        {"a = 'x\\t\"'", "x\\t\""},
        {"a = \"\"\"\nx\ny\"\"\"", "x\ny"},
        {"a = \"\"\"\r\nx\r\ny\"\"\"", "x\ny"},
        {"a = \"\"\"x\\\n\n   y\"\"\"", "xy"},
        {"a = \"\"\"\"\"x\"\"\"\"\"", "\"\"x\"\""},
        {"a = '''\nx\\\ny'''", "x\\\ny"},
        {"a = '''''x'''''", "''x''"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct toml_value *v = value_of(rows[i].text);

        cr_assert_eq(v->type, TOML_TEXT);
        cr_expect_str_eq(v->text.data, rows[i].means, "%s", rows[i].text);
        cr_expect_eq(v->text.len, strlen(rows[i].means));
    }
    arena_release(&arena);
}

Test(toml, numbers_are_read_in_all_bases)
{
    static const struct {
        const char *text;
        int64_t means;
    } rows[] = {
        {"a = 0", 0},
        {"a = +1_000", 1000},
        {"a = -17", -17},
        {"a = 0xDEAD_beef", 0xDEADBEEF},
        {"a = 0o755", 0755},
        {"a = 0b1010", 10},
        {"a = 9223372036854775807", INT64_MAX},
        {"a = -9223372036854775808", INT64_MIN},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_assert_eq(value_of(rows[i].text)->type, TOML_NUMBER, "%s", rows[i].text);
        cr_expect_eq(value_of(rows[i].text)->number, rows[i].means, "%s", rows[i].text);
    }
    cr_expect_eq(value_of("a = 6.5_0e-1")->real, 0.65);
    cr_expect(value_of("a = -inf")->real < -1e308);
    cr_expect(value_of("a = nan")->real != value_of("a = nan")->real);
    cr_expect(value_of("a = true")->truth && !value_of("a = false")->truth);
    arena_release(&arena);
}

Test(toml, times_have_the_parts_that_were_written)
{
    struct toml_time t = value_of("a = 1979-05-27T07:32:01.250-01:30")->time;

    cr_expect(t.has_date && t.has_time && t.has_offset);
    cr_expect(t.year == 1979 && t.month == 5 && t.day == 27 && t.hour == 7 &&
              t.minute == 32 && t.second == 1 && t.microsecond == 250000 &&
              t.offset_minutes == -90);
    t = value_of("a = 2000-02-29")->time;
    cr_expect(t.has_date && !t.has_time && !t.has_offset);
    t = value_of("a = 23:59:59")->time;
    cr_expect(!t.has_date && t.has_time && !t.has_offset && t.hour == 23);
    t = value_of("a = 1979-05-27 07:32:00")->time;
    cr_expect(t.has_date && t.has_time && !t.has_offset);
    arena_release(&arena);
}

Test(toml, values_know_where_they_stand)
{
    const struct toml_value *a = value_of("# x\n[a]\n  \"\xC3\xA9\" . b = [1,\n\t2]\n");
    const struct toml_item *key = a->items.first, *b = key->value->items.first;

    cr_expect(a->place.line == 2 && a->place.column == 2);
    cr_expect(key->place.line == 3 && key->place.column == 3);
    cr_expect(b->place.line == 3 && b->place.column == 10);
    cr_expect(b->value->place.line == 3 && b->value->place.column == 14);
    cr_expect_eq(b->value->items.count, 2);
    cr_expect(b->value->items.last->place.line == 4 &&
              b->value->items.last->place.column == 2);
    arena_release(&arena);
}

Test(toml, a_wrong_document_is_a_sentence_with_its_place)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"a = 1\na = 2", "2:1: 'a' stands twice; it was given in line 1"},
        {"[a]\n[a]", "2:2: 'a' stands twice; it was given in line 1"},
        {"[[a]]\n[a]", "2:2: 'a' stands twice; it was given in line 1"},
        {"a = []\n[[a]]", "2:3: 'a' stands twice; it was given in line 1"},
        {"a = {}\n[a.b]", "2:2: 'a' is no table that may be added to: line 1"},
        {"[a.b]\n[a]\nb.c = 1", "3:1: 'b' can't be added to: line 1 has it"},
        {"a = {b = {}, b.c = 1}", "1:14: 'b' can't be added to: line 1 has it"},
        {"[a]\nb.c = 1\n[a.b]", "3:4: 'b' stands twice; it was given in line 2"},
        {"a = 2021-02-29", "1:5: 2021-02 has no day 29"},
        {"a = 07:32:60", "1:5: a minute has no second 60"},
        {"a = 0000-01-01", "1:5: there is no year 0000"},
        {"a = 9223372036854775808", "1:5: an integer over 64 bits"},
        {"a = '''x''''''", "1:5: more quotes than a string ends with"},
        {"a = \"\\ud800\"", "1:5: U+D800 is no character"},
        {"a =", "1:1: this is no TOML: a ="},
        {"a = 1 b = 2", "1:7: this is no TOML: b = 2"},
        {"\xEF\xBB\xBF"
         "a = 1",
         "1:1: a byte order mark, which TOML doesn't have"},
        {"a = 1 # \x7F", "1:9: control character 0x7F"},
        {"# \xC3", "1:3: byte 0xC3 is not UTF-8"},
        {"a = 1\r", "1:6: a carriage return without a line feed"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct err e = {0};

        cr_expect_not(read_text(rows[i].text, &e), "%s", rows[i].text);
        cr_expect_str_eq(e.message, rows[i].says);
    }
    arena_release(&arena);
}

static struct slice repeated(const char *before, const char *piece, size_t count)
{
    struct slice text = {NULL, strlen(before) + count * strlen(piece)};
    char *at = arena_alloc(&arena, text.len + 1, 1);

    text.data = at;
    at = stpcpy(at, before);
    while (count--)
        at = stpcpy(at, piece);
    return text;
}

Test(toml, hostile_documents_end_in_a_sentence)
{
    struct err e;

    cr_expect_not(toml_read(repeated("", "x", TOML_MAX_BYTES + 1), &arena, &e));
    cr_expect_str_eq(e.message, "longer than 1048576 bytes");
    cr_expect_not(toml_read(repeated("a = ", "[", 500000), &arena, &e));
    cr_expect_not(toml_read(repeated("a", ".a", 100000), &arena, &e));
    cr_expect_not(toml_read(repeated("a = [", "1,", 200000), &arena, &e));
    cr_expect_not(toml_read(repeated("", "[[a]]\n", 120000), &arena, &e));
    cr_expect_str_eq(e.message, "100000:3: more than 100000 values");
    cr_expect(toml_read(repeated("a = 1\n", "# x\n", 250000), &arena, &e));
    cr_expect(toml_read(repeated("", "[[a]]\nb = {c = [1]}\n", 20000), &arena, &e));
    cr_expect_not(toml_read((struct slice){"a\0b = 1", 7}, &arena, &e));
    cr_expect_str_eq(e.message, "1:2: control character 0x00");
    arena_release(&arena);
}
