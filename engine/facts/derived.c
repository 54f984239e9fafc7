#include "engine/facts/derived.h"

#include <math.h>
#include <string.h>

#define RAW      ((metric_set)1 << METRIC_raw)
#define HALSTEAD ((metric_set)1 << METRIC_halstead)

static double percent(double part, double whole)
{
    return whole > 0 ? part / whole * 100 : NAN;
}

/* A quotient, as radon has it: the last bit is to be the same. */
static double binary_logarithm(double x)
{
    return log(x) / log(2);
}

static double vocabulary_of(const struct halstead *h)
{
    return (double)h->distinct_operators + h->distinct_operands;
}

static double length_of(const struct halstead *h)
{
    return (double)h->operators + h->operands;
}

static double calculated_length_of(const struct halstead *h)
{
    double n1 = h->distinct_operators, n2 = h->distinct_operands;

    return n1 > 0 && n2 > 0 ? n1 * binary_logarithm(n1) + n2 * binary_logarithm(n2) : 0;
}

static double volume_of(const struct halstead *h)
{
    double n = vocabulary_of(h);

    return n > 0 ? length_of(h) * binary_logarithm(n) : 0;
}

static double difficulty_of(const struct halstead *h)
{
    double n2 = h->distinct_operands;

    return n2 > 0 ? h->distinct_operators * (double)h->operands / (2 * n2) : 0;
}

static double effort_of(const struct halstead *h)
{
    return difficulty_of(h) * volume_of(h);
}

static double time_of(const struct halstead *h)
{
    return effort_of(h) / 18;
}

static double bugs_of(const struct halstead *h)
{
    return volume_of(h) / 3000;
}

#define HALSTEAD_NUMBER(name, unit, decimals, summary)                         \
    static double file_##name(const struct facts *f, const struct measures *m, \
                              uint32_t index)                                  \
    {                                                                          \
        (void)f, (void)index;                                                  \
        return name##_of(&m->halstead);                                        \
    }
#include "engine/facts/halstead_numbers.def"

#define HALSTEAD_NUMBER(name, unit, decimals, summary)                             \
    static double function_##name(const struct facts *f, const struct measures *m, \
                                  uint32_t index)                                  \
    {                                                                              \
        (void)f;                                                                   \
        return name##_of(&m->functions[index].halstead);                           \
    }
#include "engine/facts/halstead_numbers.def"

static double comment_percent(const struct facts *f, const struct measures *m,
                              uint32_t index)
{
    (void)f, (void)index;
    return percent(m->raw.comments, m->raw.loc);
}

static double comment_code_percent(const struct facts *f, const struct measures *m,
                                   uint32_t index)
{
    (void)f, (void)index;
    return percent(m->raw.comments, m->raw.sloc);
}

static double comment_multi_percent(const struct facts *f, const struct measures *m,
                                    uint32_t index)
{
    (void)f, (void)index;
    return percent((double)m->raw.comments + m->raw.multi, m->raw.loc);
}

static double docstring_percent(const struct facts *f, const struct measures *m,
                                uint32_t index)
{
    (void)m, (void)index;
    return percent(f->docstring_count, f->documentable_count);
}

static double hint_percent(const struct facts *f, const struct measures *m,
                           uint32_t index)
{
    (void)m, (void)index;
    return percent(f->hint_count, f->hintable_count);
}

/* 171 - 5.2 ln V - 0.23 G - 16.2 ln L + 50 sin sqrt(2.46 P), as a share of 171: volume,
 * paths of the module, logical lines, and of the source lines those of comments and
 * long strings, as per cent, taken for degrees. */
static double maintainability(const struct facts *f, const struct measures *m,
                              uint32_t index)
{
    const double degree = 3.14159265358979323846 / 180;
    double volume = volume_of(&m->halstead), lines = m->raw.lloc, whole;
    double comments = (double)m->raw.comments + m->raw.multi, source = m->raw.sloc;
    double commented = source > 0 ? comments / source * 100 : 0;

    (void)index;
    if (volume <= 0 || lines <= 0)
        return 100;
    whole = 171 - 5.2 * log(volume) - 0.23 * f->module_cyclomatic - 16.2 * log(lines) +
            50 * sin(sqrt(2.46 * (commented * degree)));
    return fmin(fmax(0, whole * 100 / 171), 100);
}

/* What radon shows for a class: paths for each method, and one for being a class if
 * there are several. */
static double radon_complexity(const struct facts *f, const struct measures *m,
                               uint32_t index)
{
    const struct class_facts *c = &f->classes[index];

    (void)m;
    if (!c->methods)
        return c->cyclomatic;
    return c->cyclomatic / c->methods + (c->methods > 1);
}

static double function_lines(const struct facts *f, const struct measures *m,
                             uint32_t index)
{
    (void)m;
    return f->functions[index].end_line - f->functions[index].line + 1;
}

static double class_lines(const struct facts *f, const struct measures *m, uint32_t index)
{
    (void)m;
    return f->classes[index].end_line - f->classes[index].line + 1;
}

const struct derived derived_numbers[] = {
    {"lines", "lines", "Lines from def to its last one.", NUMBER_OF_FUNCTION, 0, 0,
     function_lines},
    {"lines", "lines", "Lines from class to its last one.", NUMBER_OF_CLASS, 0, 0,
     class_lines},
    {"mi", "of 100", "The maintainability index of radon.", NUMBER_OF_FILE, 2,
     RAW | HALSTEAD, maintainability},
#define HALSTEAD_NUMBER(name, unit, decimals, summary) \
    {#name, unit, summary, NUMBER_OF_FILE, decimals, HALSTEAD, file_##name},
#include "engine/facts/halstead_numbers.def"
    {"comment_percent", "%", "Comments among the lines.", NUMBER_OF_FILE, 1, RAW,
     comment_percent},
    {"comment_code_percent", "%", "Comments for each line of source code.",
     NUMBER_OF_FILE, 1, RAW, comment_code_percent},
    {"comment_multi_percent", "%", "Comments and long strings among the lines.",
     NUMBER_OF_FILE, 1, RAW, comment_multi_percent},
    {"docstring_percent", "%", "Of what can have a docstring, how much has one.",
     NUMBER_OF_FILE, 1, 0, docstring_percent},
    {"hint_percent", "%", "Of what can have a type hint, how much has one.",
     NUMBER_OF_FILE, 1, 0, hint_percent},
#define HALSTEAD_NUMBER(name, unit, decimals, summary) \
    {#name, unit, summary, NUMBER_OF_FUNCTION, decimals, HALSTEAD, function_##name},
#include "engine/facts/halstead_numbers.def"
    {"radon_complexity", "paths", "The averaged complexity that radon shows for a class.",
     NUMBER_OF_CLASS, 0, 0, radon_complexity},
    {0},
};

const struct derived *derived_find(enum number_subject subject, const char *name)
{
    for (const struct derived *d = derived_numbers; d->name; d++) {
        if (d->subject == subject && strcmp(d->name, name) == 0)
            return d;
    }
    return NULL;
}

double derived_value(const struct derived *d, const struct facts *f,
                     const struct measures *m, uint32_t index)
{
    if (d->needs && (!m || (m->set & d->needs) != d->needs))
        return NAN;
    return d->value(f, m, index);
}
