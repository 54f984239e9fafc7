/* What each profile makes of each construct: the specification of cyclomatic.c, dialects.c
 * and cognitive.c, case by case. The numbers are the first function's.
 *
 * They were not copied from our output: radon's come from radon 5.1 (with the match rule
 * of radon 6), mccabe's from mccabe 0.7, lizard's from lizard 1.24 where it lists the
 * function, the others from the second implementation in cognitive_agrees_with_ast.py;
 * those of syntax that is newer than CPython 3.11 from the rules. */
#include "tests/facts/facts_of.h"

static void tell(struct reader *r, struct extracted got)
{
    const struct function_measures *m = &got.measures->functions[0];

    buf_add_format(
        &r->text, "radon %u mccabe %u cognitive %u lizard %u sonar %u rca %u origin %u ",
        got.facts->functions[0].cyclomatic, m->mccabe, m->cognitive, m->lizard_cyclomatic,
        m->sonar_cyclomatic, m->rca_cyclomatic, m->branch_weight);
}

Test(profiles, straight_code_is_one_path)
{
    static const struct golden cases[] = {
        {"nothing but a body",
         "def f():\n"
         "  pass\n",
         "radon 1 mccabe 1 cognitive 0 lizard 1 sonar 1 rca 1 origin 0"},
        {"statements of all simple kinds",
         "def f(x):\n"
         "  y = x\n"
         "  y += 1\n"
         "  del y\n"
         "  global z\n"
         "  import a\n"
         "  from b import c\n"
         "  raise x\n",
         "radon 1 mccabe 1 cognitive 0 lizard 1 sonar 1 rca 1 origin 0"},
        {"leaving early",
         "def f(x):\n"
         "  return x\n"
         "  yield x\n",
         "radon 1 mccabe 1 cognitive 0 lizard 1 sonar 1 rca 1 origin 0"},
        {"a docstring",
         "def f():\n"
         "  \"\"\"if a and b\"\"\"\n",
         "radon 1 mccabe 1 cognitive 0 lizard 1 sonar 1 rca 1 origin 0"},
        {"a comment",
         "def f():\n"
         "  # if a and b\n"
         "  pass\n",
         "radon 1 mccabe 1 cognitive 0 lizard 1 sonar 1 rca 1 origin 0"},
        {"words of conditions in names",
         "def f():\n"
         "  iff = android = orb = x.if_\n",
         "radon 1 mccabe 1 cognitive 0 lizard 1 sonar 1 rca 1 origin 0"},
        {"on one line", "def f(): pass\n",
         "radon 1 mccabe 1 cognitive 0 lizard 1 sonar 1 rca 1 origin 0"},
        {"an async function",
         "async def f():\n"
         "  await x\n",
         "radon 1 mccabe 1 cognitive 0 lizard 1 sonar 1 rca 1 origin 0"},
        {"a nested index, call and slice",
         "def f():\n"
         "  x[a](b)[c:d]\n",
         "radon 1 mccabe 1 cognitive 0 lizard 1 sonar 1 rca 1 origin 0"},
        {"a walrus",
         "def f():\n"
         "  (x := y)\n",
         "radon 1 mccabe 1 cognitive 0 lizard 1 sonar 1 rca 1 origin 0"},
        {"parameters of every kind", "def f(a, /, b, *c, d, **e): pass\n",
         "radon 1 mccabe 1 cognitive 0 lizard 1 sonar 1 rca 1 origin 0"},
        {"a star and a slash alone", "def f(a, /, *, b): pass\n",
         "radon 1 mccabe 1 cognitive 0 lizard 1 sonar 1 rca 1 origin 0"},
        {"a splat in a subscript (PEP 646)", "def f(*args: *Ts): x[*args]\n",
         "radon 1 mccabe 1 cognitive 0 lizard 1 sonar 1 rca 1 origin 0"},
    };
    EXPECT_MEASURED(cases, tell);
}

