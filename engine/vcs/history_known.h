/* history_known.h - what a history that was read before says of commits behind another HEAD. */
#ifndef CAMBIUM_VCS_HISTORY_KNOWN_H
#define CAMBIUM_VCS_HISTORY_KNOWN_H

#include "engine/vcs/history.h"
#include "engine/vcs/intern.h"

#include <stdbool.h>
#include <stdint.h>

#define KNOWN_NONE UINT32_MAX

/* Was it cut off where the history is cut off now? */
bool history_cuts_agree(const struct vcs_history *h, const struct intern *cuts);

struct history_known {
    const struct vcs_history *history; /* NULL: nothing is known */
    bool *reached;                     /* of each commit */
    uint32_t *todo;
    size_t todo_count, todo_capacity;
};

/* Borrows the history, which may be NULL. It is forgotten if it says nothing of this folder
 * or was cut off elsewhere. */
void history_known_init(struct history_known *k, const struct vcs_history *history,
                        struct slice way, const struct intern *cuts);

/* The number of a commit, or KNOWN_NONE. */
uint32_t history_known_find(const struct history_known *k, const unsigned char *id);

/* It and all behind it are behind HEAD. */
void history_known_reach(struct history_known *k, uint32_t commit);

void history_known_release(struct history_known *k);

#endif
