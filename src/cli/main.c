/* main.c - the program: streams, signals and terminal; everything else is cli_run(). */

#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "cli/cli.h"

/* Within it a second signal is the same stop: a terminal, timeout(1) and runners of jobs signal the
 * process and then its group. */
static const double SAME_STOP = 1; /* second */

static struct timespec stopped; /* when the first came; written by its handler alone */

static void listen_to_stops(void (*handler)(int), int flags)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};

    sigaddset(&action.sa_mask, SIGINT);
    sigaddset(&action.sa_mask, SIGTERM);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

static void end_at_once(int number)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    if ((double)(now.tv_sec - stopped.tv_sec) + (double)(now.tv_nsec - stopped.tv_nsec) / 1e9 >
        SAME_STOP)
        _exit(EXIT_SIGNAL + number);
}

/* The run ends by itself and tells what it saw; no second signal may cut that short. */
static void stop(int number)
{
    clock_gettime(CLOCK_MONOTONIC, &stopped);
    listen_to_stops(end_at_once, SA_RESTART);
    cli_interrupted = number;
}

static unsigned terminal_width(void)
{
    const char *columns = getenv("COLUMNS");
    struct winsize size;
    uint64_t width;

    if (columns && text_u64(bytes_text(columns), &width) && width >= 20 && width <= 1000)
        return (unsigned)width;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20)
        return size.ws_col;
    return 80;
}

int main(int argc, char **argv)
{
    struct cli cli = {.out = stdout, .err = stderr};
    struct assay_git_environment *git = NULL;
    struct assay_error err = {0};
    int code;

    /* Only the kind of bytes that the terminal takes; numbers and order stay those of the C locale.
     */
    setlocale(LC_CTYPE, "");
    cli.ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
    if (clock_check(&err) != ASSAY_OK || assay_git_environment_take(&git, &err) != ASSAY_OK)
        return cli_fail(&cli, &err);
    cli.git = git;
    cli.out_is_terminal = isatty(STDOUT_FILENO) == 1;
    cli.err_is_terminal = isatty(STDERR_FILENO) == 1;
    cli.width = cli.out_is_terminal ? terminal_width() : 0;
    listen_to_stops(stop, 0);
    code = cli_run(&cli, argc - 1, argv + 1);
    assay_git_environment_free(git);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fputs("error[output.failed]: the result was not written whole\n"
              "  where: the standard output\n"
              "  do:    free space, or send it elsewhere: assay ... >FILE\n",
              stderr);
        code = EXIT_TOOL;
    }
    return code;
}
