/* diff_page.h - what is different between two nights, as lists that every format writes. */
#ifndef CAMBIUM_CMD_DIFF_PAGE_H
#define CAMBIUM_CMD_DIFF_PAGE_H

#include "engine/cmd/tonight.h"
#include "engine/index/night_diff.h"
#include "engine/report/document.h"

enum { DIFF_FACTS = 16, DIFF_SECTIONS = 19 };

/* What a change means: Markdown shows what got worse and folds up the rest. */
enum diff_tone { TONE_NUMBERS, TONE_WORSE, TONE_BETTER, TONE_NEITHER };

struct diff_page {
    const struct night_diff *diff;
    const struct night_ring *before, *after; /* NULL: the tree as it is */
    size_t top;                              /* rows that people see; 0: all */
    bool for_people;                         /* what rows are written for */
    struct document document;                /* of the format */
    struct document_fact facts[DIFF_FACTS];
    struct document_section sections[DIFF_SECTIONS];
    enum diff_tone tones[DIFF_SECTIONS];
    struct diff_number *changed; /* those that people see */
    size_t changed_count;
    struct buf verdict, from, to;
    struct buf text;     /* of a row's cells */
    struct slice few[8]; /* the same */
    struct arena memory;
};

/* Borrows all. It must not be moved; release it. */
void diff_page_init(struct diff_page *p, const struct night_diff *diff,
                    const struct night_ring *before, const struct night_ring *after,
                    size_t top);
void diff_page_release(struct diff_page *p);

/* Fills the document: for programs with every list, for people with those that hold
 * something. */
void diff_page_make(struct diff_page *p, bool for_people);

/* Adds the sections: diff_sections.c. */
void diff_sections_make(struct diff_page *p);

/* A comment on a merge request: diff_markdown.c. */
void diff_markdown(struct diff_page *p, struct out *out);

#endif
