/* What contracts find, in small graphs, and that they find it if and only if it is so. */
#include "engine/impact/contract.h"

#include "tests/graph/graph_of.h"
#include "tests/impact/contract_of.h"

#include <criterion/criterion.h>

static const char *const verdicts[] = {"kept", "broken", "unknown"};

struct text {
    char bytes[1500];
};

static void add(struct text *t, struct slice s)
{
    size_t len = strlen(t->bytes);

    snprintf(t->bytes + len, sizeof t->bytes - len, "%.*s", (int)s.len, s.data);
}

static void add_chain(struct text *t, const struct modules_of *m,
                      const struct contract_chain *chain)
{
    add(t, slice_of(" |"));
    for (uint32_t i = 0; i < chain->count; i++) {
        add(t, slice_of(" "));
        add(t, m->names[chain->modules[i]]);
    }
}

/* "broken; a -> b 2/1 | chain | chain; unused x -> y": imports/direct. */
static struct text shown(const struct modules_of *m, const struct contract_result *r)
{
    struct text t = {""};
    char numbers[40];

    add(&t, slice_of(verdicts[r->verdict]));
    if (!r->complete)
        add(&t, slice_of(" incomplete"));
    for (uint32_t i = 0; i < r->count; i++) {
        const struct contract_violation *v = &r->violations[i];

        add(&t, slice_of("; "));
        add(&t, v->from);
        add(&t, slice_of(" -> "));
        add(&t, v->to);
        sprintf(numbers, " %u/%u", v->imports, v->direct);
        add(&t, slice_of(numbers));
        for (uint32_t j = 0; j < v->sibling_count; j++) {
            add(&t, slice_of(j ? " " : " ("));
            add(&t, v->siblings[j]);
        }
        add(&t, slice_of(v->sibling_count ? ")" : ""));
        for (uint32_t j = 0; j < v->chain_count; j++)
            add_chain(&t, m, &v->chains[j]);
    }
    for (uint32_t i = 0; i < r->unused_count; i++) {
        add(&t, slice_of("; unused "));
        add(&t, r->unused[i]->from.set.text);
        add(&t, slice_of(" -> "));
        add(&t, r->unused[i]->to.set.text);
    }
    return t;
}

static struct text checked(const struct modules_of *m, const char *rule,
                           struct contract_graph question)
{
    struct arena memory = {0};
    struct contract_result result;
    struct contract contract;
    struct text text = {""};
    struct err e = {0};

    cr_assert(contract_read(&contract, slice_of(rule), test_kind, &memory, &e), "%s: %s",
              rule, e.message);
    if (contract_check(&contract, &question, &result, &e)) {
        text = shown(m, &result);
        cr_expect_leq(result.work, question.work ? question.work : CONTRACT_WORK);
        contract_result_release(&result);
    } else {
        add(&text, slice_of(e.message));
    }
    arena_release(&memory);
    return text;
}

struct row {
    const char *rule, *graph, *says;
};

static void expect_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct modules_of *m = modules_of(rows[i].graph);
        struct text text = checked(m, rows[i].rule, modules_question(m));

        cr_expect_str_eq(text.bytes, rows[i].says, "%s\n  %s", rows[i].rule, text.bytes);
        modules_free(m);
    }
}

#define EXPECT_ROWS(rows) expect_rows((rows), sizeof(rows) / sizeof *(rows))

