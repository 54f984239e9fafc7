#include "engine/cmd/run.h"

#include "engine/cmd/progress.h"
#include "engine/cmd/signals.h"

#include <sys/resource.h>

static bool limit_memory(const struct settings *s, struct err *e)
{
    struct rlimit limit = {s->max_memory_bytes, s->max_memory_bytes};

    if (!s->max_memory_bytes)
        return true;
    if (s->max_memory_bytes < (uint64_t)16 << 20)
        return err_set(e, ERR_USAGE, "--max-memory can't be less than 16M");
    /* The kernel keeps it, for libraries too: an allocation over it fails, which
     * is fatal and said. */
    if (setrlimit(RLIMIT_DATA, &limit) != 0)
        return err_set(e, ERR_USAGE, "--max-memory can't be set on this system");
    return true;
}

bool run_check(const struct settings *s, struct err *e)
{
    if (s->max_file_bytes > (uint64_t)1023 << 20)
        return err_set(e, ERR_USAGE, "--max-file-size can't be over 1023M");
    return limit_memory(s, e);
}

struct scan_options run_options(const struct settings *s, const char *root,
                                const struct buf *list)
{
    return (struct scan_options){
        .root = root,
        .discover = settings_walk(s),
        .listed = s->files_from != NULL,
        .list = buf_slice(list),
        .list_separator = s->null_separated ? '\0' : '\n',
        .max_file_bytes = s->max_file_bytes,
        .parser = s->parser,
        .keep = s->keep,
        .threads = s->jobs,
        .cancelled = signals_cancelled(),
    };
}

enum status run_failure(const struct err *err)
{
    if (err->code == ERR_CANCELLED && signals_status() == STATUS_FATAL)
        say("%s: its --max-time is up", err->message);
    else
        say("%s", err->message);
    if (err->code == ERR_CANCELLED)
        return (enum status)signals_status();
    return err->code == ERR_USAGE || err->code == ERR_IO ? STATUS_USAGE : STATUS_FATAL;
}

bool run_scan(const struct settings *s, struct scan_options *options, struct part *result,
              struct scan_stats *stats, enum status *status)
{
    struct scan_progress counters = {0};
    struct progress *progress;
    struct err err;
    bool done;

    signals_stop_after(s->max_seconds);
    options->progress = &counters;
    progress = progress_start(s, &counters);
    done = scan_run(options, result, stats, &err);
    progress_stop(progress);
    options->progress = NULL;
    if (!done)
        *status = run_failure(&err);
    return done;
}

/* What --parser both found. */
static void differences_say(const struct part *result)
{
    for (size_t i = 0; i < result->count; i++) {
        const struct file *file = result->files[i];
        if (file->difference)
            say("%.*s: the parsers disagree: %s", (int)file->path.len, file->path.data,
                file->difference);
    }
}

static void store_trouble_say(const struct keeper_stats *k)
{
    if (k->trouble.code != ERR_NONE && k->store.lost)
        say("the store: %s (%ju entries are not kept)", k->trouble.message,
            (uintmax_t)k->store.lost);
    else if (k->trouble.code != ERR_NONE)
        say("the store: %s", k->trouble.message);
}

void run_failures_say(const struct part *result)
{
    for (size_t i = 0; i < result->count; i++) {
        const struct file *file = result->files[i];
        if (file->outcome == FILE_FAILED)
            say("%.*s: %s", (int)file->path.len, file->path.data,
                file->detail ? file->detail : reason_text(file->reason));
    }
}

enum status run_status(const struct settings *s, const struct part *result,
                       const struct scan_stats *stats)
{
    const struct totals *t = &result->totals;

    if (stats->parser.different)
        differences_say(result);
    store_trouble_say(&stats->keeper);
    if (s->fail_on != FAIL_ON_NONE && t->failed)
        return STATUS_INCOMPLETE;
    if (s->fail_on == FAIL_ON_PARTIAL && t->partial)
        return STATUS_INCOMPLETE;
    return stats->parser.different ? STATUS_FINDINGS : STATUS_DONE;
}
