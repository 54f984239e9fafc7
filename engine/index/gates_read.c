/* Texts of limits, rules and budgets to gates. */
#include "engine/base/memory.h"
#include "engine/index/gates.h"

#include <math.h>
#include <stdlib.h>

static const char *const rule_names[] = {
    [GATE_UNTESTED] = "untested",     [GATE_CRITICAL] = "high-impact-untested",
    [GATE_STALE] = "stale",           [GATE_COVERAGE] = "low-coverage",
    [GATE_PARTIAL] = "partial",       [GATE_CYCLE] = "cycle",
    [GATE_UNRESOLVED] = "unresolved", [GATE_RULES] = NULL};

const char *gate_rule_name(enum gate_rule rule)
{
    return rule_names[rule];
}

/* "NAME<=VALUE" in parts; the name is cut to be a C string. */
struct comparison {
    char name[64];
    bool at_most;
    double value;
};

static struct slice trimmed(struct slice text)
{
    while (text.len && *text.data == ' ')
        text.data++, text.len--;
    while (text.len && text.data[text.len - 1] == ' ')
        text.len--;
    return text;
}

static bool comparison_read(struct slice text, struct comparison *c, struct err *e)
{
    const char *sign = text.len ? memchr(text.data, '=', text.len) : NULL;
    struct slice name, value;
    char number[40], *end;

    if (!sign || sign == text.data || (sign[-1] != '<' && sign[-1] != '>'))
        return err_set(e, ERR_USAGE, "'%.*s' is no limit: NAME<=NUMBER or NAME>=NUMBER",
                       (int)(text.len < 80 ? text.len : 80), text.data);
    name = trimmed((struct slice){text.data, (size_t)(sign - 1 - text.data)});
    value = trimmed((struct slice){sign + 1, (size_t)(text.data + text.len - sign - 1)});
    if (!name.len || name.len >= sizeof c->name || value.len >= sizeof number)
        return err_set(e, ERR_USAGE, "'%.*s' is no limit: NAME<=NUMBER or NAME>=NUMBER",
                       (int)(text.len < 80 ? text.len : 80), text.data);
    memcpy(c->name, name.data, name.len);
    c->name[name.len] = '\0';
    memcpy(number, value.data, value.len);
    number[value.len] = '\0';
    c->at_most = sign[-1] == '<';
    c->value = strtod(number, &end);
    return (end != number && !*end && isfinite(c->value)) ||
           err_set(e, ERR_USAGE, "'%s' is no number", number);
}

/* ------------------------------------------------------------------- limits */

/* "class.methods": of classes. Without a level, of functions. */
static bool level_split(const char *name, enum row_level *level, const char **rest)
{
    const char *dot = strchr(name, '.');

    *level = ROW_FUNCTION;
    *rest = name;
    for (int i = 0; dot && i < ROW_LEVELS; i++) {
        const char *word = row_level_name((enum row_level)i);

        if (strlen(word) == (size_t)(dot - name) && !strncmp(word, name, strlen(word))) {
            *level = (enum row_level)i;
            *rest = dot + 1;
            return true;
        }
    }
    return !dot;
}

static bool quantity_read(const char *name, struct quantity *q, struct err *e)
{
    enum row_level level;
    const char *rest;

    if (level_split(name, &level, &rest) && quantity_find(level, rest, q))
        return true;
    err_set(e, ERR_USAGE, "there is no number '%s' of a %s; there are", name,
            row_level_name(level));
    for (size_t i = 0; quantity_name(level, i); i++)
        err_list(e, i, quantity_name(level, i));
    return false;
}

static bool limit_read(struct gates *g, const char *text, struct err *e)
{
    struct gate_limit *limit = &g->limits[g->limit_count];
    struct comparison c;

    if (!comparison_read(slice_of(text), &c, e) ||
        !quantity_read(c.name, &limit->quantity, e))
        return false;
    limit->at_most = c.at_most;
    limit->value = c.value;
    limit->rule = (struct rule_kind){
        .id = arena_copy(&g->memory, slice_of(c.name)).data,
        .title = limit->quantity.summary,
        .help = "Take it apart, or accept it with a baseline or an allowance.",
        .severity = SEVERITY_ERROR,
        .has_value = true};
    g->limit_count++;
    return true;
}