Test(contract, layers_import_downwards_only)
{
    static const struct row rows[] = {
        {"layers: web > api > db", "web -> api; api -> db; web -> db", "kept"},
        {"layers: web > api > db", "db.x -> web.y; web -> api; api -> db",
         "broken; db -> web 1/1 | db.x web.y"},
        /* through what is in no layer; the shortest first, then smaller numbers */
        {"layers: web > db",
         "db.a -> util; db.b -> util; util -> util.x; util.x -> web; util -> web.z;"
         "db.b -> web; db.c -> far; far -> util.x",
         "broken; db -> web 4/1 | db.b web | db.a util web.z | db.b util web.z | "
         "db.c far util.x web"},
        /* of ways of one length, that by smaller numbers */
        {"layers: web > db", "db -> u; u -> p; u -> q; web; web.a; q -> web; p -> web.a",
         "broken; db -> web 1/0 | db u p web.a"},
        /* a chain through another layer is that pair's own */
        {"layers: web > api > db", "db -> api; api -> web",
         "broken; api -> web 1/1 | api web; db -> api 1/1 | db api"},
        {"layers: web > a | b > db", "a -> b; b -> x; x -> a; web -> a; b -> db",
         "broken; a -> b 1/1 | a b; b -> a 1/0 | b x a"},
        {"layers: web > a : b > db", "a -> b; b -> x; x -> a; db -> x; web -> a",
         "broken; db -> a 1/0 | db x a"},
        {"layers: web > (none) > db", "db -> web; web -> db",
         "broken; db -> web 1/1 | db web"},
        {"layers: web > none > db", "db -> web", "column 15: no module is called 'none'"},
        {"layers in shop, old: web > db",
         "shop.db -> shop.web; old.web -> old.db; old.db -> shop.db; shop.web -> old.web",
         "broken; shop.db -> shop.web 1/1 | shop.db shop.web; "
         "old.db -> old.web 1/0 | old.db shop.db shop.web old.web"},
        {"layers in shop, old: web > (db)", "shop.db -> shop.web; old.web",
         "broken; shop.db -> shop.web 1/1 | shop.db shop.web"},
        {"layers in shop, old: web > db", "shop.db -> shop.web; old.web",
         "column 28: no module is called 'old.db'; do you mean 'old.web'?"},
        {"layers in shop: =web > db", "shop.db -> shop.web.x; shop.web -> shop.db",
         "kept"},
    };

    EXPECT_ROWS(rows);
}

Test(contract, forbidden_ones_are_not_got_to)
{
    static const struct row rows[] = {
        {"forbidden: a -> b", "b -> a; a -> c; c", "kept"},
        {"forbidden: a -> b", "a -> c; c -> b.x; a.y -> c",
         "broken; a -> b 2/0 | a c b.x | a.y c b.x"},
        {"forbidden direct: a -> b", "a -> c; c -> b; a.y -> b",
         "broken; a -> b 1/1 | a.y b"},
        {"forbidden: a, b -> c, d", "a -> x; x -> c; x -> d; b -> d; d -> c; a -> b",
         "broken; a -> c 1/0 | a x c; a -> d 1/0 | a x d; b -> d 1/1 | b d"},
        {"forbidden[load]: a -> b", "a -> b function; a -> c; c -> b typing", "kept"},
        {"forbidden[load,typing]: a -> b", "a -> b function; a -> c; c -> b typing",
         "broken; a -> b 1/0 | a c b"},
        /* of two kinds it is one import */
        {"forbidden: a -> b", "a -> b function; a -> b; a -> b typing",
         "broken; a -> b 1/1 | a b"},
        /* the one that means fewer has what both mean */
        {"forbidden: shop -> shop.old", "shop; shop.a -> shop.old.x; shop.old -> shop.a",
         "broken; shop -> shop.old 1/1 | shop.a shop.old.x"},
        {"forbidden: shop.old -> shop", "shop; shop.a -> shop.old.x; shop.old -> shop.a",
         "broken; shop.old -> shop 1/1 | shop.old shop.a"},
        {"forbidden: a -> a", "a -> a.b",
         "column 17: nothing is left of 'a': other names of the contract mean all of it"},
        {"forbidden: =a -> a", "a -> a.b", "broken; =a -> a 1/1 | a a.b"},
        {"forbidden: shop.*.models -> shop.*.web",
         "shop.a.models -> shop.b.web.x; shop.b.models",
         "broken; shop.*.models -> shop.*.web 1/1 | shop.a.models shop.b.web.x"},
        {"forbidden: tools/x-y.py -> a", "tools/x-y.py -> a.b",
         "broken; tools/x-y.py -> a 1/1 | tools/x-y.py a.b"},
        {"forbidden: a -> jango", "a -> django",
         "column 17: no module is called 'jango'; do you mean 'django'?"},
    };

    EXPECT_ROWS(rows);
}

