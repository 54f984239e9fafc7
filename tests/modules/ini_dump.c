/* ini_dump < FILE - what ini reads: "S<section>K<key>V<value>" with a NUL behind each, or
 * "E<reason>" at the end. */
#include "engine/base/buf.h"
#include "engine/modules/ini.h"

#include <stdio.h>

static void print(void *context, struct slice section, struct slice key,
                  struct slice value)
{
    (void)context;
    printf("S%.*s", (int)section.len, section.data);
    putchar(0);
    printf("K%.*s", (int)key.len, key.data);
    putchar(0);
    printf("V%.*s", (int)value.len, value.data);
    putchar(0);
}

int main(void)
{
    struct buf text = {0};
    struct err e;
    size_t got;

    while ((got = fread(buf_reserve(&text, 65536), 1, 65536, stdin)) > 0)
        text.len += got;
    if (!ini_read(buf_slice(&text), print, NULL, &e))
        printf("E%s", e.message);
    buf_release(&text);
    return 0;
}
