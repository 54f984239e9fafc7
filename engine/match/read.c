/* The language, by recursive descent:
 *
 *     pattern   = node { "|" node }
 *     node      = [ FIELD ":" ] kind { text | "[" condition { "," condition } "]" }
 *     kind      = NAME | STRING | "_" | "*" | "MISSING" | "(" pattern ")"
 *     text      = ( "=" | "!=" ) STRING | ( "~" | "!~" ) ( STRING | REGEX )
 *     condition = [ "not" ] [ "has" | "in" | "parent" ] pattern */
#include "engine/match/names.h"
#include "engine/match/parts.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>

struct reader {
    struct pattern *p;
    const char *at, *end;
    unsigned nesting;
    struct err *e;
};

/* Puts the column of `at` in front of the sentence. */
static bool fault_wrap(const struct reader *r, const char *at)
{
    char column[40];

    snprintf(column, sizeof column, "pattern, column %zu",
             (size_t)(at - r->p->text.data) + 1);
    return r->e ? err_wrap(r->e, column) : false;
}

static void spaces_skip(struct reader *r)
{
    while (r->at < r->end && isspace((unsigned char)*r->at))
        r->at++;
}

static bool next_is(struct reader *r, char c)
{
    spaces_skip(r);
    return r->at < r->end && *r->at == c;
}

static bool take(struct reader *r, char c)
{
    bool there = next_is(r, c);

    r->at += there;
    return there;
}

static bool expected(const struct reader *r, const char *what)
{
    if (r->at == r->end)
        err_set(r->e, ERR_USAGE, "%s is missing at the end", what);
    else
        err_set(r->e, ERR_USAGE, "%s should stand here, not '%c'", what,
                isprint((unsigned char)*r->at) ? *r->at : '?');
    return fault_wrap(r, r->at);
}

static bool need(struct reader *r, char c, const char *what)
{
    return take(r, c) || expected(r, what);
}

/* The word that stands next, or nothing. It isn't taken. */
static struct slice word_next(struct reader *r)
{
    const char *end;

    spaces_skip(r);
    end = r->at;
    while (end < r->end && (isalnum((unsigned char)*end) || *end == '_'))
        end++;
    return (struct slice){r->at, (size_t)(end - r->at)};
}

/* The word that stands next is a field's name. */
static bool field_is_next(struct reader *r)
{
    struct reader ahead = *r;

    ahead.at += word_next(&ahead).len;
    return ahead.at > r->at && next_is(&ahead, ':');
}

/* A word of the language, unless a field has that name. */
static bool keyword_take(struct reader *r, const char *keyword)
{
    struct slice word = word_next(r);

    if (!slice_equal(word, slice_of(keyword)) || field_is_next(r))
        return false;
    r->at += word.len;
    return true;
}

/* From one quote or slash to the next that isn't escaped; what is between. */
static bool delimited_read(struct reader *r, struct slice *inside)
{
    const char *open = r->at++;

    while (r->at < r->end && *r->at != *open)
        r->at += *r->at == '\\' && r->at + 1 < r->end ? 2 : 1;
    if (r->at == r->end) {
        err_set(r->e, ERR_USAGE, "what begins with %c has no second %c", *open, *open);
        return fault_wrap(r, open);
    }
    *inside = (struct slice){open + 1, (size_t)(r->at - open) - 1};
    r->at++;
    return true;
}

static bool quote_is_next(struct reader *r)
{
    return next_is(r, '"') || next_is(r, '\'');
}

static bool string_read(struct reader *r, struct slice *inside)
{
    return quote_is_next(r) ? delimited_read(r, inside) : expected(r, "a text in quotes");
}

static bool room_left(const struct reader *r)
{
    if (r->p->term_count + r->p->condition_count < MAX_PARTS)
        return true;
    err_set(r->e, ERR_LIMIT, "a pattern can't have more than %d parts", MAX_PARTS);
    return fault_wrap(r, r->at);
}

static bool nesting_enter(struct reader *r)
{
    if (r->nesting++ < MAX_NESTING)
        return true;
    err_set(r->e, ERR_LIMIT, "more than %d brackets lie in each other", MAX_NESTING);
    return fault_wrap(r, r->at);
}

static bool pattern_terms(struct reader *r, uint64_t *terms);

static bool group_read(struct reader *r, struct term *term)
{
    r->at++;
    term->kind = KIND_GROUP;
    if (!nesting_enter(r) || !pattern_terms(r, &term->group) || !need(r, ')', "a )"))
        return false;
    r->nesting--;
    return true;
}

static bool token_read(struct reader *r, struct term *term)
{
    const char *at = r->at;
    struct slice inside, plain;
    struct text_test name;

    if (!delimited_read(r, &inside))
        return false;
    text_equal(inside, &r->p->memory, &name, r->e);
    plain = name.equal;
    return name_token(r->p->grammar, plain, &term->symbol, r->e) || fault_wrap(r, at);
}

