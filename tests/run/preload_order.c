/* Shuffles what getdents64 gives, another way for each CAMBIUM_ORDER: directories
 * are read in an order that no file system has. Records keep their places' d_off;
 * who reads a folder from its start to its end needs none. */
#include <dirent.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static uint64_t seed(int fd)
{
    const char *order = getenv("CAMBIUM_ORDER");

    return (order ? strtoull(order, NULL, 10) : 0) * 0x9E3779B97F4A7C15u + (uint64_t)fd;
}

static uint64_t next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static size_t record_bytes(const char *record)
{
    return ((const struct dirent64 *)(const void *)record)->d_reclen;
}

/* Moves one record, picked by chance, to the front of the `len` bytes at `at`. */
static size_t pick(char *at, size_t len, uint64_t *state)
{
    size_t count = 0, offset = 0, size;
    char record[1024];

    for (size_t i = 0; i < len; i += record_bytes(at + i))
        count++;
    for (uint64_t skip = next(state) % count; skip > 0; skip--)
        offset += record_bytes(at + offset);
    size = record_bytes(at + offset);
    memcpy(record, at + offset, size);
    memmove(at + size, at, offset);
    memcpy(at, record, size);
    return size;
}

ssize_t getdents64(int fd, void *buffer, size_t size)
{
    ssize_t got = syscall(SYS_getdents64, fd, buffer, size);
    uint64_t state = seed(fd) | 1;
    char *at = buffer, *end = at + (got > 0 ? got : 0);

    while (at < end)
        at += pick(at, (size_t)(end - at), &state);
    return got;
}
