#include "engine/cmd/tonight.h"

#include "engine/vcs/history.h"

/* ------------------------------------------------------------------ what was asked */

static void texts_add(struct buf *out, const char *name, const struct texts *texts)
{
    for (size_t i = 0; i < texts->count; i++)
        buf_add_format(out, "%s %s\n", name, texts->items[i]);
}

/* Stands for all that somebody may say and that other numbers follow from. */
static uint64_t asked_hash(const struct settings *s, const struct record_options *o)
{
    struct buf text = {0};
    uint64_t hash;

    for (size_t i = 0; i < s->glob_count; i++) {
        buf_add_text(&text, s->globs[i].include ? "include " : "exclude ");
        buf_add(&text, s->globs[i].pattern);
        buf_add_char(&text, '\n');
    }
    for (int i = 0; i < IMPACT_TERMS; i++)
        buf_add_format(&text, "%ju ", (uintmax_t)o->impact_hundredths[i]);
    for (int i = 0; i < PART_COUNT; i++)
        buf_add_format(&text, "%.6f ", o->health_points[i]);
    buf_add_format(&text, "%d %d %ju %u %u %ju %d %s\n", s->no_ignore, s->hidden,
                   (uintmax_t)s->max_file_bytes, o->stale_days, o->low_coverage_percent,
                   (uintmax_t)o->high_impact_hundredths, o->times,
                   s->python ? s->python : "");
    texts_add(&text, "no-tests", &s->no_tests);
    texts_add(&text, "root", &s->source_roots);
    hash = hash_bytes(buf_slice(&text));
    buf_release(&text);
    return hash;
}

/* -------------------------------------------------------------------- tonight */

/* Where no history was asked for, git still knows HEAD; without a work tree there is no commit,
 * and that is no trouble. */
static void head_find(struct tonight *t, const struct indexed *x, const char *root,
                      int64_t *time_s)
{
    struct vcs *v;

    if (x->has_history) {
        memcpy(t->commit, x->history.head, sizeof t->commit);
        *time_s = x->history.head_time_s;
        return;
    }
    v = vcs_open(root, NULL);
    if (v && !vcs_head(v, t->commit, time_s, NULL))
        *t->commit = '\0';
    vcs_close(v);
}

void tonight_make(struct tonight *t, const struct indexed *x, const struct settings *s,
                  const char *root, const char *name, const struct gate_counts *counts)
{
    int64_t head_time_s = 0;
    struct night_source source = {.records = &x->records,
                                  .summary = &x->summary,
                                  .name = slice_of(name),
                                  .commit = t->commit,
                                  .version = CAMBIUM_VERSION,
                                  .asked = asked_hash(s, &x->records.options),
                                  .folder_depth = s->folder_depth,
                                  .rules = counts ? counts->items : NULL,
                                  .rule_count = counts ? counts->count : 0};

    *t = (struct tonight){0};
    head_find(t, x, root, &head_time_s);
    source.time_s = x->now_s ? x->now_s : head_time_s;
    night_make(&t->night, &source);
}

/* --------------------------------------------------------------------- record */

static void added_say(const struct nights_added *added, const struct settings *s)
{
    if (added->cut_bytes)
        say("the history: %ju bytes that were half-written are cut off",
            (uintmax_t)added->cut_bytes);
    if (added->lost.code != ERR_NONE)
        say("the history: of the night before #%ju the files can't be read: %s",
            (uintmax_t)added->number, added->lost.message);
    if (!s->quiet)
        say("recorded as #%ju '%s' (%ju bytes)", (uintmax_t)added->number, s->record,
            (uintmax_t)added->bytes);
}

bool tonight_record(struct nights *nights, const struct indexed *x,
                    const struct settings *s, const char *root,
                    const struct gate_counts *counts)
{
    struct nights_added added;
    struct tonight tonight;
    struct err err;
    bool done;

    tonight_make(&tonight, x, s, root, s->record, counts);
    done = nights_append(nights, &tonight.night, &added, &err);
    night_release(&tonight.night);
    if (done)
        added_say(&added, s);
    else
        say("not recorded: %s", err.message);
    return done;
}

/* --------------------------------------------------------------------- nights */

static void oddities_say(const struct nights *n)
{
    if (n->damaged_bytes)
        say("the history: %ju bytes are damaged; the nights in them are gone",
            (uintmax_t)n->damaged_bytes);
    if (n->foreign)
        say("the history: %ju nights can't be read: they are of another version of this "
            "program",
            (uintmax_t)n->foreign);
}

bool nights_of_tree(struct nights *n, const struct settings *s, const char *root,
                    bool write)
{
    const struct ledger_options ledger = indexed_ledger(s);
    const struct discover_options walk = settings_walk(s);
    struct err err;
    struct discover *d = discover_open(root, &walk, &err);
    bool opened = false;

    *n = (struct nights){0};
    if (!d)
        err_wrap(&err, root);
    else
        opened = write ? nights_open_to_write(n, &ledger, d, &err)
                       : nights_open(n, &ledger, d, &err);
    if (d)
        discover_close(d);
    if (opened)
        oddities_say(n);
    else
        say("%s", err.message);
    return opened;
}
