/* CODEOWNERS, line by line. */
#include "engine/base/buf.h"
#include "engine/base/memory.h"
#include "engine/index/owner_rules.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum { MAX_PATTERN_BYTES = 4096, SHOWN_BYTES = 60 };

/* What is read, while it is read. */
struct parse {
    struct owners *o;
    bool gitlab;
    uint32_t line;
    uint32_t section; /* that the lines belong to */
    struct slice section_names[OWNERS_MAX_SECTIONS];
    uint32_t section_lists[OWNERS_MAX_SECTIONS]; /* their own owners */
    struct slice *mentions; /* an owner each time that one is named */
    size_t mention_count, mention_capacity;
    size_t list_count, list_capacity, rule_capacity;
};

/* ------------------------------------------------------------------ words */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static struct slice trimmed(struct slice text)
{
    while (text.len && is_space(*text.data)) {
        text.data++;
        text.len--;
    }
    while (text.len && is_space(text.data[text.len - 1]))
        text.len--;
    return text;
}

/* Up to the next white space without a backslash before it. */
static struct slice word_cut(struct slice *rest)
{
    struct slice word = {rest->data, 0};

    while (word.len < rest->len && !is_space(word.data[word.len]))
        word.len += word.data[word.len] == '\\' && word.len + 1 < rest->len ? 2 : 1;
    *rest = trimmed((struct slice){rest->data + word.len, rest->len - word.len});
    return word;
}

static int shown(struct slice text)
{
    return text.len < SHOWN_BYTES ? (int)text.len : SHOWN_BYTES;
}

__attribute__((format(printf, 2, 3))) static void fault_add(struct parse *p,
                                                            const char *format, ...)
{
    struct owners *o = p->o;
    char text[240];
    va_list args;

    if (o->fault_total++ >= OWNERS_MAX_FAULTS)
        return;
    if (!o->faults)
        o->faults = arena_array(&o->memory, struct owners_fault, OWNERS_MAX_FAULTS);
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    o->faults[o->fault_count++] =
        (struct owners_fault){p->line, arena_copy(&o->memory, slice_of(text))};
}

/* ----------------------------------------------------------------- owners */

/* @name, @org/team, @@role, somebody@somewhere */
static bool is_owner(struct slice word)
{
    const char *at = word.len > 1 ? memchr(word.data, '@', word.len) : NULL;

    return at && at < word.data + word.len - 1;
}

/* Adds a list of all owners in the words. False: the line is wrong. */
static bool list_add(struct parse *p, struct slice words)
{
    struct owners *o = p->o;
    uint32_t first = (uint32_t)p->mention_count;

    while (words.len && *words.data != '#') {
        struct slice word = word_cut(&words);

        if (!is_owner(word)) {
            fault_add(p, "'%.*s' is no owner: write @name, @org/team or an address",
                      shown(word), word.data);
            if (!p->gitlab)
                return false;
            continue;
        }
        if (p->mention_count - first == OWNERS_MAX_OF_LINE) {
            fault_add(p, "it names more than %d owners", OWNERS_MAX_OF_LINE);
            return false;
        }
        p->mentions = memory_grow(p->mentions, &p->mention_capacity, p->mention_count + 1,
                                  sizeof *p->mentions);
        p->mentions[p->mention_count++] = word;
    }
    o->lists =
        memory_grow(o->lists, &p->list_capacity, p->list_count + 1, sizeof *o->lists);
    o->lists[p->list_count++] =
        (struct owner_list){first, (uint32_t)p->mention_count - first};
    return true;
}

/* --------------------------------------------------------------- patterns */

static bool starts_with(struct slice text, const char *start)
{
    return slice_starts(text, slice_of(start));
}

static bool ends_with(struct slice text, const char *end)
{
    return slice_ends(text, slice_of(end));
}

/* How many bytes come before the first one that isn't only itself. */
static size_t plain_bytes(struct slice pattern)
{
    size_t len = 0;

    while (len < pattern.len && !memchr("*?[\\", pattern.data[len], 4))
        len++;
    return len;
}

