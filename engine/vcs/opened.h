/* opened.h - what one open repository is, for the files that answer questions of it. */
#ifndef CAMBIUM_VCS_OPENED_H
#define CAMBIUM_VCS_OPENED_H

#include "engine/vcs/place.h"
#include "engine/vcs/vcs.h"

#include "engine/vcs/libgit2.h"

struct vcs {
    struct arena arena;
    struct place place;
    git_repository *repository;
    bool shallow; /* its history was cut off when it was cloned */
};

#endif
