/* scan.h - the entries of a pack one behind the other, without its index.
 *
 * For making an index anew and for exported files. Damage is stepped over: the scan
 * goes on at the next bytes that start like an entry. A hostile file can't make it
 * read more than a few times its length. */
#ifndef CAMBIUM_STORE_SCAN_H
#define CAMBIUM_STORE_SCAN_H

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "store/entry.h"

#include <stdbool.h>
#include <stdint.h>

enum scan_step {
    SCAN_END,
    SCAN_ENTRY,
    SCAN_DAMAGE,     /* from `offset` on, as far as the next step says */
    SCAN_UNREADABLE, /* the same, but it is the disk */
};

struct scan {
    int fd;          /* borrowed */
    uint64_t size;   /* of the file */
    uint64_t at;     /* what comes next */
    uint64_t budget; /* bytes that may yet be read for nothing */
    uint64_t offset; /* of the last step */
    struct entry entry;
    struct buf bytes; /* the whole entry */
};

/* False: ERR_FORMAT, it isn't a pack; ERR_UNSUPPORTED, a pack of another format. */
bool scan_init(struct scan *s, int fd, uint64_t size, struct err *e);
enum scan_step scan_next(struct scan *s);
void scan_release(struct scan *s);

#endif