Test(contract, independent_ones_know_nothing_of_each_other)
{
    static const struct row rows[] = {
        {"independent: a, b, c", "a -> x; b -> x; c -> x; x -> y", "kept"},
        {"independent: a, b, c", "a -> x; x -> b; b -> c.z; b.q -> c.z",
         "broken; a -> b 1/0 | a x b; b -> c 2/2 | b c.z | b.q c.z"},
        {"independent: a, b", "a -> b; b -> a",
         "broken; a -> b 1/1 | a b; b -> a 1/1 | b a"},
        {"independent: a, =a", "a -> a.b", "broken; =a -> a 1/1 | a a.b"},
        {"independent: a, b", "a -> a.x",
         "column 17: no module is called 'b'; do you mean 'a'?"},
    };

    EXPECT_ROWS(rows);
}

Test(contract, acyclic_ones_have_no_knot_of_children)
{
    static const struct row rows[] = {
        {"acyclic: s", "s -> s.a; s.a -> s; s.a -> s.b; s.b -> s.c; s.a -> s.c", "kept"},
        /* as wholes; of two imports the smaller one shows it */
        {"acyclic: s", "s.a.x -> s.b.x; s.a.y -> s.b.x; s.b.z -> s.a.w; s.c -> s.a.x",
         "broken; s -> s 3/3 (s.a s.b) | s.a.x s.b.x s.b.z s.a.w"},
        {"acyclic: s", "s.a -> s.a.b; s.a.b -> s.a; s.b", "kept"},
        {"acyclic: s, s.a", "s.a.x -> s.a.y; s.a.y -> s.a.x; s.b",
         "broken; s.a -> s.a 2/2 (s.a.x s.a.y) | s.a.x s.a.y s.a.y s.a.x"},
        {"acyclic: **", "s.a.x -> s.a.y; s.a.y -> s.a.x; s.b -> s.a; s.a -> s.b",
         "broken; s -> s 2/2 (s.a s.b) | s.a s.b s.b s.a; "
         "s.a -> s.a 2/2 (s.a.x s.a.y) | s.a.x s.a.y s.a.y s.a.x"},
        {"acyclic: s",
         "s.a -> s.b; s.b -> s.c; s.c -> s.a; s.c -> s.b; s.p -> s.q; "
         "s.q -> s.p",
         "broken; s -> s 4/4 (s.a s.b s.c) | s.b s.c s.c s.b | s.a s.b s.b s.c s.c s.a; "
         "s -> s 2/2 (s.p s.q) | s.p s.q s.q s.p"},
        {"acyclic: s, t", "s.a; s.b; t.a -> s.b; t.b -> t.a", "kept"},
        {"acyclic: s", "s.a -> out; out -> s.b; s.b -> s.a", "kept"},
        {"acyclic[load]: s", "s.a -> s.b; s.b -> s.a function", "kept"},
        {"acyclic: s", "s -> t", "column 10: no module lies below 's'"},
        {"acyclic: sh", "s -> t",
         "column 10: no module is called 'sh'; do you mean 's'?"},
        {"acyclic: s except s.b -> s.a", "s.a -> s.b; s.b -> s.a", "kept"},
        {"acyclic: s", "s.a -> s.a-b/x.py; s.a-b/x.py -> s.a; s.b", "kept"},
    };

    EXPECT_ROWS(rows);
}

Test(contract, protected_ones_are_imported_by_friends)
{
    static const struct row rows[] = {
        {"protected: s.a.i, by s.a", "s.a -> s.a.i; s.a.i.x -> s.a.i; s.a.i -> s.b; s.b",
         "kept"},
        {"protected: s.a.i by s.a",
         "s.b -> s.a.i.x; s.b -> s.a; t -> s.a.i; s.a -> s.a.i",
         "broken;  -> s.a.i 2/2 | s.b s.a.i.x | t s.a.i"},
        {"protected: a", "a.x -> a; a -> a.y", "kept"},
        {"protected: a, b", "a -> b; c -> a", "broken;  -> a 1/1 | c a;  -> b 1/1 | a b"},
        {"protected: a, by b, c except d -> a", "b -> a; c -> a; d -> a", "kept"},
        {"protected: a, by nobody", "b -> a", "column 18: no module is called 'nobody'"},
        {"protected[function]: a", "b -> a", "kept"},
    };

    EXPECT_ROWS(rows);
}

