/* doctor.h - `cambium config doctor`: how roots were found, and what is odd about imports. */
#ifndef CAMBIUM_CMD_DOCTOR_H
#define CAMBIUM_CMD_DOCTOR_H

#include "engine/cmd/command.h"

/* Says what goes wrong by itself. */
enum status doctor(const struct settings *s);

#endif
