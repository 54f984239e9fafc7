/* lexer_replay.c - the lexer alone, on real files: is it right, and how fast?
 *
 *     lexer_replay FILES...              judge each token (lexer_judge.h)
 *     lexer_replay -t PASSES FILES...    then ask all again, on the clock
 *     lexer_replay -f ROUNDS FILES...    judge damaged pieces of them */
#include "tests/parsers/lexer_judge.h"

#include "engine/base/clock.h"
#include "tests/parsers/edits.h"

/* Another grammar is chosen when it is compiled. */
#ifndef JUDGED_TABLES
#define JUDGED_TABLES   lex_tables_python
#define JUDGED_LANGUAGE tree_sitter_python
#endif

extern const struct lex_tables JUDGED_TABLES;
const TSLanguage *JUDGED_LANGUAGE(void);

struct file {
    const char *path;
    uint8_t *source;
    size_t length;
    struct judge_call *calls;
    size_t call_count;
    uint64_t best_ns;
};

struct totals {
    uint64_t files, bytes, tokens, wrong, refused;
};

static bool file_read(struct file *file, const char *path)
{
    FILE *f = fopen(path, "rb");

    if (!f)
        return false;
    fseek(f, 0, SEEK_END);
    file->path = path;
    file->length = (size_t)ftell(f);
    rewind(f);
    file->source = memory_calloc(1, file->length + LEX_PADDING);
    file->length = fread(file->source, 1, file->length, f);
    fclose(f);
    return true;
}

static void file_free(struct file *file)
{
    free(file->source);
    free(file->calls);
    *file = (struct file){0};
}

static void file_judge(struct judge *j, TSParser *parser, struct file *file,
                       struct totals *t)
{
    uint64_t wrong = j->wrong;

    t->files++;
    t->bytes += file->length;
    t->refused += !judge_parse(j, parser, &JUDGED_TABLES, file->source, file->length);
    if (j->wrong > wrong)
        printf("%s: %s\n", file->path, j->message);
    file->call_count = j->call_count;
    file->calls = memory_alloc((j->call_count + 1) * sizeof *file->calls);
    if (j->call_count)
        memcpy(file->calls, j->calls, j->call_count * sizeof *file->calls);
    t->tokens += file->call_count;
}

static void file_damage(struct judge *j, TSParser *parser, const struct file *file,
                        uint64_t *seed, struct totals *t)
{
    const uint32_t most = 1200, room = 200;
    uint32_t at = edit_below(seed, (uint32_t)file->length + 1);
    uint32_t length =
        (uint32_t)file->length - at < most ? (uint32_t)file->length - at : most;
    uint8_t *text = memory_calloc(1, most + room + LEX_PADDING);
    uint64_t wrong = j->wrong;

    memcpy(text, file->source + at, length);
    for (uint32_t edits = edit_below(seed, 6); edits; edits--)
        length = edit_once(text, length, most + room, seed);
    memset(text + length, 0, most + room - length);
    length = (uint32_t)strlen((char *)text);
    t->files++;
    t->bytes += length;
    t->refused += !judge_parse(j, parser, &JUDGED_TABLES, text, length);
    if (j->wrong > wrong)
        printf("%s, damaged: %s\n%s\n", file->path, j->message, (char *)text);
    free(text);
}

/* As in a parser, where a token begins is only known when the last has ended.
 * The sum keeps the calls from being optimized away. */
static uint64_t replay(struct lexer *lexer, const struct file *file, bool slow)
{
    struct lex_token token = {0};
    uint64_t sum = 0;
    uint32_t end = 0;

    lexer_open(lexer, &JUDGED_TABLES, file->source, file->length);
    for (size_t i = 0; i < file->call_count; i++) {
        const struct judge_call *c = &file->calls[i];
        uint32_t at = c->at - end + token.end;

        if (!(slow ? lex_slow(lexer, c->state, at, &token)
                   : lex(lexer, c->state, at, &token)))
            token.end = c->end;
        end = c->end;
        sum += token.end + token.symbol;
    }
    return sum;
}

