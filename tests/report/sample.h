/* sample.h - results made by hand, for the tests of reports.
 *
 * No file is read: records are filled in, and part_add adds them up. Release
 * with part_release. */
#ifndef CAMBIUM_TESTS_REPORT_SAMPLE_H
#define CAMBIUM_TESTS_REPORT_SAMPLE_H

#include "engine/base/buf.h"
#include "engine/scan/result.h"

#include <stdio.h>

/* Languages of our own, so that these tests don't move when the table does. */
static const struct language sample_python = {.name = "Python"};
static const struct language sample_yaml = {.name = "YAML"};
static const struct language sample_languages[] = {{.name = "C"}, {.name = "Rust"}};

static inline struct file *sample_add(struct part *p, struct slice path, struct file file)
{
    struct file *copy = arena_new(&p->memory, struct file);

    *copy = file;
    copy->path = arena_copy(&p->memory, path);
    part_add(p, copy);
    return copy;
}

/* Text of facts as it grows: returns where `name` starts in it. */
static inline uint32_t sample_text(struct buf *text, const char *name)
{
    uint32_t at = (uint32_t)text->len;

    buf_add(text, (struct slice){name, strlen(name) + 1});
    return at;
}

/* Two classes, four functions of which one is bad, every kind of import. */
static inline const struct facts *sample_facts(struct part *p)
{
    static const uint16_t kinds[] = {
        0,
        IMPORT_FROM | IMPORT_STAR,
        IMPORT_FROM | IMPORT_OPTIONAL,
        IMPORT_FUNCTION,
        IMPORT_TYPING | IMPORT_FROM,
        IMPORT_DYNAMIC,
        IMPORT_DYNAMIC | IMPORT_COMPUTED,
    };
    struct facts *f = arena_new(&p->memory, struct facts);
    struct function *functions = arena_array(&p->memory, struct function, 4);
    struct class_facts *classes = arena_array(&p->memory, struct class_facts, 2);
    struct import *imports = arena_array(&p->memory, struct import, 7);
    struct allowance_text *allowances = arena_array(&p->memory, struct allowance_text, 2);
    struct buf text = {0};

    functions[0] = (struct function){
        .name = sample_text(&text, "Basket.total"),
        .line = 12,
        .end_line = 31,
        .start_byte = 200,
        .end_byte = 900,
        .cyclomatic = 44,
        .parameters = 3,
        .hinted_parameters = 2,
        .decorators = 1,
        .depth = 1,
        .owner = 0,
        .flags = FUNCTION_METHOD | FUNCTION_DOCSTRING | FUNCTION_RETURN_HINT,
    };
    functions[1] = (struct function){
        .name = sample_text(&text, "Basket.total.price"),
        .line = 14,
        .end_line = 16,
        .start_byte = 250,
        .end_byte = 300,
        .cyclomatic = 7,
        .depth = 2,
        .owner = FACTS_NONE,
        .flags = FUNCTION_NESTED | FUNCTION_ASYNC,
    };
    functions[2] = (struct function){
        .name = sample_text(&text, "test_größe"),
        .line = 40,
        .end_line = 41,
        .start_byte = 1000,
        .end_byte = 1040,
        .cyclomatic = 1,
        .owner = FACTS_NONE,
        .flags = FUNCTION_TEST,
    };
    functions[3] = (struct function){
        .name = sample_text(&text, "broken"),
        .line = 50,
        .end_line = 70,
        .start_byte = 1100,
        .end_byte = 1400,
        .cyclomatic = 44,
        .parameters = 255,
        .owner = FACTS_NONE,
        .flags = FUNCTION_PARTIAL,
    };
    classes[0] = (struct class_facts){
        .name = sample_text(&text, "Basket"),
        .line = 10,
        .end_line = 35,
        .cyclomatic = 45,
        .methods = 1,
        .bases = 2,
        .flags = CLASS_DOCSTRING,
    };
    classes[1] = (struct class_facts){
        .name = sample_text(&text, "Basket.Meta"),
        .line = 33,
        .end_line = 34,
        .cyclomatic = 1,
        .depth = 1,
        .flags = CLASS_NESTED | CLASS_PARTIAL,
    };
    for (uint32_t i = 0; i < 7; i++) {
        imports[i] = (struct import){
            .module = sample_text(&text, i == 2 || i == 6 ? "" : "shop.price"),
            .line = i + 1,
            .column = 4 * i,
            .level = i == 2,
            .aliases = FACTS_NONE,
            .flags = kinds[i],
        };
        imports[i].names = (uint32_t)text.len;
        if (kinds[i] & IMPORT_FROM) {
            imports[i].name_count = i == 1 ? 1 : 2;
            sample_text(&text, i == 1 ? "*" : "a");
            sample_text(&text, "b");
        }
    }
    allowances[0] =
        (struct allowance_text){.line = 11,
                                .for_line = 12,
                                .text = sample_text(&text, "allow x reason=\"größe\"")};
    allowances[1] = (struct allowance_text){
        .line = 40, .for_line = 40, .text = sample_text(&text, "")};
    *f = (struct facts){
        .lines = {80, 50, 10, 12, 8},
        .functions = functions,
        .function_count = 4,
        .classes = classes,
        .class_count = 2,
        .imports = imports,
        .import_count = 7,
        .test_count = 1,
        .docstring_count = 3,
        .documentable_count = 7,
        .hint_count = 3,
        .hintable_count = 262,
        .module_cyclomatic = 97,
        .branch_weight = 101,
        .has_docstrings = true,
        .has_type_hints = true,
        .generated = true,
        .allowances = allowances,
        .allowance_count = 2,
        .text = arena_copy(&p->memory, buf_slice(&text)).data,
        .text_bytes = (uint32_t)text.len,
    };
    buf_release(&text);
    return f;
}

