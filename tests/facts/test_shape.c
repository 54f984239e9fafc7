/* The shape of functions and classes, one rule a case: the number of each function, or
 * of each class, in the order of the source. */
#include "tests/facts/facts_of.h"

#include "engine/facts/bill.h"

static void number_tell(struct reader *r, struct extracted got, const char *name)
{
    static const enum number_subject subjects[] = {NUMBER_OF_FUNCTION, NUMBER_OF_CLASS};
    const struct facts *f = got.facts;
    enum metric_id by;

    for (size_t s = 0; s < 2; s++) {
        const struct number *n = number_find(subjects[s], name, &by);
        uint32_t count =
            subjects[s] == NUMBER_OF_CLASS ? f->class_count : f->function_count;

        for (uint32_t i = 0; n && i < count; i++) {
            uint32_t text = subjects[s] == NUMBER_OF_CLASS ? f->classes[i].name
                                                           : f->functions[i].name;
            buf_add_format(&r->text, "%s=%u ", facts_text(f, text),
                           (unsigned)number_of(n, f, got.measures, i));
        }
    }
}

static void expect_numbers(const char *name, const struct golden *cases, size_t count)
{
    struct reader r = {0};

    for (size_t i = 0; i < count; i++) {
        number_tell(&r,
                    extracted_of_bytes(&r, slice_of(cases[i].source),
                                       FACT_METRICS | MEASURE_METRICS),
                    name);
        expect_told(&r, cases[i].want, cases[i].why);
    }
    reader_release(&r);
}

#define EXPECT_NUMBERS(name, cases) \
    expect_numbers(name, cases, sizeof(cases) / sizeof *(cases))

Test(shape, nesting_is_the_longest_chain_of_statements)
{
    static const struct golden cases[] = {
        {"straight code has none", "def f():\n  x = 1\n  [y for y in z if y]\n", "f=0"},
        {"each of if, for, while, try, with and match is a level",
         "def f():\n  if a:\n    for b in c:\n      while d:\n        try:\n"
         "          with e:\n            match g:\n              case 1: pass\n"
         "        finally: pass\n",
         "f=6"},
        {"the longest chain counts, wherever it stands",
         "def f():\n  if a:\n    if b: pass\n  if c: pass\n", "f=2"},
        {"a statement behind another one isn't in it",
         "def f():\n  if a: pass\n  if b: pass\n  for c in d: pass\n", "f=1"},
        {"elif and else belong to their if",
         "def f():\n  if a: pass\n  elif b: pass\n  elif c: pass\n  else: pass\n", "f=1"},
        {"an if in an else is one more",
         "def f():\n  if a: pass\n  else:\n    if b: pass\n", "f=2"},
        {"except, else and finally belong to their try",
         "def f():\n  try: pass\n  except A: pass\n  else: pass\n  finally:\n"
         "    if a: pass\n",
         "f=2"},
        {"async loops and contexts are loops and contexts",
         "async def f():\n  async for a in b:\n    async with c: pass\n", "f=2"},
        {"a nested function starts again and adds nothing",
         "def f():\n  if a:\n    def g():\n      if b:\n        if c: pass\n",
         "f=1 f.g=2"},
        {"so does a class, and its methods",
         "def f():\n  class A:\n    if a:\n      if b: pass\n    def g(self):\n"
         "      if c: pass\n",
         "f=0 f.A.g=1"},
        {"what stands around a function is no depth of it",
         "if a:\n  for b in c:\n    def f():\n      while d: pass\n", "f=1"},
        {"what follows a nested function is at its old depth",
         "def f():\n  if a:\n    def g():\n      if b: pass\n    if c: pass\n",
         "f=2 f.g=1"},
    };
    EXPECT_NUMBERS("nesting", cases);
}

