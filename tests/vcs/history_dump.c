/* history_dump - what engine/vcs says of who changed what, for the scripts.
 *
 *   history_dump ROOT WORD...
 *
 *   head              the commit that HEAD is, and its time
 *   of REVISION       the commit that it names
 *   read              the whole history
 *   known FILE        what was kept there is handed to what follows
 *   keep FILE         reads, and writes the bytes that engine/codec makes of it
 *   holds             is what is known that of now?
 *   path SECONDS PATH what is known of one path, and since when
 *   cancel            what follows is to stop at once
 *   repeat N          what follows, of `read`, `keep` and `known`, is done N times; the best time,
 *                     in ns, goes to stderr
 *
 * Each answer is fields that end in a NUL, the first "ok" or "no" and the sentence. A root with
 * no repository has one "no". */
#include "engine/base/clock.h"
#include "engine/base/memory.h"
#include "engine/codec/history_codec.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct dump {
    struct vcs *vcs;
    struct vcs_history known;
    bool has_known;
    struct buf bytes; /* of what is known */
    atomic_bool cancelled;
    long repeat;
    struct err e;
};

static void field(struct slice text)
{
    fwrite(text.data, 1, text.len, stdout);
    putchar(0);
}

static void text(const char *s)
{
    field(slice_of(s));
}

static void number(int64_t n)
{
    printf("%" PRId64 "%c", n, 0);
}

static bool answer(struct dump *d, bool done)
{
    text(done ? "ok" : "no");
    if (!done)
        text(d->e.message);
    return done;
}

/* ------------------------------------------------------------------- a history */

static void hex(const struct vcs_commit *c)
{
    for (size_t i = 0; i < sizeof c->id; i++)
        printf("%02x", c->id[i]);
    putchar(0);
}

static void commits_say(const struct vcs_history *h)
{
    number((int64_t)h->commit_count);
    for (size_t i = 0; i < h->commit_count; i++) {
        hex(&h->commits[i]);
        number(h->commits[i].time_s);
        field(h->authors[h->commits[i].author]);
        number(h->parent_starts[i + 1] - h->parent_starts[i]);
        for (uint32_t p = h->parent_starts[i]; p < h->parent_starts[i + 1]; p++) {
            if (h->parents[p] == VCS_CUT)
                text("cut");
            else
                hex(&h->commits[h->parents[p]]);
        }
    }
}

static void say(const struct vcs_history *h)
{
    text(h->head);
    number(h->head_time_s);
    number(h->shallow);
    field(h->way);
    commits_say(h);
    number((int64_t)h->author_count);
    for (size_t i = 0; i < h->author_count; i++)
        field(h->authors[i]);
    number((int64_t)h->path_count);
    for (size_t i = 0; i < h->path_count; i++) {
        field(h->paths[i]);
        number(h->starts[i + 1] - h->starts[i]);
        for (uint32_t t = h->starts[i]; t < h->starts[i + 1]; t++)
            hex(&h->commits[h->touches[t]]);
    }
}

/* Does it so often as was asked, and says how long the fastest took. */
static bool often(struct dump *d, struct vcs_history *h,
                  bool (*make)(struct dump *d, struct vcs_history *h))
{
    long times = d->repeat > 1 ? d->repeat : 1;
    uint64_t best_ns = UINT64_MAX;
    bool done = true;

    for (long i = 0; i < times && done; i++) {
        uint64_t start_ns = clock_ns(), took_ns;

        if (i)
            vcs_history_release(h);
        done = make(d, h);
        took_ns = clock_ns() - start_ns;
        best_ns = took_ns < best_ns ? took_ns : best_ns;
    }
    if (done && times > 1)
        fprintf(stderr, "%" PRIu64 "\n", best_ns);
    d->repeat = 1;
    return done;
}

static bool history_make(struct dump *d, struct vcs_history *h)
{
    return vcs_history_read(d->vcs, d->has_known ? &d->known : NULL, &d->cancelled, h,
                            &d->e);
}

