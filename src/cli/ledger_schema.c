/* ledger_schema.c - `assay ledger schema`: the kinds of statements, and the JSON Schema of one. */

#include <assay/statement.h>

#include "base/kit.h"
#include "cli/ledger_actions.h"

static void list(struct cli *cli)
{
    struct assay_statement_kind kind;

    for (size_t i = 0; assay_statement_kind_at(i, &kind); i++)
        fprintf(cli->out, "%-12s %-8s %-7s %s\n", kind.name, kind.role,
                kind.by_hand ? "attest" : "-", kind.meaning);
}

static int run(struct cli *cli, int argc, char **argv)
{
    CLEANUP(free_cleanup) char *text = NULL;
    struct assay_error err = {0};

    if (argc > 1)
        return cli_usage(cli, "ledger schema takes one kind of statement, or none to list them");
    if (argc == 0) {
        list(cli);
        return EXIT_PASS;
    }
    if (assay_statement_schema(argv[0], &text, &err) != ASSAY_OK)
        return cli_fail(cli, &err);
    fputs(text, cli->out);
    return EXIT_PASS;
}

const struct command ledger_schema = {
    .name = "ledger schema",
    .arguments = "[KIND]",
    .summary = "the kinds of statements, or the JSON Schema of one",
    .examples = "  assay ledger schema\n"
                "  assay ledger schema attestation\n",
    .bit = FOR_SCHEMA,
    .run = run,
};