Test(shape, returns_are_those_of_the_function_itself)
{
    static const struct golden cases[] = {
        {"each return counts", "def f():\n  if a: return\n  return 1\n", "f=2"},
        {"those of nested functions are theirs",
         "def f():\n  def g(): return 1\n  return g\n", "f=1 f.g=1"},
        {"yield and raise are none", "def f():\n  yield 1\n  raise A\n", "f=0"},
        {"what a lambda gives is none", "def f(): x = lambda: 1\n", "f=0"},
        {"a return where it mustn't be belongs to nobody", "return 1\ndef f(): pass\n",
         "f=0"},
    };
    EXPECT_NUMBERS("returns", cases);
}

Test(shape, branches_are_those_of_pylint)
{
    static const struct golden cases[] = {
        {"straight code has none", "def f(): x = a or b if c else d\n", "f=0"},
        {"if, elif and else are one each",
         "def f():\n  if a: pass\n  elif b: pass\n  else: pass\n", "f=3"},
        {"an else with nothing but an if is an elif",
         "def f():\n  if a: pass\n  else:\n    # why\n    if b: pass\n    else: pass\n",
         "f=3"},
        {"an else with more isn't",
         "def f():\n  if a: pass\n  else:\n    if b: pass\n    c\n", "f=3"},
        {"loops and their else are one each",
         "def f():\n  for a in b: pass\n  else: pass\n  while c: pass\n  else: pass\n",
         "f=4"},
        {"an async for is none, nor is its else",
         "async def f():\n  async for a in b: pass\n  else: pass\n", "f=0"},
        {"except, else and finally are one each, a try is none",
         "def f():\n  try: pass\n  except A: pass\n  except B: pass\n  else: pass\n"
         "  finally: pass\n",
         "f=4"},
        {"nothing of a try with except* is one",
         "def f():\n  try: pass\n  except* A: pass\n  else: pass\n  finally: pass\n",
         "f=0"},
        {"each case is one", "def f():\n  match a:\n    case 1: pass\n    case _: pass\n",
         "f=2"},
        {"a with is none", "def f():\n  with a: pass\n", "f=0"},
        {"those of nested functions are theirs",
         "def f():\n  def g():\n    if a: pass\n  if b: pass\n", "f=1 f.g=1"},
        {"those in a nested class are no function's",
         "def f():\n  class A:\n    if a: pass\n", "f=0"},
    };
    EXPECT_NUMBERS("branches", cases);
}

Test(shape, statements_are_those_of_pylint)
{
    static const struct golden cases[] = {
        {"the function itself is one", "def f(): pass\n", "f=2"},
        {"simple statements are one each, on one line too",
         "def f():\n  import a; from b import c; del c\n  global d, e; assert a\n"
         "  d = e = 1; d += 1; g: int\n  raise a\n",
         "f=10"},
        {"a return is none", "def f(): return 1\n", "f=1"},
        {"nor is a docstring, blank or in brackets",
         "def f(): 'text'\ndef g():\n  # why\n  (' ' # c\n   '')\n  pass\n", "f=1 g=2"},
        {"but strings elsewhere are, and strings with holes and bytes",
         "def f():\n  a\n  'text'\ndef g(): f'text'\ndef h(): b'bytes'\n", "f=3 g=2 h=2"},
        {"if, elif and else are one each",
         "def f():\n  if a: pass\n  elif b: pass\n  else: pass\n", "f=7"},
        {"an else with nothing but an if is none",
         "def f():\n  if a: pass\n  else:\n    if b: pass\n", "f=5"},
        {"loops and their else are none, an async for is one",
         "async def f():\n  for a in b: break\n  else: pass\n  while c: continue\n"
         "  async for d in e: pass\n",
         "f=6"},
        {"an except is two, else and finally are one each",
         "def f():\n  try: pass\n  except A: pass\n  else: pass\n  finally: pass\n",
         "f=9"},
        {"a try with except* is one, and each of its clauses",
         "def f():\n  try: pass\n  except* A: pass\n  except* B: pass\n", "f=7"},
        {"a match is one, its cases are none",
         "def f():\n  match a:\n    case 1: pass\n    case 2: pass\n", "f=4"},
        {"a with is one", "def f():\n  with a as b: pass\n", "f=3"},
        {"those of nested functions count for all around them",
         "def f():\n  def g():\n    def h(): a; b\n    c\n", "f=4 f.g=4 f.g.h=3"},
        {"so do those of nested classes, but not their docstrings",
         "def f():\n  class A:\n    '''text'''\n    a = 1\n    def g(self): b\n",
         "f=3 f.A.g=2"},
        {"a type alias is one", "def f(): type A = int\n", "f=2"},
    };
    EXPECT_NUMBERS("statements", cases);
}

