/* main.c - the program: streams, signals and terminal; everything else is cli_run(). */

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/cli.h"

static void interrupt(int number)
{
    (void)number;
    cli_interrupted = 1;
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

/*
 * git hands a hook its view of the repository in variables. They are read once and then removed, so
 * that nothing later takes them for the state of another repository.
 */
static const char *take_git_environment(void)
{
    static const char *const names[] = {"GIT_INDEX_FILE", "GIT_PREFIX", "GIT_WORK_TREE",
                                        "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT"};
    const char *index = getenv("GIT_INDEX_FILE");
    char *copy = index && index[0] ? realpath(index, NULL) : NULL;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        unsetenv(names[i]);
    return copy;
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = interrupt, .sa_flags = (int)SA_RESETHAND};
    struct cli cli = {.out = stdout, .err = stderr};
    int code;

    /* Only the kind of bytes that the terminal takes; numbers and order stay those of the C locale.
     */
    setlocale(LC_CTYPE, "");
    cli.ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
    cli.index_file = take_git_environment();
    cli.out_is_terminal = isatty(STDOUT_FILENO) == 1;
    cli.err_is_terminal = isatty(STDERR_FILENO) == 1;
    cli.width = cli.out_is_terminal ? terminal_width() : 0;
    sigaction(SIGINT, &action, NULL); /* a second one ends the process at once */
    code = cli_run(&cli, argc - 1, argv + 1);
    free((char *)(uintptr_t)cli.index_file);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fputs("error[output.failed]: the result was not written whole\n"
              "  where: the standard output\n"
              "  do:    free space, or send it elsewhere: assay ... >FILE\n",
              stderr);
        code = EXIT_TOOL;
    }
    return code;
}
