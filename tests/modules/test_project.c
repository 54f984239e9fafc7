#include "engine/modules/project.h"

#include "engine/base/buf.h"
#include "engine/config/toml.h"

#include <criterion/criterion.h>
#include <stdint.h>

static struct arena arena;

/* All that is said, one thing after the other, so that a case is two texts. */
static const char *said(enum project_kind kind, struct slice text)
{
    struct project_said s;
    struct buf out = {0};
    struct err e = {0};

    if (!project_read(kind, text, &arena, &s, &e)) {
        cr_assert(e.code != ERR_NONE && e.message[0]);
        cr_assert(!s.root_count && !s.distribution_count && !s.package_count &&
                  !s.name.len);
        buf_add_format(&out, "! %s", e.message);
    }
    if (s.name.len)
        buf_add_format(&out, "%.*s: ", (int)s.name.len, s.name.data);
    for (size_t i = 0; i < s.root_count; i++)
        buf_add_format(&out, "[%.*s] ", (int)s.roots[i].len, s.roots[i].data);
    for (size_t i = 0; i < s.package_count; i++)
        buf_add_format(&out, "%.*s=[%.*s] ", (int)s.packages[i].name.len,
                       s.packages[i].name.data, (int)s.packages[i].folder.len,
                       s.packages[i].folder.data);
    for (size_t i = 0; i < s.distribution_count; i++)
        buf_add_format(&out, "%.*s ", (int)s.distributions[i].len,
                       s.distributions[i].data);
    if (s.python_minor_min || s.python_minor_max)
        buf_add_format(&out, "%u-%u ", s.python_minor_min, s.python_minor_max);
    while (out.len && out.data[out.len - 1] == ' ')
        out.len--;
    text = arena_copy(&arena, buf_slice(&out));
    buf_release(&out);
    return text.data;
}

struct row {
    const char *text, *says;
};

static void each_says(enum project_kind kind, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *got = said(kind, slice_of(rows[i].text));

        cr_expect_str_eq(got, rows[i].says, "%s\nsays '%s'\nnot  '%s'", rows[i].text, got,
                         rows[i].says);
    }
    arena_release(&arena);
}

#define EACH_SAYS(kind, rows) each_says((kind), (rows), sizeof(rows) / sizeof *(rows))