Test(shape, locals_are_what_a_function_binds)
{
    static const struct golden cases[] = {
        {"each name once", "def f():\n  a = 1\n  a = 2\n  b = a\n", "f=2"},
        {"names that are only read are none", "def f(): return a.b[c](d)\n", "f=0"},
        {"patterns of any shape", "def f(): a, (b, [c, *d]), (e) = g, h.i, j[k] = l\n",
         "f=6"},
        {"chains", "def f(): a = b = c, d = e\n", "f=4"},
        {"augmented assignments", "def f(): a += 1; b.c += 1\n", "f=1"},
        {"annotations, with a value or without",
         "def f():\n  a: int = 1\n  b: int\n  c.d: int = 1\n", "f=2"},
        {"in brackets only with a value", "def f():\n  (a): int = 1\n  (b): int\n",
         "f=1"},
        {"loops", "async def f():\n  for a, *b in c: pass\n  async for d in e: pass\n",
         "f=3"},
        {"contexts", "def f():\n  with a as b, (c as (d, e)), g as h.i: pass\n", "f=3"},
        {"what is caught",
         "def f():\n  try: pass\n  except A as a: pass\n  except (B, C) as b: pass\n",
         "f=2"},
        {"groups that are caught", "def f():\n  try: pass\n  except* A as a: pass\n",
         "f=1"},
        {"imports", "def f():\n  import a.b, c.d as e\n  from g import h, i as j\n",
         "f=4"},
        {"a walrus, in a comprehension too",
         "def f():\n  if (a := b): pass\n  [c := d for e in g if (h := e)]\n", "f=3"},
        {"but not in a lambda, only in its defaults",
         "def f():\n  lambda a=(b := 1): (c := a) or (lambda d=(e := 1): e)\n  (g := "
         "1)\n",
         "f=2"},
        {"in the hole of a string", "def f(): f'{(a := 1)} {b:=5}'\n", "f=1"},
        {"nested functions and classes, but nothing of theirs",
         "def f():\n  def g(): a = 1\n  class A: b = 1\n", "f=2 f.g=1"},
        {"the defaults, decorators and bases of nested ones",
         "def f():\n  @(a := d)\n  def g(b=(c := 1)): pass\n  class A((e := B)): pass\n",
         "f=5 f.g=0"},
        {"what is deleted", "def f():\n  del a, (b, [c]), d.e, g[h]\n", "f=3"},
        {"captures",
         "def f():\n  match a:\n    case [b, *c] | (b, *c) if d: pass\n"
         "    case {'k': e, **g}: pass\n    case A(h, i=j, k=l.m) as n: pass\n"
         "    case o, _: pass\n    case p.q | None | 1 | -1: pass\n    case _: pass\n",
         "f=8"},
        {"names of patterns that take anything",
         "def f():\n  match a:\n"
         "    case A(b=_, c=d), *_: pass\n",
         "f=1"},
        {"type aliases, but not their parameters",
         "def f[T]():\n  type A = int\n  type B[S] = S\n", "f=2"},
        {"parameters are none, bound again or not",
         "def f(a, b: int, /, c=1, *d, e: int = 1, **g):\n  a = b = c = d = e = g = h\n"
         "  h = 1\n",
         "f=1"},
        {"global and nonlocal names are none, in any order of reading",
         "def f():\n  a = 1\n  def g():\n    nonlocal a\n    global b, b\n    a = b = c "
         "= 1\n",
         "f=2 f.g=1"},
        {"declared twice is declared once",
         "def f():\n  if a: global b\n  else: global b\n  b = c = 1\n", "f=1"},
        {"variables of comprehensions are none",
         "def f(): return [a for a, b in c], {d: e for d in g for e in d}\n", "f=0"},
        {"words that are sometimes names", "def f(): match = type = print = case = 1\n",
         "f=4"},
        {"one name in two functions is one in each", "def f(): a = 1\ndef g(): a = 1\n",
         "f=1 g=1"},
        {"what the module binds is nobody's", "a = 1\ndef f(): pass\nb = 2\n", "f=0"},
    };
    EXPECT_NUMBERS("locals", cases);
}

