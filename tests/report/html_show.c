/* Writes the page for html_in_a_browser.py: html_show TITLE FILE, where FILE holds a JSON
 * document as html/README.md has it. The page goes to standard output. */
#include "engine/report/html.h"

#include <stdio.h>

static bool to_stdout(void *context, struct slice bytes, struct err *e)
{
    (void)context;
    return fwrite(bytes.data, 1, bytes.len, stdout) == bytes.len ||
           err_set(e, ERR_IO, "can't write");
}

static bool file_read(const char *path, struct buf *data)
{
    FILE *file = fopen(path, "rb");
    size_t got;

    if (!file)
        return false;
    while ((got = fread(buf_reserve(data, 65536), 1, 65536, file)) > 0)
        data->len += got;
    return fclose(file) == 0;
}

int main(int argc, char **argv)
{
    struct out out = {.write = to_stdout};
    struct buf data = {0};
    bool written;

    if (argc != 3 || !file_read(argv[2], &data))
        return 2;
    html_write(slice_of(argv[1]), buf_slice(&data), &out);
    written = out_flush(&out, NULL);
    out_release(&out);
    buf_release(&data);
    return written ? 0 : 1;
}
