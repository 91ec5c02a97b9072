/* ledger_show.c - `assay ledger show`: one entry, its statement as it was signed. */

#include <assay/statement.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/text.h"
#include "cli/ledger_actions.h"

struct shown {
    struct cli *cli;
    bool holds;
};

/* A signature shows who signed and never when, so what became of the key later matters. */
static void print_revoked(struct cli *cli, const struct assay_entry *entry)
{
    if (entry->revoked == UINT64_MAX)
        return;
    cli_note(cli, "  its key was revoked by entry %" PRIu64 "%s%s", entry->revoked,
             *entry->compromised ? ", in other hands since " : "", entry->compromised);
    if (!entry->doubted)
        cli_note(cli, "  this entry is older than what is in doubt by that");
    else if (*entry->compromised)
        cli_note(cli, "  THIS ENTRY IS IN DOUBT: it holds where others had seen it before (assay "
                      "verify --trust, --tsa-ca or --anchor)");
    else
        cli_note(cli, "  THIS ENTRY IS NOT BELIEVED any more");
}

static enum assay_status print_withdrawn(struct cli *cli, const struct assay_ledger *ledger,
                                         uint64_t index, struct assay_error *err)
{
    struct assay_withdrawn withdrawn;

    TRY(assay_ledger_withdrawn(ledger, index, &withdrawn, err));
    if (withdrawn.by != UINT64_MAX)
        cli_note(cli, "  withdrawn by entry %" PRIu64 "%s", withdrawn.by,
                 withdrawn.holds
                     ? ": it counts no more"
                     : ", whose signature does not hold: whether it counts is not known");
    return ASSAY_OK;
}

static bool print(void *user, const struct assay_entry *entry)
{
    struct shown *shown = user;
    struct cli *cli = shown->cli;

    shown->holds = entry->holds;
    cli_note(cli, "entry %" PRIu64 ": %s, signed by %.16s: %s", entry->index,
             *entry->kind ? entry->kind : entry->predicate_type, entry->signer,
             entry->holds ? "the signature holds" : "NOT BY A KEY THAT MAY SIGN THIS");
    if (!*entry->kind)
        cli_note(cli,
                 "  this version of assay knows no such kind of statement: that it was signed is "
                 "all that is checked");
    print_revoked(cli, entry);
    fwrite(entry->statement, 1, entry->statement_size, cli->out);
    fputc('\n', cli->out);
    return false;
}

/* What is sealed, for the reader, beside the bytes that were signed. Those are in the order of
 * hashes, which tells nobody anything: here the names are sorted. */
struct lines {
    char *texts[32];
    size_t count;
    uint64_t faults;
    bool short_of_memory;
};

static void lines_clear(struct lines *lines)
{
    for (size_t i = 0; i < lines->count; i++)
        free(lines->texts[i]);
}

/* The line for one value, allocated; NULL where memory ran out. */
static char *make_line(const struct assay_sealed *sealed)
{
    CLEANUP(buf_clear) struct buf shown = {.ceiling = SIZE_MAX};
    CLEANUP(buf_clear) struct buf name = {.ceiling = SIZE_MAX};
    char *line = NULL;
    int size;

    text_show(&name, bytes_text(sealed->name));
    if (sealed->value)
        text_show(&shown, bytes_text(sealed->value));
    if (!sealed->digest[0])
        size = asprintf(&line, "sealed values DO NOT HOLD: %s", sealed->fault);
    else if (sealed->fault && sealed->value)
        size = asprintf(&line, "%s: %s (DOES NOT HOLD: %s)", buf_string(&name), buf_string(&shown),
                        sealed->fault);
    else if (sealed->value)
        size = asprintf(&line, "%s: %s", buf_string(&name), buf_string(&shown));
    else if (sealed->fault)
        size = asprintf(&line, "sealed %.16s: %s", sealed->digest, sealed->fault);
    else if (sealed->withheld)
        size = asprintf(&line, "sealed %.16s: withheld from this export", sealed->digest);
    else
        size = asprintf(&line, "sealed %.16s: erased, as entry %" PRIu64 " says", sealed->digest,
                        sealed->erased);
    return size < 0 ? NULL : line;
}

static void add_sealed(void *user, const struct assay_sealed *sealed)
{
    struct lines *lines = user;
    char *line;

    lines->faults += sealed->fault != NULL;
    if (lines->count == ARRAY_LEN(lines->texts))
        return;
    line = make_line(sealed);
    if (line)
        lines->texts[lines->count++] = line;
    else
        lines->short_of_memory = true;
}

static int compare_lines(const void *left, const void *right)
{
    char *const *a = left;
    char *const *b = right;

    return strcmp(*a, *b);
}

static enum assay_status print_sealed(struct cli *cli, const struct assay_ledger *ledger,
                                      uint64_t index, bool *holds, struct assay_error *err)
{
    CLEANUP(lines_clear) struct lines lines = {.count = 0};

    TRY(assay_ledger_sealed(ledger, index, add_sealed, &lines, err));
    if (lines.short_of_memory)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for sealed values");
    if (lines.count > 0)
        qsort(lines.texts, lines.count, sizeof *lines.texts, compare_lines);
    for (size_t i = 0; i < lines.count; i++)
        cli_note(cli, "  %s", lines.texts[i]);
    *holds = lines.faults == 0;
    return ASSAY_OK;
}

static int run(struct cli *cli, int argc, char **argv)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct shown shown = {.cli = cli};
    struct assay_error err = {0};
    bool sealed_hold = true;
    uint64_t index;

    if (argc != 1)
        return cli_usage(cli, "say which entry: its number, or a digest that it is about");
    if (ledger_open_here(cli, &ledger, &err) != ASSAY_OK ||
        ledger_find_entry(ledger, argv[0], &index, &err) != ASSAY_OK ||
        assay_ledger_each(ledger, index, print, &shown, &err) != ASSAY_OK ||
        print_withdrawn(cli, ledger, index, &err) != ASSAY_OK ||
        print_sealed(cli, ledger, index, &sealed_hold, &err) != ASSAY_OK)
        return cli_fail(cli, &err);
    return shown.holds && sealed_hold ? EXIT_PASS : EXIT_TRUST;
}

const struct command ledger_show = {
    .name = "ledger show",
    .arguments = "INDEX|DIGEST",
    .summary = "what one entry says, as JSON",
    .examples = "  assay ledger show 3\n"
                "  assay ledger show 5ee348c9d163     the newest entry about this content\n",
    .bit = FOR_SHOW,
    .run = run,
};