/* One of everything. */
static inline struct part sample_small(void)
{
    struct part p = {0};
    const struct facts *facts = sample_facts(&p);

    sample_add(&p, slice_of("shop/basket.py"),
               (struct file){.bytes = 1500,
                             .language = &sample_python,
                             .lines = facts->lines,
                             .facts = facts});
    sample_add(&p, slice_of("shop/broken.py"),
               (struct file){.bytes = 1500,
                             .language = &sample_python,
                             .lines = facts->lines,
                             .facts = facts,
                             .partial = true,
                             .error_line = 57,
                             .detail = "syntax error"});
    sample_add(&p, slice_of("shop/nowhere.py"),
               (struct file){.bytes = 1500,
                             .language = &sample_python,
                             .lines = facts->lines,
                             .facts = facts,
                             .partial = true});
    sample_add(
        &p, slice_of("shop/settings.yaml"),
        (struct file){.bytes = 90, .language = &sample_yaml, .lines = {9, 6, 2, 1, 0}});
    sample_add(&p, slice_of("shop/NOTES"),
               (struct file){.bytes = 1234567, .lines = {40000, 39000, 0, 1000, 0}});
    sample_add(&p, slice_of("shop/link.py"),
               (struct file){.outcome = FILE_SKIPPED, .reason = REASON_SYMLINK});
    sample_add(&p, slice_of("build/out.py"),
               (struct file){.outcome = FILE_SKIPPED,
                             .reason = REASON_GITIGNORE,
                             .detail = ".gitignore:3: build/"});
    sample_add(&p, slice_of("build/more.py"),
               (struct file){.outcome = FILE_SKIPPED, .reason = REASON_GITIGNORE});
    sample_add(&p, slice_of("secret.py"),
               (struct file){.outcome = FILE_FAILED,
                             .reason = REASON_UNREADABLE,
                             .detail = "can't be opened: Permission denied"});
    sample_add(&p, slice_of("gone.py"),
               (struct file){.outcome = FILE_FAILED, .reason = REASON_VANISHED});
    part_close(&p);
    return p;
}

/* Names that mean harm, or look as if they did. */
static const char *const sample_hostile_names[] = {
    "plain.py",
    "not\xFFutf8\xC3(.py",
    "\xED\xA0\x80surrogate.py",
    "\xC0\xAFoverlong.py",
    "\xF4\x90\x80\x80"
    "above.py",
    "cut\xE2\x82",
    "new\nline.py",
    "carriage\rreturn.py",
    "tab\t.py",
    "quote\".py",
    "'single'.py",
    "back\\slash.py",
    "looks\\nlike.py",
    "comma,semicolon;.py",
    " spaces around ",
    "\033[2J\033[31mred.py",
    "title\033]0;owned\007.py",
    "c1\xC2\x9B"
    "31m.py",
    "bell\007\b\x7F.py",
    "bidi\xE2\x80\xAE"
    "yp.exe",
    "isolate\xE2\x81\xA6.py",
    "zero\xE2\x80\x8Bwidth.py",
    "tag\xF3\xA0\x80\x81.py",
    "separator\xE2\x80\xA8.py",
    "nfc\xC3\xA9.py",
    "nfde\xCC\x81.py",
    "\xE6\xBC\xA2\xE5\xAD\x97.py",
    "\xF0\x9F\x8E\x84.py",
    "-rf.py",
    "%n%s.py",
    "=1+1.py",
    "</script>.py",
    "NaN",
    "\x01\x02\x1F",
};
#define SAMPLE_HOSTILE_COUNT (sizeof sample_hostile_names / sizeof *sample_hostile_names)

