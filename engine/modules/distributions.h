/* distributions.h - which distribution has which module.
 *
 * A project declares distributions (pyyaml) and imports modules (yaml). Which has which
 * stands in the distributions themselves, and those aren't looked at: here it is known by
 * name, and for those whose names differ by a table of the well-known ones
 * (distributions.def). So false means: not as far as we know.
 *
 * Names of distributions are normalised as PEP 503 says: lower case, runs of - _ . are
 * one -. Functions of their arguments; any thread. */
#ifndef CAMBIUM_MODULES_DISTRIBUTIONS_H
#define CAMBIUM_MODULES_DISTRIBUTIONS_H

#include "engine/base/arena.h"
#include "engine/base/slice.h"

#include <stdbool.h>

/* Longer names are none of a distribution's. */
enum { DISTRIBUTION_MAX_BYTES = 256 };

/* `name` normalised, in the arena; empty if it is no name of a distribution: letters,
 * digits and - _ . of ASCII, with a letter or digit at both ends. */
struct slice distribution_normalise(struct slice name, struct arena *a);

/* The distribution has that module, or the package that it is in: for "google.cloud.storage
 * .blob" google-cloud-storage has, since its name is that of a package above.
 *
 * By name a distribution has the module whose dots, underscores and capitals it
 * writes its own way, also behind apache- (apache-airflow has airflow). types-X and X-stubs have
 * what X has. Packages that many distributions share ("google.cloud") are of each that
 * has something in them. */
bool distribution_provides(struct slice distribution, struct slice module);

#endif
