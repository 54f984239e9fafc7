/* The language of contracts: what is none is said with its column; no text does harm. */
#include "engine/impact/contract.h"

#include "tests/graph/graph_of.h"
#include "tests/impact/contract_of.h"

#include <criterion/criterion.h>

static bool is_contract(struct slice text, struct err *e)
{
    struct arena memory = {0};
    struct contract c;
    bool ok = contract_read(&c, text, test_kind, &memory, e);

    arena_release(&memory);
    return ok;
}

Test(contract_text, what_may_be_written)
{
    static const char *const rows[] = {
        "layers:web>api>domain>storage|cache",
        "  layers in shop , old [ load , typing ]\t: (web) > api : (cli)\n> db except "
        "a->b ",
        "layers[load] in shop: a > b",
        "layers: a | b",
        "forbidden: a-b/c -> d-e/f.py",
        "forbidden: a->b",
        "forbidden[load] direct: a -> b",
        "forbidden direct[function]: a, =b, c.*.** -> d except x -> y, z -> =w",
        "forbidden: direct, in, by -> layers",
        "independent: a, b",
        "acyclic: shop",
        "protected: by by by",
        "protected: a, b, by c, d",
        "protected: a, =by",
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct err e = {0};

        cr_expect(is_contract(slice_of(rows[i]), &e), "%s: %s", rows[i], e.message);
    }
}

Test(contract_text, is_read_as_it_stands)
{
    struct arena memory = {0};
    struct contract c;

    cr_assert(
        contract_read(&c,
                      slice_of("layers[typing,load] in s, t: (web) > a : (b) > =c | "
                               "d except x -> y, z -> w"),
                      test_kind, &memory, NULL));
    cr_expect_eq(c.kind, CONTRACT_LAYERS);
    cr_expect_eq(c.kinds, KIND_TYPING | KIND_LOAD);
    cr_assert_eq(c.container_count, 2);
    cr_expect(slice_equal(c.containers[1].set.text, slice_of("t")));
    cr_assert_eq(c.name_count, 5);
    cr_expect(c.names[0].may_be_absent && !c.names[1].may_be_absent);
    cr_expect(c.names[2].may_be_absent && c.names[2].layer == 1);
    cr_expect_eq(c.names[2].column, 43);
    cr_expect(c.names[3].set.alone && c.names[4].layer == 2);
    cr_expect(!c.layer_open[0] && c.layer_open[1] && !c.layer_open[2]);
    cr_assert_eq(c.exception_count, 2);
    cr_expect(slice_equal(c.exceptions[1].to.set.text, slice_of("w")));
    cr_assert(contract_read(&c, slice_of("protected: a, b, by c"), NULL, &memory, NULL));
    cr_expect(c.name_count == 2 && c.by_count == 1 && c.kinds == CSR_ALL_KINDS);
    cr_assert(
        contract_read(&c, slice_of("forbidden direct: a -> b, c"), NULL, &memory, NULL));
    cr_expect(c.direct && c.names[0].layer == 0 && c.names[2].layer == 1);
    arena_release(&memory);
}

