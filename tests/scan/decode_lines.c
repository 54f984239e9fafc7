/* Decodes the contents that come on standard input, each in hex on a line, and says
 * on a line what became of it, for scripts to judge:
 *
 *   ok BYTES-IN-HEX
 *   invalid BYTE LINE BYTES-IN-HEX
 *   failed REASON: SENTENCE
 *
 * With --map, decoded:original follows for every decoded offset. */
#include "engine/scan/decode.h"

#include "engine/base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_hex(struct slice text)
{
    for (size_t i = 0; i < text.len; i++)
        printf("%02x", (unsigned char)text.data[i]);
}

static void print_map(const struct decoded *d)
{
    for (size_t i = 0; i <= d->text.len; i++)
        printf(" %zu:%u", i,
               d->map ? offset_map_original(d->map, (uint32_t)i) : (unsigned)i);
}

static void print_decoded(const struct decoded *d, bool with_map)
{
    if (d->invalid)
        printf("invalid %zu %u ", d->invalid_byte, d->invalid_line);
    else
        printf("ok ");
    print_hex(d->text);
    if (with_map)
        print_map(d);
    putchar('\n');
}

static void contents_of(struct slice hex, struct buf *contents)
{
    buf_clear(contents);
    for (size_t i = 0; i + 1 < hex.len; i += 2) {
        char digits[] = {hex.data[i], hex.data[i + 1], '\0'};
        buf_add_char(contents, (char)strtoul(digits, NULL, 16));
    }
    memset(buf_reserve(contents, READ_PADDING_BYTES), 0, READ_PADDING_BYTES);
}

int main(int argc, char **argv)
{
    bool with_map = argc > 1 && strcmp(argv[1], "--map") == 0;
    struct decoder decoder = {0};
    struct buf contents = {0};
    char *line = NULL;
    size_t capacity = 0;
    ssize_t len;

    while ((len = getline(&line, &capacity, stdin)) > 0) {
        struct read_buffer source;
        struct decoded decoded;
        struct err e = {0};
        enum reason why;

        contents_of((struct slice){line, (size_t)len}, &contents);
        source = (struct read_buffer){
            .data = contents.data, .len = contents.len, .capacity = contents.capacity};
        if (decode_python(&decoder, &source, &decoded, &why, &e))
            print_decoded(&decoded, with_map);
        else
            printf("failed %s: %s\n", reason_name(why), e.message);
    }
    free(line);
    buf_release(&contents);
    decoder_release(&decoder);
    return 0;
}
