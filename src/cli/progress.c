/* progress.c - one line on the error stream, erased at the end. */

#include "cli/progress.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

static const double PATIENCE = 0.5;   /* seconds before the first line */
static const double PLAIN_EVERY = 30; /* seconds between lines that are not erased */

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

void progress_start(struct progress *progress, struct cli *cli, const char *what)
{
    const char *when = cli->options.progress;

    *progress = (struct progress){.cli = cli, .what = what, .started = now()};
    progress->shown = progress->started;
    if (cli->options.quiet || (when && strcmp(when, "never") == 0))
        progress->form = PROGRESS_NONE;
    else if ((when && strcmp(when, "plain") == 0) || !cli->err_is_terminal)
        progress->form = PROGRESS_PLAIN;
}

double progress_seconds(const struct progress *progress)
{
    return now() - progress->started;
}

void progress_tell(void *user, const struct assay_progress *state)
{
    struct progress *progress = user;
    FILE *out = progress->cli->err;
    double seconds = progress_seconds(progress), time = now();
    double gigabytes = (double)state->bytes / 1e9, rate = (double)state->bytes / 1e6 / seconds;
    double share = state->bytes_known ? (double)state->bytes / (double)state->bytes_known : 0;

    if (progress->form == PROGRESS_NONE || seconds < PATIENCE)
        return;
    if (progress->form == PROGRESS_PLAIN && time - progress->shown < PLAIN_EVERY)
        return;
    progress->shown = time;
    if (progress->form == PROGRESS_LINE)
        fputs("\r\033[K", out);
    fprintf(out, "%s  ", progress->what);
    if (state->walked && share <= 1)
        fprintf(out, "%2.0f%%  %.1f of %.1f GB", share * 100, gigabytes,
                (double)state->bytes_known / 1e9);
    else
        fprintf(out, "%.1f GB", gigabytes);
    fprintf(out, "  %.0f MB/s  %" PRIu64 " items", rate, state->items);
    if (state->walked && share > 0.02 && share <= 1)
        fprintf(out, "  %.0fs left", seconds / share - seconds);
    if (progress->form == PROGRESS_PLAIN)
        fputc('\n', out);
    progress->drawn = true;
    fflush(out);
}

void progress_end(struct progress *progress)
{
    if (progress->drawn && progress->form == PROGRESS_LINE) {
        fputs("\r\033[K", progress->cli->err);
        fflush(progress->cli->err);
    }
}