Test(project, a_file_is_known_by_its_name)
{
    static const struct {
        const char *path;
        enum project_kind kind;
    } rows[] = {
        {"pyproject.toml", PROJECT_PYPROJECT},
        {"a/b/pyproject.toml", PROJECT_PYPROJECT},
        {"setup.cfg", PROJECT_SETUP_CFG},
        {"setup.py", PROJECT_SETUP_PY},
        {"requirements.txt", PROJECT_REQUIREMENTS},
        {"requirements-dev.txt", PROJECT_REQUIREMENTS},
        {"requirements_test.in", PROJECT_REQUIREMENTS},
        {"dev-requirements.txt", PROJECT_REQUIREMENTS},
        {"a/requirements/base.txt", PROJECT_REQUIREMENTS},
        {"requirements/base.in", PROJECT_REQUIREMENTS},
        {"poetry.lock", PROJECT_POETRY_LOCK},
        {"uv.lock", PROJECT_UV_LOCK},
        {"pdm.lock", PROJECT_PDM_LOCK},
        {"pylock.toml", PROJECT_PYLOCK},
        {"pylock.dev.toml", PROJECT_PYLOCK},
        {"Pipfile", PROJECT_PIPFILE},
        {"Pipfile.lock", PROJECT_PIPFILE_LOCK},
        {"tox.ini", PROJECT_TOOL_INI},
        {"", PROJECT_NONE},
        {"/", PROJECT_NONE},
        {"base.txt", PROJECT_NONE},
        {"requirements/a/base.txt", PROJECT_NONE},
        {"requirements.md", PROJECT_NONE},
        {"pylock..toml", PROJECT_NONE},
        {"pylock.a.b.toml", PROJECT_NONE},
        {"pyproject.toml/x", PROJECT_NONE},
        {"PYPROJECT.TOML", PROJECT_NONE},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_eq(project_kind_of(slice_of(rows[i].path)), rows[i].kind, "%s",
                     rows[i].path);
}

Test(project, pyproject_says_where_modules_lie)
{
    static const struct row rows[] = {
        {"[tool.setuptools.packages.find]\nwhere = ['src', \"lib/\"]", "[src] [lib]"},
        {"[tool.setuptools.packages.find]\ninclude = ['a*']", "[]"},
        {"[tool.setuptools.package-dir]\n'' = 'src'\npkg = 'lib/pkg'\n'a.b' = './x//b'",
         "[src] pkg=[lib/pkg] a.b=[x/b]"},
        {"[tool.poetry]\npackages = [{include = 'a', from = 'src'}, {include = 'b'}]",
         "[src] []"},
        {"[tool.hatch.build.targets.wheel]\npackages = ['src/foo', 'bar', 'x/y/z']",
         "[src] [] [x/y]"},
        {"[tool.hatch.build.targets.wheel]\nsources = ['src']", "[src]"},
        {"[tool.hatch.build.targets.wheel.sources]\n'src/foo' = 'a/bar'\n'lib' = ''",
         "[lib] a.bar=[src/foo]"},
        {"[tool.hatch.build.targets.wheel]\nonly-include = ['src/foo']", "[]"},
        {"[tool.hatch.build.targets.wheel]\nonly-include = ['src/foo']\nsources = "
         "['src']",
         "[src]"},
        {"[tool.hatch.build]\ndev-mode-dirs = ['.', 'src']", "[] [src]"},
        {"[tool.pdm.build]\npackage-dir = 'mysrc'", "[mysrc]"},
        {"[tool.maturin]\npython-source = 'python'", "[python]"},
        {"[tool.uv.build-backend]\nmodule-root = ''\n", "[]"},
        {"[build-system]\nbuild-backend = 'uv_build'\nrequires = ['uv_build>=0.8']",
         "[src] uv-build"},
        {"[tool.scikit-build.wheel]\npackages = ['python/a']", "[python]"},
        {"[tool.scikit-build.wheel.packages]\na = 'python/b'", "a=[python/b]"},
        {"[tool.pytest.ini_options]\npythonpath = ['.', 'src']", "[] [src]"},
        {"[tool.pytest.ini_options]\npythonpath = ' src  tests'", "[src] [tests]"},
        {"[tool.pyright]\nextraPaths = ['a']\nexecutionEnvironments = [{root = 'b', "
         "extraPaths = ['c']}]",
         "[a] [b] [c]"},
        {"[tool.mypy]\nmypy_path = '$MYPY_CONFIG_FILE_DIR/src:stubs, x'",
         "[src] [stubs] [x]"},
        {"[tool.mypy]\nmypy_path = ['$MYPY_CONFIG_FILE_DIR']", "[]"},
        {"[tool.ruff]\nsrc = ['src', 'packages/*/src']", "[src] [packages/*/src]"},
    };

    EACH_SAYS(PROJECT_PYPROJECT, rows);
}

Test(project, pyproject_says_what_is_depended_on)
{
    static const struct row rows[] = {
        {"[project]\nname = 'My.Project'\nrequires-python = '>=3.8,<3.13'\n"
         "dependencies = ['Requests[socks] >= 2 ; python_version < \"3.9\"', 'a_b@ "
         "https://x/y', 'requests']\n[project.optional-dependencies]\ndev = "
         "['pytest~=8']\n"
         "[dependency-groups]\ntest = ['cov', {include-group = 'dev'}]\n",
         "my-project: a-b cov pytest requests 8-12"},
        {"[build-system]\nrequires = ['setuptools>=61', 'wheel']", "setuptools wheel"},
        {"[tool.poetry]\nname = 'p'\n[tool.poetry.dependencies]\npython = '^3.9'\na = "
         "'*'\nb = {version = '1', optional = "
         "true}\n[tool.poetry.group.x.dependencies]\nc "
         "= '1'\n[tool.poetry.dev-dependencies]\nd = '1'",
         "p: a b c d 9-0"},
        {"[tool.poetry.dependencies]\npython = {version = '~3.10'}", "10-10"},
        {"[tool.pdm.dev-dependencies]\nx = ['a']\ny = ['b']", "a b"},
        {"[tool.uv]\ndev-dependencies = ['a']", "a"},
        {"[tool.hatch.envs.default]\ndependencies = ['a']\nextra-dependencies = ['b']",
         "a b"},
        {"[project]\ndependencies = ['', ' ', '-r x', './path', 'a b c', '[x]', "
         "\"\\u0000\", '\xC3\xA4']",
         "a"},
    };

    EACH_SAYS(PROJECT_PYPROJECT, rows);
}

Test(project, folders_are_clean_and_those_that_can_t_be_are_left_out)
{
    static const struct row rows[] = {
        {"tool.ruff.src = ['.', './', 'a/./b//', 'a/../b', '../x', 'a/../../y', "
         "'../../']",
         "[] [a/b] [b] [../x] [../y] [../..]"},
        {"tool.ruff.src = ['/etc', \"a\\u0000b\", '//', '/']", ""},
        {"tool.setuptools.package-dir = {\"a\\u0000\" = 'x', b = '/y', c = \"z\\u0000\"}",
         ""},
        {"tool.hatch.build.packages = ['..', '.', '', '../..', '/a/b']", ""},
    };

    EACH_SAYS(PROJECT_PYPROJECT, rows);
}

Test(project, values_of_other_types_say_nothing)
{
    static const struct row rows[] = {
        {"", ""},
        {"tool = 1\nproject = []\nbuild-system = 'x'\ndependency-groups = [1, [2]]", ""},
        {"[project]\nname = 1\nrequires-python = 3.8\ndependencies = 'requests'", ""},
        {"[tool.setuptools]\npackages = ['a', 'b']\npackage-dir = ['src']", ""},
        {"[tool.setuptools.packages.find]\nwhere = [1, {}, [], 'a']", "[a]"},
        {"[tool]\npoetry = [{dependencies = {a = '1'}}]\nmypy = {mypy_path = 1}", ""},
        {"[tool.poetry]\npackages = {a = 1}\ndependencies = ['a']", ""},
    };

    EACH_SAYS(PROJECT_PYPROJECT, rows);
}

Test(project, setup_cfg_is_read_as_setuptools_reads_it)
{
    static const struct row rows[] = {
        {"[metadata]\nname = A_b\n[options]\npackage_dir =\n    = src\n    pkg = "
         "lib/pkg\n"
         "python_requires = >=3.9\ninstall_requires =\n  requests>=2; "
         "python_version<'3'\n\n  # no\n  six\n",
         "a-b: [src] pkg=[lib/pkg] requests six 9-0"},
        {"[options]\npackage_dir = =src, pkg=lib\ninstall_requires = a;b",
         "[src] pkg=[lib] a b"},
        {"[options.packages.find]\nwhere = src\n[options.extras_require]\nx = a\nY =\n  "
         "b\n  c",
         "[src] a b c"},
        {"[options]\nsetup_requires = a\ntests_require: b\n", "a b"},
        {"[tool:pytest]\npythonpath = src\n  tests lib", "[src] [tests] [lib]"},
        {"[mypy]\nmypy_path = $MYPY_CONFIG_FILE_DIR/a:b,c", "[a] [b] [c]"},
        {"[options]\npackage_dir = src\n[other]\ninstall_requires = a\n", ""},
        {"\xEF\xBB\xBF[options]\r\ninstall_requires =\r\n  a\r\n  b\r\n", "a b"},
        {"[options]\ninstall_requires = a\ninstall_requires = "
         "b\n[options]\nsetup_requires = c",
         "a b c"},
        {"", ""},
        {"a = b", "! line 1 stands before any section"},
        {"[a]\n\nwhat is this",
         "! line 3 has neither a section nor a key with '=' or ':'"},
        {"[a]\n= b", "! line 2 has neither a section nor a key with '=' or ':'"},
        {"[]", "! line 1 stands before any section"},
    };

    EACH_SAYS(PROJECT_SETUP_CFG, rows);
}

Test(project, requirements_are_read_line_by_line)
{
    static const struct row rows[] = {
        {"a\nb==1 # c\n#d\n\n  E.f [x] >= 1\r\ng;python_version<'3'\rh", "a b e-f g h"},
        {"-r other.txt\n-c x.txt\n--hash=sha256:0\n--index-url https://x\n-i y\n--pre",
         ""},
        {"a==1 \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\nb", "a b"},
        {"-e git+https://x/y.git#egg=Zed&subdirectory=q\n--editable=./z\n-e .", "zed"},
        {"git+ssh://git@x/y@v1#egg=a[b]\nhttps://x/a-1.whl\n./b\nc:\\d\ne @ file:///f",
         "a e"},
        {"\xEF\xBB\xBFz", "z"},
        {"a\\", "a"},
        {"a \\", "a"},
    };

    EACH_SAYS(PROJECT_REQUIREMENTS, rows);
}

Test(project, locks_name_their_packages)
{
    static const struct row rows[] = {
        {"# x\nversion = 1\nrequires-python = \">=3.9\"\n\n[[package]]\nname = \"A_b\"\n"
         "version = \"1\"\nsource = { registry = \"x\" }\ndependencies = [\n    { name = "
         "\"no\" "
         "},\n]\n\n[[package]]\nname = \"me\"\nsource = { editable = \".\" }\n\n"
         "[package.optional-dependencies]\nname = \"no\"\n\n[[package]]\nname = 'last'",
         "me: a-b last 9-0"},
        {"[[package]]\nname = \"a\"\npython-versions = "
         "\">=3.7\"\n\n[package.dependencies]\nname "
         "= \">=1\"\n\n[metadata]\npython-versions = \"^3.8\"\nname = \"x\"",
         "a 8-0"},
        {"lock-version = \"1.0\"\nrequires-python = \"==3.12.*\"\n[[packages]]\nname = "
         "\"a\"\n[[packages.wheels]]\nname = \"a-1.whl\"",
         "a 12-12"},
        {"[[package]]\nname = \nname = x\nname = \"\nnamed = \"x\"\nname \"x\"", ""},
        {"[[package]]", ""},
    };

    EACH_SAYS(PROJECT_UV_LOCK, rows);
}

Test(project, pipfiles_and_their_locks_name_packages)
{
    static const struct row files[] = {
        {"[[source]]\nurl = 'x'\nname = 'pypi'\n[packages]\nRequests = '*'\na = {git = "
         "'x'}\n[dev-packages]\nb = '*'\n[docs]\nc = '*'\n[requires]\npython_version = "
         "'3.11'\n"
         "[scripts]\nrun = 'x'\n[pipenv]\nallow_prereleases = true",
         "a b c requests 11-11"},
        {"packages = 1", ""},
    };
    static const struct row locks[] = {
        {"{\"_meta\": {\"requires\": {\"python_version\": \"3.10\"}, \"sources\": []}, "
         "\"default\": {\"A.b\": {\"version\": \"==1\", \"x\": null}}, \"develop\": "
         "{\"c\": {}}}",
         "a-b c 10-10"},
        {"[]", ""},
        {"{\"default\": [\"a\"], \"develop\": 1, \"_meta\": []}", ""},
        {"", "! line 1, column 0: is no JSON as it stands"},
        {"{\"default\": {", "! line 1, column 13: is no JSON as it stands"},
    };

    EACH_SAYS(PROJECT_PIPFILE, files);
    EACH_SAYS(PROJECT_PIPFILE_LOCK, locks);
}

Test(project, a_rule_is_the_key_that_says_it)
{
    struct project_said s;

    cr_assert(
        project_read(PROJECT_PYPROJECT,
                     slice_of("[tool.setuptools]\npackage-dir = {'' = 'a', b = 'c'}\n"
                              "[tool.ruff]\nsrc = ['a', 'a']"),
                     &arena, &s, NULL));
    cr_assert_eq(s.root_count, 2);
    cr_expect_str_eq(s.root_rules[0], "tool.setuptools.package-dir");
    cr_expect_str_eq(s.root_rules[1], "tool.ruff.src");
    cr_expect_str_eq(s.packages[0].rule, "tool.setuptools.package-dir");
    arena_release(&arena);
}

Test(project, nothing_that_is_said_borrows_from_the_text)
{
    char text[] = "[project]\nname='n'\ndependencies=['d']\n[tool.ruff]\nsrc=['r']";
    struct project_said s;

    cr_assert(project_read(PROJECT_PYPROJECT, slice_of(text), &arena, &s, NULL));
    memset(text, 'x', sizeof text - 1);
    cr_expect(slice_equal(s.name, slice_of("n")));
    cr_expect(slice_equal(s.roots[0], slice_of("r")));
    cr_expect(slice_equal(s.distributions[0], slice_of("d")));
    arena_release(&arena);
}

Test(project, a_setup_py_says_nothing_and_no_file_is_an_error)
{
    cr_expect_str_eq(said(PROJECT_SETUP_PY, slice_of("raise SystemExit")), "");
    cr_expect_str_eq(said(PROJECT_NONE, slice_of("")),
                     "! is no file of a project that we know");
    arena_release(&arena);
}

/* ------------------------------------------------------------------ hostile files */

static struct slice many(const char *piece, size_t count)
{
    struct buf b = {0};
    struct slice copy;

    for (size_t i = 0; i < count; i++)
        buf_add_text(&b, piece);
    copy = arena_copy(&arena, buf_slice(&b));
    buf_release(&b);
    return copy;
}

static const enum project_kind kinds[] = {
    PROJECT_PYPROJECT,   PROJECT_SETUP_CFG,    PROJECT_SETUP_PY, PROJECT_REQUIREMENTS,
    PROJECT_POETRY_LOCK, PROJECT_UV_LOCK,      PROJECT_PDM_LOCK, PROJECT_PYLOCK,
    PROJECT_PIPFILE,     PROJECT_PIPFILE_LOCK, PROJECT_TOOL_INI,
};

Test(project, files_over_their_limit_are_refused)
{
    cr_expect_str_eq(said(PROJECT_PYPROJECT, many("#\n", TOML_MAX_BYTES / 2 + 1)),
                     "! is longer than 1048576 bytes");
    cr_expect_str_eq(said(PROJECT_UV_LOCK, many("#\n", PROJECT_MAX_BYTES / 2 + 1)),
                     "! is longer than 8388608 bytes");
    cr_expect_str_eq(said(PROJECT_PIPFILE_LOCK, many(" ", PROJECT_MAX_JSON_BYTES + 1)),
                     "! is longer than 2097152 bytes");
    arena_release(&arena);
}

Test(project, names_and_folders_have_a_limit_too)
{
    struct buf b = {0};

    for (unsigned i = 0; i <= PROJECT_MAX_DISTRIBUTIONS; i++)
        buf_add_format(&b, "p%u\n", i);
    cr_expect_str_eq(said(PROJECT_REQUIREMENTS, buf_slice(&b)),
                     "! says more than 100000 distributions");
    buf_clear(&b);
    buf_add_text(&b, "[tool.ruff]\nsrc = [\n");
    for (unsigned i = 0; i <= PROJECT_MAX_FOLDERS; i++)
        buf_add_format(&b, "'f%u',\n", i);
    buf_add_text(&b, "]\n");
    cr_expect_str_eq(said(PROJECT_PYPROJECT, buf_slice(&b)),
                     "! says more than 10000 folders");
    buf_release(&b);
    arena_release(&arena);
}

Test(project, deep_files_are_refused_or_say_nothing)
{
    cr_expect_eq(said(PROJECT_PIPFILE_LOCK, many("[", 300000))[0], '!');
    cr_expect_eq(said(PROJECT_PIPFILE_LOCK, many("{\"a\":", 300000))[0], '!');
    cr_expect_eq(said(PROJECT_PYPROJECT, many("[", 100000))[0], '!');
    cr_expect_eq(said(PROJECT_PYPROJECT, many("a.", 100000))[0], '!');
    cr_expect_str_eq(said(PROJECT_UV_LOCK, many("[[package]]\n", 100000)), "");
    cr_expect_str_eq(said(PROJECT_TOOL_INI, many("[pytest]\n", 100000)), "");
    arena_release(&arena);
}

Test(project, one_long_line_takes_no_longer_than_many)
{
    cr_expect_str_eq(said(PROJECT_REQUIREMENTS, many("a", 300000)), "");
    cr_expect_str_eq(said(PROJECT_REQUIREMENTS, many("a\\\n", 300000)), "a");
    cr_expect_str_eq(said(PROJECT_REQUIREMENTS, many("#egg=&", 300000)), "");
    cr_expect_eq(said(PROJECT_SETUP_CFG, many(" ]", 300000))[0], '!');
    cr_expect_str_eq(said(PROJECT_UV_LOCK, many("name=\"", 300000)), "");
    arena_release(&arena);
}

Test(project, any_bytes_are_read_or_refused)
{
    static const char *const pieces[] = {
        "[",
        "]",
        "[[package]]\n",
        "name = \"a\"\n",
        "=",
        ":",
        "\n",
        "\r",
        "\0",
        "\\",
        "#",
        "\"",
        "'",
        "{",
        "}",
        ",",
        "[options]\n",
        "install_requires",
        " ",
        "\t",
        "\xFF\xFE",
        "package_dir",
        "[tool.ruff]\nsrc = ",
        "..",
        "/",
        "egg=",
        "-e ",
        "\"default\"",
        "1",
    };
    uint32_t state = 7;

    for (unsigned round = 0; round < 1500; round++) {
        struct buf b = {0};

        for (unsigned i = 0; i < 40; i++) {
            const char *piece;

            state = state * 1664525 + 1013904223;
            piece = pieces[(state >> 16) % (sizeof pieces / sizeof *pieces)];
            buf_add(&b, (struct slice){piece, piece[0] ? strlen(piece) : 1});
        }
        said(kinds[round % (sizeof kinds / sizeof *kinds)], buf_slice(&b));
        buf_release(&b);
        arena_reset(&arena);
    }
    arena_release(&arena);
}
