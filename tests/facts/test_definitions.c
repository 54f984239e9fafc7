/* Functions and classes: names, lines, parameters, flags. */
#include "tests/facts/facts_of.h"

static void tell_names(struct reader *r, const struct facts *f)
{
    for (uint32_t i = 0; i < f->function_count; i++)
        buf_add_format(&r->text, "%s ", facts_text(f, f->functions[i].name));
    for (uint32_t i = 0; i < f->class_count; i++)
        buf_add_format(&r->text, "%s ", facts_text(f, f->classes[i].name));
}

Test(definitions, have_the_names_of_all_they_stand_in)
{
    static const struct golden cases[] = {
        {"in the order of the source", "def a(): pass\ndef b(): pass\n", "a b"},
        {"a method", "class A:\n  def f(self): pass\n", "A.f A"},
        {"a closure", "def f():\n  def g(): pass\n", "f f.g"},
        {"outer ones first", "def f():\n  def g():\n    def h(): pass\n  def i(): pass\n",
         "f f.g f.g.h f.i"},
        {"all mixed",
         "class A:\n  class B:\n    def f(self):\n      class C:\n        def g(self): "
         "pass\n",
         "A.B.f A.B.f.C.g A A.B A.B.f.C"},
        {"an if changes nothing",
         "if x:\n  class A:\n    if y:\n      def f(self): pass\n", "A.f A"},
        {"a name that isn't ASCII", "def \xc3\xa9t\xc3\xa9(): pass\n",
         "\xc3\xa9t\xc3\xa9"},
    };
    EXPECT_GOLDEN(cases, tell_names);
}

static void tell_lines(struct reader *r, const struct facts *f)
{
    for (uint32_t i = 0; i < f->function_count; i++)
        buf_add_format(&r->text, "%u-%u ", f->functions[i].line,
                       f->functions[i].end_line);
    for (uint32_t i = 0; i < f->class_count; i++)
        buf_add_format(&r->text, "%u-%u ", f->classes[i].line, f->classes[i].end_line);
}

Test(definitions, reach_from_their_keyword_to_their_last_token)
{
    static const struct golden cases[] = {
        {"on one line", "def f(): pass\n", "1-1"},
        {"without its decorators", "@a\n@b\n\ndef f():\n  pass\n", "4-5"},
        {"from async", "@a\nasync def f(): pass", "2-2"},
        {"without comments behind the last statement",
         "def f():\n  x = 1\n  # c\n\n# d\n", "1-2"},
        {"with the last line of a string", "def f():\n  return '''a\n  b\n'''\n", "1-4"},
        {"inner and outer end together",
         "class A:\n  def f(self):\n    def g():\n      pass\n    # c\n", "2-4 3-4 1-4"},
    };
    EXPECT_GOLDEN(cases, tell_lines);
}

static void tell_parameters(struct reader *r, const struct facts *f)
{
    for (uint32_t i = 0; i < f->function_count; i++)
        buf_add_format(&r->text, "%u/%u ", f->functions[i].hinted_parameters,
                       f->functions[i].parameters);
    buf_add_format(&r->text, "hints %u/%u%s ", f->hint_count, f->hintable_count,
                   f->has_type_hints ? " some" : "");
}

Test(definitions, count_parameters_and_hints)
{
    static const struct golden cases[] = {
        {"none", "def f(): pass\n", "0/0 hints 0/1"},
        {"all kinds of them",
         "def f(a, b: int, /, c=1, d: int=2, *e: int, f, **g: int): pass\n",
         "4/7 hints 4/8 some"},
        {"separators are none", "def f(a, /, b, *, c): pass\n", "0/3 hints 0/4"},
        {"a return", "def f() -> int: pass\n", "0/0 hints 1/1 some"},
        {"the origin doesn't see one given by position only", "def f(a: int, /): pass\n",
         "1/1 hints 1/2"},
        {"nor one given by name only", "def f(*, a: int = 1): pass\n", "1/1 hints 1/2"},
        {"nor one behind *args", "def f(*b, a: int): pass\n", "1/2 hints 1/3"},
        {"nor those of *args and **kwargs", "def f(*a: int, **b: int): pass\n",
         "2/2 hints 2/3"},
        {"but one between", "def f(a, /, b: int, *, c): pass\n", "1/3 hints 1/4 some"},
        {"hints of variables are none", "x: int = 1\ndef f(a): y: int\n",
         "0/1 hints 0/2"},
        {"a lambda is no function", "f = lambda a, b: a\n", "hints 0/0"},
    };
    EXPECT_GOLDEN(cases, tell_parameters);
}

