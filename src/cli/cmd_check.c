/* cmd_check.c - `assay check`: the gate. Examines, judges, prints; writes reports, and entries of
 * the ledger with --record. */

#include "base/kit.h"
#include "cli/check_record.h"
#include "cli/commands.h"
#include "cli/prompt.h"
#include "cli/rules_here.h"
#include "cli/waiving.h"

static bool names_nothing(const char *const *ids, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(ids[i], "nothing") == 0 || strcmp(ids[i], CLI_NOTHING) == 0)
            return true;
    return false;
}

static bool allows_nothing(const struct run *run)
{
    const struct option_list *flags = &run->cli->options.allowed_gaps;

    return names_nothing(flags->texts, flags->count) ||
           (run->settings &&
            names_nothing(run->settings->allowed_gaps, run->settings->allowed_gap_count));
}

/* A gate that is put before old work: what blocks now is excused until a day, and what is shown is
 * what then remains. */
static enum assay_status write_waivers(struct run *run, struct assay_error *err)
{
    size_t count, left;

    TRY(waiving_all(run, &count, &left, err));
    cli_note(run->cli, "%zu waived in %s: commit it, and mend them by then", count,
             run->settings->waivers);
    if (left > 0)
        cli_note(run->cli, "%zu about waivers and signatures left as they are: mend them", left);
    return ASSAY_OK;
}

/* Said before anything is examined. */
static const char *misuse(const struct options *options)
{
    if (!options->write_waivers)
        return options->until || options->reason || options->who
                   ? "only --write-waivers takes an end, a reason and a name"
                   : NULL;
    if (!options->until || !options->reason)
        return "a waiver has an end and a reason: --write-waivers --until +90d --reason \"...\"";
    return options->record || options->ignore_waivers || options->config_from
               ? "--write-waivers goes with none of --record, --ignore-waivers and --config-from"
               : NULL;
}

/* What judged, and is not what the commit at hand has. */
static enum assay_status tell_rules(struct run *run, struct assay_error *err)
{
    if (run->assessment->exit_code == EXIT_BLOCKED && staged_waivers_differ(run))
        cli_note(run->cli,
                 "note: the waivers that are staged count, and those of the work tree are "
                 "others: git add .assay/waivers");
    return rules_here_tell(run, err);
}

static enum assay_status judge_target(struct run *run, struct cli *cli, const char *path,
                                      struct recording *recording, struct assay_error *err)
{
    struct assay_record_result recorded;

    run->cli = cli;
    run->writes_waivers = cli->options.write_waivers;
    if (!recording) {
        TRY(run_all(run, cli, path, true, err));
        if (cli->options.write_waivers)
            TRY(write_waivers(run, err));
        TRY(run_report(run, "text", err));
        return tell_rules(run, err);
    }
    TRY(check_and_record(run, path, recording, &recorded, err));
    TRY(run_report(run, "text", err));
    TRY(tell_rules(run, err));
    return check_record(run, recording, &recorded, err);
}

static int check_target(struct cli *cli, const char *path, struct recording *recording)
{
    struct run run = {0};
    struct assay_error err = {0};
    enum assay_status status = judge_target(&run, cli, path, recording, &err);
    int code;

    if (status == ASSAY_EEMPTY && allows_nothing(&run)) {
        cli_note(cli, "%s (allowed)", err.text);
        code = EXIT_PASS;
    } else if (status != ASSAY_OK) {
        code = cli_fail(cli, &err);
    } else {
        code = run.assessment->exit_code;
    }
    run_clear(&run);
    return code;
}

static void print_heading(const struct cli *cli, const char *target, bool is_first)
{
    fputs(is_first ? "" : "\n", cli->out);
    cli_show(cli->out, target);
    fputc('\n', cli->out);
}

static int check_all(struct cli *cli, int argc, char **argv, struct recording *recording)
{
    int code = EXIT_PASS;

    if (argc > 1 && (cli->options.outputs.count || cli->options.format))
        return cli_usage(cli, "a report is about one target: name one, or leave out -o and -f");
    if (argc == 0)
        return check_target(cli, ".", recording);
    for (int i = 0; i < argc; i++) {
        int one;

        if (argc > 1)
            print_heading(cli, argv[i], i == 0);
        one = check_target(cli, argv[i], recording);
        if (!cli_goes_on(one))
            return one;
        code = cli_worse(code, one);
    }
    return code;
}

static int check(struct cli *cli, int argc, char **argv)
{
    CLEANUP(recording_clear) struct recording recording = {.out = cli->err};
    struct assay_error err = {0};
    char reason[PROMPT_MAX];
    const char *wrong;

    if (cli->options.write_waivers && cli->options.until && !cli->options.reason &&
        prompt_words(cli, "reason to let pass what blocks now: ", reason, sizeof reason))
        cli->options.reason = reason;
    wrong = misuse(&cli->options);
    if (wrong)
        return cli_usage(cli, "%s", wrong);
    if (!cli->options.record) {
        if (cli->options.key || cli->options.log_key || cli->options.spool)
            return cli_usage(cli, "only --record signs: leave out the key, or add it");
        return check_all(cli, argc, argv, NULL);
    }
    if (recording_keys(cli, &recording, &err) != ASSAY_OK)
        return cli_fail(cli, &err);
    return check_all(cli, argc, argv, &recording);
}

const struct command command_check = {
    .name = "check",
    .arguments = "[TARGET...]",
    .summary = "the gate: examine and judge against policy",
    .examples = "  assay check                                  the work tree, or the folder\n"
                "  assay check --staged                         what is about to be committed\n"
                "  assay check --range origin/main..HEAD --config-from origin/main\n"
                "                                               a merge request, by main's rules\n"
                "  assay check --history                        everything that refs reach\n"
                "  git diff --name-only -z | assay check -      files that a list names\n"
                "  assay check release.zip -o sarif=out.sarif   a bundle, with a report\n"
                "  assay check --record                         and sign the verdict\n"
                "  assay check --write-waivers --until +90d     excuse what blocks now\n",
    .bit = FOR_CHECK,
    .run = check,
};
