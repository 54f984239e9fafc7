#include "engine/codec/facts_codec.h"

#include "tests/facts/facts_of.h"
#include "tests/parsers/corpus.h"

/* When one of these fails, a table has changed: raise the schema, then the number. */
Test(facts_codec, the_tables_are_those_of_the_schema)
{
    cr_expect_eq(FACTS_SCHEMA, 3);
    cr_expect_eq(facts_schema_hash(), UINT64_C(0x8ac8fcd0fd7f9835), "%#jx",
                 (uintmax_t)facts_schema_hash());
}

static void expect_same_text(const struct facts *a, uint32_t at_a, const struct facts *b,
                             uint32_t at_b)
{
    cr_assert_str_eq(facts_text(a, at_a), facts_text(b, at_b));
}

static void expect_same(const struct facts *a, const struct facts *b)
{
    cr_assert_eq(memcmp(&a->lines, &b->lines, sizeof a->lines), 0);
    cr_assert_eq(a->function_count, b->function_count);
    cr_assert_eq(a->class_count, b->class_count);
    cr_assert_eq(a->import_count, b->import_count);
    cr_assert_eq(a->allowance_count, b->allowance_count);
    cr_assert_eq(a->text_bytes, b->text_bytes);
    cr_assert_eq(a->branch_weight, b->branch_weight);
    cr_assert_eq(a->module_cyclomatic, b->module_cyclomatic);
    cr_assert_eq(a->hint_count, b->hint_count);
    cr_assert_eq(a->partial, b->partial);
    cr_assert_eq(a->generated, b->generated);
    cr_assert_eq(a->error_line, b->error_line);
    cr_assert_eq(memcmp(a->text, b->text, a->text_bytes), 0);
    cr_assert_eq(
        memcmp(a->functions, b->functions, a->function_count * sizeof *a->functions), 0);
    cr_assert_eq(memcmp(a->classes, b->classes, a->class_count * sizeof *a->classes), 0);
    cr_assert_eq(memcmp(a->imports, b->imports, a->import_count * sizeof *a->imports), 0);
    cr_assert_eq(
        memcmp(a->allowances, b->allowances, a->allowance_count * sizeof *a->allowances),
        0);
    for (uint32_t i = 0; i < a->import_count; i++)
        expect_same_text(a, a->imports[i].module, b, b->imports[i].module);
}

static const char sample[] =
    "# @generated\n# cambium: a\nimport os, sys as s\nfrom . import (a, b as c)\n"
    "class A(B, c.D[E]):\n    'doc'\n    def f(self, x: int) -> int:\n"
    "        return x if x else 1  # cambium: b\n\ndef g(): pass\n";

Test(facts_codec, what_a_file_says_of_itself_comes_back)
{
    struct reader reader = {0};
    const struct facts *facts = facts_of(&reader, sample), *back;
    struct buf all = {0};
    struct slice left;

    cr_assert(facts->generated && facts->allowance_count == 2);
    facts_write(&all, &facts, 1);
    left = buf_slice(&all);
    back = facts_read(&left, 1, &reader.memory);
    cr_assert(back && left.len == 0);
    expect_same(facts, back);
    expect_same_text(facts, facts->allowances[1].text, back, back->allowances[1].text);
    buf_release(&all);
    reader_release(&reader);
}

Test(facts_codec, facts_of_one_file_and_of_many_come_back)
{
    struct corpus corpus = corpus_read(37);
    const struct facts **facts = calloc(corpus.count, sizeof *facts);
    struct reader reader = {0};
    struct arena memory = {0};
    struct buf all = {0};
    struct slice left;
    const struct facts *back;

    cr_assert(corpus.count > 20);
    for (size_t i = 0; i < corpus.count; i++) {
        facts[i] = facts_of_bytes(&reader, buf_slice(&corpus.files[i]));
        buf_clear(&all);
        facts_write(&all, &facts[i], 1);
        left = buf_slice(&all);
        back = facts_read(&left, 1, &memory);
        cr_assert(back && left.len == 0);
        expect_same(facts[i], back);
    }
    buf_clear(&all);
    facts_write(&all, facts, corpus.count);
    left = buf_slice(&all);
    back = facts_read(&left, corpus.count, &memory);
    cr_assert(back && left.len == 0);
    for (size_t i = 0; i < corpus.count; i++)
        expect_same(facts[i], &back[i]);
    buf_release(&all);
    arena_release(&memory);
    reader_release(&reader);
    corpus_release(&corpus);
    free(facts);
}

static void expect_strings(const struct facts *f, uint32_t offset, uint32_t count)
{
    const char *at = facts_text(f, offset);

    for (; count; count--)
        at += strlen(at) + 1;
    cr_assert(at <= f->text + f->text_bytes);
}

/* Whoever reads facts goes by their counts and offsets. */
static void expect_readable(const struct facts *f)
{
    size_t text = 0;

    for (uint32_t i = 0; i < f->function_count; i++) {
        text += strlen(facts_text(f, f->functions[i].name)) +
                strlen(facts_text(f, f->functions[i].bare_name));
        cr_assert(f->functions[i].owner == FACTS_NONE ||
                  f->functions[i].owner < f->class_count);
    }
    for (uint32_t i = 0; i < f->class_count; i++) {
        text += strlen(facts_text(f, f->classes[i].name));
        expect_strings(f, f->classes[i].base_names, f->classes[i].base_name_count);
    }
    for (uint32_t i = 0; i < f->import_count; i++) {
        const struct import *import = &f->imports[i];

        text += strlen(facts_text(f, import->module));
        expect_strings(f, import->names, import->name_count);
        if (import->aliases != FACTS_NONE)
            expect_strings(f, import->aliases, import_alias_count(import));
    }
    for (uint32_t i = 0; i < f->allowance_count; i++)
        text += strlen(facts_text(f, f->allowances[i].text));
    cr_assert(text < 1 << 20);
}

/* Under a sanitizer this also shows that nothing outside of the bytes is read. */
Test(facts_codec, any_change_of_the_bytes_gives_readable_facts_or_none)
{
    struct reader reader = {0};
    const struct facts *facts = facts_of(&reader, sample);
    struct buf all = {0};

    facts_write(&all, &facts, 1);
    for (size_t i = 0; i < 256 * all.len; i++) {
        char *bytes = memcpy(malloc(all.len), all.data, all.len);
        struct slice left = {bytes, all.len};
        struct arena memory = {0};
        const struct facts *back;

        bytes[i / 256] = (char)(i % 256);
        back = facts_read(&left, 1, &memory);
        if (back)
            expect_readable(back);
        arena_release(&memory);
        free(bytes);
    }
    for (size_t len = 0; len < all.len; len++) {
        char *bytes = memcpy(malloc(len + 1), all.data, len);
        struct slice left = {bytes, len};
        struct arena memory = {0};

        cr_expect(!facts_read(&left, 1, &memory), "cut to %zu of %zu", len, all.len);
        arena_release(&memory);
        free(bytes);
    }
    buf_release(&all);
    reader_release(&reader);
}
