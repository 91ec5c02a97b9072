/* cmd_ledger.c - `assay ledger`: what the ledger says, and what its owner does with it. */

#include <assay/project.h>
#include <inttypes.h>
#include <string.h>

#include "base/kit.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/ledger_actions.h"

/* In the order of --help: reading, what others are given, what the owner does, keys. */
static const struct command *const actions[] = {
    &ledger_init,     &ledger_log,         &ledger_show,   &ledger_trace,
    &ledger_prove,    &ledger_consistency, &ledger_export, &ledger_stamp,
    &ledger_witness,  &ledger_anchor,      &ledger_erase,  &ledger_keys,
    &ledger_admit,    &ledger_rotate,      &ledger_retire, &ledger_revoke,
    &ledger_sequence, &ledger_schema,      NULL,
};

enum assay_status ledger_no_place(struct assay_error *err)
{
    enum assay_status status =
        assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "there is no place for a ledger");

    assay_error_id(err, "ledger.no-place");
    assay_error_why(err, "this is no repository, and neither HOME nor XDG_DATA_HOME is set");
    assay_error_do(err, "name one: --ledger DIR");
    return status;
}

enum assay_status ledger_place(const struct cli *cli, char **out, struct assay_error *err)
{
    CLEANUP(assay_settings_freep) struct assay_settings *settings = NULL;
    const char *place = cli->options.ledger;

    if (!place) {
        TRY(assay_settings_open(".", cli->options.config, NULL, &settings, err));
        place = settings->ledger;
    }
    if (!place)
        return ledger_no_place(err);
    *out = strdup(place);
    return *out ? ASSAY_OK : out_of_memory(err);
}

enum assay_status ledger_open_here(const struct cli *cli, struct assay_ledger **out,
                                   struct assay_error *err)
{
    CLEANUP(free_cleanup) char *place = NULL;

    TRY(ledger_place(cli, &place, err));
    return assay_ledger_open(place, out, err);
}

struct search {
    const char *digest;
    size_t size;
    bool found;
    uint64_t index;
};

static bool search_each(void *user, const struct assay_entry *entry)
{
    struct search *search = user;

    /* Digests stand in a statement as they are typed: hex in quotes. */
    if (memmem(entry->statement, entry->statement_size, search->digest, search->size)) {
        search->found = true;
        search->index = entry->index;
    }
    return true;
}

enum assay_status ledger_find_entry(const struct assay_ledger *ledger, const char *word,
                                    uint64_t *index, struct assay_error *err)
{
    struct search search = {.digest = word};
    struct assay_checkpoint checkpoint;
    char quoted[160];
    bool is_number;
    enum assay_status status;

    assay_ledger_checkpoint(ledger, &checkpoint);
    is_number = text_u64(bytes_text(word), index);
    if (is_number && *index < checkpoint.size)
        return ASSAY_OK;
    if (strncmp(word, "sha256:", 7) == 0)
        word += 7;
    if (strlen(word) >= 8 && strlen(word) <= 128 &&
        strspn(word, "0123456789abcdef") == strlen(word)) {
        snprintf(quoted, sizeof quoted, "\"%s", word);
        search.digest = quoted;
        search.size = strlen(quoted);
        TRY(assay_ledger_each(ledger, 0, search_each, &search, err));
    }
    if (search.found) {
        *index = search.index;
        return ASSAY_OK;
    }
    if (is_number)
        status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                            "the ledger has %" PRIu64 " entries, 0 to %" PRIu64 ": there is no %s",
                            checkpoint.size, checkpoint.size - 1, word);
    else
        status =
            assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "no entry is about \"%.80s\"", word);
    assay_error_id(err, "ledger.no-entry");
    assay_error_why(err, "an entry is named by its number, or by 8 or more hex digits of a digest");
    assay_error_do(err, "assay ledger log      lists them; by a name: assay ledger trace NAME");
    return status;
}

/* Where no action was named: cli.c runs the others. */
static int ledger(struct cli *cli, int argc, char **argv)
{
    (void)argc;
    (void)argv;
    help_actions(cli->err, cli->command);
    return cli_usage(cli, "say what to do with the ledger");
}

const struct command command_ledger = {
    .name = "ledger",
    .arguments = "ACTION [ARGUMENT...]",
    .summary = "read, prove and hand over the signed ledger",
    .examples = "  assay ledger log               every entry, one line each\n"
                "  assay ledger show 3            what was signed, as JSON\n"
                "  assay ledger trace models/scorecard.safetensors      what it was made from\n"
                "  assay ledger export audit.tar  all an auditor needs, without assay\n",
    .bit = FOR_LEDGER,
    .run = ledger,
    .actions = actions,
};