static void tell_docstrings(struct reader *r, const struct facts *f)
{
    buf_add_format(&r->text, "%u/%u%s ", f->docstring_count, f->documentable_count,
                   f->has_docstrings ? " some" : "");
    for (uint32_t i = 0; i < f->function_count; i++) {
        if (f->functions[i].flags & FUNCTION_DOCSTRING)
            buf_add_format(&r->text, "%s ", facts_text(f, f->functions[i].name));
    }
    for (uint32_t i = 0; i < f->class_count; i++) {
        if (f->classes[i].flags & CLASS_DOCSTRING)
            buf_add_format(&r->text, "%s ", facts_text(f, f->classes[i].name));
    }
}

Test(definitions, have_docstrings)
{
    static const struct golden cases[] = {
        {"a module without", "x = 1\n", "0/1"},
        {"a module with", "'a'\n", "1/1 some"},
        {"comments before it don't matter", "#!/usr/bin/python\n# c\n\n'a'\n",
         "1/1 some"},
        {"functions and classes",
         "class A:\n  # c\n  'a'\n  def f(self):\n    '''b'''\n    pass\n",
         "2/3 some A.f A"},
        {"on one line", "def f(): 'a'\n", "1/2 some f"},
        {"joined strings", "'a' \"b\"\n", "1/1 some"},
        {"in brackets", "(('a'))\n", "1/1 some"},
        {"raw and unicode ones", "r'a' u'b'\n", "1/1 some"},
        {"an empty one is none", "''\n", "0/1"},
        {"a blank one is none", "''' \n\t\\n\\\n'''\n", "0/1"},
        {"in a raw one, \\n is text", "r'\\n'\n", "1/1 some"},
        {"bytes are none", "b'a'\n", "0/1"},
        {"a string with holes is none", "f'a{b}'\n", "0/1"},
        {"not even without holes", "f'a'\n", "0/1"},
        {"nor one joined to one", "'a' f'b'\n", "0/1"},
        {"a tuple is none", "'a',\n", "0/1"},
        {"an expression is none", "'a' + 'b'\n", "0/1"},
        {"a call is none", "'a'.join(b)\n", "0/1"},
        {"an assignment is none", "x = 'a'\n", "0/1"},
        {"the second statement is none", "pass\n'a'\n", "0/1"},
    };
    EXPECT_GOLDEN(cases, tell_docstrings);
}

Test(definitions, know_tests_by_their_names)
{
    struct reader r = {0};
    const struct facts *f = facts_of(&r, "def test_a(): pass\n"
                                         "class TestA:\n"
                                         "  async def test_b(self):\n"
                                         "    def test_c(): pass\n"
                                         "def testd(): pass\n"
                                         "def a_test_(): pass\n");

    cr_expect_eq(f->test_count, 3);
    cr_expect(f->functions[0].flags & FUNCTION_TEST);
    cr_expect_not(f->functions[3].flags & FUNCTION_TEST);
    reader_release(&r);
}

static void tell_bases(struct reader *r, const struct facts *f)
{
    for (uint32_t i = 0; i < f->class_count; i++) {
        const struct class_facts *c = &f->classes[i];
        const char *name = facts_text(f, c->base_names);

        for (uint32_t n = 0; n < c->base_name_count; n++, name += strlen(name) + 1)
            buf_add_format(&r->text, "%s,", name);
        buf_add_format(&r->text, "%u ", c->bases);
    }
}

Test(definitions, name_the_bases_of_a_class)
{
    static const struct golden cases[] = {
        {"none", "class A: pass\nclass B(): pass\n", "0 0"},
        {"as they are written", "class A(B, c.D): pass\n", "B,c.D,2"},
        {"white space and comments are dropped", "class A(a . b. # c\n  C,): pass\n",
         "a.b.C,1"},
        {"what is subscripted", "class A(Generic[T], t.Dict[str, int], B[T][U]): pass\n",
         "Generic,t.Dict,B,3"},
        {"brackets are nothing", "class A((B), ((c.D))[T]): pass\n", "B,c.D,2"},
        {"all else is counted only", "class A(f(B), *C, D, x().E, F if x else G): pass\n",
         "D,5"},
        {"keywords are no bases", "class A(B, metaclass=M, **k): pass\n", "B,1"},
        {"each class has its own", "class A(B):\n  class C(D): pass\nclass E: pass\n",
         "B,1 D,1 0"},
        {"words that are keywords elsewhere", "class A(match, type): pass\n",
         "match,type,2"},
    };
    EXPECT_GOLDEN(cases, tell_bases);
}

