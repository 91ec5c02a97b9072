/* cmd_waive.c - `assay waive`: a dated exception, one line of `.assay/waivers`. */

#include "base/kit.h"
#include "cli/commands.h"
#include "cli/waiving.h"

/* What is wrong with the words is said before anything is examined. */
static enum assay_status waive_words(struct run *run, int argc, char **argv, size_t *count,
                                     struct assay_error *err)
{
    struct cli *cli = run->cli;
    struct assay_waiver words;
    size_t left;

    TRY(run_open(run, cli, ".", err));
    TRY(waiving_words(run, &words, err));
    run_clear(run);
    run->writes_waivers = true;
    TRY(run_all(run, cli, ".", true, err));
    if (cli->options.all_current) {
        TRY(waiving_all(run, count, &left, err));
        if (left > 0)
            cli_note(cli, "%zu about waivers and signatures left as they are: mend them", left);
        return ASSAY_OK;
    }
    return waiving_some(run, (const char *const *)argv, (size_t)argc, count, err);
}

static int waive(struct cli *cli, int argc, char **argv)
{
    struct run run = {.cli = cli};
    struct assay_error err = {0};
    size_t count = 0;
    int code = EXIT_PASS;

    if ((argc == 0) != cli->options.all_current)
        return cli_usage(cli, argc ? "--all-current takes no fingerprint"
                                   : "name a fingerprint, or --all-current");
    if (waive_words(&run, argc, argv, &count, &err) != ASSAY_OK)
        code = cli_fail(cli, &err);
    else if (count > 0 || cli->options.all_current)
        cli_note(cli, "%zu waived in .assay/waivers%s", count,
                 cli->options.staged ? ": git add .assay/waivers" : "");
    run_clear(&run);
    return code;
}

const struct command command_waive = {
    .name = "waive",
    .arguments = "FINGERPRINT...",
    .summary = "a dated exception with a reason: one line in .assay/waivers",
    .examples = "  assay waive 7c1e-92ab-04d7 --reason \"test fixture\" --until +30d\n"
                "  assay waive --all-current --reason adoption --until +90d\n",
    .bit = FOR_WAIVE,
    .run = waive,
};
