/* ledger_show.c - `assay ledger show`: one entry, its statement as it was signed. */

#include <assay/statement.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/text.h"
#include "cli/ledger_actions.h"

static bool print(void *user, const struct assay_entry *entry)
{
    struct cli *cli = user;

    cli_note(cli, "entry %" PRIu64 ": %s, signed by %.16s: %s", entry->index,
             *entry->kind ? entry->kind : entry->predicate_type, entry->signer,
             entry->holds ? "the signature holds" : "NOT BY A KEY THAT MAY SIGN THIS");
    fwrite(entry->statement, 1, entry->statement_size, cli->out);
    fputc('\n', cli->out);
    return false;
}

/* What is sealed, for the reader, beside the bytes that were signed. Those are in the order of
 * hashes, which tells nobody anything: here the names are sorted. */
struct lines {
    char *texts[32];
    size_t count;
    bool short_of_memory;
};

static void lines_clear(struct lines *lines)
{
    for (size_t i = 0; i < lines->count; i++)
        free(lines->texts[i]);
}

static void add_sealed(void *user, const struct assay_sealed *sealed)
{
    struct lines *lines = user;
    CLEANUP(buf_clear) struct buf shown = {.ceiling = SIZE_MAX};
    char *line = NULL;
    int size;

    if (lines->count == ARRAY_LEN(lines->texts))
        return;
    if (sealed->value) {
        text_show(&shown, bytes_text(sealed->value));
        size = asprintf(&line, "%s: %s", sealed->name, buf_string(&shown));
    } else if (sealed->erased != UINT64_MAX) {
        size = asprintf(&line, "sealed %.16s: erased, as entry %" PRIu64 " says", sealed->digest,
                        sealed->erased);
    } else {
        size = asprintf(&line, "sealed %.16s: NOT THERE, and no entry says why", sealed->digest);
    }
    if (size < 0)
        lines->short_of_memory = true;
    else
        lines->texts[lines->count++] = line;
}

static int compare_lines(const void *left, const void *right)
{
    char *const *a = left;
    char *const *b = right;

    return strcmp(*a, *b);
}

static enum assay_status print_sealed(struct cli *cli, const struct assay_ledger *ledger,
                                      uint64_t index, struct assay_error *err)
{
    CLEANUP(lines_clear) struct lines lines = {.count = 0};

    TRY(assay_ledger_sealed(ledger, index, add_sealed, &lines, err));
    if (lines.short_of_memory)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for sealed values");
    if (lines.count > 0)
        qsort(lines.texts, lines.count, sizeof *lines.texts, compare_lines);
    for (size_t i = 0; i < lines.count; i++)
        cli_note(cli, "  %s", lines.texts[i]);
    return ASSAY_OK;
}

static int run(struct cli *cli, int argc, char **argv)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct assay_error err = {0};
    uint64_t index;

    if (argc != 1)
        return cli_usage(cli, "say which entry: its number, or a digest that it is about");
    if (ledger_open_here(cli, &ledger, &err) != ASSAY_OK ||
        ledger_find_entry(ledger, argv[0], &index, &err) != ASSAY_OK ||
        assay_ledger_each(ledger, index, print, cli, &err) != ASSAY_OK ||
        print_sealed(cli, ledger, index, &err) != ASSAY_OK)
        return cli_fail(cli, &err);
    return EXIT_PASS;
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