static bool has_set(struct slice pattern)
{
    for (size_t i = 0; i < pattern.len; i++) {
        if (pattern.data[i] == '[')
            return true;
        i += pattern.data[i] == '\\';
    }
    return false;
}

/* What GitHub doesn't have. */
static bool is_github_pattern(struct parse *p, struct slice pattern)
{
    if (starts_with(pattern, "!"))
        fault_add(p, "a pattern can't begin with '!' here");
    else if (starts_with(pattern, "\\#"))
        fault_add(p, "a pattern can't begin with '#', nor with a backslash before it");
    else if (has_set(pattern))
        fault_add(p, "a pattern can't have '[' and ']' here");
    else
        return true;
    return false;
}

/* Without the '/' at its end. What lies below a/ is what lies below the folders in it: the
 * double stars of "a/" "**" "/" say nothing. */
static struct slice folder_cut(struct slice pattern, bool *is_folder)
{
    *is_folder = ends_with(pattern, "/");
    pattern.len -= *is_folder;
    while (*is_folder && ends_with(pattern, "/**"))
        pattern.len -= strlen("/**");
    return pattern;
}

static bool slash_cut(struct slice *pattern)
{
    bool cut = starts_with(*pattern, "/");

    pattern->data += cut;
    pattern->len -= cut;
    return cut;
}

static bool has_slash(struct slice pattern)
{
    return pattern.len && memchr(pattern.data, '/', pattern.len);
}

/* Where a rule is found, when its glob is known. */
static void key_choose(struct owner_rule *rule, struct slice pattern)
{
    size_t plain = plain_bytes(pattern), folder = plain;
    const struct glob *glob = &rule->glob;

    while (folder && pattern.data[folder - 1] != '/')
        folder--;
    if (!rule->by_name && plain == pattern.len) {
        rule->kind = OWNER_KEY_PATH;
        rule->key = pattern;
    } else if (!rule->by_name && folder > 1) {
        rule->kind = OWNER_KEY_FOLDER;
        rule->key = (struct slice){pattern.data, folder - 1};
    } else if (glob->whole) {
        rule->kind = OWNER_KEY_NAME;
        rule->key = glob->ending;
    } else if (owner_extension(glob->ending).len) {
        rule->kind = OWNER_KEY_EXTENSION;
        rule->key = owner_extension(glob->ending);
    } else {
        rule->kind = OWNER_KEY_NONE;
    }
}

/* False: nothing can match it. */
static bool rule_compile(struct parse *p, struct owner_rule *rule, struct slice pattern)
{
    if (!pattern.len || pattern.len > MAX_PATTERN_BYTES ||
        !glob_compile(pattern, rule->by_name ? GLOB_NAME : GLOB_PATH, &p->o->memory,
                      &rule->glob))
        return false;
    key_choose(rule, pattern);
    return true;
}

static bool github_compile(struct parse *p, struct owner_rule *rule)
{
    bool folder, lone_star;
    struct slice pattern = folder_cut(rule->text, &folder);
    struct slice whole = {rule->text.data, rule->text.len - folder};

    rule->by_name = !has_slash(whole);
    slash_cut(&pattern);
    lone_star = slice_equal(pattern, slice_of("*")) || ends_with(pattern, "/*");
    rule->files = !folder;
    rule->folders = folder || rule->by_name || !lone_star;
    return rule_compile(p, rule, pattern);
}

static bool gitlab_compile(struct parse *p, struct owner_rule *rule)
{
    bool folder, anchored;
    struct slice pattern = folder_cut(rule->text, &folder);
    struct buf deep = {0};

    anchored = slash_cut(&pattern);
    if (folder && (!pattern.len || slice_equal(pattern, slice_of("**")))) {
        pattern = slice_of("*"); /* all files */
        folder = anchored = false;
    }
    while (ends_with(pattern, "**"))
        pattern.len--;
    rule->by_name = !anchored && !has_slash(pattern);
    rule->files = !folder;
    rule->folders = folder;
    if (!anchored && !rule->by_name) {
        buf_add_text(&deep, "**/");
        buf_add(&deep, pattern);
        pattern = arena_copy(&p->o->memory, buf_slice(&deep));
        buf_release(&deep);
    }
    return rule_compile(p, rule, pattern);
}

