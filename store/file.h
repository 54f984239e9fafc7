/* file.h - whole reads and writes at an offset.
 *
 * Interrupted and short calls are carried on with. */
#ifndef CAMBIUM_STORE_FILE_H
#define CAMBIUM_STORE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* False: errno says why, 0 that the file ends too early. */
bool file_read_at(int fd, void *to, size_t len, uint64_t offset);

/* False: errno says why; some of the bytes may have been written. */
bool file_write_at(int fd, const void *from, size_t len, uint64_t offset);

#endif
