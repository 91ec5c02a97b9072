/* cli.c - finds the command that the words name, reads its flags, runs it. */

#include "cli/cli.h"

#include <assay/problem.h>

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/text.h"

enum { NAMES_MAX = 64 }; /* of commands or actions among which the nearest is looked for */

volatile sig_atomic_t cli_interrupted;

int cli_exit_code(enum assay_status status)
{
    switch (status) {
    case ASSAY_OK:
        return EXIT_PASS;
    case ASSAY_EUSAGE:
    case ASSAY_EMISSING:
        return EXIT_USAGE;
    case ASSAY_EEMPTY:
        return EXIT_NOTHING;
    case ASSAY_ETRUST:
        return EXIT_TRUST;
    case ASSAY_EINTERRUPTED:
        return EXIT_SIGNAL + cli_interrupted;
    default:
        return EXIT_TOOL;
    }
}

/* A folder, a FIFO or a device where a person was to name a file. */
static bool is_no_file(const struct assay_error *err)
{
    return err->status == ASSAY_EIO && !err->id[0] && (err->sys == EISDIR || err->sys == EINVAL);
}

/* A repository that cannot be looked at is no defect of the tool, whatever the status of the call:
 * what was asked for was not examined, or there is nothing of it. */
static int exit_code_of(const struct assay_error *err)
{
    static const struct {
        const char *id;
        int code;
    } codes[] = {
        {"git.foreign-owner", EXIT_INCOMPLETE},
        {"git.index-corrupt", EXIT_INCOMPLETE},
        {"git.object-corrupt", EXIT_INCOMPLETE},
        {"git.object-mismatch", EXIT_INCOMPLETE},
        {"git.object-missing", EXIT_INCOMPLETE},
        {"git.object-promised", EXIT_INCOMPLETE},
        {"git.ref-broken", EXIT_INCOMPLETE},
        {"git.unsupported-format", EXIT_INCOMPLETE},
        {CLI_NOTHING, EXIT_NOTHING},
    };

    for (size_t i = 0; i < ARRAY_LEN(codes) && err->status != ASSAY_ETRUST; i++)
        if (strcmp(err->id, codes[i].id) == 0)
            return codes[i].code;
    return is_no_file(err) ? EXIT_USAGE : cli_exit_code(err->status);
}

/* A file that a person named and that is not there: no failure of the tool. */
static bool is_missing_file(const struct assay_error *err)
{
    return err->status == ASSAY_EMISSING && !err->id[0];
}

/* A folder or a disk that takes nothing, whoever wrote to it. */
static bool is_unwritten(const struct assay_error *err)
{
    return err->status == ASSAY_EOUTPUT && !err->id[0];
}

static const char *id_of(const struct assay_error *err)
{
    if (is_missing_file(err))
        return "usage.missing-file";
    if (is_no_file(err))
        return "usage.not-a-file";
    if (is_unwritten(err))
        return "output.failed";
    return err->id[0] ? err->id : "tool.failed";
}

/* That nothing is there to examine can be accepted by `check` alone. */
static const char *remedy_of(const struct cli *cli, const struct assay_error *err)
{
    if (is_missing_file(err) && !err->remedy[0])
        return "is the name right? it is looked for from the folder that you are in";
    if (is_no_file(err) && !err->remedy[0])
        return "name a file; what comes through a pipe is written to one first";
    if (is_unwritten(err) && !err->remedy[0])
        return "see that the folder can be written, and that its disk has room";
    if (err->status != ASSAY_EEMPTY || strcmp(err->id, CLI_NOTHING) != 0)
        return err->remedy;
    return cli->command && (cli->command->bit & FOR_CHECK)
               ? "check the flags, or accept it with --allow-gap " CLI_NOTHING
               : "check the flags: is that what was to be looked at?";
}

void cli_show(FILE *out, const char *text)
{
    CLEANUP(buf_clear) struct buf shown = {.ceiling = SIZE_MAX};

    text_show(&shown, bytes_text(text));
    fputs(buf_string(&shown), out);
}

/* A part of an error: names of a hostile target may stand in any of them. */
static void print_part(FILE *out, const char *label, const char *text)
{
    fputs(label, out);
    cli_show(out, text);
}

