/* deque.h - jobs of one worker: it pushes and pops at the end, others steal
 * from the front.
 *
 * A ring behind a lock. Jobs are tens of microseconds long and a lock that
 * nobody else holds costs some tens of nanoseconds; a lock-free deque gains
 * nothing here and is far harder to read. Any thread may call anything. */
#ifndef CAMBIUM_SCAN_DEQUE_H
#define CAMBIUM_SCAN_DEQUE_H

#include "engine/scan/pool.h"

#include <pthread.h>
#include <stdbool.h>

struct deque {
    pthread_mutex_t lock;
    struct job *ring;
    size_t capacity; /* a power of two, or 0 */
    size_t front, count;
};

void deque_init(struct deque *d);
void deque_release(struct deque *d);
void deque_push(struct deque *d, struct job job);
bool deque_pop(struct deque *d, struct job *job); /* the newest */

/* Takes the older half, at most `room`, oldest first. Returns how many. */
size_t deque_steal(struct deque *d, struct job *jobs, size_t room);

#endif
