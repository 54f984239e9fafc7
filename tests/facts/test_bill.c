/* A bill names the points of a number, each with its rule and its place; together they
 * are the number. bills_add_up.py sees to that in the corpora. */
#include "engine/facts/bill.h"
#include "tests/facts/bill_sums.h"
#include "tests/facts/facts_of.h"

#include <inttypes.h>

static const struct bill *bill_of(struct reader *r, const char *source)
{
    struct tree tree = tree_of_bytes(r, slice_of(source));

    return bill_extract(r->extractor, &tree, slice_of(source), &r->memory);
}

/* Of the first function: "line rule points" for each point of its number. */
static void tell(struct reader *r, const struct bill *bill, enum tally tally)
{
    for (uint32_t i = 0; i < bill->item_count; i++) {
        const struct bill_item *item = &bill->items[i];
        if (item->tally == tally && bill_counts(bill, item, 0))
            buf_add_format(&r->text, "%u %s %u, ", item->line, rule_text(item->rule),
                           item->points);
    }
}

static void expect_bill(const char *source, enum tally tally, const char *want)
{
    struct reader r = {0};

    tell(&r, bill_of(&r, source), tally);
    expect_told(&r, want, tally_number(tally));
    reader_release(&r);
}

static const char nested[] = "def f(a):\n"
                             "  if a:\n"
                             "    for b in a:\n"
                             "      c = b and a or c\n"
                             "  def g():\n"
                             "    while a: pass\n"
                             "  class C:\n"
                             "    if a: pass\n"
                             "    def h(self): return a if b else c\n"
                             "  return g\n";

Test(bill, lists_the_points_in_the_order_of_the_source)
{
    expect_bill(nested, TALLY_CYCLOMATIC,
                "1 the function itself 1, 2 if 1, 3 for 1, 4 and, or 1, 4 and, or 1,");
    expect_bill(nested, TALLY_SONAR,
                "1 the function itself 1, 2 if 1, 3 for 1, 4 and, or 1, 4 and, or 1, "
                "8 if 1,");
}

Test(bill, says_what_nesting_costs)
{
    expect_bill(nested, TALLY_COGNITIVE,
                "2 if 1, 3 for 1, 3 nesting 1, 4 run of and, or of or 1, "
                "4 run of and, or of or 1, 6 while 1, 6 nesting 1, 8 if 1, "
                "9 x if y else z 1,");
}

Test(bill, says_what_comes_from_nested_functions)
{
    expect_bill(nested, TALLY_MCCABE,
                "1 the function itself 1, 2 if 1, 3 for 1, 5 the function itself 1, "
                "6 while 1, 8 if 1, 9 the function itself 1,");
    expect_bill(nested, TALLY_ORIGIN,
                "2 if 1, 3 for 1, 5 nested function 1, 6 while 1, 8 if 1,");
}

Test(bill, adds_up)
{
    static const char *const sources[] = {
        nested,
        "",
        "if a and b: pass\n",
        "def f(): pass\ndef g(): return a and b\n",
        "class A:\n  @d(a or b)\n  def f(self, x=a if b else c):\n"
        "    @e(a and b)\n    class B(c or d):\n      async def g(self):\n"
        "        async for x in y: pass\n        else:\n          if x: pass\n",
        "def f():\n  match a:\n    case 1 if b or c:\n      def g():\n"
        "        try: pass\n        except* A: pass\n        finally:\n"
        "          while x: pass\n    case _: pass\n  return g\n",
        "def f():\n  def g():\n    def h():\n      try:\n        with a: assert b\n"
        "      except A: pass\n      else: pass\n    return h\n  return g\n",
        "def f(x:\n  if a and\n def g(: return\n",
    };
    struct reader r = {0};
    struct bill_sums sums = {0};

    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        bill_check(bill_of(&r, sources[i]), "a source", &sums);
    cr_expect_eq(sums.wrong, 0, "%" PRIu64 " numbers differ from their bills",
                 sums.wrong);
    cr_expect(sums.points > 0);
    reader_release(&r);
}

Test(bill, counts_nothing_for_a_function_that_lies_elsewhere)
{
    struct reader r = {0};
    const struct bill *bill = bill_of(&r, "def f():\n  if a: pass\ndef g(): pass\n");

    for (uint32_t i = 0; i < bill->item_count; i++)
        cr_expect(!bill_counts(bill, &bill->items[i], 1) || bill->items[i].line == 3);
    reader_release(&r);
}