/* The line that a person wrote, with a caret below the place. */
static void print_excerpt(FILE *out, const struct assay_error *err)
{
    int margin;

    if (!err->excerpt[0])
        return;
    margin = fprintf(out, "    %u | ", err->line) - 2;
    for (const char *at = err->excerpt; *at; at++) /* a byte for a byte, for the caret's sake */
        fputc((unsigned char)*at < ' ' && *at != '\t' ? '?' : *at, out);
    fprintf(out, "\n%*s| ", margin, "");
    for (uint32_t i = 1; i < err->column && i < sizeof err->excerpt; i++)
        fputc(err->excerpt[i - 1] == '\t' ? '\t' : ' ', out);
    fputs("^\n", out);
}

int cli_fail(struct cli *cli, const struct assay_error *err)
{
    fflush(cli->out);
    fprintf(cli->err, "error[%s]: ", id_of(err));
    if (err->line) {
        print_part(cli->err, "", err->path);
        fprintf(cli->err, ":%u:", err->line);
        if (err->column)
            fprintf(cli->err, "%u:", err->column);
        fputc(' ', cli->err);
    }
    print_part(cli->err, "", err->text);
    fputc('\n', cli->err);
    print_excerpt(cli->err, err);
    if (err->path[0] && !err->line) {
        print_part(cli->err, "  where: ", err->path);
        if (err->offset != ASSAY_NO_OFFSET)
            fprintf(cli->err, " at byte %llu", (unsigned long long)err->offset);
        fputc('\n', cli->err);
    }
    if (err->why[0]) {
        print_part(cli->err, "  why:   ", err->why);
        fputc('\n', cli->err);
    }
    if (remedy_of(cli, err)[0]) {
        print_part(cli->err, "  do:    ", remedy_of(cli, err));
        fputc('\n', cli->err);
    } else if (assay_problem_find(err->id)) {
        fprintf(cli->err, "  do:    assay explain %s\n", err->id);
    }
    return exit_code_of(err);
}

int cli_usage(struct cli *cli, const char *format, ...)
{
    const struct command *command = cli->command;
    va_list args;

    fputs("error[usage.wrong]: ", cli->err);
    va_start(args, format);
    vfprintf(cli->err, format, args);
    va_end(args);
    fprintf(cli->err, "\n  do:    assay %s%s%s      (assay %s --help)\n", command->name,
            command->arguments[0] ? " " : "", command->arguments, command->name);
    return EXIT_USAGE;
}

const char *cli_plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

/* The weight of a code, from 1 on; 0: of one that ends the run. */
static size_t weight_of(int code)
{
    static const int order[] = {EXIT_PASS, EXIT_NOTHING, EXIT_INCOMPLETE, EXIT_BLOCKED};

    for (size_t i = 0; i < ARRAY_LEN(order); i++)
        if (order[i] == code)
            return i + 1;
    return 0;
}

int cli_worse(int a, int b)
{
    return weight_of(a) > weight_of(b) ? a : b;
}

bool cli_goes_on(int code)
{
    return weight_of(code) > 0;
}

void cli_note(struct cli *cli, const char *format, ...)
{
    va_list args;

    if (cli->options.quiet)
        return;
    fflush(cli->out); /* in the order of what is said, also where both go into one log */
    va_start(args, format);
    vfprintf(cli->err, format, args);
    va_end(args);
    fputc('\n', cli->err);
}

enum assay_status command_find(const char *name, const struct command **out,
                               struct assay_error *err)
{
    const char *names[NAMES_MAX];
    const char *nearest;
    size_t count = 0;
    enum assay_status status;

    for (size_t i = 0; i < command_count; i++) {
        if (strcmp(commands[i]->name, name) == 0) {
            *out = commands[i];
            return ASSAY_OK;
        }
        if (count < NAMES_MAX)
            names[count++] = commands[i]->name;
    }
    nearest = text_nearest(name, names, count);
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "no command \"%s\"", name);
    assay_error_id(err, "usage.unknown-command");
    if (nearest)
        assay_error_do(err, "did you mean: assay %s", nearest);
    else
        assay_error_do(err, "assay --help lists the commands");
    return status;
}

const char *action_word(const struct command *action)
{
    return strchr(action->name, ' ') + 1;
}

