#include "engine/index/allowance.h"

#include "engine/base/date.h"

enum { MAX_RULES = 64, MAX_DIGITS = 15, SHOWN_BYTES = 40 };

/* ------------------------------------------------------------------ words */

/* What is left to read. */
struct reading {
    const char *at, *end;
};

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_id(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '-' ||
           c == '_' || c == '.';
}

static bool is_digit_or_point(char c)
{
    return is_digit(c) || c == '.';
}

static bool is_no_space(char c)
{
    return !is_space(c);
}

static struct slice take_while(struct reading *r, bool (*is)(char c))
{
    struct slice taken = {r->at, 0};

    while (r->at < r->end && is(*r->at))
        r->at++;
    taken.len = (size_t)(r->at - taken.data);
    return taken;
}

static bool take(struct reading *r, const char *text)
{
    struct slice left = {r->at, (size_t)(r->end - r->at)};

    if (!slice_starts(left, slice_of(text)))
        return false;
    r->at += strlen(text);
    return true;
}

/* For messages. */
static int shown(struct slice word)
{
    return word.len < SHOWN_BYTES ? (int)word.len : SHOWN_BYTES;
}

/* ------------------------------------------------------------------ parts */

/* Digits, and maybe a point and digits. */
static bool number_of(struct slice text, double *number)
{
    uint64_t digits = 0, scale = 1;
    size_t points = 0;

    if (!text.len || text.len > MAX_DIGITS || text.data[0] == '.' ||
        text.data[text.len - 1] == '.')
        return false;
    for (size_t i = 0; i < text.len; i++) {
        bool point = text.data[i] == '.';

        points += point;
        digits = point ? digits : digits * 10 + (uint64_t)(text.data[i] - '0');
        scale *= points && !point ? 10 : 1;
    }
    *number = (double)digits / (double)scale;
    return points <= 1;
}

static bool bound_take(struct reading *r, struct allowed_rule *rule, struct err *e)
{
    struct slice number;

    take_while(r, is_space);
    if (take(r, "<="))
        rule->bound = BOUND_MOST;
    else if (take(r, ">="))
        rule->bound = BOUND_LEAST;
    else
        return true;
    take_while(r, is_space);
    number = take_while(r, is_digit_or_point);
    return number_of(number, &rule->value) ||
           err_set(e, ERR_FORMAT, "the bound of '%.*s' is no number of %d digits at most",
                   shown(rule->id), rule->id.data, MAX_DIGITS - 1);
}

/* cyclomatic<=20, untested */
static bool rules_take(struct reading *r, struct arena *a, struct allowance *allowance,
                       struct err *e)
{
    struct allowed_rule rules[MAX_RULES] = {0};
    size_t count = 0;

    do {
        struct allowed_rule *rule = &rules[count];

        if (count++ == MAX_RULES)
            return err_set(e, ERR_LIMIT, "it has more than %d rules", MAX_RULES);
        take_while(r, is_space);
        rule->id = take_while(r, is_id);
        if (!rule->id.len || (r->at < r->end && *r->at == '='))
            return err_set(e, ERR_FORMAT,
                           "a rule is missing: write allow RULE reason=WHY");
        if (!bound_take(r, rule, e))
            return false;
        take_while(r, is_space);
    } while (take(r, ","));
    allowance->rules = arena_array(a, struct allowed_rule, count);
    allowance->rule_count = count;
    memcpy(allowance->rules, rules, count * sizeof *rules);
    return true;
}

static bool until_take(struct reading *r, struct allowance *allowance, struct err *e)
{
    struct slice day;

    if (!take(r, "until="))
        return true;
    day = take_while(r, is_no_space);
    allowance->ends = true;
    if (!date_parse(day, &allowance->until_day))
        return err_set(e, ERR_FORMAT, "until='%.*s' is no day: write YYYY-MM-DD",
                       shown(day), day.data);
    take_while(r, is_space);
    return true;
}

/* Somebody who writes the end behind the reason would believe that there is one. */
static bool reason_take(struct reading *r, struct allowance *allowance, struct err *e)
{
    struct slice word;

    if (take(r, "reason=")) {
        take_while(r, is_space);
        allowance->reason = (struct slice){r->at, (size_t)(r->end - r->at)};
        if (memmem(r->at, allowance->reason.len, " until=", strlen(" until=")))
            return err_set(e, ERR_FORMAT, "until= has to stand before reason=");
        return allowance->reason.len || err_set(e, ERR_FORMAT, "its reason is empty");
    }
    word = take_while(r, is_no_space);
    if (!word.len)
        return err_set(e, ERR_FORMAT, "it has no reason: end it with reason=WHY");
    return err_set(
        e, ERR_FORMAT,
        "'%.*s' isn't understood: rules are parted by commas, then come until= "
        "and reason=",
        shown(word), word.data);
}

bool allowance_parse(struct slice text, struct arena *a, struct allowance *allowance,
                     struct err *e)
{
    struct reading r = {text.data, text.data + text.len};
    struct slice verb = take_while(&r, is_no_space);

    *allowance =
        (struct allowance){.whole_file = slice_equal(verb, slice_of("allow-file"))};
    if (!allowance->whole_file && !slice_equal(verb, slice_of("allow")))
        return err_set(e, ERR_FORMAT,
                       "'%.*s' isn't understood: write allow or allow-file", shown(verb),
                       verb.data);
    return rules_take(&r, a, allowance, e) && until_take(&r, allowance, e) &&
           reason_take(&r, allowance, e);
}