static inline struct slice sample_hostile_path(struct part *p, const char *folder,
                                               size_t i)
{
    struct buf path = {0};
    struct slice copy;

    buf_add_format(&path, "%s/", folder);
    if (i < SAMPLE_HOSTILE_COUNT)
        buf_add_text(&path, sample_hostile_names[i]);
    else
        for (size_t c = 0; c < 255; c++) /* the longest name that there can be */
            buf_add_char(&path,
                         (char)(i == SAMPLE_HOSTILE_COUNT || 1 + c == '/' ? 'x' : 1 + c));
    copy = arena_copy(&p->memory, buf_slice(&path));
    buf_release(&path);
    return copy;
}

/* Each name as a file of each outcome, as the name of a function and as a comment. */
static inline struct part sample_hostile(void)
{
    struct part p = {0};
    const struct facts *facts = sample_facts(&p);

    for (size_t i = 0; i < SAMPLE_HOSTILE_COUNT + 2; i++) {
        struct slice analysed = sample_hostile_path(&p, "analysed", i);
        struct slice skipped = sample_hostile_path(&p, "skipped", i);
        struct slice failed = sample_hostile_path(&p, "failed", i);
        struct facts *own = arena_new(&p.memory, struct facts);
        struct function *function = arena_new(&p.memory, struct function);
        struct allowance_text *allowance = arena_new(&p.memory, struct allowance_text);

        *own = *facts; /* the function and the allowance are called what the file is */
        *function = *facts->functions;
        function->name = 0;
        *allowance = (struct allowance_text){.line = 1, .for_line = 1};
        own->functions = function;
        own->function_count = 1;
        own->classes = NULL;
        own->class_count = 0;
        own->import_count = 0;
        own->allowances = allowance;
        own->allowance_count = 1;
        own->text = analysed.data;
        sample_add(&p, analysed,
                   (struct file){.bytes = i,
                                 .language = &sample_python,
                                 .facts = own,
                                 .partial = true,
                                 .error_line = 1,
                                 .detail = analysed.data});
        sample_add(&p, skipped,
                   (struct file){.outcome = FILE_SKIPPED, .reason = REASON_HIDDEN});
        sample_add(&p, failed,
                   (struct file){.outcome = FILE_FAILED,
                                 .reason = REASON_VANISHED,
                                 .detail = failed.data});
    }
    part_close(&p);
    return p;
}

/* Every character that a name may hold, some in each name. */
static inline struct part sample_characters(void)
{
    struct part p = {0};
    struct buf path = {0};

    for (uint32_t first = 1; first < 0x110000; first += 1021) {
        buf_clear(&path);
        for (uint32_t c = first; c < first + 1021 && c < 0x110000; c++) {
            if (c == '/' || (c >= 0xD800 && c <= 0xDFFF))
                continue;
            if (c >= 0x10000) {
                buf_add_char(&path, (char)(0xF0 | c >> 18));
                buf_add_char(&path, (char)(0x80 | (c >> 12 & 63)));
            } else if (c >= 0x800) {
                buf_add_char(&path, (char)(0xE0 | c >> 12));
            }
            if (c >= 0x800)
                buf_add_char(&path, (char)(0x80 | (c >> 6 & 63)));
            else if (c >= 0x80)
                buf_add_char(&path, (char)(0xC0 | c >> 6));
            buf_add_char(&path, (char)(c < 0x80 ? c : 0x80 | (c & 63)));
        }
        if (path.len)
            sample_add(&p, buf_slice(&path),
                       (struct file){.outcome = FILE_SKIPPED, .reason = REASON_HIDDEN});
    }
    buf_release(&path);
    part_close(&p);
    return p;
}

/* `count` files of all kinds, always the same ones for one count. Those with
 * i % parts == which, so that several calls share them out. */
static inline struct part sample_many(size_t count, size_t parts, size_t which)
{
    struct part p = {0};
    const struct facts *facts = sample_facts(&p);
    const struct language *const spoken[] = {&sample_python, &sample_yaml, NULL,
                                             &sample_languages[0], &sample_languages[1]};

    for (size_t i = which; i < count; i += parts) {
        size_t random = (i + 1) * 2654435761u % 1000003;
        struct file file = {.bytes = random, .lines = {5, 1, 1, 2, 1}};
        char path[64];
        int len = snprintf(path, sizeof path, "p%zu/%zu_%zu.py", random % 97, random, i);

        if (random % 11 == 0) {
            file = (struct file){.outcome = FILE_SKIPPED, .reason = REASON_GITIGNORE};
        } else if (random % 13 == 0) {
            file = (struct file){.outcome = FILE_FAILED, .reason = REASON_VANISHED};
        } else {
            file.language = spoken[random % 5];
            file.facts = random % 5 == 0 ? facts : NULL;
            file.partial = random % 17 == 0;
        }
        sample_add(&p, (struct slice){path, (size_t)len}, file);
    }
    part_close(&p);
    return p;
}

#endif