Test(contract, exceptions_are_not_there_and_the_unused_are_said)
{
    static const struct row rows[] = {
        {"forbidden: a -> b except a -> c", "a -> c; c -> b", "kept"},
        {"forbidden: a -> b except =a -> c", "a -> c; a.x -> c; c -> b",
         "broken; a -> b 1/0 | a.x c b"},
        {"forbidden: a -> b except a -> c, c -> a, x -> *", "a -> c; c -> b",
         "kept; unused c -> a; unused x -> *"},
        {"forbidden[load]: a -> b except a -> b", "a -> b typing", "kept; unused a -> b"},
        {"forbidden: a -> b except a -> b", "a -> b typing; a -> b load", "kept"},
        {"forbidden: a -> b except ** -> **", "a -> b; b -> a", "kept"},
        {"layers: a > b except b.x -> a.**", "b.x -> a.y; b.x -> a",
         "broken; b -> a 1/1 | b.x a"},
    };

    EXPECT_ROWS(rows);
}

Test(contract, as_many_chains_as_asked_for_and_all_of_them_counted)
{
    struct modules_of *m = modules_of("a.1 -> b; a.2 -> b; a.3 -> x; x -> b; a.2 -> b.y");
    struct contract_graph question = modules_question(m);

    question.limit = 2;
    cr_expect_str_eq(checked(m, "forbidden: a -> b", question).bytes,
                     "broken; a -> b 4/3 | a.1 b | a.2 b");
    question.limit = 1;
    cr_expect_str_eq(checked(m, "protected: b", question).bytes,
                     "broken;  -> b 4/4 | a.1 b");
    modules_free(m);
}

/* All sides of work that runs out: never a wrong verdict, and enough is enough. */
Test(contract, without_work_the_answer_is_unknown_or_a_part)
{
    static const char *const rules[] = {
        "forbidden: a, c -> b, d",
        "layers: d > b > a | c",
        "independent: a, b, c, d",
        "acyclic: s",
        "protected: b, d by c",
        "forbidden: b -> a",
        "forbidden: a -> b except c -> d, a -> d",
    };
    struct modules_of *m = modules_of("a -> x; x -> b; c -> d; a.2 -> b; a -> d; s.a -> "
                                      "s.b; s.b -> s.a; s.c -> s.d; s.d -> s.c");

    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        struct contract_graph question = modules_question(m);
        struct text whole = checked(m, rules[i], question);
        unsigned unknown = 0, parts = 0;

        for (question.work = 1; question.work < 100000;
             question.work += 1 + question.work / 50) {
            struct text part = checked(m, rules[i], question);

            if (!strcmp(part.bytes, whole.bytes))
                continue;
            unknown += !strncmp(part.bytes, "unknown incomplete", 18);
            parts += !strncmp(part.bytes, "broken incomplete", 17);
            cr_expect(strstr(part.bytes, " incomplete"), "%s", part.bytes);
        }
        cr_expect_gt(unknown, 0, "%s", rules[i]);
        cr_expect_eq(parts > 0, !strncmp(whole.bytes, "broken", 6), "%s", rules[i]);
        question.work = 100000;
        cr_expect_str_eq(checked(m, rules[i], question).bytes, whole.bytes);
    }
    modules_free(m);
}

/* ------------------------------------------------------------------ the judge */

enum { NODES = 12, GROUPS = 4 };

/* Who gets to whom by one import or more (Warshall), over the edges of one kind. */
struct judge {
    bool edge[NODES][NODES], way[NODES][NODES];
    int group[NODES]; /* -1: none */
};

static void close(struct judge *j)
{
    memcpy(j->way, j->edge, sizeof j->way);
    for (int k = 0; k < NODES; k++)
        for (int a = 0; a < NODES; a++)
            for (int b = 0; b < NODES; b++)
                j->way[a][b] |= j->way[a][k] && j->way[k][b];
}

