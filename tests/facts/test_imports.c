/* What is imported, where, and when it takes effect. Told as kind, dots and module ("?"
 * if computed), names, and line:column if that isn't the start of a line. */
#include "tests/facts/facts_of.h"

static void tell(struct reader *r, const struct facts *f)
{
    for (uint32_t i = 0; i < f->import_count; i++) {
        const struct import *im = &f->imports[i];
        const char *name = facts_text(f, im->names);

        buf_add_format(&r->text, "%s ", import_kind(im->flags));
        for (uint32_t dots = 0; dots < im->level; dots++)
            buf_add_char(&r->text, '.');
        buf_add_text(&r->text,
                     im->flags & IMPORT_COMPUTED ? "?" : facts_text(f, im->module));
        for (uint32_t n = 0; n < im->name_count; n++, name += strlen(name) + 1)
            buf_add_format(&r->text, "%c%s", n ? ',' : ':', name);
        if (im->column)
            buf_add_format(&r->text, "@%u:%u", im->line, im->column);
        buf_add_text(&r->text, "; ");
    }
}

Test(imports, are_told_as_they_are_written)
{
    static const struct golden cases[] = {
        {"each module of an import is one", "import a.b, c as d\n", "load a.b; load c;"},
        {"two statements on a line", "import a; import b\n", "load a; load b@1:10;"},
        {"white space around dots is dropped", "import a . b\n", "load a.b;"},
        {"a name is what it is called there, not here", "from m import x as y, z\n",
         "load m:x,z;"},
        {"dots are the level", "from ..p.q import (x, # c\n  y as z,)\n",
         "load ..p.q:x,y;"},
        {"dots alone", "from . import y\nfrom .... import z\n", "load .:y; load ....:z;"},
        {"everything", "from m import *\n", "star m:*;"},
        {"the future", "from __future__ import annotations, division as d\n",
         "load __future__:annotations,division;"},
        {"columns are bytes", "'\xc3\xa9'; import a\n", "load a@1:6;"},
        {"a byte order mark takes no column", "\xef\xbb\xbfimport a\n", "load a;"},
        {"where the statement is, not the name", "if x:\n  from a import (\n    b)\n",
         "load a:b@2:2;"},
        {"names that aren't ASCII", "import \xc3\xa9t\xc3\xa9\n",
         "load \xc3\xa9t\xc3\xa9;"},
        {"what was imported for the origin's record",
         "import os, sys as s; import a.b.c; from . import y; from .m import z; "
         "from ..p.q import r; from x import *; from __future__ import annotations; "
         "import os\n",
         "load os; load sys; load a.b.c@1:21; load .:y@1:35; load .m:z@1:52; "
         "load ..p.q:r@1:70; star x:*@1:91; load __future__:annotations@1:108; "
         "load os@1:144;"},
    };
    EXPECT_GOLDEN(cases, tell);
}

static void tell_aliases(struct reader *r, const struct facts *f)
{
    for (uint32_t i = 0; i < f->import_count; i++) {
        const struct import *im = &f->imports[i];
        bool none = im->aliases == FACTS_NONE;
        const char *alias = facts_text(f, none ? 0 : im->aliases);

        buf_add_text(&r->text, none ? "none" : "");
        for (uint32_t n = none ? 0 : import_alias_count(im); n; n--) {
            buf_add_format(&r->text, "%s%s", alias, n > 1 ? "," : "");
            alias += strlen(alias) + 1;
        }
        buf_add_text(&r->text, "; ");
    }
}

Test(imports, know_what_their_names_are_called_here)
{
    static const struct golden cases[] = {
        {"nothing is renamed", "import a\nfrom m import b\nfrom m import *\n",
         "none; none; none;"},
        {"a module", "import a.b as c\n", "c;"},
        {"some of several modules", "import a as b, c, d.e as f\n", "b; none; f;"},
        {"one for each name", "from m import a, b as c\n", ",c;"},
        {"the first of three", "from m import a as b, c, d\n", "b,,;"},
        {"all of them", "from . import a as b, c as d\n", "b,d;"},
        {"its own name is one", "from m import a as a\n", "a;"},
        {"over lines and comments",
         "from m import (a # as x\n  as # y\n b, c as \\\n d,)\n", "b,d;"},
        {"the future", "from __future__ import division as d, annotations\n", "d,;"},
        {"a call has none", "b = __import__('a')\n", "none;"},
        {"names that aren't ASCII", "import a as \xc3\xa9\n", "\xc3\xa9;"},
    };
    EXPECT_GOLDEN(cases, tell_aliases);
}

