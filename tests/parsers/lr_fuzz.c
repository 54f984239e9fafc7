/* Edits real files at random and asks whether the batch driver gives the
 * runtime's tree or gives up.
 *
 *     lr_fuzz [-g GRAMMAR] [-s SEED] [-c CASES] [-t SECONDS] [-o FOLDER] [-l LIST] [FILE...]
 *
 * Case number n of a seed is always the same text: a run that finds something
 * prints the case's own seed, and `-s THAT -c 1` makes it again. The text is
 * left in FOLDER. Ends with 1 if any tree was different. */
#include "engine/base/buf.h"
#include "engine/base/clock.h"
#include "engine/base/memory.h"
#include "parsers/lr/lexer.h"
#include "parsers/lr/lr.h"
#include "tests/parsers/judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PIECE_BYTES 3000

struct corpus {
    struct slice *files;
    size_t count, capacity;
};

struct random {
    uint64_t state;
};

static uint64_t random_next(struct random *r)
{
    uint64_t x = r->state += 0x9e3779b97f4a7c15u;

    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

static size_t random_below(struct random *r, size_t limit)
{
    return limit ? (size_t)(random_next(r) % limit) : 0;
}

static void corpus_add(struct corpus *c, const char *name)
{
    FILE *in = fopen(name, "rb");
    struct buf b = {0};

    if (!in)
        return;
    for (size_t got = 1; got > 0; b.len += got)
        got = fread(buf_reserve(&b, 1 << 16), 1, 1 << 16, in);
    fclose(in);
    c->files = memory_grow(c->files, &c->capacity, c->count + 1, sizeof *c->files);
    c->files[c->count++] = buf_slice(&b);
}

static void corpus_add_list(struct corpus *c, const char *list)
{
    FILE *in = fopen(list, "r");
    char name[4096];

    while (in && fgets(name, sizeof name, in)) {
        name[strcspn(name, "\n")] = 0;
        corpus_add(c, name);
    }
    if (in)
        fclose(in);
}

/* Whole lines of a file, from one that isn't indented if there is one near. */
static struct slice piece(const struct corpus *c, struct random *r, size_t limit)
{
    struct slice s = c->files[random_below(r, c->count)];
    size_t start = random_below(r, s.len), end;

    while (start > 0 && start < s.len &&
           (s.data[start - 1] != '\n' || strchr(" \t)]}\n#'\"", s.data[start])))
        start--;
    end = start + random_below(r, limit);
    if (end > s.len)
        end = s.len;
    while (end < s.len && s.data[end] != '\n')
        end++;
    return (struct slice){s.data + start, end - start};
}

static void replace(struct buf *b, size_t at, size_t removed, struct slice text)
{
    if (at > b->len)
        at = b->len;
    if (removed > b->len - at)
        removed = b->len - at;
    buf_reserve(b, text.len + 1);
    memmove(b->data + at + text.len, b->data + at + removed, b->len - at - removed);
    if (text.len)
        memcpy(b->data + at, text.data, text.len);
    b->len = b->len - removed + text.len;
}

/* Puts `with` at each `what`, or at one in `rarity` of them. */
static void replace_all(struct buf *b, char what, const char *with, struct random *r,
                        size_t rarity)
{
    struct buf out = {0};

    for (size_t i = 0; i < b->len; i++) {
        if (b->data[i] == what && random_below(r, rarity) == 0)
            buf_add_text(&out, with);
        else
            buf_add_char(&out, b->data[i]);
    }
    buf_release(b);
    *b = out;
}

static const char *const words[] = {
    "match ",
    "case ",
    "type ",
    "print ",
    "exec ",
    "_ ",
    "async ",
    "await ",
    "lambda: ",
    "not ",
    "in ",
    "is not ",
    "else ",
    "if x else ",
    "for x in y ",
    "yield ",
    "return ",
    "*",
    "**",
    ",",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ":",
    ":=",
    "=",
    "==",
    "->",
    "@",
    ".",
    "...",
    ";",
    "\\\n",
    "\\\r\n",
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    "\t",
    "\f",
    "\v",
    " ",
    "    ",
    "# c\n",
    "#",
    "\xef\xbb\xbf",
    "\xff",
    "\xc3",
    "\xc3\xa9",
    "\xe2\x80\x8b",
    "'",
    "\"",
    "'''",
    "\"\"\"",
    "f'",
    "f\"{x!r:>{w}}\"",
    "b'\\x00'",
    "rb\"",
    "{{",
    "}}",
    "{",
    "}",
    "0x",
    "1_0",
    "1e5j",
    ".5",
    "def f(): pass\n",
    "class A: pass\n",
    "try:\n",
    "except* E:\n",
    "    pass\n",
    "with a as b, c as d:\n",
    "print >>f, x\n",
    "x: int = 3\n",
    "a, b = b, a\n",
    "print (a, b)\n",
    "match (a, b):\n    case [x, *_]:\n        pass\n",
    "type X[T] = int\n",
    "[a, *b] = c\n",
    "(a, b)",
    "del a, b\n",
    "assert x, y\n",
    "global a, b\n",
    "from . import a\n",
};

#define WORD_COUNT (sizeof words / sizeof *words)

static void edit(struct buf *b, const struct corpus *c, struct random *r)
{
    size_t at = random_below(r, b->len + 1);
    char byte = (char)random_below(r, 256);

    switch (random_below(r, 24)) {
    case 0: replace(b, at, 1, (struct slice){&byte, 1}); break;
    case 1: replace(b, at, 1 + random_below(r, 8), slice_of("")); break;
    case 2: b->len = at; break;
    case 3: replace(b, at, 0, piece(c, r, 200)); break;
    case 4: replace(b, at, random_below(r, 40), piece(c, r, 80)); break;
    case 5: replace_all(b, '\n', "\r\n", r, 1); break;
    case 6: replace_all(b, '\n', "\r", r, 1 + random_below(r, 40)); break;
    case 7: replace_all(b, '\n', "\n\f", r, 1 + random_below(r, 8)); break;
    case 8: replace_all(b, ' ', "\t", r, 1 + random_below(r, 8)); break;
    case 9: replace_all(b, ',', ", # c\n", r, 1 + random_below(r, 4)); break;
    case 10: replace_all(b, ',', ", \\\n", r, 1 + random_below(r, 4)); break;
    case 11: replace_all(b, '\n', " # c\n", r, 1 + random_below(r, 4)); break;
    case 12: replace_all(b, '\n', "\n# c\n", r, 1 + random_below(r, 4)); break;
    case 13: replace_all(b, 'e', "\xc3\xa9", r, 1 + random_below(r, 8)); break;
    case 14: replace_all(b, ' ', " \\\n ", r, 1 + random_below(r, 30)); break;
    case 15: replace(b, 0, 0, slice_of("\xef\xbb\xbf")); break;
    case 16: replace_all(b, '(', "((", r, 1 + random_below(r, 8)); break;
    case 17: replace_all(b, '\n', "\n\n", r, 1 + random_below(r, 4)); break;
    default:
        replace(b, at, random_below(r, 3), slice_of(words[random_below(r, WORD_COUNT)]));
    }
}

static void make(struct buf *b, const struct corpus *c, uint64_t seed)
{
    struct random r = {seed};
    size_t edits = random_below(&r, 4);

    buf_clear(b);
    buf_add(b, piece(c, &r, MAX_PIECE_BYTES));
    while (random_below(&r, 3) == 0) {
        buf_add_char(b, '\n');
        buf_add(b, piece(c, &r, MAX_PIECE_BYTES));
    }
    for (size_t i = 0; i < edits; i++)
        edit(b, c, &r);
    memset(buf_reserve(b, LEX_PADDING), 0, LEX_PADDING);
}

struct counts {
    size_t cases, identical, different, fallback, needless[LR_REASON_COUNT];
};

static void keep(const struct buf *b, const char *folder, uint64_t seed)
{
    char name[4096];
    FILE *out;

    snprintf(name, sizeof name, "%s/%llx.py", folder, (unsigned long long)seed);
    out = fopen(name, "wb");
    if (!out)
        return;
    fwrite(b->data, 1, b->len, out);
    fclose(out);
}

static void judge_case(const struct buf *b, struct judge *j, struct lr *lr, uint64_t seed,
                       const char *folder, struct counts *n)
{
    struct tree theirs = {0}, ours = {0};
    enum lr_reason reason = lr_parse(lr, j->grammar.batch, buf_slice(b), &ours);
    uint32_t at;

    n->cases++;
    judge_parse(j, buf_slice(b), &theirs);
    if (reason != LR_DONE) {
        n->fallback++;
        n->needless[reason] += !theirs.has_error;
        return;
    }
    at = trees_differ(&theirs, &ours);
    if (at == TREE_NONE) {
        n->identical++;
        return;
    }
    n->different++;
    printf("DIFFERENT seed 0x%llx\n", (unsigned long long)seed);
    node_print(stdout, j, "theirs", &theirs, at);
    node_print(stdout, j, "ours  ", &ours, at);
    keep(b, folder, seed);
}

int main(int argc, char **argv)
{
    struct corpus c = {0};
    struct judge j;
    struct judged_grammar grammar = judged_grammar("python");
    struct counts n = {0};
    struct buf b = {0};
    uint64_t seed = 1, cases = UINT64_MAX, seconds = 0, start = clock_ns();
    const char *folder = ".";

    for (int i = 1; i < argc; i++) {
        bool more = i + 1 < argc;

        if (more && strcmp(argv[i], "-s") == 0)
            seed = strtoull(argv[++i], NULL, 0);
        else if (more && strcmp(argv[i], "-c") == 0)
            cases = strtoull(argv[++i], NULL, 0);
        else if (more && strcmp(argv[i], "-t") == 0)
            seconds = strtoull(argv[++i], NULL, 0);
        else if (more && strcmp(argv[i], "-g") == 0)
            grammar = judged_grammar(argv[++i]);
        else if (more && strcmp(argv[i], "-o") == 0)
            folder = argv[++i];
        else if (more && strcmp(argv[i], "-l") == 0)
            corpus_add_list(&c, argv[++i]);
        else
            corpus_add(&c, argv[i]);
    }
    if (c.count == 0 || (cases == UINT64_MAX && seconds == 0)) {
        fprintf(stderr, "usage: lr_fuzz (-c CASES | -t SECONDS) (-l LIST | FILE...)\n");
        return 2;
    }
    if (!grammar.batch) {
        fprintf(stderr, "no such grammar\n");
        return 2;
    }
    judge_open(&j, &grammar);

    struct lr *lr = lr_new(0);

    for (uint64_t i = 0; i < cases; i++) {
        if (seconds && clock_ns() - start > seconds * 1000000000)
            break;
        make(&b, &c, seed + i);
        judge_case(&b, &j, lr, seed + i, folder, &n);
    }
    printf("%zu cases: %zu identical, %zu different, %zu fallbacks\n", n.cases,
           n.identical, n.different, n.fallback);
    for (int i = 1; i < LR_REASON_COUNT; i++) {
        if (n.needless[i])
            printf("    needless: %zu %s\n", n.needless[i], lr_reason_name(i));
    }
    lr_free(lr);
    judge_close(&j);
    buf_release(&b);
    for (size_t i = 0; i < c.count; i++)
        free((char *)c.files[i].data);
    free(c.files);
    return n.different > 0;
}