static bool word_read(struct reader *r, struct term *term)
{
    struct slice word = word_next(r);
    const char *at = r->at;

    if (!word.len)
        return expected(r, "a node");
    r->at += word.len;
    if (slice_equal(word, slice_of("_")))
        term->kind = KIND_NAMED;
    else if (slice_equal(word, slice_of("MISSING")))
        term->kind = KIND_MISSING;
    else
        return name_node(r->p->grammar, word, &term->symbol, r->e) || fault_wrap(r, at);
    return true;
}

static bool kind_read(struct reader *r, struct term *term)
{
    if (take(r, '*')) {
        term->kind = KIND_ANY;
        return true;
    }
    if (next_is(r, '('))
        return group_read(r, term);
    return quote_is_next(r) ? token_read(r, term) : word_read(r, term);
}

static bool field_read(struct reader *r, struct term *term)
{
    struct slice word = word_next(r);
    const char *at = r->at;

    if (!field_is_next(r))
        return true;
    r->at += word.len;
    take(r, ':');
    return name_field(r->p->grammar, word, &term->field, r->e) || fault_wrap(r, at);
}

/* Behind '~': a glob in quotes or a regular expression between slashes. */
static bool like_read(struct reader *r, struct text_test *test)
{
    struct arena *memory = &r->p->memory;
    struct slice inside;
    const char *at;
    bool fold_case;

    spaces_skip(r);
    at = r->at;
    if (quote_is_next(r))
        return delimited_read(r, &inside) &&
               (text_glob(inside, memory, test, r->e) || fault_wrap(r, at));
    if (!next_is(r, '/'))
        return expected(r, "a glob in quotes or a /regular expression/");
    if (!delimited_read(r, &inside))
        return false;
    fold_case = r->at < r->end && *r->at == 'i';
    r->at += fold_case;
    return text_regex(inside, fold_case, memory, test, r->e) || fault_wrap(r, at);
}

static bool equal_read(struct reader *r, struct text_test *test)
{
    struct slice inside;

    return string_read(r, &inside) && text_equal(inside, &r->p->memory, test, r->e);
}

static bool text_read(struct reader *r, struct term *term)
{
    struct text_test *test = &r->p->texts[r->p->text_count];
    const char *at = r->at;

    if (r->p->text_count == MAX_TEXTS) {
        err_set(r->e, ERR_LIMIT, "a pattern can't have more than %d texts", MAX_TEXTS);
        return fault_wrap(r, r->at);
    }
    term->texts |= (uint64_t)1 << r->p->text_count++;
    *test = (struct text_test){.negated = take(r, '!')};
    if (take(r, '~') ? !like_read(r, test)
                     : !need(r, '=', "= or ~") || !equal_read(r, test))
        return false;
    test->written = (struct slice){at, (size_t)(r->at - at)};
    return true;
}

static enum axis axis_read(struct reader *r)
{
    if (keyword_take(r, "has"))
        return AXIS_HAS;
    if (keyword_take(r, "in"))
        return AXIS_IN;
    return keyword_take(r, "parent") ? AXIS_PARENT : AXIS_CHILD;
}

static bool condition_read(struct reader *r, struct term *term)
{
    struct condition condition = {0};
    bool negated = keyword_take(r, "not");
    uint64_t bit;

    condition.axis = axis_read(r);
    if (!pattern_terms(r, &condition.targets) || !room_left(r))
        return false;
    bit = condition_bit(r->p->condition_count);
    r->p->conditions[r->p->condition_count++] = condition;
    *(negated ? &term->never : &term->need) |= bit;
    return true;
}

static bool conditions_read(struct reader *r, struct term *term)
{
    r->at++;
    if (!nesting_enter(r))
        return false;
    do {
        if (!condition_read(r, term))
            return false;
    } while (take(r, ','));
    r->nesting--;
    return need(r, ']', "a , or a ]");
}

/* Texts and conditions, in any order. */
static bool details_read(struct reader *r, struct term *term)
{
    for (;;) {
        bool conditions = next_is(r, '[');

        if (!conditions && !next_is(r, '=') && !next_is(r, '~') && !next_is(r, '!'))
            return true;
        if (!(conditions ? conditions_read : text_read)(r, term))
            return false;
    }
}

/* The term gets its number last, behind all that it depends on. */
static bool term_read(struct reader *r, uint64_t *terms)
{
    struct term term = {0};

    if (!field_read(r, &term) || !kind_read(r, &term) || !details_read(r, &term) ||
        !room_left(r))
        return false;
    *terms |= term_bit(r->p->term_count);
    r->p->terms[r->p->term_count++] = term;
    return true;
}

static bool pattern_terms(struct reader *r, uint64_t *terms)
{
    *terms = 0;
    do {
        if (!term_read(r, terms))
            return false;
    } while (take(r, '|'));
    return true;
}

bool pattern_read(struct pattern *p, struct err *e)
{
    struct reader r = {
        .p = p, .at = p->text.data, .end = p->text.data + p->text.len, .e = e};

    if (p->text.len > MAX_PATTERN_BYTES)
        return err_set(e, ERR_LIMIT, "a pattern can't be longer than %d bytes",
                       MAX_PATTERN_BYTES);
    if (!pattern_terms(&r, &p->roots))
        return false;
    spaces_skip(&r);
    return r.at == r.end || expected(&r, "a condition in [], a | or the end");
}
