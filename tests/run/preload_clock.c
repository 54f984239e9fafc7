/* A machine whose clock is CAMBIUM_CLOCK seconds off. */
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *now)
{
    const char *off = getenv("CAMBIUM_CLOCK");
    int result = (int)syscall(SYS_clock_gettime, clock, now);

    if (off && clock == CLOCK_REALTIME)
        now->tv_sec += atol(off);
    return result;
}

time_t time(time_t *now)
{
    struct timespec precise;

    clock_gettime(CLOCK_REALTIME, &precise);
    if (now)
        *now = precise.tv_sec;
    return precise.tv_sec;
}
