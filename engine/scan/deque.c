#include "engine/scan/deque.h"

#include "engine/base/memory.h"

#include <stdlib.h>

void deque_init(struct deque *d)
{
    *d = (struct deque){0};
    pthread_mutex_init(&d->lock, NULL);
}

void deque_release(struct deque *d)
{
    pthread_mutex_destroy(&d->lock);
    free(d->ring);
}

static struct job *slot(const struct deque *d, size_t i)
{
    return &d->ring[(d->front + i) & (d->capacity - 1)];
}

static void ring_double(struct deque *d)
{
    size_t capacity = d->capacity ? 2 * d->capacity : 64;
    struct job *ring = memory_realloc(NULL, capacity, sizeof *ring);

    for (size_t i = 0; i < d->count; i++)
        ring[i] = *slot(d, i);
    free(d->ring);
    d->ring = ring;
    d->capacity = capacity;
    d->front = 0;
}

void deque_push(struct deque *d, struct job job)
{
    pthread_mutex_lock(&d->lock);
    if (d->count == d->capacity)
        ring_double(d);
    *slot(d, d->count++) = job;
    pthread_mutex_unlock(&d->lock);
}

bool deque_pop(struct deque *d, struct job *job)
{
    bool found;

    pthread_mutex_lock(&d->lock);
    found = d->count > 0;
    if (found)
        *job = *slot(d, --d->count);
    pthread_mutex_unlock(&d->lock);
    return found;
}

size_t deque_steal(struct deque *d, struct job *jobs, size_t room)
{
    size_t taken;

    pthread_mutex_lock(&d->lock);
    taken = (d->count + 1) / 2;
    if (taken > room)
        taken = room;
    for (size_t i = 0; i < taken; i++)
        jobs[i] = *slot(d, i);
    if (taken) {
        d->front = (d->front + taken) & (d->capacity - 1);
        d->count -= taken;
    }
    pthread_mutex_unlock(&d->lock);
    return taken;
}
