/* cmd_config.c - `assay config show`: the settings in force, and where each comes from. */

#include "cli/commands.h"
#include "cli/run.h"

static int config(struct cli *cli, int argc, char **argv)
{
    struct run run = {0};
    struct assay_error err = {0};
    int code = EXIT_PASS;

    if (argc > 1 || (argc == 1 && strcmp(argv[0], "show") != 0))
        return cli_usage(cli, "the one thing to do with the config is to show it");
    if (run_open(&run, cli, ".", &err) != ASSAY_OK) {
        code = cli_fail(cli, &err);
    } else {
        for (size_t i = 0; i < run.settings->all_count; i++) {
            const struct assay_setting *setting = &run.settings->all[i];

            fprintf(cli->out, "%-32s %s", setting->key, setting->value[0] ? setting->value : "-");
            if (cli->options.origin)
                fprintf(cli->out, "      (%s)", setting->origin);
            fputc('\n', cli->out);
        }
    }
    run_clear(&run);
    return code;
}

const struct command command_config = {
    .name = "config",
    .arguments = "[show]",
    .summary = "the settings in force, and which file and line set each",
    .examples = "  assay config show --origin\n",
    .bit = FOR_CONFIG,
    .run = config,
};
