/* cmd_record.c - `assay record`: the inventory of a target becomes an entry of the signed ledger.
 */

#include <assay/lineage.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/kit.h"
#include "cli/commands.h"
#include "cli/recording.h"

/* What is recorded of where models came from. */
struct lineages {
    struct assay_lineage *all[64];
    size_t count;
};

static void lineages_clear(struct lineages *lineages)
{
    for (size_t i = 0; i < lineages->count; i++)
        assay_lineage_free(lineages->all[i]);
}

static enum assay_status fail_many(size_t most, struct assay_error *err)
{
    enum assay_status status =
        assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "more than %zu records of lineage", most);

    assay_error_id(err, "usage.bad-value");
    assay_error_do(err, "record them in several runs: a record that is there is not written again");
    return status;
}

static enum assay_status read_lineage(const struct run *run, const char *path, const char *root,
                                      struct lineages *lineages, struct assay_error *err)
{
    if (lineages->count == ARRAY_LEN(lineages->all))
        return fail_many(ARRAY_LEN(lineages->all), err);
    TRY(assay_lineage_read(path, root, run->inventory, &lineages->all[lineages->count], err));
    lineages->count++;
    return ASSAY_OK;
}

static bool holds_lineage(const struct assay_inventory *inventory)
{
    for (size_t i = 0; i < inventory->item_count; i++) {
        const struct assay_path *path = inventory->items[i].path;

        if (inventory->items[i].type == ASSAY_ITEM_FILE && !path->container &&
            path->size == strlen("lineage.yml") &&
            memcmp(path->name, "lineage.yml", path->size) == 0)
            return true;
    }
    return false;
}

/* A target may hold a file of that name which is something else, and is recorded all the same. */
static enum assay_status read_found_lineage(const struct run *run, const char *path,
                                            const char *root, struct lineages *lineages,
                                            struct assay_error *err)
{
    struct assay_error wrong = {0};
    enum assay_status status = read_lineage(run, path, root, lineages, &wrong);

    if (status == ASSAY_EUSAGE) {
        cli_note(run->cli,
                 "lineage.yml is recorded, and says nothing of where models came from: %s "
                 "(--lineage FILE shows the place)",
                 wrong.text);
        return ASSAY_OK;
    }
    if (status != ASSAY_OK && err)
        *err = wrong;
    return status;
}

/* Those that were named, and lineage.yml at the target's root: before anything is recorded, so that
 * a wrong one is said in time. */
static enum assay_status read_lineages(const struct run *run, struct lineages *lineages,
                                       struct assay_error *err)
{
    const struct assay_target_facts *target = &run->inventory->target;
    const struct option_list *named = &run->cli->options.lineages;
    bool git = strcmp(target->type, "git") == 0;
    bool on_disk = run->names ||
                   (git && strcmp(target->view, "worktree") == 0 && !run->settings->bare) ||
                   strcmp(target->type, "directory") == 0;
    const char *root = git ? run->settings->root : run->path;
    CLEANUP(free_cleanup) char *path = NULL;

    for (size_t i = 0; i < named->count; i++)
        TRY(read_lineage(run, named->texts[i], on_disk || git ? root : NULL, lineages, err));
    if (!holds_lineage(run->inventory))
        return ASSAY_OK;
    if (!on_disk) {
        if (named->count == 0)
            cli_note(run->cli, "lineage.yml is recorded and was not read: name it, as a file, with "
                               "--lineage");
        return ASSAY_OK;
    }
    if (asprintf(&path, "%s/lineage.yml", root) < 0)
        return out_of_memory(err);
    for (size_t i = 0; i < named->count; i++) {
        CLEANUP(free_cleanup) char *one = realpath(named->texts[i], NULL);
        CLEANUP(free_cleanup) char *other = realpath(path, NULL);

        if (one && other && strcmp(one, other) == 0)
            return ASSAY_OK;
    }
    return read_found_lineage(run, path, root, lineages, err);
}

static enum assay_status append_lineages(const struct recording *recording,
                                         const struct lineages *lineages, struct assay_error *err)
{
    FILE *out = recording->out;

    for (size_t i = 0; i < lineages->count; i++) {
        struct assay_lineage_result result;

        TRY(assay_ledger_lineage(recording->ledger, recording->key, lineages->all[i], &result,
                                 err));
        if (result.appended == 0)
            fprintf(out, "lineage unchanged: the ledger holds it\n");
        else if (recording->spools)
            fprintf(out, "left the lineage in the spool\n");
        else if (result.appended == 1)
            fprintf(out, "recorded the lineage as entry %" PRIu64 "\n", result.index);
        else
            fprintf(out, "recorded the lineage as entries %" PRIu64 " to %" PRIu64 "\n",
                    result.index, result.index + result.appended - 1);
    }
    return ASSAY_OK;
}

static enum assay_status record_target(struct run *run, const char *path,
                                       struct recording *recording, struct assay_error *err)
{
    CLEANUP(lineages_clear) struct lineages lineages = {.count = 0};
    struct cli *cli = run->cli;
    struct assay_record_result result = {0};
    const char *place;

    TRY(run_open(run, cli, path, err));
    TRY(recording_place(run, &place, err));
    run->reads_all = true;
    run->target.verify_objects = true; /* what is signed is what its id says */
    TRY(run_scan(run, ASSAY_SCAN_ALL, err));
    TRY(recording_check(run, err));
    TRY(read_lineages(run, &lineages, err));
    TRY(recording_open(run, recording, err));
    TRY(recording_inventory(run, recording, &result, err));
    TRY(append_lineages(recording, &lineages, err));
    recording_end(recording);
    if (run->inventory->gap_count)
        cli_note(cli, "the record says what was not seen: %zu gap%s (assay list)",
                 run->inventory->gap_count, cli_plural(run->inventory->gap_count));
    return ASSAY_OK;
}

static int record(struct cli *cli, int argc, char **argv)
{
    CLEANUP(recording_clear) struct recording recording = {.out = cli->out};
    char here_name[] = ".";
    char *here[] = {here_name};
    struct assay_error err = {0};

    if (argc == 0) {
        argc = 1;
        argv = here;
    }
    if (recording_keys(cli, &recording, &err) != ASSAY_OK)
        return cli_fail(cli, &err);
    for (int i = 0; i < argc; i++) {
        struct run run = {.cli = cli};
        enum assay_status status = record_target(&run, argv[i], &recording, &err);

        run_clear(&run);
        if (status != ASSAY_OK)
            return cli_fail(cli, &err);
    }
    return EXIT_PASS;
}

const struct command command_record = {
    .name = "record",
    .arguments = "[TARGET...]",
    .summary = "hash data sets and models into the signed ledger",
    .examples = "  assay record                        the work tree, or the folder\n"
                "  assay record release.tar.gz         a bundle\n"
                "  find models -type f -print0 | assay record -\n"
                "  assay record --head --ledger ../ledger\n"
                "  assay record --lineage lineage.yml  and what the model was made from\n",
    .bit = FOR_RECORD,
    .run = record,
};
