/*
 * check_record.c - `assay check --record`.
 *
 * What is judged is what is recorded: bytes are read as `assay record` reads them, whatever a cache
 * remembers. The assessment then names the inventory by digest.
 */

#include "cli/check_record.h"

#include <assay/judgement.h>
#include <assay/report.h>
#include <assay/statement.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/kit.h"
#include "cli/run_people.h"

enum assay_status check_and_record(struct run *run, const char *path, struct recording *recording,
                                   struct assay_record_result *recorded, struct assay_error *err)
{
    const char *place;

    TRY(run_open(run, run->cli, path, err));
    TRY(recording_place(run, &place, err));
    TRY(run_policy(run, err));
    run->reads_all = true;
    run->target.verify_objects = true;
    TRY(run_scan(run, ASSAY_SCAN_ALL, err));
    TRY(recording_check(run, err));
    TRY(recording_open(run, recording, err));
    TRY(recording_inventory(run, recording, recorded, err));
    TRY(run_whole(run, err));
    TRY(run_ledger(run, err));
    TRY(run_attestations(run, err));
    TRY(run_makers(run, err));
    TRY(run_orders(run, err));
    return run_assess(run, err);
}

static enum assay_status write_document(const struct run *run, char **text, size_t *size,
                                        struct assay_error *err)
{
    const struct assay_report_options options = {.verbose = true, .seconds = -1};
    FILE *out = open_memstream(text, size);
    enum assay_status status;

    if (!out)
        return assay_fail_errno(err, ASSAY_ENOMEM, errno, "no memory for the assessment");
    status = assay_report_write("assessment", run->assessment, &options, out, err);
    if (fclose(out) != 0 && status == ASSAY_OK)
        status = assay_fail_errno(err, ASSAY_ENOMEM, errno, "no memory for the assessment");
    return status;
}

static const char *media_type_of(const char *format)
{
    for (size_t i = 0; i < assay_renderer_count; i++)
        if (strcmp(assay_renderers[i].name, format) == 0)
            return assay_renderers[i].media_type;
    return "application/octet-stream";
}

/* Files; what went to a pipe or a device is nobody's to find again. */
static enum assay_status take_reports(const struct run *run, struct assay_judgement *judgement,
                                      struct assay_error *err)
{
    const struct option_list *outputs = &run->cli->options.outputs;
    struct assay_report_file *reports =
        arena_array(run->arena, outputs->count + 1, sizeof *reports);

    if (!reports)
        return out_of_memory(err);
    judgement->reports = reports;
    for (size_t i = 0; i < outputs->count; i++) {
        struct assay_report_file *report = &reports[judgement->report_count];
        const char *file, *slash;
        char format[32];

        TRY(run_output(outputs->texts[i], format, &file, err));
        if (!run_output_stays(run, file))
            continue;
        slash = strrchr(file, '/');
        *report = (struct assay_report_file){slash ? slash + 1 : file, media_type_of(format), {0}};
        TRY(assay_file_sha256(file, report->sha256, err));
        judgement->report_count++;
    }
    return ASSAY_OK;
}

static enum assay_status judge(const struct run *run, const struct recording *recording,
                               const struct assay_record_result *recorded, uint64_t *index,
                               struct assay_error *err)
{
    CLEANUP(free_cleanup) char *document = NULL;
    struct assay_judgement judgement = {.recorded = recorded, .assessment = run->assessment};

    TRY(write_document(run, &document, &judgement.document_size, err));
    judgement.document = document;
    TRY(take_reports(run, &judgement, err));
    return assay_ledger_judge(recording->ledger, recording->key, &judgement, index, err);
}

enum assay_status check_record(const struct run *run, struct recording *recording,
                               const struct assay_record_result *recorded, struct assay_error *err)
{
    uint64_t index;

    TRY(judge(run, recording, recorded, &index, err));
    if (recording->spools)
        fprintf(recording->out, "left the assessment (%s) in the spool\n",
                run->assessment->verdict);
    else
        fprintf(recording->out, "recorded the assessment (%s) as entry %" PRIu64 "\n",
                run->assessment->verdict, index);
    recording_end(recording);
    return ASSAY_OK;
}
