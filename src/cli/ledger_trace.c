/* ledger_trace.c - `assay ledger trace`: everything about one data set or model. */

#include <assay/statement.h>
#include <assay/trace.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/codec.h"
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

    if (path)
        return ledger_write_file(path, text, strlen(text), err);
    fputs(text, cli->out); /* main() tells where that fails */
    return ASSAY_OK;
}

/* A file that is at hand is meant as it is now; where the ledger does not know it so, its name is.
 */
static enum assay_status make(struct cli *cli, const struct assay_ledger *ledger, const char *word,
                              struct assay_trace **trace, struct assay_error *err)
{
    char digest[sizeof "sha256:" + 64] = "sha256:";
    struct assay_error unknown = {0};
    uint8_t sha256[32];
    struct stat about;

    if (stat(word, &about) != 0 || !S_ISREG(about.st_mode))
        return assay_trace_make(ledger, word, trace, err);
    TRY(assay_file_sha256(word, sha256, err));
    hex_encode(bytes_of(sha256, sizeof sha256), digest + strlen(digest));
    if (assay_trace_make(ledger, digest, trace, &unknown) == ASSAY_OK)
        return ASSAY_OK;
    if (strcmp(unknown.id, "trace.nothing") != 0) {
        *err = unknown;
        return unknown.status;
    }
    TRY(assay_trace_make(ledger, word, trace, err));
    cli_note(cli,
             "the file %s as it is here (%.23s) is not in the ledger: this is what it knows by "
             "that name",
             word, digest);
    return ASSAY_OK;
}

static int run(struct cli *cli, int argc, char **argv)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    CLEANUP(assay_trace_freep) struct assay_trace *trace = NULL;
    CLEANUP(free_cleanup) char *text = NULL;
    struct assay_error err = {0};
    enum assay_trace_form form;

    if (argc != 1)
        return cli_usage(cli, "say what to trace: a digest, a file, or a name that one thing has");
    if (cli->options.outputs.count > 1)
        return cli_usage(cli, "a trace is written to one file: name one -o");
    if (!choose_form(cli->options.format, &form))
        return cli_usage(cli, "a trace is text, dot, svg or json");
    if (ledger_open_here(cli, &ledger, &err) != ASSAY_OK ||
        make(cli, ledger, argv[0], &trace, &err) != ASSAY_OK ||
        assay_trace_write(trace, form, cli->ascii, &text, &err) != ASSAY_OK ||
        write_out(cli, text, &err) != ASSAY_OK)
        return cli_fail(cli, &err);
    if (assay_trace_broken(trace) > 0)
        return EXIT_TRUST;
    if (assay_trace_doubted(trace) > 0)
        cli_note(cli, "assay verify --trust FILE      tells whether others had seen in time what "
                      "is in doubt");
    return assay_trace_complete(trace) && assay_trace_doubted(trace) == 0 ? EXIT_PASS
                                                                          : EXIT_INCOMPLETE;
}

const struct command ledger_trace = {
    .name = "ledger trace",
    .arguments = "DIGEST|FILE|NAME",
    .summary = "all about one thing: made from, made into, said",
    .examples = "  assay ledger trace models/scorecard.safetensors\n"
                "  assay ledger trace 5ee348c9d163 -f svg -o trace.svg\n",
    .bit = FOR_TRACE,
    .run = run,
};
