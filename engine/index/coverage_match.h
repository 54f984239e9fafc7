/* coverage_match.h - which files of the tree the names in a report mean.
 *
 * A mapping cuts a beginning off a name and puts a folder of the tree in front of what is
 * left. Of these, in this order, the first that makes a name a path of the tree decides:
 *
 *   folders  what the report says that names are below: a folder in or above the root as it
 *            stands; of any other the ending that makes the most names paths, the longest if
 *            there are several. A name that is another file below another folder means none.
 *   root     cuts the root's own path off absolute names
 *   itself   nothing is cut or put
 *   way      cuts what leads from the top of the work tree down to the root
 *   vote     the mapping that makes the most of the names left over paths, if those are more
 *            than half of all names or if what it cuts ends as the way does; of several, the
 *            one that cuts the least, then by bytes. It gives no file that has a name already.
 *
 * Only paths of the tree come out, so nothing leads out of it. */
#ifndef CAMBIUM_INDEX_COVERAGE_MATCH_H
#define CAMBIUM_INDEX_COVERAGE_MATCH_H

#include "engine/index/coverage_report.h"
#include "engine/scan/result.h"

#define COVERAGE_NO_FILE UINT32_MAX

/* Where the tree lies: as discover_root_path and discover_way say it. */
struct coverage_place {
    struct slice root, way;
};

/* Fills file_of[i] for each name of a closed report: a number in tree->files, or
 * COVERAGE_NO_FILE. */
void coverage_match(const struct coverage_report *report, const struct part *tree,
                    const struct coverage_place *place, uint32_t *file_of);

#endif
