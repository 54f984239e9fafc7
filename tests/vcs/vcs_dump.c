/* vcs_dump - what engine/vcs says of a work tree, for the scripts.
 *
 *   vcs_dump ROOT [since REF | staged]...
 *
 * One process may be asked several times. Each answer is fields that end in a NUL: "ok",
 * base, head, outside_count, unread_count, count, and for each change its letter (ADMU,
 * then s for a submodule, c for a conflict) and its path; or "no" and the sentence. A
 * root with no repository has one "no". `repeat N` in place of a question asks the next
 * one N times and says the best time on stderr, in ns. */
#include "engine/base/clock.h"
#include "engine/vcs/vcs.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static void field(const char *text)
{
    fwrite(text, 1, strlen(text) + 1, stdout);
}

static void number(size_t n)
{
    printf("%zu%c", n, 0);
}

static void refusal(const struct err *e)
{
    field("no");
    field(e->message);
}

static void say(const struct vcs_changes *c)
{
    field("ok");
    field(c->base);
    field(c->head);
    number(c->outside_count);
    number(c->unread_count);
    number(c->count);
    for (size_t i = 0; i < c->count; i++) {
        const struct vcs_change *change = &c->items[i];

        printf("%c%s%s%c", "AMDU"[change->status], change -> submodule ? "s" : "",
               change->conflict ? "c" : "", 0);
        fwrite(change->path.data, 1, change->path.len + 1, stdout);
    }
}

static uint64_t ask(struct vcs *v, const char *ref, bool silent)
{
    uint64_t start = clock_ns(), end;
    struct arena memory = {0};
    struct vcs_changes c;
    struct err e;
    bool done = ref ? vcs_changes_since(v, ref, &memory, &c, &e)
                    : vcs_changes_staged(v, &memory, &c, &e);

    end = clock_ns();
    if (!silent && done)
        say(&c);
    else if (!silent)
        refusal(&e);
    arena_release(&memory);
    return end - start;
}

static void ask_often(struct vcs *v, const char *ref, long times)
{
    uint64_t best = UINT64_MAX;

    for (long i = 0; i < times; i++) {
        uint64_t took = ask(v, ref, i > 0);

        best = took < best ? took : best;
    }
    if (times > 1)
        fprintf(stderr, "%" PRIu64 "\n", best);
}

int main(int count, char **arguments)
{
    struct vcs *v;
    struct err e;
    long times = 1;

    if (count < 2)
        return 2;
    v = vcs_open(arguments[1], &e);
    if (!v)
        refusal(&e);
    for (int i = 2; v && i < count; i++) {
        if (!strcmp(arguments[i], "repeat") && i + 1 < count) {
            times = strtol(arguments[++i], NULL, 10);
            continue;
        }
        ask_often(v, strcmp(arguments[i], "since") != 0 ? NULL : arguments[++i], times);
        times = 1;
    }
    vcs_close(v);
    return 0;
}
