/* The rules of radon, one case each: the numbers of all functions and classes in
 * the order of the source, then the module's. */
#include "tests/facts/facts_of.h"

static void tell(struct reader *r, const struct facts *f)
{
    uint32_t c = 0, fn = 0;

    while (c < f->class_count || fn < f->function_count) {
        if (fn == f->function_count ||
            (c < f->class_count &&
             f->classes[c].start_byte < f->functions[fn].start_byte)) {
            buf_add_format(&r->text, "%s=%u ", facts_text(f, f->classes[c].name),
                           f->classes[c].cyclomatic);
            c++;
        } else {
            buf_add_format(&r->text, "%s=%u ", facts_text(f, f->functions[fn].name),
                           f->functions[fn].cyclomatic);
            fn++;
        }
    }
    buf_add_format(&r->text, "module=%u ", f->module_cyclomatic);
}

Test(cyclomatic, counts_the_points_of_each_statement)
{
    static const struct golden cases[] = {
        {"nothing is one path", "", "module=1"},
        {"straight code is one path", "def f():\n  x = 1\n  return x\n", "f=1 module=1"},
        {"an if is a point", "def f():\n  if x: pass\n", "f=2 module=2"},
        {"an else is none", "def f():\n  if x: pass\n  else: pass\n", "f=2 module=2"},
        {"each elif is a point",
         "def f():\n  if x: pass\n  elif y: pass\n  elif z: pass\n  else: pass\n",
         "f=4 module=4"},
        {"a for is a point", "def f():\n  for x in y: pass\n", "f=2 module=2"},
        {"its else is another", "def f():\n  for x in y: pass\n  else: pass\n",
         "f=3 module=3"},
        {"an async for is a for",
         "async def f():\n  async for x in y: pass\n  else: pass\n", "f=3 module=3"},
        {"a while is a point", "def f():\n  while x: pass\n", "f=2 module=2"},
        {"its else is another", "def f():\n  while x: pass\n  # c\n  else: pass\n",
         "f=3 module=3"},
        {"each except is a point",
         "def f():\n  try: pass\n  except A: pass\n  except (B, C): pass\n",
         "f=3 module=3"},
        {"the else of a try is a point, its finally none",
         "def f():\n  try: pass\n  except A: pass\n  else: pass\n  finally: pass\n",
         "f=3 module=3"},
        {"a try with finally alone is none", "def f():\n  try: pass\n  finally: pass\n",
         "f=1 module=1"},
        {"an except* is none, nor is the else of its try",
         "def f():\n  try: pass\n  except* A: pass\n  except* B: pass\n  else: pass\n",
         "f=1 module=1"},
        {"what stands in an except* counts",
         "def f():\n  try: pass\n  except* A:\n    if x: pass\n", "f=2 module=2"},
        {"a with is none", "def f():\n  with a as b, c: pass\n", "f=1 module=1"},
        {"leaving is none",
         "def f():\n  while 1:\n    break\n    continue\n  raise X\n  return\n",
         "f=2 module=2"},
        {"an assert is a point, whatever is in it",
         "def f():\n  assert a and b or (c if d else e), [x for x in y]\n",
         "f=2 module=2"},
        {"what follows an assert counts", "def f():\n  a or b; assert c or d; e or f\n",
         "f=4 module=4"},
    };
    EXPECT_GOLDEN(cases, tell);
}

Test(cyclomatic, counts_the_points_of_each_expression)
{
    static const struct golden cases[] = {
        {"a conditional expression is a point", "def f(): return a if b else c\n",
         "f=2 module=2"},
        {"each and, each or is a point", "def f(): return a and b and c or d\n",
         "f=4 module=4"},
        {"a not is none", "def f(): return not a\n", "f=1 module=1"},
        {"each for and if of a comprehension is a point",
         "def f(): return [x for a in b if c if d for x in a]\n", "f=5 module=5"},
        {"sets, dictionaries and generators alike",
         "def f(): {x for x in y}, {x: y for x, y in z}, g(x for x in y)\n",
         "f=4 module=4"},
        {"a comprehension in a comprehension",
         "def f(): [[x for x in y if x] for y in z]\n", "f=4 module=4"},
        {"an async for in one", "async def f(): [x async for x in y]\n", "f=2 module=2"},
        {"a lambda is none, but its defaults and its body count",
         "def f(): return lambda x=a or b: x and y\n", "f=3 module=3"},
        {"the hole of a string is code", "def f(): return f'{a if b else c}'\n",
         "f=2 module=2"},
        {"the hint of a variable is code, as it is to radon",
         "def f():\n  x: a or b = 1\n", "f=2 module=2"},
    };
    EXPECT_GOLDEN(cases, tell);
}

