/* cmd_report.c - `assay report`: documents for the people who ask for them. */

#include "base/kit.h"
#include "cli/commands.h"
#include "cli/run.h"

static const struct {
    const char *audience, *format;
} audiences[] = {{"auditor", "html"}, {"release", "assessment"}, {"ci", "sarif"}};

/* True where a file gets a document of that format. */
static bool is_written(const struct options *options, const char *wanted)
{
    struct assay_error ignored = {0};
    const char *file;
    char format[32];

    for (size_t i = 0; i < options->outputs.count; i++)
        if (run_output(options->outputs.texts[i], format, &file, &ignored) == ASSAY_OK &&
            strcmp(format, wanted) == 0)
            return true;
    return false;
}

static enum assay_status fail_audience(struct assay_error *err, const char *audience,
                                       const char *what, const char *todo)
{
    enum assay_status status =
        assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "--for %s %s", audience, what);

    assay_error_id(err, "usage.bad-value");
    assay_error_do(err, "%s", todo);
    return status;
}

/* The format of the document for those whom --for names: what was given beside it must be the same,
 * or they would get another one and not know. */
static enum assay_status choose_format(const struct run *run, const char **out,
                                       struct assay_error *err)
{
    const struct options *given = &run->given;
    const char *audience = run->cli->options.audience, *format = NULL;
    char todo[96];

    for (size_t i = 0; i < ARRAY_LEN(audiences); i++)
        if (strcmp(audiences[i].audience, audience ? audience : "auditor") == 0)
            format = audiences[i].format;
    if (!format)
        return fail_audience(err, audience, "is for nobody", "--for auditor, release or ci");
    if (given->audience && given->format && strcmp(given->format, format) != 0)
        return fail_audience(err, audience, "asks for another format than -f",
                             "leave out one of them");
    snprintf(todo, sizeof todo, "-o %s=FILE, or leave out --for", format);
    if (given->audience && given->outputs.count > 0 && !is_written(given, format))
        return fail_audience(err, audience, "asks for a format that no -o has", todo);
    *out = format;
    return ASSAY_OK;
}

/* A page of HTML or a document of JSON that nobody asked for by name is no answer on a terminal. */
static enum assay_status judge_for_document(struct run *run, struct cli *cli, const char *path,
                                            const char **format, struct assay_error *err)
{
    TRY(run_open(run, cli, path, err));
    TRY(choose_format(run, format, err));
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
    const char *format = NULL;
    struct run run = {0};
    struct assay_error err = {0};
    enum assay_status status;
    int code;

    if (argc > 1)
        return cli_usage(cli, "a report is about one target");
    if (cli->options.keys.count > 1)
        return cli_usage(cli, "the key of one log is trusted: name one --key");
    status = judge_for_document(&run, cli, argc ? argv[0] : ".", &format, &err);
    if (status == ASSAY_OK && cli->options.outputs.count &&
        (!cli->options.format || is_written(&cli->options, cli->options.format))) {
        cli->options.quiet = true; /* the document goes to the file, the verdict to the terminal */
        cli->options.format = NULL;
        status = run_report(&run, "text", &err);
    } else if (status == ASSAY_OK) {
        status = run_report(&run, format, &err);
    }
    if (status != ASSAY_OK)
        code = cli_fail(cli, &err);
    else
        code = run.assessment->exit_code;
    run_clear(&run);
    return code;
}

const struct command command_report = {
    .name = "report",
    .arguments = "[TARGET]",
    .summary = "documents for auditors, releases and CI, from one assessment",
    .examples = "  assay report --for auditor -o audit.html     one self-contained file\n"
                "  assay report --for ci -o assay.sarif\n"
                "  assay report -f assessment >kept.json        every verdict, as canonical JSON\n"
                "  assay report --since kept.json -o next.html  what is new and what is fixed\n",
    .bit = FOR_REPORT,
    .run = report,
};
