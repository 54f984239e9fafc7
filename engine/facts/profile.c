#include "engine/facts/profile.h"

#include <string.h>

#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Radon's own; other tools of the same number have no ranks, so they share them. */
#define CYCLOMATIC_RANKS .rank_start = 1, .rank_ends = {5, 10, 20, 30, 40}

/* Sonar's limit of 15 ends C. The others are ours. */
#define COGNITIVE_RANKS .rank_start = 0, .rank_ends = {5, 10, 15, 25, 50}

const struct profile profiles[] = {
    {
        .family = "cambium",
        .name = "cambium-1",
        .summary = "what says most about a function in a line",
        .functions = NAMES("cyclomatic", "cognitive", "nesting", "statements", "branches",
                           "returns", "parameters", "locals", "lines"),
        .classes = NAMES("cyclomatic", "cognitive", "methods", "attributes",
                         "weighted_methods", "bases", "lines"),
        .files = NAMES("cyclomatic", "cognitive", "functions", "classes", "code_lines",
                       "docstring_percent", "hint_percent", "mi"),
        CYCLOMATIC_RANKS,
    },
    {
        .family = "radon",
        .name = "radon-6",
        .summary = "radon's cc, raw, hal and mi",
        .listed = LISTED_TOP,
        .functions =
            NAMES("cyclomatic", "distinct_operators", "distinct_operands", "operators",
                  "operands", "volume", "difficulty", "effort", "bugs"),
        .classes = NAMES("radon_complexity", "cyclomatic", "methods"),
        .files = NAMES("mi", "cyclomatic", "loc", "lloc", "sloc", "comments", "multi",
                       "blank", "single_comments", "distinct_operators",
                       "distinct_operands", "operators", "operands", "volume",
                       "difficulty", "effort", "time", "bugs"),
        CYCLOMATIC_RANKS,
    },
    {
        .family = "mccabe",
        .name = "mccabe-0.7",
        .summary = "the mccabe of flake8 (C901)",
        .listed = LISTED_OUTERMOST,
        .functions = NAMES("mccabe"),
        .classes = NAMES("mccabe", "methods"),
        .files = NAMES("mccabe", "functions"),
        CYCLOMATIC_RANKS,
    },
    {
        .family = "cognitive",
        .name = "cognitive-1",
        .summary = "cognitive complexity as SonarQube counts it for Python (S3776)",
        .listed = LISTED_OUTERMOST,
        .functions = NAMES("cognitive"),
        .classes = NAMES("cognitive", "methods"),
        .files = NAMES("cognitive", "functions"),
        COGNITIVE_RANKS,
    },
    {
        .family = "lizard",
        .name = "lizard-1",
        .summary = "lizard's CCN, nloc, tokens and parameters",
        .functions = NAMES("lizard_cyclomatic", "lizard_lines", "lizard_tokens",
                           "lizard_parameters", "lines"),
        .classes = NAMES("lizard_cyclomatic", "methods"),
        .files = NAMES("lizard_cyclomatic", "lizard_lines", "lizard_tokens", "functions"),
        CYCLOMATIC_RANKS,
    },
    {
        .family = "sonar",
        .name = "sonar-1",
        .summary = "cyclomatic and cognitive complexity as SonarQube counts them",
        .functions = NAMES("sonar_cyclomatic", "cognitive"),
        .classes = NAMES("sonar_cyclomatic", "cognitive", "methods"),
        .files = NAMES("sonar_cyclomatic", "cognitive", "functions", "statements"),
        CYCLOMATIC_RANKS,
    },
    {
        .family = "rca",
        .name = "rca-1",
        .summary = "cyclomatic complexity as rust-code-analysis counts it",
        .functions = NAMES("rca_cyclomatic"),
        .classes = NAMES("rca_cyclomatic", "methods"),
        .files = NAMES("rca_cyclomatic", "functions"),
        CYCLOMATIC_RANKS,
    },
    {
        .family = "origin",
        .name = "origin-1",
        .summary = "the original scanner's numbers of a file",
        .functions = NAMES("branch_weight", "parameters", "hinted_parameters"),
        .classes = NAMES("branch_weight", "methods"),
        .files = NAMES("branch_weight", "origin_lines", "tests", "imports",
                       "has_docstrings", "has_type_hints"),
        CYCLOMATIC_RANKS,
    },
};

const size_t profile_count = sizeof profiles / sizeof *profiles;

const struct profile *profile_by_name(const char *name)
{
    for (size_t i = 0; i < profile_count; i++) {
        if (strcmp(profiles[i].name, name) == 0 || strcmp(profiles[i].family, name) == 0)
            return &profiles[i];
    }
    return NULL;
}

unsigned profile_rank(const struct profile *profile, double number)
{
    unsigned rank = 0;

    while (rank < PROFILE_RANKS - 1 && number > profile->rank_ends[rank])
        rank++;
    return rank;
}

bool profile_lists_function(const struct profile *profile, const struct facts *f,
                            uint32_t function)
{
    const struct function *fn = &f->functions[function];

    switch (profile->listed) {
    case LISTED_ALL: return true;
    case LISTED_OUTERMOST: return !(fn->flags & FUNCTION_NESTED);
    case LISTED_TOP: break;
    }
    return fn->depth == 0 || (fn->depth == 1 && fn->owner != FACTS_NONE);
}

bool profile_lists_class(const struct profile *profile, const struct facts *f,
                         uint32_t class_index)
{
    return profile->listed == LISTED_ALL || f->classes[class_index].depth == 0;
}

enum tally profile_tally(const struct profile *profile)
{
    unsigned tally = 0;

    while (tally < TALLY_COUNT &&
           strcmp(tally_number((enum tally)tally), profile->functions[0]) != 0)
        tally++;
    return (enum tally)tally;
}