Test(profiles, branches)
{
    static const struct golden cases[] = {
        {"an if",
         "def f():\n"
         "  if x: pass\n",
         "radon 2 mccabe 2 cognitive 1 lizard 2 sonar 2 rca 2 origin 1"},
        {"its else is a point to cognitive alone",
         "def f():\n"
         "  if x: pass\n"
         "  else: pass\n",
         "radon 2 mccabe 2 cognitive 2 lizard 2 sonar 2 rca 2 origin 1"},
        {"an elif is no if to sonar, and not nested",
         "def f():\n"
         "  if x: pass\n"
         "  elif y: pass\n",
         "radon 3 mccabe 3 cognitive 2 lizard 3 sonar 2 rca 3 origin 2"},
        {"a chain of them",
         "def f():\n"
         "  if x: pass\n"
         "  elif y: pass\n"
         "  elif z: pass\n"
         "  else: pass\n",
         "radon 4 mccabe 4 cognitive 4 lizard 4 sonar 2 rca 4 origin 3"},
        {"an if in the else is another if, one deeper",
         "def f():\n"
         "  if x: pass\n"
         "  else:\n"
         "    if y: pass\n",
         "radon 3 mccabe 3 cognitive 4 lizard 3 sonar 3 rca 3 origin 2"},
        {"an if in an if",
         "def f():\n"
         "  if x:\n"
         "    if y: pass\n",
         "radon 3 mccabe 3 cognitive 3 lizard 3 sonar 3 rca 3 origin 2"},
        {"an if in an elif is one deeper, too",
         "def f():\n"
         "  if x: pass\n"
         "  elif y:\n"
         "    if z: pass\n",
         "radon 4 mccabe 4 cognitive 4 lizard 4 sonar 3 rca 4 origin 3"},
        {"three ifs deep: 1 + 2 + 3",
         "def f():\n"
         "  if x:\n"
         "    if y:\n"
         "      if z: pass\n",
         "radon 4 mccabe 4 cognitive 6 lizard 4 sonar 4 rca 4 origin 3"},
        {"one behind the other are not nested",
         "def f():\n"
         "  if x: pass\n"
         "  if y: pass\n",
         "radon 3 mccabe 3 cognitive 2 lizard 3 sonar 3 rca 3 origin 2"},
        {"on one line",
         "def f():\n"
         "  if x: a; b\n",
         "radon 2 mccabe 2 cognitive 1 lizard 2 sonar 2 rca 2 origin 1"},
        {"a comment before the else",
         "def f():\n"
         "  if x:\n"
         "    pass\n"
         "  # c\n"
         "  else:\n"
         "    pass\n",
         "radon 2 mccabe 2 cognitive 2 lizard 2 sonar 2 rca 2 origin 1"},
    };
    EXPECT_MEASURED(cases, tell);
}

Test(profiles, loops)
{
    static const struct golden cases[] = {
        {"a for",
         "def f():\n"
         "  for x in y: pass\n",
         "radon 2 mccabe 2 cognitive 1 lizard 2 sonar 2 rca 2 origin 1"},
        {"a while",
         "def f():\n"
         "  while x: pass\n",
         "radon 2 mccabe 2 cognitive 1 lizard 2 sonar 2 rca 2 origin 1"},
        {"the else of a for: radon, rca and cognitive",
         "def f():\n"
         "  for x in y: pass\n"
         "  else: pass\n",
         "radon 3 mccabe 2 cognitive 2 lizard 2 sonar 2 rca 3 origin 1"},
        {"the else of a while",
         "def f():\n"
         "  while x: pass\n"
         "  else: pass\n",
         "radon 3 mccabe 2 cognitive 2 lizard 2 sonar 2 rca 3 origin 1"},
        {"the else of a loop nests what is in it",
         "def f():\n"
         "  for x in y: pass\n"
         "  else:\n"
         "    if x: pass\n",
         "radon 4 mccabe 3 cognitive 4 lizard 3 sonar 3 rca 4 origin 2"},
        {"an async for is no branch to the origin",
         "async def f():\n"
         "  async for x in y: pass\n",
         "radon 2 mccabe 2 cognitive 1 lizard 2 sonar 2 rca 2 origin 0"},
        {"its else",
         "async def f():\n"
         "  async for x in y: pass\n"
         "  else: pass\n",
         "radon 3 mccabe 2 cognitive 2 lizard 2 sonar 2 rca 3 origin 0"},
        {"break and continue are none",
         "def f():\n"
         "  while x:\n"
         "    break\n"
         "    continue\n",
         "radon 2 mccabe 2 cognitive 1 lizard 2 sonar 2 rca 2 origin 1"},
        {"a loop in a loop",
         "def f():\n"
         "  for x in y:\n"
         "    for z in x: pass\n",
         "radon 3 mccabe 3 cognitive 3 lizard 3 sonar 3 rca 3 origin 2"},
        {"an if in a loop",
         "def f():\n"
         "  while x:\n"
         "    if y: pass\n",
         "radon 3 mccabe 3 cognitive 3 lizard 3 sonar 3 rca 3 origin 2"},
        {"what a loop goes over is as deep as the loop",
         "def f():\n"
         "  for x in (a if b else c): pass\n",
         "radon 3 mccabe 2 cognitive 2 lizard 3 sonar 3 rca 3 origin 1"},
        {"the condition of a while, too",
         "def f():\n"
         "  while a if b else c: pass\n",
         "radon 3 mccabe 2 cognitive 2 lizard 3 sonar 3 rca 3 origin 1"},
    };
    EXPECT_MEASURED(cases, tell);
}

