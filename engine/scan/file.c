#include "engine/scan/file.h"

static const struct {
    const char *name, *text;
} sources[] = {
#define SOURCE(constant, name, text) {name, text},
#include "engine/scan/sources.def"
#undef SOURCE
};

const char *file_source_name(enum file_source source)
{
    return sources[source].name;
}

const char *file_source_text(enum file_source source)
{
    return sources[source].text;
}
