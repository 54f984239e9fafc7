/* Edits real files at random and asks whether the batch driver gives the
 * runtime's tree or gives up.
 *
 *     lr_fuzz [-g GRAMMAR] [-s SEED] [-c CASES] [-t SECONDS] [-o FOLDER] [-l LIST] [FILE...]
 *
 * Case number n of a seed is always the same text: a run that finds something
 * prints the case's own seed, and `-s THAT -c 1` makes it again. The text of each
 * different tree and of each good file that the driver left to the runtime is put
 * into FOLDER. A line for every ten thousand cases says how far it is; if it ends
 * in a crash, the case is one of those behind the last. Ends with 1 if any tree
 * was different. */
#include "engine/base/clock.h"
#include "tests/parsers/agree.h"
#include "tests/parsers/cases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CASES_PER_LINE 10000

struct options {
    const char *folder;
    uint64_t seed, cases, seconds;
    struct judged_grammar grammar;
};

struct counts {
    uint64_t cases, bytes, identical, different, fallback, needless;
};

static void keep(struct slice text, const char *folder, uint64_t seed)
{
    char name[4096];
    FILE *out;

    snprintf(name, sizeof name, "%s/%llx.py", folder, (unsigned long long)seed);
    out = fopen(name, "wb");
    if (!out)
        return;
    fwrite(text.data, 1, text.len, out);
    fclose(out);
}

static void finding_print(const struct agreed *r, const struct agree *a, uint64_t seed)
{
    if (agreed_is_different(r)) {
        printf("DIFFERENT seed 0x%llx\n", (unsigned long long)seed);
        agreed_print(stdout, a, r);
    } else {
        printf("needless fallback, seed 0x%llx: %s\n", (unsigned long long)seed,
               lr_reason_name(r->reason));
    }
}

static void count(const struct agreed *r, size_t bytes, struct counts *n)
{
    n->cases++;
    n->bytes += bytes;
    n->identical += r->reason == LR_DONE && !agreed_is_different(r);
    n->different += agreed_is_different(r);
    n->fallback += r->reason != LR_DONE;
    n->needless += agreed_is_needless(r);
}

static void counts_print(const struct counts *n)
{
    printf("%llu cases, %llu bytes: %llu identical, %llu different, %llu fallbacks, "
           "%llu of them needless\n",
           (unsigned long long)n->cases, (unsigned long long)n->bytes,
           (unsigned long long)n->identical, (unsigned long long)n->different,
           (unsigned long long)n->fallback, (unsigned long long)n->needless);
    fflush(stdout);
}

static struct counts fuzz(const struct options *o, const struct corpus *c)
{
    struct counts n = {0};
    struct agree a;
    struct buf b = {0};
    uint64_t end = o->seconds ? clock_ns() + o->seconds * 1000000000 : UINT64_MAX;

    agree_open(&a, &o->grammar);
    while (n.cases < o->cases && clock_ns() < end) {
        uint64_t seed = o->seed + n.cases;

        case_make(&b, c, seed);

        struct agreed r = agree(&a, buf_slice(&b));

        count(&r, b.len, &n);
        if (agreed_is_different(&r) || agreed_is_needless(&r)) {
            finding_print(&r, &a, seed);
            keep(buf_slice(&b), o->folder, seed);
        }
        if (n.cases % CASES_PER_LINE == 0)
            counts_print(&n);
    }
    agree_close(&a);
    buf_release(&b);
    return n;
}

static struct options options_read(int argc, char **argv, struct corpus *c)
{
    struct options o = {".", 1, UINT64_MAX, 0, judged_grammar("python")};

    for (int i = 1; i < argc; i++) {
        bool more = i + 1 < argc;

        if (more && strcmp(argv[i], "-s") == 0)
            o.seed = strtoull(argv[++i], NULL, 0);
        else if (more && strcmp(argv[i], "-c") == 0)
            o.cases = strtoull(argv[++i], NULL, 0);
        else if (more && strcmp(argv[i], "-t") == 0)
            o.seconds = strtoull(argv[++i], NULL, 0);
        else if (more && strcmp(argv[i], "-g") == 0)
            o.grammar = judged_grammar(argv[++i]);
        else if (more && strcmp(argv[i], "-o") == 0)
            o.folder = argv[++i];
        else if (more && strcmp(argv[i], "-l") == 0)
            corpus_add_list(c, argv[++i]);
        else
            corpus_add(c, argv[i]);
    }
    return o;
}

int main(int argc, char **argv)
{
    struct corpus c = {0};
    struct options o = options_read(argc, argv, &c);

    if (c.count == 0 || (o.cases == UINT64_MAX && o.seconds == 0)) {
        fprintf(stderr, "usage: lr_fuzz (-c CASES | -t SECONDS) (-l LIST | FILE...)\n");
        return 2;
    }
    if (!o.grammar.batch) {
        fprintf(stderr, "no such grammar\n");
        return 2;
    }

    struct counts n = fuzz(&o, &c);

    counts_print(&n);
    corpus_release(&c);
    return n.different > 0;
}