enum assay_status action_find(const struct command *command, const char *name,
                              const struct command **out, struct assay_error *err)
{
    const char *names[NAMES_MAX];
    const char *nearest;
    size_t count = 0;
    enum assay_status status;

    for (size_t i = 0; command->actions[i]; i++) {
        if (strcmp(action_word(command->actions[i]), name) == 0) {
            *out = command->actions[i];
            return ASSAY_OK;
        }
        if (count < NAMES_MAX)
            names[count++] = action_word(command->actions[i]);
    }
    nearest = text_nearest(name, names, count);
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "assay %s cannot \"%.80s\"",
                        command->name, name);
    assay_error_id(err, "usage.unknown-command");
    if (nearest)
        assay_error_do(err, "did you mean: assay %s %s", command->name, nearest);
    else
        assay_error_do(err, "assay %s --help lists what it can do", command->name);
    return status;
}

/* no-color.org, CLICOLOR_FORCE, and --color before both. */
static bool want_color(const struct cli *cli)
{
    const char *when = cli->options.color, *term = getenv("TERM"),
               *force = getenv("CLICOLOR_FORCE");
    const char *none = getenv("NO_COLOR");

    if (when && strcmp(when, "auto") != 0)
        return strcmp(when, "always") == 0;
    if (none && none[0])
        return false;
    if (force && force[0] && strcmp(force, "0") != 0)
        return true;
    return cli->out_is_terminal && !(term && strcmp(term, "dumb") == 0);
}

enum assay_status cli_choose_color(struct cli *cli, struct assay_error *err)
{
    const char *when = cli->options.color;

    if (when && strcmp(when, "auto") != 0 && strcmp(when, "always") != 0 &&
        strcmp(when, "never") != 0) {
        enum assay_status status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                                              "\"%s\" is not a value of --color", when);

        assay_error_id(err, "usage.bad-value");
        assay_error_do(err, "--color auto, always or never");
        return status;
    }
    cli->color = want_color(cli);
    return ASSAY_OK;
}

static enum assay_status change_folder(const struct options *options, struct assay_error *err)
{
    if (options->directory && chdir(options->directory) != 0) {
        enum assay_status status =
            assay_fail_errno(err, ASSAY_EUSAGE, errno, "cannot change to %s", options->directory);

        assay_error_id(err, "target.missing");
        assay_error_path(err, options->directory);
        assay_error_do(err, "-C names a folder that is there");
        return status;
    }
    return ASSAY_OK;
}

/* Flags may stand before the command: `assay -C dir check`. The command's index, or argc. */
static int command_index(int argc, char **argv, uint64_t command)
{
    int i = 0;

    while (i < argc && argv[i][0] == '-')
        i += options_words(argv[i], command);
    return i < argc ? i : argc;
}

static void remove_word(int at, int *argc, char **argv)
{
    memmove(argv + at, argv + at + 1, (size_t)(*argc - at - 1) * sizeof *argv);
    --*argc;
}

/* Takes the command, and its action where it has some, out of the words. */
static enum assay_status take_command(struct cli *cli, int at, int *argc, char **argv,
                                      struct assay_error *err)
{
    TRY(command_find(argv[at], &cli->command, err));
    remove_word(at, argc, argv);
    if (!cli->command->actions)
        return ASSAY_OK;
    at = command_index(*argc, argv, cli->command->bit);
    if (at == *argc)
        return ASSAY_OK;
    TRY(action_find(cli->command, argv[at], &cli->command, err));
    remove_word(at, argc, argv);
    return ASSAY_OK;
}

int cli_run(struct cli *cli, int argc, char **argv)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct assay_error err = {0};
    int at = command_index(argc, argv, 0);
    char *name;

    if (!arena) {
        fputs("error[tool.failed]: out of memory\n", cli->err);
        return EXIT_TOOL;
    }
    if (argc == 0) {
        help_overview(cli->out);
        return EXIT_PASS;
    }
    if (at == argc) {
        if (strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-h") == 0) {
            help_all(cli->out);
            return EXIT_PASS;
        }
        name = strcmp(argv[0], "--version") == 0 ? (char[]){"version"} : argv[0];
        if (command_find(name, &cli->command, &err) != ASSAY_OK)
            return cli_fail(cli, &err);
        return cli->command->run(cli, 0, argv);
    }
    if (take_command(cli, at, &argc, argv, &err) != ASSAY_OK ||
        options_parse(&cli->options, cli->command->bit, &argc, argv, arena, &err) != ASSAY_OK)
        return cli_fail(cli, &err);
    if (cli->options.help) {
        help_command(cli->out, cli->command);
        return EXIT_PASS;
    }
    if (cli_choose_color(cli, &err) != ASSAY_OK || change_folder(&cli->options, &err) != ASSAY_OK)
        return cli_fail(cli, &err);
    return cli->command->run(cli, argc, argv);
}
