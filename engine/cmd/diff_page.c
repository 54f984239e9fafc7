#include "engine/cmd/diff_page.h"

#include "engine/cmd/which_night.h"

/* -------------------------------------------------------------------- verdict */

struct judging {
    struct buf *out;
    size_t said;
};

/* "3 functions are more complex" */
static void clause_add(struct judging *j, const char *lead, size_t count, const char *one,
                       const char *many)
{
    if (!count)
        return;
    buf_add_text(j->out, j->said++ ? ", " : lead);
    buf_add_number(j->out, count);
    buf_add_char(j->out, ' ');
    buf_add_text(j->out, count == 1 ? one : many);
}

static size_t cycles_count(const struct diff_cycles *c, enum cycle_change from,
                           enum cycle_change to)
{
    size_t count = 0;

    for (size_t i = 0; i < c->count; i++)
        count += c->items[i].change >= from && c->items[i].change <= to;
    return count;
}

/* By how much a number that should be small rose (sign 1) or fell (-1). Of findings that gates
 * had, those of all rules. */
static size_t number_change(const struct night_diff *d, const char *name, int sign)
{
    int64_t sum = 0;

    for (size_t i = 0; i < d->number_count; i++) {
        const struct diff_number *n = &d->numbers[i];
        bool wanted = name ? slice_equal(n->name, slice_of(name)) : !n->title;
        int64_t change = sign * (n->after.thousandths - n->before.thousandths);

        if (wanted && n->before.known && n->after.known && change > 0)
            sum += change;
    }
    return (size_t)(sum / 1000);
}

static size_t worse_add(struct buf *out, const struct night_diff *d)
{
    static const char lead[] = "Worse: ";
    struct judging j = {.out = out};

    clause_add(&j, lead, d->worse.count, "function is more complex",
               "functions are more complex");
    clause_add(&j, lead, cycles_count(&d->cycles, CYCLE_NEW, CYCLE_CHANGED),
               "import cycle is new or other than before",
               "import cycles are new or other than before");
    clause_add(&j, lead, d->untested.count, "file came to be without tests",
               "files came to be without tests");
    clause_add(&j, lead, d->stale.count, "file left its tests behind",
               "files left their tests behind");
    clause_add(&j, lead, d->partial.count, "file has a syntax error now",
               "files have a syntax error now");
    clause_add(&j, lead, number_change(d, "unresolved", 1), "more import ends nowhere",
               "more imports end nowhere");
    clause_add(&j, lead, number_change(d, NULL, 1), "more finding of gates",
               "more findings of gates");
    buf_add_text(out, j.said ? "." : "");
    return j.said;
}

static size_t better_add(struct buf *out, const struct night_diff *d, bool first)
{
    const char *lead = first ? "Better: " : " Better: ";
    struct judging j = {.out = out};

    clause_add(&j, lead, d->better.count, "function is less complex",
               "functions are less complex");
    clause_add(&j, lead, cycles_count(&d->cycles, CYCLE_SHRUNK, CYCLE_GONE),
               "import cycle is smaller or gone", "import cycles are smaller or gone");
    clause_add(&j, lead, d->tested.count, "file got tests", "files got tests");
    clause_add(&j, lead, d->refreshed.count, "file is no longer behind its tests",
               "files are no longer behind their tests");
    clause_add(&j, lead, d->repaired.count, "syntax error is gone",
               "files have no syntax error any more");
    clause_add(&j, lead, number_change(d, "unresolved", -1), "fewer import ends nowhere",
               "fewer imports end nowhere");
    clause_add(&j, lead, number_change(d, NULL, -1), "finding of gates less",
               "findings of gates less");
    buf_add_text(out, j.said ? "." : "");
    return j.said;
}

static bool is_same(const struct night_diff *d)
{
    return !d->files_changed && !d->files_new.count && !d->files_gone.count &&
           !d->files_moved.count && !d->edges_new.count && !d->edges_gone.count;
}

static void verdict_make(struct diff_page *p)
{
    size_t worse = worse_add(&p->verdict, p->diff);
    size_t better = better_add(&p->verdict, p->diff, !worse);

    if (!worse && !better)
        buf_add_text(&p->verdict,
                     is_same(p->diff)
                         ? "Nothing changed."
                         : "Nothing got worse or better that is counted here.");
    buf_add_char(&p->verdict, '\0');
}

/* ---------------------------------------------------------------------- facts */

static void fact_add(struct diff_page *p, const char *key, const char *title,
                     enum cell_type type, struct cell cell)
{
    p->facts[p->document.fact_count++] =
        (struct document_fact){key, title, type, cell, NULL, 0};
}