static void tell_abstract(struct reader *r, const struct facts *f)
{
    for (uint32_t i = 0; i < f->class_count; i++) {
        if (f->classes[i].flags & CLASS_ABSTRACT)
            buf_add_format(&r->text, "%s ", facts_text(f, f->classes[i].name));
    }
}

Test(definitions, know_classes_that_say_they_are_abstract)
{
    static const struct golden cases[] = {
        {"by a base", "class A(ABC): pass\nclass B(x, abc.ABC): pass\n", "A B"},
        {"by a protocol, of something or not",
         "class A(Protocol): pass\nclass B(t.Protocol[T]): pass\n", "A B"},
        {"not by one called alike", "class A(MyABC): pass\nclass B(ABC.x): pass\n", ""},
        {"by a metaclass",
         "class A(metaclass=ABCMeta): pass\nclass B(x, metaclass=a.ABCMeta): pass\n",
         "A B"},
        {"not by another keyword", "class A(x=ABCMeta, metaclass=ABC): pass\n", ""},
        {"by a method",
         "class A:\n  @abstractmethod\n  def f(self): pass\n"
         "class B:\n  @property\n  @abc.abstractmethod\n  async def f(self): pass\n",
         "A B"},
        {"by one of the older sorts",
         "class A:\n  @abc.abstractproperty\n  def f(self): pass\n"
         "class B:\n  @abstractclassmethod\n  def f(self): pass\n"
         "class C:\n  @abstractstaticmethod\n  def f(self): pass\n",
         "A B C"},
        {"called or not", "class A:\n  @abc.abstractmethod()\n  def f(self): pass\n",
         "A"},
        {"under an if", "class A:\n  if x:\n    @abstractmethod\n    def f(): pass\n",
         "A"},
        {"not by a function that isn't its own",
         "class A:\n  def f(self):\n    @abstractmethod\n    def g(): pass\n"
         "@abstractmethod\ndef h(): pass\n",
         ""},
        {"only the class that it is in",
         "class A:\n  class B:\n    @abstractmethod\n    def f(self): pass\n", "A.B"},
        {"not by a class", "class A:\n  @abstractmethod\n  class B: pass\n", ""},
        {"not by another decorator",
         "class A:\n  @abstractmethod.x\n  @f(abstractmethod)\n  def f(self): pass\n",
         ""},
    };
    EXPECT_GOLDEN(cases, tell_abstract);
}

Test(definitions, know_where_they_stand)
{
    struct reader r = {0};
    const struct facts *f = facts_of(&r, "@a\n"
                                         "class A(B, *C, metaclass=M, **k):\n"
                                         "  @b\n"
                                         "  @c(1)\n"
                                         "  async def f(self): pass\n"
                                         "  class D:\n"
                                         "    def g(self):\n"
                                         "      def h(): pass\n"
                                         "  def i(self): pass\n"
                                         "class E: pass\n");
    const struct function *fn = f->functions;
    const struct class_facts *c = f->classes;

    cr_assert_eq(f->function_count, 4);
    cr_assert_eq(f->class_count, 3);
    cr_expect_eq(fn[0].flags, FUNCTION_ASYNC | FUNCTION_METHOD);
    cr_expect_eq(fn[0].decorators, 2);
    cr_expect_eq(fn[0].owner, 0);
    cr_expect_eq(fn[0].depth, 1);
    cr_expect_eq(fn[1].flags, FUNCTION_METHOD);
    cr_expect_eq(fn[1].owner, 1);
    cr_expect_eq(fn[2].flags, FUNCTION_NESTED);
    cr_expect_eq(fn[2].owner, FACTS_NONE);
    cr_expect_eq(fn[2].depth, 3);
    cr_expect_eq(fn[3].owner, 0);
    cr_expect_eq(fn[3].decorators, 0);
    cr_expect_str_eq(facts_text(f, fn[2].name), "A.D.g.h");
    cr_expect_eq(fn[2].bare_name, fn[2].name + 6);
    cr_expect_eq(c[0].bases, 2);
    cr_expect_eq(c[0].methods, 2);
    cr_expect_eq(c[0].decorators, 1);
    cr_expect_eq(c[0].flags, 0);
    cr_expect_eq(c[1].flags, CLASS_NESTED);
    cr_expect_eq(c[1].depth, 1);
    cr_expect_eq(c[2].methods, 0);
    reader_release(&r);
}