Test(imports, for_typing_stand_under_type_checking)
{
    static const struct golden cases[] = {
        {"by its name", "if TYPE_CHECKING:\n  import a\nimport b\n",
         "typing a@2:2; load b;"},
        {"in a module",
         "if typing.TYPE_CHECKING: import a\nif t.TYPE_CHECKING: import b\n",
         "typing a@1:25; typing b@2:20;"},
        {"in brackets", "if (TYPE_CHECKING): import a\n", "typing a@1:20;"},
        {"the else isn't", "if TYPE_CHECKING:\n  import a\nelse:\n  import b\n",
         "typing a@2:2; load b@4:2;"},
        {"an elif isn't, unless it asks again",
         "if TYPE_CHECKING: import a\nelif x: import b\n"
         "elif TYPE_CHECKING: import c\n",
         "typing a@1:18; load b@2:8; typing c@3:20;"},
        {"the other way round",
         "if not TYPE_CHECKING:\n  import a\nelse:\n  import b\nimport c\n",
         "load a@2:2; typing b@4:2; load c;"},
        {"the other way round, all that follows",
         "if not (t.TYPE_CHECKING): import a\nelif x: import b\nelse: import c\n",
         "load a@1:26; typing b@2:8; typing c@3:6;"},
        {"an ordinary if isn't", "if x:\n  import a\nif TYPE_CHECKING_: import b\n",
         "load a@2:2; load b@3:19;"},
        {"at any depth, also in a function",
         "if TYPE_CHECKING:\n  if x:\n    import a\n  def f():\n    import b\n",
         "typing a@3:4; typing b@5:4;"},
        {"one in the other",
         "if TYPE_CHECKING:\n  if TYPE_CHECKING: import a\n  import b\n",
         "typing a@2:20; typing b@3:2;"},
    };
    EXPECT_GOLDEN(cases, tell);
}

Test(imports, are_optional_where_their_failure_is_caught)
{
    static const struct golden cases[] = {
        {"ImportError", "try: import a\nexcept ImportError: import b\n",
         "optional a@1:5; load b@2:20;"},
        {"its kind", "try: import a\nexcept ModuleNotFoundError as e: pass\n",
         "optional a@1:5;"},
        {"wider", "try: import a\nexcept Exception: pass\n", "optional a@1:5;"},
        {"widest", "try: import a\nexcept BaseException: pass\n", "optional a@1:5;"},
        {"all", "try: import a\nexcept: pass\n", "optional a@1:5;"},
        {"one of several", "try: import a\nexcept (OSError, ImportError): pass\n",
         "optional a@1:5;"},
        {"in another clause",
         "try: import a\nexcept OSError: pass\nexcept ImportError: pass\n",
         "optional a@1:5;"},
        {"as a group", "try: import a\nexcept* ImportError: pass\n", "optional a@1:5;"},
        {"not of what else", "try: import a\nexcept OSError: pass\n", "load a@1:5;"},
        {"not without a clause", "try: import a\nfinally: import b\n",
         "load a@1:5; load b@2:9;"},
        {"not in the else", "try: import a\nexcept: pass\nelse: import b\n",
         "optional a@1:5; load b@3:6;"},
        {"not in a function that runs later",
         "try:\n  def f(): import a\n  import b\nexcept: pass\n",
         "function a@2:11; optional b@3:2;"},
        {"typing is said first", "try:\n  if TYPE_CHECKING: import a\nexcept: pass\n",
         "typing a@2:20;"},
    };
    EXPECT_GOLDEN(cases, tell);
}

Test(imports, know_their_scope)
{
    static const struct golden cases[] = {
        {"in a function", "def f():\n  import a\n", "function a@2:2;"},
        {"in a method, in a lambda's default",
         "class A:\n  def f(self):\n    from . import a\n", "function .:a@3:4;"},
        {"in a class body is when the file is loaded", "class A:\n  import a\n",
         "load a@2:2;"},
        {"a class in a function", "def f():\n  class A:\n    import a\n",
         "function a@3:4;"},
        {"a default is found when the file is loaded",
         "def f(x=__import__('a')):\n  __import__('b')\n",
         "dynamic a@1:8; dynamic b@2:2;"},
    };
    EXPECT_GOLDEN(cases, tell);
}

Test(imports, by_a_call_name_their_module_or_compute_it)
{
    static const struct golden cases[] = {
        {"all four",
         "importlib.import_module('a.b')\nimport_module(\"c\")\n__import__(r'd')\n"
         "importlib.__import__('e')\n",
         "dynamic a.b; dynamic c; dynamic d; dynamic e;"},
        {"dots are the level", "importlib.import_module('..a', package=__package__)\n",
         "dynamic ..a;"},
        {"dots of another package are computed",
         "import_module('.a', p)\nimport_module('.a', package=f.__package__)\n"
         "import_module('.a', __name__)\nimport_module('.a')\nimport_module('a', p)\n",
         "dynamic ?; dynamic ?; dynamic .a; dynamic .a; dynamic a;"},
        {"brackets and comments are nothing",
         "import_module( # c\n  (('a')))\nimport_module('b', *x)\n",
         "dynamic a; dynamic b;"},
        {"a name is computed", "import_module(x)\n", "dynamic ?;"},
        {"a string with holes is, with or without",
         "import_module(f'a.{x}')\n__import__(f'a')\n", "dynamic ?; dynamic ?;"},
        {"what is done to a string is",
         "import_module('%s.x' % y)\nimport_module('a' + x)\nimport_module('a'.b)\n",
         "dynamic ?; dynamic ?; dynamic ?;"},
        {"joined strings and bytes are no plain literal",
         "import_module('a' 'b')\nimport_module(b'a')\n", "dynamic ?; dynamic ?;"},
        {"whatever is given",
         "import_module(*x)\nimport_module(**x)\nimport_module(name='a')\n",
         "dynamic ?; dynamic ?; dynamic ?;"},
        {"a level can't be read off a computed one",
         "import_module(f'.{x}', package=__name__)\n", "dynamic ?;"},
        {"without an argument it is none", "import_module(); __import__( # c\n)\n", ""},
        {"what can't be a module's name is none",
         "__import__('a b'); __import__('a\\n'); __import__('')\n", ""},
        {"other calls are none", "import_modules('a'); x.import_module(b); f('c')\n", ""},
    };
    EXPECT_GOLDEN(cases, tell);
}

