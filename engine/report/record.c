#include "engine/report/record.h"

#include "engine/report/tally.h"

#include <stdlib.h>

static const char *function_kind(const struct function *f)
{
    if (f->flags & FUNCTION_METHOD)
        return "method";
    return f->flags & FUNCTION_NESTED ? "closure" : "function";
}

static void function_add(struct json *j, const struct facts *facts,
                         const struct function *f)
{
    json_open(j, '{');
    json_key_text(j, "name", facts_text(facts, f->name));
    json_key_text(j, "kind", function_kind(f));
    json_key_number(j, "line", f->line);
    json_key_number(j, "end_line", f->end_line);
    json_key_number(j, "cyclomatic", f->cyclomatic);
    json_key_number(j, "nesting", f->depth);
    json_key_number(j, "parameters", f->parameters);
    json_key_number(j, "hinted_parameters", f->hinted_parameters);
    json_key_bool(j, "return_hint", f->flags & FUNCTION_RETURN_HINT);
    json_key_number(j, "decorators", f->decorators);
    json_key_bool(j, "async", f->flags & FUNCTION_ASYNC);
    json_key_bool(j, "docstring", f->flags & FUNCTION_DOCSTRING);
    json_key_bool(j, "test", f->flags & FUNCTION_TEST);
    json_key_bool(j, "partial", f->flags & FUNCTION_PARTIAL);
    json_close(j, '}');
}

static void class_add(struct json *j, const struct facts *facts,
                      const struct class_facts *c)
{
    json_open(j, '{');
    json_key_text(j, "name", facts_text(facts, c->name));
    json_key_number(j, "line", c->line);
    json_key_number(j, "end_line", c->end_line);
    json_key_number(j, "cyclomatic", c->cyclomatic);
    json_key_number(j, "nesting", c->depth);
    json_key_number(j, "methods", c->methods);
    json_key_number(j, "bases", c->bases);
    json_key_number(j, "decorators", c->decorators);
    json_key_bool(j, "docstring", c->flags & CLASS_DOCSTRING);
    json_key_bool(j, "partial", c->flags & CLASS_PARTIAL);
    json_close(j, '}');
}

/* What a computed import imports is unknown, not "". */
static void import_add(struct json *j, const struct facts *facts,
                       const struct import *import)
{
    const char *name = facts_text(facts, import->names);
    bool known = !(import->flags & IMPORT_COMPUTED);

    json_open(j, '{');
    json_key_text(j, "module", known ? facts_text(facts, import->module) : NULL);
    json_key_number(j, "level", import->level);
    json_key(j, "names");
    json_open(j, '[');
    for (uint32_t i = 0; i < import->name_count; i++) {
        struct slice text = slice_of(name);

        json_string(j, text);
        name += text.len + 1;
    }
    json_close(j, ']');
    json_key_number(j, "line", import->line);
    json_key_number(j, "column", import->column);
    json_key_text(j, "kind", import_kind(import->flags));
    json_close(j, '}');
}

static void lines_add(struct json *j, uint64_t physical, uint64_t code, uint64_t comment,
                      uint64_t blank, uint64_t docstring)
{
    json_key(j, "lines");
    json_open(j, '{');
    json_key_number(j, "physical", physical);
    json_key_number(j, "code", code);
    json_key_number(j, "comment", comment);
    json_key_number(j, "blank", blank);
    json_key_number(j, "docstring", docstring);
    json_close(j, '}');
}