Test(profiles, tries)
{
    static const struct golden cases[] = {
        {"a try with except: to mccabe one for each",
         "def f():\n"
         "  try: pass\n"
         "  except A: pass\n",
         "radon 2 mccabe 3 cognitive 1 lizard 2 sonar 1 rca 2 origin 2"},
        {"two of them",
         "def f():\n"
         "  try: pass\n"
         "  except A: pass\n"
         "  except (B, C): pass\n",
         "radon 3 mccabe 4 cognitive 2 lizard 3 sonar 1 rca 3 origin 3"},
        {"a bare one",
         "def f():\n"
         "  try: pass\n"
         "  except: pass\n",
         "radon 2 mccabe 3 cognitive 1 lizard 2 sonar 1 rca 2 origin 2"},
        {"with an else",
         "def f():\n"
         "  try: pass\n"
         "  except A: pass\n"
         "  else: pass\n",
         "radon 3 mccabe 3 cognitive 2 lizard 2 sonar 1 rca 2 origin 2"},
        {"with finally: a point to lizard",
         "def f():\n"
         "  try: pass\n"
         "  finally: pass\n",
         "radon 1 mccabe 2 cognitive 0 lizard 2 sonar 1 rca 1 origin 1"},
        {"with all of them",
         "def f():\n"
         "  try: pass\n"
         "  except A: pass\n"
         "  else: pass\n"
         "  finally: pass\n",
         "radon 3 mccabe 3 cognitive 2 lizard 3 sonar 1 rca 2 origin 2"},
        {"the body of a try isn't nested",
         "def f():\n"
         "  try:\n"
         "    if x: pass\n"
         "  finally: pass\n",
         "radon 2 mccabe 3 cognitive 1 lizard 3 sonar 2 rca 2 origin 2"},
        {"that of an except is",
         "def f():\n"
         "  try: pass\n"
         "  except A:\n"
         "    if x: pass\n",
         "radon 3 mccabe 4 cognitive 3 lizard 3 sonar 2 rca 3 origin 3"},
        {"that of its else is",
         "def f():\n"
         "  try: pass\n"
         "  except A: pass\n"
         "  else:\n"
         "    if x: pass\n",
         "radon 4 mccabe 4 cognitive 4 lizard 3 sonar 2 rca 3 origin 3"},
        {"that of its finally isn't, and mccabe never looks there",
         "def f():\n"
         "  try: pass\n"
         "  finally:\n"
         "    if x: pass\n",
         "radon 2 mccabe 2 cognitive 1 lizard 3 sonar 2 rca 2 origin 2"},
        {"an except in a loop costs its depth",
         "def f():\n"
         "  for x in y:\n"
         "    try: pass\n"
         "    except A: pass\n",
         "radon 3 mccabe 4 cognitive 3 lizard 3 sonar 2 rca 3 origin 3"},
        {"a try in a try",
         "def f():\n"
         "  try:\n"
         "    try: pass\n"
         "    except A: pass\n"
         "  except B: pass\n",
         "radon 3 mccabe 5 cognitive 2 lizard 3 sonar 1 rca 3 origin 4"},
        {"except* is opaque to mccabe and none to rca, radon, and its try is none to the "
         "origin",
         "def f():\n"
         "  try: pass\n"
         "  except* A: pass\n",
         "radon 1 mccabe 1 cognitive 1 lizard 2 sonar 1 rca 1 origin 1"},
        {"two of them, with an else",
         "def f():\n"
         "  try: pass\n"
         "  except* A: pass\n"
         "  except* B: pass\n"
         "  else: pass\n",
         "radon 1 mccabe 1 cognitive 3 lizard 3 sonar 1 rca 1 origin 2"},
        {"what is in a try with except* is nothing to mccabe",
         "def f():\n"
         "  try:\n"
         "    if x: pass\n"
         "  except* A:\n"
         "    for y in z: pass\n",
         "radon 3 mccabe 1 cognitive 4 lizard 4 sonar 3 rca 3 origin 3"},
        {"what comes behind it counts again",
         "def f():\n"
         "  try: pass\n"
         "  except* A: pass\n"
         "  if x: pass\n",
         "radon 2 mccabe 2 cognitive 2 lizard 3 sonar 2 rca 2 origin 2"},
        {"what an except catches is an expression",
         "def f():\n"
         "  try: pass\n"
         "  except (a if b else c): pass\n",
         "radon 3 mccabe 3 cognitive 2 lizard 3 sonar 2 rca 3 origin 2"},
    };
    EXPECT_MEASURED(cases, tell);
}

Test(profiles, with_and_assert)
{
    static const struct golden cases[] = {
        {"a with is a point to rca alone",
         "def f():\n"
         "  with a as b: pass\n",
         "radon 1 mccabe 1 cognitive 0 lizard 1 sonar 1 rca 2 origin 0"},
        {"however many it opens",
         "def f():\n"
         "  with a as b, c as d: pass\n",
         "radon 1 mccabe 1 cognitive 0 lizard 1 sonar 1 rca 2 origin 0"},
        {"in brackets",
         "def f():\n"
         "  with (a as b, c as d,): pass\n",
         "radon 1 mccabe 1 cognitive 0 lizard 1 sonar 1 rca 2 origin 0"},
        {"an async with",
         "async def f():\n"
         "  async with a: pass\n",
         "radon 1 mccabe 1 cognitive 0 lizard 1 sonar 1 rca 2 origin 0"},
        {"it doesn't nest",
         "def f():\n"
         "  with a:\n"
         "    if x: pass\n",
         "radon 2 mccabe 2 cognitive 1 lizard 2 sonar 2 rca 3 origin 1"},
        {"an assert is a point to radon and rca",
         "def f():\n"
         "  assert x\n",
         "radon 2 mccabe 1 cognitive 0 lizard 1 sonar 1 rca 2 origin 0"},
        {"radon sees nothing in it, the others do",
         "def f():\n"
         "  assert x and y, a if b else c\n",
         "radon 2 mccabe 1 cognitive 2 lizard 3 sonar 3 rca 4 origin 0"},
    };
    EXPECT_MEASURED(cases, tell);
}