Test(contract_text, faults_name_the_column_and_what_should_stand_there)
{
#define KINDS "layers, forbidden, independent, acyclic or protected"
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"", "column 1: " KINDS " is missing at the end"},
        {"  ", "column 3: " KINDS " is missing at the end"},
        {"layer: a > b", "column 1: " KINDS " should stand here, not 'layer'"},
        {"-> a", "column 1: " KINDS " should stand here, not '->'"},
        {"layers", "column 7: a : is missing at the end"},
        {"layers a > b", "column 8: a : should stand here, not 'a'"},
        {"layers direct: a > b", "column 8: a : should stand here, not 'direct'"},
        {"acyclic in a: b", "column 9: a : should stand here, not 'in'"},
        {"forbidden direct direct: a -> b",
         "column 18: a : should stand here, not 'direct'"},
        {"layers in: a > b",
         "column 10: the name of a module should stand here, not ':'"},
        {"layers in a in b: c > d", "column 13: a : should stand here, not 'in'"},
        {"layers in =a: c > d",
         "column 11: layers lie in a package without = and *, not in '=a'"},
        {"layers in b, a.*: c > d",
         "column 14: layers lie in a package without = and *, not in 'a.*'"},
        {"acyclic[load]", "column 14: a : is missing at the end"},
        {"acyclic[load][load]: a", "column 14: a : should stand here, not '['"},
        {"acyclic[", "column 9: a kind of import is missing at the end"},
        {"acyclic[]: a", "column 9: a kind of import should stand here, not ']'"},
        {"acyclic[lod]: a",
         "column 9: a kind of import that there is should stand here, not 'lod'"},
        {"acyclic[load: a", "column 13: a , or a ] should stand here, not ':'"},
        {"acyclic[loooooooooooooooooooooooooooooooooooad]: a",
         "column 9: a kind of import that there is should stand here, not "
         "'loooooooooooooooooooooooooooooooooooad'"},
        {"layers:", "column 8: the name of a module is missing at the end"},
        {"layers: a", "column 10: a > and a lower layer is missing at the end"},
        {"layers: a -> b",
         "column 11: a > and a lower layer should stand here, not '->'"},
        {"layers: a > b -> c",
         "column 15: except or the end should stand here, not '->'"},
        {"layers: a >", "column 12: the name of a module is missing at the end"},
        {"layers: a > > b", "column 13: the name of a module should stand here, not '>'"},
        {"layers: a | b : c > d", "column 15: a | as before should stand here, not ':'"},
        {"layers: a : b | c > d", "column 15: a : as before should stand here, not '|'"},
        {"layers: (a > b", "column 12: a ) should stand here, not '>'"},
        {"layers: (a | b) > c", "column 12: a ) should stand here, not '|'"},
        {"layers: ((a)) > b",
         "column 10: the name of a module should stand here, not '('"},
        {"layers: a, b", "column 10: a > and a lower layer should stand here, not ','"},
        {"forbidden: a", "column 13: a , or -> is missing at the end"},
        {"forbidden: a > b", "column 14: a , or -> should stand here, not '>'"},
        {"forbidden: a ->", "column 16: the name of a module is missing at the end"},
        {"forbidden: a -> b -> c",
         "column 19: except or the end should stand here, not '->'"},
        {"forbidden: a b -> c", "column 14: a , or -> should stand here, not 'b'"},
        {"forbidden: , -> c",
         "column 12: the name of a module should stand here, not ','"},
        {"independent: a", "column 15: a , and another name is missing at the end"},
        {"independent: a except b -> c",
         "column 16: a , and another name should stand here, not 'except'"},
        {"independent: a, b,", "column 19: the name of a module is missing at the end"},
        {"acyclic: except", "column 10: the name of a module should stand here, not "
                            "'except'"},
        {"acyclic: a b", "column 12: except or the end should stand here, not 'b'"},
        {"acyclic: a.c*",
         "column 10: 'a.c*': * and ** stand for whole parts of a dotted name"},
        {"protected: a, by", "column 17: the name of a module is missing at the end"},
        {"protected: a by b by c",
         "column 19: except or the end should stand here, not 'by'"},
        {"acyclic: a except", "column 18: the name of a module is missing at the end"},
        {"acyclic: a except b", "column 20: a -> is missing at the end"},
        {"acyclic: a except b, c", "column 20: a -> should stand here, not ','"},
        {"acyclic: a except b -> c d",
         "column 26: a , or the end should stand here, not 'd'"},
        {"acyclic: \x1b[2J",
         "column 10: the name of a module should stand here, not '?'"},
        {"acyclic: a\x7f", "column 11: except or the end should stand here, not '?'"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct err e = {0};

        cr_expect_not(is_contract(slice_of(rows[i].text), &e), "%s", rows[i].text);
        cr_expect_str_eq(e.message, rows[i].says, "%s\n  %s", rows[i].text, e.message);
        cr_expect_eq(e.code, ERR_USAGE);
    }
}

/* `head`, then `times` a piece. */
static struct slice repeated(char *into, const char *head, const char *piece,
                             size_t times)
{
    char *at = stpcpy(into, head);

    for (size_t i = 0; i < times; i++)
        at = stpcpy(at, piece);
    return (struct slice){into, (size_t)(at - into)};
}

