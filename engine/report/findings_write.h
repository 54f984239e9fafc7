/* findings_write.h - what the formats of findings have in common, and each of them. */
#ifndef CAMBIUM_REPORT_FINDINGS_WRITE_H
#define CAMBIUM_REPORT_FINDINGS_WRITE_H

#include "engine/report/findings.h"
#include "engine/report/json.h"

/* The most that programs get to see of a message. */
#define FINDINGS_COLUMNS 1000

typedef void findings_writer(const struct findings_page *page, const struct style *style,
                             struct out *out);

findings_writer findings_write_text, findings_write_json, findings_write_sarif,
    findings_write_github, findings_write_gitlab, findings_write_junit,
    findings_write_markdown;

/* All of them. First those that fail: errors before warnings, then those that are the most times
 * over their limit (what has no number is at it), then in their order. free() it. */
const struct finding **findings_worst_first(const struct findings *f);

static inline bool finding_fails(const struct finding *one)
{
    return one->state == FINDING_NEW || one->state == FINDING_WORSE;
}

/* A value to show, or NAN. */
double finding_value(const struct finding *one);
double finding_limit(const struct finding *one);
double finding_accepted(const struct finding *one);

/* Its path; "." for the whole tree. */
struct slice finding_path(const struct finding *one);

/* The message, and what the baseline accepts if it got worse. Any bytes. */
void finding_message(struct buf *out, const struct finding *one);

/* As page.h shows a name: UTF-8 without what controls or hides, at most so many columns (0:
 * all). */
void finding_shown(struct buf *out, struct slice name, unsigned columns);

/* As much of it as may be shown in so many columns. */
struct slice finding_short(struct slice text, unsigned columns);

/* The message, shown in FINDINGS_COLUMNS. */
void finding_message_shown(struct buf *out, const struct finding *one);

/* The path, as it is if there is nothing in it that may not be shown, so that a program finds
 * it. */
void finding_path_shown(struct buf *out, const struct finding *one);

/* "3 findings fail the gate (2 new, 1 worse), 12 accepted, 1 allowed, 812 files" */
void findings_summary(struct buf *out, const struct findings_page *page);

/* "2 entries of the baseline are not needed any more", or nothing. */
void findings_unused(struct buf *out, const struct findings_page *page);

const char *severity_name(enum severity severity); /* "error" */
const char *finding_state_name(enum finding_state state);

static inline void json_key_slice(struct json *j, const char *name, struct slice text)
{
    json_key(j, name);
    json_string(j, text);
}

#endif
