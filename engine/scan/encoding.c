#include "engine/scan/encoding.h"

#include <ctype.h>

#define NAME_BYTES 64

struct encoding {
    const char *iconv_name;
    const char *python_names;
};

static const struct encoding encodings[] = {
#define ENCODING(iconv_name, python_names) {iconv_name, python_names},
#include "engine/scan/encodings.def"
#undef ENCODING
};

/* The name as Python compares it, between spaces: letters and digits in lower
 * case, any run of other marks between them as one '_'. */
static bool normalise(struct slice name, char normal[NAME_BYTES])
{
    size_t len = 0;
    bool gap = false;

    normal[len++] = ' ';
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.data[i];

        if (len + 4 > NAME_BYTES)
            return false;
        if (!isalnum(c) || c >= 0x80) {
            gap = len > 1;
            continue;
        }
        if (gap)
            normal[len++] = '_';
        gap = false;
        normal[len++] = (char)tolower(c);
    }
    normal[len++] = ' ';
    normal[len] = '\0';
    return len > 2;
}

const char *encoding_of(struct slice cookie)
{
    char name[NAME_BYTES];

    if (!normalise(cookie, name))
        return NULL;
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++) {
        if (strstr(encodings[i].python_names, name))
            return encodings[i].iconv_name;
    }
    return NULL;
}
