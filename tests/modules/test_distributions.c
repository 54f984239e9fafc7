#include "engine/modules/distributions.h"

#include <criterion/criterion.h>

static const struct {
    const char *module, *distribution;
} table[] = {
#define PROVIDES(module, distribution) {module, distribution},
#include "engine/modules/distributions.def"
#undef PROVIDES
};

enum { COUNT = sizeof table / sizeof *table };

static bool provides(const char *distribution, const char *module)
{
    return distribution_provides(slice_of(distribution), slice_of(module));
}

Test(distributions, the_table_is_sorted_normalised_and_needed)
{
    struct arena a = {0};

    for (size_t i = 0; i < COUNT; i++) {
        struct slice name = slice_of(table[i].distribution);
        int order = i ? strcmp(table[i - 1].module, table[i].module) : -1;

        cr_expect(order < 0 || (order == 0 && strcmp(table[i - 1].distribution,
                                                     table[i].distribution) < 0),
                  "%s, %s", table[i].module, table[i].distribution);
        cr_expect(slice_equal(distribution_normalise(name, &a), name), "%s", name.data);
        cr_expect_not(
            slice_equal(distribution_normalise(slice_of(table[i].module), &a), name),
            "%s needs no line", table[i].module);
        cr_expect(provides(table[i].distribution, table[i].module), "%s", name.data);
    }
    arena_release(&a);
}

Test(distributions, modules_and_distributions_of_different_names_are_known)
{
    static const struct {
        const char *distribution, *module;
    } rows[] = {
        {"pyyaml", "yaml"},
        {"pyyaml", "yaml.cyaml"},
        {"pillow", "PIL.Image"},
        {"opencv-python", "cv2"},
        {"opencv-python-headless", "cv2"},
        {"opencv-contrib-python", "cv2.aruco"},
        {"beautifulsoup4", "bs4"},
        {"scikit-learn", "sklearn.svm"},
        {"psycopg2-binary", "psycopg2.extras"},
        {"protobuf", "google.protobuf.message"},
        {"protobuf", "google"},
        {"google-auth", "google.oauth2.credentials"},
        {"setuptools", "pkg_resources"},
        {"attrs", "attr"},
        {"pywin32", "win32com.client"},
        {"apache-airflow", "airflow.models"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect(provides(rows[i].distribution, rows[i].module), "%s: %s",
                  rows[i].distribution, rows[i].module);
}

Test(distributions, the_same_name_is_enough)
{
    static const struct {
        const char *distribution, *module;
    } rows[] = {
        {"requests", "requests.adapters"},
        {"jinja2", "jinja2"},
        {"flask", "Flask"},
        {"pyqt5", "PyQt5.QtCore"},
        {"typing-extensions", "typing_extensions"},
        {"zope-interface", "zope.interface.verify"},
        {"google-cloud-storage", "google.cloud.storage.blob"},
        {"google-cloud-storage", "google.cloud"},
        {"google-cloud-storage", "google"},
        {"azure-storage-blob", "azure.storage.blob.aio"},
        {"ruamel-yaml", "ruamel.yaml"},
        {"a-b", "a__b"},
        {"apache-airflow-providers-amazon", "airflow.providers.amazon.aws"},
        {"apache-airflow-providers-amazon", "airflow.providers"},
        {"apache-beam", "apache_beam"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect(provides(rows[i].distribution, rows[i].module), "%s: %s",
                  rows[i].distribution, rows[i].module);
}

Test(distributions, stubs_are_of_what_they_are_about)
{
    cr_expect(provides("types-pyyaml", "yaml"));
    cr_expect(provides("types-requests", "requests.models"));
    cr_expect(provides("pandas-stubs", "pandas"));
    cr_expect(provides("types-protobuf", "google.protobuf"));
    cr_expect(provides("types-python-dateutil", "dateutil"));
    cr_expect(provides("djangorestframework-stubs", "rest_framework"));
    cr_expect(provides("types-boto3", "types_boto3"));
    cr_expect_not(provides("types-", "types"));
    cr_expect_not(provides("-stubs", "stubs"));
}

Test(distributions, what_is_not_known_is_not_provided)
{
    static const struct {
        const char *distribution, *module;
    } rows[] = {
        {"pyyaml", "yamllint"},
        {"pillow", "pil"},
        {"pytest-cov", "pytest"},
        {"google-cloud-storage", "google.cloud.bigquery"},
        {"protobuf", "google.auth"},
        {"numpy", "numpydoc"},
        {"numpy", "num"},
        {"yaml", "PyYAML"},
        {"requests", ""},
        {"", "requests"},
        {"", ""},
        {"a", "."},
        {"a", "..a"},
        {"flask-login", "flask.login2"},
        {"google", "googleapiclient"},
        {"zope-interface", "zope.component"},
        {"apache-", "x"},
        {"apache-", ""},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_not(provides(rows[i].distribution, rows[i].module), "%s: %s",
                      rows[i].distribution, rows[i].module);
}

Test(distributions, names_are_normalised_as_pep_503_says)
{
    struct arena a = {0};
    static const struct {
        const char *name, *normal;
    } rows[] = {
        {"Friendly-Bard", "friendly-bard"},
        {"FRIENDLY.BARD", "friendly-bard"},
        {"friendly__-._bard", "friendly-bard"},
        {"a", "a"},
        {"2to3", "2to3"},
        {"", ""},
        {"-a", ""},
        {"a-", ""},
        {"a b", ""},
        {"a/b", ""},
        {"\xC3\xA4", ""},
        {"_", ""},
        {"a\nb", ""},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct slice got = distribution_normalise(slice_of(rows[i].name), &a);

        cr_expect(slice_equal(got, slice_of(rows[i].normal)), "'%s': '%.*s'",
                  rows[i].name, (int)got.len, got.data);
    }
    arena_release(&a);
}

Test(distributions, long_names_cost_no_more_than_their_length)
{
    enum { SIZE = 200000 };
    static char dots[SIZE];
    struct arena a = {0};

    memset(dots, '.', SIZE);
    cr_expect_not(distribution_provides(slice_of("a"), (struct slice){dots, 4000}));
    for (size_t i = 0; i < SIZE; i += 2)
        dots[i] = 'a';
    cr_expect_eq(distribution_normalise((struct slice){dots, SIZE}, &a).len, 0);
    cr_expect_not(
        distribution_provides((struct slice){dots, SIZE}, (struct slice){dots, SIZE}));
    cr_expect(distribution_provides(slice_of("a"), (struct slice){dots, SIZE - 1}));
    arena_release(&a);
}
