/* prompt.c - asks for words, or for a secret: no echo, no copy in a stream's buffer, and the
 * terminal is put back as it was also where a signal ends the question. */

#include "cli/prompt.h"

#include <poll.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* A line, byte by byte: what follows it is for whoever reads next. Signals come in while it waits,
 * and at no other time. */
static bool read_line(char *out, size_t size, const sigset_t *signals)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    size_t used = 0;
    bool fits = true;

    for (;;) {
        char byte = 0;

        if (cli_interrupted || ppoll(&input, 1, NULL, signals) < 0 ||
            read(STDIN_FILENO, &byte, 1) <= 0)
            return false;
        if (byte == '\n')
            break;
        fits = used < size - 1;
        if (fits)
            out[used++] = byte;
    }
    out[used] = 0;
    return fits;
}

static bool ask(struct cli *cli, const char *question, bool hides, char *out, size_t size)
{
    struct termios shown, hidden;
    sigset_t stops, before;
    bool got;

    if (!cli->err_is_terminal || isatty(STDIN_FILENO) != 1 || tcgetattr(STDIN_FILENO, &shown) != 0)
        return false;
    hidden = shown;
    if (hides)
        hidden.c_lflag &= ~(tcflag_t)ECHO;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden); /* what was typed before is no answer */
    sigemptyset(&stops);
    sigaddset(&stops, SIGINT);
    sigaddset(&stops, SIGTERM);
    sigprocmask(SIG_BLOCK, &stops, &before);
    cli_show(cli->err, question);
    fflush(cli->err);
    got = read_line(out, size, &before);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (hides || !got)
        fputc('\n', cli->err);
    return got;
}

bool prompt_secret(struct cli *cli, const char *question, char *out, size_t size)
{
    return ask(cli, question, true, out, size);
}

bool prompt_words(struct cli *cli, const char *question, char *out, size_t size)
{
    return ask(cli, question, false, out, size);
}