static void read_say(struct dump *d)
{
    struct vcs_history h;

    if (answer(d, often(d, &h, history_make))) {
        say(&h);
        vcs_history_release(&h);
    }
}

/* ----------------------------------------------------------------------- files */

static void keep(struct dump *d, const char *path)
{
    struct vcs_history h;
    struct buf bytes = {0};
    FILE *file;

    if (!answer(d, often(d, &h, history_make)))
        return;
    history_encode(&bytes, &h);
    file = fopen(path, "wb");
    if (!file || fwrite(bytes.data, 1, bytes.len, file) != bytes.len || fclose(file) != 0)
        exit(2);
    buf_release(&bytes);
    vcs_history_release(&h);
}

static bool bytes_decode(struct dump *d, struct vcs_history *h)
{
    struct wire *wire = wire_new();
    bool done = history_decode(wire, buf_slice(&d->bytes), h);

    wire_free(wire);
    return done;
}

static void know(struct dump *d, const char *path)
{
    FILE *file = fopen(path, "rb");
    size_t got = 1;

    if (!file)
        exit(2);
    for (buf_clear(&d->bytes); got; d->bytes.len += got)
        got = fread(buf_reserve(&d->bytes, 1 << 16), 1, 1 << 16, file);
    fclose(file);
    if (d->has_known)
        vcs_history_release(&d->known);
    d->has_known = often(d, &d->known, bytes_decode);
    if (!d->has_known)
        exit(2);
}

/* ------------------------------------------------------------------- questions */

static void head_say(struct dump *d)
{
    char head[VCS_ID_LENGTH + 1];
    int64_t time_s;

    if (answer(d, vcs_head(d->vcs, head, &time_s, &d->e))) {
        text(head);
        number(time_s);
    }
}

static void commit_say(struct dump *d, const char *revision)
{
    char id[VCS_ID_LENGTH + 1];

    if (answer(d, vcs_commit_of(d->vcs, revision, id, &d->e)))
        text(id);
}

static void path_say(struct dump *d, const char *since, const char *path)
{
    struct vcs_path p;
    bool found = d->has_known && vcs_history_path(&d->known, slice_of(path),
                                                  strtoll(since, NULL, 10), &p);

    text(found ? "ok" : "no");
    if (!found)
        return;
    number(p.first_s);
    number(p.last_s);
    number(p.commits);
    number(p.recent_commits);
    number(p.authors);
    field(d->known.authors[p.main_author]);
    number(p.main_commits);
}

/* How many words it took after its own. */
static int ask(struct dump *d, const char *word, char **words, int left)
{
    if (!strcmp(word, "head"))
        head_say(d);
    else if (!strcmp(word, "read"))
        read_say(d);
    else if (!strcmp(word, "holds"))
        text(d->has_known && vcs_history_holds(d->vcs, &d->known) ? "ok" : "no");
    else if (!strcmp(word, "cancel"))
        d->cancelled = true;
    else if (left < 1)
        exit(2);
    else if (!strcmp(word, "of"))
        return commit_say(d, words[0]), 1;
    else if (!strcmp(word, "known"))
        return know(d, words[0]), 1;
    else if (!strcmp(word, "keep"))
        return keep(d, words[0]), 1;
    else if (!strcmp(word, "repeat"))
        return d->repeat = strtol(words[0], NULL, 10), 1;
    else if (!strcmp(word, "path") && left > 1)
        return path_say(d, words[0], words[1]), 2;
    else
        exit(2);
    return 0;
}

int main(int count, char **words)
{
    struct dump d = {0};

    if (count < 2)
        return 2;
    d.vcs = vcs_open(words[1], &d.e);
    if (!d.vcs)
        answer(&d, false);
    for (int i = 2; d.vcs && i < count; i++)
        i += ask(&d, words[i], words + i + 1, count - i - 1);
    if (d.has_known)
        vcs_history_release(&d.known);
    buf_release(&d.bytes);
    vcs_close(d.vcs);
    return 0;
}