/* ------------------------------------------------------------------ lines */

static bool rule_read(struct parse *p, struct owner_rule *rule)
{
    bool compiled;

    if (!p->gitlab && !is_github_pattern(p, rule->text))
        return false;
    if (p->gitlab && starts_with(rule->text, "!")) {
        rule->excludes = true;
        rule->text.data++;
        rule->text.len--;
    }
    compiled = p->gitlab ? gitlab_compile(p, rule) : github_compile(p, rule);
    if (!compiled)
        fault_add(p, "the pattern '%.*s' can match nothing", shown(rule->text),
                  rule->text.data);
    return compiled;
}

/* "docs/ @docs @org/more # why" */
static bool entry_read(struct parse *p, struct slice words, struct err *e)
{
    struct owners *o = p->o;
    struct owner_rule rule = {.line = p->line, .section = p->section};

    rule.text = word_cut(&words);
    if (!rule_read(p, &rule))
        return true;
    if (p->gitlab && (!words.len || *words.data == '#'))
        rule.list = p->section_lists[p->section];
    else if (list_add(p, words))
        rule.list = (uint32_t)p->list_count - 1;
    else
        return true;
    if (o->rule_count == OWNERS_MAX_RULES)
        return err_set(e, ERR_LIMIT, "%s: it has more than %d rules", o->file,
                       OWNERS_MAX_RULES);
    o->rules =
        memory_grow(o->rules, &p->rule_capacity, o->rule_count + 1, sizeof *o->rules);
    o->rules[o->rule_count++] = rule;
    return true;
}

/* "[Name]", "^[Name][2] @default": also those of GitHub's files that mean no section. */
static bool is_heading(struct slice line, struct slice *name, struct slice *owners)
{
    const char *close;

    if (starts_with(line, "^"))
        line = (struct slice){line.data + 1, line.len - 1};
    close = starts_with(line, "[") ? memchr(line.data, ']', line.len) : NULL;
    if (!close)
        return false;
    *name = (struct slice){line.data + 1, (size_t)(close - line.data) - 1};
    *owners = (struct slice){close + 1, line.len - name->len - 2};
    if (starts_with(*owners, "[")) {
        close = memchr(owners->data, ']', owners->len);
        if (!close)
            return false;
        owners->len -= (size_t)(close + 1 - owners->data);
        owners->data = close + 1;
    }
    return !owners->len || is_space(*owners->data);
}

static uint32_t section_find(const struct parse *p, struct slice name)
{
    uint32_t i = 0;

    while (i < p->o->section_count &&
           (p->section_names[i].len != name.len ||
            strncasecmp(p->section_names[i].data, name.data, name.len) != 0))
        i++;
    return i;
}

/* Sections of one name are one. Its owners are those of the heading before. */
static bool heading_read(struct parse *p, struct slice name, struct slice owners,
                         struct err *e)
{
    name = trimmed(name);
    if (!name.len)
        fault_add(p, "a section needs a name");
    p->section = section_find(p, name);
    if (p->section == OWNERS_MAX_SECTIONS)
        return err_set(e, ERR_LIMIT, "%s: it has more than %d sections", p->o->file,
                       OWNERS_MAX_SECTIONS);
    if (p->section == p->o->section_count)
        p->section_names[p->o->section_count++] = name;
    p->section_lists[p->section] = 0;
    owners = trimmed(owners);
    if (list_add(p, owners))
        p->section_lists[p->section] = (uint32_t)p->list_count - 1;
    return true;
}

