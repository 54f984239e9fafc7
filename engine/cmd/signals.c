#include "engine/cmd/signals.h"

#include "engine/cmd/command.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>

static atomic_bool cancelled;
static atomic_int last_signal;

static void stop(int number)
{
    if (atomic_exchange(&cancelled, true))
        _exit(128 + number);
    atomic_store(&last_signal, number);
}

void signals_watch(void)
{
    struct sigaction action = {.sa_handler = stop, .sa_flags = SA_RESTART};
    struct sigaction ignore = {.sa_handler = SIG_IGN};

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGALRM, &action, NULL);
    /* A reader that went away is a failed write, and a file size limit too. */
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGXFSZ, &ignore, NULL);
}

const atomic_bool *signals_cancelled(void)
{
    return &cancelled;
}

void signals_stop_after(unsigned seconds)
{
    alarm(seconds);
}

int signals_status(void)
{
    int number = atomic_load(&last_signal);

    if (number == SIGALRM)
        return STATUS_FATAL;
    return number ? 128 + number : STATUS_DONE;
}