Test(contract_text, limits_are_said)
{
    static char text[80000];
    struct err e = {0};

    cr_expect(is_contract(repeated(text, "acyclic: a", ",a", 999), &e));
    cr_expect_not(is_contract(repeated(text, "acyclic: a", ",a", 1000), &e));
    cr_expect_str_eq(e.message, "column 2010: there are more than 1000 names");
    cr_expect_not(
        is_contract(repeated(text, "acyclic: a except a->b", ",a->b", 1000), &e));
    cr_expect_str_eq(e.message, "column 2517: there are more than 1000 names");
    cr_expect(is_contract(repeated(text, "acyclic: a", " ", 65526), &e));
    cr_expect_not(is_contract(repeated(text, "acyclic: a", " ", 65527), &e));
    cr_expect_str_eq(e.message, "a contract is longer than 65536 bytes");
    cr_expect_not(is_contract(repeated(text, "acyclic: ", "a", 4097), &e));
    cr_expect_str_eq(e.message, "column 10: a name is longer than 4096 bytes");
}

Test(contract_text, lists_say_which_contract_is_none)
{
    static struct slice many[CONTRACT_MAX_RULES + 1];
    struct slice texts[] = {slice_of("acyclic: a"), slice_of("acyclic: a,")};
    struct arena memory = {0};
    struct contract *list;
    struct err e = {0};

    cr_assert(contracts_read(texts, 1, NULL, &memory, &list, &e));
    cr_expect_eq(list[0].kind, CONTRACT_ACYCLIC);
    cr_expect_not(contracts_read(texts, 2, NULL, &memory, &list, &e));
    cr_expect_str_eq(e.message,
                     "contract 2: column 12: the name of a module is missing at the end");
    cr_expect(contracts_read(NULL, 0, NULL, &memory, &list, &e));
    cr_expect_not(contracts_read(many, CONTRACT_MAX_RULES + 1, NULL, &memory, &list, &e));
    cr_expect_str_eq(e.message, "there are more than 1000 contracts");
    arena_release(&memory);
}

/* Mostly a head, then names with something between; at times a piece or a byte that
 * doesn't belong there. */
static void write_hostile(struct dice *dice, char *text)
{
    static const char *const heads[] = {
        "layers: ",      "layers in a: ",     "layers in a, c[load]: ", "forbidden: ",
        "independent: ", "forbidden direct:", "acyclic[typing,load]:",  "protected: "};
    static const char *const names[] = {"a", "a.b", "=a", "**", "a.*", "x/y",
                                        "c", "=c",  "d",  "b",  "(b)"};
    static const char *const marks[] = {",", "->", " > ", "|", ":", " by ", " except "};
    static const char *const others[] = {"[",      "]",  "(",    ")",    "*",
                                         "-",      "\n", "\x01", "\xff", "layers",
                                         "[load]", "=",  ".",    " "};

    *text = '\0';
    for (uint32_t i = 0, n = 2 + roll(dice, 8); i < n; i++) {
        const char *piece = !i      ? heads[roll(dice, sizeof heads / sizeof *heads)]
                            : i % 2 ? names[roll(dice, sizeof names / sizeof *names)]
                                    : marks[roll(dice, sizeof marks / sizeof *marks)];

        strcat(text, piece);
        if (!roll(dice, 12))
            strcat(text, others[roll(dice, sizeof others / sizeof *others)]);
    }
}

/* Read or refused in one sentence; what is read is checked, or refused for its names. */
Test(contract_text, any_text_is_read_or_refused)
{
    struct modules_of *m = modules_of("a -> a.b; a.b -> c; c -> d; d -> a; x/y -> d");
    struct contract_graph question = modules_question(m);
    struct dice dice = {99};
    unsigned read = 0, checked = 0;

    for (int round = 0; round < 30000; round++) {
        char text[300];
        struct arena memory = {0};
        struct contract_result result;
        struct contract c;
        struct err e = {0};

        write_hostile(&dice, text);
        if (contract_read(&c, slice_of(text), test_kind, &memory, &e)) {
            read++;
            if (contract_check(&c, &question, &result, &e)) {
                checked++;
                contract_result_release(&result);
            }
        }
        cr_assert(!e.message[0] || e.code == ERR_USAGE);
        arena_release(&memory);
    }
    cr_expect(read > 1500 && checked > 500, "%u read, %u checked", read, checked);
    modules_free(m);
}