Test(shape, attributes_are_what_a_class_and_self_are_given)
{
    static const struct golden cases[] = {
        {"names of the body, each once", "class A:\n  a = 1\n  a = 2\n  b: int\n", "A=2"},
        {"however they are bound",
         "class A:\n  import a\n  for b in c: pass\n  with d as e: pass\n  g, (h, *i) = "
         "j\n"
         "  if (k := l): pass\n",
         "A=7"},
        {"but not methods, nested classes and what is deleted",
         "class A:\n  def f(self): pass\n  class B: a = 1\n  del b\n", "A=0 A.B=1"},
        {"nor names that are declared global", "class A:\n  global a\n  a = b = 1\n",
         "A=1"},
        {"what the methods give to self",
         "class A:\n  def f(self):\n    self.a = 1\n    self.b += 1\n    self.c: int\n"
         "    self.d, (self.e, *self.g) = h\n    for self.i in j: pass\n"
         "    with k as self.l, (m as [self.n, o]): pass\n",
         "A=9"},
        {"each once, from the body too",
         "class A:\n  a = 1\n  def f(self): self.a = self.b = 1\n"
         "  def g(self): self.b = 1\n",
         "A=2"},
        {"whatever the first parameter is called",
         "class A:\n  def f(this, self): this.a = self.b = 1\n"
         "  def g(me: 'A' = None, /): me.c = 1\n  def __new__(cls): cls.d = 1\n",
         "A=3"},
        {"of class methods too, but not of static ones",
         "class A:\n  @classmethod\n  def f(cls): cls.a = 1\n  @staticmethod\n"
         "  def g(x): x.b = 1\n  @d\n  @abc.staticmethod\n  def h(x): x.c = 1\n",
         "A=1"},
        {"only parameters that are given by position",
         "class A:\n  def f(*self): self.a = 1\n  def g(*, self): self.b = 1\n"
         "  def h(): self.c = 1\n",
         "A=0"},
        {"what lies deeper is no attribute",
         "class A:\n  def f(self): self.a.b = 1; self[0] = self.c[1] = 1; self.d()\n",
         "A=0"},
        {"reading and deleting give nothing",
         "class A:\n  def f(self):\n    del self.a\n    return self.b\n", "A=0"},
        {"closures know self, unless they have their own",
         "class A:\n  def f(self):\n    def g(): self.a = 1\n"
         "    def h(self): self.b = 1\n    def i(x):\n      def j(): self.c = x.d = 1\n",
         "A=2"},
        {"a class in a method has its own self",
         "class A:\n  def f(self):\n    class B:\n      def g(self): self.a = self.b = "
         "1\n"
         "    self.c = 1\n",
         "A=1 A.f.B=2"},
        {"a method under an if is a method",
         "class A:\n  if a:\n    def f(self): self.a = 1\n", "A=1"},
        {"a function outside of a class has no self", "def f(self): self.a = 1\n", ""},
    };
    EXPECT_NUMBERS("attributes", cases);
}