static bool gets_to(const struct judge *j, int from, int to)
{
    for (int a = 0; a < NODES; a++)
        for (int b = 0; b < NODES; b++)
            if (j->group[a] == from && j->group[b] == to && j->way[a][b])
                return true;
    return false;
}

/* Modules "g0.n3" in groups and "n4" in none; each group has one at least. */
static struct modules_of *random_modules(struct dice *dice, struct judge *j)
{
    static char names[NODES][8];
    struct modules_of *m = calloc(1, sizeof *m);
    struct edges list = {0};

    *j = (struct judge){0};
    for (int n = 0; n < NODES; n++) {
        j->group[n] = n < GROUPS ? n : (int)roll(dice, GROUPS + 3);
        j->group[n] = j->group[n] < GROUPS ? j->group[n] : -1;
        if (j->group[n] < 0)
            sprintf(names[n], "n%d", n);
        else
            sprintf(names[n], "g%d.n%d", j->group[n], n);
        m->names[m->count++] = slice_of(names[n]);
    }
    for (uint32_t i = 0, count = roll(dice, 2 * NODES); i < count; i++) {
        struct edge edge = {roll(dice, NODES), roll(dice, NODES), 1,
                            (uint8_t)(1U << roll(dice, 2))};
        edges_add(&list, edge);
        j->edge[edge.from][edge.to] |= edge.kinds == KIND_LOAD;
    }
    modules_graph(m, &list);
    close(j);
    return m;
}

/* Each step is an import, and no way from there to there is shorter. */
static void expect_chain(const struct judge *j, const struct contract_chain *chain,
                         int from, int to)
{
    int distance[NODES], first = (int)chain->modules[1];

    for (uint32_t i = 0; i + 1 < chain->count; i++)
        cr_assert(j->edge[chain->modules[i]][chain->modules[i + 1]]);
    cr_assert_eq(j->group[chain->modules[0]], from);
    cr_assert_eq(j->group[chain->modules[chain->count - 1]], to);
    for (int n = 0; n < NODES; n++)
        distance[n] = j->group[n] == to ? 0 : NODES;
    for (int round = 0; round < NODES; round++)
        for (int a = 0; a < NODES; a++)
            for (int b = 0; b < NODES; b++)
                if (j->edge[a][b] && j->group[a] < 0 && distance[b] + 1 < distance[a])
                    distance[a] = distance[b] + 1;
    cr_assert_eq((uint32_t)distance[first] + 2, chain->count);
}

/* The rule is broken exactly if `wrong` has a pair that gets there; whatever is listed
 * is such a pair, with true chains. */
static bool expect_verdict(const struct modules_of *m, const struct judge *j,
                           const char *rule, bool (*wrong)(int from, int to))
{
    struct contract_graph question = modules_question(m);
    struct arena memory = {0};
    struct contract_result r;
    struct contract c;
    bool broken = false;

    for (int a = 0; a < GROUPS; a++)
        for (int b = 0; b < GROUPS; b++)
            broken |= wrong(a, b) && gets_to(j, a, b);
    cr_assert(contract_read(&c, slice_of(rule), test_kind, &memory, NULL));
    cr_assert(contract_check(&c, &question, &r, NULL));
    cr_assert_eq(r.verdict == CONTRACT_BROKEN, broken, "%s", rule);
    cr_assert(r.complete && (r.count > 0) == broken);
    for (uint32_t i = 0; i < r.count; i++) {
        int from = r.violations[i].from.data[1] - '0',
            to = r.violations[i].to.data[1] - '0';

        cr_assert(wrong(from, to), "%s", rule);
        for (uint32_t k = 0; k < r.violations[i].chain_count; k++)
            expect_chain(j, &r.violations[i].chains[k], from, to);
    }
    contract_result_release(&r);
    arena_release(&memory);
    return broken;
}

static bool wrong_forbidden(int from, int to)
{
    return from < 2 && to >= 2;
}