Test(profiles, expressions)
{
    static const struct golden cases[] = {
        {"a conditional expression",
         "def f():\n"
         "  return a if b else c\n",
         "radon 2 mccabe 1 cognitive 1 lizard 2 sonar 2 rca 2 origin 0"},
        {"one in another is one deeper: 1 + 2",
         "def f():\n"
         "  return a if b else c if d else e\n",
         "radon 3 mccabe 1 cognitive 3 lizard 3 sonar 3 rca 3 origin 0"},
        {"in its condition, too",
         "def f():\n"
         "  return a if (b if c else d) else e\n",
         "radon 3 mccabe 1 cognitive 3 lizard 3 sonar 3 rca 3 origin 0"},
        {"in an if it costs the depth",
         "def f():\n"
         "  if x:\n"
         "    y = a if b else c\n",
         "radon 3 mccabe 2 cognitive 3 lizard 3 sonar 3 rca 3 origin 1"},
        {"in the condition of an if it doesn't",
         "def f():\n"
         "  if (a if b else c): pass\n",
         "radon 3 mccabe 2 cognitive 2 lizard 3 sonar 3 rca 3 origin 1"},
        {"an and",
         "def f():\n"
         "  return a and b\n",
         "radon 2 mccabe 1 cognitive 1 lizard 2 sonar 2 rca 2 origin 0"},
        {"a run of them is one point to cognitive",
         "def f():\n"
         "  return a and b and c and d\n",
         "radon 4 mccabe 1 cognitive 1 lizard 4 sonar 4 rca 4 origin 0"},
        {"not is none",
         "def f():\n"
         "  return not a\n",
         "radon 1 mccabe 1 cognitive 0 lizard 1 sonar 1 rca 1 origin 0"},
        {"each change starts a run",
         "def f():\n"
         "  return a and b or c and d\n",
         "radon 4 mccabe 1 cognitive 3 lizard 4 sonar 4 rca 4 origin 0"},
        {"an or around ands",
         "def f():\n"
         "  return a or b and c or d\n",
         "radon 4 mccabe 1 cognitive 3 lizard 4 sonar 4 rca 4 origin 0"},
        {"ors behind each other",
         "def f():\n"
         "  return a or b or c\n",
         "radon 3 mccabe 1 cognitive 1 lizard 3 sonar 3 rca 3 origin 0"},
        {"brackets end a run: the ands in them are another",
         "def f():\n"
         "  return (a and b) and c\n",
         "radon 3 mccabe 1 cognitive 2 lizard 3 sonar 3 rca 3 origin 0"},
        {"ands in brackets in ors: 2",
         "def f():\n"
         "  return a or (b and c) or d\n",
         "radon 4 mccabe 1 cognitive 2 lizard 4 sonar 4 rca 4 origin 0"},
        {"two pairs of brackets: 3",
         "def f():\n"
         "  return (a and b) or (c and d)\n",
         "radon 4 mccabe 1 cognitive 3 lizard 4 sonar 4 rca 4 origin 0"},
        {"not with brackets: 2",
         "def f():\n"
         "  return a and not (b and c)\n",
         "radon 3 mccabe 1 cognitive 2 lizard 3 sonar 3 rca 3 origin 0"},
        {"a not without brackets goes on with the run",
         "def f():\n"
         "  return a and not b and c\n",
         "radon 3 mccabe 1 cognitive 1 lizard 3 sonar 3 rca 3 origin 0"},
        {"a call ends a run",
         "def f():\n"
         "  return a and g(b and c) and d\n",
         "radon 4 mccabe 1 cognitive 2 lizard 4 sonar 4 rca 4 origin 0"},
        {"operators cost no depth",
         "def f():\n"
         "  if x:\n"
         "    y = a and b\n",
         "radon 3 mccabe 2 cognitive 2 lizard 3 sonar 3 rca 3 origin 1"},
        {"in a condition",
         "def f():\n"
         "  if a and b or c: pass\n",
         "radon 4 mccabe 2 cognitive 3 lizard 4 sonar 4 rca 4 origin 1"},
        {"a comparison chain is none",
         "def f():\n"
         "  return a < b < c\n",
         "radon 1 mccabe 1 cognitive 0 lizard 1 sonar 1 rca 1 origin 0"},
        {"| and & are none",
         "def f():\n"
         "  return a | b & c\n",
         "radon 1 mccabe 1 cognitive 0 lizard 1 sonar 1 rca 1 origin 0"},
        {"over several lines",
         "def f():\n"
         "  return (a and\n"
         "          b and # c\n"
         "          c)\n",
         "radon 3 mccabe 1 cognitive 1 lizard 3 sonar 3 rca 3 origin 0"},
        {"with a backslash",
         "def f():\n"
         "  return a and \\\n"
         "    b\n",
         "radon 2 mccabe 1 cognitive 1 lizard 2 sonar 2 rca 2 origin 0"},
    };
    EXPECT_MEASURED(cases, tell);
}

