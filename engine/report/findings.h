/* findings.h - what gates found, for people and for the programs that show it.
 *
 *   text      a line a finding for editors, what to do about each rule, a summary as the last line
 *   json      all of it (schema/cambium-1-check.schema.json)
 *   sarif     2.1.0, the 5,000 worst: GitHub keeps no more, and refuses more than 25,000
 *   github    workflow commands, that become annotations; the first ten of a kind are shown
 *   gitlab    a Code Quality report
 *   junit     a suite a rule that was looked at
 *   markdown  for a comment on a merge request: at most 50 findings, and as long as GitHub takes
 *
 * Failing findings come first, the worst before all, where a format has no other order: text
 * and json are in that of paths. Accepted and allowed ones are in json and sarif only, and
 * counted elsewhere. Names may hold any bytes (README.md); in all but json what people are to
 * read is written as on a page. */
#ifndef CAMBIUM_REPORT_FINDINGS_H
#define CAMBIUM_REPORT_FINDINGS_H

#include "engine/index/finding.h"
#include "engine/report/out.h"
#include "engine/report/report.h"

struct findings_page {
    const struct findings
        *findings;          /* closed; each of a rule that is among their rules */
    uint64_t files;         /* that were looked at */
    size_t unused_baseline; /* lines of the baseline */
    const char *version;    /* of the program */
};

/* Names of the formats, in the order of findings_write; the last one is NULL. */
extern const char *const findings_formats[];
extern void (*const findings_write[])(const struct findings_page *page,
                                      const struct style *style, struct out *out);

#endif