/* ------------------------------------------------------------------ budgets */

static bool budget_number_read(const char *name, enum group_number *number, struct err *e)
{
    if (group_number_of(name, number))
        return true;
    err_set(e, ERR_USAGE, "there is no number '%s' of many files; there are", name);
    for (size_t i = 0; i < GROUP_NUMBERS; i++)
        err_list(e, i, group_number_name((enum group_number)i));
    return false;
}

static bool budget_read(struct gates *g, const char *text, struct err *e)
{
    struct gate_budget *budget = &g->budgets[g->budget_count];
    const char *colon = strrchr(text, ':');
    struct comparison c;

    if (!colon)
        return err_set(e, ERR_USAGE,
                       "'%.80s' is no budget: FOLDER, @OWNER or *, then ':', then "
                       "NUMBER<=N",
                       text);
    if (!comparison_read(slice_of(colon + 1), &c, e) ||
        !budget_number_read(c.name, &budget->number, e))
        return false;
    budget->group = trimmed((struct slice){text, (size_t)(colon - text)});
    while (budget->group.len > 1 && budget->group.data[budget->group.len - 1] == '/')
        budget->group.len--;
    budget->text = slice_of(text);
    budget->at_most = c.at_most;
    budget->value = c.value;
    budget->rule =
        (struct rule_kind){.id = "budget",
                           .title = "A part of the tree is over its budget",
                           .help = "Bring the number down, or change the budget.",
                           .severity = SEVERITY_ERROR,
                           .has_value = true};
    g->budget_count++;
    return budget->group.len > 0 ||
           err_set(e, ERR_USAGE, "'%.80s': whose budget is it? * is the tree's", text);
}

/* -------------------------------------------------------------------- rules */

static bool rule_read(struct gates *g, struct slice word, struct err *e)
{
    for (size_t i = 0; i < GATE_RULES; i++) {
        if (slice_equal(word, slice_of(rule_names[i]))) {
            g->rules |= 1u << i;
            return true;
        }
    }
    err_set(e, ERR_USAGE, "there is no rule '%.*s'; there are",
            (int)(word.len < 40 ? word.len : 40), word.data);
    for (size_t i = 0; i < GATE_RULES; i++)
        err_list(e, i, rule_names[i]);
    return false;
}

static bool rules_read(struct gates *g, const char *text, struct err *e)
{
    struct slice rest = slice_of(text), word;

    while (slice_cut(&rest, ',', &word)) {
        if (word.len && !rule_read(g, trimmed(word), e))
            return false;
    }
    return true;
}

bool gates_read(struct gates *g, const char *const *limits, size_t limit_count,
                const char *const *budgets, size_t budget_count, const char *const *rules,
                size_t rule_count, struct err *e)
{
    bool done = true;

    *g = (struct gates){0};
    g->limits = memory_calloc(limit_count + 1, sizeof *g->limits);
    g->budgets = memory_calloc(budget_count + 1, sizeof *g->budgets);
    for (size_t i = 0; done && i < limit_count; i++)
        done = limit_read(g, limits[i], e) || err_wrap(e, "limit");
    for (size_t i = 0; done && i < budget_count; i++)
        done = budget_read(g, budgets[i], e) || err_wrap(e, "budget");
    for (size_t i = 0; done && i < rule_count; i++)
        done = rules_read(g, rules[i], e);
    if (!done)
        gates_release(g);
    return done;
}

void gates_release(struct gates *g)
{
    free(g->limits);
    free(g->budgets);
    arena_release(&g->memory);
    *g = (struct gates){0};
}

metric_set gates_measures(const struct gates *g)
{
    metric_set set = 0;

    for (size_t i = 0; i < g->limit_count; i++)
        set |= g->limits[i].quantity.needs;
    return set;
}