Test(profiles, comprehensions_and_lambdas)
{
    static const struct golden cases[] = {
        {"a comprehension",
         "def f():\n"
         "  [x for x in y]\n",
         "radon 2 mccabe 1 cognitive 0 lizard 2 sonar 1 rca 2 origin 0"},
        {"with an if",
         "def f():\n"
         "  [x for x in y if x]\n",
         "radon 3 mccabe 1 cognitive 0 lizard 3 sonar 2 rca 3 origin 0"},
        {"with two of each",
         "def f():\n"
         "  [x for a in b for x in a if x if a]\n",
         "radon 5 mccabe 1 cognitive 0 lizard 5 sonar 3 rca 5 origin 0"},
        {"sets, dictionaries and generators alike",
         "def f():\n"
         "  {x for x in y}, {x: z for x, z in y}, g(x for x in y)\n",
         "radon 4 mccabe 1 cognitive 0 lizard 4 sonar 1 rca 4 origin 0"},
        {"an async one",
         "async def f():\n"
         "  [x async for x in y]\n",
         "radon 2 mccabe 1 cognitive 0 lizard 2 sonar 1 rca 2 origin 0"},
        {"it doesn't nest",
         "def f():\n"
         "  [a if b else c for a in d]\n",
         "radon 3 mccabe 1 cognitive 1 lizard 3 sonar 2 rca 3 origin 0"},
        {"one in another",
         "def f():\n"
         "  [[x for x in y if x] for y in z]\n",
         "radon 4 mccabe 1 cognitive 0 lizard 4 sonar 2 rca 4 origin 0"},
        {"operators in its if",
         "def f():\n"
         "  [x for x in y if x and z]\n",
         "radon 4 mccabe 1 cognitive 1 lizard 4 sonar 3 rca 4 origin 0"},
        {"a lambda is none and doesn't nest",
         "def f():\n"
         "  return lambda: a if b else c\n",
         "radon 2 mccabe 1 cognitive 1 lizard 2 sonar 2 rca 2 origin 0"},
        {"its operators count",
         "def f():\n"
         "  return lambda x=a or b: x and c\n",
         "radon 3 mccabe 1 cognitive 2 lizard 3 sonar 3 rca 3 origin 0"},
        {"a lambda ends a run",
         "def f():\n"
         "  return a and (lambda: b and c)\n",
         "radon 3 mccabe 1 cognitive 2 lizard 3 sonar 3 rca 3 origin 0"},
        {"a walrus in a condition",
         "def f():\n"
         "  if (x := y) and x > 1: pass\n",
         "radon 3 mccabe 2 cognitive 2 lizard 3 sonar 3 rca 3 origin 1"},
    };
    EXPECT_MEASURED(cases, tell);
}

Test(profiles, matches)
{
    static const struct golden cases[] = {
        {"a match with one case",
         "def f():\n"
         "  match x:\n"
         "    case 1: pass\n",
         "radon 2 mccabe 1 cognitive 0 lizard 2 sonar 1 rca 1 origin 0"},
        {"two, one of which takes anything",
         "def f():\n"
         "  match x:\n"
         "    case 1: pass\n"
         "    case _: pass\n",
         "radon 2 mccabe 1 cognitive 0 lizard 3 sonar 1 rca 1 origin 0"},
        {"a guard: an if to lizard and rca",
         "def f():\n"
         "  match x:\n"
         "    case y if y > 1: pass\n",
         "radon 1 mccabe 1 cognitive 0 lizard 3 sonar 1 rca 2 origin 0"},
        {"its operators count",
         "def f():\n"
         "  match x:\n"
         "    case [a, *b] if a and b: pass\n",
         "radon 3 mccabe 1 cognitive 1 lizard 4 sonar 2 rca 3 origin 0"},
        {"an or of patterns is none",
         "def f():\n"
         "  match x:\n"
         "    case 1 | 2 | 3: pass\n",
         "radon 2 mccabe 1 cognitive 0 lizard 2 sonar 1 rca 1 origin 0"},
        {"the body of a case is nested, a match costs nothing",
         "def f():\n"
         "  match x:\n"
         "    case 1:\n"
         "      if y: pass\n",
         "radon 3 mccabe 1 cognitive 2 lizard 3 sonar 2 rca 2 origin 1"},
        {"what is in a match is nothing to mccabe",
         "def f():\n"
         "  match x:\n"
         "    case 1:\n"
         "      for y in z: pass\n"
         "  if x: pass\n",
         "radon 4 mccabe 2 cognitive 3 lizard 4 sonar 3 rca 3 origin 2"},
        {"a match in a match",
         "def f():\n"
         "  match x:\n"
         "    case 1:\n"
         "      match y:\n"
         "        case 2:\n"
         "          if z: pass\n",
         "radon 4 mccabe 1 cognitive 3 lizard 4 sonar 2 rca 2 origin 1"},
        {"patterns of all kinds",
         "def f():\n"
         "  match x:\n"
         "    case {'k': v, **r}: pass\n"
         "    case C(a, b=c): pass\n"
         "    case (1, [2, _]) as t: pass\n"
         "    case -1+2j: pass\n"
         "    case None: pass\n",
         "radon 6 mccabe 1 cognitive 0 lizard 6 sonar 1 rca 1 origin 0"},
        {"match and case as names are none",
         "def f():\n"
         "  match = case = 1\n"
         "  match(case)\n"
         "  case[match]\n",
         "radon 1 mccabe 1 cognitive 0 lizard 1 sonar 1 rca 1 origin 0"},
        {"what a match asks is as deep as it",
         "def f():\n"
         "  match a if b else c:\n"
         "    case _: pass\n",
         "radon 2 mccabe 1 cognitive 1 lizard 3 sonar 2 rca 2 origin 0"},
    };
    EXPECT_MEASURED(cases, tell);
}