static bool line_read(struct parse *p, struct slice line, struct err *e)
{
    struct slice name, owners;

    line = trimmed(line);
    if (!line.len || *line.data == '#')
        return true;
    if (p->gitlab && is_heading(line, &name, &owners))
        return heading_read(p, name, owners, e);
    if (p->gitlab && (starts_with(line, "[") || starts_with(line, "^["))) {
        fault_add(p, "it is no section: write [Name]");
        return true;
    }
    return entry_read(p, line, e);
}

static bool has_heading(struct slice text)
{
    struct slice line, name, owners;

    while (slice_cut(&text, '\n', &line)) {
        if (is_heading(trimmed(line), &name, &owners))
            return true;
    }
    return false;
}

/* ---------------------------------------------------------------- numbers */

static int name_compare(const void *a, const void *b, void *context)
{
    const struct slice *names = context;

    return slice_compare(names[*(const uint32_t *)a], names[*(const uint32_t *)b]);
}

static int number_compare(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

/* Ascending, each once. */
static void list_order(struct owners *o, struct owner_list *list)
{
    uint32_t *numbers = o->numbers + list->first, kept = 0;

    if (!list->count)
        return;
    qsort(numbers, list->count, sizeof *numbers, number_compare);
    for (uint32_t i = 0; i < list->count; i++) {
        if (!i || numbers[i] != numbers[kept - 1])
            numbers[kept++] = numbers[i];
    }
    list->count = kept;
}

/* Each mention gets the number of its name. */
static void owners_number(struct parse *p)
{
    struct owners *o = p->o;
    uint32_t *order = memory_alloc((p->mention_count + 1) * sizeof *order);

    o->numbers = memory_alloc((p->mention_count + 1) * sizeof *o->numbers);
    o->names = memory_alloc((p->mention_count + 1) * sizeof *o->names);
    for (uint32_t i = 0; i < p->mention_count; i++)
        order[i] = i;
    qsort_r(order, p->mention_count, sizeof *order, name_compare, p->mentions);
    for (uint32_t i = 0; i < p->mention_count; i++) {
        struct slice name = p->mentions[order[i]];

        if (!o->name_count || !slice_equal(name, o->names[o->name_count - 1]))
            o->names[o->name_count++] = name;
        o->numbers[order[i]] = (uint32_t)o->name_count - 1;
    }
    for (size_t i = 0; i < p->list_count; i++)
        list_order(o, &o->lists[i]);
    free(order);
}

/* ------------------------------------------------------------------ parse */

static bool lines_read(struct parse *p, struct slice text, struct err *e)
{
    struct slice line;

    p->gitlab =
        ends_with(slice_of(p->o->file), ".gitlab/CODEOWNERS") || has_heading(text);
    p->o->section_count = 1;
    p->section_names[0] = slice_of("");
    list_add(p, (struct slice){NULL, 0}); /* of those without a section */
    for (p->line = 1; slice_cut(&text, '\n', &line); p->line++) {
        if (!line_read(p, line, e))
            return false;
    }
    return true;
}

static struct slice mark_cut(struct slice text)
{
    bool marked = starts_with(text, "\xef\xbb\xbf");

    return (struct slice){text.data + 3 * marked, text.len - 3 * marked};
}

struct owners *owners_parse(struct slice text, const char *name, struct err *e)
{
    struct owners *o = memory_calloc(1, sizeof *o);
    struct parse p = {.o = o};
    bool read;

    o->file = arena_copy(&o->memory, slice_of(name)).data;
    read = text.len <= OWNERS_MAX_BYTES
               ? lines_read(&p, mark_cut(arena_copy(&o->memory, text)), e)
               : err_set(e, ERR_LIMIT, "%s: it is larger than %zu bytes", name,
                         OWNERS_MAX_BYTES);
    if (read) {
        owners_number(&p);
        read = owner_table_make(o, e);
    }
    free(p.mentions);
    if (read)
        return o;
    owners_free(o);
    return NULL;
}
