#include "engine/index/summary.h"

#include <math.h>

double share_of(uint64_t part, uint64_t whole)
{
    return whole ? (double)part / (double)whole : NAN;
}

/* ----------------------------------------------------------------- summary */

static void source_add(struct summary *s, const struct record *r)
{
    const struct facts *f = r->file->facts;

    s->complexity += r->complexity;
    if (!f)
        return;
    if (r->file->lines.code || r->file->lines.docstring) {
        s->python_sources++;
        s->documented_files += f->has_docstrings;
        s->hinted_files += f->has_type_hints;
    }
}

static void coverage_add(struct summary *s, const struct record *r)
{
    if (r->category != CATEGORY_SOURCE)
        return;
    s->outdated_coverage += r->coverage == COVERAGE_OUTDATED;
    if (r->coverage != COVERAGE_KNOWN)
        return;
    s->covered_files++;
    s->lines_to_cover += r->lines_to_cover;
    s->lines_covered += r->lines_covered;
}

void summary_add(struct summary *s, const struct record *r,
                 const struct record_options *o)
{
    bool untested = record_is_untested(r);
    bool high = r->has_impact && r->impact_hundredths >= o->high_impact_hundredths;

    s->files++;
    s->by_category[r->category]++;
    s->lines_by_category[r->category] += r->file->lines.code;
    s->needing_tests += r->need == NEED_REQUIRED;
    s->untested += untested;
    s->critical += high && untested;
    s->known_staleness += r->known_staleness;
    s->stale += r->stale;
    s->stale_days += r->stale ? r->stale_days : 0;
    s->attention += r->attention != 0;
    s->partial += r->file->partial;
    coverage_add(s, r);
    if (r->category == CATEGORY_SOURCE)
        source_add(s, r);
    if (r->category == CATEGORY_TEST && r->file->facts)
        s->test_functions += r->file->facts->test_count;
}

void summary_make(struct summary *s, const struct records *r)
{
    *s = (struct summary){.orphans = r->tests.orphan_count,
                          .ambiguous = r->tests.ambiguity_count};
    for (size_t i = 0; i < r->count; i++)
        summary_add(s, &r->items[i], &r->options);
}

/* ------------------------------------------------------------------- score */

static struct health_part coverage_part(const struct summary *s)
{
    struct health_part p = {.share = share_of(s->lines_covered, s->lines_to_cover),
                            .most = 25};

    p.points = p.share >= 0.8   ? 25
               : p.share >= 0.6 ? 15
               : p.share >= 0.4 ? 5
               : p.share >= 0.2 ? 0
                                : -15;
    return p;
}

static struct health_part tests_part(const struct summary *s)
{
    struct health_part p = {
        .share = share_of(s->needing_tests - s->untested, s->needing_tests), .most = 15};

    p.points = (p.share - 0.5) * 30;
    return p;
}

static struct health_part staleness_part(const struct summary *s)
{
    struct health_part p = {
        .share = s->known_staleness ? share_of(s->stale, s->by_category[CATEGORY_SOURCE])
                                    : NAN};

    p.points = -20 * p.share;
    return p;
}

static struct health_part docstrings_part(const struct summary *s)
{
    struct health_part p = {.share = share_of(s->documented_files, s->python_sources),
                            .most = 10};

    p.points = p.share >= 0.8 ? 10 : p.share >= 0.5 ? 5 : 0;
    return p;
}

static void score_make(struct health *h)
{
    double gain = 0, loss = 0, most = 0;

    for (int i = 0; i < PART_COUNT; i++) {
        const struct health_part *p = &h->parts[i];

        if (!p->known)
            continue;
        most += p->most;
        *(p->points > 0 ? &gain : &loss) += p->points;
    }
    h->scale = most > 0 ? 50 / most : 0;
    h->score = fmin(100, fmax(0, 50 + gain * h->scale + loss));
    h->grade = h->score >= 90   ? 'A'
               : h->score >= 80 ? 'B'
               : h->score >= 70 ? 'C'
               : h->score >= 60 ? 'D'
                                : 'F';
}

void health_make(struct health *h, const struct summary *s,
                 const struct record_options *o)
{
    struct record_options usual;

    record_options_init(&usual);
    *h = (struct health){.parts = {[PART_COVERAGE] = coverage_part(s),
                                   [PART_TESTS] = tests_part(s),
                                   [PART_STALENESS] = staleness_part(s),
                                   [PART_DOCSTRINGS] = docstrings_part(s)}};
    for (int i = 0; i < PART_COUNT; i++) {
        h->parts[i].known = isfinite(h->parts[i].share);
        h->parts[i].points *= o->health_points[i] / usual.health_points[i];
        h->parts[i].most *= o->health_points[i] / usual.health_points[i];
        if (!h->parts[i].known)
            h->parts[i].points = NAN;
    }
    h->known = h->parts[PART_TESTS].known || h->parts[PART_DOCSTRINGS].known;
    if (h->known)
        score_make(h);
}

double health_points(const struct health *h, enum health_part_name part)
{
    double points = h->parts[part].points;

    return points > 0 ? points * h->scale : points;
}

const char *health_part_title(enum health_part_name part)
{
    static const char *const titles[] = {"coverage", "tests", "staleness", "docstrings"};

    return titles[part];
}
