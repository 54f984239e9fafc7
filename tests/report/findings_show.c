/* Shows findings from standard input, for findings_formats.py and index/merges.py:
 *
 *   findings_show FORMAT [colour] [ascii] [files=N] [unused=N]
 *   findings_show baseline             the baseline that accepts them
 *   findings_show against=FILE         their states against that baseline, a line each
 *
 * A finding is twelve texts, each ended by NUL: rule, path, name, line, end line, value, limit,
 * state, accepted value, message, reason, and one that is empty. */
#include "engine/base/memory.h"
#include "engine/index/baseline.h"
#include "engine/report/findings.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const struct rule_kind cyclomatic = {"cyclomatic", "A function has too many paths",
                                            "Split it; 50% of it may do.", SEVERITY_ERROR,
                                            true},
                              coverage = {"coverage", "Tests run too little of a file",
                                          "Test it.", SEVERITY_WARNING, true},
                              untested = {"untested", "A file has no tests",
                                          "Write some: one is a start.", SEVERITY_WARNING,
                                          false},
                              cycles = {"cycles", "Modules import each other",
                                        "Cut one of <these> & \"those\".", SEVERITY_ERROR,
                                        false},
                              quiet = {"quiet", "Nothing", "Nothing.", SEVERITY_ERROR,
                                       false};

static const struct rule_kind *const rules[] = {&cyclomatic, &coverage, &untested,
                                                &cycles, &quiet};

enum { RULES = sizeof rules / sizeof *rules, FIELDS = 12 };

static bool to_stdout(void *context, struct slice bytes, struct err *e)
{
    (void)context;
    return fwrite(bytes.data, 1, bytes.len, stdout) == bytes.len ||
           err_set(e, ERR_IO, "can't write");
}

static void input_read(struct buf *input, FILE *from)
{
    size_t got;

    while ((got = fread(buf_reserve(input, 65536), 1, 65536, from)) > 0)
        input->len += got;
}

static const struct rule_kind *rule_of(const char *id)
{
    for (size_t i = 0; i < RULES; i++) {
        if (strcmp(rules[i]->id, id) == 0)
            return rules[i];
    }
    exit(2);
}

static void finding_add(struct findings *f, const char *const *fields)
{
    static const char letters[] = "nwa-";
    struct finding *one = findings_add(f, rule_of(fields[0]));

    one->path = slice_of(fields[1]);
    one->name = slice_of(fields[2]);
    one->line = (uint32_t)strtoul(fields[3], NULL, 10);
    one->end_line = (uint32_t)strtoul(fields[4], NULL, 10);
    one->has_value = *fields[5];
    one->value = strtod(fields[5], NULL);
    one->limit = strtod(fields[6], NULL);
    one->state = (enum finding_state)(strchr(letters, *fields[7]) - letters);
    one->accepted = strtod(fields[8], NULL);
    one->message = slice_of(fields[9]);
    one->reason = slice_of(fields[10]);
}

static void findings_fill(struct findings *f, const struct buf *input)
{
    const char *fields[FIELDS];
    size_t count = 0;

    f->rules = rules;
    f->rule_count = RULES;
    for (size_t at = 0; at < input->len; at += strlen(input->data + at) + 1) {
        fields[count++] = input->data + at;
        if (count == FIELDS) {
            finding_add(f, fields);
            count = 0;
        }
    }
    findings_close(f);
}

static int against(struct findings *f, const char *path)
{
    struct buf text = {0};
    struct err e = {0};
    struct baseline *b;
    FILE *file = fopen(path, "rb");

    if (!file)
        return 2;
    input_read(&text, file);
    fclose(file);
    b = baseline_parse(buf_slice(&text), "baseline", &e);
    buf_release(&text);
    if (!b) {
        puts(e.message);
        return 1;
    }
    baseline_apply(b, f);
    for (size_t i = 0; i < f->count; i++)
        printf("%c %.*s\n", "nwa-"[f->items[i].state], (int)f -> items[i].reason.len,
               f->items[i].reason.data);
    printf("%zu\n", baseline_unused(b, NULL));
    baseline_free(b);
    return 0;
}

static int baseline(const struct findings *f)
{
    struct buf text = {0};
    bool written = baseline_write(&text, f, NULL, NULL, NULL) &&
                   to_stdout(NULL, buf_slice(&text), NULL);

    buf_release(&text);
    return !written;
}

static int show(const struct findings_page *page, const struct style *style,
                const char *format)
{
    struct out out = {.write = to_stdout};
    size_t i = 0;
    bool written;

    while (findings_formats[i] && strcmp(findings_formats[i], format) != 0)
        i++;
    if (!findings_formats[i])
        return 2;
    findings_write[i](page, style, &out);
    written = out_flush(&out, NULL);
    out_release(&out);
    return !written;
}

int main(int argc, char **argv)
{
    struct buf input = {0};
    struct findings findings = {0};
    struct style style = {.unicode = true};
    struct findings_page page = {&findings, 812, 0, "1.2.3"};
    int status;

    for (int i = 2; i < argc; i++) {
        style.colour |= strcmp(argv[i], "colour") == 0;
        style.unicode &= strcmp(argv[i], "ascii") != 0;
        sscanf(argv[i], "files=%lu", &page.files);
        sscanf(argv[i], "unused=%zu", &page.unused_baseline);
    }
    input_read(&input, stdin);
    findings_fill(&findings, &input);
    if (strcmp(argv[1], "baseline") == 0)
        status = baseline(&findings);
    else if (strncmp(argv[1], "against=", 8) == 0)
        status = against(&findings, argv[1] + 8);
    else
        status = show(&page, &style, argv[1]);
    findings_release(&findings);
    buf_release(&input);
    return status;
}
