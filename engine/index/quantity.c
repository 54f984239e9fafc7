#include "engine/index/quantity.h"

#include <math.h>
#include <string.h>

const char *row_level_name(enum row_level level)
{
    static const char *const names[ROW_LEVELS] = {"function", "class", "file", "package"};

    return names[level];
}

/* ------------------------------------------------------------------- find */

static void stored_set(struct quantity *q, enum row_level level, const struct number *n,
                       enum metric_id by)
{
    *q = (struct quantity){.name = n->name,
                           .unit = n->unit,
                           .summary = n->summary,
                           .level = level,
                           .subject = n->subject,
                           .stored = n,
                           .needs = (metric_set)1 << by};
}

static bool is_percentage(const struct derived *d)
{
    return strcmp(d->unit, "%") == 0;
}

static void derived_set(struct quantity *q, enum row_level level, const struct derived *d)
{
    *q = (struct quantity){.name = d->name,
                           .unit = d->unit,
                           .summary = d->summary,
                           .level = level,
                           .subject = d->subject,
                           .derived = d,
                           .needs = d->needs,
                           .decimals = d->decimals,
                           .low_is_bad = is_percentage(d) || strcmp(d->name, "mi") == 0};
}

static bool subject_find(enum row_level level, enum number_subject subject,
                         const char *name, struct quantity *q)
{
    enum metric_id by;
    const struct number *stored = number_find(subject, name, &by);
    const struct derived *derived = stored ? NULL : derived_find(subject, name);

    if (stored)
        stored_set(q, level, stored, by);
    else if (derived)
        derived_set(q, level, derived);
    return stored || derived;
}

/* What a row of that level has by itself. */
static enum number_subject own_subject(enum row_level level)
{
    switch (level) {
    case ROW_FUNCTION: return NUMBER_OF_FUNCTION;
    case ROW_CLASS: return NUMBER_OF_CLASS;
    default: return NUMBER_OF_FILE;
    }
}

/* Sums over functions are sums over classes' methods, too. */
bool quantity_find(enum row_level level, const char *name, struct quantity *q)
{
    enum number_subject own = own_subject(level);

    if (subject_find(level, own, name, q))
        return true;
    if (own == NUMBER_OF_FUNCTION)
        return false;
    if (subject_find(level, NUMBER_OF_FUNCTION, name, q) && q->stored)
        return true;
    return own == NUMBER_OF_FILE && subject_find(level, NUMBER_OF_CLASS, name, q) &&
           q->stored;
}

const char *quantity_name(enum row_level level, size_t i)
{
    enum number_subject subject = own_subject(level);

    for (size_t m = 0; m < METRIC_COUNT; m++) {
        for (const struct number *n = metrics[m]->numbers; n->name; n++) {
            if (n->subject == subject && i-- == 0)
                return n->name;
        }
    }
    for (const struct derived *d = derived_numbers; d->name; d++) {
        if (d->subject == subject && i-- == 0)
            return d->name;
    }
    return NULL;
}

/* ------------------------------------------------------------------- value */

static double fold(const struct quantity *q, double so_far, double more)
{
    if (q->stored->peak)
        return more > so_far ? more : so_far;
    return so_far + more;
}

static double value_at(const struct quantity *q, const struct file *file, uint32_t index)
{
    if (q->derived)
        return q->derived->value(file->facts, file->measures, index);
    return (double)number_of(q->stored, file->facts, file->measures, index);
}

static double functions_fold(const struct quantity *q, const struct file *file)
{
    double sum = 0;

    for (uint32_t i = 0; i < file->facts->function_count; i++)
        sum = fold(q, sum, value_at(q, file, i));
    return sum;
}

/* The first function that starts at `byte` or behind it. */
static uint32_t function_from(const struct facts *f, uint32_t byte)
{
    uint32_t low = 0, high = f->function_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (f->functions[middle].start_byte < byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static double methods_fold(const struct quantity *q, const struct file *file,
                           uint32_t class_index)
{
    const struct facts *f = file->facts;
    const struct class_facts *class = &f->classes[class_index];
    double sum = 0;

    for (uint32_t i = function_from(f, class->start_byte);
         i < f->function_count && f->functions[i].start_byte < class->end_byte; i++) {
        if (f->functions[i].owner == class_index)
            sum = fold(q, sum, value_at(q, file, i));
    }
    return sum;
}

static double classes_fold(const struct quantity *q, const struct file *file)
{
    double sum = 0;

    for (uint32_t i = 0; i < file->facts->class_count; i++)
        sum = fold(q, sum, value_at(q, file, i));
    return sum;
}

double quantity_of(const struct quantity *q, const struct file *file, uint32_t index)
{
    if (own_subject(q->level) == q->subject)
        return value_at(q, file, index);
    if (q->subject == NUMBER_OF_CLASS)
        return classes_fold(q, file);
    return q->level == ROW_CLASS ? methods_fold(q, file, index) : functions_fold(q, file);
}

static double mean_of_files(const struct quantity *q, const struct file *const *files,
                            size_t count)
{
    double sum = 0, known = 0;

    for (size_t i = 0; i < count; i++) {
        double value = value_at(q, files[i], 0);

        if (isnan(value))
            continue;
        sum += value;
        known++;
    }
    return known > 0 ? sum / known : (double)NAN;
}

static uint32_t add_up(uint32_t sum, uint64_t more)
{
    return sum + more > UINT32_MAX ? UINT32_MAX : (uint32_t)(sum + more);
}

/* Percentages ask for nothing else of the facts and the measures. */
static double percentage_of_sums(const struct quantity *q,
                                 const struct file *const *files, size_t count)
{
    struct measures measures = {0};
    struct facts facts = {0};

    for (size_t i = 0; i < count; i++) {
        const struct facts *f = files[i]->facts;
        const struct measures *m = files[i]->measures;

        facts.docstring_count = add_up(facts.docstring_count, f->docstring_count);
        facts.documentable_count =
            add_up(facts.documentable_count, f->documentable_count);
        facts.hint_count = add_up(facts.hint_count, f->hint_count);
        facts.hintable_count = add_up(facts.hintable_count, f->hintable_count);
        if (!m)
            continue;
        measures.raw.loc = add_up(measures.raw.loc, m->raw.loc);
        measures.raw.sloc = add_up(measures.raw.sloc, m->raw.sloc);
        measures.raw.comments = add_up(measures.raw.comments, m->raw.comments);
        measures.raw.multi = add_up(measures.raw.multi, m->raw.multi);
    }
    return q->derived->value(&facts, &measures, 0);
}

double quantity_of_files(const struct quantity *q, const struct file *const *files,
                         size_t count)
{
    double sum = 0;

    if (q->derived)
        return is_percentage(q->derived) ? percentage_of_sums(q, files, count)
                                         : mean_of_files(q, files, count);
    for (size_t i = 0; i < count; i++)
        sum = fold(q, sum, quantity_of(q, files[i], 0));
    return sum;
}