/* ------------------------------------------------------------------- read */

/* The lines of a function or a class. */
struct span {
    uint32_t line, end_line;
};

/* The definitions around a line, for lines in ascending order: a stack. */
struct surroundings {
    const struct facts *facts;
    uint32_t functions, classes; /* that were looked at already */
    struct span *open;
    size_t count;
};

/* The next definition in the source that begins up to that line; false: there is none. */
static bool span_next(struct surroundings *s, uint32_t line, struct span *span)
{
    const struct facts *f = s->facts;
    const struct function *function = &f->functions[s->functions];
    const struct class_facts *c = &f->classes[s->classes];
    bool has_function = s->functions < f->function_count && function->line <= line;
    bool has_class = s->classes < f->class_count && c->line <= line;

    if (has_function && (!has_class || function->start_byte < c->start_byte)) {
        *span = (struct span){function->line, function->end_line};
        s->functions++;
    } else if (has_class) {
        *span = (struct span){c->line, c->end_line};
        s->classes++;
    }
    return has_function || has_class;
}

static void ended_drop(struct surroundings *s, uint32_t line)
{
    while (s->count && s->open[s->count - 1].end_line < line)
        s->count--;
}

/* The innermost definition around it, or all lines. */
static struct span span_around(struct surroundings *s, uint32_t line)
{
    struct span span;

    while (span_next(s, line, &span)) {
        ended_drop(s, span.line);
        s->open[s->count++] = span;
    }
    ended_drop(s, line);
    return s->count ? s->open[s->count - 1] : (struct span){1, UINT32_MAX};
}

/* Is there one of `count` structs, `stride` bytes apart, in the order of their lines, that has
 * this one? */
static bool has_line(const uint32_t *first, size_t stride, uint32_t count, uint32_t line)
{
    const char *lines = (const char *)first;
    uint32_t low = 0, high = count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2, found;

        memcpy(&found, lines + middle * stride, sizeof found);
        if (found == line)
            return true;
        if (found < line)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static bool definition_begins(const struct facts *f, uint32_t line)
{
    return (f->function_count && has_line(&f->functions->line, sizeof *f->functions,
                                          f->function_count, line)) ||
           (f->class_count &&
            has_line(&f->classes->line, sizeof *f->classes, f->class_count, line));
}

static void place(struct allowance *allowance, const struct allowance_text *text,
                  struct surroundings *around)
{
    struct span span = span_around(around, text->line);
    uint32_t begins = text->for_line == text->line ? 0 : text->for_line;

    allowance->line = text->line;
    allowance->begin_line = begins;
    if (begins && definition_begins(around->facts, begins))
        span = (struct span){0, 0};
    allowance->first_line = span.line;
    allowance->last_line = span.end_line;
}

static void fault_add(struct allowances *all, struct arena *a, uint32_t line,
                      const struct err *e)
{
    all->faults[all->fault_count++] =
        (struct allowance_fault){line, arena_copy(a, slice_of(e->message))};
}

void allowances_read(struct allowances *all, const struct facts *f, struct arena *a)
{
    struct surroundings around = {.facts = f};

    *all = (struct allowances){0};
    if (!f->allowance_count)
        return;
    all->items = arena_array(a, struct allowance, f->allowance_count);
    all->faults = arena_array(a, struct allowance_fault, f->allowance_count);
    around.open = arena_array(a, struct span, (size_t)f->function_count + f->class_count);
    for (uint32_t i = 0; i < f->allowance_count; i++) {
        const struct allowance_text *text = &f->allowances[i];
        struct allowance *allowance = &all->items[all->count];
        struct err e;

        if (!allowance_parse(slice_of(facts_text(f, text->text)), a, allowance, &e)) {
            fault_add(all, a, text->line, &e);
            continue;
        }
        place(allowance, text, &around);
        all->count++;
    }
}

/* ------------------------------------------------------------------ cover */

bool allowance_is_over(const struct allowance *allowance, int64_t now_s)
{
    return allowance->ends && now_s > 0 && now_s / DAY_SECONDS > allowance->until_day;
}

static bool lines_are_covered(const struct allowance *a, const struct finding *f)
{
    uint32_t end = f->end_line > f->line ? f->end_line : f->line;

    if (a->whole_file || (f->line && f->line == a->begin_line))
        return true;
    return f->line >= a->first_line && f->line <= a->line && a->line <= end &&
           end <= a->last_line && f->line;
}

static bool value_is_covered(const struct allowed_rule *rule, const struct finding *f)
{
    switch (rule->bound) {
    case BOUND_NONE: return true;
    case BOUND_MOST: return f->has_value && f->value <= rule->value;
    case BOUND_LEAST: return f->has_value && f->value >= rule->value;
    }
    return false;
}

struct allowed_rule *allowance_covers(const struct allowance *allowance,
                                      const struct finding *finding, int64_t now_s)
{
    if (allowance_is_over(allowance, now_s) || !lines_are_covered(allowance, finding))
        return NULL;
    for (size_t i = 0; i < allowance->rule_count; i++) {
        struct allowed_rule *rule = &allowance->rules[i];

        if (slice_equal(rule->id, slice_of(finding->rule->id)) &&
            value_is_covered(rule, finding))
            return rule;
    }
    return NULL;
}