/* All files, one after the other, so that nothing is warm; of each the best of
 * some passes, because the machine may have other things to do. */
static void time_all(struct file *files, size_t count, int passes, bool slow,
                     const struct simd *simd, const struct totals *t)
{
    struct lexer lexer = {.simd = simd};
    uint64_t best = 0, sum = 0, open = clock_ns();

    for (size_t i = 0; i < count; i++) {
        lexer_open(&lexer, &JUDGED_TABLES, files[i].source, files[i].length);
        files[i].best_ns = UINT64_MAX;
    }
    open = clock_ns() - open;
    for (int pass = 0; pass < passes; pass++) {
        for (size_t i = 0; i < count; i++) {
            uint64_t start = clock_ns();

            sum += replay(&lexer, &files[i], slow);
            start = clock_ns() - start;
            if (start < files[i].best_ns)
                files[i].best_ns = start;
        }
    }
    for (size_t i = 0; i < count; i++)
        best += files[i].best_ns;
    printf("%-8s %s: %.2f ns a token, %.1f MB/s; of these lexer_open %.2f ns a token "
           "(%llx)\n",
           slow ? "lex_slow" : "lex", simd->name, (double)best / (double)t->tokens,
           (double)t->bytes / (double)best * 1e3, (double)open / (double)t->tokens,
           (unsigned long long)sum);
    lexer_release(&lexer);
}

static void time_runtime(const struct file *files, size_t count, TSParser *parser,
                         const struct totals *t)
{
    uint64_t start = clock_cpu_ns();

    for (size_t i = 0; i < count; i++)
        ts_tree_delete(ts_parser_parse_string(parser, NULL, (const char *)files[i].source,
                                              (uint32_t)files[i].length));
    start = clock_cpu_ns() - start;
    printf("the runtime parses: %.2f ns a token, %.1f MB/s\n",
           (double)start / (double)t->tokens, (double)t->bytes / (double)start * 1e3);
}

int main(int argc, char **argv)
{
    struct judge judge = {0};
    struct totals t = {0};
    struct file *files = memory_calloc((size_t)argc, sizeof *files);
    TSParser *parser = ts_parser_new();
    bool timed = argc > 2 && strcmp(argv[1], "-t") == 0;
    bool fuzzed = argc > 2 && strcmp(argv[1], "-f") == 0;
    int number = timed || fuzzed ? atoi(argv[2]) : 0;
    size_t count = 0;
    uint64_t seed = (uint64_t)number + 1;

    ts_parser_set_language(parser, JUDGED_LANGUAGE());
    judge.record = timed;
    for (int i = timed || fuzzed ? 3 : 1; i < argc; i++) {
        if (!file_read(&files[count], argv[i]))
            continue;
        for (int round = 0; fuzzed && round < number; round++)
            file_damage(&judge, parser, &files[count], &seed, &t);
        if (!fuzzed)
            file_judge(&judge, parser, &files[count], &t);
        if (timed)
            count++;
        else
            file_free(&files[count]);
    }
    printf("%llu files, %.1f MB, %llu tokens judged, %llu wrong, %llu errors, %llu files "
           "refused\n",
           (unsigned long long)t.files, (double)t.bytes / 1e6,
           (unsigned long long)judge.tokens, (unsigned long long)judge.wrong,
           (unsigned long long)judge.errors, (unsigned long long)t.refused);
    if (timed) {
        time_runtime(files, count, parser, &t);
        time_all(files, count, number, false, simd_best(), &t);
        time_all(files, count, number, false, &simd_scalar, &t);
        time_all(files, count, 1, true, simd_best(), &t);
    }
    for (size_t i = 0; i < count; i++)
        file_free(&files[i]);
    free(files);
    count = judge.wrong;
    judge_release(&judge);
    ts_parser_delete(parser);
    return count != 0;
}
