/* radon's numbers, a line a file: what `radon cc`, `raw`, `hal` and `mi` say of it. */
#include "engine/facts/derived.h"
#include "engine/report/json.h"
#include "engine/report/table_write.h"

/* What every line asks for. */
struct lines {
    const struct profile *profile;
    const struct derived *complexity, *mi;
};

/* Functions and classes as they stand in the source. */
struct block {
    const char *kind, *name;
    uint32_t line, end_line, start_byte;
    double complexity;
};

static struct block function_block(const struct facts *f, uint32_t i)
{
    const struct function *fn = &f->functions[i];

    return (struct block){fn->owner == FACTS_NONE ? "function" : "method",
                          facts_text(f, fn->name),
                          fn->line,
                          fn->end_line,
                          fn->start_byte,
                          fn->cyclomatic};
}

static struct block class_block(const struct facts *f, uint32_t i,
                                const struct derived *complexity)
{
    const struct class_facts *c = &f->classes[i];

    return (struct block){"class",       facts_text(f, c->name),
                          c->line,       c->end_line,
                          c->start_byte, complexity->value(f, NULL, i)};
}

static void block_json(struct json *j, struct block b)
{
    json_open(j, '{');
    json_key_text(j, "name", b.name);
    json_key_number(j, "line", b.line);
    json_key_number(j, "end_line", b.end_line);
    json_key_text(j, "kind", b.kind);
    json_key_number(j, "complexity", (uint64_t)b.complexity);
    json_close(j, '}');
}

/* Two lists in the order of the source, merged. */
static void blocks_json(struct json *j, const struct lines *l, const struct facts *f)
{
    uint32_t c = 0, i = 0;

    json_key(j, "blocks");
    json_open(j, '[');
    while (c < f->class_count || i < f->function_count) {
        bool class_next =
            c < f->class_count && (i == f->function_count ||
                                   f->classes[c].start_byte < f->functions[i].start_byte);

        if (class_next) {
            if (profile_lists_class(l->profile, f, c))
                block_json(j, class_block(f, c, l->complexity));
            c++;
        } else {
            if (profile_lists_function(l->profile, f, i))
                block_json(j, function_block(f, i));
            i++;
        }
    }
    json_close(j, ']');
}

static void raw_json(struct json *j, const struct raw_lines *raw)
{
    json_key(j, "raw");
    json_open(j, '{');
    json_key_number(j, "loc", raw->loc);
    json_key_number(j, "lloc", raw->lloc);
    json_key_number(j, "sloc", raw->sloc);
    json_key_number(j, "comments", raw->comments);
    json_key_number(j, "multi", raw->multi);
    json_key_number(j, "blank", raw->blank);
    json_key_number(j, "single_comments", raw->single_comments);
    json_close(j, '}');
}

static void halstead_json(struct json *j, const struct halstead *h)
{
    json_key(j, "halstead");
    json_open(j, '{');
    json_key_number(j, "h1", h->distinct_operators);
    json_key_number(j, "h2", h->distinct_operands);
    json_key_number(j, "N1", h->operators);
    json_key_number(j, "N2", h->operands);
    json_close(j, '}');
}

static void file_json(struct json *j, const struct lines *l, const struct file *file)
{
    json_open(j, '{');
    json_path(j, file->path);
    blocks_json(j, l, file->facts);
    raw_json(j, &file->measures->raw);
    halstead_json(j, &file->measures->halstead);
    json_key(j, "mi");
    json_decimal(j, l->mi->value(file->facts, file->measures, 0));
    if (file->partial)
        json_key_bool(j, "partial", true);
    json_close(j, '}');
    buf_add_char(j->out, '\n');
}

void table_radon_write(const struct table *t, const struct style *style, struct out *out)
{
    const struct lines lines = {t->question->profile,
                                derived_find(NUMBER_OF_CLASS, "radon_complexity"),
                                derived_find(NUMBER_OF_FILE, "mi")};
    struct buf text = {0};

    (void)style;
    for (size_t i = 0; i < t->count; i++) {
        struct json json = {.out = &text};

        file_json(&json, &lines, t->rows[i].files[0]);
        out_take(out, &text, false);
    }
    out_take(out, &text, true);
    buf_release(&text);
}
