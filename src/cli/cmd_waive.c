/* cmd_waive.c - `assay waive`: a dated exception, one line of `.assay/waivers`. */

#include <stdlib.h>

#include "base/clock.h"
#include "base/kit.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/run.h"

enum { DAY = 24 * 60 * 60 };

/* "2026-03-01" or "+90d": the first second after that day. */
static enum assay_status read_until(const char *word, int64_t today, int64_t *until,
                                    struct assay_error *err)
{
    size_t size = word ? strlen(word) : 0;
    uint64_t days;
    enum assay_status status;

    if (size > 2 && word[0] == '+' && word[size - 1] == 'd' &&
        text_u64(bytes_of(word + 1, size - 2), &days) && days < 36500) {
        *until = today - today % DAY + ((int64_t)days + 1) * DAY;
        return ASSAY_OK;
    }
    if (size == 10 && clock_parse(bytes_text(word), until)) {
        *until += DAY;
        return ASSAY_OK;
    }
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                        word ? "\"%s\" is no date" : "a waiver needs an end", word);
    assay_error_id(err, "waiver.no-date");
    assay_error_why(err, "an exception without an end is a rule nobody decided on");
    assay_error_do(err, "--until 2026-03-01, or --until +90d");
    return status;
}

static enum assay_status add_all(struct run *run, struct assay_waiver *waiver, int64_t today,
                                 size_t *count, struct assay_error *err)
{
    TRY(run_all(run, run->cli, ".", true, err));
    for (size_t i = 0; i < run->assessment->finding_count; i++) {
        const struct assay_finding *finding = &run->assessment->findings[i];
        char fingerprint[ASSAY_FINGERPRINT_SHORT_SIZE];

        if (!finding->blocking || finding->ordinal > 0)
            continue;
        assay_fingerprint_short(finding->fingerprint, fingerprint);
        waiver->fingerprint = fingerprint;
        TRY(assay_waiver_add(run->policy, run->settings->waivers, waiver, today, err));
        ++*count;
    }
    return ASSAY_OK;
}

static enum assay_status waive_words(struct run *run, int argc, char **argv, size_t *count,
                                     struct assay_error *err)
{
    const struct options *options = &run->cli->options;
    const char *user = getenv("USER");
    int64_t today = clock_now();
    struct assay_waiver waiver = {.reason = options->reason,
                                  .who = options->who ? options->who
                                         : user       ? user
                                                      : "unknown",
                                  .glob = options->glob};

    TRY(read_until(options->until, today, &waiver.until, err));
    if (options->all_current)
        return add_all(run, &waiver, today, count, err);
    TRY(run_open(run, run->cli, ".", err));
    TRY(run_policy(run, err));
    for (int i = 0; i < argc; i++) {
        waiver.fingerprint = argv[i];
        TRY(assay_waiver_add(run->policy, run->settings->waivers, &waiver, today, err));
        ++*count;
    }
    return ASSAY_OK;
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
    else
        cli_note(cli, "%zu waived in .assay/waivers", count);
    run_clear(&run);
    return code;
}

const struct command command_waive = {
    .name = "waive",
    .arguments = "FINGERPRINT...",
    .summary = "a dated exception with a reason: one line in .assay/waivers",
    .examples = "  assay waive 7c1e-92ab-04d7 --reason \"test fixture\" --until 2026-03-01\n"
                "  assay waive --all-current --reason adoption --until +90d\n",
    .bit = FOR_WAIVE,
    .run = waive,
};