static void allowances_add(struct json *j, const struct facts *f)
{
    json_key(j, "allowances");
    json_open(j, '[');
    for (uint32_t i = 0; i < f->allowance_count; i++) {
        json_open(j, '{');
        json_key_number(j, "line", f->allowances[i].line);
        json_key_text(j, "text", facts_text(f, f->allowances[i].text));
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void facts_add(struct json *j, const struct facts *f)
{
    json_key_number(j, "cyclomatic", f->module_cyclomatic);
    json_key_number(j, "complexity", f->branch_weight);
    json_key_number(j, "tests", f->test_count);
    json_key_number(j, "docstrings", f->docstring_count);
    json_key_number(j, "documentables", f->documentable_count);
    json_key_number(j, "hints", f->hint_count);
    json_key_number(j, "hintables", f->hintable_count);
    json_key_bool(j, "has_docstrings", f->has_docstrings);
    json_key_bool(j, "has_type_hints", f->has_type_hints);
    json_key_bool(j, "generated", f->generated);
    json_key(j, "functions");
    json_open(j, '[');
    for (uint32_t i = 0; i < f->function_count; i++)
        function_add(j, f, &f->functions[i]);
    json_close(j, ']');
    json_key(j, "classes");
    json_open(j, '[');
    for (uint32_t i = 0; i < f->class_count; i++)
        class_add(j, f, &f->classes[i]);
    json_close(j, ']');
    json_key(j, "imports");
    json_open(j, '[');
    for (uint32_t i = 0; i < f->import_count; i++)
        import_add(j, f, &f->imports[i]);
    json_close(j, ']');
    if (f->allowance_count)
        allowances_add(j, f);
}

static void error_add(struct json *j, const struct file *file)
{
    json_key(j, "error");
    if (!file->partial) {
        json_null(j);
        return;
    }
    json_open(j, '{');
    json_key(j, "line");
    if (file->error_line)
        json_number(j, file->error_line);
    else
        json_null(j);
    json_key_text(j, "reason", file->detail ? file->detail : "syntax error");
    json_close(j, '}');
}

static void analysed_add(struct json *j, const struct file *file)
{
    const struct line_counts *n = &file->lines;

    json_key_text(j, "language", file->language ? file->language->name : NULL);
    json_key_number(j, "bytes", file->bytes);
    lines_add(j, n->physical, n->code, n->comment, n->blank, n->docstring);
    error_add(j, file);
    if (file->facts)
        facts_add(j, file->facts);
}

void record_file(struct json *j, const struct file *file)
{
    json_path(j, file->path);
    if (file->outcome == FILE_ANALYSED) {
        analysed_add(j, file);
        return;
    }
    json_key_text(j, "reason", reason_name(file->reason));
    json_key_text(j, "detail", file->detail);
}

static void reasons_add(struct json *j, const char *name, const uint64_t *counts)
{
    json_key(j, name);
    json_open(j, '{');
    for (int reason = 0; reason < REASON_COUNT; reason++) {
        if (counts[reason])
            json_key_number(j, reason_name((enum reason)reason), counts[reason]);
    }
    json_close(j, '}');
}

void record_totals(struct json *j, const struct totals *t)
{
    json_key_number(j, "discovered", t->discovered);
    json_key_number(j, "analysed", t->analysed);
    json_key_number(j, "partial", t->partial);
    json_key_number(j, "skipped", t->skipped);
    json_key_number(j, "failed", t->failed);
    json_key_number(j, "bytes", t->bytes);
    json_key_number(j, "parsed", t->parsed);
    json_key_number(j, "parsed_bytes", t->parsed_bytes);
    lines_add(j, t->lines, t->code, t->comment, t->blank, t->docstring);
    json_key_number(j, "functions", t->functions);
    json_key_number(j, "classes", t->classes);
    json_key_number(j, "imports", t->imports);
    json_key_number(j, "tests", t->tests);
    json_key_number(j, "docstrings", t->docstrings);
    json_key_number(j, "documentables", t->documentables);
    json_key_number(j, "hints", t->hints);
    json_key_number(j, "hintables", t->hintables);
    json_key_number(j, "cyclomatic", t->cyclomatic);
    json_key_number(j, "complexity", t->branch_weight);
    reasons_add(j, "skipped_for", t->skipped_for);
    reasons_add(j, "failed_for", t->failed_for);
}

static void language_add(struct json *j, const struct language_tally *row)
{
    json_open(j, '{');
    json_key_text(j, "name", row->language ? row->language->name : NULL);
    json_key_number(j, "files", row->files);
    json_key_number(j, "partial", row->partial);
    json_key_number(j, "bytes", row->bytes);
    lines_add(j, row->lines, row->code, row->comment, row->blank, row->docstring);
    json_close(j, '}');
}

void record_languages(struct json *j, const struct part *result)
{
    size_t count;
    struct language_tally *rows = tally_languages(result, &count);

    json_open(j, '[');
    for (size_t i = 0; i < count; i++)
        language_add(j, &rows[i]);
    json_close(j, ']');
    free(rows);
}
