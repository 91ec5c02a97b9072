/* cmd_report.c - `assay report`: documents for the people who ask for them. */

#include "base/kit.h"
#include "cli/commands.h"
#include "cli/run.h"

/* True where a file gets the document that -f asks for: the terminal does not need it too. */
static bool is_written(const struct options *options)
{
    struct assay_error ignored = {0};
    const char *file;
    char format[32];

    for (size_t i = 0; i < options->outputs.count; i++)
        if (run_output(options->outputs.texts[i], format, &file, &ignored) == ASSAY_OK &&
            strcmp(format, options->format) == 0)
            return true;
    return false;
}

/* A page of HTML or a document of JSON that nobody asked for by name is no answer on a terminal. */
static enum assay_status judge_for_document(struct run *run, struct cli *cli, const char *path,
                                            struct assay_error *err)
{
    TRY(run_open(run, cli, path, err));
    if (cli->out_is_terminal && !cli->options.format && cli->options.outputs.count == 0) {
        enum assay_status status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                                              "a terminal is no place for this document");

        assay_error_id(err, "usage.bad-value");
        assay_error_do(err, "-o FILE writes it, -f text prints the findings");
        return status;
    }
    TRY(run_policy(run, err));
    return run_judge(run, true, err);
}

static int report(struct cli *cli, int argc, char **argv)
{
    static const struct {
        const char *audience, *format;
    } audiences[] = {{"auditor", "html"}, {"release", "assessment"}, {"ci", "sarif"}};
    const char *audience = cli->options.audience ? cli->options.audience : "auditor",
               *format = NULL;
    struct run run = {0};
    struct assay_error err = {0};
    enum assay_status status;
    int code;

    for (size_t i = 0; i < sizeof audiences / sizeof audiences[0]; i++)
        if (strcmp(audiences[i].audience, audience) == 0)
            format = audiences[i].format;
    if (!format)
        return cli_usage(cli, "--for takes auditor, release or ci, not \"%s\"", audience);
    if (argc > 1)
        return cli_usage(cli, "a report is about one target");
    status = judge_for_document(&run, cli, argc ? argv[0] : ".", &err);
    if (status == ASSAY_OK && cli->options.outputs.count &&
        (!cli->options.format || is_written(&cli->options))) {
        cli->options.quiet = true; /* the document goes to the file, the verdict to the terminal */
        cli->options.format = NULL;
        status = run_report(&run, "text", &err);
    } else if (status == ASSAY_OK) {
        status = run_report(&run, format, &err);
    }
    if (status != ASSAY_OK)
        code = cli_fail(cli, &err);
    else
        code = cli_interrupted ? EXIT_SIGNAL + cli_interrupted : run.assessment->exit_code;
    run_clear(&run);
    return code;
}

const struct command command_report = {
    .name = "report",
    .arguments = "[TARGET]",
    .summary = "documents for auditors, releases and CI, from one assessment",
    .examples = "  assay report --for auditor -o audit.html     one self-contained file\n"
                "  assay report --for ci -o assay.sarif\n"
                "  assay report -f assessment                   every verdict, as canonical JSON\n",
    .bit = FOR_REPORT,
    .run = report,
};