Test(cyclomatic, counts_the_cases_of_a_match)
{
    static const struct golden cases[] = {
        {"each case is a point", "match x:\n  case 1: pass\n  case 'a': pass\n",
         "module=3"},
        {"but one, if a case takes anything",
         "match x:\n  case 1: pass\n  case _: pass\n", "module=2"},
        {"a bare name takes anything", "match x:\n  case 1: pass\n  case y: pass\n",
         "module=2"},
        {"brackets change nothing", "match x:\n  case 1: pass\n  case ((y)): pass\n",
         "module=2"},
        {"a guard changes nothing, and is no point",
         "match x:\n  case y if z: pass\n  case 1 if z: pass\n", "module=2"},
        {"the or in a guard is a point", "match x:\n  case 1 if a or b: pass\n",
         "module=3"},
        {"only one, however many take anything",
         "match x:\n  case y if z: pass\n  case _: pass\n", "module=2"},
        {"a name with a dot is a value", "match x:\n  case a.b: pass\n", "module=2"},
        {"a sequence is none of these",
         "match x:\n  case y,: pass\n  case y, z: pass\n  case [y]: pass\n"
         "  case (y,): pass\n",
         "module=5"},
        {"nor are classes, mappings, alternatives, literals",
         "match x:\n  case A(y): pass\n  case {'k': y, **z}: pass\n  case A() | B(): "
         "pass\n"
         "  case -1: pass\n  case None: pass\n  case [] as y: pass\n",
         "module=7"},
    };
    EXPECT_GOLDEN(cases, tell);
}

Test(cyclomatic, leaves_out_what_radon_never_visits)
{
    static const struct golden cases[] = {
        {"defaults", "def f(x=a or b, *, y=[c for c in d]): pass\n", "f=1 module=1"},
        {"annotations", "def f(x: a or b) -> c or d: pass\n", "f=1 module=1"},
        {"decorators of functions", "@d(a or b)\ndef f(): pass\n", "f=1 module=1"},
        {"decorators of classes", "@d(a if b else c)\nclass A: pass\n", "A=1 module=1"},
        {"decorators of methods", "class A:\n  @d(a or b)\n  def f(self): pass\n",
         "A=2 A.f=1 module=2"},
        {"bases and keywords", "class A(b or c, metaclass=d or e): pass\n",
         "A=1 module=1"},
        {"but what stands before and behind them",
         "a or b\n@d(a or b)\ndef f(x=a or b): a or b\na or b\n", "f=2 module=4"},
    };
    EXPECT_GOLDEN(cases, tell);
}

Test(cyclomatic, adds_up_functions_classes_and_modules)
{
    static const struct golden cases[] = {
        {"a module is its statements and what its functions have over one",
         "if x: pass\ndef f():\n  if x: pass\ndef g(): pass\n", "f=2 g=1 module=3"},
        {"a closure isn't added to its function, nor to the module",
         "def f():\n  def g():\n    if x: pass\n  if y: pass\n", "f=2 f.g=2 module=2"},
        {"a class is one, its own points and its methods' numbers",
         "class A:\n  if x: y = 1\n  def f(self): pass\n  def g(self): a or b\n",
         "A=5 A.f=1 A.g=2 module=5"},
        {"a method under an if is a method", "class A:\n  if x:\n    def f(self): pass\n",
         "A=3 A.f=1 module=3"},
        {"a nested class isn't added to the outer one",
         "class A:\n  class B:\n    if x: pass\n    def f(self): pass\n",
         "A=1 A.B=3 A.B.f=1 module=1"},
        {"a class in a function is listed by us alone, and added to nothing",
         "def f():\n  class A:\n    def g(self): a or b\n", "f=1 f.A=3 f.A.g=2 module=1"},
        {"a function under an if counts for the module", "if x:\n  def f(): a or b\n",
         "f=2 module=3"},
    };
    EXPECT_GOLDEN(cases, tell);
}

/* The examples that radon's rules were written down with. */
Test(cyclomatic, agrees_with_the_worked_examples)
{
    static const struct golden cases[] = {
        {"a class, a closure and a match",
         "class Cart:\n"
         "    rate: float = 0.2\n"
         "    def total(self, items, *, strict=False):\n"
         "        assert items and strict\n"
         "        acc = 0\n"
         "        for it in items:\n"
         "            if it.price > 0 and it.qty > 0:\n"
         "                acc += it.price * it.qty\n"
         "            elif strict: raise ValueError\n"
         "        else:\n"
         "            acc -= 1\n"
         "        try:\n"
         "            return acc / (1 + self.rate)\n"
         "        except (ZeroDivisionError, TypeError):\n"
         "            return 0\n"
         "        except Exception:\n"
         "            raise\n"
         "        finally:\n"
         "            pass\n"
         "    def tags(self):\n"
         "        with open('f') as f:\n"
         "            return [x for line in f for x in line if x if x > 1]\n"
         "\n"
         "def kind(v):\n"
         "    def inner():\n"
         "        return 1 if v else 2\n"
         "    match v:\n"
         "        case 0 | 1: return 'small'\n"
         "        case [a, *rest] if a: return 'seq'\n"
         "        case _: return inner()\n",
         "Cart=15 Cart.total=9 Cart.tags=5 kind=3 kind.inner=2 module=17"},
        {"a loop with a try in it",
         "def pick(items, strict=False):\n"
         "    for it in items:\n"
         "        try:\n"
         "            if it.ok and it.price > 0:\n"
         "                return it\n"
         "        except KeyError:\n"
         "            if strict:\n"
         "                raise\n"
         "    else:\n"
         "        pass\n"
         "    return None if strict else items[0]\n",
         "pick=8 module=8"},
    };
    EXPECT_GOLDEN(cases, tell);
}
