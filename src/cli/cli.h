/* cli.h - one run of the program: its words, its streams, and what every command needs. */

#pragma once

#include <assay/error.h>
#include <assay/git.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "cli/options.h"

/* As README.md tells them; part of the interface. */
enum exit_code {
    EXIT_PASS = 0,
    EXIT_BLOCKED = 1,
    EXIT_USAGE = 2,
    EXIT_INCOMPLETE = 3,
    EXIT_NOTHING = 4,
    EXIT_TRUST = 5,
    EXIT_TOOL = 6,
    EXIT_SIGNAL = 128, /* and the signal's number: 130 of SIGINT, 143 of SIGTERM */
};

/* The id of a view of git in which there is nothing. */
#define CLI_NOTHING "git.nothing-to-examine"

struct command;

struct cli {
    FILE *out, *err;
    const struct command *command;
    struct options options;
    bool out_is_terminal, err_is_terminal;
    bool color;                              /* on `out` */
    bool ascii;                              /* the locale is not UTF-8 */
    unsigned width;                          /* columns of `out`; 0 where it is no terminal */
    const struct assay_git_environment *git; /* what git handed over, or NULL */
    bool has_read_list;                      /* the standard input is at its end */
};

struct command {
    const char *name;      /* "check"; of an action with its command: "ledger export" */
    const char *arguments; /* "[TARGET...]" */
    const char *summary;   /* one line, without a full stop */
    const char *examples;  /* lines for --help, each indented by two blanks */
    uint64_t bit;          /* in struct option's `commands` */
    int (*run)(struct cli *cli, int argc, char **argv); /* the words after the options */
    const struct command *const *actions;               /* up to NULL; or none */
};

/* In the order of --help. A new command is one file cmd_<name>.c and one line here. */
extern const struct command *const commands[];
extern const size_t command_count;

/* Finds a command; on failure names the nearest. */
ASSAY_RESULT command_find(const char *name, const struct command **out, struct assay_error *err);
/* The same for an action of a command that has some: "export" of ledger. */
ASSAY_RESULT action_find(const struct command *command, const char *name,
                         const struct command **out, struct assay_error *err);
/* "export" of "ledger export". */
const char *action_word(const struct command *action);

/* Runs the program's words; the exit code. */
int cli_run(struct cli *cli, int argc, char **argv);

/* Prints a failure in four parts (what, where, why, what to do); its exit code. */
int cli_fail(struct cli *cli, const struct assay_error *err);
int cli_exit_code(enum assay_status status); /* of one without an id */

/* Wrong use of a command: prints what, and how it is used; EXIT_USAGE. */
int cli_usage(struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A note on the error stream, unless --quiet. */
void cli_note(struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Settles `color` by --color, the environment and the terminal. ASSAY_EUSAGE: no such word. */
ASSAY_RESULT cli_choose_color(struct cli *cli, struct assay_error *err);

/* "s" behind a noun that stands for more or less than one. */
const char *cli_plural(uint64_t count);

/* A text out of a target, or a name that a shell may have found: no terminal gets it raw. */
void cli_show(FILE *out, const char *text);

/* Of several targets: blocked outweighs incomplete outweighs nothing examined, so that what was
 * found is not hidden; all else ends the run at once. */
int cli_worse(int a, int b);
bool cli_goes_on(int code);

void help_overview(FILE *out);                               /* `assay` alone: ten lines */
void help_all(FILE *out);                                    /* `assay --help` */
void help_command(FILE *out, const struct command *command); /* `assay check --help` */
void help_actions(FILE *out, const struct command *command); /* what it can do, a line each */

/* The signal that asked to stop, SIGINT or SIGTERM; 0 until then. */
extern volatile sig_atomic_t cli_interrupted;