static bool wrong_layers(int from, int to)
{
    return (from == 3 && to < 3) || (from && from < 3 && to < 3 && from != to);
}

static bool wrong_open(int from, int to)
{
    return (from == 3 && to < 3) || (from && from < 3 && !to);
}

static bool wrong_independent(int from, int to)
{
    return from != to;
}

Test(contract, is_broken_exactly_if_there_is_a_way)
{
    static const struct {
        const char *rule;
        bool (*wrong)(int from, int to);
    } rows[] = {
        {"forbidden[load]: g0, g1 -> g2, g3", wrong_forbidden},
        {"layers[load]: g0 > g1 | g2 > g3", wrong_layers},
        {"layers[load]: g0 > g1 : g2 > g3", wrong_open},
        {"independent[load]: g0, g1, g2, g3", wrong_independent},
    };
    struct dice dice = {2026};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        unsigned broken = 0;

        for (int round = 0; round < 1000; round++) {
            struct judge judge;
            struct modules_of *m = random_modules(&dice, &judge);

            broken += expect_verdict(m, &judge, rows[i].rule, rows[i].wrong);
            modules_free(m);
        }
        cr_expect(broken > 100 && broken < 900, "%s: %u of 1000", rows[i].rule, broken);
    }
}

/* Children of "g" are the groups: broken exactly if one gets to itself through another
 * one, going from whole to whole. */
Test(contract, acyclic_is_broken_exactly_if_children_get_back_to_themselves)
{
    struct dice dice = {7};
    unsigned broken = 0;

    for (int round = 0; round < 1000; round++) {
        bool way[GROUPS][GROUPS] = {{0}}, cyclic = false;
        struct judge j;
        struct modules_of *m = random_modules(&dice, &j);
        char names[NODES][12];
        struct text text;

        for (int n = 0; n < NODES; n++) {
            sprintf(names[n], "%s%.*s", j.group[n] < 0 ? "" : "g.", (int)m->names[n].len,
                    m->names[n].data);
            m->names[n] = slice_of(names[n]);
        }
        module_names_release(&m->index);
        module_names_init(&m->index, m->names, m->count);
        for (int a = 0; a < NODES; a++)
            for (int b = 0; b < NODES; b++)
                if (j.edge[a][b] && j.group[a] >= 0 && j.group[b] >= 0 &&
                    j.group[a] != j.group[b])
                    way[j.group[a]][j.group[b]] = true;
        for (int k = 0; k < GROUPS; k++)
            for (int a = 0; a < GROUPS; a++)
                for (int b = 0; b < GROUPS; b++)
                    way[a][b] |= way[a][k] && way[k][b];
        for (int a = 0; a < GROUPS; a++)
            cyclic |= way[a][a];
        text = checked(m, "acyclic[load]: g", modules_question(m));
        cr_assert_eq(!strncmp(text.bytes, "broken", 6), cyclic, "%s", text.bytes);
        broken += cyclic;
        modules_free(m);
    }
    cr_expect(broken > 100 && broken < 900, "%u of 1000", broken);
}

/* ------------------------------------------------------------------ size */

Test(contract, a_chain_of_100000_modules)
{
    enum { LONG = 100000 };
    static char text[LONG][8];
    static struct slice names[LONG];
    struct csr g = graph_of_path(LONG, 0);
    struct contract_graph question = {.graph = &g};
    struct module_names index;
    struct arena memory = {0};
    struct contract_result r;
    struct contract c;

    for (int n = 0; n < LONG; n++) {
        sprintf(text[n], "m%d", n);
        names[n] = slice_of(text[n]);
    }
    module_names_init(&index, names, LONG);
    question.names = &index;
    cr_assert(contract_read(&c, slice_of("layers: m99999 > m0"), NULL, &memory, NULL));
    cr_assert(contract_check(&c, &question, &r, NULL));
    cr_assert_eq(r.count, 1);
    cr_assert_eq(r.violations[0].chains[0].count, LONG);
    cr_expect_eq(r.violations[0].chains[0].modules[77777], 77777);
    contract_result_release(&r);
    arena_release(&memory);
    module_names_release(&index);
    csr_release(&g);
}