Test(shape, methods_weigh_what_their_paths_do)
{
    static const struct golden cases[] = {
        {"a class without methods weighs nothing", "class A:\n  if a: b = 1\n", "A=0"},
        {"each method weighs its cyclomatic number",
         "class A:\n  def f(self): pass\n  def g(self): a or b\n", "A=3"},
        {"closures and nested classes are no methods of it",
         "class A:\n  def f(self):\n    def g(): a or b\n  class B:\n"
         "    def h(self): a or b\n",
         "A=1 A.B=2"},
    };
    EXPECT_NUMBERS("weighted_methods", cases);
}

Test(shape, tokens_are_those_of_tokenize)
{
    static const struct golden cases[] = {
        {"from def to the last token", "@d\ndef f(): pass # c\n\n# c\n", "f=6"},
        {"async is one", "async def f():\n  # c\n  await a\n", "f=8"},
        {"a string is one, with a prefix, holes and escapes too",
         "def f(): rb'''a\nb''', f'{a!r:>{b}} {{' 'c\\n', ''\n", "f=11"},
        {"a string in the hole of one", "def f(): f'{a[\"b\"] + f\"{c}\"}'\n", "f=6"},
        {"brackets, operators and numbers",
         "def f(a, /, *b: int) -> c: return a[1:-2] ** 3.0j // b != ...\n", "f=29"},
        {"operators of two words are two", "def f(): a is not b not in c\n", "f=12"},
        {"dots of an import go by three",
         "def f(): from ... import a; from .... import b; from . .. import c\n", "f=22"},
        {"lines that go on", "def f(): a + \\\n  b; c;\n", "f=11"},
        {"nested functions belong to it", "def f():\n  def g(): pass\n  a\n",
         "f=12 f.g=6"},
    };
    EXPECT_NUMBERS("tokens", cases);
}

static void file_tell(struct reader *r, const char *source)
{
    const struct measures *m =
        extracted_of_bytes(r, slice_of(source), MEASURE_METRICS).measures;

    buf_add_format(&r->text, "tokens=%u statements=%u ", m->tokens, m->statements);
}

Test(shape, files_have_tokens_and_statements_of_their_own)
{
    static const struct golden cases[] = {
        {"nothing", "", "tokens=0 statements=0"},
        {"white space and comments", "\n  \n# c\n", "tokens=0 statements=0"},
        {"functions and classes are no statements, what is in them is",
         "'''text'''\nimport a\nclass A:\n  b = 1\n  def f(self): return a\n",
         "tokens=17 statements=2"},
    };
    struct reader r = {0};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        file_tell(&r, cases[i].source);
        expect_told(&r, cases[i].want, cases[i].why);
    }
    reader_release(&r);
}

static uint32_t billed(const struct bill *bill, enum tally tally, uint32_t function)
{
    uint32_t points = 0;

    for (uint32_t i = 0; i < bill->item_count; i++) {
        if (bill->items[i].tally == tally && bill_counts(bill, &bill->items[i], function))
            points += bill->items[i].points;
    }
    return points;
}

Test(shape, bills_add_up_to_the_numbers)
{
    static const enum tally tallies[] = {TALLY_BRANCHES, TALLY_RETURNS, TALLY_STATEMENTS};
    static const char source[] =
        "def f(a):\n  'text'\n  def g():\n    if a: return 1\n    else: return 2\n"
        "  class A:\n    def h(self):\n      try: a\n      except B: b\n      finally: "
        "c\n"
        "  for d in e:\n    match d:\n      case 1: return g\n";
    struct reader r = {0};
    struct tree tree = tree_of_bytes(&r, slice_of(source));
    const struct bill *bill =
        bill_extract(r.extractor, &tree, slice_of(source), &r.memory);
    enum metric_id by;

    for (uint32_t i = 0; i < bill->facts->function_count; i++) {
        for (size_t t = 0; t < 3; t++) {
            const struct number *n =
                number_find(NUMBER_OF_FUNCTION, tally_number(tallies[t]), &by);
            cr_expect_eq(billed(bill, tallies[t], i),
                         number_of(n, bill->facts, bill->measures, i),
                         "%s of function %u", n->name, i);
        }
    }
    reader_release(&r);
}