Test(profiles, nested_functions)
{
    static const struct golden cases[] = {
        {"a nested function is a point to mccabe; radon, lizard, sonar and rca leave it "
         "out",
         "def f():\n"
         "  def g(): pass\n"
         "  x\n",
         "radon 1 mccabe 2 cognitive 0 lizard 1 sonar 1 rca 1 origin 0"},
        {"what is in it counts for mccabe, twice for the origin, and one deeper",
         "def f():\n"
         "  def g():\n"
         "    if x: pass\n"
         "  x\n",
         "radon 1 mccabe 3 cognitive 2 lizard 1 sonar 1 rca 1 origin 2"},
        {"in an if it is two deeper",
         "def f():\n"
         "  if a:\n"
         "    def g():\n"
         "      if x: pass\n",
         "radon 2 mccabe 4 cognitive 4 lizard 2 sonar 2 rca 2 origin 3"},
        {"a function that only decorates doesn't nest",
         "def f():\n"
         "  def g():\n"
         "    if x: pass\n"
         "  return g\n",
         "radon 1 mccabe 3 cognitive 1 lizard 1 sonar 1 rca 1 origin 2"},
        {"nor with decorators on the inner one",
         "def f():\n"
         "  @d\n"
         "  def g():\n"
         "    if x: pass\n"
         "  return g\n",
         "radon 1 mccabe 3 cognitive 1 lizard 1 sonar 1 rca 1 origin 2"},
        {"but with a docstring",
         "def f():\n"
         "  'd'\n"
         "  def g():\n"
         "    if x: pass\n"
         "  return g\n",
         "radon 1 mccabe 3 cognitive 2 lizard 1 sonar 1 rca 1 origin 2"},
        {"or when it returns something else",
         "def f():\n"
         "  def g():\n"
         "    if x: pass\n"
         "  return d(g)\n",
         "radon 1 mccabe 3 cognitive 2 lizard 1 sonar 1 rca 1 origin 2"},
        {"or nothing",
         "def f():\n"
         "  def g():\n"
         "    if x: pass\n"
         "  return\n",
         "radon 1 mccabe 3 cognitive 2 lizard 1 sonar 1 rca 1 origin 2"},
        {"or a name in brackets",
         "def f():\n"
         "  def g():\n"
         "    if x: pass\n"
         "  return (g)\n",
         "radon 1 mccabe 3 cognitive 2 lizard 1 sonar 1 rca 1 origin 2"},
        {"alone in the body is enough",
         "def f():\n"
         "  def g():\n"
         "    if x: pass\n",
         "radon 1 mccabe 3 cognitive 1 lizard 1 sonar 1 rca 1 origin 2"},
        {"two of them are not",
         "def f():\n"
         "  def g():\n"
         "    if x: pass\n"
         "  def h(): pass\n"
         "  return g\n",
         "radon 1 mccabe 4 cognitive 2 lizard 1 sonar 1 rca 1 origin 2"},
        {"a decorator in a decorator",
         "def f():\n"
         "  def g():\n"
         "    def h():\n"
         "      if x: pass\n"
         "    return h\n"
         "  return g\n",
         "radon 1 mccabe 4 cognitive 1 lizard 1 sonar 1 rca 1 origin 3"},
        {"three deep: mccabe 1 + 1 + 1 + 1, the origin 3",
         "def f():\n"
         "  def g():\n"
         "    def h():\n"
         "      if x: pass\n"
         "    x\n"
         "  x\n",
         "radon 1 mccabe 4 cognitive 3 lizard 1 sonar 1 rca 1 origin 3"},
        {"True is a name to sonar, None isn't",
         "def f():\n"
         "  def g():\n"
         "    if x: pass\n"
         "  return True\n",
         "radon 1 mccabe 3 cognitive 1 lizard 1 sonar 1 rca 1 origin 2"},
        {"its defaults are at home in it",
         "def f():\n"
         "  def g(x=a or b): pass\n"
         "  x\n",
         "radon 1 mccabe 2 cognitive 1 lizard 1 sonar 1 rca 1 origin 0"},
        {"its decorators are lizard's and rca's outer function's, sonar's inner one's",
         "def f():\n"
         "  @d(a or b)\n"
         "  def g(): pass\n"
         "  x\n",
         "radon 1 mccabe 2 cognitive 1 lizard 2 sonar 1 rca 2 origin 0"},
        {"its decorator is as deep as it",
         "def f():\n"
         "  if x:\n"
         "    @d(a if b else c)\n"
         "    def g(): pass\n",
         "radon 2 mccabe 3 cognitive 4 lizard 3 sonar 2 rca 3 origin 1"},
        {"an async one",
         "def f():\n"
         "  async def g():\n"
         "    async for x in y: pass\n"
         "  x\n",
         "radon 1 mccabe 3 cognitive 2 lizard 1 sonar 1 rca 1 origin 0"},
        {"under a match mccabe doesn't see it",
         "def f():\n"
         "  match x:\n"
         "    case 1:\n"
         "      def g():\n"
         "        if x: pass\n",
         "radon 2 mccabe 1 cognitive 3 lizard 2 sonar 1 rca 1 origin 2"},
        {"a lambda is no function to any",
         "def f():\n"
         "  return lambda: (lambda: a and b)\n",
         "radon 2 mccabe 1 cognitive 1 lizard 2 sonar 2 rca 2 origin 0"},
    };
    EXPECT_MEASURED(cases, tell);
}

