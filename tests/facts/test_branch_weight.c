/* The origin's complexity of a file. */
#include "tests/facts/facts_of.h"

static void tell(struct reader *r, const struct facts *f)
{
    buf_add_format(&r->text, "%u ", f->branch_weight);
}

Test(branch_weight, counts_each_branch_once_for_every_function_around_it)
{
    static const struct golden cases[] = {
        {"outside of functions nothing weighs", "if x:\n  for y in z: pass\n", "0"},
        {"nor does it in a class alone", "class A:\n  if x: pass\n", "0"},
        {"each elif is a branch",
         "def f():\n  if a: pass\n  elif b: pass\n  elif c: pass\n", "3"},
        {"three functions deep, three times",
         "def f():\n  def g():\n    def h():\n      if x: pass\n", "3"},
        {"a class between two functions adds nothing",
         "def f():\n  class A:\n    def g(self):\n      while x: pass\n", "2"},
        {"a try is one and so is each except",
         "def f():\n  try: pass\n  except A: pass\n  except B: pass\n", "3"},
        {"of a try with except* only the clauses are",
         "def f():\n  try: pass\n  except* A: pass\n", "1"},
        {"an async for is none", "async def f():\n  async for x in y: pass\n", "0"},
        {"a for is", "def f():\n  for x in y: pass\n", "1"},
        {"a lambda is no function", "def f():\n  return lambda: x\nif x: pass\n", "0"},
        {"nothing else is a branch",
         "def f():\n  assert a and b\n  with c: pass\n  [x for x in y if z]\n"
         "  match x:\n    case 1: pass\n  return a if b else c\n",
         "0"},
    };
    EXPECT_GOLDEN(cases, tell);
}
