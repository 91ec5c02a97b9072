/* cmd_version.c - `assay version`. */

#include "base/version.h"
#include "cli/commands.h"

static int version(struct cli *cli, int argc, char **argv)
{
    (void)argv;
    if (argc)
        return cli_usage(cli, "version takes no words");
    if (cli->options.json)
        fprintf(cli->out, "{\"name\":\"assay\",\"version\":\"%s\"}\n", ASSAY_VERSION);
    else
        fprintf(cli->out, "assay %s\n", ASSAY_VERSION);
    return EXIT_PASS;
}

const struct command command_version = {
    .name = "version",
    .arguments = "",
    .summary = "the version of this program",
    .examples = "  assay version --json\n",
    .bit = FOR_VERSION,
    .run = version,
};
