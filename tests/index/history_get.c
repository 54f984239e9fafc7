/* history_get - who changed what, through the store, for the scripts.
 *
 *   history_get ROOT [store FOLDER] [project NAME] [read-only] [off]
 *
 * Writes "kept" or "read", a line feed and the bytes that engine/codec makes of it; or "no", a
 * code of enum err_code and the sentence. */
#include "engine/codec/history_codec.h"
#include "engine/index/kept_history.h"

#include <stdio.h>

static int say(const struct vcs_history *h, bool kept)
{
    struct buf bytes = {0};

    history_encode(&bytes, h);
    puts(kept ? "kept" : "read");
    fwrite(bytes.data, 1, bytes.len, stdout);
    buf_release(&bytes);
    return 0;
}

int main(int count, char **words)
{
    struct scan_options scan = {.keep = {.max_bytes = UINT64_C(1) << 30}};
    struct vcs_history h;
    struct err e;
    bool kept;

    if (count < 2)
        return 2;
    scan.root = words[1];
    for (int i = 2; i < count; i++) {
        if (!strcmp(words[i], "store") && i + 1 < count)
            scan.keep.store = words[++i];
        else if (!strcmp(words[i], "project") && i + 1 < count)
            scan.keep.project = words[++i];
        else if (!strcmp(words[i], "read-only"))
            scan.keep.read_only = true;
        else if (!strcmp(words[i], "off"))
            scan.keep.off = true;
        else
            return 2;
    }
    if (!history_get(&h, scan.root, &scan, &kept, &e)) {
        printf("no %d %s\n", e.code, e.message);
        return 0;
    }
    say(&h, kept);
    vcs_history_release(&h);
    return 0;
}