Test(profiles, headers)
{
    static const struct golden cases[] = {
        {"defaults: not radon's, not mccabe's",
         "def f(x=a or b, *, y=c if d else e): pass\n",
         "radon 1 mccabe 1 cognitive 2 lizard 3 sonar 3 rca 3 origin 0"},
        {"comprehensions in defaults", "def f(x=[a for a in b if a]): pass\n",
         "radon 1 mccabe 1 cognitive 0 lizard 3 sonar 2 rca 3 origin 0"},
        {"annotations", "def f(x: a or b) -> c and d: pass\n",
         "radon 1 mccabe 1 cognitive 2 lizard 3 sonar 3 rca 3 origin 0"},
        {"decorators are the function's to sonar alone",
         "@d(a or b)\n"
         "def f(): pass\n",
         "radon 1 mccabe 1 cognitive 1 lizard 1 sonar 2 rca 1 origin 0"},
        {"conditional ones",
         "@(a if b else c)\n"
         "@d\n"
         "def f(): pass\n",
         "radon 1 mccabe 1 cognitive 1 lizard 1 sonar 2 rca 1 origin 0"},
    };
    EXPECT_MEASURED(cases, tell);
}

Test(profiles, classes)
{
    static const struct golden cases[] = {
        {"a class in a function: its statements are mccabe's, lizard's and sonar's, not "
         "radon's and rca's",
         "def f():\n"
         "  class A:\n"
         "    if x: pass\n",
         "radon 1 mccabe 2 cognitive 1 lizard 2 sonar 2 rca 1 origin 1"},
        {"its depth starts again",
         "def f():\n"
         "  if x:\n"
         "    class A:\n"
         "      if y: pass\n",
         "radon 2 mccabe 3 cognitive 2 lizard 3 sonar 3 rca 2 origin 2"},
        {"its methods are nested functions to mccabe and the origin, and start at no "
         "depth",
         "def f():\n"
         "  class A:\n"
         "    def g(self):\n"
         "      if x: pass\n",
         "radon 1 mccabe 3 cognitive 1 lizard 1 sonar 1 rca 1 origin 2"},
        {"its bases and decorators",
         "def f():\n"
         "  @d(a or b)\n"
         "  class A(c or d): pass\n",
         "radon 1 mccabe 1 cognitive 2 lizard 3 sonar 3 rca 2 origin 0"},
        {"a function in its method is one deeper",
         "def f():\n"
         "  class A:\n"
         "    def g(self):\n"
         "      def h():\n"
         "        if x: pass\n"
         "      x\n",
         "radon 1 mccabe 4 cognitive 2 lizard 1 sonar 1 rca 1 origin 3"},
        {"a class under a match",
         "def f():\n"
         "  match x:\n"
         "    case 1:\n"
         "      class A:\n"
         "        if x: pass\n",
         "radon 2 mccabe 1 cognitive 1 lizard 3 sonar 2 rca 1 origin 1"},
        {"a method is a function like another",
         "class A:\n"
         "  def f(self):\n"
         "    if x: pass\n",
         "radon 2 mccabe 2 cognitive 1 lizard 2 sonar 2 rca 2 origin 1"},
        {"in a class in a class",
         "class A:\n"
         "  class B:\n"
         "    def f(self): return a and b\n",
         "radon 2 mccabe 1 cognitive 1 lizard 2 sonar 2 rca 2 origin 0"},
        {"an if around the function is none of its",
         "if x:\n"
         "  def f():\n"
         "    if y: pass\n",
         "radon 2 mccabe 2 cognitive 1 lizard 2 sonar 2 rca 2 origin 1"},
        {"nor is a try or a loop",
         "for x in y:\n"
         "  try:\n"
         "    def f():\n"
         "      while y: pass\n"
         "  finally: pass\n",
         "radon 2 mccabe 2 cognitive 1 lizard 2 sonar 2 rca 2 origin 1"},
    };
    EXPECT_MEASURED(cases, tell);
}