static void text_fact(struct diff_page *p, const char *key, struct slice text)
{
    fact_add(p, key, NULL, CELL_TEXT, text.len ? cell_text(text) : (struct cell){0});
}

/* The tree as it is has neither number nor name. */
static void night_facts(struct diff_page *p, const char *const keys[4],
                        const struct night_ring *ring, const struct night *night)
{
    fact_add(p, keys[0], NULL, CELL_NUMBER,
             ring ? cell_number(ring->number) : (struct cell){0});
    text_fact(p, keys[1], ring ? ring->head.name : (struct slice){0});
    text_fact(p, keys[2], night->head.commit);
    fact_add(p, keys[3], NULL, CELL_NUMBER,
             night->head.time_s ? cell_number((uint64_t)night->head.time_s)
                                : (struct cell){0});
}

static void program_facts(struct diff_page *p)
{
    static const char *const before[] = {"before_number", "before_name", "before_commit",
                                         "before_time"};
    static const char *const after[] = {"after_number", "after_name", "after_commit",
                                        "after_time"};
    const struct night_diff *d = p->diff;

    night_facts(p, before, p->before, d->before);
    night_facts(p, after, p->after, d->after);
    fact_add(p, "verdict", NULL, CELL_TEXT, cell_text(slice_of(p->verdict.data)));
    fact_add(p, "rules_changed", NULL, CELL_TRUTH, cell_truth(d->rules_changed));
    fact_add(p, "asked_changed", NULL, CELL_TRUTH, cell_truth(d->asked_changed));
    fact_add(p, "files_changed", NULL, CELL_NUMBER, cell_number(d->files_changed));
}

static void people_facts(struct diff_page *p)
{
    const struct night_diff *d = p->diff;

    fact_add(p, NULL, "from", CELL_TEXT, cell_text(buf_slice(&p->from)));
    fact_add(p, NULL, "to", CELL_TEXT, cell_text(buf_slice(&p->to)));
    fact_add(p, NULL, "files", CELL_NUMBER, cell_number(d->after->file_count));
    fact_add(p, NULL, "that changed", CELL_NUMBER, cell_number(d->files_changed));
    fact_add(p, NULL, "that are new", CELL_NUMBER, cell_number(d->files_new.count));
    fact_add(p, NULL, "that are gone", CELL_NUMBER, cell_number(d->files_gone.count));
    fact_add(p, NULL, "that moved", CELL_NUMBER, cell_number(d->files_moved.count));
}

/* ----------------------------------------------------------------------- page */

static void side_name(struct buf *out, const struct night_ring *ring)
{
    if (ring)
        night_title_add(out, ring);
    else
        buf_add_text(out, "the tree as it is");
}

/* Numbers that are other than before; what only one night knows is none. */
static void changed_find(struct diff_page *p)
{
    const struct night_diff *d = p->diff;

    p->changed = arena_array(&p->memory, struct diff_number, d->number_count + 1);
    for (size_t i = 0; i < d->number_count; i++) {
        const struct diff_number *n = &d->numbers[i];

        if (n->before.known != n->after.known ||
            (n->before.known && n->before.thousandths != n->after.thousandths))
            p->changed[p->changed_count++] = *n;
    }
}

void diff_page_init(struct diff_page *p, const struct night_diff *diff,
                    const struct night_ring *before, const struct night_ring *after,
                    size_t top)
{
    *p = (struct diff_page){.diff = diff, .before = before, .after = after, .top = top};
    side_name(&p->from, before);
    side_name(&p->to, after);
    changed_find(p);
    verdict_make(p);
}

static const char *note_of(const struct night_diff *d)
{
    if (d->rules_changed)
        return "The rules of the program are others than they were: numbers may differ "
               "for that alone.";
    return d->asked_changed ? "What was asked for is something else than it was: numbers "
                              "may differ for that alone."
                            : NULL;
}

void diff_page_make(struct diff_page *p, bool for_people)
{
    struct buf note = {0};

    p->for_people = for_people;
    p->document = (struct document){.what = "diff",
                                    .title = "What changed",
                                    .facts = p->facts,
                                    .sections = p->sections};
    if (for_people)
        people_facts(p);
    else
        program_facts(p);
    buf_add_text(&note, p->verdict.data);
    if (note_of(p->diff))
        buf_add_format(&note, "\n%s", note_of(p->diff));
    p->document.note = arena_copy(&p->memory, buf_slice(&note)).data;
    buf_release(&note);
    diff_sections_make(p);
}

void diff_page_release(struct diff_page *p)
{
    buf_release(&p->verdict);
    buf_release(&p->from);
    buf_release(&p->to);
    buf_release(&p->text);
    arena_release(&p->memory);
}