Test(imports, by_pytest_name_its_plugins)
{
    static const struct golden cases[] = {
        {"one", "pytest_plugins = 'a.b'\n", "dynamic a.b;"},
        {"a list", "x = 1; pytest_plugins = ['a.b', \"c\"]\n",
         "dynamic a.b@1:7; dynamic c@1:7;"},
        {"a tuple, in brackets or not",
         "pytest_plugins = ('a', # c\n  'b',)\npytest_plugins = 'c', 'd'\n",
         "dynamic a; dynamic b; dynamic c; dynamic d;"},
        {"brackets alone are nothing", "pytest_plugins = ('a')\n", "dynamic a;"},
        {"with an annotation", "pytest_plugins: list[str] = ['a']\n", "dynamic a;"},
        {"more of them", "pytest_plugins += ['a']\n", "dynamic a;"},
        {"in the order of the source, among the others",
         "import a\npytest_plugins = 'b'\nimport c\npytest_plugins = 'd'\n",
         "load a; dynamic b; load c; dynamic d;"},
        {"all else is one computed import",
         "pytest_plugins = f(x)\npytest_plugins = ['a', x, f'b', *c, 'd']\n"
         "pytest_plugins = [x for x in y]\npytest_plugins = z = 'a'\n",
         "dynamic ?; dynamic ?; dynamic a; dynamic d; dynamic ?; dynamic ?;"},
        {"nothing is none", "pytest_plugins = []\npytest_plugins = ()\n", ""},
        {"nor is an annotation alone", "pytest_plugins: list\n", ""},
        {"nor what can't be a module's name", "pytest_plugins = ['', 'a b']\n", ""},
        {"in statements of the module, whose try doesn't help",
         "if x: pytest_plugins = 'a'\nelse:\n  try:\n    pytest_plugins = 'b'\n"
         "  except ImportError:\n    with x: pytest_plugins = 'c'\n",
         "dynamic a@1:6; dynamic b@4:4; dynamic c@6:12;"},
        {"not in functions and classes",
         "def f(): pytest_plugins = 'a'\nclass A: pytest_plugins = 'b'\n", ""},
        {"not even where the module has some",
         "pytest_plugins = 'a'\ndef f():\n  pytest_plugins = 'b'\n", "dynamic a;"},
        {"no other names",
         "pytest_plugins_ = 'a'\npytest_plugins.x = 'b'\nx.pytest_plugins = 'c'\n"
         "pytest_plugins[0] = 'd'\npytest_plugins == 'e'\n",
         ""},
    };
    EXPECT_GOLDEN(cases, tell);
}

/* What the file before had must not matter. */
Test(imports, by_pytest_are_known_file_by_file)
{
    struct reader r = {0};

    for (int round = 0; round < 2; round++) {
        cr_expect_eq(facts_of(&r, "pytest_plugins = 'a'\n")->import_count, 1);
        cr_expect_eq(facts_of(&r, "x.y\npytest_plugin = 'a'\n")->import_count, 0);
    }
    reader_release(&r);
}

Test(imports, carry_all_their_flags)
{
    struct reader r = {0};
    const struct facts *f = facts_of(&r, "class A:\n"
                                         "  try: from m import *\n"
                                         "  except ImportError: pass\n"
                                         "  def f(self): import_module('n')\n"
                                         "  __import__(o)\n"
                                         "pytest_plugins = 'p'\n");

    cr_assert_eq(f->import_count, 4);
    cr_expect_eq(f->imports[0].flags,
                 IMPORT_STAR | IMPORT_OPTIONAL | IMPORT_CLASS_BODY | IMPORT_FROM);
    cr_expect_eq(f->imports[1].flags, IMPORT_DYNAMIC | IMPORT_FUNCTION);
    cr_expect_eq(f->imports[2].flags,
                 IMPORT_DYNAMIC | IMPORT_COMPUTED | IMPORT_CLASS_BODY);
    cr_expect_eq(f->imports[3].flags, IMPORT_DYNAMIC);
    reader_release(&r);
}