Test(profiles, strings)
{
    static const struct golden cases[] = {
        {"a hole of a string is code",
         "def f():\n"
         "  f'{a if b else c}'\n",
         "radon 2 mccabe 1 cognitive 1 lizard 2 sonar 2 rca 2 origin 0"},
        {"operators in it",
         "def f():\n"
         "  f'{a and b} and {c or d}'\n",
         "radon 3 mccabe 1 cognitive 2 lizard 3 sonar 3 rca 3 origin 0"},
        {"a hole in a format",
         "def f():\n"
         "  f'{x:{a if b else c}}'\n",
         "radon 2 mccabe 1 cognitive 1 lizard 2 sonar 2 rca 2 origin 0"},
        {"a comprehension in one",
         "def f():\n"
         "  f'{[y for y in z if y]}'\n",
         "radon 3 mccabe 1 cognitive 0 lizard 3 sonar 2 rca 3 origin 0"},
        {"words in a string are none",
         "def f():\n"
         "  'if a and b', r'for', b'while', '''x or\n"
         " y'''\n",
         "radon 1 mccabe 1 cognitive 0 lizard 1 sonar 1 rca 1 origin 0"},
        {"doubled braces are no hole",
         "def f():\n"
         "  f'{{a if b else c}}'\n",
         "radon 1 mccabe 1 cognitive 0 lizard 1 sonar 1 rca 1 origin 0"},
        {"with the quotes of the string in a hole (PEP 701)",
         "def f():\n"
         "  f'{a['x'] if b else c}'\n",
         "radon 2 mccabe 1 cognitive 1 lizard 2 sonar 2 rca 2 origin 0"},
        {"with lines in a hole (PEP 701)",
         "def f():\n"
         "  f'{\n"
         "    a and b # c\n"
         "  }'\n",
         "radon 2 mccabe 1 cognitive 1 lizard 2 sonar 2 rca 2 origin 0"},
    };
    EXPECT_MEASURED(cases, tell);
}

Test(profiles, type_parameters)
{
    static const struct golden cases[] = {
        {"a generic function (PEP 695)",
         "def f[T](x: T) -> T:\n"
         "  if x: pass\n",
         "radon 2 mccabe 2 cognitive 1 lizard 2 sonar 2 rca 2 origin 1"},
        {"a bound isn't in the body", "def f[T: a or b, *Ts, **P](x: T): pass\n",
         "radon 1 mccabe 1 cognitive 1 lizard 2 sonar 2 rca 2 origin 0"},
        {"a default (PEP 696), where the grammar sees an error",
         "def f[T = a or b](x: T): pass\n",
         "radon 1 mccabe 1 cognitive 1 lizard 2 sonar 2 rca 2 origin 0"},
        {"a type statement",
         "def f():\n"
         "  type A[T] = a or b\n",
         "radon 2 mccabe 1 cognitive 1 lizard 2 sonar 2 rca 2 origin 0"},
        {"a generic class in it",
         "def f():\n"
         "  class A[T: a or b]: pass\n",
         "radon 1 mccabe 1 cognitive 1 lizard 2 sonar 2 rca 1 origin 0"},
    };
    EXPECT_MEASURED(cases, tell);
}

Test(profiles, worked_examples)
{
    static const struct golden cases[] = {
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
         "radon 8 mccabe 6 cognitive 11 lizard 7 sonar 6 rca 8 origin 5"},
        {"a method",
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
         "            pass\n",
         "radon 9 mccabe 7 cognitive 9 lizard 9 sonar 5 rca 10 origin 6"},
        {"a match with a closure before it",
         "def kind(v):\n"
         "    def inner():\n"
         "        return 1 if v else 2\n"
         "    match v:\n"
         "        case 0 | 1: return 'small'\n"
         "        case [a, *rest] if a: return 'seq'\n"
         "        case _: return inner()\n",
         "radon 3 mccabe 2 cognitive 2 lizard 5 sonar 1 rca 2 origin 0"},
        {"what the origin's tests were made of",
         "def outer(a):\n"
         "    if a:\n"
         "        for x in a:\n"
         "            while x:\n"
         "                x -= 1\n"
         "    elif x:\n"
         "        try:\n"
         "            pass\n"
         "        except A:\n"
         "            pass\n"
         "    def inner(b):\n"
         "        if b: pass\n"
         "        class C:\n"
         "            def method(self):\n"
         "                if self: pass\n"
         "    return [y for y in a if y and inner(y)]\n",
         "radon 9 mccabe 11 cognitive 13 lizard 9 sonar 6 rca 9 origin 11"},
    };
    EXPECT_MEASURED(cases, tell);
}
