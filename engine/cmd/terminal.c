#include "engine/cmd/terminal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

void terminal_guard_streams(void)
{
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) != -1)
            continue;
        /* The other way round, so that using it is the error that it should be. */
        if (open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
            _exit(4);
    }
}

bool terminal_is(int fd)
{
    return isatty(fd) == 1;
}

static bool colour_wanted(const struct settings *settings, int fd)
{
    const char *no_colour = getenv("NO_COLOR");
    const char *term = getenv("TERM");

    if (settings->colour != WHEN_AUTO)
        return settings->colour == WHEN_ALWAYS;
    return terminal_is(fd) && !(no_colour && *no_colour) && term &&
           strcmp(term, "dumb") != 0;
}

static bool utf8_locale(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return strcasestr(value, "utf-8") || strcasestr(value, "utf8");
    }
    return false;
}

struct style terminal_style(const struct settings *settings, int fd)
{
    struct style style = {
        .width = 100, .top = settings->top, .terminal = terminal_is(fd)};
    struct winsize size;

    style.colour = colour_wanted(settings, fd);
    /* A file gets the same bytes wherever the run took place. */
    style.unicode = !style.terminal || utf8_locale();
    if (style.terminal && ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
        style.width = size.ws_col;
    return style;
}
