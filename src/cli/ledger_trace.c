/* ledger_trace.c - `assay ledger trace`: everything about one data set or model. */

#include <assay/trace.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/kit.h"
#include "cli/ledger_actions.h"

static bool choose_form(const char *word, enum assay_trace_form *form)
{
    for (int i = 0; word && i < ASSAY_TRACE_FORMS; i++) {
        *form = (enum assay_trace_form)i;
        if (strcmp(word, assay_trace_form_name(*form)) == 0)
            return true;
    }
    *form = ASSAY_TRACE_TEXT;
    return !word;
}

static enum assay_status write_out(struct cli *cli, const char *text, struct assay_error *err)
{
    const char *path = cli->options.outputs.count ? cli->options.outputs.texts[0] : NULL;
    FILE *file = path ? fopen(path, "we") : cli->out;
    enum assay_status status;
    bool written = file && fputs(text, file) != EOF;

    if (file && path)
        written = fclose(file) == 0 && written;
    if (written)
        return ASSAY_OK;
    status =
        assay_fail_errno(err, ASSAY_EOUTPUT, errno, "cannot write %s", path ? path : "the trace");
    assay_error_do(err, "name a file in a folder that can be written: -o FILE");
    return status;
}

static int run(struct cli *cli, int argc, char **argv)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    CLEANUP(assay_trace_freep) struct assay_trace *trace = NULL;
    CLEANUP(free_cleanup) char *text = NULL;
    struct assay_error err = {0};
    enum assay_trace_form form;

    if (argc != 1)
        return cli_usage(cli, "say what to trace: a digest, or a name that one thing has");
    if (!choose_form(cli->options.format, &form))
        return cli_usage(cli, "a trace is text, dot, svg or json");
    if (ledger_open_here(cli, &ledger, &err) != ASSAY_OK ||
        assay_trace_make(ledger, argv[0], &trace, &err) != ASSAY_OK ||
        assay_trace_write(trace, form, cli->ascii, &text, &err) != ASSAY_OK ||
        write_out(cli, text, &err) != ASSAY_OK)
        return cli_fail(cli, &err);
    return assay_trace_complete(trace) ? EXIT_PASS : EXIT_INCOMPLETE;
}

const struct command ledger_trace = {
    .name = "ledger trace",
    .arguments = "DIGEST|NAME",
    .summary = "all about one thing: made from, made into, said",
    .examples = "  assay ledger trace models/scorecard.safetensors\n"
                "  assay ledger trace 5ee348c9d163 -f svg -o trace.svg\n",
    .bit = FOR_TRACE,
    .run = run,
};
