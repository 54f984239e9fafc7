/* A system that has no more than CAMBIUM_THREADS threads at a time, besides the
 * first: pthread_create fails as it does under a limit of processes. */
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

typedef int create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

struct thread {
    void *(*start)(void *);
    void *argument;
    atomic_long *alive;
};

static void *run(void *context)
{
    struct thread thread = *(struct thread *)context;
    void *result;

    free(context);
    result = thread.start(thread.argument);
    atomic_fetch_sub(thread.alive, 1);
    return result;
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                   void *(*start)(void *), void *argument)
{
    static atomic_long alive;
    const char *limit = getenv("CAMBIUM_THREADS");
    struct thread *context = malloc(sizeof *context);
    union {
        void *address;
        create *call;
    } real = {dlsym(RTLD_NEXT, "pthread_create")};

    if (atomic_fetch_add(&alive, 1) >= (limit ? atol(limit) : 0) || !context) {
        atomic_fetch_sub(&alive, 1);
        free(context);
        return EAGAIN;
    }
    *context = (struct thread){start, argument, &alive};
    return real.call(thread, attributes, run, context);
}
