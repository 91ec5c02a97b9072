/* help.c - help, printed from the tables of commands and flags. */

#include <string.h>

#include "cli/commands.h"

static const char exit_codes[] =
    "Exit codes\n"
    "  0  pass: all that was asked for was examined, nothing blocks\n"
    "  1  blocked: at least one blocking finding\n"
    "  2  wrong use: a flag, config, policy or waiver file; nothing was examined\n"
    "  3  incomplete: nothing blocks, but something could not be examined\n"
    "  4  nothing to examine\n"
    "  5  trust broken: a signature, the chain or a recorded hash does not hold\n"
    "  6  the tool failed: memory, input or output, a defect\n"
    "  130, 143, 141  stopped by SIGINT, by SIGTERM; the reader went away\n";

void help_overview(FILE *out)
{
    fputs("assay examines data sets and models, records them in a signed ledger, and judges them.\n"
          "\n"
          "  assay check            examine and judge what is here; writes nothing\n"
          "  assay explain ID       what a finding, rule or gap means and what to do\n"
          "  assay record           hash data sets and models into the signed ledger\n"
          "  assay verify           is the ledger whole, and is the content what was recorded?\n"
          "\n"
          "assay --help lists all commands and exit codes; assay help check is about one.\n",
          out);
}

void help_all(FILE *out)
{
    fputs("Usage: assay COMMAND [FLAGS] [TARGET...]\n\nExamples\n"
          "  assay check                              the work tree, or the folder\n"
          "  assay check --range origin/main..HEAD    what a merge request brings\n"
          "  assay check release.tar.gz -o sarif=assay.sarif\n"
          "  assay report --for auditor -o audit.html\n\nCommands\n",
          out);
    for (size_t i = 0; i < command_count; i++)
        fprintf(out, "  %-9s %s\n", commands[i]->name, commands[i]->summary);
    fprintf(out, "\nassay COMMAND --help shows the flags of a command.\n\n%s", exit_codes);
}

enum {
    WIDTH = 80,
    HELP_COLUMN = 31, /* where the text of a flag begins */
};

/* Words in the column of texts; a new line where the next word does not fit. */
static void print_wrapped(FILE *out, const char *text)
{
    size_t column = HELP_COLUMN;

    while (*text) {
        size_t size = strcspn(text, " ");

        if (column > HELP_COLUMN && column + 1 + size > WIDTH) {
            fprintf(out, "\n%*s", HELP_COLUMN, "");
            column = HELP_COLUMN;
        } else if (column > HELP_COLUMN) {
            fputc(' ', out);
            column++;
        }
        fwrite(text, 1, size, out);
        column += size;
        text += size + (text[size] == ' ');
    }
    fputc('\n', out);
}

static void print_option(FILE *out, const struct option *option)
{
    char left[48];

    snprintf(left, sizeof left, "%s%c%s--%s%s%s", option->letter ? "-" : " ",
             option->letter ? option->letter : ' ', option->letter ? ", " : "  ", option->name,
             option->argument ? " " : "", option->argument ? option->argument : "");
    fprintf(out, "  %-28s ", left);
    print_wrapped(out, option->help);
}

static bool is_everywhere(const struct option *option)
{
    return (option->commands & FOR_ALL) == FOR_ALL;
}

void help_actions(FILE *out, const struct command *command)
{
    for (size_t i = 0; command->actions[i]; i++)
        fprintf(out, "  assay %s %-12s %s\n", command->name, action_word(command->actions[i]),
                command->actions[i]->summary);
}

void help_command(FILE *out, const struct command *command)
{
    fprintf(out, "assay %s%s%s\n\n%s.\n\nExamples\n%s\n", command->name,
            command->arguments[0] ? " " : "", command->arguments, command->summary,
            command->examples);
    if (command->actions) {
        fputs("Actions\n", out);
        help_actions(out, command);
        fprintf(out, "\nFlags: assay %s ACTION --help\n", command->name);
        return;
    }
    fputs("Flags\n", out);
    for (size_t i = 0; i < option_count; i++)
        if ((option_table[i].commands & command->bit) && !is_everywhere(&option_table[i]))
            print_option(out, &option_table[i]);
    fputs("Everywhere\n", out);
    for (size_t i = 0; i < option_count; i++)
        if (is_everywhere(&option_table[i]))
            print_option(out, &option_table[i]);
}

static int help(struct cli *cli, int argc, char **argv)
{
    const struct command *command;
    struct assay_error err = {0};

    if (argc == 0) {
        help_all(cli->out);
        return EXIT_PASS;
    }
    if (command_find(argv[0], &command, &err) != ASSAY_OK)
        return cli_fail(cli, &err);
    if (argc == 2 && command->actions && action_find(command, argv[1], &command, &err) != ASSAY_OK)
        return cli_fail(cli, &err);
    if (argc > 1 && !strchr(command->name, ' '))
        return cli_usage(cli, "help is on one command at a time");
    help_command(cli->out, command);
    return EXIT_PASS;
}

const struct command command_help = {
    .name = "help",
    .arguments = "[COMMAND [ACTION]]",
    .summary = "help on a command",
    .examples = "  assay help check\n"
                "  assay help ledger export\n",
    .bit = FOR_HELP,
    .run = help,
};
